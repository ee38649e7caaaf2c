"""What is special about the Zig target."""

from __future__ import annotations

from pathlib import Path

import pytest
from vibee_plugins.zig import literals
from vibee_plugins.zig.files import fingerprint, version
from vibee_plugins.zig.profile import PROFILE
from vibee_plugins.zig.target import ZigTarget

from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.targets.package import Options, Package

ROOT = Path(__file__).resolve().parents[3]


def made(text: str, *, single: bool = False, allow_native: bool = False) -> dict[str, str]:
    program = compile_spec("demo.vibee", text).program
    assert program is not None
    options = Options(single=single, allow_native=allow_native)
    package: Package = ZigTarget().generate(program, options)
    assert {d.code for d in package.diagnostics} <= {"VB0804"}
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
    assert "pub fn run(arena: Allocator, a: i64) Allocator.Error![]const i64 {" in listed
    both = behaviour("{a: Int}", "List<Int>", "[a, a + 1]")
    assert "(Allocator.Error || Error)![]const i64 {" in both


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
    assert "const entry = try m.at(arena, x, 0);" in text
    assert "entry.* = try math.add(i64, entry.*, 1);" in text
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


NATIVE = """\
name: demo
behaviors:
  - {name: f, params: {a: Int}, returns: Int, implementation: {zig: "pub fn f(a: i64) i64 { return a; }"}}
  - {name: g, params: {a: Int}, returns: String, implementation: {zig: "BODY"}}
"""  # noqa: E501


def test_hand_written_bodies_have_a_file_of_their_own() -> None:
    files = made(NATIVE, allow_native=True)
    assert files["src/demo_native.zig"] == "pub fn f(a: i64) i64 { return a; }\n\nBODY\n"
    assert 'const native = @import("demo_native.zig");' in files["src/demo.zig"]
    assert "return native.f(a);" in files["src/demo.zig"]
    # Whoever makes a text needs memory for it.
    assert (
        "pub fn g(arena: Allocator, a: i64) Allocator.Error![]const u8 {" in files["src/demo.zig"]
    )
    assert "return native.g(arena, a);" in files["src/demo.zig"]
    assert "src/demo_native.zig" not in made(NATIVE)


def test_one_file_has_everything() -> None:
    spec = """\
name: demo
constants: {OFFSET: 1, EXPECTED: 2}
behaviors:
  - name: order
    params: {text: String}
    returns: String
    body: text.substring(OFFSET)
    examples: [{input: [ab], expected: b}]
"""
    files = made(spec, single=True)
    assert list(files) == ["demo.zig"]
    text = files["demo.zig"]
    assert "pub const Error = error{" in text
    # The file's names stay, those of the library give way.
    assert "pub const offset: i64 = 1;" in text
    assert "    fn offset(text: []const u8, index: i64) ?usize {" in text
    assert "support.offset(text, from)" in text
    assert '@import("support.zig")' not in text


def test_what_a_test_declares_hides_nothing() -> None:
    spec = """\
name: demo
constants: {EXPECTED: 2.5, GOT: 1, ARENA_STATE: 1, ROW: 1}
behaviors:
  - name: run
    params: {x: Float, y: Float}
    returns: List<Float>
    body: "[x, y]"
    examples: [{input: [1.0, 2.0], expected: [1.0, 2.0]}]
"""
    text = made(spec)["src/demo.zig"]
    assert "    const expected: " not in text
    assert "    var arena_state_2: " in text


def test_names_that_nobody_declares_differ_in_more_than_case() -> None:
    spec = """\
name: demo
types:
  T: {fields: {a: Shape_x, b: ShapeX, c: List<ShapeX>}}
"""
    support = made(spec)["src/support.zig"]
    assert "pub const ShapeX_ = struct {};" in support
    assert "pub const ShapeX2_ = struct {};" in support


def test_a_single_entry_stands_without_blanks() -> None:
    one = literals.any_value(("object", (("x", 1),)))
    assert one == '.{ .object = &.{.{ .key = "x", .value = .{ .int = 1 } }} }'
    assert literals.any_value(("object", ())) == ".{ .object = &.{} }"
