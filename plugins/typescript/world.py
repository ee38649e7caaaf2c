"""What is known of the whole program while it is printed."""

from __future__ import annotations

import math
from functools import cached_property

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Enum, Module, Program, Record, Sum, TypeDecl
from vibee_compiler.lowering.intervals import Num
from vibee_compiler.lowering.range_analysis import Analysis
from vibee_compiler.lowering.sir import Checker, Function, LoweredProgram
from vibee_compiler.lowering.walk import everything
from vibee_compiler.targets.naming import words
from vibee_compiler.targets.program_names import ProgramNames
from vibee_compiler.targets.usage import all_types

Key = tuple[str, str]


def plural(name: str) -> str:
    """The English plural of a name's last word."""
    parts = words(name)
    last = parts[-1]
    if last.endswith("y") and last[-2:-1] not in tuple("aeiou"):
        last = last[:-1] + "ies"
    elif last.endswith(("s", "x", "z", "ch", "sh")):
        last += "es"
    else:
        last += "s"
    return " ".join((*parts[:-1], last))


class World:
    """The program, its names and declarations.

    raised: errors that the code mentions. spread: classes whose values are spread.
    control_characters: whether a regular expression has some. native: functions with bodies of
    the author's own. single: whether all stands in one file. big: whether Int is `bigint`.
    asserts: whether an item at an index is asserted to be there.
    discards: whether something is computed that nobody reads.
    """

    def __init__(self, source: Program, program: LoweredProgram, names: ProgramNames) -> None:
        self.source = source
        self.program = program
        self.names = names
        self.raised: set[str] = set()
        self.spread: set[str] = set()
        self.control_characters = False
        self.native: set[Key] = set()
        self.single = False
        self.big = False
        self.asserts = False
        self.discards = False
        self.decls: dict[Key, TypeDecl] = {}
        self.functions: dict[Key, Function] = {}
        self.checkers: dict[tuple[str, str, str | None], Checker] = {}
        self._given: dict[tuple[str, str, str], str] = {}
        for module in program.modules:
            self._read(module.module.name)
            for lowered in module.behaviours:
                self.functions[module.module.name, lowered.function.name] = lowered.function
            for helper in module.helpers:
                self.functions[module.module.name, helper.name] = helper
                self._declare(module.module.name, "helper", helper.name, helper.name, "function")
            for checker in module.checkers:
                if checker.block:
                    self._checker(module.module.name, checker)

        self.constants = {
            (module.name, one.name): one.value
            for module in source.modules
            for one in module.constants
        }
        root = program.root.module.name
        error = names.rules.mangle(f"{root} error", "type")
        taken = set().union(*(names[m.module.name].scope.used for m in program.modules))
        while error in taken:
            error = f"Package{error}"
        self.error = error

    def interface(self, module: Module) -> set[tuple[str, bool]]:
        """What a module offers: each name, and whether it is only a type."""
        names = self.names[module.name]
        found = {(names.constant(one.name).text, False) for one in module.constants}
        found |= {(names.function(b.name).text, False) for b in module.behaviours if not b.internal}
        for decl in module.types:
            is_class = isinstance(decl, Record) and self.is_class(module.name, decl)
            found.add((names.type(decl.name).text, not is_class))
            if isinstance(decl, Enum):
                found.add((self.values(module.name, decl.name), False))
        for (owner, kind, _), given in self._given.items():
            if owner == module.name and kind == "checker":
                found.add((given, False))
        return found

    def _read(self, module: str) -> None:
        for decl in self.source.module(module).types:
            self.decls[module, decl.name] = decl
            if isinstance(decl, Enum):
                self._declare(module, "values", decl.name, plural(decl.name), "constant")

    def _checker(self, module: str, checker: Checker) -> None:
        name, variant = checker.type.name, checker.variant
        self.checkers[module, name, variant] = checker
        if not isinstance(checker.type, Record):
            said = f"new {name} {variant}" if variant else f"check {name}"
            self._declare(module, "checker", f"{name}.{variant or ''}", said, "function")

    def _declare(self, module: str, kind: str, name: str, said: str, position: str) -> None:
        scope = self.names[module].scope
        self._given[module, kind, name] = scope.declare((kind, name), said, position).text

    def opaque(self, module: str, name: str) -> str:
        """The placeholder for a type that nobody declares; declared types come first."""
        scope = self.names[module].scope
        return scope.declare(("opaque", name), name, "type").text

    def function(self, module: str, name: str) -> str:
        """A behaviour's or helper's identifier."""
        helper = self._given.get((module, "helper", name))
        return helper or self.names[module].function(name).text

    def values(self, module: str, enum: str) -> str:
        """The array of an enum's values."""
        return self._given[module, "values", enum]

    def checker_name(self, module: str, name: str, variant: str | None) -> str:
        """The function that makes a checked variant, or checks a value of an alias."""
        return self._given[module, "checker", f"{name}.{variant or ''}"]

    def decl(self, type_: t.Type) -> TypeDecl | None:
        """The declaration of a named type."""
        if isinstance(type_, t.Named):
            return self.decls.get((type_.module, type_.name))
        return None

    def other_variant(self, type_: t.Type, variant: str) -> str | None:
        """The only variant beside that one."""
        decl = self.decl(type_)
        names = [one.name for one in decl.variants] if isinstance(decl, Sum) else []
        return next(n for n in names if n != variant) if len(names) == 2 else None

    def is_enum(self, type_: t.Type) -> bool:
        """Whether a type is an enumeration."""
        return isinstance(self.decl(type_), Enum)

    def is_class(self, module: str, decl: Record) -> bool:
        """Whether a record has a constructor: it has defaults, or something to check."""
        checked = (module, decl.name, None) in self.checkers
        return checked or any(field.default is not None for field in decl.fields)

    def variant_field(self, module: str, owner: str, variant: str, name: str) -> str:
        """A field of a variant; `kind` is the tag's."""
        made = self.names[module].variant_field(owner, variant, name).text
        return "kind_" if made == "kind" else made

    def kind(self, module: str, owner: str, variant: str) -> str:
        """The tag of a variant."""
        made = self.names[module].variant(owner, variant).text
        return made.rstrip("_") or made

    def boxed(self, option: t.Type) -> bool:
        """Whether a present option is wrapped, since its value may itself be undefined."""
        return isinstance(option, t.OptionT) and isinstance(t.erase(option.elem), t.OptionT)

    @cached_property
    def nests_options(self) -> bool:
        """Whether a type argument anywhere is itself an option."""
        found: set[t.Type] = set()
        for lowered in self.program.modules:
            found.update(all_types(lowered.module))
            for function in (*(b.function for b in lowered.behaviours), *lowered.helpers):
                nodes = everything(function.block or ())
                found.update(node.type for node in nodes if hasattr(node, "type"))
        return any(_nests(type_) for type_ in found)

    def maybe_undefined(self, type_: t.Type) -> bool:
        """Whether a value may itself be `undefined` (or `null`, which `??` replaces too)."""
        return isinstance(t.erase(type_), t.OptionT | t.TypeVar) or t.erase(type_) in (
            t.ANY,
            t.VOID,
        )

    @cached_property
    def _ranges(self) -> Analysis:
        return Analysis(self.source, 64 if self.big else 53)

    def least(self, type_: t.Named, variant: str | None, name: str) -> float:
        """The least value that an Int field may have, as far as constraints tell."""
        known = self._ranges.field(type_, variant, name)
        return known.lo if isinstance(known, Num) else -math.inf

    def scalar(self, type_: t.Type) -> bool:
        """Whether `===` is the language's equality."""
        if isinstance(type_, t.Prim):
            return type_.name in ("Int", "Float", "Bool", "String", "Timestamp", "Duration")
        return self.is_enum(type_)

    def is_checked(self, node: x.RecordLit | x.VariantLit | x.RecordUpdate) -> bool:
        """Whether making a value goes through a constructor."""
        type_ = node.type
        assert isinstance(type_, t.Named)
        decl = self.decl(type_)
        if isinstance(decl, Record):
            return self.is_class(type_.module, decl)
        variant = getattr(node, "variant", None)
        return isinstance(decl, Sum) and (type_.module, type_.name, variant) in self.checkers


def _nests(type_: t.Type) -> bool:
    """Whether a declared type inside is applied to an option."""
    if isinstance(type_, t.Named | t.Alias):
        return any(isinstance(arg, t.OptionT) or _nests(arg) for arg in type_.args)
    return any(map(_nests, t.children(type_)))
