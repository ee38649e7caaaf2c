"""The batch protocol: what a target says about testing its packages, and what comes back.

A target makes a `TestPlan` from many packages: their files, the steps that build them (once) and
that run their tests, and a parser for what its test runner prints. It is data: nothing in it has
looked at the machine. `runner` carries it out in the sandbox; each test that the plan expects gives
exactly one `TestRecord`, whatever happens to the program. See docs/sandbox.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from vibee_compiler.check.sandbox import Outcome
    from vibee_compiler.check.toolchain import Toolchain

Verdict = Literal["passed", "failed", "error", "skipped", "timeout"]
"""`failed`: the test ran and disagreed. `error`: it could not say (no build, crash, no report)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One command.

    In `argv`, `env` and the targets of links, `{work}`, `{home}`, `{tmp}`, `{cache:NAME}` and
    `{prefix:TOOL}` stand for folders as the program sees them.

    package: whose tests it builds or runs; "" for all of them.
    reports: files below the work folder that the parser wants to see.
    seconds: time limit; `memory` in octets, 0 for the sandbox's own.
    """

    name: str
    argv: tuple[str, ...]
    cwd: str = "."
    env: Mapping[str, str] = field(default_factory=dict)
    package: str = ""
    reports: tuple[str, ...] = ()
    seconds: float = 60.0
    memory: int = 0


@dataclass(frozen=True, slots=True)
class Expected:
    """A test that must report. `id` is how the test runner names it, unique in its package."""

    package: str
    module: str
    behaviour: str
    kind: str
    index: int
    id: str


@dataclass(frozen=True, slots=True)
class Reported:
    """What a test runner said of one test; `package` only where the step does not tell."""

    id: str
    verdict: Verdict
    message: str = ""
    seconds: float = 0.0
    package: str = ""


@dataclass(frozen=True, slots=True)
class StepResult:
    """A step that was run, with the reports that it left (absent ones are left out)."""

    step: Step
    outcome: Outcome
    reports: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def stdout(self) -> str:
        """Standard output as text."""
        return self.outcome.stdout.decode("utf-8", "replace")

    @property
    def stderr(self) -> str:
        """Standard error as text."""
        return self.outcome.stderr.decode("utf-8", "replace")


Parser = Callable[[StepResult], Iterable[Reported]]


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Trusted files and steps that fill the toolchain's caches, run once a toolchain version."""

    files: Mapping[str, str | bytes] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What came of a package's tests with one value of a variable; see `Each`."""

    value: str
    verdict: Verdict
    message: str = ""


@dataclass(frozen=True, slots=True)
class Each:
    """The tests run once for each value of an environment variable, all in one command.

    Each run stops at its first failure and ends after so many seconds; runs cannot see each
    other. Starting a test runner is most of what a run costs, so this is for mutants.

    step: the command, of the variable, the values and the seconds. parse: what it reports; a
        value that it says nothing of is run by the plan's own steps.
    """

    step: Callable[[str, Sequence[str], float], Step]
    parse: Callable[[StepResult], Iterable[Choice]]


@dataclass(frozen=True, slots=True)
class Lint:
    """How a linter of the language reads the packages of a plan.

    step: the command. finding: a pattern; each line of its output that matches is a finding.
    toolchain: the linter and what it needs; where it is missing there are no findings to count.
    files: what it wants to see beside the plan's own.
    """

    step: Step
    finding: str
    toolchain: Toolchain
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TestPlan:
    """How to build and test packages of one language.

    files: by path below the work folder, as a rule `PACKAGE/...`.
    build: steps that must succeed before any test runs; a failed one for one package is that
        package's loss, one for all of them has the batch split.
    tests: steps whose output `parse` reads; their exit status need not be 0.
    caches: names of folders that the toolchain may fill; `{cache:NAME}` says where.
    each: how to run the tests of the only package with many values of a variable, if there is a
        quicker way than the steps of `tests` for each.
    lints: the language's linters.
    """

    __test__ = False

    language: str
    toolchain: Toolchain
    files: Mapping[str, str | bytes]
    build: tuple[Step, ...]
    tests: tuple[Step, ...]
    parse: Parser
    expected: tuple[Expected, ...]
    links: Mapping[str, str] = field(default_factory=dict)
    executable: tuple[str, ...] = ()
    caches: tuple[str, ...] = ()
    warm_up: WarmUp = field(default_factory=WarmUp)
    each: Each | None = None
    lints: tuple[Lint, ...] = ()


@dataclass(frozen=True, slots=True)
class TestRecord:
    """The verdict on one test; the row that `vibee test --json` prints."""

    __test__ = False

    spec: str
    language: str
    module: str
    behaviour: str
    kind: str
    index: int
    id: str
    verdict: Verdict
    message: str = ""
    seconds: float = 0.0
