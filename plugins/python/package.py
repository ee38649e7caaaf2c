"""What the printers of a package share: declarations, functions, names, small facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from vibee_plugins.python.bounds import Bounds
from vibee_plugins.python.errors import ERRORS
from vibee_plugins.python.types import Types

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import AliasDecl, Enum, Record, Sum
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import everything
from vibee_compiler.targets.base import Job
from vibee_compiler.targets.layout import Concat, Doc, Text, concat, text

if TYPE_CHECKING:
    from vibee_plugins.python.printer import PythonPrinter

_TRUTHY = (t.ListT, t.MapT, t.SetT)


class PythonPackage:
    """One package in the making.

    keyword_variants: whether fields of variants are given by keyword (in tests, for readers).
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.names = job.names
        self.types = Types(job.source, job.names)
        self.types.one_file = job.options.single
        self.functions: dict[tuple[str, str], s.Function] = {}
        for module in job.program.modules:
            for lowered in module.behaviours:
                self.functions[module.module.name, lowered.function.name] = lowered.function
            for helper in module.helpers:
                self.functions[module.module.name, helper.name] = helper
        self.checkers = {
            (module.module.name, checker.type.name, checker.variant): checker
            for module in job.program.modules
            for checker in module.checkers
        }
        self.bounds = Bounds(self.types)
        self.clashing: dict[str, set[str]] = {}
        self.keyword_variants = False
        self.used_errors: set[str] = set()
        self._uid = -1000
        self._run: Any = None
        self._error_homes: dict[str, list[str]] | None = None
        self._reserve_helpers()

    def _reserve_helpers(self) -> None:
        for module in self.job.program.modules:
            scope = self.names[module.module.name].scope
            for lowered in module.behaviours:
                behaviour = lowered.function.behaviour
                if behaviour is not None and behaviour.internal:
                    own = self.names[module.module.name].function(behaviour.name).text
                    scope.reserve([f"_{own}"])

    # Names

    def is_public(self, module: str, name: str) -> bool:
        """Whether a function is part of the module's interface."""
        behaviour = self.functions[module, name].behaviour
        return behaviour is not None and not behaviour.internal

    def function_name(self, module: str, name: str) -> str:
        """A function's name: with an underscore where it is not part of the interface."""
        scope = self.names[module].scope
        key = (module, "function", name)
        if key not in scope:
            return "_" + scope.declare((module, "helper", name), name, "function").text
        own = self.names[module].function(name).text
        return own if self.is_public(module, name) else f"_{own}"

    def alias(self, module: str, name: str) -> str:
        """An imported name, with an underscore where the module has the name for itself."""
        return f"_{name}" if name in self.clashing.get(module, ()) else name

    # Errors

    def error_home(self, name: str) -> str | None:
        """The module that defines an error; None for the support module.

        That has the built-in ones, and those that several modules speak of.
        """
        if name in ERRORS:
            return None
        homes = self._homes().get(name, [])
        return homes[0] if len(homes) == 1 else None

    def _homes(self) -> dict[str, list[str]]:
        if self._error_homes is None:
            found: dict[str, list[str]] = {}
            for module in self.job.program.modules:
                name = module.module.name
                for error in sorted(self.mentioned_errors(module)):
                    found.setdefault(error, []).append(name)
            self._error_homes = found
        return self._error_homes

    def mentioned_errors(self, module: s.LoweredModule) -> set[str]:
        """The errors that a module's signatures, declarations and examples speak of."""
        found = set(module.errors)
        for lowered in module.behaviours:
            behaviour = lowered.function.behaviour
            if behaviour is not None:
                found |= {declared.name for declared in behaviour.errors}
            found |= {e.raises for e in lowered.examples if e.raises is not None}
        return found

    def error(self, printer: PythonPrinter, name: str) -> str:
        """An error's class from a module, noted as used there."""
        own = self.names.error(name).text
        home = self.error_home(name)
        if home is None:
            printer.texts.uses.add(f"support:{own}")
            self.used_errors.add(name)
            return own
        if not printer.texts.is_here(home):
            return f"{printer.texts.module_path(home)}.{own}"
        printer.own_errors.add(name)
        return own

    def root_error(self) -> str:
        """The class that all errors of the package share."""
        made = self.job.names.rules.mangle(f"{self.job.root.module.name} error", "type")
        return made if made not in self._error_names() else f"{made}_"

    def _error_names(self) -> set[str]:
        return {self.names.error(name).text for name in self.job.program.errors}

    # Declarations

    def variant_fields(self, type_: t.Named, variant: str) -> list[str]:
        """The fields of a variant, as declared."""
        decl = self.types.decl(type_)
        assert isinstance(decl, Sum)
        for one in decl.variants:
            if one.name == variant:
                return [field.name for field in one.fields]
        raise KeyError(variant)

    def is_checked(self, node: x.RecordLit | x.RecordUpdate | x.VariantLit) -> bool:
        """Whether making the value checks constraints."""
        assert isinstance(node.type, t.Named)
        variant = node.variant if isinstance(node, x.VariantLit) else None
        return (node.type.module, node.type.name, variant) in self.checkers

    def alias_checker(self, module: str, name: str) -> s.Checker | None:
        """The checker of an alias's own constraints."""
        return self.checkers.get((module, name, None))

    def alias_check_name(self, module: str, name: str) -> str:
        """The function that checks values of an alias, and gives them back."""
        own = self.names[module].type(name).text
        scope = self.names[module].scope
        return scope.declare((module, "check", name), f"checked {own}", "function").text

    def equality_kind(self, type_: t.Named) -> str:
        """The entry for `==` of a declared type."""
        decl = self.types.decl(type_)
        if isinstance(decl, Enum):
            return "enum.eq"
        return "record.eq" if isinstance(decl, Record) else "variant.eq"

    def without_defaults(
        self, type_: t.Named, given: list[tuple[str, str, Any]]
    ) -> list[tuple[str, str, Any]]:
        """The fields of a literal that differ from their defaults."""
        decl = self.types.decl(type_)
        assert isinstance(decl, Record)
        defaults = {field.name: field for field in decl.fields}
        kept: list[tuple[str, str, Any]] = []
        for own, name, value in given:
            field = defaults[name]
            if field.default is not None and _plain(field.default) == _plain(value):
                continue
            absent = isinstance(field.type, t.OptionT) and field.default is None
            if absent and _is_none(value):
                continue
            kept.append((own, name, value))
        return kept

    def fresh_uid(self) -> int:
        """A number for a variable that printing makes."""
        self._uid -= 1
        return self._uid

    # Facts

    def truthy(self, type_: t.Type) -> bool:
        """Whether an empty value of the type is false and every other true."""
        return isinstance(type_, _TRUTHY) or type_ in (t.STRING, t.BYTES)

    def at_least(self, node: Any, least: int) -> bool:
        """Whether an Int is known to be at least that."""
        return self.bounds.at_least(node, least)

    def elements_at_least(self, node: Any, least: int) -> bool:
        """Whether all elements of a list of Int are known to be at least that."""
        return self.bounds.elements_at_least(node, least)

    def no_nan(self, node: Any) -> bool:
        """Whether a value is a constant without NaN, so that `==` is exact."""
        constant = (
            x.Literal | x.ListLit | x.MapLit | x.SetLit | x.TupleLit | x.EnumValue | x.RecordLit
            | x.VariantLit | x.Store
        )  # fmt: skip
        for one in everything((node,)):
            if isinstance(one, x.Op) and one.id in (
                "optional.of",
                "optional.none",
                "result.ok",
                "result.err",
            ):
                continue
            if not isinstance(one, constant):
                return type(one) is x.Var
            if isinstance(one, x.Literal) and (one.value != one.value or one.type == t.ANY):
                return False
        return True

    # Examples

    def arguments_hold(self, example: s.LoweredExample) -> bool:
        """Whether the arguments of an example can be made: the error comes from the call."""
        return all(self._raised(arg) is None for arg in example.args)

    def first_failing(self, module: str, function: s.Function, example: s.LoweredExample) -> Any:
        """The smallest part of the arguments that raises the error by itself, if there is one."""
        if example.setup:
            return None
        for arg in example.args:
            if self._raised(arg) is not None:
                return self._smallest(arg)
        return None

    def _smallest(self, node: Any) -> Any:
        from vibee_compiler.ir.walk import children

        for part in children(node):
            if self._raised(part) is not None:
                return self._smallest(part)
        return node

    def _raised(self, node: Any) -> str | None:
        from vibee_compiler.ir.interp import NotExecutable, OutOfBudget, Raised

        try:
            self._interpreter().evaluate(node)
        except Raised as raised:
            return raised.name
        except (OutOfBudget, NotExecutable, RecursionError):
            return None
        return None

    def _interpreter(self) -> Any:
        from vibee_compiler.ir.interp import Interpreter

        if self._run is None:
            self._run = Interpreter(self.job.source, self.job.profile.lowering.int_bits)
        return self._run

    # Small rewritings of printed text

    def without_none_test(self, doc: Doc) -> Doc:
        """`re.search(..)` for `re.search(..) is not None`, where only truth matters."""
        if isinstance(doc, Concat) and doc.docs[-1] == Text(" is not None"):
            return concat(*doc.docs[:-1])
        return doc

    def not_in(self, doc: Doc) -> Doc | None:
        """`a not in b` for `a in b`."""
        if not isinstance(doc, Concat) or Text("in") not in doc.docs:
            return None
        at = doc.docs.index(Text("in"))
        return concat(*doc.docs[:at], text("not in"), *doc.docs[at + 1 :])

    def opaque_names(self) -> Iterable[str]:
        """Names that the specs use as types and nobody declares."""
        from vibee_compiler.targets.usage import opaque_names

        found: set[str] = set()
        for module in self.job.source.modules:
            found |= set(opaque_names(module))
        return sorted(found)


def _plain(node: Any) -> Any:
    return _plain(node.value) if isinstance(node, x.Store) else node


def _is_none(node: Any) -> bool:
    node = _plain(node)
    return isinstance(node, x.Op) and node.id == "optional.none"


def is_alias_generic(decl: AliasDecl) -> bool:
    """Whether an alias has type parameters."""
    return bool(decl.params)
