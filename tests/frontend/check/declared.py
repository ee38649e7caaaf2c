"""Declarations for tests of expressions: those of the signature table's examples, and more."""

from __future__ import annotations

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import (
    AliasDecl,
    Behaviour,
    Constant,
    Constraint,
    Enum,
    Field,
    Module,
    Param,
    Program,
    Prose,
    Record,
    Sum,
    Variant,
)


def limit(entry: str, number: float) -> Constraint:
    """`value <= number` and the like."""
    type_ = t.INT if isinstance(number, int) else t.FLOAT
    var = x.Var("value", 1, type_)
    parts = (x.Local(var, type_), x.Literal(number, type_))
    return Constraint(f"value {entry} {number}", x.Op(entry, parts, t.BOOL), var)


def function(
    name: str, params: dict[str, t.Type], returns: t.Type, *, stub: bool = False
) -> Behaviour:
    given = tuple(
        Param(x.Var(key, i, t.erase(type_)), type_)
        for i, (key, type_) in enumerate(params.items(), 1)
    )
    body = None if stub else x.Fail("Unused", x.Literal("", t.STRING), t.erase(returns))
    return Behaviour(name, given, returns, Prose(), body=body)


LEVEL = t.Named("demo", "Level")
MODULE = Module(
    name="demo",
    source="demo.vibee",
    constants=(
        Constant("LIMIT", t.INT, x.Literal(10, t.INT)),
        Constant("PATTERN", t.STRING, x.Literal("^a+$", t.STRING)),
    ),
    types=(
        Record(
            "Point",
            (Field("x", t.INT), Field("y", t.INT), Field("note", t.OptionT(t.STRING))),
        ),
        Record("Gauge", (Field("value", t.Sized("Int8"), constraints=(limit("le", 100),)),)),
        Enum("Level", ("low", "mid", "high")),
        Sum(
            "Shape",
            (
                Variant("Circle", (Field("radius", t.FLOAT, constraints=(limit("ge", 0.0),)),)),
                Variant("Dots", (Field("count", t.Sized("UInt8")),)),
                Variant("Empty"),
            ),
        ),
        Record(
            "Page",
            (Field("items", t.ListT(t.TypeVar("T"))), Field("next", t.OptionT(t.INT))),
            ("T",),
        ),
        Sum(
            "Tree",
            (
                Variant("Leaf"),
                Variant(
                    "Node",
                    (
                        Field("value", t.TypeVar("T")),
                        Field("rest", t.ListT(t.Named("demo", "Tree", (t.TypeVar("T"),)))),
                    ),
                ),
            ),
            ("T",),
        ),
        AliasDecl("Cents", t.INT, constraints=(limit("ge", 0),)),
        Record("Bag", (Field("any", t.ANY), Field("price", t.DECIMAL))),
    ),
    behaviours=(
        function("inc", {"n": t.INT}, t.INT),
        function("half", {"n": t.Sized("Int8")}, t.Sized("Int8")),
        function("apply", {"f": t.FnT((t.INT,), t.INT), "n": t.INT}, t.INT),
        function("todo", {"n": t.INT}, t.INT, stub=True),
    ),
)
PROGRAM = Program((MODULE,))
VARIABLES: dict[str, t.Type] = {
    "i": t.INT,
    "f": t.FLOAT,
    "b": t.BOOL,
    "s": t.STRING,
    "xs": t.ListT(t.INT),
    "ss": t.ListT(t.STRING),
    "m": t.MapT(t.STRING, t.INT),
    "st": t.SetT(t.INT),
    "o": t.OptionT(t.INT),
    "p": t.Named("demo", "Point"),
    "op": t.OptionT(t.Named("demo", "Point")),
    "l": LEVEL,
    "sh": t.Named("demo", "Shape"),
    "pair": t.TupleT((t.INT, t.STRING)),
    "r": t.ResultT(t.INT, t.STRING),
    "page": t.Named("demo", "Page", (t.INT,)),
    "bag": t.Named("demo", "Bag"),
    "fn": t.FnT((t.INT,), t.INT),
    "ts": t.TIMESTAMP,
    "d": t.DURATION,
}
