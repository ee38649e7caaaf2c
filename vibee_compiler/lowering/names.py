"""What temporaries are called: one table by operation; never a name that is taken."""

from __future__ import annotations

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t

BY_OPERATION: dict[str, str] = {
    "list.all": "holds",
    "list.exists": "found",
    "list.existsOne": "count",
    "list.count": "count",
    "list.filter": "kept",
    "list.takeWhile": "kept",
    "list.dropWhile": "rest",
    "list.find": "found",
    "list.flatMap": "joined",
    "list.concat": "joined",
    "list.join": "joined",
    "list.joinWith": "joined",
    "list.fold": "state",
    "list.groupBy": "groups",
    "list.indexed": "indexed",
    "list.map": "mapped",
    "list.map3": "mapped",
    "list.max": "greatest",
    "list.maxBy": "greatest",
    "list.min": "least",
    "list.minBy": "least",
    "list.scan": "states",
    "list.size": "size",
    "list.slice": "part",
    "list.sort": "sorted",
    "list.sortBy": "sorted",
    "list.sum": "total",
    "list.zip": "pairs",
    "lists.range": "numbers",
    "lists.range2": "numbers",
    "map.entries": "entries",
    "map.get": "found",
    "map.keys": "keys",
    "map.values": "values",
    "set.toList": "items",
    "string.chars": "chars",
    "string.concat": "text",
    "string.lowerAscii": "lower",
    "string.split": "parts",
    "string.split2": "parts",
    "string.upperAscii": "upper",
}
RESULT = "result"
_BY_TYPE = {t.BOOL: "holds", t.INT: "number", t.STRING: "text", t.FLOAT: "number"}


def type_name(type_: t.Type) -> str | None:
    """The name of a declared type in lower case: a record `Line` is a `line`."""
    return lower_first(type_.name) if isinstance(type_, t.Named) else None


def lower_first(name: str) -> str:
    """`PageItem` as `pageItem`; the namer gives it the target's case."""
    return name[:1].lower() + name[1:]


def hint(node: object) -> str:
    """What a temporary for the value of an expression is called."""
    match node:
        case x.Op(id=name) if name in BY_OPERATION:
            return BY_OPERATION[name]
        case x.FieldGet(_, name):
            return name
        case x.Call(_, name):
            return name.rpartition("_")[2] or "value"
    type_ = getattr(node, "type", None)
    if type_ is None:
        return "value"
    return type_name(type_) or _BY_TYPE.get(type_, "value")


class Names:
    """Gives names that a function does not use yet."""

    def __init__(self, taken: set[str]) -> None:
        self.taken = taken

    def new(self, wanted: str) -> str:
        """The wanted name, with a number behind if it is taken."""
        name, n = wanted, 2
        while name in self.taken:
            name, n = f"{wanted}_{n}", n + 1
        self.taken.add(name)
        return name
