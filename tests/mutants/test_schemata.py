"""All mutants in one program: a sound one, which is the original or the mutant by the number."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.ir import expr as x
from vibee_compiler.ir.interp import Interpreter, Raised
from vibee_compiler.ir.module import Program
from vibee_compiler.ir.verify import verify
from vibee_compiler.ir.walk import Rewriter
from vibee_compiler.mutants import Mutant, mutants
from vibee_compiler.mutants.judge import BUDGET, Judge
from vibee_compiler.mutants.schemata import MARKER, VARIABLE, schemata, selected

EXAMPLES = Path(__file__).parents[2] / "specs" / "examples"


class _Choose(Rewriter):
    """Puts a number in the place of the marker, as a target's text has it replaced."""

    def __init__(self, number: int) -> None:
        self.number = number

    def expr(self, node: x.Expr) -> x.Expr:
        if isinstance(node, x.Literal) and node.value == MARKER:
            return replace(node, value=self.number)
        return self.rebuild(node)


def chosen(program: Program, number: int) -> Program:
    by = _Choose(number)
    behaviours = tuple(
        one if one.body is None else replace(one, body=by.expr(one.body))
        for one in program.root.behaviours
    )
    module = replace(program.root, behaviours=behaviours)
    return replace(program, modules=(*program.modules[:-1], module))


def listed(name: str) -> tuple[Program, list[Mutant]]:
    program = compile_spec(EXAMPLES / f"{name}.vibee", run_examples=False).program
    assert program is not None
    root = program.root
    return program, [mutant for one in root.behaviours for mutant in mutants(program, root, one)]


@pytest.mark.parametrize("name", ["shop", "traffic_light", "calculator_tree"])
def test_schemata_are_sound(name: str) -> None:
    program, found = listed(name)
    made = schemata(program, found)
    assert verify(made.program) == []
    assert list(made.mutants.values()) == found
    assert list(made.mutants) == list(range(1, len(found) + 1))


def results(interpreter: Interpreter, program: Program) -> list[object]:
    root = program.root
    return [
        interpreter.run_example(root.name, one.name, example)
        for one in root.behaviours
        for example in one.examples
    ]


def test_the_number_chooses() -> None:
    program, found = listed("traffic_light")
    made = schemata(program, found).program
    plain = Interpreter(program, budget=BUDGET)
    assert results(Interpreter(chosen(made, 0), budget=BUDGET), program) == results(plain, program)
    assert results(Interpreter(made, budget=BUDGET), program) == results(plain, program)
    judge = Judge(program)
    by_name = {one.name: one for one in program.root.behaviours}
    for number, mutant in enumerate(found, start=1):
        alone = judge.mutated(by_name[mutant.behaviour], mutant)
        together = Interpreter(chosen(made, number), budget=BUDGET)
        assert results(together, program) == results(alone, program)


def test_names_that_are_taken_stay() -> None:
    text = """\
name: taken
behaviors:
  - {name: vibee_mutant, params: {n: Int}, returns: Int, body: n + 1}
  - {name: f_mutant_3, params: {n: Int}, returns: Int, body: n * 2}
  - {name: f, params: {n: Int}, returns: Int, body: "vibee_mutant(n) + f_mutant_3(n)"}
"""
    program = compile_spec("taken.vibee", text).program
    assert program is not None
    found = [m for one in program.root.behaviours for m in mutants(program, program.root, one)]
    made = schemata(program, found).program
    assert verify(made) == []
    assert Interpreter(made).call("taken", "f", [5]) == 16


def test_stored_results_are_stored_once() -> None:
    text = """\
name: small
types: {Small: {alias: Int8, constraints: ["value < 100"]}}
behaviors:
  - {name: f, params: {n: Small}, returns: Small, body: n + 1}
"""
    program = compile_spec("small.vibee", text).program
    assert program is not None
    found = list(mutants(program, program.root, program.root.behaviours[0]))
    made = schemata(program, found).program
    assert verify(made) == []
    run = Interpreter(made)
    assert run.call("small", "f", [98]) == 99
    with pytest.raises(Raised, match="ContractViolation"):
        run.call("small", "f", [99])


@pytest.mark.parametrize("text", [f"f({MARKER})", f"f({MARKER:_})"])
def test_the_marker_is_found_in_the_text(text: str) -> None:
    assert selected(text, "read()") == "f(read())"


def test_other_numbers_stay() -> None:
    text = f"f({MARKER}1, 1{MARKER})"
    assert selected(text, "read()") == text


def test_the_variable_is_documented() -> None:
    page = EXAMPLES.parents[1] / "docs" / "mutants.md"
    assert VARIABLE in page.read_text()
