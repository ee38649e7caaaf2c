"""The places of an expression that may be mutated, and the expression with another one there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from vibee_compiler.frontend.check.store import misfits
from vibee_compiler.ir import expr as x
from vibee_compiler.ir.walk import EXPRS

Path = tuple[str | int, ...]
"""Names of fields and numbers in tuples, from the root to a node."""

_DATA: frozenset[tuple[type, str]] = frozenset({(x.Fail, "message"), (x.SetLit, "items")})
"""Parts that say nothing about results, or that are data in a fixed order."""
_NO_EXPRESSIONS = frozenset({"span", "type", "errors", "extra", "to", "var", "pattern", "params"})


def _zoned(entry_id: str) -> bool:
    return entry_id == "timestamp.inZone" or (
        entry_id.startswith("timestamp.get") and entry_id.endswith("In")
    )


def _fixed(node: Any, name: str, index: int) -> bool:
    """Whether a part is a constant that the compiler itself reads: a pattern, a zone."""
    if isinstance(node, x.Op) and name == "args" and index == 1:
        return node.id == "string.matches" or _zoned(node.id)
    return False


def _parts(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """The expressions directly below a value, with their paths."""
    cls = type(value)
    if cls in EXPRS:
        yield path, value
    elif cls is tuple:
        for i, item in enumerate(value):
            yield from _parts(item, (*path, i))
    elif cls is x.Arm:
        for name in ("guard", "body"):
            yield from _parts(getattr(value, name), (*path, name))


def _below(node: x.Expr, path: Path) -> Iterator[tuple[Path, x.Expr]]:
    for field in fields(node):
        name = field.name
        if name in _NO_EXPRESSIONS or (type(node), name) in _DATA:
            continue
        for inner, part in _parts(getattr(node, name), (name,)):
            index = inner[1] if len(inner) > 1 and isinstance(inner[1], int) else 0
            if _fixed(node, name, index):
                continue
            if isinstance(node, x.MapLit) and inner[2:] == (0,) and isinstance(part, x.Literal):
                continue  # constant keys that repeat are refused by the checker
            yield (*path, *inner), part


def places(body: x.Expr) -> Iterator[tuple[Path, x.Expr]]:
    """Every node that may be mutated with its path, parents first, left to right."""
    stack: list[tuple[Path, x.Expr]] = [((), body)]
    while stack:
        path, node = stack.pop()
        yield path, node
        stack.extend(reversed(list(_below(node, path))))


def _once(node: x.Op) -> x.Expr:
    """`!!p` as `p`, so that it is not told apart from the mutant that forgets the `!`."""
    inner = node.args[0]
    return inner.args[0] if isinstance(inner, x.Op) and inner.id == "bool.not" else node


def with_node(body: x.Expr, path: Path, new: x.Expr) -> x.Expr | None:
    """The expression with another node at a place.

    None where the checker would refuse it: a constant that its declared type cannot hold.
    """
    chain: list[Any] = [body]
    for step in path:
        at = chain[-1]
        chain.append(at[step] if isinstance(step, int) else getattr(at, step))
    made: Any = new
    for at, step in zip(reversed(chain[:-1]), reversed(path), strict=True):
        if isinstance(step, int):
            made = (*at[:step], made, *at[step + 1 :])
            continue
        made = replace(at, **{step: made})
        if isinstance(made, x.Op) and made.id == "bool.not":
            made = _once(made)
        elif isinstance(made, x.Lambda):
            made = replace(made, type=made.body.type)
        elif isinstance(made, x.Store) and misfits(made.value, made.to):
            return None
    result: x.Expr = made
    return result
