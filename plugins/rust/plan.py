"""How many crates are built and tested at once: one workspace, one build, a run for each crate."""

from __future__ import annotations

import re

from vibee_compiler.check.plan import Expected, Lint, Reported, Step, StepResult, TestPlan
from vibee_compiler.check.results import parse_libtest
from vibee_compiler.check.toolchain import Tool, Toolchain
from vibee_compiler.targets.package import Package

SYSROOT = ("rustc", "--print", "sysroot")
TOOLCHAIN = Toolchain(
    "rust",
    (
        Tool("cargo", "1.85", home=SYSROOT),
        Tool("rustc", "1.85", home=SYSROOT),
        Tool("cc"),
    ),
)
ENV = {
    "CARGO_HOME": "{home}/cargo",
    "CARGO_TARGET_DIR": "{work}/target",
    "CARGO_INCREMENTAL": "0",
    "CARGO_PROFILE_DEV_DEBUG": "0",
    "CARGO_NET_OFFLINE": "true",
}
CLIPPY = Lint(
    Step(
        "clippy",
        ("cargo", "clippy", "--offline", "--workspace", "--all-targets", "--message-format=short"),
        env=ENV,
        seconds=300.0,
    ),
    r"^\S+:\d+:\d+: (?:warning|error)",
    Toolchain("rust", (*TOOLCHAIN.tools, Tool("cargo-clippy", home=SYSROOT))),
)
BUILD_SECONDS = 300.0
TEST_SECONDS = 60.0


def _crate(folder: str) -> str:
    """The name that a crate goes by in the workspace: folders differ, names of specs may not."""
    made = re.sub(r"[^A-Za-z0-9_-]", "-", folder).strip("-")
    return made if made[:1].isalpha() else f"crate-{made}"


def _renamed(manifest: str, name: str) -> str:
    return re.sub(r'(?m)^name = ".*"$', f'name = "{name}"', manifest, count=1)


def _parse(result: StepResult) -> list[Reported]:
    return list(parse_libtest(result.stdout))


def plan(packages: list[tuple[str, Package]]) -> TestPlan:
    """The plan; see `check.plan`."""
    files: dict[str, str | bytes] = {}
    names: dict[str, str] = {}
    for folder, package in packages:
        base = _crate(folder)
        name, n = base, 2
        while name in names.values():
            name, n = f"{base}-{n}", n + 1
        names[folder] = name
        for file in package.files:
            text = _renamed(file.text, name) if file.path == "Cargo.toml" else file.text
            files[f"{folder}/{file.path}"] = text
    members = ", ".join(f'"{folder}"' for folder, _ in packages)
    files["Cargo.toml"] = f'[workspace]\nresolver = "3"\nmembers = [{members}]\n'
    cargo = ("cargo", "test", "--offline", "--lib", "--quiet")
    build = Step("build", (*cargo, "--workspace", "--no-run"), env=ENV, seconds=BUILD_SECONDS)
    tests = tuple(
        Step(
            f"test {folder}",
            (*cargo, "--package", names[folder], "--", "--format=pretty"),
            env=ENV,
            package=folder,
            seconds=TEST_SECONDS,
        )
        for folder, _ in packages
    )
    return TestPlan(
        language="rust",
        toolchain=TOOLCHAIN,
        files=files,
        build=(build,),
        tests=tests,
        parse=_parse,
        lints=(CLIPPY,),
        expected=tuple(
            Expected(folder, case.module, case.behaviour, case.kind, case.index, case.id)
            for folder, package in packages
            for case in package.tests
        ),
    )
