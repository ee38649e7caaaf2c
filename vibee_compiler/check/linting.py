"""What a language's linters say about packages, in the sandbox."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from vibee_compiler.check.plan import Lint, TestPlan
from vibee_compiler.check.runner import DEFAULT_LIMITS, built
from vibee_compiler.check.sandbox import Limits
from vibee_compiler.check.toolchain import detect
from vibee_compiler.records import dataclass


@dataclass(frozen=True, slots=True)
class LintResult:
    """What a linter said: its findings, or why it said nothing."""

    name: str
    findings: tuple[str, ...] = ()
    problem: str = ""


def lint(
    plan: TestPlan, *, limits: Limits = DEFAULT_LIMITS, allow_unsandboxed: bool = False
) -> Iterator[LintResult]:
    """One result for each of the plan's linters.

    Raises what `Sandbox` raises.
    """
    for one in plan.lints:
        detected = detect(one.toolchain)
        if not detected.complete:
            yield LintResult(one.step.name, problem=detected.explain())
        else:
            yield _run(plan, one, limits, allow_unsandboxed)


def _run(plan: TestPlan, one: Lint, limits: Limits, allow_unsandboxed: bool) -> LintResult:
    alone = replace(
        plan, toolchain=one.toolchain, files={**plan.files, **one.files}, build=(), tests=()
    )
    with built(alone, limits=limits, allow_unsandboxed=allow_unsandboxed) as bench:
        result = bench.run(one.step)
    pattern = re.compile(one.finding)
    lines = f"{result.stdout}\n{result.stderr}".splitlines()
    found = tuple(dict.fromkeys(line.strip() for line in lines if pattern.search(line)))
    if not found and not result.outcome.ok:
        said = "\n".join(lines).strip()
        return LintResult(one.step.name, problem=said[-1000:] or "it ended with an error")
    return LintResult(one.step.name, found)
