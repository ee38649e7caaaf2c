"""How far candidates hold: accepted by the grammars, built, their tests passed.

What does not reach the level that was asked for becomes a reject. A package without tests is never
said to have run: it was built, and its row says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vibee_compiler.check.gated import Gate, gated
from vibee_compiler.check.runner import PackageResult, run_packages
from vibee_compiler.check.toolchain import Detected, detect
from vibee_compiler.corpus.job import Job, WorkStopped
from vibee_compiler.corpus.produce import Candidate, Producer, Reject, Verified
from vibee_compiler.targets import faults
from vibee_compiler.targets.naming import words

if TYPE_CHECKING:
    from vibee_compiler.targets.hookspecs import Target
    from vibee_compiler.targets.package import Package

SHOWN = 5
"""Faults or failing tests of one package that a reject names."""

MESSAGE = 1000
"""Characters of what a toolchain says that are kept, the last ones."""

PROBE = (
    b"name: probe\nbehaviors:\n  - name: one\n    params: {n: Int}\n    returns: Int\n    body: n\n"
)
"""A spec that stands for any, to ask a language for its toolchain."""

_CHANGING = re.compile(r"\d+(?:\.\d+)? ?(?:ms|µs|ns|s|sec|seconds)\b|/tmp/[\w./-]*|0x[0-9a-f]{6,}")
"""What differs from run to run in the output of toolchains: times, folders, addresses."""

Outcome = Verified | Reject


def toolchains(targets: Mapping[str, Target]) -> dict[str, Detected]:
    """What each language needs, and whether it is there.

    Raises:
        WorkStopped: naming every tool that the machine lacks, or the plugin that has no plan.
    """
    from vibee_compiler.frontend.pipeline import compile_spec
    from vibee_compiler.targets.package import Options

    program = compile_spec(Path("probe.vibee"), PROBE).program
    if program is None:
        raise AssertionError("the probe is a valid spec")
    found: dict[str, Detected] = {}
    try:
        for name, target in targets.items():
            package = faults.generate(target, program, Options())
            found[name] = detect(faults.planner(target)([("probe", package)]).toolchain)
    except faults.TargetFault as fault:
        raise WorkStopped("machine", str(fault)) from fault
    missing = [one.explain() for one in found.values() if not one.complete]
    if missing:
        raise WorkStopped("machine", "\n".join(missing))
    return found


def parsed(
    gate: Gate, candidates: Iterable[Candidate | Reject]
) -> Iterator[tuple[Candidate, Verified] | Reject]:
    """Candidates that the grammars accept, and rejects; rejects may overtake candidates."""
    waiting: list[Reject] = []

    def packages() -> Iterator[tuple[Candidate, Package]]:
        for one in candidates:
            if isinstance(one, Reject):
                waiting.append(one)
            else:
                yield one, one.package

    for candidate, _, found in gated(gate, packages()):
        if found:
            yield candidate.rejected("syntax", "; ".join(found[:SHOWN]))
        else:
            yield candidate, Verified("syntax")
    yield from waiting


class Toolchains:
    """Builds and tests the candidates of one unit together, language by language."""

    def __init__(self, job: Job, producer: Producer) -> None:
        self._job = job
        self._targets = producer.targets
        self._named: dict[str, str] = {}

    def outcomes(self, candidates: Sequence[Candidate]) -> list[Outcome]:
        """What came of each.

        Raises:
            WorkStopped: when a toolchain or the sandbox is missing.
        """
        from vibee_compiler.check.runner import ToolchainMissing
        from vibee_compiler.check.sandbox import SandboxError

        if not self._named:
            found = toolchains(self._targets)
            self._named = {name: detected.versions for name, detected in found.items()}
        made: dict[int, Outcome] = {}
        try:
            for target in self._targets:
                places = [n for n, one in enumerate(candidates) if one.target == target]
                made.update(self._of(target, {n: candidates[n] for n in places}))
        except (ToolchainMissing, SandboxError) as error:
            raise WorkStopped("machine", str(error)) from error
        return [made[n] for n in range(len(candidates))]

    def _of(
        self, target: str, candidates: Mapping[int, Candidate]
    ) -> Iterator[tuple[int, Outcome]]:
        folders = {_folder(n, one): n for n, one in candidates.items()}
        batch = [(folder, candidates[n].package) for folder, n in folders.items()]
        try:
            results = run_packages(
                faults.planner(self._targets[target]),
                batch,
                tests=self._job.verify == "run",
                allow_unsandboxed=self._job.unsandboxed,
            )
            for result in results:
                place = folders[result.package]
                yield place, self._judged(candidates[place], result)
        except faults.TargetFault as fault:
            for place, one in candidates.items():
                yield place, one.rejected("target", str(fault))

    def _judged(self, candidate: Candidate, result: PackageResult) -> Outcome:
        if not result.built:
            return candidate.rejected("build", _steady(result.message))
        if candidate.must_fail:
            return self._faulty(candidate, result)
        bad = [r for r in result.records if r.verdict not in ("passed", "skipped")]
        if bad:
            lines = [
                f"{r.verdict}: {r.behaviour} {r.kind} {r.index}: {_steady(r.message)}"
                for r in bad[:SHOWN]
            ]
            more = [f"and {len(bad) - SHOWN} more"] if len(bad) > SHOWN else []
            return candidate.rejected("tests", "\n".join(lines + more))
        count = sum(record.verdict == "passed" for record in result.records)
        return Verified("run" if count else "build", self._named[candidate.target], count)

    def _faulty(self, candidate: Candidate, result: PackageResult) -> Outcome:
        tools = self._named[candidate.target]
        if self._job.verify != "run":
            return Verified("build", tools)
        if all(r.verdict in ("passed", "skipped") for r in result.records):
            return candidate.rejected("unnoticed", f"{len(result.records)} tests pass")
        return Verified("run", tools, len(result.records))


def _folder(number: int, candidate: Candidate) -> str:
    """A folder that is a name of its own in the unit, whatever a spec calls itself."""
    name = "_".join(words(candidate.reading.program.root.name))
    return f"{name[:60]}_{number}" if name.isascii() and name[:1].isalpha() else f"spec_{number}"


def _steady(text: str) -> str:
    """The end of what a toolchain says, without what changes from run to run."""
    return _CHANGING.sub("…", text.strip())[-MESSAGE:]
