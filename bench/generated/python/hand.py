"""The eight programs as one would write them by hand, with the checks that the specs ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class ProgramError(Exception):
    """What the programs raise."""


class Overflow(ProgramError):
    """A number does not fit in 64 bits."""


class ContractViolation(ProgramError):
    """A value is outside what it may be."""


class BadShape(ProgramError):
    """The matrices do not fit."""


class BadCharacter(ProgramError):
    """Something that belongs to no expression."""


class InvalidNumber(ProgramError):
    """A text is no number."""


class EmptyOrder(ProgramError):
    """An order without lines."""


def int64(n: int) -> int:
    """The number itself if it fits in 64 bits."""
    if -0x8000_0000_0000_0000 <= n <= 0x7FFF_FFFF_FFFF_FFFF:
        return n
    raise Overflow(n)


def require(holds: bool, text: str) -> None:
    """Raises unless a condition holds."""
    if not holds:
        raise ContractViolation(text)


def merge_sort(xs: Sequence[int]) -> list[int]:
    """The numbers in ascending order."""
    if len(xs) <= 1:
        return list(xs)
    middle = len(xs) // 2
    return _merge(merge_sort(xs[:middle]), merge_sort(xs[middle:]))


def _merge(left: list[int], right: list[int]) -> list[int]:
    merged: list[int] = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            j += 1
    merged += left[i:]
    merged += right[j:]
    return merged


def primes(limit: int) -> list[int]:
    """The primes up to a limit."""
    require(0 <= limit <= 100_000_000, "limit")
    crossed: set[int] = set()
    found = []
    for n in range(2, limit + 1):
        if n not in crossed:
            found.append(n)
            for m in range(n * n, limit + 1, n):
                crossed.add(m)
    return found


def primes_array(limit: int) -> list[int]:
    """The same with an array of flags, which the spec language does not have."""
    require(0 <= limit <= 100_000_000, "limit")
    crossed = [False] * (limit + 1)
    found = []
    for n in range(2, limit + 1):
        if not crossed[n]:
            found.append(n)
            for m in range(n * n, limit + 1, n):
                crossed[m] = True
    return found


def edit_distance(a: str, b: str) -> int:
    """Levenshtein's distance."""
    row = list(range(len(b) + 1))
    for x in a:
        following = [int64(row[0] + 1)]
        for j, y in enumerate(b):
            cost = 0 if x == y else 1
            following.append(
                min(int64(following[j] + 1), int64(row[j + 1] + 1), int64(row[j] + cost))
            )
        row = following
    return row[-1]


def word_count(text: str) -> dict[str, int]:
    """How often each word occurs, in the order of the words."""
    counts: dict[str, int] = {}
    for word in text.lower().split(" "):
        if word:
            counts[word] = int64(counts.get(word, 0) + 1)
    return dict(sorted(counts.items()))


def product(a: Sequence[Sequence[int]], b: Sequence[Sequence[int]]) -> list[list[int]]:
    """The product of two matrices."""
    if not b or any(len(row) != len(b) for row in a):
        raise BadShape
    made = []
    for row in a:
        line = []
        for j in range(len(b[0])):
            total = 0
            for k in range(len(b)):
                total = int64(total + int64(row[k] * b[k][j]))
            line.append(total)
        made.append(line)
    return made


@dataclass(frozen=True, slots=True)
class Number:
    """A number."""

    value: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name."""

    value: str


@dataclass(frozen=True, slots=True)
class Symbol:
    """An operator or a parenthesis."""

    value: str


Token = Number | Name | Symbol


def tokenize(text: str) -> list[Token]:
    """The tokens of an expression."""
    tokens: list[Token] = []
    word = ""
    for c in text:
        if "a" <= c <= "z" or "0" <= c <= "9":
            word += c
            continue
        if word:
            tokens.append(_word(word))
            word = ""
        if c in "+-*/()":
            tokens.append(Symbol(c))
        elif c != " ":
            raise BadCharacter(c)
    if word:
        tokens.append(_word(word))
    return tokens


def _word(word: str) -> Token:
    if "0" <= word[0] <= "9":
        if not word.isdecimal():
            raise InvalidNumber(word)
        return Number(int64(int(word)))
    return Name(word)


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that is taken or left."""

    weight: int
    value: int

    def __post_init__(self) -> None:
        """Checks both."""
        require(1 <= self.weight <= 1_000_000, "weight")
        require(0 <= self.value <= 1_000_000, "value")


def best_value(items: Sequence[Item], capacity: int) -> int:
    """The greatest value that fits."""
    require(0 <= capacity <= 1_000_000, "capacity")
    best = [0] * (capacity + 1)
    for item in items:
        following = best[: item.weight]
        for room in range(item.weight, capacity + 1):
            following.append(max(best[room], int64(best[room - item.weight] + item.value)))
        best = following
    return best[-1]


FREE_SHIPPING = 50.0
SHIPPING = 4.9


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order."""

    sku: str
    price: float
    quantity: int

    def __post_init__(self) -> None:
        """Checks price and quantity."""
        require(0.0 <= self.price < 1.0e9, "price")
        require(0 <= self.quantity < 1_000_000, "quantity")


@dataclass(frozen=True, slots=True)
class Order:
    """What a customer ordered."""

    customer: str
    lines: tuple[Line, ...]
    coupon: str | None


def total(order: Order) -> float:
    """The discounted sum with shipping."""
    if not order.lines:
        raise EmptyOrder
    gross = 0.0
    for line in order.lines:
        gross += line.price * line.quantity
    if order.coupon == "HALF":
        net = gross - gross * 0.5
    elif order.coupon == "TENTH":
        net = gross - gross * 0.1
    else:
        net = gross - 0.0
    return net if net >= FREE_SHIPPING else net + SHIPPING


def totals(orders: Sequence[Order]) -> dict[str, float]:
    """What each customer owes, in the order of the customers."""
    owed: dict[str, float] = {}
    for order in orders:
        owed[order.customer] = owed.get(order.customer, 0.0) + total(order)
    return dict(sorted(owed.items()))
