"""The conformance specs: fresh, without findings, and as large as they are said to be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from vibee_compiler.frontend.pipeline import compile_spec

ROOT = Path(__file__).resolve().parents[2]
SPECS = sorted((ROOT / "specs").rglob("*.vibee"))


def test_the_generated_specs_are_fresh() -> None:
    command = [sys.executable, str(ROOT / "tools" / "conformance.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", SPECS, ids=lambda p: p.stem)
def test_a_spec_has_no_errors_or_warnings(path: Path) -> None:
    result = compile_spec(path)
    assert [d for d in result.diagnostics if d.severity > 1] == []
    assert result.program is not None


def test_the_suite_is_large() -> None:
    behaviours = examples = 0
    for path in SPECS:
        if path.parent.name == "conformance":
            program = compile_spec(path, run_examples=False).program
            assert program is not None
            behaviours += len(program.root.behaviours)
            examples += sum(len(b.examples) for b in program.root.behaviours)
    assert behaviours >= 300
    assert examples >= 2000
