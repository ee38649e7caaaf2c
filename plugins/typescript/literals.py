"""Literals as TypeScript, in prettier's forms."""

from __future__ import annotations

import json
import math
from typing import Any

from vibee_compiler.targets.literals import escape, float_text, grouped

MAX_SAFE = 2**53 - 1
_SHORT = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def _numbered(code: int, _after: str) -> str:
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\u{{{code:x}}}"


def quoted(value: str) -> str:
    """A string literal: double quotes, unless single ones need fewer escapes."""
    quote = "'" if value.count('"') > value.count("'") else '"'
    return quote + escape(value, {**_SHORT, quote: f"\\{quote}"}, _numbered) + quote


def template(value: str) -> str:
    """The fixed part of a template literal."""
    made = escape(value, {**_SHORT, "`": "\\`"}, _numbered)
    return made.replace("${", "\\${")


def integer(value: int) -> str:
    """An Int; what is out of a double's safe range is converted from a BigInt."""
    if abs(value) == MAX_SAFE:
        return f"Number.{'MAX' if value > 0 else 'MIN'}_SAFE_INTEGER"
    if abs(value) > MAX_SAFE:
        return f"Number({value}n)"
    return grouped(value)


def number(value: float) -> str:
    """A Float."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    made = float_text(value)
    return made.removesuffix(".0")


def big(value: int) -> str:
    """A count of nanoseconds."""
    return f"{grouped(value)}n"


def octets(value: bytes) -> str:
    """Bytes."""
    return f"Uint8Array.of({', '.join(map(str, value))})" if value else "new Uint8Array()"


def data(value: Any) -> str:
    """A JSON value."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return integer(value)
        case float():
            return number(value)
        case str():
            return quoted(value)
        case dict():
            items = [
                f"[{quoted(str(k))}]: {data(v)}"
                if k == "__proto__"
                else f"{quoted(str(k))}: {data(v)}"
                for k, v in value.items()
            ]
            return f"{{ {', '.join(items)} }}" if items else "{}"
        case list() | tuple():
            return f"[{', '.join(map(data, value))}]"
        case _:
            return json.dumps(value)
