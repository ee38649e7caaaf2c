"""Making values: constraints of records and variants, and what `Store` does."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import Any

from vibee_compiler.ir import types as t
from vibee_compiler.ir.interp.budget import OBJECT, Raised, Runtime
from vibee_compiler.ir.interp.compiler import ExprCompiler, Invoke, Linker
from vibee_compiler.ir.module import AliasDecl, Constraint, Enum, Field, Record, Sum, TypeDecl
from vibee_compiler.ir.value_maps import MapValue, SetValue
from vibee_compiler.ir.values import NOTHING, Err, Ok, RecordValue, Some, VariantValue, plain, shape

Storer = Callable[[Any], Any]
Check = Callable[[Any], None]
_FLOAT32 = struct.Struct("<f")


def violation(text: str) -> Raised:
    """The error of a constraint or contract that does not hold."""
    return Raised("ContractViolation", f"does not hold: {text}")


def round_float32(value: float) -> float:
    """The nearest IEEE single, as a double."""
    try:
        return float(_FLOAT32.unpack(_FLOAT32.pack(value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


def check_of(linker: Linker, constraint: Constraint) -> Check | None:
    """What raises ContractViolation unless a constraint holds; None for prose."""
    if constraint.expr is None:
        return None
    compiler = ExprCompiler(linker)
    slot = compiler.slot(constraint.var) if constraint.var is not None else 0
    code, text = compiler.compile(constraint.expr), constraint.text
    size = max(compiler.size, 1)

    def check(value: Any) -> None:
        env = [None] * size
        env[slot] = value
        if not code(env):
            raise violation(text)

    return check


def checks_of(linker: Linker, constraints: tuple[Constraint, ...]) -> list[Check]:
    """The checks of several constraints, prose left out."""
    found = [check_of(linker, one) for one in constraints]
    return [check for check in found if check is not None]


def maker_of(
    linker: Linker, type_: t.Named, decl: TypeDecl, variant: str | None
) -> tuple[tuple[str, ...], Invoke]:
    """The fields of a record or variant, and what makes a value of their values in that order.

    Fields are checked in declared order, then the type's own constraints.
    """
    assert isinstance(decl, Record | Sum)
    fields = fields_of(decl, variant)
    names = tuple(field.name for field in fields)
    made = shape(type_.module, type_.name, variant, names)
    cls = RecordValue if variant is None else VariantValue
    runtime, size = linker.runtime, OBJECT + 8 * len(names)
    per_field: list[tuple[int, Check]] | None = None
    whole: list[Check] = []

    def first(values: list[Any]) -> Any:
        # Constraints may make values of this very type, so they are compiled when first needed.
        nonlocal per_field, whole
        pairs = [(i, checks_of(linker, field.constraints)) for i, field in enumerate(fields)]
        per_field = [(i, check) for i, checks in pairs for check in checks]
        whole = checks_of(linker, decl.constraints)
        return make(values)

    def make(values: list[Any]) -> Any:
        if per_field is None:
            return first(values)
        runtime.memory -= size
        if runtime.memory < 0:
            runtime.build(0)
        for place, check in per_field:
            check(values[place])
        value = cls(made, tuple(values))
        for check in whole:
            check(value)
        return value

    return names, make


def fields_of(decl: Record | Sum, variant: str | None) -> tuple[Field, ...]:
    """The fields of a record, or of a variant of a sum type."""
    if isinstance(decl, Record):
        return decl.fields
    return next(one.fields for one in decl.variants if one.name == variant)


class Storing:
    """Builds what makes a value fit for a declared type.

    With `admit`, for values from outside: Ints are range-checked too, and records and variants
    are made anew, so that all constraints inside hold.
    """

    def __init__(
        self, linker: Linker, decl: Callable[[t.Named | t.Alias], TypeDecl | None], admit: bool
    ) -> None:
        self.linker = linker
        self.runtime: Runtime = linker.runtime
        self.decl = decl
        self.admit = admit
        self._done: dict[t.Type, Storer | None] = {}
        self._open: set[t.Type] = set()

    def storer(self, to: t.Type) -> Storer | None:
        """What stores as `to`; None when nothing has to be done."""
        if to in self._done:
            return self._done[to]
        if to in self._open:
            # A recursive type: decided by the time that a value comes.
            return lambda value: self._late(to, value)
        self._open.add(to)
        self._done[to] = self._build(to)
        self._open.discard(to)
        return self._done[to]

    def _late(self, to: t.Type, value: Any) -> Any:
        storer = self._done[to]
        return value if storer is None else storer(value)

    def _build(self, to: t.Type) -> Storer | None:
        match to:
            case t.Prim("Int") if self.admit:
                return self.runtime.fit
            case t.Sized("Float32"):
                return round_float32
            case t.Sized(name):
                return self._sized(*t.SIZED_RANGES[name])
            case t.ListT(elem):
                return self._sequence(self.storer(elem), None)
            case t.ArrayT(size, elem):
                return self._sequence(self.storer(elem), size)
            case t.TupleT(items):
                return self._tuple([self.storer(item) for item in items])
            case t.Alias():
                return self._alias(to)
            case t.Named():
                return self._named(to)
        return self._inside(to)

    def _inside(self, to: t.Type) -> Storer | None:
        parts = [self.storer(part) for part in t.children(to)]
        if all(part is None for part in parts) or isinstance(to, t.FnT):
            return None
        one, two = (*(part or _keep for part in parts), _keep)[:2]
        match to:
            case t.SetT():
                return lambda value: SetValue.of([one(item) for item in value.items()])
            case t.MapT():
                return lambda value: MapValue.of([(one(k), two(v)) for k, v in value.items()])
            case t.OptionT():
                return lambda value: value if value is NOTHING else Some(one(value.value))
            case t.ResultT():
                return lambda value: (
                    Ok(one(value.value)) if type(value) is Ok else Err(two(value.value))
                )
        return None

    def _sized(self, least: int, greatest: int) -> Storer:
        fit = self.runtime.fit

        def store(value: Any) -> Any:
            if not least <= value <= greatest:
                raise Raised("Overflow", "beyond the range of the sized type")
            return fit(value)

        return store

    def _sequence(self, elem: Storer | None, size: int | None) -> Storer | None:
        if elem is None and size is None:
            return None

        def store(value: Any) -> Any:
            items = plain(value)
            if size is not None and len(items) != size:
                raise violation(f"{size} elements")
            if elem is None:
                return items
            self.runtime.items(len(items))
            return tuple([elem(item) for item in items])

        return store

    def _tuple(self, parts: list[Storer | None]) -> Storer | None:
        if all(part is None for part in parts):
            return None
        each = [part or _keep for part in parts]
        return lambda value: tuple([one(item) for one, item in zip(each, value, strict=True)])

    def _alias(self, to: t.Alias) -> Storer | None:
        inner = self.storer(to.target)
        decl = self.decl(to)
        own = isinstance(decl, AliasDecl) and any(one.expr for one in decl.constraints)
        if not own or not isinstance(decl, AliasDecl):
            return inner
        constraints, linker = decl.constraints, self.linker
        checks: list[Check] = []

        def store(value: Any) -> Any:
            if not checks:
                checks.extend(checks_of(linker, constraints))
            if inner is not None:
                value = inner(value)
            for check in checks:
                check(value)
            return value

        return store

    def _named(self, to: t.Named) -> Storer | None:
        decl = self.decl(to)
        if not isinstance(decl, Record | Sum) or isinstance(decl, Enum):
            return None
        by = dict(zip(decl.params, to.args, strict=False))
        variants = [None] if isinstance(decl, Record) else [one.name for one in decl.variants]
        stores: dict[str | None, list[Storer | None]] = {
            name: [self.storer(t.substitute(f.type, by)) for f in fields_of(decl, name)]
            for name in variants
        }
        if not self.admit and (
            not to.args or all(part is None for parts in stores.values() for part in parts)
        ):
            return None
        linker = self.linker

        def store(value: Any) -> Any:
            variant = value.shape.variant
            pairs = zip(stores[variant], value.values, strict=True)
            values = [item if one is None else one(item) for one, item in pairs]
            return linker.maker(to, variant)[1](values)

        return store


def _keep(value: Any) -> Any:
    return value
