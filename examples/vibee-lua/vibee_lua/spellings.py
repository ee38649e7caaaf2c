"""How Lua writes the built-ins: a table by id, `id!` for uses that raise nothing.

What has no entry is replaced by its definition before it gets here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering.walk import everything
from vibee_compiler.targets.layout import concat, text
from vibee_compiler.targets.printer import Function, Infix, Pattern, Printed, Spell

if TYPE_CHECKING:
    from vibee_lua.printer import LuaPrinter

OR, AND, COMPARE, BOR, BXOR, BAND, SHIFT, CONCAT, ADD, MUL, UNARY = range(10, 120, 10)
LITERAL = 900
"""What needs no parentheses as an operand, but as the head of a call or an index."""


def support(part: str) -> Function:
    """A call of a part of the support module."""
    return Function(f"support.{part}", part)


def same(p: LuaPrinter, op: x.Op) -> Printed:
    """A conversion that changes nothing."""
    return p.printed(op.args[0])


def negated(p: LuaPrinter, op: x.Op) -> Printed:
    """`-a`; two signs in a row would begin a comment."""
    return Printed(concat("-", p.expr(op.args[0], LITERAL)), UNARY)


def divided(native: str, part: str) -> Spell:
    """Lua's operators round down; they are right where nothing is negative."""

    def spell(p: LuaPrinter, op: x.Op) -> Printed:
        if all(map(natural, op.args)):
            return p.infix(native, MUL, *op.args)
        return support(part)(p, op)

    return spell


def natural(node: Any) -> bool:
    """Whether an Int is known not to be negative."""
    match node:
        case x.Literal(value):
            return isinstance(value, int) and value >= 0
        case x.Op(name, args):
            if name.endswith(".size"):
                return True
            if name in ("int.add", "int.mul", "int.div", "int.rem", "math.least"):
                return all(map(natural, args))
            return name == "math.abs.int"
    return False


def equal(p: LuaPrinter, op: x.Op) -> Printed:
    """`==` where that is the language's equality, else a comparison of all parts."""
    return p.equality(op.args[0], op.args[1], equal=True)


def unequal(p: LuaPrinter, op: x.Op) -> Printed:
    """`~=`."""
    return p.equality(op.args[0], op.args[1], equal=False)


def ordered(symbol: str) -> Spell:
    """An order of scalars."""
    return lambda p, op: p.comparison(symbol, op.args[0], op.args[1])


def extreme(native: str, part: str) -> Spell:
    """`math.min` and `math.max` of integers; Floats take the first of equals."""

    def spell(p: LuaPrinter, op: x.Op) -> Printed:
        docs = [p.expr(arg) for arg in op.args]
        if len(docs) == 1:
            return p.printed(op.args[0])
        if op.type == t.INT:
            return p.call(text(native), docs)
        p.need(part)
        made = docs[0]
        for doc in docs[1:]:
            made = p.call(text(f"support.{part}"), [made, doc]).doc
        return Printed(made)

    return spell


def at_known(p: LuaPrinter, op: x.Op) -> Printed:
    """`xs[i + 1]`."""
    return Printed(concat(p.expr(op.args[0], 1000), "[", p.place(op.args[1]), "]"))


def last_known(p: LuaPrinter, op: x.Op) -> Printed:
    """`xs[#xs]`; what is more than a name is evaluated once."""
    if isinstance(op.args[0], x.Local):
        items = p.expr(op.args[0], 1000)
        return Printed(concat(items, "[#", items, "]"))
    return support("last")(p, op)


def tuple_at(p: LuaPrinter, op: x.Op) -> Printed:
    """`pair[1]`."""
    assert isinstance(op.extra, int)
    return Printed(concat(p.expr(op.args[0], 1000), f"[{op.extra + 1}]"))


def map_get(p: LuaPrinter, op: x.Op) -> Printed:
    """An entry as an option."""
    return support("lookup_boxed" if p.world.boxed(op.type) else "lookup")(p, op)


