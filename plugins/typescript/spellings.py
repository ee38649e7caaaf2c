"""How TypeScript writes the built-ins: a table by id, `id!` for uses that raise nothing.

What has no entry is replaced by its definition before it gets here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from vibee_plugins.typescript import literals
from vibee_plugins.typescript import syntax as js
from vibee_plugins.typescript import values as v
from vibee_plugins.typescript.syntax import Node
from vibee_plugins.typescript.widening import otherwise

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering.walk import everything

if TYPE_CHECKING:
    from vibee_plugins.typescript.printer import TypeScriptPrinter

Spell = Callable[["TypeScriptPrinter", x.Op], Node]


def infix(symbol: str) -> Spell:
    """A binary operator."""
    return lambda p, op: js.Binary(symbol, p.node(op.args[0]), p.node(op.args[1]))


def arithmetic(symbol: str) -> Spell:
    """A native operator of integers."""
    return lambda p, op: js.Binary(symbol, *operands(p, op))


def operands(p: TypeScriptPrinter, op: x.Op) -> tuple[Node, Node]:
    """Two integers, of which a sum or difference must not become a negative zero."""
    a, b = op.args
    left, right = _operand(p, op, a, b), _operand(p, op, b, a)
    return left, right


def _operand(p: TypeScriptPrinter, op: x.Op, node: Any, other: Any) -> Node:
    merges = isinstance(node, x.Op) and node.errors and f"{node.id}!" in SCALARS
    if merges and node.id in ("int.add", "int.mul") and not may_raise(other):
        if not v.needs_check(op, p.facts, p.world):
            return SCALARS[f"{node.id}!"](p, node)
    return p.raw(node)


def may_raise(node: Any) -> bool:
    """Whether the evaluation of an expression may raise anything."""
    return any(
        getattr(part, "errors", None) or isinstance(part, x.Call | x.CallVar | x.Fail)
        for part in everything(node)
    )


def support(name: str, *order: int) -> Spell:
    """A call of a part of the support module."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Node:
        picked = [op.args[i] for i in order] if order else list(op.args)
        return p.part(name, *map(p.argument, picked))

    return spell


def function(name: str) -> Spell:
    """A call of a global function."""
    return lambda p, op: js.call(_global(name), *p.all(op.args))


def _global(name: str) -> Node:
    owner, dot, own = name.partition(".")
    return js.Member(js.Name(owner), own) if dot else js.Name(name)


def method(name: str) -> Spell:
    """A call of a method of the first argument."""
    return lambda p, op: p.method(op.args[0], name, *p.all(op.args[1:]))


def member(name: str) -> Spell:
    """A property of the first argument."""
    return lambda p, op: js.Member(p.base(op.args[0]), name)


def checked(inner: Spell) -> Spell:
    """The result of a native operator, which must be a safe integer."""
    return lambda p, op: p.part("safeInt", inner(p, op))


def same(p: TypeScriptPrinter, op: x.Op) -> Node:
    """A conversion that changes nothing."""
    return p.node(op.args[0])


