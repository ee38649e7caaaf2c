"""Equality of values that hold Decimals and UUIDs, which are texts that differ in how they look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_plugins.typescript import syntax as js
from vibee_plugins.typescript.syntax import Node

from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Record, Sum

if TYPE_CHECKING:
    from vibee_plugins.typescript.world import World


def is_carried(world: World, type_: t.Type, seen: frozenset[t.Type] = frozenset()) -> bool:
    """Whether a value of the type may hold a Decimal or a UUID."""
    if type_ in (t.DECIMAL, t.UUID):
        return True
    if type_ in seen:
        return False
    inner = [*t.children(type_), *_fields(world, type_).values()]
    return any(is_carried(world, one, seen | {type_}) for one in inner)


def _fields(world: World, type_: t.Type) -> dict[str, t.Type]:
    """The fields of a record or of all variants, by their names in the output."""
    decl = world.decl(type_)
    if not isinstance(type_, t.Named):
        return {}
    if isinstance(decl, Record):
        names = world.names[type_.module]
        return {names.field(decl.name, f.name).text: f.type for f in decl.fields}
    if isinstance(decl, Sum):
        return {
            world.variant_field(type_.module, decl.name, variant.name, f.name): f.type
            for variant in decl.variants
            for f in variant.fields
        }
    return {}


def same(p: Any, type_: t.Type, outer: frozenset[t.Type] = frozenset()) -> Node:
    """A function that compares two values; what recurs in a type is compared as it is written."""
    type_ = t.erase(type_)
    if not is_carried(p.world, type_):
        return js.Name(p.support("equals"))
    match type_:
        case t.Prim(name):
            return js.Name(p.support(f"same{name.capitalize()}"))
        case t.ListT(elem):
            return _part(p, "sameLists", same(p, elem, outer))
        case t.OptionT(elem):
            if p.world.boxed(type_):
                fields = js.Object((("some", same(p, elem, outer)),))
                return _part(p, "sameOptions", _part(p, "sameFields", fields))
            return _part(p, "sameOptions", same(p, elem, outer))
        case t.MapT(_, value):
            return _part(p, "sameMaps", same(p, value, outer))
        case t.ResultT(ok, err):
            sides = (("value", same(p, ok, outer)), ("error", same(p, err, outer)))
            return _part(p, "sameFields", js.Object(sides))
        case t.TupleT(items):
            places = tuple((str(i), same(p, one, outer)) for i, one in enumerate(items))
            return _part(p, "sameFields", js.Object(places))
    if type_ in outer:
        return js.Name(p.support("equals"))
    inner = {
        name: same(p, field, outer | {type_})
        for name, field in _fields(p.world, type_).items()
        if is_carried(p.world, field)
    }
    return _part(p, "sameFields", js.Object(tuple(inner.items())))


def _part(p: Any, name: str, *args: Node) -> Node:
    return js.call(p.support(name), *args)
