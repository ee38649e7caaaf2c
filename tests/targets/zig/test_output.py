"""What is special about the Zig target."""

from __future__ import annotations

from pathlib import Path

import pytest
from vibee_plugins.zig import literals
from vibee_plugins.zig.profile import PROFILE
from vibee_plugins.zig.target import ZigTarget, fingerprint, version

from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.targets.package import Options, Package

ROOT = Path(__file__).resolve().parents[3]


def made(text: str) -> dict[str, str]:
    program = compile_spec("demo.vibee", text).program
    assert program is not None
    package: Package = ZigTarget().generate(program, Options())
    return {file.path: file.text for file in package.files}


def behaviour(params: str, returns: str, body: str) -> str:
    """The module's text for one behaviour `run`."""
    lines = ["name: demo", "behaviors:", "  - name: run"]
    lines += [f"    params: {params}", f'    returns: "{returns}"', f"    body: {body!r}"]
    return made("\n".join(lines))["src/demo.zig"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('a"b', '"a\\"b"'),
        ("a\\b\n", '"a\\\\b\\n"'),
        ("\0\x7f", '"\\x00\\x7f"'),
        ("\u202e", '"\\u{202e}"'),
        ("é日", '"é日"'),
        ("{s}", '"{s}"'),
    ],
)
def test_texts(text: str, shown: str) -> None:
    assert literals.quoted(text) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.0, "1.0"),
        (-0.0, "-0.0"),
        (1e300, "1e300"),
        (float("inf"), "math.inf(f64)"),
        (float("nan"), "math.nan(f64)"),
    ],
)
def test_floats(value: float, shown: str) -> None:
    assert literals.number(value) == shown


def test_integers() -> None:
    assert literals.integer(-(2**63)) == "math.minInt(i64)"
    assert literals.integer(10_000) == "10_000"
    assert literals.integer(1299) == "1299"


@pytest.mark.parametrize("name", ["i7", "u65535", "i64", "type", "std", "arena", "error"])
def test_names_of_the_language_give_way(name: str) -> None:
    assert PROFILE.names.mangle(name, "parameter") == f"{name}_"


def test_manifest() -> None:
    assert version("1.2") == "1.2.0"
    assert version(None) == "0.1.0"
    # The upper half is the checksum that the compiler compares with the name.
    assert fingerprint("shop").startswith("0xac6a4ca2")


def test_an_allocator_only_where_one_is_needed() -> None:
    plain = behaviour("{a: Int}", "Int", "a - a / 2")
    assert "pub fn run(a: i64) " in plain
    assert "Allocator" not in plain
    listed = behaviour("{a: Int}", "List<Int>", "[a, a]")
    assert "pub fn run(arena: Allocator, a: i64) Error![]const i64 {" in listed


def test_what_reads_is_a_view() -> None:
    text = behaviour("{xs: 'List<Int>'}", "Bool", "xs.size() > 2")
    assert "return xs.len > 2;" in text
    assert "arena" not in text


def test_the_other_value_of_an_option_is_evaluated_in_either_case() -> None:
    assert " orelse 1;" in behaviour("{a: 'Option<Int>'}", "Int", "a.orValue(1)")
    eager = behaviour("{a: 'Option<Int>', b: Int}", "Int", "a.orValue(1 / b)")
    assert "orelse try" not in eager


def test_a_message_is_dropped() -> None:
    text = made(
        """\
name: demo
behaviors:
  - name: run
    params: {a: Int}
    returns: Int
    errors: [Odd]
    body: 'if a == 1 { fail Odd("odd: " + string(a)) } else { a }'
"""
    )["src/demo.zig"]
    assert "return error.Odd;" in text
    assert "odd" not in text.replace("Odd", "")


def test_maps_are_built_in_place() -> None:
    text = behaviour(
        "{xs: 'List<String>'}",
        "Map<String, Int>",
        "xs.fold(m, x, {}, m.put(x, m[?x].orValue(0) + 1))",
    )
    assert "support.MapBuilder([]const u8, i64)" in text
    assert "m.get(x)" in text
    assert "freeze(arena)" in text


def test_recursive_types_are_behind_pointers() -> None:
    text = made(
        """\
name: demo
types:
  Tree:
    variants:
      - Leaf
      - Node: {left: Tree, others: List<Tree>}
"""
    )["src/demo.zig"]
    assert "node: struct { left: *const Tree, others: []const Tree }" in text
