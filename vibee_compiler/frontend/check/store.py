"""Putting an expression into a declared type that has sized numbers, arrays or constraints."""

from __future__ import annotations

from vibee_compiler.frontend.check.context import Ctx, Node
from vibee_compiler.frontend.check.environment import Env
from vibee_compiler.frontend.check.show import show
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t


def store_errors(env: Env, declared: t.Type) -> frozenset[str] | None:
    """What storing as `declared` may raise; None when there is nothing to do at all."""
    match declared:
        case t.Sized("Float32"):
            return x.NO_ERRORS
        case t.Sized():
            return frozenset({"Overflow"})
        case t.FnT() | t.Prim() | t.Opaque() | t.TypeVar():
            return None
    found = [store_errors(env, part) for part in t.children(declared)]
    needed = [errors for errors in found if errors is not None]
    own: frozenset[str] = x.NO_ERRORS
    if isinstance(declared, t.ArrayT) or (
        isinstance(declared, t.Alias) and env.constrained(declared)
    ):
        own = frozenset({"ContractViolation"})
    if not own and not needed:
        return None
    return own.union(*needed)


def stored(env: Env, value: x.Expr, declared: t.Type) -> x.Expr:
    """`value` in a `Store` where the type needs one; no errors for constants that are in range."""
    errors = store_errors(env, declared)
    if errors is None:
        return value
    if isinstance(declared, t.Sized) and _misfit(value, declared) is False:
        errors = x.NO_ERRORS
    return x.Store(value, declared, t.erase(declared), errors, value.span)


def store(c: Ctx, node: Node, declared: t.Type) -> Node:
    """`node` made fit for a declared type, whose erasure it has."""
    if store_errors(c.env, declared) is None:
        return node
    inner = node.build

    def build() -> x.Expr:
        value = inner()
        _report_misfits(c, value, declared)
        return stored(c.env, value, declared)

    return Node(node.type, build, node.at)


def _misfit(value: x.Expr, declared: t.Type) -> bool | None:
    """Whether a constant is out of range; None where that cannot be told."""
    if not isinstance(value, x.Literal) or not isinstance(declared, t.Sized):
        return None
    limits = t.SIZED_RANGES.get(declared.name)
    if limits is None or not isinstance(value.value, int):
        return None
    return not limits[0] <= value.value <= limits[1]


def misfits(value: x.Expr, declared: t.Type) -> list[tuple[x.Expr, t.Type]]:
    """The constants inside that their sized types cannot hold, and arrays of another length."""
    match declared, value:
        case t.Alias(_, _, _, target), _:
            return misfits(value, target)
        case t.Sized(), x.Literal():
            return [(value, declared)] if _misfit(value, declared) else []
        case t.ArrayT(size, elem), x.ListLit(items, optional):
            own = [(value, declared)] if len(items) != size and not any(optional) else []
            return own + [found for item in items for found in misfits(item, elem)]
        case ((t.ListT(elem) | t.SetT(elem)), (x.ListLit(items) | x.SetLit(items))):
            return [found for item in items for found in misfits(item, elem)]
        case t.TupleT(parts), x.TupleLit(items):
            pairs = zip(items, parts, strict=True)
            return [found for item, part in pairs for found in misfits(item, part)]
        case t.MapT(_, of), x.MapLit(entries):
            return [found for _, item in entries for found in misfits(item, of)]
        case t.OptionT(elem), x.Op("optional.of", (item,)):
            return misfits(item, elem)
        case _:
            return []


def _report_misfits(c: Ctx, value: x.Expr, declared: t.Type) -> None:
    for found, type_ in misfits(value, declared):
        code, message = misfit_message(found, type_)
        c.report(code, message, None)
        last = c.diagnostics.pop()
        c.diagnostics.append(type(last)(last.severity, code, message, found.span))


def misfit_message(value: x.Expr, declared: t.Type) -> tuple[str, str]:
    """The code and message for one of `misfits`."""
    if isinstance(value, x.ListLit) and isinstance(declared, t.ArrayT):
        return "VB0508", f"{show(declared)} has {declared.size} elements, not {len(value.items)}"
    number = value.value if isinstance(value, x.Literal) else "this"
    return "VB0508", f"{number} is beyond the range of {show(declared)}"
