"""Maranget's algorithm against trying all values of small types."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from vibee_compiler.frontend.check.environment import Env
from vibee_compiler.frontend.check.exhaustive import Usefulness
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Enum, Field, Module, Sum, Variant

LEVEL = t.Named("demo", "Level")
SHAPE = t.Named("demo", "Shape")
MODULE = Module(
    "demo",
    "demo",
    types=(
        Enum("Level", ("low", "mid", "high")),
        Sum(
            "Shape",
            (
                Variant("Flag", (Field("on", t.BOOL), Field("at", LEVEL))),
                Variant("Empty"),
            ),
        ),
    ),
)
ENV = Env("", {"demo": MODULE})
TYPE = t.TupleT((t.OptionT(LEVEL), SHAPE, t.ListT(t.BOOL)))


def values(type_: t.Type) -> list[object]:
    match type_:
        case t.Prim("Bool"):
            return [False, True]
        case t.OptionT(elem):
            return [None, *((value,) for value in values(elem))]
        case t.Named(_, "Level"):
            return ["low", "mid", "high"]
        case t.Named(_, "Shape"):
            flags = [("Flag", {"on": a, "at": b}) for a in (True, False) for b in values(LEVEL)]
            return [("Empty", {}), *flags]
        case t.ListT(elem):
            pairs = [[a, b] for a in values(elem) for b in values(elem)]
            triples = [[a, *pair] for a in values(elem) for pair in pairs]
            longer = [[a, *one] for a in values(elem) for one in triples]
            return [[], *([value] for value in values(elem)), *pairs, *triples, *longer]
        case t.TupleT(items):
            found: list[object] = [()]
            for item in items:
                found = [(*one, value) for one in found for value in values(item)]  # type: ignore[misc]
            return found
        case _:
            raise AssertionError(type_)


def fits(p: x.Pattern, value: object) -> bool:
    match p, value:
        case x.PWild() | x.PBind(), _:
            return True
        case x.PLiteral(literal), _:
            return literal == value
        case x.PEnum(member), _:
            return member == value
        case x.PVariant(name, fields), (str() as variant, dict() as given):
            return name == variant and all(fits(inner, given[k]) for k, inner in fields)
        case x.PNone(), _:
            return value is None
        case x.PSome(inner), (one,):
            return fits(inner, one)
        case x.PList(items, rest), list():
            long = len(value) == len(items) if rest is None else len(value) >= len(items)
            return long and all(map(fits, items, value))
        case x.PTuple(items), tuple():
            return all(map(fits, items, value))
        case _:
            return False


def patterns(type_: t.Type) -> st.SearchStrategy[x.Pattern]:
    wild: st.SearchStrategy[x.Pattern] = st.just(x.PWild(type_))
    match type_:
        case t.Prim("Bool"):
            return wild | st.booleans().map(lambda value: x.PLiteral(value, type_))
        case t.OptionT(elem):
            some = patterns(elem).map(lambda inner: x.PSome(inner, type_))
            return wild | st.just(x.PNone(type_)) | some
        case t.Named(_, "Level"):
            members = st.sampled_from(["low", "mid", "high"])
            return wild | members.map(lambda name: x.PEnum(name, type_))
        case t.Named():
            fields = st.tuples(patterns(t.BOOL), patterns(LEVEL)).map(
                lambda pair: x.PVariant("Flag", (("on", pair[0]), ("at", pair[1])), type_)
            )
            return wild | fields | st.just(x.PVariant("Empty", (), type_))
        case t.ListT(elem):
            rest = st.sampled_from([None, x.PWild(type_)])
            items = st.lists(patterns(elem), max_size=2)
            return wild | st.tuples(items, rest).map(
                lambda pair: x.PList(tuple(pair[0]), pair[1], type_)
            )
        case t.TupleT(items):
            parts = st.tuples(*map(patterns, items))
            return wild | parts.map(lambda found: x.PTuple(found, type_))
        case _:
            raise AssertionError(type_)


EVERY = values(TYPE)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(patterns(TYPE), max_size=6))
def test_missing_cases(rows: list[x.Pattern]) -> None:
    covered = all(any(fits(row, value) for row in rows) for value in EVERY)
    assert (Usefulness(ENV).missing(rows, TYPE) is None) == covered


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(patterns(TYPE), max_size=4), patterns(TYPE))
def test_unreachable_rows(rows: list[x.Pattern], row: x.Pattern) -> None:
    fresh = any(fits(row, v) and not any(fits(one, v) for one in rows) for v in EVERY)
    assert Usefulness(ENV).reached(rows, row, TYPE) == fresh


def test_hostile_patterns_end() -> None:
    wide = t.TupleT((t.BOOL,) * 40)
    rows: list[x.Pattern] = []
    for i in range(40):
        parts: list[x.Pattern] = [x.PWild(t.BOOL)] * 40
        parts[i] = x.PLiteral(True, t.BOOL)
        parts[(i + 1) % 40] = x.PLiteral(False, t.BOOL)
        rows.append(x.PTuple(tuple(parts), wide))
    question = Usefulness(ENV)
    question.missing(rows, wide)
    assert question.steps <= 200_001
