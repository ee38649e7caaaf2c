"""Carries test plans out in the sandbox, and accounts for every test that they expect."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from pathlib import Path
from typing import TypeVar

from vibee_compiler.caches import cache_folder
from vibee_compiler.check.plan import (
    Expected,
    Reported,
    Step,
    StepResult,
    TestPlan,
    TestRecord,
    Verdict,
)
from vibee_compiler.check.sandbox import Cache, Limits, Outcome, Sandbox
from vibee_compiler.check.toolchain import Detected, detect
from vibee_compiler.records import dataclass

P = TypeVar("P")

DEFAULT_LIMITS = Limits(memory=4 << 30, disk=4 << 30, processes=512)
MESSAGE = 4000
"""Characters of a message that are kept; of a build's output the end, which says why."""

Results = dict[tuple[str, str], Reported]


class ToolchainMissing(Exception):
    """The machine lacks tools; the text names them and says how to get them."""


@dataclass(frozen=True, slots=True)
class PackageResult:
    """What came of one package: whether it was built, why not, and a record of each test."""

    package: str
    built: bool
    message: str
    records: tuple[TestRecord, ...]


def run_tests(
    make_plan: Callable[[list[tuple[str, P]]], TestPlan],
    packages: Sequence[tuple[str, P]],
    *,
    limits: Limits = DEFAULT_LIMITS,
    allow_unsandboxed: bool = False,
) -> Iterator[TestRecord]:
    """Build and test packages together; one record for each test that their plans expect.

    See `run_packages`.
    """
    for result in run_packages(
        make_plan, packages, limits=limits, allow_unsandboxed=allow_unsandboxed
    ):
        yield from result.records


def run_packages(
    make_plan: Callable[[list[tuple[str, P]]], TestPlan],
    packages: Sequence[tuple[str, P]],
    *,
    tests: bool = True,
    limits: Limits = DEFAULT_LIMITS,
    allow_unsandboxed: bool = False,
) -> Iterator[PackageResult]:
    """Build packages together and, with `tests`, test them; one result for each package.

    Where a package keeps the others from being built or from reporting (its build fails, its tests
    hang or bring the runner down), the batch is halved until the package stands alone. Without
    `tests` there are no records.

    Raises `ToolchainMissing`, and what `Sandbox` raises.
    """
    pending = [list(packages)]
    while pending:
        batch = pending.pop()
        if not batch:
            continue
        plan = make_plan(batch)
        done = _run(plan, limits, allow_unsandboxed, tests=tests)
        expected: dict[str, list[Expected]] = {name: [] for name, _ in batch}
        for one in plan.expected if tests else ():
            expected[one.package].append(one)
        # What has reported need not run again; what has not starts over in smaller company.
        again = [item for item in batch if done.is_open(item[0], expected[item[0]])]
        if len(batch) > 1 and again:
            middle = (len(again) + 1) // 2
            pending += [again[middle:], again[:middle]]
            for name, _ in again:
                del expected[name]
        for name, wanted in expected.items():
            why = done.unbuilt.get(name) or done.unbuilt.get("")
            records = tuple(_record(plan.language, e, done.results, done.blame) for e in wanted)
            yield PackageResult(name, why is None, why[1][-MESSAGE:] if why else "", records)


@dataclass(slots=True)
class _Ran:
    """What was reported, and for each package why something may be missing ("" for all).

    `unbuilt` is that part of `blame` that was there before tests ran.
    """

    results: Results = field(default_factory=dict)
    blame: dict[str, tuple[Verdict, str]] = field(default_factory=dict)
    unbuilt: dict[str, tuple[Verdict, str]] = field(default_factory=dict)

    def is_open(self, package: str, expected: Sequence[Expected]) -> bool:
        """Whether in smaller company a package may come to more."""
        if not expected:
            return "" in self.unbuilt
        return any((package, one.id) not in self.results for one in expected)


def _run(plan: TestPlan, limits: Limits, allow_unsandboxed: bool, *, tests: bool) -> _Ran:
    with built(plan, limits=limits, allow_unsandboxed=allow_unsandboxed) as bench:
        done = _Ran(blame=bench.blame, unbuilt=dict(bench.blame))
        if "" in bench.blame or not tests:
            return done
        for step in plan.tests:
            if step.package not in bench.blame:
                _collect(plan, bench.run(step), done.results, bench.blame)
        return done


@dataclass(frozen=True, slots=True)
class Bench:
    """A plan's files in a sandbox, built: tests can run, more than once.

    `blame` says for each package that did not build why, for all of them under "".
    """

    box: Sandbox
    detected: Detected
    limits: Limits
    blame: dict[str, tuple[Verdict, str]]

    def run(self, step: Step) -> StepResult:
        """Run one step."""
        return _run_step(self.box, step, self.detected, self.limits)


