"""Builds a corpus in a folder: shards, receipts, manifest; stops anywhere, and goes on.

A shard is put in place in one step, then its receipt, which has its digest and that of its sources.
Going on makes what has no valid receipt. Manifest and card come last, when all shards are there,
and the folder of receipts goes; nothing in what stays says when, where or in how many goes it was
made.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from vibee_compiler import LANGUAGE_EDITION
from vibee_compiler.corpus import card
from vibee_compiler.corpus import counts as counting
from vibee_compiler.corpus.engines import Engine
from vibee_compiler.corpus.job import Job, Shard, Unit, WorkStopped
from vibee_compiler.corpus.produce import GENERATOR
from vibee_compiler.corpus.sources import Source, Sources
from vibee_compiler.records import dataclass
from vibee_compiler.targets import registry

FORMAT: Final = 1
"""Of the folder; another one cannot be gone on with."""

MANIFEST: Final = "corpus.json"
STATE: Final = ".state"

Numbers = Mapping[str, Any]


class FolderProblem(Exception):
    """The folder cannot take this corpus; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be built: the job, the sources, and how many of them make a shard."""

    job: Job
    sources: Sources
    shard_specs: int
    versions: tuple[tuple[str, str], ...]

    @property
    def units(self) -> int:
        """How many units of work there are."""
        return -(-self.sources.count // self.shard_specs)

    def configuration(self) -> dict[str, Any]:
        """All that bytes depend on beside the texts of the sources."""
        return {
            "format_version": FORMAT,
            "generator": GENERATOR,
            "language_edition": LANGUAGE_EDITION,
            "languages": list(self.job.targets),
            "format": self.job.form,
            "verify": self.job.verify,
            "licence": self.job.licence,
            "rows": self.job.rows,
            "augment": list(self.job.augment),
            "tasks": _tasks_digest(self.job) if self.job.tasks else None,
            "scored": self.job.score,
            "pairs_each": None if self.job.rows == "code" else self.job.most,
            "shard_specs": self.shard_specs,
            "sources": self.sources.describe(),
            "versions": dict(self.versions),
        }


def versions(job: Job) -> tuple[tuple[str, str], ...]:
    """What makes the rows, with versions; toolchains only where they have a say.

    Raises:
        WorkStopped: naming what the machine lacks.
    """
    found = [(f"target {one}", registry.version(one)) for one in job.targets]
    for package in ("py3langid", *(["pyarrow"] if job.form == "parquet" else [])):
        found.append((package, _version(package)))
    found.append(("matplotlib", _version("matplotlib", needed=False)))
    if job.verify != "syntax":
        from vibee_compiler.corpus.verify import toolchains

        targets = {one: registry.load(one) for one in job.targets}
        found += [(f"tools of {k}", v.versions) for k, v in toolchains(targets).items()]
    return tuple(found)


def _version(package: str, *, needed: bool = True) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        if needed:
            message = f"{package} is not installed: pip install 'vibee-compiler[corpus]'"
            raise WorkStopped("machine", message) from None
        return "none"


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


class Folder:
    """The folder of a corpus, held by one build at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.state = path / STATE
        self._lock: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._lock is not None:
            os.close(self._lock)

    def open(self, configuration: Numbers, *, resume: bool) -> bool:
        """Makes the folder ready; False when the corpus is there already.

        Raises:
            FolderProblem: when it holds something else.
            OSError: when it cannot be written.
        """
        manifest = self._read(self.path / MANIFEST)
        if manifest is not None:
            if not resume:
                raise FolderProblem(f"{self.path} holds a corpus; build another elsewhere")
            self._compare(manifest.get("configuration"), configuration)
            self.close()
            return False
        begun = self._read(self.state / "config.json")
        if begun is None and self.path.is_dir() and set(os.listdir(self.path)) - {STATE}:
            raise FolderProblem(f"{self.path} is not empty and no corpus; build elsewhere")
        if begun is not None and not resume:
            raise FolderProblem(f"a corpus was begun in {self.path}: go on with --resume")
        if begun is not None:
            self._compare(begun, configuration)
        self.state.mkdir(parents=True, exist_ok=True)
        self._hold()
        if begun is None:
            self.write(self.state / "config.json", _json(configuration))
        return True

    def _read(self, path: Path) -> dict[str, Any] | None:
        try:
            data = json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except ValueError:
            raise FolderProblem(f"{path} is damaged; remove {self.path} and start again") from None
        return data if isinstance(data, dict) else None

    def _compare(self, old: Any, new: Numbers) -> None:
        known: dict[str, Any] = old if isinstance(old, dict) else {}
        differs = [key for key in {**known, **new} if known.get(key) != new.get(key)]
        if differs:
            said = "; ".join(
                f"{key} was {json.dumps(known.get(key), ensure_ascii=False)}"
                f", is {json.dumps(new.get(key), ensure_ascii=False)}"
                for key in differs
            )
            raise FolderProblem(f"{self.path} holds a corpus made in another way: {said}")

    def _hold(self) -> None:
        try:
            import fcntl
        except ImportError:
            return
        self._lock = os.open(self.state / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise FolderProblem(f"another build is at work in {self.path}") from None

    def write(self, path: Path, data: bytes) -> None:
        """Puts a file in place in one step, when the disk has it.

        Raises:
            OSError: when that fails; nothing is left behind.
        """
        coming = self.state / f"{path.name}.coming"
        try:
            with open(coming, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(coming, path)
        except OSError:
            coming.unlink(missing_ok=True)
            raise

    def receipt(self, number: int) -> dict[str, Any] | None:
        """The receipt of a unit, if there is a readable one."""
        try:
            data = json.loads((self.state / f"{number:05}.json").read_bytes())
        except (OSError, ValueError):
            return None
        return data if isinstance(data, dict) else None

    def holds(self, receipt: Numbers) -> bool:
        """Whether the files of a receipt are there, octet by octet."""
        for name, known in receipt["files"].items():
            try:
                with open(self.path / name, "rb") as file:
                    if hashlib.file_digest(file, "sha256").hexdigest() != known["sha256"]:
                        return False
            except OSError:
                return False
        return True

    def close(self) -> None:
        """The corpus is whole: what was needed to go on goes."""
        if self.state.exists():
            shutil.rmtree(self.state)


Advance = Callable[[Numbers, int], None]
"""Takes the counts of a shard that is there, and of how many sources it is."""


class Build:
    """One build of a plan in a folder."""

    def __init__(
        self, plan: Plan, folder: Folder, advance: Advance = lambda counts, sources: None
    ) -> None:
        self._plan = plan
        self._folder = folder
        self._advance = advance
        self._inputs: dict[int, tuple[str, int]] = {}

    def run(self, engine: Engine) -> dict[str, Any]:
        """Makes what is not there yet, then the manifest, which it gives.

        Raises:
            OSError: when something cannot be written.
            WorkStopped: when no more can be made.
        """
        for shard in engine.shards(self._plan.job, self._missing()):
            self._keep(shard)
        manifest = self._manifest()
        for name, data in card.files(manifest["counts"], self._about()).items():
            path = self._folder.path / name
            path.parent.mkdir(exist_ok=True)
            self._folder.write(path, data)
        manifest["counts"]["families"] = counting.families(manifest["counts"])
        self._folder.write(self._folder.path / MANIFEST, _json(manifest))
        self._folder.close()
        return manifest

    def _missing(self) -> Iterator[Unit]:
        size = self._plan.shard_specs
        for number in range(self._plan.units):
            sources = tuple(self._plan.sources.read(number * size, (number + 1) * size))
            inputs = _digest(sources)
            receipt = self._folder.receipt(number)
            if (
                receipt is not None
                and receipt.get("inputs") == inputs
                and self._folder.holds(receipt)
            ):
                self._advance(receipt["counts"], len(sources))
                continue
            self._inputs[number] = inputs, len(sources)
            yield Unit(number, sources)

    def _keep(self, shard: Shard) -> None:
        number = shard.number
        extension = self._plan.job.form
        files: dict[str, Any] = {}
        for name, data in (
            (f"part-{number:05}.{extension}", shard.data),
            (f"rejects-{number:05}.jsonl", shard.rejects),
        ):
            if data:
                self._folder.write(self._folder.path / name, data)
                digest = hashlib.sha256(data).hexdigest()
                files[name] = {"sha256": digest, "octets": len(data)}
            else:  # of an earlier go, whose sources were others
                (self._folder.path / name).unlink(missing_ok=True)
        inputs, sources = self._inputs.pop(number)
        receipt = {"inputs": inputs, "files": files, "counts": shard.counts}
        self._folder.write(self._folder.state / f"{number:05}.json", _json(receipt))
        self._advance(shard.counts, sources)

    def _manifest(self) -> dict[str, Any]:
        shards: list[Any] = []
        counts = counting.total(self._counts(shards))
        return {"configuration": self._plan.configuration(), "counts": counts, "shards": shards}

    def _counts(self, shards: list[Any]) -> Iterator[Numbers]:
        """The counts of all shards one by one; `shards` gets what the manifest says of each."""
        for number in range(self._plan.units):
            receipt = self._folder.receipt(number)
            if receipt is None:
                raise OSError(f"the receipt of shard {number} is gone from {self._folder.state}")
            counts = receipt["counts"]
            rows, rejects = counts["rows"], counts["rejects"]
            files = receipt["files"]
            shards.append({"number": number, "rows": rows, "rejects": rejects, "files": files})
            yield counts

    def _about(self) -> card.About:
        plan, job = self._plan, self._plan.job
        licence = f" --licence {shlex.quote(job.licence)}" if job.licence else ""
        pairs = "" if job.rows == "code" else f" --for {job.rows} --most {job.most}"
        more = " --score" if job.score else ""
        if job.tasks:
            more += " --decontaminate FILE"
        augment = f" --augment {','.join(job.augment)}" if job.augment else ""
        specs = " ".join(map(shlex.quote, plan.sources.labels()))
        command = (
            f"vibee corpus {'pairs' if pairs else 'build'}{pairs} {specs}"
            f" --langs {','.join(job.targets)} --format {job.form} --verify {job.verify}"
            f" --shard-specs {plan.shard_specs}{augment}{more}{licence} -o DIR"
        )
        title = TITLES[job.rows]
        return card.About(
            title,
            command,
            GENERATOR,
            job.form,
            plan.sources.count,
            (FAULTY if pairs else GUARANTEES)[job.verify],
        )


TITLES: Final = {
    "code": "Specifications and their code",
    "dpo": "Right code over code with one fault (for DPO)",
    "kto": "Right code, and code with one fault (for KTO)",
}
"""By the kind of rows."""

FAULTY: Final = {
    "syntax": "Each wrong module has one fault that a test of the specification notices in the"
    " reference interpreter. It was parsed by the tree-sitter grammar of its language without a"
    " fault; nothing was built or run.",
    "build": "Each wrong module has one fault that a test of the specification notices in the"
    " reference interpreter. It was parsed and built by its language's toolchain, whose versions"
    " stand in the rows; nothing was run.",
    "run": "Each wrong module has one fault, was built by its language's toolchain, whose versions"
    " stand in the rows, and fails at least one of the specification's tests there.",
}
"""What a level of verification means for preference pairs."""

GUARANTEES: Final = {
    "syntax": "Every file was parsed by the tree-sitter grammar of its language without a fault;"
    " nothing was built or run.",
    "build": "Every package was parsed without a fault and built by its language's toolchain, whose"
    " versions stand in the rows; nothing was run.",
    "run": "Every package was parsed without a fault, built by its language's toolchain, and all of"
    " its tests passed; the rows say with which versions, and how many tests there were. A package"
    " without tests was built only, and its rows say `build`.",
}
"""What a level of verification means, as the card says it."""


def _tasks_digest(job: Job) -> str:
    """Which tasks rows were compared with."""
    found = sorted((one.id, sorted(one.names), one.texts) for one in job.tasks)
    return hashlib.sha256(json.dumps(found).encode("utf-8")).hexdigest()


def _digest(sources: tuple[Source, ...]) -> str:
    """The digest of what a unit is made from."""
    made = hashlib.sha256()
    for one in sources:
        hints = (one.made, one.parent, one.domain, one.human_language, one.licence, one.family)
        about = [one.name, one.problem, one.recipe, *hints]
        made.update(json.dumps(about).encode("utf-8"))
        made.update(hashlib.sha256(one.data or b"").digest())
    return made.hexdigest()
