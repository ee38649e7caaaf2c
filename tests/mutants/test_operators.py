"""Mutation operators: what each makes of a body, and that every mutant is a sound program."""

from __future__ import annotations

from pathlib import Path

import pytest

from vibee_compiler.frontend.check.depth import deep_recursion
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.ir.module import Behaviour, Program
from vibee_compiler.ir.signatures import table
from vibee_compiler.ir.verify import verify_expression
from vibee_compiler.mutants import Mutant, mutants
from vibee_compiler.mutants.make import changed_text
from vibee_compiler.mutants.operators import OPERATORS
from vibee_compiler.mutants.siblings import SIBLINGS

SPECS = Path(__file__).parents[2] / "specs"

TYPES = """\
name: demo
types:
  Light: {enum: [red, green, blue]}
  Pair: {fields: {a: Int, b: Int, name: String}}
  Small: {alias: Int8}
  Tree:
    variants:
      - Sum: {left: Int, right: Int}
      - Product: {left: Int, right: Int}
      - Leaf
behaviors:
  - name: f
"""


def made(params: str, body: str, returns: str = "Int") -> tuple[Program, Behaviour]:
    lines = "".join(f"      {line}\n" for line in body.splitlines())
    text = f"{TYPES}    params: {params}\n    returns: {returns}\n    body: |\n{lines}"
    result = compile_spec("demo.vibee", text)
    assert result.program is not None, result.diagnostics
    return result.program, result.program.root.behaviours[0]


def changes(params: str, body: str, operator: str, returns: str = "Int") -> list[str]:
    program, behaviour = made(params, body, returns)
    found = mutants(program, program.root, behaviour)
    texts = [(one, *changed_text(one)) for one in found]
    return [f"{before} -> {after}" for one, before, after in texts if one.operator == operator]


