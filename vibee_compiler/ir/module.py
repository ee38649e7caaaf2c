"""Modules of the IR: what a spec says, resolved and typed."""

from __future__ import annotations

from dataclasses import field

from vibee_compiler.diagnostics.model import Span
from vibee_compiler.ir.expr import Expr, Var
from vibee_compiler.ir.types import Type
from vibee_compiler.records import dataclass


@dataclass(frozen=True, slots=True)
class Constraint:
    """A condition. `expr` is None for prose, which is documentation only.

    In a field's or alias's constraint `var` is `value`, in an invariant it is `self`, in an
    `ensures` it is `result`; in a `requires` or property it is None. `text` is the author's.
    """

    text: str
    expr: Expr | None
    var: Var | None = None
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record or variant; an Option field without a default is absent by default."""

    name: str
    type: Type
    description: str | None = None
    default: Expr | None = None
    constraints: tuple[Constraint, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A record type; `params` names its type variables."""

    name: str
    fields: tuple[Field, ...]
    params: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    description: str | None = None
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Enum:
    """An enumeration, ordered as declared."""

    name: str
    members: tuple[str, ...]
    description: str | None = None
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Variant:
    """One alternative of a sum type."""

    name: str
    fields: tuple[Field, ...] = ()
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum type; its constraints speak of `self` as a whole."""

    name: str
    variants: tuple[Variant, ...]
    params: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    description: str | None = None
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class AliasDecl:
    """Another name for a type; its constraints speak of `value`."""

    name: str
    target: Type
    params: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    description: str | None = None
    span: Span | None = field(default=None, compare=False)


TypeDecl = Record | Enum | Sum | AliasDecl


@dataclass(frozen=True, slots=True)
class Constant:
    """A named value of the module; `value` is built of literals only."""

    name: str
    type: Type
    value: Expr
    description: str | None = None
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: `var.type` is the expression type, `type` the declared one."""

    var: Var
    type: Type
    description: str | None = None
    default: Expr | None = None


@dataclass(frozen=True, slots=True)
class ErrorDecl:
    """An error that a behaviour declares."""

    name: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A call and what comes of it.

    `args` are built of literals and constructors, one a parameter, `Store`d. Exactly one of
    `expected` and `raises` is set; `tolerance` is absolute, for every Float inside.
    """

    name: str | None
    args: tuple[Expr, ...]
    expected: Expr | None
    raises: str | None
    tolerance: float | None = None
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Property:
    """A Bool that holds for all inputs: its free variables are among the parameters."""

    constraint: Constraint
    params: tuple[Var, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """The given/when/then sentences, as written."""

    given: str | None = None
    when: str | None = None
    then: str | None = None


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A function of the module. A stub has no body; see `is_stub`."""

    name: str
    params: tuple[Param, ...]
    returns: Type
    prose: Prose
    description: str | None = None
    errors: tuple[ErrorDecl, ...] = ()
    requires: tuple[Constraint, ...] = ()
    ensures: tuple[Constraint, ...] = ()
    body: Expr | None = None
    examples: tuple[Example, ...] = ()
    properties: tuple[Property, ...] = ()
    implementation: tuple[tuple[str, str], ...] = ()
    internal: bool = False
    span: Span | None = field(default=None, compare=False)

    @property
    def is_stub(self) -> bool:
        """Whether there is only prose."""
        return self.body is None


@dataclass(frozen=True, slots=True)
class Module:
    """One spec. `extensions` keeps every key that the language does not know, as JSON text."""

    name: str
    source: str
    version: str | None = None
    description: str | None = None
    language: str | None = None
    output_name: str | None = None
    human_language: str | None = None
    imports: tuple[str, ...] = ()
    constants: tuple[Constant, ...] = ()
    types: tuple[TypeDecl, ...] = ()
    behaviours: tuple[Behaviour, ...] = ()
    extensions: str = "{}"


@dataclass(frozen=True, slots=True)
class Program:
    """A spec and what it imports, directly or not; `modules` is in dependency order, root last."""

    modules: tuple[Module, ...]

    @property
    def root(self) -> Module:
        """The spec that was named."""
        return self.modules[-1]

    def module(self, name: str) -> Module:
        """The module of that name; KeyError if there is none."""
        for module in self.modules:
            if module.name == name:
                return module
        raise KeyError(name)
