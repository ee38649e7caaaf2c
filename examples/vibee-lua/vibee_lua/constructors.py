"""Literals, values of declared types and stored values as Lua."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.targets.layout import Doc, bracketed, concat, text
from vibee_compiler.targets.printer import Printed
from vibee_lua import literals
from vibee_lua.spellings import LITERAL, UNARY

if TYPE_CHECKING:
    from vibee_lua.printer import LuaPrinter

_SECOND = 1_000_000_000


def table(items: list[Doc]) -> Printed:
    """A table: on one line, or an item a line."""
    return Printed(bracketed("{", items, "}", padding=" "), LITERAL)


class Constructors:
    """The part of the printer that makes values."""

    def print_Literal(self: LuaPrinter, node: x.Literal) -> Printed:  # noqa: N802
        value: Any = node.value
        match node.type:
            case t.Prim("Int" | "Duration"):
                made = literals.integer(value)
            case t.Prim("Float"):
                made = literals.number(value)
            case t.Prim("Bool"):
                made = "true" if value else "false"
            case t.Prim("Bytes"):
                made = literals.octets(value)
            case t.Prim("Timestamp"):
                self.need("timestamp")
                return Printed(text(f"support.timestamp({value // _SECOND}, {value % _SECOND})"))
            case t.Prim("Any"):
                made = literals.data(value)
                if "support." in made:
                    self.needs |= {"null", "map_of"}
            case t.Prim("Decimal"):
                made = literals.quoted(literals.decimal(value))
            case t.Prim("UUID"):
                made = literals.quoted(value.lower())
            case _:
                made = literals.quoted(value)
        return Printed(text(made), UNARY if made.startswith("-") else LITERAL)

    def print_EnumValue(self: LuaPrinter, node: x.EnumValue) -> Printed:  # noqa: N802
        type_ = node.type
        assert isinstance(type_, t.Named)
        names = self.world.names[type_.module]
        member = names.member(type_.name, node.member)
        return Printed(text(self.refer(type_.module, f"{names.type(type_.name)}.{member}")))

    def print_TupleLit(self: LuaPrinter, node: x.TupleLit) -> Printed:  # noqa: N802
        return table([self.expr(item) for item in node.items])

    def print_ListLit(self: LuaPrinter, node: x.ListLit) -> Printed:  # noqa: N802
        return table([self.single(item) for item in node.items])

    def single(self: LuaPrinter, node: Any) -> Doc:
        """An item: a call in last place would give all of its results, but each gives one."""
        return self.expr(node)

    def print_SetLit(self: LuaPrinter, node: x.SetLit) -> Printed:  # noqa: N802
        self.need("set_of")
        return self.call(text("support.set_of"), [table([self.expr(i) for i in node.items]).doc])

    def print_MapLit(self: LuaPrinter, node: x.MapLit) -> Printed:  # noqa: N802
        part = "unique_map" if node.errors else "map_of"
        self.need(part)
        pairs = [table([self.expr(key), self.expr(value)]).doc for key, value in node.entries]
        return self.call(text(f"support.{part}"), [table(pairs).doc])

    # declared types

    def print_RecordLit(self: LuaPrinter, node: x.RecordLit) -> Printed:  # noqa: N802
        made = table(self._record_fields(node))
        return self._checked(node, made) if self.world.is_checked(node) else made

    def _record_fields(self: LuaPrinter, node: x.RecordLit | x.RecordUpdate) -> list[Doc]:
        type_ = node.type
        assert isinstance(type_, t.Named)
        names = self.world.names[type_.module]
        return [
            concat(f"{names.field(type_.name, name)} = ", self.expr(value))
            for name, value in node.fields
        ]

    def _checked(self: LuaPrinter, node: Any, made: Printed) -> Printed:
        type_ = node.type
        own = self.world.names[type_.module].type(type_.name).text
        return self.call(text(self.refer(type_.module, f"{own}.new")), [made.doc])

    def print_RecordUpdate(self: LuaPrinter, node: x.RecordUpdate) -> Printed:  # noqa: N802
        self.need("updated")
        args = [self.expr(node.base), table(self._record_fields(node)).doc]
        made = self.call(text("support.updated"), args)
        return self._checked(node, made) if self.world.is_checked(node) else made

    def print_VariantLit(self: LuaPrinter, node: x.VariantLit) -> Printed:  # noqa: N802
        type_ = node.type
        assert isinstance(type_, t.Named)
        names = self.world.fields_of(type_, node.variant)
        fields = [concat(f"{names[name]} = ", self.expr(value)) for name, value in node.fields]
        if self.world.is_checked(node):
            maker = self.world.checker_name(type_.module, type_.name, node.variant)
            return self.call(text(self.refer(type_.module, maker)), [table(fields).doc])
        kind = literals.quoted(self.world.kind(type_, node.variant))
        return table([text(f"kind = {kind}"), *fields])

    # stored values

    def print_Store(self: LuaPrinter, node: x.Store) -> Printed:  # noqa: N802
        if isinstance(node.value, x.Literal) and node.to == t.Sized("Float32"):
            assert isinstance(node.value.value, float)
            return self.print_Literal(x.Literal(_single(node.value.value), t.FLOAT))
        if not node.errors and not _rounds(node.to):
            return self.printed(node.value)
        return self.fit(self.expr(node.value), node.to)

    def _calling(self: LuaPrinter, part: str, *args: Doc | str) -> Printed:
        self.need(part)
        docs = [text(arg) if isinstance(arg, str) else arg for arg in args]
        return self.call(text(f"support.{part}"), docs)

    def fit(self: LuaPrinter, made: Doc, to: t.Type, depth: int = 1) -> Printed:
        """A value made fit for a declared type, part by part."""
        match to:
            case t.Sized("Float32"):
                return self._calling("single", made)
            case t.Sized(size):
                low, high = t.SIZED_RANGES[size]
                top = literals.integer(min(high, 2**63 - 1))
                return self._calling("in_range", made, literals.integer(low), top)
            case t.Alias(module, alias, _, target):
                inner = self.fit(made, target, depth).doc if _checks(target) else made
                if (module, alias, None) not in self.world.checkers:
                    return Printed(inner)
                check = self.world.checker_name(module, alias, None)
                return self.call(text(self.refer(module, check)), [inner])
            case t.ArrayT(size, elem):
                inner = self.fit(made, t.ListT(elem), depth).doc
                return self._calling("sized", inner, str(size))
            case t.ListT(elem) if _checks(elem):
                return self._calling("each", made, self._function(elem, depth))
            case t.OptionT(elem) if _checks(elem):
                part = "map_boxed" if self.world.boxed(to) else "map_option"
                return self._calling(part, made, self._function(elem, depth))
            case t.MapT(key, item) if _checks(key) or _checks(item):
                functions = (self._function(key, depth), self._function(item, depth))
                return self._calling("each_entry", made, *functions)
            case t.SetT(elem) if _checks(elem):
                return self._calling("each_member", made, self._function(elem, depth))
            case t.ResultT(ok, err) if _checks(ok) or _checks(err):
                functions = (self._function(ok, depth), self._function(err, depth))
                return self._calling("each_result", made, *functions)
            case t.TupleT(items) if any(map(_checks, items)):
                parts = [self._function(one, depth) for one in items]
                return self._calling("each_part", made, *parts)
        return Printed(made)

    def _function(self: LuaPrinter, to: t.Type, depth: int) -> Doc:
        item = f"item{depth}"
        return concat(f"function({item}) return ", self.fit(text(item), to, depth + 1).doc, " end")


def _single(value: float) -> float:
    try:
        made: float = struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
    return made


def _rounds(to: t.Type) -> bool:
    return to == t.Sized("Float32") or any(map(_rounds, t.children(to)))


def _checks(to: t.Type) -> bool:
    if isinstance(to, t.Sized | t.ArrayT | t.Alias):
        return True
    return not isinstance(to, t.Named) and any(map(_checks, t.children(to)))
