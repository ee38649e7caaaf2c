"""Blocks made fit for a language whose errors carry no text and whose variables must be used."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vibee_plugins.zig.frame import World

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import Mapper, everything, used

_SILENT = x.Literal("", t.STRING)


class _Silencer(Mapper):
    """Drops messages: what computing one may raise has been computed before."""

    def stmt(self, node: Any) -> Any:
        if isinstance(node, s.Raise):
            return replace(node, message=_SILENT)
        if isinstance(node, s.Guard):
            return replace(node, cond=self.expr(node.cond), message=None)
        return self.rebuild(node)


class _Sieve(Mapper):
    """Drops variables that nobody reads; what may raise is still evaluated."""

    def __init__(self, world: World, kept: set[int]) -> None:
        self.world = world
        self.kept = kept

    def stmt(self, node: Any) -> Any:
        if isinstance(node, s.Declare) and node.var.uid not in self.kept:
            if node.value is None or not raises(self.world, node.value):
                return ()
            return s.Evaluate(node.value)
        return self.rebuild(node)


def raises(world: World, root: Any) -> bool:
    """Whether evaluating may raise an error of the language."""
    for node in everything((root,)):
        if getattr(node, "errors", None) or isinstance(node, x.CallVar):
            return True
        if isinstance(node, x.Call) and world.functions[node.module, node.name].raises:
            return True
    return False


def reads(root: object) -> set[int]:
    """The variables that are read."""
    return {var.uid for var in used(root)}


def changes(root: object) -> set[int]:
    """The variables that are assigned or changed."""
    return {n.var.uid for n in everything(root) if isinstance(n, s.Assign | s.Change)}


def prepared(world: World, block: s.Block) -> s.Block:
    """The block as it is printed."""
    block = _Silencer().block(block)
    while True:
        smaller = _Sieve(world, reads(block) | changes(block)).block(block)
        if smaller == block:
            return block
        block = smaller
