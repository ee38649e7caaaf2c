"""Shapes of conditions that printers want: negations, ranges, emptiness.

All functions are total and keep the meaning, NaN included: a comparison of Floats is never turned
round, since `!(a < b)` is not `a >= b` there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.records import dataclass

_EQUALITIES = frozenset(
    {
        "int.eq", "bool.eq", "float.eq", "string.eq", "enum.eq", "record.eq", "list.eq",
        "map.eq", "set.eq", "option.eq", "result.eq", "tuple.eq", "variant.eq", "carried.eq",
        "bytes.eq", "duration.eq", "timestamp.eq",
    }
)  # fmt: skip
_LESS = frozenset(
    {
        "int.lt", "bool.lt", "float.lt", "string.lt", "enum.lt", "list.lt", "tuple.lt",
        "bytes.lt", "duration.lt", "timestamp.lt",
    }
)  # fmt: skip
_TURNED = {"gt": "le", "le": "gt", "ge": "lt", "lt": "ge"}


def has_float(type_: t.Type) -> bool:
    """Whether comparing values of the type may meet a NaN; declared types count as such."""
    if type_ == t.FLOAT or isinstance(type_, t.Named | t.TypeVar) or type_ == t.ANY:
        return True
    return any(has_float(child) for child in t.children(type_))


def _total(node: x.Op) -> bool:
    """Whether exactly one of `<`, `==`, `>` holds of the operands."""
    type_ = node.args[0].type
    return not has_float(type_) or node.id.startswith("enum.")


def less_id(type_: t.Type) -> str:
    """The entry for `<` of an ordered type."""
    if isinstance(type_, t.Prim):
        return f"{type_.name.lower()}.lt"
    heads = {t.ListT: "list.lt", t.TupleT: "tuple.lt"}
    return heads.get(type(type_), "enum.lt")


def equal_id(type_: t.Type) -> str | None:
    """The entry for `==` of a type, where the type alone decides; None for declared types."""
    if isinstance(type_, t.Prim):
        carried = type_.name in ("Decimal", "UUID", "Any")
        return "carried.eq" if carried else f"{type_.name.lower()}.eq"
    heads: dict[type, str] = {
        t.ListT: "list.eq", t.TupleT: "tuple.eq", t.MapT: "map.eq", t.SetT: "set.eq",
        t.OptionT: "option.eq", t.ResultT: "result.eq",
    }  # fmt: skip
    return heads.get(type(type_))


def lnot(node: Any) -> Any:
    """`!node`, with a double negation dropped."""
    if isinstance(node, x.Op) and node.id == "bool.not":
        return node.args[0]
    return x.Op("bool.not", (node,), t.BOOL, span=node.span)


Kind = Callable[[t.Named], str]
"""The entry for `==` of a declared type: enum.eq, record.eq or variant.eq."""


def negate(node: Any, kind: Kind | None = None) -> Any:
    """The opposite condition, pushed inwards as far as the meaning allows (De Morgan)."""
    if isinstance(node, x.Literal) and type(node.value) is bool:
        return replace(node, value=not node.value)
    if not isinstance(node, x.Op):
        return lnot(node)
    if node.id == "bool.not":
        return node.args[0]
    if node.id in ("bool.and", "bool.or"):
        other = "bool.or" if node.id == "bool.and" else "bool.and"
        return replace(node, id=other, args=tuple(negate(arg, kind) for arg in node.args))
    if node.id in _EQUALITIES:
        return replace(node, id="ne")
    if node.id == "ne":
        type_ = node.args[0].type
        same = kind(type_) if kind and isinstance(type_, t.Named) else equal_id(type_)
        return lnot(node) if same is None else replace(node, id=same)
    if node.id in _TURNED and _total(node):
        turned = _TURNED[node.id]
        return replace(node, id=less_id(node.args[0].type) if turned == "lt" else turned)
    if node.id in _LESS and _total(node):
        return replace(node, id="ge")
    return lnot(node)


@dataclass(frozen=True, slots=True)
class Between:
    """`low <= value <= high`; a strict flag stands for `<` on that side."""

    low: Any
    value: Any
    high: Any
    low_strict: bool
    high_strict: bool


def _sides(node: Any) -> tuple[Any, Any, bool] | None:
    """A comparison as (lesser, greater, strict)."""
    if not isinstance(node, x.Op) or len(node.args) != 2:
        return None
    a, b = node.args
    if node.id in _LESS:
        return a, b, True
    found = {"le": (a, b, False), "gt": (b, a, True), "ge": (b, a, False)}
    return found.get(node.id)


_PATHS = (x.Local, x.FieldGet, x.Literal, x.ConstRef)


def is_path(node: Any) -> bool:
    """Whether a value may be written twice, or once for twice: a variable, field or constant."""
    if isinstance(node, x.FieldGet):
        return is_path(node.base)
    return isinstance(node, _PATHS)


def as_range(node: Any) -> Between | None:
    """`a <= v && v <= b` in any spelling, for a path `v`; None for anything else."""
    if not isinstance(node, x.Op) or node.id != "bool.and":
        return None
    first, second = (_sides(arg) for arg in node.args)
    if first is None or second is None:
        return None
    for low, high in ((first, second), (second, first)):
        value = low[1]
        if is_path(value) and value == high[0] and all(map(is_path, (low[0], high[1]))):
            return Between(low[0], value, high[1], low[2], high[2])
    return None


def is_empty(node: Any) -> Any | None:
    """What `node` says is empty: `v` of `v.size() == 0`, `v == ''`, `v == []`; else None."""
    if not isinstance(node, x.Op) or node.id not in _EQUALITIES:
        return None
    for a, b in (node.args, tuple(reversed(node.args))):
        if isinstance(b, x.Literal):
            if b.value == "" and b.type == t.STRING:
                return a
            if isinstance(a, x.Op) and a.id.endswith(".size") and b.value == 0:
                return a.args[0]
        if isinstance(b, x.ListLit | x.MapLit | x.SetLit) and not (
            b.entries if isinstance(b, x.MapLit) else b.items
        ):
            return a
    return None


def is_not_empty(node: Any) -> Any | None:
    """What `node` says has something in it: `v.size() > 0`, `v.size() != 0`, `v != ''`."""
    if not isinstance(node, x.Op):
        return None
    if node.id == "ne":
        return is_empty(replace(node, id="int.eq"))
    sides = _sides(node)
    if sides is None:
        return None
    low, high, strict = sides
    zero = isinstance(low, x.Literal) and low.type == t.INT and low.value == (0 if strict else 1)
    if zero and isinstance(high, x.Op) and high.id.endswith(".size"):
        return high.args[0]
    return None
