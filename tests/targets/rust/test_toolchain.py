"""Rust's own tools on what comes out: the compiler, its lints, its formatter, its documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.targets.rust.conftest import Cargo, package, text_of, write
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.targets import registry, support
from vibee_compiler.targets.package import Options

ROOT = Path(__file__).resolve().parents[3]
CLEAN = ["shop", "ledger", "traffic_light"]
"""Examples on which formatter and linter have nothing to say."""


@pytest.mark.parametrize("name", CLEAN)
def test_formatter_and_linter_have_nothing_to_say(name: str, cargo: Cargo, tmp_path: Path) -> None:
    program = compile_spec(ROOT / "specs" / "examples" / f"{name}.vibee").program
    assert program is not None
    folder = write(registry.load("rust").generate(program, Options()), tmp_path)
    cargo(folder, "fmt", "--check")
    cargo(folder, "clippy", "--quiet", "--all-targets", "--", "-D", "warnings")


HOSTILE = r"""
name: demo
description: "Ends */ here? <b> [link] `open \u202e # x"
constants:
  A:
    type: String
    value: "q\" \\ \n \0 {x} \u202e e\u0301"
    description: "[`Nobody`] https://x.org <i>"
types:
  Weird: {description: "a [b] <c>", fields: {self: Int, "type": String, "Fn": Int}}
behaviors:
  - name: return
    description: "1. [x] <y>"
    then: "Returns <z> _all_"
    params: {if: Weird, "while": Int}
    returns: Int
    body: "`if`.self + `while`"
    examples:
      - name: "quote \" and */ and \n line"
        input: {if: {self: 1, type: "\u202e\"", Fn: 2}, while: 2}
        expected: 3
"""


def test_hostile_text_builds_and_is_documented(
    cargo: Cargo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(package(HOSTILE), tmp_path)
    cargo(folder, "test", "--quiet", "--offline", "--lib")
    cargo(folder, "rustdoc", "--quiet", "--offline", "--lib", "--", "-D", "warnings")


def test_one_file_builds(cargo: Cargo, tmp_path: Path) -> None:
    made = package(HOSTILE, single=True)
    assert [file.path for file in made.files] == ["demo.rs"]
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "lib.rs").write_text(text_of(made, "demo.rs"), encoding="utf-8")
    manifest = '[package]\nname = "demo"\nversion = "0.1.0"\nedition = "2024"\n'
    (tmp_path / "Cargo.toml").write_text(manifest, encoding="utf-8")
    cargo(tmp_path, "test", "--quiet", "--offline", "--lib")


def test_every_support_part_passes_its_tests(cargo: Cargo, tmp_path: Path) -> None:
    from vibee_plugins.rust.files import for_tests, indented, use_lines

    library = support.load(ROOT / "plugins" / "rust" / "support", ".rs", "//")
    parts = list(library.parts.values())
    assert for_tests("fn a() {}\n\nfn b() {}").count("#[cfg(test)]") == 2
    errors = sorted({error for part in parts for error in part.errors})
    payload = {"ContractViolation": "(&'static str)"}
    payload |= dict.fromkeys(("InvalidArgument", "InvalidNumber", "InvalidTime"), "(String)")
    variants = "".join(f"    {name}{payload.get(name, '')},\n" for name in errors)
    tests = "\n\n".join(indented(part.test) for part in parts if part.test)
    body = "\n\n".join(part.code for part in parts)
    uses = "\n\n".join(use_lines(use for part in parts for use in part.uses))
    made = f"{uses}\n\n{body}\n\n#[cfg(test)]\nmod tests {{\n    use super::*;\n\n{tests}\n}}\n"
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "support.rs").write_text(made, encoding="utf-8")
    (tmp_path / "src" / "lib.rs").write_text(
        "#![allow(dead_code)]\nmod support;\n#[derive(Debug, Clone, PartialEq)]\n"
        f"pub enum Error {{\n{variants}}}\npub type Result<T> = std::result::Result<T, Error>;\n",
        encoding="utf-8",
    )
    manifest = '[package]\nname = "parts"\nversion = "0.1.0"\nedition = "2024"\n'
    (tmp_path / "Cargo.toml").write_text(manifest, encoding="utf-8")
    out = cargo(tmp_path, "test", "--quiet", "--offline", "--lib")
    assert "0 failed" in out
    cargo(tmp_path, "fmt", "--check", "--", "src/support.rs")
