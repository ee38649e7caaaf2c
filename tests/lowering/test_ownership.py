"""Last uses of variables and their fields, and parameters that functions take over."""

from __future__ import annotations

import pytest

from tests.lowering.profiles import PROFILES
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.ir import expr as x
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.moves import taken_from
from vibee_compiler.lowering.ownership import all_functions
from vibee_compiler.lowering.pipeline import lower
from vibee_compiler.lowering.walk import everything

SPEC = """
vibee: 1
name: owned
types:
  Log: {{fields: {{lines: List<String>, word: String, size: Int}}}}
behaviors:
  - name: outer
    params: {{log: Log, words: List<String>, n: Int}}
    returns: {returns}
    body: |
      {outer}
  - name: inner
    internal: true
    params: {{log: Log, n: Int}}
    returns: List<String>
    requires: ["n < 9"]
    body: |
      {inner}
"""
MADE = 'inner(Log{lines: words, word: "", size: 1}, n)'


def functions(outer: str, inner: str, returns: str = "List<String>") -> dict[str, s.Function]:
    result = compile_spec("owned.vibee", SPEC.format(outer=outer, inner=inner, returns=returns))
    assert result.program is not None, [d.message for d in result.diagnostics]
    lowered = lower(result.program, PROFILES["results"])
    return {name: one for (_, name), one in all_functions(lowered)}


@pytest.mark.parametrize(
    ("outer", "inner", "wanted"),
    [
        (MADE, "log.lines", True),
        (MADE, "n < 0 ? log.lines : log.lines + [log.word]", True),
        (MADE, "n < 0 ? log.lines : inner(Log{...log, size: n}, n - 1)", True),
        (MADE, 'inner(Log{...log, word: log.word + "x"}, n - 1)', True),
        (MADE, "[string(log.size)]", False),
        (MADE, "n < 0 ? [] : inner(log, n - 1)", False),
        ("inner(log, n)", "log.lines", False),
        ('let l = Log{lines: words, word: "", size: 1}; inner(l, n)', "log.lines", True),
        (
            'let l = Log{lines: words, word: "", size: 1}; inner(l, n) + inner(l, n)',
            "log.lines",
            False,
        ),
        (
            'let l = Log{lines: words, word: "", size: 1}; inner(l, n) + [l.word]',
            "log.lines",
            False,
        ),
        (f"{MADE} + inner(log, n)", "log.lines", False),
        ("words.fold(at, w, [], inner(Log{lines: at, word: w, size: 1}, n))", "log.lines", True),
    ],
)
def test_a_parameter_is_taken_over_where_all_agree(outer: str, inner: str, wanted: bool) -> None:
    found = functions(outer, inner)
    assert not found["outer"].consumes
    assert bool(found["inner"].consumes) == wanted


def taken(root: object) -> list[str]:
    """What is moved, in order: variables, and fields of variables."""
    whole = [one for one in everything(root) if isinstance(one, x.FieldGet) and taken_from(one)]
    inside = [id(one.base) for one in whole]
    names: list[str] = []
    for one in everything(root):
        if one in whole or (isinstance(one, s.Take) and id(one) not in inside):
            var = taken_from(one)
            assert var is not None
            names.append(f"{var.name}.{one.name}" if isinstance(one, x.FieldGet) else var.name)
    return names


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("[log.word]", ["log.word"]),
        ("[log.word, log.word]", ["log.word"]),
        ("log.lines + [log.word]", ["log.lines", "log.word"]),
        ("let l = log; l.lines + [l.word]", ["log.lines", "log.word"]),
        (
            "log.size > 3 ? [] : [log.lines[0]] + inner(Log{...log, word: log.word}, 1)",
            ["log", "log.word"],
        ),
        ("inner(Log{...log, word: string(n)}, 1)", ["log"]),
        (
            "log.size > 3 ? log.lines : inner(Log{...log, word: log.lines[0]}, 1)",
            ["log.lines", "log"],
        ),
    ],
)
def test_fields_are_moved_one_by_one(body: str, wanted: list[str]) -> None:
    assert taken(functions(MADE, body)["inner"].block) == wanted


def test_a_variable_of_a_loop_is_moved_where_it_gets_a_value_again() -> None:
    body = "words.fold((all, now), w, ([], ''), w == '' ? (all + [now], '') : (all, now + w))[0]"
    block = functions(body, "log.lines")["outer"].block
    pushed = next(one for one in everything(block) if isinstance(one, s.Change))
    assert taken(pushed.args) == ["now"]


def test_a_variable_that_only_some_paths_set_again_is_not_moved() -> None:
    body = (
        "words.fold((all, now), w, ([], ''), "
        "(all + [now], w == '' ? '' : w == 'x' ? now : now + w))[0]"
    )
    block = functions(body, "log.lines")["outer"].block
    pushed = next(one for one in everything(block) if isinstance(one, s.Change))
    assert taken(pushed.args) == []
