"""Rows of preference pairs, with the columns that TRL's trainers take.

DPO takes `prompt`, `chosen`, `rejected`; KTO `prompt`, `completion`, `label`. The other columns
say where a pair comes from and what was verified of the faulty side.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from vibee_compiler.corpus import splits
from vibee_compiler.corpus.job import Job
from vibee_compiler.corpus.pairs import Pair, PairMaker
from vibee_compiler.corpus.produce import (
    GENERATOR,
    SURROUNDINGS,
    AnyRow,
    Candidate,
    Producer,
    Reading,
    Reject,
    Verified,
)
from vibee_compiler.records import dataclass
from vibee_compiler.targets import faults


@dataclass(frozen=True, slots=True)
class DpoRow:
    """A pair: `rejected` is `chosen` with one fault.

    id: `<spec_id>:<target>:<number>`. operator: the kind of fault. before, after: the faulty part
    as a spec would write it. test: the generated test that notices, as `behaviour/kind/number`.
    distance: by how many tokens the two differ in length. verified: what was seen of `rejected`:
    parsed, built, or built and failing a test.
    """

    id: str
    spec_id: str
    name: str
    source: str
    made: str
    domain: str | None
    target: str
    human_language: str | None
    behaviour: str
    operator: str
    before: str
    after: str
    test: str
    distance: int
    prompt: str
    chosen: str
    rejected: str
    verified: str
    toolchain: str | None
    generator: str
    licence: str | None
    family: str
    split: str


@dataclass(frozen=True, slots=True)
class KtoRow:
    """A completion that is right or, with the fault that `operator` and so on tell, wrong."""

    id: str
    spec_id: str
    name: str
    source: str
    made: str
    domain: str | None
    target: str
    human_language: str | None
    behaviour: str | None
    operator: str | None
    before: str | None
    after: str | None
    test: str | None
    prompt: str
    completion: str
    label: bool
    verified: str
    toolchain: str | None
    generator: str
    licence: str | None
    family: str
    split: str


@dataclass(frozen=True, slots=True)
class PairCandidate(Candidate):
    """A pair that may become rows; its package is the faulty one. `number` is from 1 in a spec."""

    pair: Pair | None = None
    number: int = 0

    @property
    def must_fail(self) -> bool:
        """A faulty package that passes all tests is no pair."""
        return True


class PairProducer(Producer):
    """Makes pairs in place of packages."""

    def candidates(self, reading: Reading) -> Iterator[Candidate | Reject]:
        """The pairs of all languages."""
        maker = PairMaker(reading.program, reading.text, reading.spec_id, self.job.most)
        for target_id, target in self.targets.items():
            try:
                for number, pair in enumerate(maker.of(target), 1):
                    yield PairCandidate(reading, target_id, pair.package, pair=pair, number=number)
            except faults.TargetFault as fault:
                if isinstance(fault.__cause__, SURROUNDINGS):
                    raise fault.__cause__ from None
                yield Reject(reading.source, "target", target_id, str(fault))

    def rows(self, candidate: Candidate, verified: Verified) -> Iterator[AnyRow]:
        """One row for DPO; for KTO the wrong side, and the right one with the first."""
        if not isinstance(candidate, PairCandidate) or candidate.pair is None:
            return
        reading, pair = candidate.reading, candidate.pair
        common = self._common(reading, candidate.target, verified)
        row_id = f"{reading.spec_id}:{candidate.target}"
        fault: dict[str, Any] = {
            "behaviour": pair.behaviour,
            "operator": pair.operator,
            "before": pair.before,
            "after": pair.after,
            "test": pair.test,
        }
        if self.job.rows == "dpo":
            yield DpoRow(
                id=f"{row_id}:{candidate.number}",
                distance=pair.distance,
                prompt=pair.prompt,
                chosen=pair.chosen,
                rejected=pair.rejected,
                **fault,
                **common,
            )
            return
        if candidate.number == 1:
            right: dict[str, Any] = dict.fromkeys(fault)
            yield KtoRow(
                id=f"{row_id}:0",
                prompt=pair.prompt,
                completion=pair.chosen,
                label=True,
                **right,
                **common,
            )
        yield KtoRow(
            id=f"{row_id}:{candidate.number}",
            prompt=pair.prompt,
            completion=pair.rejected,
            label=False,
            **fault,
            **common,
        )

    def _common(self, reading: Reading, target: str, verified: Verified) -> dict[str, Any]:
        source = reading.source
        return {
            "spec_id": reading.spec_id,
            "name": reading.program.root.name,
            "source": source.name,
            "made": source.made,
            "domain": source.domain,
            "target": target,
            "human_language": reading.program.root.human_language,
            "verified": verified.level,
            "toolchain": verified.toolchain,
            "generator": GENERATOR,
            "licence": reading.licence,
            "family": reading.family,
            "split": splits.split(reading.family),
        }


PRODUCERS: Final = {"code": Producer, "dpo": PairProducer, "kto": PairProducer}


def producer(job: Job) -> Producer:
    """What makes the rows of a job."""
    return PRODUCERS[job.rows](job)
