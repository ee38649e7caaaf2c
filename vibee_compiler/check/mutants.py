"""Mutants in a real toolchain: built once, the tests run once for each.

A program that holds many mutants (`mutants.schemata`) is built; then its tests run with the
number of one in the environment. A mutant whose code does not compile keeps all from being
built, so the mutants of a build that fails are halved until the culprits stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from vibee_compiler.check.runner import DEFAULT_LIMITS, Bench, built
from vibee_compiler.mutants.schemata import VARIABLE, schemata, selected
from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from vibee_compiler.check.plan import TestPlan
    from vibee_compiler.check.sandbox import Limits
    from vibee_compiler.ir.module import Program
    from vibee_compiler.mutants.make import Mutant
    from vibee_compiler.targets.hookspecs import Target
    from vibee_compiler.targets.package import Package

AT_ONCE = 100
"""How many mutants a command takes on, where one runs the tests of many."""

Fate = Literal["killed", "survived", "timeout", "not built"]

_PLACE = re.compile(r"([\w./-]+\.\w+)[:(](\d+)[:,]\d+\)?: error")
_SAID = re.compile(r"(error|warning|note|help)\b")
_ARROW = re.compile(r"--> ([\w./-]+\.\w+):(\d+):\d+")
_NAMED = re.compile(r"(?i)mutant_?(\d+)\b")

SECONDS = 20.0
"""What the tests may take with one mutant; one that takes longer has not passed."""
PACKAGE = "mutants"


@dataclass(frozen=True, slots=True)
class MutantRun:
    """What became of one mutant: `index` is its place in what was given; `message` says why."""

    index: int
    fate: Fate
    message: str = ""


class OriginalFails(Exception):
    """The tests do not pass without a mutant; the text is what they print."""


class NoMutants(Exception):
    """The target has no `mutant_number`."""


def run_mutants(
    target: Target,
    program: Program,
    chosen: Sequence[Mutant],
    *,
    limits: Limits = DEFAULT_LIMITS,
    allow_unsandboxed: bool = False,
) -> Iterator[MutantRun]:
    """The fate of each mutant of a program's root module, in no particular order.

    Raises `NoMutants`, `OriginalFails`, and what `runner.built` raises.
    """
    number = getattr(target, "mutant_number", "")
    if not number:
        raise NoMutants(f"{target.profile.name} does not say how to read a mutant's number")
    pending = [list(range(len(chosen)))]
    while pending:
        batch = pending.pop()
        if not batch:
            continue
        plan = _plan(target, program, [chosen[i] for i in batch], number)
        failure, fates = _run(plan, len(batch), limits, allow_unsandboxed)
        if failure is None:
            yield from (replace(run, index=batch[run.index]) for run in fates)
            continue
        named = [batch[n - 1] for n in culprits(plan, failure) if n <= len(batch)]
        if named or len(batch) == 1:
            for i in named or batch:
                yield MutantRun(i, "not built", failure)
            pending.append([i for i in batch if i not in named and len(batch) > 1])
        else:
            middle = (len(batch) + 1) // 2
            pending += [batch[middle:], batch[:middle]]


def _places(failure: str) -> Iterator[tuple[str, str]]:
    """File and line of each error; `-->` belongs to the last line that says what it is."""
    error = False
    for line in failure.split("\n"):
        if found := _PLACE.search(line):
            yield found[1], found[2]
        elif said := _SAID.match(line):
            error = said[1] == "error"
        elif error and (found := _ARROW.search(line)):
            yield found[1], found[2]


def culprits(plan: TestPlan, failure: str) -> list[int]:
    """The numbers of the mutants in whose functions a compiler found errors.

    Places in its message are looked up in the files: the name before a place that has a mutant's
    number is that of the function around it.
    """
    found: dict[int, None] = {}
    for path, line in _places(failure):
        text = next((f for name, f in plan.files.items() if name.endswith(path)), None)
        if isinstance(text, str):
            before = "\n".join(text.split("\n")[: int(line)])
            if names := _NAMED.findall(before):
                found[int(names[-1])] = None
    return list(found)


def _plan(target: Target, program: Program, mutants: Sequence[Mutant], number: str) -> TestPlan:
    from vibee_compiler.frontend.check.depth import deep_recursion
    from vibee_compiler.targets.package import Options

    with deep_recursion():
        package = target.generate(schemata(program, mutants).program, Options())
    return target.test_plan([(PACKAGE, _selecting(package, number))])


def _selecting(package: Package, number: str) -> Package:
    files = tuple(
        replace(file, text=selected(file.text, number)) if file.role == "module" else file
        for file in package.files
    )
    return replace(package, files=files)


def _run(
    plan: TestPlan, count: int, limits: Limits, allow_unsandboxed: bool
) -> tuple[str | None, list[MutantRun]]:
    """Why the build failed, or what became of each mutant."""
    with built(plan, limits=limits, allow_unsandboxed=allow_unsandboxed) as bench:
        for _, message in bench.blame.values():
            return message, []
        fate, message = _fate(bench, plan, 0, None)
        if fate != "survived":
            raise OriginalFails(message)
        known = _together(bench, plan, count)
        runs = [
            known[i] if i in known else MutantRun(i, *_fate(bench, plan, i + 1, SECONDS))
            for i in range(count)
        ]
    return None, runs


def _together(bench: Bench, plan: TestPlan, count: int) -> dict[int, MutantRun]:
    """What the quick way says of mutants, if the plan has one: those that were noticed.

    What no test noticed there is left out, to be run alone: only a process of its own chooses the
    mutant before the program's modules are read.
    """
    found: dict[int, MutantRun] = {}
    each = plan.each
    for start in range(0, count if each else 0, AT_ONCE):
        assert each is not None
        wanted = {str(i + 1): i for i in range(start, min(start + AT_ONCE, count))}
        step = each.step(VARIABLE, tuple(wanted), SECONDS)
        for one in each.parse(bench.run(step)):
            if one.value in wanted and one.verdict not in ("passed", "skipped"):
                i = wanted[one.value]
                fate: Fate = "timeout" if one.verdict == "timeout" else "killed"
                found[i] = MutantRun(i, fate, one.message)
    return found


def _fate(bench: Bench, plan: TestPlan, number: int, seconds: float | None) -> tuple[Fate, str]:
    """Runs the tests with one mutant, up to a step that notices it."""
    passed = 0
    for step in plan.tests:
        own = replace(
            step, env={**step.env, VARIABLE: str(number)}, seconds=seconds or step.seconds
        )
        result = bench.run(own)
        outcome = result.outcome
        if outcome.ended in ("timeout", "cpu"):
            return "timeout", outcome.describe()
        reported = list(plan.parse(result))
        bad = [one for one in reported if one.verdict not in ("passed", "skipped")]
        if bad:
            return "killed", f"{bad[0].id}: {bad[0].message}"
        if not outcome.ok:
            return "killed", f"{outcome.describe()}\n{result.stderr[-2000:]}"
        passed += len(reported)
    if passed < len(plan.expected):
        # A runner that a mutant brought down reports less than it should.
        return "killed", f"{passed} of {len(plan.expected)} tests reported"
    return "survived", ""
