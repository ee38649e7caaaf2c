"""Literals of Zig."""

from __future__ import annotations

import math
from typing import Any

from vibee_compiler.targets.literals import escape, float_text, grouped

_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _numbered(code: int, _after: str) -> str:
    # A lone surrogate has no UTF-8; it cannot stand in a text that the checker accepted.
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{{{code:x}}}"


def quoted(text: str) -> str:
    """A string literal."""
    return f'"{escape(text, _SHORT, _numbered)}"'


def character(char: str) -> str:
    """A character literal of an ASCII character."""
    shown = {"'": "\\'", "\\": "\\\\"}.get(char) or quoted(char)[1:-1].replace('\\"', '"')
    return f"'{shown}'"


def octets(value: bytes) -> str:
    """A string literal of any octets."""
    shown = "".join(chr(b) if 32 <= b < 127 and b not in (34, 92) else f"\\x{b:02x}" for b in value)
    return f'"{shown}"'


def integer(value: int) -> str:
    """An `i64`."""
    if value == 2**63 - 1:
        return "math.maxInt(i64)"
    if value == -(2**63):
        return "math.minInt(i64)"
    return grouped(value)


def number(value: float) -> str:
    """An `f64`, its sign and NaN included."""
    if math.isnan(value):
        return "math.nan(f64)"
    if math.isinf(value):
        return "math.inf(f64)" if value > 0 else "-math.inf(f64)"
    return float_text(value) if value != 0 or math.copysign(1, value) > 0 else "-0.0"


def any_value(value: Any) -> str:
    """A JSON-like value: a `support.Any` where that type is expected."""
    match value:
        case None:
            return ".null"
        case bool():
            return f".{{ .bool = {str(value).lower()} }}"
        case int():
            return f".{{ .int = {integer(value)} }}"
        case float():
            return f".{{ .float = {number(value)} }}"
        case str():
            return f".{{ .string = {quoted(value)} }}"
        case ("object", tuple() as pairs):
            inner = ", ".join(
                f".{{ .key = {quoted(key)}, .value = {any_value(item)} }}"
                for key, item in sorted(pairs)
            )
            spaced = inner if len(pairs) < 2 else f" {inner} "
            return f".{{ .object = &.{{{spaced}}} }}"
        case _:
            inner = ", ".join(any_value(item) for item in value)
            spaced = inner if len(value) < 2 else f" {inner} "
            return f".{{ .array = &.{{{spaced}}} }}"
