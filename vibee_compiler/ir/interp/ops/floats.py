"""Float: IEEE 754 doubles, which Python's are."""

from __future__ import annotations

import math
import operator

from vibee_compiler.ir.interp.budget import Raised
from vibee_compiler.ir.interp.registry import op
from vibee_compiler.ir.value_text import float_text, parse_float

op("float.add")(operator.add)
op("float.sub")(operator.sub)
op("float.mul")(operator.mul)
op("float.neg")(operator.neg)
op("math.abs.float")(abs)
op("double.fromInt")(float)
op("string.fromFloat")(float_text)
op("math.isNaN")(math.isnan)
op("math.isInf")(math.isinf)
op("math.isFinite")(math.isfinite)


@op("float.div")
def divide(a: float, b: float) -> float:
    """The quotient; by zero an infinity, or NaN."""
    if b:
        return a / b
    if a == 0 or a != a:
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


@op("math.sign.float")
def sign(a: float) -> float:
    """-1.0, 0.0, 1.0 or NaN."""
    return 1.0 if a > 0 else -1.0 if a < 0 else 0.0 if a == 0 else a


@op("math.floor")
def floor(a: float) -> float:
    """The greatest whole double not above."""
    return math.copysign(float(math.floor(a)), a) if math.isfinite(a) else a


@op("math.ceil")
def ceil(a: float) -> float:
    """The least whole double not below."""
    return math.copysign(float(math.ceil(a)), a) if math.isfinite(a) else a


@op("math.trunc")
def trunc(a: float) -> float:
    """Without the fraction."""
    return math.copysign(float(math.trunc(a)), a) if math.isfinite(a) else a


@op("math.round")
def round_half_away(a: float) -> float:
    """The nearest whole double, halves away from zero."""
    whole = trunc(a)
    return whole + sign(a) if math.isfinite(a) and abs(a - whole) >= 0.5 else whole


@op("math.sqrt.float")
def sqrt(a: float) -> float:
    """The square root; NaN below zero."""
    return math.sqrt(a) if a >= 0 else math.nan


@op("math.sqrt.int")
def sqrt_int(a: int) -> float:
    """The square root of the nearest double."""
    return sqrt(float(a))


@op("double.fromString")
def from_string(text: str) -> float:
    """The nearest double of a literal."""
    value = parse_float(text)
    if value is None:
        raise Raised("InvalidNumber", text)
    return value
