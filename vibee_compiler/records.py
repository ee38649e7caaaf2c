"""`dataclass` with the contract of the standard library's, quicker to define and to fill.

A run of the compiler imports some three hundred dataclasses, and the standard decorator compiles
six functions for each: a third of the time that a small spec takes. Here nothing is compiled but
one `__init__` for each shape of a class (how many fields, which have factories), whose code then
gets the names of the fields; comparison, hash and text are closures over them. A frozen instance
is filled through its slots' descriptors, in two thirds of the time. Type checkers see the standard
decorator. What is no plain class with slots (one with bases, fields for keywords only)
is left to the standard one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from operator import attrgetter, ge, gt, le, lt
from reprlib import recursive_repr
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls: type | None = None, /, **options: Any) -> Any:
        """The decorator; see `dataclasses.dataclass`."""
        if cls is None:
            return lambda given: _made(given, options)
        return _made(cls, options)


_PLAIN = frozenset({"frozen", "slots", "weakref_slot", "eq", "order"})
_BASES = ((), (object,))
_OWN = frozenset({"__dict__", "__weakref__"})
_MISSING = dataclasses.MISSING


def _probe(*, frozen: bool) -> Any:
    """What the standard decorator leaves behind, to be left behind by ours."""
    return dataclasses.make_dataclass("_Probe", ["field"], frozen=frozen)


_PROBES = {frozen: _probe(frozen=frozen) for frozen in (False, True)}
_FIELD = _PROBES[True].__dataclass_fields__["field"]._field_type


class _Part:
    """A field as far as the class needs it; see `dataclasses.field`."""

    __slots__ = ("annotation", "compare", "default", "factory", "field", "init", "name", "repr")

    def __init__(self, cls: type, name: str, annotation: object) -> None:
        given = cls.__dict__.get(name, _MISSING)
        self.name, self.annotation = name, annotation
        if isinstance(given, dataclasses.Field):
            self.field: Any = given
            self.default, self.factory = given.default, given.default_factory
            self.init, self.repr, self.compare = given.init, given.repr, given.compare
        else:
            self.field = None
            self.default, self.factory = given, _MISSING
            self.init = self.repr = self.compare = True
        if self.default.__class__.__hash__ is None:
            raise ValueError(f"a mutable default for {name}: use default_factory")

    def described(self) -> Any:
        """The field as the standard library describes it, so that its functions work."""
        found: Any = self.field or dataclasses.field(default=self.default)
        found.name, found.type = self.name, self.annotation
        found._field_type, found.kw_only = _FIELD, False
        return found


class _Described:
    """`__dataclass_fields__`, made when the first asks for it: few classes are ever asked."""

    def __init__(self, parts: list[_Part]) -> None:
        self.parts = parts
        self.owner: Any = None

    def __get__(self, instance: object, owner: type) -> dict[str, Any]:
        made = {one.name: one.described() for one in self.parts}
        self.owner.__dataclass_fields__ = made
        return made


def _made(cls: type, options: dict[str, Any]) -> type:
    if (
        not options.get("slots")
        or not _PLAIN.issuperset(options)
        or cls.__bases__ not in _BASES
        or not all(_plain(one) for one in cls.__annotations__.values())
    ):
        return dataclasses.dataclass(**options)(cls)
    frozen, eq = options.get("frozen", False), options.get("eq", True)
    found = cls.__annotations__.items()
    parts = [_Part(cls, *one) for one in found if "ClassVar" not in one[1]]
    names = tuple([one.name for one in parts])
    slots = (*names, "__weakref__") if options.get("weakref_slot") else names
    made = _with_slots(cls, parts, slots, frozen=frozen)
    added: dict[str, Any] = {"__init__": _init(made, parts, frozen=frozen)}
    added["__repr__"] = _repr([one.name for one in parts if one.repr])
    if eq:
        key = _key([one.name for one in parts if one.compare])
        added["__eq__"] = _eq(key)
        added["__hash__"] = (lambda self: hash(key(self))) if frozen else None
        if options.get("order"):
            added |= {f"__{one.__name__}__": _compared(one, key) for one in (lt, le, gt, ge)}
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


def _with_slots(cls: type, parts: list[_Part], slots: tuple[str, ...], *, frozen: bool) -> type:
    """The class anew: slots can only be given to one that is being made."""
    scope = {k: v for k, v in cls.__dict__.items() if k not in slots and k not in _OWN}
    scope["__slots__"] = slots
    scope["__match_args__"] = tuple([one.name for one in parts if one.init])
    scope["__dataclass_fields__"] = described = _Described(parts)
    scope["__dataclass_params__"] = _PROBES[frozen].__dataclass_params__
    made = type(cls)(cls.__name__, cls.__bases__, scope)
    made.__qualname__ = cls.__qualname__
    described.owner = made
    return made


# How a field is filled: from its parameter, from one or else its factory, by the factory alone,
# by a fixed value, not at all.
_GIVEN, _OR_MADE, _MADE, _FIXED, _LEFT = range(5)


def _way(part: _Part) -> int:
    if part.factory is not _MISSING:
        return _OR_MADE if part.init else _MADE
    if part.init:
        return _GIVEN
    return _LEFT if part.default is _MISSING else _FIXED


def _init(made: type, parts: list[_Part], *, frozen: bool) -> Any:
    """The function whose parameters have the fields' names, from the code of its shape."""
    ways = tuple([_way(one) for one in parts])
    scope: dict[str, Any] = {"_missing": _MISSING}
    names = {}
    defaults: list[object] = []
    for at, (one, way) in enumerate(zip(parts, ways, strict=True)):
        names[f"a{at}"] = one.name
        if way in (_OR_MADE, _MADE):
            scope[f"_made{at}"] = one.factory
        elif way == _FIXED:
            scope[f"_value{at}"] = one.default
        if frozen and way != _LEFT:
            scope[f"_set{at}"] = made.__dict__[one.name].__set__
        if way == _OR_MADE or (way == _GIVEN and one.default is not _MISSING):
            defaults.append(one.default)
        elif way == _GIVEN and defaults:
            raise TypeError(f"non-default argument {one.name!r} follows default argument")
    code = _code(ways, frozen, hasattr(made, "__post_init__"))
    code = code.replace(
        co_varnames=tuple([names.get(name, name) for name in code.co_varnames]),
        co_names=tuple([names.get(name, name) for name in code.co_names]),
    )
    init = FunctionType(code, scope, "__init__", tuple(defaults))
    init.__qualname__ = f"{made.__qualname__}.__init__"
    init.__module__ = made.__module__
    return init


