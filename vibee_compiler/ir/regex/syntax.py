"""The syntax of RE2, read into a small tree."""

from __future__ import annotations

import re
from typing import Final

from vibee_compiler.ir.regex import classes
from vibee_compiler.ir.regex.classes import Ranges
from vibee_compiler.records import dataclass


class PatternError(ValueError):
    """What is wrong with a pattern."""


@dataclass(frozen=True, slots=True)
class Chars:
    """One code point out of ascending, disjoint ranges."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Assert:
    """A place: text_start, text_end, line_start, line_end, word or no_word."""

    kind: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """The items one after the other; none for the empty text."""

    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the items."""

    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """The item at least `least` times, at most `most` times if that is not None."""

    item: Tree
    least: int
    most: int | None


Tree = Chars | Assert | Sequence | Choice | Repeat

MAX_REPEAT: Final = 1000
MAX_DEPTH: Final = 500
_CONTROLS: Final = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}
_PLACES: Final = {"A": "text_start", "z": "text_end", "b": "word", "B": "no_word"}
_FLAGS = re.compile(r"\?([imsU]*)(?:-([imsU]+))?([:)])")
_NAME = re.compile(r"\?P?<(\w+)>")
_COUNT = re.compile(r"\{(\d{1,9})(?:(,)(\d{0,9}))?\}", re.ASCII)
_PROPERTY = re.compile(r"([pP])(?:\{(\^?)([A-Za-z_]+)\}|([A-Za-z]))")
_HEX = re.compile(r"x(?:\{([0-9A-Fa-f]{1,8})\}|([0-9A-Fa-f]{2}))")
_OCTAL = re.compile(r"0[0-7]{0,2}|[1-7][0-7][0-7]?")
_POSIX_CLASS = re.compile(r"\[:(\^?)(\w+):\]")


def parse(pattern: str) -> Tree:
    """The tree of a pattern; raises `PatternError` on what is no RE2 syntax."""
    reader = _Reader(pattern)
    node = reader.alternatives()
    if reader.at < len(pattern):
        raise PatternError("unexpected `)`")
    return node


def _property(name: str) -> Ranges:
    """The code points of a general category or a script, named as RE2 names it."""
    is_category = len(name) <= 2
    if name != "".join(part.capitalize() for part in re.split("(_)", name)) and not is_category:
        raise PatternError(f"no Unicode class `{name}`")
    try:
        return classes.unicode_class(name)
    except LookupError:
        raise PatternError(f"no Unicode class `{name}`") from None


class _Reader:
    """Recursive descent; flags hold until the group ends."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.flags = ""

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def alternatives(self) -> Tree:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise PatternError("nested too deeply")
        parts = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            parts.append(self.sequence())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def sequence(self) -> Tree:
        parts: list[Tree] = []
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

    def repetition(self, inner: Tree, char: str) -> Tree:
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

    def atom(self, char: str) -> Tree | None:
        """One piece; None for a group that only sets flags."""
        self.at += 1
        if char == "(":
            return self.group()
        if char == "[":
            return Chars(self.brackets())
        if char == "\\":
            return self.escape()
        if char == ".":
            return Chars(classes.ANY if "s" in self.flags else classes.NOT_NEWLINE)
        if char == "^":
            return Assert("line_start" if "m" in self.flags else "text_start")
        if char == "$":
            return Assert("line_end" if "m" in self.flags else "text_end")
        return self.literal(ord(char))

    def literal(self, point: int) -> Chars:
        return Chars(self.folded(((point, point),)))

    def folded(self, ranges: Ranges) -> Ranges:
        return classes.fold_case(ranges) if "i" in self.flags else ranges

    def group(self) -> Tree | None:
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

    def escape(self) -> Tree:
        char = self.peek()
        if char == "Q":
            return self.quoted()
        if char in _PLACES and char:
            self.at += 1
            return Assert(_PLACES[char])
        found = self.special()
        if isinstance(found, int):
            return self.literal(found)
        return Chars(found)

    def quoted(self) -> Tree:
        end = self.text.find("\\E", self.at)
        stop = len(self.text) if end < 0 else end
        points = [self.literal(ord(c)) for c in self.text[self.at + 1 : stop]]
        self.at = stop if end < 0 else end + 2
        return points[0] if len(points) == 1 else Sequence(tuple(points))

    def special(self) -> int | Ranges:
        """What stands after a backslash: a code point or a class."""
        char = self.peek()
        if found := _HEX.match(self.text, self.at):
            value = int(found[1] or found[2], 16)
        elif found := _OCTAL.match(self.text, self.at):
            value = int(found[0], 8)
        elif found := _PROPERTY.match(self.text, self.at):
            self.at = found.end()
            ranges = self.folded(_property(found[3] or found[4]))
            negated = (found[1] == "P") != bool(found[2])
            return classes.negate(ranges) if negated else ranges
        elif char.lower() in classes.PERL and char:
            self.at += 1
            ranges = self.folded(classes.PERL[char.lower()])
            return classes.negate(ranges) if char.isupper() else ranges
        elif char in _CONTROLS or (char.isascii() and not char.isalnum()):
            self.at += 1
            return _CONTROLS.get(char, ord(char)) if char else self.lone()
        else:
            raise PatternError(f"RE2 has no `\\{char}`" if char else "a lone `\\` at the end")
        self.at = found.end()
        if value > classes.LAST:
            raise PatternError(f"`\\{found[0]}` is no code point")
        return value

    def lone(self) -> int:
        raise PatternError("a lone `\\` at the end")

    def brackets(self) -> Ranges:
        negated = self.peek() == "^"
        self.at += negated
        found: list[tuple[int, int]] = []
        first = True
        while first or self.peek() != "]":
            first = False
            low = self.item()
            if not isinstance(low, int):
                found.extend(low)
                continue
            high: int | Ranges = low
            if self.peek() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                high = self.item()
            if not isinstance(high, int) or high < low:
                raise PatternError("bad range in `[...]`")
            found.extend(self.folded(((low, high),)))
        self.at += 1
        ranges = classes.normal(found)
        return classes.negate(ranges) if negated else ranges

    def item(self) -> int | Ranges:
        char = self.peek()
        if not char:
            raise PatternError("a `]` is missing")
        if found := _POSIX_CLASS.match(self.text, self.at):
            if found[2] not in classes.POSIX:
                raise PatternError(f"no class `{found[0]}`")
            self.at = found.end()
            ranges = self.folded(classes.POSIX[found[2]])
            return classes.negate(ranges) if found[1] else ranges
        self.at += 1
        return self.special() if char == "\\" else ord(char)
