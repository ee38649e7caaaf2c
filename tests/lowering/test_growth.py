"""Which states of a fold are built in place: what keeps a program linear."""

from __future__ import annotations

import pytest

from tests.lowering.profiles import PROFILES
from vibee_compiler.frontend.pipeline import compile_spec
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
