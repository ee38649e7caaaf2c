"""Values of the language as Python objects.

| type | value |
|---|---|
| Int, Float, Bool, String, Bytes | int, float, bool, str, bytes |
| Timestamp, Duration | int: nanoseconds (since 1970 began in UTC; a span) |
| List, array, tuple | tuple |
| Set, Map | `SetValue`, `MapValue` (`ir.value_maps`) |
| Option, Result | `Some` or `NOTHING`, `Ok` or `Err` |
| record, variant, enum | `RecordValue`, `VariantValue`, `EnumMember` |
| Any, Decimal, UUID, Fn | `AnyValue`, `DecimalValue`, `UuidValue`, `FnValue` |

`==` of Python on these is structural and quick, but takes an object to equal itself, so it is
right only where no NaN can be inside; `equal` is the language's equality, `same` the one of
test expectations. Inside an evaluation a list may also be a `Grown`; `settle` turns it, and any
inside a value, into tuples, and nothing else leaves the interpreter.

No value is ever changed. Options, results, records and variants are not `frozen` all the same:
that would make them three times slower to make.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from vibee_compiler.ir.value_maps import MapValue, SetValue
from vibee_compiler.records import dataclass

GROW_FROM: Final = 32
"""A concatenation of at least so many elements makes a `Grown`; a tuple is cheaper below."""


class Grown:
    """A list that is a prefix of a buffer which may be shared with longer lists.

    Appending to the longest of them extends the buffer, so a fold that appends is linear; a
    shorter one is copied. Persistent: no list that exists ever changes.
    """

    __slots__ = ("_plain", "buffer", "size")

    def __init__(self, buffer: list[Any], size: int) -> None:
        self.buffer = buffer
        self.size = size
        self._plain: tuple[Any, ...] | None = None

    def plain(self) -> tuple[Any, ...]:
        """The list as a tuple, made once."""
        if self._plain is None:
            whole = len(self.buffer) == self.size
            self._plain = tuple(self.buffer if whole else self.buffer[: self.size])
        return self._plain

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[Any]:
        return iter(self.plain())

    def __eq__(self, other: object) -> bool:
        return self.plain() == (other.plain() if isinstance(other, Grown) else other)

    def __lt__(self, other: Any) -> bool:
        return self.plain() < plain(other)

    def __gt__(self, other: Any) -> bool:
        return self.plain() > plain(other)

    def __le__(self, other: Any) -> bool:
        return self.plain() <= plain(other)

    def __ge__(self, other: Any) -> bool:
        return self.plain() >= plain(other)

    def __hash__(self) -> int:
        return hash(self.plain())


ListLike = tuple[Any, ...] | Grown


def plain(items: ListLike) -> tuple[Any, ...]:
    """A list as a tuple."""
    return items.plain() if type(items) is Grown else items  # type: ignore[return-value]


def concat(left: ListLike, right: ListLike) -> ListLike:
    """The elements of both; amortised in the size of `right` where `left` is newest."""
    if not right:
        return left
    more = plain(right)
    if type(left) is Grown:
        buffer = left.buffer
        if len(buffer) != left.size:
            buffer = list(left.plain())
        buffer.extend(more)
        return Grown(buffer, len(buffer))
    if not left:
        return more
    items = plain(left)
    if len(items) + len(more) < GROW_FROM:
        return items + more
    buffer = [*items, *more]
    return Grown(buffer, len(buffer))


@dataclass(unsafe_hash=True, slots=True)
class Some:
    """A present option."""

    value: Any


class Nothing:
    """The absent option; `NOTHING` is the only one."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING: Final = Nothing()


@dataclass(unsafe_hash=True, slots=True)
class Ok:
    """A result that holds a value."""

    value: Any


@dataclass(unsafe_hash=True, slots=True)
class Err:
    """A result that holds an error value."""

    value: Any


class Shape:
    """What records of one type, or variants of one name, have in common; see `shape`."""

    __slots__ = ("fields", "index", "module", "name", "variant")

    def __init__(
        self, module: str, name: str, variant: str | None, fields: tuple[str, ...]
    ) -> None:
        self.module = module
        self.name = name
        self.variant = variant
        self.fields = fields
        self.index = {field: i for i, field in enumerate(fields)}

    def __repr__(self) -> str:
        return self.name if self.variant is None else f"{self.name}.{self.variant}"


_SHAPES: dict[tuple[str, str, str | None, tuple[str, ...]], Shape] = {}
_ENUMS: dict[tuple[str, str, tuple[str, ...]], dict[str, EnumMember]] = {}


