from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from tests.ir.building import Text, program_of, typed
from tests.ir.declarations import MODULE, PROGRAM, constraint
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir import value_json
from vibee_compiler.ir.interp import (
    Budget,
    Interpreter,
    NotExecutable,
    OutOfBudget,
    Raised,
    evaluate,
)
from vibee_compiler.ir.interp.compiler import UnknownOp
from vibee_compiler.ir.module import (
    AliasDecl,
    Behaviour,
    Example,
    Field,
    Param,
    Program,
    Prose,
    Record,
)
from vibee_compiler.ir.values import NOTHING, FnValue, Some, same

N = {"n": t.INT}
CENTS = t.Alias("demo", "Cents", (), t.INT)
SPAN = Record(
    "Span",
    (
        Field("low", t.INT, constraints=(constraint("10 / value > 0", "value", t.INT),)),
        Field("high", t.INT, constraints=(constraint("value < 100", "value", t.INT),)),
    ),
)


def demo(**texts: Text) -> Interpreter:
    types = (AliasDecl("Cents", t.INT, constraints=(constraint("value >= 0", "value", t.INT),)),)
    return Interpreter(program_of((SPAN, *types), **texts))


def error_of(run: Any, *args: Any) -> str:
    with pytest.raises(Raised) as caught:
        run(*args)
    return caught.value.name


def value(text: str, int_bits: int = 64) -> Any:
    node = typed(text, {}, MODULE)
    return Interpreter(PROGRAM, int_bits).evaluate(node)


@pytest.mark.parametrize("depth", [500, 9000])
def test_nested_calls_work(depth: int) -> None:
    body = "n == 0 ? 0 : [n].map(k, 1 + down(k - 1)).fold(a, b, 0, a + b)"
    run = demo(down=Text(N, t.INT, body))
    assert run.call("demo", "down", [depth]) == depth


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("f(n + 1)", "depth"),
        ("let xs = lists.range(9000); xs.fold(a, _, 0, xs.fold(b, _, a, b))", "steps"),
        ('lists.range(100).fold(s, _, "ab", s + s).size()', "memory"),
        ('"x".repeat(9223372036854775807).size()', "memory"),
        ("lists.range(9223372036854775807).size()", "memory"),
        ("lists.range(1000000).map(k, [k, k, k]).size()", "memory"),
        ("lists.range(60).fold(xs, _, [1], xs + xs).size()", "memory"),
        ("lists.range(1000000).fold(m, k, {0: 0}, m.put(k, k)).size()", "memory"),
    ],
)
def test_budgets(body: str, what: str) -> None:
    program = program_of(f=Text(N, t.INT, body))
    run = Interpreter(program, budget=Budget(steps=3_000_000, depth=1000, memory=20_000_000))
    with pytest.raises(OutOfBudget) as caught:
        run.call("demo", "f", [0])
    # Copying counts as steps too, so work on large values may run out of either.
    assert caught.value.what in (what, "steps")
    again = Interpreter(program, budget=Budget(steps=10))
    with pytest.raises(OutOfBudget):
        again.call("demo", "f", [0])


def test_recursion_deeper_than_any_stack_is_a_verdict() -> None:
    run = Interpreter(program_of(f=Text(N, t.INT, "1 + f(n)")), budget=Budget(depth=10**9))
    with pytest.raises(OutOfBudget, match="depth"):
        run.call("demo", "f", [0])
    assert run.evaluate(typed("1 + 1")) == 2


def test_a_value_that_is_exponentially_larger_than_its_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(value_json, "MAX_PARTS", 10_000)
    tree = Record("Tree", (Field("kids", t.ListT(t.Named("demo", "Tree"))),))
    body = "lists.range(n).fold(t, _, Tree{kids: []}, Tree{kids: [t, t]})"
    program = program_of(
        (tree,),
        grow=Text(N, t.Named("demo", "Tree"), body),
        alike=Text(N, t.BOOL, "grow(n) == grow(n)"),
    )
    run = Interpreter(program, budget=Budget(steps=200_000))
    assert run.call("demo", "alike", [10]) is True
    run.call("demo", "grow", [100])
    with pytest.raises(OutOfBudget, match="steps"):
        run.call("demo", "alike", [100])
    assert evaluate(program, "grow", {"n": 100}).exit_code == 2


