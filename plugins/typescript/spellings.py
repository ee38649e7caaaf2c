"""How TypeScript writes the built-ins: a table by id, `id!` for uses that raise nothing.

What has no entry is replaced by its definition before it gets here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from vibee_plugins.typescript import literals
from vibee_plugins.typescript import values as v
from vibee_plugins.typescript.values import Out, out

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering.walk import everything
from vibee_compiler.targets.layout import Doc, concat, text
from vibee_compiler.targets.printer import ATOM

if TYPE_CHECKING:
    from vibee_plugins.typescript.printer import TypeScriptPrinter

Spell = Callable[["TypeScriptPrinter", x.Op], Out]


def infix(symbol: str, prec: int) -> Spell:
    """A binary operator."""
    return lambda p, op: p.operator(symbol, prec, op.args[0], op.args[1])


def support(name: str, *order: int) -> Spell:
    """A call of a part of the support module."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Out:
        picked = [op.args[i] for i in order] if order else list(op.args)
        return p.call(text(p.support(name)), [p.out(arg) for arg in picked])

    return spell


def function(name: str) -> Spell:
    """A call of a global function."""
    return lambda p, op: p.call(text(name), [p.out(arg) for arg in op.args])


def method(name: str, *more: str) -> Spell:
    """A call of a method of the first argument; `more` are further arguments as text."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Out:
        args = [*(p.out(arg) for arg in op.args[1:]), *map(out, more)]
        return p.chained(op.args[0], name, args)

    return spell


def member(name: str) -> Spell:
    """A property of the first argument."""
    return lambda p, op: out(concat(p.expr(op.args[0], ATOM), f".{name}"))


def checked(inner: Spell) -> Spell:
    """The result of a native operator, which must be a safe integer."""
    return lambda p, op: p.call(text(p.support("safeInt")), [inner(p, op)])


def whole(inner: Spell) -> Spell:
    """A native operator whose result might be a negative zero, which no Int is."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Out:
        made = inner(p, op)
        if all(p.natural(arg) for arg in op.args):
            return made
        return Out(concat(v.wrapped(made, v.ADD), " + 0"), v.ADD, "binary", "+")

    return spell


def same(p: TypeScriptPrinter, op: x.Op) -> Out:
    """A conversion that changes nothing."""
    return p.out(op.args[0])


