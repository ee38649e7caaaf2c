"""From a scalar's text back to the file: the anchors of a Fragment, for every YAML style.

libyaml gives a scalar's value and the stretch it was read from. Here the stretch is read once
more, by libyaml's own rules, noting where each character came from. The folded space of a line
break maps to that break, an escape's character to its backslash.
"""

from __future__ import annotations

import re

Anchors = tuple[tuple[int, int], ...]

_BREAK = re.compile(r"\r\n|\r|\n")
_FOLD = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t\r\n]*")
_HEX_ESCAPES = {"x": 2, "u": 4, "U": 8}
_NAMED_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f",
    "r": "\r", "e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0",
    "L": "\u2028", "P": "\u2029",
}  # fmt: skip


class _Trace:
    """Text as it is decoded, with the place of each piece."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.anchors: list[tuple[int, int]] = []
        self.size = 0

    def add(self, text: str, there: int) -> None:
        """Append a piece that stands at `there`."""
        if not text:
            return
        if self.anchors:
            local, offset = self.anchors[-1]
            follows = offset + (self.size - local) == there
        else:
            follows = False
        if not follows:
            self.anchors.append((self.size, there))
        self.parts.append(text)
        self.size += len(text)


def anchors_of(raw: str, start: int, value: str, style: str) -> Anchors:
    """The anchors of a scalar.

    `raw` is its source without tag and anchor, standing at offset `start`; `style` is libyaml's:
    empty for plain, else one of ``'``, ``"``, ``|``, ``>``.
    """
    if style in ("", "'", '"'):
        skip = 1 if style else 0
        if raw[skip : skip + len(value)] == value and len(raw) == len(value) + 2 * skip:
            return ((0, start + skip),)
    trace = _Trace()
    if style in ("|", ">"):
        _trace_block(raw, start, value, trace, folded=style == ">")
    elif style == '"':
        _trace_double(raw, start, trace)
    elif style == "'":
        _trace_lines(raw[1:-1], start + 1, trace, doubled_quotes=True)
    else:
        _trace_lines(raw, start, trace, doubled_quotes=False)
    text = "".join(trace.parts)
    if not text.startswith(value):
        # Only a disagreement with libyaml's own reading comes here; the start is still right.
        return ((0, start),)
    return tuple(pair for pair in trace.anchors if pair[0] < max(len(value), 1)) or ((0, start),)


def _add_fold(blank: str, there: int, trace: _Trace) -> None:
    """A stretch of white space with line breaks: one is a space, n are n - 1 newlines."""
    breaks = list(_BREAK.finditer(blank))
    if len(breaks) == 1:
        trace.add(" ", there + breaks[0].start())
    for found in breaks[1:]:
        trace.add("\n", there + found.start())


def _trace_lines(raw: str, start: int, trace: _Trace, *, doubled_quotes: bool) -> None:
    """Plain and single-quoted scalars: folded lines, and `''` for one quote."""
    at = 0
    for fold in _FOLD.finditer(raw):
        _trace_quotes(raw[at : fold.start()], start + at, trace, doubled_quotes)
        _add_fold(fold.group(), start + fold.start(), trace)
        at = fold.end()
    _trace_quotes(raw[at:], start + at, trace, doubled_quotes)


def _trace_quotes(piece: str, start: int, trace: _Trace, doubled_quotes: bool) -> None:
    if not doubled_quotes:
        trace.add(piece, start)
        return
    at = 0
    while (quote := piece.find("''", at)) >= 0:
        trace.add(piece[at : quote + 1], start + at)
        at = quote + 2
    trace.add(piece[at:], start + at)


_DOUBLE_STOP = re.compile(r"\\|[ \t]*(?:\r\n|\r|\n)[ \t\r\n]*")
_ESCAPED_BREAK = re.compile(r"(?:\r\n|\r|\n)[ \t\r\n]*")


def _trace_double(raw: str, start: int, trace: _Trace) -> None:
    """A double-quoted scalar: escapes, folded lines, escaped line breaks."""
    at, end = 1, len(raw) - 1
    while at < end:
        stop = _DOUBLE_STOP.search(raw, at, end)
        if stop is None:
            trace.add(raw[at:end], start + at)
            return
        trace.add(raw[at : stop.start()], start + at)
        at = stop.end()
        if stop.group() != "\\":
            _add_fold(stop.group(), start + stop.start(), trace)
            continue
        broken = _ESCAPED_BREAK.match(raw, at, end)
        if broken is not None:
            for found in list(_BREAK.finditer(broken.group()))[1:]:
                trace.add("\n", start + at + found.start())
            at = broken.end()
            continue
        digits = _HEX_ESCAPES.get(raw[at])
        if digits is None:
            trace.add(_NAMED_ESCAPES.get(raw[at], raw[at]), start + stop.start())
            at += 1
        else:
            number = int(raw[at + 1 : at + 1 + digits], 16)
            trace.add(chr(number), start + stop.start())
            at += 1 + digits
        # An escape is longer than what it stands for: what follows needs an anchor of its own.


def _block_lines(raw: str) -> list[tuple[int, str, int]]:
    """The lines after a block scalar's header: offset, text, offset of the break."""
    lines = []
    header = _BREAK.search(raw)
    at = header.end() if header else len(raw)
    while at < len(raw):
        found = _BREAK.search(raw, at)
        stop = found.start() if found else len(raw)
        lines.append((at, raw[at:stop], stop))
        at = found.end() if found else len(raw)
    return lines


def _block_indent(lines: list[tuple[int, str, int]], value: str) -> int:
    """How far a block is indented, from its first line and what libyaml made of it."""
    body = value.lstrip("\n")
    first = len(value) - len(body)
    if not body or first >= len(lines):
        return max((len(text) for _, text, _ in lines), default=0)
    line = lines[first][1]
    kept = len(body) - len(body.lstrip(" "))
    return max(0, len(line) - len(line.lstrip(" ")) - kept)


def _trace_block(raw: str, start: int, value: str, trace: _Trace, *, folded: bool) -> None:
    """A literal or folded block, as libyaml's yaml_parser_scan_block_scalar reads it."""
    lines = _block_lines(raw)
    indent = _block_indent(lines, value)
    pending: int | None = None  # the break that ended the last line with content
    empty: list[int] = []  # the breaks of the empty lines since
    was_blank = False
    for at, text, stop in lines:
        if len(text) <= indent:
            empty.append(start + stop)
            continue
        blank = text[indent] in " \t"
        if pending is not None:
            if folded and not was_blank and not blank:
                if not empty:
                    trace.add(" ", pending)
            else:
                trace.add("\n", pending)
        for there in empty:
            trace.add("\n", there)
        empty.clear()
        trace.add(text[indent:], start + at + indent)
        was_blank = blank
        pending = start + stop
    if pending is not None:
        trace.add("\n", pending)
    for there in empty:
        trace.add("\n", there)
