"""Examples that a spec could add: few inputs that tell the survivors from the original.

A greedy cover, as test suites are reduced (each step takes the input that kills most of what is
left, the earliest of equals), so that what comes out is small and the same every time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vibee_compiler.ir import module as m
from vibee_compiler.mutants.judge import Case, Judge, Judgement

MOST = 8
"""Cases that are chosen for one behaviour."""


def choose(
    judge: Judge, behaviour: m.Behaviour, survivors: Iterable[Judgement], most: int = MOST
) -> list[Case]:
    """The cases that kill the survivors of a behaviour, the most telling first."""
    cases = judge.cases(behaviour)
    place = {id(case): i for i, case in enumerate(cases)}
    kills: list[set[int]] = [set() for _ in cases]
    left: set[int] = set()
    for number, one in enumerate(survivors):
        if one.witness is None:
            continue
        left.add(number)
        for case in judge.differing(behaviour, judge.mutated(behaviour, one.mutant)):
            kills[place[id(case)]].add(number)
    return [cases[i] for i in _cover(kills, left, most)]


def _cover(kills: list[set[int]], left: set[int], most: int) -> Iterator[int]:
    for _ in range(most):
        best = max(range(len(kills)), key=lambda i: (len(kills[i] & left), -i), default=-1)
        if best < 0 or not kills[best] & left:
            return
        left = left - kills[best]
        yield best
