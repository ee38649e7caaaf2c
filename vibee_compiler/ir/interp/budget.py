"""What an evaluation may use up, and the two ways in which it ends early."""

from __future__ import annotations

from typing import Final

from vibee_compiler.records import dataclass

INT_RANGES: Final = {
    64: (-(2**63), 2**63 - 1),
    53: (-(2**53 - 1), 2**53 - 1),
    32: (-(2**31), 2**31 - 1),
}
"""The least and the greatest Int by `int_bits`; 53 is what an IEEE double holds exactly."""

BYTES_A_STEP: Final = 256
"""Copying so many bytes counts as a step."""

OBJECT: Final = 64
"""What an object is taken to occupy, in bytes, besides its parts."""


class Raised(Exception):
    """An error of the language: a name and a message."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name
        self.message = message


class OutOfBudget(Exception):
    """The evaluation wanted more than it may use; `what` is steps, depth or memory."""

    def __init__(self, what: str) -> None:
        super().__init__(f"out of budget: {what}")
        self.what = what


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one evaluation.

    `steps`: calls, rounds of loops, and work in proportion to sizes. `depth`: calls within
    calls. `memory`: bytes that operations whose result grows with their input may build in
    all, what has become garbage included, so it bounds what is alive; it is charged before
    anything is built.
    """

    steps: int = 50_000_000
    depth: int = 10_000
    memory: int = 2 * 2**30


class Runtime:
    """The counters of the evaluation that is going on; closures hold on to it."""

    __slots__ = ("budget", "calls", "greatest", "least", "limit", "memory", "steps")

    def __init__(self, int_bits: int, budget: Budget) -> None:
        self.least, self.greatest = INT_RANGES[int_bits]
        self.budget = budget
        self.reset()

    def reset(self) -> None:
        """A full budget."""
        self.steps = self.budget.steps
        self.memory = self.budget.memory
        self.limit = self.budget.depth
        self.calls = 0

    def tick(self) -> None:
        """Count a step."""
        self.steps -= 1
        if self.steps < 0:
            raise OutOfBudget("steps")

    def work(self, steps: int) -> None:
        """Count many steps, before they are taken."""
        self.steps -= steps
        if self.steps < 0:
            raise OutOfBudget("steps")

    def build(self, size: int) -> None:
        """Count bytes, before they are built, and the work of building them."""
        self.memory -= size
        self.steps -= size // BYTES_A_STEP
        if self.memory < 0:
            raise OutOfBudget("memory")
        if self.steps < 0:
            raise OutOfBudget("steps")

    def items(self, count: int) -> None:
        """Count a list of so many new elements before it is built."""
        self.build(OBJECT + 40 * count)

    def fit(self, value: int) -> int:
        """The value as an Int; raises Overflow where it leaves the range."""
        if self.least <= value <= self.greatest:
            return value
        raise Raised("Overflow", "an integer out of range")
