"""The gate's verdicts, and that no text can hang it or take other files down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibee_compiler.check import syntax
from vibee_compiler.check.syntax import (
    Crashed,
    NoGrammar,
    SyntaxFault,
    SyntaxGate,
    TimedOut,
    Unparsed,
)

ENDLESS = ("cobol", "a")
"""A text on which the grammar's scanner never returns."""


@pytest.fixture(scope="module")
def gate() -> Iterator[SyntaxGate]:
    with SyntaxGate() as gate:
        yield gate


def verdicts(gate: SyntaxGate, *texts: tuple[str, str]) -> list[object]:
    numbered = [(i, *text) for i, text in enumerate(texts)]
    answers = list(gate.check(numbered))
    assert [key for key, _ in answers] == list(range(len(texts)))
    return [verdict for _, verdict in answers]


@pytest.mark.parametrize(
    ("grammar", "text", "faults"),
    [
        ("python", "x = 1\n", []),
        ("python", "", []),
        ("python", "x = 1 +\n", [(False, "", 1, 1, "x = 1 +")]),
        ("python", "héé = ['🦀', $, 1]\n", [(False, "", 1, 13, "$,")]),
        ("rust", "fn f() {\n    let x = 1\n}\n", [(True, ";", 2, 14, "")]),
        ("json", '{"a": [1, 2}', None),
        ("yaml", "a: [", None),
        ("zig", "const a = ;", None),
        ("python", "x = \udc80\n", None),
    ],
)
def test_verdict(
    gate: SyntaxGate, grammar: str, text: str, faults: list[tuple[object, ...]] | None
) -> None:
    [verdict] = verdicts(gate, (grammar, text))
    if faults is None:
        assert verdict
        assert isinstance(verdict, list)
    else:
        assert verdict == [SyntaxFault(*fault) for fault in faults]  # type: ignore[arg-type]


def test_fault_reads_as_one_line() -> None:
    assert str(SyntaxFault(False, "", 3, 7, "x\ny")) == "3:7 ERROR 'x\\ny'"
    assert str(SyntaxFault(True, ";", 3, 7, "")) == "3:7 MISSING ; ''"


def test_faults_of_one_file_are_bounded(gate: SyntaxGate) -> None:
    [verdict] = verdicts(gate, ("json", "[1 1] }\n" * 5000))
    assert isinstance(verdict, list)
    assert 0 < len(verdict) <= 100


def test_endless_grammar_is_stopped_and_the_rest_goes_on() -> None:
    good, bad = ("python", "x = 1\n"), ("python", "x = = 1\n")
    with SyntaxGate(timeout=0.2) as gate:
        first, endless, second, again, third = verdicts(gate, good, ENDLESS, bad, ENDLESS, good)
    assert first == []
    assert third == []
    assert isinstance(second, list)
    assert second
    assert isinstance(endless, TimedOut)
    assert "0.2 s" in endless.reason
    assert isinstance(again, TimedOut)


