from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibee_compiler.ir.value_maps import MapValue, SetValue
from vibee_compiler.ir.value_text import (
    civil_from_days,
    days_from_civil,
    duration_text,
    float_text,
    parse_decimal,
    parse_duration,
    parse_float,
    parse_timestamp,
    parse_uuid,
    timestamp_text,
)
from vibee_compiler.ir.values import (
    NOTHING,
    AnyValue,
    Err,
    Grown,
    Ok,
    RecordValue,
    Some,
    compare,
    concat,
    enum_members,
    equal,
    less,
    plain,
    same,
    settle,
    shape,
)

QUICK = settings(derandomize=True, deadline=None, max_examples=150)
NAN = math.nan
PAIR = shape("demo", "Pair", None, ("a", "b"))
OTHER = shape("demo", "Other", None, ("a", "b"))


@pytest.mark.parametrize(
    ("a", "b", "are_equal", "are_same"),
    [
        (NAN, NAN, False, True),
        ((NAN,), (NAN,), False, True),
        (Some(NAN), Some(NAN), False, True),
        (RecordValue(PAIR, (1, NAN)), RecordValue(PAIR, (1, NAN)), False, True),
        (MapValue({1: NAN}), MapValue({1: NAN}), False, True),
        (AnyValue(NAN), AnyValue(NAN), False, True),
        (0.0, -0.0, True, False),
        ((1, (0.0,)), (1, (-0.0,)), True, False),
        (RecordValue(PAIR, (1, 2)), RecordValue(OTHER, (1, 2)), False, False),
        (Ok(1), Err(1), False, False),
        (Some(1), NOTHING, False, False),
        ((1, 2), (1, 2, 3), False, False),
        ((1, 2), Grown([1, 2, 3], 2), True, True),
        (SetValue.of([2, 1]), SetValue.of([1, 2]), True, True),
        (AnyValue(1), AnyValue(1.0), True, True),
        (AnyValue(1), AnyValue(True), False, False),
        (AnyValue(("object", (("a", 1), ("b", 2)))), AnyValue(("object", (("b", 2), ("a", 1)))),
         True, True),
        (parse_decimal("1.0"), parse_decimal("1.00"), True, True),
        (parse_decimal("-0"), parse_decimal("0e5"), True, True),
        (parse_decimal("1e2"), parse_decimal("100.0"), True, True),
        (parse_decimal("1"), parse_decimal("-1"), False, False),
        (parse_uuid("123E4567-E89B-12D3-A456-426614174000"),
         parse_uuid("123e4567-e89b-12d3-a456-426614174000"), True, True),
    ],
)  # fmt: skip
def test_equality(a: Any, b: Any, are_equal: bool, are_same: bool) -> None:
    assert equal(a, b) is equal(b, a) is are_equal
    assert same(a, b) is same(b, a) is are_same


@pytest.mark.parametrize(
    ("a", "b", "tolerance", "wanted"),
    [
        ((1.0, (2.0,)), (1.0, (2.0000001,)), 1e-6, True),
        (1.0, 1.1, 1e-6, False),
        (math.inf, math.inf, 1.0, True),
        (math.inf, 1e308, 1e308, False),
        (NAN, 1.0, 5.0, False),
        (0.0, -0.0, 0.0, True),
        (1, 2, 5.0, False),
    ],
)
def test_tolerance(a: Any, b: Any, tolerance: float, wanted: bool) -> None:
    assert same(a, b, tolerance) is wanted


LEVELS = enum_members("demo", "Level", ("low", "mid", "high"))


@pytest.mark.parametrize(
    "ascending",
    [
        [False, True],
        [-1, 0, 5],
        [-math.inf, -1.5, 0.0, math.inf, NAN],
        ["", "A", "a", "ab", "b", "\uffff", "\U00010000"],
        [b"", b"\x00", b"a", b"\xff"],
        list(LEVELS.values()),
        [(), (1,), (1, 0), (2,)],
        [("a", 2.0), ("a", NAN), ("b", 1.0)],
    ],
)
def test_order(ascending: list[Any]) -> None:
    for i, a in enumerate(ascending):
        for j, b in enumerate(ascending):
            strange = not equal(a, a) or not equal(b, b)
            assert compare(a, b) == (i > j) - (i < j), (a, b)
            assert strange or less(a, b) is (i < j), (a, b)