@contextmanager
def built(
    plan: TestPlan, *, limits: Limits = DEFAULT_LIMITS, allow_unsandboxed: bool = False
) -> Iterator[Bench]:
    """Put a plan's files into a sandbox and run its build steps, up to one that fails for all.

    Raises `ToolchainMissing`, and what `Sandbox` raises.
    """
    detected = detect(plan.toolchain)
    if not detected.complete:
        raise ToolchainMissing(detected.explain())
    caches = {name: Cache(_cache_path(plan, detected, name)) for name in plan.caches}
    _warm_up(plan, detected, caches, limits)
    with Sandbox(
        readable=detected.readable,
        path=detected.path,
        caches=caches,
        limits=limits,
        allow_unsandboxed=allow_unsandboxed,
    ) as box:
        _fill(box, plan.files, plan, detected)
        bench = Bench(box, detected, limits, {})
        for step in plan.build:
            if step.package not in bench.blame:
                outcome = bench.run(step).outcome
                if not outcome.ok:
                    bench.blame[step.package] = _why(step, outcome)
            if "" in bench.blame:
                break
        yield bench


def _collect(
    plan: TestPlan,
    result: StepResult,
    results: Results,
    blame: dict[str, tuple[Verdict, str]],
) -> None:
    """Take in what a step reported; a report that does not fit its exit status is not believed."""
    reported = [replace(r, package=r.package or result.step.package) for r in plan.parse(result)]
    outcome = result.outcome
    if not outcome.ok:
        blame[result.step.package] = _why(result.step, outcome)
        if outcome.ended == "exit" and not any(r.verdict != "passed" for r in reported):
            return
    for report in reported:
        results.setdefault((report.package, report.id), report)


def _why(step: Step, outcome: Outcome) -> tuple[Verdict, str]:
    output = (outcome.stdout + b"\n" + outcome.stderr).decode("utf-8", "replace").strip()
    verdict: Verdict = "timeout" if outcome.ended in ("timeout", "cpu") else "error"
    return verdict, f"{step.name}: {outcome.describe()}\n{output[-MESSAGE:]}".strip()


def _record(
    language: str,
    expected: Expected,
    results: Results,
    blame: Mapping[str, tuple[Verdict, str]],
) -> TestRecord:
    report = results.get((expected.package, expected.id))
    if report is not None:
        verdict, message, seconds = report.verdict, report.message[:MESSAGE], report.seconds
    else:
        verdict, message = blame.get(
            expected.package, blame.get("", ("error", "the test runner did not report this test"))
        )
        seconds = 0.0
    return TestRecord(
        expected.package,
        language,
        expected.module,
        expected.behaviour,
        expected.kind,
        expected.index,
        expected.id,
        verdict,
        message,
        seconds,
    )


def _fill(
    box: Sandbox, files: Mapping[str, str | bytes], plan: TestPlan, detected: Detected
) -> None:
    box.write(files, executable=plan.executable)
    for name, target in plan.links.items():
        box.link(name, _expand(target, box, detected))


def _run_step(box: Sandbox, step: Step, detected: Detected, limits: Limits) -> StepResult:
    own = replace(limits, wall=step.seconds, memory=step.memory or limits.memory)
    outcome = box.run(
        [_expand(word, box, detected) for word in step.argv],
        cwd=step.cwd,
        env={name: _expand(value, box, detected) for name, value in step.env.items()},
        limits=own,
    )
    reports = {name: data for name in step.reports if (data := box.read(name)) is not None}
    return StepResult(step, outcome, reports)


def _expand(text: str, box: Sandbox, detected: Detected) -> str:
    """Put folders in for their names; see `Step`. Other braces stay as they are."""
    places = box.places
    plain = {"work": places.work, "home": places.home, "tmp": places.tmp}

    def folder(match: re.Match[str]) -> str:
        kind, name = match[1], match[2]
        if kind == "cache":
            return places.cache(name)
        if kind == "prefix":
            return str(detected.found[name].prefix)
        return plain[kind]

    return re.sub(r"\{(work|home|tmp|cache(?=:)|prefix(?=:))(?::([\w.+-]+))?\}", folder, text)


def _cache_path(plan: TestPlan, detected: Detected, name: str) -> Path:
    """A folder for each toolchain version, since caches of one are of no use to another."""
    versions = "-".join(f.version for f in detected.found.values())
    return cache_folder() / "toolchains" / plan.language / versions / name


def _warm_up(
    plan: TestPlan, detected: Detected, caches: Mapping[str, Cache], limits: Limits
) -> None:
    """Fill empty caches with the plan's own trusted files; a failure only costs time later."""
    if not plan.warm_up.steps or all(
        cache.path.is_dir() and any(cache.path.iterdir()) for cache in caches.values()
    ):
        return
    shared = {name: replace(cache, shared=True) for name, cache in caches.items()}
    with Sandbox(
        readable=detected.readable, path=detected.path, caches=shared, limits=limits
    ) as box:
        box.write(plan.warm_up.files)
        for step in plan.warm_up.steps:
            _run_step(box, step, detected, limits)
