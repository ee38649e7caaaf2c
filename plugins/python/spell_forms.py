"""The ways in which built-ins are written, for the tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from vibee_plugins.python import values as v
from vibee_plugins.python.values import Form, Out, out

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.targets.layout import concat
from vibee_compiler.targets.printer import ATOM, LOWEST

if TYPE_CHECKING:
    from vibee_plugins.python.printer import PythonPrinter

Spell = Callable[["PythonPrinter", x.Op], Out]


def infix(symbol: str, prec: int) -> Spell:
    """A left-associative operator."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        if symbol == "or":
            return p.broken_infix("or", v.OR, [p.alternative(a) for a in op.args])
        return p.operator(symbol, prec, op.args[0], op.args[1])

    return spell


def product(p: PythonPrinter, op: x.Op) -> Out:
    """A product; an integer beside a float becomes one by itself."""
    left, right = op.args
    if isinstance(right, x.Op) and right.id == "double.fromInt" and not _whole(left):
        return p.operator("*", v.MULTIPLY, left, right.args[0])
    return p.operator("*", v.MULTIPLY, left, right)


def _whole(node: x.Expr) -> bool:
    return isinstance(node, x.Op) and node.id == "double.fromInt"


def char_at(p: PythonPrinter, op: x.Op) -> Out:
    """`s[:1]` for the first character, which may not be there; others are checked."""
    text, index = op.args
    if isinstance(index, x.Literal) and index.value == 0:
        return p.subscript(text, concat(":1"))
    return p.call(p.support("char_at"), [p.expr(text), p.expr(index)])


def compare(symbol: str) -> Spell:
    """A comparison; Python chains them, so both sides must bind tighter."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        return p.comparison(symbol, op.args[0], op.args[1])

    return spell


def function(name: str) -> Spell:
    """A call of a builtin."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        return p.call(name, [p.expr(a) for a in op.args])

    return spell


def imported(module: str, name: str) -> Spell:
    """A call of a function of a module of the standard library, by the module's name."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        return p.call(f"{p.module_import(module)}.{name}", [p.expr(a) for a in op.args])

    return spell


def support(part: str, *, form: Form = Form.VALUE) -> Spell:
    """A call of a part of the support module; lists may be any sequence there."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        made = p.call(p.support(part), [p.argument(a) for a in op.args])
        return Out(made.doc, made.prec, form)

    return spell


def method(name: str) -> Spell:
    """A call of a method of the first argument."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        head = concat(p.expr(op.args[0], ATOM), f".{name}")
        return p.call(head, [p.expr(a) for a in op.args[1:]])

    return spell


def attribute(name: str) -> Spell:
    """A property of the first argument."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        return out(concat(p.expr(op.args[0], ATOM), f".{name}"))

    return spell


def int64(inner: Spell) -> Spell:
    """The result of native operators, checked once."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        return p.call(p.support("int64"), [inner(p, op).doc])

    return spell


def native(p: PythonPrinter, op: x.Op) -> Out:
    """An operator of integers, to be checked as a whole."""
    return p.native_infix(op)


def same(p: PythonPrinter, op: x.Op) -> Out:
    """A conversion that changes nothing."""
    return p.out(op.args[0])


def negation(p: PythonPrinter, op: x.Op) -> Out:
    """`not a`."""
    return p.negation(op.args[0])


def equal(p: PythonPrinter, op: x.Op) -> Out:
    """`==` by the operands' type."""
    return p.equality(op.args[0], op.args[1], equal=True)


def unequal(p: PythonPrinter, op: x.Op) -> Out:
    """`!=` by the operands' type."""
    return p.equality(op.args[0], op.args[1], equal=False)


def ordered(symbol: str) -> Spell:
    """An order; enums are compared by their place."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        if p.compares(op.args[0].type):
            return p.comparison(symbol, op.args[0], op.args[1])
        key = p.support("rank" if p.types.enum(op.args[0].type) else "sort_key")
        docs = [p.call(key, [p.expr(a)]).doc for a in op.args]
        return p.broken_infix(symbol, v.COMPARE, docs)

    return spell


def extreme(name: str) -> Spell:
    """`max` and `min` of two or more; Floats have a rule for NaN."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        if len(op.args) == 1:
            return p.out(op.args[0])
        if op.type == t.FLOAT:
            return p.call(p.support(f"float_{name}"), [p.expr(a) for a in op.args])
        return p.call(name, [p.expr(a) for a in op.args])

    return spell


def neg(p: PythonPrinter, op: x.Op) -> Out:
    """`-a`."""
    return out(concat("-", p.expr(op.args[0], v.UNARY)), v.UNARY)


