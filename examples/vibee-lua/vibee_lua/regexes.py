"""Constant regular expressions as tables of an automaton, which the support module runs."""

from __future__ import annotations

from vibee_compiler.lowering.regex_table import (
    Accept,
    Check,
    Consume,
    Split,
    Step,
    compile_program,
)
from vibee_compiler.targets.layout import Doc, bracketed, concat, text


def table(name: str, pattern: str) -> Doc:
    """`local PATTERN_1 = { start = 1, steps = { ... } }`; places count from 1."""
    program = compile_program(pattern)
    steps = bracketed("{", [text(_step(step)) for step in program.steps], "}", padding=" ")
    parts: list[Doc] = [text(f"start = {program.start + 1}"), concat("steps = ", steps)]
    return concat(f"local {name} = ", bracketed("{", parts, "}", padding=" "))


def _step(step: Step) -> str:
    match step:
        case Accept():
            return '{ "accept" }'
        case Consume(ranges, next_):
            spans = ", ".join(f"{low}, {high}" for low, high in ranges)
            return f'{{ "consume", {next_ + 1}, {{ {spans} }} }}'
        case Split(first, second):
            return f'{{ "split", {first + 1}, {second + 1} }}'
        case Check(kind, next_):
            return f'{{ "check", {next_ + 1}, "{kind}" }}'
