"""Sorts by a key as comparisons, where a key is cheap and raises nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_plugins.typescript import syntax as js
from vibee_plugins.typescript.spell_forms import may_raise
from vibee_plugins.typescript.syntax import Node

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering.walk import everything

if TYPE_CHECKING:
    from vibee_plugins.typescript.printer import TypeScriptPrinter

_CHEAP = frozenset(
    """int.neg int.add int.sub int.mul list.size map.size set.size tuple.at bytes.size math.abs.int
    float.neg float.add float.sub float.mul""".split()
)
"""Built-ins that may be computed once a comparison rather than once an item."""
_PLAIN = x.Local | x.FieldGet | x.Literal | x.ConstRef | x.Op | x.TupleLit | x.Var


def sort_by(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`xs.toSorted((a, b) => ...)`; keys that cost more than that are made once."""
    xs, lam = op.args
    assert isinstance(lam, x.Lambda)
    parts = lam.body.items if isinstance(lam.body, x.TupleLit) else (lam.body,)
    if not _cheap(lam.body) or not all(_comparable(p, part.type) for part in parts):
        compare = p.types.comparator(lam.body.type)
        return p.part("sortedBy", p.node(xs), p.function_of(lam), compare)
    items, method = _items(p, xs, lam, parts)
    with p.scope():
        sides = [
            p.pattern(param, lam.body, suffix) for suffix in ("a", "b") for param in lam.params
        ]
        mine = [dict(p.sides[suffix]) for suffix in ("a", "b")]
        made: Node | None = None
        for part in parts:
            one = _comparison(p, part, mine)
            made = one if made is None else js.Binary("||", made, one)
    assert made is not None
    return js.method(items, method, js.Arrow(", ".join(sides), made))


def _items(
    p: TypeScriptPrinter, xs: Any, lam: x.Lambda, parts: tuple[Any, ...]
) -> tuple[Node, str]:
    """What is sorted, and by which method: a list that was just made is sorted in place."""
    if isinstance(xs, x.Op) and xs.id == "map.entries" and xs not in p.known:
        match lam.params[0]:
            case x.PTuple((x.PBind(key), _)) if any(
                isinstance(part, x.Local) and part.var == key for part in parts
            ):
                return js.copied(p.node(xs.args[0])), "sort"
    return p.base(xs), "toSorted"


def _cheap(body: Any) -> bool:
    if may_raise(body):
        return False
    return all(
        isinstance(node, _PLAIN) and (not isinstance(node, x.Op) or node.id in _CHEAP)
        for node in everything(body)
    )


def _comparable(p: TypeScriptPrinter, type_: t.Type) -> bool:
    if isinstance(type_, t.Prim):
        return type_.name in ("Int", "Float", "String", "Bool", "Timestamp", "Duration")
    return bool(p.world.is_enum(type_))


def _comparison(p: TypeScriptPrinter, part: Any, sides: list[dict[int, str]]) -> Node:
    """One key of both sides compared; `-k` is the other way round."""
    if isinstance(part, x.Op) and part.id == "int.neg":
        part, sides = part.args[0], sides[::-1]
    both = []
    for side in sides:
        p.names.update(side)
        both.append(p.raw(part))
    left, right = both
    type_ = part.type
    if type_ == t.INT and not p.world.big:
        return js.Binary("-", left, right)
    if type_ == t.BOOL:
        return js.Binary("-", js.call("Number", left), js.call("Number", right))
    if p.world.is_enum(type_):
        order = js.Name(p.types.values(type_))
        return js.Binary("-", *(js.method(order, "indexOf", side) for side in both))
    return js.call(p.types.comparator(type_), left, right)
