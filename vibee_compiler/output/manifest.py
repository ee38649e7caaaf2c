"""The manifest of a package folder: what we wrote there, and from what.

Light on imports: an unchanged input is recognised by this module alone.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path

from vibee_compiler.records import dataclass

_quoted = json.JSONEncoder(ensure_ascii=False).encode

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
        parts = [
            f'  "format": {FORMAT}',
            f'  "compiler": {_quoted(self.compiler)}',
            f'  "sources": {_object(self.sources)}',
            f'  "options": {_object(self.options)}',
            f'  "files": {_object(self.files)}',
            f'  "once": {_lines("[", map(_quoted, sorted(self.once)), "]")}',
        ]
        if self.pending:
            parts.append(f'  "pending": {_object(self.pending)}')
        return ("{\n" + ",\n".join(parts) + "\n}\n").encode("utf-8")


def _object(texts: Mapping[str, str]) -> str:
    """A JSON object, sorted; the library's own printer of indented JSON is many times slower."""
    pairs = sorted(texts.items())
    return _lines("{", (f"{_quoted(key)}: {_quoted(value)}" for key, value in pairs), "}")


def _lines(left: str, items: Iterable[str], right: str) -> str:
    inside = ",\n    ".join(items)
    return f"{left}\n    {inside}\n  {right}" if inside else left + right


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
    try:
        handle = os.open(folder / NAME, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            return parse(file.read())
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
