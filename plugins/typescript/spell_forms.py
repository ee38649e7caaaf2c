"""The forms in which TypeScript writes built-ins; `spellings` says which has which."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
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

_OF_ELEMENTS = frozenset(("list.first", "list.last", "list.min", "list.max", "option.value"))
"""Built-ins whose one type argument is the type of what they give."""


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
    from vibee_plugins.typescript.spellings import SCALARS

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
        return told_once(p, op, p.part(name, *map(p.argument, picked)))

    return spell


def told_once(p: TypeScriptPrinter, op: x.Op, made: js.Call) -> js.Call:
    """A call that gives an element, with its type argument instead of a type for the argument."""
    if op.id not in _OF_ELEMENTS or not isinstance(made.args[0], js.As):
        return made
    first = made.args[0].value
    return replace(made, args=(first, *made.args[1:]), types=(p.types.text(op.type),))


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
    option, other = op.args
    made = p.node(option)
    if isinstance(option, x.Op) and option.id == "optional.of" and not _may_be_absent(option.type):
        return made
    return otherwise(made, p.node(other))


def _may_be_absent(type_: t.Type) -> bool:
    """Whether what an option holds may look like none."""
    return isinstance(type_, t.OptionT) and (
        isinstance(type_.elem, t.OptionT | t.TypeVar) or type_.elem == t.ANY
    )


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
