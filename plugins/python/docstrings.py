"""Docstrings in Google style."""

from __future__ import annotations

from dataclasses import field

from vibee_compiler.records import dataclass
from vibee_compiler.targets.layout import HARDLINE, Doc, join, text
from vibee_compiler.targets.literals import hidden
from vibee_compiler.targets.prose import wrap

WIDTH = 100
QUOTES = '"""'


@dataclass(slots=True)
class Docstring:
    """What a docstring says: paragraphs, then sections of entries (`Raises:` and the like)."""

    paragraphs: list[str]
    sections: list[tuple[str, list[str]]] = field(default_factory=list)

    def section(self, title: str, entries: list[str]) -> None:
        """Adds a section, unless it is empty."""
        if entries:
            self.sections.append((title, entries))


def safe(line: str) -> str:
    """Text for the inside of a docstring: nothing ends it or hides in it.

    Backslashes stay; a docstring with some is a raw one.
    """
    line = line.replace(QUOTES, "'''")
    if line.isascii() and line.isprintable():
        return line
    return "".join(c if not hidden(c) else " " for c in line)


def _closed(line: str) -> str:
    # A quote or a backslash at the end would run into the closing quotes.
    return f"{line} " if line.endswith(('"', "\\")) else line


def document(said: Docstring, level: int) -> Doc:
    """The docstring, `level` blocks deep."""
    lines = _lines(said, level)
    raw = any("\\" in line for line in lines)
    if raw:
        lines[0] = f"r{lines[0]}"
    return join(HARDLINE, [text(line.rstrip()) for line in lines])


def _lines(said: Docstring, level: int) -> list[str]:
    room = WIDTH - 4 * level
    paragraphs = [p for p in said.paragraphs if p]
    first = safe(paragraphs[0]) if paragraphs else "As specified."
    closed = _closed(first)
    if len(paragraphs) < 2 and not said.sections and len(closed) + 6 <= room:
        return [f"{QUOTES}{closed}{QUOTES}"]
    # A lone sentence that would only just not fit is cut earlier: its quotes must not stand alone.
    alone = len(paragraphs) < 2 and not said.sections
    lines = wrap(first, room - 6 if alone else room - 3)
    lines = [QUOTES + lines[0], *lines[1:]]
    for paragraph in paragraphs[1:]:
        lines += ["", *wrap(safe(paragraph), room)]
    for title, entries in said.sections:
        lines += ["", f"{title}:"]
        for entry in entries:
            lines += _entry(title, entry, room)
    lines.append(QUOTES)
    return lines


def _entry(title: str, entry: str, room: int) -> list[str]:
    if title == "Examples":
        return [f"    {line}".rstrip() for line in entry.split("\n")]
    return wrap(safe(entry), room, first="    ", rest="        ")
