"""How built-ins are written: data.

A spelling is a call, its callee and arguments separated by `|`, or an expression, which may break
where the spelling does. `!` in front stands for `try`. `{0}` is an argument (`{0:80}` at that
precedence), `{T}` the type of the use, `{T0}` that of an argument, `{E0}` the type of its
elements, `{K0}` and `{V0}` those of its keys and values, `{x}` the use's extra datum, `{arena}`
the allocator (the function then needs one), and a name behind `support.` a part of the support
module. `id!` is for uses that raise nothing.
"""

from __future__ import annotations

from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering.walk import everything
from vibee_compiler.records import dataclass
from vibee_compiler.targets.printer import ATOM

OR, AND, COMPARE, BITS, ORELSE, SHIFT, ADD, MUL, PREFIX = 20, 30, 40, 45, 45, 50, 60, 70, 90


@dataclass(frozen=True, slots=True)
class Form:
    """A spelling and how tightly it binds; `left` says that argument 0 needs a type of its own."""

    text: str
    prec: int = ATOM
    left: bool = False


def _infix(symbol: str, prec: int, *, left: bool = False) -> Form:
    return Form(f"{{0:{prec}}} {symbol}\n{{1:{prec + 1}}}", prec, left)


def _compare(symbol: str) -> Form:
    return Form(f"{{0:{COMPARE + 1}}} {symbol}\n{{1:{COMPARE + 1}}}", COMPARE, True)


def _field(suffix: str) -> Form:
    return Form(f"{{0:{ATOM}}}{suffix}", ATOM, True)


NUMBERS: dict[str, Form] = {
    "bool.not": Form(f"!{{0:{PREFIX}}}", PREFIX),
    "bool.and": _infix("and", AND),
    "bool.or": _infix("or", OR),
    "bool.eq": _compare("=="),
    "int.add": Form("!math.add|i64|{0}|{1}"),
    "int.add!": _infix("+", ADD),
    "int.sub": Form("!math.sub|i64|{0}|{1}"),
    "int.sub!": _infix("-", ADD),
    "int.mul": Form("!math.mul|i64|{0}|{1}"),
    "int.mul!": _infix("*", MUL),
    "int.div": Form("!math.divTrunc|i64|{0}|{1}"),
    "int.div!": Form("@divTrunc|{0}|{1}"),
    "int.rem": Form("!support.rem|{0}|{1}"),
    "int.rem!": Form("@rem|{0}|{1}"),
    "int.neg": Form("!math.negate|{0::}"),
    "int.neg!": Form(f"-{{0:{PREFIX}}}", PREFIX, True),
    "int.fromInt": Form("{0}", 0),
    "bool.fromBool": Form("{0}", 0),
    "double.fromFloat": Form("{0}", 0),
    "string.fromString": Form("{0}", 0),
    "bytes.fromBytes": Form("{0}", 0),
    "duration.fromDuration": Form("{0}", 0),
    "timestamp.fromTimestamp": Form("{0}", 0),
    "bytes.fromString": Form("{0}", 0),
    "math.floorDiv": Form("!math.divFloor|i64|{0}|{1}"),
    "math.floorDiv!": Form("@divFloor|{0}|{1}"),
    "math.floorMod!": Form("@mod|{0}|{1}"),
    "math.pow": Form("!support.pow|{0}|{1}"),
    "math.abs.int": Form("!support.abs|{0}"),
    "math.sign.int": Form("math.sign|{0::}"),
    "math.bitAnd": _infix("&", BITS, left=True),
    "math.bitOr": Form(f"{{0:{BITS}}} {{pipe}}\n{{1:{BITS + 1}}}", BITS, True),
    "math.bitXor": _infix("^", BITS, left=True),
    "math.bitNot": Form(f"~{{0:{PREFIX}}}", PREFIX, True),
    "math.bitShiftLeft": Form("!support.shiftLeft|{0}|{1}"),
    "math.bitShiftRight": Form("!support.shiftRight|{0}|{1}"),
    "float.add": _infix("+", ADD, left=True),
    "float.sub": _infix("-", ADD, left=True),
    "float.mul": _infix("*", MUL, left=True),
    "float.div": _infix("/", MUL, left=True),
    "float.neg": Form(f"-{{0:{PREFIX}}}", PREFIX, True),
    "float.eq": _compare("=="),
    "float.lt": _compare("<"),
    "math.abs.float": Form("@abs|{0::}"),
    "math.sign.float": Form("support.sign|{0}"),
    "math.floor": Form("@floor|{0::}"),
    "math.ceil": Form("@ceil|{0::}"),
    "math.trunc": Form("@trunc|{0::}"),
    "math.round": Form("@round|{0::}"),
    "math.sqrt.float": Form("@sqrt|{0::}"),
    "math.sqrt.int": Form("@sqrt|@as(f64, @floatFromInt({0::}))"),
    "math.isNaN": Form("math.isNan|{0::}"),
    "math.isInf": Form("math.isInf|{0::}"),
    "math.isFinite": Form("math.isFinite|{0::}"),
    "double.fromInt": Form("@as|f64|@floatFromInt({0::})"),
    "double.fromString": Form("!support.parseFloat|{0}"),
    "int.fromFloat": Form("!support.truncated|{0}"),
    "int.fromFloat!": Form("@as|i64|@intFromFloat({0::})"),
    "int.fromString": Form("!support.parseInt|{0}"),
    "bool.fromString": Form("!support.parseBool|{0}"),
}

