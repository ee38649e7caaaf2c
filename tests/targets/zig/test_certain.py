"""Calls that analyses prove certain to succeed."""

from __future__ import annotations

import pytest

from tests.targets.zig.test_output import behaviour


@pytest.mark.parametrize(
    ("params", "returns", "body", "shown"),
    [
        (
            "{a: Int}",
            "Int",
            "math.abs(a % 10)",
            "return support.abs(@rem(a, 10)) catch unreachable;",
        ),
        (
            "{s: String}",
            "String",
            "s.repeat(2)",
            "try support.allocated(support.repeat(arena, s, 2))",
        ),
    ],
)
def test_what_cannot_fail_is_not_tried(params: str, returns: str, body: str, shown: str) -> None:
    assert shown in behaviour(params, returns, body)
