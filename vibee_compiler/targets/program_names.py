"""Identifiers for everything that a program declares, and for the locals of a function."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager

from vibee_compiler.ir.expr import Var
from vibee_compiler.ir.module import AliasDecl, Enum, Module, Program, Record, Sum
from vibee_compiler.targets.naming import NameRules, Rename, Scope
from vibee_compiler.targets.text import Ident


class ModuleNames:
    """The identifiers of one module's declarations.

    Public names come first and never yield to locals. Fields and enum members live in a scope
    of their own a type; variants too, unless the rules put them beside the types.
    """

    def __init__(
        self,
        module: Module,
        rules: NameRules,
        reserve: frozenset[str],
        scope: Scope | None = None,
    ) -> None:
        self.module = module
        self.rules = rules
        self.scope = Scope(rules) if scope is None else scope
        self.scope.reserve(reserve)
        self._members: dict[tuple[str, str], Scope] = {}
        for decl in module.types:
            self._declare("type", decl.name, "type")
        for decl in module.types:
            self._declare_members(decl)
        for constant in module.constants:
            self._declare("constant", constant.name, "constant")
        for behaviour in module.behaviours:
            self._declare("function", behaviour.name, "function")

    def _declare(self, kind: str, name: str, position: str) -> None:
        self.scope.declare((self.module.name, kind, name), name, position)

    def _own(self, kind: str, owner: str) -> Scope:
        scope = Scope(self.rules)
        scope.renames = self.scope.renames
        self._members[kind, owner] = scope
        return scope

    def _declare_members(self, decl: Record | Enum | Sum | AliasDecl) -> None:
        match decl:
            case Record(name, fields):
                scope = self._own("field", name)
                for field in fields:
                    scope.declare(field.name, field.name, "field")
            case Enum(name, members):
                scope = self._own("member", name)
                for member in members:
                    scope.declare(member, member, "enum_member")
            case Sum(name, variants):
                beside = self.rules.variants_beside_types
                scope = self.scope if beside else self._own("variant", name)
                for variant in variants:
                    key = (self.module.name, "variant", name, variant.name)
                    scope.declare(key, variant.name, "variant")
                    own = self._own("field", f"{name}.{variant.name}")
                    for field in variant.fields:
                        own.declare(field.name, field.name, "field")
            case AliasDecl():
                pass

    def type(self, name: str) -> Ident:
        """A type's identifier."""
        return self.scope[self.module.name, "type", name]

    def constant(self, name: str) -> Ident:
        """A constant's identifier."""
        return self.scope[self.module.name, "constant", name]

    def function(self, name: str) -> Ident:
        """A behaviour's identifier."""
        return self.scope[self.module.name, "function", name]

    def field(self, record: str, name: str) -> Ident:
        """A record's field."""
        return self._members["field", record][name]

    def member(self, enum: str, name: str) -> Ident:
        """A value of an enum."""
        return self._members["member", enum][name]

    def variant(self, sum_type: str, name: str) -> Ident:
        """A variant of a sum type."""
        key = (self.module.name, "variant", sum_type, name)
        own = self._members.get(("variant", sum_type))
        return own[key] if own is not None else self.scope[key]

    def variant_field(self, sum_type: str, variant: str, name: str) -> Ident:
        """A field of a variant."""
        return self._members["field", f"{sum_type}.{variant}"][name]


class ProgramNames:
    """The identifiers of all modules of a program.

    `reserve` are identifiers that every module's file takes for itself (imports, helpers).
    Error names are the package's; module names become files. With `one_file` all modules share
    one scope.
    """

    def __init__(
        self,
        program: Program,
        rules: NameRules,
        reserve: frozenset[str] = frozenset(),
        *,
        one_file: bool = False,
    ) -> None:
        self.rules = rules
        self.files = Scope(rules)
        self.errors = Scope(rules)
        self.modules: dict[str, ModuleNames] = {}
        shared = Scope(rules) if one_file else None
        for module in reversed(program.modules):
            self.files.declare(module.name, module.output_name or module.name, "module")
            self.modules[module.name] = ModuleNames(module, rules, reserve, shared)
        if rules.errors_beside_types:
            for names in self.modules.values():
                self.errors.reserve(names.scope.used - reserve)

    def __getitem__(self, module: str) -> ModuleNames:
        return self.modules[module]

    def file(self, module: str) -> Ident:
        """The module's name in the output, without extension."""
        return self.files[module]

    def error(self, name: str) -> Ident:
        """An error's identifier."""
        return self.errors.declare(name, name, "error")

    def renames(self) -> tuple[Rename, ...]:
        """Every name that gave way to another, in order."""
        scopes = [self.files, self.errors, *(names.scope for names in self.modules.values())]
        unique = {id(scope): scope for scope in scopes}
        return tuple(rename for scope in unique.values() for rename in scope.renames)


class Locals:
    """The identifiers of one function's parameters and variables.

    Blocks nest: a name may come again in a block beside the first one. `avoid` are identifiers
    that no local may hide: all of the module's where the language forbids shadowing, else those
    that the function itself uses.
    """

    def __init__(self, rules: NameRules, avoid: frozenset[str]) -> None:
        self.scope = Scope(rules)
        self.scope.reserve(avoid)
        self._given: set[str] = set()

    def hide(self, names: Iterable[str]) -> bool:
        """Whether one of the identifiers that were given out is among these."""
        fold = str.casefold if self.scope.rules.fold_case else str
        return not {fold(one) for one in self._given}.isdisjoint(map(fold, names))

    def _declare(self, key: Hashable, name: str, position: str) -> Ident:
        made = self.scope.declare(key, name, position)
        self._given.add(made.text)
        return made

    @contextmanager
    def block(self) -> Iterator[None]:
        """A nested block."""
        outer = self.scope
        self.scope = outer.child()
        try:
            yield
        finally:
            self.scope = outer

    def parameter(self, var: Var) -> Ident:
        """Names a parameter."""
        return self._declare(var.uid, var.name, "parameter")

    def declare(self, var: Var) -> Ident:
        """Names a variable of the current block."""
        return self._declare(var.uid, var.name, "variable")

    def fresh(self, name: str) -> Ident:
        """A name for something that is no variable of the spec (an index, an arena)."""
        return self._declare(("fresh", name, len(self.scope.names)), name, "variable")

    def __getitem__(self, var: Var) -> Ident:
        return self.scope[var.uid]
