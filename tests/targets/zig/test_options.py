"""Values that may be absent, as Zig says it: captures and `orelse`."""

from __future__ import annotations

import pytest
from vibee_plugins.zig.options import present, steady

from tests.targets.zig.test_output import behaviour, made
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s

MATCH = "match x { optional.of(v) => %s, optional.none() => %s }"

CASES = [
    ("{x: Int?}", "Int", MATCH % ("v / 2", "0"), "if (x) |value| @divTrunc(value, 2) else 0"),
    ("{x: Int?}", "Int", MATCH % ("v", "0"), "return x orelse 0;"),
    ("{x: Int?}", "Int", "x.hasValue() ? x.value() : 7", "return x orelse 7;"),
    ("{x: Int?}", "Int", "!x.hasValue() ? 7 : x.value() / 2", "if (x) |value|"),
    ("{x: Int?}", "Bool", "x == optional.none()", "return x == null;"),
    ("{x: Int?}", "Bool", "x != optional.none()", "return x != null;"),
    ("{x: Int?}", "Bool", "x.hasValue() && x.value() > 3", "return x != null and x.? > 3;"),
    ("{m: 'Map<String, Int>'}", "Int", "'a' in m ? m['a'] : 3", 'm.get("a") orelse 3'),
    (
        "{ages: 'Map<String, Int>', k: String}",
        "Int",
        "match ages[?k] { optional.of(v) => v / 2, optional.none() => 7 }",
        "if (ages.get(k)) |value|",
    ),
    (
        "{xs: 'List<Int?>'}",
        "Int",
        "xs.fold(s, x, 0, " + MATCH % ("s + v % 9", "s") + ")",
        "if (x) |value| s = try math.add(i64, s, @rem(value, 9));",
    ),
]


@pytest.mark.parametrize(("params", "returns", "body", "shown"), CASES)
def test_what_is_tested_is_captured(params: str, returns: str, body: str, shown: str) -> None:
    assert shown in behaviour(params, returns, body)


def test_what_leaves_stands_behind_orelse() -> None:
    body = "let y = " + MATCH % ("v", "fail No('')") + "; y / 2 + y % 2"
    spec = "name: demo\nbehaviors:\n  - {name: run, params: {x: Int?}, returns: Int, "
    shown = made(f'{spec}errors: [No], body: "{body}"}}')["src/demo.zig"]
    assert "const y = x orelse return error.No;" in shown
    assert "var y" not in shown


def test_what_is_changed_where_it_is_taken_is_no_capture() -> None:
    var = x.Var("found", 1, t.OptionT(t.INT))
    local = x.Local(var, var.type)
    test = present(s.IsSome(local, t.BOOL))
    assert test is not None
    other = x.Var("other", 2, t.INT)
    assert steady(test, (s.Assign(other, x.Literal(1, t.INT)),))
    assert not steady(test, (s.Assign(var, x.Op("optional.none", (), var.type)),))
