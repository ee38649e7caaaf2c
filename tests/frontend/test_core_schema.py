from __future__ import annotations

import math

import pytest

from vibee_compiler.frontend.core_schema import resolve


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("", "null", None), ("~", "null", None), ("null", "null", None), ("NULL", "null", None),
        ("nULL", "str", "nULL"),
        ("true", "bool", True), ("FALSE", "bool", False), ("tRue", "str", "tRue"),
        ("NO", "str", "NO"), ("yes", "str", "yes"), ("on", "str", "on"), ("y", "str", "y"),
        ("0", "int", 0), ("-12", "int", -12), ("+3", "int", 3), ("007", "int", 7),
        ("0o17", "int", 15), ("0x1F", "int", 31), ("0b1", "str", "0b1"), ("1_000", "str", "1_000"),
        ("-0x1", "str", "-0x1"), ("1:30", "str", "1:30"), ("٣", "str", "٣"),
        ("1.5", "float", 1.5), ("-1.", "float", -1.0), (".5", "float", 0.5), ("1e3", "float", 1e3),
        ("1.10", "float", 1.1), ("+.5E-2", "float", 0.005), (".", "str", "."), ("e3", "str", "e3"),
        ("1e400", "float", math.inf),
        (".inf", "float", math.inf), ("-.INF", "float", -math.inf), ("+.Inf", "float", math.inf),
        ("inf", "str", "inf"), (".nan x", "str", ".nan x"),
        ("2024-01-01", "str", "2024-01-01"), ("=", "str", "="),
    ],
)  # fmt: skip
def test_resolve(text: str, kind: str, value: object) -> None:
    assert resolve(text) == (kind, value)
    assert type(resolve(text)[1]) is type(value)


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_nan(text: str) -> None:
    kind, value = resolve(text)
    assert kind == "float"
    assert isinstance(value, float)
    assert math.isnan(value)


@pytest.mark.parametrize("text", ["9" * 10_000, "0x" + "f" * 10_000, "-" + "9" * 10_000])
def test_a_huge_integer_stays_huge_and_can_be_printed(text: str) -> None:
    _, value = resolve(text)
    assert isinstance(value, int)
    assert abs(value) > 2**64
    assert (value < 0) == text.startswith("-")
    assert str(value)


def test_leading_zeros_are_no_size() -> None:
    assert resolve("0" * 10_000 + "7") == ("int", 7)
