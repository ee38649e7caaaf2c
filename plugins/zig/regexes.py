"""Regular expressions: classes of characters as loops, the rest as tables of an automaton."""

from __future__ import annotations

from typing import Any

from vibee_plugins.zig.literals import quoted
from vibee_plugins.zig.spellings import COMPARE

from vibee_compiler.ir import expr as x
from vibee_compiler.lowering.regex_table import (
    Accept,
    Check,
    ClassPattern,
    Consume,
    RegexProgram,
    Split,
    TextPattern,
    compile_program,
    simple_shape,
)
from vibee_compiler.targets.layout import Doc, bracketed, concat, text
from vibee_compiler.targets.printer import Printed


def matches(p: Any, op: x.Op) -> Printed:
    """`text.matches(pattern)` with a constant pattern."""
    subject, pattern = op.args
    assert isinstance(pattern, x.Literal) and isinstance(pattern.value, str)
    shape = simple_shape(pattern.value)
    if isinstance(shape, TextPattern):
        return _text(p, subject, shape)
    if isinstance(shape, ClassPattern) and len(shape.ranges) <= 8:
        most = "null" if shape.most is None else str(shape.most)
        args = [p.typed(subject), text(ranges(shape.ranges)), text(str(shape.least)), text(most)]
        return Printed(p.arguments(p.note("support.matchesClass"), args))
    name = regex_name(p, pattern.value)
    return Printed(p.arguments(f"{name}.isMatch", [p.typed(subject)]))


def _text(p: Any, subject: Any, shape: TextPattern) -> Printed:
    said, given = text(quoted(shape.text)), p.typed(subject)
    if shape.at_start and shape.at_end and not shape.text:
        return Printed(concat(p.bare(subject, 1000), ".len == 0"), COMPARE)
    kinds = {
        (True, True): "std.mem.eql", (True, False): "std.mem.startsWith",
        (False, True): "std.mem.endsWith",
    }  # fmt: skip
    callee = kinds.get((shape.at_start, shape.at_end))
    if callee is None:
        return Printed(p.arguments(p.note("support.contains"), [given, said]))
    return Printed(p.arguments(p.note(callee), [text("u8"), given, said]))


def regex_name(p: Any, pattern: str) -> str:
    """The constant of the module that holds a pattern's table."""
    known = p.wants.regexes
    if pattern not in known:
        p.note("support.Regex")
        scope = p.world.names[p.module].scope
        given = scope.declare(("regex", pattern), f"pattern {len(known) + 1}", "constant").text
        known[pattern] = (given, compile_program(pattern))
    return str(known[pattern][0])


def ranges(spans: Any) -> str:
    """Ranges of code points."""
    shown = [f".{{ {_code(low)}, {_code(high)} }}" for low, high in spans]
    inner = ", ".join(shown)
    return f"&.{{{inner}}}" if len(shown) == 1 else f"&.{{ {inner} }}"


def _code(code: int) -> str:
    if 32 < code < 127 and chr(code) not in "'\\":
        return f"'{chr(code)}'"
    return f"0x{code:x}"


def _step(step: Any) -> str:
    match step:
        case Accept():
            return ".accept"
        case Consume(spans, next_):
            return f".{{ .consume = .{{ .ranges = {ranges(spans)}, .next = {next_} }} }}"
        case Split(first, second):
            return f".{{ .split = .{{ {first}, {second} }} }}"
        case Check(kind, next_):
            return f".{{ .check = .{{ .kind = .{kind}, .next = {next_} }} }}"
        case _:
            raise TypeError(f"unknown step {step!r}")


def table(name: str, program: RegexProgram) -> Doc:
    """The table of a pattern."""
    steps = bracketed("&.{", [text(_step(step)) for step in program.steps], "}", padding=" ")
    body = bracketed(
        ".{", [text(f".start = {program.start}"), concat(".steps = ", steps)], "}", padding=" "
    )
    return concat(f"const {name}: support.Regex = ", body, ";")
