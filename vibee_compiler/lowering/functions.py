"""Behaviours to functions, constraints to checkers, examples to printable arguments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from vibee_compiler.frontend.ast_print import renamed_text
from vibee_compiler.frontend.properties import Row
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import (
    AliasDecl,
    Behaviour,
    Constraint,
    Enum,
    Example,
    Field,
    Module,
    Program,
    Property,
    Record,
    Sum,
    TypeDecl,
)
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.context import Context, Fresh, fresh_for
from vibee_compiler.lowering.dest import Decl, Ret
from vibee_compiler.lowering.emit import Emitter
from vibee_compiler.lowering.expand import Expander
from vibee_compiler.lowering.names import RESULT, Names, type_name
from vibee_compiler.lowering.raising import CONTRACT
from vibee_compiler.lowering.walk import Mapper, count_uses, everything, substitute
from vibee_compiler.records import dataclass


@dataclass(slots=True)
class Lowerer:
    """Makes emitters for the declarations of a program."""

    program: Program
    ctx: Context

    def declaration(self, type_: t.Named) -> TypeDecl | None:
        """The declaration of a type."""
        for module in self.program.modules:
            if module.name == type_.module:
                for decl in module.types:
                    if decl.name == type_.name:
                        return decl
        return None

    def kind(self, type_: t.Named) -> str:
        """The entry for `==` of a declared type."""
        decl = self.declaration(type_)
        if isinstance(decl, Enum):
            return "enum.eq"
        return "record.eq" if isinstance(decl, Record) else "variant.eq"

    def members(self, type_: t.Named) -> int:
        """How many values or variants a declared type has."""
        decl = self.declaration(type_)
        if isinstance(decl, Enum):
            return len(decl.members)
        return len(decl.variants) if isinstance(decl, Sum) else 0

    def behaviour(self, module: str, name: str) -> Behaviour | None:
        """A behaviour by its name."""
        for one in self.program.module(module).behaviours:
            if one.name == name:
                return one
        return None

    def parameters(self, module: str, name: str) -> list[str]:
        """The names of a behaviour's parameters."""
        one = self.behaviour(module, name)
        return [] if one is None else [param.var.name for param in one.params]

    def emitter(self, module: str, fresh: Fresh, taken: set[str]) -> Emitter:
        """An emitter for one function of a module."""
        return Emitter(
            self.ctx.profile,
            self.ctx.raising,
            fresh,
            Names(taken),
            Expander(self.ctx, module, fresh),
            self.kind,
            self.members,
            self.parameters,
            self.behaviour,
        )

    def behaviour_emitter(self, module: str, one: Behaviour) -> Emitter:
        """An emitter that avoids the names of a behaviour."""
        roots = [one.body, *(c.expr for c in (*one.requires, *one.ensures))]
        roots += [p.constraint.expr for p in one.properties]
        nodes = tuple(root for root in roots if root is not None)
        taken = {v.name for v in everything(nodes) if type(v) is x.Var}
        taken |= {param.var.name for param in one.params}
        taken -= {c.var.name for c in one.ensures if c.var is not None}
        return self.emitter(module, fresh_for(one), taken)

    def function(self, module: Module, one: Behaviour) -> s.Function:
        """The function of a behaviour; without a block when it is a stub."""
        raises = self.ctx.raising.functions.get((module.name, one.name), frozenset())
        block: s.Block | None = None
        if one.body is not None:
            em = self.behaviour_emitter(module.name, one)
            block = em.block(lambda: self._body(em, one))
        return s.Function(one.name, one.params, one.returns, block, raises, one)

    def _body(self, em: Emitter, one: Behaviour) -> None:
        for condition in one.requires:
            contract(em, condition, condition.expr)
        assert one.body is not None
        ensures = [c for c in one.ensures if c.expr is not None]
        if not ensures:
            em.into(one.body, Ret())
            return
        result = self._result(em, one)
        em.into(one.body, Decl(result))
        local = x.Local(result, result.type)
        for condition in ensures:
            assert condition.expr is not None
            by: dict[int, x.Expr] = {} if condition.var is None else {condition.var.uid: local}
            contract(em, condition, substitute(condition.expr, by))
        em.emit(s.Return(local))

    def _result(self, em: Emitter, one: Behaviour) -> x.Var:
        """The variable that `ensures` speaks of: called as its record, else `result`."""
        type_ = t.erase(one.returns)
        name = RESULT
        if isinstance(type_, t.Named) and isinstance(self.declaration(type_), Record):
            name = type_name(type_) or RESULT
        return em.temp(name, type_)

    def example(
        self, module: str, one: Behaviour, index: int, example: Example
    ) -> s.LoweredExample:
        """An example with printable arguments, and statements for what is not."""
        em = self.emitter(module, fresh_for(one), {p.var.name for p in one.params})
        args: list[Any] = []
        names = [param.var.name for param in one.params]
        nodes = list(example.args)
        if example.expected is not None:
            nodes.append(example.expected)
        setup = em.block(lambda: args.extend(em.values(nodes, [*names, "expected"])))
        expected = None if example.expected is None else args.pop()
        return s.LoweredExample(
            index, example.name, setup, tuple(args), expected, example.raises, example.tolerance
        )

    def property(
        self, module: str, one: Behaviour, place: int, prop: Property, rows: tuple[Row, ...]
    ) -> s.PropertyRows:
        """A property as a condition over its parameters, with the inputs to check it on."""
        assert prop.constraint.expr is not None
        condition = prop.constraint.expr
        em = self.emitter(module, fresh_for(one), {p.var.name for p in one.params})
        check: list[Any] = []
        setup = em.block(lambda: check.extend(em.values([condition], ["holds"])))
        return s.PropertyRows(place, prop.constraint.text, prop.params, rows, setup, check[0])

    # Checkers

    def checkers(self, module: Module) -> tuple[s.Checker, ...]:
        """What making values of a module's types checks."""
        found: list[s.Checker] = []
        for decl in module.types:
            if isinstance(decl, Record):
                found += self._checker(module, decl, None, decl.fields, decl.constraints)
            elif isinstance(decl, Sum):
                for variant in decl.variants:
                    found += self._checker(
                        module, decl, variant.name, variant.fields, decl.constraints
                    )
            elif isinstance(decl, AliasDecl):
                found += self._alias_checker(module, decl)
        return tuple(found)

    def _checker(
        self,
        module: Module,
        decl: Record | Sum,
        variant: str | None,
        fields: tuple[Field, ...],
        whole: tuple[Constraint, ...],
    ) -> list[s.Checker]:
        conditions = [c for f in fields for c in f.constraints if c.expr is not None]
        conditions += [c for c in whole if c.expr is not None]
        if not conditions:
            return []
        fresh = Fresh(max(_greatest(c) for c in conditions))
        variables = tuple(fresh.var(f.name, t.erase(f.type)) for f in fields)
        args = tuple(t.TypeVar(name) for name in decl.params)
        self_var = fresh.var("self", t.Named(module.name, decl.name, args))
        em = self.emitter(module.name, fresh, {f.name for f in fields} | {"self"})

        def guards() -> None:
            for one, var in zip(fields, variables, strict=True):
                for condition in one.constraints:
                    node = _about(condition, x.Local(var, var.type))
                    contract(em, _named(condition, one.name), node)
            for condition in whole:
                node = _about(condition, x.Local(self_var, self_var.type))
                contract(em, condition, _field_reads(node, self_var, fields, variables, variant))

        block = em.block(guards)
        used = count_uses(block, self_var.uid) > 0
        raises = self.ctx.raising.block(block)
        return [s.Checker(decl, variant, variables, self_var if used else None, block, raises)]

    def _alias_checker(self, module: Module, decl: AliasDecl) -> list[s.Checker]:
        conditions = [c for c in decl.constraints if c.expr is not None]
        if not conditions:
            return []
        fresh = Fresh(max(_greatest(c) for c in conditions))
        var = fresh.var("value", t.erase(decl.target))
        em = self.emitter(module.name, fresh, {"value"})

        def guards() -> None:
            for condition in conditions:
                contract(em, condition, _about(condition, x.Local(var, var.type)))

        block = em.block(guards)
        return [s.Checker(decl, None, (var,), None, block, self.ctx.raising.block(block))]


