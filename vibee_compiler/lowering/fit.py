"""Code at the width of the target's integers: what cannot be an Int there is an `Overflow`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Program
from vibee_compiler.lowering.context import Context, map_behaviours, map_code
from vibee_compiler.lowering.intervals import Limits, Num
from vibee_compiler.lowering.walk import Mapper, everything

SHIFTS = frozenset({"math.bitShiftLeft", "math.bitShiftRight"})
"""Their definitions compute with numbers of 64 bits, so they hold at no other width."""

OVERFLOWING: dict[int, frozenset[str]] = {
    53: SHIFTS | {"math.bitAnd", "math.bitNot", "math.bitOr", "math.bitXor"},
    32: SHIFTS | {"int.fromTimestamp", "duration.getSeconds"},
}
"""What raises `Overflow` at a width though never at 64 bits. A range that is symmetric lacks the
least number of two's complement, which operations on bits can give."""


def fit_literals(program: Program, ctx: Context) -> Program:
    """The pass: numbers beyond the width become what they are there, arms for them are dropped.

    Only in code: what examples give is made fit, or not, when it is made. Built-ins whose results
    are sure to fit in 64 bits only get `Overflow` among their errors.
    """
    bits = ctx.profile.int_bits
    if bits == 64:
        return program
    fit = _Fit(Limits.of(bits).whole, OVERFLOWING[bits])
    return map_behaviours(program, lambda _, one: map_code(one, fit.expr))


class _Fit(Mapper):
    def __init__(self, whole: Num, overflowing: frozenset[str]) -> None:
        self.whole = whole
        self.overflowing = overflowing

    def fits(self, value: object) -> bool:
        return type(value) is not int or self.whole.lo <= value <= self.whole.hi

    def expr(self, node: Any) -> Any:
        match node:
            case x.Literal(value, t.INT) if not self.fits(value):
                message = x.Literal(f"{value} is out of range", t.STRING, node.span)
                return x.Fail("Overflow", message, t.INT, node.span)
            case x.Op(id=entry) if entry in self.overflowing:
                node = replace(node, errors=node.errors | {"Overflow"})
            case x.Match(_, arms):
                node = replace(node, arms=tuple(arm for arm in arms if self.possible(arm.pattern)))
        return self.rebuild(node)

    def possible(self, pattern: x.Pattern) -> bool:
        """Whether a pattern asks for no number that cannot be."""
        literals = (p for p in everything((pattern,)) if isinstance(p, x.PLiteral))
        return all(self.fits(p.value) for p in literals if p.type == t.INT)
