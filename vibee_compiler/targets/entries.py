"""Entry points of installed distributions, read from their `entry_points.txt`.

`importlib.metadata` gives the same and imports fifty modules (mail, archives, sockets), more than
an unchanged input otherwise takes. Distributions in archives, and those that only a finder of
somebody else knows, are left to it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder

from vibee_compiler.records import dataclass

_SUFFIXES = (".dist-info", ".egg-info")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry point, and the distribution that brings it."""

    group: str
    name: str
    value: str
    distribution: str
    version: str

    @property
    def module(self) -> str:
        """The module that it names."""
        return self.value.partition(":")[0].strip()


def entries(group: str) -> list[Entry]:
    """The entry points of a group, sorted by name and distribution.

    Of two distributions of one name, the first on the path counts, as everywhere.
    """
    found = _by_metadata(group) if _foreign() else _by_files(group)
    return sorted(found, key=lambda one: (one.name, one.distribution))


def _foreign() -> bool:
    """Whether there may be distributions that are no folders on the path."""
    if any(p.endswith((".zip", ".egg", ".whl")) and os.path.exists(p) for p in sys.path):
        return True
    return any(
        finder is not PathFinder and hasattr(finder, "find_distributions")
        for finder in sys.meta_path
    )


def _by_metadata(group: str) -> Iterator[Entry]:
    from importlib.metadata import entry_points

    for one in entry_points(group=group):
        name, version = ("", "0") if one.dist is None else (one.dist.name, one.dist.version)
        yield Entry(group, one.name, one.value, name or "an unknown distribution", version)


def _by_files(group: str) -> Iterator[Entry]:
    seen: set[str] = set()
    for folder in sys.path:
        try:
            names = sorted(os.listdir(folder or "."))
        except OSError:
            continue
        for name in names:
            if not name.endswith(_SUFFIXES):
                continue
            own = name.rpartition(".")[0].partition("-")[0].lower().replace(".", "_")
            if own not in seen:
                seen.add(own)
                yield from _of_distribution(os.path.join(folder, name), group)


def _of_distribution(folder: str, group: str) -> Iterator[Entry]:
    text = _text(folder, "entry_points.txt")
    if f"[{group}]" not in text:
        return
    head = _text(folder, "METADATA") or _text(folder, "PKG-INFO")
    fields = dict(
        line.split(": ", 1) for line in head.partition("\n\n")[0].split("\n") if ": " in line
    )
    name = fields.get("Name", "an unknown distribution").strip()
    version = fields.get("Version", "0").strip()
    inside = False
    for line in map(str.strip, text.split("\n")):
        if line.startswith("["):
            inside = line == f"[{group}]"
        elif inside and "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            yield Entry(group, key.strip(), value.strip(), name, version)


def _text(folder: str, name: str) -> str:
    try:
        with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def folder_of(entry: Entry) -> str | None:
    """The folder of an entry point's package; None for a module that is a file of its own."""
    from importlib.util import find_spec

    try:
        spec = find_spec(entry.module)
    except (ImportError, AttributeError, ValueError):
        return None
    places = spec.submodule_search_locations if spec is not None else None
    return next(iter(places), None) if places else None


def folder_digest(folder: str) -> str:
    """A digest of a folder's files, by their paths in it; what Python compiles does not count."""
    import hashlib

    made = hashlib.sha256()
    stack = [""]
    while stack:
        inner = stack.pop()
        with os.scandir(os.path.join(folder, inner)) as found:
            entries = sorted(found, key=lambda one: one.name, reverse=True)
        for one in entries:
            path = f"{inner}/{one.name}" if inner else one.name
            if one.is_dir():
                stack += [path] if one.name != "__pycache__" else []
            elif one.is_file():
                with open(one.path, "rb") as file:
                    data = file.read()
                made.update(f"{path}\0{len(data)}\0".encode("utf-8", "surrogatepass"))
                made.update(data)
    return made.hexdigest()