def invert(p: PythonPrinter, op: x.Op) -> Out:
    """`~a`."""
    return out(concat("~", p.expr(op.args[0], v.UNARY)), v.UNARY)


def float_div(p: PythonPrinter, op: x.Op) -> Out:
    """`a / b`, natively where b is a literal other than zero."""
    b = op.args[1]
    if isinstance(b, x.Literal) and b.value:
        return p.operator("/", v.MULTIPLY, *op.args)
    return p.call(p.support("divide"), [p.expr(a) for a in op.args])


def int_div(p: PythonPrinter, op: x.Op) -> Out:
    """Division that truncates: `//` where both sides are known not to be negative."""
    if p.natural(op.args[0]) and p.positive(op.args[1]):
        return p.operator("//", v.MULTIPLY, *op.args)
    return p.call(p.support("quotient"), [p.expr(a) for a in op.args])


def int_rem(p: PythonPrinter, op: x.Op) -> Out:
    """The remainder with the sign of the dividend."""
    if p.natural(op.args[0]) and p.positive(op.args[1]):
        return p.operator("%", v.MULTIPLY, *op.args)
    return p.call(p.support("remainder"), [p.expr(a) for a in op.args])


def contains(p: PythonPrinter, op: x.Op) -> Out:
    """`part in whole` for texts, keys and elements."""
    return p.broken_infix(
        "in", v.COMPARE, [p.expr(op.args[0], v.COMPARE + 1), p.loose(op.args[1], v.COMPARE + 1)]
    )


def text_contains(p: PythonPrinter, op: x.Op) -> Out:
    """`s.contains(t)`."""
    return p.comparison("in", op.args[1], op.args[0])


def cut(side: str) -> Spell:
    """`take` and `drop` of texts and lists; a negative count is none."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        if p.natural(op.args[1]):
            n = p.expr(op.args[1])
        else:
            n = p.call("max", [p.expr(op.args[1]), p.literal_int(0)]).doc
        space = "" if v.flat(n).isidentifier() or isinstance(op.args[1], x.Literal) else " "
        bounds = concat(":", space, n) if side == "take" else concat(n, space, ":")
        return p.subscript(op.args[0], bounds)

    return spell


def reverse(p: PythonPrinter, op: x.Op) -> Out:
    """`xs[::-1]`."""
    return p.subscript(op.args[0], out("::-1").doc)


def matches(p: PythonPrinter, op: x.Op) -> Out:
    """A constant pattern, as Python's `re` says it."""
    from vibee_plugins.python.regex import translated

    pattern = op.args[1]
    assert isinstance(pattern, x.Literal) and isinstance(pattern.value, str)
    how, made = translated(pattern.value)
    call = p.call(f"{p.module_import('re')}.{how}", [out(made).doc, p.expr(op.args[0])])
    return p.as_bool(call)


def text_of_bool(p: PythonPrinter, op: x.Op) -> Out:
    """`true` or `false`."""
    cond = p.expr(op.args[0], v.TERNARY + 1)
    return out(concat('"true" if ', cond, ' else "false"'), v.TERNARY)


def text_of_enum(p: PythonPrinter, op: x.Op) -> Out:
    """The declared name, which is the member's value."""
    return out(concat(p.expr(op.args[0], ATOM), ".value"))


def concatenation(p: PythonPrinter, op: x.Op) -> Out:
    """An f-string or `+`."""
    return p.text_of(op)


def split(p: PythonPrinter, op: x.Op) -> Out:
    """`s.split(t)`; the empty separator, which Python refuses, is a part of the support module."""
    by = op.args[1]
    if isinstance(by, x.Literal) and by.value:
        made = method("split")(p, op)
        return Out(made.doc, made.prec, Form.SEQUENCE)
    return support("split", form=Form.SEQUENCE)(p, op)


def repeat(p: PythonPrinter, op: x.Op) -> Out:
    """`s * n` where n is known not to be negative (Python would take it as 0 anyway)."""
    return p.operator("*", v.MULTIPLY, *op.args)


def map_at(p: PythonPrinter, op: x.Op) -> Out:
    """`m[k]` where the key is there."""
    return out(concat(p.loose(op.args[0], ATOM), "[", p.expr(op.args[1], LOWEST), "]"))


def map_get(p: PythonPrinter, op: x.Op) -> Out:
    """`m.get(k)`."""
    if p.types.wrapped(op.type):
        return p.call(p.support("lookup"), [p.loose(op.args[0]), p.expr(op.args[1])])
    return p.call(concat(p.loose(op.args[0], ATOM), ".get"), [p.expr(op.args[1])])


