"""How TypeScript writes the built-ins: a table by id, `id!` for uses that raise nothing.

What has no entry is replaced by its definition before it gets here.
"""

from __future__ import annotations

from collections.abc import Callable

from vibee_plugins.typescript.spell_forms import (
    Spell,
    all_octets,
    arithmetic,
    bits,
    checked,
    digits,
    divided,
    equal,
    extreme,
    function,
    has_value,
    infix,
    joined,
    matches,
    may_raise,
    member,
    method,
    minus,
    none,
    octets,
    or_value,
    ordered,
    result,
    same,
    some,
    spans,
    split,
    support,
    text_of_number,
    time_of_seconds,
    tuple_at,
    unequal,
    units,
)

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t

SCALARS: dict[str, Spell] = {
    "bool.not": lambda p, op: p.negation(op.args[0]),
    "bool.and": infix("&&"),
    "bool.or": infix("||"),
    "bool.lt": infix("<"),
    **{
        f"{n}.eq": equal
        for n in (
            "bool",
            "int",
            "float",
            "string",
            "enum",
            "record",
            "list",
            "map",
            "set",
            "option",
            "result",
            "tuple",
            "variant",
            "bytes",
            "duration",
            "timestamp",
            "carried",
        )
    },
    "ne": unequal,
    "le": ordered("<="),
    "gt": ordered(">"),
    "ge": ordered(">="),
    **{
        f"{n}.lt": ordered("<")
        for n in (
            "int",
            "float",
            "string",
            "enum",
            "list",
            "tuple",
            "bytes",
            "duration",
            "timestamp",
        )
    },
    "int.add!": arithmetic("+"),
    "int.add": checked(arithmetic("+")),
    "int.sub!": arithmetic("-"),
    "int.sub": checked(arithmetic("-")),
    "int.mul!": arithmetic("*"),
    "int.mul": checked(arithmetic("*")),
    "int.neg": minus,
    "int.div!": divided("trunc"),
    "int.div": support("quotient"),
    "int.rem!": arithmetic("%"),
    "int.rem": support("remainder"),
    "int.fromInt": same,
    "bool.fromBool": same,
    "math.floorDiv!": divided("floor"),
    "math.floorDiv": support("floorQuotient"),
    "math.floorMod": support("floorRemainder"),
    "math.pow": support("power"),
    "math.abs.int": function("Math.abs"),
    "math.sign.int": function("Math.sign"),
    "math.greatest": extreme("max", "greatest"),
    "math.least": extreme("min", "least"),
    "math.bitAnd": bits("&"),
    "math.bitOr": bits("|"),
    "math.bitShiftLeft": support("shiftLeft"),
    "math.bitShiftRight": support("shiftRight"),
    "math.bitXor": bits("^"),
    "float.add": infix("+"),
    "float.sub": infix("-"),
    "float.mul": infix("*"),
    "float.div": infix("/"),
    "float.neg": minus,
    "math.abs.float": function("Math.abs"),
    "math.floor": function("Math.floor"),
    "math.ceil": function("Math.ceil"),
    "math.trunc": function("Math.trunc"),
    "math.sqrt.float": function("Math.sqrt"),
    "math.isNaN": function("Number.isNaN"),
    "math.isFinite": function("Number.isFinite"),
    "double.fromInt": same,
    "double.fromFloat": same,
    "double.fromString": support("readFloat"),
    "int.fromFloat!": function("Math.trunc"),
    "int.fromFloat": support("truncated"),
    "int.fromString": support("readInt"),
    "string.fromInt": text_of_number,
    "string.fromFloat": support("floatText"),
    "string.fromString": same,
    "string.fromBool": function("String"),
    "string.fromEnum": same,
    "string.concat": joined,
    "string.size": support("size"),
    "string.charAt": support("charAt"),
    "string.substring2": support("substring"),
    "string.take": support("takeChars"),
    "string.drop": support("dropChars"),
    "string.startsWith": method("startsWith"),
    "string.endsWith": method("endsWith"),
    "string.contains": method("includes"),
    "string.indexOf": support("indexOf"),
    "string.lowerAscii": support("lowerAscii"),
    "string.upperAscii": support("upperAscii"),
    "string.repeat!": method("repeat"),
    "string.repeat": support("repeated"),
    "string.split": split,
    "string.chars": function("Array.from"),
    "string.codePoint": support("codePoint"),
    "strings.fromCodePoint": support("fromCodePoint"),
    "string.matches": matches,
    "bytes.fromString": octets,
    "bytes.size": member("length"),
    "bytes.concat": all_octets,
    "duration.fromString": support("readSpan"),
    "duration.add": spans("+", "checkedSpan"),
    "duration.sub": spans("-", "checkedSpan"),
    "duration.getHours": units("3_600_000_000_000n"),
    "duration.getMinutes": units("60_000_000_000n"),
    "duration.getSeconds": units("1_000_000_000n"),
    "string.fromDuration": support("spanText"),
    "timestamp.fromString": support("readTime"),
    "timestamp.fromInt": time_of_seconds,
    "timestamp.add": spans("+", "checkedTime"),
    "timestamp.subDuration": spans("-", "checkedTime"),
    "timestamp.sub": spans("-", "checkedSpan"),
    "duration.addTimestamp": spans("+", "checkedTime"),
    "timestamp.inZone": support("inZone"),
    "string.fromTimestamp": support("timeText"),
    "int.fromTimestamp": support("secondsOf"),
    "optional.of": some,
    "optional.none": none,
    "option.hasValue": has_value,
    "option.orValue": or_value,
    "option.value": support("value"),
    "result.ok": result("true", "value"),
    "result.err": result("false", "error"),
    "tuple.at": tuple_at,
    "string.fromBytes": support("textOfBytes"),
    "format.f": digits("fixed"),
    "format.e": digits("exponential"),
    "format.x.bytes": support("hexadecimal"),
}
"""Scalars, texts, options; `collections` has the rest."""


