"""The generated tests of every spec of the project, run by the real toolchains."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import need
from vibee_compiler.check.runner import ToolchainMissing, run_tests
from vibee_compiler.check.toolchain import detect
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.targets import registry
from vibee_compiler.targets.package import Options, Package

ROOT = Path(__file__).resolve().parents[2]


def packages(target: str, folder: str) -> list[tuple[str, Package]]:
    made = []
    for path in sorted((ROOT / "specs" / folder).glob("*.vibee")):
        program = compile_spec(path, run_examples=False).program
        assert program is not None
        made.append((path.stem, registry.load(target).generate(program, Options())))
    return made


@pytest.mark.parametrize("folder", ["examples", "conformance"])
@pytest.mark.parametrize("target", sorted(registry.installed()))
def test_every_generated_test_passes(target: str, folder: str) -> None:
    made = packages(target, folder)
    plan = registry.load(target).test_plan(made[:1])
    need(f"toolchain of {target}", detect(plan.toolchain).complete)
    try:
        records = list(run_tests(registry.load(target).test_plan, made))
    except ToolchainMissing as error:
        pytest.fail(str(error))
    expected = sum(len(package.tests) for _, package in made)
    assert len(records) == expected
    bad = [r for r in records if r.verdict != "passed"]
    shown = [f"{r.spec}.{r.behaviour} {r.kind} {r.index}: {r.verdict} {r.message}" for r in bad]
    assert not bad, f"{Counter(r.verdict for r in bad)}\n" + "\n".join(shown[:40])
