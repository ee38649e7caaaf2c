"""The values of literal nodes."""

from __future__ import annotations

from typing import Any

from vibee_compiler.ir import types as t
from vibee_compiler.ir.value_text import parse_decimal, parse_uuid
from vibee_compiler.ir.values import AnyValue


def literal_value(value: object, type_: t.Type) -> Any:
    """The value of a `Literal`; raises ValueError for one that its type does not have."""
    if type_ == t.ANY:
        return AnyValue(value)
    if type_ in (t.DECIMAL, t.UUID):
        parse = parse_decimal if type_ == t.DECIMAL else parse_uuid
        found = parse(str(value))
        if found is None:
            raise ValueError(f"no {type_}: {value!r}")
        return found
    return value
