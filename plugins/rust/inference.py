"""What rustc cannot tell the type of: values whose type must be written if no context fixes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s

_NUMERIC = ("int.", "float.", "math.")


def is_open(node: Any) -> bool:
    """Whether rustc would still have to guess a type, or that of a number, in what is printed."""
    match node:
        case x.Literal(type=type_):
            return type_ in (t.INT, t.FLOAT)
        case x.ListLit(items) | x.TupleLit(items) | x.SetLit(items):
            return is_hollow(node) or any(map(is_open, items))
        case x.MapLit(entries):
            return is_hollow(node) or any(is_open(key) or is_open(item) for key, item in entries)
        case x.Op(id="int.neg" | "float.neg" | "optional.of" | "option.or", args=args):
            return all(map(is_open, args))
        case x.Op(id=name, args=(a, b)) if name.startswith(_NUMERIC):
            return is_open(a) and is_open(b) and not node.errors
        case x.RecordLit() | x.VariantLit():
            return is_hollow(node) or (
                _is_generic(node) and any(is_open(f) for _, f in node.fields)
            )
        case _:
            inner = list(_results(node))
            return is_hollow(node) if inner == [node] else all(map(is_open, inner))


def is_hollow(node: Any) -> bool:
    """Whether a type is missing in what is printed: an empty value, with nothing beside it."""
    match node:
        case x.ListLit(items) | x.SetLit(items):
            return all(map(is_hollow, items))
        case x.MapLit(entries):
            keys, values = [k for k, _ in entries], [v for _, v in entries]
            return all(map(is_hollow, keys)) or all(map(is_hollow, values))
        case x.TupleLit(items):
            return any(map(is_hollow, items))
        case x.Op(id="map.empty" | "optional.none" | "result.ok" | "result.err") | x.Fail():
            return True
        case x.Op(id="optional.of" | "option.or", args=args):
            return all(map(is_hollow, args))
        case x.RecordLit() | x.VariantLit():
            # A variant of a generic type does not mention all of its parameters.
            bare = isinstance(node, x.VariantLit) and not node.fields
            return _is_generic(node) and (bare or any(is_hollow(f) for _, f in node.fields))
        case _:
            inner = list(_results(node))
            return inner != [node] and all(map(is_hollow, inner))


def has_open_float(node: Any) -> bool:
    """Whether a Float in what is printed has no type yet: a method could not be called on it."""
    inner = list(_results(node))
    if inner == [node]:
        parts = node.items if isinstance(node, x.TupleLit) else ()
        return any(map(has_open_float, parts)) or (node.type == t.FLOAT and is_open(node))
    return all(map(has_open_float, inner))


def given_to(var: x.Var, block: Iterable[Any]) -> Iterator[Any]:
    """The values that the ends of a block give to a variable."""
    for stmt in list(block)[-1:]:
        match stmt:
            case s.Assign(target, made) if target == var:
                yield made
            case s.IfStmt(_, then, other):
                yield from given_to(var, then)
                yield from given_to(var, other)
            case s.MatchStmt(_, arms):
                for arm in arms:
                    yield from given_to(var, arm.block)


def _results(node: Any) -> Iterator[Any]:
    """The expressions of which an expression is one."""
    match node:
        case x.If(_, then, other):
            yield from _results(then)
            yield from _results(other)
        case x.Match(arms=arms):
            for arm in arms:
                yield from _results(arm.body)
        case x.Let(body=body) | s.BlockExpr(value=body) | x.Store(value=body):
            yield from _results(body)
        case _:
            yield node


def _is_generic(node: Any) -> bool:
    return isinstance(node.type, t.Named) and bool(node.type.args)
