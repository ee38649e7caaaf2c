"""How each built-in is written in Rust: a table, and the few functions behind it.

A key with `!` is the form of a use that the analyses have proved cannot fail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vibee_plugins.rust import certain, concats, layout, literals, options, texts
from vibee_plugins.rust import comparisons as compare
from vibee_plugins.rust import consumers as ends
from vibee_plugins.rust import iterators as it
from vibee_plugins.rust.values import ADD, MUL, UNARY, Form, Out, inner, unary, value

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.targets.layout import concat
from vibee_compiler.targets.printer import ATOM

if TYPE_CHECKING:
    from vibee_plugins.rust.printer import RustPrinter

Spell = Callable[["RustPrinter", x.Op], Out]

KEPT_MACROS = frozenset(
    """list.map list.filter list.map3 list.flatMap list.all list.exists list.existsOne list.count
    list.find list.takeWhile list.dropWhile list.groupBy list.sortBy list.minBy list.maxBy
    option.optMap option.optFlatMap""".split()
)
"""Macros that stay closures where nothing in them raises."""


def _infix(symbol: str, prec: int) -> Spell:
    def spell(p: RustPrinter, op: x.Op) -> Out:
        left, right = op.args
        head = inner(p.own(left), prec)
        tail = inner(p.own(right), prec + 1)
        if head == tail and symbol in ("/", "-", "%", "&", "|", "^"):
            p.crate.allow("eq_op")
        return value(p.binary(head, symbol, tail), op.type, prec)

    return spell


def _checked(method: str) -> Spell:
    """`a.checked_add(b).ok_or(Error::Overflow)?`, chained where the left side is one too."""

    def spell(p: RustPrinter, op: x.Op) -> Out:
        return p.fallible(_attempt(p, op, method), op, "Overflow")

    return spell


_CHECKED = {
    "int.add": "checked_add",
    "int.sub": "checked_sub",
    "int.mul": "checked_mul",
    "int.neg": "checked_neg",
    "math.abs.int": "checked_abs",
}


def _attempt(p: RustPrinter, op: x.Op, method: str) -> Out:
    left, *rest = op.args
    if (
        isinstance(left, x.Op)
        and left.errors
        and left.id in _CHECKED
        and not any(p.raises(arg) for arg in rest)
    ):
        first = _attempt(p, left, _CHECKED[left.id])
        with p.frame.block():
            name = p.frame.names.fresh("n").text
            args = p.arguments([p.own(arg).doc for arg in rest])
        return first.then(concat(f".and_then(|{name}| {name}.{method}", args, ")"), type_=op.type)
    args = p.arguments([p.own(arg).doc for arg in rest])
    return p.receiver(left).then(concat(f".{method}", args), type_=op.type)


def _division(function: str, method: str) -> Spell:
    def spell(p: RustPrinter, op: x.Op) -> Out:
        if len(op.errors) == 2:
            p.support(function)
            args = p.arguments([p.own(arg).doc for arg in op.args])
            return value(concat(function, args), op.type).question()
        args = p.arguments([p.own(op.args[1]).doc])
        made = p.receiver(op.args[0]).then(concat(f".{method}", args), type_=op.type)
        return p.fallible(made, op, next(iter(op.errors)))

    return spell


def method(
    name: str, *modes: str, form: Form = Form.VALUE, fails: str | None = None, of: str = "receiver"
) -> Spell:
    """`a.name(b)`; `modes` are how the arguments are passed."""

    def spell(p: RustPrinter, op: x.Op) -> Out:
        base = getattr(p, of)(op.args[0])
        args = [p.passed(arg, mode) for arg, mode in zip(op.args[1:], modes, strict=True)]
        made = base.then(concat(f".{name}", p.arguments(args)), form=form, type_=op.type)
        if form in (Form.REF, Form.VIEW, Form.OPTREF):
            made = replace(made, root=base.root if base.form is not Form.VALUE else None)
        return p.fallible(made, op, fails) if fails else made

    return spell


def call(
    part: str,
    *modes: str,
    form: Form = Form.VALUE,
    fails: str | None = None,
    result: bool = False,
    name: str | None = None,
) -> Spell:
    """A function of the support module; `fails` names the error of `None`, `result` a Result."""

    def spell(p: RustPrinter, op: x.Op) -> Out:
        p.support(part)
        args = [p.passed(arg, mode) for arg, mode in zip(op.args, modes, strict=True)]
        made = replace(value(concat(name or part, p.arguments(args)), op.type), form=form)
        if form in (Form.REF, Form.VIEW, Form.OPTREF):
            made = replace(made, root=p.root_of(op.args[0]))
        if result:
            return replace(p.settled(made, op), form=form)
        return p.fallible(made, op, fails) if fails else made

    return spell


def _fill(pattern: str, *modes: str, prec: int = ATOM) -> Spell:
    """Text with `{0}`, `{1}` for the arguments, each an atom."""

    def spell(p: RustPrinter, op: x.Op) -> Out:
        parts: list[Any] = []
        rest = pattern
        while "{" in rest:
            head, _, tail = rest.partition("{")
            index, _, rest = tail.partition("}")
            mode = modes[int(index)]
            out = p.receiver(op.args[int(index)]) if mode == "." else p.own(op.args[int(index)])
            parts += [head, inner(out, ATOM)]
        return value(concat(*parts, rest), op.type, prec)

    return spell


def _same(p: RustPrinter, op: x.Op) -> Out:
    return p.out(op.args[0])


def _size(p: RustPrinter, op: x.Op) -> Out:
    p.support("int")
    arg = op.args[0]
    while isinstance(arg, x.Op) and arg.id == "list.map":
        arg = arg.args[0]
    if isinstance(arg, x.Op) and arg.id in it.ITERATORS:
        counted = it.iterate(p, arg).out.then(".count()", type_=op.type)
    else:
        counted = p.receiver(arg).then(".len()", type_=op.type)
    return value(concat("int(", counted.doc, ")"), op.type)


def _size_in_chars(p: RustPrinter, op: x.Op) -> Out:
    p.support("int")
    counted = p.receiver(op.args[0]).then(".chars()", ".count()", type_=op.type)
    return value(concat("int(", counted.doc, ")"), op.type)


def _sign(p: RustPrinter, op: x.Op) -> Out:
    return p.receiver(op.args[0]).then(".signum()", type_=op.type)


def _extremum(of_int: str, of_float: str) -> Spell:
    def spell(p: RustPrinter, op: x.Op) -> Out:
        if len(op.args) == 1:
            return p.own(op.args[0])
        made = p.receiver(op.args[0])
        if op.type != t.FLOAT:
            made = p.coerce.place(made)  # `max` of a reference would want another one
        for arg in op.args[1:]:
            right = p.own(arg).doc
            if op.type == t.FLOAT:
                p.support(of_float)
                left = p.coerce.own(made).doc
                made = value(concat(of_float, p.arguments([left, right])), op.type)
            else:
                made = made.then(concat(f".{of_int}", p.arguments([right])), type_=op.type)
        return made

    return spell


def _tuple_at(p: RustPrinter, op: x.Op) -> Out:
    base = p.receiver(op.args[0])
    assert isinstance(op.extra, int)
    kept = {Form.PAIR: Form.REF, Form.VALUE: Form.VALUE}
    form = kept.get(base.form, Form.PLACE)
    if base.root is not None and base.form is Form.VALUE:
        form = Form.PLACE
    return replace(base.then(f".{op.extra}", form=form, type_=op.type), root=base.root)


def _at(p: RustPrinter, op: x.Op) -> Out:
    items, index = op.args
    base = p.view(items)
    literal = isinstance(index, x.Literal) and isinstance(index.value, int) and index.value >= 0
    if literal:
        assert isinstance(index, x.Literal)
        get = ".first()" if index.value == 0 else f".get({index.value})"
        made = p.receiver(items).then(get, type_=op.type)
    else:
        p.support("at")
        made = value(concat("at", p.arguments([base.doc, p.own(index).doc])), op.type)
    made = p.fallible(made, op, "IndexOutOfBounds")
    return replace(made, form=Form.REF, root=p.root_of(items))


def _get(p: RustPrinter, op: x.Op) -> Out:
    items, index = op.args
    assert isinstance(op.type, t.OptionT)
    p.support("at")
    made = value(concat("at", p.arguments([p.view(items).doc, p.own(index).doc])), op.type)
    return ends.of_reference(p, made, op.type, p.root_of(items))


def _part(function: str) -> Spell:
    borrowed = call(function, "v", "o", form=Form.VIEW)

    def spell(p: RustPrinter, op: x.Op) -> Out:
        return it.part_of_walked(p, op) or borrowed(p, op)

    return spell


def _set_operation(symbol: str) -> Spell:
    def spell(p: RustPrinter, op: x.Op) -> Out:
        left, right = (inner(p.ref(arg), UNARY) for arg in op.args)
        return value(p.binary(left, symbol, right), op.type, 60)

    return spell


def _among(p: RustPrinter, op: x.Op, out: Out, texts: list[str]) -> Out:
    """Whether a text is one of some that are written here."""
    if out.form is Form.CHAR and all(len(one) == 1 for one in texts):
        arms = " | ".join(dict.fromkeys(map(literals.char, texts)))
        return value(concat("matches!(", out.doc, f", {arms})"), op.type)
    items = [p.out(x.Literal(one, t.STRING)).doc for one in texts]
    sought = unary("&", p.coerce.view(out, strict=True), Form.VALUE)
    array = value(layout.arguments("[", items, "]"), op.type)
    return array.then(concat(".contains", p.arguments([sought.doc])), type_=op.type)


def _contains(p: RustPrinter, op: x.Op) -> Out:
    item, items = op.args
    out = p.out(item)
    if isinstance(items, x.ListLit) and out.type == t.STRING and items.items:
        texts = [str(one.value) for one in items.items if isinstance(one, x.Literal)]
        if len(texts) == len(items.items):
            return _among(p, op, out, texts)
    if out.type == t.STRING and out.form is Form.VIEW:
        if p.raises(item):  # it must be had before the search, and not in a closure
            own = concat("&", p.coerce.own(out).doc)
            return p.receiver(items).then(concat(".contains", p.arguments([own])), type_=op.type)
        name = p.frame.names.fresh("item").text
        base = it.iterate(p, items)
        doc = p.view(item).doc
        return base.out.then(concat(f".any(|{name}| {name} == ", doc, ")"), type_=op.type)
    return p.receiver(items).then(
        concat(".contains", p.arguments([p.ref(item).doc])), type_=op.type
    )


def _member(name: str) -> Spell:
    def spell(p: RustPrinter, op: x.Op) -> Out:
        key, keyed = op.args
        args = p.arguments([p.passed(key, "k")])
        return p.receiver(keyed).then(concat(f".{name}", args), type_=op.type)

    return spell


def _distinct(p: RustPrinter, op: x.Op) -> Out:
    assert isinstance(op.type, t.ListT)
    ordered = op.type.elem in (t.INT, t.STRING, t.BOOL)
    part = p.support("distinct_ordered" if ordered else "distinct")
    return value(concat(part, p.arguments([p.view(op.args[0]).doc])), op.type)


def _from_enum(p: RustPrinter, op: x.Op) -> Out:
    made = p.receiver(op.args[0]).then(".name()", form=Form.VIEW, type_=op.type)
    enum = op.args[0].type
    assert isinstance(enum, t.Named)
    p.crate.named_enums.add((enum.module, enum.name))
    return replace(made, literal=True)


def _floats_inside(type_: t.Type) -> bool:
    """Whether a type is ordered, but neither as std's are nor as Floats are."""
    return type_ != t.FLOAT and _holds_float(type_)


