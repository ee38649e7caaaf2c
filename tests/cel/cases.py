"""CEL's conformance cases as values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cel.textproto import Message, parse
from vibee_compiler.ir import types as t
from vibee_compiler.ir.value_maps import MapValue
from vibee_compiler.ir.values import NOTHING, Some

PROTO = "protobuf messages, wrappers and enums as integers"
DYN = "`dyn` and mixed types"
TYPE = "`type()` and type values"
NULL = "`null`"
UINT = "`uint`"
UNCHECKED = "marked as unchecked, ill-typed here"
ABSORPTION = "error absorption"
EXTENSION = (
    "an extension that the language does not take up (it has strings, math, lists, bindings,"
    " optional values and two-variable comprehensions)"
)
PATTERN = "a pattern of `format` that is no constant, `%d` of a Float"

_PRIMITIVES: dict[str, t.Type] = {
    "BOOL": t.BOOL,
    "INT64": t.INT,
    "DOUBLE": t.FLOAT,
    "STRING": t.STRING,
    "BYTES": t.BYTES,
}
_WELL_KNOWN: dict[str, t.Type] = {"TIMESTAMP": t.TIMESTAMP, "DURATION": t.DURATION}
_TIMES = {
    "google.protobuf.Duration": t.DURATION,
    "google.protobuf.Timestamp": t.TIMESTAMP,
}


class Inapplicable(Exception):
    """Why a type or value has no counterpart in the language."""


@dataclass(frozen=True, slots=True)
class Case:
    """`value` is the expected one, None where an error or (`fails` unset) nothing is expected.

    `deduced` is the type that a checker has to find, None where the case does not say.
    """

    file: str
    section: str
    name: str
    expr: str
    container: str
    unchecked: bool
    types: tuple[tuple[str, Message], ...]
    bindings: tuple[tuple[str, Message], ...]
    value: Message | None
    fails: bool
    deduced: Message | None = None

    @property
    def id(self) -> str:
        """The case's name in messages."""
        return f"{self.file}/{self.section}/{self.name}"


def _text(message: Message, field: str, default: str = "") -> str:
    values = message.get(field)
    if not values:
        return default
    value = values[-1]
    return value.decode() if isinstance(value, bytes) else str(value)


def read_cases(path: Path) -> Iterator[Case]:
    """The cases of a file, in order."""
    whole = parse(path.read_text(encoding="utf-8"))
    for section in whole.get("section", []):
        for test in section.get("test", []):
            yield _case(path.stem, _text(section, "name"), test)


def _case(file: str, section: str, test: Message) -> Case:
    typed = test.get("typed_result", [{}])[-1]
    value = (test.get("value") or typed.get("result") or [None])[-1]
    fails = "eval_error" in test or "any_eval_errors" in test
    if value is None and not fails and not typed:
        value = {"bool_value": ["true"]}
    return Case(
        file,
        section,
        _text(test, "name"),
        _text(test, "expr"),
        _text(test, "container"),
        _text(test, "disable_check") == "true",
        tuple((_text(one, "name"), one) for one in test.get("type_env", [])),
        tuple((_text(one, "key"), one["value"][-1]) for one in test.get("bindings", [])),
        value,
        fails,
        typed.get("deduced_type", [None])[-1],
    )


def declared_type(declaration: Message) -> t.Type:
    """The type of a variable of `type_env`; raises Inapplicable."""
    if "ident" not in declaration:
        raise Inapplicable(DYN)
    return type_of(declaration["ident"][-1]["type"][-1])


def type_of(message: Message) -> t.Type:
    """A type in the form of CEL's checked expressions; raises Inapplicable."""
    kind, values = next(iter(message.items()))
    value = values[-1]
    if kind == "primitive":
        if value == "UINT64":
            raise Inapplicable(UINT)
        return _PRIMITIVES[value]
    if kind == "well_known" and value in _WELL_KNOWN:
        return _WELL_KNOWN[value]
    if kind == "list_type":
        return t.ListT(type_of(value["elem_type"][-1]))
    if kind == "map_type":
        return t.MapT(type_of(value["key_type"][-1]), type_of(value["value_type"][-1]))
    if kind == "abstract_type" and _text(value, "name") == "optional_type":
        return t.OptionT(type_of(value["parameter_types"][-1]))
    if kind == "message_type":
        name = value.decode() if isinstance(value, bytes) else value
        if name in _TIMES:
            return _TIMES[name]
    raise Inapplicable({"dyn": DYN, "null": NULL, "type": TYPE}.get(kind, PROTO))


def value_type(message: Message) -> t.Type:
    """The type of a binding that nobody declared; empty containers hold Int."""
    kind, values = next(iter(message.items()))
    simple: dict[str, t.Type] = {
        "bool_value": t.BOOL,
        "int64_value": t.INT,
        "double_value": t.FLOAT,
        "string_value": t.STRING,
        "bytes_value": t.BYTES,
    }
    if kind in simple:
        return simple[kind]
    if kind == "list_value":
        return t.ListT(_common([value_type(one) for one in values[-1].get("values", [])]))
    if kind == "map_value":
        entries = values[-1].get("entries", [])
        keys = _common([value_type(one["key"][-1]) for one in entries])
        return t.MapT(keys, _common([value_type(one["value"][-1]) for one in entries]))
    if kind == "object_value":
        (url,) = values[-1]
        name = url.strip("[]").rpartition("/")[2]
        if name in _TIMES:
            return _TIMES[name]
    raise Inapplicable(_VALUE_REASONS.get(kind, PROTO))


def _common(found: list[t.Type]) -> t.Type:
    if len(set(found)) > 1:
        raise Inapplicable(DYN)
    return found[0] if found else t.INT


_VALUE_REASONS = {"null_value": NULL, "uint64_value": UINT, "type_value": TYPE}


def runtime_value(message: Message) -> Any:
    """A value of the conformance format as one of ours; raises Inapplicable."""
    kind, values = next(iter(message.items()))
    raw = values[-1]
    if kind == "bool_value":
        return raw == "true"
    if kind == "int64_value":
        return int(raw, 0)
    if kind == "double_value":
        return float(raw)
    if kind == "string_value":
        return raw.decode()
    if kind == "bytes_value":
        return raw
    if kind == "list_value":
        return tuple(runtime_value(one) for one in raw.get("values", []))
    if kind == "map_value":
        pairs = [(one["key"][-1], one["value"][-1]) for one in raw.get("entries", [])]
        return MapValue.of((runtime_value(k), runtime_value(v)) for k, v in pairs)
    if kind == "object_value":
        return _object(raw)
    raise Inapplicable(_VALUE_REASONS.get(kind, PROTO))


def _object(raw: Message) -> Any:
    ((url, inner),) = raw.items()
    name = url.strip("[]").rpartition("/")[2]
    if name in _TIMES:
        seconds, nanos = _text(inner[-1], "seconds", "0"), _text(inner[-1], "nanos", "0")
        return int(seconds) * 10**9 + int(nanos)
    if name.endswith("OptionalValue") or name == "optional_type":
        value = inner[-1].get("value")
        return Some(runtime_value(value[-1])) if value else NOTHING
    raise Inapplicable(PROTO)
