"""Tests at the width of the target's integers: examples recomputed, rows of properties made.

Both run the interpreter over the program as the checker left it, before any other pass.
"""

from __future__ import annotations

from dataclasses import replace

from vibee_compiler.frontend.allowance import Allowance
from vibee_compiler.frontend.examples_check import BUDGET
from vibee_compiler.frontend.properties import Bench, Row
from vibee_compiler.ir.interp import Interpreter, NotExecutable
from vibee_compiler.ir.module import Behaviour, Example, Module, Program
from vibee_compiler.lowering.context import Context, map_behaviours

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
    allowances = {module.name: Allowance() for module in program.modules}

    def adjusted(module: Module, one: Behaviour) -> Behaviour:
        if one.body is None or not one.examples:
            return one
        allowance = allowances[module.name]
        made = tuple(_example(interpreter, module.name, one, e, allowance) for e in one.examples)
        return replace(one, examples=made)

    return map_behaviours(program, adjusted)


def _example(
    interpreter: Interpreter,
    module: str,
    behaviour: Behaviour,
    example: Example,
    allowance: Allowance,
) -> Example:
    if allowance.spent:
        return example
    before = interpreter.spent
    try:
        verdict = interpreter.run_example(module, behaviour.name, example)
    except NotExecutable:
        return example
    finally:
        allowance.charge(interpreter, before)
    if verdict.passed or verdict.error is None:
        return example
    return replace(example, expected=None, raises=verdict.error)


def property_rows(program: Program, ctx: Context) -> Rows:
    """The rows of every property, by module, behaviour and the property's place."""
    rows: Rows = {}
    for module in program.modules:
        if not any(one.properties for one in module.behaviours):
            continue
        bench = Bench(program, module, ctx.profile.int_bits)
        for one in module.behaviours:
            for place, prop in enumerate(one.properties):
                made = () if bench.allowance.spent else bench.check(one, prop).rows
                rows[module.name, one.name, place] = made
    return rows
