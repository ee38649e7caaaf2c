"""Layout of code as a document algebra.

A document describes every way in which a piece of code may be broken over lines; `render` picks
one: a group stays on one line where it fits, else its own lines break. The algebra is Wadler's
("A prettier printer", 1998), the printer the linear one of Lindig ("Strictly pretty", 2000) as
prettier extended it.

Widths are counted in columns, as formatters do: wide characters take two, marks none.

`hard` of a document says whether a line in it always breaks, which breaks every group around it;
it is found when it is first asked for. Documents are values; nothing changes one. The classes are
not frozen, because a frozen one takes three times as long to make, and a package is made of
thousands. The printer asks for exact classes first, since patterns cost it twice the time.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import field
from functools import lru_cache
from operator import attrgetter
from typing import ClassVar

from vibee_compiler.records import dataclass

_HARD = attrgetter("hard")


@dataclass(slots=True)
class Text:
    """Characters without a line break."""

    text: str
    hard: ClassVar[bool] = False


@dataclass(slots=True)
class Line:
    """A place to break: `flat` is printed where the group fits, a new line where it does not."""

    flat: str
    hard: bool = False


@dataclass(slots=True)
class Nest:
    """One level of indentation more for the lines inside."""

    doc: Doc

    @property
    def hard(self) -> bool:
        """As what is inside."""
        return self.doc.hard


@dataclass(slots=True)
class Group:
    """Breaks its own lines only where it does not fit; `broken` forces that."""

    doc: Doc
    broken: bool = False

    @property
    def hard(self) -> bool:
        """As what is inside."""
        return self.doc.hard


@dataclass(slots=True)
class IfBreak:
    """One of two documents by whether the enclosing group is broken."""

    broken: Doc
    flat: Doc

    @property
    def hard(self) -> bool:
        """As the broken one."""
        return self.broken.hard


@dataclass(slots=True)
class Concat:
    """One after the other."""

    docs: tuple[Doc, ...]
    _hard: bool | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def hard(self) -> bool:
        """Whether one of them is."""
        found = self._hard
        if found is None:
            found = self._hard = any(map(_HARD, self.docs))
        return found


@dataclass(slots=True)
class Choice:
    """The first variant that fits flat, else the last one, broken; as for a hugged argument."""

    variants: tuple[Doc, ...]

    @property
    def hard(self) -> bool:
        """As the first one."""
        return self.variants[0].hard


@dataclass(slots=True)
class Verbatim:
    """Text with line breaks of its own that indentation must not touch (a long literal)."""

    text: str

    @property
    def hard(self) -> bool:
        """Whether it has a line break."""
        return "\n" in self.text


Doc = Text | Line | Nest | Group | IfBreak | Concat | Choice | Verbatim

NIL = Text("")
LINE = Line(" ")
SOFTLINE = Line("")
HARDLINE = Line("", hard=True)
_BLANKS = (" ", "\t")


@lru_cache(maxsize=4096)
def text(value: str) -> Doc:
    """A document of these characters; a line break in them is a programming error."""
    if "\n" in value or "\r" in value:
        raise ValueError(f"line break in layout text: {value!r}")
    return Text(value)


def concat(*docs: Doc | str) -> Doc:
    """The documents one after the other; strings stand for `text`."""
    flat: list[Doc] = []
    for doc in docs:
        kind = doc.__class__
        if kind is Concat:
            flat += doc.docs  # type: ignore[union-attr]
        elif kind is Text or not isinstance(doc, str):
            if doc is not NIL:
                flat.append(doc)  # type: ignore[arg-type]
        elif doc:
            flat.append(text(doc))
    if len(flat) == 1:
        return flat[0]
    return Concat(tuple(flat))


def join(separator: Doc | str, docs: Iterable[Doc | str]) -> Doc:
    """The documents with the separator between two."""
    parts: list[Doc | str] = []
    for doc in docs:
        parts += (separator, doc)
    return concat(*parts[1:])


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


def _flat(doc: Doc, room: int) -> tuple[list[str], int] | None:
    """A document on one line, and the room that it leaves; None if there is too little."""
    parts: list[str] = []
    stack = [doc]
    while stack:
        doc = stack.pop()
        match doc:
            case Concat():
                stack += doc.docs[::-1]
                continue
            case Text() | Verbatim():
                value = doc.text
            case Line():
                value = doc.flat
            case Nest() | Group():
                stack.append(doc.doc)
                continue
            case IfBreak():
                stack.append(doc.flat)
                continue
            case Choice():
                stack.append(doc.variants[0])
                continue
        parts.append(value)
        room -= len(value) if value.isascii() else columns(value)
        if room < 0:
            return None
    return parts, room


def _fits(room: int, item: _Item | None, rest: Sequence[_Item]) -> bool:
    """Whether what follows up to the next possible line break has room on this line."""
    stack = [item] if item is not None else []
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
            case Concat(docs):
                stack.extend([(indent, broken, part) for part in reversed(docs)])
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
            case Verbatim(value):
                head, newline, _ = value.partition("\n")
                room -= columns(head)
                if newline:
                    return room >= 0
            case Choice(variants):
                stack.append((indent, broken, variants[-1] if broken else variants[0]))
    return False


class _Renderer:
    """The state of one rendering: finished parts, and what is still to print."""

    def __init__(self, width: int, unit: str, level: int) -> None:
        self.width = width
        self.unit = unit
        self.start = len(unit) * level
        self.out: list[str] = []
        self.stack: list[_Item] = []

    def newline(self, indent: int) -> None:
        out = self.out
        while out and not out[-1].strip(" \t"):
            out.pop()
        if out and out[-1][-1] in _BLANKS:
            out[-1] = out[-1].rstrip(" \t")
        out.append("\n" + self.unit * indent)

    def room(self) -> int:
        """How many columns of the line are left."""
        taken = 0
        for part in reversed(self.out):
            newline = part.rfind("\n")
            taken += columns(part[newline + 1 :])
            if newline >= 0:
                return self.width - taken
        return self.width - taken - self.start

    def group(self, indent: int, group: Group) -> None:
        if not (group.broken or group.hard):
            made = _flat(group.doc, self.room())
            if made is not None and _fits(made[1], None, self.stack):
                self.out.extend(filter(None, made[0]))
                return
        self.stack.append((indent, True, group.doc))

    def choice(self, indent: int, variants: tuple[Doc, ...]) -> None:
        room = self.room()
        for variant in variants[:-1]:
            # A variant may hold hard lines (a hugged block): its head decides.
            item: _Item = (indent, False, variant)
            if _fits(room, item, self.stack):
                self.stack.append(item)
                return
        self.stack.append((indent, True, variants[-1]))

    def concat(self, indent: int, broken: bool, docs: tuple[Doc, ...]) -> None:
        """Prints the parts up to the first that has parts itself; that and the rest wait."""
        out = self.out
        for at, part in enumerate(docs):
            kind = part.__class__
            if kind is Text:
                if part.text:  # type: ignore[union-attr]
                    out.append(part.text)  # type: ignore[union-attr]
            elif kind is Line and (broken or part.hard):
                self.newline(indent)
            else:
                self.stack += [(indent, broken, one) for one in docs[: at - 1 if at else None : -1]]
                return

    def run(self) -> None:
        """Print all that is on the stack."""
        stack = self.stack
        while stack:
            indent, broken, doc = stack.pop()
            match doc:
                case Concat():
                    self.concat(indent, broken, doc.docs)
                case Group():
                    self.group(indent, doc)
                case Nest():
                    stack.append((indent + 1, broken, doc.doc))
                case Text() | Verbatim():
                    if doc.text:
                        self.out.append(doc.text)
                case Line():
                    if broken or doc.hard:
                        self.newline(indent)
                    elif doc.flat:
                        self.out.append(doc.flat)
                case IfBreak():
                    stack.append((indent, broken, doc.broken if broken else doc.flat))
                case Choice():
                    self.choice(indent, doc.variants)


def render(doc: Doc, *, width: int, indent: str = "    ", level: int = 0) -> str:
    """The text of a document; no line has trailing blanks, and no final line break is added.

    `level` is how deep the first line already stands; its own indentation is not printed.
    """
    if doc.__class__ is Text:
        return doc.text
    renderer = _Renderer(width, indent, level)
    renderer.stack.append((level, True, doc))
    renderer.run()
    return "".join(renderer.out)
