"""What walking a list ends in: sums, searches, groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vibee_plugins.rust.iterators import (
    ITERATORS,
    It,
    closure,
    collect,
    eta,
    filtered,
    is_variable,
    is_walked,
    iterate,
    lambda_of,
    owned,
)
from vibee_plugins.rust.lookups import plain
from vibee_plugins.rust.values import Form, Out, value

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering.walk import count_uses
from vibee_compiler.targets.layout import Doc, concat, text

if TYPE_CHECKING:
    from vibee_plugins.rust.printer import RustPrinter


def _contains(p: RustPrinter, op: x.Op) -> Out | None:
    """`.contains(...)` for `exists(x, x == y)` over a list that is there."""
    items, lam = op.args[0], lambda_of(op.args[1])
    pattern, body = lam.params[0], lam.body
    if not isinstance(body, x.Op) or body.id not in ("int.eq", "enum.eq") or is_walked(items):
        return None
    if not isinstance(pattern, x.PBind):
        return None
    for item, other in (body.args, body.args[::-1]):
        if is_variable(item, pattern.var) and not count_uses((other,), pattern.var.uid):
            return p.out(x.Op("list.in", (other, items), t.BOOL)) if not p.raises(other) else None
    return None


def all_any(method: str) -> Callable[[RustPrinter, x.Op], Out]:
    """`.all(...)`, `.any(...)`."""

    def spell(p: RustPrinter, op: x.Op) -> Out:
        if method == "any" and (plain := _contains(p, op)) is not None:
            return plain
        it = iterate(p, op.args[0])
        lam = lambda_of(op.args[1])
        path = eta(p, it, lam)
        made = closure(p, lam, [it.form]) if path is None else text(path)
        return it.out.then(concat(f".{method}(", made, ")"), type_=op.type)

    return spell


def count(p: RustPrinter, op: x.Op) -> Out:
    """How many items a condition holds for."""
    it = filtered(p, iterate(p, op.args[0]), lambda_of(op.args[1]))
    p.support("int")
    counted = it.out.then(".count()", type_=t.INT)
    return value(concat("int(", counted.doc, ")"), t.INT)


def exists_one(p: RustPrinter, op: x.Op) -> Out:
    """Whether a condition holds for exactly one item."""
    it = filtered(p, iterate(p, op.args[0]), lambda_of(op.args[1]))
    counted = it.out.then(".count()", type_=t.INT)
    return value(p.binary(counted.doc, "==", text("1")), t.BOOL, 50)


def option_of(p: RustPrinter, it: It, out: Out, type_: t.Type) -> Out:
    """An option of an item."""
    if it.form is Form.REF and p.coerce.is_copy(it.type):
        return out.then(".copied()", type_=type_)
    if it.form is Form.REF:
        return Out(out.doc, out.prec, Form.OPTREF, type_, out.head, out.segments, it.root)
    if it.form is Form.CHAR:
        return out.then(".map(String::from)", type_=type_)
    if it.form is Form.VIEW:
        return out.then(".map(str::to_owned)", type_=type_)
    return out


def find(p: RustPrinter, op: x.Op) -> Out:
    """The first item that a condition holds for."""
    it = iterate(p, op.args[0])
    if it.form is Form.PAIR:
        it = owned(p, it)
    made = closure(p, lambda_of(op.args[1]), [it.form], by_ref=True)
    out = it.out.then(concat(".find(", made, ")"), type_=op.type)
    return option_of(p, it, out, op.type)


def group_by(p: RustPrinter, op: x.Op) -> Out:
    """The items by a key."""
    it = owned(p, iterate(p, op.args[0]))
    p.support("grouped_by")
    p.need("trait:GroupedBy")
    made = closure(p, lambda_of(op.args[1]), [it.form], by_ref=True, body=p.open_own)
    return it.out.then(concat(".grouped_by(", made, ")"), type_=op.type)


EXTREMES = {
    "list.min": ("min", ""),
    "list.max": ("max", ""),
    "list.minBy": ("min_by_key", ""),
    "list.maxBy": ("max_by_first", "MaxByFirst"),
}
"""The method for each, and the trait of the support module that has it."""

_OF_NUMBERS = {"list.min": "least", "list.max": "greatest"}
_BY_NUMBERS = {
    "list.minBy": ("min_by_number", "MinByNumber"),
    "list.maxBy": ("max_by_number", "MaxByNumber"),
}
"""The same where Floats decide: NaN before all others."""


def _extreme(p: RustPrinter, op: x.Op) -> tuple[It, Out]:
    it = iterate(p, op.args[0])
    if it.form is Form.PAIR:
        it = owned(p, it)
    numbers = (op.args[1].body.type if len(op.args) > 1 else it.type) == t.FLOAT  # type: ignore[union-attr]
    if numbers and len(op.args) == 1:
        it, function = owned(p, it), p.support(_OF_NUMBERS[op.id])
        return it, it.out.then(f".reduce({function})", type_=op.type)
    method, trait = (_BY_NUMBERS if numbers else EXTREMES)[op.id]
    if trait:
        p.support(method)
        p.need(f"trait:{trait}")
    arg: Doc = text("")
    if len(op.args) > 1:
        arg = closure(p, lambda_of(op.args[1]), [it.form], by_ref=True, body=p.open_own)
    return it, it.out.then(concat(f".{method}(", arg, ")"), type_=op.type)


def extreme(p: RustPrinter, op: x.Op) -> Out:
    """`min`, `max`, `min_by_key` ... of a list; an empty one is an error."""
    it, out = _extreme(p, op)
    made = p.fallible(out, op, "EmptyList")
    return replace(made, form=it.form, root=it.root)


_AS_LONG = frozenset({"list.map", "list.sort", "list.sortBy", "list.reverse", "map.entries"})
"""What makes a list of as many items as it is made of."""


def _source(node: Any) -> Any:
    while isinstance(node, x.Op) and node.id in _AS_LONG:
        node = node.args[0]
    return plain(node)


def if_any(p: RustPrinter, items: Any, chosen: Any, type_: t.Type) -> Out | None:
    """The extreme or the end of a list if `items` are not empty, as std's methods have it."""
    if items is None or not isinstance(chosen, x.Op) or chosen.errors or not chosen.args:
        return None
    if _source(chosen.args[0]) != plain(items):
        return None
    if chosen.id in EXTREMES:
        it, out = _extreme(p, chosen)
        return option_of(p, it, out, type_)
    if chosen.id in ("list.first", "list.last") and not is_walked(chosen.args[0]):
        assert isinstance(type_, t.OptionT)
        method = chosen.id.removeprefix("list.")
        made = p.receiver(chosen.args[0]).then(f".{method}()", type_=type_)
        return of_reference(p, made, type_, p.root_of(chosen.args[0]))
    return None


