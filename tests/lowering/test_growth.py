"""Which states of a fold are built in place: what keeps a program linear."""

from __future__ import annotations

import pytest

from tests.lowering.profiles import PROFILES
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.ir import expr as x
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.pipeline import lower
from vibee_compiler.lowering.walk import everything

HELPERS = """
  - name: added
    params: {out: List<Int>, x: Int}
    returns: List<Int>
    body: "x < 0 ? out : out + [x]"
  - name: guarded
    params: {out: List<Int>, x: Int}
    returns: List<Int>
    requires: ["x > 0"]
    body: out + [x]
  - name: moved
    params: {state: State, x: Int}
    returns: State
    body: "State{done: added(state.done, state.at), at: x}"
"""

FLUSHED = """
  - name: flushed
    params: {state: State}
    returns: List<Int>
    body: "state.at == 0 ? state.done : state.at == 9 ? fail Nine('') : state.done + [state.at]"
    errors: {Nine: Nine}
"""

CASES = [
    ("xs.fold(out, x, [], out + [x])", 1),
    ("xs.fold(out, x, [], added(out, x))", 1),
    ("xs.fold(out, x, [], added(added(out, x), 1) + [x])", 1),
    ("xs.fold(out, x, [], (x > 1 ? out : out + [x]) + [x])", 1),
    ("xs.fold(state, x, State{done: [], at: 0}, moved(state, x)).done", 1),
    ("xs.fold(out, x, [], guarded(out, x))", 0),
    ("xs.fold(out, x, [], (x > 1 ? out : out + [x]) + [out.size()])", 0),
    ("xs.fold(out, x, [], out.reverse() + [x])", 0),
]


@pytest.mark.parametrize(("body", "builders"), CASES)
def test_states_that_only_grow_are_built_in_place(body: str, builders: int) -> None:
    text = (
        "name: m\ntypes:\n  State: {fields: {done: List<Int>, at: Int}}\nbehaviors:\n"
        f'  - {{name: probe, params: {{xs: List<Int>}}, returns: List<Int>, body: "{body}"}}'
    )
    program = compile_spec("m.vibee", text + HELPERS).program
    assert program is not None
    lowered = lower(program, PROFILES["exceptions"])
    block = lowered.root.behaviours[0].function.block
    assert block is not None
    made = [one for one in everything(block) if isinstance(one, s.Declare) and one.builder]
    assert len(made) == builders


ENDINGS = [
    ("let out = xs.fold(out, x, [], out + [x]);\nout + [1]", 0),
    ("let out = xs.fold(out, x, [], out + [x]);\nadded(out, 7)", 0),
    (
        "let last = xs.fold(s, x, State{done: [], at: 0}, moved(s, x));\nadded(last.done, last.at)",
        0,
    ),
    ("let last = xs.fold(s, x, State{done: [], at: 0}, moved(s, x));\nflushed(last)", 0),
    ("let (out, n) = xs.fold((out, n), x, ([], 0), (out + [x], x));\nout + [n, out.size()]", 0),
    ("let out = xs.fold(out, x, [], out + [x]);\n[1] + out", 1),
    ("let out = xs.fold(out, x, [], out + [x]);\nout + out", 1),
    ("let out = xs.fold(out, x, [], out + [x]);\nguarded(out, 3)", None),
]


@pytest.mark.parametrize(("body", "copies"), ENDINGS)
def test_what_only_adds_to_the_result_of_a_fold_adds_in_place(
    body: str, copies: int | None
) -> None:
    """`copies` is how many concatenations are left; None where the call is left."""
    text = (
        "name: m\ntypes:\n  State: {fields: {done: List<Int>, at: Int}}\nbehaviors:\n"
        "  - name: probe\n    params: {xs: List<Int>}\n    returns: List<Int>\n"
        f"    body: |\n      {body.replace(chr(10), chr(10) + '      ')}"
    )
    program = compile_spec("m.vibee", text + HELPERS + FLUSHED).program
    assert program is not None
    lowered = lower(program, PROFILES["exceptions"])
    block = lowered.root.behaviours[0].function.block
    assert block is not None
    nodes = list(everything(block))
    calls = sum(isinstance(one, x.Call) for one in nodes)
    assert calls == (copies is None)
    assert sum(isinstance(n, x.Op) and n.id == "list.concat" for n in nodes) == (copies or 0)
