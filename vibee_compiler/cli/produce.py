"""From specs to packages on disk: what `vibee compile` does for each spec and language."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from vibee_compiler import __version__
from vibee_compiler.output.manifest import Manifest, digest
from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from vibee_compiler.check.syntax import SyntaxGate
    from vibee_compiler.ir.module import Program
    from vibee_compiler.output.writer import Plan
    from vibee_compiler.targets.hookspecs import Target
    from vibee_compiler.targets.package import Options, Package

Work = TypeVar("Work")


@dataclass(frozen=True, slots=True)
class Flags:
    """What the command line says about writing."""

    force: bool = False
    check: bool = False
    diff: bool = False
    dry_run: bool = False

    @property
    def writes(self) -> bool:
        """Whether anything is written."""
        return not (self.check or self.diff or self.dry_run)


def option_texts(target: str, version: str, options: Options) -> dict[str, str]:
    """Everything beside the sources that output depends on, as the manifest keeps it."""
    texts = {
        "target": target,
        "target_version": version,
        "single": str(options.single).lower(),
        "allow_native": str(options.allow_native).lower(),
    }
    texts.update({f"setting.{k}": v for k, v in sorted(options.settings.items())})
    if options.computed:
        texts["computed"] = str(options.computed)
    if options.templates is not None:
        texts["templates"] = _folder_digest(options.templates)
    return texts


def _folder_digest(folder: Path) -> str:
    parts = [
        f"{path.relative_to(folder).as_posix()}\0{digest(path.read_bytes())}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return digest("\n".join(parts).encode("utf-8", "surrogatepass"))


def source_digests(program: Program, main: Path) -> dict[str, str]:
    """The digest of each spec of a program, by its path relative to the main one's folder."""
    import os

    found: dict[str, str] = {}
    for module in program.modules:
        name = Path(os.path.relpath(module.source, main.parent)).as_posix()
        found[name] = digest(Path(module.source).read_bytes())
    return found


def manifest_of(
    package: Package, sources: Mapping[str, str], options: Mapping[str, str]
) -> Manifest:
    """The manifest of a package's folder."""
    once = tuple(file.path for file in package.files if file.role == "native")
    files = {
        file.path: digest(file.text.encode("utf-8"))
        for file in package.files
        if file.role != "native"
    }
    return Manifest(__version__, sources, options, files, once)


class TargetFault(Exception):
    """A target failed while it made a package; the text names it, where, and why."""


def generate(target: Target, program: Program, options: Options) -> Package:
    """The package of a program.

    Raises:
        TargetFault: whatever the plugin, or a template of the user's folder, raises.
    """
    try:
        return target.generate(program, options)
    except Exception as error:  # a plugin is foreign code: whatever it raises, it is named
        on = f"`{program.root.name}`"
        raise TargetFault(blame(target, on, error, options.templates)) from error


def blame(target: Target, on: str, error: Exception, templates: Path | None = None) -> str:
    """A sentence for people: whose fault an exception is, and where."""
    import traceback

    from vibee_compiler.targets import registry

    said = f"{type(error).__name__}: {' '.join(str(error).split())}"
    frames = traceback.extract_tb(error.__traceback__)
    if templates is not None:
        syntax = (getattr(error, "filename", None), getattr(error, "lineno", None))
        places = [(f.filename, f.lineno) for f in frames] + [syntax]
        for name, line in reversed(places):
            if name is not None and Path(name).is_relative_to(templates):
                return f"the template {name}:{line}: {said}"
    target_id = target.profile.id
    found = registry.installed().get(target_id)
    owner = f" of {found.distribution}" if found is not None else ""
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"the target '{target_id}'{owner} failed on {on}: {said}{where}"


@dataclass(slots=True)
class _Held(Generic[Work]):
    """A package whose files are on their way through the gate."""

    work: Work
    package: Package
    left: int
    faults: list[str] = field(default_factory=list)


def gated(
    gate: SyntaxGate, made: Iterable[tuple[Work, Package]]
) -> Iterator[tuple[Work, Package, list[str]]]:
    """Packages with what the grammars have against their files, in words; in order.

    Packages are made while earlier ones are parsed; few are held at a time (`syntax.WINDOW`).
    """
    from vibee_compiler.check.syntax import Unparsed

    held: deque[_Held[Work]] = deque()

    def items() -> Iterator[tuple[tuple[_Held[Work], str], str, str]]:
        for work, package in made:
            files = [(f.path, f.grammar, f.text) for f in package.files if f.grammar is not None]
            one = _Held(work, package, len(files))
            held.append(one)
            for path, grammar, text in files:
                yield (one, path), grammar, text

    for (one, path), verdict in gate.check(items()):
        found = [verdict] if isinstance(verdict, Unparsed) else verdict
        one.faults += [f"{one.package.target}: {path}: {fault}" for fault in found]
        one.left -= 1
        while held and not held[0].left:
            done = held.popleft()
            yield done.work, done.package, done.faults
    for done in held:
        yield done.work, done.package, done.faults


def write_package(package: Package, folder: Path, manifest: Manifest, flags: Flags) -> Plan:
    """Plans the writing of a package, and does it unless a flag says not to.

    Raises:
        OSError: when the folder cannot be written to; BlockedError among them.
        PathError: when the target made a path that no package may have.
    """
    from vibee_compiler.output import manifest as manifests
    from vibee_compiler.output.folder import Folder
    from vibee_compiler.output.writer import apply, plan

    files = {file.path: file.text.encode("utf-8") for file in package.files}
    if not flags.writes and not folder.exists():
        import tempfile

        with tempfile.TemporaryDirectory() as empty, Folder(Path(empty)) as nothing:
            return plan(nothing, files, manifest, None, force=flags.force)
    with Folder(folder) as out:
        made = plan(out, files, manifest, manifests.read(folder), force=flags.force)
        if flags.writes:
            apply(out, made)
        return made


class Folders:
    """The output folders of one run: two specs of one name do not get the same."""

    def __init__(self) -> None:
        self._owners: dict[Path, Path] = {}

    def of(self, parent: Path, name: str, spec: Path) -> Path:
        """The folder for a spec of this name: `name`, or `name_2` where another spec has it."""
        folder, n = parent / name, 2
        while self._owners.get(folder, spec) != spec:
            folder, n = parent / f"{name}_{n}", n + 1
        return folder

    def claim(self, folder: Path, spec: Path) -> None:
        """From now on the folder is this spec's."""
        self._owners[folder] = spec


def unchanged(
    spec: Path, parent: Path, options: Mapping[str, str], folders: Folders
) -> Path | None:
    """The folder below `parent` that already holds what this spec would give, if any.

    A quick look without reading the spec: the folder's name is guessed from the first `name:`
    line, and a wrong guess only costs a compilation.
    """
    import re

    from vibee_compiler.output.manifest import is_up_to_date

    try:
        head = spec.read_bytes()[:65536].decode("utf-8", "replace")
    except OSError:
        return None
    found = re.search(r"(?m)^(?:module|name):[ \t]*[\"']?([\w-]+)", head)
    folder = folders.of(parent, found[1] if found else spec.stem, spec)
    if is_up_to_date(folder, __version__, spec.parent, spec.name, options):
        return folder
    return None