def test_nan_is_not_less() -> None:
    assert not less((NAN,), (1.0,))
    assert not less((NAN,), (NAN, 1.0))


def test_enum_members_are_identical() -> None:
    assert enum_members("demo", "Level", ("low", "mid", "high"))["mid"] is LEVELS["mid"]


class Versions:
    """Maps beside plain dicts, all versions kept."""

    def __init__(self) -> None:
        self.maps = [MapValue({})]
        self.models: list[dict[int, int]] = [{}]

    def change(self, at: int, key: int, value: int | None) -> None:
        at %= len(self.maps)
        model = dict(self.models[at])
        if value is None:
            self.maps.append(self.maps[at].remove(key))
            model.pop(key, None)
        else:
            self.maps.append(self.maps[at].put(key, value))
            model[key] = value
        self.models.append(model)


CHANGES = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 8), st.none() | st.integers(0, 3)), max_size=60
)


@QUICK
@given(CHANGES)
def test_every_version_of_a_map_stays(changes: list[tuple[int, int, int | None]]) -> None:
    versions = Versions()
    for change in changes:
        versions.change(*change)
    for found, model in zip(versions.maps, versions.models, strict=True):
        assert found.items() == tuple(sorted(model.items()))
        assert len(found) == len(model)
        assert all((key in found) == (key in model) for key in range(9))
    for found, model in reversed(list(zip(versions.maps, versions.models, strict=True))):
        assert found.keys() == tuple(sorted(model))


@QUICK
@given(st.lists(st.tuples(st.integers(0, 30), st.lists(st.integers(), max_size=40)), max_size=20))
def test_every_version_of_a_list_stays(changes: list[tuple[int, list[int]]]) -> None:
    lists: list[Any] = [()]
    models: list[tuple[int, ...]] = [()]
    for at, more in changes:
        at %= len(lists)
        lists.append(concat(lists[at], tuple(more)))
        models.append(models[at] + tuple(more))
    assert [plain(one) for one in lists] == models
    assert settle(tuple(lists)) == tuple(models)
    assert all(type(one) is tuple for one in settle(tuple(lists)))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "-0"),
        (1e-4, "0.0001"),
        (9.99e-5, "9.99e-05"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (999999999999999900000.0, "999999999999999900000"),
        (6.02214e23, "6.02214e+23"),
        (5e-324, "5e-324"),
        (123456.789, "123456.789"),
        (-0.5, "-0.5"),
    ],
)
def test_texts_of_floats(value: float, text: str) -> None:
    assert float_text(value) == text


@QUICK
@given(st.floats())
def test_texts_of_floats_read_back(value: float) -> None:
    read = parse_float(float_text(value))
    assert read is not None
    assert same(read, value)


@QUICK
@given(st.integers(-719_162, 2_932_896))
def test_days_and_dates(days: int) -> None:
    import datetime

    date = datetime.date(1970, 1, 1) + datetime.timedelta(days=days)
    assert civil_from_days(days) == (date.year, date.month, date.day)
    assert days_from_civil(date.year, date.month, date.day) == days


@QUICK
@given(st.integers(-(2**63), 2**63 - 1))
def test_texts_of_spans_read_back(span: int) -> None:
    assert parse_duration(duration_text(span)) == span


@QUICK
@given(st.integers(-62_135_596_800 * 10**9, 253_402_300_800 * 10**9 - 1))
def test_texts_of_instants_read_back(instant: int) -> None:
    assert parse_timestamp(timestamp_text(instant)) == instant


@pytest.mark.parametrize(
    "text", ["", "1", "s", "1h-1m", "0.1ns", "1 h", "--1s", "1d", "1e3s", "٣s"]
)
def test_no_spans(text: str) -> None:
    assert parse_duration(text) is None


def test_huge_texts_are_read_without_trouble() -> None:
    digits = "9" * 100_000
    assert parse_duration(f"{digits}h") is not None
    assert parse_duration(f"0.{digits}s") is None
    assert parse_float(digits) == math.inf