def test_hang_that_the_timer_misses_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is the second fence: here the process is given an hour, the caller none."""
    monkeypatch.setattr(SyntaxGate, "_patience", lambda self: 0.5)
    with SyntaxGate(timeout=3600) as gate:
        endless, good = verdicts(gate, ENDLESS, ("python", "x = 1\n"))
    assert isinstance(endless, TimedOut)
    assert good == []


def test_unknown_grammar_is_a_verdict(gate: SyntaxGate) -> None:
    names = ["klingon", "../../evil", "tree_sitter_klingon", "", "os"]
    for verdict in verdicts(gate, *((name, "x") for name in names)):
        assert isinstance(verdict, NoGrammar)


def test_process_that_dies_is_replaced() -> None:
    with SyntaxGate() as gate:
        assert verdicts(gate, ("python", "x\n")) == [[]]
        assert gate._channel is not None
        gate._channel.process.terminate()
        gate._channel.process.wait()
        crashed, good = verdicts(gate, ("python", "z\n"), ("python", "y\n"))
    assert isinstance(crashed, Crashed)
    assert good == []


def test_clean_text_is_parsed_once() -> None:
    """What is known takes no process, and keeps its place among what is not."""
    with SyntaxGate() as gate:
        assert verdicts(gate, ("python", "x\n")) == [[]]
        gate.close()  # another answer would need a new one
        assert verdicts(gate, ("python", "x\n")) == [[]]
        assert gate._channel is None
        mixed = verdicts(
            gate, ("python", "x\n"), ("python", "(\n"), ("python", "x\n"), ("json", "x\n")
        )
    assert [bool(one) for one in mixed] == [False, True, False, True]


def test_memory_that_runs_out_is_a_verdict() -> None:
    with SyntaxGate(memory=32 << 20) as gate:
        [verdict] = verdicts(gate, ("python", "x = [" + "1, " * 2_000_000 + "]\n"))
    assert isinstance(verdict, Unparsed)


def test_many_large_texts_with_faults_do_not_block(gate: SyntaxGate) -> None:
    """Both pipes are full at once here: neither side may wait for the other to read first."""
    wrong = "x = = 1\n" * 400
    right = "x = 1\n" * 20_000
    found = verdicts(gate, *((("python", wrong), ("python", right)) * 25))
    assert [bool(verdict) for verdict in found] == [True, False] * 25


def test_items_are_taken_as_the_parser_keeps_up(
    gate: SyntaxGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syntax, "WINDOW", 1 << 12)
    taken = 0

    def items() -> Iterator[tuple[int, str, str]]:
        nonlocal taken
        for taken in range(1, 201):
            yield taken, "python", "x = 1\n" * 200

    answered = 0
    for key, verdict in gate.check(items()):
        answered += 1
        assert key == answered
        assert verdict == []
        assert taken - answered <= 5
    assert answered == 200


def test_gate_serves_on_after_a_caller_that_stopped_early(gate: SyntaxGate) -> None:
    answers = gate.check((i, "python", f"x = {i}\n") for i in range(1000))
    next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert verdicts(gate, ("python", "x = = 1\n"), ("python", "x = 1\n"))[1] == []


@pytest.mark.parametrize(
    ("left", "right", "opaque", "alike"),
    [
        ("x = 'a'\n", "y = 'other'\n", (), True),
        ("x = 'a'\n", "x = 'a' + b\n", (), False),
        ("x = 'a'\n", "x = 'a\\n\\'b'\n", (), False),
        ("x = 'a'\n", "x = 'a\\n\\'b'\n", ("string",), True),
        ("x = 'a'\n", "x = ''; import os; ''\n", ("string",), False),
        ("# one\nx = 1\n", "# one\n# two\nx = 1\n", ("comment",), True),
        ("# one\nx = 1\n", "# one\ny\nx = 1\n", ("comment",), False),
    ],
)
def test_shape(
    gate: SyntaxGate, left: str, right: str, opaque: tuple[str, ...], alike: bool
) -> None:
    first = gate.node_kinds(left, "python", opaque)
    assert isinstance(first, tuple)
    assert first[0] == (0, "module")
    assert (first == gate.node_kinds(right, "python", opaque)) is alike


def test_shape_has_the_same_fences() -> None:
    with SyntaxGate(timeout=0.2) as gate:
        assert isinstance(gate.node_kinds(ENDLESS[1], ENDLESS[0]), TimedOut)
        assert isinstance(gate.node_kinds("x", "klingon"), NoGrammar)
        assert isinstance(gate.node_kinds("x", "python"), tuple)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["python", "rust", "json"]), st.text()), max_size=20))
def test_any_text_gets_a_verdict(gate: SyntaxGate, texts: list[tuple[str, str]]) -> None:
    assert all(isinstance(verdict, list) for verdict in verdicts(gate, *texts))


def test_starting_the_gate_does_not_import_the_parser() -> None:
    import subprocess
    import sys

    program = (
        "import sys\n"
        "from vibee_compiler.check.syntax import SyntaxGate\n"
        "with SyntaxGate() as gate:\n"
        "    assert list(gate.check([(1, 'python', 'x')])) == [(1, [])]\n"
        "print('tree_sitter' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr
