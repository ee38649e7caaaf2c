"""What every target keeps, whichever it is: a new one is covered the day it exists.

The rules are the conformance kit's, which `vibee plugin check` runs.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from vibee_compiler.check.syntax import SyntaxGate
from vibee_compiler.kit import contract, specs
from vibee_compiler.targets import registry
from vibee_compiler.targets.package import Options

SPECS = {spec.stem: spec for spec in specs.paths()}
TARGETS = sorted(registry.installed())

each_target = pytest.mark.parametrize("target", TARGETS)


@pytest.fixture(scope="module")
def gate() -> Iterator[SyntaxGate]:
    with SyntaxGate() as opened:
        yield opened


@each_target
def test_data(target: str) -> None:
    loaded = registry.load(target)
    assert contract.api(loaded) == []
    assert contract.metadata(loaded, target) == []
    assert contract.naming(loaded.profile) == []
    assert contract.declared(loaded) == []


def test_ids_and_aliases_are_unique() -> None:
    assert not set(registry.installed()) & set(registry.aliases())


def test_a_target_is_imported_only_when_asked_for() -> None:
    code = (
        "import sys; from vibee_compiler.targets import registry; registry.installed(); "
        "registry.aliases(); print([m for m in sys.modules if m.startswith('vibee_plugins.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@each_target
@pytest.mark.parametrize("name", sorted(SPECS))
def test_output_is_sound(target: str, name: str, gate: SyntaxGate) -> None:
    program = specs.compiled(name, SPECS[name]).program
    loaded = registry.load(target)
    package = loaded.generate(program, Options())
    assert contract.sound(loaded, program, package) == []
    assert contract.syntax(package, gate) == []


@each_target
@pytest.mark.parametrize("name", sorted(contract.PROSE_ONLY))
def test_prose_only_specs_are_stubs(target: str, name: str, gate: SyntaxGate) -> None:
    assert contract.prose_only(registry.load(target), name, gate) == []


@each_target
@pytest.mark.parametrize("option", ["single", "allow_native"])
def test_an_option_is_served_or_refused(target: str, option: str) -> None:
    assert contract.options(registry.load(target), option) == []


@each_target
def test_templates_print_finished_text_and_yield_to_a_users(target: str) -> None:
    spec = specs.compiled("shop", SPECS["shop"])
    assert contract.templates(registry.load(target), spec) == []
