"""What is known of integers while they are printed: signs, and where a negative zero may arise.

A double has a negative zero, which no Int is. It can only come from a product, a quotient, a
remainder or a negation, and most uses do not notice it; `+ 0` stands only where both may be.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s

if TYPE_CHECKING:
    from vibee_plugins.typescript.world import World

Fact = tuple[str, Any]

_ALL = frozenset(
    ("int.add", "int.mul", "int.div", "int.rem", "math.floorDiv", "math.least", "int.fromInt")
)
_COUNTS = frozenset(("list.count", "string.codePoint", "math.abs.int", "int.fromBool"))


def natural(node: Any, facts: set[Fact], world: World) -> bool:
    """Whether an Int is known not to be negative."""
    node = node.value if type(node).__name__ == "AsNumber" else node
    match node:
        case x.Literal(value):
            return isinstance(value, int) and value >= 0
        case x.ConstRef(module, name):
            return natural(world.constants.get((module, name)), facts, world)
        case x.Op(name, args):
            if name in _ALL:
                return all(natural(arg, facts, world) for arg in args)
            if name == "math.greatest":
                return any(natural(arg, facts, world) for arg in args)
            if name == "math.floorMod":
                return natural(args[1], facts, world)
            return name in _COUNTS or name.endswith(".size")
        case x.If(_, then, other):
            return natural(then, facts, world) and natural(other, facts, world)
        case x.FieldGet(base, name) if isinstance(base.type, t.Named):
            return ("natural", node) in facts or world.least(base.type, None, name) >= 0
        case s.VariantField(base, variant, name) if isinstance(base.type, t.Named):
            return ("natural", node) in facts or world.least(base.type, variant, name) >= 0
    return ("natural", node) in facts


def natural_where(cond: Any, facts: set[Fact], world: World) -> set[Fact]:
    """Which integers a comparison that holds says not to be negative."""
    match cond:
        case x.Op("int.lt" | "gt" | "ge" | "le" as kind, (a, b)) if a.type == t.INT:
            if kind in ("int.lt", "le"):
                a, b = b, a
            above = natural(b, facts, world)
            just = kind in ("gt", "int.lt") and isinstance(b, x.Literal) and b.value == -1
            return {("natural", a)} if above or just else set()
    return set()


_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "int.lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "int.eq": operator.eq,
    "string.eq": operator.eq,
    "enum.eq": operator.eq,
    "ne": operator.ne,
}


def constant(node: Any, facts: set[Fact]) -> Any:
    """The Int, String or enum value that an expression is known to have, else None."""
    match node:
        case x.Literal(value) if node.type in (t.INT, t.STRING):
            return value
        case x.EnumValue():
            return node.member
        case x.Local():
            return next(
                (about[1] for kind, about in facts if kind == "=" and about[0] == node), None
            )
    return None


def _compared(name: str, a: Any, b: Any) -> bool | None:
    alike = isinstance(a, int | str) and type(a) is type(b)
    order = isinstance(a, int) or name in ("ne", "string.eq", "enum.eq")
    return bool(_COMPARED[name](a, b)) if alike and order else None


def truth(node: Any, facts: set[Fact]) -> bool | None:
    """Whether a condition is known to hold, or not to."""
    match node:
        case x.Literal(value) if node.type == t.BOOL:
            return bool(value)
        case x.Local() if node.type == t.BOOL:
            worth = constant(node, facts)
            return None if worth is None else bool(worth)
        case x.Op("bool.not", (inner,)):
            known = truth(inner, facts)
            return None if known is None else not known
        case x.Op("bool.and" | "bool.or" as kind, (a, b)):
            ends = kind == "bool.or"
            sides = (truth(a, facts), truth(b, facts))
            if sides[0] is ends or sides == (not ends, not ends):
                return sides[0]
            return sides[1] if sides[0] is (not ends) else None
        case x.Op("bool.eq", (a, b)) | x.Op("ne", (a, b)) if a.type == t.BOOL:
            sides = (truth(a, facts), truth(b, facts))
            return None if None in sides else (sides[0] is sides[1]) == (node.id == "bool.eq")
        case x.If(cond, then, other) if node.type == t.BOOL:
            known = truth(cond, facts)
            return None if known is None else truth(then if known else other, facts)
        case x.Op(name, (a, b)) if name in _COMPARED:
            return _compared(name, constant(a, facts), constant(b, facts))
        case s.IsSome(x.Op("optional.none" | "optional.of" as made)):
            return made == "optional.of"
        case s.IsSome(subject):
            return True if ("some", subject) in facts else None
        case s.IsOk(subject):
            sides = (("ok", subject) in facts, ("err", subject) in facts)
            return sides[0] if any(sides) else None
        case s.IsVariant(subject, variant):
            known_as = [kind for kind, about in facts if kind[:3] == "is " and about == subject]
            return f"is {variant}" in known_as if known_as else None
    return None


def zeroish(node: Any, facts: set[Fact], world: World) -> bool:
    """Whether what is printed natively for an Int may be a negative zero."""
    if world.big or not isinstance(node, x.Op) or node.errors:
        return False
    args = node.args
    match node.id:
        case "int.mul" | "int.div" | "math.floorDiv":
            return not all(natural(arg, facts, world) for arg in args)
        case "int.rem":
            return not natural(args[0], facts, world)
        case "int.neg":
            return not isinstance(args[0], x.Literal)
        case "int.add":
            return all(zeroish(arg, facts, world) for arg in args)
        case "int.sub":
            return zeroish(args[0], facts, world)
        case "int.fromFloat":
            return True
    return False


def needs_check(node: x.Op, facts: set[Fact], world: World) -> bool:
    """Whether an operand must be checked itself, although what is made of it is checked.

    An overflow of natural numbers cannot come back into range by adding natural numbers, and
    rounding does not change that.
    """
    outer_adds = node.id == "int.add" and bool(node.errors)
    return not (outer_adds and all(natural(arg, facts, world) for arg in node.args))