def shape(module: str, name: str, variant: str | None, fields: tuple[str, ...]) -> Shape:
    """The one shape of these names, so that shapes are the same when they are identical."""
    key = (module, name, variant, fields)
    found = _SHAPES.get(key)
    if found is None:
        found = _SHAPES[key] = Shape(*key)
    return found


@dataclass(unsafe_hash=True, slots=True)
class RecordValue:
    """A record: its shape and the values of its fields in declared order."""

    shape: Shape
    values: tuple[Any, ...]

    def get(self, field: str) -> Any:
        """The value of a field; KeyError if there is none."""
        return self.values[self.shape.index[field]]


@dataclass(unsafe_hash=True, slots=True)
class VariantValue:
    """A value of a sum type."""

    shape: Shape
    values: tuple[Any, ...]

    def get(self, field: str) -> Any:
        """The value of a field; KeyError if there is none."""
        return self.values[self.shape.index[field]]


class EnumMember:
    """A value of an enum, ordered as declared; identical where equal, see `enum_members`."""

    __slots__ = ("index", "module", "name", "type_name")

    def __init__(self, module: str, type_name: str, name: str, index: int) -> None:
        self.module = module
        self.type_name = type_name
        self.name = name
        self.index = index

    def __lt__(self, other: EnumMember) -> bool:
        return self.index < other.index

    def __le__(self, other: EnumMember) -> bool:
        return self.index <= other.index

    def __gt__(self, other: EnumMember) -> bool:
        return self.index > other.index

    def __ge__(self, other: EnumMember) -> bool:
        return self.index >= other.index

    def __repr__(self) -> str:
        return f"{self.type_name}.{self.name}"


def enum_members(module: str, name: str, members: tuple[str, ...]) -> dict[str, EnumMember]:
    """The values of an enum by name, in declared order."""
    key = (module, name, members)
    found = _ENUMS.get(key)
    if found is None:
        made = {m: EnumMember(module, name, m, i) for i, m in enumerate(members)}
        found = _ENUMS[key] = made
    return found


@dataclass(frozen=True, slots=True)
class AnyValue:
    """A JSON value: None, bool, int, float, str, a tuple, or ("object", pairs); see `Literal`.

    Two are equal as JSON values: numbers by value, objects whatever the order of their keys.
    """

    data: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AnyValue) and _json_equal(self.data, other.data, equal)

    def __hash__(self) -> int:
        return 0


def is_object(data: Any) -> bool:
    """Whether the data of an `AnyValue` is an object."""
    return (
        type(data) is tuple
        and len(data) == 2
        and data[0] == "object"
        and type(data[1]) is tuple
        and all(type(pair) is tuple and len(pair) == 2 for pair in data[1])
    )


def _json_equal(a: Any, b: Any, floats: Callable[[Any, Any], bool]) -> bool:
    if type(a) is not tuple or type(b) is not tuple:
        numbers = (int, float)
        if type(a) in numbers and type(b) in numbers:
            return floats(a, b)
        return type(a) is type(b) and bool(a == b)
    if is_object(a) and is_object(b):
        left, right = dict(a[1]), dict(b[1])
        return left.keys() == right.keys() and all(
            _json_equal(left[key], right[key], floats) for key in left
        )
    return len(a) == len(b) and all(_json_equal(x, y, floats) for x, y in zip(a, b, strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class DecimalValue:
    """A decimal number as written; equal by value. `key` is sign, digits and exponent."""

    text: str
    key: tuple[int, str, int]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DecimalValue) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True, slots=True, eq=False)
class UuidValue:
    """A UUID as written; equal by its octets. `octets` is their hexadecimal text."""

    text: str
    octets: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UuidValue) and self.octets == other.octets

    def __hash__(self) -> int:
        return hash(self.octets)


@dataclass(frozen=True, slots=True)
class FnValue:
    """A behaviour as a value."""

    module: str
    name: str


_SCALARS = frozenset({bool, int, float, str, bytes, EnumMember, Nothing, DecimalValue, UuidValue})
_WRAPPERS = frozenset({Some, Ok, Err})
_SHAPED = frozenset({RecordValue, VariantValue})


def _pairs(a: Any, b: Any) -> Iterable[tuple[Any, Any]] | None:
    """The parts of two values that must be alike; None when they differ by themselves."""
    cls = type(a)
    if cls is Grown or cls is tuple:
        left, right = plain(a), plain(b)
        return zip(left, right, strict=True) if len(left) == len(right) else None
    if cls is not type(b):
        return None
    if cls in _WRAPPERS:
        return ((a.value, b.value),)
    if cls in _SHAPED:
        return zip(a.values, b.values, strict=True) if a.shape is b.shape else None
    left, right = plain(a.items()), plain(b.items())
    return zip(left, right, strict=True) if len(left) == len(right) else None


