"""Patterns compiled to closures that test a value and store what they bind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir.values import NOTHING, Err, Ok, plain

if TYPE_CHECKING:
    from vibee_compiler.ir.interp.compiler import Linker

Slot = Callable[[x.Var], int]
Binding = Callable[[list[Any], Any], None]
Test = Callable[[list[Any], Any], bool]


def bind(pattern: x.Pattern, slot: Slot) -> Binding:
    """What stores a value under an irrefutable pattern: PBind, PWild, PTuple of these."""
    match pattern:
        case x.PWild():
            return lambda env, value: None
        case x.PBind(var):
            place = slot(var)
            return lambda env, value: env.__setitem__(place, value)
        case x.PTuple(items):
            parts = [bind(item, slot) for item in items]

            def store(env: list[Any], value: Any) -> None:
                for part, item in zip(parts, value, strict=True):
                    part(env, item)

            return store
    raise AssertionError(f"a pattern that can fail: {type(pattern).__name__}")


def test(pattern: x.Pattern, slot: Slot, linker: Linker) -> Test | None:
    """What tests a value and stores the variables; None for a wildcard.

    Variables of a pattern that fails half-way may be stored; nobody reads them.
    """
    match pattern:
        case x.PWild():
            return None
        case x.PBind(var):
            return _bind(slot(var))
        case x.PLiteral(value):
            return lambda env, given: given == value
        case x.PEnum(member, type_):
            wanted = linker.enum(type_, member)
            return lambda env, given: given is wanted
        case x.PVariant():
            return _variant(pattern, slot, linker)
        case x.PList(items, rest):
            return _list(items, rest, slot, linker)
        case x.PTuple(items):
            return _items([test(item, slot, linker) for item in items])
        case x.PNone():
            return lambda env, given: given is NOTHING
        case x.PSome(inner):
            some = test(inner, slot, linker)
            return lambda env, given: (
                given is not NOTHING and (some is None or some(env, given.value))
            )
        case x.POk(inner):
            return _wrapped(Ok, test(inner, slot, linker))
        case x.PErr(inner):
            return _wrapped(Err, test(inner, slot, linker))


def _bind(place: int) -> Test:
    def store(env: list[Any], value: Any) -> bool:
        env[place] = value
        return True

    return store


def _wrapped(cls: type[Ok] | type[Err], inner: Test | None) -> Test:
    def fits(env: list[Any], given: Any) -> bool:
        return type(given) is cls and (inner is None or inner(env, given.value))

    return fits


def _items(parts: list[Test | None]) -> Test:
    def all_fit(env: list[Any], values: Any) -> bool:
        for part, value in zip(parts, values, strict=False):
            if part is not None and not part(env, value):
                return False
        return True

    return all_fit


def _variant(pattern: x.PVariant, slot: Slot, linker: Linker) -> Test:
    names, _ = linker.maker(pattern.type, pattern.variant)
    name = pattern.variant
    parts = [(names.index(field), test(p, slot, linker)) for field, p in pattern.fields]
    needed = [(i, part) for i, part in parts if part is not None]

    def fits(env: list[Any], value: Any) -> bool:
        if value.shape.variant != name:
            return False
        return all(part(env, value.values[i]) for i, part in needed)

    if not needed:
        return lambda env, value: bool(value.shape.variant == name)
    return fits


def _list(items: tuple[x.Pattern, ...], rest: x.Pattern | None, slot: Slot, linker: Linker) -> Test:
    head = _items([test(item, slot, linker) for item in items])
    size = len(items)
    tail = bind(rest, slot) if rest is not None else None

    def fits(env: list[Any], given: Any) -> bool:
        values = plain(given)
        if len(values) != size if tail is None else len(values) < size:
            return False
        if not head(env, values):
            return False
        if tail is not None:
            tail(env, values[size:])
        return True

    return fits
