"""Walking and rewriting statement IR: `ir.walk` for statements and the expressions of `sir`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar, get_args

from vibee_compiler.ir import expr as x
from vibee_compiler.ir.walk import NO_NODES, Parts, mapped, rebuilt
from vibee_compiler.lowering import sir as s

Node = TypeVar("Node")

EXPRS = frozenset(get_args(x.Expr)) | frozenset(get_args(s.SirExpr))
STMTS = frozenset(get_args(s.Stmt))
PATTERNS = frozenset(get_args(x.Pattern))
_INNER = frozenset({s.MatchArm, s.Case, x.Arm})

parts = Parts(NO_NODES | {"type", "to", "declared"})
"""The fields that may hold expressions, statements, patterns or variables; types do not count."""


def pieces(node: object) -> Iterator[Any]:
    """The nodes (expressions, statements, patterns, variables) directly inside, in order."""
    for name in parts(node):
        yield from _pieces(getattr(node, name))


def _pieces(value: Any) -> Iterator[Any]:
    cls = type(value)
    if cls is tuple:
        for item in value:
            yield from _pieces(item)
    elif cls in _INNER:
        yield from pieces(value)
    elif cls in EXPRS or cls in STMTS or cls in PATTERNS or cls is x.Var:
        yield value


def everything(root: object) -> Iterator[Any]:
    """`root` (a node, or a tuple of nodes) and all that is inside, parents first, in order."""
    stack: list[Any] = list(_pieces(root))
    stack.reverse()
    while stack:
        one = stack.pop()
        yield one
        if type(one) is not x.Var:
            stack.extend(reversed(list(pieces(one))))


def used(root: object) -> Iterator[x.Var]:
    """Every use (not binding, not assignment) of a variable inside, in order, repeated."""
    for one in everything(root):
        if isinstance(one, x.Local | x.CallVar | s.Take | s.View | s.Freeze):
            yield one.var


def count_uses(root: object, uid: int) -> int:
    """How often a variable is used inside."""
    return sum(1 for var in used(root) if var.uid == uid)


def uses_any(root: object, uids: Iterable[int]) -> bool:
    """Whether one of the variables is used inside."""
    wanted = frozenset(uids)
    return any(var.uid in wanted for var in used(root))


def max_uid(root: object) -> int:
    """The greatest number of a variable inside, 0 if there is none."""
    return max((one.uid for one in everything(root) if type(one) is x.Var), default=0)


class Mapper:
    """Rebuilds nodes; override the hooks and call `rebuild` for what is inside.

    A node whose parts stay the same objects is kept.
    """

    def expr(self, node: Any) -> Any:
        """The rewritten form of an expression."""
        return self.rebuild(node)

    def stmt(self, node: Any) -> Any:
        """The rewritten form of a statement: a statement, or a tuple of them."""
        return self.rebuild(node)

    def pattern(self, node: Any) -> Any:
        """The rewritten form of a pattern."""
        return self.rebuild(node)

    def var(self, var: x.Var) -> x.Var:
        """The rewritten form of a variable, where it is bound and where it is used."""
        return var

    def block(self, block: s.Block) -> s.Block:
        """The rewritten form of a block."""
        out: list[s.Stmt] = []
        for stmt in block:
            new = self.stmt(stmt)
            if type(new) is tuple:
                out.extend(new)
            else:
                out.append(new)
        if len(out) == len(block) and all(a is b for a, b in zip(out, block, strict=True)):
            return block
        return tuple(out)

    def rebuild(self, node: Node) -> Node:
        """The node with its parts rewritten, in field order."""
        return rebuilt(node, parts(node), self.any)

    def any(self, value: Any) -> Any:
        """The rewritten form of a node, or of a tuple of nodes."""
        cls = type(value)
        if cls is tuple:
            if value and type(value[0]) in STMTS:
                return self.block(value)
            return mapped(value, self.any)
        if cls in EXPRS:
            return self.expr(value)
        if cls in STMTS:
            return self.stmt(value)
        if cls in PATTERNS:
            return self.pattern(value)
        if cls is x.Var:
            return self.var(value)
        return self.rebuild(value) if cls in _INNER else value


class _Substitution(Mapper):
    def __init__(self, by: dict[int, x.Expr]) -> None:
        self.by = by

    def expr(self, node: Any) -> Any:
        if isinstance(node, x.Local) and node.var.uid in self.by:
            return self.by[node.var.uid]
        return self.rebuild(node)


def substitute(node: Node, by: dict[int, x.Expr]) -> Node:
    """`node` (expression or block) with uses of variables replaced by expressions."""
    if not by:
        return node
    mapper = _Substitution(by)
    result: Any = mapper.any(node)
    return result  # type: ignore[no-any-return]


class _Renaming(Mapper):
    def __init__(self, by: dict[int, x.Var]) -> None:
        self.by = by

    def var(self, var: x.Var) -> x.Var:
        return self.by.get(var.uid, var)


def rename(node: Node, by: dict[int, x.Var]) -> Node:
    """`node` with variables replaced, where they are bound and where they are used."""
    if not by:
        return node
    result: Any = _Renaming(by).any(node)
    return result  # type: ignore[no-any-return]


def pattern_vars(pattern: x.Pattern) -> Iterator[x.Var]:
    """The variables that a pattern binds, from left to right."""
    for one in everything((pattern,)):
        if type(one) is x.Var:
            yield one


def bound(root: object) -> Iterator[x.Var]:
    """The variables that expressions and statements inside bind."""
    for one in everything(root):
        if type(one) in PATTERNS:
            if isinstance(one, x.PBind):
                yield one.var
        elif isinstance(one, s.Declare):
            yield one.var
        elif isinstance(one, s.Switch):
            for case in one.cases:
                for _, var in case.binds:
                    yield var


def refreshed(node: Node, fresh: Callable[[], int]) -> Node:
    """A copy whose own variables have new numbers."""
    by = {var.uid: x.Var(var.name, fresh(), var.type) for var in bound((node,))}
    return rename(node, by)
