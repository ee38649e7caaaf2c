"""A spec file and its imports: what is read, from where, and in which order."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from vibee_compiler.diagnostics.catalogue import make
from vibee_compiler.diagnostics.model import Diagnostic
from vibee_compiler.diagnostics.names import did_you_mean
from vibee_compiler.frontend.decode import MAX_BYTES
from vibee_compiler.frontend.document import DocImport, SpecDoc
from vibee_compiler.frontend.document_reader import read_document
from vibee_compiler.frontend.source import SourceFile
from vibee_compiler.frontend.yamldoc import read_bytes
from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT_MARK = "vibee.toml"
_NOT_RELATIVE = re.compile(r"/|\\|[A-Za-z]:|[A-Za-z][A-Za-z0-9+.-]*://|~")
# Deeper chains of imports than any project has, and far from Python's own limit.
_MAX_CHAIN = 200
_MAX_IMPORTS = 1_000


@dataclass(frozen=True, slots=True)
class Spec:
    """A spec that was read.

    `path` is as the user wrote it, an import's relative to that. `imports` are the modules that
    its imports declare, in order; for one that could not be read, its path, which names no module.
    """

    path: str
    source: SourceFile
    doc: SpecDoc
    imports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """Specs in the order of dependency, the one that was asked for last, and all findings.

    A file without a readable document is not among the specs.
    """

    specs: tuple[Spec, ...]
    diagnostics: tuple[Diagnostic, ...]


def read_text(name: str, data: bytes) -> tuple[SourceFile, SpecDoc | None, list[Diagnostic]]:
    """A file's source and document, without its imports."""
    source, node, found = read_bytes(name, data)
    if node is None:
        return source, None, found
    doc, more = read_document(source, node)
    return source, doc, found + more


def root_of(path: Path) -> Path:
    """The nearest folder above a file with a `vibee.toml`, else the file's own folder."""
    folder = _resolved(path).parent
    for candidate in (folder, *folder.parents):
        if _is_file(candidate / ROOT_MARK):
            return candidate
    return folder


def load(path: Path, text: str | bytes | None = None, *, root: Path | None = None) -> Loaded:
    """A spec and, depth first, what it imports.

    `text` stands for the file's content where it is given; `root` is the folder that imports may
    not leave (see `root_of`). Never raises for what a file holds or for one that cannot be read.
    """
    loader = _Loader(path, root)
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    loader.file(path.as_posix(), path, data, [])
    return Loaded(tuple(loader.specs), tuple(loader.found))


