"""Preference pairs: the generated module, and the same with one small fault that a test notices.

The fault is a mutant of the IR, lowered and printed like the original, so that the two differ where
they must and nowhere else: near misses that compile. Which mutants some test kills is found by
the reference interpreter; with `--verify run` the real toolchain has to agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from vibee_compiler.corpus import instructions
from vibee_compiler.ir import module as m
from vibee_compiler.ir.walk import walk
from vibee_compiler.mutants.judge import Judge, Judgement
from vibee_compiler.mutants.make import changed_text, mutants
from vibee_compiler.records import dataclass
from vibee_compiler.targets import faults
from vibee_compiler.targets.package import Options, Package

if TYPE_CHECKING:
    from vibee_compiler.targets.hookspecs import Target

MOST: Final = 3
"""Pairs of one behaviour and language, by default."""
TRIED: Final = 2
"""Times as many faults are lowered, since some show no difference in a language."""

_TOKEN: Final = re.compile(r"\w+|[^\w\s]", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Pair:
    """A fault of one behaviour in one language.

    chosen, rejected: the module's text without and with the fault. package: the faulty one.
    operator: of `mutants.operators`. before, after: the faulty part as a spec would write it.
    test: what notices, as `behaviour/kind/number`. distance: by how many tokens lengths differ.
    """

    target: str
    behaviour: str
    operator: str
    before: str
    after: str
    test: str
    prompt: str
    chosen: str
    rejected: str
    distance: int
    package: Package


class PairMaker:
    """Makes the pairs of one program; what languages share is done once."""

    def __init__(self, program: m.Program, spec_text: str, seed: str, most: int = MOST) -> None:
        self._program = program
        self._spec = spec_text
        self._seed = seed
        self._most = most
        self._noticed: dict[int, list[list[Judgement]]] = {}

    @cached_property
    def _behaviours(self) -> dict[str, m.Behaviour]:
        return {one.name: one for one in self._program.root.behaviours if one.body is not None}

    def of(self, target: Target) -> Iterator[Pair]:
        """The pairs of a language, those of equal length first for each behaviour.

        Raises:
            TargetFault: when the target fails.
        """
        if not self._behaviours:
            return
        chosen = faults.generate(target, self._program, Options())
        prompt = instructions.instruction(
            target.profile.name,
            self._spec,
            self._program.root.human_language,
            f"{self._seed}:{target.profile.id}",
        )
        for found in self._killed(target.profile.lowering.int_bits):
            tried = (self._pair(target, one, prompt, chosen) for one in _first(found, self._most))
            yield from _nearest([pair for pair in tried if pair is not None], self._most)

    def _killed(self, bits: int) -> list[list[Judgement]]:
        """For each behaviour the faults that some test notices, likely near misses first."""
        known = self._noticed.get(bits)
        if known is None:
            judge = Judge(self._program, bits)
            known = self._noticed[bits] = [
                sorted(self._judged(judge, one), key=_unlike) for one in self._behaviours.values()
            ]
        return known

    def _judged(self, judge: Judge, one: m.Behaviour) -> Iterator[Judgement]:
        for mutant in mutants(self._program, self._program.root, one):
            found = judge.judge(one, mutant)
            # A fault that never ends is noticed by a time limit, not by a test.
            if found.killed is not None and not found.endless:
                yield found

    def _pair(self, target: Target, one: Judgement, prompt: str, chosen: Package) -> Pair | None:
        """None where the fault makes no difference to the text, or a stub of the behaviour."""
        mutant = one.mutant
        behaviour = replace(self._behaviours[mutant.behaviour], body=mutant.body)
        root = self._program.root
        behaviours = tuple(behaviour if b.name == behaviour.name else b for b in root.behaviours)
        changed = replace(root, behaviours=behaviours)
        program = replace(self._program, modules=(*self._program.modules[:-1], changed))
        package = _tested_as(faults.generate(target, program, Options()), chosen)
        good, bad = chosen.text("module"), package.text("module")
        if good == bad or one.killed is None or package.stubs != chosen.stubs:
            return None
        before, after = changed_text(mutant)
        test = one.killed
        return Pair(
            target.profile.id,
            mutant.behaviour,
            mutant.operator,
            before,
            after,
            f"{test.behaviour}/{test.kind}/{test.index + 1}",
            prompt,
            good,
            bad,
            abs(len(_TOKEN.findall(bad)) - len(_TOKEN.findall(good))),
            package,
        )


def _tested_as(package: Package, original: Package) -> Package:
    """A package with the tests of another one of the same spec.

    Where integers are narrower, what tests expect is computed from the bodies, wrong ones too.
    """
    tests = {f.path: f for f in original.files if f.role == "tests" and f.module is not None}
    files = tuple(tests.get(file.path, file) for file in package.files)
    return replace(package, files=files, tests=original.tests)


def _unlike(one: Judgement) -> tuple[int, int]:
    """By how much a fault changes the size of the IR, then its number."""
    sizes = [sum(1 for _ in walk(part)) for part in (one.mutant.before, one.mutant.after)]
    return abs(sizes[0] - sizes[1]), one.mutant.number


def _first(found: Sequence[Judgement], most: int) -> list[Judgement]:
    """Faults that are worth printing: of equals one of each kind before a second of any."""
    rounds: dict[str, int] = {}
    ordered = []
    for one in found:
        rounds[one.mutant.operator] = rounds.get(one.mutant.operator, 0) + 1
        ordered.append((_unlike(one)[0], rounds[one.mutant.operator], one))
    ordered.sort(key=lambda item: item[:2])
    return [one for *_, one in ordered[: most * TRIED]]


def _nearest(pairs: Sequence[Pair], most: int) -> Iterator[Pair]:
    """The pairs nearest in length, of equals another kind of fault each time while there is one."""
    left = sorted(pairs, key=lambda pair: pair.distance)
    used: dict[str, int] = {}
    for _ in range(most):
        if not left:
            return
        best = min(left, key=lambda pair: (pair.distance, used.get(pair.operator, 0)))
        left.remove(best)
        used[best.operator] = used.get(best.operator, 0) + 1
        yield best
