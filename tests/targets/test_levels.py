"""Levels of behaviours, and what a target that stops at one makes of those beyond."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.ir.module import Program
from vibee_compiler.targets import registry
from vibee_compiler.targets.levels import Levels
from vibee_compiler.targets.unsupported import without_unsupported

PROFILE = registry.load(next(iter(registry.installed()))).profile

SPEC = """\
name: demo
types:
  Cents: {alias: Int, constraints: ["value >= 0"]}
  Colour: {enum: [red, green]}
  Point: {fields: {x: Float, y: Float}, constraints: ["self.x >= 0.0"]}
  Path: {fields: {points: List<Point>}, constraints: ["self.points.size() > 0"]}
  Shape: {variants: [Dot, {Ring: {width: Int}}]}
behaviors:
  - {name: later, params: {x: List<Int>}, returns: Int}
  - {name: add, params: {x: Int, small: Int8}, body: "let y = x + small; y / 2"}
  - {name: pay, params: {c: Cents}, returns: Cents, body: c + 1}
  - {name: half, params: {x: Float}, body: x / 2.0}
  - {name: shout, params: {s: String}, body: "s.upperAscii()"}
  - {name: mix, params: {c: Colour}, body: "c == Colour.red"}
  - {name: left, params: {p: Point}, body: p.x}
  - {name: first, params: {p: Path}, body: "p.points[0]"}
  - {name: is_dot, params: {s: Shape}, body: "match s { Dot => true, Ring{width} => width > 0 }"}
  - {name: refuse, params: {x: Int}, body: "x > 0 ? x : fail Odd('no')", errors: [Odd]}
  - {name: maybe, params: {x: Int}, body: "x > 0 ? optional.of(x) : optional.none()"}
  - {name: calls, params: {x: Int}, body: "refuse(x) + 1"}
"""
EXPECTED = {
    "add": "L1", "pay": "L1", "half": "L2", "shout": "L2", "mix": "L2", "left": "L2",
    "first": "L3", "is_dot": "L3", "refuse": "L3", "maybe": "L3", "calls": "L3",
}  # fmt: skip


@pytest.fixture(scope="module")
def program() -> Program:
    result = compile_spec("demo.vibee", SPEC, run_examples=False)
    assert result.program is not None, [d.message for d in result.diagnostics]
    return result.program


def test_levels(program: Program) -> None:
    found = Levels(program).of_program()
    assert {name: level for (_, name), level in found.items()} == EXPECTED


def test_a_callee_counts_with_the_program_only(program: Program) -> None:
    calls = next(b for b in program.root.behaviours if b.name == "calls")
    assert Levels(program).of_behaviour(calls).level == "L1"


def test_a_built_in_that_is_not_spelled_counts_with_its_definition(program: Program) -> None:
    shout = next(b for b in program.root.behaviours if b.name == "shout")
    need = Levels(program, lambda op: op.id != "string.upperAscii").of_behaviour(shout)
    assert need.level == "L3"
    assert need.what == "`s.upperAscii()`"


@pytest.mark.parametrize("bodies", ["L0", "L1", "L2", "L3"])
def test_what_is_beyond_is_a_stub_with_a_reason(program: Program, bodies: str) -> None:
    profile = replace(PROFILE, bodies=bodies, unsupported={})
    taken, diagnostics = without_unsupported(program, profile)
    stubs = {b.name for b in taken.root.behaviours if b.body is None}
    assert stubs == {"later", *(name for name, level in EXPECTED.items() if level > bodies)}
    said = {d.message.split("`")[-2] if "needs" in d.message else "calls" for d in diagnostics}
    assert len(diagnostics) == len(stubs) - 1
    assert {d.code for d in diagnostics} <= {"VB0802"}
    assert said or bodies == "L3"


def test_constraints_beyond_are_documentation(program: Program) -> None:
    taken, _ = without_unsupported(program, replace(PROFILE, bodies="L1", unsupported={}))
    by_name = {decl.name: decl for decl in taken.root.types}
    kept = {
        n: [c.expr is not None for c in getattr(by_name[n], "constraints", ())] for n in by_name
    }
    assert kept["Cents"] == [True]
    assert kept["Point"] == kept["Path"] == [False]
    whole, _ = without_unsupported(program, replace(PROFILE, unsupported={}))
    assert whole == program
