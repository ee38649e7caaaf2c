"""Abstract values of the range analysis: what is known of a value, as intervals.

`TOP` is nothing beyond the type. Every other shape says something of a value's parts; an operation
on abstract values holds for all values that they stand for.
"""

from __future__ import annotations

from vibee_compiler.ir import types as t
from vibee_compiler.ir.interp.budget import INT_RANGES
from vibee_compiler.records import dataclass

SIZE_LIMIT = 2**53 - 1
"""No container is larger: a machine's memory ends long before."""


@dataclass(frozen=True, slots=True)
class Top:
    """Nothing is known beyond the type."""


@dataclass(frozen=True, slots=True)
class Num:
    """An Int from `lo` to `hi`, both included."""

    lo: int
    hi: int

    def within(self, other: Num) -> bool:
        """Whether all its values are values of the other."""
        return other.lo <= self.lo and self.hi <= other.hi

    def shifted(self, by: int) -> Num:
        """Each value plus a number."""
        return Num(self.lo + by, self.hi + by)


@dataclass(frozen=True, slots=True)
class Seq:
    """A list, set or text of a size; `elem` is known of each element (`TOP` for a text)."""

    size: Num
    elem: Abstract


@dataclass(frozen=True, slots=True)
class Dict:
    """A map."""

    size: Num
    key: Abstract
    value: Abstract


@dataclass(frozen=True, slots=True)
class Opt:
    """An option: `some` what is known of its value; `present` whether it is known to have one."""

    some: Abstract
    present: bool = False


@dataclass(frozen=True, slots=True)
class Tup:
    """A tuple."""

    items: tuple[Abstract, ...]


@dataclass(frozen=True, slots=True)
class Rec:
    """A record whose fields are known better than its type says."""

    fields: tuple[tuple[str, Abstract], ...]

    def get(self, name: str) -> Abstract:
        """What is known of a field."""
        return dict(self.fields).get(name, TOP)


