"""Built-ins that stand in for each other: the same parts, the same result, another meaning.

`SIBLINGS` by id; comparisons depend on the type compared and are in `comparisons`.
"""

from __future__ import annotations

from collections.abc import Mapping

from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Enum, Record, TypeDecl


def _both_ways(*groups: str) -> dict[str, tuple[str, ...]]:
    """Each id of a group (a line of words) with the one after it, the last with the first."""
    found: dict[str, tuple[str, ...]] = {}
    for group in groups:
        ids = group.split()
        for one, other in zip(ids, [*ids[1:], ids[0]], strict=True):
            found[one] = (*found.get(one, ()), other)
    return found


SIBLINGS: Mapping[str, tuple[str, ...]] = {
    **_both_ways(
        "float.add float.sub",
        "float.mul float.div",
        "math.floorDiv math.floorMod",
        "math.least math.greatest",
        "math.leastOf math.greatestOf",
        "math.bitAnd math.bitOr math.bitXor",
        "math.bitShiftLeft math.bitShiftRight",
        "math.floor math.ceil",
        "math.trunc math.floor",
        "math.round math.floor",
        "math.abs.int math.sign.int",
        "math.abs.float math.sign.float",
        "bool.and bool.or",
        "string.startsWith string.endsWith",
        "string.contains string.startsWith",
        "string.take string.drop",
        "string.indexOf string.lastIndexOf",
        "string.indexOf2 string.lastIndexOf2",
        "string.lowerAscii string.upperAscii",
        "list.all list.exists",
        "list.existsOne list.exists",
        "list.takeWhile list.dropWhile",
        "list.filter list.takeWhile",
        "list.min list.max",
        "list.minBy list.maxBy",
        "list.first list.last",
        "list.take list.drop",
        "list.all2 list.exists2",
        "list.existsOne2 list.exists2",
        "map.all map.exists",
        "map.existsOne map.exists",
        "map.all2 map.exists2",
        "map.existsOne2 map.exists2",
        "set.all set.exists",
        "set.existsOne set.exists",
        "set.union set.intersection set.difference",
        "set.put set.remove",
        "duration.add duration.sub",
        "timestamp.add timestamp.subDuration",
        "duration.getSeconds duration.getMinutes duration.getHours",
        "timestamp.getMonth timestamp.getDayOfMonth",
        "timestamp.getDate timestamp.getDayOfMonth",
        "timestamp.getDayOfWeek timestamp.getDayOfYear",
        "timestamp.getHours timestamp.getMinutes timestamp.getSeconds",
    ),
    "int.add": ("int.sub", "int.mul"),
    "int.sub": ("int.add",),
    "int.mul": ("int.add",),
    "int.div": ("int.mul", "int.rem"),
    "int.rem": ("int.div", "math.floorMod"),
    "list.sort": ("list.reverse",),
}

COMMUTATIVE = frozenset(
    """
    int.add int.mul float.add float.mul bool.and bool.or ne math.bitAnd math.bitOr math.bitXor
    math.least math.greatest set.union set.intersection
    """.split()
)
"""Swapping the operands of these changes nothing but the order of errors."""

_COMPARED: Mapping[str, tuple[str, ...]] = {
    "lt": ("le", "ge"),
    "le": ("lt", "gt"),
    "gt": ("ge", "le"),
    "ge": ("gt", "lt"),
    "eq": ("ne",),
    "ne": ("eq",),
}
"""The nearest neighbour (they differ on equal values) and the opposite."""

_HEADS: Mapping[type, str] = {
    t.ListT: "list",
    t.SetT: "set",
    t.MapT: "map",
    t.OptionT: "option",
    t.ResultT: "result",
    t.TupleT: "tuple",
}
_CARRIED = ("Any", "Decimal", "UUID")


def head(type_: t.Type, decl: TypeDecl | None) -> str:
    """What comes before the dot in the ids of a type's comparisons."""
    match type_:
        case t.Prim(name):
            return "carried" if name in _CARRIED else name.lower()
        case t.Named() if isinstance(decl, Enum):
            return "enum"
        case t.Named():
            return "record" if isinstance(decl, Record) else "variant"
        case _:
            return _HEADS.get(type(type_), "")


def comparison(entry_id: str) -> str:
    """Which of the six comparisons an entry is, "" if none."""
    kind = entry_id.rpartition(".")[2]
    return kind if kind in _COMPARED else ""


def other_comparisons(entry_id: str, prefix: str) -> tuple[str, ...]:
    """What a comparison of values of a type with this `head` becomes."""
    named = {"eq": f"{prefix}.eq", "lt": f"{prefix}.lt"}
    return tuple(named.get(kind, kind) for kind in _COMPARED[comparison(entry_id)])