def some(p: LuaPrinter, op: x.Op) -> Printed:
    """A present option."""
    if p.world.boxed(op.type):
        return Printed(concat("{ some = ", p.expr(op.args[0]), " }"), LITERAL)
    return p.printed(op.args[0])


def none(p: LuaPrinter, _op: x.Op) -> Printed:
    """An absent option."""
    p.need("none")
    return Printed(text("support.none"))


def result(flag: str, name: str) -> Spell:
    """A result."""
    return lambda p, op: Printed(
        concat(f"{{ ok = {flag}, {name} = ", p.expr(op.args[0]), " }"), LITERAL
    )


def has_value(p: LuaPrinter, op: x.Op) -> Printed:
    """`o ~= support.none`."""
    return p.presence(op.args[0], present=True)


def digits(part: str) -> Spell:
    """A clause of `format` with its precision."""

    def spell(p: LuaPrinter, op: x.Op) -> Printed:
        p.need(part)
        precision = op.extra if isinstance(op.extra, int) else 6
        return p.call(text(f"support.{part}"), [p.expr(op.args[0]), text(str(precision))])

    return spell


def matches(p: LuaPrinter, op: x.Op) -> Printed:
    """A constant pattern, compiled to a table of the module."""
    pattern = op.args[1]
    assert isinstance(pattern, x.Literal)
    return p.call(
        text("support.matches"), [p.expr(op.args[0]), text(p.pattern(str(pattern.value)))]
    )


def by_key(part: str) -> Spell:
    """A macro over the keys of items, which a function gives."""

    def spell(p: LuaPrinter, op: x.Op) -> Printed:
        items, key = op.args
        assert isinstance(key, x.Lambda)
        p.need(part)
        return p.call(text(f"support.{part}"), [p.expr(items), p.function(key)])

    return spell


SCALARS: dict[str, Spell] = {
    "bool.not": lambda p, op: p.negation(op.args[0]),
    "bool.and": Infix("and", AND),
    "bool.or": Infix("or", OR),
    **{
        f"{n}.eq": equal
        for n in (
            "bool int float string enum record list map set option result tuple variant bytes "
            "duration timestamp carried"
        ).split()
    },
    "ne": unequal,
    "le": ordered("<="),
    "gt": ordered(">"),
    "ge": ordered(">="),
    **{f"{n}.lt": ordered("<") for n in "int float string enum bytes duration timestamp".split()},
    "int.add!": Infix("+", ADD),
    "int.add": support("add"),
    "int.sub!": Infix("-", ADD),
    "int.sub": support("sub"),
    "int.mul!": Infix("*", MUL),
    "int.mul": support("mul"),
    "int.neg!": negated,
    "int.neg": support("neg"),
    "int.div!": divided("//", "quotient"),
    "int.div": support("quotient"),
    "int.rem!": divided("%", "remainder"),
    "int.rem": support("remainder"),
    "math.floorDiv!": Infix("//", MUL),
    "math.floorMod!": Infix("%", MUL),
    "math.floorDiv": support("floor_quotient"),
    "math.floorMod": support("floor_remainder"),
    "math.pow": support("power"),
    "math.abs.int!": Function("math.abs"),
    "math.greatest": extreme("math.max", "greatest"),
    "math.least": extreme("math.min", "least"),
    "math.bitAnd": Infix("&", BAND),
    "math.bitOr": Infix("|", BOR),
    "math.bitXor": Infix("~", BXOR),
    "math.bitNot": Pattern(f"~{{0:{LITERAL}}}", UNARY),
    "math.bitShiftLeft": support("shift_left"),
    "math.bitShiftRight": support("shift_right"),
    "int.fromInt": same,
    "bool.fromBool": same,
    "float.add": Infix("+", ADD),
    "float.sub": Infix("-", ADD),
    "float.mul": Infix("*", MUL),
    "float.div": Infix("/", MUL),
    "float.neg": negated,
    "math.abs.float": Function("math.abs"),
    "math.floor": support("floor"),
    "math.ceil": support("ceil"),
    "math.trunc": support("trunc"),
    "math.sqrt.float": Function("math.sqrt"),
    "math.isNaN": support("is_nan"),
    "double.fromInt": Pattern(f"{{0:{ADD}}} + 0.0", ADD),
    "double.fromFloat": same,
    "double.fromString": support("read_float"),
    "int.fromFloat": support("truncated"),
    "int.fromString": support("read_int"),
    "string.fromInt": Function("tostring"),
    "string.fromFloat": support("float_text"),
    "string.fromBool": Function("tostring"),
    "string.fromEnum": Function("tostring"),
    "string.fromString": same,
    "string.concat": Infix("..", CONCAT),
    "string.size": Function("utf8.len"),
    "string.substring2": support("substring"),
    "string.take": support("take_chars"),
    "string.drop": support("drop_chars"),
    "string.startsWith": support("starts_with"),
    "string.endsWith": support("ends_with"),
    "string.contains": support("has_text"),
    "string.indexOf": support("index_of_text"),
    "string.lowerAscii": support("lower"),
    "string.upperAscii": support("upper"),
    "string.repeat!": Function("string.rep"),
    "string.repeat": support("repeated"),
    "string.chars": support("chars"),
    "string.codePoint": support("code_point"),
    "strings.fromCodePoint": support("from_code_point"),
    "string.split": support("split"),
    "string.replace": support("replace"),
    "string.matches": matches,
    "bytes.fromString": same,
    "bytes.fromBytes": same,
    "bytes.concat": Infix("..", CONCAT),
    "bytes.size": Pattern(f"#{{0:{LITERAL}}}", UNARY),
    "string.fromBytes": support("text_of_bytes"),
    "format.d": Function("tostring"),
    "format.f": digits("fixed"),
    "format.e": digits("scientific"),
    "format.x.bytes": support("hexadecimal"),
}
"""Numbers and texts."""

