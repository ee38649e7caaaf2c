"""What a corpus is made from: specs by number, wherever they are.

An argument of the command is one `Part`: a spec file, a folder of them, an archive, a file of
synthesised specs, or a recipe for some (`synth:SEED:COUNT[:START]`). Parts are counted when they
are opened and read by range later, so that neither a million specs nor their texts are ever in
memory; what is kept is eight octets for each 256 lines of a `.jsonl`, and the names of files.
"""

from __future__ import annotations

import json
import tarfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import IO, Any, Protocol

from vibee_compiler.frontend.decode import MAX_BYTES
from vibee_compiler.records import dataclass

ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
SYNTH = "synth:"
STRIDE = 256
"""Of so many lines of a file one has its place remembered."""

MAX_LINE = 4 * MAX_BYTES


class SourceProblem(Exception):
    """An argument that cannot be read; the text is for people."""


@dataclass(frozen=True, slots=True)
class Source:
    """One spec.

    index: its number in the whole input. name: its path inside the input, for people and rows.
    path: where it is for its imports, the same as `name` where it is in no file of its own.
    data: its octets; None where `problem` says why there are none, or `recipe` how to make them.
    recipe: seed and index for the synthesiser.
    """

    index: int
    name: str
    path: str
    data: bytes | None
    made: str = "original"
    parent: str | None = None
    domain: str | None = None
    human_language: str | None = None
    licence: str | None = None
    family: str | None = None
    problem: str | None = None
    recipe: tuple[int, int] | None = None


class Part(Protocol):
    """One argument: `count` sources; `label` is how somebody else would name it."""

    label: str
    count: int

    def describe(self) -> dict[str, object]:
        """What it is, without anything of this machine."""

    def read(self, start: int, stop: int) -> Iterator[Source]:
        """The sources of a range, numbered from 0 within the part."""


class Files:
    """Spec files; `names` are as rows show them. Both are kept end to end, as octets."""

    def __init__(self, label: str, found: Iterable[tuple[str, str]]) -> None:
        self.label = label
        self._ends = array("Q")
        self._text = bytearray()
        for path, name in found:
            self._text += f"{path}\0{name}".encode("utf-8", "surrogateescape")
            self._ends.append(len(self._text))
        self.count = len(self._ends)

    def describe(self) -> dict[str, object]:
        """See `Part`."""
        return {"kind": "files", "name": self.label, "count": self.count}

    def read(self, start: int, stop: int) -> Iterator[Source]:
        """See `Part`; a file that cannot be read is a source with a problem."""
        for number in range(start, stop):
            first = self._ends[number - 1] if number else 0
            both = bytes(self._text[first : self._ends[number]])
            path, _, name = both.decode("utf-8", "surrogateescape").partition("\0")
            name = name.encode("utf-8", "backslashreplace").decode("utf-8")
            try:
                with open(path, "rb") as file:
                    data = file.read(MAX_BYTES + 1)
            except OSError as error:
                said = f"{name} cannot be read: {error.strerror}"
                yield Source(number, name, path, None, problem=said)
            else:
                yield Source(number, name, path, data)


