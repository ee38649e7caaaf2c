"""Making values of constrained types: `new`, `with_...`, getters, `checked`."""

from __future__ import annotations

from typing import Any

from vibee_plugins.rust import docs, layout
from vibee_plugins.rust.frame import Binding
from vibee_plugins.rust.items import Items
from vibee_plugins.rust.values import Form

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import AliasDecl, Field, Record, Sum
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import everything
from vibee_compiler.targets import prose
from vibee_compiler.targets.docs import field_condition
from vibee_compiler.targets.layout import HARDLINE, Doc, concat, join, nest, text


def has_default(field: Field) -> bool:
    """Whether a field may be left out."""
    return field.default is not None or isinstance(_seen(field.type), t.OptionT)


def _seen(type_: t.Type) -> t.Type:
    while isinstance(type_, t.Alias):
        type_ = type_.target
    return type_


def _fallible(type_: t.Type) -> bool:
    if isinstance(type_, t.Sized):
        return type_.name != "Float32"
    if isinstance(type_, t.ArrayT | t.Alias):
        return not isinstance(type_, t.Alias) or _fallible(type_.target) or True
    if isinstance(type_, t.Named):
        return False
    return any(_fallible(child) for child in t.children(type_))


class Constructors(Items):
    """The part of `Declarations` that makes constructors."""

    def is_hidden(self, decl: Record) -> bool:
        """Whether a record's fields are private: something must hold of them."""
        checker = self.crate.checkers.get((self.name, decl.name, None))
        stored = any(_fallible(field.type) for field in decl.fields)
        return stored or (checker is not None and bool(checker.block))

    def guards(self, decl: Any, variant: str | None = None) -> s.Checker | None:
        """What making a value checks."""
        return self.crate.checkers.get((self.name, decl.name, variant))

    def makes_result(self, decl: Record, field: Field | None = None) -> bool:
        """Whether `new`, or `with_...` of a field, may fail."""
        fields = [field] if field else [f for f in decl.fields if not has_default(f)]
        guards, mixed = self._split(decl, {one.name for one in fields})
        return bool(guards or mixed or any(_fallible(one.type) for one in fields))

    def constructors(self, decl: Record) -> Doc:
        """The inherent methods of a record that hides its fields."""
        name = self.names.type(decl.name).text
        generic = self.generic(decl)
        parts = [self._new(decl)]
        parts += [self._with(decl, field) for field in decl.fields if has_default(field)]
        parts += [self._getter(decl, field) for field in decl.fields]
        if (self.name, decl.name) in self.crate.checked_in_code:
            parts.append(self.checked(decl))
        blank = concat(HARDLINE, HARDLINE)
        bound = f"{generic[:-1]}: Clone>" if generic else ""
        return concat(f"impl{bound} {name}{generic} ", layout.block(join(blank, parts)))

    def _mentioned(self, guard: s.Stmt) -> set[int]:
        return {one.var.uid for one in everything((guard,)) if isinstance(one, x.Local)}

    def _split(self, decl: Record, fields: set[str]) -> tuple[s.Block, bool]:
        """The guards that speak of nothing but these fields, and whether others mention them."""
        checker = self.guards(decl)
        if checker is None:
            return (), False
        inside = {v.uid for v in checker.fields if v.name in fields}
        known = {v.uid for v in checker.fields}
        kept = []
        if not all(isinstance(stmt, s.Guard) for stmt in checker.block):
            return (), True
        mixed = False
        for guard in checker.block:
            spoken = self._mentioned(guard) & known
            if spoken and spoken <= inside:
                kept.append(guard)
            elif spoken & inside:
                mixed = True
        return tuple(kept), mixed

    def _taken(self, field: Field) -> tuple[str, str]:
        """A constructor's parameter: its type, and what turns it into the field."""
        type_ = _seen(field.type)
        if isinstance(type_, t.OptionT) and field.default is None:
            type_ = _seen(type_.elem)
        if type_ == t.STRING:
            return "impl Into<String>", ".into()"
        return self.p.owned_type(type_), ""

    def _bound(self, decl: Record, own: dict[str, str]) -> None:
        checker = self.guards(decl)
        for var in checker.fields if checker is not None else ():
            if var.name in own:
                self.p.frame.names.scope.reserve([own[var.name]])
                self.p.frame.bindings[var.uid] = Binding(own[var.name], Form.VALUE, 0)

    def _new(self, decl: Record) -> Doc:
        required = [field for field in decl.fields if not has_default(field)]
        own = {f.name: self.names.field(decl.name, f.name).text for f in decl.fields}
        guards, mixed = self._split(decl, {field.name for field in required})
        stored = [field for field in required if _fallible(field.type)]
        raises = bool(guards or mixed or stored)
        self.frame(raises=raises)
        self._bound(decl, own)
        self.statements.whole = guards
        params: list[Doc] = []
        made: list[Doc] = []
        head: list[Doc] = []
        spoken = {uid for guard in guards for uid in self._mentioned(guard)}
        checker = self.guards(decl)
        by_name = {v.name: v.uid for v in checker.fields} if checker is not None else {}
        for field in decl.fields:
            name = own[field.name]
            if has_default(field):
                made.append(concat(f"{name}: ", self._default(decl, field)))
                continue
            typed, into = self._taken(field)
            params.append(text(f"{name}: {typed}"))
            checked = by_name.get(field.name) in spoken
            head += self._stored(field.type, name, into, checked)
            plain = not into or checked or field in stored
            made.append(text(name) if plain else text(f"{name}: {name}{into}"))
            made[-1] = self._boxed(decl, field, name, made[-1])
        body = [*head, *self.statements.docs(guards, tail=False)]
        return self._constructor(decl, params, body, made, raises=raises, mixed=mixed)

    def _boxed(self, decl: Record, field: Field, name: str, made: Doc) -> Doc:
        if not self.crate.types.is_boxed((self.name, decl.name), field.type):
            return made
        return text(f"{name}: Box::new({name})")

    def _stored(self, type_: t.Type, name: str, into: str, checked: bool) -> list[Doc]:
        """The statements that make a parameter fit the type in which it is kept."""
        if _fallible(type_):
            from vibee_plugins.rust.values import value

            node = x.Store(x.Literal(0, t.INT), type_, t.erase(type_))
            fitted = self.statements.fit(value(name, t.erase(type_)), type_, node)
            return [concat(f"let {name} = ", fitted.doc, ";")]
        return [text(f"let {name} = {name}{into};")] if into and checked else []

    def _default(self, decl: Record, field: Field) -> Doc:
        if field.default is None:
            return text("None")
        return self.p.field_value(t.Named(self.name, decl.name), field.type, field.default)

    def _constructor(
        self,
        decl: Record,
        params: list[Doc],
        body: list[Doc],
        made: list[Doc],
        *,
        raises: bool,
        mixed: bool,
    ) -> Doc:
        literal = concat("Self", layout.braced(made))
        if mixed:
            self.crate.checked_in_code.add((self.name, decl.name))
            body.append(layout.head_of_chain(literal, ".checked()"))
        else:
            body.append(concat("Ok(", literal, ")") if raises else literal)
        noun = prose.clause(decl.name) if " " in decl.name else decl.name
        words = " ".join(_words(noun))
        article = "an" if words[:1] in "aeiou" else "a"
        about = [f"Makes {article} {words}{self._without(decl)}."]
        if raises:
            self.p.need("crate::Result")
            about += self._errors(decl, {f.name for f in decl.fields if not has_default(f)})
        signature = self._method("new", params, "Result<Self>" if raises else "Self")
        attributes = [] if raises else ["#[must_use]"]
        return self.documented(
            about, concat(signature, layout.block(join(HARDLINE, body))), attributes
        )

    def _without(self, decl: Record) -> str:
        """What the constructor leaves at its default."""
        said = []
        absent = []
        for field in decl.fields:
            own = self.names.field(decl.name, field.name).text
            if not has_default(field):
                continue
            if field.default is None:
                absent.append(f"`{own}`")
            elif isinstance(field.default, x.Literal) and field.default.type == t.INT:
                said.append(f"`{own}` {field.default.value}")
        parts = [f"with {prose.enumeration(said)}"] if said else []
        parts += [f"without a {prose.enumeration(absent, 'or')}"] if absent else []
        return " " + " and ".join(parts) if parts else ""

    def _errors(self, decl: Record, fields: set[str]) -> list[str]:
        by_field = [
            (
                field.name,
                field_condition(one.text, self.names.field(decl.name, field.name).text),
            )
            for field in decl.fields
            for one in field.constraints
            if one.expr
        ]
        texts = [prose.clean(said) for name, said in by_field if name in fields]
        texts += [
            prose.clean(one.text.replace("self.", ""))
            for one in decl.constraints
            if one.expr is not None
        ]
        shown = [f"`{said}`" for said in texts if "`" not in said]
        unless = f" unless {prose.enumeration(shown)}" if shown else ""
        name = "ContractViolation" if shown else "Overflow"
        self.crate.raised.add(name)
        return ["# Errors", f"[`Error::{self.crate.names.error(name)}`]{unless}."]

    def _method(self, name: str, params: list[Doc], returns: str) -> Doc:
        flat = concat(f"pub fn {name}(", join(", ", params), f") -> {returns} ")
        if layout.width(flat) + 5 <= 100:
            return flat
        inner = join(concat(",", HARDLINE), params)
        return concat(f"pub fn {name}(", nest(HARDLINE, inner, ","), HARDLINE, f") -> {returns} ")

    def _with(self, decl: Record, field: Field) -> Doc:
        own = self.names.field(decl.name, field.name).text
        typed, into = self._taken(field)
        guards, mixed = self._split(decl, {field.name})
        raises = bool(guards or mixed or _fallible(field.type))
        self.frame(raises=raises)
        self._bound(decl, {field.name: own})
        self.statements.whole = guards
        optional = isinstance(_seen(field.type), t.OptionT) and field.default is None
        if optional and guards:
            self.p.frame.bindings = {
                uid: Binding(f"Some({b.name})", b.form, 0)
                for uid, b in self.p.frame.bindings.items()
            }
        kept = _seen(field.type) if optional else field.type
        kept = kept.elem if optional and isinstance(kept, t.OptionT) else kept
        body = self._stored(kept, own, into, bool(guards) and not optional)
        given = own if body or not into else f"{own}{into}"
        boxed = self.crate.types.is_boxed((self.name, decl.name), field.type)
        given = f"Box::new({given})" if boxed else given
        given = f"Some({given})" if optional else given
        body += [*self.statements.docs(guards, tail=False)]
        item = text(own) if given == own else text(f"{own}: {given}")
        items = [item] if len(decl.fields) == 1 else [item, text("..self")]
        literal = concat("Self", _update(items))
        if mixed:
            self.crate.checked_in_code.add((self.name, decl.name))
            body.append(layout.head_of_chain(literal, ".checked()"))
        else:
            body.append(concat("Ok(", literal, ")") if raises else literal)
        about = [f"The same {' '.join(_words(decl.name))} with this `{own}`."]
        if raises:
            self.p.need("crate::Result")
            about += self._errors(decl, {field.name})
        params: list[Doc] = [text("self"), text(f"{own}: {typed}")]
        signature = self._method(f"with_{own}", params, "Result<Self>" if raises else "Self")
        attributes = [] if raises else ["#[must_use]"]
        return self.documented(
            about, concat(signature, layout.block(join(HARDLINE, body))), attributes
        )

    def _getter(self, decl: Record, field: Field) -> Doc:
        own = self.names.field(decl.name, field.name).text
        type_ = t.erase(field.type)
        self.p.note_type(type_)
        returns = self.crate.types.view(type_, self.name)
        boxed = self.crate.types.is_boxed((self.name, decl.name), field.type)
        body = self._read(f"self.{own}", type_, boxed=boxed)
        about = docs.paragraphs(field.description)
        made = concat(f"pub fn {own}(&self) -> {returns} ", layout.block(text(body)))
        return self.documented(about, made, ["#[must_use]"])

    def _read(self, path: str, type_: t.Type, *, boxed: bool) -> str:
        if self.crate.types.is_copy(type_):
            return path
        if isinstance(type_, t.OptionT):
            deref = boxed or type_.elem in (t.STRING, t.BYTES) or isinstance(type_.elem, t.ListT)
            return f"{path}.as_deref()" if deref else f"{path}.as_ref()"
        return f"&{path}"

    def checked(self, decl: Record) -> Doc:
        """The method that checks a whole value."""
        checker = self.guards(decl)
        self.frame(raises=True)
        own = {f.name: self.names.field(decl.name, f.name).text for f in decl.fields}
        for var in checker.fields if checker is not None else ():
            self.p.frame.bindings[var.uid] = Binding(f"self.{own[var.name]}", Form.VALUE, 0)
        block = checker.block if checker is not None else ()
        self.statements.whole = block
        body = [*self.statements.docs(block, tail=False), text("Ok(self)")]
        self.p.need("crate::Result")
        made = concat(
            f"{self.public}fn checked(self) -> Result<Self> ",
            layout.block(join(HARDLINE, body)),
        )
        return self.documented(["The same value, if its constraints hold."], made)

    def sum_check(self, decl: Sum) -> Doc | None:
        """The check of a sum type, if something must hold of it."""
        found = [(v, self.guards(decl, v.name)) for v in decl.variants]
        if not any(checker is not None and checker.block for _, checker in found):
            return None
        arms: list[tuple[str, Doc]] = []
        open_end = False
        for variant, checker in found:
            if checker is None or not checker.block:
                open_end = True
                continue
            self.frame(raises=True)
            self.statements.whole = checker.block
            parts = []
            for var in checker.fields:
                own = self.names.variant_field(decl.name, variant.name, var.name).text
                if any(var.uid in self._mentioned(guard) for guard in checker.block):
                    self.p.frame.names.scope.reserve([own])
                    self.p.frame.bindings[var.uid] = Binding(own, Form.REF, 0)
                    parts.append(own)
            if len(parts) < len(variant.fields):
                parts.append("..")
            own_variant = self.names.variant(decl.name, variant.name)
            docs_ = self.statements.docs(checker.block, tail=False)
            body = layout.block(join(HARDLINE, docs_))
            arms.append((f"Self::{own_variant} {{ {', '.join(parts)} }}", body))
        if len(arms) == 1 and open_end:
            pattern, body = arms[0]
            return self._checked_sum(decl, concat(f"if let {pattern} = &self ", body))
        listed = [concat(f"{pattern} => ", body) for pattern, body in arms]
        listed += [text("_ => {}")] * open_end
        match = concat("match &self ", layout.block(join(HARDLINE, listed)))
        return self._checked_sum(decl, match)

    def _checked_sum(self, decl: Sum, match: Doc) -> Doc:
        self.p.need("crate::Result")
        made = concat(
            "pub fn checked(self) -> Result<Self> ",
            layout.block(join(HARDLINE, [match, text("Ok(self)")])),
        )
        self.crate.raised.add("ContractViolation")
        error = self.crate.names.error("ContractViolation")
        about = [
            "The same value, if its constraints hold.",
            "# Errors",
            f"[`Error::{error}`] if they do not.",
        ]
        name = self.names.type(decl.name).text
        generic = self.generic(decl)
        return concat(f"impl{generic} {name}{generic} ", layout.block(self.documented(about, made)))

    def alias_check(self, decl: AliasDecl) -> Doc | None:
        """The function that checks a value of an alias."""
        checker = self.guards(decl)
        if checker is None or not checker.block:
            return None
        self.frame(raises=True)
        self.statements.whole = checker.block
        var = checker.fields[0]
        name = self.p.frame.bind(var, Form.VALUE)
        body = [*self.statements.docs(checker.block, tail=False), text(f"Ok({name})")]
        typed = self.p.owned_type(t.erase(decl.target))
        self.p.need("crate::Result")
        path = self.p.alias_check_name(self.name, decl.name)
        made = concat(
            f"pub(crate) fn {path}({name}: {typed}) -> Result<{typed}> ",
            layout.block(join(HARDLINE, body)),
        )
        about = [f"The value, if it may be {self._articled(decl.name)}."]
        return self.documented(about, made)

    @staticmethod
    def _articled(name: str) -> str:
        words = " ".join(_words(name))
        return f"an {words}" if words[:1] in "aeiou" else f"a {words}"


def _words(name: str) -> list[str]:
    from vibee_compiler.targets.naming import words

    return list(words(name))


def _update(items: list[Doc]) -> Doc:
    """A struct literal with a base, behind which rustfmt puts no comma."""
    flat = join(", ", items)
    if layout.width(flat) <= layout.STRUCT_WIDTH:
        return concat(" { ", flat, " }")
    if len(items) == 1:
        return layout.braced(items)
    return concat(" {", nest(HARDLINE, join(concat(",", HARDLINE), items)), HARDLINE, "}")
