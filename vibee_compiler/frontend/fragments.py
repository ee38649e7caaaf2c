"""Pieces of fragments."""

from __future__ import annotations

from vibee_compiler.frontend.source import Fragment, SourceFile


def whole(source: SourceFile) -> Fragment:
    """All of a file."""
    return Fragment(source.text, source, ((0, 0),))


def piece(fragment: Fragment, start: int, end: int) -> Fragment:
    """The stretch [start, end) of a fragment, with the anchors that fall into it."""
    anchors = [(0, fragment.file_offset(start))]
    for local, there in fragment.anchors:
        if start < local < end:
            anchors.append((local - start, there))
    return Fragment(fragment.text[start:end], fragment.source, tuple(anchors))


def stripped(fragment: Fragment) -> Fragment:
    """A fragment without the white space around it."""
    text = fragment.text
    if len(text.strip()) == len(text):
        return fragment
    start = len(text) - len(text.lstrip())
    return piece(fragment, start, max(start, len(text.rstrip())))


def compose(
    outer: Fragment, inner: tuple[tuple[int, int], ...], size: int
) -> tuple[tuple[int, int], ...]:
    """Anchors into a fragment's text, `size` characters in all, as anchors into its file."""
    if len(outer.anchors) == 1:
        local, there = outer.anchors[0]
        return tuple((at, offset - local + there) for at, offset in inner)
    out: list[tuple[int, int]] = []
    for index, (at, offset) in enumerate(inner):
        stop = inner[index + 1][0] if index + 1 < len(inner) else max(size, at + 1)
        out.append((at, outer.file_offset(offset)))
        for local, there in outer.anchors:
            if offset < local < offset + (stop - at):
                out.append((at + local - offset, there))
    return tuple(out)
