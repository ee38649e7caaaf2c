"""Long chains cut in two: what is evaluated first gets a name of its own.

A value that does not fit on a line is looked through along its first arguments (`join` of `filter`
of `split` ...). The outermost part that fits on a line by itself is declared in front; nothing is
reordered, since that part is evaluated first anyway.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering.names import BY_OPERATION

NAMES = {
    **BY_OPERATION,
    "list.filter": "matching",
    "list.sort": "ordered",
    "list.sortBy": "ordered",
    "map.entries": "entries",
    "string.split": "parts",
}
_WORTH = frozenset(
    """list.map list.filter list.map3 list.flatMap list.sort list.sortBy list.join list.joinWith
    string.split list.distinct list.flatten list.zip list.takeWhile list.dropWhile list.concat
    string.concat list.sum list.reverse""".split()
)


def first_part(node: Any) -> tuple[Any, str] | None:
    """What is evaluated first of a node, with the field that holds it."""
    match node:
        case x.Op(args=(head, *_)) if not isinstance(head, x.Lambda):
            return head, "args"
        case x.Call(args=(head, *_)):
            return head, "args"
        case x.Store(value):
            return value, "value"
        case x.FieldGet(base):
            return base, "base"
    return None


def spine(node: Any) -> list[Any]:
    """A node and what is evaluated first inside, outermost first."""
    found = [node]
    while (part := first_part(found[-1])) is not None:
        found.append(part[0])
    return found


def with_part(node: Any, part: Any, new: Any) -> Any:
    """The node with one part of its spine replaced."""
    if node is part:
        return new
    found = first_part(node)
    assert found is not None
    head, name = found
    inner = with_part(head, part, new)
    if name == "args":
        return replace(node, args=(inner, *node.args[1:]))
    return replace(node, **{name: inner})


def worth_a_name(node: Any) -> bool:
    """Whether a part of a spine may become a variable."""
    return isinstance(node, x.Op) and node.id in _WORTH


def name_for(node: x.Op) -> str:
    """What the variable is called: by its operation; a sort of a map's entries as these."""
    for one in spine(node)[1:]:
        if node.id == "list.sortBy" and isinstance(one, x.Op) and one.id == "map.entries":
            return "entries"
    return NAMES.get(node.id, "values" if isinstance(node.type, t.ListT) else "value")


def source_of(node: Any) -> Any:
    """The collection that a list has an element each of: through maps, sorts and walks."""
    same = ("list.map", "list.sort", "list.sortBy", "list.reverse", "map.entries", "map.keys",
            "map.values", "set.toList", "list.indexed")  # fmt: skip
    while isinstance(node, x.Op) and node.id in same:
        node = node.args[0]
    return node


def total_key(sort: x.Op) -> bool:
    """Whether a sort of a map's entries has the map's key in its key, so that no two are equal."""
    lam = sort.args[1]
    if not isinstance(lam, x.Lambda) or not isinstance(lam.params[0], x.PTuple):
        return False
    key = lam.params[0].items[0]
    if not isinstance(key, x.PBind):
        return False
    body = lam.body
    parts = body.items if isinstance(body, x.TupleLit) else (body,)
    return any(isinstance(one, x.Local) and one.var == key.var for one in parts)
