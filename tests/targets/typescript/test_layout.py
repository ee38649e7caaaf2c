"""Trees laid out as prettier lays them out; the expected texts are what prettier made of them."""

from __future__ import annotations

import pytest
from vibee_plugins.typescript import prettier
from vibee_plugins.typescript import syntax as js
from vibee_plugins.typescript.layout import render
from vibee_plugins.typescript.syntax import Name, Node, call, method, number

LONG = Name("a" * 30)
WIDE = js.Binary("&&", js.Binary("===", LONG, number(1)), js.Binary("===", LONG, number(2)))


def laid_out(node: Node) -> str:
    return render(prettier.doc(node), width=80)


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (js.Binary("+", js.Binary("%", Name("a"), Name("b")), js.ZERO), "(a % b) + 0"),
        (js.Binary("*", Name("a"), js.Binary("+", Name("b"), Name("c"))), "a * (b + c)"),
        (js.Binary("||", js.Binary("&&", Name("a"), Name("b")), Name("c")), "(a && b) || c"),
        (js.Unary("!", js.Binary("<", Name("a"), Name("b"))), "!(a < b)"),
        (js.spread(js.Binary("??", Name("a"), js.Items(()))), "...(a ?? [])"),
        (method(js.As(Name("a"), "T"), "f"), "(a as T).f()"),
        (js.Arrow("x", js.Object((("a", Name("x")),))), "(x) => ({ a: x })"),
        (js.Arrow("x", js.Cond(Name("x"), number(1), number(2))), "(x) => (x ? 1 : 2)"),
    ],
)
def test_parentheses(node: Node, expected: str) -> None:
    assert laid_out(node) == expected


def test_a_chain_of_three_calls_with_a_function_is_broken() -> None:
    node = method(method(method(Name("xs"), "map", js.Arrow("x", WIDE)), "filter"), "join")
    assert laid_out(node).splitlines()[0] == "xs"
    assert len(laid_out(method(method(Name("xs"), "map", Name("f")), "join")).splitlines()) == 1


def test_a_last_function_hugs_its_call() -> None:
    node = call("f", Name("b"), js.Arrow("x", call("g", LONG, LONG, LONG)))
    lines = laid_out(node).splitlines()
    assert lines[0] == "f(b, (x) =>"
    assert lines[-1] == ")"


def test_two_functions_stand_one_a_line() -> None:
    node = call("f", js.Arrow("x", Name("x")), js.Arrow("y", Name("y")))
    assert laid_out(node) == "f(\n  (x) => x,\n  (y) => y,\n)"


def test_numbers_fill_lines() -> None:
    node = js.Items(tuple(number(10_000_000 + n) for n in range(12)))
    assert [len(line) for line in laid_out(node).splitlines()] == [1, 71, 51, 1]


def test_operators_go_below_what_they_are_assigned_to() -> None:
    made = render(prettier.assigned("const value =", WIDE), width=60)
    assert made.splitlines()[0] == "const value ="
