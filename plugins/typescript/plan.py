"""How many packages are built and tested at once: one compilation, and a run for each test file."""

from __future__ import annotations

import json

from vibee_compiler.check.plan import Expected, Lint, Reported, Step, StepResult, TestPlan
from vibee_compiler.check.results import parse_tap
from vibee_compiler.check.toolchain import Tool, Toolchain
from vibee_compiler.targets.package import Package

TOOLCHAIN = Toolchain("typescript", (Tool("node", "20"), Tool("tsc", "5.9", levels=3)))
BUILD_SECONDS = 120.0
BUILD_SECONDS_EACH = 10.0
TEST_SECONDS = 60.0
ESLINT = Lint(
    Step("eslint", ("eslint", "packages"), seconds=BUILD_SECONDS),
    r"^\s+\d+:\d+\s+(?:error|warning)\s",
    Toolchain("typescript", (*TOOLCHAIN.tools, Tool("eslint", "9", levels=3))),
)


def _parse(result: StepResult) -> list[Reported]:
    return list(parse_tap(result.stdout))


def _configuration(packages: list[tuple[str, Package]]) -> str:
    """One program of all packages: reading the library's types is most of a compilation."""
    return json.dumps(
        {
            "extends": f"./packages/{packages[0][0]}/tsconfig.json",
            "compilerOptions": {
                "rootDir": ".",
                "outDir": "dist",
                "declaration": False,
                "skipLibCheck": True,
            },
            "include": [f"packages/{folder}/**/*.ts" for folder, _ in packages],
        }
    )


def _tests(folder: str, package: Package) -> list[Step]:
    suites = [file.path.removesuffix(".ts") for file in package.files if file.role == "tests"]
    return [
        Step(
            f"test {folder} {path}",
            ("node", "--test-reporter=tap", f"dist/packages/{folder}/{path}.js"),
            package=folder,
            seconds=TEST_SECONDS,
        )
        for path in suites
    ]


def plan(packages: list[tuple[str, Package]]) -> TestPlan:
    """The plan; see `check.plan`. A package that does not compile has the batch halved."""
    files: dict[str, str | bytes] = {
        "tsconfig.json": _configuration(packages),
        "package.json": '{ "type": "module" }',
    }
    for folder, package in packages:
        files.update({f"packages/{folder}/{file.path}": file.text for file in package.files})
    seconds = BUILD_SECONDS + BUILD_SECONDS_EACH * len(packages)
    return TestPlan(
        language="typescript",
        toolchain=TOOLCHAIN,
        files=files,
        build=(Step("tsc", ("tsc", "-p", "."), seconds=seconds),),
        tests=tuple(step for folder, package in packages for step in _tests(folder, package)),
        parse=_parse,
        lints=(ESLINT,),
        expected=tuple(
            Expected(folder, case.module, case.behaviour, case.kind, case.index, case.id)
            for folder, package in packages
            for case in package.tests
        ),
        links={"node_modules": "{prefix:tsc}"},
    )
