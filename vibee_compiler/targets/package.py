"""What a target makes of a program: files, and what is to be said about them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from vibee_compiler.diagnostics.model import Diagnostic
from vibee_compiler.records import dataclass
from vibee_compiler.targets.naming import Rename

ROLES = ("module", "support", "tests", "manifest", "docs", "config", "native")


@dataclass(frozen=True, slots=True)
class File:
    """One file of a package.

    path: relative, `/` between parts.
    role: one of `ROLES`; `native` is an author's own code, written once.
    grammar: the tree-sitter grammar that must accept it, None where there is none.
    module: the spec's module that it belongs to, None for the whole package's.
    """

    path: str
    text: str
    role: str
    grammar: str | None = None
    module: str | None = None


@dataclass(frozen=True, slots=True)
class TestCase:
    """Where an example or property went: `id` is how the target's test runner names it.

    `kind` is example or property, `index` counts from 0 within its behaviour.
    """

    __test__ = False

    module: str
    behaviour: str
    kind: str
    index: int
    id: str


@dataclass(frozen=True, slots=True)
class Package:
    """A package in one language."""

    target: str
    files: tuple[File, ...]
    tests: tuple[TestCase, ...] = ()
    stubs: tuple[str, ...] = ()
    renames: tuple[Rename, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    def text(self, role: str) -> str:
        """The texts of all files of a role, one after the other."""
        return "\n".join([file.text for file in self.files if file.role == role])

    def folder(self, name: str) -> str:
        """The name of the package's folder for a spec of this name: safe as a path part."""
        from vibee_compiler.targets.naming import words

        plain = name if re.fullmatch(r"[A-Za-z0-9_-]{1,100}", name) else "_".join(words(name))
        return plain[:100]


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for.

    single: one file with everything, instead of a package.
    allow_native: use `implementation:` bodies of the spec.
    templates: a folder whose templates replace the target's by name.
    settings: the target's own options by name (`int=bigint`), from `--option target.name=value`.
    computed: how many examples more a behaviour may get where its tests let mutants through.
    """

    single: bool = False
    allow_native: bool = False
    templates: Path | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    computed: int = 0
