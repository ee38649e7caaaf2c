"""Examples that a spec could add: few inputs that tell the survivors from the original.

A greedy cover, as test suites are reduced: each step takes the input that kills most of what is
left, of equals the one that is shortest to write, then the earliest. So what comes out is small
and the same every time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from vibee_compiler.frontend.check.depth import deep_recursion
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import module as m
from vibee_compiler.ir.value_expr import value_expr
from vibee_compiler.ir.walk import walk
from vibee_compiler.mutants.judge import Case, Judge, Judgement

MOST = 8
"""Cases that are chosen for one behaviour."""
LONGEST = 120
"""The weight of a case that a reader still takes in."""


def choose(
    judge: Judge, behaviour: m.Behaviour, survivors: Iterable[Judgement], most: int = MOST
) -> list[Case]:
    """The cases that kill the survivors of a behaviour, the most telling first.

    Cases that are too long for a reader are left out.
    """
    killed: dict[int, set[int]] = {}
    left: set[int] = set()
    cases = judge.cases(behaviour)
    place = {id(case): i for i, case in enumerate(cases)}
    for number, one in enumerate(survivors):
        if one.witness is None:
            continue
        left.add(number)
        for case in judge.differing(behaviour, judge.mutated(behaviour, one.mutant)):
            killed.setdefault(place[id(case)], set()).add(number)
    program, weights = judge.program, dict[int, int]()
    for i in sorted(killed):
        weight = _weight(program, behaviour, cases[i])
        if weight <= LONGEST:
            weights[i] = weight
    return [cases[i] for i in _cover(killed, weights, left, most)]


def _weight(program: m.Program, behaviour: m.Behaviour, case: Case) -> int:
    """About how many words it takes to write a case."""
    parts = list(case.row)
    if case.result.error is None:
        try:
            parts.append(value_expr(case.result.value, behaviour.returns, program))
        except ValueError:
            return LONGEST + 1
    total = 0
    for node in (node for part in parts for node in walk(part)):
        text = node.value if isinstance(node, x.Literal) else None
        total += 1 + (len(text) // 8 if isinstance(text, str | bytes) else 0)
        total += text is not None and isinstance(text, int) and abs(text) > 10**6
    return total


def _cover(
    killed: Mapping[int, set[int]], weights: Mapping[int, int], left: set[int], most: int
) -> Iterator[int]:
    for _ in range(most):
        best = max(weights, key=lambda i: (len(killed[i] & left), -weights[i], -i), default=-1)
        if best < 0 or not killed[best] & left:
            return
        left = left - killed[best]
        yield best


def with_examples(program: m.Program, most: int) -> m.Program:
    """The program with up to `most` computed examples more for each behaviour of its root.

    Only where the spec's own examples and properties let mutants through; expected is what the
    reference interpreter gives. They are named `computed`, with a number, and come last.
    """
    with deep_recursion():
        return _with_examples(program, most)


def _with_examples(program: m.Program, most: int) -> m.Program:
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
