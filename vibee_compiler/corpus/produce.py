"""From a source to rows, or to the reason why there are none.

The front end runs once a source; all languages are made from its program. What the author left
open (the human language) is filled into the program first, so that canonical text and digest are
those of what the row says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vibee_compiler import __version__
from vibee_compiler.corpus import augment, families, instructions, language_id, splits
from vibee_compiler.corpus.decontaminate import Contact, Decontaminator
from vibee_compiler.corpus.job import Job
from vibee_compiler.corpus.row import Row
from vibee_compiler.corpus.sources import Source
from vibee_compiler.diagnostics.model import Diagnostic, Severity
from vibee_compiler.diagnostics.render import as_json
from vibee_compiler.frontend.canonical import canonical_text, program_text
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.records import dataclass
from vibee_compiler.targets import faults, registry
from vibee_compiler.targets.package import Options

if TYPE_CHECKING:
    from vibee_compiler.ir.module import Program
    from vibee_compiler.targets.hookspecs import Target
    from vibee_compiler.targets.package import Package

AnyRow = Any
"""A dataclass whose fields are columns: `Row`, or one of `preferences`."""

GENERATOR = f"vibee-compiler {__version__}"
STYLE = "style"
"""The setting of targets, and the way of augmentation, that style transfer goes by."""
OWN_LICENCE = "MIT"
"""Of what the synthesiser makes."""

SURROUNDINGS = (OSError, MemoryError)
"""What is the machine's fault (a full disk, no memory) and says nothing of a spec."""

REASONS = {
    "unreadable": "the source could not be read",
    "errors": "the spec has errors",
    "target": "the language's plugin refused it or failed",
    "syntax": "the grammar refuses a file",
    "build": "the package does not build",
    "tests": "a test does not pass",
    "contaminated": "it is close to a task of the benchmark",
    "unnoticed": "no test of the toolchain notices the fault",
    "internal": "a fault of the compiler",
}
"""Why there is no row."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A source without rows, or with `target`, a row that is missing; `reason` is of `REASONS`."""

    source: Source
    reason: str
    target: str | None = None
    message: str | None = None
    diagnostics: tuple[Diagnostic, ...] = ()

    def as_json(self) -> bytes:
        """A line of JSON."""
        name, path = self.source.name, Path(self.source.path).as_posix()
        data = {
            "source": name,
            "index": self.source.index,
            "target": self.target,
            "reason": self.reason,
            "message": None if self.message is None else self.message.replace(path, name),
            "diagnostics": [_here(as_json(one), name, path) for one in self.diagnostics],
        }
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "backslashreplace") + b"\n"


def _here(data: dict[str, Any], name: str, path: str) -> dict[str, Any]:
    """A diagnostic without the folders of this machine."""
    if name == path:
        return data
    base, top = path.rpartition("/")[0] + "/", name.rpartition("/")[0]
    top = top + "/" if top else ""
    for key, value in data.items():
        if isinstance(value, str):
            data[key] = value.replace(path, name).replace(base, top)
    return data


@dataclass(frozen=True, slots=True)
class Reading:
    """A source that the front end accepts, and what its rows share."""

    source: Source
    text: str
    program: Program
    spec_id: str
    canonical: str
    ir_digest: str
    family: str
    licence: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A package that may become a row; `style` where it is not the language's usual one."""

    reading: Reading
    target: str
    package: Package
    style: str | None = None

    @property
    def must_fail(self) -> bool:
        """Whether some test has to fail: the package has a fault on purpose."""
        return False

    def rejected(self, reason: str, message: str) -> Reject:
        """Its place among the rejects."""
        return Reject(self.reading.source, reason, self.target, message)


@dataclass(frozen=True, slots=True)
class Verified:
    """How far a candidate was verified."""

    level: str
    toolchain: str | None = None
    tests_run: int = 0


