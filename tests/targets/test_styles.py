"""Every style of a target, proven equal by the tests of the specs in its own toolchain."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.conftest import need
from vibee_compiler.check.runner import run_tests
from vibee_compiler.check.toolchain import detect
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.targets import faults, registry
from vibee_compiler.targets.base import TemplateTarget
from vibee_compiler.targets.package import Options, Package
from vibee_compiler.targets.styles import FUNCTIONAL, LOOPS, STYLE

SPECS = sorted((Path(__file__).parents[2] / "specs" / "examples").glob("*.vibee"))


def styled_targets() -> list[str]:
    loaded = {name: registry.load(name) for name in sorted(registry.installed())}
    return [
        name
        for name, target in loaded.items()
        if isinstance(target, TemplateTarget) and "style" in target.settings
    ]


@cache
def packages(target: str, style: str) -> list[tuple[str, Package]]:
    made = []
    for path in SPECS:
        program = compile_spec(path).program
        assert program is not None
        options = Options(settings={"style": style})
        made.append((path.stem, registry.load(target).generate(program, options)))
    return made


def test_at_least_two_targets_have_styles() -> None:
    assert {"python", "rust"} <= set(styled_targets())


@pytest.mark.parametrize("target", styled_targets())
def test_the_first_style_is_the_default(target: str) -> None:
    program = compile_spec(SPECS[0]).program
    assert program is not None
    plain = registry.load(target).generate(program, Options())
    assert STYLE.values[0] == FUNCTIONAL
    assert plain == packages(target, FUNCTIONAL)[0][1]


@pytest.mark.parametrize("target", styled_targets())
def test_styles_differ_in_modules_and_not_in_tests(target: str) -> None:
    differ = 0
    pairs = zip(packages(target, FUNCTIONAL), packages(target, LOOPS), strict=True)
    for (_, functional), (_, loops) in pairs:
        assert functional.tests == loops.tests
        differ += _modules(functional) != _modules(loops)
    assert differ * 2 > len(SPECS)


def _modules(package: Package) -> list[str]:
    return [file.text for file in package.files if file.role == "module"]


@pytest.mark.parametrize("target", styled_targets())
def test_loops_pass_the_same_tests(target: str) -> None:
    loaded = registry.load(target)
    batch = packages(target, LOOPS)
    need(f"toolchain of {target}", detect(loaded.test_plan(batch).toolchain).complete)
    records = list(run_tests(faults.planner(loaded), batch))
    assert len(records) == sum(len(package.tests) for _, package in batch)
    assert [r for r in records if r.verdict != "passed"] == []
