"""May-raise: which errors each expression and each function may raise.

A step raises what its node's `errors` say; making a value of a constrained type also what its
conditions raise by themselves; a call what the callee raises; a call of a function value what any
behaviour raises that is passed as a value of that type somewhere in the program. Functions are
solved together: the least fixpoint over the call graph. See docs/analyses.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import (
    AliasDecl,
    Behaviour,
    Constraint,
    Enum,
    Module,
    Program,
    Record,
    Sum,
    TypeDecl,
)
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import everything, pieces
from vibee_compiler.records import dataclass

CONTRACT = "ContractViolation"
Key = tuple[str, str]
Errors = frozenset[str]
NONE: Errors = frozenset()


def declared_conditions(decl: TypeDecl) -> list[Constraint]:
    """Every condition that making a value of a declared type may evaluate."""
    found = [] if isinstance(decl, Enum) else list(decl.constraints)
    if isinstance(decl, Record):
        found += [c for one in decl.fields for c in one.constraints]
    elif isinstance(decl, Sum):
        found += [c for v in decl.variants for one in v.fields for c in one.constraints]
    return [c for c in found if c.expr is not None]


def _named(type_: t.Type) -> Iterator[Key]:
    """The declared types whose constraints storing as `type_` may check."""
    if isinstance(type_, t.Named | t.Alias):
        yield type_.module, type_.name
    for child in t.children(type_):
        yield from _named(child)


@dataclass(slots=True)
class Raising:
    """What may be raised, for a finished fixpoint; `of` answers for any expression or block.

    `functions` by module and name, `conditions` by declared type, `values` by function type.
    """

    functions: dict[Key, Errors] = field(default_factory=dict)
    conditions: dict[Key, Errors] = field(default_factory=dict)
    values: dict[t.Type, Errors] = field(default_factory=dict)
    _memo: dict[int, tuple[object, Errors]] = field(default_factory=dict)

    def forget(self) -> None:
        """Drop what was worked out from tables that have changed since."""
        self._memo.clear()

    def step(self, node: Any) -> Errors:
        """What this very node may raise, its parts not counted."""
        match node:
            case x.Call(module, name):
                return self.functions.get((module, name), NONE)
            case x.CallVar(var):
                return self.values.get(var.type, NONE)
            case x.Fail(error) | s.Raise(error):
                return frozenset({error})
            case s.Guard(_, error):
                return frozenset({error})
            case x.RecordLit() | x.RecordUpdate() | x.VariantLit():
                return node.errors | self._made(node.errors, node.type)
            case x.Store():
                return node.errors | self._made(node.errors, node.to)
            case x.Op() | x.MapLit():
                return node.errors
        return NONE

    def _made(self, errors: Errors, type_: t.Type) -> Errors:
        if CONTRACT not in errors:
            return NONE
        found: set[str] = set()
        for key in _named(type_):
            found |= self.conditions.get(key, NONE)
        return frozenset(found)

    def of(self, node: Any) -> Errors:
        """What evaluating a node may raise, all inside counted."""
        known = self._memo.get(id(node))
        if known is not None and known[0] is node:
            return known[1]
        found = set(self.step(node))
        for piece in pieces(node):
            if type(piece) is not x.Var:
                found |= self.of(piece)
        errors = frozenset(found)
        self._memo[id(node)] = (node, errors)
        return errors

    def block(self, block: Iterable[s.Stmt]) -> Errors:
        """What a block may raise."""
        return frozenset().union(*(self.of(stmt) for stmt in block))


def solve(program: Program) -> Raising:
    """The least fixpoint over all behaviours and declared types of a program."""
    state = Raising()
    passed = _passed(program)
    while True:
        state.forget()
        values: dict[t.Type, Errors] = {}
        for type_, keys in passed.items():
            values[type_] = frozenset().union(*(state.functions.get(k, NONE) for k in keys))
        state.values = values
        functions = {
            (module.name, one.name): behaviour_errors(one, state)
            for module in program.modules
            for one in module.behaviours
        }
        conditions = {
            (module.name, decl.name): _conditions(declared_conditions(decl), state)
            for module in program.modules
            for decl in module.types
        }
        if functions == state.functions and conditions == state.conditions:
            return state
        state.functions, state.conditions = functions, conditions


def behaviour_errors(one: Behaviour, state: Raising) -> Errors:
    """What a call of a behaviour may raise; a stub raises what it declares."""
    if one.body is None:
        return frozenset(error.name for error in one.errors)
    found = set(state.of(one.body))
    contracts = [c for c in (*one.requires, *one.ensures) if c.expr is not None]
    found |= _conditions(contracts, state)
    return frozenset(found | ({CONTRACT} if contracts else set()))


def _conditions(constraints: Iterable[Constraint], state: Raising) -> Errors:
    return frozenset().union(*(state.of(c.expr) for c in constraints if c.expr is not None))


def roots(module: Module) -> Iterator[x.Expr]:
    """Every expression of a module, examples and defaults included."""
    for constant in module.constants:
        yield constant.value
    for decl in module.types:
        yield from (c.expr for c in declared_conditions(decl) if c.expr is not None)
        if isinstance(decl, Record):
            yield from (f.default for f in decl.fields if f.default is not None)
    for one in module.behaviours:
        yield from behaviour_roots(one)


def behaviour_roots(one: Behaviour) -> Iterator[x.Expr]:
    """Every expression of a behaviour."""
    if one.body is not None:
        yield one.body
    for constraint in (*one.requires, *one.ensures, *(p.constraint for p in one.properties)):
        if constraint.expr is not None:
            yield constraint.expr
    for example in one.examples:
        yield from example.args
        if example.expected is not None:
            yield example.expected
    yield from (param.default for param in one.params if param.default is not None)


def _passed(program: Program) -> Mapping[t.Type, frozenset[Key]]:
    """The behaviours that are passed as values, by the type of function."""
    found: dict[t.Type, set[Key]] = {}
    for module in program.modules:
        for root in roots(module):
            for node in everything((root,)):
                if isinstance(node, x.FnRef):
                    found.setdefault(node.type, set()).add((node.module, node.name))
    return {type_: frozenset(keys) for type_, keys in found.items()}


def has_conditions(decl: TypeDecl) -> bool:
    """Whether making a value of the type checks anything that is written as an expression."""
    return bool(declared_conditions(decl)) and not isinstance(decl, AliasDecl)
