"""Maps and sets, without the macros."""

from __future__ import annotations

from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir.interp.budget import OBJECT, Raised, Runtime
from vibee_compiler.ir.interp.compiler import Code, ExprCompiler, apply
from vibee_compiler.ir.interp.registry import form, op
from vibee_compiler.ir.value_maps import MapValue, SetValue
from vibee_compiler.ir.values import NOTHING, Some

op("map.size", "set.size")(len)
_ABSENT = object()


@op("map.empty")
def empty() -> MapValue:
    """The map without entries."""
    return MapValue({})


def look_up(m: MapValue, key: Any) -> Any:
    """The value of a key."""
    value = m.data().get(key, _ABSENT)
    if value is _ABSENT:
        raise Raised("NoSuchKey", "no such key")
    return value


def find(m: MapValue, key: Any) -> Any:
    """The value of a key, if it is there."""
    value = m.data().get(key, _ABSENT)
    return NOTHING if value is _ABSENT else Some(value)


op("map.at")(look_up)
op("map.get")(find)


@op("map.in")
def has_key(key: Any, m: MapValue) -> bool:
    """Whether the key is there."""
    return key in m.data()


@form("map.field", "map.fieldOptional", "map.has")
def by_name(c: ExprCompiler, e: x.Op) -> Code:
    """A key that a name spells."""
    functions = {"map.field": look_up, "map.fieldOptional": find, "map.has": _has}
    function, name = functions[e.id], str(e.extra)
    return apply(lambda m: function(m, name), c.all(e.args))


def _has(m: MapValue, key: Any) -> bool:
    return key in m.data()


@form("map.new", "map.newOptional")
def new(c: ExprCompiler, e: x.Op) -> Code:
    """A map literal in the shape of the table's entry."""
    entries = tuple(zip(e.args[::2], e.args[1::2], strict=True))
    optional = tuple(e.id == "map.newOptional" and i == 0 for i in range(len(entries)))
    return c.compile(x.MapLit(entries, optional, e.type))


@op("map.put", runtime=True)
def put(rt: Runtime, m: MapValue, key: Any, value: Any) -> MapValue:
    """The map with the value at the key."""
    rt.build(2 * OBJECT)
    return m.put(key, value)


@op("map.remove", runtime=True)
def remove(rt: Runtime, m: MapValue, key: Any) -> MapValue:
    """The map without the key."""
    rt.build(2 * OBJECT)
    return m.remove(key)


@op("map.entries", runtime=True)
def entries(rt: Runtime, m: MapValue) -> Any:
    """The pairs in ascending order of keys."""
    rt.build(OBJECT * (1 + 2 * len(m)))
    return m.items()


@op("map.keys", runtime=True)
def keys(rt: Runtime, m: MapValue) -> Any:
    """The keys, ascending."""
    rt.items(len(m))
    return m.keys()


@op("map.values", runtime=True)
def values(rt: Runtime, m: MapValue) -> Any:
    """The values in ascending order of keys."""
    rt.items(len(m))
    return m.values()


@op("set.toList", runtime=True)
def to_list(rt: Runtime, s: SetValue) -> Any:
    """The elements, ascending."""
    rt.items(len(s))
    return s.items()


@op("set.in")
def is_element(value: Any, s: SetValue) -> bool:
    """Whether it is an element."""
    return value in s


@op("set.put", runtime=True)
def add(rt: Runtime, s: SetValue, value: Any) -> SetValue:
    """The set with the value."""
    rt.build(2 * OBJECT)
    return s.put(value)


@op("set.remove", runtime=True)
def discard(rt: Runtime, s: SetValue, value: Any) -> SetValue:
    """The set without the value."""
    rt.build(2 * OBJECT)
    return s.remove(value)


@op("set.union", runtime=True)
def union(rt: Runtime, s: SetValue, other: SetValue) -> SetValue:
    """The elements of either."""
    rt.build(OBJECT * (1 + len(s) + len(other)))
    return SetValue.of([*s.items(), *other.items()])


@op("set.intersection", runtime=True)
def intersection(rt: Runtime, s: SetValue, other: SetValue) -> SetValue:
    """The elements of both."""
    rt.build(OBJECT * (1 + len(s)))
    return SetValue.of([one for one in s.items() if one in other])


@op("set.difference", runtime=True)
def difference(rt: Runtime, s: SetValue, other: SetValue) -> SetValue:
    """The elements of the first only."""
    rt.build(OBJECT * (1 + len(s)))
    return SetValue.of([one for one in s.items() if one not in other])
