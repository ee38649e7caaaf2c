"""Smaller literal expressions of the same type, for counterexamples that people can read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t

Rebuild = Callable[[list[x.Expr]], x.Expr]


def smaller(node: x.Expr) -> Iterator[x.Expr]:
    """Simpler expressions of the same type, the simplest first."""
    if isinstance(node, x.Literal):
        yield from _literal(node)
        return
    if isinstance(node, x.Op) and node.id == "optional.of":
        yield x.Op("optional.none", (), node.type)
    yield from _shorter(node)
    parts, rebuild = _parts(node)
    for i, part in enumerate(parts):
        for less in smaller(part):
            yield rebuild([*parts[:i], less, *parts[i + 1 :]])


def _literal(node: x.Literal) -> Iterator[x.Expr]:
    match node.value:
        case bool():
            return
        case int() as n if node.type == t.INT:
            step = 1 if n > 0 else -1
            for less in dict.fromkeys((0, step * (abs(n) // 2), n - step)):
                if abs(less) < abs(n):
                    yield replace(node, value=less)
        case float() as f if f not in (0.0, 1.0):
            yield replace(node, value=0.0)
            if f == f and abs(f) < 1e15 and f != int(f):
                yield replace(node, value=float(int(f)))
        case str() as text if text and node.type == t.STRING:
            yield replace(node, value=text[: len(text) // 2])
            yield replace(node, value=text[1:])


def _without(items: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    if len(items) > 1:
        yield tuple(items[: len(items) // 2])
    for i in range(len(items)):
        yield (*items[:i], *items[i + 1 :])


def _shorter(node: x.Expr) -> Iterator[x.Expr]:
    """Collections with fewer elements."""
    match node:
        case x.ListLit(items):
            for fewer in _without(items):
                yield replace(node, items=fewer, optional=(False,) * len(fewer))
        case x.SetLit(items):
            for fewer in _without(items):
                yield replace(node, items=fewer)
        case x.MapLit(entries):
            for left in _without(entries):
                yield replace(node, entries=left, optional=(False,) * len(left))


def _parts(node: x.Expr) -> tuple[list[x.Expr], Rebuild]:
    """The parts that may shrink on their own, and the node with others in their place."""
    match node:
        case x.ListLit(items) | x.TupleLit(items):
            return list(items), lambda new: replace(node, items=tuple(new))
        case x.RecordLit(fields) | x.VariantLit(_, fields):
            names = [name for name, _ in fields]

            def with_fields(new: list[x.Expr]) -> x.Expr:
                return replace(node, fields=tuple(zip(names, new, strict=True)))

            return [value for _, value in fields], with_fields
        case x.MapLit(entries):
            keys = [key for key, _ in entries]

            def with_values(new: list[x.Expr]) -> x.Expr:
                return replace(node, entries=tuple(zip(keys, new, strict=True)))

            return [value for _, value in entries], with_values
        case x.Op("optional.of" | "result.ok" | "result.err", args):
            return list(args), lambda new: replace(node, args=tuple(new))
        case x.Store(value):
            return [value], lambda new: replace(node, value=new[0])
        case _:
            return [], lambda _: node
