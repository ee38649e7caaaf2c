from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibee_compiler.diagnostics.names import MOST_NAMES, did_you_mean, distance, near

WORDS = ("behaviors", "types", "name", "constants", "test_cases", "examples")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("", "", 0),
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "ab", 1),
        ("kitten", "sitting", 3),
        ("ca", "abc", 3),
        ("names", "types", 3),
        ("a", "zzzzzz", 4),
    ],
)
def test_distance(left: str, right: str, expected: int) -> None:
    assert distance(left, right, 3) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("behavoirs", ("behaviors",)),
        ("Types", ("types",)),
        ("nam", ("name",)),
        ("zebra", ()),
        ("", ()),
        ("x" * 65, ()),
    ],
)
def test_near(name: str, expected: tuple[str, ...]) -> None:
    assert near(name, WORDS) == expected


def test_the_name_itself_is_not_near() -> None:
    assert near("name", WORDS) == ()


def test_ties_are_in_alphabetical_order() -> None:
    assert near("ab", ["bb", "aa", "ac"]) == ("aa", "ac", "bb")


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        ([], None),
        (["abd"], "did you mean `abd`?"),
        (["abd", "abe", "abf"], "did you mean `abd`, `abe` or `abf`?"),
    ],
)
def test_did_you_mean(candidates: list[str], expected: str | None) -> None:
    assert did_you_mean("abc", candidates) == expected


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_distance_is_symmetric_and_bounded(left: str, right: str) -> None:
    assert distance(left, right, 9) == distance(right, left, 9)
    assert distance(left, right, 9) <= max(len(left), len(right))
    assert (distance(left, right, 9) == 0) == (left == right)


def test_names_by_the_thousand_are_not_compared() -> None:
    assert near("x1", [f"x{i}" for i in range(MOST_NAMES * 2)]) == ()
    many = [f"a{i}" for i in range(MOST_NAMES * 2)]
    assert near("behavoir", [*many, "behavior"]) == ("behavior",)
    assert near("behavoir", [*many, *(f"c{i}" for i in range(MOST_NAMES * 9)), "behavior"]) == ()