KEPT_MACROS = frozenset(
    """list.map list.filter list.map3 list.flatMap list.all list.exists list.count list.existsOne
    list.find list.sortBy list.minBy list.maxBy list.groupBy""".split()
)
"""Macros that become methods of arrays."""


def _float_inside(type_: t.Type) -> bool:
    return type_ == t.FLOAT or any(_float_inside(child) for child in t.children(type_))


def _orders(op: x.Op) -> bool:
    return op.args[0].type == t.FLOAT or not _float_inside(op.args[0].type)


def _key_is_exact(op: x.Op) -> bool:
    lam = op.args[1]
    return isinstance(lam, x.Lambda) and not _float_inside(lam.body.type)


def _plain_option(op: x.Op) -> bool:
    elem = op.args[0].type
    return (
        isinstance(elem, t.OptionT)
        and not isinstance(elem.elem, t.OptionT)
        and (elem.elem != t.ANY)
    )


def _or_value(op: x.Op) -> bool:
    """The other value is evaluated in either case, so it must not raise."""
    return _plain_option(op) and not may_raise(op.args[1])


def _plain_find(op: x.Op) -> bool:
    return isinstance(op.type, t.OptionT) and not isinstance(op.type.elem, t.OptionT)


CONDITIONS: dict[str, Callable[[x.Op], bool]] = {
    **dict.fromkeys(("le", "gt", "ge", "list.lt", "tuple.lt"), _orders),
    **dict.fromkeys(("list.minBy", "list.maxBy"), _key_is_exact),
    **dict.fromkeys(("option.value", "option.hasValue"), _plain_option),
    "option.orValue": _or_value,
    **dict.fromkeys(("list.find", "list.get"), _plain_find),
    "list.min": lambda op: op.type == t.FLOAT or not _float_inside(op.type),
    "list.max": lambda op: op.type == t.FLOAT or not _float_inside(op.type),
    "string.matches": lambda op: isinstance(op.args[1], x.Literal),
}
"""Uses that are spelled under a condition only."""


def spells(op: x.Op) -> bool:
    """Whether a use of a built-in has a spelling."""
    from vibee_plugins.typescript.collections_ import TABLE

    condition = CONDITIONS.get(op.id)
    if condition is not None and not condition(op):
        return False
    return op.id in TABLE or (not op.errors and f"{op.id}!" in TABLE)
