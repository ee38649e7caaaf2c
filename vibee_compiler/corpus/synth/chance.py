"""Choices that follow from a seed and an index alone, on every machine and version of Python."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A stream of choices. Only `random()` is used: its sequence is guaranteed to stay."""

    __slots__ = ("_next",)

    def __init__(self, *key: object) -> None:
        self._next = Random(":".join(map(str, key))).random  # noqa: S311 (no secrets here)

    def below(self, limit: int) -> int:
        """A number from 0 to `limit - 1`."""
        return int(self._next() * limit)

    def between(self, low: int, high: int) -> int:
        """A number from `low` to `high`, both included."""
        return low + int(self._next() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """True in this share of calls."""
        return self._next() < share

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[int(self._next() * len(items))]

    def weighted(self, items: Sequence[tuple[T, float]]) -> T:
        """One of the items by their weights."""
        at = self._next() * sum(weight for _, weight in items)
        for item, weight in items:
            at -= weight
            if at < 0:
                return item
        return items[-1][0]

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """Up to `count` different items, in a random order."""
        left = list(items)
        found: list[T] = []
        while left and len(found) < count:
            found.append(left.pop(int(self._next() * len(left))))
        return found
