"""The manifest of a package folder: what we wrote there, and from what.

Light on imports: an unchanged input is recognised by this module alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from vibee_compiler.records import dataclass

NAME = ".vibee-manifest.json"
FORMAT = 1


def digest(data: bytes) -> str:
    """The digest that manifests hold."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder holds of ours.

    sources: digest of each spec by its path relative to the main one's folder.
    options: everything else that the output depends on (target, its version, flags).
    files: digest of each generated file by path.
    once: files that are written once and then belong to the user.
    pending: digests of files that a run was about to write; left behind by an interrupted one.
    """

    compiler: str
    sources: Mapping[str, str]
    options: Mapping[str, str]
    files: Mapping[str, str]
    once: tuple[str, ...] = field(default=())
    pending: Mapping[str, str] = field(default_factory=dict)

    def ours(self, path: str) -> frozenset[str]:
        """The digests under which a file is known as ours."""
        return frozenset(known[path] for known in (self.files, self.pending) if path in known)

    def to_bytes(self) -> bytes:
        """The file's content; equal manifests have equal bytes."""
        data: dict[str, object] = {
            "format": FORMAT,
            "compiler": self.compiler,
            "sources": dict(sorted(self.sources.items())),
            "options": dict(sorted(self.options.items())),
            "files": dict(sorted(self.files.items())),
            "once": sorted(self.once),
        }
        if self.pending:
            data["pending"] = dict(sorted(self.pending.items()))
        return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def _texts(data: object) -> dict[str, str]:
    if not isinstance(data, dict):
        raise ValueError("not a mapping")
    if not all(isinstance(k, str) and isinstance(v, str) for k, v in data.items()):
        raise ValueError("not texts")
    return data


def parse(data: bytes) -> Manifest | None:
    """The manifest in a file's content; None when it is none of ours or of another format."""
    try:
        raw = json.loads(data)
        if not isinstance(raw, dict) or raw.get("format") != FORMAT:
            return None
        once = raw["once"]
        if not isinstance(once, list) or not all(isinstance(name, str) for name in once):
            return None
        return Manifest(
            compiler=str(raw["compiler"]),
            sources=_texts(raw["sources"]),
            options=_texts(raw["options"]),
            files=_texts(raw["files"]),
            once=tuple(once),
            pending=_texts(raw.get("pending", {})),
        )
    except (ValueError, KeyError, RecursionError):
        return None


def read(folder: Path) -> Manifest | None:
    """The manifest of a folder; None when there is none that can be read."""
    path = folder / NAME
    try:
        if path.is_symlink():
            return None
        return parse(path.read_bytes())
    except OSError:
        return None


def is_up_to_date(
    folder: Path, compiler: str, base: Path, main: str, options: Mapping[str, str]
) -> bool:
    """Whether the folder already holds what this input would give.

    `base` is the main spec's folder, `main` its name. True only if the sources, the options, the
    compiler and every generated file are as the manifest says.
    """
    found = read(folder)
    if found is None or found.pending or found.compiler != compiler:
        return False
    if dict(found.options) != dict(options):
        return False
    if main not in found.sources:
        return False
    try:
        for name, expected in found.sources.items():
            if digest((base / name).read_bytes()) != expected:
                return False
        for name, expected in found.files.items():
            path = folder / name
            if path.is_symlink() or digest(path.read_bytes()) != expected:
                return False
        return all((folder / name).exists() for name in found.once)
    except OSError:
        return False
