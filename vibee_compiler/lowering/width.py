"""Tests at the width of the target's integers: examples recomputed, rows of properties made.

Both run the interpreter over the program as the checker left it, before any other pass.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vibee_compiler.frontend.examples_check import BUDGET
from vibee_compiler.frontend.properties import Row, check_property
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.interp import Interpreter, NotExecutable
from vibee_compiler.ir.module import Behaviour, Example, Module, Program
from vibee_compiler.lowering.context import Context, map_behaviours, map_code
from vibee_compiler.lowering.intervals import Limits, Num
from vibee_compiler.lowering.walk import Mapper

Rows = dict[tuple[str, str, int], tuple[Row, ...]]


def at_width(program: Program, ctx: Context) -> Program:
    """The program with the results of its examples as the target's integers give them.

    What leaves a narrower range raises `Overflow` there, so an example may expect an error that
    it does not have at 64 bits.
    """
    bits = ctx.profile.int_bits
    if bits == 64:
        return program
    interpreter = Interpreter(program, bits, BUDGET)

    def adjusted(module: Module, one: Behaviour) -> Behaviour:
        if one.body is None or not one.examples:
            return one
        return replace(
            one,
            examples=tuple(_example(interpreter, module.name, one, e) for e in one.examples),
        )

    return map_behaviours(program, adjusted)


def _example(
    interpreter: Interpreter, module: str, behaviour: Behaviour, example: Example
) -> Example:
    try:
        verdict = interpreter.run_example(module, behaviour.name, example)
    except NotExecutable:
        return example
    if verdict.passed or verdict.error is None:
        return example
    return replace(example, expected=None, raises=verdict.error)


def fit_literals(program: Program, ctx: Context) -> Program:
    """The program with numbers that are no Int at the width as what they are there: `Overflow`.

    Only in code: what examples give is made fit, or not, when it is made.
    """
    fit = _Fit(Limits.of(ctx.profile.int_bits).whole)
    return map_behaviours(program, lambda _, one: map_code(one, fit.expr))


class _Fit(Mapper):
    def __init__(self, whole: Num) -> None:
        self.whole = whole

    def expr(self, node: Any) -> Any:
        if not (isinstance(node, x.Literal) and node.type == t.INT):
            return self.rebuild(node)
        if isinstance(node.value, int) and not self.whole.lo <= node.value <= self.whole.hi:
            message = x.Literal(f"{node.value} is out of range", t.STRING, node.span)
            return x.Fail("Overflow", message, t.INT, node.span)
        return node


def property_rows(program: Program, ctx: Context) -> Rows:
    """The rows of every property, by module, behaviour and the property's place."""
    return {
        (module.name, one.name, place): check_property(
            program, module, one, prop, ctx.profile.int_bits
        ).rows
        for module in program.modules
        for one in module.behaviours
        for place, prop in enumerate(one.properties)
    }
