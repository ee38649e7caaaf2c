"""Arms that nothing reaches, and guards that are no expressions, in targets with native matches."""

from __future__ import annotations

import pytest

from tests.lowering.profiles import PROFILES
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.ir import expr as x
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.pipeline import lower
from vibee_compiler.lowering.walk import everything

NATIVE = {name: one for name, one in PROFILES.items() if one.patterns == "native"}


def lowered(body: str, params: str, profile: str) -> s.LoweredProgram:
    text = (
        f"name: demo\nbehaviors:\n  - {{name: f, params: {params}, returns: Int, body: '{body}'}}"
    )
    program = compile_spec("demo.vibee", text).program
    assert program is not None
    return lower(program, NATIVE[profile])


@pytest.mark.parametrize("profile", NATIVE)
def test_an_arm_behind_one_that_fits_everything_is_dropped(profile: str) -> None:
    made = lowered("match n { 1 => 1, m => m, _ => 3 }", "{n: Int}", profile)
    for node in everything((made.root.behaviours[0].function.block,)):
        if isinstance(node, s.MatchStmt | x.Match):
            assert len(node.arms) == 2


@pytest.mark.parametrize("profile", NATIVE)
@pytest.mark.parametrize(
    ("params", "body"),
    [
        ("{n: Int, k: Int}", "match n { 9 if (let s: Int8 = k; s > 0) => 1, 9 => 2, _ => 3 }"),
        (
            "{n: Int?, k: Int}",
            "match n { optional.of(m) if (let s: Int8 = k; s > m) => m, optional.of(m) => -m,"
            " optional.none() => 3 }",
        ),
    ],
)
def test_a_guard_with_statements_keeps_the_match_native(
    params: str, body: str, profile: str
) -> None:
    made = lowered(body, params, profile)
    nodes = list(everything((made.root.behaviours[0].function.block,)))
    flat = s.Switch | s.IsSome if NATIVE[profile].native_options else s.Switch
    assert not any(isinstance(node, flat) for node in nodes)
