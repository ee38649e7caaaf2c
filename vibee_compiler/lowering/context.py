"""What the passes over core expressions share: the profile, definitions, numbers, findings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, replace

from vibee_compiler.diagnostics.model import Diagnostic
from vibee_compiler.frontend.check.expand import Definitions
from vibee_compiler.ir import expr as x
from vibee_compiler.ir.module import Behaviour, Constraint, Module, Program, TypeDecl
from vibee_compiler.ir.types import Type
from vibee_compiler.lowering.profile import Lowering
from vibee_compiler.lowering.raising import Raising, declared_conditions
from vibee_compiler.lowering.walk import max_uid
from vibee_compiler.records import dataclass

MapExpr = Callable[[x.Expr], x.Expr]


class Fresh:
    """Gives numbers for variables that a behaviour does not use yet."""

    def __init__(self, start: int) -> None:
        self.last = start

    def __call__(self) -> int:
        """The next number."""
        self.last += 1
        return self.last

    def var(self, name: str, type_: Type) -> x.Var:
        """A new variable."""
        return x.Var(name, self(), type_)


@dataclass(slots=True)
class Context:
    """The state of one run of the passes.

    `helpers` has the names of behaviours that passes made of recursive definitions, by module;
    `unsupported` says why a behaviour becomes a stub, by module and name. `rows` has the inputs
    of properties, by module, behaviour and the property's place.
    """

    profile: Lowering
    definitions: Definitions
    raising: Raising = field(default_factory=Raising)
    helpers: dict[str, set[str]] = field(default_factory=dict)
    unsupported: dict[tuple[str, str], str] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    rows: dict[tuple[str, str, int], tuple[tuple[x.Expr, ...], ...]] = field(default_factory=dict)


def fresh_for(one: Behaviour | TypeDecl) -> Fresh:
    """Numbers that a behaviour or a declaration does not use."""
    if isinstance(one, Behaviour):
        conditions = [*one.requires, *one.ensures, *(p.constraint for p in one.properties)]
        roots: list[object] = [param.var for param in one.params]
        roots += [one.body, *(arg for example in one.examples for arg in example.args)]
    else:
        conditions = declared_conditions(one)
        roots = []
    roots += [node for c in conditions for node in (c.expr, c.var)]
    return Fresh(max_uid(tuple(roots)))


def map_constraint(one: Constraint, by: MapExpr) -> Constraint:
    """The constraint with its expression replaced."""
    if one.expr is None:
        return one
    new = by(one.expr)
    return one if new is one.expr else replace(one, expr=new)


def map_code(one: Behaviour, by: MapExpr) -> Behaviour:
    """A behaviour with its body, contracts and properties replaced; examples stay."""
    return replace(
        one,
        body=None if one.body is None else by(one.body),
        requires=tuple(map_constraint(c, by) for c in one.requires),
        ensures=tuple(map_constraint(c, by) for c in one.ensures),
        properties=tuple(
            replace(p, constraint=map_constraint(p.constraint, by)) for p in one.properties
        ),
    )


def map_behaviours(program: Program, by: Callable[[Module, Behaviour], Behaviour]) -> Program:
    """A program with every behaviour replaced."""
    modules = tuple(
        replace(module, behaviours=tuple(by(module, one) for one in module.behaviours))
        for module in program.modules
    )
    return replace(program, modules=modules)
