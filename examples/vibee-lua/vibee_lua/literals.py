"""Literals as Lua."""

from __future__ import annotations

import math
from typing import Any

from vibee_compiler.targets.literals import escape, float_text

MIN_INT = -(2**63)
_SHORT = {
    "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t",
    "\a": "\\a", "\b": "\\b", "\f": "\\f", "\v": "\\v",
}  # fmt: skip


def _numbered(code: int, _after: str) -> str:
    return f"\\x{code:02X}" if code < 0x80 else f"\\u{{{code:X}}}"


def quoted(value: str) -> str:
    """A string literal."""
    return '"' + escape(value, _SHORT, _numbered) + '"'


def octets(value: bytes) -> str:
    """Bytes: a string, too."""
    shown = (_octet(chr(code)) for code in value)
    return '"' + "".join(shown) + '"'


def _octet(char: str) -> str:
    if char in '\\"':
        return f"\\{char}"
    return char if " " <= char <= "~" else f"\\x{ord(char):02X}"


def integer(value: int) -> str:
    """An integer; the least one has no literal."""
    return "math.mininteger" if value == MIN_INT else str(value)


def number(value: float) -> str:
    """A float."""
    if math.isnan(value):
        return "(0 / 0)"
    if math.isinf(value):
        return "math.huge" if value > 0 else "-math.huge"
    return float_text(value)


def decimal(value: str) -> str:
    """A Decimal in its one form, so that equal numbers are equal texts."""
    from decimal import Decimal

    number = Decimal(value)
    if number == 0:
        return "0"
    shown = format(number, "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def data(value: Any, support: str = "support") -> str:
    """A JSON value: arrays are sequences, objects maps, null is `support.null`."""
    match value:
        case None:
            return f"{support}.null"
        case bool():
            return "true" if value else "false"
        case int():
            return integer(value)
        case float():
            return number(value)
        case str():
            return quoted(value)
        case ("object", tuple() as pairs):
            items = (f"{{ {quoted(str(k))}, {data(v, support)} }}" for k, v in pairs)
            return (
                f"{support}.map_of({{ {', '.join(items)} }})"
                if pairs
                else f"{support}.map_of({{}})"
            )
        case dict():
            return data(("object", tuple(value.items())), support)
        case _:
            return f"{{ {', '.join(data(v, support) for v in value)} }}" if value else "{}"
