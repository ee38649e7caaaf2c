"""Changes of a map in the making that read what they change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import Mapper, everything, used


def _is_plain(node: Any) -> bool:
    """Whether an expression is a path of names or a literal: cheap, and the same each time."""
    while isinstance(node, x.FieldGet):
        node = node.base
    return isinstance(node, x.Local | x.ConstRef | x.Literal | x.EnumValue)


def _old_value(node: Any, change: s.Change) -> Any | None:
    """The value that stands for a missing one, if a node is the key's old value or that."""
    if not isinstance(node, x.Op) or node.id != "option.orValue":
        return None
    found, start = node.args
    if not isinstance(found, x.Op) or found.id != "map.get":
        return None
    of, key = found.args
    same = isinstance(of, s.View) and of.var == change.var and key == change.args[0]
    return start if same else None


def appended_item(change: s.Change) -> Any | None:
    """The item, where a change appends one to the key's list."""
    if change.op != "map.put" or not _is_plain(change.args[0]):
        return None
    match change.args[1]:
        case x.Op(id="list.concat", args=(old, x.ListLit((item,), (False,)))):
            start = _old_value(old, change)
            empty = isinstance(start, x.ListLit) and not start.items
            seen = any(var == change.var for var in used((item,)))
            return item if empty and not seen else None
        case _:
            return None


def appended(root: object) -> set[int]:
    """The maps whose lists are appended to."""
    changes = (one for one in everything(root) if isinstance(one, s.Change))
    return {one.var.uid for one in changes if appended_item(one) is not None}


class _Slot(Mapper):
    """Replaces a key's old value by a variable."""

    def __init__(self, change: s.Change) -> None:
        self.change = change
        self.start: Any = None
        self.place: x.Var | None = None

    def expr(self, node: Any) -> Any:
        start = _old_value(node, self.change)
        if start is None:
            return self.rebuild(node)
        self.start = start
        # No variable of the spec has this number: it stands for the place of this value alone.
        self.place = x.Var("entry", -1 - self.change.var.uid, node.type)
        return x.Local(self.place, node.type)


def slot_of(change: s.Change, raises: Callable[[Any], bool]) -> tuple[Any, Any, x.Var] | None:
    """The start, the new value and the variable in it that stands for the key's old value.

    None where the new value is not made of the old one, or looks at the map in another way.
    """
    key, value = change.args
    seen = sum(var == change.var for var in used((value,)))
    if seen != 1 or not _is_plain(key):
        return None
    slot = _Slot(change)
    new = slot.expr(value)
    if slot.place is None or raises(slot.start):
        return None
    return slot.start, new, slot.place
