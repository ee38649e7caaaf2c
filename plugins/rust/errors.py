"""Errors: variants of one enum, with or without a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_plugins.rust import layout, literals

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.targets.layout import Doc, concat, text

if TYPE_CHECKING:
    from vibee_plugins.rust.base import BasePrinter

CONTRACT = "ContractViolation"

BARE = {
    "DivisionByZero": ("A number is divided by zero.", "division by zero"),
    "EmptyList": ("A list has no items.", "empty list"),
    "IndexOutOfBounds": ("An index lies outside its list or text.", "index out of bounds"),
    "NoSuchKey": ("A map has no such key.", "no such key"),
    "NoValue": ("There is no value.", "no value"),
    "Overflow": ("A result does not fit in its type.", "overflow"),
}
"""Built-in errors that carry no text: what they document and display."""

TEXT = {
    "InvalidArgument": "An argument is outside what a function takes.",
    "InvalidNumber": "A text is no number.",
    "InvalidTime": "A text is no time, span or zone.",
}
"""Built-in errors that carry a text."""

MESSAGES = {
    "string.repeat": "a negative count",
    "math.bitShiftLeft": "a negative shift",
    "math.bitShiftRight": "a negative shift",
    "string.codePoint": "not one character",
    "strings.fromCodePoint": "no such character",
    "bool.fromString": "no truth value",
    "string.fromBytes": "not UTF-8",
    "double.fromString": "no number",
    "map.new": "a key comes twice",
}
"""Texts of errors that support functions report as `None`."""


def path(printer: BasePrinter, name: str) -> str:
    """An error's variant."""
    printer.need("crate::Error")
    printer.crate.raised.add(name)
    return f"Error::{printer.crate.names.error(name)}"


def error_value(printer: BasePrinter, name: str, message: Any) -> Doc:
    """An error with its message, an expression of type String."""
    variant = path(printer, name)
    if name in BARE:
        return text(variant)
    if name == CONTRACT:
        literal = isinstance(message, x.Literal) and isinstance(message.value, str)
        said = message.value if literal else "failed"
        return layout.wrapped(variant, text(literals.quoted(said)))
    return layout.wrapped(variant, _owned_text(printer, message))


def _owned_text(printer: BasePrinter, message: Any) -> Doc:
    if isinstance(message, x.Literal) and message.value == "":
        return text("String::new()")
    if isinstance(message, x.Literal):
        return printer.out(message).then(".into()", type_=t.STRING).doc
    return printer.own(message).doc


def named(printer: BasePrinter, name: str, message: str = "") -> Doc:
    """An error with a constant message."""
    variant = path(printer, name)
    if name in BARE:
        return text(variant)
    said = literals.quoted(message)
    into = "" if name == CONTRACT else ".into()"
    return layout.wrapped(variant, text(said + into))


def or_error(printer: BasePrinter, name: str, op_id: str) -> str | Doc:
    """`.ok_or(...)` for what support functions report as `None`."""
    made = named(printer, name, MESSAGES.get(op_id, ""))
    if name in BARE:
        return concat(".ok_or(", made, ")")
    return concat(".ok_or_else(|| ", layout.closure_body(made), ")")
