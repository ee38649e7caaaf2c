"""What is special about the TypeScript target."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from vibee_plugins.typescript import literals
from vibee_plugins.typescript.regexes import translated
from vibee_plugins.typescript.target import TypeScriptTarget
from vibee_plugins.typescript.world import plural

from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.targets.package import Options, Package

ROOT = Path(__file__).resolve().parents[3]


def made(name: str, text: str | None = None, **options: Any) -> dict[str, str]:
    program = compile_spec(ROOT / name if text is None else name, text).program
    assert program is not None
    package: Package = TypeScriptTarget().generate(program, Options(**options))
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


NATIVE = """\
name: demo
behaviors:
  - name: f
    params: {a: Int}
    returns: Int
    implementation: {ts: "export function f(a: number): number {\\n  return a;\\n}"}
  - {name: g, params: {a: Int}, returns: Int}
"""


def test_hand_written_bodies_have_a_file_of_their_own() -> None:
    files = made("demo.vibee", NATIVE, allow_native=True)
    assert files["src/demo.native.ts"].startswith("export function f(a: number): number {")
    assert 'import * as native from "./demo.native.ts";' in files["src/demo.ts"]
    assert "return native.f(a);" in files["src/demo.ts"]
    assert "not implemented: g" in files["src/demo.ts"]
    assert "src/demo.native.ts" not in made("demo.vibee", NATIVE)


def test_hand_written_bodies_in_one_file_have_a_scope_of_their_own() -> None:
    files = made("demo.vibee", NATIVE, single=True, allow_native=True)
    assert list(files) == ["demo.ts"]
    text = files["demo.ts"]
    assert "export function f(a: number): number {\n  return native.f(a);\n}" in text
    scope = """\
const native = (() => {
function f(a: number): number {
  return a;
}

return { f };
})();
"""
    assert scope in text
    # A namespace would not do: it is more than types, which is all that is erased.
    assert "namespace" not in text
    assert "not implemented: g" in text
    assert "native" not in made("demo.vibee", NATIVE, single=True)["demo.ts"]


def test_one_file_has_everything() -> None:
    spec = """\
name: demo
behaviors:
  - name: sum
    params: {xs: List<Int>}
    returns: Int
    body: xs.sum() + xs.size()
    examples: [{input: [[1, 2]], expected: 5}]
"""
    files = made("demo.vibee", spec, single=True)
    assert list(files) == ["demo.ts"]
    text = files["demo.ts"]
    assert "export class DemoError extends Error" in text
    # The library's names stay, since its parts are code as it is; those of the file give way.
    assert "export function sum(numbers" in text
    assert "export function sum2(xs" in text
    assert "if (process.argv[1] === import.meta.filename) {" in text
    assert "import {" in text.partition("export")[0]
    assert "../src" not in text
    assert "./support" not in text
