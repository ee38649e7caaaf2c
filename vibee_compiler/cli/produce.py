"""From specs to packages on disk: what `vibee compile` does for each spec and language."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from vibee_compiler import __version__
from vibee_compiler.output.manifest import Manifest, digest
from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from vibee_compiler.ir.module import Program
    from vibee_compiler.output.writer import Plan
    from vibee_compiler.targets.package import Options, Package


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


@cache
def target_files(target: str) -> str:
    """A digest of the plugin's files, as they were when this run began."""
    from vibee_compiler.targets import registry

    return registry.fingerprint(target)


def option_texts(target: str, options: Options) -> dict[str, str]:
    """Everything beside the sources that output depends on, as the manifest keeps it."""
    from vibee_compiler.targets import registry
    from vibee_compiler.targets.entries import folder_digest

    texts = {
        "target": target,
        "target_version": registry.version(target),
        "target_files": target_files(target),
        "single": str(options.single).lower(),
        "allow_native": str(options.allow_native).lower(),
    }
    texts.update({f"setting.{k}": v for k, v in sorted(options.settings.items())})
    if options.computed:
        texts["computed"] = str(options.computed)
    if options.templates is not None:
        texts["templates"] = folder_digest(str(options.templates))
    return texts


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
        previous = None if out.is_new else manifests.read(folder)
        made = plan(out, files, manifest, previous, force=flags.force)
        if flags.writes:
            apply(out, made)
        return made


class Folders:
    """The output folders of one run: two specs of one name do not get the same."""

    def __init__(self) -> None:
        # The specs by folder and name, as texts that the targets share: runs have many packages.
        self._owners: dict[Path, dict[str, str]] = {}

    def of(self, parent: Path, name: str, spec: Path) -> Path:
        """The folder for a spec of this name: `name`, or `name_2` where another spec has it."""
        owners, own = self._owners.get(parent, {}), str(spec)
        found, n = name, 2
        while owners.get(found, own) != own:
            found, n = f"{name}_{n}", n + 1
        return parent / found

    def claim(self, folder: Path, spec: Path) -> None:
        """From now on the folder is this spec's."""
        self._owners.setdefault(folder.parent, {})[sys.intern(folder.name)] = sys.intern(str(spec))


def guessed_name(spec: Path) -> str | None:
    """What a spec's folders are called by its first `name:` line; None if it cannot be read.

    A quick look without reading the spec: a wrong guess only costs a compilation.
    """
    import re

    try:
        head = spec.read_bytes()[:65536].decode("utf-8", "replace")
    except OSError:
        return None
    found = re.search(r"(?m)^(?:module|name):[ \t]*[\"']?([\w-]+)", head)
    return found[1] if found else spec.stem


def unchanged(
    spec: Path, name: str, parent: Path, options: Mapping[str, str], folders: Folders
) -> Path | None:
    """The folder below `parent` that already holds what a spec of this name would give, if any."""
    from vibee_compiler.output.manifest import is_up_to_date

    folder = folders.of(parent, name, spec)
    if is_up_to_date(folder, __version__, spec.parent, spec.name, options):
        return folder
    return None
