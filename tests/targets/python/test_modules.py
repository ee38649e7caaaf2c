from __future__ import annotations

import sys

import pytest
from vibee_plugins.python.modules import STANDARD

from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.targets import registry
from vibee_compiler.targets.package import Options


def test_this_python_brings_nothing_else() -> None:
    assert {name for name in sys.stdlib_module_names if not name.startswith("_")} <= STANDARD


@pytest.mark.parametrize(
    ("name", "package"),
    [("calendar", "calendar_"), ("JSON", "json_"), ("pytest", "pytest_"), ("shop", "shop")],
)
def test_a_package_is_not_called_as_what_python_brings(name: str, package: str) -> None:
    program = compile_spec(
        "a.vibee", f"name: {name}\nbehaviors:\n  - {{name: f, body: 1 + 1}}\n"
    ).program
    assert program is not None
    made = registry.load("python").generate(program, Options())
    assert f"src/{package}/__init__.py" in {file.path for file in made.files}
