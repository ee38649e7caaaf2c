"""How many packages are built and tested at once: a compilation and a run for each."""

from __future__ import annotations

from vibee_compiler.check.plan import Expected, Reported, Step, StepResult, TestPlan
from vibee_compiler.check.results import parse_tap
from vibee_compiler.check.toolchain import Tool, Toolchain
from vibee_compiler.targets.package import Package

TOOLCHAIN = Toolchain("typescript", (Tool("node", "20"), Tool("tsc", "5.9", levels=3)))
BUILD_SECONDS = 120.0
TEST_SECONDS = 60.0


def _parse(result: StepResult) -> list[Reported]:
    return list(parse_tap(result.stdout))


def plan(packages: list[tuple[str, Package]]) -> TestPlan:
    """The plan; see `check.plan`."""
    files: dict[str, str | bytes] = {}
    build: list[Step] = []
    tests: list[Step] = []
    for folder, package in packages:
        files.update({f"{folder}/{file.path}": file.text for file in package.files})
        build.append(
            Step(
                f"tsc {folder}",
                ("tsc", "-p", folder),
                package=folder,
                seconds=BUILD_SECONDS,
            )
        )
        suites = [file.path for file in package.files if file.role == "tests"]
        tests += [
            Step(
                f"test {folder} {path}",
                ("node", "--test-reporter=tap", f"dist/{path.removesuffix('.ts')}.js"),
                cwd=folder,
                package=folder,
                seconds=TEST_SECONDS,
            )
            for path in suites
        ]
    return TestPlan(
        language="typescript",
        toolchain=TOOLCHAIN,
        files=files,
        build=tuple(build),
        tests=tuple(tests),
        parse=_parse,
        expected=tuple(
            Expected(folder, case.module, case.behaviour, case.kind, case.index, case.id)
            for folder, package in packages
            for case in package.tests
        ),
        links={"node_modules": "{prefix:tsc}"},
    )
