"""Verdicts of the interpreter: what counts, which test kills, what would kill a survivor."""

from __future__ import annotations

import pytest

from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.ir.interp import Interpreter
from vibee_compiler.mutants.inputs import MOST, rows
from vibee_compiler.mutants.judge import Judge, Judgement
from vibee_compiler.mutants.make import changed_text
from vibee_compiler.mutants.records import figures, records, survivors
from vibee_compiler.mutants.strengthen import choose

SPEC = """\
name: demo
behaviors:
  - name: discount
    params: {n: Int}
    returns: Int
    body: "n >= 10 ? 2 : 1"
    examples:
      - {input: {n: 30}, expected: 2}
      - {input: {n: 3}, expected: 1}
  - name: total
    params: {n: Int}
    returns: Int
    requires: ["n >= 0 && n < 1000"]
    body: "discount(n) * 3"
    examples:
      - {input: {n: 10}, expected: 6}
  - name: twice
    params: {n: Int}
    returns: Int
    requires: ["n >= 0 && n < 1000"]
    body: "n * 2"
    properties: ["twice(n) == n + n"]
  - name: same
    params: {n: Int}
    returns: Int
    body: "n < 0 && n > 0 ? 1 : n"
    examples:
      - {input: {n: 4}, expected: 4}
  - name: down
    params: {n: Int}
    returns: Int
    requires: ["n >= 0 && n < 50"]
    body: "n == 0 ? 0 : down(n - 1)"
    examples:
      - {input: {n: 2}, expected: 0}
"""


def judge(text: str = SPEC, bits: int = 64) -> Judge:
    program = compile_spec("demo.vibee", text).program
    assert program is not None
    return Judge(program, bits)


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Judgement]:
    return {
        f"{one.mutant.behaviour}: {' -> '.join(changed_text(one.mutant))}": one
        for one in judge().all()
    }


def test_an_example_kills(verdicts: dict[str, Judgement]) -> None:
    killed = verdicts["discount: 1 -> 2"].killed
    assert killed is not None
    assert (killed.behaviour, killed.kind, killed.index) == ("discount", "example", 1)


def test_the_test_of_a_caller_kills(verdicts: dict[str, Judgement]) -> None:
    killed = verdicts["discount: n >= 10 -> n > 10"].killed
    assert killed is not None
    assert killed.behaviour == "total"


def test_a_property_kills(verdicts: dict[str, Judgement]) -> None:
    killed = verdicts["twice: n * 2 -> n + 2"].killed
    assert killed is not None
    assert (killed.kind, killed.index) == ("property", 0)


def test_a_survivor_has_a_witness(verdicts: dict[str, Judgement]) -> None:
    one = verdicts["discount: 10 -> 9"]
    assert one.killed is None
    assert one.changes
    assert one.witness is not None
    assert one.witness[0].value == 9  # type: ignore[union-attr]


def test_an_equivalent_mutant_does_not_count(verdicts: dict[str, Judgement]) -> None:
    one = verdicts["same: n > 0 -> n >= 0"]
    assert not one.changes
    assert one.killed is None


def test_an_endless_mutant_is_killed(verdicts: dict[str, Judgement]) -> None:
    one = verdicts["down: n - 1 -> n + 1"]
    assert one.killed is not None  # the precondition stops it
    endless = [v for v in verdicts.values() if v.endless]
    assert endless
    assert all(v.changes and v.killed for v in endless)


def test_figures_add_up(verdicts: dict[str, Judgement]) -> None:
    total = figures(verdicts.values())
    assert total.mutants == len(verdicts)
    assert total.changing == total.killed + len(survivors(verdicts.values()))
    assert total.share == 100 * total.killed / total.changing
    assert figures(()).share == 100.0


def test_width_decides() -> None:
    text = """\
name: wide
behaviors:
  - name: f
    params: {n: Int}
    returns: Int
    body: n * 3
    examples:
      - {input: {n: 9007199254740990}, expected: 27021597764222970}
"""
    wide = {" -> ".join(changed_text(v.mutant)): v for v in judge(text).all()}
    narrow = {" -> ".join(changed_text(v.mutant)): v for v in judge(text, 53).all()}
    assert wide["3 -> 4"].killed is not None
    assert narrow["3 -> 4"].killed is None  # both overflow
    assert narrow["n * 3 -> n"].killed is not None


def test_chosen_cases_kill_all_survivors() -> None:
    own = judge()
    left = survivors(own.all())
    for one in own.behaviours:
        mine = [s for s in left if s.mutant.behaviour == one.name]
        cases = choose(own, one, mine)
        assert len(cases) <= len(mine)
        for survivor in mine:
            mutated = own.mutated(one, survivor.mutant)
            differing = list(own.differing(one, mutated))
            assert any(case in differing for case in cases)


def test_a_record_tells_what_would_kill() -> None:
    own = judge()
    found = list(records("demo.vibee", own, own.all()))
    one = next(r for r in found if (r.before, r.after) == ("10", "9"))
    assert one.killed_by is None
    assert one.example == {"input": {"n": 9}, "expected": 1}
    assert (one.line, one.column) == (6, 17)


def test_inputs_are_values_of_the_parameters() -> None:
    own = judge()
    interpreter = Interpreter(own.program)
    for one in own.behaviours:
        made = rows(own.program, own.module, one, 64)
        assert 20 < len(made) <= MOST + 3
        assert len(set(made)) == len(made)
        assert made == rows(own.program, own.module, one, 64)
        for row in made:
            assert all(type(interpreter.evaluate(value)) is int for value in row)
