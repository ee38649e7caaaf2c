"""How many packages are built and tested at once: one test program that imports them all."""

from __future__ import annotations

import re

from vibee_compiler.check.plan import Expected, Lint, Reported, Step, StepResult, TestPlan
from vibee_compiler.check.results import parse_counted
from vibee_compiler.check.toolchain import Tool, Toolchain
from vibee_compiler.targets.package import Package

TOOLCHAIN = Toolchain(
    "zig", (Tool("zig", "0.17.1", version=("version",), levels=1, package="ziglang"),)
)
ENV = {"ZIG_GLOBAL_CACHE_DIR": "{home}/zig", "ZIG_LOCAL_CACHE_DIR": "{work}/.zig-cache"}
FMT = Lint(
    Step("zig fmt", ("zig", "fmt", "--check", "--ast-check", "."), env=ENV),
    r"\.zig(?::\d+:\d+: error: .*)?$",
    TOOLCHAIN,
)
"""Names files that are not laid out as `zig fmt` would, and what the compiler calls an error
before types are known: unused names above all."""
BUILD_SECONDS = 300.0
TEST_SECONDS = 120.0


def _parse(folders: dict[str, str]) -> object:
    """A parser that tells packages apart by the folders that the runner's names begin with."""

    def parse(result: StepResult) -> list[Reported]:
        made: list[Reported] = []
        for one in parse_counted(result.stderr):
            folder, _, rest = one.id.partition(".src.")
            if folder in folders:
                made.append(Reported(rest, one.verdict, one.message, one.seconds, folders[folder]))
        return made

    return parse


def plan(packages: list[tuple[str, Package]]) -> TestPlan:
    """The plan; see `check.plan`."""
    files: dict[str, str | bytes] = {}
    folders: dict[str, str] = {}
    lines: list[str] = []
    for number, (name, package) in enumerate(packages):
        # The runner's names are made of paths, so the folder's own name keeps out of them.
        folder = f"p{number}"
        folders[folder] = name
        for file in package.files:
            files[f"{folder}/{file.path}"] = file.text
            if file.role in ("module", "native") and re.fullmatch(r"src/\w+\.zig", file.path):
                lines.append(f'    _ = @import("{folder}/{file.path}");')
    files["all.zig"] = "\n".join(["test {", *lines, "}", ""])
    binary = "{work}/all-tests"
    build = Step(
        "build",
        ("zig", "test", "all.zig", "--test-no-exec", f"-femit-bin={binary}"),
        env=ENV,
        seconds=BUILD_SECONDS,
    )
    run = Step("test", (binary,), seconds=TEST_SECONDS)
    return TestPlan(
        language="zig",
        toolchain=TOOLCHAIN,
        files=files,
        build=(build,),
        tests=(run,),
        lints=(FMT,),
        parse=_parse(folders),  # type: ignore[arg-type]
        expected=tuple(
            Expected(name, case.module, case.behaviour, case.kind, case.index, case.id)
            for name, package in packages
            for case in package.tests
        ),
    )
