"""`dataclass` with the contract of the standard library's, quicker to define and to fill.

A run of the compiler imports some three hundred dataclasses, and the standard decorator compiles
six functions for each: a third of the time that a small spec takes. Here only `__init__` is
compiled; comparison, hash and text are closures over the names of the fields. A frozen instance is
filled through its slots' descriptors, in two thirds of the time. Type checkers see the standard
decorator. What is no plain class with slots (one with bases, an order, fields for keywords only)
is left to the standard one.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls: type | None = None, /, **options: Any) -> Any:
        """The decorator; see `dataclasses.dataclass`."""
        if cls is None:
            return lambda given: _made(given, options)
        return _made(cls, options)


_PLAIN = frozenset({"frozen", "slots", "weakref_slot", "eq"})
_BASES = ((), (object,))
_OWN = frozenset({"__dict__", "__weakref__"})


def _probe(*, frozen: bool) -> Any:
    """What the standard decorator leaves behind, to be left behind by ours."""
    return dataclasses.make_dataclass("_Probe", ["field"], frozen=frozen)


_PROBES = {frozen: _probe(frozen=frozen) for frozen in (False, True)}
_FIELD = _PROBES[True].__dataclass_fields__["field"]._field_type


def _made(cls: type, options: dict[str, Any]) -> type:
    annotations = inspect.get_annotations(cls)
    if (
        not options.get("slots")
        or not _PLAIN.issuperset(options)
        or cls.__bases__ not in _BASES
        or not all(_plain(one) for one in annotations.values())
    ):
        return dataclasses.dataclass(**options)(cls)
    frozen, eq = options.get("frozen", False), options.get("eq", True)
    fields = [_field(cls, *one) for one in annotations.items() if "ClassVar" not in one[1]]
    names = tuple([one.name for one in fields])
    slots = (*names, "__weakref__") if options.get("weakref_slot") else names
    made = _with_slots(cls, fields, slots, frozen=frozen)
    added: dict[str, Any] = {"__init__": _init(made, fields, frozen=frozen)}
    added["__repr__"] = _repr([one.name for one in fields if one.repr])
    if eq:
        key = _key([one.name for one in fields if one.compare])
        added["__eq__"] = _eq(key)
        added["__hash__"] = (lambda self: hash(key(self))) if frozen else None
    if frozen:
        added |= {"__setattr__": _set, "__delattr__": _delete}
        added |= {"__getstate__": _getstate(names), "__setstate__": _setstate(names)}
    for name, function in added.items():
        if name not in cls.__dict__:
            setattr(made, name, function)
    return made


def _plain(annotation: object) -> bool:
    """Whether a field's annotation (a text, as modules postpone them) is of the usual kind."""
    return isinstance(annotation, str) and not ("InitVar" in annotation or "KW_ONLY" in annotation)


def _field(cls: type, name: str, annotation: object) -> Any:
    """The field as the standard library describes it, so that its functions work."""
    default = cls.__dict__.get(name, dataclasses.MISSING)
    found: Any = default
    if not isinstance(default, dataclasses.Field):
        found = dataclasses.field(default=default)
    found.name, found.type = name, annotation
    found._field_type, found.kw_only = _FIELD, False
    if found.default.__class__.__hash__ is None:
        raise ValueError(f"a mutable default for {name}: use default_factory")
    return found


def _with_slots(cls: type, fields: list[Any], slots: tuple[str, ...], *, frozen: bool) -> type:
    """The class anew: slots can only be given to one that is being made."""
    scope = {k: v for k, v in cls.__dict__.items() if k not in slots and k not in _OWN}
    scope["__slots__"] = slots
    scope["__match_args__"] = tuple([one.name for one in fields if one.init])
    scope["__dataclass_fields__"] = {one.name: one for one in fields}
    scope["__dataclass_params__"] = _PROBES[frozen].__dataclass_params__
    made = type(cls)(cls.__name__, cls.__bases__, scope)
    made.__qualname__ = cls.__qualname__
    return made


def _init(made: type, fields: list[Any], *, frozen: bool) -> Any:
    """The one function that is compiled, since its parameters have the fields' names."""
    scope: dict[str, Any] = {"_missing": dataclasses.MISSING}
    params, lines = ["self"], []
    for at, one in enumerate(fields):
        value = one.name
        if one.default_factory is not dataclasses.MISSING:
            scope[f"_made{at}"] = one.default_factory
            value = f"_made{at}()"
            if one.init:
                params.append(f"{one.name}=_missing")
                value += f" if {one.name} is _missing else {one.name}"
        elif one.default is not dataclasses.MISSING:
            scope[f"_value{at}"] = one.default
            if one.init:
                params.append(f"{one.name}=_value{at}")
            else:
                value = f"_value{at}"
        elif one.init:
            params.append(one.name)
        else:
            continue
        if frozen:
            scope[f"_set{at}"] = made.__dict__[one.name].__set__
            lines.append(f" _set{at}(self, {value})")
        else:
            lines.append(f" self.{one.name} = {value}")
    if hasattr(made, "__post_init__"):
        lines.append(" self.__post_init__()")
    body = "\n".join(lines) or " pass"
    exec(f"def __init__({', '.join(params)}):\n{body}", scope)  # noqa: S102 - names of fields
    init = scope["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    init.__module__ = made.__module__
    return init


def _key(names: list[str]) -> Callable[[Any], Any]:
    """What two instances are compared by: always a tuple, as NaN is the same as itself in one."""
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda self: ()
    only = attrgetter(names[0])
    return lambda self: (only(self),)


def _eq(key: Callable[[Any], Any]) -> Any:
    def equal(self: Any, other: object) -> Any:
        if other.__class__ is self.__class__:
            return key(self) == key(other)
        return NotImplemented

    return equal


def _repr(names: list[str]) -> Any:
    @recursive_repr("...")
    def shown(self: Any) -> str:
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({inside})"

    return shown


def _set(self: Any, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _getstate(names: tuple[str, ...]) -> Any:
    return lambda self: [getattr(self, name) for name in names]


def _setstate(names: tuple[str, ...]) -> Any:
    def restore(self: Any, state: list[Any]) -> None:
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    return restore
