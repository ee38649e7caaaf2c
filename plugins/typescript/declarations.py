"""Types, constants and functions as TypeScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vibee_plugins.typescript import docs, literals, prettier
from vibee_plugins.typescript import syntax as js
from vibee_plugins.typescript.constructors import is_open
from vibee_plugins.typescript.layout import group
from vibee_plugins.typescript.prettier import block, bracketed
from vibee_plugins.typescript.printer import TypeScriptPrinter, flat
from vibee_plugins.typescript.statements import Statements
from vibee_plugins.typescript.world import World

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import AliasDecl, Constant, Enum, Field, Record, Sum, TypeDecl
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets import prose
from vibee_compiler.targets.layout import (
    HARDLINE,
    LINE,
    NIL,
    Doc,
    IfBreak,
    concat,
    join,
    nest,
    text,
)
from vibee_compiler.targets.program_names import Locals
from vibee_compiler.targets.usage import returned_by


class Declarations:
    """Prints the items of one module; `error` is the name of the package's error class."""

    def __init__(self, world: World, module: s.LoweredModule, error: str) -> None:
        self.world = world
        self.lowered = module
        self.module = module.module
        self.name = module.module.name
        self.names = world.names[self.name]
        self.p = TypeScriptPrinter(world, self.name)
        self.statements = Statements(self.p)
        self.error = error

    def function_scope(self, make: Callable[[], Doc]) -> Doc:
        """What `make` prints, its locals clear of all that it mentions of the file."""
        self.p.referred = set()
        made = text("")
        for _ in range(2):
            self.p.locals = Locals(self.world.names.rules, frozenset(self.p.referred))
            self.p.facts = set()
            self.p.known = {}
            self.p.parameters = set()
            self.statements.contracts = {}
            made = make()
            if not self.p.locals.hide(self.p.referred):
                break
        return made

    def constant(self, one: Constant) -> Doc:
        """`export const`."""
        name = self.names.constant(one.name).text
        typed = (
            f": {self.p.types.text(one.type)}"
            if is_open(one.value) or one.type not in (t.INT, t.FLOAT, t.BOOL, t.STRING)
            else ""
        )
        made = concat(
            prettier.assigned(f"export const {name}{typed} =", self.p.typed(one.value)), ";"
        )
        return docs.documented(self._paragraphs(one.description), made)

    def _paragraphs(self, value: str | None) -> list[str]:
        found = [docs.safe(one) for one in prose.paragraphs(value)]
        return [prose.sentence(found[0]), *found[1:]] if found else []

    def about(self, decl: TypeDecl) -> list[str]:
        """The documentation of a type: its own, or who returns it."""
        if found := self._paragraphs(decl.description):
            return found
        makers = returned_by(self.world.source, self.name, decl.name)
        called = self.world.function(self.name, makers[0].name) if makers else ""
        return [f"Returned by {{@link {called}}}."] if makers else []

    def type(self, decl: TypeDecl) -> list[Doc]:
        """A declared type with what belongs to it."""
        name = self.names.type(decl.name).text
        match decl:
            case Enum():
                return self._enum(decl, name)
            case Sum():
                return self._sum(decl, name)
            case AliasDecl():
                made = text(
                    f"export type {name}{self.generic(decl)} = {self.p.types.text(decl.target)};"
                )
                return [docs.documented(self.about(decl), made), *self._alias_check(decl)]
            case Record():
                if self.world.is_class(self.name, decl):
                    return [docs.documented(self.about(decl), self._class(decl, name))]
                fields = [self._field(decl, one) for one in decl.fields]
                made = concat(f"export interface {name}{self.generic(decl)} ", block(fields))
                if not fields:
                    made = text(f"export type {name}{self.generic(decl)} = Record<never, never>;")
                return [docs.documented(self.about(decl), made)]

    def generic(self, decl: Any) -> str:
        """`<T, U>`."""
        params = [self.p.types.text(t.TypeVar(name)) for name in decl.params]
        return f"<{', '.join(params)}>" if params else ""

    def _enum(self, decl: Enum, name: str) -> list[Doc]:
        values = self.world.values(self.name, decl.name)
        members = js.Items(tuple(literals.string(member) for member in decl.members))
        made = concat(prettier.assigned(f"export const {values} =", js.As(members, "const")), ";")
        typed = text(f"export type {name} = (typeof {values})[number];")
        return [
            docs.documented([f"Every {{@link {name}}}, in order."], made),
            docs.documented(self.about(decl), typed),
        ]

    def _field(self, decl: Record, field: Field) -> Doc:
        name = self.names.field(decl.name, field.name).text
        made = text(f"readonly {name}: {self.p.types.text(field.type)};")
        return docs.documented(self._paragraphs(field.description), made, 78)

    def _sum(self, decl: Sum, name: str) -> list[Doc]:
        parts: list[Doc] = []
        for variant in decl.variants:
            kind = literals.quoted(self.world.kind(self.name, decl.name, variant.name))
            fields = [f"readonly kind: {kind}"]
            for field in variant.fields:
                own = self.world.variant_field(self.name, decl.name, variant.name, field.name)
                fields.append(f"readonly {own}: {self.p.types.text(field.type)}")
            parts.append(self._object_type(fields))
        head = f"export type {name}{self.generic(decl)} ="
        if len(parts) == 1:
            made = concat(head, " ", parts[0], ";")
        else:
            made = concat(
                head, group(nest(*(concat(HARDLINE, "| ", nest(part)) for part in parts))), ";"
            )
        checks = [
            self._variant_check(decl, checker)
            for checker in self.lowered.checkers
            if checker.type.name == decl.name and checker.block
        ]
        return [docs.documented(self.about(decl), made), *checks]

    def _object_type(self, fields: list[str]) -> Doc:
        inner = join(concat(";", LINE), fields)
        return group("{", nest(LINE, inner, IfBreak(text(";"), NIL)), LINE, "}")

    # checks

    def _class(self, decl: Record, name: str) -> Doc:
        checker = self.world.checkers.get((self.name, decl.name, None))
        fields = [self._field(decl, one) for one in decl.fields]
        generic = self.generic(decl)
        nominal = text(f"declare private readonly nominal: true; // an object literal is no {name}")
        constructor = self.function_scope(lambda: self._constructor(decl, name, checker))
        about = []
        if checker is not None:
            said = docs.codes(list(self.statements.contracts.values()))
            unless = f" unless {said}" if said else ""
            about = [f"@throws {{@link {self.error}}} `ContractViolation`{unless}"]
            self.world.raised.add("ContractViolation")
        body = [nominal, text(""), *fields, text(""), docs.documented(about, constructor, 78)]
        return concat(f"export class {name}{generic} ", block(body))

    def _optional(self, field: Field) -> bool:
        return field.default is not None or isinstance(t.erase(field.type), t.OptionT)

    def _constructor(self, decl: Record, name: str, checker: s.Checker | None) -> Doc:
        p = self.p
        by: dict[str, x.Var] = {}
        if checker is not None:
            by = dict(zip([f.name for f in decl.fields], checker.fields, strict=True))
        parts: list[Doc] = []
        assigns: list[Doc] = []
        optional: list[str] = []
        for field in decl.fields:
            own = self.names.field(decl.name, field.name).text
            var = by.get(field.name)
            local = p.bind(var) if var is not None else p.locals.fresh(field.name).text
            head = own if own == local else f"{own}: {local}"
            if field.default is not None:
                parts.append(concat(f"{head} = ", p.expr(field.default)))
            else:
                parts.append(text(head))
            if self._optional(field):
                optional.append(literals.quoted(own))
            assigns.append(text(f"this.{own} = {local};"))
        made = f"{name}{self.generic(decl)}"
        left_out = f", {' | '.join(optional)}" if optional else ""
        typed = f"{p.support('Fields')}<{made}{left_out}>"
        checks: list[Doc] = []
        whole = False
        if checker is not None:
            self.statements.enter(checker.block, checker.fields)
            whole = checker.self_var is not None
            if checker.self_var is not None:
                p.names[checker.self_var.uid] = "this"
                self.statements.own |= {checker.self_var.uid}
            checks = self.statements.docs(checker.block)
        body = [*assigns, *checks] if whole else [*checks, *assigns]
        head_ = concat("constructor(", bracketed("{", parts, "}", " "), f": {typed}) ")
        return concat(head_, block(body))

    def _variant_check(self, decl: Sum, checker: s.Checker) -> Doc:
        assert checker.variant is not None
        called = self.world.checker_name(self.name, decl.name, checker.variant)
        variant = next(one for one in decl.variants if one.name == checker.variant)
        kind = literals.quoted(self.world.kind(self.name, decl.name, variant.name))
        typed = f"{self.names.type(decl.name).text}{self.generic(decl)}"

        def make() -> Doc:
            p = self.p
            fields = [text(f"kind: {kind}")]
            params: list[Doc] = []
            types: list[str] = []
            for field, var in zip(variant.fields, checker.fields, strict=True):
                own = self.world.variant_field(self.name, decl.name, variant.name, field.name)
                local = p.bind(var)
                both = own if own == local else f"{own}: {local}"
                params.append(text(both))
                fields.append(text(both))
                types.append(f"readonly {own}: {p.types.text(field.type)}")
            own_self = p.locals.fresh("made").text
            if checker.self_var is not None:
                p.names[checker.self_var.uid] = own_self
            self.statements.enter(checker.block, checker.fields)
            if checker.self_var is not None:
                whole = x.Local(checker.self_var, checker.self_var.type)
                p.facts.add((f"is {variant.name}", whole))
            checks = self.statements.docs(checker.block)
            first = concat(f"const {own_self}: {typed} = ", bracketed("{", fields, "}", " "), ";")
            head = concat(
                f"export function {called}{self.generic(decl)}(",
                bracketed("{", params, "}", " "),
                ": ",
                self._object_type(types),
                f"): {typed} ",
            )
            return concat(head, block([first, *checks, text(f"return {own_self};")]))

        about = [f"Makes a {{@link {self.names.type(decl.name)}}}, checked."]
        return docs.documented(about, self.function_scope(make))

    def _alias_check(self, decl: AliasDecl) -> list[Doc]:
        checker = self.world.checkers.get((self.name, decl.name, None))
        if checker is None:
            return []
        called = self.world.checker_name(self.name, decl.name, None)
        typed = f"{self.names.type(decl.name).text}{self.generic(decl)}"

        def make() -> Doc:
            value = self.p.bind(checker.fields[0], parameter=True)
            self.statements.enter(checker.block, checker.fields)
            checks = self.statements.docs(checker.block)
            head = f"export function {called}{self.generic(decl)}({value}: {typed}): {typed} "
            return concat(head, block([*checks, text(f"return {value};")]))

        return [docs.documented([f"Checks a {{@link {typed}}}."], self.function_scope(make))]

    # functions

    def function(self, function: s.Function) -> Doc:
        """A behaviour or a helper."""
        behaviour = function.behaviour
        made = self.function_scope(lambda: self._function(function))
        about = [docs.safe(one) for one in prose.about(behaviour)] if behaviour else []
        about += docs.throws(function, self.error, self._required(function))
        about += self._shown(function)
        if function.block is None and (self.name, function.name) not in self.world.native:
            about.append("@throws Error always: it is not implemented")
        if behaviour is None or behaviour.internal:
            about.append("@internal")
        return docs.documented(about, made)

    def _shown(self, function: s.Function) -> list[str]:
        """An example of a call, where it needs no declared type."""
        behaviour = function.behaviour
        if behaviour is None or behaviour.internal:
            return []
        types = [*(param.type for param in function.params), function.returns]
        example = self._plain_example(function.name)
        if example is None or any(map(_is_declared, types)):
            return []
        p, name = (
            TypeScriptPrinter(self.world, self.name),
            self.world.function(self.name, function.name),
        )
        call = flat(js.call(name, *p.all(example.args)))
        line = f"{call}; // {p.flat(example.expected)}"
        if len(line) > 77 or not line.isprintable() or "*/" in line or docs.FENCE in line:
            return []
        return [f"@example\n{docs.FENCE}ts\n{line}\n{docs.FENCE}"]

    def _plain_example(self, name: str) -> s.LoweredExample | None:
        """The first example of a behaviour that is a single call."""
        for lowered in self.lowered.behaviours:
            if lowered.function.name == name:
                for one in lowered.examples:
                    if one.expected is not None and not one.setup and one.tolerance is None:
                        return one
        return None

    def _required(self, function: s.Function) -> list[str]:
        """The preconditions in this language's words."""
        behaviour = function.behaviour
        texts = [one.text for one in behaviour.requires if one.expr] if behaviour else []
        said = self.statements.contracts
        return [said.get(one, one) for one in texts]

    def generic_of(self, decl: TypeDecl) -> str:
        """The parameters of a type that may have some."""
        return "" if isinstance(decl, Enum) else self.generic(decl)

    def _function(self, function: s.Function) -> Doc:
        made, named = self.signature(function)
        head = concat("export " if function.behaviour is not None else "", made, " ")
        if (self.name, function.name) in self.world.native:
            name = self.world.function(self.name, function.name)
            call = js.method(js.Name("native"), name, *map(js.Name, named))
            return concat(head, block([concat("return ", prettier.returned(call), ";")]))
        if function.block is None:
            return concat(head, block([self._stub(function, named)]))
        self.statements.enter(function.block, [param.var for param in function.params])
        return concat(head, block(self.statements.docs(function.block)))

    def signature(self, function: s.Function) -> tuple[Doc, list[str]]:
        """The head of a function, and its parameters' names."""
        p = self.p
        name = self.world.function(self.name, function.name)
        p.referred.add(name)
        params: list[Doc] = []
        named: list[str] = []
        for index, param in enumerate(function.params):
            own = p.bind(param.var, parameter=True)
            named.append(own)
            trailing = all(one.default is not None for one in function.params[index:])
            head = f"{own}: {p.types.text(param.type)}"
            if param.default is not None and trailing:
                params.append(concat(f"{head} = ", p.expr(param.default)))
            else:
                params.append(text(head))
        made = bracketed("(", params, ")")
        return concat(f"function {name}", made, f": {p.types.text(function.returns)}"), named

    def _stub(self, function: s.Function, named: list[str]) -> Doc:
        said = literals.quoted(f"not implemented: {prose.clean(function.name)}")
        if not named:
            return text(f"throw new Error({said});")
        cause = bracketed("{", [text(one) for one in named], "}", " ")
        options = bracketed("{", [concat("cause: ", cause)], "}", " ")
        return concat(f"throw new Error({said}, ", options, ");")


def _is_declared(type_: t.Type) -> bool:
    """Whether a type mentions one that the package declares, or a function."""
    if isinstance(type_, t.Named | t.Alias | t.Opaque | t.FnT):
        return True
    return any(map(_is_declared, t.children(type_)))