def _holds_float(type_: t.Type) -> bool:
    return type_ == t.FLOAT or any(_holds_float(child) for child in t.children(type_))


def spells(op: x.Op) -> bool:
    """Whether Rust spells this use itself; else its definition is used."""
    if op.id in ("list.minBy", "list.maxBy"):
        return not any(_floats_inside(a.body.type) for a in op.args[1:] if isinstance(a, x.Lambda))
    if op.id in ("list.min", "list.max"):
        return not _floats_inside(op.type)
    if op.id == "string.matches":
        return isinstance(op.args[1], x.Literal)
    if op.id == "list.new" or op.id in SPELLINGS:
        return True
    return not op.errors and f"{op.id}!" in SPELLINGS


_DATE = {
    "timestamp.getFullYear": ".date().0",
    "timestamp.getMonth": ".date().1 - 1",
    "timestamp.getDate": ".date().2",
    "timestamp.getDayOfMonth": ".date().2 - 1",
    "timestamp.getDayOfWeek": ".weekday()",
    "timestamp.getDayOfYear": ".day_of_year()",
    "timestamp.getHours": ".second_of_day() / 3600",
    "timestamp.getMinutes": ".second_of_day() / 60 % 60",
    "timestamp.getSeconds": ".second_of_day() % 60",
    "timestamp.getMilliseconds": ".nanos() / 1_000_000",
    "duration.getSeconds": ".seconds()",
    "duration.getMinutes": ".seconds() / 60",
    "duration.getHours": ".seconds() / 3600",
    "duration.getMilliseconds": ".millis()",
}


