"""`format` and its clauses."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.interp.budget import OBJECT
from vibee_compiler.ir.interp.compiler import Code, ExprCompiler, Frame, UnknownOp, apply
from vibee_compiler.ir.interp.ops import octets
from vibee_compiler.ir.interp.ops.strings import from_bool, from_enum, upper
from vibee_compiler.ir.interp.registry import form, op
from vibee_compiler.ir.value_text import (
    duration_text,
    exponent_text,
    fixed_text,
    float_text,
    timestamp_text,
)
from vibee_compiler.ir.values import plain

_CLAUSE = re.compile(r"%%|%(?:\.\d+)?[A-Za-z]")

Texts = Callable[[Any], str]

_SCALARS: dict[t.Type, Texts] = {
    t.STRING: str,
    t.INT: str,
    t.FLOAT: float_text,
    t.BOOL: from_bool,
    t.TIMESTAMP: timestamp_text,
    t.DURATION: duration_text,
}


def text_of(c: ExprCompiler, type_: t.Type) -> Texts:
    """What `%s` writes for values of a type."""
    runtime = c.runtime
    if type_ in _SCALARS:
        return _SCALARS[type_]
    if type_ == t.BYTES:
        return lambda value: octets.lenient(runtime, value)
    if isinstance(type_, t.Named):
        return from_enum
    if isinstance(type_, t.ListT):
        inner = text_of(c, type_.elem)

        def of_list(value: Any) -> str:
            runtime.work(len(value))
            return _counted(c, f"[{', '.join([inner(one) for one in plain(value)])}]")

        return of_list
    if isinstance(type_, t.MapT):
        key, item = text_of(c, type_.key), text_of(c, type_.value)

        def of_map(value: Any) -> str:
            runtime.work(len(value))
            pairs = [(key(k), item(v)) for k, v in value.items()]
            ordered = sorted(pairs, key=lambda pair: pair[0])
            return _counted(c, "{" + ", ".join([f"{k}: {v}" for k, v in ordered]) + "}")

        return of_map
    raise UnknownOp(f"no text for {type_}")


def _counted(c: ExprCompiler, text: str) -> str:
    c.runtime.build(len(text))
    return text


@form("format.s")
def as_text(c: ExprCompiler, e: x.Op) -> Code:
    """`%s`."""
    return apply(text_of(c, e.args[0].type), c.all(e.args))


@form("format.f", "format.f.int", "format.e", "format.e.int")
def as_decimal(c: ExprCompiler, e: x.Op) -> Code:
    """`%f` and `%e`; `extra` is the precision."""
    digits = 6 if e.extra is None else int(e.extra)
    write = fixed_text if e.id.startswith("format.f") else exponent_text
    runtime = c.runtime

    def run(value: Any) -> str:
        runtime.build(OBJECT + digits)
        return write(float(value), digits)

    return apply(run, c.all(e.args))


@op("format.x")
def hexadecimal(value: int) -> str:
    """`%x` of an Int."""
    return f"{value:x}"


@op("format.o")
def octal(value: int) -> str:
    """`%o`."""
    return f"{value:o}"


@op("format.b")
def binary(value: int) -> str:
    """`%b` of an Int or Bool."""
    return f"{int(value):b}"


@form("format.X")
def upper_hexadecimal(c: ExprCompiler, e: x.Op) -> Code:
    """`%X`: as `%x` in upper case."""
    runtime = c.runtime
    by_type: dict[t.Type, Texts] = {
        t.INT: hexadecimal,
        t.BYTES: lambda value: octets.hexadecimal(runtime, value),
        t.STRING: lambda value: octets.hexadecimal_text(runtime, value),
    }
    write = by_type[e.args[0].type]
    return apply(lambda value: upper(runtime, write(value)), c.all(e.args))


@form("string.format")
def formatted(c: ExprCompiler, e: x.Op) -> Code:
    """The pattern (`extra`) with each clause replaced by the text that its argument gives."""
    pattern = str(e.extra)
    between = ["%" if piece == "%%" else piece for piece in _pieces(pattern)]
    codes, runtime = c.all(e.args), c.runtime

    def run(env: Frame) -> str:
        texts = iter([code(env) for code in codes])
        pieces = [next(texts) if piece is None else piece for piece in between]
        runtime.build(OBJECT + sum(map(len, pieces)))
        return "".join(pieces)

    return run


def _pieces(pattern: str) -> list[str | None]:
    """The pattern cut at its clauses, each of which is None."""
    found: list[str | None] = []
    at = 0
    for clause in _CLAUSE.finditer(pattern):
        found += [pattern[at : clause.start()], "%%" if clause[0] == "%%" else None]
        at = clause.end()
    return [*found, pattern[at:]]