CONTAINERS: dict[str, Spell] = {
    "list.size": Pattern(f"#{{0:{LITERAL}}}", UNARY),
    "list.at": support("at"),
    "list.at!": at_known,
    "list.get": support("get"),
    "list.first!": Pattern("{0:1000}[1]"),
    "list.first": support("first"),
    "list.last!": last_known,
    "list.last": support("last"),
    "list.concat": support("concat"),
    "list.in": support("contains"),
    "list.indexOf": support("index_of"),
    "list.take": support("take"),
    "list.drop": support("drop"),
    "list.slice": support("slice"),
    "list.reverse": support("reverse"),
    "list.sort": support("sort"),
    "list.sortBy": by_key("sort_by"),
    "list.groupBy": by_key("group_by"),
    "list.distinct": support("distinct"),
    "list.zip": support("zip"),
    "list.indexed": support("indexed"),
    "list.join": Function("table.concat"),
    "list.joinWith": Function("table.concat"),
    "list.toSet": support("set_of"),
    "lists.range": support("range"),
    "lists.range2": support("range_from"),
    "map.size": Pattern("{0:1000}.count"),
    "map.in": support("has_key"),
    "map.get": map_get,
    "map.at": support("value_at"),
    "map.at!": Pattern("{0:1000}.items[{1}]"),
    "map.put": support("with_entry"),
    "map.remove": support("without"),
    "map.entries": support("entries"),
    "map.keys": support("sorted_keys"),
    "map.values": support("values"),
    "set.size": Pattern("{0:1000}.count"),
    "set.in": support("has_key"),
    "set.put": support("with_item"),
    "set.remove": support("without"),
    "set.toList": support("sorted_keys"),
    "optional.of": some,
    "optional.none": none,
    "option.hasValue": has_value,
    "option.orValue": support("value_or"),
    "option.value": support("value"),
    "result.ok": result("true", "value"),
    "result.err": result("false", "error"),
    "tuple.at": tuple_at,
}
"""Lists, maps, sets, options, results, tuples."""

