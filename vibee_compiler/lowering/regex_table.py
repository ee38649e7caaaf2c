"""Regular expressions as tables, for targets whose engine is not RE2's or is not there.

A pattern becomes the program of a nondeterministic automaton (Thompson's construction, "Regular
expression search algorithm", 1968, in the instruction form of Cox, "Regular expression matching:
the virtual machine approach", 2009). A target's support part runs it: it keeps the set of places
where the automaton may be, so the time is linear in the text, whatever the pattern.

The common shapes, one class of characters between anchors, are recognised apart: they are
worth a loop or a comparison in a target's own idiom.
"""

from __future__ import annotations

from functools import lru_cache

from vibee_compiler.ir.regex.classes import Ranges
from vibee_compiler.ir.regex.syntax import (
    Assert,
    Chars,
    Choice,
    PatternError,
    Repeat,
    Sequence,
    Tree,
    parse,
)
from vibee_compiler.records import dataclass

MAX_STEPS = 20_000
"""A program's size at most; RE2's own default budget stops patterns near it."""


@dataclass(frozen=True, slots=True)
class Consume:
    """Reads one code point that is in the ranges and goes on at `next`."""

    ranges: Ranges
    next: int


@dataclass(frozen=True, slots=True)
class Split:
    """Goes on at both."""

    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Check:
    """Goes on at `next` where the place holds; `kind` as in `regex_syntax.Assert`."""

    kind: str
    next: int


@dataclass(frozen=True, slots=True)
class Accept:
    """The pattern matches."""


Step = Consume | Split | Check | Accept


@dataclass(frozen=True, slots=True)
class RegexProgram:
    """The steps of a search: it starts at `start` before every code point, anew."""

    steps: tuple[Step, ...]
    start: int


@dataclass(frozen=True, slots=True)
class ClassPattern:
    """`^[class]$` and its kin: between `least` and `most` code points, all of them in `ranges`."""

    ranges: Ranges
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class TextPattern:
    """A literal text, anchored or not."""

    text: str
    at_start: bool
    at_end: bool


class _Builder:
    """Builds from the end: each tree is compiled with the step that follows it."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def add(self, step: Step) -> int:
        if len(self.steps) >= MAX_STEPS:
            raise PatternError("a pattern that is too large")
        self.steps.append(step)
        return len(self.steps) - 1

    def build(self, tree: Tree, next_: int) -> int:
        match tree:
            case Chars(ranges):
                return self.add(Consume(ranges, next_))
            case Assert(kind):
                return self.add(Check(kind, next_))
            case Sequence(items):
                for item in reversed(items):
                    next_ = self.build(item, next_)
                return next_
            case Choice(items):
                at = self.build(items[-1], next_)
                for item in reversed(items[:-1]):
                    at = self.add(Split(self.build(item, next_), at))
                return at
            case Repeat():
                return self.repeat(tree, next_)

    def repeat(self, tree: Repeat, next_: int) -> int:
        if tree.most is None:
            loop = self.add(Split(next_, next_))
            body = self.build(tree.item, loop)
            self.steps[loop] = Split(body, next_)
            at = loop
        else:
            at = next_
            for _ in range(tree.most - tree.least):
                at = self.add(Split(self.build(tree.item, at), next_))
        for _ in range(tree.least):
            at = self.build(tree.item, at)
        return at


@lru_cache(maxsize=256)
def compile_program(pattern: str) -> RegexProgram:
    """The search program of an RE2 pattern.

    Raises:
        PatternError: for what is no RE2 or needs octets.
    """
    builder = _Builder()
    end = builder.add(Accept())
    start = builder.build(parse(pattern), end)
    return RegexProgram(tuple(builder.steps), start)


def _flat(tree: Tree) -> list[Tree]:
    if isinstance(tree, Sequence):
        return [part for item in tree.items for part in _flat(item)]
    return [tree]


@lru_cache(maxsize=256)
def simple_shape(pattern: str) -> ClassPattern | TextPattern | None:
    """The shape of a pattern that needs no automaton, else None.

    Raises:
        PatternError: as `compile_program`.
    """
    items = _flat(parse(pattern))
    at_start = bool(items) and items[0] == Assert("text_start")
    at_end = len(items) > at_start and items[-1] == Assert("text_end")
    items = items[at_start : len(items) - at_end]
    if at_start and at_end and len(items) == 1:
        match items[0]:
            case Chars(ranges):
                return ClassPattern(ranges, 1, 1)
            case Repeat(Chars(ranges) | Sequence((Chars(ranges),)), least, most):
                return ClassPattern(ranges, least, most)
    text = ""
    for item in items:
        match item:
            case Chars(((low, high),)) if low == high and not 0xD800 <= low <= 0xDFFF:
                text += chr(low)
            case _:
                return None
    return TextPattern(text, at_start, at_end)


def _is_word(code: int | None) -> bool:
    return code is not None and code < 128 and (chr(code).isalnum() or code == 95)


def _holds(kind: str, before: int | None, after: int | None) -> bool:
    match kind:
        case "text_start":
            return before is None
        case "text_end":
            return after is None
        case "line_start":
            return before is None or before == 10
        case "line_end":
            return after is None or after == 10
        case _:
            return (_is_word(before) != _is_word(after)) == (kind == "word")


def _close(program: RegexProgram, at: list[int], before: int | None, after: int | None) -> set[int]:
    seen: set[int] = set()
    while at:
        index = at.pop()
        if index in seen:
            continue
        seen.add(index)
        match program.steps[index]:
            case Split(first, second):
                at += [first, second]
            case Check(kind, next_) if _holds(kind, before, after):
                at.append(next_)
            case _:
                pass
    return seen


def search(program: RegexProgram, text: str) -> bool:
    """Whether some part of a text matches: the reference for what targets run."""
    before: int | None = None
    active: list[int] = []
    for after in [*map(ord, text), None]:
        places = _close(program, [*active, program.start], before, after)
        active = []
        for index in places:
            match program.steps[index]:
                case Accept():
                    return True
                case Consume(ranges, next_) if after is not None:
                    if any(low <= after <= high for low, high in ranges):
                        active.append(next_)
                case _:
                    pass
        before = after
    return False
