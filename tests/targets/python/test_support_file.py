"""The support module is there whenever the package imports from it."""

from __future__ import annotations

import pytest

from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.targets import registry
from vibee_compiler.targets.package import Options

FAIL = "n < 0 ? fail Refused('') : 1"


@pytest.mark.parametrize("body", [FAIL, "n + 1", "n / 2", "n > 5 ? 1 : 2"])
def test_what_is_imported_is_there(body: str) -> None:
    text = f'name: fees\nbehaviors: [{{name: f, params: {{n: Int}}, body: "{body}"}}]\n'
    program = compile_spec("fees.vibee", text).program
    assert program is not None
    package = registry.load("python").generate(program, Options())
    files = {file.path: file.text for file in package.files}
    imported = "from fees._support import" in files["src/fees/__init__.py"]
    assert imported == ("src/fees/_support.py" in files)
