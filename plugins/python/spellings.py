"""How Python writes the built-ins: a table by id, `id!` for uses that raise nothing.

Entries are functions of the printer and the use; most come from the small makers below. What has
no entry is replaced by its definition before it gets here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from vibee_plugins.python import values as v
from vibee_plugins.python.spell_forms import (
    Spell,
    based,
    bytes_of_text,
    char_at,
    compare,
    concatenation,
    cut,
    digits,
    equal,
    err,
    extreme,
    float_div,
    function,
    has_value,
    imported,
    infix,
    int64,
    int_div,
    int_rem,
    invert,
    matches,
    method,
    native,
    neg,
    negation,
    none,
    ok,
    or_value,
    ordered,
    product,
    repeat,
    reverse,
    same,
    size,
    some,
    split,
    support,
    text_contains,
    text_of_bool,
    text_of_enum,
    tuple_at,
    unequal,
    value_of,
    value_there,
)
from vibee_plugins.python.values import Form

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t

if TYPE_CHECKING:
    pass


def _table() -> dict[str, Spell]:
    from vibee_plugins.python.spell_lists import LISTS

    return {**SCALARS, **LISTS}


SCALARS: dict[str, Spell] = {
    "bool.not": negation,
    "bool.and": infix("and", v.AND),
    "bool.or": infix("or", v.OR),
    "bool.eq": equal,
    "bool.lt": compare("<"),
    "ne": unequal,
    "le": ordered("<="),
    "gt": ordered(">"),
    "ge": ordered(">="),
    "int.add!": infix("+", v.ADD),
    "int.add": int64(native),
    "int.sub!": infix("-", v.ADD),
    "int.sub": int64(native),
    "int.mul!": infix("*", v.MULTIPLY),
    "int.mul": int64(native),
    "int.neg!": neg,
    "int.neg": int64(neg),
    "int.div!": int_div,
    "int.div": support("quotient"),
    "int.rem!": int_rem,
    "int.rem": support("remainder"),
    "int.eq": equal,
    "int.lt": compare("<"),
    "int.fromInt": same,
    "bool.fromBool": same,
    "math.floorDiv!": infix("//", v.MULTIPLY),
    "math.floorDiv": support("floor_div"),
    "math.floorMod!": infix("%", v.MULTIPLY),
    "math.floorMod": support("floor_mod"),
    "math.pow": support("power"),
    "math.abs.int!": function("abs"),
    "math.abs.int": int64(function("abs")),
    "math.sign.int": support("sign"),
    "math.greatest": extreme("max"),
    "math.least": extreme("min"),
    "math.bitAnd": infix("&", v.BIT_AND),
    "math.bitOr": infix("|", v.BIT_OR),
    "math.bitXor": infix("^", v.BIT_XOR),
    "math.bitNot": invert,
    "math.bitShiftLeft": support("shift_left"),
    "math.bitShiftRight": support("shift_right"),
    "float.add": infix("+", v.ADD),
    "float.sub": infix("-", v.ADD),
    "float.mul": product,
    "float.div": float_div,
    "float.neg": neg,
    "float.eq": equal,
    "float.lt": compare("<"),
    "math.abs.float": function("abs"),
    "math.sign.float": support("float_sign"),
    "math.floor": support("floor"),
    "math.ceil": support("ceil"),
    "math.trunc": support("trunc"),
    "math.round": support("round_half_away"),
    "math.sqrt.float": support("square_root"),
    "math.sqrt.int": support("square_root"),
    "math.isNaN": imported("math", "isnan"),
    "math.isInf": imported("math", "isinf"),
    "math.isFinite": imported("math", "isfinite"),
    "double.fromInt": function("float"),
    "double.fromFloat": same,
    "double.fromString": support("parse_float"),
    "int.fromFloat!": function("int"),
    "int.fromFloat": support("int_of_float"),
    "int.fromString": support("parse_int"),
    "bool.fromString": support("parse_bool"),
    "string.fromInt": function("str"),
    "string.fromFloat": support("float_text"),
    "string.fromString": same,
    "string.fromBool": text_of_bool,
    "string.fromEnum": text_of_enum,
    "string.fromBytes": support("text_of_bytes"),
    "string.eq": equal,
    "string.lt": compare("<"),
    "string.concat": concatenation,
    "string.size": size,
    "string.substring2": support("substring"),
    "string.substring": support("substring"),
    "string.charAt": char_at,
    "string.take": cut("take"),
    "string.drop": cut("drop"),
    "string.startsWith": method("startswith"),
    "string.endsWith": method("endswith"),
    "string.contains": text_contains,
    "string.indexOf": method("find"),
    "string.lastIndexOf": method("rfind"),
    "string.indexOf2": support("find_from"),
    "string.lastIndexOf2": support("find_back_from"),
    "string.lowerAscii": support("lower_ascii"),
    "string.upperAscii": support("upper_ascii"),
    "string.trim": support("trim"),
    "string.repeat!": repeat,
    "string.repeat": support("repeat"),
    "string.reverse": reverse,
    "string.replace": method("replace"),
    "string.replace3": method("replace"),
    "strings.quote": support("quote"),
    "string.codePoint": support("code_point"),
    "strings.fromCodePoint": support("from_code_point"),
    "string.matches": matches,
    "string.split": split,
    "string.split2": support("split_at_most", form=Form.SEQUENCE),
    "enum.eq": equal,
    "enum.lt": ordered("<"),
    "record.eq": equal,
    "variant.eq": equal,
    "tuple.eq": equal,
    "result.eq": equal,
    "option.eq": equal,
    "carried.eq": equal,
    "bytes.eq": equal,
    "bytes.lt": compare("<"),
    "bytes.size": size,
    "bytes.concat": infix("+", v.ADD),
    "bytes.fromString": bytes_of_text,
    "bytes.fromBytes": same,
    "option.hasValue": has_value,
    "option.value": value_of,
    "option.value!": value_there,
    "option.orValue": or_value,
    "optional.of": some,
    "optional.none": none,
    "result.ok": ok,
    "result.err": err,
    "tuple.at": tuple_at,
    "duration.fromString": support("parse_duration"),
    "duration.fromDuration": same,
    "duration.eq": equal,
    "duration.lt": compare("<"),
    "duration.add": support("add_durations"),
    "duration.sub": support("sub_durations"),
    "duration.getSeconds": support("whole_seconds"),
    "duration.getMinutes": support("whole_minutes"),
    "duration.getHours": support("whole_hours"),
    "duration.getMilliseconds": support("milliseconds_of"),
    "string.fromDuration": support("duration_text"),
    "timestamp.fromString": support("parse_timestamp"),
    "timestamp.fromTimestamp": same,
    "timestamp.fromInt": support("timestamp_of_seconds"),
    "int.fromTimestamp": support("seconds_since_epoch"),
    "timestamp.eq": equal,
    "timestamp.lt": compare("<"),
    "timestamp.add": support("later"),
    "duration.addTimestamp": support("later_by"),
    "timestamp.sub": support("span_between"),
    "timestamp.subDuration": support("earlier"),
    "timestamp.inZone": support("in_zone"),
    "timestamp.getFullYear": support("year_of"),
    "timestamp.getMonth": support("month_of"),
    "timestamp.getDate": support("day_of_month"),
    "timestamp.getDayOfMonth": support("day_of_month_from_zero"),
    "timestamp.getDayOfWeek": support("day_of_week"),
    "timestamp.getDayOfYear": support("day_of_year"),
    "timestamp.getHours": support("hour_of"),
    "timestamp.getMinutes": support("minute_of"),
    "timestamp.getSeconds": support("second_of"),
    "timestamp.getMilliseconds": support("millisecond_of"),
    "string.fromTimestamp": support("timestamp_text"),
    "format.f": digits("fixed_text"),
    "format.e": digits("exponent_text"),
    "format.d": function("str"),
    "format.x": based("x"),
    "format.o": based("o"),
    "format.x.bytes": method("hex"),
    "format.s.bytes": support("lenient_text"),
}

_LOOSE_DENIED = frozenset({"le", "gt", "ge"})

KEPT_MACROS = frozenset(
    """list.map list.filter list.map3 list.flatMap list.all list.exists list.existsOne list.count
    list.find list.sortBy list.takeWhile list.dropWhile list.minBy list.maxBy""".split()
)


def spells(op: x.Op) -> bool:
    """Whether Python writes this use itself (for `Lowering.spells`)."""
    from vibee_plugins.python.printer import PythonPrinter

    if op.id not in PythonPrinter.spellings and not (
        not op.errors and f"{op.id}!" in PythonPrinter.spellings
    ):
        return False
    check = CONDITIONS.get(op.id)
    return check is None or check(op)


def _floats_inside(type_: t.Type) -> bool:
    return type_ == t.FLOAT or any(_floats_inside(child) for child in t.children(type_))


def _exact_order(op: x.Op) -> bool:
    """Comparisons of lists or tuples of Floats follow their definition (NaN)."""
    type_ = op.args[0].type
    return type_ == t.FLOAT or not _floats_inside(type_)


def _sortable(op: x.Op) -> bool:
    return True


def _macro_key_exact(op: x.Op) -> bool:
    """Whether a key has no Float: those have a rule for NaN that loops follow."""
    lam = op.args[1]
    return isinstance(lam, x.Lambda) and not _floats_inside(lam.body.type)


def _extreme_exact(op: x.Op) -> bool:
    """As for keys: elements that hold a Float may be unequal to themselves."""
    return op.type == t.FLOAT or not _floats_inside(op.type)


def _find_plain(op: x.Op) -> bool:
    elem = op.type.elem if isinstance(op.type, t.OptionT) else op.type
    return not isinstance(elem, t.OptionT) and elem != t.ANY


def _or_value_here(op: x.Op) -> bool:
    option, other = op.args
    if not isinstance(op.type, t.OptionT) and op.type != t.ANY:
        cheap = isinstance(other, x.Literal | x.ConstRef | x.Local | x.EnumValue)
        got = isinstance(option, x.Op) and option.id == "map.get"
        return cheap and (got or _is_path(option))
    return False


def _is_path(node: object) -> bool:
    return isinstance(node, x.Local) or (isinstance(node, x.FieldGet) and _is_path(node.base))


def _of_int(op: x.Op) -> bool:
    return op.args[0].type == t.INT


def _constant_pattern(op: x.Op) -> bool:
    return isinstance(op.args[1], x.Literal)


CONDITIONS: dict[str, Callable[[x.Op], bool]] = {
    "le": _exact_order,
    "gt": _exact_order,
    "ge": _exact_order,
    "list.lt": _exact_order,
    "tuple.lt": _exact_order,
    "list.min": _extreme_exact,
    "list.max": _extreme_exact,
    "list.minBy": _macro_key_exact,
    "list.maxBy": _macro_key_exact,
    "list.find": _find_plain,
    "option.orValue": _or_value_here,
    "string.matches": _constant_pattern,
    "format.X": _of_int,
    "format.b": _of_int,
}
"""Uses that are spelled under a condition only."""
