"""List and map literals with optional entries or computed keys, for targets without such."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t

if TYPE_CHECKING:
    from vibee_compiler.lowering.context import Fresh
    from vibee_compiler.lowering.profile import Lowering

_MESSAGE = "a key comes twice"


def plain_literal(node: x.ListLit | x.MapLit, profile: Lowering) -> bool:
    """Whether a target prints a literal as it is."""
    computed = isinstance(node, x.MapLit) and bool(node.errors)
    return profile.rich_literals or not (computed or any(node.optional))


def list_literal(node: x.ListLit, fresh: Fresh) -> x.Expr:
    """`[a, ?o]` as a concatenation: each option gives one element or none."""
    runs: list[x.Expr] = []
    firm: list[x.Expr] = []
    for item, optional in zip(node.items, node.optional, strict=True):
        if not optional:
            firm.append(item)
            continue
        if firm:
            runs.append(x.ListLit(tuple(firm), (False,) * len(firm), node.type))
            firm = []
        runs.append(_option_as_list(item, node.type, fresh))
    if firm or not runs:
        runs.append(x.ListLit(tuple(firm), (False,) * len(firm), node.type))
    whole = runs[0]
    for run in runs[1:]:
        whole = x.Op("list.concat", (whole, run), node.type)
    return whole


def _option_as_list(item: x.Expr, type_: t.Type, fresh: Fresh) -> x.Expr:
    assert isinstance(item.type, t.OptionT)
    var = fresh.var("value", item.type.elem)
    one = x.ListLit((x.Local(var, var.type),), (False,), type_)
    some = x.Arm(x.PSome(x.PBind(var, var.type), item.type), None, one)
    none = x.Arm(x.PNone(item.type), None, x.ListLit((), (), type_))
    return x.Match(item, (none, some), type_)


def map_literal(node: x.MapLit, fresh: Fresh) -> x.Expr:
    """`{k: v, ?k: o}` as one `put` after the other, once all keys and values are there."""
    lets: list[tuple[x.Var, x.Expr]] = []
    pairs: list[tuple[x.Expr, x.Expr]] = []
    for key, value in node.entries:
        held: list[x.Expr] = []
        for name, part in (("key", key), ("value", value)):
            if isinstance(part, x.Literal | x.Local | x.EnumValue):
                held.append(part)
                continue
            var = fresh.var(name, part.type)
            lets.append((var, part))
            held.append(x.Local(var, var.type))
        pairs.append((held[0], held[1]))
    made: x.Expr = x.MapLit((), (), node.type)
    for (key, value), optional in zip(pairs, node.optional, strict=True):
        before = fresh.var("entries", node.type)
        lets.append((before, made))
        made = _with_entry(x.Local(before, node.type), key, value, optional, fresh, node)
    for var, part in reversed(lets):
        made = x.Let(x.PBind(var, var.type), part, made, node.type, node.span)
    return made


def _with_entry(
    entries: x.Local, key: x.Expr, value: x.Expr, optional: bool, fresh: Fresh, node: x.MapLit
) -> x.Expr:
    type_ = node.type
    given = value
    if optional:
        assert isinstance(value.type, t.OptionT)
        var = fresh.var("value", value.type.elem)
        given = x.Local(var, var.type)
    put: x.Expr = x.Op("map.put", (entries, key, given), type_)
    if node.errors:
        there = x.Op("map.in", (key, entries), t.BOOL)
        fail = x.Fail("InvalidArgument", x.Literal(_MESSAGE, t.STRING), type_)
        put = x.If(there, fail, put, type_)
    if not optional:
        return put
    some = x.Arm(x.PSome(x.PBind(var, var.type), value.type), None, put)
    return x.Match(value, (x.Arm(x.PNone(value.type), None, entries), some), type_)