def minus(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`-a`."""
    return js.Unary("-", p.raw(op.args[0]))


def divided(round_: str) -> Spell:
    """`Math.trunc(a / b)`, exact for safe integers."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Node:
        quotient = js.Binary("/", p.raw(op.args[0]), p.raw(op.args[1]))
        return js.method(js.Name("Math"), round_, quotient)

    return spell


def equal(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`===` where that is the language's equality."""
    return p.equality(op.args[0], op.args[1], equal=True)


def unequal(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`!==`."""
    return p.equality(op.args[0], op.args[1], equal=False)


def ordered(symbol: str) -> Spell:
    """An order: natively for numbers, else by a comparison."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Node:
        a, b = op.args
        type_: Any = a.type
        native = ("Int", "Float", "Timestamp", "Duration", "Bool")
        if isinstance(a.type, t.Prim) and a.type.name in native:
            return js.Binary(symbol, p.raw(a), p.raw(b))
        if _is_low(a) or _is_low(b):
            return js.Binary(symbol, p.node(a), p.node(b))
        if p.world.is_enum(a.type):
            order = js.Name(p.types.values(type_))
            left, right = (js.method(order, "indexOf", p.node(arg)) for arg in (a, b))
            return js.Binary(symbol, left, right)
        compared = js.call(p.types.comparator(a.type), p.node(a), p.node(b))
        return js.Binary(symbol, compared, js.ZERO)

    return spell


def _is_low(node: Any) -> bool:
    """Whether code units and code points order a text alike against this one: no surrogates."""
    text = node.value if isinstance(node, x.Literal) else None
    return isinstance(text, str) and all(char < "\ud800" for char in text)


def extreme(native: str, part: str) -> Spell:
    """`Math.min` and `Math.max` of integers; Floats take the first of equals."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Node:
        args = p.all(op.args)
        if op.type == t.INT:
            return js.method(js.Name("Math"), native, *args)
        made = args[0]
        for arg in args[1:]:
            made = p.part(part, made, arg)
        return made

    return spell


def joined(p: TypeScriptPrinter, op: x.Op) -> Node:
    """A template literal where some part is fixed, else `+`."""
    return p.text_of(op)


def replaced(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`s.replaceAll(a, () => b)`, or with the text where it has no `$`."""
    whole, part, by = op.args
    new = p.node(by)
    if not isinstance(by, x.Literal) or "$" in str(by.value):
        new = js.Arrow("", new)
    return p.method(whole, "replaceAll", p.node(part), new)


def matches(p: TypeScriptPrinter, op: x.Op) -> Node:
    """A constant pattern, as JavaScript says it."""
    from vibee_plugins.typescript.regexes import translated

    pattern = op.args[1]
    assert isinstance(pattern, x.Literal)
    if re.fullmatch(r"[\w @#%&=~:;,<>!'\"/]+", str(pattern.value)):
        return p.method(op.args[0], "includes", literals.string(str(pattern.value)))
    made = js.Lit(translated(str(pattern.value)), "regex")
    if re.search(r"\\x[01]", made.text):
        p.world.control_characters = True
    return js.method(made, "test", p.node(op.args[0]))


def split(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`s.split(t)`; with an empty separator, code points."""
    by = op.args[1]
    if isinstance(by, x.Literal) and by.value:
        return method("split")(p, op)
    return support("splitText")(p, op)


def some(p: TypeScriptPrinter, op: x.Op) -> Node:
    """A present option."""
    made = p.kept(op.args[0])
    return js.Object((("some", made),)) if p.world.boxed(op.type) else made


def none(p: TypeScriptPrinter, op: x.Op) -> Node:
    """An absent option."""
    return js.UNDEFINED


def result(flag: str, name: str) -> Spell:
    """A result."""
    return lambda p, op: js.Object((("ok", js.Name(flag)), (name, p.node(op.args[0]))))


def tuple_at(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`p[0]`."""
    whole, place = op.args[0], int(op.extra or 0)
    if isinstance(whole, x.TupleLit) and not may_raise(whole):
        return p.node(whole.items[place])
    return js.Index(p.base(whole), js.number(place))


def or_value(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`o ?? v`."""
    return otherwise(p.node(op.args[0]), p.node(op.args[1]))


def has_value(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`o !== undefined`."""
    return js.Binary("!==", p.optional(op.args[0]), js.UNDEFINED)


def octets(p: TypeScriptPrinter, op: x.Op) -> Node:
    """The UTF-8 of a text."""
    return js.method(js.make("TextEncoder"), "encode", p.node(op.args[0]))


def all_octets(p: TypeScriptPrinter, op: x.Op) -> Node:
    """Bytes, one behind the other."""
    parts = [js.spread(p.node(arg)) for arg in op.args]
    return js.method(js.Name("Uint8Array"), "of", *parts)


def text_of_number(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`String(n)`."""
    value = op.args[0]
    if isinstance(value, x.Literal) and isinstance(value.value, int):
        return literals.string(str(value.value))
    return js.call("String", p.raw(value))


def spans(symbol: str, part: str) -> Spell:
    """A sum or difference of nanoseconds, checked."""
    return lambda p, op: p.part(part, infix(symbol)(p, op))


def units(nanos: str) -> Spell:
    """The whole units of a duration, truncated."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Node:
        divided_ = js.Binary("/", p.node(op.args[0]), js.Lit(nanos, "bigint"))
        return js.call("Number", divided_)

    return spell


def time_of_seconds(p: TypeScriptPrinter, op: x.Op) -> Node:
    """The instant so many seconds after 1970 began."""
    seconds = js.call("BigInt", p.node(op.args[0]))
    return p.part("checkedTime", js.Binary("*", seconds, js.Lit("1_000_000_000n", "bigint")))


def compare_of(p: TypeScriptPrinter, type_: t.Type) -> Node:
    """The comparison of a key's or element's type."""
    assert isinstance(type_, t.MapT | t.SetT | t.ListT)
    return p.types.comparator(type_.key if isinstance(type_, t.MapT) else type_.elem)


def bits(symbol: str) -> Spell:
    """An operation on bits."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Node:
        made = p.node(op.args[0])
        for arg in op.args[1:]:
            made = p.part("bits", made, literals.string(symbol), p.node(arg))
        return made

    return spell


def digits(part: str) -> Spell:
    """A clause of `format` with its precision."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Node:
        precision = op.extra if isinstance(op.extra, int) else 6
        return p.part(part, p.node(op.args[0]), js.number(precision))

    return spell


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
