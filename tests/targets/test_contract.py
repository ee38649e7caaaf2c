"""What every target keeps, whichever it is: a new one is covered the day it exists."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from vibee_compiler import PLUGIN_API
from vibee_compiler.check.syntax import SyntaxGate
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.output.paths import check_all
from vibee_compiler.targets import registry
from vibee_compiler.targets.package import ROLES, Options

ROOT = Path(__file__).resolve().parents[2]
SPECS = sorted((ROOT / "specs").rglob("*.vibee"))
TARGETS = sorted(registry.installed())

PROSE_ONLY = {
    "user_service": """\
name: user_service
types:
  User:
    fields:
      id: Int
      name: String
      email: String

behaviors:
  - name: create_user
    given: Valid user data
    when: Create called
    then: Returns new user
""",
    "calculator": """\
name: calculator
types:
  Operation:
    fields:
      a: Int
      b: Int
behaviors:
  - name: add
    given: Two numbers
    when: Add called
    then: Returns sum
""",
}


@pytest.mark.parametrize("target", TARGETS)
def test_metadata(target: str) -> None:
    profile = registry.load(target).profile
    assert profile.id == target
    assert profile.api == PLUGIN_API
    assert profile.name
    assert profile.extension.startswith(".")
    assert profile.toolchain
    assert profile.lowering.int_bits in (64, 53, 32)


def test_ids_and_aliases_are_unique() -> None:
    ids = set(registry.installed())
    assert not ids & set(registry.aliases())
    names = [registry.load(target).profile.name for target in TARGETS]
    assert len(names) == len(set(names))


def test_a_target_is_imported_only_when_asked_for() -> None:
    code = (
        "import sys; from vibee_compiler.targets import registry; registry.installed(); "
        "registry.aliases(); print([m for m in sys.modules if m.startswith('vibee_plugins.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("path", SPECS, ids=lambda p: p.stem)
def test_output_is_sound(target: str, path: Path) -> None:
    program = compile_spec(path, run_examples=False).program
    assert program is not None
    package = registry.load(target).generate(program, Options())
    assert package == registry.load(target).generate(program, Options())
    assert {file.role for file in package.files} <= set(ROLES)
    check_all(file.path for file in package.files)
    bodies = {b.name for m in program.modules for b in m.behaviours if b.body is None}
    assert set(package.stubs) == bodies
    wanted = sum(len(b.examples) for b in program.root.behaviours if b.body is not None)
    assert sum(case.kind == "example" for case in package.tests) == wanted
    assert len({case.id for case in package.tests}) == len(package.tests)
    with SyntaxGate() as gate:
        items = [(f.path, f.grammar, f.text) for f in package.files if f.grammar is not None]
        assert {path: found for path, found in gate.check(items) if found} == {}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", sorted(PROSE_ONLY))
def test_prose_only_specs_are_stubs(target: str, name: str) -> None:
    program = compile_spec(f"{name}.vibee", PROSE_ONLY[name]).program
    assert program is not None
    package = registry.load(target).generate(program, Options())
    assert package.stubs == tuple(b.name for b in program.root.behaviours)
    with SyntaxGate() as gate:
        items = [(f.path, f.grammar, f.text) for f in package.files if f.grammar is not None]
        assert {path: found for path, found in gate.check(items) if found} == {}


NATIVE = """\
name: demo
behaviors:
  - {{name: f, params: {{x: Int}}, returns: Int, implementation: {{{target}: "NATIVE_BODY"}}}}
  - {{name: g, params: {{x: Int}}, body: x + 1, examples: [{{input: [1], expected: 2}}]}}
"""


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("option", ["single", "allow_native"])
def test_an_option_is_served_or_refused(target: str, option: str) -> None:
    program = compile_spec("demo.vibee", NATIVE.format(target=target)).program
    assert program is not None
    options = Options(single=option == "single", allow_native=option == "allow_native")
    package = registry.load(target).generate(program, options)
    if any(d.code == "VB0805" for d in package.diagnostics):
        return
    if option == "single":
        assert sum(file.role in ("module", "support", "tests") for file in package.files) == 1
    else:
        assert package.stubs == ()
        assert any("NATIVE_BODY" in f.text for f in package.files if f.role == "native")
