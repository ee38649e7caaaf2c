"""Literals: what targets share of writing texts and numbers.

A target gives its table of short escapes and how it writes a code point by number; what must not
stand in a source file as itself is decided here, once for all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories that are always escaped: control, format (bidi marks), surrogates, separators."""


def hidden(char: str) -> bool:
    """Whether a character must not stand in a source file as itself."""
    if " " <= char <= "~":
        return False
    category = unicodedata.category(char)
    return category in _HIDDEN or (category == "Zs" and char != " ") or _stacks(category)


def _stacks(category: str) -> bool:
    # A combining mark at the start of a literal would sit on the quote.
    return category == "Me"


def escape(
    text: str, short: Mapping[str, str], numbered: Callable[[int, str], str], *, marks: bool = True
) -> str:
    """The inside of a string literal.

    `short` maps single characters to their escapes (quote and backslash among them); `numbered`
    gets a code point and the character that follows (`""` at the end: an escape of variable
    length must not swallow it) and writes it by number. A combining mark at the very start is
    written by number too unless `marks` is false.
    """
    if text.isascii() and text.isprintable() and short.keys().isdisjoint(text):
        return text
    out: list[str] = []
    for i, char in enumerate(text):
        if char in short:
            out.append(short[char])
        elif hidden(char) or (marks and i == 0 and unicodedata.category(char)[0] == "M"):
            out.append(numbered(ord(char), text[i + 1 : i + 2]))
        else:
            out.append(char)
    return "".join(out)


def grouped(number: int, separator: str = "_", least: int = 5) -> str:
    """A decimal integer, its digits in groups of three where it has at least `least` of them."""
    digits = str(abs(number))
    sign = "-" if number < 0 else ""
    if len(digits) < least:
        return sign + digits
    return sign + f"{abs(number):,}".replace(",", separator)


def float_text(value: float) -> str:
    """The shortest digits that read back to a finite double, with a point or an exponent.

    `1.0`, `0.1`, `1e+300` is written `1e300`; nearly every language reads this form.
    """
    return repr(value).replace("e+", "e")
