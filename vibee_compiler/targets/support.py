"""Parts of a target's support module, kept as source files of its language.

A file of the plugin's `support/` folder holds parts; marker lines, in the language's own line
comment, open and describe them (`//` here):

    //- part: checked_sum
    //- needs: int_of_len, other_part
    //- uses: std::collections::BTreeMap
    //- errors: Overflow
    <code>
    //- test
    <code of its test>

Only the parts that the output uses, and what these need, are emitted, in the order of the files'
names and of the parts in them. `uses` lines are collected for the head of the file; `errors`
are names of the language's errors that the code mentions, whatever the analyses find.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from vibee_compiler.records import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One part: what it needs of the others, what it uses of the language, its code and test.

    `errors` are the language's errors that the code mentions.
    """

    name: str
    needs: tuple[str, ...]
    uses: tuple[str, ...]
    code: str
    test: str
    errors: tuple[str, ...] = ()


class SupportError(ValueError):
    """A support file breaks the format, or a part needs one that is not there."""


def _parse_part(name: str, body: list[str], marker: str) -> Part:
    needs: list[str] = []
    uses: list[str] = []
    errors: list[str] = []
    code: list[str] = []
    test: list[str] = []
    into = code
    for line in body:
        if not line.startswith(marker):
            into.append(line)
            continue
        key, _, value = line.removeprefix(marker).strip().partition(":")
        if key == "needs":
            needs += [item.strip() for item in value.split(",")]
        elif key == "uses":
            uses.append(value.strip())
        elif key == "errors":
            errors += [item.strip() for item in value.split(",")]
        elif key == "test":
            into = test
        else:
            raise SupportError(f"part {name}: unknown marker line {line!r}")
    return Part(
        name,
        tuple(needs),
        tuple(uses),
        "\n".join(code).strip("\n"),
        "\n".join(test).strip("\n"),
        tuple(errors),
    )


def parse(text: str, comment: str) -> list[Part]:
    """The parts of one file; `comment` is the language's line comment."""
    marker = f"{comment}-"
    parts: list[Part] = []
    name: str | None = None
    body: list[str] = []
    for line in text.splitlines():
        if line.startswith(f"{marker} part:"):
            if name is not None:
                parts.append(_parse_part(name, body, marker))
            name, body = line.partition(":")[2].strip(), []
        elif name is not None:
            body.append(line)
        elif line.strip():
            raise SupportError(f"text before the first part: {line!r}")
    if name is not None:
        parts.append(_parse_part(name, body, marker))
    return parts


class SupportLibrary:
    """All parts of a target."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self.parts: dict[str, Part] = {}
        for part in parts:
            if part.name in self.parts:
                raise SupportError(f"two parts are called {part.name}")
            self.parts[part.name] = part
        for part in self.parts.values():
            for need in part.needs:
                if need not in self.parts:
                    raise SupportError(f"part {part.name} needs {need}, which is not there")

    def select(self, names: Iterable[str]) -> list[Part]:
        """The named parts and all that they need, in library order.

        Raises:
            SupportError: for a name that is no part.
        """
        todo = list(names)
        chosen: set[str] = set()
        while todo:
            name = todo.pop()
            if name in chosen:
                continue
            if name not in self.parts:
                raise SupportError(f"there is no support part {name}")
            chosen.add(name)
            todo += self.parts[name].needs
        return [part for part in self.parts.values() if part.name in chosen]


@cache
def load(folder: Path, extension: str, comment: str) -> SupportLibrary:
    """The library of a folder's files with that extension."""
    files = sorted(folder.glob(f"*{extension}"))
    return SupportLibrary(
        part for file in files for part in parse(file.read_text(encoding="utf-8"), comment)
    )