def _date(suffix: str) -> Spell:
    prec = ADD if " - " in suffix else MUL if " " in suffix else ATOM

    def spell(p: RustPrinter, op: x.Op) -> Out:
        made = p.receiver(op.args[0]).then(suffix, type_=op.type)
        return Out(made.doc, prec, Form.VALUE, op.type)

    return spell


def _date_from_int(p: RustPrinter, op: x.Op) -> Out:
    p.note_type(op.type)
    made = value(concat("Timestamp::new(", p.own(op.args[0]).doc, ", 0)"), op.type)
    return p.fallible(made, op, "Overflow")


def _neg(p: RustPrinter, op: x.Op) -> Out:
    return unary("-", p.own(op.args[0]), Form.VALUE)


def _bit_not(p: RustPrinter, op: x.Op) -> Out:
    return unary("!", p.own(op.args[0]), Form.VALUE)


SPELLINGS: dict[str, Spell] = {
    **compare.SPELLINGS,
    **options.SPELLINGS,
    **certain.SPELLINGS,
    **texts.SPELLINGS,
    **{op: _checked(name) for op, name in _CHECKED.items()},
    "int.add!": _infix("+", ADD),
    "int.sub!": _infix("-", ADD),
    "int.mul!": _infix("*", MUL),
    "int.div": _division("div", "checked_div"),
    "int.div!": _infix("/", MUL),
    "int.rem": _division("rem", "checked_rem"),
    "int.rem!": _infix("%", MUL),
    "int.neg!": _neg,
    "math.abs.int!": method("abs"),
    "int.fromInt": _same,
    "bool.fromBool": _same,
    "double.fromFloat": _same,
    "string.fromString": _same,
    "bytes.fromBytes": _same,
    "duration.fromDuration": _same,
    "timestamp.fromTimestamp": _same,
    "math.pow": call("pow", "o", "o", result=True),
    "math.sign.int": _sign,
    "math.greatest": _extremum("max", "greatest"),
    "math.least": _extremum("min", "least"),
    "math.bitAnd": _infix("&", 65),
    "math.bitOr": _infix("|", 55),
    "math.bitXor": _infix("^", 60),
    "math.bitNot": _bit_not,
    "math.bitShiftLeft": call("shift_left", "o", "o", fails="InvalidArgument"),
    "math.bitShiftRight": call("shift_right", "o", "o", fails="InvalidArgument"),
    "float.add": _infix("+", ADD),
    "float.sub": _infix("-", ADD),
    "float.mul": _infix("*", MUL),
    "float.div": _infix("/", MUL),
    "float.neg": _neg,
    "math.abs.float": method("abs"),
    "math.sign.float": call("sign", "o"),
    "math.floor": method("floor"),
    "math.ceil": method("ceil"),
    "math.trunc": method("trunc"),
    "math.round": method("round"),
    "math.sqrt.float": method("sqrt"),
    "math.sqrt.int": lambda p, op: call("float", "o")(p, op).then(".sqrt()", type_=op.type),
    "math.isNaN": method("is_nan"),
    "math.isInf": method("is_infinite"),
    "math.isFinite": method("is_finite"),
    "double.fromInt": call("float", "o"),
    "int.fromFloat": call("truncated", "o", fails="Overflow"),
    "enum.value": lambda p, op: p.out(op),
    "string.fromEnum": _from_enum,
    "record.field": _same,
    "tuple.at": _tuple_at,
    "list.size": _size,
    "map.size": _size,
    "set.size": _size,
    "bytes.size": _size,
    "string.size": _size_in_chars,
    "list.at": _at,
    "list.get": _get,
    "list.concat": concats.concatenated,
    "bytes.concat": concats.concatenated,
    "list.in": _contains,
    "set.in": _member("contains"),
    "map.in": _member("contains_key"),
    "list.first": method("first", form=Form.REF, fails="EmptyList"),
    "list.last": method("last", form=Form.REF, fails="EmptyList"),
    "list.take": _part("take"),
    "list.drop": _part("drop_items"),
    "list.slice": call("slice", "v", "o", "o", form=Form.VIEW, fails="IndexOutOfBounds"),
    "list.indexOf": call("position", "v", "r"),
    "list.distinct": _distinct,
    "list.all": ends.all_any("all"),
    "list.exists": ends.all_any("any"),
    "list.count": ends.count,
    "list.existsOne": ends.exists_one,
    "list.find": ends.find,
    "list.groupBy": ends.group_by,
    **dict.fromkeys(ends.EXTREMES, ends.extreme),
    "list.sum": ends.total,
    "list.join": ends.joined,
    "list.joinWith": ends.joined,
    "list.toSet": ends.to_set,
    "lists.range3": call("range_by", "o", "o", "o", result=True),
    **dict.fromkeys(it.ITERATORS, it.as_list),
    "map.put": call("put", "o", "o", "o"),
    "map.remove": call("without_key", "o", "r"),
    "set.put": call("with_item", "o", "o"),
    "set.remove": call("without_item", "o", "r"),
    "set.union": _set_operation("|"),
    "set.intersection": _set_operation("&"),
    "set.difference": _set_operation("-"),
    "bytes.fromString": method("as_bytes", form=Form.VIEW),
    "duration.fromString": call("parse_duration", "v", result=True),
    "timestamp.fromString": call("parse_timestamp", "v", result=True),
    "timestamp.inZone": call("in_zone", "o", "v", result=True),
    "timestamp.fromInt": _date_from_int,
    "int.fromTimestamp": method("seconds"),
    "duration.add": method("checked_add", "o", fails="Overflow"),
    "duration.sub": method("checked_sub", "o", fails="Overflow"),
    "timestamp.add": method("checked_add", "o", fails="Overflow"),
    "timestamp.subDuration": method("checked_sub", "o", fails="Overflow"),
    "timestamp.sub": method("checked_since", "o", fails="Overflow"),
    "duration.addTimestamp": lambda p, op: method("checked_add", "o", fails="Overflow")(
        p, replace(op, args=(op.args[1], op.args[0]))
    ),
    **{name: _date(suffix) for name, suffix in _DATE.items()},
}
"""The table."""
