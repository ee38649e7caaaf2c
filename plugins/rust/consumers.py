"""What walking a list ends in: sums, searches, groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from vibee_plugins.rust.iterators import (
    ITERATORS,
    It,
    closure,
    collect,
    filtered,
    iterate,
    lambda_of,
    owned,
)
from vibee_plugins.rust.values import Form, Out, value

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.targets.layout import Doc, concat, text

if TYPE_CHECKING:
    from vibee_plugins.rust.printer import RustPrinter


def all_any(method: str) -> Callable[[RustPrinter, x.Op], Out]:
    """`.all(...)`, `.any(...)`."""

    def spell(p: RustPrinter, op: x.Op) -> Out:
        it = iterate(p, op.args[0])
        made = closure(p, lambda_of(op.args[1]), [it.form])
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
    made = closure(p, lambda_of(op.args[1]), [it.form], by_ref=True)
    return it.out.then(concat(".grouped_by(", made, ")"), type_=op.type)


def extreme(method: str, part: str | None = None) -> Callable[[RustPrinter, x.Op], Out]:
    """`min`, `max`, `min_by_key` ... of a list; an empty one is an error."""

    def spell(p: RustPrinter, op: x.Op) -> Out:
        it = iterate(p, op.args[0])
        if it.form is Form.PAIR:
            it = owned(p, it)
        if part is not None:
            p.support(part)
            p.need("trait:MaxByFirst")
        arg: Doc = text("")
        if len(op.args) > 1:
            arg = closure(p, lambda_of(op.args[1]), [it.form], by_ref=True)
        out = it.out.then(concat(f".{method}(", arg, ")"), type_=op.type)
        made = p.fallible(out, op, "EmptyList")
        return Out(made.doc, made.prec, it.form, op.type, made.head, made.segments, it.root)

    return spell


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
