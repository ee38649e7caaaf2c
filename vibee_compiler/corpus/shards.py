"""One unit of work to the octets of its shard: a function of the job and the unit alone.

Which process makes a shard, after how many others, and beside which, does not show in it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Protocol

from vibee_compiler.check.gated import Gate
from vibee_compiler.check.in_process import InProcessGate
from vibee_compiler.check.syntax import SyntaxGate
from vibee_compiler.corpus.counts import Counter
from vibee_compiler.corpus.job import Job, Shard, Unit, WorkStopped
from vibee_compiler.corpus.language_id import DetectorMissing
from vibee_compiler.corpus.preferences import producer as producer_of
from vibee_compiler.corpus.produce import AnyRow, Candidate, Producer, Reject, Verified
from vibee_compiler.corpus.row import as_json, as_table
from vibee_compiler.corpus.verify import Toolchains, parsed

COMPRESSION = "zstd"


@lru_cache(maxsize=1)
def _tools(job: Job) -> tuple[Producer, Toolchains, InProcessGate]:
    """What a process keeps between units of one job."""
    producer = producer_of(job)
    return producer, Toolchains(job, producer), InProcessGate()


def make_shard(job: Job, unit: Unit, *, careful: bool = False) -> Shard:
    """The shard of a unit.

    Texts are parsed in this process, which a hanging grammar ends. `careful` is for the second
    try: another process parses, and the culprit becomes a reject.

    Raises:
        WorkStopped: when the machine lacks something.
    """
    producer, toolchains, quick = _tools(job)
    try:
        if careful:
            with SyntaxGate() as gate:
                return _made(job, unit, producer, toolchains, gate)
        return _made(job, unit, producer, toolchains, quick)
    except DetectorMissing as error:
        raise WorkStopped("machine", str(error)) from error


def _made(job: Job, unit: Unit, producer: Producer, toolchains: Toolchains, gate: Gate) -> Shard:
    rejects: list[Reject] = []
    good = _sorted_out(parsed(gate, _candidates(unit, producer)), rejects)
    if job.verify != "syntax":
        candidates = [candidate for candidate, _ in good]
        found = zip(candidates, toolchains.outcomes(candidates), strict=True)
        good = _sorted_out(
            (out if isinstance(out, Reject) else (one, out) for one, out in found), rejects
        )
    writer = _WRITERS[job.form]()
    counter = Counter()
    for candidate, verified in good:
        for row in producer.rows(candidate, verified):
            try:
                counter.row(row)
            except UnicodeEncodeError as error:
                said = f"a text is no UTF-8: {error.reason}"
                rejects.append(candidate.rejected("internal", said))
            else:
                writer.add(row)
    order = {target: place for place, target in enumerate(job.targets)}
    rejects.sort(key=lambda one: (one.source.index, order.get(one.target or "", -1)))
    for one in rejects:
        counter.reject(one)
    lines = b"".join([one.as_json() for one in rejects])
    return Shard(unit.number, writer.data(), lines, counter.data())


def _candidates(unit: Unit, producer: Producer) -> Iterator[Candidate | Reject]:
    def of(source_number: int) -> Iterator[Candidate | Reject]:
        for reading in producer.readings(unit.sources[source_number]):
            if isinstance(reading, Reject):
                yield reading
            else:
                yield from producer.candidates(reading)

    return chain.from_iterable(of(number) for number in range(len(unit.sources)))


def _sorted_out(
    found: Iterator[tuple[Candidate, Verified] | Reject], rejects: list[Reject]
) -> Iterator[tuple[Candidate, Verified]]:
    for one in found:
        if isinstance(one, Reject):
            rejects.append(one)
        else:
            yield one


class _Writer(Protocol):
    """Rows on their way to octets."""

    def add(self, row: AnyRow) -> None: ...

    def data(self) -> bytes: ...


class _JsonLines:
    """Rows as lines of JSON."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []

    def add(self, row: AnyRow) -> None:
        self._lines.append(as_json(row))

    def data(self) -> bytes:
        return b"".join(self._lines)


class _Parquet:
    """Rows as a Parquet file of one row group."""

    def __init__(self) -> None:
        self._rows: list[AnyRow] = []

    def add(self, row: AnyRow) -> None:
        self._rows.append(row)

    def data(self) -> bytes:
        import pyarrow.parquet as pq

        if not self._rows:
            return b""
        out = io.BytesIO()
        pq.write_table(as_table(self._rows), out, compression=COMPRESSION, row_group_size=1 << 30)
        return out.getvalue()


_WRITERS: dict[str, Callable[[], _Writer]] = {"jsonl": _JsonLines, "parquet": _Parquet}
