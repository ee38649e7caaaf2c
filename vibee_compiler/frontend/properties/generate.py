"""Values of any type, as literal expressions: for property rows, and whoever else needs inputs.

Edge values come first, then random ones whose size grows. Bounds that constraints state plainly
(`value >= 0 && value <= 100`, `self.items.size() < 10`) steer the choice; what breaks a
constraint all the same is found by making the value, which is the caller's business.
Everything is drawn from `Source`, so that a seed gives the same values on every machine.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import module as m
from vibee_compiler.ir import types as t
from vibee_compiler.ir.values import settle
from vibee_compiler.records import dataclass

T = TypeVar("T")

_LEAST, _GREATEST = -(2**63), 2**63 - 1
_TEXTS = ("", "a", "Hello, World", " x ", "aaa", "é", "日本", "😀", 'q"\\', "0", "-12")
_FLOATS = (0.0, 1.0, -1.0, 0.5, -0.0, 1e-9, 1e15, -2.5, 1e300, 3.141592653589793)


class Source:
    """Random choices from a seed text; only bits are drawn, so no library version matters."""

    def __init__(self, seed: str) -> None:
        number = int.from_bytes(hashlib.sha256(seed.encode("utf-8", "replace")).digest()[:8])
        self._bits = random.Random(number)  # noqa: S311 - reproducible, not secret

    def below(self, n: int) -> int:
        """A whole number from 0 to n - 1."""
        return self._bits.getrandbits(max(n.bit_length() + 16, 32)) % n

    def between(self, low: int, high: int) -> int:
        """A whole number of any magnitude within the bounds, small ones as likely as large."""
        span = high - low
        if span <= 0:
            return low
        size = self.below(span.bit_length()) + 1
        return low + min(self.below(1 << size), span)

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[self.below(len(items))]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is known of a number (or of a size): both ends count."""

    low: int | float | None = None
    high: int | float | None = None

    def narrowed(self, other: Bounds) -> Bounds:
        """What both say."""
        lows = [b for b in (self.low, other.low) if b is not None]
        highs = [b for b in (self.high, other.high) if b is not None]
        return Bounds(max(lows, default=None), min(highs, default=None))


_FLIPPED = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le"}


def _compared(node: x.Op, var: x.Var, sized: bool) -> Bounds:
    """The bound of one comparison between the variable (or its size) and a literal."""
    kind = node.id.rpartition(".")[2]
    left, right = node.args
    if isinstance(left, x.Literal):
        left, right, kind = right, left, _FLIPPED.get(kind, kind)
    if not isinstance(right, x.Literal) or not isinstance(right.value, int | float):
        return Bounds()
    if sized:
        if not (isinstance(left, x.Op) and left.id.endswith(".size")):
            return Bounds()
        left = left.args[0]
    if not (isinstance(left, x.Local) and left.var == var):
        return Bounds()
    value = right.value
    step = 1 if isinstance(value, int) else 0
    by_kind = {
        "lt": Bounds(high=value - step),
        "le": Bounds(high=value),
        "gt": Bounds(low=value + step),
        "ge": Bounds(low=value),
        "eq": Bounds(value, value),
        "ne": Bounds(low=1) if sized and value == 0 else Bounds(),
    }
    return by_kind.get(kind, Bounds())


def bounds_of(node: x.Expr, var: x.Var, *, sized: bool = False) -> Bounds:
    """What a condition plainly says about a variable, or about its size."""
    if not isinstance(node, x.Op):
        return Bounds()
    if node.id == "bool.and":
        left, right = (bounds_of(arg, var, sized=sized) for arg in node.args)
        return left.narrowed(right)
    return _compared(node, var, sized) if len(node.args) == 2 else Bounds()


def declarations(program: m.Program) -> dict[tuple[str, str], m.TypeDecl]:
    """The types that a program declares, by module and name."""
    return {(one.name, d.name): d for one in program.modules for d in one.types}


