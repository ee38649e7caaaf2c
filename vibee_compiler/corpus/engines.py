"""Where units are made: in processes of this machine, or on many machines through Ray.

An engine takes units and gives shards, in any order. Whoever made a shard, and how often it had to
be tried, does not show in it: a worker that dies (killed, out of memory, brought down by a grammar)
is replaced, and its unit is made again with care (`shards.make_shard`). A unit that takes three
workers down stops the run.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, Final, Protocol

from vibee_compiler.corpus.job import Job, Shard, Unit, WorkStopped
from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

ATTEMPTS: Final = 3
"""How many workers one unit may take down."""

Note = Callable[[str], None]
Reply = Shard | WorkStopped


class Engine(Protocol):
    """Makes shards of units; ends its workers when it is done or closed early."""

    def shards(self, job: Job, units: Iterable[Unit]) -> Iterator[Shard]:
        """The shards, in any order; few units are taken before they are needed.

        Raises:
            WorkStopped: when no more can be made.
        """


def attempt(job: Job, unit: Unit, *, careful: bool) -> Reply:
    """Makes a shard; what stops the work is a value, so that it crosses processes."""
    import traceback

    from vibee_compiler.corpus.shards import make_shard

    try:
        return make_shard(job, unit, careful=careful)
    except WorkStopped as stopped:
        return stopped
    except OSError as error:
        return WorkStopped("output", f"a worker could not go on: {error}")
    except Exception as error:  # said in one line; the run can be gone on with
        where = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{os.path.basename(where.filename)}:{where.lineno}"
        said = f"{type(error).__name__}: {error} ({place})"
        return WorkStopped("internal", f"sources {_range(unit)}: {said}")


def _range(unit: Unit) -> str:
    return f"{unit.sources[0].index} to {unit.sources[-1].index}" if unit.sources else "none"


def _gave_up(unit: Unit, how: str) -> WorkStopped:
    message = f"sources {_range(unit)} took {ATTEMPTS} workers down, the last one {how}"
    return WorkStopped("internal", message)


@dataclass(slots=True, eq=False)
class _Worker:
    """A process and what it is at; `deaths` counts those that the unit has cost."""

    process: BaseProcess
    pipe: Connection
    unit: Unit | None = None
    deaths: int = 0


class Local:
    """`workers` processes of this machine, each with one unit at a time."""

    def __init__(self, workers: int, note: Note = lambda text: None) -> None:
        self._count = workers
        self._note = note
        self._workers: list[_Worker] = []

    def shards(self, job: Job, units: Iterable[Unit]) -> Iterator[Shard]:
        """See `Engine`."""
        todo = iter(units)
        try:
            for _ in range(self._count):
                unit = next(todo, None)
                if unit is None:
                    break
                self._start(job, unit, 0)
            ahead = next(todo, None) if self._workers else None
            while self._workers:
                for worker in self._ready():
                    reply = self._receive(worker)
                    if reply is None:
                        self._replace(job, worker)
                        continue
                    worker.unit = None
                    if ahead is not None:  # first the worker's next unit, then what it made
                        self._send(worker, ahead, 0)
                        ahead = None
                    else:
                        self._retire(worker)
                    if isinstance(reply, WorkStopped):
                        raise reply
                    yield reply
                    ahead = next(todo, None) if ahead is None else ahead
        finally:
            self._end()

    def _ready(self) -> list[_Worker]:
        found = wait([worker.pipe for worker in self._workers])
        return [worker for worker in self._workers if worker.pipe in found]

    def _receive(self, worker: _Worker) -> Reply | None:
        """What a worker made; None when it is dead."""
        try:
            reply: Reply = pickle.loads(worker.pipe.recv_bytes())  # noqa: S301 - our own process
        except (EOFError, OSError):
            return None
        return reply

    def _replace(self, job: Job, worker: _Worker) -> None:
        """A new worker for a dead one, with its unit."""
        self._retire(worker)
        unit, deaths = worker.unit, worker.deaths + 1
        code = worker.process.exitcode or 0
        how = f"by signal {-code}" if code < 0 else f"with status {code}"
        if unit is None:
            raise AssertionError("a worker without a unit is retired")
        if deaths >= ATTEMPTS:
            raise _gave_up(unit, how)
        self._note(f"a worker ended {how}; its sources {_range(unit)} are made again")
        self._start(job, unit, deaths)

    def _start(self, job: Job, unit: Unit, deaths: int) -> None:
        from multiprocessing import get_context

        context = get_context("spawn")  # a forked one would keep the pipes of its siblings open
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, job), daemon=True)
        # An interrupt of the terminal goes to all processes of the group: this one ends the rest.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        self._send(worker, unit, deaths)

    def _send(self, worker: _Worker, unit: Unit, deaths: int) -> None:
        worker.unit, worker.deaths = unit, deaths
        try:
            worker.pipe.send_bytes(pickle.dumps((unit, deaths > 0)))
        except OSError:
            return  # it is dead: the next look at its pipe says so

    def _retire(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join(timeout=5)
        if worker.process.exitcode is None:
            worker.process.kill()
            worker.process.join()

    def _end(self) -> None:
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.pipe.close()
        self._workers.clear()


def _serve(pipe: Connection, job: Job) -> None:
    """A worker: takes units until the other side hangs up."""
    import gc

    from vibee_compiler.check import _parse_worker
    from vibee_compiler.check.syntax import DEFAULT_MEMORY

    gc.set_threshold(50_000, 20, 100)
    _parse_worker.limit_memory(DEFAULT_MEMORY)
    try:
        while True:
            unit, careful = pickle.loads(pipe.recv_bytes())  # noqa: S301 - from our own process
            pipe.send_bytes(pickle.dumps(attempt(job, unit, careful=careful)))
    except (EOFError, OSError):
        return


class Ray:
    """Tasks of a Ray cluster: the one that `RAY_ADDRESS` names, else `workers` of this machine.

    Units carry the texts of their sources, so that no machine needs the input's files (those that
    specs import excepted).
    """

    def __init__(self, workers: int, note: Note = lambda text: None) -> None:
        self._count = workers
        self._note = note

    def shards(self, job: Job, units: Iterable[Unit]) -> Iterator[Shard]:
        """See `Engine`."""
        try:
            import ray
        except ImportError:
            message = "ray is not installed: pip install 'vibee-compiler[ray]'"
            raise WorkStopped("machine", message) from None

        address = os.environ.get("RAY_ADDRESS")
        local: dict[str, Any] = (
            {} if address else {"num_cpus": self._count, "include_dashboard": False}
        )
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        ray.init(address=address, configure_logging=False, log_to_driver=False, **local)
        try:
            yield from self._run(ray, job, iter(units))
        finally:
            ray.shutdown()

    def _run(self, ray: Any, job: Job, todo: Iterator[Unit]) -> Iterator[Shard]:
        task = ray.remote(num_cpus=1, max_retries=0)(attempt)
        running: dict[Any, tuple[Unit, int]] = {}

        def start(unit: Unit | None, deaths: int) -> None:
            if unit is not None:
                running[task.remote(job, unit, careful=deaths > 0)] = unit, deaths

        for _ in range(self._count + 1):  # one waits, so that nobody does
            start(next(todo, None), 0)
        while running:
            [done], _ = ray.wait(list(running), num_returns=1)
            unit, deaths = running.pop(done)
            try:
                reply: Reply = ray.get(done)
            except ray.exceptions.RayError as error:
                how = type(error).__name__
                if deaths + 1 >= ATTEMPTS:
                    raise _gave_up(unit, f"with {how}") from error
                self._note(f"a worker ended ({how}); its sources {_range(unit)} are made again")
                start(unit, deaths + 1)
                continue
            del done
            if isinstance(reply, WorkStopped):
                raise reply
            yield reply
            start(next(todo, None), 0)


ENGINES: Final[dict[str, Callable[[int, Note], Engine]]] = {"local": Local, "ray": Ray}
