"""Int as `bigint`: the same specs, exact at 64 bits."""

from __future__ import annotations

from pathlib import Path

from vibee_plugins.typescript.target import TypeScriptTarget

from tests.conftest import need
from vibee_compiler.check.runner import run_tests
from vibee_compiler.check.toolchain import detect
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.targets.package import Options, Package

ROOT = Path(__file__).resolve().parents[3]
BIG = Options(settings={"int": "bigint"})


def made(path: Path, text: str | None = None) -> Package:
    program = compile_spec(path, text, run_examples=False).program
    assert program is not None
    package: Package = TypeScriptTarget().generate(program, BIG)
    return package


def test_what_an_int_is() -> None:
    spec = """\
name: demo
behaviors:
  - name: area
    params: {xs: List<Int>, n: Int8}
    returns: Int
    body: "xs.size() > 0 ? xs[0] * n : 9223372036854775807"
    examples: [{input: [[], 1], expected: 9223372036854775807}]
"""
    files = {file.path: file.text for file in made(Path("demo.vibee"), spec).files}
    text = files["src/demo.ts"]
    assert "export function area(xs: readonly bigint[], n: bigint): bigint {" in text
    assert "int64(" in text
    assert "9_223_372_036_854_775_807n" in text
    assert "assert.equal(area([], 1n), 9_223_372_036_854_775_807n);" in files["test/demo.test.ts"]


def test_every_generated_test_passes() -> None:
    specs = sorted((ROOT / "specs").glob("*/*.vibee"))
    packages = [(path.stem, made(path)) for path in specs]
    plan = TypeScriptTarget().test_plan(packages[:1])
    need("toolchain of typescript", detect(plan.toolchain).complete)
    records = list(run_tests(TypeScriptTarget().test_plan, packages))
    assert len(records) == sum(len(package.tests) for _, package in packages)
    bad = [r for r in records if r.verdict != "passed"]
    assert not bad, "\n".join(f"{r.spec}.{r.behaviour} {r.index}: {r.message}" for r in bad[:20])
