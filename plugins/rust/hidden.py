"""Containers that nobody sees as a whole: what they are made of is the function's own business."""

from __future__ import annotations

from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import count_uses, everything

_LOOKS = frozenset({"set.in", "set.size", "map.in", "map.size", "map.get", "map.at"})
_KEYS = (t.INT, t.STRING, t.BOOL)


def unordered(stmt: s.Declare, whole: tuple[Any, ...]) -> bool:
    """Whether a set or map that is built is only looked into, so that its order does not count."""
    type_ = stmt.var.type
    key = type_.key if isinstance(type_, t.MapT) else getattr(type_, "elem", None)
    empty = isinstance(stmt.value, x.SetLit | x.MapLit) and not _entries(stmt.value)
    if isinstance(type_, t.ListT) or key not in _KEYS or not stmt.builder or not empty:
        return False
    looks = 0
    for node in everything(whole):
        if isinstance(node, x.Op) and node.id in _LOOKS:
            looks += sum(isinstance(a, s.View) and a.var == stmt.var for a in node.args)
    return looks == count_uses(whole, stmt.var.uid)


def of_chars(stmt: s.Declare, whole: tuple[Any, ...]) -> bool:
    """Whether the characters of a text are a list that is only walked and counted."""
    value = stmt.value
    if not isinstance(value, x.Op) or value.id != "string.chars" or stmt.mutable:
        return False
    walks = 0
    for node in everything(whole):
        if isinstance(node, s.ForEach):
            items = node.items
            if isinstance(items, x.Op) and items.id == "list.indexed":
                items = items.args[0]
            walks += _is(items, stmt.var)
        elif isinstance(node, x.Op) and node.id == "list.size":
            walks += _is(node.args[0], stmt.var)
    return walks == count_uses(whole, stmt.var.uid)


def _entries(node: x.SetLit | x.MapLit) -> tuple[Any, ...]:
    return node.items if isinstance(node, x.SetLit) else node.entries


def _is(node: Any, var: x.Var) -> bool:
    return isinstance(node, x.Local | s.Take) and node.var == var


def filled_from(stmt: s.Stmt, following: s.Block) -> Any | None:
    """The list that the loop behind a declaration walks, an item being pushed for each of its."""
    if not isinstance(stmt, s.Declare) or not stmt.builder or not following:
        return None
    loop, value = following[0], stmt.value
    if not isinstance(stmt.var.type, t.ListT) or not isinstance(loop, s.ForEach):
        return None
    if not isinstance(value, x.ListLit) or any(value.optional):
        return None
    items = loop.items
    if isinstance(items, x.Op) and items.id == "list.indexed":
        items = items.args[0]
    if not isinstance(items, x.Local | s.Take | s.Freeze) or items.var == stmt.var:
        return None
    pushes = (one for one in loop.block if isinstance(one, s.Change) and one.op == "list.push")
    walked = x.Local(items.var, items.type)
    return walked if any(one.var == stmt.var for one in pushes) else None