TEXTS: dict[str, Form] = {
    "string.fromFloat": Form("!support.floatText|{arena}|{0}"),
    "string.fromInt": Form('!std.fmt.allocPrint|{arena}|"{d}"|.{{0::}}'),
    "string.fromBool": Form('if ({0}) "true" else "false"', 0),
    "string.fromEnum": Form("support.NAMES|{0}"),
    "string.concat": Form("!std.mem.concat|{arena}|u8|&.{ {0}, {1} }"),
    "string.size": Form("support.charCount|{0}"),
    "string.substring2": Form("!support.substring|{0}|{1}|{2}"),
    "string.substring": Form("!support.substringFrom|{0}|{1}"),
    "string.charAt": Form("!support.charAt|{0}|{1}"),
    "string.take": Form("support.takeChars|{0}|{1}"),
    "string.drop": Form("support.dropChars|{0}|{1}"),
    "string.startsWith": Form("std.mem.startsWith|u8|{0}|{1}"),
    "string.endsWith": Form("std.mem.endsWith|u8|{0}|{1}"),
    "string.contains": Form("support.contains|{0}|{1}"),
    "string.indexOf": Form("support.indexOf|{0}|{1}"),
    "string.indexOf2": Form("!support.indexOfFrom|{0}|{1}|{2}"),
    "string.lastIndexOf": Form("support.lastIndexOf|{0}|{1}"),
    "string.lastIndexOf2": Form("!support.lastIndexOfFrom|{0}|{1}|{2}"),
    "string.lowerAscii": Form("!std.ascii.allocLowerString|{arena}|{0}"),
    "string.upperAscii": Form("!std.ascii.allocUpperString|{arena}|{0}"),
    "string.trim": Form("support.trim|{0}"),
    "string.repeat": Form("!support.repeat|{arena}|{0}|{1}"),
    "string.reverse": Form("!support.reverseText|{arena}|{0}"),
    "string.replace": Form("!support.replace|{arena}|{0}|{1}|{2}|-1"),
    "string.replace3": Form("!support.replace|{arena}|{0}|{1}|{2}|{3}"),
    "string.split": Form("!support.split|{arena}|{0}|{1}|-1"),
    "string.split2": Form("!support.split|{arena}|{0}|{1}|{2}"),
    "string.chars": Form("!support.charList|{arena}|{0}"),
    "string.codePoint": Form("!support.codePoint|{0}"),
    "strings.fromCodePoint": Form("!support.fromCodePoint|{arena}|{0}"),
    "string.lt": Form("std.mem.lessThan|u8|{0}|{1}"),
    "string.fromBytes": Form("!support.checkedText|{0}"),
    "list.join": Form('!std.mem.join|{arena}|""|{0}'),
    "list.joinWith": Form("!std.mem.join|{arena}|{1}|{0}"),
    "bytes.concat": Form("!std.mem.concat|{arena}|u8|&.{ {0}, {1} }"),
    "bytes.size": Form("@as|i64|@intCast({0:1000}.len)"),
    "format.d": Form('!std.fmt.allocPrint|{arena}|"{d}"|.{{0::}}'),
    "format.f": Form("!support.fixed|{arena}|{0}|{x}"),
    "format.f.int": Form("!support.fixed|{arena}|@floatFromInt({0::})|{x}"),
    "format.e": Form("!support.scientific|{arena}|{0}|{x}"),
    "format.e.int": Form("!support.scientific|{arena}|@floatFromInt({0::})|{x}"),
    "format.x": Form('!std.fmt.allocPrint|{arena}|"{x}"|.{{0::}}'),
    "format.x.bytes": Form('!std.fmt.allocPrint|{arena}|"{x}"|.{{0::}}'),
    "format.x.string": Form('!std.fmt.allocPrint|{arena}|"{x}"|.{{0::}}'),
    "format.o": Form('!std.fmt.allocPrint|{arena}|"{o}"|.{{0::}}'),
    "format.s.bytes": Form("!support.lossyText|{arena}|{0}"),
}