def negated(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`0 - a`, which gives no negative zero."""
    return Out(concat("0 - ", p.expr(op.args[0], v.ADD + 1)), v.ADD, "binary", "-")


def minus(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`-a`."""
    made = p.out(op.args[0])
    prec = ATOM if made.prec <= v.UNARY else v.UNARY
    return out(concat("-", v.wrapped(made, prec)), v.UNARY)


def truncated(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`Math.trunc(a / b)`, exact for safe integers."""
    return p.call(text("Math.trunc"), [p.operator("/", v.MULTIPLY, *op.args)])


def floored(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`Math.floor(a / b)`."""
    return p.call(text("Math.floor"), [p.operator("/", v.MULTIPLY, *op.args)])


def equal(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`===` where that is the language's equality."""
    return p.equality(op.args[0], op.args[1], equal=True)


def unequal(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`!==`."""
    return p.equality(op.args[0], op.args[1], equal=False)


def ordered(symbol: str) -> Spell:
    """An order: natively for numbers, else by a comparison."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Out:
        a, b = op.args
        native = ("Int", "Float", "Timestamp", "Duration", "Bool")
        if isinstance(a.type, t.Prim) and a.type.name in native:
            return p.operator(symbol, v.RELATION, a, b)
        if p.world.is_enum(a.type):
            places = [
                p.call(text(f"{p.types.values(a.type)}.indexOf"), [p.out(arg)]).doc
                for arg in (a, b)
            ]
            return p.binary(symbol, v.RELATION, *places)
        order = p.call(text(p.types.comparator(a.type)), [p.out(a), p.out(b)])
        return p.binary(symbol, v.RELATION, order.doc, text("0"))

    return spell


def extreme(native: str, part: str) -> Spell:
    """`Math.min` and `Math.max` of integers; Floats take the first of equals."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Out:
        args = [p.out(arg) for arg in op.args]
        if op.type == t.INT:
            return p.call(text(native), args)
        made = args[0]
        for arg in args[1:]:
            made = p.call(text(p.support(part)), [made, arg])
        return made

    return spell


def joined(p: TypeScriptPrinter, op: x.Op) -> Out:
    """A template literal where some part is fixed, else `+`."""
    return p.text_of(op)


def text_of_enum(p: TypeScriptPrinter, op: x.Op) -> Out:
    """A value of an enum is its declared name."""
    return p.out(op.args[0])


def text_contains(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`s.includes(t)`."""
    return method("includes")(p, op)


def replaced(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`s.replaceAll(a, () => b)`, or with the text where it has no `$`."""
    whole_, part, by = op.args
    if isinstance(by, x.Literal) and "$" not in str(by.value):
        new = p.out(by)
    else:
        new = out(concat("() => ", p.expr(by, v.TERNARY)), v.ARROW, "arrow")
    return p.chained(whole_, "replaceAll", [p.out(part), new])


def matches(p: TypeScriptPrinter, op: x.Op) -> Out:
    """A constant pattern, as JavaScript says it."""
    from vibee_plugins.typescript.regexes import translated

    pattern = op.args[1]
    assert isinstance(pattern, x.Literal)
    made = translated(str(pattern.value))
    return p.call(text(f"{made}.test"), [p.out(op.args[0])])


def split(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`s.split(t)`; with an empty separator, code points."""
    by = op.args[1]
    if isinstance(by, x.Literal) and by.value:
        return method("split")(p, op)
    return support("splitText")(p, op)


def chars(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`Array.from(s)`, by code points."""
    return p.call(text("Array.from"), [p.out(op.args[0])])


def some(p: TypeScriptPrinter, op: x.Op) -> Out:
    """A present option."""
    if p.world.boxed(op.type):
        return out(concat("{ some: ", p.expr(op.args[0]), " }"), ATOM, "object")
    return p.out(op.args[0])


def none(p: TypeScriptPrinter, op: x.Op) -> Out:
    """An absent option."""
    return out("undefined")


def result(flag: str, name: str) -> Spell:
    """A result."""
    return lambda p, op: out(
        v.bracketed("{", [text(f"ok: {flag}"), concat(f"{name}: ", p.expr(op.args[0]))], "}", " "),
        ATOM,
        "object",
    )


def tuple_at(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`p[0]`."""
    return out(concat(p.expr(op.args[0], ATOM), f"[{op.extra}]"))


def or_value(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`o ?? v`."""
    docs = [p.expr(op.args[0], v.EQUALITY), p.expr(op.args[1], v.EQUALITY)]
    return p.binary("??", v.NULLISH, *docs)


def has_value(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`o !== undefined`."""
    return p.binary("!==", v.EQUALITY, p.expr(op.args[0], v.EQUALITY), text("undefined"))


def octets(p: TypeScriptPrinter, op: x.Op) -> Out:
    """The UTF-8 of a text."""
    return p.call(text("new TextEncoder().encode"), [p.out(op.args[0])])


def text_of_number(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`String(n)`."""
    value = op.args[0]
    if isinstance(value, x.Literal) and isinstance(value.value, int):
        return out(literals.quoted(str(value.value)))
    return p.call(text("String"), [p.out(value)])


def spans(symbol: str, part: str) -> Spell:
    """A sum or difference of nanoseconds, checked."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Out:
        return p.call(text(p.support(part)), [p.operator(symbol, v.ADD, *op.args)])

    return spell


def units(nanos: str) -> Spell:
    """The whole units of a duration, truncated."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Out:
        divided = p.binary("/", v.MULTIPLY, p.expr(op.args[0], v.MULTIPLY), text(nanos))
        return p.call(text("Number"), [divided])

    return spell


def time_of_seconds(p: TypeScriptPrinter, op: x.Op) -> Out:
    """The instant so many seconds after 1970 began."""
    seconds = p.call(text("BigInt"), [p.out(op.args[0])])
    nanos = p.binary("*", v.MULTIPLY, seconds.doc, text("1_000_000_000n"))
    return p.call(text(p.support("checkedTime")), [nanos])


def compare_of(p: TypeScriptPrinter, type_: t.Type) -> Doc:
    """The comparison of a key's or element's type."""
    assert isinstance(type_, t.MapT | t.SetT | t.ListT)
    return text(p.types.comparator(type_.key if isinstance(type_, t.MapT) else type_.elem))


def digits(part: str) -> Spell:
    """A clause of `format` with its precision."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Out:
        precision = op.extra if isinstance(op.extra, int) else 6
        return p.call(text(p.support(part)), [p.out(op.args[0]), out(str(precision))])

    return spell


SCALARS: dict[str, Spell] = {
    "bool.not": lambda p, op: p.negation(op.args[0]),
    "bool.and": infix("&&", v.AND),
    "bool.or": infix("||", v.OR),
    "bool.lt": infix("<", v.RELATION),
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
    "int.add!": infix("+", v.ADD),
    "int.add": checked(infix("+", v.ADD)),
    "int.sub!": infix("-", v.ADD),
    "int.sub": checked(infix("-", v.ADD)),
    "int.mul!": whole(infix("*", v.MULTIPLY)),
    "int.mul": checked(infix("*", v.MULTIPLY)),
    "int.neg": negated,
    "int.div!": whole(truncated),
    "int.div": support("quotient"),
    "int.rem!": whole(infix("%", v.MULTIPLY)),
    "int.rem": support("remainder"),
    "int.fromInt": same,
    "bool.fromBool": same,
    "math.floorDiv!": whole(floored),
    "math.floorDiv": support("floorQuotient"),
    "math.floorMod": support("floorRemainder"),
    "math.pow": support("power"),
    "math.abs.int": function("Math.abs"),
    "math.sign.int": function("Math.sign"),
    "math.greatest": extreme("Math.max", "greatest"),
    "math.least": extreme("Math.min", "least"),
    "math.bitAnd": lambda p, op: p.bits("&", op),
    "math.bitOr": lambda p, op: p.bits("|", op),
    "math.bitShiftLeft": support("shiftLeft"),
    "math.bitShiftRight": support("shiftRight"),
    "math.bitXor": lambda p, op: p.bits("^", op),
    "float.add": infix("+", v.ADD),
    "float.sub": infix("-", v.ADD),
    "float.mul": infix("*", v.MULTIPLY),
    "float.div": infix("/", v.MULTIPLY),
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
    "int.fromFloat!": whole(function("Math.trunc")),
    "int.fromFloat": support("truncated"),
    "int.fromString": support("readInt"),
    "string.fromInt": text_of_number,
    "string.fromFloat": support("floatText"),
    "string.fromString": same,
    "string.fromBool": function("String"),
    "string.fromEnum": text_of_enum,
    "string.concat": joined,
    "string.size": support("size"),
    "string.substring2": support("substring"),
    "string.take": support("takeChars"),
    "string.drop": support("dropChars"),
    "string.startsWith": method("startsWith"),
    "string.endsWith": method("endsWith"),
    "string.contains": text_contains,
    "string.indexOf": support("indexOf"),
    "string.lowerAscii": support("lowerAscii"),
    "string.upperAscii": support("upperAscii"),
    "string.repeat!": method("repeat"),
    "string.repeat": support("repeated"),
    "string.split": split,
    "string.chars": chars,
    "string.codePoint": support("codePoint"),
    "strings.fromCodePoint": support("fromCodePoint"),
    "string.matches": matches,
    "bytes.fromString": octets,
    "bytes.size": member("length"),
    "bytes.concat": lambda p, op: p.call(
        text("Uint8Array.of"), [out(concat("...", p.expr(a, ATOM))) for a in op.args]
    ),
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
    return _plain_option(op) and not any(
        getattr(node, "errors", None) or isinstance(node, x.Call | x.CallVar | x.Fail)
        for node in everything(op.args[1])
    )


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
