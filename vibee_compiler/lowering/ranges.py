"""Ranges: which steps cannot raise what their entries say.

Shrinks `errors` on operations and stores by what `range_analysis` knows, and changes nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir.module import Behaviour, Constraint, Module, Program
from vibee_compiler.lowering.context import Context, map_constraint
from vibee_compiler.lowering.facts import Env
from vibee_compiler.lowering.intervals import Abstract
from vibee_compiler.lowering.prove import proved
from vibee_compiler.lowering.range_analysis import Analysis
from vibee_compiler.lowering.refine import refine
from vibee_compiler.lowering.walk import everything


def ranges(program: Program, ctx: Context) -> Program:
    """The pass."""
    analysis = Analysis(program, ctx.profile.int_bits)
    modules = tuple(_module(analysis, one) for one in program.modules)
    return replace(program, modules=modules)


def _module(analysis: Analysis, module: Module) -> Module:
    behaviours = tuple(_behaviour(analysis, one) for one in module.behaviours)
    return replace(module, behaviours=behaviours)


def _behaviour(analysis: Analysis, one: Behaviour) -> Behaviour:
    if one.body is None:
        return one
    env = analysis.entry(one, requires=False)

    def condition(of: Constraint) -> Constraint:
        def by(node: x.Expr) -> x.Expr:
            new: x.Expr = analysis.ev(node, env)[1]
            refine(analysis, env, new, holds=True)
            return new

        return map_constraint(of, by)

    requires = tuple(condition(c) for c in one.requires)
    known, body = analysis.ev(one.body, env)
    ensures = tuple(_ensured(analysis, c, body, known, env) for c in one.ensures)
    return replace(one, requires=requires, body=body, ensures=ensures)


def _ensured(
    analysis: Analysis, of: Constraint, body: Any, known: Abstract, env: Env
) -> Constraint:
    """A postcondition, `result` being numbered as the body's last value."""
    if of.expr is None:
        return of
    inner = env.copy()
    if of.var is not None:
        tail = _tail(body)
        inner.values[of.var.uid] = known
        if not isinstance(tail, x.If | x.Match):
            analysis.bind(x.PBind(of.var, of.var.type), tail, known, inner)
    new = analysis.ev(of.expr, inner.copy())[1]
    if not any(_raises(node) for node in everything((new,))) and proved(analysis, inner, new):
        return replace(of, expr=None)
    return replace(of, expr=new)


def _raises(node: Any) -> bool:
    return bool(getattr(node, "errors", False)) or isinstance(node, x.Call | x.CallVar | x.Fail)


def _tail(node: Any) -> Any:
    """The last value of a body, behind `let` and behind what fails on the way."""
    while True:
        match node:
            case x.Let():
                node = node.body
            case x.If(_, x.Fail(), other):
                node = other
            case x.If(_, then, x.Fail()):
                node = then
            case _:
                return node
