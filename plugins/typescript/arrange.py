"""Names for what a test arranges: arguments that would not fit on the line of the assertion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from vibee_plugins.typescript import prettier
from vibee_plugins.typescript import syntax as js
from vibee_plugins.typescript.printer import flat
from vibee_plugins.typescript.syntax import Node

from vibee_compiler.targets.layout import Doc, concat

ROOM = 76
"""Columns of a statement in a test."""
TEXT = 12
"""Columns that a text counts for, whatever it says: what gets a name must not depend on that."""


def width(node: Node) -> int:
    """Columns of a tree on one line, texts apart."""
    texts = list(_texts(node))
    return len(flat(node)) - sum(map(len, texts)) + TEXT * len(texts)


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, js.Lit):
        if part.kind == "string":
            yield part.text
    elif isinstance(part, tuple):
        for one in part:
            yield from _texts(one)
    else:
        for name in getattr(part, "__slots__", ()):
            yield from _texts(getattr(part, name))


class Arranged:
    """Variables of a test, as `lines` in front of what uses them.

    fresh: makes an identifier of a name.
    """

    def __init__(self, fresh: Callable[[str], str]) -> None:
        self.fresh = fresh
        self.lines: list[Doc] = []

    def hoist(self, name: str, node: Node, typed: str = "") -> Node:
        """A variable with that value; parts of it get names too where it is long."""
        if width(node) + len(name) + len(typed) + len("const  = ;") > ROOM:
            node = self._shorter(node)
        own = self.fresh(name)
        head = f"const {own}: {typed} =" if typed else f"const {own} ="
        self.lines.append(concat(prettier.assigned(head, node), ";"))
        return js.Name(own)

    def _shorter(self, node: Node) -> Node:
        match node:
            case js.Items((one,)):
                return js.Items((self._shorter(one),))
            case js.Call(callee, (js.Object(fields),), types, True):
                made = js.Object(tuple((name, self._part(name, value)) for name, value in fields))
                return js.Call(callee, (made,), types, made=True)
        return node

    def _part(self, name: str, value: Node) -> Node:
        if isinstance(value, js.Call) and value.made and name:
            return self.hoist(name, value)
        return self._shorter(value) if isinstance(value, js.Items) else value


def is_composite(node: Node) -> bool:
    """Whether a value is worth a name."""
    match node:
        case js.Items(parts) | js.Object(parts):
            return bool(parts)
        case js.Call(_, args, _, _):
            return bool(args)
    return False


def longest(nodes: list[Node], room: int, others: int) -> set[int]:
    """Which arguments must get names, longest first, so that the rest fits on a line.

    others: columns that the statement takes beside them.
    """
    widths = {i: width(node) for i, node in enumerate(nodes)}
    chosen: set[int] = set()
    candidates = [i for i, node in enumerate(nodes) if is_composite(node)]
    for i in sorted(candidates, key=lambda i: -widths[i]):
        if others + sum(widths.values()) <= room:
            break
        chosen.add(i)
        widths[i] = 8
    return chosen
