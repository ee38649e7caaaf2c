"""Reads that the analyses have proved to be in bounds: indexing, as a programmer would write it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vibee_plugins.rust.values import UNARY, Form, Out

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets.layout import Doc, concat, text

if TYPE_CHECKING:
    from vibee_plugins.rust.printer import RustPrinter


def _item(base: Out, index: Doc | str, type_: t.Type) -> Out:
    head = base.doc if base.prec > UNARY else concat("(", base.doc, ")")
    if base.head is not None and not base.segments:
        head = base.head
    doc = concat(head, "[", index, "]")
    return Out(doc, form=Form.PLACE, type=type_, root=base.root)


def _is_place(node: Any) -> bool:
    """Whether an expression may be written twice."""
    if isinstance(node, x.FieldGet):
        return _is_place(node.base)
    return isinstance(node, x.Local | s.Take | s.View)


def _same_place(a: Any, b: Any) -> bool:
    if isinstance(a, x.FieldGet) and isinstance(b, x.FieldGet):
        return a.name == b.name and _same_place(a.base, b.base)
    return _is_place(a) and _is_place(b) and getattr(a, "var", 0) == getattr(b, "var", 1)


def _length(p: RustPrinter, items: Any) -> Out:
    return p.receiver(items).then(".len()", type_=t.INT)


def position(p: RustPrinter, items: Any, index: Any) -> Doc:
    """An index of a list as a `usize`: literals and what is counted from the end as they are."""
    match index:
        case x.Literal(value=int() as number) if number >= 0:
            return text(str(number))
        case x.Op(id="list.size", args=(whole,)) if _same_place(whole, items):
            return _length(p, items).doc
        case x.Op(
            id="int.sub", args=(x.Op(id="list.size", args=(whole,)), x.Literal(value=int() as back))
        ) if back > 0 and _same_place(whole, items):
            return p.binary(_length(p, items).doc, "-", text(str(back)))
        case _:
            p.support("index")
            return concat("index", p.arguments([p.own(index).doc]))


def _first(p: RustPrinter, op: x.Op) -> Out:
    return _item(p.receiver(op.args[0]), "0", op.type)


def _last(p: RustPrinter, op: x.Op) -> Out:
    items = op.args[0]
    base = p.receiver(items)
    if not _is_place(items):
        made = p.fallible(base.then(".last()", form=Form.REF, type_=op.type), op, "EmptyList")
        return replace(made, form=Form.REF, root=base.root if base.form is not Form.VALUE else None)
    return _item(base, p.binary(_length(p, items).doc, "-", text("1")), op.type)


def _at(p: RustPrinter, op: x.Op) -> Out:
    items, index = op.args
    return _item(p.receiver(items), position(p, items, index), op.type)


def _slice(p: RustPrinter, op: x.Op) -> Out:
    from vibee_plugins.rust.iterators import part_of_walked

    if (walked := part_of_walked(p, op)) is not None:
        return walked
    items, low, high = op.args
    base = p.receiver(items)
    start = text("") if _is_number(low, 0) else position(p, items, low)
    to_end = isinstance(high, x.Op) and high.id == "list.size" and _same_place(high.args[0], items)
    end = text("") if to_end else position(p, items, high)
    part = _item(base, concat(start, "..", end), op.type)
    root = base.root if base.form is not Form.VALUE else None
    return Out(concat("&", part.doc), UNARY, Form.VIEW, op.type, part.doc, (), root)


def _is_number(node: Any, number: int) -> bool:
    return isinstance(node, x.Literal) and node.value == number


def _entry(p: RustPrinter, op: x.Op) -> Out:
    key = op.args[1] if len(op.args) > 1 else x.Literal(str(op.extra), t.STRING)
    return _item(p.receiver(op.args[0]), p.passed(key, "k"), op.type)


SPELLINGS: dict[str, Callable[[RustPrinter, x.Op], Out]] = {
    "list.first!": _first,
    "list.last!": _last,
    "list.at!": _at,
    "list.slice!": _slice,
    "map.at!": _entry,
    "map.field!": _entry,
}
"""How reads that cannot fail are written."""