def test_contracts() -> None:
    run = demo(
        half=Text(N, t.INT, "n / 2", ("n >= 0", "100 / n > 0"), ("result * 2 <= n", "result < 40"))
    )
    assert run.call("demo", "half", [9]) == 4
    assert error_of(run.call, "demo", "half", [-1]) == "ContractViolation"
    assert error_of(run.call, "demo", "half", [0]) == "DivisionByZero"
    assert error_of(run.call, "demo", "half", [90]) == "ContractViolation"
    with pytest.raises(Raised, match="result < 40"):
        run.call("demo", "half", [90])


def test_stored_values() -> None:
    run = demo(
        narrow=Text(N, t.Sized("Int8"), "n + 1"),
        cents=Text({"n": CENTS}, t.INT, "n"),
        many=Text({"xs": t.ListT(t.Sized("UInt8"))}, t.INT, "xs.size()"),
        pair=Text({"xs": t.ArrayT(2, t.INT)}, t.INT, "xs[0] + xs[1]"),
        single=Text({"f": t.Sized("Float32")}, t.FLOAT, "f"),
    )
    assert run.call("demo", "narrow", [126]) == 127
    assert error_of(run.call, "demo", "narrow", [127]) == "Overflow"
    assert run.call("demo", "cents", [0]) == 0
    assert error_of(run.call, "demo", "cents", [-1]) == "ContractViolation"
    assert error_of(run.call, "demo", "many", [(0, 256)]) == "Overflow"
    assert run.call("demo", "pair", [(1, 2)]) == 3
    assert error_of(run.call, "demo", "pair", [(1, 2, 3)]) == "ContractViolation"
    assert run.call("demo", "single", [0.1]) == 0.10000000149011612
    assert run.call("demo", "single", [1e300]) == math.inf


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Span{low: 0, high: 1000}", "DivisionByZero"),
        ("Span{high: 1000, low: 0}", "DivisionByZero"),
        ("Span{low: 1, high: 1000}", "ContractViolation"),
        ("Span{...Span{low: 1, high: 1}, high: 100}", "ContractViolation"),
        ("Span{high: int('x'), low: 1 / 0}", "InvalidNumber"),
    ],
)
def test_records_are_checked_in_declared_order(text: str, name: str) -> None:
    program = program_of((SPAN,))
    node = typed(text, {}, program.root)
    assert error_of(Interpreter(program).evaluate, node) == name


def test_invariants_come_after_the_fields() -> None:
    span = t.Named("demo", "Range")
    bare = Record("Range", (Field("low", t.INT), Field("high", t.INT)))
    outline = program_of((bare,)).root
    rule = constraint("10 / (self.high - self.low) > 0", "self", span, outline)
    program = program_of((replace(bare, constraints=(rule,)),))
    run = Interpreter(program)

    def made(text: str) -> Any:
        return run.evaluate(typed(text, {}, program.root))

    assert made("Range{low: 1, high: 3}").get("high") == 3
    assert error_of(made, "Range{low: 1, high: 1}") == "DivisionByZero"
    assert error_of(made, "Range{...Range{low: 1, high: 3}, low: 4}") == "ContractViolation"


def test_constraints_inside_inputs() -> None:
    shapes = t.MapT(t.STRING, t.ListT(t.Named("demo", "Shape")))
    takes = Behaviour("f", (Param(x.Var("v", 1, shapes), shapes),), t.INT, Prose(), body=typed("1"))
    program = Program((replace(MODULE, behaviours=(takes,)),))

    def given(shape: Any) -> str | None:
        return evaluate(program, "f", [{"a": ["Empty", shape]}]).error

    assert given({"Circle": {"radius": 1.0}}) is None
    assert given({"Circle": {"radius": -1.0}}) == "ContractViolation"
    assert given({"Dots": {"count": 256}}) == "Overflow"


