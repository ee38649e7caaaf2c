"""What generated specs declare, and the types that they use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from vibee_compiler.frontend.check.show import show
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.ir import module as m
from vibee_compiler.ir import types as t

DECLARATIONS = """
constants:
  LIMIT: {type: Int, value: 10}
  RATE: {type: Float, value: 0.5}
  NAMES: {type: List<String>, value: [b, a, "é"]}
types:
  Color: {enum: [red, green, blue]}
  Point: {fields: {x: Int, y: {type: Int, default: 1}, note: String?}}
  Gauge:
    fields:
      level: {type: Int8, constraints: ["value <= 100"]}
      ratio: Float32
      tags: {type: List<String>, default: []}
    constraints: ["self.level >= 0 || self.tags.size() < 3"]
  Box: {generic: [T], fields: {item: T, count: {type: Int, default: 0}}}
  Shape:
    variants:
      - Circle: {radius: {type: Float, constraints: ["!(value < 0.0)"]}}
      - Label: String
      - Pair: {a: Int, b: Color}
      - Blank
  Tree:
    variants:
      - Leaf
      - Node: {left: Tree, value: Int, right: Tree}
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A behaviour that bodies may call; the types are those that bodies see."""

    name: str
    params: tuple[tuple[str, t.Type], ...]
    returns: t.Type


class World:
    """The declarations under the name of one module."""

    def __init__(self, name: str) -> None:
        self.name = name
        program = compile_spec("world.vibee", f"name: {name}\n{DECLARATIONS}").program
        assert program is not None
        self.program: m.Program = program
        self.decls: dict[str, m.TypeDecl] = {one.name: one for one in program.root.types}
        self.constants = [(one.name, t.erase(one.type)) for one in program.root.constants]
        color, point = self.named("Color"), self.named("Point")
        self.scalars: tuple[t.Type, ...] = (t.INT, t.FLOAT, t.BOOL, t.STRING)
        self.rare: tuple[t.Type, ...] = (t.BYTES, t.TIMESTAMP, t.DURATION)
        self.keys: tuple[t.Type, ...] = (t.INT, t.STRING, t.BOOL, color)
        self.named_types = (
            color,
            point,
            self.named("Gauge"),
            self.named("Shape"),
            self.named("Tree"),
            self.named("Box", t.INT),
            self.named("Box", point),
        )

    def named(self, name: str, *args: t.Type) -> t.Named:
        """A use of a declared type."""
        return t.Named(self.name, name, args)

    def decl(self, type_: t.Named) -> m.TypeDecl:
        """The declaration of a used type."""
        return self.decls[type_.name]

    def fields(self, type_: t.Named, variant: str | None = None) -> list[m.Field]:
        """The fields of a record or variant, type variables replaced."""
        decl = self.decl(type_)
        assert isinstance(decl, m.Record | m.Sum)
        if isinstance(decl, m.Record):
            found = decl.fields
        else:
            found = next(one.fields for one in decl.variants if one.name == variant)
        by = dict(zip(decl.params, type_.args, strict=True))
        return [
            m.Field(one.name, t.substitute(one.type, by), None, one.default, one.constraints)
            for one in found
        ]


@cache
def text(type_: t.Type) -> str:
    """A type as it is written."""
    return show(type_)


def satisfies(type_: t.Type, wanted: str, world: World) -> bool:
    """Whether a type is of a class of the signature table."""
    if wanted == "equatable":
        return True
    if wanted == "key":
        return type_ in (t.INT, t.BOOL, t.STRING) or _is_enum(type_, world)
    if wanted in ("numeric", "summable"):
        return type_ in (t.INT, t.FLOAT)
    if wanted == "ordered":
        if isinstance(type_, t.TupleT | t.ListT):
            return all(satisfies(one, wanted, world) for one in t.children(type_))
        return isinstance(type_, t.Prim) or _is_enum(type_, world)
    if wanted == "zero":
        if isinstance(type_, t.ListT | t.MapT | t.SetT):
            return True
        return isinstance(type_, t.Prim) and type_ != t.TIMESTAMP
    if wanted == "formattable":
        if isinstance(type_, t.ListT | t.MapT):
            return all(satisfies(one, wanted, world) for one in t.children(type_))
        return (isinstance(type_, t.Prim) and type_ != t.BYTES) or _is_enum(type_, world)
    if wanted == "hexadecimal":
        return type_ in (t.INT, t.STRING, t.BYTES)
    if wanted == "binary":
        return type_ in (t.INT, t.BOOL)
    return False


def _is_enum(type_: t.Type, world: World) -> bool:
    return isinstance(type_, t.Named) and isinstance(world.decl(type_), m.Enum)
