"""Literals of Rust."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, Any

from vibee_plugins.rust import layout
from vibee_plugins.rust.lints import CONSTANTS
from vibee_plugins.rust.values import UNARY, Form, Out, value

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.targets.layout import Doc, concat, text
from vibee_compiler.targets.literals import escape, float_text, grouped
from vibee_compiler.targets.printer import ATOM

if TYPE_CHECKING:
    from vibee_plugins.rust.base import BasePrinter

_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}
_SHORT_CHAR = {**{k: v for k, v in _SHORT.items() if k != '"'}, "'": "\\'"}
_FLOATS = {math.inf: "f64::INFINITY", -math.inf: "f64::NEG_INFINITY"}
_INTS = {2**63 - 1: "i64::MAX", -(2**63): "i64::MIN"}


def _numbered(code: int, _after: str) -> str:
    return f"\\u{{{code:x}}}"


def quoted(value_: str) -> str:
    """A string literal. A lone surrogate, which no text of Rust holds, becomes U+FFFD."""
    if value_.isascii():
        return f'"{escape(value_, _SHORT, _numbered)}"'
    safe = "".join("\ufffd" if 0xD800 <= ord(c) <= 0xDFFF else c for c in value_)
    made = escape(safe, _SHORT, _numbered)
    if not unicodedata.is_normalized("NFC", made):
        # What an editor might compose is written by number.
        made = "".join(_numbered(ord(c), "") if unicodedata.combining(c) else c for c in made)
    return f'"{made}"'


def char(value_: str) -> str:
    """A literal of a char."""
    return f"'{escape(value_, _SHORT_CHAR, _numbered)}'"


def integer(number: int) -> str:
    """A literal of an `i64`."""
    return _INTS.get(number, grouped(number))


def number(value_: float) -> str:
    """A literal of an `f64`."""
    if math.isnan(value_):
        return "f64::NAN"
    if value_ in _FLOATS:
        return _FLOATS[value_]
    made = float_text(value_)
    sign = "-" if made.startswith("-") else ""
    digits, mark, exponent = made.removeprefix("-").partition("e")
    whole, point, fraction = digits.partition(".")
    parts = len(fraction) > 5 or len(whole) >= 5
    if parts:
        whole = grouped(int(whole), least=4)
        fraction = "_".join(fraction[i : i + 3] for i in range(0, len(fraction), 3))
    return f"{sign}{whole}{point}{fraction}{mark}{exponent}"


def octets(value_: bytes) -> str:
    """A literal of octets."""
    out = []
    for octet in value_:
        one = chr(octet)
        if one in '"\\':
            out.append("\\" + one)
        elif 32 <= octet < 127:
            out.append(one)
        else:
            out.append(f"\\x{octet:02x}")
    return f'b"{"".join(out)}"'


def literal(printer: BasePrinter, node: x.Literal) -> Out:
    """A scalar constant."""
    value_: Any = node.value
    match node.type:
        case t.Prim("Int"):
            shown = integer(value_)
            suffix = "_i64" if printer.typed_literals and not shown.startswith("i64") else ""
            return value(shown + suffix, node.type, UNARY if value_ < 0 else ATOM)
        case t.Prim("Float"):
            made = number(value_)
            if CONSTANTS.match(made):
                printer.crate.allow("approx_constant")
            suffix = "_f64" if printer.typed_literals and "f64" not in made else ""
            return value(made + suffix, node.type, UNARY if made.startswith("-") else ATOM)
        case t.Prim("Bool"):
            return value("true" if value_ else "false", node.type)
        case t.Prim("String"):
            return Out(text(quoted(value_)), ATOM, Form.VIEW, node.type, literal=True)
        case t.Prim("Bytes"):
            return Out(text(octets(value_)), ATOM, Form.VIEW, node.type, literal=True)
        case t.Prim("Duration"):
            printer.note_type(node.type)
            return value(f"Duration::from_nanos({integer(value_)})", node.type)
        case t.Prim("Timestamp"):
            printer.note_type(node.type)
            printer.support("timestamp_literal")
            seconds, nanos = divmod(value_, 10**9)
            return value(f"Timestamp::literal({integer(seconds)}, {integer(nanos)})", node.type)
        case t.Prim("Decimal"):
            printer.note_type(node.type)
            printer.support("decimal_literal")
            return value(f"Decimal::literal({quoted(value_)})", node.type)
        case t.Prim("UUID"):
            printer.note_type(node.type)
            printer.support("uuid_literal")
            digits = int(value_.replace("-", ""), 16)
            groups = "_".join(f"{digits:032x}"[i : i + 4] for i in range(0, 32, 4))
            return value(f"Uuid::literal(0x{groups})", node.type)
        case _:
            return value(_any(printer, value_), node.type)


def _any(printer: BasePrinter, data: Any) -> Doc:
    """A JSON value."""
    printer.note_type(t.ANY)
    match data:
        case None:
            return text("Any::Null")
        case bool():
            return text(f"Any::Bool({'true' if data else 'false'})")
        case int() if -(2**63) <= data < 2**63:
            return text(f"Any::Int({integer(data)})")
        case int() | float():
            return text(f"Any::Float({number(float(data))})")
        case str():
            return text(f"Any::String({quoted(data)}.into())")
        case ("object", pairs):
            printer.need("std::collections::BTreeMap")
            items = [concat("(", quoted(k), ".into(), ", _any(printer, v), ")") for k, v in pairs]
            if not items:
                return text("Any::Object(BTreeMap::new())")
            listed = layout.arguments("[", items, "]")
            return concat("Any::Object(BTreeMap::from(", listed, "))")
        case _:
            parts = [_any(printer, item) for item in data]
            return concat("Any::Array(", layout.arguments("vec![", parts, "]"), ")")
