from __future__ import annotations

import json

import pytest

from vibee_compiler.diagnostics import render
from vibee_compiler.diagnostics.catalogue import make
from vibee_compiler.diagnostics.model import Diagnostic
from vibee_compiler.frontend.source import SourceFile


def finding(
    text: str,
    start: int,
    end: int,
    expected: str | None = None,
    hint: str | None = None,
    path: str | None = None,
) -> tuple[Diagnostic, SourceFile]:
    source = SourceFile.of("dir/a b.vibee", text)
    span = source.span(start, end)
    what = "`fields` is a text"
    return make("VB0203", what, span=span, expected=expected, hint=hint, path=path), source


def test_text_in_full() -> None:
    one, source = finding("name: a\ntypes: oops\n", 15, 19, expected="a mapping", hint="remove it")
    assert render.text(one, {source.name: source.text}.get) == "\n".join(
        [
            "dir/a b.vibee:2:8: error[VB0203]: `fields` is a text",
            "    2 | types: oops",
            "      |        ^^^^",
            "  expected: a mapping",
            "  hint: remove it",
        ]
    )


@pytest.mark.parametrize(
    ("text", "start", "end", "line", "carets"),
    [
        ("日本: 値x", 4, 5, "日本: 値x", "      ^^"),
        ("\ta: b", 4, 5, "    a: b", "       ^"),
        ("e\u0301: b", 4, 5, "e\u0301: b", "   ^"),
        ("a: b", 4, 4, "a: b", "    ^"),
        ("a: |\n  b\n  c", 3, 12, "a: |", "   ^"),
        ("a\u202e: b", 4, 5, "a\\u{202e}: b", "           ^"),
    ],
    ids=["wide", "tab", "combining", "end", "lines", "bidi"],
)
def test_the_text_meant_is_underlined(
    text: str, start: int, end: int, line: str, carets: str
) -> None:
    one, source = finding(text, start, end)
    shown = render.text(one, {source.name: text}.get).split("\n")
    assert shown[1:3] == [f"    1 | {line}", f"      | {carets}"]


def test_a_long_line_is_shown_around_the_place() -> None:
    one, source = finding("a: " + "x" * 500 + "!" + "y" * 500, 503, 504)
    _, line, carets = render.text(one, {source.name: source.text}.get).split("\n")
    assert line.index("!") == carets.index("^")
    assert len(line) < 180


def test_without_a_source_there_is_no_excerpt() -> None:
    one, _ = finding("a: b", 0, 1)
    assert "\n" not in render.text(one)
    assert "\n" not in render.text(one, lambda _: None)


def test_colour_only_when_asked() -> None:
    one, source = finding("a: b", 0, 1)
    plain = render.text(one, {source.name: "a: b"}.get)
    coloured = render.text(one, {source.name: "a: b"}.get, color=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31merror[VB0203]\x1b[0m" in coloured


def test_control_characters_do_not_reach_the_terminal() -> None:
    source = SourceFile.of("a\x1b[2J.vibee", "a: \x1b[31m")
    one = make("VB0104", "bad \x07", span=source.span(3, 4), hint="\x9b")
    assert not set(render.text(one, lambda _: source.text)) & {"\x1b", "\x07", "\x9b"}


def test_json_has_every_key_and_one_line_each() -> None:
    one, _ = finding("a: b", 3, 4)
    bare = make("VB0210", "é\n")
    first, second = map(json.loads, render.json_lines([one, bare]).split("\n"))
    assert first == {
        "severity": "error",
        "code": "VB0203",
        "message": "`fields` is a text",
        "file": "dir/a b.vibee",
        "line": 1,
        "column": 4,
        "end_line": 1,
        "end_column": 5,
        "path": None,
        "expected": None,
        "hint": None,
    }
    assert first.keys() == second.keys()
    assert second["message"] == "é\n"


def test_sarif() -> None:
    one, _ = finding("a: b", 3, 4, path="types.A.fields")
    log = json.loads(render.sarif([one, make("VB0210", "info")]))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["VB0203", "VB0210"]
    assert [r["level"] for r in run["results"]] == ["error", "note"]
    assert all(rules[r["ruleIndex"]] == r["ruleId"] for r in run["results"])
    (location,) = run["results"][0]["locations"]
    physical = location["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "dir/a%20b.vibee"
    assert physical["region"] == {
        "startLine": 1, "startColumn": 4, "endLine": 1, "endColumn": 5,
    }  # fmt: skip
    assert location["logicalLocations"] == [{"fullyQualifiedName": "types.A.fields"}]