class Generator:
    """Literal expressions of declared types; one generator a program and seed.

    `decls` are the program's by module and name, for who makes many generators.
    """

    def __init__(
        self,
        program: m.Program,
        source: Source,
        int_bits: int = 64,
        decls: Mapping[tuple[str, str], m.TypeDecl] | None = None,
    ) -> None:
        self.source = source
        self._decls = declarations(program) if decls is None else decls
        limit = {64: _GREATEST, 53: 2**53 - 1, 32: 2**31 - 1}[int_bits]
        self._least = -limit if int_bits == 53 else -limit - 1
        self._greatest = limit
        self._makers: dict[str, Callable[[Bounds, int], x.Expr]] = {
            "Int": self._int,
            "Float": self._float,
            "Bool": lambda _b, _s: x.Literal(bool(self.source.below(2)), t.BOOL),
            "String": self._string,
            "Bytes": lambda _b, s: x.Literal(
                bytes(self.source.below(256) for _ in range(self.source.below(max(s, 0) + 1))),
                t.BYTES,
            ),
            "Timestamp": lambda _b, _s: x.Literal(
                self.source.between(-(10**18), 4 * 10**18), t.TIMESTAMP
            ),
            "Duration": lambda _b, _s: x.Literal(
                self.source.between(-(10**15), 10**15), t.DURATION
            ),
            "Decimal": lambda _b, _s: x.Literal(f"{self.source.between(-999, 9999)}.5", t.DECIMAL),
            "UUID": lambda _b, _s: x.Literal(
                f"00000000-0000-4000-8000-{self.source.below(1 << 48):012x}", t.UUID
            ),
            "Any": lambda _b, _s: x.Literal(self.source.pick((1, "a", True, None)), t.ANY),
        }

    def edges(self, declared: t.Type, bounds: Bounds | None = None) -> list[x.Expr]:
        """Values at the ends of a type: few, most telling first."""
        known = bounds or Bounds()
        match declared:
            case t.Alias(module, name, _, target):
                alias = self._decls[module, name]
                known = known.narrowed(self._own_bounds(alias.constraints))  # type: ignore[union-attr]
                return self._stored(self.edges(target, known), declared)
            case t.Sized("Float32"):
                return []
            case t.Sized(name):
                known = known.narrowed(Bounds(*t.SIZED_RANGES[name]))
                return self._stored(self.edges(t.INT, known), declared)
        match t.erase(declared):
            case t.Prim("Int"):
                low, high = self._int_ends(known)
                near = [n for n in (0, 1, -1, low, high) if low <= n <= high]
                return [x.Literal(n, t.INT) for n in dict.fromkeys(near)]
            case t.Prim("Bool"):
                return [x.Literal(False, t.BOOL), x.Literal(True, t.BOOL)]
            case t.Named() as named if isinstance(decl := self._decl(named), m.Enum):
                return [x.EnumValue(member, named) for member in decl.members[:8]]
            case t.OptionT() as option:
                return [x.Op("optional.none", (), option)]
            case t.ListT() as of:
                return [] if (known.low or 0) > 0 else [x.ListLit((), (), of)]
            case t.Prim("String"):
                return [] if (known.low or 0) > 0 else [x.Literal("", t.STRING)]
            case _:
                return []

    def _stored(self, values: list[x.Expr], declared: t.Type) -> list[x.Expr]:
        return [x.Store(one, declared, t.erase(declared)) for one in values]

    def value(self, declared: t.Type, size: int, bounds: Bounds | None = None) -> x.Expr:
        """One value; `size` bounds the length of lists and texts and the depth of recursion."""
        known = bounds or Bounds()
        match declared:
            case t.Alias(module, name, _, target):
                alias = self._decls[module, name]
                known = known.narrowed(self._own_bounds(alias.constraints))  # type: ignore[union-attr]
                return x.Store(self.value(target, size, known), declared, t.erase(declared))
            case t.Sized("Float32"):
                return x.Store(x.Literal(self.source.below(1000) / 4, t.FLOAT), declared, t.FLOAT)
            case t.Sized(name):
                low, high = t.SIZED_RANGES[name]
                inner = self._int(known.narrowed(Bounds(low, high)), size)
                return x.Store(inner, declared, t.INT)
            case t.Prim(name):
                return self._makers[name](known, size)
            case t.Named() as named:
                return self._named(named, size)
            case _:
                return self._container(declared, size, known)

    def _container(self, declared: t.Type, size: int, known: Bounds) -> x.Expr:
        erased = t.erase(declared)
        match declared:
            case t.ListT(elem):
                items = tuple(self.value(elem, size - 1) for _ in range(self._count(size, known)))
                return x.ListLit(items, (False,) * len(items), erased)
            case t.ArrayT(length, elem):
                items = tuple(self.value(elem, size - 1) for _ in range(length))
                return x.Store(x.ListLit(items, (False,) * length, erased), declared, erased)
            case t.SetT(elem):
                keys = self._keys(elem, self._count(size, known), size)
                return x.SetLit(tuple(keys), erased)
            case t.MapT(key, value):
                keys = self._keys(key, self._count(size, known), size)
                entries = tuple((k, self.value(value, size - 1)) for k in keys)
                return x.MapLit(entries, (False,) * len(entries), erased)
            case t.OptionT(elem):
                if size <= 0 or self.source.below(3) == 0:
                    return x.Op("optional.none", (), erased)
                return x.Op("optional.of", (self.value(elem, size - 1),), erased)
            case t.ResultT(ok, err):
                if self.source.below(2):
                    return x.Op("result.ok", (self.value(ok, size - 1),), erased)
                return x.Op("result.err", (self.value(err, size - 1),), erased)
            case t.TupleT(parts):
                return x.TupleLit(tuple(self.value(part, size - 1) for part in parts), erased)
            case _:
                raise CannotGenerate(f"no values can be made up for {type(declared).__name__}")

    def _named(self, named: t.Named, size: int) -> x.Expr:
        decl = self._decl(named)
        by = dict(zip(getattr(decl, "params", ()), named.args, strict=False))
        erased = t.erase(named)
        match decl:
            case m.Enum(members=members):
                return x.EnumValue(self.source.pick(members), named)
            case m.Record(fields=fields, constraints=constraints):
                made = self._fields(fields, by, size)
                errors = _checked(fields, constraints)
                return x.RecordLit(made, erased, errors)
            case m.Sum(variants=variants, constraints=constraints):
                few = [v for v in variants if not v.fields] if size <= 0 else []
                variant = self.source.pick(few or variants)
                if size < -8:
                    raise CannotGenerate(f"{named.name} has no small value")
                made = self._fields(variant.fields, by, size)
                errors = _checked(variant.fields, constraints)
                return x.VariantLit(variant.name, made, erased, errors)
            case _:
                raise CannotGenerate(f"no values can be made up for {named.name}")

    def _fields(
        self, fields: tuple[m.Field, ...], by: dict[str, t.Type], size: int
    ) -> tuple[tuple[str, x.Expr], ...]:
        if size < -8:
            raise CannotGenerate("the type has no small value")
        return tuple(
            (
                one.name,
                self.value(t.substitute(one.type, by), size - 1, self._own_bounds(one.constraints)),
            )
            for one in fields
        )

    def _own_bounds(self, constraints: tuple[m.Constraint, ...]) -> Bounds:
        known = Bounds()
        for one in constraints:
            if one.expr is not None and one.var is not None:
                sized = one.var.type not in (t.INT, t.FLOAT)
                known = known.narrowed(bounds_of(one.expr, one.var, sized=sized))
        return known

    def _decl(self, named: t.Named) -> m.TypeDecl:
        return self._decls[named.module, named.name]

    def _int_ends(self, known: Bounds) -> tuple[int, int]:
        low = self._least if known.low is None else max(int(known.low), self._least)
        high = self._greatest if known.high is None else min(int(known.high), self._greatest)
        return low, high

    def _int(self, known: Bounds, _size: int) -> x.Expr:
        low, high = self._int_ends(known)
        if low <= 0 <= high:
            up = self.source.below(2) == 0 or low == 0
            number = self.source.between(0, high) if up else -self.source.between(0, -low)
        else:
            number = self.source.between(low, high)
        return x.Literal(number, t.INT)

    def _float(self, known: Bounds, _size: int) -> x.Expr:
        low = -1e6 if known.low is None else float(known.low)
        high = low + 2e6 if known.high is None else float(known.high)
        fitting = [f for f in _FLOATS if (known.low is None or f >= low) and f <= high]
        if fitting and self.source.below(3) == 0:
            return x.Literal(self.source.pick(fitting), t.FLOAT)
        part = self.source.below(1 << 20) / (1 << 20)
        return x.Literal(low + (high - low) * part, t.FLOAT)

    def _string(self, known: Bounds, size: int) -> x.Expr:
        if known.low is None and known.high is None and self.source.below(2):
            return x.Literal(self.source.pick(_TEXTS), t.STRING)
        letters = "abcxyzABC 0129_-é日"
        count = self._count(size + 2, known)
        return x.Literal("".join(self.source.pick(letters) for _ in range(count)), t.STRING)

    def _count(self, size: int, known: Bounds) -> int:
        low = max(0, int(known.low or 0))
        high = max(size, low) if known.high is None else max(low, int(known.high))
        return low + self.source.below(min(high - low, max(size, 0)) + 1)

    def _keys(self, key: t.Type, count: int, size: int) -> list[x.Expr]:
        """Distinct keys in ascending order."""
        found: dict[object, x.Expr] = {}
        for _ in range(count):
            made = self.value(key, size - 1)
            found[self._rank(made, key)] = made
        return [found[rank] for rank in sorted(found)]  # type: ignore[type-var]

    def _rank(self, made: x.Expr, key: t.Type) -> object:
        match made:
            case x.Store(value):
                return self._rank(value, key)
            case x.EnumValue(member, t.Named() as named):
                decl = self._decl(named)
                return decl.members.index(member) if isinstance(decl, m.Enum) else 0
            case x.Literal(value):
                return settle(value)
            case _:
                raise CannotGenerate("no key")


def _checked(fields: tuple[m.Field, ...], constraints: tuple[m.Constraint, ...]) -> frozenset[str]:
    """What making the value may raise."""
    every = [*constraints, *(c for one in fields for c in one.constraints)]
    return frozenset({"ContractViolation"}) if any(c.expr for c in every) else x.NO_ERRORS


class CannotGenerate(Exception):
    """The type has no values that can be made up (functions, opaque names, endless types)."""
