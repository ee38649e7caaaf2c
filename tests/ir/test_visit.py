from __future__ import annotations

from tests.ir.building import typed
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.interp import Interpreter
from vibee_compiler.ir.module import Program
from vibee_compiler.ir.visit import (
    free_vars,
    fresh_copy,
    fresh_from,
    map_children,
    substitute,
    transform,
    uids,
    walk,
)

VARIABLES: dict[str, t.Type] = {"a": t.INT, "b": t.INT, "f": t.FnT((t.INT,), t.INT)}
NODE = typed("let c = a + b; [1].map(d, c + d + a).sum() + f(b)", VARIABLES)


def test_free_vars() -> None:
    assert [var.name for var in free_vars(NODE).values()] == ["a", "b", "f"]


def test_nothing_changes_nothing() -> None:
    assert map_children(NODE, lambda part: part) is NODE
    assert transform(NODE, lambda part: part) is NODE


def test_transform_goes_from_parts_to_wholes() -> None:
    seen: list[str] = []

    def note(node: x.Expr) -> x.Expr:
        seen.append(type(node).__name__)
        return node

    transform(typed("1 + 2 * 3"), note)
    assert seen == ["Literal", "Literal", "Literal", "Op", "Op"]


def test_substitute() -> None:
    by = {1: typed("10"), 2: typed("20"), 3: x.FnRef("m", "g", VARIABLES["f"])}
    node = substitute(NODE, by)
    assert not free_vars(node)
    assert any(isinstance(one, x.Call) and one.name == "g" for one in walk(node))
    plain = substitute(typed("a * b", VARIABLES), by)
    assert Interpreter(Program(())).evaluate(plain) == 200


def test_fresh_copies_share_no_bound_variable() -> None:
    fresh = fresh_from([NODE])
    copy = fresh_copy(NODE, fresh)
    assert free_vars(copy) == free_vars(NODE)
    assert uids([copy]) & uids([NODE]) == set(free_vars(NODE))
    assert len(uids([copy])) == len(uids([NODE]))
