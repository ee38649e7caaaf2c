"""What to say about a token that cannot stand where it does."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from vibee_compiler.frontend.syntax import slips, type_slips
from vibee_compiler.frontend.syntax.problem import Problem
from vibee_compiler.frontend.syntax.spot import OPENERS, Spot

if TYPE_CHECKING:
    from vibee_compiler.frontend.syntax.lexer import Tokens
    from vibee_compiler.frontend.syntax.tables import Tables

Repair = tuple[int, list[int]]
"""How many tokens from the spot on to replace, and by which kinds."""

PUNCTUATION = {
    "ASSIGN": "=", "COLON": ":", "SEMICOLON": ";", "COMMA": ",", "FAT_ARROW": "=>",
    "ARROW": "->", "ELLIPSIS": "...", "LPAR": "(", "RPAR": ")", "LSQB": "[", "RSQB": "]",
    "LBRACE": "{", "RBRACE": "}", "DOT": ".", "QUESTION": "?", "LT": "<", "GT": ">",
    "ELSE": "else", "IF": "if", "IN": "in",
}  # fmt: skip

_GROUPS: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    # what they are called together, tokens that must all be there, tokens covered by the name
    (
        "an expression",
        frozenset({"NAME", "INT", "NOT"}),
        frozenset(
            "NAME QUOTED INT UINT FLOAT STRING RAW_STRING BYTES RAW_BYTES TRUE FALSE NULL NOT MINUS"
            " LPAR LSQB LBRACE IF MATCH FAIL DOT LET".split()
        ),
    ),
    (
        "a pattern",
        frozenset({"NAME", "INT", "LSQB"}),
        frozenset(
            "NAME QUOTED INT UINT FLOAT STRING RAW_STRING BYTES RAW_BYTES TRUE FALSE NULL"
            " LPAR LSQB".split()
        ),
    ),
    ("a type", frozenset({"NAME", "LSQB"}), frozenset({"NAME", "QUOTED", "LPAR", "LSQB"})),
    (
        "a name",
        frozenset({"NAME"}),
        frozenset("NAME QUOTED TRUE FALSE NULL IN LET IF ELSE MATCH FAIL".split()),
    ),
    (
        "an operator",
        frozenset({"PLUS"}),
        frozenset(
            "PLUS MINUS STAR SLASH PERCENT OR AND EQ NE LE GE LT GT IN DOT LSQB LPAR LBRACE"
            " QUESTION".split()
        ),
    ),
)


def in_words(accepted: frozenset[str]) -> str:
    """What could have stood there: groups by their name, the rest as it is written."""
    said: list[str] = []
    rest = set(accepted)
    for title, needed, covered in _GROUPS:
        if needed <= rest:
            said.append(title)
            rest -= covered
    if "$END" in rest:
        said.append("the end")
    said += [f"`{PUNCTUATION[name]}`" for name in PUNCTUATION if name in rest]
    return " or ".join(filter(None, (", ".join(said[:-1]), said[-1]))) if said else "nothing more"


def explain(
    table: Tables, tokens: Tokens, place: int, stack: list[int], start: str
) -> tuple[Problem, Repair | None]:
    """The problem with the token at `place`, and how to go on as if it were right."""
    accepted = table.accepted(stack)
    in_type = start == "type_only" or _reads_type(accepted)
    spot = Spot(table.terminals, tokens, place, accepted, in_type)
    expected = in_words(accepted)
    for slip in (*type_slips.SLIPS, *slips.LEXICAL) if in_type else slips.SLIPS:
        found = slip(spot)
        if found is None:
            continue
        repair = found.repair
        problem = Problem(
            found.code,
            found.at or (spot.at(-1, -1) if spot.kind() == "$END" else spot.at()),
            found.message,
            expected if found.say_expected else None,
            found.hint,
        )
        if repair is None:
            return problem, None
        return problem, (repair[0], [table.kinds[name] for name in repair[1]])
    return _unexpected(spot, expected), None


def _reads_type(accepted: frozenset[str]) -> bool:
    return {"NAME", "LSQB"} <= accepted and "INT" not in accepted


def _unexpected(spot: Spot, expected: str) -> Problem:
    if spot.kind() == "$END":
        if spot.opener is not None:
            close = PUNCTUATION[OPENERS[spot.inside]]
            opener = spot.at(spot.opener, spot.opener)
            return Problem(
                "VB0301",
                opener,
                f"this `{PUNCTUATION[spot.inside]}` is never closed",
                expected,
                f"add the missing `{close}`",
            )
        last = spot.at(-1, -1)
        return Problem("VB0301", last, f"the text ends after `{spot.word(-1)}`", expected)
    if spot.kind() == "BAD":
        return Problem("VB0303", spot.at(), f"{character(spot.word())} has no meaning", expected)
    if spot.kind() in OPENERS.values() and spot.opener is None:
        return Problem("VB0301", spot.at(), f"nothing is open that `{spot.word()}` could close")
    if spot.kind() in OPENERS.values() and OPENERS[spot.inside] != spot.kind():
        what = f"`{spot.word()}` does not close the `{PUNCTUATION[spot.inside]}` before it"
        return Problem("VB0301", spot.at(), what, expected)
    return Problem("VB0301", spot.at(), f"unexpected `{short(spot.word())}`", expected)


def short(text: str) -> str:
    """At most 40 characters, on one line."""
    line = text.split("\n", 1)[0]
    return text if len(text) <= 40 and line == text else f"{line[:37]}..."


def character(char: str) -> str:
    """A character as text; one that cannot be seen, or not for sure, by its number too."""
    number = f"U+{ord(char):04X}"
    if char.isascii() and char.isprintable():
        return f"`{char}`"
    if char.isprintable() and not unicodedata.combining(char) and not char.isspace():
        return f"`{char}` ({number})"
    return f"the character {number}"
