"""RE2's syntax as a tree: what `regex_table` compiles for targets without an RE2 of their own.

Only patterns that the checker accepted come here. Captures and greediness do not matter, since
the language asks only whether some part of a text matches. Syntax: RE2's published page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vibee_compiler.lowering import regex_classes as classes
from vibee_compiler.lowering.regex_classes import Ranges

MAX_REPEAT = 1000


class UnsupportedRegex(ValueError):
    """A pattern that is no RE2, or that has what a table cannot say; the text says which."""


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
    """The items one after the other."""

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

_COUNT = re.compile(r"\{(\d{1,4})(?:(,)(\d{0,4}))?\}")
_FLAGS = re.compile(r"\?([imsU]*)(?:-([imsU]+))?([:)])")
_NAME = re.compile(r"\?P?<\w+>")
_PROPERTY = re.compile(r"(?:\{(\^?)([A-Za-z_]+)\}|([A-Z]))")
_HEX = re.compile(r"(?:\{([0-9A-Fa-f]{1,8})\}|([0-9A-Fa-f]{2}))")
_OCTAL = re.compile(r"0[0-7]{0,2}|[1-7][0-7][0-7]?")
_CONTROL = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}
_PLACES = {"A": "text_start", "z": "text_end", "b": "word", "B": "no_word"}
_REPEATS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}


def parse(pattern: str) -> Tree:
    """The tree of a pattern.

    Raises:
        UnsupportedRegex: when it is no RE2 pattern.
    """
    reader = _Reader(pattern)
    tree = reader.alternatives()
    if reader.at < len(pattern):
        raise UnsupportedRegex("unexpected `)`")
    return tree


@dataclass(slots=True)
class _Reader:
    """A recursive descent; `flags` are those in force, restored at the end of each group."""

    text: str
    at: int = 0
    flags: frozenset[str] = frozenset()

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def accept(self, token: str) -> bool:
        if self.text.startswith(token, self.at):
            self.at += len(token)
            return True
        return False

    def alternatives(self) -> Tree:
        branches: list[Tree] = []
        items: list[Tree] = []
        while self.at < len(self.text) and self.text[self.at] != ")":
            if self.accept("|"):
                branches.append(Sequence(tuple(items)))
                items = []
                continue
            items.extend(self.atom())
            self.repetition(items)
        branches.append(Sequence(tuple(items)))
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def repetition(self, items: list[Tree]) -> None:
        char = self.text[self.at : self.at + 1]
        if char in _REPEATS:
            self.at += 1
            least, most = _REPEATS[char]
        elif char == "{" and (found := self.take(_COUNT)):
            least = int(found[1])
            most = int(found[3]) if found[3] else None if found[2] else least
        else:
            return
        self.accept("?")
        if not items or max(least, most or 0) > MAX_REPEAT:
            raise UnsupportedRegex("a repetition that RE2 does not allow")
        items.append(Repeat(items.pop(), least, most))

    def atom(self) -> list[Tree]:
        char = self.text[self.at]
        self.at += 1
        if char == "(":
            return self.group()
        if char == "[":
            return [Chars(self.brackets())]
        if char == "\\":
            return self.escape()
        if char == ".":
            return [Chars(classes.ANY if "s" in self.flags else classes.NOT_NEWLINE)]
        if char in "^$":
            start = "text" if "m" not in self.flags else "line"
            return [Assert(f"{start}_{'start' if char == '^' else 'end'}")]
        if char in "*+?":
            raise UnsupportedRegex(f"nothing to repeat before `{char}`")
        return [self.char(ord(char))]

    def char(self, code: int) -> Chars:
        return Chars(self.folded(((code, code),)))

    def folded(self, ranges: Ranges) -> Ranges:
        return classes.fold_case(ranges) if "i" in self.flags else ranges

    def group(self) -> list[Tree]:
        outer = self.flags
        if found := self.take(_FLAGS):
            self.flags = (outer | frozenset(found[1])) - frozenset(found[2] or "")
            if found[3] == ")":
                return []
        elif self.text.startswith("?", self.at) and not self.take(_NAME):
            raise UnsupportedRegex("a group that RE2 does not have")
        tree = self.alternatives()
        self.flags = outer
        if not self.accept(")"):
            raise UnsupportedRegex("a `)` is missing")
        return [tree]

    def escape(self) -> list[Tree]:
        char = self.text[self.at : self.at + 1]
        if char in _PLACES:
            self.at += 1
            return [Assert(_PLACES[char])]
        if char == "Q":
            end = self.text.find("\\E", self.at)
            quoted = self.text[self.at + 1 : end if end >= 0 else len(self.text)]
            self.at = end + 2 if end >= 0 else len(self.text)
            return [self.char(ord(c)) for c in quoted]
        if char == "E":
            self.at += 1
            return []
        if char == "C":
            raise UnsupportedRegex("`\\C`, which looks inside a character")
        special = self.special()
        return [self.char(special) if isinstance(special, int) else Chars(special)]

    def special(self) -> int | Ranges:
        """What stands behind a backslash: a code point or a class."""
        if found := self.take(_OCTAL):
            return int(found[0], 8)
        char = self.text[self.at : self.at + 1]
        self.at += 1
        if char == "x" and (found := self.take(_HEX)):
            return int(found[1] or found[2], 16)
        if char and char in "pP" and (found := self.take(_PROPERTY)):
            ranges = self.folded(classes.unicode_class(found[2] or found[3]))
            negated = (char == "P") != bool(found[1])
            return classes.negate(ranges) if negated else ranges
        if char.lower() in classes.PERL:
            ranges = self.folded(classes.PERL[char.lower()])
            return classes.negate(ranges) if char.isupper() else ranges
        if char in _CONTROL:
            return _CONTROL[char]
        if not char or char.isalnum():
            raise UnsupportedRegex(f"RE2 has no `\\{char}`")
        return ord(char)

    def brackets(self) -> Ranges:
        negated = self.accept("^")
        found: list[tuple[int, int]] = []
        first = True
        while first or not self.text.startswith("]", self.at):
            first = False
            low = self.item()
            if not isinstance(low, int):
                found.extend(low)
                continue
            high: int | Ranges = low
            if self.text.startswith("-", self.at) and not self.text.startswith("-]", self.at):
                self.at += 1
                high = self.item()
            if not isinstance(high, int) or high < low:
                raise UnsupportedRegex("a bad range in `[...]`")
            found.extend(self.folded(((low, high),)))
        self.at += 1
        ranges = classes.normal(found)
        return classes.negate(ranges) if negated else ranges

    def item(self) -> int | Ranges:
        if self.at >= len(self.text):
            raise UnsupportedRegex("a `]` is missing")
        if self.text.startswith("[:", self.at) and (end := self.text.find(":]", self.at)) >= 0:
            name = self.text[self.at + 2 : end]
            self.at = end + 2
            ranges = self.folded(classes.POSIX[name.removeprefix("^")])
            return classes.negate(ranges) if name.startswith("^") else ranges
        char = self.text[self.at]
        self.at += 1
        return self.special() if char == "\\" else ord(char)