@cache
def _code(ways: tuple[int, ...], frozen: bool, post: bool) -> CodeType:
    """The code of `__init__` for fields called a0, a1, ..., which are filled in these ways.

    Compiling is dear, and hundreds of classes have a few dozen shapes.
    """
    params, lines = ["self"], []
    for at, way in enumerate(ways):
        name = f"a{at}"
        if way in (_GIVEN, _OR_MADE):
            params.append(name)
        if way == _LEFT:
            continue
        made = f"_made{at}()"
        values = (name, f"{made} if {name} is _missing else {name}", made, f"_value{at}")
        value = values[way]
        lines.append(f" _set{at}(self, {value})" if frozen else f" self.{name} = {value}")
    if post:
        lines.append(" self.__post_init__()")
    body = "\n".join(lines) or " pass"
    scope: dict[str, Any] = {}
    exec(f"def __init__({', '.join(params)}):\n{body}", scope)  # noqa: S102 - names made here
    code: CodeType = scope["__init__"].__code__
    return code


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
        if other is self:
            return True
        if other.__class__ is self.__class__:
            return key(self) == key(other)
        return NotImplemented

    return equal


def _compared(by: Callable[[Any, Any], bool], key: Callable[[Any], Any]) -> Any:
    def compared(self: Any, other: object) -> Any:
        if other.__class__ is self.__class__:
            return by(key(self), key(other))
        return NotImplemented

    return compared


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
