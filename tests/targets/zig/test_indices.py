"""Places of loops: `usize` where they are indices only, `i64` where they are numbers too."""

from __future__ import annotations

import pytest

from tests.targets.zig.test_output import behaviour

CASES = [
    ("xs.indexed().map((i, x), i < 3 ? x : xs[i - 3])", "|*slot, x, i| ", "xs[i - 3]"),
    ("xs.indexed().map((i, x), i < xs.size() ? x : 0)", "|*slot, x, i| ", "i < xs.len"),
    ("xs.indexed().map((i, x), i < 3 ? x : i)", "|*slot, x, place| ", "@intCast(place)"),
    ("xs.indexed().map((i, x), i < n ? x : xs[i])", "|*slot, x, place| ", "@intCast(place)"),
]


@pytest.mark.parametrize(("body", "captures", "shown"), CASES)
def test_places_have_the_type_they_need(body: str, captures: str, shown: str) -> None:
    made = behaviour("{xs: List<Int>, n: Int}", "List<Int>", body)
    assert captures in made
    assert shown in made
