"""Escaping of texts and writing of numbers, as all targets share it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibee_compiler.targets.literals import escape, float_text, grouped, hidden

SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n"}


def numbered(point: int, _after: str) -> str:
    return f"\\u{{{point:x}}}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("plain", "plain"),
        ('a "b" \\', 'a \\"b\\" \\\\'),
        ("a\nb", "a\\nb"),
        ("\0", "\\u{0}"),
        ("\u202e", "\\u{202e}"),
        ("\u2066", "\\u{2066}"),
        ("\ud800", "\\u{d800}"),
        ("\u2028", "\\u{2028}"),
        ("\u00a0", "\\u{a0}"),
        ("\ufeff", "\\u{feff}"),
        ("\u0301a", "\\u{301}a"),
        ("a\u0301", "a\u0301"),
        ("日😀", "日😀"),
    ],
)
def test_escape(value: str, shown: str) -> None:
    assert escape(value, SHORT, numbered) == shown


def test_the_character_behind_is_told() -> None:
    seen: list[str] = []

    def note(_point: int, after: str) -> str:
        seen.append(after)
        return "?"

    assert escape("\0a\0", {}, note) == "?a?"
    assert seen == ["a", ""]


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.text())
def test_nothing_hidden_is_left_and_nothing_lost(value: str) -> None:
    shown = escape(value, SHORT, numbered)
    assert not any(map(hidden, shown))
    assert "\n" not in shown
    read = ""
    at = 0
    while at < len(shown):
        if shown[at] != "\\":
            read, at = read + shown[at], at + 1
        elif shown[at + 1] == "u":
            end = shown.index("}", at)
            read, at = read + chr(int(shown[at + 3 : end], 16)), end + 1
        else:
            read, at = read + {"n": "\n"}.get(shown[at + 1], shown[at + 1]), at + 2
    assert read == value


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0"), (1234, "1234"), (12345, "12_345"), (-1234567, "-1_234_567")],
)
def test_grouped(number: int, shown: str) -> None:
    assert grouped(number) == shown


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_float_text_reads_back(value: float) -> None:
    shown = float_text(value)
    assert float(shown) == value
    assert math.copysign(1, float(shown)) == math.copysign(1, value)
    assert "." in shown or "e" in shown
