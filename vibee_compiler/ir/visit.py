"""Variables and substitution over the generic traversal of `ir.walk`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import count

from vibee_compiler.ir import expr as x
from vibee_compiler.ir.walk import (
    Rewriter,
    bound_vars,
    children,
    pattern_vars,
    refreshed,
    walk,
)


class _Mapped(Rewriter):
    def __init__(self, by: Callable[[x.Expr], x.Expr]) -> None:
        self.by = by

    def expr(self, node: x.Expr) -> x.Expr:
        return self.by(node)


def map_children(node: x.Expr, by: Callable[[x.Expr], x.Expr]) -> x.Expr:
    """The node with each direct part replaced by what `by` gives; itself when none changes."""
    return _Mapped(by).rebuild(node)


def transform(node: x.Expr, by: Callable[[x.Expr], x.Expr]) -> x.Expr:
    """`by` applied to every expression inside, parts before wholes."""
    return by(map_children(node, lambda part: transform(part, by)))


def free_vars(node: x.Expr) -> dict[int, x.Var]:
    """The variables that an expression uses and does not bind, by uid, in order of first use.

    Uids are unique within a behaviour, so one that is bound anywhere inside is not free.
    """
    bound = {var.uid for var in bound_vars(node)}
    found: dict[int, x.Var] = {}
    for one in walk(node):
        if isinstance(one, x.Local | x.CallVar) and one.var.uid not in bound:
            found.setdefault(one.var.uid, one.var)
    return found


def substitute(node: x.Expr, by: Mapping[int, x.Expr]) -> x.Expr:
    """The expression with uses of variables replaced.

    What stands for a variable more than once shares its bound uids: `fresh_copy` it where that
    matters. A `CallVar` takes a `Local` (another name) or an `FnRef` (a call).
    """

    def one(part: x.Expr) -> x.Expr:
        if isinstance(part, x.Local):
            return by.get(part.var.uid, part)
        if isinstance(part, x.CallVar) and part.var.uid in by:
            return _called(part, by[part.var.uid])
        return part

    return transform(node, one)


def _called(node: x.CallVar, function: x.Expr) -> x.Expr:
    if isinstance(function, x.FnRef):
        return x.Call(function.module, function.name, node.args, node.type, node.span)
    if isinstance(function, x.Local):
        return x.CallVar(function.var, node.args, node.type, node.span)
    raise ValueError(f"no function: {type(function).__name__}")


def uids(nodes: Iterable[x.Expr]) -> set[int]:
    """All uids that expressions use or bind."""
    found: set[int] = set()
    for node in nodes:
        found.update(var.uid for var in bound_vars(node))
        found.update(free_vars(node))
    return found


def fresh_from(nodes: Iterable[x.Expr]) -> Callable[[], int]:
    """What gives uids that none of these expressions has."""
    numbers = count(max(uids(nodes), default=0) + 1)
    return lambda: next(numbers)


def fresh_copy(node: x.Expr, fresh: Callable[[], int]) -> x.Expr:
    """The expression with new uids for all that it binds."""
    return refreshed(node, fresh, {})


__all__ = [
    "children",
    "free_vars",
    "fresh_copy",
    "fresh_from",
    "map_children",
    "pattern_vars",
    "substitute",
    "transform",
    "uids",
    "walk",
]