def map_put(p: PythonPrinter, op: x.Op) -> Out:
    """A copy with one more entry, not yet in order."""
    m, key, value = op.args
    parts = [concat(p.expr(key), ": ", p.expr(value))]
    if not isinstance(m, x.MapLit) or m.entries:
        parts.insert(0, concat("**", p.loose(m, ATOM)))
    return Out(p.brackets("{", parts, "}"), ATOM, Form.LOOSE)


def map_remove(p: PythonPrinter, op: x.Op) -> Out:
    """A copy without an entry."""
    made = p.call(p.support("without_key"), [p.loose(op.args[0]), p.expr(op.args[1])])
    return Out(made.doc, made.prec, Form.LOOSE)


def map_walk(kind: str) -> Spell:
    """Keys, values or entries in key order."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        return p.map_walk(op.args[0], kind)

    return spell


def set_walk(p: PythonPrinter, op: x.Op) -> Out:
    """The elements in order."""
    return p.set_walk(op.args[0])


def set_infix(symbol: str, prec: int) -> Spell:
    """An operation of two sets."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        docs = [p.loose(op.args[0], prec), p.loose(op.args[1], prec + 1)]
        made = p.broken_infix(symbol, prec, docs)
        return Out(made.doc, made.prec, Form.LOOSE)

    return spell


def set_one(symbol: str, prec: int) -> Spell:
    """A set with or without one element."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        one = p.brackets("{", [p.expr(op.args[1])], "}")
        made = p.broken_infix(symbol, prec, [p.loose(op.args[0], prec), one])
        return Out(made.doc, made.prec, Form.LOOSE)

    return spell


def size(p: PythonPrinter, op: x.Op) -> Out:
    """`len(xs)`."""
    return p.call("len", [p.sized(op.args[0])])


def value_of(p: PythonPrinter, op: x.Op) -> Out:
    """The value of an option, out of its wrapper where an option is in it."""
    part = "value_of_some" if p.types.wrapped(op.args[0].type) else "value_of"
    return p.call(p.support(part), [p.argument(op.args[0])])


def value_there(p: PythonPrinter, op: x.Op) -> Out:
    """The value of an option that has been tested: a variable is narrowed by that."""
    option = op.args[0]
    if isinstance(option, x.Local):
        made = p.out(option)
        return out(concat(made.doc, ".value")) if p.types.wrapped(option.type) else made
    return value_of(p, op)


def has_value(p: PythonPrinter, op: x.Op) -> Out:
    """`o is not None`."""
    option = op.args[0]
    if isinstance(option, x.Op) and option.id == "optional.of" and not p.raises(option):
        return out("True")
    return out(concat(p.expr(op.args[0], v.COMPARE + 1), " is not None"), v.COMPARE)


def some(p: PythonPrinter, op: x.Op) -> Out:
    """A present option: the value itself, wrapped where that may be None."""
    return p.present(op.type, op.args[0])


def none(p: PythonPrinter, op: x.Op) -> Out:
    """An absent option."""
    return out("None")


def ok(p: PythonPrinter, op: x.Op) -> Out:
    """`Ok(v)`."""
    return p.call(p.support("Ok"), [p.expr(op.args[0])])


def err(p: PythonPrinter, op: x.Op) -> Out:
    """`Err(e)`."""
    return p.call(p.support("Err"), [p.expr(op.args[0])])


def tuple_at(p: PythonPrinter, op: x.Op) -> Out:
    """`p[0]`."""
    bound = p.bound_part(op)
    return bound or out(concat(p.expr(op.args[0], ATOM), f"[{op.extra}]"))


def or_value(p: PythonPrinter, op: x.Op) -> Out:
    """`m.get(k, v)`, or the option unless it is None."""
    return p.or_value(op)


def bytes_of_text(p: PythonPrinter, op: x.Op) -> Out:
    """UTF-8."""
    said = op.args[0]
    if isinstance(said, x.Literal) and isinstance(said.value, str):
        return p.scalar(said.value.encode(), t.BYTES)
    return out(concat(p.expr(said, ATOM), ".encode()"))


def digits(name: str) -> Spell:
    """A clause of `format` with its precision."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        precision = op.extra if isinstance(op.extra, int) else 6
        return p.call(p.support(name), [p.expr(op.args[0]), p.literal_int(precision)])

    return spell


def based(spec: str) -> Spell:
    """An integer in another base."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        return p.call("format", [p.expr(op.args[0]), out(f'"{spec}"').doc])

    return spell
