"""The place of a syntax error, and what may be asked about it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from vibee_compiler.frontend.syntax.lexer import Tokens

OPENERS = {"LPAR": "RPAR", "LSQB": "RSQB", "LBRACE": "RBRACE"}

OPERANDS = frozenset(
    "NAME QUOTED INT UINT FLOAT STRING RAW_STRING BYTES RAW_BYTES TRUE FALSE NULL".split()
)
STARTERS = OPERANDS | {"LET", "IF", "MATCH", "FAIL", "LPAR", "LSQB", "LBRACE", "NOT", "MINUS"}
"""Tokens that begin an expression."""


@dataclass
class Spot:
    """The token at `place` that could not stand there; `accepted` could."""

    names: tuple[str, ...]
    tokens: Tokens
    place: int
    accepted: frozenset[str]
    in_type: bool

    def kind(self, offset: int = 0) -> str:
        """The name of the token `offset` tokens away; BAD for a character that starts none."""
        place = self.place + offset
        if not 0 <= place < len(self.tokens.kinds):
            return ""
        kind = self.tokens.kinds[place]
        return "BAD" if kind < 0 else self.names[kind]

    def word(self, offset: int = 0) -> str:
        """The text of the token `offset` tokens away."""
        place = self.place + offset
        return self.tokens.word(place) if 0 <= place < len(self.tokens.kinds) else ""

    def at(self, first: int = 0, last: int = 0) -> tuple[int, int]:
        """The stretch from one token to another, both counted from the spot."""
        return (
            self.tokens.starts[max(self.place + first, 0)],
            self.tokens.ends[self.place + last],
        )

    def touches(self, offset: int = 0) -> bool:
        """Whether the token `offset` away follows the one before it without a gap."""
        place = self.place + offset
        return place > 0 and self.tokens.ends[place - 1] == self.tokens.starts[place]

    def on_new_line(self) -> bool:
        """Whether a line ends right before the spot."""
        gap = self.tokens.text[self.tokens.ends[self.place - 1] : self.tokens.starts[self.place]]
        return self.place > 0 and "\n" in gap

    @cached_property
    def opener(self) -> int | None:
        """The innermost bracket open at the spot, as an offset from it."""
        depth = 0
        for offset in range(-1, -self.place - 1, -1):
            kind = self.kind(offset)
            if kind in OPENERS.values():
                depth += 1
            elif kind in OPENERS:
                if depth == 0:
                    return offset
                depth -= 1
        return None

    @property
    def inside(self) -> str:
        """The name of the innermost open bracket, or empty."""
        return self.kind(self.opener) if self.opener is not None else ""

    def prefix_position(self) -> bool:
        """Whether an expression should begin here."""
        return not self.in_type and "INT" in self.accepted and "NOT" in self.accepted

    def infix_position(self) -> bool:
        """Whether an operator could stand here."""
        return "PLUS" in self.accepted