def of_reference(p: RustPrinter, made: Out, type_: t.OptionT, root: int | None) -> Out:
    """An option of a reference, as std's `get` returns it."""
    if p.coerce.is_copy(type_.elem):
        return made.then(".copied()", type_=type_)
    return replace(made, form=Form.OPTREF, root=root)


def total(p: RustPrinter, op: x.Op) -> Out:
    """The sum, from the left."""
    it = owned(p, iterate(p, op.args[0]))
    if op.type == t.FLOAT:
        return it.out.then(".fold(0.0, |sum, item| sum + item)", type_=op.type)
    if not op.errors:
        return it.out.then(".sum::<i64>()", type_=op.type)
    p.support("checked_sum")
    p.need("trait:CheckedSum")
    return p.fallible(it.out.then(".checked_sum()", type_=op.type), op, "Overflow")


def joined(p: RustPrinter, op: x.Op) -> Out:
    """The texts one after the other."""
    items = op.args[0]
    by = p.view(op.args[1]).doc if len(op.args) > 1 else text('""')
    if not (isinstance(items, x.Op) and items.id in ITERATORS):
        call = ".concat()" if len(op.args) == 1 else concat(".join(", by, ")")
        return p.receiver(items).then(call, type_=op.type)
    it = iterate(p, items)
    if len(op.args) == 1:
        return it.out.then(".collect::<String>()", type_=op.type)
    if it.form is Form.CHAR:
        it = owned(p, it)
    if it.form is Form.REF:
        it = it.then(".map(String::as_str)", form=Form.VIEW)
    listed = it.out.then(".collect::<Vec<_>>()", type_=op.type)
    return listed.then(concat(".join(", by, ")"), type_=op.type)


def to_set(p: RustPrinter, op: x.Op) -> Out:
    """The set of the items."""
    p.need("std::collections::BTreeSet")
    return collect(p, iterate(p, op.args[0]), op.type, into="BTreeSet<_>")
