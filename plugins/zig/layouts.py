"""What is asked of documents before they are laid out."""

from __future__ import annotations

from vibee_compiler.targets.layout import Doc, render

_WIDE = 100_000


def flat(doc: Doc) -> str:
    """The text of a document on as few lines as it can be."""
    return render(doc, width=_WIDE)


def one_line(doc: Doc) -> bool:
    """Whether a document has no line break of its own."""
    return "\n" not in flat(doc)


def fits(doc: Doc, room: int) -> bool:
    """Whether a document can stand on one line of so many columns."""
    shown = flat(doc)
    return "\n" not in shown and len(shown) <= room
