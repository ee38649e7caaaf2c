"""Literals, constructors, variables and calls as Zig."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vibee_plugins.zig import literals
from vibee_plugins.zig.options import absent, present, taken
from vibee_plugins.zig.spellings import COMPARE, ORELSE, PREFIX
from vibee_plugins.zig.stores import Stores
from vibee_plugins.zig.types import error_set

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Enum, Field
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets.layout import (
    HARDLINE,
    LINE,
    Concat,
    Doc,
    Text,
    bracketed,
    concat,
    group,
    join,
    nest,
    text,
)
from vibee_compiler.targets.printer import ATOM, LOWEST, Printed

Special = Callable[[Any, x.Op], Printed]


def braced(items: list[Doc]) -> Doc:
    """`.{ a, b }`; a single positional item stands without blanks, as the formatter wants it."""
    if not items:
        return text(".{}")
    return bracketed(".{", items, "}", padding=" ")


def listed(items: list[Doc]) -> Doc:
    """`&.{ a, b }`."""
    if len(items) == 1:
        return concat("&", bracketed(".{", items, "}"))
    return concat("&", braced(items))


def items(docs: list[Doc]) -> Doc:
    """`{ a, b }` of an array."""
    return bracketed("{", docs, "}", padding="" if len(docs) == 1 else " ")


class Values(Stores):
    """Expressions that are values."""

    # variables

    def print_Local(self, node: x.Local) -> Printed:  # noqa: N802
        return Printed(text(self.frame.name(node.var)))

    def print_Take(self, node: s.Take) -> Printed:  # noqa: N802
        return Printed(text(self.frame.name(node.var)))

    def print_View(self, node: s.View) -> Printed:  # noqa: N802
        name = self.frame.name(node.var)
        kind = self.frame.builders.get(node.var.uid)
        if kind in ("list", "text"):
            return Printed(text(f"{name}.items"))
        if kind in (None, "slice"):
            return Printed(text(name))
        return self.attempt(text(f"{name}.freeze({self.arena()})"))

    print_Freeze = print_View  # noqa: N815

    def print_ConstRef(self, node: x.ConstRef) -> Printed:  # noqa: N802
        own = self.world.names[node.module].constant(node.name).text
        return Printed(text(self.of_module(node.module) + own))

    def of_module(self, module: str) -> str:
        """The prefix of what another module declares."""
        if module != self.module:
            self.wants.modules.add(module)
        return self.world.types.prefix(module, self.module)

    # calls

    def print_Call(self, node: x.Call) -> Printed:  # noqa: N802
        key = (node.module, node.name)
        made = self.call_of(key, list(node.args))
        return self.attempt(made) if self.world.fails(key) else Printed(made)

    def call_of(self, key: tuple[str, str], args: list[Any]) -> Doc:
        """A call, its error as it is."""
        return self.call_with(key, [self.typed(arg) for arg in args])

    def call_with(self, key: tuple[str, str], docs: list[Doc]) -> Doc:
        """A call of a function with printed arguments, its error as it is."""
        if key in self.world.allocating:
            docs = [text(self.arena()), *docs]
        name = self.of_module(key[0]) + self.world.function_name(*key)
        return self.arguments(name, docs)

    def print_CallVar(self, node: x.CallVar) -> Printed:  # noqa: N802
        docs = [text(self.arena()), *(self.typed(arg) for arg in node.args)]
        return self.attempt(self.arguments(self.frame.name(node.var), docs))

    def print_FnRef(self, node: x.FnRef) -> Printed:  # noqa: N802
        key = (node.module, node.name)
        assert isinstance(node.type, t.FnT)
        passes = key in self.world.allocating
        # What is declared around it later may have none of these names: nothing can be hidden.
        given = self.frame.names.fresh("gpa").text
        function = self.world.functions[key]
        names = [self.frame.names.fresh(one.var.name).text for one in function.params]
        params = [
            f"{name}: {self.type(p)}" for name, p in zip(names, node.type.params, strict=True)
        ]
        called = self.of_module(node.module) + self.world.function_name(*key)
        args = ", ".join([given, *names] if passes else names)
        head = ", ".join([f"{given}: Allocator" if passes else "_: Allocator", *params])
        errors = error_set(raises=self.world.types.value_raises(node.type), allocates=True)
        body = nest(
            HARDLINE,
            f"fn call({head}) {self.errors(errors)}!{self.type(node.type.result)} {{",
            nest(HARDLINE, f"return {called}({args});"),
            HARDLINE,
            "}",
        )
        return Printed(concat("&struct {", body, HARDLINE, "}.call"))

    # literals

    def print_Literal(self, node: x.Literal) -> Printed:  # noqa: N802
        value: Any = node.value
        match node.type:
            case t.Prim("Int"):
                shown = literals.integer(value)
            case t.Prim("Float"):
                shown = literals.number(value)
            case t.Prim("Bool"):
                shown = "true" if value else "false"
            case t.Prim("Bytes"):
                shown = literals.octets(value)
            case t.Prim("Timestamp" | "Duration"):
                shown = f".{{ .nanos = {literals.integer(value)} }}"
            case t.Prim("Decimal" | "UUID"):
                shown = f".{{ .text = {literals.quoted(value)} }}"
            case t.Prim("Any"):
                shown = literals.any_value(value)
            case _:
                shown = literals.quoted(value)
        return Printed(text(self.note(shown)), PREFIX if shown[0] == "-" else ATOM)

    def is_static(self, node: Any) -> bool:
        """Whether a value is known when the output is compiled."""
        match node:
            case x.Literal() | x.EnumValue() | x.ConstRef():
                return True
            case x.ListLit(items, optional):
                return not any(optional) and all(map(self.is_static, items))
            case x.TupleLit(items) | x.SetLit(items):
                return all(map(self.is_static, items))
            case x.RecordLit(fields) | x.VariantLit(_, fields):
                return not self.is_checked(node) and all(self.is_static(f) for _, f in fields)
            case x.Op(id="optional.of" | "optional.none" | "result.ok" | "result.err", args=args):
                return all(map(self.is_static, args))
            case x.Store(value):
                return not self.store_calls(node) and self.is_static(value)
            case x.MapLit():
                return not node.errors and self.static_entries(node) is not None
            case _:
                return False

    def print_ListLit(self, node: x.ListLit) -> Printed:  # noqa: N802
        assert isinstance(node.type, t.ListT)
        elem = self.type(node.type.elem)
        if any(node.optional):
            return self.spliced(node, elem)
        made = listed([self.typed(item) for item in node.items])
        if self.frame.mode != "body" or self.is_static(node):
            return Printed(made, PREFIX)
        args = [text(elem), made]
        return self.attempt(self.arguments(f"{self.arena()}.dupe", args))

    def spliced(self, node: x.ListLit, elem: str) -> Printed:
        """A list with items that may be absent."""
        docs = [self.typed(item) for item in node.items]
        optional = f"?{elem}"
        args = [text(elem), text(self.arena()), concat(f"&[_]{optional}", items(docs))]
        flags = all(node.optional)
        if flags:
            return self.attempt(self.arguments(self.note("support.present"), args))
        parts = [
            concat(
                "try ",
                self.arguments(
                    self.note("support.present"),
                    [text(elem), text(self.arena()), concat("&.{", doc, "}")],
                ),
            )
            if maybe
            else concat("&.{", doc, "}")
            for doc, maybe in zip(docs, node.optional, strict=True)
        ]
        joined = concat(f"&[_][]const {elem}", items(parts))
        self.note("std.")
        return self.attempt(
            self.arguments("std.mem.concat", [text(self.arena()), text(elem), joined])
        )

    def print_SetLit(self, node: x.SetLit) -> Printed:  # noqa: N802
        if not node.items:
            return Printed(text(".empty"))
        items = listed([self.typed(item) for item in node.items])
        return Printed(concat(".{ .items = ", items, " }"))

    def static_entries(self, node: x.MapLit) -> list[tuple[Any, Any]] | None:
        """The entries in order of their keys, if all of it is static."""
        assert isinstance(node.type, t.MapT)
        if any(node.optional):
            return None
        found: list[tuple[Any, tuple[Any, Any]]] = []
        for key, value in node.entries:
            if isinstance(key, x.Literal):
                found.append((key.value, (key, value)))
            elif isinstance(key, x.EnumValue):
                decl = self.world.types.decl(key.type) if isinstance(key.type, t.Named) else None
                assert isinstance(decl, Enum)
                found.append((decl.members.index(key.member), (key, value)))
            else:
                return None
            if self.frame.mode == "body" and not self.is_static(value):
                return None
        return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]

    def print_MapLit(self, node: x.MapLit) -> Printed:  # noqa: N802
        assert isinstance(node.type, t.MapT)
        if not node.entries:
            return Printed(text(".empty"))
        entries = self.static_entries(node)
        if entries is not None and not node.errors:
            keys = listed([self.typed(key) for key, _ in entries])
            values = listed([self.typed(value) for _, value in entries])
            return Printed(braced([concat(".keys = ", keys), concat(".values = ", values)]))
        own = f"support.Map({self.type(node.type.key)}, {self.type(node.type.value)})"
        docs = [
            braced(
                [
                    concat(".key = ", self.typed(key)),
                    concat(".value = ", self.typed(value)),
                ]
            )
            for key, value in node.entries
        ]
        maker = "ofPresent" if any(node.optional) else "of"
        # Without the check the function does not list the error either.
        maker += "" if node.errors else "Distinct"
        made = self.arguments(self.note(f"{own}.{maker}"), [text(self.arena()), listed(docs)])
        return self.attempt(made)

    def print_TupleLit(self, node: x.TupleLit) -> Printed:  # noqa: N802
        items = [self.typed(item) for item in node.items]
        return Printed(
            bracketed(".{", items, "}", padding=" ") if len(items) > 1 else braced(items)
        )

    def print_EnumValue(self, node: x.EnumValue) -> Printed:  # noqa: N802
        assert isinstance(node.type, t.Named)
        own = self.world.names[node.type.module].member(node.type.name, node.member)
        return Printed(text(f".{own}"))

    def enum_name(self, op: x.Op) -> Printed:
        """The declared name of an enum's value."""
        type_ = op.args[0].type
        assert isinstance(type_, t.Named)
        decl = self.world.types.decl(type_)
        assert isinstance(decl, Enum)
        names = self.world.names[type_.module]
        if all(names.member(decl.name, one).text == one for one in decl.members):
            return Printed(self.arguments("@tagName", [self.bare(op.args[0])]))
        made = concat(self.bare(op.args[0], ATOM), ".declaredName()")
        return Printed(made)

    # records and sum types

    def is_checked(self, node: Any) -> bool:
        """Whether making this value checks something here."""
        assert isinstance(node.type, t.Named)
        variant = node.variant if isinstance(node, x.VariantLit) else None
        key = (node.type.module, node.type.name, variant)
        return bool(node.errors) and key in self.world.checkers and self.frame.mode != "static"

    def field(self, owner: t.Named, declared: t.Type, node: Any) -> Doc:
        """The value of a field, behind a pointer where the type needs it."""
        if not self.world.types.is_boxed((owner.module, owner.name), declared):
            return self.placed(node) if node.type == t.INT else self.typed(node)
        if self.frame.mode == "static":
            return concat("&", self.typed(node, PREFIX))
        args = [text(self.type(node.type)), text(self.arena()), self.typed(node)]
        return concat("try ", self.arguments(self.note("support.box"), args))

    def checked(self, node: Any, body: Doc) -> Printed:
        """The value, by its constructor where it has constraints to keep.

        The constructor is found by the type of the place, which `bare` writes where it has none.
        """
        if not self.is_checked(node):
            return Printed(body)
        self.note_type(node.type)
        return self.attempt(concat(".init(", join(", ", self._init_args(node, body)), ")"))

    def _init_args(self, node: Any, body: Doc) -> list[Doc]:
        if (node.type.module, f"init {node.type.name}") in self.world.allocating:
            return [text(self.arena()), body]
        return [body]

    def refused(self, node: Any) -> Doc:
        """What making a value gives, an error perhaps: it is not tried."""
        doc = self.printed(node).doc
        assert isinstance(doc, Concat) and doc.docs[0] == Text("try ")
        made = Concat(doc.docs[1:])
        return made if isinstance(node, x.Store) else concat(self.type(node.type), made)

    def print_RecordLit(self, node: x.RecordLit) -> Printed:  # noqa: N802
        assert isinstance(node.type, t.Named)
        declared = {field.name: field for field in self.record(node.type).fields}
        names = self.world.names[node.type.module]
        items = [
            concat(
                f".{names.field(node.type.name, name)} = ",
                self.field(node.type, declared[name].type, value),
            )
            for name, value in node.fields
            if self.frame.mode == "body" or not _is_default(declared[name], value)
        ]
        return self.checked(node, braced(items))

    def print_RecordUpdate(self, node: x.RecordUpdate) -> Printed:  # noqa: N802
        assert isinstance(node.type, t.Named)
        declared = {field.name: field.type for field in self.record(node.type).fields}
        names = self.world.names[node.type.module]
        label = "update"
        lines: list[Doc] = [
            concat(f"var next_: {self.type(node.type)} = ", self.typed(node.base), ";")
        ]
        for name, value in node.fields:
            own = names.field(node.type.name, name)
            made = self.field(node.type, declared[name], value)
            lines.append(concat(f"next_.{own} = ", made, ";"))
        lines.append(text(f"break :{label} next_;"))
        body = concat(f"{label}: {{", nest(HARDLINE, join(HARDLINE, lines)), HARDLINE, "}")
        if self.is_checked(node):
            return self.checked(node, body)
        return Printed(body, LOWEST)

    def print_VariantLit(self, node: x.VariantLit) -> Printed:  # noqa: N802
        assert isinstance(node.type, t.Named)
        names = self.world.names[node.type.module]
        own = names.variant(node.type.name, node.variant)
        if not node.fields:
            return self.checked(node, text(f".{own}"))
        variant = next(v for v in self.sum(node.type).variants if v.name == node.variant)
        declared = {field.name: field.type for field in variant.fields}
        items = [
            concat(
                f".{names.variant_field(node.type.name, node.variant, name)} = ",
                self.field(node.type, declared[name], value),
            )
            for name, value in node.fields
        ]
        return self.checked(node, braced([concat(f".{own} = ", braced(items))]))

    def print_FieldGet(self, node: x.FieldGet) -> Printed:  # noqa: N802
        owner = node.base.type
        assert isinstance(owner, t.Named)
        own = self.world.names[owner.module].field(owner.name, node.name)
        declared = next(f.type for f in self.record(owner).fields if f.name == node.name)
        boxed = self.world.types.is_boxed((owner.module, owner.name), declared)
        return Printed(concat(self.bare(node.base, ATOM), f".{own}", ".*" if boxed else ""))

    def print_VariantField(self, node: s.VariantField) -> Printed:  # noqa: N802
        subject = self.bare(node.subject, ATOM)
        owner = node.subject.type
        assert isinstance(owner, t.Named)
        own = self.world.names[owner.module].variant(owner.name, node.variant)
        return Printed(
            concat(subject, f".{own}", self.variant_suffix(owner, node.variant, node.name))
        )

    def variant_suffix(self, owner: t.Named, variant: str, name: str) -> str:
        """`.field` of a variant's payload, dereferenced where it is boxed."""
        own = self.world.names[owner.module].variant_field(owner.name, variant, name)
        found = next(v for v in self.sum(owner).variants if v.name == variant)
        declared = next(f.type for f in found.fields if f.name == name)
        boxed = self.world.types.is_boxed((owner.module, owner.name), declared)
        return f".{own}.*" if boxed else f".{own}"

    # tests and parts of options, results, variants

    def _is(self, node: Any, what: str, symbol: str = "==") -> Printed:
        return Printed(concat(self.bare(node.subject, COMPARE + 1), f" {symbol} {what}"), COMPARE)

    def print_IsVariant(self, node: s.IsVariant) -> Printed:  # noqa: N802
        owner = node.subject.type
        assert isinstance(owner, t.Named)
        own = self.world.names[owner.module].variant(owner.name, node.variant)
        return self._is(node, f".{own}")

    def print_IsSome(self, node: s.IsSome) -> Printed:  # noqa: N802
        return self._is(node, "null", "!=")

    def print_IsOk(self, node: s.IsOk) -> Printed:  # noqa: N802
        return self._is(node, ".ok")

    def is_not(self, node: s.IsSome | s.IsOk | s.IsVariant) -> Printed:
        """The opposite of a test."""
        if isinstance(node, s.IsSome):
            return self._is(node, "null")
        if isinstance(node, s.IsOk):
            return self._is(node, ".err")
        owner = node.subject.type
        assert isinstance(owner, t.Named)
        own = self.world.names[owner.module].variant(owner.name, node.variant)
        return self._is(node, f".{own}", "!=")

    def print_Unwrap(self, node: s.Unwrap) -> Printed:  # noqa: N802
        return Printed(concat(self.bare(node.subject, ATOM), ".?"))

    def print_UnwrapOk(self, node: s.UnwrapOk) -> Printed:  # noqa: N802
        return Printed(concat(self.bare(node.subject, ATOM), ".ok"))

    def print_UnwrapErr(self, node: s.UnwrapErr) -> Printed:  # noqa: N802
        return Printed(concat(self.bare(node.subject, ATOM), ".err"))

    def print_If(self, node: x.If) -> Printed:  # noqa: N802
        turned = absent(node.cond)
        test = turned or present(node.cond)
        then, other = (node.other, node.then) if turned else (node.then, node.other)
        if test is not None:
            spare = self.frame.spare_var(test.hint, test.type)
            (inside,), count = taken(test, spare, (then,))
            if inside == x.Local(spare, spare.type):
                made = concat(" orelse", nest(LINE, self.typed(other, ORELSE + 1)))
                return Printed(group(self.bare(test.maybe, ORELSE), made), ORELSE)
            if count:
                with self.frame.names.block():
                    name = self.frame.names.fresh(test.hint).text
                    self.frame.given[spare.uid] = name
                    body = self.typed(inside)
                return self._choice(self.bare(test.maybe), f") |{name}|", body, other)
        return self._choice(self.expr(node.cond), ")", self.typed(node.then), node.other)

    def _choice(self, cond: Doc, close: str, then: Doc, other: Any) -> Printed:
        parts = concat(
            "if (", cond, close, nest(LINE, then), LINE, "else", nest(LINE, self.typed(other))
        )
        return Printed(group(parts), LOWEST)

    def specials(self) -> dict[str, Special]:
        """Built-ins that are constructors."""
        return _SPECIALS


def _is_default(field: Field, value: Any) -> bool:
    """Whether a field has this value when it is left out."""
    if field.default is not None:
        return bool(value == field.default)
    return isinstance(value, x.Op) and value.id == "optional.none"


def _some(p: Any, op: x.Op) -> Printed:
    if isinstance(op.args[0].type, t.OptionT):
        inner = p.type(op.args[0].type)
        return Printed(p.arguments("@as", [text(inner), p.typed(op.args[0])]))
    made: Printed = p.printed(op.args[0])
    return made


def _none(p: Any, op: x.Op) -> Printed:
    return Printed(text("null"))


def _tagged(name: str) -> Special:
    def spell(p: Any, op: x.Op) -> Printed:
        return Printed(braced([concat(f".{name} = ", p.typed(op.args[0]))]))

    return spell


_SPECIALS: dict[str, Special] = {
    "optional.of": _some,
    "optional.none": _none,
    "result.ok": _tagged("ok"),
    "result.err": _tagged("err"),
}