TABLE: list[tuple[str, str, str, str, list[str]]] = [
    ("sibling", "{a: Int, b: Int}", "a * b", "Int", ["a * b -> a + b"]),
    ("sibling", "{xs: List<Int>}", "xs.min()", "Int", ["xs.min() -> xs.max()"]),
    ("comparison", "{a: Int}", "a < 3", "Bool", ["a < 3 -> a <= 3", "a < 3 -> a >= 3"]),
    ("comparison", "{a: Light}", "a != Light.red", "Bool", ["a != Light.red -> a == Light.red"]),
    ("comparison", "{a: Tree}", "a != Tree.Leaf", "Bool", ["a != Tree.Leaf -> a == Tree.Leaf"]),
    ("negation", "{p: Bool}", "p ? 1 : 2", "Int", ["p -> !p"]),
    ("negation", "{p: Bool}", "!p", "Bool", ["!p -> p"]),
    ("logic", "{p: Bool, q: Bool}", "p && q", "Bool", ["p && q -> p", "p && q -> q"]),
    ("branch", "{p: Bool}", "p ? 1 : 2", "Int", ["p ? 1 : 2 -> 1", "p ? 1 : 2 -> 2"]),
    ("branch", "{p: Bool}", "p ? fail NoValue('') : 2", "Int", ["p ? fail NoValue('') : 2 -> 2"]),
    ("constant", "{}", "7", "Int", ["7 -> 8", "7 -> 6"]),
    ("constant", "{}", "9223372036854775807", "Int",
     ["9223372036854775807 -> 9223372036854775806"]),
    ("constant", "{}", "1.5", "Float", ["1.5 -> 2.5", "1.5 -> -1.5"]),
    ("constant", "{}", "'ab'", "String", ["'ab' -> ''", "'ab' -> 'ab?'"]),
    ("constant", "{}", "''", "String", ["'' -> '?'"]),
    ("constant", "{}", "true", "Bool", ["true -> false"]),
    ("constant", "{}", "127", "Small", ["127 -> 126"]),
    ("constant", "{s: String}", "s.matches('a+')", "Bool", []),
    ("constant", "{}", "fail NoValue('x')", "Int", []),
    ("enum", "{}", "Light.blue", "Light", ["Light.blue -> Light.red"]),
    ("variant", "{a: Int}", "Tree.Sum{left: a, right: 1}", "Tree",
     ["Tree.Sum{left: a, right: 1} -> Tree.Product{left: a, right: 1}"]),
    ("operands", "{a: Int, b: Int}", "a - b", "Int", ["a - b -> b - a"]),
    ("operands", "{a: Int, b: Int}", "a + b", "Int", []),
    ("left out", "{xs: List<Int>}", "xs.filter(x, x > 0)", "List<Int>",
     ["xs.filter(x, x > 0) -> xs"]),
    ("left out", "{xs: List<Int>}", "xs.fold(a, x, 1, a * x)", "Int",
     ["xs.fold(a, x, 1, a * x) -> 1", "a * x -> a"]),
    ("index", "{xs: List<Int>, k: Int}", "xs[k]", "Int",
     ["xs[k] -> xs[k + 1]", "xs[k] -> xs[k - 1]"]),
    ("element", "{}", "[1, 2, 3]", "List<Int>", ["[1, 2, 3] -> [2, 3]", "[1, 2, 3] -> [1, 2]"]),
    ("entry", "{}", "{'a': 1}", "Map<String, Int>", ["{'a': 1} -> {}"]),
    ("option", "{a: Int}", "optional.of(a)", "Int?", ["optional.of(a) -> optional.none()"]),
    ("option", "{a: Int}", "result.ok(a)", "Result<Int, Int>", ["result.ok(a) -> result.err(a)"]),
    ("error", "{}", "fail NoValue('x')", "Int", ["fail NoValue('x') -> fail InvalidArgument('x')"]),
    ("field", "{p: Pair}", "p.a", "Int", ["p.a -> p.b"]),
    ("field", "{p: Pair}", "p.name", "String", []),
    ("tuple", "{p: '(Int, String, Int)'}", "p[0]", "Int", ["p[0] -> p[2]"]),
    ("update", "{p: Pair}", "Pair{...p, a: 1, b: 2}", "Pair",
     ["Pair{...p, a: 1, b: 2} -> p", "Pair{...p, a: 1, b: 2} -> Pair{...p, b: 2}",
      "Pair{...p, a: 1, b: 2} -> Pair{...p, a: 1}"]),
    ("parameter", "{a: Int, b: Int}", "a", "Int", ["a -> b"]),
    ("arm", "{p: Light}", "match p { red => 1, green => 2, blue => 2 }", "Int",
     ["match p { Light.red => 1, Light.green => 2, Light.blue => 2 } -> "
      "match p { Light.red => 2, Light.green => 1, Light.blue => 2 }"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("operator", "params", "body", "returns", "expected"),
    TABLE,
    ids=[f"{row[0]}: {row[2]}" for row in TABLE],
)
def test_operator(operator: str, params: str, body: str, returns: str, expected: list[str]) -> None:
    assert changes(params, body, operator, returns) == expected


def test_every_operator_has_a_case() -> None:
    assert {row[0] for row in TABLE} == {operator.id for operator in OPERATORS}


def test_siblings_have_the_same_parts() -> None:
    entries = table().entries
    for one, others in SIBLINGS.items():
        for other in others:
            shapes = [
                ([(p.type, [t for _, t in p.binders]) for p in e.parts], e.result, e.variadic)
                for e in (entries[one], entries[other])
            ]
            assert shapes[0] == shapes[1], (one, other)
            assert set(entries[other].constraints) <= set(entries[one].constraints), (one, other)


def listed(path: Path) -> tuple[Program, list[tuple[Behaviour, Mutant]]]:
    program = compile_spec(path, run_examples=False).program
    assert program is not None
    with deep_recursion():
        return program, [
            (one, mutant)
            for one in program.root.behaviours
            for mutant in mutants(program, program.root, one)
        ]


@pytest.mark.parametrize("name", ["shop", "calculator_tree", "text_tools", "traffic_light"])
def test_mutants_are_sound(name: str) -> None:
    program, found = listed(SPECS / "examples" / f"{name}.vibee")
    assert len(found) > 50
    for one, mutant in found:
        assert one.body is not None
        faults = verify_expression(mutant.body, program, [p.var for p in one.params])
        assert faults == [], changed_text(mutant)
        assert mutant.body.type == one.body.type
        assert mutant.body != one.body


def test_mutants_are_numbered_and_distinct() -> None:
    program, found = listed(SPECS / "examples" / "shop.vibee")
    _, again = listed(SPECS / "examples" / "shop.vibee")
    assert [m for _, m in found] == [m for _, m in again]
    for one in program.root.behaviours:
        own = [mutant for b, mutant in found if b is one]
        assert [mutant.number for mutant in own] == list(range(1, len(own) + 1))
        assert len({mutant.body for mutant in own}) == len(own)


def test_a_deep_body_is_no_trouble() -> None:
    body = " + ".join(["a"] * 150)
    assert len(changes("{a: Int}", body, "sibling")) == 2 * 149
