"""Literals in Python."""

from __future__ import annotations

import math

from vibee_compiler.targets.literals import escape, float_text, grouped

_SHORT = {"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _numbered(code: int, _after: str) -> str:
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def quote_for(text: str) -> str:
    """The quote that ruff's formatter would choose: double unless single needs fewer escapes."""
    return "'" if text.count('"') > text.count("'") else '"'


def string_body(text: str, quote: str) -> str:
    """The inside of a string literal in that quote."""
    return escape(text, {**_SHORT, quote: f"\\{quote}"}, _numbered)


def string(text: str) -> str:
    """A string literal."""
    quote = quote_for(text)
    return f"{quote}{string_body(text, quote)}{quote}"


def octets(value: bytes) -> str:
    """A bytes literal."""
    body = "".join(
        _SHORT.get(chr(b)) or (chr(b) if 0x20 <= b < 0x7F else f"\\x{b:02x}") for b in value
    )
    quote = quote_for(body)
    return f"b{quote}{body.replace(quote, chr(92) + quote)}{quote}"


def integer(value: int) -> str:
    """An integer literal, in groups of three from five digits on."""
    return grouped(value)


def floating(value: float) -> str:
    """A float, for which `math` must be imported where it has no literal (see `needs_math`)."""
    if math.isnan(value):
        return "math.nan"
    if math.isinf(value):
        return "math.inf" if value > 0 else "-math.inf"
    return float_text(value)


def needs_math(value: float) -> bool:
    """Whether the float is written with a name of `math`."""
    return not math.isfinite(value)


def text_value(value: object) -> str:
    """JSON-like data of an Any literal; arrays are tuples, objects `("object", pairs)`."""
    match value:
        case None | bool():
            return repr(value)
        case int():
            return integer(value)
        case float():
            return floating(value)
        case str():
            return string(value)
        case ("object", tuple() as pairs):
            return "{" + ", ".join(f"{string(k)}: {text_value(v)}" for k, v in pairs) + "}"
        case tuple():
            inner = ", ".join(map(text_value, value))
            return f"({inner},)" if len(value) == 1 else f"({inner})"
        case _:
            raise TypeError(f"no literal of Any: {value!r}")
