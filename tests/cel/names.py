"""CEL's dotted names of variables and its container, resolved before the checker sees a case.

The language has modules instead: its own variables are single names. A name means the variable of
the longest dotted prefix that there is, looked for inside the container first; a leading dot
looks neither there nor among the variables of macros.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from vibee_compiler.frontend import ast as a

_ONE_BINDER = frozenset(
    {"all", "exists", "exists_one", "existsOne", "map", "filter", "optMap", "optFlatMap", "bind"}
)
_TWO_BINDERS = frozenset({"all", "exists", "existsOne"})
_TRANSFORMS = frozenset({"transformList", "transformMap", "transformMapEntry"})


def are_needed(tree: a.Expr, variables: frozenset[str], container: str) -> bool:
    """Whether a case says more about names than the language does."""
    roots = any(isinstance(one, a.Ident) and one.root for one in _nodes(tree))
    return roots or bool(container) or any("." in name for name in variables)


def resolved(tree: Any, variables: frozenset[str], container: str) -> Any:
    """The expression with each use of a variable as one name, which no macro can shadow."""
    return _Resolver(variables, container).visit(tree, frozenset())


def name_of(variable: str) -> str:
    """What a variable is called in a resolved expression."""
    return f".{variable}"


def _nodes(node: Any) -> Iterator[Any]:
    if isinstance(node, tuple):
        for part in node:
            yield from _nodes(part)
    elif is_dataclass(node):
        yield node
        for field in fields(node):
            yield from _nodes(getattr(node, field.name))


class _Resolver:
    def __init__(self, variables: frozenset[str], container: str) -> None:
        self.variables = variables
        parts = container.split(".") if container else []
        self.prefixes = [".".join(parts[:size]) for size in range(len(parts), 0, -1)]

    def visit(self, node: Any, bound: frozenset[str]) -> Any:
        if isinstance(node, tuple):
            return tuple(self.visit(part, bound) for part in node)
        if isinstance(node, a.Ident | a.Select):
            found = self.variable(node, bound)
            if found is not None:
                return found
        if isinstance(node, a.CallExpr) and node.target is not None:
            return self.call(node, bound)
        if not is_dataclass(node) or isinstance(node, type):
            return node
        changed = {
            one.name: self.visit(getattr(node, one.name), bound)
            for one in fields(node)
            if one.name not in ("at", "name_at", "op_at")
        }
        return replace(node, **changed)

    def variable(self, node: a.Ident | a.Select, bound: frozenset[str]) -> a.Ident | None:
        """The variable that a whole dotted name means."""
        path = _path(node)
        if path is None:
            return None
        root, dotted = path
        if not root and dotted.split(".")[0] in bound:
            return None
        candidates = [] if root else [f"{prefix}.{dotted}" for prefix in self.prefixes]
        for name in (*candidates, dotted):
            if name in self.variables:
                return a.Ident(name_of(name), node.at)
        return None

    def call(self, node: a.CallExpr, bound: frozenset[str]) -> a.CallExpr:
        """A method or macro; the arguments of a macro see what it binds."""
        count = _binders(node)
        own = {one.name for one in node.args[:count] if isinstance(one, a.Ident)}
        inside = bound | own
        is_bind = node.name == "bind" and count
        rest = node.args[count:]
        args = [self.visit(arg, inside) for arg in rest]
        if is_bind:
            args[0] = self.visit(rest[0], bound)
        target = node.target if is_bind else self.visit(node.target, bound)
        return replace(node, target=target, args=(*node.args[:count], *args))


def _binders(node: a.CallExpr) -> int:
    size = len(node.args)
    if node.name in _TRANSFORMS or (node.name in _TWO_BINDERS and size == 3):
        return 2
    return 1 if node.name in _ONE_BINDER and size > 1 else 0


def _path(node: Any) -> tuple[bool, str] | None:
    """Whether a dotted name begins with a dot, and its text."""
    if isinstance(node, a.Ident):
        return node.root, node.name
    if isinstance(node, a.Select) and not node.optional:
        before = _path(node.operand)
        return None if before is None else (before[0], f"{before[1]}.{node.name}")
    return None
