"""Small repairs of statements that passes leave: names for nothing, and values used at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.context import Context
from vibee_compiler.lowering.functions import map_functions
from vibee_compiler.lowering.walk import Mapper, count_uses, everything, rename, substitute


def tidy(program: s.LoweredProgram, ctx: Context) -> s.LoweredProgram:
    """The pass."""

    def function(one: s.Function) -> s.Function:
        if one.block is None:
            return one
        return replace(one, block=_Tidier().block(one.block))

    return map_functions(program, function)


class _Tidier(Mapper):
    """Works on each block from its end, so that chains collapse."""

    def block(self, block: s.Block) -> s.Block:
        """A block with finished builders where they are used, or under the author's name."""
        out = list(super().block(block))
        kept = [stmt for stmt in out if not _idle(stmt)]
        out = kept or out
        at = len(out) - 1
        while at >= 0:
            stmt = out[at]
            match stmt:
                case s.Declare(var, s.Freeze(builder) as frozen, mutable=False, declared=None):
                    rest = tuple(out[at + 1 :])
                    if count_uses(rest, var.uid) == 1 and _simply_used(rest, var):
                        out[at:] = substitute(rest, {var.uid: frozen})
                        out = list(_called(tuple(out), builder, var))
            at -= 1
        return tuple(out)


def _idle(stmt: s.Stmt) -> bool:
    """Whether a variable is given the value that it has."""
    match stmt:
        case s.Assign(var, x.Local(same)):
            return var.uid == same.uid
        case _:
            return False


def _simply_used(rest: s.Block, var: x.Var) -> bool:
    """Whether the one use is not in a loop or under a lambda, where it would be repeated."""
    repeated: list[Any] = [
        one for one in everything(rest) if isinstance(one, s.ForEach | s.While | x.Lambda)
    ]
    inside = [one.block if isinstance(one, s.ForEach) else one for one in repeated]
    return not any(count_uses((one,), var.uid) for one in inside)


def _called(block: s.Block, builder: x.Var, var: x.Var) -> s.Block:
    """The builder under the name that the author gave to its finished value."""
    if any(v.uid == var.uid for v in everything(block) if type(v) is x.Var):
        return block
    return rename(block, {builder.uid: x.Var(var.name, builder.uid, builder.type)})
