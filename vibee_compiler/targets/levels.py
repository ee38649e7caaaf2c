"""Which level of the language a behaviour needs (language.md, "Targets and what they can say").

L0 types, signatures, docs; L1 Int, Bool, `if`, `let`, calls and their errors; L2 also Float,
String, enums and records; L3 everything else. Single features beyond a level are no part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import AliasDecl, Behaviour, Constraint, Enum, Program, Record, Sum
from vibee_compiler.ir.signatures import table
from vibee_compiler.ir.walk import walk
from vibee_compiler.records import dataclass
from vibee_compiler.targets.profile import LEVELS

Spells = Callable[[x.Op], bool]

_SCALARS: Mapping[str, tuple[str, str]] = {
    "Int": ("L1", "integers"),
    "Bool": ("L1", "truth values"),
    "Float": ("L2", "floats"),
    "String": ("L2", "texts"),
    "Void": ("L0", "nothing"),
}
_TYPES: Mapping[type, str] = {
    t.ListT: "lists",
    t.ArrayT: "fixed arrays",
    t.SetT: "sets",
    t.MapT: "maps",
    t.OptionT: "options",
    t.ResultT: "results",
    t.TupleT: "tuples",
    t.FnT: "function values",
    t.TypeVar: "generic types",
    t.Opaque: "undeclared types",
}
_NODES: Mapping[type, str] = {
    x.Match: "`match`",
    x.Fail: "`fail`",
    x.Lambda: "macros",
    x.FnRef: "function values",
    x.CallVar: "function values",
}


@dataclass(frozen=True, slots=True)
class Need:
    """A level, what asks for it, in words, and the node that does (None for a signature)."""

    level: str = "L0"
    what: str = "a signature"
    node: Any = None


class Levels:
    """The levels of everything that a program declares.

    `spells` tells which built-ins a target writes itself; the others count with what their
    definitions need. Without it every built-in counts as the language has it.
    """

    def __init__(self, program: Program, spells: Spells | None = None) -> None:
        self._program = program
        self._spells = spells
        self._decls = {(m.name, d.name): d for m in program.modules for d in m.types}
        self._types: dict[tuple[str, str], Need] = {}

    def of_type(self, type_: t.Type) -> Need:
        """What a value of a type needs."""
        match type_:
            case t.Prim(name):
                return Need(*_SCALARS.get(name, ("L3", name)))
            case t.Sized(name):
                return Need("L2", name) if name == "Float32" else Need("L1", name)
            case t.Named(module, name, args) | t.Alias(module, name, args, _):
                return _most([self._declared(module, name), *map(self.of_type, args)])
            case _:
                return Need("L3", _TYPES[type(type_)])

    def _declared(self, module: str, name: str) -> Need:
        key = (module, name)
        if key not in self._types:
            alias = isinstance(self._decls.get(key), AliasDecl)
            own = Need() if alias else Need("L2", f"`{name}`")
            self._types[key] = own  # what is recursive needs no more for that
            self._types[key] = _most([own, *self._declaration(key)])
        return self._types[key]

    def _declaration(self, key: tuple[str, str]) -> Iterator[Need]:
        match self._decls.get(key):
            case Sum():
                yield Need("L3", "sum types")
            case Record(_, fields, params, constraints):
                if params:
                    yield Need("L3", "generic types")
                for field in fields:
                    yield self.of_type(field.type)
                    yield from self.of_constraints(field.constraints)
                yield from self.of_constraints(constraints)
            case AliasDecl(_, target, _, constraints):
                yield self.of_type(target)
                yield from self.of_constraints(constraints)
            case Enum() | None:
                return

    def of_constraints(self, constraints: tuple[Constraint, ...]) -> Iterator[Need]:
        """What checking them needs, one for each that is no prose."""
        return (self.of_expr(one.expr) for one in constraints if one.expr is not None)

    def of_expr(self, root: x.Expr) -> Need:
        """What evaluating an expression needs; behaviours that it calls are not looked at."""
        found = Need()
        for node in walk(root):
            for need in self._of_node(node):
                if need.level > found.level:
                    found = Need(need.level, need.what, node)
            if found.level == LEVELS[-1]:
                break
        return found

    def _of_node(self, node: Any) -> Iterator[Need]:
        if type(node) in _NODES:
            yield Need("L3", _NODES[type(node)])
        if isinstance(node, x.Op):
            entry = table()[node.id]
            spelled = self._spells is None or self._spells(node)
            yield Need(entry.level if spelled else entry.needs, f"`{entry.spelling}`")
        if not isinstance(node, x.Fail) and (type_ := getattr(node, "type", None)) is not None:
            yield self.of_type(type_)

    def of_behaviour(self, behaviour: Behaviour) -> Need:
        """What a behaviour's body, contracts and tests need, callees apart; L0 for a stub."""
        if behaviour.body is None:
            return Need()
        return _most(self._parts(behaviour))

    def _parts(self, behaviour: Behaviour) -> Iterator[Need]:
        assert behaviour.body is not None
        yield self.of_expr(behaviour.body)
        for param in behaviour.params:
            yield self.of_type(param.type)
        yield self.of_type(behaviour.returns)
        yield from self.of_constraints((*behaviour.requires, *behaviour.ensures))
        for rows in behaviour.properties:
            yield from self.of_constraints((rows.constraint,))

    def of_program(self) -> dict[tuple[str, str], str]:
        """The level of each behaviour with a body by module and name, callees counted."""
        own: dict[tuple[str, str], str] = {}
        calls: dict[tuple[str, str], set[tuple[str, str]]] = {}
        for module in self._program.modules:
            for one in module.behaviours:
                if one.body is not None:
                    key = (module.name, one.name)
                    own[key] = self.of_behaviour(one).level
                    calls[key] = {
                        (n.module, n.name) for n in walk(one.body) if isinstance(n, x.Call)
                    }
        changed = True
        while changed:
            changed = False
            for key, callees in calls.items():
                level = max([own[key], *(own[c] for c in callees if c in own)])
                changed = changed or level != own[key]
                own[key] = level
        return own


def _most(needs: Iterator[Need] | list[Need]) -> Need:
    """The need of the highest level, the first of equals."""
    found = Need()
    for need in needs:
        if need.level > found.level:
            found = need
    return found
