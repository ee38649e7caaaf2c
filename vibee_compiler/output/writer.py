"""From a package's files to a folder: first a plan, then the steps of the plan.

What is already right is not touched. A generated file that somebody edited, and a file that is
not ours, stays as it is and is reported, unless `force` is given. Files of an earlier run that
are not made any more are removed if nobody edited them. The manifest is written last; before the
first file, the old one gets a note of what is about to be written, so that the files of an
interrupted run are known as ours by the next.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from vibee_compiler.output import manifest as manifests
from vibee_compiler.output.folder import BlockedError, Folder
from vibee_compiler.output.manifest import Manifest, digest
from vibee_compiler.output.paths import check_all
from vibee_compiler.records import dataclass

CREATE = "create"
UPDATE = "update"
SAME = "same"
REMOVE = "remove"
KEEP_EDITED = "edited"
KEEP_FOREIGN = "not ours"
KEEP_ONCE = "yours"


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one path. `old` and `new` are contents, None where there is none."""

    path: str
    kind: str
    old: bytes | None
    new: bytes | None


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps, by path, and what describes the folder before and afterwards."""

    steps: tuple[Step, ...]
    manifest: Manifest
    previous: Manifest

    @property
    def changes(self) -> tuple[Step, ...]:
        """The steps that change something."""
        return tuple(s for s in self.steps if s.kind in (CREATE, UPDATE, REMOVE))

    @property
    def kept(self) -> tuple[Step, ...]:
        """The files that are in the way and stay."""
        return tuple(s for s in self.steps if s.kind in (KEEP_EDITED, KEEP_FOREIGN))

    def diff(self) -> Iterator[str]:
        """The changes as a unified diff, line by line."""
        for step in self.changes:
            old = (step.old or b"").decode("utf-8", "replace").splitlines(keepends=True)
            new = (step.new or b"").decode("utf-8", "replace").splitlines(keepends=True)
            before = "/dev/null" if step.old is None else f"a/{step.path}"
            after = "/dev/null" if step.new is None else f"b/{step.path}"
            yield from difflib.unified_diff(old, new, before, after)


def plan(
    folder: Folder,
    files: Mapping[str, bytes],
    manifest: Manifest,
    previous: Manifest | None,
    *,
    force: bool = False,
) -> Plan:
    """What writing `files` to a folder would do.

    `manifest.files` must name the digests of the generated files and `manifest.once` the files
    that are written once; `previous` is the manifest that the folder has now.

    Raises:
        PathError: for a path that no package may contain.
        BlockedError: when a path leads through a symbolic link or a file.
    """
    check_all([*files, manifests.NAME])
    before = previous or Manifest("", {}, {}, {})
    read = (lambda path: None) if folder.is_new else folder.read
    steps = [
        _step(path, files[path], read(path), before.ours(path), path in manifest.once, force)
        for path in sorted(files)
    ]
    for path in sorted({*before.files, *before.pending} - set(files)):
        try:
            old = folder.read(path)
        except (BlockedError, ValueError):
            continue
        if old is not None:
            edited = digest(old) not in before.ours(path) and not force
            steps.append(Step(path, KEEP_EDITED if edited else REMOVE, old, None))
    return Plan(tuple(steps), _afterwards(manifest, before, steps), before)


def _afterwards(manifest: Manifest, before: Manifest, steps: list[Step]) -> Manifest:
    """The manifest without claims on what stays as somebody else left it."""
    files = dict(manifest.files)
    for step in steps:
        if step.kind in (KEEP_EDITED, KEEP_FOREIGN) and step.path in files:
            del files[step.path]
            if step.path in before.files:
                files[step.path] = before.files[step.path]
    return replace(manifest, files=files)


def _step(
    path: str, new: bytes, old: bytes | None, ours: frozenset[str], once: bool, force: bool
) -> Step:
    if old is None:
        return Step(path, CREATE, None, new)
    if old == new:
        return Step(path, SAME, old, new)
    if once:
        return Step(path, KEEP_ONCE, old, new)
    if force or digest(old) in ours:
        return Step(path, UPDATE, old, new)
    return Step(path, KEEP_EDITED if ours else KEEP_FOREIGN, old, new)


def apply(folder: Folder, made: Plan) -> None:
    """Carries a plan out; the manifest is written when everything else is in place.

    Raises:
        OSError: when something could not be written; files already in place are whole.
    """
    known = made.manifest.files
    coming = {
        step.path: known.get(step.path) or digest(step.new)
        for step in made.changes
        if step.new is not None
    }
    if coming:
        note = replace(made.previous, pending={**made.previous.pending, **coming})
        folder.write(manifests.NAME, note.to_bytes())
    for step in made.changes:
        if step.new is not None:
            folder.write(step.path, step.new)
        else:
            folder.remove(step.path)
    data = made.manifest.to_bytes()
    if coming or folder.read(manifests.NAME) != data:
        folder.write(manifests.NAME, data)


def previous_manifest(path: Path) -> Manifest | None:
    """The manifest of a folder that may not exist yet."""
    return manifests.read(path)
