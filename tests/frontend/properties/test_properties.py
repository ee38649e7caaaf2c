"""Properties: true ones give rows within their bounds, false ones a small counterexample."""

from __future__ import annotations

import pytest

from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.frontend.properties import check_property
from vibee_compiler.frontend.properties.generate import Source
from vibee_compiler.ir import expr as x
from vibee_compiler.ir.module import Program

SPEC = """\
name: demo
types:
  Colour: {{enum: [red, green]}}
  Item:
    fields:
      name: {{type: String, constraints: ["value != ''"]}}
      count: {{type: UInt8, constraints: ["value >= 3"]}}
      colour: Colour
      inner: Item?
behaviors:
  - name: twice
    params: {{n: Int}}
    returns: Int
    requires: ["n >= 0 && n <= 1000"]
    body: n * 2
    properties: [{twice}]
  - name: total
    params: {{items: List<Item>, limit: Int}}
    returns: Int
    errors: [TooMany]
    body: "items.size() > limit ? fail TooMany('') : items.map(i, i.count).sum()"
    properties: [{total}]
"""


def program(twice: str = "twice(n) >= n", total: str = "total(items, limit) >= 0") -> Program:
    text = SPEC.format(twice=f'"{twice}"', total=f'"{total}"')
    result = compile_spec("demo.vibee", text, run_examples=False)
    assert result.program is not None, result.diagnostics
    return result.program


def rows_of(checked: Program, behaviour: int) -> tuple[tuple[x.Expr, ...], ...]:
    root = checked.root
    found = root.behaviours[behaviour]
    return check_property(checked, root, found, found.properties[0]).rows


def test_rows_keep_the_bounds_of_requires() -> None:
    rows = rows_of(program(), 0)
    values = [row[0].value for row in rows if isinstance(row[0], x.Literal)]
    assert len(values) == 20
    assert values == sorted(values)  # type: ignore[type-var]
    assert values[0] == 0 and values[-1] == 1000


def test_rows_keep_constraints_and_discard_declared_errors() -> None:
    rows = rows_of(program(), 1)
    assert len(rows) == 20
    items = [item for row in rows if isinstance(row[0], x.ListLit) for item in row[0].items]
    assert items
    for item in items:
        assert isinstance(item, x.RecordLit)
        fields = dict(item.fields)
        assert fields["name"] != x.Literal("", fields["name"].type)


def test_the_same_spec_gives_the_same_rows() -> None:
    assert rows_of(program(), 1) == rows_of(program(), 1)
    assert Source("a").below(1 << 40) != Source("b").below(1 << 40)


@pytest.mark.parametrize(
    ("twice", "hint"),
    [
        ("twice(n) < 1000", "the smallest input found: {n: 500}"),
        ("twice(n) % 4 == 0", "the smallest input found: {n: 1}"),
    ],
)
def test_counterexamples_are_small(twice: str, hint: str) -> None:
    checked = program(twice)
    found = checked.root.behaviours[0]
    result = check_property(checked, checked.root, found, found.properties[0])
    assert [(d.code, d.hint) for d in result.diagnostics] == [("VB0717", hint)]
    assert result.rows == ()


def test_counterexamples_of_lists_are_small() -> None:
    checked = program(total="total(items, limit) < 7")
    found = checked.root.behaviours[1]
    (diagnostic,) = check_property(checked, checked.root, found, found.properties[0]).diagnostics
    assert diagnostic.code == "VB0717"
    assert diagnostic.hint is not None
    assert diagnostic.hint.count("count:") <= 3


@pytest.mark.parametrize("type_", ["Int8", "UInt16", "Small", "List<Small>", "Float32"])
def test_inputs_are_values_of_their_declared_types(type_: str) -> None:
    text = (
        "name: t\n"
        "types: {Small: {alias: Int, constraints: ['value > 3 && value < 9']}}\n"
        f"behaviors: [{{name: f, params: {{n: {type_}}}, body: n, properties: ['f(n) == f(n)']}}]\n"
    )
    assert compile_spec("t.vibee", text).diagnostics == ()
