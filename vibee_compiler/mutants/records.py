"""What is told of mutants: a record each, figures of a spec, examples that kill survivors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vibee_compiler.ir import module as m
from vibee_compiler.mutants.judge import Case, Judge, Judgement
from vibee_compiler.mutants.make import Mutant, changed_text


@dataclass(frozen=True, slots=True)
class MutantRecord:
    """One mutant, as `vibee mutants --json` prints it.

    killed_by: the test that fails first, `behaviour kind number`. example: for a survivor that
    changes a result, an example of the spec that would kill it, as plain data. languages: the
    verdict of each toolchain that it was given to.
    """

    spec: str
    module: str
    behaviour: str
    number: int
    operator: str
    line: int
    column: int
    before: str
    after: str
    changes: bool
    endless: bool
    killed_by: str | None
    example: Mapping[str, Any] | None = None
    languages: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over mutants; `share` is that of the killed among those that change a result."""

    mutants: int = 0
    changing: int = 0
    killed: int = 0
    endless: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.mutants + other.mutants,
            self.changing + other.changing,
            self.killed + other.killed,
            self.endless + other.endless,
        )

    @property
    def share(self) -> float:
        """Percent; 100 where there is nothing to kill."""
        return 100.0 * self.killed / self.changing if self.changing else 100.0


def figures(judgements: Iterable[Judgement]) -> Figures:
    """The counts of verdicts."""
    total = Figures()
    for one in judgements:
        total += Figures(1, int(one.changes), int(one.killed is not None), int(one.endless))
    return total


def records(spec: str, judge: Judge, judgements: Iterable[Judgement]) -> Iterator[MutantRecord]:
    """The records of a spec's mutants."""
    for one in judgements:
        mutant = one.mutant
        before, after = changed_text(mutant)
        start = mutant.span.start if mutant.span else None
        yield MutantRecord(
            spec,
            mutant.module,
            mutant.behaviour,
            mutant.number,
            mutant.operator,
            start.line if start else 0,
            start.column if start else 0,
            before,
            after,
            one.changes,
            one.endless,
            None
            if one.killed is None
            else f"{one.killed.behaviour} {one.killed.kind} {one.killed.index + 1}",
            None if one.witness is None else suggestion(judge, one),
        )


def suggestion(judge: Judge, one: Judgement) -> Mapping[str, Any] | None:
    """An example with the original's result that a survivor would fail.

    None where the input or the result has no plain form.
    """
    behaviour = next(b for b in judge.behaviours if b.name == one.mutant.behaviour)
    for case in judge.cases(behaviour):
        if case.row is one.witness:
            return example_data(judge.program, behaviour, case)
    return None


def example_data(
    program: m.Program, behaviour: m.Behaviour, case: Case
) -> Mapping[str, Any] | None:
    """`input` and `expected` or `raises`, as the spec would have them."""
    from vibee_compiler.frontend.literal_data import NotDataError, literal_data
    from vibee_compiler.ir.value_json import to_json

    try:
        names = [param.var.name for param in behaviour.params]
        given = {name: literal_data(value) for name, value in zip(names, case.row, strict=True)}
        if case.result.error is not None:
            return {"input": given, "raises": case.result.error}
        value = to_json(case.result.value, behaviour.returns, program)
        return {"input": given, "expected": value}
    except (NotDataError, ValueError, TypeError):
        return None


def survivors(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """Those that change a result and are not killed."""
    return tuple(one for one in judgements if one.changes and one.killed is None)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a toolchain made of mutants, beside the interpreter's verdicts at the same width.

    fates: by behaviour and number. wrong: where the two disagree, and code that did not build:
    each is a fault of the compiler.
    """

    figures: Figures
    fates: Mapping[tuple[str, int], str]
    wrong: tuple[str, ...]


def compared(judged: Sequence[Judgement], fates: Sequence[tuple[str, str]]) -> Compared:
    """Counts a toolchain's verdicts (fate and message, in the order of the judgements).

    A mutant that was not built is left out of the figures.
    """
    total = Figures()
    wrong: list[str] = []
    for one, (fate, message) in zip(judged, fates, strict=True):
        mutant = one.mutant
        if fate == "not built":
            wrong.append(f"{_name(mutant)} does not build: {message}")
            continue
        killed = fate != "survived"
        total += Figures(1, int(one.changes), int(killed and one.changes), 0)
        if fate != "timeout" and killed != (one.killed is not None):
            what = f"{_name(mutant)} {fate}, not so in the interpreter"
            wrong.append(f"{what}: {message}" if message else what)
    names = [(one.mutant.behaviour, one.mutant.number) for one in judged]
    found = {name: fate for name, (fate, _) in zip(names, fates, strict=True)}
    return Compared(total, found, tuple(wrong))


def _name(mutant: Mutant) -> str:
    before, after = changed_text(mutant)
    return f"{mutant.behaviour}: {mutant.operator}: {before}  ->  {after}"
