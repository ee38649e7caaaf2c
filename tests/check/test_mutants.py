"""Mutants in the real toolchains agree with the interpreter; what does not build is told apart."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, ClassVar, cast

import pytest

from tests.conftest import Require
from vibee_compiler.check import mutants
from vibee_compiler.check.mutants import MutantRun, NoMutants, OriginalFails, run_mutants
from vibee_compiler.check.plan import (
    Choice,
    Each,
    Expected,
    Reported,
    Step,
    StepResult,
    TestPlan,
    Verdict,
)
from vibee_compiler.check.runner import DEFAULT_LIMITS, ToolchainMissing, built
from vibee_compiler.check.sandbox import Ending, Outcome, probe
from vibee_compiler.check.toolchain import Toolchain
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.ir.module import Program
from vibee_compiler.mutants.judge import Judge, Judgement
from vibee_compiler.mutants.records import compared
from vibee_compiler.mutants.schemata import VARIABLE
from vibee_compiler.targets import registry
from vibee_compiler.targets.hookspecs import Target

if TYPE_CHECKING:
    from vibee_compiler.targets.package import Options, Package

SPEC = """\
name: fees
behaviors:
  - name: fee
    params: {n: Int}
    returns: Int
    errors: [Refused]
    body: "n < 0 ? fail Refused('') : n >= 10 ? 2 : 1"
    examples:
      - {input: {n: 30}, expected: 2}
      - {input: {n: -1}, raises: Refused}
  - name: total
    params: {ns: List<Int>}
    returns: Int
    body: ns.map(n, fee(n)).sum()
    examples:
      - {input: {ns: [10, 3]}, expected: 3}
"""


def program() -> Program:
    made = compile_spec("fees.vibee", SPEC).program
    assert made is not None
    return made


def judged(target: Target) -> list[Judgement]:
    found = Judge(program(), target.profile.lowering.int_bits).all()
    return [one for one in found if not one.endless]


def in_order(runs: Sequence[MutantRun]) -> list[tuple[str, str]]:
    by = {run.index: run for run in runs}
    assert sorted(by) == list(range(len(runs)))
    return [(by[i].fate, by[i].message) for i in range(len(runs))]


@pytest.mark.parametrize("name", registry.installed())
def test_a_toolchain_agrees_with_the_interpreter(name: str, require: Require) -> None:
    require("sandbox", probe().available)
    target = registry.load(name)
    found = judged(target)[::5]
    try:
        runs = list(run_mutants(target, program(), [one.mutant for one in found]))
    except ToolchainMissing as missing:
        require(f"toolchain of {name} ({missing})", False)
        return
    told = compared(found, in_order(runs))
    assert told.wrong == ()
    assert 0 < told.figures.killed <= told.figures.changing <= told.figures.mutants == len(found)


def test_culprits_of_a_build_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds with one of three mutants in them fail; all others are told apart from these."""
    culprits = {0, 6, 7}
    builds: list[list[int]] = []

    def run(plan: list[int], *_: object) -> tuple[str | None, list[MutantRun]]:
        builds.append(plan)
        bad = [i for i in plan if i in culprits]
        return ("no good", []) if bad else (None, _survived(len(plan)))

    monkeypatch.setattr(mutants, "_plan", lambda target, program, chosen, number: list(chosen))
    monkeypatch.setattr(mutants, "_run", run)
    given: list[Any] = list(range(12))
    fates = in_order(list(run_mutants(_Target(), program(), given)))
    assert {i for i, (fate, _) in enumerate(fates) if fate == "not built"} == culprits
    assert len(builds) < 2 * len(given)


MESSAGES = {
    "arrow": """error[E0277]: can't compare
 --> mutants/src/lib.rs:4:9
warning: unused
 --> mutants/src/lib.rs:8:1""",
    "colons": "p0/src/lib.rs:4:28: error: unused capture\np0/src/lib.rs:8:1: note: here",
    "parentheses": "mutants/src/lib.rs(4,3): error TS1: no\nmutants/src/lib.rs(9,3): error TS1: no",
}
TEXT = """fn f() {
}
fn f_mutant_3() {
    bad
}
fn fMutant12() {
}
"""


@pytest.mark.parametrize("message", MESSAGES.values(), ids=list(MESSAGES))
def test_a_message_names_the_mutant(message: str) -> None:
    plan = _plan_of({"mutants/src/lib.rs": TEXT, "p0/src/lib.rs": TEXT})
    assert mutants.culprits(plan, message) == ([3, 12] if "9,3" in message else [3])


def _plan_of(files: dict[str, str | bytes]) -> TestPlan:
    return TestPlan("any", Toolchain("any", ()), files, (), (), lambda result: [], ())


