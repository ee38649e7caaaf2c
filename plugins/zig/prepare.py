"""Blocks made fit for a language whose errors carry no text and whose variables must be used."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vibee_plugins.zig.frame import World

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.conditions import has_float
from vibee_compiler.lowering.walk import Mapper, everything, pattern_vars, used

_SILENT = x.Literal("", t.STRING)


class _Silencer(Mapper):
    """Drops messages: what computing one may raise has been computed before."""

    def stmt(self, node: Any) -> Any:
        if isinstance(node, s.Raise):
            return replace(node, message=_SILENT)
        if isinstance(node, s.Guard):
            return replace(node, cond=self.expr(node.cond), message=None)
        return self.rebuild(node)


def _known(node: Any) -> bool | None:
    """What a Bool is, where it says so itself."""
    if isinstance(node, x.Literal) and isinstance(node.value, bool):
        return node.value
    if isinstance(node, x.Op) and len(node.args) == 2 and node.args[0] == node.args[1]:
        same = node.id == "ne" or node.id.endswith(".eq")
        if same and isinstance(node.args[0], x.Local) and not has_float(node.args[0].type):
            return node.id != "ne"
    return None


class _Folder(Mapper):
    """Decides what a definition for all types asks and this type has decided (`key == key`)."""

    def expr(self, node: Any) -> Any:
        node = self.rebuild(node)
        known = _known(node)
        if known is not None and not isinstance(node, x.Literal):
            return x.Literal(known, t.BOOL)
        if not isinstance(node, x.Op):
            return node
        first = _known(node.args[0]) if node.args else None
        if node.id == "bool.not" and first is not None:
            return x.Literal(not first, t.BOOL)
        if node.id in ("bool.and", "bool.or") and first is not None:
            return node.args[1] if first == (node.id == "bool.and") else node.args[0]
        return node


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
        if isinstance(node, s.Destructure):
            named = {var.uid for var in pattern_vars(node.pattern)}
            if not named & self.kept:
                return s.Evaluate(node.value) if raises(self.world, node.value) else ()
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
    found = tuple(everything(root))
    flags = {n.flag.uid for n in found if isinstance(n, s.AddLate)}
    return flags | {n.var.uid for n in found if isinstance(n, s.Assign | s.AddLate | s.Change)}


def prepared(world: World, block: s.Block) -> s.Block:
    """The block as it is printed."""
    block = _Folder().block(_Silencer().block(block))
    while True:
        smaller = _Sieve(world, reads(block) | changes(block)).block(block)
        if smaller == block:
            return block
        block = smaller