class _Loader:
    """One walk over the graph of imports."""

    def __init__(self, main: Path, root: Path | None) -> None:
        self.main = main
        self.given_root = root
        self.specs: list[Spec] = []
        self.found: list[Diagnostic] = []
        self.done: dict[Path, str | None] = {}  # the module that a file declares
        self.owner: dict[str, str] = {}  # the file that declares a module
        self.beside: dict[Path, list[str]] = {}  # the specs of a folder, for near names

    @cached_property
    def root(self) -> Path:
        """The folder that imports may not leave; only a spec with imports has to find it."""
        given = self.given_root
        return _resolved(root_of(self.main) if given is None else given)

    def file(
        self, name: str, path: Path, data: bytes | None, chain: list[tuple[Path, str]]
    ) -> str | None:
        """Read a file and what it imports; its module's name, or None if it has none."""
        # Where a file really lies matters to those that import, and are imported: links cost.
        real = _resolved(path) if chain else path
        if real in self.done:
            return self.done[real]
        self.done[real] = None
        if data is None:
            data = self._bytes(name, path)
            if data is None:
                return None
        source, doc, found = read_text(name, data)
        self.found.extend(found)
        if doc is None:
            return None
        module = unicodedata.normalize("NFC", doc.name.text)
        if module in self.owner:
            message = f"the module `{module}` is also declared by {self.owner[module]}"
            self.found.append(
                make("VB0404", message, span=doc.name.span(), hint="give one another name")
            )
        self.owner.setdefault(module, name)
        if doc.imports and not chain:
            real = _resolved(path)
            self.done[real] = None
        chain.append((real, name))
        imports = tuple(self._import(name, one, chain) for one in self._some(doc.imports))
        chain.pop()
        self.specs.append(Spec(name, source, doc, tuple(dict.fromkeys(imports))))
        self.done[real] = module
        return module

    def _some(self, imports: Sequence[DocImport]) -> Sequence[DocImport]:
        """The imports, of which no spec may have thousands."""
        if len(imports) > _MAX_IMPORTS:
            message = f"a spec imports at most {_MAX_IMPORTS} others"
            self._report("VB0401", message, imports[_MAX_IMPORTS])
        return imports[:_MAX_IMPORTS]

    def _bytes(self, name: str, path: Path) -> bytes | None:
        try:
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            span = SourceFile.of(name, "").span(0, 0)
            message = f"{name} cannot be read: {reason}"
            self.found.append(make("VB0119", message, span=span))
            return None

    def _import(self, importer: str, one: DocImport, chain: list[tuple[Path, str]]) -> str:
        """The module that an import declares, or the path where there is none."""
        text = one.path.text
        name, path = self._locate(importer, chain[-1][0], one)
        if path is None:
            return f"/{text}"
        real = _resolved(path)
        cycle = [file for file, _ in chain]
        if real in cycle:
            names = [shown for _, shown in chain[cycle.index(real) :]]
            circle = " -> ".join([*names, names[0]])
            message = f"these specs import each other: {circle}"
            self._report("VB0403", message, one, hint="move what both need into a third spec")
            return f"/{text}"
        if len(chain) >= _MAX_CHAIN:
            message = f"a chain of more than {_MAX_CHAIN} imports"
            self._report("VB0401", message, one)
            return f"/{text}"
        return self.file(name, path, None, chain) or f"/{text}"

    def _locate(self, importer: str, real: Path, one: DocImport) -> tuple[str, Path | None]:
        """The name to show and the file of an import; None (reported) if it may not be read."""
        text = one.path.text
        if "\0" in text or _NOT_RELATIVE.match(text) or "\\" in text:
            message = f"`{text[:80]}` is no relative path"
            expected = "a path such as `common/money.vibee`"
            self._report("VB0405", message, one, expected=expected)
            return text, None
        folder = real.parent
        name = _normal(PurePosixPath(importer).parent / text)
        path = folder / text
        if (
            not path.suffix
            and not _is_file(path)
            and _is_file(path.with_name(path.name + ".vibee"))
        ):
            path = path.with_name(path.name + ".vibee")
            name += ".vibee"
            hint = f"write `{text}.vibee`"
            self._report("VB0406", "the import has no extension", one, hint=hint)
        if not _inside(path, self.root):
            message = f"`{text[:80]}` is outside of the root"
            hint = f"the root is the nearest folder with a `{ROOT_MARK}`, else the spec's folder"
            self._report("VB0402", message, one, hint=hint)
            return name, None
        if not _is_file(path):
            beside = self.beside.get(path.parent)
            if beside is None:
                beside = self.beside[path.parent] = _specs_beside(path)
            near = did_you_mean(PurePosixPath(text).name, beside)
            self._report("VB0401", f"there is no file {name[:200]}", one, hint=near)
            return name, None
        return name, path

    def _report(
        self,
        code: str,
        message: str,
        one: DocImport,
        *,
        expected: str | None = None,
        hint: str | None = None,
    ) -> None:
        span = one.path.span()
        self.found.append(make(code, message, span=span, expected=expected, hint=hint))


def _resolved(path: Path) -> Path:
    """A path with its links followed; as it is where that fails (a loop, a NUL in it)."""
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):
        return path.absolute()


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _specs_beside(path: Path) -> list[str]:
    try:
        return [found.name for found in path.parent.glob("*.vibee")]
    except (OSError, ValueError):
        return []


def _inside(path: Path, root: Path) -> bool:
    """Whether a path, with all symbolic links followed, is below the root."""
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, ValueError, RuntimeError):
        return False


def _normal(path: PurePosixPath) -> str:
    """A path without `.` and with `..` taken together, for showing."""
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts and parts[-1] not in ("..", "/"):
            parts.pop()
        elif part != ".":
            parts.append(part)
    return str(PurePosixPath(*parts))