class Archive:
    """The `.vibee` files of a tar archive, in its order; nothing is unpacked.

    One archive is read from its beginning to its end: asking for ranges in ascending order reads it
    once.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.label = path.name
        self._at = 0
        self._reader: Iterator[Source] = iter(())
        self.count = 0
        self.count = sum(1 for _ in self._members())

    def describe(self) -> dict[str, object]:
        """See `Part`."""
        return {"kind": "archive", "name": self.label, "count": self.count}

    def read(self, start: int, stop: int) -> Iterator[Source]:
        """See `Part`."""
        if start < self._at or self._at == 0:
            self._reader, self._at = self._sources(), 0
        for source in islice(self._reader, start - self._at, stop - self._at):
            self._at = source.index + 1
            yield source

    def _sources(self) -> Iterator[Source]:
        for number, (archive, member) in enumerate(self._members()):
            name = member.name.encode("utf-8", "backslashreplace").decode("utf-8")
            # An archive is no folder, so that nothing beside it can be taken for an import.
            path = (self._path / name.lstrip("/")).as_posix()
            try:
                file = archive.extractfile(member)
                data = file.read(MAX_BYTES + 1) if file is not None else b""
            except (tarfile.TarError, OSError, EOFError) as error:
                yield Source(number, name, path, None, problem=f"{name} cannot be read: {error}")
            else:
                yield Source(number, name, path, data)

    def _members(self) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
        import lzma
        import zlib

        try:
            with tarfile.open(self._path, mode="r|*") as archive:
                kept: Any = archive
                for member in archive:
                    kept.members = []  # it would keep all of them
                    if member.isfile() and member.name.endswith(".vibee"):
                        yield archive, member
        except (tarfile.TarError, OSError, EOFError, lzma.LZMAError, zlib.error) as error:
            raise SourceProblem(f"the archive {self._path} cannot be read: {error}") from error


class Lines:
    """A `.jsonl` of specs: each line an object with `spec` or `text`, and fields of `Source`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.label = path.name
        self._places = array("Q")
        self.count = 0
        with self._open() as file:
            place, fresh = 0, True
            for chunk in iter(lambda: file.readline(MAX_LINE), b""):
                if fresh and self.count % STRIDE == 0:
                    self._places.append(place)
                place += len(chunk)
                fresh = chunk.endswith(b"\n")
                self.count += fresh
            self.count += not fresh  # a last line without an end

    def _open(self) -> IO[bytes]:
        try:
            return open(self._path, "rb")
        except OSError as error:
            raise SourceProblem(f"{self._path} cannot be read: {error.strerror}") from error

    def describe(self) -> dict[str, object]:
        """See `Part`."""
        return {"kind": "lines", "name": self.label, "count": self.count}

    def read(self, start: int, stop: int) -> Iterator[Source]:
        """See `Part`; a line that is no such object is a source with a problem."""
        if start >= stop:
            return
        with self._open() as file:
            number = start - start % STRIDE
            file.seek(self._places[number // STRIDE])
            while number < stop:
                line = file.readline(MAX_LINE)
                if not line:
                    return
                whole = line.endswith(b"\n")
                while not whole and len(line) >= MAX_LINE:  # one that is far too long
                    rest = file.readline(MAX_LINE)
                    whole = not rest or rest.endswith(b"\n")
                if number >= start:
                    yield self._source(number, line)
                number += 1

    def _source(self, number: int, line: bytes) -> Source:
        place = f"{self._path.name}/{number + 1}"
        path = f"{self._path.as_posix()}/{number + 1}"
        try:
            row: Any = json.loads(line)
        except (ValueError, RecursionError) as error:
            return Source(
                number, place, path, None, problem=f"line {number + 1} is no JSON: {error}"
            )
        text = row.get("spec", row.get("text")) if isinstance(row, dict) else None
        if not isinstance(text, str):
            said = f"line {number + 1} has no text `spec`"
            return Source(number, place, path, None, problem=said)
        given = {key: row[key] for key in _GIVEN if isinstance(row.get(key), str)}
        name = row.get("source")
        return Source(
            number,
            name if isinstance(name, str) and name.isprintable() else place,
            path,
            text.encode("utf-8", "surrogatepass"),
            **given,
        )


_GIVEN = ("made", "parent", "domain", "human_language", "licence", "family")


class Synth:
    """Specs that the synthesiser makes from a seed; the worker makes them, not who asks."""

    def __init__(self, seed: int, count: int, start: int = 0) -> None:
        self._seed, self._start = seed, start
        self.label = f"{SYNTH}{seed}:{count}" + (f":{start}" if start else "")
        self.count = count

    def describe(self) -> dict[str, object]:
        """See `Part`."""
        return {"kind": "synth", "seed": self._seed, "start": self._start, "count": self.count}

    def read(self, start: int, stop: int) -> Iterator[Source]:
        """See `Part`."""
        for number in range(start, stop):
            index = self._start + number
            name = f"{SYNTH}{self._seed}:{index}"
            yield Source(number, name, name, None, made="synth", recipe=(self._seed, index))


class Sources:
    """All parts in a row."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self.count = sum(part.count for part in parts)

    def describe(self) -> list[dict[str, object]]:
        """What the manifest says of them."""
        return [part.describe() for part in self._parts]

    def labels(self) -> list[str]:
        """The arguments, without the folders of this machine."""
        return [part.label for part in self._parts]

    def read(self, start: int, stop: int) -> Iterator[Source]:
        """The sources of a range."""
        first = 0
        for part in self._parts:
            low, high = max(start - first, 0), min(stop - first, part.count)
            if low < high:
                for source in part.read(low, high):
                    yield replace(source, index=first + source.index)
            first += part.count


def _folder(path: Path) -> Files:
    top = Path(path.resolve().name)
    found = sorted(p.as_posix() for p in path.rglob("*.vibee") if p.is_file())
    if not found:
        raise SourceProblem(f"there is no .vibee file in the folder {path}")
    base = path.as_posix().rstrip("/") + "/"
    names = ((p, (top / p.removeprefix(base)).as_posix()) for p in found)
    return Files(top.name, names)


def _synth(text: str) -> Synth:
    numbers = text.removeprefix(SYNTH).split(":")
    if len(numbers) not in (2, 3) or not all(n.isascii() and n.isdigit() for n in numbers):
        raise SourceProblem(
            f"'{text}' is not of the form synth:SEED:COUNT or synth:SEED:COUNT:START"
        )
    if any(len(n) > 18 for n in numbers):
        raise SourceProblem(f"a number of '{text}' is too large")
    return Synth(*map(int, numbers))


def _part(text: str) -> Part:
    if text.startswith(SYNTH):
        return _synth(text)
    path = Path(text)
    if path.is_dir():
        return _folder(path)
    if not path.exists():
        raise SourceProblem(f"there is no file {text}")
    makers: list[tuple[tuple[str, ...], Callable[[Path], Part]]] = [
        (ARCHIVES, Archive),
        ((".jsonl",), Lines),
    ]
    for endings, make in makers:
        if path.name.endswith(endings):
            return make(path)
    return Files(path.name, [(path.as_posix(), path.name)])


def open_sources(arguments: Sequence[str]) -> Sources:
    """The sources that the arguments of the command name; one given twice counts twice.

    Raises:
        SourceProblem: for an argument that names nothing, or an archive that cannot be read.
    """
    try:
        return Sources([_part(text) for text in arguments])
    except OSError as error:
        raise SourceProblem(f"{error.filename or ''} cannot be read: {error.strerror}") from error
