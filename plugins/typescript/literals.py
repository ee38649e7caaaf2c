"""Literals as TypeScript, in prettier's forms."""

from __future__ import annotations

import json
import math
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from vibee_plugins.typescript import syntax as js
from vibee_plugins.typescript.syntax import Node

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


def string(value: str) -> js.Lit:
    """A string literal as a tree."""
    return js.Lit(quoted(value), "string")


def template(value: str) -> str:
    """The fixed part of a template literal."""
    made = escape(value, {**_SHORT, "`": "\\`"}, _numbered)
    return made.replace("${", "\\${")


def whole(value: int) -> Node:
    """An Int; what is out of a double's safe range is converted from a BigInt."""
    if abs(value) == MAX_SAFE:
        return js.Member(js.Name("Number"), f"{'MAX' if value > 0 else 'MIN'}_SAFE_INTEGER")
    if abs(value) > MAX_SAFE:
        return js.call("Number", signed(f"{value}n", "bigint"))
    return signed(grouped(value))


def signed(made: str, kind: str = "number") -> Node:
    """A number that may have a sign."""
    if made in ("NaN", "Infinity"):
        return js.Name(made)
    if made.startswith("-"):
        return js.Unary("-", signed(made[1:], kind))
    return js.Lit(made, kind)


def number(value: float) -> str:
    """A Float."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    made = _as_rounded(value, float_text(value))
    return re.sub(r"e([+-])0+", r"e\1", made).removesuffix(".0").replace("e+", "e")


def _as_rounded(value: float, made: str) -> str:
    """The same number of digits rounded half up, which linters expect, where it reads back."""
    digits = len(made.partition("e")[0].lstrip("-0.").replace(".", ""))
    if digits < 16 or "e" in made:
        return made
    places = len(made.partition(".")[2])
    exact = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return str(exact) if float(exact) == value else made


def big(value: int) -> str:
    """A count of nanoseconds."""
    return f"{grouped(value)}n"


def octets(value: bytes) -> Node:
    """Bytes."""
    if not value:
        return js.make("Uint8Array")
    return js.method(js.Name("Uint8Array"), "of", *(js.number(n) for n in value))


def data(value: Any) -> Node:
    """A JSON value."""
    match value:
        case None | bool():
            return js.Name(json.dumps(value))
        case int():
            return whole(value)
        case float():
            return signed(number(value))
        case str():
            return string(value)
        case dict():
            return js.Object(tuple((_key(str(k)), data(v)) for k, v in value.items()))
        case list() | tuple():
            return js.Items(tuple(map(data, value)))
        case _:
            return js.Name(json.dumps(value))


def _key(name: str) -> str:
    """A key of an object, quoted where it must be."""
    if name == "__proto__":
        return '["__proto__"]'
    return name if re.fullmatch(r"[A-Za-z_$][A-Za-z0-9_$]*", name) else quoted(name)
