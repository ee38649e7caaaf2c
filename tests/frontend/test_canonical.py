"""Canonical text reads back to the same IR, for every spec of the project."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from vibee_compiler.frontend.canonical import canonical_text, flow, scalar
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.ir.module import Module

ROOT = Path(__file__).resolve().parents[2]
SPECS = sorted((ROOT / "specs").rglob("*.vibee"))


def module_of(name: str, text: str) -> Module:
    result = compile_spec(name, text, run_examples=False)
    assert result.program is not None, result.diagnostics
    return result.program.root


@pytest.mark.parametrize("path", SPECS, ids=lambda p: p.stem)
def test_the_ir_stays_the_same(path: Path) -> None:
    first = module_of("a.vibee", path.read_text(encoding="utf-8"))
    text = canonical_text(first)
    second = module_of("a.vibee", text)
    assert canonical_text(second) == text
    for kind in ("constants", "types"):
        assert getattr(second, kind) == getattr(first, kind)
    for before, after in zip(first.behaviours, second.behaviours, strict=True):
        assert replace(after, span=None) == replace(before, span=None)
    assert second.extensions == first.extensions


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain words", "plain words"),
        ("null", '"null"'),
        ("1.10", '"1.10"'),
        ("a: b", '"a: b"'),
        ("", '""'),
        ("\u202e", '"\\u202e"'),
        (1, "1"),
        (float("nan"), ".nan"),
        (True, "true"),
        ({"a": [1, None]}, "{a: [1, null]}"),
    ],
)
def test_values(value: object, text: str) -> None:
    assert (flow(value) if isinstance(value, dict) else scalar(value)) == text
