"""Sets of code points as ascending, disjoint ranges, and the classes that RE2 names."""

from __future__ import annotations

import string
from collections.abc import Iterable
from functools import lru_cache

Ranges = tuple[tuple[int, int], ...]

LAST = 0x10FFFF
ANY: Ranges = ((0, LAST),)
NOT_NEWLINE: Ranges = ((0, 9), (11, LAST))
_CASED_END = 0x1E944
"""Behind the last code point that has another case (Adlam)."""


def normal(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The same code points in ascending ranges that neither meet nor overlap."""
    out: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if out and low <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(out[-1][1], high))
        else:
            out.append((low, high))
    return tuple(out)


def negate(ranges: Ranges) -> Ranges:
    """All other code points."""
    out: list[tuple[int, int]] = []
    start = 0
    for low, high in normal(ranges):
        if low > start:
            out.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        out.append((start, LAST))
    return tuple(out)


def of(chars: str) -> Ranges:
    """The code points of a text."""
    return normal((ord(char), ord(char)) for char in chars)


_WORD = normal([*of("_"), (48, 57), (65, 90), (97, 122)])
_PRINT: Ranges = ((32, 126),)
_LETTERS: Ranges = ((65, 90), (97, 122))

PERL: dict[str, Ranges] = {"d": ((48, 57),), "s": of("\t\n\f\r "), "w": _WORD}
"""The classes `\\d \\s \\w`, ASCII only."""

POSIX: dict[str, Ranges] = {
    "alnum": normal([*_LETTERS, (48, 57)]),
    "alpha": _LETTERS,
    "ascii": ((0, 127),),
    "blank": of("\t "),
    "cntrl": ((0, 31), (127, 127)),
    "digit": ((48, 57),),
    "graph": ((33, 126),),
    "lower": ((97, 122),),
    "print": _PRINT,
    "punct": of(string.punctuation),
    "space": of("\t\n\v\f\r "),
    "upper": ((65, 90),),
    "word": _WORD,
    "xdigit": ((48, 57), (65, 70), (97, 102)),
}
"""The classes of `[[:name:]]`."""


@lru_cache(maxsize=64)
def unicode_class(name: str) -> Ranges:
    """The code points of a general category or script, by the data of the regex module.

    Raises:
        LookupError: when Unicode has none of that name.
    """
    if name == "Any":
        return ANY
    import regex

    kind = "gc" if len(name) <= 2 else "sc"
    try:
        found = regex.compile(rf"\p{{{kind}={name}}}+")
    except regex.error:
        raise LookupError(name) from None
    text = "".join(map(chr, range(LAST + 1)))
    return tuple((match.start(), match.end() - 1) for match in found.finditer(text))


def _single(char: str) -> Iterable[str]:
    for other in (char.lower(), char.upper(), char.casefold(), char.title()):
        if len(other) == 1:
            yield other


@lru_cache(maxsize=1)
def _orbits() -> dict[int, tuple[int, ...]]:
    """Code points that simple case folding takes for the same, by code point.

    Unicode's CaseFolding with status C and S; the dotted and dotless i of Turkish have none.
    """
    groups: dict[str, set[str]] = {}
    home: dict[str, str] = {}
    for code in range(_CASED_END):
        char = chr(code)
        if char in "\u0130\u0131":
            continue
        for other in _single(char):
            if other == char or other in "\u0130\u0131":
                continue
            a, b = home.setdefault(char, char), home.setdefault(other, other)
            merged = groups.setdefault(a, {char}) | groups.setdefault(b, {other})
            for member in merged:
                home[member] = a
            groups[a] = merged
    return {ord(c): tuple(sorted(map(ord, groups[home[c]]))) for c in home}


def fold_case(ranges: Ranges) -> Ranges:
    """The ranges with every other case of what is in them."""
    orbits = _orbits()
    more = [
        (other, other)
        for code, others in orbits.items()
        if any(low <= code <= high for low, high in ranges)
        for other in others
    ]
    return normal([*ranges, *more])