class Producer:
    """Makes readings, packages and rows for one job; it keeps nothing of a source."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.targets: dict[str, Target] = {one: registry.load(one) for one in job.targets}
        self._options = Options()
        self._tasks = Decontaminator(job.tasks) if job.tasks else None

    def readings(self, source: Source) -> Iterator[Reading | Reject]:
        """A source, then what is made from it in other words or ways."""
        first = self.read(source)
        yield first
        if isinstance(first, Reading):
            for way in self.job.augment:
                if way in augment.WAYS and (other := self._augmented(first, way)) is not None:
                    yield other

    def _augmented(self, reading: Reading, way: str) -> Reading | Reject | None:
        """None where a way finds nothing to change, or nothing that passes its checks."""
        source = reading.source
        try:
            text = augment.augmented(reading.program, way, reading.spec_id)
        except (language_id.DetectorMissing, *SURROUNDINGS):
            raise
        except Exception as error:  # as for the source itself
            return Reject(source, "internal", message=f"{way}: {_fault(error)}")
        if text is None:
            return None
        made = replace(
            source,
            data=text.encode("utf-8"),
            recipe=None,
            made=way,
            parent=reading.spec_id,
            family=reading.family,
            licence=reading.licence,
            human_language=reading.program.root.human_language,
        )
        return self.read(made)

    def read(self, source: Source) -> Reading | Reject:
        """The front end's part. Nothing that a spec holds makes it raise."""
        if source.problem is not None:
            return Reject(source, "unreadable", message=source.problem)
        try:
            return self._read(_made(source))
        except (language_id.DetectorMissing, *SURROUNDINGS):
            raise
        except Exception as error:  # one spec of a million must not end the run
            return Reject(source, "internal", message=_fault(error))

    def _read(self, source: Source) -> Reading | Reject:
        data = source.data or b""
        result = compile_spec(Path(source.path), data)
        if result.program is None:
            return Reject(source, "errors", diagnostics=result.diagnostics)
        contact = self._contact(result.program)
        if contact is not None:
            said = f"task {contact.task} by {contact.by}: {contact.shared}"
            return Reject(source, "contaminated", message=said)
        program = _with_language(result.program, source.human_language)
        text = data.decode("utf-8").removeprefix("\ufeff")
        canonical = program_text(program)
        return Reading(
            source,
            text,
            program,
            hashlib.sha256(text.encode("utf-8")).hexdigest()[:16],
            canonical,
            _digest(program, canonical),
            source.family or families.family(program),
            source.licence or _licence(program) or self.job.licence,
        )

    def _contact(self, program: Program) -> Contact | None:
        """What a program shares with a task: names of behaviours, runs of words of its text."""
        if self._tasks is None:
            return None
        names = [one.name for one in program.root.behaviours]
        return self._tasks.contact(names, [program_text(program)])

    def candidates(self, reading: Reading) -> Iterator[Candidate | Reject]:
        """The packages of all languages."""
        for target_id, target in self.targets.items():
            yield self._candidate(reading, target_id, target, None)
            if STYLE in self.job.augment and reading.source.parent is None:
                for style in _other_styles(target):
                    yield self._candidate(reading, target_id, target, style)

    def _candidate(
        self, reading: Reading, target_id: str, target: Target, style: str | None
    ) -> Candidate | Reject:
        options = self._options if style is None else Options(settings={STYLE: style})
        try:
            package = faults.generate(target, reading.program, options)
        except faults.TargetFault as fault:
            if isinstance(fault.__cause__, SURROUNDINGS):
                raise fault.__cause__ from None
            return Reject(reading.source, "target", target_id, str(fault))
        errors = tuple(d for d in package.diagnostics if d.severity is Severity.ERROR)
        if errors:
            return Reject(reading.source, "target", target_id, diagnostics=errors)
        return Candidate(reading, target_id, package, style)

    def rows(self, candidate: Candidate, verified: Verified) -> Iterator[AnyRow]:
        """The rows of a candidate that was verified."""
        yield self.row(candidate, verified)

    def row(self, candidate: Candidate, verified: Verified) -> Row:
        """The row of a candidate that was verified."""
        reading, package = candidate.reading, candidate.package
        source, human = reading.source, reading.program.root.human_language
        made, parent = source.made, source.parent
        if candidate.style is not None:
            made, parent = STYLE, reading.spec_id
        suffix = "" if made in ("original", "synth") else f":{made}"
        row_id = f"{reading.spec_id}:{candidate.target}{suffix}"
        target = self.targets[candidate.target]
        name, module = target.profile.name, package.text("module")
        return Row(
            id=row_id,
            spec_id=reading.spec_id,
            name=reading.program.root.name,
            source=source.name,
            made=made,
            parent=parent,
            domain=source.domain,
            spec=reading.text,
            canonical=reading.canonical,
            ir_digest=reading.ir_digest,
            target=candidate.target,
            target_version=registry.version(candidate.target),
            human_language=human,
            instruction=instructions.instruction(name, reading.text, human, row_id),
            module=module,
            tests=package.text("tests"),
            docs=package.text("docs"),
            verified=verified.level,
            toolchain=verified.toolchain,
            tests_run=verified.tests_run,
            stubs=package.stubs,
            score=_score(target, module, verified) if self.job.score else None,
            generator=GENERATOR,
            licence=reading.licence,
            family=reading.family,
            split=splits.split(reading.family),
        )


def _score(target: Target, text: str, verified: Verified) -> float:
    """The score of a module that was verified: what was seen to hold counts as such."""
    from vibee_compiler.corpus.score.scorer import of_verified

    return round(of_verified(target, text, verified.level, verified.tests_run).value, 4)


def _other_styles(target: Target) -> tuple[str, ...]:
    """The styles of a language beside its usual one; see `targets.styles`."""
    setting = getattr(target, "settings", {}).get(STYLE)
    return () if setting is None else tuple(setting.values[1:])


def _made(source: Source) -> Source:
    """The source with its text, where a recipe stands for it."""
    if source.recipe is None:
        return source
    from vibee_compiler.corpus.synth import engine

    spec = engine.make(*source.recipe)
    return replace(
        source,
        data=spec.text.encode("utf-8"),
        domain=spec.domain,
        human_language=spec.human_language,
        licence=OWN_LICENCE,
    )


def _with_language(program: Program, known: str | None) -> Program:
    """The program with the human language that its author, its source or the detector says."""
    if program.root.human_language is None and known is not None:
        root = replace(program.root, human_language=known)
        return replace(program, modules=(*program.modules[:-1], root))
    return language_id.filled(program)


def _digest(program: Program, canonical: str) -> str:
    """The digest of the IR.

    Canonical texts read back to the same IR and hold neither places nor paths, which the JSON form
    does; they are at hand, so that this costs a twentieth of writing that form.
    """
    seen: Sequence[Any] = program.modules[:-1]
    texts = [canonical_text(one, one.imports, seen[:place]) for place, one in enumerate(seen)]
    return hashlib.sha256("\0".join([*texts, canonical]).encode("utf-8", "replace")).hexdigest()


def _licence(program: Program) -> str | None:
    """What the spec itself says under `license`, in either spelling."""
    if program.root.extensions == "{}":
        return None
    found: Mapping[str, Any] = json.loads(program.root.extensions)
    for key in ("license", "licence"):
        if isinstance(found.get(key), str):
            return str(found[key])
    return None


def _fault(error: Exception) -> str:
    """An exception in one line: what, and where in the compiler."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    said = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}: {said}{where}"
