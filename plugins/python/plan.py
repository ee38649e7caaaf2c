"""How packages are tested: one process imports pytest once and forks for each package."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from vibee_compiler.check.plan import (
    Choice,
    Each,
    Expected,
    Lint,
    Reported,
    Step,
    StepResult,
    TestPlan,
    Verdict,
)
from vibee_compiler.check.toolchain import Tool, Toolchain
from vibee_compiler.targets.package import Package

TOOLCHAIN = Toolchain(
    "python",
    (
        Tool("python3", "3.11"),
        Tool("pytest", "8", package="pytest"),
    ),
)
REPORT = "report.jsonl"
DRIVER = "run_tests.py"
EACH = "--each"
ENVIRONMENT = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
SECONDS = 30.0
"""What one package may take."""

_VERDICTS: dict[str, Verdict] = {
    "passed": "passed",
    "failed": "failed",
    "error": "error",
    "skipped": "skipped",
    "timeout": "timeout",
}


def _rows(result: StepResult) -> Iterator[list[object]]:
    """The arrays that the driver wrote; what is none was not written by it."""
    data = result.reports.get(REPORT, b"")
    for line in data.decode("utf-8", "replace").splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, list):
            yield row


def _parse(result: StepResult) -> Iterator[Reported]:
    for row in _rows(result):
        match row:
            case [str(package), str(test), str(said), str(message), int() | float() as seconds]:
                if verdict := _VERDICTS.get(said):
                    yield Reported(test, verdict, message, float(seconds), package)


def _choices(result: StepResult) -> Iterator[Choice]:
    for row in _rows(result):
        match row:
            case [str(value), str(said), str(message)] if said in _VERDICTS:
                yield Choice(value, _VERDICTS[said], message)


def _each(folder: str) -> Each:
    def step(variable: str, values: Sequence[str], seconds: float) -> Step:
        return Step(
            "choices",
            ("python3", DRIVER, EACH, REPORT, str(seconds), folder, variable, *values),
            env=ENVIRONMENT,
            reports=(REPORT,),
            seconds=60.0 + seconds * len(values),
        )

    return Each(step, _choices)


def _ruff(folders: tuple[str, ...]) -> Lint:
    return Lint(
        Step("ruff", ("ruff", "check", "--no-cache", "--output-format=concise", *folders)),
        r"^[^ ]+:\d+:\d+: (?:[A-Z]+\d+|invalid-syntax)",
        Toolchain("python", (Tool("ruff", package="ruff"),)),
    )


def plan(packages: list[tuple[str, Package]]) -> TestPlan:
    """The plan; see `check.plan`."""
    files: dict[str, str | bytes] = {
        f"{folder}/{file.path}": file.text for folder, package in packages for file in package.files
    }
    files[DRIVER] = Path(__file__).with_name("driver.py").read_text(encoding="utf-8")
    folders = tuple(folder for folder, _ in packages)
    step = Step(
        "test",
        ("python3", DRIVER, REPORT, str(SECONDS), *folders),
        env=ENVIRONMENT,
        reports=(REPORT,),
        seconds=60.0 + SECONDS * len(packages),
    )
    return TestPlan(
        language="python",
        toolchain=TOOLCHAIN,
        files=files,
        build=(),
        tests=(step,),
        parse=_parse,
        expected=tuple(
            Expected(folder, case.module, case.behaviour, case.kind, case.index, case.id)
            for folder, package in packages
            for case in package.tests
        ),
        lints=(_ruff(folders),),
        each=_each(folders[0]) if len(folders) == 1 else None,
    )