def test_evaluation_order() -> None:
    for text in ("(1 / 0, int('a'))", "[1 / 0, int('a')]", "{1 / 0: int('a')}"):
        assert error_of(value, text) == "DivisionByZero"
    assert error_of(value, "int('a') > 1 / 0") == "InvalidNumber"
    assert value("let x = 1; let x = x + 1; [x].map(x, x * 10)[0] + x") == 22


@pytest.mark.parametrize(
    ("text", "by_bits"),
    [
        ("2147483647 + 1", {64: 2147483648, 53: 2147483648, 32: "Overflow"}),
        ("9007199254740991 + 1", {64: 9007199254740992, 53: "Overflow", 32: "Overflow"}),
        ("-9007199254740991 - 1", {64: -9007199254740992, 53: "Overflow", 32: "Overflow"}),
        ("-2147483648 / -1", {64: 2147483648, 53: 2147483648, 32: "Overflow"}),
        ("math.bitNot(2147483647)", {64: -2147483648, 53: -2147483648, 32: -2147483648}),
        ("math.bitShiftLeft(1, 52)", {64: 2**52, 53: 2**52, 32: "Overflow"}),
        ("math.bitShiftRight(-1, 1)", {64: 2**63 - 1, 53: "Overflow", 32: "Overflow"}),
        ("int(3.0e15)", {64: 3 * 10**15, 53: 3 * 10**15, 32: "Overflow"}),
        ("int('3000000000')", {64: 3 * 10**9, 53: 3 * 10**9, 32: "Overflow"}),
        ("int(timestamp('2100-01-01T00:00:00Z'))",
         {64: 4102444800, 53: 4102444800, 32: "Overflow"}),
    ],
)  # fmt: skip
def test_widths(text: str, by_bits: dict[int, Any]) -> None:
    for bits, wanted in by_bits.items():
        if isinstance(wanted, str):
            assert error_of(value, text, bits) == wanted
        else:
            assert value(text, bits) == wanted


def test_inputs_that_a_width_cannot_hold() -> None:
    program = program_of(f=Text({"o": t.OptionT(t.INT)}, t.BOOL, "o.hasValue()"))
    assert Interpreter(program).call("demo", "f", [Some(2**53)]) is True
    assert error_of(Interpreter(program, 53).call, "demo", "f", [Some(2**53)]) == "Overflow"
    assert Interpreter(program, 53).call("demo", "f", [Some(-(2**53) + 1)]) is True


def test_function_values() -> None:
    run = demo(
        inc=Text(N, t.INT, "n + 1"),
        twice=Text({"f": t.FnT((t.INT,), t.INT), "n": t.INT}, t.INT, "f(f(n))"),
        four=Text({}, t.INT, "twice(inc, 2)"),
    )
    assert run.call("demo", "four", []) == 4
    assert run.call("demo", "twice", [FnValue("demo", "inc"), 5]) == 7


def test_what_cannot_be_called() -> None:
    run = demo(todo=Text(N, t.INT, None))
    with pytest.raises(NotExecutable, match="not implemented"):
        run.call("demo", "todo", [1])
    with pytest.raises(NotExecutable):
        run.call("demo", "nothing", [])
    with pytest.raises(NotExecutable):
        run.call("demo", "todo", [])
    with pytest.raises(UnknownOp, match=r"list\.shuffle"):
        run.evaluate(x.Op("list.shuffle", (), t.INT))


def test_results_hold_tuples_only() -> None:
    node = typed("lists.range(100).fold((n, xs), x, (0, []), (n + 1, xs + [x]))")
    count, items = Interpreter(Program(())).evaluate(node)
    assert count == 100
    assert type(items) is tuple
    assert items == tuple(range(100))


def test_older_versions_stay_what_they_were() -> None:
    text = """
        let xs = lists.range(40) + [];
        let grown = lists.range(3).fold(a, x, xs + [0], a + [x]);
        let one = grown + [1];
        let two = grown + [2];
        (grown.size(), one[44], two[44], one.size(), grown.last())
    """
    assert value(text) == (44, 1, 2, 45, 2)
    text = """
        let m = lists.range(50).fold(m, x, {0: 0}, m.put(x, x));
        let a = m.put(1, 100).remove(2);
        let b = m.put(1, 200);
        let both = lists.range(20).map(i, m[i] + b[i]).sum();
        (m[1], a[1], b[1], 2 in a, 2 in m, m.size(), a.size(), both)
    """
    assert value(text) == (1, 100, 200, False, True, 50, 49, 190 + 190 + 199)


