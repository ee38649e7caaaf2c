"""Constants, errors, types and functions of a module."""

from __future__ import annotations

from vibee_plugins.python import literals
from vibee_plugins.python.docstrings import Docstring, document
from vibee_plugins.python.errors import ERRORS
from vibee_plugins.python.functions import Functions
from vibee_plugins.python.values import Form, Out

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import (
    AliasDecl,
    Constant,
    Enum,
    Field,
    Record,
    Sum,
    TypeDecl,
    Variant,
)
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets import prose
from vibee_compiler.targets.layout import HARDLINE, Doc, concat, join, lines, nest, text
from vibee_compiler.targets.usage import error_description, mentioned, raised_by, returned_by

BLANK = concat(HARDLINE, HARDLINE)


class Declarations(Functions):
    """Prints the declarations of one module."""

    def declared(self) -> set[str]:
        """The types of this module that are printed so far, for references forward."""
        return self._declared

    # Constants and errors

    def constant(self, constant: Constant) -> Doc:
        """`NAME: Final = value`."""
        name = self.names.constant(constant.name).text
        made = self.p.kept(self.p.out(constant.value), constant.value.type)
        self.p.texts.uses.add("typing:Final")
        final = self.package.alias(self.module.module.name, "Final")
        hint = final
        if not isinstance(constant.value, x.Literal) or constant.type == t.ANY:
            hint = f"{final}[{self.p.texts.text(constant.type)}]"
        line = concat(f"{name}: {hint} = ", self.statements.rhs(made))
        about = prose.paragraphs(constant.description)
        if not about:
            return line
        about[0] = prose.sentence(about[0])
        return concat(line, HARDLINE, document(Docstring(about), 0))

    def late(self, constant: Constant) -> bool:
        """Whether a constant's value needs the types, and so stands behind them."""
        return any(
            isinstance(one, t.Named) for one in self.package.types.parts(constant.value.type)
        )

    def error(self, name: str) -> Doc:
        """An error class of this module."""
        own = self.package.names.error(name).text
        self.p.texts.uses.add(f"support:{self.package.root_error()}")
        head = f"class {own}({self.package.root_error()}):"
        return concat(head, nest(HARDLINE, document(Docstring([self.error_about(name)]), 1)))

    def error_about(self, name: str) -> str:
        """The docstring of an error."""
        if name in ERRORS:
            return ERRORS[name].about
        found = error_description(self.package.job.source, name)
        if found:
            return prose.sentence(found)
        by = [
            self.package.function_name(module.name, behaviour.name)
            for module, behaviour in raised_by(self.package.job.source, name)
        ]
        return f"Raised by {prose.enumeration(by[:3])}." if by else "A rule is broken."

    # Types

    def opaque(self, name: str) -> Doc:
        """A placeholder for a type that nobody declares."""
        own = self.p.texts.opaque[name]
        about = "A type that the specification names but does not declare."
        return concat(f"class {own}:", nest(HARDLINE, document(Docstring([about]), 1)))

    def type(self, decl: TypeDecl) -> list[Doc]:
        """A type; a sum type is a class a variant and their union."""
        match decl:
            case Enum():
                made = [self.enum(decl)]
            case Record():
                made = [self.record(decl)]
            case Sum():
                made = [self.variant(decl, variant) for variant in decl.variants]
                self._declared.add(decl.name)
                return [*made, self.union(decl)]
            case AliasDecl():
                made = self.alias(decl)
        self._declared.add(decl.name)
        return made

    def about_type(self, decl: TypeDecl) -> list[str]:
        """The paragraphs of a type's docstring."""
        about = prose.paragraphs(decl.description)
        if about:
            about[0] = prose.sentence(about[0])
            return about
        by = returned_by(self.package.job.source, self.module.module.name, decl.name)
        names = [self.names.function(b.name).text for b in by[:3]]
        if names:
            return [f"Returned by {prose.enumeration(names)}."]
        kind = {Enum: "One of several values.", AliasDecl: "Another name."}
        return [kind.get(type(decl), "A value of this package.")]

    def enum(self, decl: Enum) -> Doc:
        """`class Category(Enum)`."""
        self.p.texts.uses.add("enum:Enum")
        base = self.package.alias(self.module.module.name, "Enum")
        body: list[Doc] = [document(Docstring(self.about_type(decl)), 1)]
        members = [
            text(f"{self.names.member(decl.name, m)} = {literals.string(m)}") for m in decl.members
        ]
        if members:
            body += [text(""), *members]
        return concat(f"class {self.names.type(decl.name)}({base}):", nest(HARDLINE, lines(body)))

    def record(self, decl: Record) -> Doc:
        """A frozen dataclass, its fields given by keyword."""
        fields = [(self.names.field(decl.name, f.name).text, f) for f in decl.fields]
        checker = self.package.checkers.get((self.module.module.name, decl.name, None))
        said = Docstring([*self.about_type(decl), *self.prose_constraints(decl.constraints)])
        said.section(
            "Attributes",
            [f"{own}: {self._about_field(f)}" for own, f in fields if self._about_field(f)],
        )
        head = self.dataclass_head(self.names.type(decl.name).text, decl.params, keywords=True)
        return self.dataclass(head, said, fields, checker)

    def _about_field(self, field: Field) -> str:
        parts = [prose.sentence(field.description)] if field.description else []
        parts += self.prose_constraints(field.constraints)
        return " ".join(parts)

    def dataclass_head(self, name: str, params: tuple[str, ...], *, keywords: bool) -> Doc:
        """The decorator and the `class` line."""
        self.p.texts.uses.add("dataclasses:dataclass")
        options = "frozen=True, slots=True" + (", kw_only=True" if keywords else "")
        bases = ""
        if params:
            self.p.texts.uses |= {"typing:Generic", "typing:TypeVar"}
            self.type_vars |= set(params)
            bases = f"(Generic[{', '.join(params)}])"
        return concat(f"@dataclass({options})", HARDLINE, f"class {name}{bases}:")

    def dataclass(
        self,
        head: Doc,
        said: Docstring,
        fields: list[tuple[str, Field]],
        checker: s.Checker | None,
    ) -> Doc:
        """The class with its docstring, fields and checks."""
        body: list[Doc] = []
        checks = None if checker is None else self.checks(checker, [own for own, _ in fields])
        if checker is not None:
            conditions = self.check_texts(checker)
            said.section("Raises", [f"ContractViolation: Unless {conditions}."])
        body.append(document(said, 1))
        if fields:
            body.append(text(""))
            body += [self.field(own, field) for own, field in fields]
        if checks is not None:
            head_line = "def __post_init__(self) -> None:"
            body += [text(""), concat(head_line, nest(HARDLINE, checks))]
        return concat(head, nest(HARDLINE, lines(body)))

    def field(self, own: str, field: Field) -> Doc:
        """`name: type = default`."""
        hint = self.annotation(field.type)
        line: Doc = text(f"{own}: {hint}")
        default = field.default
        if default is None:
            return concat(line, " = None") if isinstance(field.type, t.OptionT) else line
        made = self.p.kept(self.p.out(default), default.type)
        if isinstance(default.type, t.MapT):
            self.p.texts.uses.add("dataclasses:field")
            empty = isinstance(default, x.MapLit) and not default.entries
            maker = text("dict") if empty else concat("lambda: ", made.doc)
            return concat(line, " = field(default_factory=", maker, ")")
        if self._needs_factory(default):
            self.p.texts.uses.add("dataclasses:field")
            return concat(line, " = field(default_factory=lambda: ", made.doc, ")")
        return concat(line, " = ", self.statements.rhs(made))

    def _needs_factory(self, default: x.Expr) -> bool:
        # A record that holds a map cannot be hashed, which dataclasses take for mutable; and a
        # record as a default would be made where its class may not exist yet.
        parts = list(self.package.types.parts(default.type))
        return any(isinstance(one, t.MapT) for one in parts) or any(
            isinstance(one, t.Named)
            and self.package.types.enum(one) is None
            and one.name not in self._declared
            for one in parts
        )

    def annotation(self, type_: t.Type) -> str:
        """A type in a place that is evaluated: quoted where it names what comes later."""
        made = self.p.texts.text(type_)
        module = self.module.module.name
        later = any(
            not isinstance(one, t.Opaque)
            and one.module == module
            and one.name not in self._declared
            for one in mentioned(type_)
        )
        return f'"{made}"' if later else made

    def variant(self, decl: Sum, variant: Variant) -> Doc:
        """A variant as a dataclass, its fields by position or keyword."""
        fields = [
            (self.names.variant_field(decl.name, variant.name, f.name).text, f)
            for f in variant.fields
        ]
        name = self.names.variant(decl.name, variant.name).text
        about = prose.paragraphs(variant.description)
        if about:
            about[0] = prose.sentence(about[0])
        own = self.names.type(decl.name).text
        said = Docstring(about or [f"A kind of {own}."])
        said.section(
            "Attributes",
            [f"{n}: {self._about_field(f)}" for n, f in fields if self._about_field(f)],
        )
        used = _variables(variant)
        params = tuple(p for p in decl.params if p in used)
        checker = self.package.checkers.get((self.module.module.name, decl.name, variant.name))
        defaults = _default_before_required(variant.fields)
        head = self.dataclass_head(name, params, keywords=defaults)
        return self.dataclass(head, said, fields, checker)

    def union(self, decl: Sum) -> Doc:
        """`Discount: TypeAlias = Percent | Off`."""
        self.p.texts.uses.add("typing:TypeAlias")
        items: list[Doc] = []
        for variant in decl.variants:
            used = _variables(variant)
            params = [p for p in decl.params if p in used]
            own = self.names.variant(decl.name, variant.name).text
            items.append(text(f"{own}[{', '.join(params)}]" if params else own))
        alias = self.package.alias(self.module.module.name, "TypeAlias")
        value = join(concat(_line(), "| "), items)
        line = concat(
            f"{self.names.type(decl.name)}: {alias} = ",
            self.statements.rhs(Out(value, 0, Form.VALUE)),
        )
        about = [*self.about_type(decl), *self.prose_constraints(decl.constraints)]
        return concat(line, HARDLINE, document(Docstring(about), 0))

    def alias(self, decl: AliasDecl) -> list[Doc]:
        """`Cents: TypeAlias = int`, with a check where it has constraints."""
        self.p.texts.uses.add("typing:TypeAlias")
        if decl.params:
            self.p.texts.uses.add("typing:TypeVar")
            self.type_vars |= set(decl.params)
        name = self.names.type(decl.name).text
        alias = self.package.alias(self.module.module.name, "TypeAlias")
        line = text(f"{name}: {alias} = {self.annotation(decl.target)}")
        about = [*self.about_type(decl), *self.prose_constraints(decl.constraints)]
        made = concat(line, HARDLINE, document(Docstring(about), 0))
        checker = self.package.alias_checker(self.module.module.name, decl.name)
        return [made] if checker is None else [made, self.alias_check(decl, checker)]

    def alias_check(self, decl: AliasDecl, checker: s.Checker) -> Doc:
        """The function that checks values of an alias, and gives them back."""
        name = self.package.alias_check_name(self.module.module.name, decl.name)
        self.p.frame = self.p.new_frame(frozenset())
        var = checker.fields[0]
        own = self.p.frame.parameter(var)
        texts = self.check_texts_of(checker, {var.uid: own})
        hint = self.p.texts.text(t.erase(decl.target))
        said = Docstring([f"Returns {own}."])
        said.section("Raises", [f"ContractViolation: Unless {texts}."])
        body = [document(said, 1), self.statements.block(checker.block), text(f"return {own}")]
        return concat(f"def {name}({own}: {hint}) -> {hint}:", nest(HARDLINE, lines(body)))


def _line() -> Doc:
    from vibee_compiler.targets.layout import LINE

    return LINE


def _variables(variant: Variant) -> set[str]:
    found: set[str] = set()
    stack = [field.type for field in variant.fields]
    while stack:
        one = stack.pop()
        if isinstance(one, t.TypeVar):
            found.add(one.name)
        stack += t.children(one)
        if isinstance(one, t.Alias):
            stack += one.args
    return found


def _default_before_required(fields: tuple[Field, ...]) -> bool:
    seen = False
    for field in fields:
        optional = field.default is not None or isinstance(field.type, t.OptionT)
        if seen and not optional:
            return True
        seen = seen or optional
    return False
