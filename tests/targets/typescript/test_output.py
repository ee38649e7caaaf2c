"""What is special about the TypeScript target."""

from __future__ import annotations

from pathlib import Path

import pytest
from vibee_plugins.typescript import literals
from vibee_plugins.typescript.regexes import translated
from vibee_plugins.typescript.target import TypeScriptTarget
from vibee_plugins.typescript.world import plural

from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.targets.package import Options, Package

ROOT = Path(__file__).resolve().parents[3]


def made(name: str, text: str | None = None) -> dict[str, str]:
    program = compile_spec(ROOT / name if text is None else name, text).program
    assert program is not None
    package: Package = TypeScriptTarget().generate(program, Options())
    return {file.path: file.text for file in package.files}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Category", "categories"), ("Box", "boxes"), ("DoorState", "door states"), ("Day", "days")],
)
def test_plurals(name: str, expected: str) -> None:
    assert plural(name) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("^[a-z0-9]$", "/^[0-9a-z]$/"),
        ("a|b*", "/a|b*/"),
        ("(?:ab){2,}", "/(?:ab){2,}/"),
        ("/", r"/\//"),
        ("", "/(?:)/"),
    ],
)
def test_regular_expressions(pattern: str, expected: str) -> None:
    assert translated(pattern) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", '"a"'),
        ('say "a"', "'say \"a\"'"),
        ("\u202e", '"\\u202e"'),
        ("\0", '"\\x00"'),
        ("\n", '"\\n"'),
    ],
)
def test_strings(value: str, expected: str) -> None:
    assert literals.quoted(value) == expected


def test_template_literals_are_inert() -> None:
    assert literals.template("`${x}\\") == "\\`\\${x}\\\\"


def test_shop_keeps_the_idiom() -> None:
    text = made("specs/examples/shop.vibee")["src/shop.ts"]
    for line in (
        'export const CATEGORIES = ["food", "books", "toys"] as const;',
        "export type Category = (typeof CATEGORIES)[number];",
        'constructor({ product, qty = 1 }: Fields<Line, "qty">) {',
        "const gross = sum(order.lines.map(lineTotal));",
        "switch (discount.kind) {",
    ):
        assert line in text


def test_errors_of_support_parts_are_known() -> None:
    files = made("specs/examples/shop.vibee")
    assert '"IndexOutOfBounds"' in files["src/support.ts"].partition("class")[0]


def test_integers_out_of_range_are_checked_where_they_are_made() -> None:
    text = made("specs/examples/shop.vibee")["test/shop.test.ts"]
    assert "safeInt(Number(9223372036854775807n))" in text