TIMES: dict[str, Spell] = {
    "duration.fromDuration": same,
    "duration.fromString": support("read_span"),
    "string.fromDuration": support("span_text"),
    "duration.add": support("add"),
    "duration.sub": support("sub"),
    "duration.getHours": Pattern("support.quotient({0}, 3600000000000)", support="quotient"),
    "duration.getMinutes": Pattern("support.quotient({0}, 60000000000)", support="quotient"),
    "duration.getSeconds": Pattern("support.quotient({0}, 1000000000)", support="quotient"),
    "duration.addTimestamp": support("span_later"),
    "timestamp.fromTimestamp": same,
    "timestamp.fromString": support("read_time"),
    "string.fromTimestamp": support("time_text"),
    "timestamp.fromInt": support("time_of"),
    "int.fromTimestamp": Pattern("{0:1000}.seconds"),
    "timestamp.add": support("later"),
    "timestamp.sub": support("between"),
    "timestamp.subDuration": support("earlier"),
    "timestamp.inZone": support("in_zone"),
    **{
        f"timestamp.get{name}": Pattern(f"support.civil({{0}}).{field}", support="civil")
        for name, field in (
            ("FullYear", "year"),
            ("Month", "month"),
            ("Date", "day"),
            ("DayOfWeek", "weekday"),
            ("DayOfYear", "year_day"),
            ("Hours", "hour"),
            ("Minutes", "minute"),
            ("Seconds", "second"),
        )
    },
    "timestamp.getDayOfMonth": Pattern("support.civil({0}).day - 1", ADD, "civil"),
    "timestamp.getMilliseconds": Pattern("{0:1000}.nanos // 1000000", MUL),
    "duration.getMilliseconds": Pattern(
        "support.quotient(math.fmod({0}, 1000000000), 1000000)", support="quotient"
    ),
}
"""Durations and timestamps."""

TABLE: dict[str, Spell] = {**SCALARS, **CONTAINERS, **TIMES}

KEPT_MACROS = frozenset({"list.sortBy", "list.groupBy"})
"""Macros that stay: as loops over their definitions they would take quadratic time."""

_NATIVE_ORDER = ("Int", "Float", "String", "Bytes", "Duration", "Timestamp")


def _has_order(op: x.Op) -> bool:
    """Whether Lua's `<=` and `>` are right: not for Bool, lists, tuples."""
    type_ = op.args[0].type
    return isinstance(type_, t.Named) or (isinstance(type_, t.Prim) and type_.name in _NATIVE_ORDER)


def _plain_option(op: x.Op) -> bool:
    option = op.args[0].type
    return isinstance(option, t.OptionT) and not isinstance(option.elem, t.OptionT)


def _plain_result(op: x.Op) -> bool:
    return isinstance(op.type, t.OptionT) and not isinstance(op.type.elem, t.OptionT)


def _or_value(op: x.Op) -> bool:
    """The other value is evaluated in either case, so it must not raise."""
    return _plain_option(op) and not any(
        getattr(node, "errors", None) or isinstance(node, x.Call | x.CallVar | x.Fail)
        for node in everything(op.args[1])
    )


CONDITIONS: dict[str, Callable[[x.Op], bool]] = {
    **dict.fromkeys(("le", "gt", "ge"), _has_order),
    **dict.fromkeys(("option.value", "option.hasValue"), _plain_option),
    "option.orValue": _or_value,
    "list.get": _plain_result,
    "string.matches": lambda op: isinstance(op.args[1], x.Literal),
}
"""Uses that are spelled under a condition only."""


def spells(op: Any) -> bool:
    """Whether a use of a built-in has a spelling."""
    condition = CONDITIONS.get(op.id)
    if condition is not None and not condition(op):
        return False
    return op.id in TABLE or (not op.errors and f"{op.id}!" in TABLE)
