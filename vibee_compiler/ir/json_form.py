"""The JSON form of the IR, its JSON Schema, and the way back.

Each node is an object whose `kind` is the name of its class; fields have the classes' names.
Tuples are arrays, sets of errors sorted arrays; a Bytes value is base64, a Float that JSON has no
number for a text, and a value of Any an object `{"json": ...}`. Writing needs no pydantic;
reading and the schema go through models that are derived from the classes when asked for.

`VERSION` is raised when a document of the old form would be read differently or refused; adding
a field with a default or a kind of node does not raise it.
"""

from __future__ import annotations

import base64
import json
import math
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from vibee_compiler.diagnostics.model import Position, Span
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import module as m
from vibee_compiler.ir import types as t
from vibee_compiler.ir.deep import deeply
from vibee_compiler.ir.value_text import float_text
from vibee_compiler.ir.values import is_object

VERSION: Final = 1

_FLOATS: Final = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_VALUES: Final = (x.Literal, x.PLiteral)
_NONE: Final = type(None)


class FormatProblem(ValueError):
    """A document that is no IR of this version."""


def dump(program: m.Program) -> str:
    """The JSON text of a program on one line, keys in the classes' order.

    Not indented: Python's encoder is some twenty times slower then.
    """

    def write() -> str:
        document = {"ir": VERSION, "program": to_data(program)}
        return json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n"

    return deeply(write)


def load(text: str) -> m.Program:
    """The program of a JSON text; raises FormatProblem."""
    try:
        document = deeply(lambda: json.loads(text))
    except ValueError as error:
        raise FormatProblem(f"no JSON: {error}") from None
    except RecursionError:
        raise FormatProblem("nested too deeply") from None
    if not isinstance(document, dict) or document.get("ir") != VERSION:
        raise FormatProblem(f"no IR of version {VERSION}")
    return _validated(document.get("program"))


def _validated(data: Any) -> m.Program:
    from pydantic import ValidationError

    from vibee_compiler.ir.json_models import model

    try:
        model().model_validate(data)
        found: m.Program = deeply(lambda: _node(data, m.Program))
        return found
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise FormatProblem(f"{where}: {first['msg']}") from None
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise FormatProblem(f"no IR: {error}") from None


def schema() -> dict[str, Any]:
    """The JSON Schema of what `dump` writes."""
    from vibee_compiler.ir.json_models import model

    inner = model().model_json_schema(ref_template="#/$defs/{model}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "vibee IR",
        "type": "object",
        "required": ["ir", "program"],
        "properties": {"ir": {"const": VERSION}, "program": {"$ref": "#/$defs/Program"}},
        "$defs": {**inner.pop("$defs"), "Program": inner},
    }


def schema_text() -> str:
    """The JSON Schema as text."""
    return json.dumps(schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


_FIELD_TYPES: dict[type, dict[str, Any]] = {}


def field_types(cls: type[Any]) -> dict[str, Any]:
    """The resolved types of the fields of a node's class, in order."""
    found = _FIELD_TYPES.get(cls)
    if found is None:
        names = vars(x) | vars(m) | vars(t) | {"Span": Span, "Position": Position}
        hints = get_type_hints(cls, names)
        found = _FIELD_TYPES[cls] = {field.name: hints[field.name] for field in fields(cls)}
    return found


def to_data(node: Any) -> Any:
    """A node, or anything inside one, as plain JSON data."""
    cls = type(node)
    if is_node(cls):
        data: dict[str, Any] = {"kind": cls.__name__}
        for name in field_types(cls):
            inner = getattr(node, name)
            literal = cls in _VALUES and name == "value"
            data[name] = _value(inner, node.type) if literal else to_data(inner)
        return data
    if isinstance(node, tuple):
        return [to_data(one) for one in node]
    if isinstance(node, frozenset):
        return sorted(node)
    return _number(node) if isinstance(node, float) else node


def _number(value: float) -> float | str:
    return value if math.isfinite(value) else float_text(value)


def _value(value: Any, type_: t.Type) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if type_ == t.ANY:
        return {"json": _json(value)}
    return _number(value) if isinstance(value, float) else value


def _json(value: Any) -> Any:
    """The data of an Any; objects keep their order as arrays of pairs, Floats are marked."""
    if is_object(value):
        return {"object": [[key, _json(inner)] for key, inner in value[1]]}
    if isinstance(value, tuple):
        return [_json(one) for one in value]
    return {"float": float_text(value)} if isinstance(value, float) else value


def _unjson(data: Any) -> Any:
    if isinstance(data, list):
        return tuple([_unjson(one) for one in data])
    if isinstance(data, dict):
        if "float" in data:
            return float(data["float"])
        return ("object", tuple([(key, _unjson(inner)) for key, inner in data["object"]]))
    return data


def _literal(value: Any, type_: t.Type) -> Any:
    if type_ == t.BYTES:
        return base64.b64decode(value, validate=True)
    if type_ == t.ANY:
        return _unjson(value["json"])
    if type_ == t.FLOAT:
        return _FLOATS[value] if isinstance(value, str) else float(value)
    return value


@cache
def members(hint: Any) -> tuple[Any, ...]:
    """The alternatives of a type hint."""
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def is_node(hint: Any) -> bool:
    """Whether a type hint is a class of the IR."""
    return isinstance(hint, type) and is_dataclass(hint)


@cache
def _by_kind(hint: Any) -> dict[str, type]:
    return {one.__name__: one for one in members(hint) if is_node(one)}


def _node(data: Any, hint: Any) -> Any:
    """What validated data stands for, by the type of the field it is for."""
    if data is None:
        return None
    if isinstance(data, dict):
        return _record(data, _by_kind(hint)[data["kind"]])
    options = [one for one in members(hint) if one is not _NONE]
    if isinstance(data, list):
        return _sequence(data, options[0])
    if float in options and not isinstance(data, bool):
        return _FLOATS[data] if isinstance(data, str) else float(data)
    return data


def _sequence(data: list[Any], hint: Any) -> Any:
    args = get_args(hint)
    if get_origin(hint) is frozenset:
        return frozenset(data)
    if len(args) == 2 and args[1] is Ellipsis:
        return tuple([_node(one, args[0]) for one in data])
    return tuple([_node(one, of) for one, of in zip(data, args, strict=True)])


def _record(data: dict[str, Any], cls: type) -> Any:
    values: dict[str, Any] = {}
    required = {f.name for f in fields(cls) if f.default is MISSING}
    for name, hint in field_types(cls).items():
        if name not in data and name not in required:
            continue
        if cls not in _VALUES or name != "value":
            values[name] = _node(data[name], hint)
    if cls in _VALUES:
        values["value"] = _literal(data["value"], values["type"])
    return cls(**values)