def _alike(a: Any, b: Any, scalars: Callable[[Any, Any], bool], tick: Callable[[], None]) -> bool:
    """Whether two values of one type are alike when their scalars are; no recursion."""
    stack = [iter([(a, b)])]
    while stack:
        for left, right in stack[-1]:
            tick()
            if type(left) in _SCALARS:
                if not scalars(left, right):
                    return False
            elif type(left) is AnyValue:
                if type(right) is not AnyValue or not _json_equal(left.data, right.data, scalars):
                    return False
            elif type(left) is FnValue:
                if left != right:
                    return False
            else:
                pairs = _pairs(left, right)
                if pairs is None:
                    return False
                stack.append(iter(pairs))
                break
        else:
            stack.pop()
    return True


def _no_tick() -> None:
    return None


def _scalars_equal(a: Any, b: Any) -> bool:
    numbers = (int, float)
    comparable = type(a) is type(b) or (type(a) in numbers and type(b) in numbers)
    return comparable and bool(a == b)


def equal(a: Any, b: Any, tick: Callable[[], None] = _no_tick) -> bool:
    """The language's equality of two values of one type; NaN is unequal to itself, anywhere.

    `tick` is called for each pair compared.
    """
    return _alike(a, b, _scalars_equal, tick)


def same(a: Any, b: Any, tolerance: float | None = None) -> bool:
    """Whether a result is as expected: NaN equals NaN and -0.0 is not 0.0.

    With a `tolerance`, finite Floats may differ by that much.
    """

    def scalars(left: Any, right: Any) -> bool:
        if type(left) is not float or type(right) is not float:
            return _scalars_equal(left, right)
        if math.isnan(left) or math.isnan(right):
            return math.isnan(left) and math.isnan(right)
        if tolerance is not None and math.isfinite(left) and math.isfinite(right):
            return abs(left - right) <= tolerance
        return left == right and math.copysign(1.0, left) == math.copysign(1.0, right)

    return _alike(a, b, scalars, _no_tick)


def less(a: Any, b: Any) -> bool:
    """The language's `<` of two values of one ordered type."""
    if type(a) is tuple or type(a) is Grown:
        left, right = plain(a), plain(b)
        for x, y in zip(left, right, strict=False):
            if not equal(x, y):
                return less(x, y)
        return len(left) < len(right)
    return bool(a < b)


def compare(a: Any, b: Any) -> int:
    """-1, 0 or 1 by the order that sorting uses: what is unequal to itself comes last."""
    if less(a, b):
        return -1
    if less(b, a):
        return 1
    strange = (not equal(a, a), not equal(b, b))
    return 0 if strange[0] == strange[1] else 1 if strange[0] else -1


def settle(value: Any) -> Any:
    """The value with every `Grown` inside as a tuple; what has none is kept as it is."""
    return _Settler().settle(value)


class _Settler:
    """Settles each object once, so that shared parts stay shared."""

    def __init__(self) -> None:
        self.done: dict[int, Any] = {}
        self.kept: list[Any] = []

    def settle(self, value: Any) -> Any:
        if type(value) in _SCALARS or type(value) in (AnyValue, FnValue):
            return value
        found = self.done.get(id(value))
        if found is None:
            found = self.done[id(value)] = self._parts(value)
            self.kept.append(value)
        return found

    def _items(self, items: tuple[Any, ...]) -> tuple[Any, ...]:
        settled = tuple([self.settle(item) for item in items])
        return items if all(a is b for a, b in zip(items, settled, strict=True)) else settled

    def _parts(self, value: Any) -> Any:
        cls = type(value)
        if cls is Grown or cls is tuple:
            return self._items(plain(value))
        if cls in _WRAPPERS:
            inner = self.settle(value.value)
            return value if inner is value.value else cls(inner)
        if cls in _SHAPED:
            values = self._items(value.values)
            return value if values is value.values else cls(value.shape, values)
        if cls is MapValue:
            return value.map_values(self.settle)
        return value


__all__ = [
    "NOTHING",
    "AnyValue",
    "DecimalValue",
    "EnumMember",
    "Err",
    "FnValue",
    "Grown",
    "ListLike",
    "MapValue",
    "Nothing",
    "Ok",
    "RecordValue",
    "SetValue",
    "Shape",
    "Some",
    "UuidValue",
    "VariantValue",
    "compare",
    "concat",
    "enum_members",
    "equal",
    "is_object",
    "less",
    "plain",
    "same",
    "settle",
    "shape",
]
