"""Layout of code as a document algebra.

A document describes every way in which a piece of code may be broken over lines; `render` picks
one: a group stays on one line where it fits, else its own lines break. The algebra is Wadler's
("A prettier printer", 1998), the printer the linear one of Lindig ("Strictly pretty", 2000) as
prettier extended it.

Widths are counted in columns, as formatters do: wide characters take two, marks none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Characters without a line break."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A place to break: `flat` is printed where the group fits, a new line where it does not."""

    flat: str
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Nest:
    """One level of indentation more for the lines inside."""

    doc: Doc


@dataclass(frozen=True, slots=True)
class Group:
    """Breaks its own lines only where it does not fit; `broken` forces that."""

    doc: Doc
    broken: bool = False


@dataclass(frozen=True, slots=True)
class IfBreak:
    """One of two documents by whether the enclosing group is broken."""

    broken: Doc
    flat: Doc


@dataclass(frozen=True, slots=True)
class Concat:
    """One after the other."""

    docs: tuple[Doc, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first variant that fits flat, else the last one, broken; as for a hugged argument."""

    variants: tuple[Doc, ...]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text with line breaks of its own that indentation must not touch (a long literal)."""

    text: str


Doc = Text | Line | Nest | Group | IfBreak | Concat | Choice | Verbatim

NIL = Text("")
LINE = Line(" ")
SOFTLINE = Line("")
HARDLINE = Line("", hard=True)


def text(value: str) -> Doc:
    """A document of these characters; a line break in them is a programming error."""
    if "\n" in value or "\r" in value:
        raise ValueError(f"line break in layout text: {value!r}")
    return Text(value)


def concat(*docs: Doc | str) -> Doc:
    """The documents one after the other; strings stand for `text`."""
    flat: list[Doc] = []
    for doc in docs:
        item = text(doc) if isinstance(doc, str) else doc
        if isinstance(item, Concat):
            flat.extend(item.docs)
        elif item != NIL:
            flat.append(item)
    if len(flat) == 1:
        return flat[0]
    return Concat(tuple(flat))


def join(separator: Doc | str, docs: Iterable[Doc | str]) -> Doc:
    """The documents with the separator between two."""
    parts: list[Doc | str] = []
    for doc in docs:
        if parts:
            parts.append(separator)
        parts.append(doc)
    return concat(*parts)


def nest(*docs: Doc | str) -> Doc:
    """The documents, lines inside one level deeper."""
    return Nest(concat(*docs))


def group(*docs: Doc | str, broken: bool = False) -> Doc:
    """The documents as one group."""
    return Group(concat(*docs), broken)


def lines(docs: Sequence[Doc | str]) -> Doc:
    """One document a line."""
    return join(HARDLINE, docs)


def bracketed(
    left: str,
    items: Sequence[Doc | str],
    right: str,
    *,
    trailing: bool = True,
    padding: str = "",
    separator: str = ",",
) -> Doc:
    """`left a, b right` on one line, or an item a line, indented.

    `trailing` adds the separator after the last item of the broken form; `padding` is printed
    inside the brackets of the flat one (`{ a }`).
    """
    if not items:
        return text(left + right)
    last: Doc = IfBreak(text(separator), NIL) if trailing else NIL
    inner = join(concat(separator, LINE), items)
    pad = Line(padding)
    return group(left, nest(pad, inner, last), pad, right)


def _has_hard_line(doc: Doc) -> bool:
    stack = [doc]
    while stack:
        node = stack.pop()
        match node:
            case Line(_, hard):
                if hard:
                    return True
            case Verbatim(value):
                if "\n" in value:
                    return True
            case Nest(inner) | Group(inner, _):
                stack.append(inner)
            case IfBreak(broken, _):
                stack.append(broken)
            case Concat(docs):
                stack.extend(docs)
            case Choice(variants):
                stack.append(variants[0])
            case _:
                pass
    return False


def columns(value: str) -> int:
    """How many columns a text takes in a fixed-width font (Unicode's East Asian Width)."""
    if value.isascii():
        return len(value)
    return sum(map(_column, value))


def _column(char: str) -> int:
    if char.isascii():
        return 1
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


_Item = tuple[int, bool, Doc]


def _fits(room: int, item: _Item, rest: Sequence[_Item]) -> bool:
    """Whether what follows up to the next possible line break has room on this line."""
    stack = [item]
    behind = len(rest)
    while room >= 0:
        if not stack:
            if behind == 0:
                return True
            behind -= 1
            stack.append(rest[behind])
            continue
        indent, broken, doc = stack.pop()
        match doc:
            case Text(value):
                room -= columns(value)
            case Verbatim(value):
                head, newline, _ = value.partition("\n")
                room -= columns(head)
                if newline:
                    return room >= 0
            case Line(flat, hard):
                if hard or broken:
                    return True
                room -= len(flat)
            case Nest(inner):
                stack.append((indent + 1, broken, inner))
            case Group(inner, forced):
                stack.append((indent, broken and forced, inner))
            case IfBreak(if_broken, if_flat):
                stack.append((indent, broken, if_broken if broken else if_flat))
            case Concat(docs):
                stack.extend((indent, broken, part) for part in reversed(docs))
            case Choice(variants):
                stack.append((indent, broken, variants[-1] if broken else variants[0]))
    return False


class _Renderer:
    """The state of one rendering: finished parts, the column, and what is still to print."""

    def __init__(self, width: int, unit: str, level: int) -> None:
        self.width = width
        self.unit = unit
        self.out: list[str] = []
        self.column = len(unit) * level
        self.stack: list[_Item] = []

    def newline(self, indent: int) -> None:
        while self.out and self.out[-1] and not self.out[-1].strip(" \t"):
            self.out.pop()
        if self.out:
            self.out[-1] = self.out[-1].rstrip(" \t")
        self.out.append("\n")
        self.out.append(self.unit * indent)
        self.column = len(self.unit) * indent

    def write(self, value: str) -> None:
        self.out.append(value)
        newline = value.rfind("\n")
        if newline < 0:
            self.column += columns(value)
        else:
            self.column = columns(value[newline + 1 :])

    def group(self, indent: int, inner: Doc, forced: bool) -> None:
        flat: _Item = (indent, False, inner)
        broken = forced or _has_hard_line(inner)
        if not broken and _fits(self.width - self.column, flat, self.stack):
            self.stack.append(flat)
        else:
            self.stack.append((indent, True, inner))

    def choice(self, indent: int, variants: tuple[Doc, ...]) -> None:
        for variant in variants[:-1]:
            # A variant may hold hard lines (a hugged block): its head decides.
            item: _Item = (indent, False, variant)
            if _fits(self.width - self.column, item, self.stack):
                self.stack.append(item)
                return
        self.stack.append((indent, True, variants[-1]))

    def step(self) -> None:
        indent, broken, doc = self.stack.pop()
        match doc:
            case Text(value) | Verbatim(value):
                self.write(value)
            case Line(flat, hard):
                if broken or hard:
                    self.newline(indent)
                else:
                    self.write(flat)
            case Nest(inner):
                self.stack.append((indent + 1, broken, inner))
            case Group(inner, forced):
                self.group(indent, inner, forced)
            case IfBreak(if_broken, if_flat):
                self.stack.append((indent, broken, if_broken if broken else if_flat))
            case Concat(docs):
                self.stack.extend((indent, broken, part) for part in reversed(docs))
            case Choice(variants):
                self.choice(indent, variants)


def render(doc: Doc, *, width: int, indent: str = "    ", level: int = 0) -> str:
    """The text of a document; no line has trailing blanks, and no final line break is added.

    `level` is how deep the first line already stands; its own indentation is not printed.
    """
    renderer = _Renderer(width, indent, level)
    renderer.stack.append((level, True, doc))
    while renderer.stack:
        renderer.step()
    return "".join(renderer.out)
