"""Int as `bigint`, on request: exact in 64 bits.

Built-ins whose arithmetic differs have spellings of their own here. All others are those of
numbers: what is an Int there, by the table of signatures, is converted on the way in and out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from vibee_plugins.typescript import literals
from vibee_plugins.typescript import syntax as js
from vibee_plugins.typescript.spell_forms import Spell, infix, same, support
from vibee_plugins.typescript.syntax import Node

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.signatures import table

if TYPE_CHECKING:
    from vibee_plugins.typescript.printer import TypeScriptPrinter


@dataclass(frozen=True, slots=True)
class AsNumber:
    """An Int as the number that the library of the language takes."""

    value: Any
    type: t.Type = t.INT


def print_number(p: Any, node: AsNumber) -> Node:
    """The number; of a literal, the literal."""
    value: Any = node.value
    if isinstance(value, x.Literal) and abs(int(str(value.value))) <= literals.MAX_SAFE:
        return literals.whole(int(str(value.value)))
    made = p.node(value)
    match made:
        case js.Call(js.Name("BigInt"), (inner,)):
            return inner
    return js.call("Number", made)


def checked(inner: Spell) -> Spell:
    """The result of a native operator, which must fit 64 bits."""
    return lambda p, op: p.part("int64", inner(p, op))


def negative(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`-a`."""
    return js.Unary("-", p.node(op.args[0]))


def extreme(name: str) -> Spell:
    """The least or greatest of several, pairwise."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Node:
        made, *rest = p.all(op.args)
        for other in rest:
            made = p.part(name, made, other)
        return made

    return spell


def bits(symbol: str) -> Spell:
    """An operation on bits, which bigints have in two's complement."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Node:
        made, *rest = p.all(op.args)
        for other in rest:
            made = p.part("bigBits", made, literals.string(symbol), other)
        return made

    return spell


def to_float(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`Number(n)`, rounded as the language says."""
    return js.call("Number", p.node(op.args[0]))


def units(nanos: str) -> Spell:
    """The whole units of a duration, truncated."""
    return lambda p, op: js.Binary("/", p.node(op.args[0]), js.Lit(nanos, "bigint"))


def seconds(p: TypeScriptPrinter, op: x.Op) -> Node:
    """The instant so many seconds after 1970 began."""
    made = js.Binary("*", p.node(op.args[0]), js.Lit("1_000_000_000n", "bigint"))
    return p.part("checkedTime", made)


BIG: dict[str, Spell] = {
    "int.add!": infix("+"),
    "int.add": checked(infix("+")),
    "int.sub!": infix("-"),
    "int.sub": checked(infix("-")),
    "int.mul!": infix("*"),
    "int.mul": checked(infix("*")),
    "int.neg!": negative,
    "int.neg": checked(negative),
    "int.div!": infix("/"),
    "int.div": support("bigQuotient"),
    "int.rem!": infix("%"),
    "int.rem": support("bigRemainder"),
    "int.fromInt": same,
    "math.floorDiv": support("bigFloorQuotient"),
    "math.floorMod": support("bigFloorRemainder"),
    "math.pow": support("bigPower"),
    "math.abs.int": support("bigMagnitude"),
    "math.sign.int": support("bigSign"),
    "math.greatest": extreme("bigGreatest"),
    "math.least": extreme("bigLeast"),
    "math.bitAnd": bits("&"),
    "math.bitOr": bits("|"),
    "math.bitXor": bits("^"),
    "math.bitShiftLeft": support("bigShiftLeft"),
    "math.bitShiftRight": support("bigShiftRight"),
    "double.fromInt": to_float,
    "int.fromFloat": support("bigTruncated"),
    "int.fromString": support("readBigInt"),
    "list.sum": support("bigSum"),
    "lists.range": lambda p, op: p.part("bigRange", js.Lit("0n", "bigint"), p.node(op.args[0])),
    "lists.range2": support("bigRange"),
    "list.indexed": support("bigIndexed"),
    "duration.getHours": units("3_600_000_000_000n"),
    "duration.getMinutes": units("60_000_000_000n"),
    "duration.getSeconds": units("1_000_000_000n"),
    "timestamp.fromInt": seconds,
}
"""Spellings for bigints, by id."""

_NATIVE = frozenset("""int.eq int.lt ne le gt ge string.fromInt string.concat""".split())
"""Built-ins that bigints have as numbers have them."""

_FLOATS_TOO = frozenset("math.greatest math.least list.sum".split())


def spelled(p: Any, op: x.Op) -> Node | None:
    """A use that is spelled for bigints, or converted; None where nothing is to be done."""
    own = (BIG.get(f"{op.id}!") if not op.errors else None) or BIG.get(op.id)
    if own is not None and not (op.id in _FLOATS_TOO and op.type != t.INT):
        return own(p, op)
    if op.id in _NATIVE:
        return None
    entry = table()[op.id]
    declared = [part.type for part in entry.parts]
    args = tuple(
        cast(x.Expr, AsNumber(arg)) if type_ == t.INT and not isinstance(arg, x.Lambda) else arg
        for arg, type_ in zip(op.args, declared, strict=False)
    )
    if entry.variadic or (args == op.args and entry.result != t.INT):
        return None
    made = p.spell(replace(op, args=(*args, *op.args[len(args) :])))
    return js.call("BigInt", made) if entry.result == t.INT else made
