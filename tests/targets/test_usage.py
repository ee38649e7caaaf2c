"""Who returns a type, who raises an error, which types a module mentions."""

from __future__ import annotations

from functools import cache

import pytest

from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Program
from vibee_compiler.targets import usage

SPEC = """\
name: demo
types:
  Point: {fields: {x: Int, by: Stranger}}
  Shape: {variants: [Dot: {at: Point}, Cloud: {of: "List<Ghost>"}]}
  Level: {enum: [low, high]}
  Points: List<Point>
constants:
  MOST: {type: Int, value: 3}
behaviors:
  - {name: plain, params: {x: Int}, returns: Point}
  - {name: maybe, params: {x: Int}, returns: Point?}
  - {name: trying, params: {x: Int}, returns: "Result<Point, String>"}
  - {name: many, params: {p: Points}, returns: Points}
  - {name: listed, params: {a: Stranger, b: Alien}, returns: List<Point>}
  - {name: hidden, params: {x: Int}, returns: Point, internal: true}
  - name: inner
    internal: true
    params: {x: Int}
    returns: Int
    errors: [{name: TooBig, description: it is too big}, Unused]
    body: "x > MOST ? fail TooBig('no') : x"
  - name: outer
    params: {x: Int}
    returns: Int
    errors: [TooBig, {name: Unused, description: never comes}]
    body: "let y = x + 1; y > 9 ? fail TooBig('no') : y"
  - {name: through, params: {x: Int}, returns: Int, errors: [TooBig], body: inner(x)}
"""


@cache
def program() -> Program:
    made = compile_spec("demo.vibee", SPEC)
    assert made.program is not None, made.diagnostics
    return made.program


GHOST = t.Opaque("Ghost")
POINT = t.Named("demo", "Point")
PAIR = t.Alias("demo", "Pair", (GHOST, t.INT), t.TupleT((POINT, POINT)))


@pytest.mark.parametrize(
    ("type_", "found"),
    [
        (t.INT, []),
        (POINT, [POINT]),
        (t.OptionT(t.ListT(GHOST)), [GHOST]),
        (t.MapT(GHOST, POINT), [GHOST, POINT]),
        (t.TupleT((POINT, t.INT, POINT)), [POINT, POINT]),
        # An alias is written with its arguments, not with what it stands for.
        (PAIR, [PAIR, GHOST]),
    ],
)
def test_mentioned_types(type_: t.Type, found: list[t.Type]) -> None:
    assert list(usage.mentioned(type_)) == found


def test_names_that_nobody_declares() -> None:
    root = program().root
    assert usage.opaque_names(root) == ["Alien", "Ghost", "Stranger"]
    usage.opaque_names(root).clear()
    assert usage.opaque_names(root) == ["Alien", "Ghost", "Stranger"]


def test_all_types_come_in_the_order_of_the_file() -> None:
    found = list(usage.all_types(program().root))
    assert found[:2] == [t.INT, t.Opaque("Stranger")]
    assert found[2:5] == [POINT, t.ListT(GHOST), t.ListT(POINT)]
    assert found[5:8] == [t.INT, t.INT, POINT]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Point", ["plain", "maybe", "trying"]),
        ("Points", ["many"]),
        ("Shape", []),
        ("Nothing", []),
    ],
)
def test_who_returns_a_type(name: str, found: list[str]) -> None:
    assert [one.name for one in usage.returned_by(program(), "demo", name)] == found


@pytest.mark.parametrize(
    ("error", "found"),
    [
        ("TooBig", ["outer", "inner"]),
        ("Unused", ["outer", "inner"]),
        ("Unknown", []),
    ],
)
def test_who_raises_an_error(error: str, found: list[str]) -> None:
    pairs = usage.raised_by(program(), error)
    assert [behaviour.name for _, behaviour in pairs] == found
    assert all(module is program().root for module, _ in pairs)


@pytest.mark.parametrize(
    ("error", "text"),
    [("TooBig", "it is too big"), ("Unused", "never comes"), ("Unknown", None)],
)
def test_what_an_error_says(error: str, text: str | None) -> None:
    assert usage.error_description(program(), error) == text


def test_built_in_errors_are_described_in_order() -> None:
    from vibee_compiler.ir.signatures import table

    assert list(usage.BUILT_IN_ERRORS) == sorted(usage.BUILT_IN_ERRORS)
    assert table().built_in_errors <= usage.BUILT_IN_ERRORS.keys()
    assert not any(text.endswith(".") for text in usage.BUILT_IN_ERRORS.values())
