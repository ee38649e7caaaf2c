"""Source text and the way from a scalar's text back to the file."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import field
from itertools import accumulate

from vibee_compiler.diagnostics.model import Position, Span
from vibee_compiler.records import dataclass


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One spec's text; `name` is the path as the user wrote it, `/` as separator."""

    name: str
    text: str
    line_starts: tuple[int, ...] = field(default=(), compare=False)

    @staticmethod
    def of(name: str, text: str) -> SourceFile:
        """A file with its line index."""
        starts = accumulate((len(line) + 1 for line in text.split("\n")), initial=0)
        return SourceFile(name, text, tuple(starts)[:-1])

    def position(self, offset: int) -> Position:
        """The line and column of a code-point offset; clamped to the text."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1, offset)

    def span(self, start: int, end: int) -> Span:
        """The stretch between two offsets."""
        size, starts = len(self.text), self.line_starts
        start = 0 if start < 0 else min(start, size)
        end = 0 if end < 0 else min(end, size)
        line = last = bisect_right(starts, start)
        if end < start or (line < len(starts) and end >= starts[line]):
            last = bisect_right(starts, end)
        first = Position(line, start - starts[line - 1] + 1, start)
        return Span(self.name, first, Position(last, end - starts[last - 1] + 1, end))

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its end."""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


@dataclass(frozen=True, slots=True)
class Fragment:
    """The text of a scalar (a body, a type, a name) and where each piece of it stands.

    `anchors` is an ascending tuple of pairs (offset in `text`, offset in the file): from an
    anchor to the next, both advance together. Folded, quoted and indented scalars have many.
    """

    text: str
    source: SourceFile
    anchors: tuple[tuple[int, int], ...]

    def file_offset(self, offset: int) -> int:
        """The file offset of an offset into `text`."""
        i = bisect_right(self.anchors, offset, key=lambda pair: pair[0]) - 1
        local, there = self.anchors[max(i, 0)]
        return there + (offset - local)

    def span(self, at: tuple[int, int] | None = None) -> Span:
        """The file's stretch for a half-open pair of offsets into `text`; all of it for None."""
        start, end = at if at is not None else (0, len(self.text))
        first = self.file_offset(start)
        last = self.file_offset(end - 1) + 1 if end > start else first
        return self.source.span(first, max(first, last))
