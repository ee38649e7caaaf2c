"""Finished text for templates: what may be printed, and nothing else.

A template receives names, literals, comments, types and code as these classes; a plain `str` in
an output position is an error (see `targets.templates`), because text of a spec is data until a
target's own escaping has made it one of these.
"""

from __future__ import annotations

from vibee_compiler.records import dataclass


@dataclass(frozen=True, slots=True)
class Finished:
    """Text of one kind, ready for its place in a file."""

    text: str

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        """Jinja's protocol for text that needs no escaping any more."""
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


class Ident(Finished):
    """An identifier, mangled, unreserved and unique in its scope."""

    __slots__ = ()


class StringLiteral(Finished):
    """A string literal with its quotes."""

    __slots__ = ()


class Comment(Finished):
    """Text made safe for the inside of a comment; may have several lines."""

    __slots__ = ()


class TypeText(Finished):
    """A type as the target writes it."""

    __slots__ = ()


class Code(Finished):
    """Code that a printer laid out; may have several lines."""

    __slots__ = ()


class PathText(Finished):
    """A relative path of the output, or a part of one."""

    __slots__ = ()


class Markdown(Finished):
    """Markdown, escaped; may have several lines."""

    __slots__ = ()
