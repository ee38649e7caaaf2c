"""Scores: parts with weights, of which those count that could be measured."""

from __future__ import annotations

from typing import Final

from vibee_compiler.records import dataclass

WEIGHTS: Final = {
    "tests": 0.30,
    "build": 0.20,
    "grammar": 0.15,
    "naming": 0.10,
    "documentation": 0.10,
    "linter": 0.10,
    "length": 0.05,
}
"""What each part counts for; together 1. What code does outweighs how it looks."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: `value` between 0 and 1, None where it could not be measured."""

    name: str
    value: float | None
    why: str

    @property
    def weight(self) -> float:
        """What it counts for where all parts are measured."""
        return WEIGHTS[self.name]


@dataclass(frozen=True, slots=True)
class Score:
    """The parts, in the order of `WEIGHTS`."""

    parts: tuple[Part, ...]

    @property
    def value(self) -> float:
        """The weighted mean of the parts that were measured; 0 where the grammar refuses all."""
        measured = [(part.value, part.weight) for part in self.parts if part.value is not None]
        total = sum(weight for _, weight in measured)
        return sum(value * weight for value, weight in measured) / total if total else 0.0

    @property
    def coverage(self) -> float:
        """The weight of the parts that were measured."""
        return sum(part.weight for part in self.parts if part.value is not None)
