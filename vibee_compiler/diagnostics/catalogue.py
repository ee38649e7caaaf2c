"""All codes of all areas, and the one way to make a diagnostic."""

from __future__ import annotations

import pkgutil
import re
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

from vibee_compiler.diagnostics import codes
from vibee_compiler.diagnostics.code import Code
from vibee_compiler.diagnostics.model import Diagnostic, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

CODE_PATTERN = re.compile(r"VB\d{4}")


class CatalogueError(Exception):
    """A code that is malformed, declared twice or not declared: a fault of the compiler."""


def merge(areas: Mapping[str, Mapping[str, Code]]) -> dict[str, Code]:
    """The codes of several areas, in order; raises CatalogueError on a repetition."""
    merged: dict[str, Code] = {}
    owner: dict[str, str] = {}
    for area, table in areas.items():
        for code, entry in table.items():
            if not CODE_PATTERN.fullmatch(code):
                raise CatalogueError(f"{code!r} in {area} is no code of the form VB0123")
            if code in merged:
                raise CatalogueError(f"{code} is declared in both {owner[code]} and {area}")
            merged[code] = entry
            owner[code] = area
    return dict(sorted(merged.items()))


@cache
def catalogue() -> Mapping[str, Code]:
    """Every code with its entry, sorted by code."""
    areas: dict[str, Mapping[str, Code]] = {}
    for info in pkgutil.iter_modules(codes.__path__):
        module = import_module(f"{codes.__name__}.{info.name}")
        areas[info.name] = module.CODES
    return MappingProxyType(merge(dict(sorted(areas.items()))))


def entry(code: str) -> Code:
    """What the catalogue says about a code; raises CatalogueError for an unknown one."""
    found = catalogue().get(code)
    if found is None:
        raise CatalogueError(f"{code} is not in the catalogue")
    return found


def make(
    code: str,
    message: str,
    *,
    span: Span | None = None,
    expected: str | None = None,
    hint: str | None = None,
    path: str | None = None,
    severity: Severity | None = None,
) -> Diagnostic:
    """A diagnostic with the severity that the catalogue gives its code.

    `severity` overrides it where one finding is graver in one place than in another (an undeclared
    type name is a warning, and an error where a compiled behaviour needs it).
    """
    return Diagnostic(
        severity=entry(code).severity if severity is None else severity,
        code=code,
        message=message,
        span=span,
        expected=expected,
        hint=hint,
        path=path,
    )