LISTS: dict[str, Form] = {
    "list.size": Form("@as|i64|@intCast({0:1000}.len)", left=True),
    "list.at": Form("!support.itemAt|{T}|{0}|{1}"),
    "list.at!": Form(f"{{0:{ATOM}}}[@intCast({{1}})]", ATOM, True),
    "list.get": Form("support.itemIf|{E0}|{0}|{1}"),
    "list.in": Form("support.isIn|{T0}|{0}|{1}"),
    "list.indexOf": Form("support.position|{E0}|{0}|{1}"),
    "list.concat": Form("!std.mem.concat|{arena}|{E0}|&.{ {0}, {1} }"),
    "list.first": Form("!support.first|{T}|{0}"),
    "list.first!": Form(f"{{0:{ATOM}}}[0]", ATOM, True),
    "list.last": Form("!support.last|{T}|{0}"),
    "list.take": Form("support.take|{E0}|{0}|{1}"),
    "list.drop": Form("support.drop|{E0}|{0}|{1}"),
    "list.slice": Form("!support.slice|{E0}|{0}|{1}|{2}"),
    "list.slice!": Form(f"{{0:{ATOM}}}[@intCast({{1}})..@intCast({{2}})]", ATOM, True),
    "list.reverse": Form("!support.reverse|{E0}|{arena}|{0}"),
    "list.sort": Form("!support.sort|{E0}|{arena}|{0}"),
    "list.distinct": Form("!support.distinct|{E0}|{arena}|{0}"),
    "list.flatten": Form("!support.flatten|{E}|{arena}|{0}"),
    "list.toSet": Form("!support.Set({E0}).of|{arena}|{0}"),
    "list.zip": Form("!support.zip|{E0}|{E1}|{arena}|{0}|{1}"),
    "list.indexed": Form("!support.indexed|{E0}|{arena}|{0}"),
    "lists.range": Form("!support.range|{arena}|0|{0}"),
    "lists.range2": Form("!support.between|{arena}|{0}|{1}"),
    "lists.range2!": Form("!support.range|{arena}|{0}|{1}"),
    "lists.range3": Form("!support.stepped|{arena}|{0}|{1}|{2}"),
    "map.get": Form(f"{{0:{ATOM}}}.get|{{1}}", left=True),
    "map.in": Form(f"{{1:{ATOM}}}.contains|{{0}}"),
    "map.size": Form("@as|i64|@intCast({0:1000}.count())"),
    "map.put": Form(f"!{{0:{ATOM}}}.put|{{arena}}|{{1}}|{{2}}"),
    "map.remove": Form(f"!{{0:{ATOM}}}.remove|{{arena}}|{{1}}"),
    "map.entries": Form(f"!{{0:{ATOM}}}.entries|{{arena}}"),
    "map.keys": _field(".keys"),
    "map.values": _field(".values"),
    "map.at": Form(f"{{0:{ATOM}}}.get({{1}}) orelse return error.NoSuchKey", 0),
    "map.at!": Form(f"{{0:{ATOM}}}.get({{1}}).?", ATOM),
    "set.toList": _field(".items"),
    "set.size": Form("@as|i64|@intCast({0:1000}.items.len)"),
    "set.in": Form(f"{{1:{ATOM}}}.contains|{{0}}"),
    "set.put": Form(f"!{{0:{ATOM}}}.put|{{arena}}|{{1}}"),
    "set.remove": Form(f"!{{0:{ATOM}}}.remove|{{arena}}|{{1}}"),
    "set.union": Form(f"!{{0:{ATOM}}}.merge|{{arena}}|{{1}}"),
    "option.hasValue": Form(f"{{0:{COMPARE + 1}}} != null", COMPARE, True),
    "option.value": Form(f"{{0:{ORELSE}}} orelse return error.NoValue", 0, True),
    "option.value!": Form(f"{{0:{ATOM}}}.?", ATOM, True),
    "option.orValue": Form(f"{{0:{ORELSE}}} orelse {{1:{ORELSE + 1}}}", ORELSE, True),
    "option.or": Form(f"{{0:{ORELSE}}} orelse {{1:{ORELSE + 1}}}", ORELSE, True),
    "tuple.at": Form(f"{{0:{ATOM}}}[{{x}}]", ATOM, True),
}