def _survived(count: int) -> list[MutantRun]:
    return [MutantRun(i, "survived") for i in range(count)]


class _Target:
    """A target that is never asked for anything."""

    profile: Any = registry.load(next(iter(registry.installed()))).profile
    mutant_number = "0"

    def generate(self, program: Program, options: Options) -> Package:
        raise NotImplementedError

    def test_plan(self, packages: list[tuple[str, Package]]) -> TestPlan:
        raise NotImplementedError


def test_a_target_without_the_hook_is_told() -> None:
    target = _Target()
    target.mutant_number = ""
    with pytest.raises(NoMutants, match=target.profile.name):
        list(run_mutants(target, program(), []))


class _Bench:
    """A bench on which a mutant's tests end as the table says."""

    blame: ClassVar[dict[str, tuple[str, str]]] = {}

    def __init__(self, ends: dict[int, tuple[str, list[Verdict]]]) -> None:
        self.ends = ends

    def run(self, step: Step) -> StepResult:
        ended, verdicts = self.ends[int(step.env[VARIABLE])]
        status, text = int("failed" in verdicts), json.dumps(verdicts).encode()
        outcome = Outcome(cast("Ending", ended), status, 0, text, b"", False, 0.0)
        return StepResult(step, outcome)


def _fates(monkeypatch: pytest.MonkeyPatch, *ends: tuple[str, list[Verdict]]) -> list[str]:
    _, runs = _run(monkeypatch, _Bench(dict(enumerate(ends))), len(ends) - 1)
    return [run.fate for run in runs]


def _run(
    monkeypatch: pytest.MonkeyPatch, bench: _Bench, count: int, each: Each | None = None
) -> tuple[str | None, list[MutantRun]]:
    monkeypatch.setattr(mutants, "built", lambda plan, **_: nullcontext(bench))
    plan = TestPlan(
        "any",
        Toolchain("any", ()),
        {},
        (),
        (Step("test", ("true",)),),
        lambda result: [
            Reported(str(i), one) for i, one in enumerate(json.loads(result.outcome.stdout))
        ],
        tuple(Expected("p", "m", "f", "example", i, str(i)) for i in (1, 2)),
        each=each,
    )
    return mutants._run(plan, count, DEFAULT_LIMITS, False)


def test_fates(monkeypatch: pytest.MonkeyPatch) -> None:
    good: tuple[str, list[Verdict]] = ("exit", ["passed", "passed"])
    assert _fates(
        monkeypatch,
        good,
        good,
        ("exit", ["passed", "failed"]),
        ("timeout", []),
        ("signal", ["passed"]),
        ("exit", ["passed"]),
    ) == ["survived", "killed", "timeout", "killed", "killed"]


def test_tests_that_fail_anyhow_are_no_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OriginalFails):
        _fates(monkeypatch, ("exit", ["passed", "failed"]))


def test_the_quick_way_is_asked_first_and_what_it_does_not_notice_is_run_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    good: tuple[str, list[Verdict]] = ("exit", ["passed", "passed"])
    bench = _Bench({0: good, 1: good, 3: ("exit", ["failed"]), 5: good})
    asked: list[tuple[str, ...]] = []

    def step(variable: str, values: Sequence[str], seconds: float) -> Step:
        asked.append(tuple(values))
        return Step("all", ("true",), env={variable: "0"}, seconds=seconds)

    def parse(result: StepResult) -> list[Choice]:
        known = {"1": "passed", "2": "failed", "4": "timeout", "7": "failed"}
        return [Choice(value, cast("Verdict", said), "why") for value, said in known.items()]

    monkeypatch.setattr(mutants, "AT_ONCE", 3)
    _, runs = _run(monkeypatch, bench, 5, Each(step, parse))
    assert asked == [("1", "2", "3"), ("4", "5")]
    assert [run.fate for run in runs] == ["survived", "killed", "killed", "timeout", "survived"]


def test_targets_with_a_quick_way_choose_in_it(require: Require) -> None:
    """Every mutant that the interpreter kills is noticed there; none is left to run alone."""
    require("sandbox", probe().available)
    for name in registry.installed():
        target = registry.load(name)
        found = judged(target)
        plan = mutants._plan(target, program(), [one.mutant for one in found], target.mutant_number)  # type: ignore[attr-defined]
        if plan.each is None:
            continue
        try:
            with built(plan) as bench:
                known = mutants._together(bench, plan, len(found))
        except ToolchainMissing as missing:
            require(f"toolchain of {name} ({missing})", False)
            continue
        killed = {i for i, one in enumerate(found) if one.killed is not None}
        assert set(known) == killed, name
        assert {run.fate for run in known.values()} == {"killed"}
        assert all(run.message for run in known.values())
