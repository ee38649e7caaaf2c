"""Types, constants and functions as Lua."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import AliasDecl, Constant, Enum, Field, Record, Sum, TypeDecl
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets import prose
from vibee_compiler.targets.layout import HARDLINE, Doc, bracketed, concat, join, text
from vibee_compiler.targets.usage import returned_by
from vibee_lua import literals
from vibee_lua.printer import LuaPrinter
from vibee_lua.statements import Statements, indented
from vibee_lua.types import type_text
from vibee_lua.world import World, optional

WIDTH = 100


def comment(paragraphs: Sequence[str], mark: str = "---") -> list[str]:
    """The lines of a documentation comment."""
    lines: list[str] = []
    for index, paragraph in enumerate(p for p in map(prose.clean, paragraphs) if p):
        if index:
            lines.append(mark)
        lines += prose.wrap(paragraph, WIDTH, first=f"{mark} ", rest=f"{mark} ")
    return lines


def tag(name: str, what: str, about: str | None) -> str:
    """A line such as `---@param limit number the least total`."""
    said = prose.clause(about) if about else ""
    return f"---@{name} {what} {said}".rstrip()


class Declarations:
    """Prints the items of one module."""

    def __init__(self, world: World, module: s.LoweredModule, *, outside: bool = False) -> None:
        self.world = world
        self.lowered = module
        self.module = module.module
        self.name = module.module.name
        self.names = world.names[self.name]
        self.p = LuaPrinter(world, self.name, outside=outside)
        self.statements = Statements(self.p)

    def scope(self, whole: Any) -> None:
        """A fresh function; `whole` is all that it is made of."""
        self.p.locals = self.p.fresh_locals()
        self.p.names = {}
        self.p.buffers = set()
        self.statements = Statements(self.p)
        self.statements.whole = whole

    def type_text(self, type_: t.Type) -> str:
        """A type as an annotation."""
        return type_text(self.world, type_)

    def _about(self, value: str | None) -> list[str]:
        found = prose.paragraphs(value)
        return [prose.sentence(found[0]), *found[1:]] if found else []

    def documented(self, lines: Sequence[str], doc: Doc | None) -> Doc:
        """An item under its comment; the comment alone where there is nothing at run time."""
        return join(HARDLINE, [*map(text, lines), *([] if doc is None else [doc])])

    # constants and types

    def constant(self, one: Constant) -> Doc:
        """`M.LIMIT = 5`."""
        self.scope(())
        made = concat(f"M.{self.names.constant(one.name)} = ", self.p.expr(one.value))
        lines = [*comment(self._about(one.description)), f"---@type {self.type_text(one.type)}"]
        return self.documented(lines, made)

    def type(self, decl: TypeDecl) -> list[Doc]:
        """A declared type with what belongs to it."""
        name = self.names.type(decl.name).text
        match decl:
            case Enum():
                return [self._enum(decl, name)]
            case Record():
                return self._record(decl, name)
            case Sum():
                return self._sum(decl, name)
            case AliasDecl():
                line = f"---@alias {self._generic(decl, name)} {self.type_text(decl.target)}"
                alias = self.documented([*self.about(decl), line], None)
                return [alias, *self._alias_check(decl)]

    def about(self, decl: TypeDecl) -> list[str]:
        """The documentation of a type: its own, or who returns it."""
        found = self._about(decl.description)
        if not found:
            makers = returned_by(self.world.source, self.name, decl.name)
            found = [f"Returned by `{self.world.function(self.name, m.name)}`." for m in makers[:1]]
        return comment(found)

    def _generic(self, decl: Any, name: str) -> str:
        params = [self.type_text(t.TypeVar(one)) for one in decl.params]
        return f"{name}<{', '.join(params)}>" if params else name

    def _enum(self, decl: Enum, name: str) -> Doc:
        self.p.need("member")
        items = [
            text(f"{self.names.member(decl.name, m)} = support.member({literals.quoted(m)}, {i})")
            for i, m in enumerate(decl.members, 1)
        ]
        made = concat(f"M.{name} = ", _table(items))
        return self.documented([*self.about(decl), f"---@enum {name}"], made)

    def _field_lines(self, fields: Sequence[tuple[str, Field]]) -> list[str]:
        return [tag("field", f"{own} {self.type_text(f.type)}", f.description) for own, f in fields]

    def _record(self, decl: Record, name: str) -> list[Doc]:
        fields = [(self.names.field(decl.name, f.name).text, f) for f in decl.fields]
        head = f"---@class {self._generic(decl, name)}"
        lines = [*self.about(decl), head, *self._field_lines(fields)]
        if not self.world.is_class(self.name, decl):
            return [self.documented(lines, None)]
        checker = self.world.checkers.get((self.name, decl.name, None))
        self.scope(checker.block if checker is not None else ())
        body = self._making(fields, checker, None)
        checked = f" Raises `{checker.raises and 'ContractViolation'}`." if checker else ""
        about = comment([f"Makes a value from its fields.{checked}"])
        made = concat(f"function M.{name}.new(fields)", indented(body), "end")
        maker = self.documented([*about, f"---@param fields {name}", f"---@return {name}"], made)
        return [self.documented(lines, text(f"M.{name} = {{}}")), maker]

    def _making(
        self, fields: Sequence[tuple[str, Field]], checker: s.Checker | None, kind: str | None
    ) -> list[Doc]:
        """The body of a constructor: fields, defaults, checks, the value."""
        p = self.p
        docs: list[Doc] = []
        items: list[Doc] = [] if kind is None else [text(f"kind = {literals.quoted(kind)}")]
        for index, (own, field) in enumerate(fields):
            if checker is not None:
                local = p.bind(checker.fields[index])
            else:
                local = p.locals.fresh(field.name).text
            docs.append(text(f"local {local} = fields.{own}"))
            if optional(field.type, field.default):
                docs.append(self._default(local, field.default))
            items.append(text(f"{own} = {local}"))
        whole = p.locals.fresh("made").text
        if checker is None:
            return [*docs, concat("return ", _table(items))]
        if checker.self_var is not None:
            p.names[checker.self_var.uid] = whole
        docs.append(concat(f"local {whole} = ", _table(items)))
        return [*docs, *self.statements.docs(checker.block), text(f"return {whole}")]

    def _default(self, local: str, default: x.Expr | None) -> Doc:
        if default is None:
            self.p.need("none")
            value: Doc = text("support.none")
        else:
            value = self.p.expr(default)
        inner = indented([concat(f"{local} = ", value)])
        return concat(f"if {local} == nil then", inner, "end")

    def _sum(self, decl: Sum, name: str) -> list[Doc]:
        lines = list(self.about(decl))
        type_ = t.Named(self.name, decl.name)
        kinds: list[str] = []
        for variant in decl.variants:
            kind = self.world.kind(type_, variant.name)
            own = self.world.fields_of(type_, variant.name)
            shown = [f"kind: {literals.quoted(kind)}"]
            shown += [f"{own[f.name]}: {self.type_text(f.type)}" for f in variant.fields]
            kinds.append("---| " + "{" + ", ".join(shown) + "}")
        made = [self.documented([*lines, f"---@alias {self._generic(decl, name)}", *kinds], None)]
        for checker in self.lowered.checkers:
            if checker.type.name == decl.name and checker.block and checker.variant is not None:
                made.append(self._variant_maker(decl, checker, checker.variant))
        return made

    def _variant_maker(self, decl: Sum, checker: s.Checker, name: str) -> Doc:
        type_ = t.Named(self.name, decl.name)
        called = self.world.checker_name(self.name, decl.name, name)
        variant = next(one for one in decl.variants if one.name == name)
        own = self.world.fields_of(type_, name)
        self.scope(checker.block)
        fields = [(own[f.name], f) for f in variant.fields]
        body = self._making(fields, checker, self.world.kind(type_, name))
        about = comment(["Makes a value from its fields. Raises `ContractViolation`."])
        returns = f"---@return {self.names.type(decl.name)}"
        made = concat(f"function M.{called}(fields)", indented(body), "end")
        return self.documented([*about, "---@param fields table", returns], made)

    def _alias_check(self, decl: AliasDecl) -> list[Doc]:
        checker = self.world.checkers.get((self.name, decl.name, None))
        if checker is None:
            return []
        called = self.world.checker_name(self.name, decl.name, None)
        name = self.names.type(decl.name).text
        self.scope(checker.block)
        value = self.p.bind(checker.fields[0], parameter=True)
        body = [*self.statements.docs(checker.block), text(f"return {value}")]
        about = comment(["Gives the value back. Raises `ContractViolation`."])
        made = concat(f"function M.{called}({value})", indented(body), "end")
        return [self.documented([*about, f"---@param {value} {name}", f"---@return {name}"], made)]

    # functions

    def function(self, function: s.Function) -> Doc:
        """A behaviour or a helper."""
        self.scope(function.block if function.block is not None else ())
        params = [self.p.bind(param.var, parameter=True) for param in function.params]
        behaviour = function.behaviour
        lines = comment(prose.about(behaviour)) if behaviour is not None else []
        if function.raises:
            raised = ", ".join(f"`{name}`" for name in sorted(function.raises))
            lines += ["---"] * bool(lines) + comment([f"Raises {raised}."])
        for own, param in zip(params, function.params, strict=True):
            shown = f"{own}{'?' if param.default is not None else ''}"
            lines.append(tag("param", f"{shown} {self.type_text(param.type)}", param.description))
        lines.append(f"---@return {self.type_text(function.returns)}")
        if behaviour is None or behaviour.internal:
            lines.append("---@private")
        body = self._body(function)
        made = concat(self.head(function, params), indented(body), "end")
        return self.documented(lines, made)

    def head(self, function: s.Function, params: Sequence[str]) -> Doc:
        """`function M.total(order, limit)`."""
        name = self.world.function(self.name, function.name)
        args = bracketed("(", [text(one) for one in params], ")", trailing=False)
        return concat(f"function M.{name}", args)

    def _body(self, function: s.Function) -> list[Doc]:
        if (self.name, function.name) in self.world.native:
            name = self.world.function(self.name, function.name)
            args = ", ".join(self.p.names[param.var.uid] for param in function.params)
            return [text(f"return native.{name}({args})")]
        if function.block is None:
            said = literals.quoted(f"not implemented: {prose.clean(function.name)}")
            return [text(f"error({said})")]
        defaults = [
            self._default(self.p.names[param.var.uid], param.default)
            for param in function.params
            if param.default is not None
        ]
        return [*defaults, *self.statements.docs(function.block)]


def _table(items: Sequence[Doc]) -> Doc:
    return bracketed("{", items, "}", padding=" ")
