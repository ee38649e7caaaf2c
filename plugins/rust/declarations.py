"""Types, constants and functions as Rust items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from vibee_plugins.rust import docs, layout
from vibee_plugins.rust.constructors import Constructors
from vibee_plugins.rust.crate import Crate
from vibee_plugins.rust.refills import refilled
from vibee_plugins.rust.values import Form

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import (
    AliasDecl,
    Constant,
    Enum,
    Param,
    Record,
    Sum,
    TypeDecl,
)
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import count_uses, everything
from vibee_compiler.targets.layout import HARDLINE, Doc, concat, join, nest, text

MAX_PARAMS = 7
"""More of them make clippy speak; the spec decides."""
MAX_LINES = 100
_UNCALLED = 'expect(dead_code, reason = "nothing calls it but tests")'


class Declarations(Constructors):
    """Prints the items of one module."""

    def __init__(self, crate: Crate, module: s.LoweredModule) -> None:
        super().__init__(crate, module)
        crate.declarations.setdefault(self.name, self)

    # constants

    def constant(self, one: Constant) -> Doc:
        """`pub const`, or a static that is made when it is first read."""
        self.frame(raises=False)
        name = self.names.constant(one.name).text
        form = self.crate.constant_form(self.name, one.name)
        type_ = t.erase(one.type)
        made = self.p.out(one.value)
        if form.kind == "value":
            doc = concat(f"pub const {name}: {self.p.owned_type(type_)} = ", made.doc, ";")
        elif type_ == t.STRING:
            doc = concat(f"pub const {name}: &str = ", made.doc, ";")
        elif form.kind == "view":
            assert isinstance(type_, t.ListT)
            items = [self.p.own(item).doc for item in getattr(one.value, "items", ())]
            listed = layout.arguments("&[", items, "]")
            doc = concat(f"pub const {name}: &[{self.p.owned_type(type_.elem)}] = ", listed, ";")
        else:
            self.p.need("std::sync::LazyLock")
            body = self.p.own(one.value).doc
            typed = self.p.owned_type(type_)
            left = f"pub static {name}: LazyLock<{typed}>"
            doc = layout.static(left, layout.wrapped("LazyLock::new", concat("|| ", body)))
        return self.documented(docs.paragraphs(one.description), doc)

    # types

    def type(self, decl: TypeDecl) -> Doc:
        """A declared type with what belongs to it."""
        match decl:
            case Enum():
                return self._enum(decl)
            case Record():
                return self._record(decl)
            case Sum():
                return self._sum(decl)
            case AliasDecl():
                return self._alias(decl)

    def about(self, decl: TypeDecl) -> list[str]:
        """The documentation of a type: its own, or who returns it."""
        if found := docs.paragraphs(decl.description):
            return found
        makers = [
            self.names.function(one.function.name).text
            for one in self.lowered.behaviours
            if isinstance(t.erase(one.function.returns), t.Named)
            and getattr(t.erase(one.function.returns), "name", "") == decl.name
            and one.function.behaviour is not None
            and not one.function.behaviour.internal
        ]
        return [f"Returned by [`{makers[0]}`]."] if makers else []

    def derives(self, decl: TypeDecl) -> str:
        """The traits of a type."""
        named = t.Named(self.name, decl.name)
        has_float = self.crate.types.has_float(named)
        copied = self.crate.types.is_copy(named)
        found = ["Debug", "Clone"] + ["Copy"] * copied + ["PartialEq"]
        found += [] if has_float else ["Eq", "Hash"]
        found += ["PartialOrd", "Ord"] * isinstance(decl, Enum)
        return f"#[derive({', '.join(found)})]"

    def _enum(self, decl: Enum) -> Doc:
        name = self.names.type(decl.name).text
        members = [f"{self.names.member(decl.name, m)}," for m in decl.members]
        body = layout.block(join(HARDLINE, members))
        made = concat(f"pub enum {name} ", body)
        return self.documented(self.about(decl), made, [self.derives(decl)])

    def enum_names(self, decl: Enum) -> Doc:
        """The method that gives a value's declared name."""
        from vibee_plugins.rust.literals import quoted

        name = self.names.type(decl.name).text
        arms = [f"Self::{self.names.member(decl.name, m)} => {quoted(m)}," for m in decl.members]
        match = concat("match self ", layout.block(join(HARDLINE, arms)))
        body = concat("pub const fn name(self) -> &'static str ", layout.block(match))
        method = self.documented(["The name of the value."], body, ["#[must_use]"])
        return concat(f"impl {name} ", layout.block(method))

    def field_type(self, owner: str, type_: t.Type) -> str:
        """The text of a field's type."""
        self.p.note_type(type_)
        return self.crate.types.field((self.name, owner), type_, self.name)

    def _record(self, decl: Record) -> Doc:
        name = self.names.type(decl.name).text
        hidden = self.is_hidden(decl)
        fields: list[Doc] = []
        for field in decl.fields:
            own = self.names.field(decl.name, field.name).text
            access = self.public if hidden else "pub "
            line = text(f"{access}{own}: {self.field_type(decl.name, field.type)},")
            about = [] if hidden else docs.comment(docs.paragraphs(field.description))
            fields.append(join(HARDLINE, [*map(text, about), line]))
        head = f"pub struct {name}{self.generic(decl)} "
        body = layout.block(join(HARDLINE, fields)) if fields else text("{}")
        made = self.documented(self.about(decl), concat(head, body), [self.derives(decl)])
        more = self.constructors(decl) if hidden else None
        return made if more is None else concat(made, HARDLINE, HARDLINE, more)

    def _sum(self, decl: Sum) -> Doc:
        name = self.names.type(decl.name).text
        variants: list[Doc] = []
        drawn = [[*self._fields(decl, variant)] for variant in decl.variants]
        # rustfmt keeps variants on a line each up to 35 columns of fields, all or none of them.
        limit = 35 if all(layout.width(join(", ", one)) <= 35 for one in drawn) else 0
        for variant, items in zip(decl.variants, drawn, strict=True):
            own = self.names.variant(decl.name, variant.name).text
            about = docs.comment(docs.paragraphs(variant.description))
            made = concat(own, layout.braced(items, limit=limit) if items else "", ",")
            variants.append(join(HARDLINE, [*map(text, about), made]))
        head = f"pub enum {name}{self.generic(decl)} "
        body = concat(head, layout.block(join(HARDLINE, variants)))
        whole = self.documented(self.about(decl), body, [self.derives(decl)])
        check = self.sum_check(decl)
        return whole if check is None else concat(whole, HARDLINE, HARDLINE, check)

    def _fields(self, decl: Sum, variant: Any) -> Iterator[Doc]:
        for field in variant.fields:
            name = self.names.variant_field(decl.name, variant.name, field.name).text
            yield text(f"{name}: {self.field_type(decl.name, field.type)}")

    def _alias(self, decl: AliasDecl) -> Doc:
        name = self.names.type(decl.name).text
        target = self.p.owned_type(decl.target)
        made = self.documented(
            self.about(decl), text(f"pub type {name}{self.generic(decl)} = {target};")
        )
        check = self.alias_check(decl)
        return made if check is None else concat(made, HARDLINE, HARDLINE, check)

    # functions

    def function(
        self, function: s.Function, *, name: str, public: bool, doctest: Sequence[str] = ()
    ) -> Doc:
        """A behaviour or a helper; `doctest` has the lines of an example.

        It is printed again where a local turns out to hide a function that it calls.
        """
        avoid = frozenset(
            self.crate.function_name(one.module, one.name)
            for one in everything((function.block,))
            if isinstance(one, x.Call | x.FnRef) and one.module == self.name
        )
        before, self.p.needs = self.p.needs, set()
        made = self._function(function, avoid, name=name, public=public, doctest=doctest)
        parts = {need.removeprefix("part:") for need in self.p.needs if need.startswith("part:")}
        hidden = parts & {binding.name for binding in self.p.frame.bindings.values()}
        if hidden:
            made = self._function(
                function, avoid | hidden, name=name, public=public, doctest=doctest
            )
        self.p.needs |= before
        return made

    def _function(
        self,
        function: s.Function,
        avoid: frozenset[str],
        *,
        name: str,
        public: bool,
        doctest: Sequence[str],
    ) -> Doc:
        frame = self.frame(raises=bool(function.raises), avoid=avoid)
        block = function.block
        self.statements.whole = block or ()
        self.statements.refilled = refilled(block or ())
        params = [self.parameter(param, function) for param in function.params]
        head = self.signature(function, name, params, public=public)
        if (self.name, function.name) in self.crate.native:
            return self._native(function, head, name)
        if block is None:
            return self._stub(function, head)
        frame.lent.clear()
        body = self.statements.body(block, tail=True)
        attributes = ["#[must_use]"] * (public and not _gives_result(function))
        unused = [param for param in function.params if not count_uses(block, param.var.uid)]
        if unused:
            attributes.append('#[expect(unused_variables, reason = "part of the interface")]')
        attributes += self._unused(function, public=public)
        grows = [frame.bindings[param.var.uid].grows for param in function.params]
        if any(grows):
            pairs = zip(params, grows, strict=True)
            params = [concat("mut ", doc) if one else doc for doc, one in pairs]
            head = self.signature(function, name, params, public=public)
        made = concat(head, layout.block(body))
        return self.documented(self._about(function, doctest), made, attributes)

    def _unused(self, function: s.Function, *, public: bool) -> list[str]:
        """The attribute of a function that nothing but tests calls."""
        if public or self.crate.is_called(self.name, function):
            return []
        lowered = (one for one in self.lowered.behaviours if one.function is function)
        if any(one.examples or one.properties for one in lowered):
            return [
                '#[cfg_attr(not(test), expect(dead_code, reason = "its callers have it inline"))]'
            ]
        return ['#[expect(dead_code, reason = "its callers have it inline")]']

    def parameter(self, param: Param, function: s.Function) -> Doc:
        """A parameter with its type; what the function consumes is passed by value."""
        type_ = t.erase(param.type)
        owned = param.var.uid in function.consumes
        if self.crate.is_letter(self.name, function, param):
            return text(f"{self.p.frame.bind(param.var, Form.CHAR, parameter=True)}: char")
        form = Form.VALUE if owned else self.param_form(type_)
        name = self.p.frame.bind(param.var, form, parameter=True)
        self.p.note_type(param.type)
        write = self.crate.types.owned if owned else self.crate.types.view
        return text(f"{name}: {write(param.type, self.name)}")

    def param_form(self, type_: t.Type) -> Form:
        """What a parameter of this type holds."""
        if self.crate.types.is_copy(type_):
            return Form.VALUE
        match type_:
            case t.Prim("String") | t.Prim("Bytes") | t.ListT() | t.OptionT():
                return Form.VIEW
            case _:
                return Form.REF

    def signature(self, function: s.Function, name: str, params: list[Doc], *, public: bool) -> Doc:
        """A function's head, up to its body."""
        if len(params) > MAX_PARAMS:
            self.crate.allow("too_many_arguments")
        returns = self.p.owned_type(function.returns)
        if function.raises:
            self.p.need("crate::Result")
            returns = f"Result<{returns}>"
        arrow = "" if returns == "()" else f" -> {returns}"
        inner = join(concat(",", HARDLINE), params)
        flat = concat(f"{'pub ' * public}fn {name}(", join(", ", params), f"){arrow} ")
        if layout.width(flat) + 1 <= 100:
            return flat
        return concat(
            f"{'pub ' * public}fn {name}(", nest(HARDLINE, inner, ","), HARDLINE, f"){arrow} "
        )

    def _about(self, function: s.Function, doctest: Sequence[str]) -> list[str]:
        behaviour = function.behaviour
        found = docs.behaviour(behaviour) if behaviour is not None else []
        if doctest:
            found += ["# Examples", "\n".join(["```", *doctest, "```"])]
        return [*found, *docs.errors(self.crate, function)]

    def _native(self, function: s.Function, head: Doc, name: str) -> Doc:
        """A call of the author's own function, which has the same signature."""
        args = [text(self.p.frame.bindings[param.var.uid].name) for param in function.params]
        call = concat(f"native::{name}", self.p.arguments(args))
        attributes = ["#[must_use]"] * (not _gives_result(function))
        made = concat(head, layout.block(call))
        return self.documented(self._about(function, ()), made, attributes)

    def _stub(self, function: s.Function, head: Doc) -> Doc:
        from vibee_plugins.rust.literals import quoted

        behaviour = function.behaviour
        assert behaviour is not None
        said = quoted(behaviour.name).replace("{", "{{").replace("}", "}}")
        attributes = ["#[must_use]"] * (not _gives_result(function))
        if function.params:
            attributes.append('#[expect(unused_variables, reason = "not implemented")]')
        about = [*docs.behaviour(behaviour), *docs.errors(self.crate, function)]
        about += ["# Panics", "Always: it is not implemented."]
        made = concat(head, layout.block(text(f"unimplemented!({said})")))
        return self.documented(about, made, attributes)


def _gives_result(function: s.Function) -> bool:
    """Whether a function returns a `Result`, which must be used anyway."""
    return bool(function.raises) or isinstance(t.erase(function.returns), t.ResultT)
