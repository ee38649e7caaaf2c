"""How many packages are built and tested at once: nothing to build, a run a file of tests."""

from __future__ import annotations

from vibee_compiler.check.plan import Expected, Reported, Step, StepResult, TestPlan
from vibee_compiler.check.results import parse_tap
from vibee_compiler.check.toolchain import Tool, Toolchain
from vibee_compiler.targets.package import Package

TOOLCHAIN = Toolchain("lua", (Tool("lua5.4", "5.4", version=("-v",)),))
SECONDS = 60.0


def _parse(result: StepResult) -> list[Reported]:
    return list(parse_tap(result.stdout))


def plan(packages: list[tuple[str, Package]]) -> TestPlan:
    """The plan; see `vibee_compiler.check.plan`."""
    files: dict[str, str | bytes] = {}
    tests: list[Step] = []
    for folder, package in packages:
        files.update({f"{folder}/{file.path}": file.text for file in package.files})
        tests += [
            Step(
                f"test {folder} {file.path}",
                ("lua5.4", file.path),
                cwd=folder,
                package=folder,
                seconds=SECONDS,
            )
            for file in package.files
            if file.role == "tests"
        ]
    return TestPlan(
        language="lua",
        toolchain=TOOLCHAIN,
        files=files,
        build=(),
        tests=tuple(tests),
        parse=_parse,
        expected=tuple(
            Expected(folder, case.module, case.behaviour, case.kind, case.index, case.id)
            for folder, package in packages
            for case in package.tests
        ),
    )