Abstract = Top | Num | Seq | Dict | Opt | Tup | Rec
TOP = Top()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a width of Int allows."""

    whole: Num
    size: Num

    @staticmethod
    def of(int_bits: int) -> Limits:
        """The limits at a width."""
        whole = Num(*INT_RANGES[int_bits])
        return Limits(whole, Num(0, min(whole.hi, SIZE_LIMIT)))


def join(a: Abstract, b: Abstract) -> Abstract:
    """What holds of a value that is one or the other."""
    match a, b:
        case Num(), Num():
            return Num(min(a.lo, b.lo), max(a.hi, b.hi))
        case Seq(), Seq():
            elem = b.elem if a.size.hi == 0 else a.elem if b.size.hi == 0 else None
            return Seq(_num(a.size, b.size), elem or join(a.elem, b.elem))
        case Dict(), Dict():
            size = _num(a.size, b.size)
            if a.size.hi == 0 or b.size.hi == 0:
                full = b if a.size.hi == 0 else a
                return Dict(size, full.key, full.value)
            return Dict(size, join(a.key, b.key), join(a.value, b.value))
        case Opt(), Opt():
            return Opt(join(a.some, b.some), a.present and b.present)
        case Tup(), Tup() if len(a.items) == len(b.items):
            return Tup(tuple(join(x, y) for x, y in zip(a.items, b.items, strict=True)))
        case Rec(), Rec():
            other = dict(b.fields)
            return Rec(tuple((n, join(v, other.get(n, TOP))) for n, v in a.fields))
    return TOP


def _num(a: Num, b: Num) -> Num:
    return Num(min(a.lo, b.lo), max(a.hi, b.hi))


def widen(old: Abstract, new: Abstract, limits: Limits) -> Abstract:
    """A value that a loop ends with after few rounds: bounds that moved go to their limit."""
    match old, new:
        case Num(), Num():
            return _widened(old, new, limits.whole)
        case Seq(), Seq():
            size = _widened(old.size, new.size, limits.size)
            return Seq(size, widen(old.elem, new.elem, limits))
        case Dict(), Dict():
            size = _widened(old.size, new.size, limits.size)
            key, value = widen(old.key, new.key, limits), widen(old.value, new.value, limits)
            return Dict(size, key, value)
        case Opt(), Opt():
            return Opt(widen(old.some, new.some, limits), old.present and new.present)
        case Tup(), Tup() if len(old.items) == len(new.items):
            pairs = zip(old.items, new.items, strict=True)
            return Tup(tuple(widen(a, b, limits) for a, b in pairs))
        case Rec(), Rec():
            other = dict(new.fields)
            return Rec(tuple((n, widen(v, other.get(n, TOP), limits)) for n, v in old.fields))
    return TOP


def _widened(old: Num, new: Num, limit: Num) -> Num:
    lo = old.lo if new.lo >= old.lo else (0 if new.lo >= 0 else limit.lo)
    return Num(lo, old.hi if new.hi <= old.hi else limit.hi)


def meet(a: Num, b: Num) -> Num:
    """What holds of a value that is both; `a` where nothing could be."""
    lo, hi = max(a.lo, b.lo), min(a.hi, b.hi)
    return Num(lo, hi) if lo <= hi else a


def add(a: Num, b: Num) -> Num:
    """All sums."""
    return Num(a.lo + b.lo, a.hi + b.hi)


def sub(a: Num, b: Num) -> Num:
    """All differences."""
    return Num(a.lo - b.hi, a.hi - b.lo)


def mul(a: Num, b: Num) -> Num:
    """All products."""
    corners = [x * y for x in (a.lo, a.hi) for y in (b.lo, b.hi)]
    return Num(min(corners), max(corners))


def neg(a: Num) -> Num:
    """All opposites."""
    return Num(-a.hi, -a.lo)


def _divisors(b: Num) -> list[int]:
    """The divisors at which quotients are extreme; 0 is none."""
    found = {b.lo, b.hi} | {v for v in (-1, 1) if b.lo <= v <= b.hi}
    return sorted(found - {0})


def div(a: Num, b: Num) -> Num:
    """All quotients, rounded toward zero."""
    corners = [_truncated(x, y) for x in (a.lo, a.hi) for y in _divisors(b)] or [0]
    if a.lo <= 0 <= a.hi:
        corners.append(0)
    return Num(min(corners), max(corners))


def floor_div(a: Num, b: Num) -> Num:
    """All quotients, rounded down."""
    corners = [x // y for x in (a.lo, a.hi) for y in _divisors(b)] or [0]
    if a.lo <= 0 <= a.hi:
        corners.append(0)
    return Num(min(corners), max(corners))


def _truncated(x: int, y: int) -> int:
    quotient = abs(x) // abs(y)
    return quotient if (x < 0) == (y < 0) else -quotient


def rem(a: Num, b: Num) -> Num:
    """All remainders: smaller than the divisor, with the dividend's sign."""
    most = max(abs(b.lo), abs(b.hi), 1) - 1
    return Num(max(-most, min(a.lo, 0)), min(most, max(a.hi, 0)))


def floor_mod(a: Num, b: Num) -> Num:
    """All remainders with the divisor's sign."""
    return Num(min(b.lo + 1, 0), max(b.hi - 1, 0))


def magnitude(a: Num) -> Num:
    """All absolute values."""
    if a.lo >= 0:
        return a
    return Num(0 if a.hi >= 0 else -a.hi, max(-a.lo, a.hi))


def least(a: Num, b: Num) -> Num:
    """The lesser of two."""
    return Num(min(a.lo, b.lo), min(a.hi, b.hi))


def greatest(a: Num, b: Num) -> Num:
    """The greater of two."""
    return Num(max(a.lo, b.lo), max(a.hi, b.hi))


def sized(type_: t.Type) -> Num | None:
    """The range of a sized integer type."""
    if isinstance(type_, t.Sized) and type_.name in t.SIZED_RANGES:
        return Num(*t.SIZED_RANGES[type_.name])
    return None
