"""Conditions that are known to hold: a postcondition of that kind needs no check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering.conditions import has_float
from vibee_compiler.lowering.facts import Env

if TYPE_CHECKING:
    from vibee_compiler.lowering.range_analysis import Analysis


def proved(a: Analysis, env: Env, cond: Any) -> bool:
    """Whether a condition holds by what is known; False when that is open.

    Equal by number (the same operations on the same values), by intervals, or by bounds.
    """
    match cond:
        case x.Literal(value):
            return value is True
        case x.Op(id="bool.and", args=args):
            return all(proved(a, env, arg) for arg in args)
        case x.Op(id="bool.or", args=args):
            return any(proved(a, env, arg) for arg in args)
        case x.Op(id=entry, args=(one, two)) if entry.endswith(".eq") or entry in ("le", "ge"):
            key = env.key(one)
            if key is not None and key == env.key(two) and not has_float(one.type):
                return True
    match cond:
        case x.Op(id="int.lt" | "le", args=(one, two)) if one.type == t.INT:
            return _at_most(a, env, one, two, strict=cond.id == "int.lt")
        case x.Op(id="gt" | "ge", args=(one, two)) if one.type == t.INT:
            return _at_most(a, env, two, one, strict=cond.id == "gt")
    return False


def _at_most(a: Analysis, env: Env, one: Any, two: Any, *, strict: bool) -> bool:
    left, right = a.num(a.peek(one, env)), a.num(a.peek(two, env))
    if left.hi < right.lo or (not strict and left.hi == right.lo):
        return True
    return env.below(one, two, -1 if strict else 0)
