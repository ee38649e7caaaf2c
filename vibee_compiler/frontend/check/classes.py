"""Classes of types: what the constraints of the signature table mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Enum, Record, Sum, TypeDecl

Lookup = Callable[[t.Named], TypeDecl | None]

PHRASES: Mapping[str, str] = {
    "equatable": "can be compared with ==",
    "ordered": "has an order",
    "numeric": "is a number (Int or Float)",
    "summable": "can be summed (Int or Float)",
    "key": "can be a key (Int, Bool, String or an enum)",
    "zero": "has a zero or empty value",
    "enum": "is an enum",
    "record": "is a record",
    "sum": "is a sum type",
    "carried": "is Any, Decimal or UUID",
    "tuple": "is a tuple",
    "formattable": "can be formatted by %s",
    "hexadecimal": "can be formatted by %x (Int, String or Bytes)",
    "binary": "can be formatted by %b (Int or Bool)",
}

_PRIMS: Mapping[str, frozenset[str]] = {
    "ordered": frozenset({"Int", "Float", "Bool", "String", "Bytes", "Timestamp", "Duration"}),
    "numeric": frozenset({"Int", "Float"}),
    "summable": frozenset({"Int", "Float"}),
    "key": frozenset({"Int", "Bool", "String"}),
    "zero": frozenset({"Int", "Float", "Bool", "String", "Bytes", "Duration"}),
    "carried": frozenset({"Any", "Decimal", "UUID"}),
    "formattable": frozenset({"String", "Int", "Float", "Bool", "Timestamp", "Duration"}),
    "hexadecimal": frozenset({"Int", "String", "Bytes"}),
    "binary": frozenset({"Int", "Bool"}),
}
_DECLARED: Mapping[str, type] = {"enum": Enum, "record": Record, "sum": Sum}
_ENUMS = frozenset({"ordered", "key", "formattable"})
"""The classes that every enum belongs to."""
_CONTAINERS: Mapping[str, tuple[type, ...]] = {
    "ordered": (t.TupleT, t.ListT),
    "formattable": (t.ListT, t.MapT),
}
"""Containers that belong to a class when all their parts do."""


def belongs(type_: t.Type, class_: str, lookup: Lookup) -> bool | None:
    """Whether a resolved type is of a class; None while that depends on an open part."""
    if isinstance(type_, t.TypeVar):
        return None if type_.name.startswith("?") else False
    if class_ == "equatable":
        return _parts(type_, class_, lookup) if not isinstance(type_, t.FnT) else False
    if isinstance(type_, t.Prim):
        return type_.name in _PRIMS.get(class_, ())
    if isinstance(type_, t.Named):
        decl = lookup(type_)
        if class_ in _DECLARED:
            return isinstance(decl, _DECLARED[class_])
        return class_ in _ENUMS and isinstance(decl, Enum)
    if class_ == "tuple":
        return isinstance(type_, t.TupleT)
    if class_ == "zero":
        return isinstance(type_, t.ListT | t.MapT | t.SetT)
    if isinstance(type_, _CONTAINERS.get(class_, ())):
        return _parts(type_, class_, lookup)
    return False


def _parts(type_: t.Type, class_: str, lookup: Lookup) -> bool | None:
    verdict: bool | None = True
    for part in t.children(type_):
        found = False if isinstance(part, t.Opaque) else belongs(part, class_, lookup)
        if class_ == "equatable" and isinstance(part, t.TypeVar) and found is False:
            found = True  # a part whose type is a parameter of the declaration is data
        if found is False:
            return False
        verdict = verdict if found else None
    return verdict
