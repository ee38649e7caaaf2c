"""Why a case does not apply: rules over its text, its types and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from tests.cel import cases as reasons
from vibee_compiler.frontend import ast as a
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir import walk
from vibee_compiler.ir.interp import Interpreter, Raised

ORDER = "order of lists and tuples: legal here, an error there"

_TYPE_NAMES = frozenset(
    {"bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint"}
)
_MESSAGE_ROOTS = frozenset({"google", "TestAllTypes", "NestedTestAllTypes", "GlobalEnum", "proto"})
_CALLS = {"type": reasons.TYPE, "uint": reasons.UINT, "dyn": reasons.DYN}
_KINDS: dict[type, str] = {
    a.IntLit: "int",
    a.FloatLit: "double",
    a.StringLit: "string",
    a.BytesLit: "bytes",
    a.BoolLit: "bool",
    a.ListExpr: "list",
    a.MapExpr: "map",
}
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "+"})
_ORDER_OPS = frozenset({"list.lt", "tuple.lt", "le", "ge", "gt"})
LEFT_OUT: dict[str, frozenset[str]] = {
    "Encoders": frozenset({"base64"}),
    "Network": frozenset({"cidr", "ip", "isCIDR", "isIP"}),
    "Regex": frozenset({"regex"}),
    "Sets": frozenset({"sets"}),
}
"""The extensions that the language page does not name, by what their calls begin with."""
_EXTENSIONS = frozenset[str]().union(*LEFT_OUT.values())
_EXTREMES = frozenset({"greatest", "least"})
_PRIORITY = (
    reasons.EXTENSION,
    reasons.PATTERN,
    reasons.PROTO,
    reasons.NULL,
    reasons.UINT,
    reasons.TYPE,
    reasons.DYN,
)


def nodes(node: Any) -> Iterator[Any]:
    """The surface nodes of an expression."""
    if isinstance(node, tuple):
        for part in node:
            yield from nodes(part)
    elif is_dataclass(node):
        yield node
        for field in fields(node):
            yield from nodes(getattr(node, field.name))


def reason_in_text(tree: a.Expr, variables: frozenset[str]) -> str | None:
    """What the expression speaks of that the language leaves out."""
    found = {_reason(node, variables) for node in nodes(tree)}
    return next((reason for reason in _PRIORITY if reason in found), None)


def _reason(node: Any, variables: frozenset[str]) -> str | None:
    match node:
        case a.CallExpr(target=a.Ident("cel"), name="block" | "index" | "iterVar"):
            return reasons.EXTENSION
        case a.CallExpr(target=a.Ident(name)) | a.CallExpr(target=None, name=name) if (
            name in _EXTENSIONS and name not in variables
        ):
            return reasons.EXTENSION
        case a.CallExpr(target=target, name="format", args=args) if target is not None:
            return reasons.PATTERN if _is_left_out(target, args) else None
        case a.CallExpr(target=a.Ident("math"), name=name, args=args) if name in _EXTREMES:
            return reasons.DYN if _mixed(list(args)) else None
        case a.Select(operand=a.Ident("cel")):
            return reasons.PROTO
        case a.RecordExpr():
            return reasons.PROTO
        case a.UintLit():
            return reasons.UINT
        case a.NullLit():
            return reasons.NULL
        case a.CallExpr(target=None, name=name) if name in _CALLS:
            return _CALLS[name]
        case a.Ident(name) if name not in variables:
            if name in _MESSAGE_ROOTS:
                return reasons.PROTO
            return reasons.TYPE if name in _TYPE_NAMES else None
        case a.ListExpr(items):
            return reasons.DYN if _mixed([item for item, _ in items]) else None
        case a.MapExpr(entries):
            keys = [k for k, _, _ in entries]
            values = [_inside(v) if optional else v for _, v, optional in entries]
            return reasons.DYN if _mixed(keys) or _mixed(values) else None
        case a.Binary(op, left, right) if op in _COMPARISONS:
            return reasons.DYN if _mixed([left, right]) else None
    return None


def _is_left_out(pattern: a.Expr, args: tuple[a.Expr, ...]) -> bool:
    """Whether a pattern is no constant, or its `%d` gets a number that is no Int."""
    if not isinstance(pattern, a.StringLit):
        return True
    floats = (
        isinstance(one, a.FloatLit) or (isinstance(one, a.CallExpr) and one.name == "double")
        for one in nodes(args)
    )
    return "%d" in pattern.value and any(floats)


def _inside(item: a.Expr) -> a.Expr:
    """What an option holds, where that can be seen."""
    match item:
        case a.CallExpr(target=a.Ident("optional"), name="of" | "ofNonZeroValue", args=(held,)):
            return held
        case _:
            return item


def _mixed(items: list[a.Expr]) -> bool:
    """Whether literals of several types stand where the language wants one."""
    kinds = {_KINDS[type(item)] for item in items if type(item) in _KINDS}
    if len(kinds) > 1:
        return True
    if kinds == {"list"}:
        return _mixed([one for i in items if isinstance(i, a.ListExpr) for one, _ in i.items])
    if kinds == {"map"}:
        entries = [e for i in items if isinstance(i, a.MapExpr) for e in i.entries]
        return _mixed([k for k, _, _ in entries]) or _mixed([v for _, v, _ in entries])
    return False


def orders_lists(tree: x.Expr) -> bool:
    """Whether lists or tuples are compared by order."""
    return any(
        isinstance(node, x.Op)
        and node.id in _ORDER_OPS
        and isinstance(node.args[0].type, t.ListT | t.TupleT)
        for node in walk.walk(tree)
    )


def absorbs(run: Interpreter, tree: x.Expr, env: dict[x.Var, Any]) -> bool:
    """Whether CEL would drop an error here because another part decides.

    Looked for in parts that have no variables of their own, by evaluating both sides.
    """
    for node in walk.walk(tree):
        if not isinstance(node, x.Op):
            continue
        if node.id in ("bool.and", "bool.or"):
            outcomes = [_outcome(run, arg, env) for arg in node.args]
            if None in outcomes and (node.id == "bool.or") in outcomes:
                return True
        elif node.id in ("list.all", "list.exists"):
            outcomes = _each(run, node, env)
            if None in outcomes and (node.id == "list.exists") in outcomes:
                return True
    return False


def _each(run: Interpreter, node: x.Op, env: dict[x.Var, Any]) -> list[Any]:
    part = node.args[1]
    if not isinstance(part, x.Lambda) or not isinstance(part.params[0], x.PBind):
        return []
    items = _outcome(run, node.args[0], env)
    return [_outcome(run, part.body, {**env, part.params[0].var: item}) for item in items or ()]


def _outcome(run: Interpreter, node: x.Expr, env: dict[x.Var, Any]) -> Any:
    """The value; None for an error of the language, or for a part that is not closed."""
    try:
        return run.evaluate(node, env)
    except Raised:
        return None
    except TypeError:
        return None
