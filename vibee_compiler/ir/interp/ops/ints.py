"""Int: the range is the runtime's, so that narrower targets are computed as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.interp.budget import Raised, Runtime
from vibee_compiler.ir.interp.compiler import Code, ExprCompiler, Frame, apply
from vibee_compiler.ir.interp.registry import form, op
from vibee_compiler.ir.value_text import parse_int

_BITS = 64
_WRAP = 2**_BITS


def overflow() -> Raised:
    """The error of what leaves the range."""
    return Raised("Overflow", "an integer out of range")


@form("int.add")
def add(c: ExprCompiler, e: x.Op) -> Code:
    """The sum."""
    a, b = c.all(e.args)
    least, greatest = c.runtime.least, c.runtime.greatest

    def run(env: Frame) -> Any:
        value = a(env) + b(env)
        if least <= value <= greatest:
            return value
        raise overflow()

    return run


@form("int.sub")
def subtract(c: ExprCompiler, e: x.Op) -> Code:
    """The difference."""
    a, b = c.all(e.args)
    least, greatest = c.runtime.least, c.runtime.greatest

    def run(env: Frame) -> Any:
        value = a(env) - b(env)
        if least <= value <= greatest:
            return value
        raise overflow()

    return run


@form("int.mul")
def multiply(c: ExprCompiler, e: x.Op) -> Code:
    """The product."""
    a, b = c.all(e.args)
    least, greatest = c.runtime.least, c.runtime.greatest

    def run(env: Frame) -> Any:
        value = a(env) * b(env)
        if least <= value <= greatest:
            return value
        raise overflow()

    return run


def _checked(rt: Runtime, a: int, b: int) -> None:
    if b == 0:
        raise Raised("DivisionByZero", "division by zero")
    if b == -1 and not rt.least <= -a <= rt.greatest:
        raise overflow()


@op("int.div", runtime=True)
def divide(rt: Runtime, a: int, b: int) -> int:
    """The quotient, truncated toward zero."""
    _checked(rt, a, b)
    q = abs(a) // abs(b)
    return q if (a < 0) == (b < 0) else -q


@op("int.rem", runtime=True)
def remainder(rt: Runtime, a: int, b: int) -> int:
    """The remainder, with the dividend's sign."""
    _checked(rt, a, b)
    r = abs(a) % abs(b)
    return -r if a < 0 else r


@op("math.floorDiv", runtime=True)
def floor_div(rt: Runtime, a: int, b: int) -> int:
    """The quotient, rounded down."""
    _checked(rt, a, b)
    return a // b


@op("math.floorMod", runtime=True)
def floor_mod(rt: Runtime, a: int, b: int) -> int:
    """The remainder, with the divisor's sign."""
    _checked(rt, a, b)
    return a % b


@op("int.neg", runtime=True)
def negate(rt: Runtime, a: int) -> int:
    """The other sign."""
    return rt.fit(-a)


@op("math.abs.int", runtime=True)
def absolute(rt: Runtime, a: int) -> int:
    """The absolute value."""
    return rt.fit(abs(a))


@op("math.sign.int")
def sign(a: int) -> int:
    """-1, 0 or 1."""
    return (a > 0) - (a < 0)


@op("math.pow", runtime=True)
def power(rt: Runtime, a: int, n: int) -> int:
    """The power; computed only where it can be small enough."""
    if n < 0:
        raise Raised("InvalidArgument", "a negative exponent")
    if a in (0, 1, -1):
        return 1 if n % 2 == 0 and (a or not n) else a
    if n > _BITS:
        raise overflow()
    return rt.fit(a**n)


def _bits(function: Callable[[int, int], int]) -> Callable[[Runtime, int, int], int]:
    return lambda rt, a, b: rt.fit(function(a, b))


op("math.bitAnd", runtime=True)(_bits(lambda a, b: a & b))
op("math.bitOr", runtime=True)(_bits(lambda a, b: a | b))
op("math.bitXor", runtime=True)(_bits(lambda a, b: a ^ b))


@op("math.bitNot", runtime=True)
def bit_not(rt: Runtime, a: int) -> int:
    """Every bit turned over."""
    return rt.fit(~a)


def _shift(n: int) -> None:
    if n < 0:
        raise Raised("InvalidArgument", "a negative shift")


@op("math.bitShiftLeft", runtime=True)
def shift_left(rt: Runtime, a: int, n: int) -> int:
    """The 64 bits moved up; on a narrower Int what leaves its range is an Overflow."""
    _shift(n)
    value = (a << n) % _WRAP if n < _BITS else 0
    return rt.fit(value - _WRAP if value >= _WRAP // 2 else value)


@op("math.bitShiftRight", runtime=True)
def shift_right(rt: Runtime, a: int, n: int) -> int:
    """The 64 bits moved down, zeros coming in."""
    _shift(n)
    if n == 0:
        return a
    return rt.fit((a % _WRAP) >> n) if n < _BITS else 0


@form("math.greatest", "math.least")
def extreme(c: ExprCompiler, e: x.Op) -> Code:
    """NaN when any is NaN, the first of equals otherwise; pairwise from the left."""
    up = e.id == "math.greatest"
    codes = c.all(e.args)
    if e.args[0].type == t.INT:
        return apply(max if up else min, codes) if len(codes) > 1 else codes[0]

    def pick(*values: float) -> float:
        best = values[0]
        for value in values[1:]:
            if best == best and (value != value or (best < value if up else value < best)):
                best = value
        return best

    return apply(pick, codes)


@op("int.fromString", runtime=True)
def from_string(rt: Runtime, text: str) -> int:
    """Decimal digits with an optional sign."""
    value = parse_int(text)
    if value is None:
        raise Raised("InvalidNumber", text)
    return rt.fit(value)


@op("int.fromFloat", runtime=True)
def from_float(rt: Runtime, a: float) -> int:
    """The number without its fraction."""
    if not -(2.0**63) < a < 2.0**63:
        raise overflow()
    return rt.fit(int(a))


op("string.fromInt", "format.d")(str)
