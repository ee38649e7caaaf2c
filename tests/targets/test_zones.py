"""UTC and fixed offsets are for every target; only what may be a named zone is left out."""

from __future__ import annotations

import pytest

from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.ir.module import Program
from vibee_compiler.targets import registry
from vibee_compiler.targets.unsupported import without_unsupported

LACKING = [
    name
    for name in registry.installed()
    if "named_zones" in registry.load(name).profile.unsupported
]

FIXED = {
    "written": 't.getHours("+05:30")',
    "UTC": 't.getDate("UTC")',
    "no sign": 't.getMinutes("01:00")',
    "none anywhere": 't.getHours("")',
    "constant": "t.getHours(HOME)",
    "let": 'let z = "-02:00"; t.getHours(z)',
    "let of let": 'let y = "-02:00"; let z = y; t.getHours(z)',
    "both branches": 't.getHours(b ? "+01:00" : "UTC")',
    "arms": 't.getHours(match b { true => HOME, _ => fail Nowhere("") })',
    "in a macro": 'let z = b ? "UTC" : HOME; [t].map(o, o.getHours(z)).sum()',
}
NAMED = {
    "written": 't.getHours("Europe/Paris")',
    "constant": "t.getHours(PARIS)",
    "one branch": 't.getHours(b ? "+01:00" : "Europe/Paris")',
    "one arm": 't.getHours(match b { true => PARIS, _ => "UTC" })',
    "parameter": "t.getHours(s)",
    "computed": 't.getHours("+0" + s)',
    "let of a parameter": 'let z = b ? s : "UTC"; t.getHours(z)',
    "element": '["UTC", "+01:00"].map(z, t.getHours(z)).sum()',
    "one of two uses": 't.getHours("UTC") + t.getHours(s)',
}


def compiled(body: str) -> Program:
    text = f"""\
name: clocks
constants: {{HOME: {{type: String, value: "+02:00"}}, PARIS: {{type: String, value: Europe/Paris}}}}
behaviors:
  - name: f
    params: {{t: Timestamp, b: Bool, s: String}}
    returns: Int
    errors: [Nowhere]
    body: |
      {body}
"""
    program = compile_spec("clocks.vibee", text).program
    assert program is not None
    return program


@pytest.mark.parametrize("name", LACKING)
@pytest.mark.parametrize("body", FIXED.values(), ids=list(FIXED))
def test_offsets_need_no_data(name: str, body: str) -> None:
    program, diagnostics = without_unsupported(compiled(body), registry.load(name).profile)
    assert diagnostics == ()
    assert program.root.behaviours[0].body is not None


@pytest.mark.parametrize("name", LACKING)
@pytest.mark.parametrize("body", NAMED.values(), ids=list(NAMED))
def test_what_may_be_a_name_is_told_and_becomes_a_stub(name: str, body: str) -> None:
    program, diagnostics = without_unsupported(compiled(body), registry.load(name).profile)
    assert [d.code for d in diagnostics] == ["VB0802"]
    assert "named zones" in diagnostics[0].message
    assert "`f`" in diagnostics[0].message
    assert program.root.behaviours[0].body is None


def test_some_target_lacks_names() -> None:
    assert LACKING
