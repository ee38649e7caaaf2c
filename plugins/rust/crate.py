"""What is known of the whole crate while it is printed, and what printing finds out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vibee_plugins.rust.letters import letters
from vibee_plugins.rust.types import Key, Types
from vibee_plugins.rust.values import UNARY, Form, Out, value

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import AliasDecl, Constant, Param, Program, Record, Sum, Variant
from vibee_compiler.lowering.ownership import all_functions
from vibee_compiler.lowering.regex_table import RegexProgram
from vibee_compiler.lowering.sir import Checker, Function, LoweredProgram
from vibee_compiler.lowering.walk import everything
from vibee_compiler.records import dataclass
from vibee_compiler.targets.layout import text
from vibee_compiler.targets.program_names import ProgramNames

if TYPE_CHECKING:
    from vibee_plugins.rust.declarations import Declarations

_SCALARS = frozenset({"Int", "Float", "Bool", "Timestamp", "Duration", "UUID"})


@dataclass(frozen=True, slots=True)
class ConstantForm:
    """How a constant is declared: `const`, `&str`, a slice, or made when it is first read."""

    kind: str

    def out(self, name: str, type_: t.Type) -> Out:
        """A use of the constant."""
        if self.kind == "value":
            return value(name, type_)
        if self.kind == "lazy":
            return Out(text(f"&*{name}"), UNARY, Form.REF, type_, text(name), ())
        return Out(text(name), form=Form.VIEW, type=type_, literal=True)


def called(program: LoweredProgram) -> frozenset[Key]:
    """The functions that other functions call or name."""
    return frozenset(
        (node.module, node.name)
        for key, one in all_functions(program)
        for node in everything((one.block,) if one.block else ())
        if isinstance(node, x.Call | x.FnRef) and (node.module, node.name) != key
    )


class Crate:
    """The program, its names and types; the sets are filled by printing.

    raised: errors that the code mentions; named_enums: enums whose names are asked for;
    near: types that tests compare within a tolerance;
    checked_in_code: types whose literals bodies check; opaque: names that nobody declares;
    native: the author's own bodies; lints: clippy's lints that the spec, not its code, runs into.
    """

    def __init__(self, source: Program, program: LoweredProgram, names: ProgramNames) -> None:
        self.program = program
        self.names = names
        self.types = Types(source, names, dict(program.values))
        self.raised: set[str] = set()
        self.named_enums: set[Key] = set()
        self.checked_in_code: set[Key] = set()
        self.near: set[t.Type] = set()
        self.called = called(program)
        self.opaque: set[str] = set()
        self.lints: set[str] = set()
        self.native: dict[Key, str] = {}
        self.regexes: dict[str, dict[str, tuple[str, RegexProgram]]] = {}
        self.functions: dict[Key, Function] = {}
        self.letters = letters(program)
        self.declarations: dict[str, Declarations] = {}
        self._helpers: dict[Key, str] = {}
        self._constants: dict[Key, Constant] = {}
        self.checkers: dict[tuple[str, str, str | None], Checker] = {}
        for module in program.modules:
            name = module.module.name
            for lowered in module.behaviours:
                self.functions[name, lowered.function.name] = lowered.function
            for helper in module.helpers:
                self.functions[name, helper.name] = helper
                scope = names[name].scope
                given = scope.declare((name, "helper", helper.name), helper.name, "function")
                self._helpers[name, helper.name] = given.text
            for constant in module.module.constants:
                self._constants[name, constant.name] = constant
            for checker in module.checkers:
                self.checkers[name, checker.type.name, checker.variant] = checker

    def function_name(self, module: str, name: str) -> str:
        """The identifier of a behaviour or helper."""
        helper = self._helpers.get((module, name))
        return helper if helper is not None else self.names[module].function(name).text

    def is_letter(self, module: str, function: Function, param: Param) -> bool:
        """Whether a parameter is a `char`."""
        return (module, function.name, param.var.uid) in self.letters

    def is_called(self, module: str, function: Function) -> bool:
        """Whether another function calls a function, or passes it on as a value."""
        return (module, function.name) in self.called

    def allow(self, lint: str) -> None:
        """Notes a lint of clippy's that the spec runs into."""
        self.lints.add(lint)

    def constant_value(self, module: str, name: str) -> x.Expr:
        """The value of a constant."""
        return self._constants[module, name].value

    def constant_form(self, module: str, name: str) -> ConstantForm:
        """How a constant is declared."""
        type_ = t.erase(self._constants[module, name].type)
        if type_ == t.STRING:
            return ConstantForm("view")
        if self._plain(type_):
            return ConstantForm("value")
        if isinstance(type_, t.ListT) and self._plain(type_.elem):
            return ConstantForm("view")
        return ConstantForm("lazy")

    def _plain(self, type_: t.Type) -> bool:
        """Whether a value can be written in a `const` and is copied."""
        match type_:
            case t.Prim(name):
                return name in _SCALARS
            case t.TupleT(items):
                return all(self._plain(item) for item in items)
            case t.OptionT(elem):
                return self._plain(elem)
            case t.Named():
                decl = self.types.decl(type_)
                return not isinstance(decl, Record | Sum | AliasDecl)
            case _:
                return False

    def variant(self, type_: t.Named, name: str) -> Variant:
        """A variant of a sum type."""
        decl = self.types.decl(type_)
        assert isinstance(decl, Sum)
        return next(variant for variant in decl.variants if variant.name == name)

    def variant_fields(self, type_: t.Named, name: str) -> dict[str, t.Type]:
        """The declared types of a variant's fields."""
        return {field.name: field.type for field in self.variant(type_, name).fields}

    def is_checked(self, type_: t.Named, node: x.RecordLit | x.RecordUpdate | x.VariantLit) -> bool:
        """Whether making this value checks anything."""
        variant = node.variant if isinstance(node, x.VariantLit) else None
        checker = self.checkers.get((type_.module, type_.name, variant))
        return bool(node.errors) and checker is not None and bool(checker.block)

    def alias_checker(self, to: t.Alias) -> Checker | None:
        """The conditions of an alias, if it has any."""
        checker = self.checkers.get((to.module, to.name, None))
        return checker if checker is not None and checker.block else None

    def regex(self, module: str, pattern: str, program: RegexProgram) -> str:
        """The static that holds a pattern's table in a module."""
        known = self.regexes.setdefault(module, {})
        if pattern not in known:
            scope = self.names[module].scope
            given = scope.declare(("regex", pattern), f"pattern {len(known) + 1}", "constant")
            known[pattern] = (given.text, program)
        return known[pattern][0]
