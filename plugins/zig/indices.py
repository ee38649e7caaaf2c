"""Places of a loop that are indices and nothing else: `usize` throughout, as slices count.

A place that is only compared and indexed with needs no `i64` beside it, and a processor has no
check of a sign to make in every round.
"""

from __future__ import annotations

from typing import Any

from vibee_plugins.zig.frame import World

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering.intervals import Num
from vibee_compiler.lowering.walk import pieces

SIZES = frozenset({"list.size", "bytes.size"})
_COMPARES = frozenset({"ne", "le", "gt", "ge", "int.eq", "int.lt"})
STEPS = {"int.add": "+", "int.sub": "-"}
"""What may be done to a place inside brackets."""


def not_negative(world: World, node: Any) -> bool:
    """Whether a number is known to be none below zero."""
    match node:
        case x.Literal(int(value)):
            return value >= 0
        case x.Op(id=id_) if id_ in SIZES:
            return True
        case x.FieldGet(base, name) if isinstance(base.type, t.Named):
            known = world.ranges.field(base.type, None, name)
            return isinstance(known, Num) and known.lo >= 0
        case _:
            return False


def only_index(world: World, var: x.Var, block: tuple[Any, ...]) -> bool:
    """Whether a block uses a variable for nothing but indexing and comparing."""
    return all(_fits(world, var, stmt) for stmt in block)


def _is(node: Any, var: x.Var) -> bool:
    return isinstance(node, x.Local) and node.var == var


def _fits(world: World, var: x.Var, node: Any) -> bool:
    if _is(node, var):
        return False
    inside = list(pieces(node))
    match node:
        case x.Op(id="list.at", args=(items, index)) if not node.errors:
            if _is_index(world, var, index):
                inside = [items, *(index.args[1:] if isinstance(index, x.Op) else ())]
        case x.Op(id=id_, args=(left, right)) if id_ in _COMPARES and left.type == t.INT:
            for one, other in ((left, right), (right, left)):
                if _is(one, var) and not_negative(world, other):
                    inside = [other]
        case _:
            pass
    return all(_fits(world, var, piece) for piece in inside if type(piece) is not x.Var)


def _is_index(world: World, var: x.Var, node: Any) -> bool:
    if isinstance(node, x.Op) and node.id in STEPS and not node.errors:
        return _is(node.args[0], var) and not_negative(world, node.args[1])
    return _is(node, var)
