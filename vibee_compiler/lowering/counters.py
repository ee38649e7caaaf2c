"""States of a fold that change by constants: after n elements they are n steps from their start.

Widening knows nothing of how many rounds there are. A part of a state that every path of the step
leaves alone or moves by a constant is bounded by the number of elements, whatever else happens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import intervals as iv
from vibee_compiler.lowering.apart import tails
from vibee_compiler.lowering.intervals import TOP, Abstract, Num, Tup
from vibee_compiler.records import dataclass

SIGNS = {"int.add": 1, "int.sub": -1}
Own = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Counters:
    """Parts of a state that count: the start of each, and how far one step may take it.

    `parts` has an entry a part of a tuple, None for one that does not count; `whole` is the
    entry of a state that is a number itself.
    """

    parts: tuple[tuple[Num, Num] | None, ...] = ()
    whole: tuple[Num, Num] | None = None

    def clamp(self, known: Abstract, steps: int) -> Abstract:
        """What is known of the state, after at most so many steps."""
        if self.whole is not None:
            return _within(known, self.whole, steps)
        if not any(self.parts):
            return known
        items = known.items if isinstance(known, Tup) else (TOP,) * len(self.parts)
        return Tup(
            tuple(
                item if part is None else _within(item, part, steps)
                for item, part in zip(items, self.parts, strict=True)
            )
        )


def counters(acc: x.Pattern, body: Any, start: Abstract) -> Counters:
    """What counts in a fold whose state begins as `start`."""
    ends = [end for end in tails(body) if not isinstance(end, x.Fail)]
    match acc:
        case x.PBind(var, type_) if type_ == t.INT:
            return Counters(whole=_entry(ends, var, start))
        case x.PTuple(items) if all(isinstance(end, x.TupleLit) for end in ends):
            known = start.items if isinstance(start, Tup) else (TOP,) * len(items)
            return Counters(
                tuple(
                    _entry([end.items[i] for end in ends], item.var, known[i])
                    if isinstance(item, x.PBind) and item.type == t.INT
                    else None
                    for i, item in enumerate(items)
                )
            )
    return Counters()


def _entry(ends: list[Any], var: x.Var, start: Abstract) -> tuple[Num, Num] | None:
    if not isinstance(start, Num):
        return None
    found = [_moved(tail, var) for end in ends for tail in tails(end)]
    steps = [one for one in found if one is not None]
    if not steps or len(steps) < len(found):
        return None
    return start, Num(min(0, *steps), max(0, *steps))


def _moved(node: Any, var: x.Var) -> int | None:
    """How far from the variable an expression is, if that is a constant."""
    match node:
        case x.Local(other) if other == var:
            return 0
        case x.Op(id=("int.add" | "int.sub") as entry, args=(x.Local(other), x.Literal(n))):
            return SIGNS[entry] * n if other == var and isinstance(n, int) else None
        case x.Op(id="int.add", args=(x.Literal(n), x.Local(other))):
            return n if other == var and isinstance(n, int) else None
    return None


def _within(known: Abstract, entry: tuple[Num, Num], steps: int) -> Abstract:
    start, step = entry
    bound = Num(start.lo + step.lo * steps, start.hi + step.hi * steps)
    return iv.meet(known, bound) if isinstance(known, Num) else bound
