"""What names mean in a module: its own declarations and those of its direct imports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import Generic, TypeVar

from vibee_compiler.ir import types as t
from vibee_compiler.ir.expr import Expr
from vibee_compiler.ir.module import (
    Behaviour,
    Constant,
    Enum,
    Field,
    Module,
    Record,
    Sum,
    TypeDecl,
)
from vibee_compiler.records import dataclass

T = TypeVar("T")


def _no_default(type_name: str, variant: str | None, field_name: str) -> Expr | None:
    return None


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A declaration and the module that has it."""

    module: str
    value: T


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several imports declare the name."""

    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """What a call needs to know of a behaviour; types are declared types.

    `returns` is None where the behaviour's own errors leave it unknown.
    """

    module: str
    name: str
    params: tuple[tuple[str, t.Type], ...]
    returns: t.Type | None
    stub: bool

    @property
    def function(self) -> t.FnT | None:
        """The type of the behaviour as a function value."""
        if self.returns is None:
            return None
        return t.FnT(tuple(t.erase(p) for _, p in self.params), t.erase(self.returns))


class Names(Generic[T]):
    """Names of one kind: those of the module, then those of its imports."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.local: dict[str, T] = {}
        self.imported: dict[str, dict[str, T]] = {}

    def bare(self, name: str) -> Hit[T] | Ambiguous | None:
        """What a bare name means: the module's own first."""
        if name in self.local:
            return Hit(self.module, self.local[name])
        hits = [Hit(m, names[name]) for m, names in self.imported.items() if name in names]
        if len(hits) > 1:
            return Ambiguous(tuple(hit.module for hit in hits))
        return hits[0] if hits else None

    def of(self, module: str, name: str) -> T | None:
        """What `module.name` means."""
        if module == self.module:
            return self.local.get(name)
        return self.imported.get(module, {}).get(name)

    def all(self) -> set[str]:
        """Every bare name of the kind."""
        return set(self.local).union(*self.imported.values())


def signature_of(module: str, behaviour: Behaviour) -> Signature:
    """The signature of a behaviour of a compiled module."""
    params = tuple((param.var.name, param.type) for param in behaviour.params)
    return Signature(module, behaviour.name, params, behaviour.returns, behaviour.is_stub)


@dataclass(slots=True)
class Env:
    """The names of a module, and all declarations of the program for the types of others.

    `unknown` counts the names that nobody declares: near names are looked for only at first.
    """

    module: str
    program: Mapping[str, Module] = field(default_factory=dict)
    types: Names[TypeDecl] = field(init=False)
    constants: Names[Constant] = field(init=False)
    behaviours: Names[Callable[[], Signature]] = field(init=False)
    error_names: set[str] = field(default_factory=set)
    local_default: Callable[[str, str | None, str], Expr | None] = field(default=_no_default)
    local_defaulted: set[tuple[str, str | None, str]] = field(default_factory=set)
    local_constrained: set[tuple[str, str | None]] = field(default_factory=set)
    unknown: int = 0
    _foreign: dict[str, dict[str, TypeDecl]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the empty tables."""
        self.types = Names(self.module)
        self.constants = Names(self.module)
        self.behaviours = Names(self.module)

    def use_imports(self, imports: Iterable[str]) -> None:
        """Take the declarations of the direct imports in, in their order."""
        for name in imports:
            module = self.program[name]
            self.types.imported[name] = {decl.name: decl for decl in module.types}
            self.constants.imported[name] = {c.name: c for c in module.constants}
            self.behaviours.imported[name] = {
                b.name: _constant(signature_of(name, b)) for b in module.behaviours
            }

    @property
    def modules(self) -> set[str]:
        """Names of modules that may stand before a dot."""
        return {self.module, *self.types.imported}

    def decl(self, named: t.Named | t.Alias) -> TypeDecl | None:
        """The declaration of a type, of whatever module of the program."""
        if named.module == self.module:
            return self.types.local.get(named.name)
        if named.module not in self._foreign:
            module = self.program.get(named.module)
            found = {decl.name: decl for decl in module.types} if module is not None else {}
            self._foreign[named.module] = found
        return self._foreign[named.module].get(named.name)

    def constrained(self, named: t.Named | t.Alias, variant: str | None = None) -> bool:
        """Whether making a value of the type (of a variant of it) checks conditions."""
        if named.module == self.module:
            keys = {(named.name, None), (named.name, variant)}
            return not keys.isdisjoint(self.local_constrained)
        decl = self.decl(named)
        if decl is None or isinstance(decl, Enum):
            return False
        conditions = list(decl.constraints)
        for one in members(decl, variant):
            conditions.extend(one.constraints)
        return any(condition.expr is not None for condition in conditions)

    def default_of(self, hit: Hit[TypeDecl], variant: str | None, one: Field) -> Expr | None:
        """The default of a field, where one is declared."""
        if hit.module == self.module:
            return self.local_default(hit.value.name, variant, one.name)
        return one.default

    def has_default(self, hit: Hit[TypeDecl], variant: str | None, one: Field) -> bool:
        """Whether a field may be left out; an option field always may."""
        if isinstance(t.erase(one.type), t.OptionT):
            return True
        if hit.module == self.module:
            return (hit.value.name, variant, one.name) in self.local_defaulted
        return one.default is not None


def members(decl: TypeDecl, variant: str | None = None) -> tuple[Field, ...]:
    """The fields of a record, or of a variant of a sum type."""
    if isinstance(decl, Record):
        return decl.fields
    if isinstance(decl, Sum):
        return next((v.fields for v in decl.variants if v.name == variant), ())
    return ()


def _constant(signature: Signature) -> Callable[[], Signature]:
    return lambda: signature
