"""Files that nobody wrote by hand: long chains, many findings."""

from __future__ import annotations

import pytest

from vibee_compiler.diagnostics.reporter import MORE, MOST
from vibee_compiler.frontend import allowance
from vibee_compiler.frontend.pipeline import compile_spec

ALIASES = "".join(f"  A{i}: {{alias: A{i + 1}}}\n" for i in range(9_000))
CALLS = "".join(
    f'  - {{name: b{i}, params: {{x: Int}}, body: "b{i + 1}(x)"}}\n' for i in range(3_000)
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"name: x\ntypes:\n{ALIASES}  A9000: {{alias: Int}}\n", "VB0509"),
        (f"name: x\nbehaviors:\n{CALLS}", "VB0512"),
    ],
    ids=["aliases", "results"],
)
def test_long_chains_are_findings(text: str, code: str) -> None:
    assert code in {one.code for one in compile_spec("x.vibee", text).diagnostics}


def test_many_findings_are_counted() -> None:
    names = "".join(f'  - {{name: b{i}, body: "y{i} + 1"}}\n' for i in range(500))
    result = compile_spec("x.vibee", f"name: x\nbehaviors:\n{names}")
    assert result.program is None
    assert len(result.diagnostics) == MOST + 1
    assert MORE in {one.code for one in result.diagnostics}


def test_imports_are_bounded() -> None:
    names = ", ".join(f"m{i}.vibee" for i in range(1_200))
    found = compile_spec("x.vibee", f"name: x\nimports: [{names}]\n").diagnostics
    assert len(found) == MOST + 1


@pytest.mark.parametrize(
    ("types", "found"),
    [
        ("{A: {fields: {b: B}}, B: {fields: {c: '(Int, C)'}}, C: {fields: {a: A}}}", 3),
        ("{A: {fields: {b: B}}, B: {fields: {b: B}}, C: {fields: {n: Int}}}", 1),
        ("{A: {fields: {b: B}}, B: {fields: {c: C}}, C: {fields: {a: List<A>}}}", 0),
    ],
)
def test_records_that_contain_themselves(types: str, found: int) -> None:
    diagnostics = compile_spec("x.vibee", f"name: x\ntypes: {types}\n").diagnostics
    assert [one.code for one in diagnostics if one.severity > 2] == ["VB0509"] * found


SLOW = "lists.range(n).fold(a, i, 0, a + 1)"


def test_examples_and_properties_share_the_steps_of_a_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    head = f"name: x\nbehaviors:\n  - name: f\n    params: {{n: Int}}\n    body: '{SLOW}'\n"
    examples = "".join(f"      - {{input: [{i}], expected: {i}}}\n" for i in range(1000, 1010))
    properties = "".join(f"      - f({i}) == {i} && n == n\n" for i in range(5))
    text = f"{head}    examples:\n{examples}    properties:\n{properties}"
    told = {}
    for steps in (10_000_000, 15_000, 5_000):
        monkeypatch.setattr(allowance, "STEPS", steps)
        result = compile_spec("x.vibee", text)
        assert result.program is not None
        told[steps] = [one.message.rpartition(": ")[2] for one in result.diagnostics]
    assert told == {
        10_000_000: [],
        15_000: ["3 properties"],
        5_000: ["6 examples", "5 properties"],
    }
