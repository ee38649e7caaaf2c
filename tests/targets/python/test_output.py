"""What Python comes out: lines of small specs, each for one decision."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.conftest import need
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.targets import registry
from vibee_compiler.targets.package import Options, Package

ROOT = Path(__file__).resolve().parents[3]
CLEAN = ["shop", "ledger", "traffic_light"]
"""Examples on which formatter, linter and type checker have nothing to say."""

CASES = {
    "checked arithmetic": (
        "{name: f, params: {a: Int, b: Int}, returns: Int, body: a * b + 1}",
        "return int64(int64(a * b) + 1)",
    ),
    "a guard has its condition negated": (
        '{name: f, params: {a: Int}, returns: Int, requires: ["a >= 0 && a < 9"], body: a}',
        'if not 0 <= a < 9: raise ContractViolation("0 <= a < 9")',
    ),
    "texts are formatted": (
        "{name: f, params: {s: String, n: Int}, returns: String, "
        "body: \"'n-' + s + '!' + string(n)\"}",
        'return f"n-{s}!{n}"',
    ),
    "a pattern is kept": (
        "{name: f, params: {s: String}, returns: Bool, body: \"s.matches('^[a-z_]+$')\"}",
        're.fullmatch(r"[a-z_]+", s)',
    ),
    "maps are updated in place": (
        "{name: f, params: {xs: List<Int>}, returns: 'Map<Int, Int>', "
        'body: "xs.fold(m, x, {}, m.put(x, m[?x].orValue(0) + x))"}',
        "m[x] = int64(m.get(x, 0) + x)",
    ),
    "macros are comprehensions": (
        "{name: f, params: {xs: List<Int>}, returns: List<Int>, "
        "body: 'xs.filter(x, x > 1).map(x, x % 7)'}",
        "for x in xs if x > 1",
    ),
    "a lambda that only calls is the function": (
        "{name: f, params: {xs: List<String>}, returns: List<String>, "
        "body: 'xs.sortBy(x, x.size())'}",
        "sorted(xs, key=len)",
    ),
    "a variable that nothing reads": (
        "{name: f, params: {a: Int}, returns: Int, body: 'let b = 1 / a; 2'}",
        "_ = quotient(1, a)",
    ),
    "the lesser of two": (
        "{name: f, params: {a: Int, b: Int}, returns: Int, body: 'a < b ? a : b'}",
        "return min(a, b)",
    ),
    "a value and then itself": (
        "{name: f, params: {a: Int}, returns: Int, body: 'let b = a + 1; b'}",
        "return int64(a + 1)",
    ),
    "an option is None or a value": (
        "{name: f, params: {s: String}, returns: String?, body: optional.ofNonZeroValue(s)}",
        "return s or None",
    ),
    "a stub says so": (
        "{name: f, given: nothing, when: asked, then: Returns all, params: {a: Int}, returns: Int}",
        'raise NotImplementedError("f")',
    ),
}


def package(spec: str) -> Package:
    result = compile_spec("demo.vibee", spec)
    assert result.program is not None, [d.message for d in result.diagnostics]
    return registry.load("python").generate(result.program, Options())


def module(made: Package) -> str:
    return next(f.text for f in made.files if f.path == "src/demo/__init__.py")


@pytest.mark.parametrize("name", sorted(CASES))
def test_code(name: str) -> None:
    behaviour, expected = CASES[name]
    made = module(package(f"name: demo\nbehaviors:\n  - {behaviour}\n"))
    ast.parse(made)
    assert expected in " ".join(made.split()), made


def test_lambdas_name_what_they_do_not_use_apart() -> None:
    spec = """
name: demo
behaviors:
  - name: f
    params: {xs: "List<Int>"}
    returns: List<Int>
    body: xs.sortBy(x, 1)
    examples: [{input: [[2, 1]], expected: [2, 1]}]
"""
    made = module(package(spec))
    ast.parse(made)
    assert "key=lambda _: 1" in made


def test_rules_that_are_ignored_are_met() -> None:
    plain = package("name: demo\nbehaviors:\n  - {name: f, params: {a: Int}, body: a}\n")
    manifest = next(f.text for f in plain.files if f.path == "pyproject.toml")
    assert "PLR0913" not in manifest
    many = ", ".join(f"p{i}: Int" for i in range(7))
    spec = f"name: demo\nbehaviors:\n  - {{name: f, params: {{{many}}}, body: p0}}\n"
    manifest = next(f.text for f in package(spec).files if f.path == "pyproject.toml")
    assert "PLR0913" in manifest


@pytest.mark.parametrize("name", CLEAN)
def test_formatter_linter_and_type_checker_have_nothing_to_say(name: str, tmp_path: Path) -> None:
    for tool in ("ruff", "mypy"):
        need(tool, find_spec(tool) is not None)
    program = compile_spec(ROOT / "specs" / "examples" / f"{name}.vibee").program
    assert program is not None
    for file in registry.load("python").generate(program, Options()).files:
        place = tmp_path / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(file.text, encoding="utf-8")
    for argv in (
        ["ruff", "format", "--no-cache", "--check", "."],
        ["ruff", "check", "--no-cache", "."],
        ["mypy"],
    ):
        command = [sys.executable, "-m", *argv]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
