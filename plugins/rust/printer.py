"""Expressions as Rust."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vibee_plugins.rust import inference, layout, literals
from vibee_plugins.rust.errors import error_value
from vibee_plugins.rust.patterns import Patterns
from vibee_plugins.rust.spellings import SPELLINGS
from vibee_plugins.rust.values import CLOSURE, Form, Out, unary, value

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Param, Record
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets.layout import HARDLINE, Doc, concat, join, nest, text
from vibee_compiler.targets.printer import ATOM

if TYPE_CHECKING:
    from vibee_compiler.lowering.sir import Function


_WRAPPERS = ("optional.of", "result.ok", "result.err")
"""What the context of a value reaches through."""


class RustPrinter(Patterns):
    """Expressions of one module."""

    spellings = SPELLINGS  # type: ignore[assignment]  # they take this printer

    def print_Literal(self, node: x.Literal) -> Out:  # noqa: N802
        return literals.literal(self, node)

    def print_Local(self, node: x.Local) -> Out:  # noqa: N802
        binding = self.frame.bindings[node.var.uid]
        form = Form.PLACE if binding.form is Form.VALUE else binding.form
        return Out(text(binding.name), ATOM, form, node.type, root=node.var.uid)

    def print_Take(self, node: s.Take) -> Out:  # noqa: N802
        out = self.print_Local(x.Local(node.var, node.type))
        if out.form is Form.PLACE and self.frame.may_move(node.var):
            return replace(out, form=Form.VALUE, root=None)
        return out

    def print_View(self, node: s.View) -> Out:  # noqa: N802
        return self.print_Local(x.Local(node.var, node.type))

    def print_Freeze(self, node: s.Freeze) -> Out:  # noqa: N802
        binding = self.frame.bindings[node.var.uid]
        return value(binding.name, node.type)

    def print_ConstRef(self, node: x.ConstRef) -> Out:  # noqa: N802
        own = self.crate.names[node.module].constant(node.name).text
        if node.module != self.module:
            own = f"{self.module_path(node.module)}::{own}"
        return self.crate.constant_form(node.module, node.name).out(own, node.type)

    def print_FnRef(self, node: x.FnRef) -> Out:  # noqa: N802
        path = self.function_path(node.module, node.name)
        function = self.crate.functions[node.module, node.name]
        if bool(function.raises) == self.types.value_raises(node.type):
            return value(concat("&", path), node.type)
        names = [f"{chr(ord('a') + i)}" for i in range(len(function.params))]
        listed = ", ".join(names)
        return value(f"&|{listed}| Ok({path}({listed}))", node.type)

    def print_Call(self, node: x.Call) -> Out:  # noqa: N802
        function = self.crate.functions[node.module, node.name]
        made = self.call_of(function, node)
        return made.question() if function.raises else made

    def call_of(self, function: Function, node: x.Call) -> Out:
        """A call, its `Result` as it is."""
        path = self.function_path(node.module, node.name)
        args = [
            self.passed_to(node.module, function, param, arg)
            for param, arg in zip(function.params, node.args, strict=True)
        ]
        return value(concat(path, self.arguments(args)), node.type)

    def passed_to(self, module: str, function: Function, param: Param, node: Any) -> Doc:
        """An argument for a parameter of a function of the crate, as that takes it."""
        if self.crate.is_letter(module, function, param):
            if isinstance(node, x.Literal):
                return text(literals.char(str(node.value)))
            return self.out(node).doc
        if param.var.uid in function.consumes:
            return self.own(node).doc
        return self.given(node)

    def given(self, node: Any) -> Doc:
        """An argument of a function of the crate."""
        if isinstance(node, x.ListLit) and not node.items:
            return text("&[]")
        return self.view(node).doc

    def print_CallVar(self, node: x.CallVar) -> Out:  # noqa: N802
        name = self.frame.bindings[node.var.uid].name
        args = [self.given(arg) for arg in node.args]
        made = value(concat(name, self.arguments(args)), node.type)
        return made.question() if self.types.value_raises(node.var.type) else made

    def print_Fail(self, node: x.Fail) -> Out:  # noqa: N802
        made = error_value(self, node.error, node.message)
        return value(layout.wrapped("return Err", made), node.type, CLOSURE)

    def print_If(self, node: x.If) -> Out:  # noqa: N802
        return self.stmts.if_expression(node)

    def print_Match(self, node: x.Match) -> Out:  # noqa: N802
        return self.stmts.match_expression(node)

    def print_BlockExpr(self, node: s.BlockExpr) -> Out:  # noqa: N802
        return self.stmts.block_expression(node)

    def print_Let(self, node: x.Let) -> Out:  # noqa: N802
        return self.stmts.let_expression(node)

    def print_ListLit(self, node: x.ListLit) -> Out:  # noqa: N802
        if not node.items and self.typed_literals:
            assert isinstance(node.type, t.ListT)
            return value(f"Vec::<{self.owned_type(node.type.elem)}>::new()", node.type)
        items = [self.own(item) for item in node.items]
        if any(node.optional):
            return self._spliced(node, items)
        docs = [item.doc for item in items]
        hug = False
        doc = layout.arguments("vec![", docs, "]", hug=hug, limit=layout.ARRAY_WIDTH)
        return value(doc, node.type)

    def _spliced(self, node: x.ListLit, items: list[Out]) -> Out:
        parts: list[Out] = []
        for item, optional in zip(items, node.optional, strict=True):
            if optional:
                parts.append(item.then(".into_iter()", type_=node.type))
            else:
                listed = value(concat("[", item.doc, "]"), node.type)
                parts.append(listed.then(".into_iter()", type_=node.type))
        made = parts[0]
        for part in parts[1:]:
            assert part.head is not None
            source = layout.chain(part.head, part.segments[:-1])
            made = made.then(concat(".chain(", source, ")"), type_=node.type)
        return made.then(".collect::<Vec<_>>()", type_=node.type)

    def print_SetLit(self, node: x.SetLit) -> Out:  # noqa: N802
        self.need("std::collections::BTreeSet")
        if not node.items:
            assert isinstance(node.type, t.SetT)
            elem = f"::<{self.owned_type(node.type.elem)}>" if self.typed_literals else ""
            return value(f"BTreeSet{elem}::new()", node.type)
        docs = [self.own(item).doc for item in node.items]
        return value(layout.wrapped("BTreeSet::from", layout.arguments("[", docs, "]")), node.type)

    def print_MapLit(self, node: x.MapLit) -> Out:  # noqa: N802
        return self.stmts.map_literal(node)

    def print_TupleLit(self, node: x.TupleLit) -> Out:  # noqa: N802
        docs = [self.own(item).doc for item in node.items]
        return value(layout.arguments("(", docs, ")"), node.type)

    def print_EnumValue(self, node: x.EnumValue) -> Out:  # noqa: N802
        assert isinstance(node.type, t.Named)
        member = self.crate.names[node.type.module].member(node.type.name, node.member)
        return value(f"{self.type_path(node.type)}::{member}", node.type)

    def alias_check_name(self, module: str, name: str) -> str:
        """The function that checks values of an alias."""
        own = self.crate.names[module].type(name).text
        scope = self.crate.names[module].scope
        return scope.declare((module, "check", name), f"check {own}", "function").text

    def alias_check_path(self, to: t.Alias) -> str:
        """The path of that function."""
        own = self.alias_check_name(to.module, to.name)
        return own if to.module == self.module else f"{self.module_path(to.module)}::{own}"

    def field_value(self, owner: t.Named, declared: t.Type, node: Any) -> Doc:
        """The value of a field, boxed where the type needs it."""
        out = self.own(node)
        if not self.types.is_boxed((owner.module, owner.name), declared):
            return out.doc
        if isinstance(declared, t.OptionT):
            if isinstance(node, x.Op) and node.id == "optional.of":
                return layout.wrapped(
                    "Some", layout.wrapped("Box::new", self.own(node.args[0]).doc)
                )
            if isinstance(node, x.Op) and node.id == "optional.none":
                return out.doc
            return out.then(".map(Box::new)", type_=out.type).doc
        return concat("Box::new(", out.doc, ")")

    def print_RecordLit(self, node: x.RecordLit) -> Out:  # noqa: N802
        assert isinstance(node.type, t.Named)
        made = self.struct(node.type, node.fields, None)
        return self.checked(made, node)

    def struct(self, type_: t.Named, fields: tuple[tuple[str, Any], ...], base: Doc | None) -> Out:
        """A literal of a struct; fields in the order written."""
        decl = self.types.decl(type_)
        assert isinstance(decl, Record)
        declared = {field.name: field.type for field in decl.fields}
        names = self.crate.names[type_.module]
        items: list[Doc] = []
        for name, node in fields:
            own = names.field(type_.name, name).text
            doc = self.field_value(type_, declared[name], node)
            items.append(text(own) if doc == text(own) else concat(f"{own}: ", doc))
        if base is not None and len(fields) < len(decl.fields):
            items.append(concat("..", base))
        body = layout.braced(items) if base is None else _updated(items)
        return value(concat(self.type_path(type_), body), type_)

    def print_RecordUpdate(self, node: x.RecordUpdate) -> Out:  # noqa: N802
        assert isinstance(node.type, t.Named)
        base = self.own(node.base)
        return self.checked(self.struct(node.type, node.fields, base.doc), node)

    def checked(self, made: Out, node: x.RecordLit | x.RecordUpdate | x.VariantLit) -> Out:
        """The value with the check of its constraints."""
        assert isinstance(node.type, t.Named)
        if not self.crate.is_checked(node.type, node):
            return made
        self.crate.checked_in_code.add((node.type.module, node.type.name))
        return made.then(".checked()", type_=node.type).question()

    def print_VariantLit(self, node: x.VariantLit) -> Out:  # noqa: N802
        return self.checked(self.variant(node), node)

    def variant(self, node: x.VariantLit) -> Out:
        """A value of a sum type, unchecked."""
        assert isinstance(node.type, t.Named)
        names = self.crate.names[node.type.module]
        path = f"{self.type_path(node.type)}::{names.variant(node.type.name, node.variant)}"
        declared = self.crate.variant_fields(node.type, node.variant)
        items = []
        for name, part in node.fields:
            own = names.variant_field(node.type.name, node.variant, name).text
            doc = self.field_value(node.type, declared[name], part)
            items.append(text(own) if doc == text(own) else concat(f"{own}: ", doc))
        body: Doc = layout.braced(items) if items else text("")
        return value(concat(path, body), node.type)

    def print_FieldGet(self, node: x.FieldGet) -> Out:  # noqa: N802
        base = self.receiver(node.base)
        owner = node.base.type
        assert isinstance(owner, t.Named)
        own = self.crate.names[owner.module].field(owner.name, node.name).text
        decl = self.types.decl(owner)
        assert isinstance(decl, Record)
        declared = next(field.type for field in decl.fields if field.name == node.name)
        made = base.then(f".{own}", form=Form.PLACE, type_=node.type)
        made = replace(made, root=base.root)
        if base.form is Form.VALUE and base.root is None:
            made = replace(made, form=Form.VALUE)
        return self.unboxed(made, (owner.module, owner.name), declared)

    def unboxed(self, made: Out, owner: tuple[str, str], declared: t.Type) -> Out:
        """What a boxed field holds."""
        if not self.types.is_boxed(owner, declared):
            return made
        if isinstance(declared, t.OptionT):
            if made.form is Form.VALUE:
                return made.then(".map(|value| *value)", type_=made.type)
            return replace(
                made.then(".as_deref()", form=Form.VIEW, type_=made.type), root=made.root
            )
        return unary("*", made, Form.VALUE if made.form is Form.VALUE else Form.PLACE)

    def print_Store(self, node: x.Store) -> Out:  # noqa: N802
        return self.stmts.store(node)

    def print_Op(self, op: x.Op) -> Out:  # noqa: N802
        spell = self.spellings.get(f"{op.id}!") if not op.errors else None
        if spell is None:
            spell = self.spellings.get(op.id)
        if spell is None:
            raise TypeError(f"no spelling for {op.id}")
        with self.typed() if _is_loose(op) else nullcontext():
            made: Any = spell(self, op)
        return made


def _is_loose(op: x.Op) -> bool:
    """Whether nothing around the first operand of a built-in tells its type."""
    if not op.args or op.id in _WRAPPERS or not inference.is_hollow(op.args[0]):
        return False
    return all(inference.is_hollow(arg) for arg in op.args if arg.type == op.args[0].type)


def _updated(items: list[Doc]) -> Doc:
    # rustfmt puts no comma behind the base.
    body = join(concat(",", HARDLINE), items)
    if layout.width(join(", ", items)) <= layout.STRUCT_WIDTH:
        return concat(" { ", join(", ", items), " }")
    trailing = "" if layout.width(items[-1]) and _is_base(items[-1]) else ","
    return concat(" {", nest(HARDLINE, body, trailing), HARDLINE, "}")


def _is_base(doc: Doc) -> bool:
    from vibee_compiler.targets.layout import Concat, Text

    return isinstance(doc, Concat) and doc.docs[0] == Text("..")
