from __future__ import annotations

from collections import Counter

import pytest

from vibee_compiler.corpus.families import LENGTH, family
from vibee_compiler.corpus.splits import SPLITS, split
from vibee_compiler.frontend.pipeline import compile_spec

SPEC = """
name: shop
types:
  Line: {fields: {price: Int, quantity: Int}}
  Order: {fields: {lines: List<Line>, note: String?}}
behaviors:
  - name: total
    given: An order
    when: The total is asked for
    then: Returns it
    params: {order: Order}
    returns: Int
    body: order.lines.map(l, l.price * l.quantity).sum() + 1
    examples:
      - input: {order: {lines: []}}
        expected: 1
  - name: twice
    params: {order: Order}
    returns: Int
    body: total(order) * 2
"""


def of(text: str) -> str:
    result = compile_spec("shop.vibee", text)
    assert result.program is not None, result.diagnostics
    return family(result.program)


EXAMPLES = """    examples:
      - input: {order: {lines: []}}
        expected: 1
"""
BARE = SPEC.replace(EXAMPLES, "")
RENAMED = SPEC.replace("Line", "Beam").replace("Order", "Bridge").replace("order", "bridge")
RENAMED = RENAMED.replace("price", "width").replace("total", "area").replace("shop", "bridges")


@pytest.mark.parametrize(
    "text",
    [
        RENAMED,
        SPEC.replace("+ 1", "+ 7").replace("expected: 1", "expected: 7"),
        SPEC.replace("Returns it", "Отдаёт сумму"),
        SPEC.replace(EXAMPLES, ""),
    ],
    ids=["names", "literals", "prose", "examples"],
)
def test_what_does_not_make_another_family(text: str) -> None:
    assert text != SPEC
    assert of(text) == of(SPEC)


def test_the_order_of_declarations_does_not() -> None:
    head, _, rest = SPEC.partition("  - name: total")
    first, _, second = rest.partition("  - name: twice")
    assert of(f"{head}  - name: twice{second}  - name: total{first}") == of(SPEC)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("l.price * l.quantity", "l.price + l.quantity"),
        ("l.price * l.quantity", "l.price * l.price"),
        ("quantity: Int", "quantity: Int, tax: Int"),
        ("note: String?", "note: String"),
        (" + 1", ""),
        ("total(order) * 2", "total(order) * total(order)"),
    ],
)
def test_what_does(old: str, new: str) -> None:
    assert old in BARE
    assert of(BARE.replace(old, new)) != of(BARE)


def test_a_family_is_hexadecimal() -> None:
    made = of(SPEC)
    assert len(made) == LENGTH
    int(made, 16)


def test_shares_of_splits() -> None:
    counts = Counter(split(f"{i:016x}") for i in range(10_000))
    assert set(counts) == set(SPLITS)
    assert 8_850 <= counts["train"] <= 9_150
    assert 400 <= counts["test"] <= 600
