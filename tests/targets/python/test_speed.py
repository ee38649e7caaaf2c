"""What Python comes out where speed decided it: lines of small specs."""

from __future__ import annotations

import pytest

from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.targets import registry
from vibee_compiler.targets.package import Options

CASES = {
    "a place that a loop counts is Python's own to check": (
        "{name: f, params: {xs: List<Int>, ys: List<Int>}, returns: List<Int>, "
        "body: 'xs.indexed().map((i, x), x - ys[i])'}",
        ["    try:\n", "ys[i]", "except IndexError:\n        raise IndexOutOfBounds("],
    ),
    "a place that may be negative is checked": (
        "{name: f, params: {xs: List<Int>, i: Int}, returns: Int, body: 'xs[i]'}",
        ["return item_at(xs, i)"],
    ),
    "what a caller's function raises stays its own": (
        "{name: f, params: {g: 'Fn(Int) -> Int', xs: List<Int>}, returns: List<Int>, "
        "body: 'xs.indexed().map((i, x), g(xs[i] + xs[i + 1]))'}",
        ["item_at(xs, i + 1)"],
    ),
    "a sum that is named is a loop": (
        "{name: f, params: {xs: List<Int>}, returns: Float, "
        "body: 'let all = xs.map(x, 0.5 * double(x)).sum(); all * all'}",
        ["    all_ = 0.0\n    for x in xs:\n        all_ += 0.5 * x\n"],
    ),
    "an option beside a text": (
        "{name: f, params: {o: String?}, returns: Int, "
        'body: \'match o { optional.of("a") => 1, optional.of("b") => 2, _ => 3 }\'}',
        ['if o == "a":'],
    ),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_code(name: str) -> None:
    behaviour, expected = CASES[name]
    program = compile_spec("demo.vibee", f"name: demo\nbehaviors:\n  - {behaviour}\n").program
    assert program is not None
    package = registry.load("python").generate(program, Options())
    text = next(file.text for file in package.files if file.role == "module")
    for part in expected:
        assert part in text
