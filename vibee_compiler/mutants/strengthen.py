"""Examples that a spec could add: few inputs that tell the survivors from the original.

A greedy cover, as test suites are reduced (each step takes the input that kills most of what is
left, the earliest of equals), so that what comes out is small and the same every time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from vibee_compiler.ir import module as m
from vibee_compiler.ir.value_expr import value_expr
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


def with_examples(program: m.Program, most: int) -> m.Program:
    """The program with up to `most` computed examples more for each behaviour of its root.

    Only where the spec's own examples and properties let mutants through; expected is what the
    reference interpreter gives. They are named `computed`, with a number, and come last.
    """
    judge = Judge(program)
    left = [one for one in judge.all() if one.witness is not None]
    behaviours = []
    for one in program.root.behaviours:
        own = [survivor for survivor in left if survivor.mutant.behaviour == one.name]
        if own:
            made = _examples(program, one, choose(judge, one, own, most))
            one = replace(one, examples=(*one.examples, *made))
        behaviours.append(one)
    module = replace(program.root, behaviours=tuple(behaviours))
    return replace(program, modules=(*program.modules[:-1], module))


def _examples(
    program: m.Program, behaviour: m.Behaviour, cases: Iterable[Case]
) -> Iterator[m.Example]:
    number = 0
    for case in cases:
        expected = None
        if case.result.error is None:
            try:
                expected = value_expr(case.result.value, behaviour.returns, program)
            except ValueError:
                continue
        number += 1
        yield m.Example(f"computed {number}", case.row, expected, case.result.error)
