"""A collector: findings in a stable order, each once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vibee_compiler.diagnostics.model import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable


def sort_key(diagnostic: Diagnostic) -> tuple[str, int, int, int, str, str]:
    """File, place, gravest first, code; what has no place comes before what has."""
    span = diagnostic.span
    if span is None:
        return ("", 0, 0, -diagnostic.severity, diagnostic.code, diagnostic.message)
    start, end = span.start.offset, span.end.offset
    return (span.file, start, end, -diagnostic.severity, diagnostic.code, diagnostic.message)


MOST = 100
"""How many findings of a file are told; nobody reads more, and hostile files have many."""

MORE = "VB0120"
"""The finding that says how many were left out."""


class Reporter:
    """Collects diagnostics; with `strict`, warnings become errors.

    Two findings with the same code, place and message are one. Of a file with more than `MOST`
    the gravest are kept, and one finding says how many there are besides.
    """

    def __init__(self, *, strict: bool = False) -> None:
        self.strict = strict
        self._found: dict[tuple[object, ...], Diagnostic] = {}

    def add(self, diagnostic: Diagnostic) -> None:
        """Take one in."""
        if self.strict and diagnostic.severity is Severity.WARNING:
            diagnostic = replace(diagnostic, severity=Severity.ERROR)
        key = (diagnostic.code, diagnostic.span, diagnostic.message)
        self._found.setdefault(key, diagnostic)

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Take several in."""
        for diagnostic in diagnostics:
            self.add(diagnostic)

    def all(self) -> list[Diagnostic]:
        """All findings by file and place."""
        by_file: dict[str, list[Diagnostic]] = {}
        kept: list[Diagnostic] = []
        for one in self._found.values():
            if one.code == MORE:
                kept.append(one)
            else:
                by_file.setdefault(one.span.file if one.span else "", []).append(one)
        for found in by_file.values():
            kept += found if len(found) <= MOST else _gravest(found)
        return sorted(kept, key=sort_key)

    def count(self, severity: Severity) -> int:
        """How many there are of a severity."""
        return sum(found.severity is severity for found in self._found.values())

    @property
    def failed(self) -> bool:
        """Whether there is an error among them."""
        return self.count(Severity.ERROR) > 0


def _gravest(found: list[Diagnostic]) -> list[Diagnostic]:
    """The gravest of one file's findings, the first of equals, and what is said of the others."""
    from vibee_compiler.diagnostics.catalogue import make

    found = sorted(found, key=lambda one: (-one.severity, sort_key(one)))
    told, others = found[:MOST], found[MOST:]
    message = f"{len(others)} more findings in this file are not shown"
    more = make(MORE, message, span=others[0].span, hint="mend these first")
    severity = min(others[0].severity, Severity.WARNING)
    return [*told, replace(more, severity=severity)]
