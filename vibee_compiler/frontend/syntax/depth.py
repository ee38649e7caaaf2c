"""A bound on how deep a tree is, so that the passes after the parser may recurse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_compiler.frontend.syntax.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 1000
"""Nodes from the root to the deepest leaf. Parentheses and the items of a list do not count."""


def children(node: Any) -> Iterator[Any]:
    """The nodes right below a node of `frontend.ast`, in the order of its fields."""
    for field in node.__slots__:
        value = getattr(node, field)
        if isinstance(value, tuple):
            yield from _nodes(value)
        elif hasattr(value, "at"):
            yield value


def _nodes(value: tuple[Any, ...]) -> Iterator[Any]:
    for item in value:
        if isinstance(item, tuple):
            yield from _nodes(item)
        elif hasattr(item, "at"):
            yield item


def too_deep(root: Any, tokens: int) -> Problem | None:
    """A problem if the tree is deeper than MAX_DEPTH; each level takes one token at least."""
    if tokens <= MAX_DEPTH:
        return None
    level = [root]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in children(node)]
        if not level:
            return None
    return Problem(
        "VB0309",
        level[0].at,
        "this is nested too deeply",
        expected=f"at most {MAX_DEPTH} levels, counting each operator of a chain as one",
        hint="name parts with `let`, or split the body into several behaviours",
    )
