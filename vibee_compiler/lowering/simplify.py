"""Core expressions in the shape that people would write: less work first.

A part of a list is taken before the list is mapped, where mapping raises nothing; arms behind one
that fits everything are dropped, which some languages do not even accept. Folding of constants
and the like is left to the target's compiler, since the author's form reads best.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir.module import Behaviour, Module, Program
from vibee_compiler.lowering.context import Context, map_behaviours, map_code
from vibee_compiler.lowering.walk import Mapper, substitute

_PARTS = frozenset({"list.slice", "list.take", "list.drop"})


def simplify(program: Program, ctx: Context) -> Program:
    """The pass."""
    simplifier = _Simplifier(ctx)

    def behaviour(_: Module, one: Behaviour) -> Behaviour:
        return map_code(one, simplifier.expr)

    return map_behaviours(program, behaviour)


class _Simplifier(Mapper):
    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def expr(self, node: Any) -> Any:
        new = self.rebuild(node)
        match new:
            case x.Match(arms=arms):
                last = next((i for i, arm in enumerate(arms) if _fits_all(arm)), len(arms) - 1)
                if last < len(arms) - 1:
                    return replace(new, arms=arms[: last + 1])
            case x.Op(id=entry, args=(x.Op(id="list.map") as mapped, *rest)) if entry in _PARTS:
                source, lam = mapped.args
                if not self.ctx.raising.of(lam):
                    part = replace(new, args=(source, *rest), type=source.type)
                    return replace(mapped, args=(part, lam))
            case x.Op(id="list.toSet", args=(x.ListLit(items=()),)):
                return x.SetLit((), new.type, new.span)
            case x.Let(pattern=x.PBind(var), value=value) if _empty(value):
                return substitute(new.body, {var.uid: value})
        return new


def _fits_all(arm: x.Arm) -> bool:
    return arm.guard is None and _is_irrefutable(arm.pattern)


def _is_irrefutable(pattern: x.Pattern) -> bool:
    match pattern:
        case x.PWild() | x.PBind():
            return True
        case x.PTuple(items):
            return all(map(_is_irrefutable, items))
    return False


def _empty(value: Any) -> bool:
    """Whether a value is an empty container, which is written again rather than shared."""
    match value:
        case x.SetLit(()) | x.ListLit(()) | x.MapLit(()):
            return True
    return False
