"""How packages are tested: one process imports pytest once and forks for each package."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from vibee_compiler.check.plan import Expected, Reported, Step, StepResult, TestPlan, Verdict
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
SECONDS = 30.0
"""What one package may take."""

_VERDICTS: dict[str, Verdict] = {
    "passed": "passed",
    "failed": "failed",
    "error": "error",
    "skipped": "skipped",
    "timeout": "timeout",
}


def _parse(result: StepResult) -> Iterator[Reported]:
    data = result.reports.get(REPORT, b"")
    for line in data.decode("utf-8", "replace").splitlines():
        try:
            row = json.loads(line)
            package, test_id, verdict, message, seconds = row
        except (ValueError, TypeError):
            continue
        texts = all(isinstance(one, str) for one in (package, test_id, verdict, message))
        if texts and verdict in _VERDICTS and isinstance(seconds, int | float):
            yield Reported(test_id, _VERDICTS[verdict], message, float(seconds), package)


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
        env={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"},
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
    )
