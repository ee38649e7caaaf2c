"""Equality within a tolerance, of every Float inside a value, for the tests of a crate."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from vibee_plugins.rust import layout, literals

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Record, Sum, TypeDecl
from vibee_compiler.targets.layout import HARDLINE, LINE, Doc, concat, group, join, nest, text

if TYPE_CHECKING:
    from vibee_plugins.rust.tests import Tests

_OTHERS = (t.TIMESTAMP, t.DURATION, t.DECIMAL, t.UUID)
"""Scalars of the support module, which are equal or not."""
_ARM = 20
"""Where the body of an arm begins, behind a pattern on several lines."""


class Nearness:
    """Comparisons of one module's tests, and the implementations of `Near` that they need.

    A type has one implementation in the crate, in the tests that are the first to need it.
    """

    def __init__(self, tests: Tests) -> None:
        self.tests = tests
        self.impls: list[Doc] = []

    def check(self, expected: Any, type_: t.Type, tolerance: float) -> Doc:
        """Whether `got` is `expected`, within the tolerance."""
        limit = literals.number(tolerance)
        known = getattr(expected, "value", None) if isinstance(expected, x.Literal) else None
        if type_ == t.FLOAT and isinstance(known, float) and math.isfinite(known):
            return text(f"(got - expected).abs() <= {limit}")
        self.tests.p.support("near")
        self.tests.p.need("trait:Near")
        self.reach(type_)
        return text(f"got.near(&expected, {limit})")

    def reach(self, type_: t.Type) -> None:
        """Makes the implementations for a type and all that it is compared by."""
        for child in t.children(type_):
            self.reach(child)
        if type_ == t.ANY:
            self.tests.p.support("near_any")
        if not (isinstance(type_, t.Named) or type_ in _OTHERS):
            return
        found = type_ if not isinstance(type_, t.Named) else t.Named(type_.module, type_.name)
        if found in self.tests.crate.near:
            return
        self.tests.crate.near.add(found)
        decl = self.tests.crate.types.decl(type_) if isinstance(type_, t.Named) else None
        if isinstance(decl, Record | Sum):
            parts = self.tests.crate.types.field_types((found.module, found.name))  # type: ignore[union-attr]
            for part in map(t.erase, parts):
                if self._inexact(part):
                    self.reach(part)
        self.impls.append(self._impl(type_, decl))

    def _inexact(self, type_: t.Type) -> bool:
        """Whether values of a type are more than equal or not."""
        if isinstance(type_, t.TypeVar) or self.tests.crate.types.has_float(type_):
            return True
        return any(map(self._inexact, t.children(type_)))

    def _impl(self, type_: t.Type, decl: TypeDecl | None) -> Doc:
        p = self.tests.p
        params = [p.types.type_var(name) for name in getattr(decl, "params", ())]
        bounds = ", ".join(f"{name}: Near + PartialEq" for name in params)
        if isinstance(type_, t.Named):
            path = p.type_path(type_) + (f"<{', '.join(params)}>" if params else "")
        else:
            path = p.owned_type(type_)
        body: Doc | None = None
        if isinstance(decl, Record):
            body = self._record(decl)
        elif isinstance(decl, Sum):
            body = self._sum(decl)
        limit = "_tolerance" if body is None else "tolerance"
        body = text("self == other") if body is None else body
        head = f"fn near(&self, other: &Self, {limit}: f64) -> bool "
        method = concat(head, layout.block(body))
        return concat(f"impl{f'<{bounds}>' * bool(params)} Near for {path} ", layout.block(method))

    def _record(self, decl: Record) -> Doc | None:
        names = self.tests.crate.names[self._module(decl)]
        parts = []
        for field in decl.fields:
            own = names.field(decl.name, field.name).text
            parts.append(self._part(f"self.{own}", f"other.{own}", "&", field.type))
        inexact = any(self._inexact(t.erase(field.type)) for field in decl.fields)
        return _all(parts) if inexact else None

    def _sum(self, decl: Sum) -> Doc | None:
        names = self.tests.crate.names[self._module(decl)]
        arms: list[Doc] = []
        for variant in decl.variants:
            if not any(self._inexact(t.erase(field.type)) for field in variant.fields):
                continue
            own = names.variant(decl.name, variant.name).text
            fields = [
                names.variant_field(decl.name, variant.name, field.name).text
                for field in variant.fields
            ]
            sides = ("a", "b") if len(fields) == 1 else ("left", "right")
            left, right = (
                [f"{side}_{name}" for name in fields] if len(fields) > 1 else [side]
                for side in sides
            )
            pair = [_variant(own, fields, bound) for bound in (left, right)]
            pattern = layout.arguments("(", pair, ")")
            parts = [
                self._part(one, other, "", field.type)
                for one, other, field in zip(left, right, variant.fields, strict=True)
            ]
            arms.append(self._arm(pattern, _all(parts)))
        if not arms:
            return None
        if len(decl.variants) > 1:
            arms.append(text("_ => self == other,"))
        return concat("match (self, other) ", layout.block(join(HARDLINE, arms)))

    def _arm(self, pattern: Doc, body: Doc) -> Doc:
        if layout.width(pattern) > layout.CALL_WIDTH:
            flat = layout.width(body) <= layout.LINE_WIDTH - _ARM
            return concat(pattern, " => ", concat(body, ",") if flat else layout.block(body))
        return self.tests.statements.arm(pattern, body)

    def _part(self, left: str, right: str, amp: str, declared: t.Type) -> Doc:
        if self._inexact(t.erase(declared)):
            return text(f"{left}.near({amp}{right}, tolerance)")
        return text(f"{left} == {right}")

    def _module(self, decl: TypeDecl) -> str:
        types = self.tests.crate.types
        return next(module for (module, _), one in types.decls.items() if one is decl)


def _all(parts: list[Doc]) -> Doc:
    lines = [part if not at else concat("&& ", part) for at, part in enumerate(parts)]
    return group(nest(join(LINE, lines)))


def _variant(name: str, fields: list[str], bound: list[str]) -> Doc:
    items = [text(f"{field}: {own}") for field, own in zip(fields, bound, strict=True)]
    return concat(f"Self::{name}", layout.braced(items))
