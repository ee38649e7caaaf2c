"""Values as plain JSON data, by type; see "Values in YAML and JSON" in the reference.

Plain data is what `json.loads` gives: dict, list, str, int, float, bool and None.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir import value_text as text
from vibee_compiler.ir.module import AliasDecl, Enum, Field, Program, Record, Sum, TypeDecl
from vibee_compiler.ir.value_maps import MapValue, SetValue
from vibee_compiler.ir.values import (
    NOTHING,
    AnyValue,
    EnumMember,
    Err,
    FnValue,
    Ok,
    RecordValue,
    Some,
    VariantValue,
    enum_members,
    is_object,
    plain,
    shape,
)

MAX_PARTS = 1_000_000
"""Shared parts can make a value far larger as a text than in memory."""

_INT_RANGE: Final = (-(2**63), 2**63 - 1)
_FLOATS: Final = {"Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan}
_BOOLS: Final = {"true": True, "false": False}


class JsonProblem(ValueError):
    """Data that is no value of its type; `path` says where, as in `order.lines[0].qty`."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.message = message


def from_json(
    data: Any,
    type_: t.Type,
    program: Program,
    path: str = "",
    default: Callable[[x.Expr], Any] | None = None,
) -> Any:
    """The value of a type that plain data writes; raises JsonProblem.

    Ranges of sized numbers and constraints are not checked here: making the value is part of
    the call (`Interpreter.call` does it). `default` evaluates the default of a field.
    """
    return _Reader(program, default).read(data, type_, path)


def to_json(value: Any, type_: t.Type, program: Program) -> Any:
    """The plain data of a value; raises JsonProblem for one that is too large to write."""
    return _Writer(program).write(value, type_)


def display(value: Any, type_: t.Type, program: Program) -> str:
    """The value as one line of JSON."""
    return json.dumps(to_json(value, type_, program), ensure_ascii=False)


def fields_by_name(decl: Record | Sum, variant: str | None) -> tuple[Field, ...]:
    """The fields of a record, or of a variant."""
    if isinstance(decl, Record):
        return decl.fields
    return next(one.fields for one in decl.variants if one.name == variant)


