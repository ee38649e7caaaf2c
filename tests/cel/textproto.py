"""A reader for protobuf's text format, as far as CEL's conformance files use it.

A message is a dict from field names to lists of values, in order; an expanded Any has its type's
URL, in brackets, as the name. Strings are bytes, as the format has it; numbers, names and
booleans stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Message = dict[str, list[Any]]

_TOKEN = re.compile(
    r"""
    (?P<space>(?:\s|\#[^\n]*)+)
  | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<word>[-+]?(?:[\d.]+[eE][-+]?\d+|[A-Za-z0-9_.]+))
  | (?P<mark>[{}<>\[\]:,;/])
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(
    rb"\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0-7]{1,3})|(.))", re.DOTALL
)
_NAMED = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"v": b"\v"}


def _unescape(found: re.Match[bytes]) -> bytes:
    short, four, eight, octal, other = found.groups()
    if short or octal:
        return bytes([int(short, 16) if short else int(octal, 8)])
    if four or eight:
        return chr(int(four or eight, 16)).encode()
    return _NAMED.get(other, other)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise ValueError(f"unexpected {text[at : at + 20]!r} at {at}")
        at = found.end()
        if found.lastgroup != "space":
            yield str(found.lastgroup), found[0]
    yield "end", ""


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at][1]

    def take(self) -> tuple[str, str]:
        self.at += 1
        return self.tokens[self.at - 1]

    def expect(self, mark: str) -> None:
        kind, text = self.take()
        if text != mark:
            raise ValueError(f"expected {mark!r}, found {kind} {text!r}")

    def message(self, end: str) -> Message:
        found: Message = {}
        while self.peek() != end:
            name = self.name()
            if self.peek() == ":":
                self.take()
            found.setdefault(name, []).extend(self.values())
            if self.peek() in (",", ";"):
                self.take()
        self.take()
        return found

    def name(self) -> str:
        _, text = self.take()
        if text != "[":
            return text
        parts = []
        while self.peek() != "]":
            parts.append(self.take()[1])
        self.take()
        return f"[{''.join(parts)}]"

    def values(self) -> list[Any]:
        if self.peek() != "[":
            return [self.value()]
        self.take()
        found = []
        while self.peek() != "]":
            found.append(self.value())
            if self.peek() == ",":
                self.take()
        self.take()
        return found

    def value(self) -> Any:
        kind, text = self.take()
        if text in ("{", "<"):
            return self.message("}" if text == "{" else ">")
        if kind == "word":
            return text
        if kind != "string":
            raise ValueError(f"no value: {text!r}")
        pieces = [text]
        while self.tokens[self.at][0] == "string":
            pieces.append(self.take()[1])
        return b"".join(_ESCAPE.sub(_unescape, piece[1:-1].encode()) for piece in pieces)


def parse(text: str) -> Message:
    """The message that a text writes; raises ValueError on what is none."""
    return _Reader(text).message("")
