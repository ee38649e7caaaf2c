from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ir.declarations import LEVEL, MODULE
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Behaviour, Field, Module, Program, Prose, Record
from vibee_compiler.ir.value_json import JsonProblem, display, from_json, to_json
from vibee_compiler.ir.values import NOTHING, AnyValue, Err, Ok, Some, same

PAGE = t.Named("more", "Page", (t.INT,))
MORE = Module(
    "more",
    "more.vibee",
    types=(
        Record(
            "Page",
            (Field("items", t.ListT(t.TypeVar("T"))), Field("next", t.OptionT(t.INT))),
            ("T",),
        ),
    ),
    behaviours=(
        Behaviour("inc", (), t.INT, Prose(), body=x.Literal(1, t.INT)),
        Behaviour("todo", (), t.INT, Prose()),
    ),
)
PROGRAM = Program((MODULE, MORE))
SHAPE, POINT = t.Named("demo", "Shape"), t.Named("demo", "Point")


@pytest.mark.parametrize(
    ("type_", "data"),
    [
        (t.INT, -(2**63)),
        (t.FLOAT, 1.5),
        (t.FLOAT, "NaN"),
        (t.FLOAT, "-Infinity"),
        (t.FLOAT, -0.0),
        (t.BOOL, True),
        (t.STRING, "ß\u0000\U0001f431"),
        (t.BYTES, "AP8="),
        (t.TIMESTAMP, "2024-02-29T12:00:00.000000001Z"),
        (t.DURATION, "-5400.5s"),
        (t.DECIMAL, "1.00"),
        (t.UUID, "123e4567-e89b-12d3-a456-426614174000"),
        (t.ANY, {"a": [1, 1.5, None, {"b": "x"}], "object": []}),
        (t.ListT(t.Sized("Int8")), [1, 2]),
        (t.SetT(LEVEL), ["low", "high"]),
        (t.MapT(t.INT, t.BOOL), {"-1": True, "2": False}),
        (t.MapT(t.BOOL, t.INT), {"false": 1, "true": 2}),
        (t.MapT(LEVEL, t.INT), {"low": 1, "high": 2}),
        (t.OptionT(t.INT), None),
        (t.OptionT(t.INT), 3),
        (t.ResultT(t.INT, t.STRING), {"ok": 1}),
        (t.ResultT(t.INT, t.STRING), {"err": "no"}),
        (t.TupleT((t.INT, t.STRING)), [1, "a"]),
        (POINT, {"x": 1, "y": 2, "note": None}),
        (SHAPE, "Empty"),
        (SHAPE, {"Circle": {"radius": 1.0}}),
        (PAGE, {"items": [1], "next": 2}),
        (t.FnT((), t.INT), "more.inc"),
        (t.Alias("demo", "Cents", (), t.INT), 5),
    ],
)
def test_there_and_back(type_: t.Type, data: Any) -> None:
    value = from_json(data, type_, PROGRAM)
    written = to_json(value, type_, PROGRAM)
    assert json.dumps(written) == json.dumps(data)
    assert same(from_json(written, type_, PROGRAM), value)


@pytest.mark.parametrize(
    ("type_", "data", "canonical"),
    [
        (t.FLOAT, 1, 1.0),
        (t.DURATION, "1h30m", "5400s"),
        (t.TIMESTAMP, "2023-08-26T12:39:00-07:00", "2023-08-26T19:39:00Z"),
        (t.SetT(t.INT), [3, 1], [1, 3]),
        (POINT, {"y": 2, "x": 1}, {"x": 1, "y": 2, "note": None}),
        (SHAPE, {"Circle": 2.0}, {"Circle": {"radius": 2.0}}),
        (SHAPE, {"Empty": {}}, "Empty"),
        (t.MapT(t.STRING, t.INT), {"b": 1, "a": 2}, {"a": 2, "b": 1}),
        (t.FnT((), t.INT), "inc", "more.inc"),
    ],
)
def test_other_ways_to_write(type_: t.Type, data: Any, canonical: Any) -> None:
    written = to_json(from_json(data, type_, PROGRAM), type_, PROGRAM)
    assert json.dumps(written) == json.dumps(canonical)


@pytest.mark.parametrize(
    ("type_", "data", "where"),
    [
        (t.INT, 1.0, "at"),
        (t.INT, True, "at"),
        (t.INT, 2**63, "at"),
        (t.FLOAT, 2**53 + 1, "at"),
        (t.FLOAT, 10**400, "at"),
        (t.FLOAT, "nan", "at"),
        (t.STRING, "\ud800", "at"),
        (t.STRING, None, "at"),
        (t.BYTES, "?", "at"),
        (t.BYTES, "ÿ", "at"),
        (t.TIMESTAMP, "0000-01-01T00:00:00Z", "at"),
        (t.DURATION, "3000000h", "at"),
        (t.DECIMAL, "1,5", "at"),
        (t.UUID, "123", "at"),
        (t.ListT(t.INT), [1, "x"], "at[1]"),
        (t.SetT(t.INT), [1, 1], "at"),
        (t.MapT(t.INT, t.INT), {"x": 1}, "at.x"),
        (t.MapT(t.INT, t.INT), {"1": 1, "01": 2}, "at.01"),
        (t.TupleT((t.INT, t.INT)), [1], "at"),
        (t.ResultT(t.INT, t.INT), {"ok": 1, "err": 2}, "at"),
        (LEVEL, "none", "at"),
        (SHAPE, "Square", "at"),
        (SHAPE, {"Circle": {"radius": "x"}}, "at.Circle.radius"),
        (SHAPE, "Circle", "at.Circle.radius"),
        (POINT, {"x": 1, "y": [2]}, "at.y"),
        (POINT, {"x": 1}, "at.y"),
        (POINT, {"x": 1, "y": 2, "z": 3}, "at"),
        (t.ListT(POINT), [{"x": 1, "y": 2}, {"x": 1, "y": None}], "at[1].y"),
        (t.FnT((), t.INT), "todo", "at"),
        (t.VOID, None, "at"),
        (t.Opaque("Thing"), {}, "at"),
    ],
)
def test_what_is_no_value(type_: t.Type, data: Any, where: str) -> None:
    with pytest.raises(JsonProblem) as caught:
        from_json(data, type_, PROGRAM, "at")
    assert caught.value.path == where


def test_defaults() -> None:
    parcel = t.Named("demo", "Parcel")
    with pytest.raises(JsonProblem, match="weight: the field is missing"):
        from_json({}, parcel, PROGRAM)
    made = from_json({}, parcel, PROGRAM, default=lambda node: AnyValue("default"))
    assert made.get("weight") == AnyValue("default")


def test_display() -> None:
    value = (Some(NOTHING), Ok("ß"), Err(math.inf))
    result = t.ResultT(t.STRING, t.FLOAT)
    type_ = t.TupleT((t.OptionT(t.OptionT(t.INT)), result, result))
    assert display(value, type_, PROGRAM) == '[null, {"ok": "ß"}, {"err": "Infinity"}]'


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)
TYPES = (t.INT, t.FLOAT, t.STRING, t.ListT(t.INT), t.MapT(t.INT, t.STRING), POINT, SHAPE, PAGE)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(JSON, st.sampled_from(TYPES))
def test_any_data_gives_a_value_or_a_problem(data: Any, type_: t.Type) -> None:
    try:
        value = from_json(data, type_, PROGRAM)
    except JsonProblem:
        return
    assert same(from_json(to_json(value, type_, PROGRAM), type_, PROGRAM), value)