TIMES: dict[str, Form] = {
    "duration.fromString": Form("!support.parseDuration|{0}"),
    "string.fromDuration": Form("!support.durationText|{arena}|{0}"),
    "timestamp.fromString": Form("!support.parseTimestamp|{0}"),
    "string.fromTimestamp": Form("!support.timestampText|{arena}|{0}"),
    "timestamp.add": Form("!support.addSpan|{0}|{1}"),
    "timestamp.sub": Form("!support.since|{0}|{1}"),
    "timestamp.subDuration": Form("!support.subSpan|{0}|{1}"),
    "duration.addTimestamp": Form("!support.addSpan|{1}|{0}"),
    "duration.add": Form("!support.addSpans|{0}|{1}"),
    "duration.sub": Form("!support.subSpans|{0}|{1}"),
    "duration.getSeconds": Form("@divTrunc|{0:1000}.nanos|1_000_000_000"),
    "duration.getMinutes": Form("@divTrunc|{0:1000}.nanos|60_000_000_000"),
    "duration.getHours": Form("@divTrunc|{0:1000}.nanos|3_600_000_000_000"),
    "duration.getMilliseconds": Form("@divTrunc|@rem({0:1000}.nanos, 1_000_000_000)|1_000_000"),
    "timestamp.fromInt": Form("!support.fromSeconds|{0}"),
    "int.fromTimestamp": Form("support.toSeconds|{0}"),
    **{
        f"timestamp.get{name}": Form(f"support.Civil.of({{0}}).{field}")
        for name, field in (
            ("FullYear", "year"),
            ("Month", "month"),
            ("DayOfMonth", "day"),
            ("DayOfWeek", "weekday"),
            ("DayOfYear", "year_day"),
            ("Hours", "hour"),
            ("Minutes", "minute"),
            ("Seconds", "second"),
        )
    },
    "timestamp.getDate": Form("support.Civil.of({0}).day + 1", ADD),
    "timestamp.getMilliseconds": Form("@divTrunc|support.Civil.of({0}).nanos|1_000_000"),
    "timestamp.inZone": Form("!support.inZone|{0}|{1}"),
}

SPELLINGS: dict[str, Form] = {**NUMBERS, **TEXTS, **LISTS, **TIMES}

SPECIAL = frozenset(
    """ne le gt ge string.eq bytes.eq list.eq record.eq map.eq set.eq option.eq result.eq tuple.eq
    variant.eq carried.eq enum.eq duration.eq timestamp.eq enum.lt bool.lt bytes.lt duration.lt
    timestamp.lt list.lt tuple.lt int.eq int.lt string.matches math.greatest math.least
    optional.of optional.none result.ok result.err enum.value record.field list.new record.new
    variant.new tuple.new map.empty list.sortBy""".split()
)
"""What the printer writes itself."""


def _may_raise(node: Any) -> bool:
    return any(
        getattr(n, "errors", None) or isinstance(n, x.Call | x.CallVar) for n in everything((node,))
    )


def _is_nested(type_: t.Type) -> bool:
    return isinstance(type_, t.OptionT) and isinstance(type_.elem, t.OptionT)


def spells(op: Any) -> bool:
    """Whether Zig spells this use itself; else its definition is used."""
    if not isinstance(op, x.Op):
        # A match may ask about the subject of its patterns, which lowering has made a form of SIR.
        return True
    if op.id in ("option.orValue", "option.or") and _may_raise(op.args[1]):
        # The other value is evaluated in either case, which `orelse` does not.
        return False
    if op.id == "option.or" and _is_nested(op.type):
        # `orelse` would take one layer off, whatever the other side has.
        return False
    if op.id in SPELLINGS or op.id in SPECIAL:
        return True
    return not op.errors and f"{op.id}!" in SPELLINGS


def form(op: Any) -> Form:
    """The spelling of a use."""
    own = None if op.errors else SPELLINGS.get(f"{op.id}!")
    found = own or SPELLINGS.get(op.id)
    if found is None:
        raise TypeError(f"no spelling for {op.id}")
    return found
