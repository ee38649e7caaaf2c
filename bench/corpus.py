"""How fast `vibee corpus build` makes rows, where the time goes, and what memory it holds.

    python bench/corpus.py phases [--every 10]
    python bench/corpus.py workers [--every 10] [--times 3]
    python bench/corpus.py memory [--pairs 200000]

All three take the specs found in the wild (`../shared/wild`, or below `VIBEE_SHARED`), all targets
and the level `syntax`. Processor time is what counts where other work shares the machine; wall
times are those of this run.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compile import TARGETS, Alone, Clock, unpack

from vibee_compiler.corpus.build import Build, Folder, Plan
from vibee_compiler.corpus.engines import Local
from vibee_compiler.corpus.job import Job, Shard, Unit
from vibee_compiler.corpus.sources import Sources, open_sources

TICKS = os.sysconf("SC_CLK_TCK")
LEAST_PAIRS = 500
"""Pairs a second on one core."""
MOST = 2.5
"""Times tree-sitter alone."""
MOST_OVERHEAD = 0.3
"""Milliseconds a pair for what is neither front end nor generation nor parsing."""
LEAST_SPEEDUP = 1.8
MOST_GROWTH = 1.1


class Processor(Clock):
    """A clock of this process' processor time."""

    now = staticmethod(time.process_time)

    def around(self, owner: Any, attribute: str, phase: str) -> None:
        """As the base's, in a tenth of the time: a pair passes by here thirty times."""
        inner, now, spent, stack = getattr(owner, attribute), self.now, self.spent, self._inner

        def timed(*args: Any, **kwargs: Any) -> Any:
            stack.append(0.0)
            start = now()
            try:
                return inner(*args, **kwargs)
            finally:
                took = now() - start
                spent[phase] = spent.get(phase, 0.0) + took - stack.pop()
                if stack:
                    stack[-1] += took

        setattr(owner, attribute, timed)


def source_list(folder: Path, every: int) -> list[str]:
    """The wild specs, or every nth."""
    return [str(path) for path in unpack(folder / "specs", every)]


# where the time goes


def instrument(clock: Clock, alone: Alone | None) -> None:
    """Puts the clock around each phase."""
    from vibee_compiler.check import in_process
    from vibee_compiler.corpus import counts, families, instructions, language_id, produce, shards
    from vibee_compiler.frontend import load, pipeline
    from vibee_compiler.lowering import pipeline as lowering
    from vibee_compiler.targets import faults

    clock.around(load, "load", "read")
    clock.around(pipeline, "compile_loaded", "check")
    clock.around(lowering, "lower", "lower")
    clock.around(faults, "generate", "print")
    clock.around(in_process.InProcessGate, "_verdict", "parse")
    clock.around(language_id, "filled", "detection")
    clock.around(families, "family", "family")
    clock.around(produce, "program_text", "canonical text")
    clock.around(produce, "_digest", "digest")
    clock.around(instructions, "instruction", "instruction")
    clock.around(counts.Counter, "row", "counting")
    clock.around(shards, "as_json", "encoding")
    clock.around(produce.Producer, "row", "row")
    if alone is None:
        return
    inner = faults.generate

    def kept(*arguments: Any) -> Any:
        package = inner(*arguments)
        with clock.phase("aside"):
            alone.parse(package)
        return package

    faults.generate = kept


