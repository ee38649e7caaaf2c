"""Walking and rewriting IR: one place that knows what nodes are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, get_args

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t

Node = TypeVar("Node")

EXPRS = frozenset(get_args(x.Expr))
PATTERNS = frozenset(get_args(x.Pattern))
TYPES = frozenset(get_args(t.Type))


class Parts:
    """Which fields of a node may hold nodes, by its class; the fields in `skipped` never do."""

    def __init__(self, skipped: Iterable[str]) -> None:
        self._skipped = frozenset(skipped)
        self._known: dict[type, tuple[str, ...]] = {}

    def __call__(self, node: Any) -> tuple[str, ...]:
        """The names of the fields, in order."""
        cls: Any = type(node)
        found = self._known.get(cls)
        if found is None:
            skipped = self._skipped | ({"value"} if cls in (x.Literal, x.PLiteral) else frozenset())
            found = tuple(name for name in _all_fields(cls) if name not in skipped)
            self._known[cls] = found
        return found


NO_NODES = frozenset({"span", "errors", "extra", "ternary", "optional"})
"""Fields that hold no node in any class."""

_parts = Parts(NO_NODES)


@cache
def _all_fields(cls: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cls))


def rebuilt(node: Node, names: tuple[str, ...], by: Callable[[Any], Any]) -> Node:
    """The node with what these fields hold replaced, in field order; itself if nothing changes."""
    changed: dict[str, Any] = {}
    for name in names:
        before = getattr(node, name)
        after = by(before)
        if after is not before:
            changed[name] = after
    if not changed:
        return node
    cls: Any = type(node)
    made: Node = cls(*[changed.get(name, getattr(node, name)) for name in _all_fields(cls)])
    return made


def mapped(items: tuple[Any, ...], by: Callable[[Any], Any]) -> tuple[Any, ...]:
    """What `by` gives for each item; the same tuple if nothing changes."""
    made = tuple([by(item) for item in items])
    return items if all(a is b for a, b in zip(made, items, strict=True)) else made


class Rewriter:
    """Rebuilds expressions; override the hooks and call `rebuild` for what is inside.

    A node whose parts stay the same objects is kept.
    """

    def expr(self, node: x.Expr) -> x.Expr:
        """The rewritten form of an expression."""
        return self.rebuild(node)

    def pattern(self, node: x.Pattern) -> x.Pattern:
        """The rewritten form of a pattern."""
        return self.rebuild(node)

    def arm(self, node: x.Arm) -> x.Arm:
        """The rewritten form of an arm."""
        return self.rebuild(node)

    def var(self, var: x.Var) -> x.Var:
        """The rewritten form of a variable, where it is bound and where it is used."""
        type_ = self.type(var.type)
        return var if type_ is var.type else x.Var(var.name, var.uid, type_)

    def type(self, type_: t.Type) -> t.Type:
        """The rewritten form of a type."""
        return type_

    def rebuild(self, node: Node) -> Node:
        """The node with its parts rewritten, in field order."""
        return rebuilt(node, _parts(node), self._part)

    def _part(self, value: Any) -> Any:
        cls = type(value)
        if cls is tuple:
            return mapped(value, self._part)
        if cls in EXPRS:
            return self.expr(value)
        if cls in TYPES:
            return self.type(value)
        if cls in PATTERNS:
            return self.pattern(value)
        if cls is x.Var:
            return self.var(value)
        return self.arm(value) if cls is x.Arm else value


class _Types(Rewriter):
    def __init__(self, by: Callable[[t.Type], t.Type]) -> None:
        self.by = by

    def type(self, type_: t.Type) -> t.Type:
        return self.by(type_)


def map_types(node: x.Expr, by: Callable[[t.Type], t.Type]) -> x.Expr:
    """`node` with every type inside replaced by what `by` gives for it."""
    return _Types(by).expr(node)


def children(node: x.Expr | x.Arm | x.Pattern) -> Iterator[x.Expr]:
    """The expressions that a node is directly made of, in order of evaluation."""
    for name in _parts(node):
        yield from _expressions(getattr(node, name))


def _expressions(value: Any) -> Iterator[x.Expr]:
    cls = type(value)
    if cls in EXPRS:
        yield value
    elif cls is tuple:
        for item in value:
            yield from _expressions(item)
    elif cls is x.Arm:
        yield from children(value)


def walk(node: x.Expr) -> Iterator[x.Expr]:
    """`node` and every expression inside, parents first, left to right; no recursion."""
    stack = [node]
    while stack:
        one = stack.pop()
        yield one
        stack.extend(reversed(list(children(one))))


def pattern_vars(node: x.Pattern) -> Iterator[x.Var]:
    """The variables that a pattern binds, from left to right."""
    if isinstance(node, x.PBind):
        yield node.var
        return
    for name in _parts(node):
        yield from _variables(getattr(node, name))


def _variables(value: Any) -> Iterator[x.Var]:
    if type(value) in PATTERNS:
        yield from pattern_vars(value)
    elif type(value) is tuple:
        for item in value:
            yield from _variables(item)


def bound_vars(node: x.Expr) -> Iterator[x.Var]:
    """The variables that are bound inside an expression."""
    for one in walk(node):
        if isinstance(one, x.Let):
            yield from pattern_vars(one.pattern)
        elif isinstance(one, x.Match):
            for arm in one.arms:
                yield from pattern_vars(arm.pattern)
        elif isinstance(one, x.Lambda):
            for param in one.params:
                yield from pattern_vars(param)


class Renamer(Rewriter):
    """Replaces variables, where they are bound and where they are used."""

    def __init__(self, by: dict[int, x.Var]) -> None:
        self.by = by

    def var(self, var: x.Var) -> x.Var:
        """The new variable."""
        return self.by.get(var.uid, var)


def refreshed(node: x.Expr, fresh: Callable[[], int], by: dict[int, x.Var]) -> x.Expr:
    """A copy whose own variables have new numbers; `by` says what becomes of free ones."""
    names = dict(by)
    for var in bound_vars(node):
        names[var.uid] = x.Var(var.name, fresh(), var.type)
    return Renamer(names).expr(node)
