"""Texts: std's methods on `str`, `format!`, regular expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vibee_plugins.rust import layout, literals
from vibee_plugins.rust.values import AND, Form, Out, inner, unary, value

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.regex_table import (
    Accept,
    Check,
    ClassPattern,
    Consume,
    RegexProgram,
    Split,
    Step,
    TextPattern,
    compile_program,
    simple_shape,
)
from vibee_compiler.targets.layout import Doc, Text, concat, text

if TYPE_CHECKING:
    from vibee_plugins.rust.printer import RustPrinter

Spell = Callable[["RustPrinter", x.Op], Out]
_SHOWN = ("string.fromInt", "string.fromBool", "string.fromTimestamp", "string.fromDuration")


def _pieces(node: Any) -> Iterator[str | Any]:
    """A chain of concatenations as literal texts and displayable expressions."""
    match node:
        case x.Op(id="string.concat", args=(left, right)):
            yield from _pieces(left)
            yield from _pieces(right)
        case x.Op(id="string.fromString" | "format.s", args=(arg,)) if arg.type == t.STRING:
            yield from _pieces(arg)
        case x.Literal(value=str() as said):
            yield said
        case x.Op(id="format.d" | "format.s", args=(arg,)) if arg.type in (t.INT, t.BOOL):
            yield arg
        case x.Op(id=name, args=(arg,)) if name in _SHOWN:
            yield arg
        case _:
            yield node


def _format(p: RustPrinter, op: x.Op) -> Out:
    """`format!` with names inline, as clippy wants them."""
    pattern = ""
    args: list[Doc] = []
    for piece in _pieces(op):
        if isinstance(piece, str):
            pattern += piece.replace("{", "{{").replace("}", "}}")
            continue
        out = p.out(piece)
        out = p.coerce.own(out) if out.form in (Form.PAIR, Form.OPTREF) else out
        name = layout_text(out.doc)
        if name is not None and name.isidentifier() and name not in ("true", "false"):
            pattern += f"{{{name}}}"
        else:
            pattern += "{}"
            args.append(out.doc)
    quoted = literals.quoted(pattern)
    return value(layout.arguments("format!(", [text(quoted), *args], ")"), op.type)


def layout_text(doc: Doc) -> str | None:
    """The text of a document that is one word."""
    return doc.text if isinstance(doc, Text) else None


def _display(p: RustPrinter, op: x.Op) -> Out:
    return p.receiver(op.args[0]).then(".to_string()", type_=op.type)


def _call(p: RustPrinter, op: x.Op, part: str, *modes: str) -> Out:
    p.support(part)
    args = [p.passed(arg, mode) for arg, mode in zip(op.args, modes, strict=True)]
    return value(concat(part, p.arguments(args)), op.type)


def _function(
    part: str,
    *modes: str,
    form: Form = Form.VALUE,
    fails: str | None = None,
    result: bool = False,
) -> Spell:
    def spell(p: RustPrinter, op: x.Op) -> Out:
        made = replace(_call(p, op, part, *modes), form=form)
        if form is Form.VIEW:
            made = replace(made, root=p.root_of(op.args[0]))
        if result:
            return p.settled(made, op)
        return p.fallible(made, op, fails) if fails else made

    return spell


def _method(name: str, *modes: str, form: Form = Form.VALUE) -> Spell:
    def spell(p: RustPrinter, op: x.Op) -> Out:
        base = p.receiver(op.args[0])
        args = [p.passed(arg, mode) for arg, mode in zip(op.args[1:], modes, strict=True)]
        made = base.then(concat(f".{name}", p.arguments(args)), form=form, type_=op.type)
        return replace(made, root=p.root_of(op.args[0])) if form is Form.VIEW else made

    return spell


def _char_at(p: RustPrinter, op: x.Op) -> Out:
    made = _call(p, op, "char_at", "v", "o").then(".unwrap_or_default()", type_=op.type)
    return replace(made, form=Form.VIEW, root=p.root_of(op.args[0]))


def _searching(name: str) -> Spell:
    """A method that takes a pattern: a char where a text of one is known."""

    def spell(p: RustPrinter, op: x.Op) -> Out:
        base, part, *rest = op.args
        literal = isinstance(part, x.Literal)
        args: list[Doc] = [text(p.pattern_text(part)) if literal else p.view(part).doc]
        args += [p.view(arg).doc for arg in rest]
        return p.receiver(base).then(concat(f".{name}", p.arguments(args)), type_=op.type)

    return spell


def _ascii(kind: str) -> Spell:
    def spell(p: RustPrinter, op: x.Op) -> Out:
        out = p.receiver(op.args[0])
        return out.then(f".to_ascii_{kind}case()", type_=op.type)

    return spell


def _reverse(p: RustPrinter, op: x.Op) -> Out:
    made = p.receiver(op.args[0]).then(".chars()", ".rev()", type_=op.type)
    return made.then(".collect::<String>()", type_=op.type)


def _from_code_point(p: RustPrinter, op: x.Op) -> Out:
    made = p.fallible(_call(p, op, "from_code_point", "o"), op, "InvalidArgument")
    return replace(made, form=Form.CHAR)


def _code_point(p: RustPrinter, op: x.Op) -> Out:
    out = p.out(op.args[0])
    if out.form is Form.CHAR:
        if op.errors:
            p.crate.allow("unnecessary_wraps")
        return value(concat("i64::from(u32::from(", out.doc, "))"), op.type)
    return p.fallible(_call(p, op, "code_point", "v"), op, "InvalidArgument")


def _from_bytes(p: RustPrinter, op: x.Op) -> Out:
    made = value(concat("String::from_utf8(", p.own(op.args[0]).doc, ")"), op.type)
    return p.fallible(made.then(".ok()", type_=op.type), op, "InvalidArgument")


def _precision(part: str, *, of_int: bool = False) -> Spell:
    def spell(p: RustPrinter, op: x.Op) -> Out:
        p.support(part)
        number = p.own(op.args[0]).doc
        if of_int:
            p.support("float")
            number = concat("float(", number, ")")
        digits = 6 if op.extra is None else op.extra
        return value(concat(part, p.arguments([number, text(str(digits))])), op.type)

    return spell


def _hex(p: RustPrinter, op: x.Op) -> Out:
    arg = op.args[0]
    if arg.type == t.INT:
        return _call(p, op, "hex", "o")
    if arg.type == t.BYTES:
        return _call(p, op, "hex_octets", "v")
    p.support("hex_octets")
    octets = p.receiver(arg).then(".as_bytes()", type_=t.BYTES)
    return value(concat("hex_octets(", octets.doc, ")"), op.type)


def _upper_hex(p: RustPrinter, op: x.Op) -> Out:
    return _hex(p, op).then(".to_ascii_uppercase()", type_=op.type)


def _binary(p: RustPrinter, op: x.Op) -> Out:
    if op.args[0].type == t.BOOL:
        number = value(concat("i64::from(", p.own(op.args[0]).doc, ")"), t.INT)
        return number.then(".to_string()", type_=op.type)
    return _call(p, op, "binary", "o")


def _ranges(ranges: tuple[tuple[int, int], ...]) -> str:
    """The pattern of a `match` on a char; surrogates are none."""
    parts = []
    for low, high in ranges:
        spans = [(low, min(high, 0xD7FF)), (max(low, 0xE000), high)]
        if low < 0xD800 and high > 0xDFFF:
            spans = [(low, high)]
        for first, last in spans:
            if first > last:
                continue
            one = literals.char(chr(first))
            parts.append(one if first == last else f"{one}..={literals.char(chr(last))}")
    return " | ".join(dict.fromkeys(parts))


def _matches(p: RustPrinter, op: x.Op) -> Out:
    subject, pattern = op.args
    assert isinstance(pattern, x.Literal)
    assert isinstance(pattern.value, str)
    match simple_shape(pattern.value):
        case ClassPattern(ranges, least, most) if ranges:
            made = _of_class(p, subject, ranges, least, most)
            if made is not None:
                return made
        case TextPattern(said, start, end) if not (start and end):
            name = "starts_with" if start else "ends_with" if end else "contains"
            literal = p.pattern_text(x.Literal(said, t.STRING))
            return p.receiver(subject).then(f".{name}({literal})", type_=op.type)
    name = p.crate.regex(p.module, pattern.value, compile_program(pattern.value))
    p.support("regex")
    return value(f"{name}.is_match", op.type).then(
        p.arguments([p.view(subject).doc]), type_=op.type
    )


_DIGITS, _UPPER, _LOWER = (48, 57), (65, 90), (97, 122)
_ASCII = {
    (_DIGITS,): "is_ascii_digit",
    (_UPPER,): "is_ascii_uppercase",
    (_LOWER,): "is_ascii_lowercase",
    (_UPPER, _LOWER): "is_ascii_alphabetic",
    (_DIGITS, _UPPER, _LOWER): "is_ascii_alphanumeric",
    (_DIGITS, (65, 70), (97, 102)): "is_ascii_hexdigit",
}
"""Classes that std has a method for."""


def _is_place(node: Any) -> bool:
    """Whether naming a value twice costs nothing."""
    while isinstance(node, x.FieldGet):
        node = node.base
    return isinstance(node, x.Local | s.Take | x.ConstRef)


def _of_class(
    p: RustPrinter, subject: Any, ranges: Any, least: int, most: int | None
) -> Out | None:
    out = p.out(subject)
    test = _ranges(ranges)
    named = _ASCII.get(ranges)
    if out.form is Form.CHAR and named and least <= 1 <= (1 if most is None else most):
        return out.then(f".{named}()", type_=t.BOOL)
    if out.form is Form.CHAR and least <= 1 <= (1 if most is None else most):
        return value(concat("matches!(", out.doc, ", ", test, ")"), t.BOOL)
    if most is not None or least > 1 or not _is_place(subject):
        return None
    name = p.frame.names.fresh("c").text
    base = p.receiver(subject)
    check = f"{name}.{named}()" if named else f"matches!({name}, {test})"
    every = base.then(".chars()", f".all(|{name}| {check})", type_=t.BOOL)
    if least == 0:
        return every
    some = unary("!", base.then(".is_empty()", type_=t.BOOL), Form.VALUE)
    return value(p.binary(inner(some, AND), "&&", every.doc), t.BOOL, AND)


_STEPS = {
    "text_start": "TextStart",
    "text_end": "TextEnd",
    "line_start": "LineStart",
    "line_end": "LineEnd",
    "word": "Word",
    "no_word": "NoWord",
}


def _step(step: Step) -> str:
    match step:
        case Accept():
            return "Step::Accept"
        case Consume(ranges, next_):
            spans = _ranges(ranges).split(" | ") if ranges else []
            shown = [s if "..=" in s else f"{s}..={s}" for s in spans if s]
            return f"Step::Consume(&[{', '.join(shown)}], {next_})"
        case Split(first, second):
            return f"Step::Split({first}, {second})"
        case Check(kind, next_):
            return f"Step::{_STEPS[kind]}({next_})"
        case _:
            raise TypeError(f"unknown step {step!r}")


def regex_static(name: str, program: RegexProgram) -> Doc:
    """The table of a pattern."""
    steps = layout.arguments("&[", [text(_step(step)) for step in program.steps], "]")
    body = layout.braced([text(f"start: {program.start}"), concat("steps: ", steps)])
    return concat(f"static {name}: Regex = Regex", body, ";")


SPELLINGS: dict[str, Spell] = {
    "string.concat": _format,
    "string.fromInt": _display,
    "string.fromBool": _display,
    "string.fromTimestamp": _display,
    "string.fromDuration": _display,
    "string.fromFloat": _function("float_text", "o"),
    "string.substring2": _function(
        "substring", "v", "o", "o", form=Form.VIEW, fails="IndexOutOfBounds"
    ),
    "string.substring": _function(
        "substring_from", "v", "o", form=Form.VIEW, fails="IndexOutOfBounds"
    ),
    "string.charAt": _function("char_at", "v", "o", form=Form.VIEW, fails="IndexOutOfBounds"),
    "string.charAt!": _char_at,
    "string.take": _function("take_chars", "v", "o", form=Form.VIEW),
    "string.drop": _function("drop_chars", "v", "o", form=Form.VIEW),
    "string.startsWith": _searching("starts_with"),
    "string.endsWith": _searching("ends_with"),
    "string.contains": _searching("contains"),
    "string.indexOf": _function("index_of", "v", "v"),
    "string.indexOf2": _function("index_of_from", "v", "v", "o", fails="IndexOutOfBounds"),
    "string.lastIndexOf": _function("last_index_of", "v", "v"),
    "string.lastIndexOf2": _function("last_index_of_from", "v", "v", "o", fails="IndexOutOfBounds"),
    "string.lowerAscii": _ascii("lower"),
    "string.upperAscii": _ascii("upper"),
    "string.trim": _method("trim", form=Form.VIEW),
    "string.repeat": _function("repeat", "v", "o", fails="InvalidArgument"),
    "string.reverse": _reverse,
    "string.replace": _searching("replace"),
    "string.replace3": _function("replace_some", "v", "v", "v", "o"),
    "string.codePoint": _code_point,
    "strings.fromCodePoint": _from_code_point,
    "strings.quote": _function("quote", "v"),
    "string.matches": _matches,
    "int.fromString": _function("parse_int", "v", result=True),
    "double.fromString": _function("parse_float", "v", fails="InvalidNumber"),
    "bool.fromString": _function("parse_bool", "v", fails="InvalidArgument"),
    "string.fromBytes": _from_bytes,
    "format.s.bytes": _function("utf8", "v"),
    "format.d": _display,
    "format.f": _precision("fixed"),
    "format.f.int": _precision("fixed", of_int=True),
    "format.e": _precision("scientific"),
    "format.e.int": _precision("scientific", of_int=True),
    "format.x": _hex,
    "format.x.bytes": _hex,
    "format.x.string": _hex,
    "format.X": _upper_hex,
    "format.o": _function("octal", "o"),
    "format.b": _binary,
}
"""How texts are written."""
