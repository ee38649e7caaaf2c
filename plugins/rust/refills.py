"""Variables that are moved out of and given a value again: there is nothing to reuse then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import pieces

Event = tuple[int, bool]
"""A variable is moved out of (True), or is given a value."""


def refilled(whole: tuple[Any, ...]) -> frozenset[int]:
    """The variables that may have no value where they are given one.

    Such a one is moved out of before, in the order of the text, or in the same loop.
    """
    found: set[int] = set()
    _note(list(_events(whole, found)), found)
    return frozenset(found)


def _note(events: list[Event], found: set[int]) -> None:
    gone: set[int] = set()
    for uid, moved in events:
        if moved:
            gone.add(uid)
        elif uid in gone:
            found.add(uid)


def _events(root: Any, found: set[int], skipped: int | None = None) -> Iterator[Event]:
    for node in root if isinstance(root, tuple) else (root,):
        if isinstance(node, s.Take):
            if node.var.uid != skipped:
                yield node.var.uid, True
        elif isinstance(node, s.Assign):
            yield from _events(node.value, found, node.var.uid)
            yield node.var.uid, False
        elif isinstance(node, s.ForEach | s.While):
            once = list(_events(tuple(pieces(node)), found, skipped))
            _note([*once, *once], found)
            yield from once
        elif type(node) is not x.Var:
            yield from _events(tuple(pieces(node)), found, skipped)
