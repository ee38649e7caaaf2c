"""Options, results, tuples, records."""

from __future__ import annotations

from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.interp.budget import Raised
from vibee_compiler.ir.interp.compiler import Code, ExprCompiler, Frame, apply
from vibee_compiler.ir.interp.ops import lists, maps
from vibee_compiler.ir.interp.registry import form, op
from vibee_compiler.ir.values import NOTHING, Err, Ok, Some

op("optional.of")(Some)
op("result.ok")(Ok)
op("result.err")(Err)


@op("optional.none")
def none() -> Any:
    """The absent option."""
    return NOTHING


@op("optional.ofNonZeroValue", grown=True)
def of_non_zero(value: Any) -> Any:
    """The option, unless the value is the zero, false or empty one (Python's falsehood)."""
    return Some(value) if value else NOTHING


@op("option.hasValue")
def has_value(option: Any) -> bool:
    """Whether there is a value."""
    return option is not NOTHING


@op("option.value")
def value_of(option: Any) -> Any:
    """The value."""
    if option is NOTHING:
        raise Raised("NoValue", "no value")
    return option.value


@op("option.orValue", grown=True)
def or_value(option: Any, other: Any) -> Any:
    """The value, else the other one."""
    return other if option is NOTHING else option.value


@op("option.or")
def or_option(option: Any, other: Any) -> Any:
    """The option, else the other one."""
    return other if option is NOTHING else option


@form("option.optMap", "option.optFlatMap")
def opt_map(c: ExprCompiler, e: x.Op) -> Code:
    """What the part gives for the value, if there is one."""
    option, part = c.compile(e.args[0]), c.lambda1(e.args[1])
    flat = e.id == "option.optFlatMap"

    def run(env: Frame) -> Any:
        given = option(env)
        if given is NOTHING:
            return NOTHING
        value = part(env, given.value)
        return value if flat else Some(value)

    return run


@op("option.getKey")
def get_key(option: Any, key: Any) -> Any:
    """The value of a key in the map of an option."""
    return NOTHING if option is NOTHING else maps.find(option.value, key)


@op("option.getAt")
def get_at(option: Any, index: int) -> Any:
    """The element at an index in the list of an option."""
    return NOTHING if option is NOTHING else lists.get(option.value, index)


@form("option.fieldOfMap")
def field_of_map(c: ExprCompiler, e: x.Op) -> Code:
    """The key that a name spells in the map of an option."""
    name = str(e.extra)
    return apply(lambda option: get_key(option, name), c.all(e.args))


@form("option.field", "option.fieldOption")
def field_of_record(c: ExprCompiler, e: x.Op) -> Code:
    """A field of the record of an option."""
    type_ = e.args[0].type
    assert isinstance(type_, t.OptionT)
    place, flat = c.field_place(type_.elem, str(e.extra)), e.id == "option.fieldOption"

    def get(option: Any) -> Any:
        if option is NOTHING:
            return NOTHING
        value = option.value.values[place]
        return value if flat else Some(value)

    return apply(get, c.all(e.args))


@form("record.field", "record.fieldOptional", "record.has")
def field_of(c: ExprCompiler, e: x.Op) -> Code:
    """A field of a record, or whether an option field is present."""
    place = c.field_place(e.args[0].type, str(e.extra))
    if e.id == "record.has":
        return apply(lambda record: record.values[place] is not NOTHING, c.all(e.args))
    return apply(lambda record: record.values[place], c.all(e.args))


@form("tuple.at")
def element(c: ExprCompiler, e: x.Op) -> Code:
    """An element of a tuple."""
    (code,), place = c.all(e.args), int(e.extra or 0)
    return lambda env: code(env)[place]
