"""Types of the IR.

Two families share these classes. *Declared* types say how a value is stored: they may hold
`Sized`, `Array` and `Alias`. *Expression* types are what an expression has once read:
`erase` maps the first onto the second (sized numbers widened, aliases seen through, arrays as
lists). The node `Store` of `ir.expr` is the only way from an expression type to a declared one.
"""

from __future__ import annotations

from vibee_compiler.records import dataclass


@dataclass(frozen=True, slots=True)
class Prim:
    """A scalar without parameters, or a carried type; `name` is one of `PRIMS`."""

    name: str


@dataclass(frozen=True, slots=True)
class Sized:
    """A sized number, declared only: Int8 Int16 Int32 UInt8 UInt16 UInt32 UInt64 Float32."""

    name: str


@dataclass(frozen=True, slots=True)
class ListT:
    """`List<T>`."""

    elem: Type


@dataclass(frozen=True, slots=True)
class ArrayT:
    """`[N]T`, declared only; an expression sees a list."""

    size: int
    elem: Type


@dataclass(frozen=True, slots=True)
class SetT:
    """`Set<T>`; T is Int, Bool, String or an enum."""

    elem: Type


@dataclass(frozen=True, slots=True)
class MapT:
    """`Map<K, V>`; K is Int, Bool, String or an enum."""

    key: Type
    value: Type


@dataclass(frozen=True, slots=True)
class OptionT:
    """`Option<T>` = `T?`."""

    elem: Type


@dataclass(frozen=True, slots=True)
class ResultT:
    """`Result<T, E>`."""

    ok: Type
    err: Type


@dataclass(frozen=True, slots=True)
class TupleT:
    """`(A, B, ...)`."""

    items: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class FnT:
    """`Fn(A, B) -> C`; a parameter of a behaviour only."""

    params: tuple[Type, ...]
    result: Type


@dataclass(frozen=True, slots=True)
class Named:
    """A declared record, enum or sum type: the module that declares it and its name there."""

    module: str
    name: str
    args: tuple[Type, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """A use of a declared alias (declared types only); `target` is what it stands for here.

    Transparent, but its constraints hold where it is written.
    """

    module: str
    name: str
    args: tuple[Type, ...]
    target: Type


@dataclass(frozen=True, slots=True)
class TypeVar:
    """A parameter of a generic type declaration."""

    name: str


@dataclass(frozen=True, slots=True)
class Opaque:
    """A name that nobody declares; a target gets a placeholder type."""

    name: str


Type = (
    Prim
    | Sized
    | ListT
    | ArrayT
    | SetT
    | MapT
    | OptionT
    | ResultT
    | TupleT
    | FnT
    | Named
    | Alias
    | TypeVar
    | Opaque
)

PRIMS = (
    "Int",
    "Float",
    "Bool",
    "String",
    "Bytes",
    "Timestamp",
    "Duration",
    "Void",
    "Decimal",
    "UUID",
    "Any",
)

INT = Prim("Int")
FLOAT = Prim("Float")
BOOL = Prim("Bool")
STRING = Prim("String")
BYTES = Prim("Bytes")
TIMESTAMP = Prim("Timestamp")
DURATION = Prim("Duration")
VOID = Prim("Void")
DECIMAL = Prim("Decimal")
UUID = Prim("UUID")
ANY = Prim("Any")

SIZED_RANGES: dict[str, tuple[int, int]] = {
    "Int8": (-(2**7), 2**7 - 1),
    "Int16": (-(2**15), 2**15 - 1),
    "Int32": (-(2**31), 2**31 - 1),
    "UInt8": (0, 2**8 - 1),
    "UInt16": (0, 2**16 - 1),
    "UInt32": (0, 2**32 - 1),
    "UInt64": (0, 2**64 - 1),
}
"""Least and greatest value of each sized integer; `Float32` is the only other `Sized`."""


def children(type_: Type) -> tuple[Type, ...]:
    """The types that `type_` is directly made of, an alias's target included."""
    if type(type_) is Prim:  # most are
        return ()
    match type_:
        case ListT(elem) | ArrayT(_, elem) | SetT(elem) | OptionT(elem):
            return (elem,)
        case MapT(key, value):
            return (key, value)
        case ResultT(ok, err):
            return (ok, err)
        case TupleT(items):
            return items
        case FnT(params, result):
            return (*params, result)
        case Named(_, _, args):
            return args
        case Alias(_, _, _, target):
            return (target,)
        case _:
            return ()


def substitute(type_: Type, by: dict[str, Type]) -> Type:
    """`type_` with its type variables replaced; one that `by` lacks stays."""
    match type_:
        case TypeVar(name):
            return by.get(name, type_)
        case ListT(elem):
            return ListT(substitute(elem, by))
        case ArrayT(size, elem):
            return ArrayT(size, substitute(elem, by))
        case SetT(elem):
            return SetT(substitute(elem, by))
        case OptionT(elem):
            return OptionT(substitute(elem, by))
        case MapT(key, value):
            return MapT(substitute(key, by), substitute(value, by))
        case ResultT(ok, err):
            return ResultT(substitute(ok, by), substitute(err, by))
        case TupleT(items):
            return TupleT(tuple(substitute(item, by) for item in items))
        case FnT(params, result):
            return FnT(tuple(substitute(p, by) for p in params), substitute(result, by))
        case Named(module, name, args):
            return Named(module, name, tuple(substitute(a, by) for a in args))
        case Alias(module, name, args, target):
            replaced = tuple(substitute(a, by) for a in args)
            return Alias(module, name, replaced, substitute(target, by))
        case _:
            return type_


def erase(type_: Type) -> Type:
    """The expression type of what is stored as `type_`."""
    if type(type_) is Prim:
        return type_
    match type_:
        case Sized("Float32"):
            return FLOAT
        case Sized(_):
            return INT
        case Alias(_, _, _, target):
            return erase(target)
        case ArrayT(_, elem) | ListT(elem):
            return ListT(erase(elem))
        case SetT(elem):
            return SetT(erase(elem))
        case OptionT(elem):
            return OptionT(erase(elem))
        case MapT(key, value):
            return MapT(erase(key), erase(value))
        case ResultT(ok, err):
            return ResultT(erase(ok), erase(err))
        case TupleT(items):
            return TupleT(tuple(erase(item) for item in items))
        case FnT(params, result):
            return FnT(tuple(erase(p) for p in params), erase(result))
        case Named(module, name, args):
            return Named(module, name, tuple(erase(a) for a in args))
        case _:
            return type_
