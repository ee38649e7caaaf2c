r"""Regular expressions of RE2: a parser and a matcher of our own.

Python's `re` differs from RE2 in what `$`, `\d` and `\s` mean and may take exponential time, and
google-re2 is no part of a plain installation; the arbiter has to say the same on every machine.
So patterns become a nondeterministic automaton (K. Thompson, 1968) whose sets of states are
remembered as they come up, as RE2 does: time is linear in the text. Only whether a text matches
is asked for, so greediness and captures mean nothing here. `\C` (one octet) is not supported.
The tests compare with google-re2.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from vibee_compiler.ir.regex.classes import Ranges
from vibee_compiler.ir.regex.syntax import (
    MAX_REPEAT,
    Assert,
    Chars,
    Choice,
    PatternError,
    Repeat,
    Sequence,
    Tree,
    parse,
)

MAX_PROGRAM: Final = 50_000
"""RE2 refuses programs beyond a size too; its limit depends on memory."""

_MAX_CACHE: Final = 10_000
_FORK, _JUMP, _TEST, _ASSERT, _MATCH = range(5)


class Regex:
    """A compiled pattern; raises `PatternError` for what RE2 would refuse."""

    def __init__(self, pattern: str) -> None:
        self._code: list[tuple[int, Any, Any]] = []
        tree = parse(pattern)
        if _copies(tree) > MAX_REPEAT:
            raise PatternError("repetitions within repetitions are too many")
        self._emit(tree)
        self._add(_MATCH)
        self._closures: dict[tuple[frozenset[int], int], tuple[frozenset[int], bool]] = {}
        self._steps: dict[tuple[frozenset[int], str], frozenset[int]] = {}

    def _add(self, op: int, a: Any = None, b: Any = None) -> int:
        if len(self._code) >= MAX_PROGRAM:
            raise PatternError("the pattern is too large")
        self._code.append((op, a, b))
        return len(self._code) - 1

    def _emit(self, node: Tree) -> None:
        match node:
            case Chars(ranges):
                self._add(_TEST, _in(ranges))
            case Assert(kind):
                self._add(_ASSERT, _ASSERTIONS[kind])
            case Sequence(parts):
                for part in parts:
                    self._emit(part)
            case Choice(parts):
                self._emit_alternatives(parts)
            case Repeat(inner, least, most):
                self._emit_repeat(inner, least, most)

    def _emit_alternatives(self, parts: tuple[Tree, ...]) -> None:
        jumps: list[int] = []
        for part in parts[:-1]:
            fork = self._add(_FORK)
            self._emit(part)
            jumps.append(self._add(_JUMP))
            self._code[fork] = (_FORK, fork + 1, len(self._code))
        self._emit(parts[-1])
        for jump in jumps:
            self._code[jump] = (_JUMP, len(self._code), None)

    def _emit_repeat(self, inner: Tree, least: int, most: int | None) -> None:
        for _ in range(least):
            self._emit(inner)
        if most is None:
            fork = self._add(_FORK)
            self._emit(inner)
            self._add(_JUMP, fork)
            self._code[fork] = (_FORK, fork + 1, len(self._code))
            return
        forks: list[int] = []
        for _ in range(most - least):
            forks.append(self._add(_FORK))
            self._emit(inner)
        for fork in forks:
            self._code[fork] = (_FORK, fork + 1, len(self._code))

    def search(self, text: str, tick: Callable[[], None]) -> bool:
        """Whether some part of the text matches; `tick` is called once a code point."""
        states: frozenset[int] = frozenset((0,))
        before = ""
        for char in text:
            tick()
            found, done = self._closure(states, _context(before, char))
            if done:
                return True
            states = self._step(found, char)
            before = char
        return self._closure(states, _context(before, ""))[1]

    def _closure(self, states: frozenset[int], context: int) -> tuple[frozenset[int], bool]:
        key = (states, context)
        cached = self._closures.get(key)
        if cached is None:
            if len(self._closures) > _MAX_CACHE:
                self._closures.clear()
            cached = self._closures[key] = self._close(states, context)
        return cached

    def _close(self, states: frozenset[int], context: int) -> tuple[frozenset[int], bool]:
        seen = set(states)
        stack = list(states)
        tests: set[int] = set()
        while stack:
            at = stack.pop()
            op, a, b = self._code[at]
            if op == _MATCH:
                return frozenset(), True
            if op == _TEST:
                tests.add(at)
                continue
            follow = (a, b) if op == _FORK else (a,) if op == _JUMP else ()
            if op == _ASSERT and a(context):
                follow = (at + 1,)
            for one in follow:
                if one not in seen:
                    seen.add(one)
                    stack.append(one)
        return frozenset(tests), False

    def _step(self, states: frozenset[int], char: str) -> frozenset[int]:
        key = (states, char)
        cached = self._steps.get(key)
        if cached is None:
            if len(self._steps) > _MAX_CACHE:
                self._steps.clear()
            code = self._code
            point = ord(char)
            # A match may begin anywhere, so the start joins every set.
            after = {at + 1 for at in states if code[at][1](point)} | {0}
            cached = self._steps[key] = frozenset(after)
        return cached


def _in(ranges: Ranges) -> Callable[[int], bool]:
    lows = [low for low, _ in ranges]

    def test(point: int) -> bool:
        i = bisect_right(lows, point) - 1
        return i >= 0 and point <= ranges[i][1]

    return test


def _copies(node: Tree) -> int:
    """How often the most repeated part of a pattern is written out."""
    match node:
        case Sequence(parts) | Choice(parts):
            return max((_copies(part) for part in parts), default=1)
        case Repeat(inner, least, most):
            return max(1, least if most is None else most) * _copies(inner)
        case _:
            return 1


_AT_START, _AFTER_LINE, _AT_END, _BEFORE_LINE, _WORD_BEFORE, _WORD_AFTER = 1, 2, 4, 8, 16, 32


def _context(before: str, after: str) -> int:
    """What assertions can see at a place between two characters, as bits."""
    bits = 0
    if not before:
        bits |= _AT_START | _AFTER_LINE
    elif before == "\n":
        bits |= _AFTER_LINE
    elif before.isascii() and (before.isalnum() or before == "_"):
        bits |= _WORD_BEFORE
    if not after:
        bits |= _AT_END | _BEFORE_LINE
    elif after == "\n":
        bits |= _BEFORE_LINE
    elif after.isascii() and (after.isalnum() or after == "_"):
        bits |= _WORD_AFTER
    return bits


def _boundary(context: int) -> bool:
    return bool(context & _WORD_BEFORE) != bool(context & _WORD_AFTER)


_ASSERTIONS: Final[dict[str, Callable[[int], bool]]] = {
    "text_start": lambda c: bool(c & _AT_START),
    "line_start": lambda c: bool(c & _AFTER_LINE),
    "text_end": lambda c: bool(c & _AT_END),
    "line_end": lambda c: bool(c & _BEFORE_LINE),
    "word": _boundary,
    "no_word": lambda c: not _boundary(c),
}


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Regex:
    """The compiled pattern; raises `PatternError`."""
    return Regex(pattern)
