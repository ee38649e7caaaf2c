"""YAML's own traps: places where it reads something else than the author wrote."""

from __future__ import annotations

import re

from vibee_compiler.frontend.document import YScalar

_OPEN = {"(": ")", "[": "]", "{": "}", "<": ">"}
_CLOSE = frozenset(_OPEN.values())
_COMMENT_FOLLOWS = re.compile(r"[ \t]+#")
_ARROWS = re.compile(r"->|=>|>=|<=|<<|>>|\s[<>]\s")
_NAME = re.compile(r"[^\W\d]\w*")


def balance(text: str, *, angles: bool) -> int:
    """How many brackets and quotes stay open (above 0) or close nothing (below 0).

    Quotes are those of the expression language; `<` and `>` count where a type is meant.
    """
    depth = 0
    quote = ""
    if angles:
        text = _ARROWS.sub("", text)
    skip = False
    for char in text:
        if skip:
            skip = False
        elif quote:
            skip = char == "\\"
            if char == quote:
                quote = ""
        elif char in "'\"":
            quote = char
        elif char in _OPEN and (angles or char != "<"):
            depth += 1
        elif char in _CLOSE and (angles or char != ">"):
            depth -= 1
            if depth < 0:
                return -1
    return depth + bool(quote)


def cut_by_comment(node: YScalar) -> bool:
    """Whether a comment right behind a text without quotes is a part that the text lacks."""
    if not node.plain or node.fragment.text == "":
        return False
    source = node.fragment.source
    follows = _COMMENT_FOLLOWS.match(source.text, node.span.end.offset)
    return follows is not None and balance(node.fragment.text, angles=False) > 0


def lost_quotes(node: YScalar) -> bool:
    """Whether a text in quotes is a single word, which without them is a name."""
    if node.plain or not _NAME.fullmatch(node.fragment.text):
        return False
    return node.fragment.source.text[node.span.start.offset] in "'\""


def top_level_equals(text: str) -> int:
    """Where the `=` of `T = value` stands, or -1: the first outside of brackets."""
    depth = 0
    before = ""
    for index, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE and not (char == ">" and before == "-"):
            depth -= 1
        elif char == "=" and depth == 0:
            return index
        before = char
    return -1
