"""Truth values, conditions, comparison."""

from __future__ import annotations

import operator
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.interp.compiler import Code, ExprCompiler, Frame, apply
from vibee_compiler.ir.interp.patterns import bind
from vibee_compiler.ir.interp.registry import form, op

op("bool.not")(operator.not_)
op("bool.eq", "enum.eq", "carried.eq", "float.eq", "int.eq", "string.eq", "bytes.eq")(operator.eq)
op("duration.eq", "timestamp.eq")(operator.eq)
op("bool.lt", "int.lt", "float.lt", "string.lt", "bytes.lt", "enum.lt")(operator.lt)
op("duration.lt", "timestamp.lt")(operator.lt)


@op("bool.fromBool", "int.fromInt", "double.fromFloat", "string.fromString", "bytes.fromBytes")
@op("duration.fromDuration", "timestamp.fromTimestamp")
def identity(value: Any) -> Any:
    """The value itself."""
    return value


@form("bool.and")
def both(c: ExprCompiler, e: x.Op) -> Code:
    """The right side only when the left one is true."""
    left, right = c.all(e.args)
    return lambda env: left(env) and right(env)


@form("bool.or")
def either(c: ExprCompiler, e: x.Op) -> Code:
    """The right side only when the left one is false."""
    left, right = c.all(e.args)
    return lambda env: left(env) or right(env)


@form("cond")
def condition(c: ExprCompiler, e: x.Op) -> Code:
    """The branch that is taken."""
    cond, then, other = c.all(e.args)
    return lambda env: then(env) if cond(env) else other(env)


@form("cel.bind")
def cel_bind(c: ExprCompiler, e: x.Op) -> Code:
    """A `let` as a macro."""
    value, part = c.compile(e.args[0]), e.args[1]
    assert isinstance(part, x.Lambda)
    store = bind(part.params[0], c.slot)
    body = c.compile(part.body)

    def run(env: Frame) -> Any:
        store(env, value(env))
        return body(env)

    return run


@form("list.eq", "record.eq", "map.eq", "set.eq", "option.eq", "result.eq", "tuple.eq")
@form("variant.eq")
def equals(c: ExprCompiler, e: x.Op) -> Code:
    """Structural equality."""
    compare = c.linker.equality.equal(e.args[0].type)
    left, right = c.all(e.args)
    if not isinstance(e.args[0].type, t.ListT | t.SetT | t.MapT):
        return apply(compare, [left, right])
    runtime = c.runtime

    def run(env: Frame) -> bool:
        one, two = left(env), right(env)
        if len(one) != len(two):
            return False
        runtime.work(len(one) // 16)
        return compare(one, two)

    return run


@form("ne")
def differs(c: ExprCompiler, e: x.Op) -> Code:
    """The opposite of ==."""
    compare = c.linker.equality.equal(e.args[0].type)
    left, right = c.all(e.args)
    return lambda env: not compare(left(env), right(env))


@form("list.lt", "tuple.lt")
def before(c: ExprCompiler, e: x.Op) -> Code:
    """Order of lists and tuples."""
    return apply(c.linker.equality.less(e.args[0].type), c.all(e.args))


@form("gt")
def after(c: ExprCompiler, e: x.Op) -> Code:
    """Whether the left value comes after the right one."""
    compare = c.linker.equality.less(e.args[0].type)
    left, right = c.all(e.args)

    def run(env: Frame) -> bool:
        one = left(env)
        return compare(right(env), one)

    return run


@form("le", "ge")
def before_or_equal(c: ExprCompiler, e: x.Op) -> Code:
    """Order or equality."""
    type_ = e.args[0].type
    equality = c.linker.equality
    native = operator.le if e.id == "le" else operator.ge
    if type_ == t.FLOAT or equality.is_plain(type_):
        return apply(native, c.all(e.args))
    less, equal, up = equality.less(type_), equality.equal(type_), e.id == "le"

    def compare(a: Any, b: Any) -> bool:
        return (less(a, b) if up else less(b, a)) or equal(a, b)

    return apply(compare, c.all(e.args))