def contract(em: Emitter, condition: Constraint, node: Any) -> None:
    """The guard of a contract; nothing for prose."""
    if node is not None:
        em.emit(s.Guard(em.condition(node), CONTRACT, None, condition.text))


def _named(condition: Constraint, name: str) -> Constraint:
    """A field's constraint, its text speaking of the field where the author wrote `value`."""
    if condition.var is None:
        return condition
    return replace(condition, text=renamed_text(condition.text, condition.var.name, name))


def _about(condition: Constraint, value: x.Expr) -> Any:
    if condition.expr is None or condition.var is None:
        return condition.expr
    return substitute(condition.expr, {condition.var.uid: value})


def _greatest(condition: Constraint) -> int:
    nodes = (condition.expr, condition.var)
    return max((v.uid for v in everything(nodes) if type(v) is x.Var), default=0)


def _field_reads(
    node: Any,
    self_var: x.Var,
    fields: tuple[Field, ...],
    variables: tuple[x.Var, ...],
    variant: str | None,
) -> Any:
    """An invariant with `self.f` as the variable of the field."""
    if node is None or variant is not None:
        return node
    by = {f.name: x.Local(v, v.type) for f, v in zip(fields, variables, strict=True)}

    class Reads(Mapper):
        def expr(self, node: Any) -> Any:
            match node:
                case x.FieldGet(x.Local(var), name) if var.uid == self_var.uid:
                    return by[name]
            return self.rebuild(node)

    return Reads().expr(node)


MapFunction = Callable[[s.Function], s.Function]


def map_functions(program: s.LoweredProgram, by: MapFunction) -> s.LoweredProgram:
    """A program with every function replaced."""
    modules = tuple(
        replace(
            module,
            behaviours=tuple(replace(b, function=by(b.function)) for b in module.behaviours),
            helpers=tuple(by(one) for one in module.helpers),
        )
        for module in program.modules
    )
    return replace(program, modules=modules)
