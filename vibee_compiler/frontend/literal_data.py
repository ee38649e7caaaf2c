"""From expressions that are data (examples, defaults, constants) to plain YAML and JSON values."""

from __future__ import annotations

import base64

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.value_text import duration_text, timestamp_text


class NotDataError(ValueError):
    """The expression is more than literals and constructors."""


def literal_data(node: x.Expr) -> object:
    """The plain value that the language reads as this expression.

    Raises:
        NotDataError: when the expression computes something.
    """
    match node:
        case x.Store(value):
            return literal_data(value)
        case x.Literal():
            return _scalar(node)
        case x.EnumValue(member):
            return member
        case x.FnRef(name=name):
            return name
        case x.ListLit(items) | x.SetLit(items) | x.TupleLit(items):
            return [literal_data(item) for item in items]
        case x.MapLit(entries):
            return {_key(k): literal_data(v) for k, v in entries}
        case x.RecordLit(fields):
            return {name: literal_data(value) for name, value in fields}
        case x.VariantLit(variant, fields):
            inside = {name: literal_data(value) for name, value in fields}
            return {variant: inside} if inside else variant
        case x.Op("optional.of", (inner,)):
            return literal_data(inner)
        case x.Op("optional.none"):
            return None
        case x.Op("result.ok" | "result.err" as which, (inner,)):
            return {which.removeprefix("result."): literal_data(inner)}
        case _:
            raise NotDataError(f"{type(node).__name__} is no data")


def _scalar(node: x.Literal) -> object:
    value = node.value
    match node.type:
        case t.Prim("Bytes") if isinstance(value, bytes):
            return base64.b64encode(value).decode("ascii")
        case t.Prim("Timestamp"):
            return timestamp_text(int(str(value)))
        case t.Prim("Duration"):
            return duration_text(int(str(value)))
        case t.Prim("Any"):
            return _json(value)
        case _:
            return value


def _json(value: object) -> object:
    """Plain JSON data from an Any literal; see `ir.expr.Literal`."""
    match value:
        case ("object", tuple() as pairs):
            return {str(key): _json(inner) for key, inner in pairs}
        case tuple():
            return [_json(inner) for inner in value]
        case _:
            return value


def _key(node: x.Expr) -> object:
    found = literal_data(node)
    if isinstance(found, bool):
        return "true" if found else "false"
    return found
