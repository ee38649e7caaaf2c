"""Literals of any type, as text of expressions."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.generate.world import World, text
from vibee_compiler.frontend.properties.generate import Source
from vibee_compiler.ir import module as m
from vibee_compiler.ir import types as t

_INTS = (2**31 - 1, 2**31, 2**53, 2**62, 2**63 - 1, -(2**63), -(2**31) - 1, 255, 256, -128)
_FLOATS = (
    "0.0 1.0 -1.5 0.1 2.5 1e21 1e-7 -0.0 1e300 123456789.125 5e-324 3.0 0.30000000000000004".split()
)
_NO_NUMBERS = ("(0.0 / 0.0)", "(1.0 / 0.0)", "(-1.0 / 0.0)")
_STRINGS = (
    *"a b ab aba é 😀 a😀b Hello 12 -7 1.5 x,y ß A true 日本 ' 1h zz".split(),
    "",
    " x ",
    '\\"',
    "\\n",
)
_TIMES = (
    "2024-02-29T12:30:45.123456789Z",
    "1970-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z",
    "2023-12-31T23:59:59+02:00",
    "1969-12-31T23:59:59.5Z",
)
_SPANS = ("0s", "1h30m", "-1.5s", "100ms", "1ns", "24h", "-2562047h47m16.854775808s", "90m", "36h")
_BYTES = ("", "a", "\\\\x00\\\\xff", "\\\\303\\\\251", "abc")


class Values:
    """Makes literals of a world's types."""

    def __init__(self, source: Source, world: World) -> None:
        self.source = source
        self.world = world

    def chance(self, percent: int) -> bool:
        """True so often of a hundred times."""
        return self.source.below(100) < percent

    def literal(self, type_: t.Type, fuel: int = 2) -> str:
        """A literal; what holds others has few of them."""
        match type_:
            case t.Prim(name):
                return self._scalar(name)
            case t.ListT(elem):
                return f"[{self._items(elem, fuel)}]"
            case t.SetT(elem):
                return f"[{self._items(elem, fuel)}].toSet()"
            case t.MapT(key, value):
                return self._map(key, value, fuel)
            case t.OptionT(elem):
                if self.chance(40) or fuel <= 0:
                    return "optional.none()"
                return f"optional.of({self.literal(elem, fuel - 1)})"
            case t.ResultT(ok, err):
                if self.chance(50):
                    return f"result.ok({self.literal(ok, fuel - 1)})"
                return f"result.err({self.literal(err, fuel - 1)})"
            case t.TupleT(items):
                return f"({', '.join(self.literal(one, fuel - 1) for one in items)})"
            case t.Named():
                return self._named(type_, fuel)
        raise TypeError(f"no literal of {text(type_)}")

    def _items(self, elem: t.Type, fuel: int) -> str:
        count = self.source.below(4) if fuel > 0 else 0
        return ", ".join(self.literal(elem, fuel - 1) for _ in range(count))

    def _map(self, key: t.Type, value: t.Type, fuel: int) -> str:
        count = self.source.below(3) if fuel > 0 else 0
        keys = dict.fromkeys(self.literal(key, 0) for _ in range(count))
        return "{" + ", ".join(f"{k}: {self.literal(value, fuel - 1)}" for k in keys) + "}"

    def _scalar(self, name: str) -> str:
        pick = self.source.pick
        match name:
            case "Int":
                if self.chance(75):
                    return str(self.source.below(12) - 2)
                return str(pick(_INTS) if self.chance(50) else self.source.below(2000) - 500)
            case "Float":
                if self.chance(50):
                    return str((self.source.below(64) - 16) / 4)
                return pick(_FLOATS if self.chance(80) else _NO_NUMBERS)
            case "Bool":
                return pick(("true", "false"))
            case "String":
                return f'"{pick(_STRINGS)}"'
            case "Bytes":
                return 'b"' + pick(_BYTES).replace("\\\\", "\\") + '"'
            case "Timestamp":
                return f'timestamp("{pick(_TIMES)}")'
            case "Duration":
                return f'duration("{pick(_SPANS)}")'
        raise TypeError(f"no literal of {name}")

    def _named(self, type_: t.Named, fuel: int) -> str:
        decl = self.world.decl(type_)
        if isinstance(decl, m.Enum):
            return f"{decl.name}.{self.source.pick(decl.members)}"
        if isinstance(decl, m.Record):
            return self.made(type_, None, lambda one: self.literal(t.erase(one), fuel - 1))
        assert isinstance(decl, m.Sum)
        variants = [one for one in decl.variants if fuel > 0 or not one.fields] or decl.variants
        variant = self.source.pick(variants)
        return self.made(type_, variant.name, lambda one: self.literal(t.erase(one), fuel - 1))

    def made(self, type_: t.Named, variant: str | None, part: Callable[[t.Type], str]) -> str:
        """A record or variant whose fields `part` makes; those with a default may be left out."""
        head = type_.name if variant is None else f"{type_.name}.{variant}"
        fields = self.world.fields(type_, variant)
        if variant is not None and not fields:
            return head
        inits = []
        for one in fields:
            optional = one.default is not None or isinstance(one.type, t.OptionT)
            if optional and self.chance(30):
                continue
            small = isinstance(one.type, t.Sized) and one.type.name == "Int8" and self.chance(85)
            value = str(self.source.below(90)) if small else part(one.type)
            inits.append(f"{one.name}: {value}")
        return f"{head}{{{', '.join(inits)}}}"