class Timed:
    """Units in this process, on the clock; what tree-sitter alone takes is taken out."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def shards(self, job: Job, units: Iterable[Unit]) -> Iterator[Shard]:
        """See `engines.Engine`."""
        from vibee_compiler.corpus import shards

        for unit in units:
            with self._clock.phase("other"):
                made = shards.make_shard(job, unit)
            yield made


WORK = ("read", "check", "lower", "print", "parse")
ADDED = (
    *("canonical text", "digest", "detection", "family", "instruction", "row"),
    *("counting", "encoding", "other", "write"),
)


def phases(options: argparse.Namespace) -> None:
    """One worker's work in this process, phase by phase."""
    clock = Processor()
    alone = Alone(clock)
    job = Job(TARGETS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = source_list(folder, options.every)
        _warm_up(job, paths)
        plain = _plain(job, paths)
        instrument(clock, alone)
        clock.around(Build, "_keep", "write")
        manifest = _built(folder / "out", paths, Timed(clock), job)
    spent = dict(clock.spent)
    apart = spent.pop("alone")
    spent.pop("aside")
    pairs = manifest["counts"]["rows"]
    total = sum(spent.values())
    octets = sum(f["octets"] for s in manifest["shards"] for f in s["files"].values())
    print(f"{len(paths)} specs, {pairs} pairs, {alone.files} files, {alone.octets / 1e6:.1f} MB")
    print(f"{'phase':<16}{'seconds':>9}{'share':>8}{'ms a pair':>11}{'of tree-sitter':>16}")
    for phase in (*WORK, *ADDED):
        _line(phase, spent.get(phase, 0.0), total, pairs, apart)
    _line("all", total, total, pairs, apart)
    added = sum(spent.get(phase, 0.0) for phase in ADDED)
    _line("added", added, total, pairs, apart, f"   (limit {MOST_OVERHEAD:g} ms)")
    print(
        f"{'tree-sitter':<16}{apart:9.2f}   by itself over the same files, the same text twice too"
    )
    print(
        f"{pairs / plain:.0f} pairs a second of processor time without the clock"
        f" (least {LEAST_PAIRS}), {plain / apart:.2f} of tree-sitter alone (limit {MOST:g})"
    )
    print(f"{octets / 1e6:.1f} MB written, {octets / pairs:.0f} octets a pair")


def _warm_up(job: Job, paths: Sequence[str]) -> None:
    """Imports and compiled templates are a matter of the start, not of a pair."""
    from vibee_compiler.corpus.shards import make_shard

    make_shard(job, Unit(0, tuple(open_sources(paths[:8]).read(0, 8))))


def _plain(job: Job, paths: Sequence[str]) -> float:
    """Processor seconds for everything but writing, off the clock."""
    from vibee_compiler.corpus.shards import _tools, make_shard

    sources = open_sources(paths)
    start = time.process_time()
    for first in range(0, sources.count, 256):
        make_shard(job, Unit(0, tuple(sources.read(first, first + 256))))
    spent = time.process_time() - start
    _tools.cache_clear()  # it knows these texts now
    return spent


def _line(phase: str, spent: float, total: float, pairs: int, apart: float, said: str = "") -> None:
    per_pair = spent / pairs * 1000
    share = spent / total
    print(f"{phase:<16}{spent:9.2f}{share:8.1%}{per_pair:11.3f}{spent / apart:16.2f}{said}")


def _built(
    folder: Path,
    arguments: Sequence[str],
    engine: Any,
    job: Job,
    advance: Callable[[Mapping[str, Any], int], None] = lambda counts, sources: None,
    size: int = 256,
) -> dict[str, Any]:
    plan = Plan(job, _one_list(arguments), size, ())
    with Folder(folder) as out:
        out.open(plan.configuration(), resume=False)
        return Build(plan, out, advance).run(engine)


def _one_list(arguments: Sequence[str]) -> Sources:
    return open_sources(arguments)


# how workers add up


@dataclass(slots=True)
class Watched:
    """Processor seconds and the greatest resident memory, in MiB, of processes by id."""

    seconds: dict[int, float] = field(default_factory=dict)
    memory: dict[int, float] = field(default_factory=dict)

    def look(self, processes: Iterable[int]) -> None:
        """Reads them now (Linux)."""
        for process in processes:
            try:
                words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
                pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
            except (OSError, IndexError):
                continue
            self.seconds[process] = (int(words[11]) + int(words[12])) / TICKS
            resident = pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
            self.memory[process] = max(self.memory.get(process, 0.0), resident)


class Watching(Local):
    """Local workers, looked at whenever one has made something."""

    def __init__(self, workers: int) -> None:
        super().__init__(workers)
        self.watched = Watched()

    def _receive(self, worker: Any) -> Any:
        self.watched.look([w.process.pid for w in self._workers])
        reply = super()._receive(worker)
        self.watched.look([w.process.pid for w in self._workers])
        return reply


def workers(options: argparse.Namespace) -> None:
    """The same corpus by one and by two workers, in turns."""
    job = Job(TARGETS)
    walls: dict[int, list[float]] = {1: [], 2: []}
    busy: dict[int, list[float]] = {1: [], 2: []}
    drivers: dict[int, list[float]] = {1: [], 2: []}
    pairs = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = source_list(folder, options.every)
        for turn in range(options.times):
            for count in (1, 2):
                engine = Watching(count)
                start, own = time.perf_counter(), time.process_time()
                out = folder / f"out{turn}{count}"
                made = _built(out, paths, engine, job, size=options.shard_specs)
                walls[count].append(time.perf_counter() - start)
                drivers[count].append(time.process_time() - own)
                busy[count].append(max(engine.watched.seconds.values()))
                pairs = made["counts"]["rows"]
                print(
                    f"{count} worker(s): {walls[count][-1]:7.1f} s, busiest worker"
                    f" {busy[count][-1]:6.1f} s, driver {drivers[count][-1]:5.1f} s of processor",
                    flush=True,
                )
    for count in (1, 2):
        wall, least = min(walls[count]), min(busy[count])
        print(
            f"{count}: {pairs / wall:.0f} pairs a second, {pairs / least:.0f} by the busiest"
            " worker's processor time"
        )
    print(
        f"two / one: {min(walls[1]) / min(walls[2]):.2f},"
        f" by processor time {min(busy[1]) / min(busy[2]):.2f} (least {LEAST_SPEEDUP:g})"
    )


# memory


def many(folder: Path, specs: int, most: int) -> Path:
    """A file of so many specs: wild ones below `most` octets, again and again by other names."""
    texts = []
    for path in unpack(folder / "specs", 1):
        data = path.read_bytes()
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if len(data) <= most and text.startswith("name:"):
            texts.append(text)
    random.Random(1).shuffle(texts)  # noqa: S311 - an order
    made = folder / "many.jsonl"
    with made.open("w", encoding="utf-8") as file:
        for n in range(specs):
            head, _, rest = texts[n % len(texts)].partition("\n")
            text = f"{head.rstrip()}_{n // len(texts)}\n{rest}"
            file.write(json.dumps({"spec": text}) + "\n")
    return made


def memory(options: argparse.Namespace) -> None:
    """Resident memory of all processes after some and after many pairs."""
    targets = tuple(options.lang.split(","))
    marks = [options.first]
    while marks[-1] * 2 < options.pairs:
        marks.append(marks[-1] * 2)
    marks.append(options.pairs)
    engine = Watching(options.workers)
    done = 0
    seen: dict[int, float] = {}

    def advance(counts: Mapping[str, Any], _sources: int) -> None:
        nonlocal done
        done += counts["rows"]
        engine.watched.look([os.getpid()])
        while marks and done >= marks[0]:
            mark = marks.pop(0)
            seen[mark] = sum(engine.watched.memory.values())
            each = ", ".join(f"{one:.0f}" for one in engine.watched.memory.values())
            print(f"{mark:>8} pairs: {seen[mark]:7.1f} MiB at most ({each})", flush=True)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = many(folder, options.pairs // len(targets) + 1024, options.most)
        job = Job(targets, options.format)
        _built(folder / "out", [str(made)], engine, job, advance, options.shard_specs)
    growth = max(seen.values()) / seen[options.first]
    print(f"{max(seen)} / {options.first} pairs: {growth:.3f} (limit {MOST_GROWTH:g})")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    commands = parser.add_subparsers(required=True)
    for function in (phases, workers, memory):
        text = function.__doc__ or ""
        one = commands.add_parser(function.__name__, help=text, description=text)
        one.set_defaults(function=function)
        one.add_argument("--every", type=int, default=10, help="only every nth spec")
        one.add_argument("--shard-specs", type=int, default=64, help="specs a shard")
        one.add_argument("--times", type=int, default=3, help="runs of each number of workers")
        if function is memory:
            one.add_argument("--pairs", type=int, default=200_000)
            one.add_argument("--first", type=int, default=10_000, help="the other mark")
            one.add_argument("--workers", type=int, default=2)
            one.add_argument("--lang", default=",".join(TARGETS))
            one.add_argument("--format", default="jsonl")
            one.add_argument("--most", type=int, default=4_000, help="octets of a spec")
    gc.set_threshold(50_000, 20, 100)  # as the command and its workers do
    options = parser.parse_args()
    options.function(options)


if __name__ == "__main__":
    main()
