"""The types that the signature table's examples use, with their constraints."""

from __future__ import annotations

from vibee_compiler.frontend.check.definitions import check_expression
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import (
    Constraint,
    Enum,
    Field,
    Module,
    Program,
    Record,
    Sum,
    Variant,
)


def constraint(text: str, name: str, type_: t.Type, module: Module | None = None) -> Constraint:
    """A condition over one variable."""
    built, problems = check_expression(text, {name: type_}, module, t.BOOL)
    assert built is not None, problems
    return Constraint(text, built, x.Var(name, 1, t.erase(type_)))


LEVEL = t.Named("demo", "Level")
MODULE = Module(
    name="demo",
    source="demo.vibee",
    types=(
        Record(
            "Point",
            (Field("x", t.INT), Field("y", t.INT), Field("note", t.OptionT(t.STRING))),
        ),
        Record(
            "Gauge",
            (
                Field(
                    "value",
                    t.Sized("Int8"),
                    constraints=(constraint("value <= 100", "value", t.INT),),
                ),
            ),
        ),
        Enum("Level", ("low", "mid", "high")),
        Sum(
            "Shape",
            (
                Variant(
                    "Circle",
                    (
                        Field(
                            "radius",
                            t.FLOAT,
                            constraints=(constraint("value >= 0.0", "value", t.FLOAT),),
                        ),
                    ),
                ),
                Variant("Dots", (Field("count", t.Sized("UInt8")),)),
                Variant("Empty"),
            ),
        ),
        Record(
            "Parcel",
            (
                Field("weight", t.DECIMAL, default=x.Literal("1.0", t.DECIMAL)),
                Field("limit", t.DECIMAL, default=x.Literal("1.00", t.DECIMAL)),
                Field("first", t.ANY, default=x.Literal(1, t.ANY)),
                Field("second", t.ANY, default=x.Literal("1", t.ANY)),
            ),
        ),
    ),
)
PROGRAM = Program((MODULE,))
