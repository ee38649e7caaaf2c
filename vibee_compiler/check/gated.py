"""Packages on their way through the syntax gate."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from vibee_compiler.check.syntax import Faults, Unparsed
from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from vibee_compiler.targets.package import Package

Id = TypeVar("Id", bound=Hashable)
Work = TypeVar("Work")


class Gate(Protocol):
    """What parses: in a process of its own (`syntax`), or in this one (`in_process`)."""

    def check(self, items: Iterable[tuple[Id, str, str]]) -> Iterator[tuple[Id, Faults | Unparsed]]:
        """Verdicts on (id, grammar, text), in order; an empty list is a clean bill."""


@dataclass(slots=True)
class _Held(Generic[Work]):
    """A package whose files are on their way through the gate."""

    work: Work
    package: Package
    left: int
    faults: list[str] = field(default_factory=list)


def gated(
    gate: Gate, made: Iterable[tuple[Work, Package]]
) -> Iterator[tuple[Work, Package, list[str]]]:
    """Packages with what the grammars have against their files, in words; in order.

    Packages are made while earlier ones are parsed; few are held at a time (`syntax.WINDOW`).
    """
    held: deque[_Held[Work]] = deque()

    def items() -> Iterator[tuple[tuple[int, str], str, str]]:
        for number, (work, package) in enumerate(made):
            files = [(f.path, f.grammar, f.text) for f in package.files if f.grammar is not None]
            held.append(_Held(work, package, len(files)))
            for path, grammar, text in files:
                yield (number, path), grammar, text

    first = 0
    for (number, path), verdict in gate.check(items()):
        one = held[number - first]
        found = [verdict] if isinstance(verdict, Unparsed) else verdict
        one.faults += [f"{one.package.target}: {path}: {fault}" for fault in found]
        one.left -= 1
        while held and not held[0].left:
            done = held.popleft()
            first += 1
            yield done.work, done.package, done.faults
    for done in held:
        yield done.work, done.package, done.faults
