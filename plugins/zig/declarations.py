"""Constants, types and functions as Zig."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from vibee_plugins.zig.frame import Frame, World
from vibee_plugins.zig.growing import appended
from vibee_plugins.zig.layouts import flat
from vibee_plugins.zig.literals import quoted
from vibee_plugins.zig.prepare import changes, prepared, reads
from vibee_plugins.zig.printer import ZigPrinter
from vibee_plugins.zig.reusing import grown
from vibee_plugins.zig.statements import ZigStatements
from vibee_plugins.zig.types import error_set

from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import AliasDecl, Constant, Enum, Field, Record, Sum, TypeDecl
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets import prose
from vibee_compiler.targets.layout import HARDLINE, Doc, bracketed, concat, join, nest, text
from vibee_compiler.targets.program_names import Locals
from vibee_compiler.targets.usage import returned_by

WIDTH = 100
CONTRACT = "ContractViolation"
SHOWN = 60
_TOO_MUCH = re.compile(r"[\n`]|\b(try|support|catch|null)\b|\.\?")
"""What has no place in a condition that people read."""


def comment(paragraphs: Sequence[str], mark: str = "///", indent: int = 0) -> list[str]:
    """The lines of a doc comment."""
    lines: list[str] = []
    for index, paragraph in enumerate(p for p in paragraphs if p):
        if index:
            lines.append(mark)
        wrapped = prose.wrap(prose.clean(paragraph), WIDTH - indent - len(mark) - 1)
        lines += [f"{mark} {line}".rstrip() for line in wrapped]
    return lines


class Declarations:
    """Prints the declarations of one module."""

    def __init__(self, world: World, lowered: s.LoweredModule) -> None:
        self.world = world
        self.lowered = lowered
        self.name = lowered.module.name
        self.p = ZigPrinter(world, self.name)
        self.statements = ZigStatements(self.p)
        self.own = world.names[self.name]
        self.heads: dict[str, Doc] = {}
        self.params: dict[tuple[str, int], str] = {}
        self.takes_arena = False

    def frame(self, mode: str = "body", root: object = ()) -> Frame:
        """A fresh frame, with what the root reads and changes."""
        names = Locals(self.world.names.rules, frozenset(self.own.scope.used))
        frame = Frame(
            names,
            mode,
            used=reads(root),
            changed=changes(root),
            appended=appended(root),
            grown=grown(root),
        )
        self.p.frame = frame
        return frame

    def documented(self, about: Sequence[str], doc: Doc) -> Doc:
        """A declaration behind its documentation."""
        return join(HARDLINE, [*map(text, comment(about)), doc])

    # constants and types

    def constant(self, constant: Constant) -> Doc:
        """A constant."""
        self.frame("static")
        name = self.own.constant(constant.name)
        head = f"pub const {name}: {self.p.type(constant.type)} = "
        about = [prose.sentence(p) for p in prose.paragraphs(constant.description)[:1]]
        return self.documented(about, concat(head, self.p.typed(constant.value), ";"))

    def type(self, decl: TypeDecl) -> Doc:
        """A type."""
        name = self.own.type(decl.name).text
        about = [
            prose.sentence(p) if i == 0 else p
            for i, p in enumerate(prose.paragraphs(decl.description))
        ]
        if not about:
            by = returned_by(self.world.source, self.name, decl.name)[:3]
            names = [f"`{self.own.function(one.name)}`" for one in by]
            about = [f"Returned by {prose.enumeration(names)}."] if names else []
        match decl:
            case Enum():
                made = self._enum(name, decl)
            case Record():
                made = self._generic(name, decl.params, self._record(name, decl))
            case Sum():
                made = self._generic(name, decl.params, self._sum(name, decl))
            case AliasDecl():
                made = self._generic(name, decl.params, text(self.p.type(decl.target)))
                checker = self.world.checkers.get((self.name, decl.name, None))
                if checker is not None:
                    made = concat(made, HARDLINE, HARDLINE, self._alias_check(decl, checker))
        return self.documented(about, made)

    def _generic(self, name: str, params: Sequence[str], body: Doc) -> Doc:
        if not params:
            return concat(f"pub const {name} = ", body, ";")
        listed = ", ".join(f"comptime {self.world.types.type_parameter(p)}: type" for p in params)
        inner = concat("return ", body, ";")
        return concat(f"pub fn {name}({listed}) type {{", nest(HARDLINE, inner), HARDLINE, "}")

    def _enum(self, name: str, decl: Enum) -> Doc:
        members = [self.own.member(decl.name, member).text for member in decl.members]
        renamed = members != list(decl.members)
        if not renamed:
            body = bracketed("enum {", [text(m) for m in members], "}", padding=" ")
            return concat(f"pub const {name} = ", body, ";")
        prongs = [
            text(f".{own} => {quoted(member)},")
            for own, member in zip(members, decl.members, strict=True)
        ]
        switch = concat("return switch (self) ", self.statements.braced(prongs), ";")
        lines = [
            *(text(f"{member},") for member in members),
            text(""),
            text("/// The name as the specification declares it."),
            concat(
                f"pub fn declaredName(self: {name}) []const u8 ", self.statements.braced([switch])
            ),
        ]
        return concat(f"pub const {name} = enum ", self.statements.braced(lines), ";")

    def _field(self, key: tuple[str, str], field: Field, own: str) -> list[Doc]:
        about = [prose.sentence(p) for p in prose.paragraphs(field.description)]
        type_ = self.p.type(field.type)
        boxed = self.world.types.is_boxed(key, field.type)
        if boxed:
            type_ = f"*const {type_}"
        default: Doc = text("")
        if field.default is not None:
            self.frame("static")
            default = concat(" = ", "&" if boxed else "", self.p.typed(field.default))
        elif isinstance(t.erase(field.type), t.OptionT):
            default = text(" = &null" if boxed else " = null")
        lines = comment(about, indent=4)
        return [*map(text, lines), concat(f"{own}: {type_}", default, ",")]

    def _record(self, name: str, decl: Record) -> Doc:
        key = (self.name, decl.name)
        lines: list[Doc] = []
        for field in decl.fields:
            lines += self._field(key, field, self.own.field(decl.name, field.name).text)
        checker = self.world.checkers.get((self.name, decl.name, None))
        if checker is not None:
            lines += [text(""), self._init(name, decl, [checker])]
        return concat("struct ", self.statements.braced(lines))

    def _sum(self, name: str, decl: Sum) -> Doc:
        key = (self.name, decl.name)
        lines: list[Doc] = []
        for variant in decl.variants:
            about = [prose.sentence(p) for p in prose.paragraphs(variant.description)]
            lines += [text(line) for line in comment(about, indent=4)]
            own = self.own.variant(decl.name, variant.name)
            if not variant.fields:
                lines.append(text(f"{own},"))
                continue
            fields = [
                self._field(key, f, self.own.variant_field(decl.name, variant.name, f.name).text)
                for f in variant.fields
            ]
            plain = all(len(one) == 1 for one in fields)
            flat = [_without_comma(one[-1]) for one in fields]
            if plain:
                body = bracketed("struct {", flat, "}", padding=" ")
            else:
                body = concat("struct ", self.statements.braced([d for one in fields for d in one]))
            lines.append(concat(f"{own}: ", body, ","))
        checkers = [
            checker
            for variant in decl.variants
            if (checker := self.world.checkers.get((self.name, decl.name, variant.name)))
        ]
        if checkers:
            lines += [text(""), self._init(name, decl, checkers)]
        return concat("union(enum) ", self.statements.braced(lines))

    def _init(self, name: str, decl: Record | Sum, checkers: list[s.Checker]) -> Doc:
        blocks = tuple(stmt for one in checkers for stmt in one.block)
        frame = self.frame(root=blocks)
        own_type = "@This()" if decl.params else name
        value = frame.names.fresh(decl.name).text
        if isinstance(decl, Record):
            self._given(checkers[0], value, decl.fields, decl.name, None)
            lines = self.statements.lines(prepared(self.world, checkers[0].block))
        else:
            lines = [self._variant_checks(decl, checkers, value)]
        arena = self._arena(f"init {decl.name}")
        failing = self.p.errors(error_set(raises=True, allocates=bool(arena)))
        head = f"pub fn init({arena}{value}: {own_type}) {failing}!{own_type} "
        body = self.statements.braced([*self._unused(arena), *lines, text(f"return {value};")])
        holds = self._conditions(checkers, decl) or "the constraints hold"
        error = self.world.names.error(CONTRACT)
        about = comment([f"Fails with `{error}` unless {holds}."], indent=4)
        return join(HARDLINE, [*map(text, about), concat(head, body)])

    def _conditions(self, checkers: list[s.Checker], decl: Record | Sum) -> str:
        """What must hold of a record, in terms of its fields; empty where that is too much."""
        if not isinstance(decl, Record):
            return ""
        (checker,) = checkers
        for field, var in zip(decl.fields, checker.fields, strict=True):
            self.p.frame.given[var.uid] = self.own.field(decl.name, field.name).text
        shown: list[str] = []
        for stmt in checker.block:
            if not isinstance(stmt, s.Guard) or stmt.error != CONTRACT:
                return ""
            shown.append(flat(self.p.expr(stmt.cond)))
        if any(map(_is_too_much, shown)):
            return ""
        return prose.enumeration([f"`{one}`" for one in shown])

    def _given(
        self,
        checker: s.Checker,
        value: str,
        fields: Sequence[Field],
        owner: str,
        variant: str | None,
    ) -> None:
        frame = self.p.frame
        for field, var in zip(fields, checker.fields, strict=True):
            if variant is None:
                own = self.own.field(owner, field.name).text
            else:
                own = self.own.variant_field(owner, variant, field.name).text
            boxed = self.world.types.is_boxed((self.name, owner), field.type)
            frame.given[var.uid] = f"{value}.{own}{'.*' if boxed else ''}"

    def _variant_checks(self, decl: Sum, checkers: list[s.Checker], value: str) -> Doc:
        prongs: list[Doc] = []
        frame = self.p.frame
        for checker in checkers:
            assert checker.variant is not None
            variant = next(v for v in decl.variants if v.name == checker.variant)
            own = self.own.variant(decl.name, variant.name)
            with frame.names.block():
                payload = frame.names.fresh(variant.name).text
                self._given(checker, payload, variant.fields, decl.name, variant.name)
                if checker.self_var is not None:
                    frame.given[checker.self_var.uid] = value
                used = any(var.uid in frame.used for var in checker.fields)
                block = self.statements.braces(prepared(self.world, checker.block))
            capture = f"|{payload}| " if used else ""
            prongs.append(concat(f".{own} => {capture}", block, ","))
        if len(checkers) < len(decl.variants):
            prongs.append(text("else => {},"))
        return concat(f"switch ({value}) ", self.statements.braced(prongs))

    def _alias_check(self, decl: AliasDecl, checker: s.Checker) -> Doc:
        frame = self.frame(root=checker.block)
        name = self.p.alias_check(self.name, decl.name)
        value = frame.names.parameter(checker.fields[0]).text
        lines = self.statements.lines(prepared(self.world, checker.block))
        self.p.errors("Error")
        head = f"pub fn {name}({value}: {self.p.type(decl.target)}) Error!void "
        return concat(head, self.statements.braced(lines))

    # functions

    def _arena(self, name: str) -> str:
        """The allocator's parameter, if the function needs one."""
        if self.p.frame.allocates:
            self.world.allocating.add((self.name, name))
        if (self.name, name) not in self.world.allocating:
            return ""
        self.p.wants.names.add("Allocator")
        self.takes_arena = True
        return "arena: Allocator, "

    def _unused(self, arena: str) -> list[Doc]:
        return [text("_ = arena;")] if arena and not self.p.frame.allocates else []

    def function(self, function: s.Function, *, name: str, public: bool) -> Doc:
        """A behaviour or helper."""
        block = prepared(self.world, function.block or ())
        frame = self.frame(root=block)
        params: list[Doc] = []
        unused: list[str] = []
        for param in function.params:
            own = frame.names.parameter(param.var).text
            self.params[function.name, param.var.uid] = own
            params.append(text(f"{own}: {self.p.type(param.type)}"))
            if param.var.uid not in frame.used:
                unused.append(own)
        names = [self.params[function.name, param.var.uid] for param in function.params]
        lines = self._lines(function, block, name, names)
        arena = self._arena(function.name)
        if arena:
            params.insert(0, text("arena: Allocator"))
            if not frame.allocates:
                unused.insert(0, "arena")
        returns = self.p.type(function.returns)
        if failing := self.p.errors(self.world.error_set((self.name, function.name))):
            returns = f"{failing}!{returns}"
        ignored = [] if (self.name, function.name) in self.world.native else _ignored(unused)
        head = concat(f"{'pub ' * public}fn {name}", bracketed("(", params, ")"), f" {returns} ")
        self.heads[function.name] = head
        made = concat(head, self.statements.braced([*ignored, *lines]))
        return self.documented(self._about(function), made)

    def _lines(
        self, function: s.Function, block: s.Block, name: str, params: list[str]
    ) -> list[Doc]:
        """The statements of a function: its block, a call of the author's own, or a stub."""
        if function.block is not None:
            return self.statements.lines(block)
        if owns_memory(function.returns):
            # Whoever writes it will need one.
            self.p.frame.allocates = True
        if (self.name, function.name) in self.world.native:
            args = ["arena", *params] if self.p.frame.allocates else params
            return [concat("return ", self.p.arguments(f"native.{name}", args), ";")]
        self.p.frame.allocates, allocates = False, self.p.frame.allocates
        if allocates:
            self.world.allocating.add((self.name, function.name))
        assert function.behaviour is not None
        said = quoted(f"not implemented: {function.behaviour.name}")
        return [text(f"@panic({said});")]

    def _about(self, function: s.Function) -> list[str]:
        """What a comment says; whose memory it is, the head of the file says for all."""
        behaviour = function.behaviour
        about = prose.about(behaviour) if behaviour is not None else []
        if function.raises:
            about.append(self._fails(function))
        if function.block is None and (self.name, function.name) not in self.world.native:
            about.append("Panics: it is not implemented.")
        return about

    def _required(self, function: s.Function) -> list[str]:
        """The preconditions in terms of the parameters; as written where that is too much."""
        if function.behaviour is None:
            return []
        written = [one.text for one in function.behaviour.requires if one.expr is not None]
        guards = list(takewhile(lambda one: isinstance(one, s.Guard), function.block or ()))
        conds = [one.cond for one in guards[: len(written)] if isinstance(one, s.Guard)]
        if len(conds) == len(written):
            shown = [flat(self.p.expr(cond)) for cond in conds]
            pairs = zip(shown, written, strict=True)
            written = [text if _is_too_much(one) else one for one, text in pairs]
        return [f"`{prose.clean(one)}`" for one in written if "`" not in one]

    def _fails(self, function: s.Function) -> str:
        names = sorted(function.raises)
        texts = self._required(function)
        quoted_names = [f"`{self.world.names.error(name)}`" for name in names]
        if CONTRACT not in names or not texts:
            return f"Fails with {prose.enumeration(quoted_names, 'or')}."
        rest = [f"`{self.world.names.error(name)}`" for name in names if name != CONTRACT]
        more = f", and with {prose.enumeration(rest, 'or')}" if rest else ""
        return f"Fails with `{CONTRACT}` unless {prose.enumeration(texts)}{more}."

    def stores(self) -> list[Doc]:
        """Functions that check what is stored in containers."""
        made: list[Doc] = []
        done: set[t.Type] = set()
        while todo := [one for one in self.p.wants.stores if one not in done]:
            for to in todo:
                done.add(to)
                made.append(self._store(to, self.p.wants.stores[to]))
        return made

    def _store(self, to: t.Type, name: str) -> Doc:
        self.frame()
        shown = self.p.type(t.erase(to))
        result = self.p.rounded("value", to)
        checked = self.p.check("value", to)
        lines = [*checked, concat("return ", result, ";")]
        arena = self._arena(name)
        failing = self.p.errors(error_set(raises=bool(checked), allocates=bool(arena)))
        head = f"fn {name}({arena}value: {shown}) {failing}!{shown} "
        return concat(head, self.statements.braced([*self._unused(arena), *lines]))


def owns_memory(type_: t.Type) -> bool:
    """Whether a value of the type is, at its outside, a list or text that somebody allocated."""
    type_ = t.erase(type_)
    if isinstance(type_, t.OptionT):
        return owns_memory(type_.elem)
    return isinstance(type_, t.ListT | t.SetT | t.MapT) or type_ in (t.STRING, t.BYTES)


def _is_too_much(shown: str) -> bool:
    """Whether a condition as code is not for documentation."""
    return len(shown) > SHOWN or _TOO_MUCH.search(shown) is not None


def _ignored(names: list[str]) -> list[Doc]:
    """A statement that uses what a function has no use for."""
    if len(names) < 2:
        return [text(f"_ = {own};") for own in names]
    return [concat("_ = ", bracketed(".{", [text(own) for own in names], "}", padding=" "), ";")]


def _without_comma(doc: Doc) -> Doc:
    from vibee_compiler.targets.layout import Concat, Text

    assert isinstance(doc, Concat) and doc.docs[-1] == Text(",")
    return Concat(doc.docs[:-1])
