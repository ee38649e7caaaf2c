"""What is known of the whole program while it is printed."""

from __future__ import annotations

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Enum, Program, Record, Sum, TypeDecl
from vibee_compiler.lowering.sir import Checker, Function, LoweredProgram
from vibee_compiler.targets.program_names import ProgramNames

Key = tuple[str, str]


class World:
    """The program, its names and declarations.

    raised: the errors that the code mentions. native: behaviours with a hand-written body in use.
    """

    def __init__(self, source: Program, program: LoweredProgram, names: ProgramNames) -> None:
        self.source = source
        self.program = program
        self.names = names
        self.raised: set[str] = set(program.errors)
        self.native: dict[Key, str] = {}
        self.decls: dict[Key, TypeDecl] = {}
        self.functions: dict[Key, Function] = {}
        self.checkers: dict[tuple[str, str, str | None], Checker] = {}
        self._given: dict[tuple[str, str, str], str] = {}
        for module in program.modules:
            name = module.module.name
            for decl in source.module(name).types:
                self.decls[name, decl.name] = decl
            for lowered in module.behaviours:
                self.functions[name, lowered.function.name] = lowered.function
            for helper in module.helpers:
                self.functions[name, helper.name] = helper
                self._declare(name, "helper", helper.name, helper.name)
            for checker in module.checkers:
                if checker.block:
                    self._checker(name, checker)

    def _checker(self, module: str, checker: Checker) -> None:
        name, variant = checker.type.name, checker.variant
        self.checkers[module, name, variant] = checker
        if not isinstance(checker.type, Record):
            said = f"new {name} {variant}" if variant else f"check {name}"
            self._declare(module, "checker", f"{name}.{variant or ''}", said)

    def _declare(self, module: str, kind: str, name: str, said: str) -> None:
        scope = self.names[module].scope
        self._given[module, kind, name] = scope.declare((kind, name), said, "function").text

    def function(self, module: str, name: str) -> str:
        """A behaviour's or helper's identifier."""
        helper = self._given.get((module, "helper", name))
        return helper or self.names[module].function(name).text

    def checker_name(self, module: str, name: str, variant: str | None) -> str:
        """The function that makes a checked variant, or checks a value of an alias."""
        return self._given[module, "checker", f"{name}.{variant or ''}"]

    def decl(self, type_: t.Type) -> TypeDecl | None:
        """The declaration of a named type."""
        return self.decls.get((type_.module, type_.name)) if isinstance(type_, t.Named) else None

    def is_enum(self, type_: t.Type) -> bool:
        """Whether a type is an enumeration."""
        return isinstance(self.decl(type_), Enum)

    def is_class(self, module: str, decl: Record) -> bool:
        """Whether a record has a constructor: it has defaults, or something to check."""
        checked = (module, decl.name, None) in self.checkers
        return checked or any(optional(field.type, field.default) for field in decl.fields)

    def is_checked(self, node: x.RecordLit | x.VariantLit | x.RecordUpdate) -> bool:
        """Whether making a value checks something."""
        type_ = node.type
        assert isinstance(type_, t.Named)
        variant = getattr(node, "variant", None)
        return (type_.module, type_.name, variant) in self.checkers

    def kind(self, type_: t.Named, variant: str) -> str:
        """The tag of a variant."""
        return self.names[type_.module].variant(type_.name, variant).text

    def fields_of(self, type_: t.Named, variant: str) -> dict[str, str]:
        """The identifiers of a variant's fields."""
        decl = self.decls[type_.module, type_.name]
        assert isinstance(decl, Sum)
        names = self.names[type_.module]
        fields = next(v.fields for v in decl.variants if v.name == variant)
        return {f.name: names.variant_field(type_.name, variant, f.name).text for f in fields}

    def boxed(self, option: t.Type) -> bool:
        """Whether a present option is wrapped, since its value may itself be `none`."""
        return isinstance(option, t.OptionT) and isinstance(t.erase(option.elem), t.OptionT)

    def scalar(self, type_: t.Type) -> bool:
        """Whether `==` is the language's equality."""
        return type_ != t.ANY if isinstance(type_, t.Prim) else self.is_enum(type_)


def optional(type_: t.Type, default: object) -> bool:
    """Whether a field may be left out."""
    return default is not None or isinstance(t.erase(type_), t.OptionT)
