"""The specs that a target is measured by; they are installed with the compiler."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from vibee_compiler.ir.module import Program
from vibee_compiler.records import dataclass

PACKAGE = "vibee_specs"


class SpecError(ValueError):
    """A spec of the kit cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class KitSpec:
    """A spec: a name that is unique in the kit, and its program."""

    name: str
    program: Program


def own_folder() -> Path:
    """Where the specs are that come with the compiler."""
    return Path(str(resources.files(PACKAGE)))


def paths(folder: Path | None = None) -> list[Path]:
    """The spec files of a folder (by default the compiler's own), sorted.

    Raises:
        SpecError: when there is none.
    """
    root = own_folder() if folder is None else folder
    found = sorted(root.rglob("*.vibee"))
    if not found:
        raise SpecError(f"there is no .vibee file in the folder {root}")
    return found


def load(folder: Path | None = None) -> tuple[KitSpec, ...]:
    """All specs of a folder, compiled; the names are those of the files.

    Raises:
        SpecError: when there is none, or one has errors.
    """
    return tuple(_read(path, path.stem) for path in paths(folder))


@cache
def _read(path: Path, name: str) -> KitSpec:
    return compiled(name, path)


def compiled(name: str, path: Path | str, text: str | None = None) -> KitSpec:
    """One spec of the kit; `text` stands for the file's content where it is given.

    Raises:
        SpecError: when it has errors.
    """
    from vibee_compiler.frontend.pipeline import compile_spec

    result = compile_spec(path, text, run_examples=False)
    if result.program is None:
        said = "; ".join(d.message for d in result.diagnostics if d.severity > 1)
        raise SpecError(f"{path}: {said}")
    return KitSpec(name, result.program)
