"""Diagnostics as text, JSON lines and SARIF."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any

from vibee_compiler.diagnostics.catalogue import catalogue
from vibee_compiler.diagnostics.model import Diagnostic, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


_TAB = 4
_MAX_LINE = 160
_WORD = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info"}
_COLOR = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_SARIF_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
# Invisible characters that change how others are shown: they are printed as their code.
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


def text(
    diagnostic: Diagnostic,
    source: Callable[[str], str | None] | None = None,
    *,
    color: bool = False,
) -> str:
    """A diagnostic for people, several lines without a final line end.

    `source` gives a file's text, for the line with the offending text underlined. With `color`,
    ANSI escapes; control characters of the spec never reach the terminal.
    """
    tone = _COLOR[diagnostic.severity]
    word = f"{_WORD[diagnostic.severity]}[{diagnostic.code}]"
    if color:
        word = f"\x1b[1;{tone}m{word}\x1b[0m"
    span = diagnostic.span
    place = ""
    if span is not None:
        place = f"{visible(span.file)}:{span.start.line}:{span.start.column}: "
    lines = [f"{place}{word}: {visible(diagnostic.message)}"]
    content = source(span.file) if span is not None and source is not None else None
    if span is not None and content is not None:
        lines.extend(_excerpt(content, span, tone if color else None))
    if diagnostic.expected is not None:
        lines.append(f"  expected: {visible(diagnostic.expected)}")
    if diagnostic.hint is not None:
        lines.append(f"  hint: {visible(diagnostic.hint)}")
    return "\n".join(lines)


def visible(text: str) -> str:
    """Text with what is invisible or moves the cursor written as its code."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(char) for char in text)


def _shown(char: str) -> str:
    if unicodedata.category(char) not in _UNSAFE_CATEGORIES:
        return char
    return f"\\u{{{ord(char):x}}}"


def width(char: str) -> int:
    """How many columns of a terminal a character takes (after `visible`)."""
    if char == "\t":
        return _TAB
    shown = _shown(char)
    if len(shown) > 1:
        return len(shown)
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def _excerpt(content: str, span: Span, tone: str | None) -> list[str]:
    """The line where a span starts, and a line of carets below the text that is meant."""
    lines = content.split("\n")
    number = span.start.line
    if number > len(lines):
        return []
    line = lines[number - 1].rstrip("\r")
    start = min(span.start.column - 1, len(line))
    one_line = span.end.line == number
    end = min(span.end.column - 1, len(line)) if one_line else len(line)
    # A long line is shown around the place.
    cut = max(0, start - _MAX_LINE // 2) if len(line) > _MAX_LINE else 0
    stop = min(len(line), cut + _MAX_LINE)
    end = min(end, stop)
    front, back = ("…" if cut else ""), ("…" if stop < len(line) else "")
    shown = "".join(" " * _TAB if char == "\t" else _shown(char) for char in line[cut:stop])
    indent = len(front) + sum(map(width, line[cut:start]))
    carets = "^" * max(1, sum(map(width, line[start:end])))
    if tone is not None:
        carets = f"\x1b[{tone}m{carets}\x1b[0m"
    margin = f"{number:>5} | "
    return [
        f"{margin}{front}{shown}{back}".rstrip(),
        f"{' ' * (len(margin) - 2)}| {' ' * indent}{carets}",
    ]


def as_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """A diagnostic as a JSON object; every key is always there, absent values are null."""
    span = diagnostic.span
    return {
        "severity": _WORD[diagnostic.severity],
        "code": diagnostic.code,
        "message": diagnostic.message,
        "file": None if span is None else span.file,
        "line": None if span is None else span.start.line,
        "column": None if span is None else span.start.column,
        "end_line": None if span is None else span.end.line,
        "end_column": None if span is None else span.end.column,
        "path": diagnostic.path,
        "expected": diagnostic.expected,
        "hint": diagnostic.hint,
    }


def json_lines(diagnostics: Iterable[Diagnostic]) -> str:
    """One JSON object a line."""
    return "\n".join(json.dumps(as_json(one), ensure_ascii=False) for one in diagnostics)


def sarif(diagnostics: Iterable[Diagnostic]) -> str:
    """A SARIF 2.1.0 log (OASIS standard) with one run; columns count code points."""
    from vibee_compiler import __version__

    found = list(diagnostics)
    codes = sorted({one.code for one in found})
    index = {code: number for number, code in enumerate(codes)}
    driver = {
        "name": "vibee",
        "version": __version__,
        "rules": [_rule(code) for code in codes],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, index[one.code]) for one in found],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)


def _rule(code: str) -> dict[str, Any]:
    entry = catalogue().get(code)
    if entry is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": entry.title},
        "fullDescription": {"text": entry.explanation},
        "defaultConfiguration": {"level": _SARIF_LEVEL[entry.severity]},
    }


def _result(diagnostic: Diagnostic, rule: int) -> dict[str, Any]:
    message = diagnostic.message
    if diagnostic.expected is not None:
        message += f" (expected: {diagnostic.expected})"
    if diagnostic.hint is not None:
        message += f" ({diagnostic.hint})"
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": _SARIF_LEVEL[diagnostic.severity],
        "message": {"text": message},
    }
    span = diagnostic.span
    if span is not None:
        result["locations"] = [_location(span, diagnostic.path)]
    return result


def _location(span: Span, path: str | None) -> dict[str, Any]:
    from urllib.parse import quote

    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(span.file, safe="/:")},
            "region": {
                "startLine": span.start.line,
                "startColumn": span.start.column,
                "endLine": span.end.line,
                "endColumn": span.end.column,
            },
        }
    }
    if path is not None:
        location["logicalLocations"] = [{"fullyQualifiedName": path}]
    return location
