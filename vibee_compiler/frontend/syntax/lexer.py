"""Text to tokens, by the patterns of `grammars/lexis.lark`.

ASCII text is read with `re`, other text with `regex`, which knows `\\p{XID_Start}`; the patterns
are the same. (`regex` takes 20 ms to import and compile, and most bodies are ASCII.)
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from vibee_compiler.frontend.syntax.tables import tables
from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BAD = -1
"""The kind of a character that starts no token."""

_ASCII_CLASSES = {r"\p{XID_Start}": "A-Za-z", r"\p{XID_Continue}": "A-Za-z0-9_"}
_OPERAND_ENDS = (
    "NAME QUOTED FLOAT UINT INT STRING RAW_STRING BYTES RAW_BYTES TRUE FALSE NULL RPAR RSQB RBRACE"
)


@dataclass(slots=True)
class Tokens:
    """Tokens as parallel lists; the last is the end of the text."""

    text: str
    kinds: list[int]
    starts: list[int]
    ends: list[int]

    def word(self, number: int) -> str:
        """The text of a token; empty for the end."""
        return self.text[self.starts[number] : self.ends[number]]

    def at(self, number: int) -> tuple[int, int]:
        """Where a token stands."""
        return self.starts[number], self.ends[number]

    def replace(self, number: int, count: int, kinds: list[int]) -> None:
        """Put `kinds` in the place of `count` tokens; they share the stretch of those."""
        start = self.starts[number]
        end = self.ends[number + count - 1] if count else start
        self.kinds[number : number + count] = kinds
        self.starts[number : number + count] = [start] * len(kinds)
        self.ends[number : number + count] = [end] * len(kinds)

    def split(self, number: int, first: int, second: int) -> None:
        """Make two tokens of one, the first of them one character long."""
        middle = self.starts[number] + 1
        self.kinds[number : number + 1] = [first, second]
        self.starts.insert(number + 1, middle)
        self.ends.insert(number, middle)


@dataclass(frozen=True, slots=True)
class _Lexis:
    match: Callable[[str, int], Any]
    kinds: tuple[int, ...]
    keywords: dict[str, int]
    ignored: frozenset[int]


@cache
def _lexis(ascii_only: bool) -> _Lexis:
    from vibee_grammars import tables as raw

    parts = []
    for _, pattern in raw.PATTERNS:
        if ascii_only:
            for name, characters in _ASCII_CLASSES.items():
                pattern = pattern.replace(name, characters)
        parts.append(f"({pattern})")
    compiled: Any
    if ascii_only:
        compiled = re.compile("|".join(parts), re.ASCII)
    else:
        import regex

        compiled = regex.compile("|".join(parts), regex.V0)
    return _Lexis(
        compiled.match,
        (BAD, *(kind for kind, _ in raw.PATTERNS)),
        dict(raw.KEYWORDS),
        frozenset(raw.IGNORED),
    )


def _matches(text: str, lexis: _Lexis) -> Iterator[tuple[int, int, int]]:
    """Kind, start and end of each token; one BAD character at a time where nothing matches."""
    match, kinds = lexis.match, lexis.kinds
    place, size = 0, len(text)
    while place < size:
        found = match(text, place)
        start = place
        if found is None:
            place += 1
            yield BAD, start, place
        else:
            place = found.end()
            yield kinds[found.lastindex], start, place


def lex(text: str) -> Tokens:
    """All tokens of a text; never fails."""
    lexis = _lexis(text.isascii())
    name, minus = tables().kinds["NAME"], tables().kinds["MINUS"]
    numbers = (tables().kinds["INT"], tables().kinds["FLOAT"])
    ignored, keywords = lexis.ignored, lexis.keywords
    tokens = Tokens(text, [], [], [])
    kinds, starts, ends = tokens.kinds, tokens.starts, tokens.ends
    for kind, start, end in _matches(text, lexis):
        if kind in ignored:
            continue
        if kind == name:
            kind = keywords.get(text[start:end], name)
        elif kind in numbers and kinds and kinds[-1] == minus and _is_sign(tokens):
            gap = text[ends[-1] : start]
            if not gap or gap.isspace():
                kinds[-1], ends[-1] = kind, end
                continue
        kinds.append(kind)
        starts.append(start)
        ends.append(end)
    kinds.append(tables().kinds["$END"])
    starts.append(len(text))
    ends.append(len(text))
    return tokens


@cache
def _operand_ends() -> frozenset[int]:
    return frozenset(tables().kinds[name] for name in _OPERAND_ENDS.split())


def _is_sign(tokens: Tokens) -> bool:
    """Whether the last token, a minus, has no operand before it."""
    kinds = tokens.kinds
    if len(kinds) == 1:
        return True
    if kinds[-2] in _operand_ends():
        return False
    # A reserved word after `.` or `.?` is a name.
    dot, question = tables().kinds["DOT"], tables().kinds["QUESTION"]
    before = kinds[-3] if len(kinds) > 2 else BAD
    if before == question and len(kinds) > 3 and kinds[-4] == dot:
        before = dot
    return not (before == dot and tokens.word(len(kinds) - 2).isalpha())