class _Types:
    """Declarations by module and name."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.decls: dict[tuple[str, str], TypeDecl] = {
            (module.name, decl.name): decl for module in program.modules for decl in module.types
        }

    def decl(self, type_: t.Named) -> Record | Sum | Enum:
        found = self.decls.get((type_.module, type_.name))
        if found is None or isinstance(found, AliasDecl):
            raise JsonProblem("", f"no type is called {type_.name}")
        return found


def _no(path: str, wanted: str, data: Any) -> JsonProblem:
    shown = json.dumps(data, ensure_ascii=False, default=str)
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
    return JsonProblem(path, f"expected {wanted}, found {shown}")


class _Reader(_Types):
    def __init__(self, program: Program, default: Callable[[x.Expr], Any] | None) -> None:
        super().__init__(program)
        self.default = default

    def read(self, data: Any, type_: t.Type, path: str) -> Any:
        match type_:
            case t.Alias(_, _, _, target):
                return self.read(data, target, path)
            case t.Sized(name):
                return self.scalar(data, "Float" if name == "Float32" else "Int", path)
            case t.Prim("Any"):
                return AnyValue(_any(data, path))
            case t.Prim(name):
                return self.scalar(data, name, path)
            case t.ListT(elem) | t.ArrayT(_, elem):
                return self.items(data, elem, "a list", path)
            case t.SetT(elem):
                items = self.items(data, elem, "a list of distinct elements", path)
                if len(SetValue.of(items)) != len(items):
                    raise JsonProblem(path, "an element comes twice")
                return SetValue.of(items)
            case t.TupleT(types):
                if not isinstance(data, list | tuple) or len(data) != len(types):
                    raise _no(path, f"a list of {len(types)}", data)
                pairs = enumerate(zip(data, types, strict=True))
                return tuple([self.read(one, of, f"{path}[{i}]") for i, (one, of) in pairs])
            case t.MapT(key, value):
                return self.map(data, key, value, path)
            case t.OptionT(elem):
                return NOTHING if data is None else Some(self.read(data, elem, path))
            case t.ResultT(ok, err):
                return self.result(data, ok, err, path)
            case t.FnT():
                return self.function(data, path)
            case t.Named():
                return self.named(data, type_, path)
        raise JsonProblem(path, "a type without values")

    def scalar(self, data: Any, name: str, path: str) -> Any:
        read = _SCALARS.get(name)
        if read is None:
            raise JsonProblem(path, f"{name} has no values")
        wanted, convert = read
        value = convert(data)
        if value is None:
            raise _no(path, wanted, data)
        return value

    def items(self, data: Any, elem: t.Type, wanted: str, path: str) -> tuple[Any, ...]:
        if not isinstance(data, list | tuple):
            raise _no(path, wanted, data)
        return tuple([self.read(one, elem, f"{path}[{i}]") for i, one in enumerate(data)])

    def map(self, data: Any, key: t.Type, value: t.Type, path: str) -> MapValue:
        if not isinstance(data, dict):
            raise _no(path, "an object", data)
        found: dict[Any, Any] = {}
        for name, inner in data.items():
            place = f"{path}.{name}" if path else str(name)
            read = self.read(_key(name, t.erase(key)), key, place)
            if read in found:
                raise JsonProblem(place, "a key comes twice")
            found[read] = self.read(inner, value, place)
        return MapValue(found)

    def result(self, data: Any, ok: t.Type, err: t.Type, path: str) -> Any:
        if isinstance(data, dict) and len(data) == 1:
            ((name, inner),) = data.items()
            if name == "ok":
                return Ok(self.read(inner, ok, f"{path}.ok"))
            if name == "err":
                return Err(self.read(inner, err, f"{path}.err"))
        raise _no(path, '{"ok": ...} or {"err": ...}', data)

    def function(self, data: Any, path: str) -> FnValue:
        if isinstance(data, str):
            module, _, name = data.rpartition(".")
            for one in reversed(self.program.modules):
                names = {b.name for b in one.behaviours if b.body is not None}
                if name in names and module in ("", one.name):
                    return FnValue(one.name, name)
        raise _no(path, "the name of a behaviour with a body", data)

    def named(self, data: Any, type_: t.Named, path: str) -> Any:
        decl = self.decl(type_)
        if isinstance(decl, Enum):
            members = enum_members(type_.module, type_.name, decl.members)
            if not isinstance(data, str) or data not in members:
                raise _no(path, f"one of {', '.join(decl.members)}", data)
            return members[data]
        by = dict(zip(decl.params, type_.args, strict=False))
        if isinstance(decl, Record):
            names, values = self.fields(data, decl.fields, by, path)
            return RecordValue(shape(type_.module, type_.name, None, names), values)
        variant, inner = self.variant(data, decl, path)
        fields = fields_by_name(decl, variant)
        if len(fields) == 1 and not isinstance(inner, dict):
            inner = {fields[0].name: inner}
        names, values = self.fields(inner, fields, by, f"{path}.{variant}" if path else variant)
        return VariantValue(shape(type_.module, type_.name, variant, names), values)

    def variant(self, data: Any, decl: Sum, path: str) -> tuple[str, Any]:
        names = [one.name for one in decl.variants]
        if isinstance(data, str) and data in names:
            return data, {}
        if isinstance(data, dict) and len(data) == 1:
            ((name, inner),) = data.items()
            if name in names:
                return name, {} if inner is None else inner
        raise _no(path, f"one of {', '.join(names)} (with fields: an object of one key)", data)

    def fields(
        self, data: Any, fields: tuple[Field, ...], by: Mapping[str, t.Type], path: str
    ) -> tuple[tuple[str, ...], tuple[Any, ...]]:
        if not isinstance(data, dict):
            raise _no(path, "an object", data)
        names = tuple(field.name for field in fields)
        for name in data:
            if name not in names:
                raise JsonProblem(path, f"no field is called {name}; there are {', '.join(names)}")
        values = []
        for field in fields:
            place = f"{path}.{field.name}" if path else field.name
            values.append(self.field(data, field, t.substitute(field.type, dict(by)), place))
        return names, tuple(values)

    def field(self, data: dict[str, Any], field: Field, type_: t.Type, path: str) -> Any:
        if field.name in data:
            return self.read(data[field.name], type_, path)
        if field.default is not None:
            if self.default is None:
                raise JsonProblem(path, "the field is missing")
            return self.default(field.default)
        if isinstance(t.erase(type_), t.OptionT):
            return NOTHING
        raise JsonProblem(path, "the field is missing")


def _key(name: Any, type_: t.Type) -> Any:
    """A key that is written as a text, as data of the key's type."""
    if isinstance(name, str):
        if type_ == t.BOOL:
            return _BOOLS.get(name, name)
        if type_ == t.INT and name.lstrip("-").isdecimal() and len(name) <= 20:
            return int(name)
    return name


def _is_text(data: Any) -> bool:
    """Whether data is a text of Unicode scalar values."""
    return isinstance(data, str) and not any("\ud800" <= char <= "\udfff" for char in data)


def _int(data: Any) -> int | None:
    whole = type(data) is int and _INT_RANGE[0] <= data <= _INT_RANGE[1]
    return data if whole else None


def _float(data: Any) -> float | None:
    if isinstance(data, str):
        return _FLOATS.get(data)
    if type(data) is int:
        # An Int where a Float is due has to be exact.
        exact = abs(data) <= 2**1023 and int(float(data)) == data
        return float(data) if exact else None
    return data if isinstance(data, float) else None


