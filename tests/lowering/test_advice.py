"""Advice on bounds: what it says, and that following it leaves nothing to say."""

from __future__ import annotations

import re

import pytest

from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.lowering.advice import advise

LINE = "types: {Line: {fields: {price: Int, qty: {type: Int, constraints: [PLACE]}}}}\n"


def hints(text: str) -> list[str]:
    result = compile_spec("t.vibee", text, run_examples=False)
    assert result.program is not None, result.diagnostics
    found = advise(result.program, result.program.root)
    assert all(one.code == "VB0718" and one.span is not None for one in found)
    return [one.hint or "" for one in found]


def spec(params: str, body: str, requires: str = "true", types: str = "") -> str:
    behaviour = f"{{name: f, params: {{{params}}}, requires: ['{requires}'], body: '{body}'}}"
    return f"name: t\n{types}behaviors:\n  - {behaviour}\n"


BOUNDED = [
    ("a: Int", "a + 1", "true", "a <= 1000000000000000000"),
    ("a: Int", "-a", "true", "a >= -1000000000000000000"),
    ("a: Int, b: Int", "a * b", "true", "a >= -1000000000 && a <= 1000000000 && b >= -1000000000"),
    ("a: Int, b: Int", "a * b", "a >= 0 && a < 10 && b >= 0", '"b <= 100000000000000000'),
    ("a: Int, b: Int", "a + (b > 0 ? 1 : 0)", "true", "a >= -1000000000000000000"),
]


@pytest.mark.parametrize(("params", "body", "requires", "said"), BOUNDED)
def test_bounds_of_parameters(params: str, body: str, requires: str, said: str) -> None:
    (hint,) = hints(spec(params, body, requires))
    assert said in hint
    (condition,) = re.findall(r'`requires: \["(.*?)"\]`', hint)
    assert hints(spec(params, body, f"{requires} && {condition}")) == []


def test_what_is_bounded_already_is_not_named() -> None:
    (hint,) = hints(spec("a: Int, b: Int8", "a * b"))
    assert "b" not in re.findall(r"\w+", hint.partition("would")[0])


def test_bounds_of_fields_and_sizes() -> None:
    types = LINE.replace("PLACE", '"value >= 0 && value <= 1000"')
    (hint,) = hints(spec("xs: List<Line>", "xs.map(l, l.price * l.qty).sum()", types=types))
    assert "`constraints: [" in hint
    assert "on `Line.price`" in hint
    assert "Line.qty" not in hint
    assert "xs.size() <= 1000000" in hint


@pytest.mark.parametrize(
    ("params", "body"),
    [
        ("a: Int8", "a + 1"),
        ("s: String", "int(s)"),
        ("a: Int", "a / 2"),
        ("xs: List<Int>", "xs.sum()"),
        ("x: Float", "int(x)"),
    ],
)
def test_no_advice(params: str, body: str) -> None:
    assert hints(spec(params, body)) == []


def test_a_caller_leaves_it_to_the_callee() -> None:
    text = spec("a: Int", "a + 1") + "  - {name: g, params: {a: Int}, body: f(a)}\n"
    assert len(hints(text)) == 1
