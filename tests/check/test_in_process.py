"""The gate without a process of its own says what the one with a process says."""

from __future__ import annotations

import subprocess
import sys

import pytest

from vibee_compiler.check import in_process
from vibee_compiler.check.in_process import InProcessGate
from vibee_compiler.check.syntax import SyntaxGate

ITEMS = [
    ("good", "json", "[1]"),
    ("bad", "json", "[1\n  2"),
    ("good again", "json", "[1]"),
    ("none", "no_such_grammar", "x"),
    ("surrogate", "python", 'x = "\ud800"\n'),
    ("missing", "python", "def f(:\n    pass\n"),
    ("the same text in another language", "python", "[1]"),
]


def test_verdicts_are_those_of_the_other_gate() -> None:
    with SyntaxGate() as gate:
        expected = list(gate.check(ITEMS))
    assert list(InProcessGate().check(ITEMS)) == expected
    assert [bool(verdict) for _, verdict in expected[:3]] == [False, True, False]


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_process, "MAX_CLEAN", 4)
    gate = InProcessGate()
    found = list(gate.check([(i, "json", str(i)) for i in range(40)]))
    assert all(verdict == [] for _, verdict in found)
    assert len(gate._clean) <= 4


def test_a_grammar_that_hangs_ends_the_process() -> None:
    code = (
        "from vibee_compiler.check.in_process import InProcessGate\n"
        "print(list(InProcessGate(0.2).check([('a', 'cobol', 'a')])))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60)
    assert done.returncode < 0