def _bytes(data: Any) -> bytes | None:
    try:
        return base64.b64decode(data, validate=True) if _is_text(data) else None
    except (binascii.Error, ValueError):
        return None


def _ranged(
    parse: Callable[[str], int | None], least: int, greatest: int
) -> Callable[[Any], int | None]:
    def read(data: Any) -> int | None:
        value = parse(data) if _is_text(data) else None
        return value if value is not None and least <= value <= greatest else None

    return read


def _parsed(parse: Callable[[str], Any]) -> Callable[[Any], Any]:
    return lambda data: parse(data) if _is_text(data) else None


_SCALARS: Final[dict[str, tuple[str, Callable[[Any], Any]]]] = {
    "Int": ("an integer of 64 bits", _int),
    "Float": ("a number, NaN, Infinity or -Infinity", _float),
    "Bool": ("true or false", lambda data: data if isinstance(data, bool) else None),
    "String": ("a text", lambda data: data if _is_text(data) else None),
    "Bytes": ("a text in base64", _bytes),
    "Timestamp": (
        "an RFC 3339 time of the years 1 to 9999",
        _ranged(text.parse_timestamp, text.LEAST_INSTANT, text.GREATEST_INSTANT),
    ),
    "Duration": (
        "a duration such as 1h30m",
        _ranged(text.parse_duration, text.LEAST_SPAN, text.GREATEST_SPAN),
    ),
    "Decimal": ("a decimal number as a text", _parsed(text.parse_decimal)),
    "UUID": ("a UUID", _parsed(text.parse_uuid)),
}


def _any(data: Any, path: str) -> Any:
    if isinstance(data, list | tuple):
        return tuple([_any(one, f"{path}[{i}]") for i, one in enumerate(data)])
    if isinstance(data, dict):
        return ("object", tuple([(str(k), _any(v, f"{path}.{k}")) for k, v in data.items()]))
    if isinstance(data, str) and not _is_text(data):
        raise _no(path, "a text", data)
    return data


def _any_data(data: Any) -> Any:
    if is_object(data):
        return {key: _any_data(value) for key, value in data[1]}
    if isinstance(data, tuple):
        return [_any_data(one) for one in data]
    return _number(data) if isinstance(data, float) else data


def _number(value: float) -> float | str:
    return value if math.isfinite(value) else text.float_text(value)


class _Writer(_Types):
    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.left = MAX_PARTS

    def write(self, value: Any, type_: t.Type) -> Any:
        self.left -= 1
        if self.left < 0:
            raise JsonProblem("", "the value is too large to be written")
        match type_:
            case t.Alias(_, _, _, target):
                return self.write(value, target)
            case t.Prim(name):
                return _WRITE.get(name, _same)(value)
            case t.Sized():
                return _number(value) if isinstance(value, float) else value
            case t.ListT(elem) | t.ArrayT(_, elem):
                return [self.write(one, elem) for one in plain(value)]
            case t.SetT(elem):
                return [self.write(one, elem) for one in value.items()]
            case t.TupleT(types):
                return [self.write(one, of) for one, of in zip(value, types, strict=True)]
            case t.MapT(key, of):
                pairs = value.items()
                return {self.key(k, key): self.write(v, of) for k, v in pairs}
            case t.OptionT(elem):
                return None if value is NOTHING else self.write(value.value, elem)
            case t.ResultT(ok, err):
                good = isinstance(value, Ok)
                return {"ok" if good else "err": self.write(value.value, ok if good else err)}
            case t.FnT():
                return f"{value.module}.{value.name}"
            case t.Named():
                return self.named(value, type_)
        raise JsonProblem("", "a type without values")

    def key(self, value: Any, type_: t.Type) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(self.write(value, type_))

    def named(self, value: Any, type_: t.Named) -> Any:
        if isinstance(value, EnumMember):
            return value.name
        decl = self.decl(type_)
        assert isinstance(decl, Record | Sum)
        by = dict(zip(decl.params, type_.args, strict=False))
        fields = fields_by_name(decl, value.shape.variant)
        pairs = zip(fields, value.values, strict=True)
        written = {f.name: self.write(one, t.substitute(f.type, by)) for f, one in pairs}
        variant = value.shape.variant
        if variant is None:
            return written
        return {variant: written} if written else variant


def _same(value: Any) -> Any:
    return value


_WRITE: Final[dict[str, Callable[[Any], Any]]] = {
    "Float": _number,
    "Bytes": lambda value: base64.b64encode(value).decode(),
    "Timestamp": text.timestamp_text,
    "Duration": text.duration_text,
    "Decimal": lambda value: value.text,
    "UUID": lambda value: value.text,
    "Any": lambda value: _any_data(value.data),
}


__all__ = ["JsonProblem", "display", "from_json", "to_json"]