def example(expected: str | None, raises: str | None = None, tolerance: float | None = None) -> Any:
    wanted = None if expected is None else typed(expected)
    return Example(None, (typed("3"),), wanted, raises, tolerance)


@pytest.mark.parametrize(
    ("case", "passed"),
    [
        (example("0.30000000000000004"), True),
        (example("0.3"), False),
        (example("0.3", tolerance=1e-9), True),
        (example("0.31", tolerance=1e-9), False),
        (example(None, "Overflow"), False),
    ],
)
def test_examples(case: Example, passed: bool) -> None:
    run = demo(f=Text(N, t.FLOAT, "lists.range(n).fold(a, _, 0.0, a + 0.1)"))
    verdict = run.run_example("demo", "f", case)
    assert verdict.passed is passed
    assert verdict.got == 0.30000000000000004


def test_examples_that_raise() -> None:
    run = demo(f=Text(N, t.INT, "n > 2 ? fail Odd('no ' + string(n)) : f(n)"))
    assert run.run_example("demo", "f", example(None, "Odd")).passed
    verdict = run.run_example("demo", "f", example("1"))
    assert (verdict.passed, verdict.error, verdict.message) == (False, "Odd", "no 3")
    endless = demo(f=Text(N, t.INT, "f(n)"))
    assert endless.run_example("demo", "f", example("1")).exhausted == "depth"


def test_prepared_expressions() -> None:
    node = typed("a * 2 + b.orValue(0)", {"a": t.INT, "b": t.OptionT(t.INT)})
    places = (x.Var("a", 1, t.INT), x.Var("b", 2, t.OptionT(t.INT)))
    call = Interpreter(Program(())).prepare(node, places)
    assert [call(n, NOTHING) for n in (1, 2)] == [2, 4]
    assert call(1, Some(5)) == 7


@pytest.mark.parametrize(
    ("data", "text", "problem"),
    [
        ({"n": 4}, "5", None),
        ([4], "5", None),
        ({"n": "x"}, None, 'n: expected an integer of 64 bits, found "x"'),
        ({"m": 1}, None, "no parameter is called m; there are n"),
        ({}, None, "n: the argument is missing"),
        ([1, 2], None, "the input is an object or an array of at most 1"),
        ([2**63 - 1], None, "Overflow: an integer out of range"),
        (7, None, "the input is an object or an array of at most 1"),
    ],
)
def test_eval(data: Any, text: str | None, problem: str | None) -> None:
    program = program_of(inc=Text(N, t.INT, "n + 1"))
    outcome = evaluate(program, "inc", data)
    assert (outcome.text, outcome.problem) == (text, problem)
    assert evaluate(program, "demo.inc", data) == outcome
    assert evaluate(program, "dec", data).exit_code == 2


def test_eval_of_an_expression() -> None:
    node = typed('{"b": [0.0 / 0.0], "a": [1.5]}')
    assert evaluate(None, expression=node).text == '{"a": [1.5], "b": ["NaN"]}'


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('"abab".lastIndexOf("ab", 2)', 2),
        ('"abab".lastIndexOf("ab", 1)', 0),
        ('"aaaa".replace("aa", "b", 1)', "baa"),
        ('"\\U0001f431x".indexOf("x")', 1),
        ("[0.0 / 0.0, 1.0, -1.0].sortBy(x, [x])", (-1.0, 1.0, math.nan)),
        ("[[1.0, 0.0 / 0.0]].distinct().size()", 1),
        ('timestamp("2024-03-31T01:30:00Z").getHours("Europe/Berlin")', 3),
        ('timestamp("0001-01-01T00:00:00Z").getHours("Asia/Tokyo")', 9),
        ('"%s|%%|%.1f".format([{"b": [1.5], "a": []}, 2.25])', "{a: [], b: [1.5]}|%|2.2"),
    ],
)
def test_small_things(text: str, wanted: Any) -> None:
    assert same(value(text), wanted)
