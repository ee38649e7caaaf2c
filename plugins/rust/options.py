"""Options and maps: `get`, `map`, `unwrap_or` and their kin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vibee_plugins.rust import iterators as it
from vibee_plugins.rust import layout
from vibee_plugins.rust.consumers import of_reference
from vibee_plugins.rust.values import Form, Out, unsized, value

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.targets.layout import Doc, concat, text

if TYPE_CHECKING:
    from vibee_plugins.rust.printer import RustPrinter


def _get(p: RustPrinter, op: x.Op) -> Out:
    keyed, key = op.args[0], p.passed(_key(op), "k")
    assert isinstance(op.type, t.OptionT)
    made = p.receiver(keyed).then(concat(".get", p.arguments([key])), type_=op.type)
    return of_reference(p, made, op.type, p.root_of(keyed))


def _key(op: x.Op) -> Any:
    if len(op.args) > 1:
        return op.args[1]
    return x.Literal(str(op.extra), t.STRING)


def _at(p: RustPrinter, op: x.Op) -> Out:
    made = p.receiver(op.args[0]).then(
        concat(".get", p.arguments([p.passed(_key(op), "k")])), type_=op.type
    )
    made = p.fallible(made, op, "NoSuchKey")
    return replace(made, form=Form.REF, root=p.root_of(op.args[0]))


def _has(p: RustPrinter, op: x.Op) -> Out:
    key = p.passed(_key(op), "k")
    return p.receiver(op.args[0]).then(concat(".contains_key", p.arguments([key])), type_=op.type)


def _some(p: RustPrinter, op: x.Op) -> Out:
    return value(layout.wrapped("Some", p.own(op.args[0]).doc), op.type)


def _none(p: RustPrinter, op: x.Op) -> Out:
    if p.typed_literals:
        assert isinstance(op.type, t.OptionT)
        return value(f"None::<{p.owned_type(op.type.elem)}>", op.type)
    return value("None", op.type)


def _result(name: str) -> Callable[[RustPrinter, x.Op], Out]:
    def spell(p: RustPrinter, op: x.Op) -> Out:
        made = p.own(op.args[0]).doc
        assert isinstance(op.type, t.ResultT)
        typed = ""
        if p.typed_literals:
            typed = f"::<{p.owned_type(op.type.ok)}, {p.owned_type(op.type.err)}>"
        return value(layout.wrapped(f"{name}{typed}", made), op.type)

    return spell


def _empty(node: Any) -> bool:
    match node:
        case x.ListLit(items=()) | x.MapLit(entries=()) | x.SetLit(items=()):
            return True
        case x.Op(id="map.empty"):
            return True
        case x.Literal(value=""):
            return True
        case _:
            return False


def _or_value(p: RustPrinter, op: x.Op) -> Out:
    option, other = op.args
    if isinstance(option, x.Op) and option.id == "option.optMap" and not p.raises(other):
        return _map_or(p, option, other, op.type)
    with p.opened(option):
        made = p.own(option)
    if _empty(other):
        return made.then(".unwrap_or_default()", type_=op.type)
    fallback = p.own(other).doc
    # The other value is evaluated in either case: what it raises must be seen.
    if p.is_cheap(other) or p.raises(other):
        return made.then(concat(".unwrap_or(", fallback, ")"), type_=op.type)
    borrowed = p.out(option)
    assert isinstance(borrowed.type, t.OptionT)
    if borrowed.form is Form.VIEW and unsized(borrowed.type.elem):
        args = p.arguments([concat("|| ", fallback), text("ToOwned::to_owned")])
        return borrowed.then(concat(".map_or_else", args), type_=op.type)
    return made.then(concat(".unwrap_or_else(|| ", fallback, ")"), type_=op.type)


def _map_or(p: RustPrinter, option: x.Op, other: Any, type_: t.Type) -> Out:
    """`.map_or(other, ...)`."""
    lam = option.args[1]
    assert isinstance(lam, x.Lambda)
    out, form = walked(p, option.args[0])
    mapped = it.closure(p, lam, [form])
    fallback = p.own(other).doc
    if p.is_cheap(other):
        return out.then(concat(".map_or", p.arguments([fallback, mapped])), type_=type_)
    lazy = concat("|| ", fallback)
    return out.then(concat(".map_or_else", p.arguments([lazy, mapped])), type_=type_)


def _or(p: RustPrinter, op: x.Op) -> Out:
    option, other = op.args
    fallback = p.own(other).doc
    with p.opened(option):
        made = p.own(option)
    if p.is_cheap(other) or p.raises(other):
        return made.then(concat(".or(", fallback, ")"), type_=op.type)
    return made.then(concat(".or_else(|| ", fallback, ")"), type_=op.type)


def _value(p: RustPrinter, op: x.Op) -> Out:
    with p.opened(op.args[0]):
        out = p.out(op.args[0])
    if isinstance(op.args[0], x.Op) and op.args[0].id == "optional.of":
        p.crate.allow("unnecessary_literal_unwrap")
    if out.form is Form.OPTREF:
        return replace(p.fallible(out, op, "NoValue"), form=Form.REF, type=op.type, root=out.root)
    return replace(p.fallible(p.coerce.own(out), op, "NoValue"), type=op.type)


def walked(p: RustPrinter, node: Any) -> tuple[Out, Form]:
    """An option to call `map` on, and the form of what is inside."""
    out = p.receiver(node)
    option = node.type
    assert isinstance(option, t.OptionT)
    if p.coerce.is_copy(option):
        return p.coerce.own(out), Form.VALUE
    match out.form:
        case Form.OPTREF:
            return out, Form.REF
        case Form.VALUE if out.root is None:
            return out, Form.VALUE
        case _:
            viewed = p.coerce.view(out)
            return viewed, Form.VIEW if unsized(option.elem) else Form.REF


def _mapped(method: str) -> Callable[[RustPrinter, x.Op], Out]:
    def spell(p: RustPrinter, op: x.Op) -> Out:
        option, lam = op.args
        assert isinstance(lam, x.Lambda)
        out, form = walked(p, option)
        made = it.closure(p, lam, [form])
        return out.then(concat(f".{method}(", made, ")"), type_=op.type)

    return spell


def _non_zero(p: RustPrinter, op: x.Op) -> Out:
    made = value(concat("Some(", p.own(op.args[0]).doc, ")"), op.type)
    type_ = op.args[0].type
    test: Doc
    if type_ == t.BOOL:
        test = text("|&value| value")
    elif type_ == t.INT:
        test = text("|&value| value != 0")
    elif type_ == t.FLOAT:
        test = text("|&value| value != 0.0")
    elif type_ == t.DURATION:
        test = text("|value| value.nanos() != 0")
    else:
        test = text("|value| !value.is_empty()")
    return made.then(concat(".filter(", test, ")"), type_=op.type)


def _is_some(p: RustPrinter, op: x.Op) -> Out:
    return p.receiver(op.args[0]).then(".is_some()", type_=op.type)


SPELLINGS: dict[str, Callable[[RustPrinter, x.Op], Out]] = {
    "map.get": _get,
    "map.at": _at,
    "map.field": _at,
    "map.fieldOptional": _get,
    "map.has": _has,
    "optional.of": _some,
    "optional.none": _none,
    "result.ok": _result("Ok"),
    "result.err": _result("Err"),
    "optional.ofNonZeroValue": _non_zero,
    "option.hasValue": _is_some,
    "option.value": _value,
    "option.orValue": _or_value,
    "option.or": _or,
    "option.optMap": _mapped("map"),
    "option.optFlatMap": _mapped("and_then"),
}
"""How options are written."""
