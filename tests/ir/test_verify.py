"""The verifier finds what is wrong: one broken program a rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import (
    Behaviour,
    Enum,
    Example,
    Field,
    Module,
    Param,
    Program,
    Prose,
    Record,
    Sum,
    Variant,
)
from vibee_compiler.ir.verify import verify, verify_expression

N = x.Var("n", 1, t.INT)
ONE = x.Literal(1, t.INT)
TEXT = x.Literal("a", t.STRING)
YES = x.Literal(True, t.BOOL)
POINT = t.Named("demo", "Point")
SHAPE = t.Named("demo", "Shape")
LEVEL = t.Named("demo", "Level")
LIST = t.ListT(t.INT)
MODULE = Module(
    "demo",
    "demo.vibee",
    types=(
        Record("Point", (Field("x", t.INT), Field("y", t.Sized("Int8")))),
        Enum("Level", ("low", "high")),
        Sum("Shape", (Variant("Circle", (Field("r", t.FLOAT),)), Variant("Empty"))),
    ),
    behaviours=(
        Behaviour("half", (Param(N, t.Sized("Int8")),), t.INT, Prose(), body=x.Local(N, t.INT)),
    ),
)
PROGRAM = Program((MODULE,))


def op(entry: str, *args: x.Expr, type_: t.Type = t.INT, extra: str | int | None = None) -> x.Op:
    return x.Op(entry, args, type_, extra)


def bind(name: str, uid: int, type_: t.Type = t.INT) -> x.PBind:
    return x.PBind(x.Var(name, uid, type_), type_)


XS = x.ListLit((ONE,), (False,), LIST)
GOOD: list[x.Expr] = [
    op("int.add", x.Local(N, t.INT), ONE),
    x.Let(bind("a", 2), ONE, x.Local(x.Var("a", 2, t.INT), t.INT), t.INT),
    op("list.map", XS, x.Lambda((bind("e", 2),), TEXT, t.STRING), type_=t.ListT(t.STRING)),
    x.Store(ONE, t.Sized("Int8"), t.INT),
    x.Call("demo", "half", (x.Store(ONE, t.Sized("Int8"), t.INT),), t.INT),
    x.RecordLit((("x", ONE), ("y", ONE)), POINT),
    x.VariantLit("Empty", (), SHAPE),
    x.Match(ONE, (x.Arm(x.PWild(t.INT), None, ONE),), t.INT),
    op("tuple.at", x.TupleLit((ONE, TEXT), t.TupleT((t.INT, t.STRING))), type_=t.STRING, extra=1),
]


@pytest.mark.parametrize("node", GOOD, ids=repr)
def test_well_formed(node: x.Expr) -> None:
    assert verify_expression(node, PROGRAM, [N]) == []


BAD: list[tuple[x.Expr, str]] = [
    (x.Literal("1", t.INT), "no literal of"),
    (x.Literal(1, t.TypeVar("?1")), "no type of a finished expression"),
    (x.Literal(1, t.Sized("Int8")), "no type of a finished expression"),
    (x.Local(x.Var("m", 9, t.INT), t.INT), "not in scope"),
    (x.Let(bind("n", 1), ONE, ONE, t.INT), "bound twice"),
    (x.Let(x.PLiteral(1, t.INT), ONE, ONE, t.INT), "the pattern can fail"),
    (x.Let(bind("a", 2), TEXT, ONE, t.INT), "the pattern is for"),
    (x.If(ONE, ONE, ONE, t.INT), "a condition"),
    (x.If(YES, ONE, TEXT, t.INT), "a branch"),
    (x.Fail("E", ONE, t.INT), "a message"),
    (op("int.nothing"), "no entry"),
    (op("int.add", ONE), "1 parts"),
    (op("int.add", ONE, TEXT), "part b of int.add"),
    (op("int.add", ONE, ONE, type_=t.STRING), "the result of int.add"),
    (replace(op("int.eq", ONE, ONE, type_=t.BOOL), errors=frozenset({"Overflow"})), "not raise"),
    (op("list.map", XS, TEXT, type_=t.ListT(t.STRING)), "is Literal"),
    (op("list.map", XS, x.Lambda((), TEXT, t.STRING), type_=t.ListT(t.STRING)), "0 binders"),
    (op("tuple.at", x.TupleLit((ONE, ONE), t.TupleT((t.INT, t.INT)))), "extra None"),
    (op("int.add", ONE, ONE, extra="x"), "extra 'x'"),
    (x.Lambda((), ONE, t.INT), "no part of an operation"),
    (x.Call("demo", "half", (), t.INT), "0 arguments"),
    (x.Call("demo", "none", (), t.INT), "no behaviour"),
    (x.Call("demo", "half", (x.Store(ONE, t.Sized("Int16"), t.INT),), t.INT), "what is stored"),
    (x.ConstRef("demo", "NONE", t.INT), "no constant"),
    (x.Store(TEXT, t.Sized("Int8"), t.INT), "a stored value"),
    (x.Store(ONE, t.INT, t.INT), "nothing to store"),
    (x.RecordLit((("x", ONE),), POINT), "the fields are"),
    (x.RecordLit((("x", TEXT), ("y", ONE)), POINT), "field x"),
    (x.FieldGet(x.RecordLit((("x", ONE), ("y", ONE)), POINT), "z", t.INT), "no field z"),
    (x.VariantLit("Square", (), SHAPE), "no variant"),
    (x.EnumValue("mid", LEVEL), "no value mid"),
    (x.EnumValue("mid", t.Named("demo", "None")), "is not declared"),
    (x.ListLit((TEXT,), (False,), LIST), "an element"),
    (x.MapLit(((ONE, ONE),), (False,), t.MapT(t.STRING, t.INT)), "a key"),
    (x.Match(ONE, (), t.INT), "no arms"),
    (x.Match(ONE, (x.Arm(x.PEnum("low", LEVEL), None, ONE),), t.INT), "the pattern is for"),
    (x.Match(ONE, (x.Arm(x.PLiteral("a", t.INT), None, ONE),), t.INT), "no value of"),
    (x.Match(ONE, (x.Arm(x.PWild(t.INT), ONE, ONE),), t.INT), "a guard"),
]


@pytest.mark.parametrize(("node", "message"), BAD, ids=[message for _, message in BAD])
def test_faults(node: x.Expr, message: str) -> None:
    found = verify_expression(node, PROGRAM, [N])
    assert any(message in one for one in found), found


def test_modules() -> None:
    assert verify(PROGRAM) == []
    behaviour = MODULE.behaviours[0]
    broken = replace(
        behaviour,
        body=TEXT,
        params=(Param(replace(N, type=t.STRING), t.INT),),
        examples=(Example(None, (), None, None),),
    )
    found = verify(Program((replace(MODULE, behaviours=(broken,)),)))
    assert len(found) == 4
