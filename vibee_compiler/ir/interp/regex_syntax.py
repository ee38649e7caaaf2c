"""The syntax of RE2, read into a small tree."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

Ranges = tuple[tuple[int, int], ...]
Test = Callable[[int], bool]


class PatternError(Exception):
    """What is wrong with a pattern."""


@dataclass(frozen=True, slots=True, eq=False)
class CharSet:
    """One code point for which `matches` holds."""

    matches: Test


@dataclass(frozen=True, slots=True)
class Assertion:
    """A place: start, end, line start, line end, boundary, no boundary."""

    kind: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other; empty for the empty text."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One of several."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """`least` to `most` times; None for no limit."""

    inner: Node
    least: int
    most: int | None


Node = CharSet | Assertion | Sequence | Alternatives | Repeat

MAX_REPEAT: Final = 1000
MAX_DEPTH: Final = 500
_LAST: Final = 0x10FFFF
_DIGIT: Final = ((48, 57),)
_SPACE: Final = ((9, 10), (12, 13), (32, 32))
_WORD: Final = ((48, 57), (65, 90), (95, 95), (97, 122))
_PERL: Final[dict[str, Ranges]] = {"d": _DIGIT, "s": _SPACE, "w": _WORD}
_POSIX: Final[dict[str, Ranges]] = {
    "alnum": ((48, 57), (65, 90), (97, 122)),
    "alpha": ((65, 90), (97, 122)),
    "ascii": ((0, 127),),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 31), (127, 127)),
    "digit": _DIGIT,
    "graph": ((33, 126),),
    "lower": ((97, 122),),
    "print": ((32, 126),),
    "punct": ((33, 47), (58, 64), (91, 96), (123, 126)),
    "space": ((9, 13), (32, 32)),
    "upper": ((65, 90),),
    "word": _WORD,
    "xdigit": ((48, 57), (65, 70), (97, 102)),
}
_CONTROLS: Final = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}
_PLACES: Final = {"A": "start", "z": "end", "b": "boundary", "B": "no boundary"}
_FLAGS = re.compile(r"\?([imsU]*)(?:-([imsU]+))?([:)])")
_NAME = re.compile(r"\?P?<(\w+)>")
_COUNT = re.compile(r"\{(\d{1,9})(?:(,)(\d{0,9}))?\}", re.ASCII)
_PROPERTY = re.compile(r"([pP])(?:\{(\^?)([A-Za-z_]+)\}|([A-Za-z]))")
_HEX = re.compile(r"x(?:\{([0-9A-Fa-f]{1,8})\}|([0-9A-Fa-f]{2}))")
_OCTAL = re.compile(r"0[0-7]{0,2}|[1-7][0-7][0-7]?")
_POSIX_CLASS = re.compile(r"\[:(\^?)(\w+):\]")


def parse(pattern: str) -> Node:
    """The tree of a pattern; raises `PatternError` on what is no RE2 syntax."""
    reader = _Reader(pattern)
    node = reader.alternatives()
    if reader.at < len(pattern):
        raise PatternError("unexpected `)`")
    return node


def _in(ranges: Ranges) -> Test:
    if len(ranges) == 1:
        low, high = ranges[0]
        return lambda point: low <= point <= high
    ordered = sorted(ranges)
    reach: list[tuple[int, int]] = []
    for low, high in ordered:
        if reach and low <= reach[-1][1] + 1:
            reach[-1] = (reach[-1][0], max(reach[-1][1], high))
        else:
            reach.append((low, high))
    lows = [low for low, _ in reach]

    def test(point: int) -> bool:
        i = bisect_right(lows, point) - 1
        return i >= 0 and point <= reach[i][1]

    return test


def _not(test: Test) -> Test:
    return lambda point: not test(point)


def _any_of(tests: list[Test]) -> Test:
    return tests[0] if len(tests) == 1 else lambda point: any(test(point) for test in tests)


def _fold_key(char: str) -> str:
    for folded in (char.casefold(), char.lower()):
        if len(folded) == 1:
            return folded
    return char


@cache
def _orbits() -> dict[str, tuple[int, ...]]:
    """The code points of each simple case folding that has more than one."""
    found: dict[str, list[int]] = {}
    for point in range(0x1F000):
        char = chr(point)
        key = _fold_key(char)
        if key != char:
            found.setdefault(key, [ord(key)]).append(point)
    return {key: tuple(points) for key, points in found.items()}


def _folded(test: Test) -> Test:
    """The test of any code point that differs from the given one in case only."""

    def folded(point: int) -> bool:
        orbit = _orbits().get(_fold_key(chr(point)), (point,))
        return any(test(one) for one in orbit)

    return folded


@cache
def _property(name: str) -> Test:
    if name == "Any":
        return lambda point: True
    import regex

    is_category = len(name) <= 2
    if name != "".join(part.capitalize() for part in re.split("(_)", name)) and not is_category:
        raise PatternError(f"no Unicode class `{name}`")
    kind = "gc" if is_category else "sc"
    try:
        test = regex.compile(rf"\p{{{kind}={name}}}").match
    except regex.error:
        raise PatternError(f"no Unicode class `{name}`") from None
    return lambda point: test(chr(point)) is not None


class _Reader:
    """Recursive descent; flags hold until the group ends."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.flags = ""

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def alternatives(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise PatternError("nested too deeply")
        parts = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            parts.append(self.sequence())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Alternatives(tuple(parts))

    def sequence(self) -> Node:
        parts: list[Node] = []
        repeatable = repeated = False
        while (char := self.peek()) and char not in "|)":
            if char in "*+?" or (char == "{" and _COUNT.match(self.text, self.at)):
                if repeated or not repeatable:
                    raise PatternError(f"nothing to repeat before `{char}`")
                parts[-1] = self.repetition(parts[-1], char)
                repeated = True
                continue
            repeated = False
            node = self.atom(char)
            repeatable = node is not None
            if node is not None:
                parts.append(node)
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def repetition(self, inner: Node, char: str) -> Node:
        found = _COUNT.match(self.text, self.at) if char == "{" else None
        if found is None:
            self.at += 1
            least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}[char]
        else:
            self.at = found.end()
            least = int(found[1])
            most = int(found[3]) if found[3] else None if found[2] else least
            if max(least, most or 0) > MAX_REPEAT or (most is not None and most < least):
                raise PatternError(f"bad repetition `{found[0]}`")
        if self.peek() == "?":
            self.at += 1
        return Repeat(inner, least, most)

    def atom(self, char: str) -> Node | None:
        """One piece; None for a group that only sets flags."""
        self.at += 1
        if char == "(":
            return self.group()
        if char == "[":
            return CharSet(self.brackets())
        if char == "\\":
            return self.escape()
        if char == ".":
            return CharSet(_in(((0, _LAST),) if "s" in self.flags else ((0, 9), (11, _LAST))))
        if char == "^":
            return Assertion("line start" if "m" in self.flags else "start")
        if char == "$":
            return Assertion("line end" if "m" in self.flags else "end")
        return self.literal(ord(char))

    def literal(self, point: int) -> CharSet:
        test = _in(((point, point),))
        return CharSet(_folded(test) if "i" in self.flags else test)

    def group(self) -> Node | None:
        flags = self.flags
        if self.peek() == "?":
            found = _NAME.match(self.text, self.at)
            if found is None and (found := _FLAGS.match(self.text, self.at)):
                if found[3] == ")" and not found[1] and not found[2] and found[0] != "?)":
                    raise PatternError("flags are missing")
                self.flags = "".join({*self.flags, *found[1]} - {*(found[2] or "")})
                if found[3] == ")":
                    self.at = found.end()
                    return None
            if found is None:
                raise PatternError(f"RE2 has no `({self.text[self.at : self.at + 3]}`")
            self.at = found.end()
        node = self.alternatives()
        if self.peek() != ")":
            raise PatternError("a `)` is missing")
        self.at += 1
        self.flags = flags
        return node

    def escape(self) -> Node:
        char = self.peek()
        if char == "Q":
            return self.quoted()
        if char in _PLACES and char:
            self.at += 1
            return Assertion(_PLACES[char])
        found = self.special()
        if isinstance(found, int):
            return self.literal(found)
        return CharSet(_folded(found) if "i" in self.flags else found)

    def quoted(self) -> Node:
        end = self.text.find("\\E", self.at)
        stop = len(self.text) if end < 0 else end
        points = [self.literal(ord(c)) for c in self.text[self.at + 1 : stop]]
        self.at = stop if end < 0 else end + 2
        return points[0] if len(points) == 1 else Sequence(tuple(points))

    def special(self) -> int | Test:
        """What stands after a backslash: a code point or a class."""
        char = self.peek()
        if found := _HEX.match(self.text, self.at):
            value = int(found[1] or found[2], 16)
        elif found := _OCTAL.match(self.text, self.at):
            value = int(found[0], 8)
        elif found := _PROPERTY.match(self.text, self.at):
            self.at = found.end()
            test = _property(found[3] or found[4])
            return _not(test) if (found[1] == "P") != bool(found[2]) else test
        elif char.lower() in _PERL and char:
            self.at += 1
            perl = _in(_PERL[char.lower()])
            return _not(perl) if char.isupper() else perl
        elif char in _CONTROLS or (char.isascii() and not char.isalnum()):
            self.at += 1
            return _CONTROLS.get(char, ord(char)) if char else self.lone()
        else:
            raise PatternError(f"RE2 has no `\\{char}`" if char else "a lone `\\` at the end")
        self.at = found.end()
        if value > _LAST:
            raise PatternError(f"`\\{found[0]}` is no code point")
        return value

    def lone(self) -> int:
        raise PatternError("a lone `\\` at the end")

    def brackets(self) -> Test:
        negated = self.peek() == "^"
        self.at += negated
        tests: list[Test] = []
        first = True
        while first or self.peek() != "]":
            first = False
            low = self.item()
            if not isinstance(low, int):
                tests.append(low)
                continue
            high: int | Test = low
            if self.peek() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                high = self.item()
            if not isinstance(high, int) or high < low:
                raise PatternError("bad range in `[...]`")
            tests.append(_in(((low, high),)))
        self.at += 1
        test = _any_of(tests)
        if "i" in self.flags:
            test = _folded(test)
        return _not(test) if negated else test

    def item(self) -> int | Test:
        char = self.peek()
        if not char:
            raise PatternError("a `]` is missing")
        if found := _POSIX_CLASS.match(self.text, self.at):
            if found[2] not in _POSIX:
                raise PatternError(f"no class `{found[0]}`")
            self.at = found.end()
            test = _in(_POSIX[found[2]])
            return _not(test) if found[1] else test
        self.at += 1
        return self.special() if char == "\\" else ord(char)
