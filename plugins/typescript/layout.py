"""Renders documents by the rules of prettier's printer.

The algebra is the shared one (`targets.layout`), with prettier's meaning where formatters differ:
a document fits if all fits up to the first line break that is possible behind it, as what follows
is measured as it stands (groups behind may still break); a group that holds a break that cannot be
avoided is broken; a choice takes the first variant that fits, and the last one where none does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from vibee_compiler.targets import layout
from vibee_compiler.targets.layout import (
    NIL,
    Choice,
    Concat,
    Doc,
    Group,
    IfBreak,
    Line,
    Nest,
    Text,
    Verbatim,
    columns,
    concat,
)

INDENT = 2


@dataclass(frozen=True, slots=True)
class Fluid:
    """What stands behind `=`: below it only if not even its beginning fits on the line."""

    doc: Any
    hard: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Fill:
    """Items with commas, as many on a line as fit; one behind the last if there are lines."""

    items: tuple[Any, ...]
    hard: ClassVar[bool] = False


BREAK = Group(NIL, broken=True)
"""Breaks every group that it stands in."""


def fluid(doc: Doc) -> Doc:
    """See `Fluid`."""
    return cast(Doc, Fluid(doc))


def fill(items: Iterable[Doc]) -> Doc:
    """See `Fill`."""
    return cast(Doc, Fill(tuple(items)))


def group(*docs: Doc | str, broken: bool = False) -> Doc:
    """One group, broken if something in it must be."""
    inner = concat(*docs)
    return Group(inner, broken or must_break(inner))


def must_break(doc: Any) -> bool:
    """Whether a document has a break that cannot be avoided; choices keep theirs to themselves."""
    stack = [doc]
    while stack:
        node = stack.pop()
        if node.__class__ is Text:
            continue
        match node:
            case Group(_, broken):
                if broken:
                    return True
            case Line(_, hard):
                if hard:
                    return True
            case Verbatim(value):
                if "\n" in value:
                    return True
            case Nest(inner) | Fluid(inner):
                stack.append(inner)
            case IfBreak(broken, flat):
                stack += (broken, flat)
            case Concat(docs) | Fill(docs):
                stack.extend(docs)
            case _:
                pass
    return False


_Item = tuple[int, bool, Any]


def _fits(room: int, item: _Item, rest: Sequence[_Item]) -> bool:
    stack = [item]
    behind = len(rest)
    while room >= 0:
        if not stack:
            if not behind:
                return True
            behind -= 1
            stack.append(rest[behind])
            continue
        _, broken, doc = stack.pop()
        match doc:
            case Text(value):
                room -= columns(value)
            case Verbatim(value):
                head, newline, _ = value.partition("\n")
                room -= columns(head)
                if newline:
                    return room >= 0
            case Line(flat, hard):
                if broken or hard:
                    return True
                room -= len(flat)
            case Nest(inner):
                stack.append((0, broken, inner))
            case Group(inner, forced):
                stack.append((0, broken or forced, inner))
            case Choice(variants):
                stack.append((0, broken, variants[-1 if broken else 0]))
            case IfBreak(if_broken, if_flat):
                stack.append((0, broken, if_broken if broken else if_flat))
            case Concat(docs):
                stack.extend((0, broken, part) for part in reversed(docs))
            case Fluid(inner):
                if broken:
                    return True
                stack += ((0, broken, inner), (0, broken, Text(" ")))
            case Fill(items):
                for index in range(len(items) - 1, -1, -1):
                    stack.append((0, broken, items[index]))
                    if index:
                        stack.append((0, broken, concat(",", layout.LINE)))
    return False


class _Renderer:
    def __init__(self, width: int, level: int) -> None:
        self.width = width
        self.start = INDENT * level
        self.out: list[str] = []
        self.stack: list[_Item] = []
        self.remeasure = False

    def newline(self, indent: int) -> None:
        out = self.out
        while out and not out[-1].strip(" \t"):
            out.pop()
        if out and out[-1][-1] in " \t":
            out[-1] = out[-1].rstrip(" \t")
        out.append("\n" + " " * (INDENT * indent))

    def room(self) -> int:
        """How many columns of the line are left."""
        taken = 0
        for part in reversed(self.out):
            newline = part.rfind("\n")
            taken += columns(part[newline + 1 :])
            if newline >= 0:
                return self.width - taken
        return self.width - taken - self.start

    def write(self, value: str) -> None:
        if value:
            self.out.append(value)

    def fits(self, item: _Item) -> bool:
        return _fits(self.room(), item, self.stack)

    def group(self, indent: int, broken: bool, doc: Any) -> None:
        forced = isinstance(doc, Group) and doc.broken
        first = doc.doc if isinstance(doc, Group) else doc.variants[0]
        if not broken and not self.remeasure:
            self.stack.append((indent, forced, first))
            return
        self.remeasure = False
        flat: _Item = (indent, False, first)
        if not forced and self.fits(flat):
            self.stack.append(flat)
        elif isinstance(doc, Group):
            self.stack.append((indent, True, first))
        else:
            self.choice(indent, doc.variants)

    def choice(self, indent: int, variants: tuple[Any, ...]) -> None:
        for variant in variants[1:]:
            item: _Item = (indent, False, variant)
            if self.fits(item):
                self.stack.append(item)
                return
        self.stack.append((indent, True, variants[-1]))

    def fluid(self, indent: int, broken: bool, inner: Any) -> None:
        self.stack.append((indent, broken, inner))
        if not broken or self.fits((indent, False, Text(" "))):
            self.write(" ")
            return
        self.stack[-1] = (indent + 1, broken, inner)
        self.newline(indent + 1)

    def fill(self, indent: int, broken: bool, items: tuple[Any, ...]) -> None:
        for index, item in enumerate(items):
            comma = "," if broken or index < len(items) - 1 else ""
            made = render(item, width=self.width, level=indent) + comma
            if index and 1 + columns(made) <= self.room():
                self.write(" ")
            elif index:
                self.newline(indent)
            self.write(made)

    def concat(self, indent: int, broken: bool, docs: tuple[Any, ...]) -> None:
        """Prints the parts up to the first that has parts itself; that and the rest wait."""
        out = self.out
        for at, part in enumerate(docs):
            kind = part.__class__
            if kind is Text:
                if part.text:
                    out.append(part.text)
            elif kind is Line and (broken or part.hard):
                self.remeasure = self.remeasure or not broken
                self.newline(indent)
            else:
                self.stack += [(indent, broken, one) for one in docs[: at - 1 if at else None : -1]]
                return

    def step(self) -> None:
        indent, broken, doc = self.stack.pop()
        match doc:
            case Concat():
                self.concat(indent, broken, doc.docs)
            case Nest():
                self.stack.append((indent + 1, broken, doc.doc))
            case Group() | Choice():
                self.group(indent, broken, doc)
            case Text() | Verbatim():
                self.write(doc.text)
            case Line():
                if broken or doc.hard:
                    self.remeasure = self.remeasure or not broken
                    self.newline(indent)
                else:
                    self.write(doc.flat)
            case IfBreak():
                self.stack.append((indent, broken, doc.broken if broken else doc.flat))
            case Fluid():
                self.fluid(indent, broken, doc.doc)
            case Fill():
                self.fill(indent, broken, doc.items)


def render(doc: Any, *, width: int, level: int = 0) -> str:
    """The text of a document; no line has trailing blanks, and no final line break is added."""
    if doc.__class__ is Text:
        return doc.text
    renderer = _Renderer(width, level)
    renderer.stack.append((level, True, doc))
    while renderer.stack:
        renderer.step()
    return "".join(renderer.out)
