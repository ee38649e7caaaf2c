"""Runs generated and hand-written programs in turns; see bench/generated.py for the protocol."""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable
from typing import Any

import hand

PRIME = 2147483647


class Random:
    """Lehmer's generator, which every language can do without overflow."""

    def __init__(self) -> None:
        self.state = 1

    def __call__(self, below: int) -> int:
        """A number from 0 up to, not including, `below`."""
        self.state = self.state * 48271 % PRIME
        return self.state % below


def mixed(values: Any) -> int:
    """A digest of numbers and texts."""
    digest = 7
    for value in values:
        if isinstance(value, str):
            for octet in value.encode():
                digest = (digest * 31 + octet) % PRIME
        else:
            digest = (digest * 31 + value % PRIME) % PRIME
    return digest


def digest_tokens(tokens: Any) -> int:
    """A digest of tokens; the kinds have the same names on both sides."""
    return mixed(part for t in tokens for part in (type(t).__name__.lower(), t.value))


def digest_money(owed: Any) -> int:
    """A digest of sums by name."""
    return mixed(p for name, sum_ in owed.items() for p in (name, int(sum_ * 1000)))


def text_of(random: Random, size: int, alphabet: str) -> str:
    """A random text."""
    return "".join(alphabet[random(len(alphabet))] for _ in range(size))


def word_of(number: int) -> str:
    """A word of lower-case letters."""
    letters = ""
    while True:
        letters += chr(97 + number % 26)
        number //= 26
        if number == 0:
            return letters


def words(random: Random, size: int) -> str:
    """A text of words, some with a capital."""
    made = []
    for _ in range(size):
        word = word_of(random(2000) * 37)
        made.append(word.upper() if random(5) == 0 else word)
    return " ".join(made)


def expression(random: Random, size: int) -> str:
    """An expression of so many tokens."""
    made = ""
    for _ in range(size):
        kind = random(3)
        if kind == 0:
            made += " " + word_of(random(5000))
        elif kind == 1:
            made += " " + str(random(10000))
        else:
            made += "+-*/()"[random(6)]
    return made


def rows(random: Random, height: int, width: int) -> list[tuple[int, ...]]:
    """A matrix."""
    return [tuple(random(1000) for _ in range(width)) for _ in range(height)]


def items(random: Random, size: int, make: Any) -> list[Any]:
    """Things to pack."""
    return [make(weight=1 + random(100), value=random(1000)) for _ in range(size)]


def orders(random: Random, size: int, module: Any) -> list[Any]:
    """Orders of up to five lines."""
    made = []
    for _ in range(size):
        customer = "c" + str(random(500))
        coupon = (None, "HALF", "TENTH", "OTHER")[random(4)]
        lines = []
        for _ in range(1 + random(5)):
            price, quantity = random(10000) / 100, random(10)
            lines.append(module.Line(sku="sku", price=price, quantity=quantity))
        made.append(module.Order(customer=customer, lines=tuple(lines), coupon=coupon))
    return made


Program = tuple[Callable[[int], tuple[Callable[[], Any], Callable[[], Any]]], Callable[[Any], int]]


def one(module: str, function: str, by_hand: Any, *arguments: Any) -> Any:
    """Both versions as functions of nothing, on the same input."""
    made = getattr(importlib.import_module(module), function)
    return (lambda: made(*arguments)), (lambda: by_hand(*arguments))


def both_items(size: int) -> Any:
    """The knapsack has a record of its own on either side."""
    made = importlib.import_module("knapsack")
    ours, theirs = items(Random(), size, made.Item), items(Random(), size, hand.Item)
    return (lambda: made.best_value(ours, 1000)), (lambda: hand.best_value(theirs, 1000))


def both_orders(size: int) -> Any:
    """So do the orders."""
    made = importlib.import_module("orders")
    ours, theirs = orders(Random(), size, made), orders(Random(), size, hand)
    return (lambda: made.totals(ours)), (lambda: hand.totals(theirs))


def two_texts(size: int) -> tuple[str, str]:
    """What is compared."""
    random = Random()
    return text_of(random, size, "abcdé"), text_of(random, 100, "abcdé")


def two_matrices(size: int) -> tuple[Any, Any]:
    """What is multiplied."""
    random = Random()
    return rows(random, size, 24), rows(random, 24, 24)


def numbers(size: int) -> list[int]:
    """What is sorted."""
    random = Random()
    return [random(1_000_000) - 500_000 for _ in range(size)]


PROGRAMS: dict[str, Program] = {
    "sorting": (lambda n: one("sorting", "merge_sort", hand.merge_sort, numbers(n)), mixed),
    "sieve": (lambda n: one("sieve", "primes", hand.primes, n), mixed),
    "sieve_array": (lambda n: one("sieve", "primes", hand.primes_array, n), mixed),
    "distance": (
        lambda n: one("distance", "edit_distance", hand.edit_distance, *two_texts(n)),
        lambda found: mixed([found]),
    ),
    "words": (
        lambda n: one("words", "word_count", hand.word_count, words(Random(), n)),
        lambda counts: mixed(p for pair in counts.items() for p in pair),
    ),
    "matrix": (
        lambda n: one("matrix", "product", hand.product, *two_matrices(n)),
        lambda made: mixed(n for row in made for n in row),
    ),
    "tokens": (
        lambda n: one("tokens", "tokenize", hand.tokenize, expression(Random(), n)),
        digest_tokens,
    ),
    "knapsack": (both_items, lambda found: mixed([found])),
    "orders": (both_orders, digest_money),
}


def measure(name: str, size: int, budget: float) -> None:
    """Times both in turns, and prints a line each."""
    prepare, digest = PROGRAMS[name]
    sides = prepare(size)
    found = [digest(side()) for side in sides]
    spent: list[list[float]] = [[], []]
    end = time.perf_counter() + budget
    while time.perf_counter() < end or len(spent[0]) < 5:
        for side, took in zip(sides, spent, strict=True):
            start = time.perf_counter()
            side()
            took.append(time.perf_counter() - start)
    for who, took, value in zip(("generated", "hand"), spent, found, strict=True):
        took.sort()
        print(name, size, who, value, took[0], took[len(took) // 2], flush=True)


def main() -> None:
    """Arguments: seconds a pair, then NAME:SIZE for each."""
    for job in sys.argv[2:]:
        name, size = job.split(":")
        measure(name, int(size), float(sys.argv[1]))


if __name__ == "__main__":
    main()
