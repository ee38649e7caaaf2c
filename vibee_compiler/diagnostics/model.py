"""What the compiler has to say about a spec, as values."""

from __future__ import annotations

from enum import IntEnum

from vibee_compiler.records import dataclass


class Severity(IntEnum):
    """How bad it is; an error stops output for its spec."""

    INFO = 1
    WARNING = 2
    ERROR = 3


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file: line and column count from 1 (columns in code points), offset from 0."""

    line: int
    column: int
    offset: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a file, end not included. `file` is the path as the user wrote it."""

    file: str
    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `code` is a key of the catalogue (`vibee explain CODE`). `expected` says what would have
    been right there, `hint` what to do (a near name, how to quote it). `path` is the YAML path
    (`behaviors[2].body`).
    """

    severity: Severity
    code: str
    message: str
    span: Span | None = None
    expected: str | None = None
    hint: str | None = None
    path: str | None = None
