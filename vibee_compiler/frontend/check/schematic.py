"""Definitions of the entries that the table shows for one case only, for the case at hand.

Each rule writes the definition as text in the language, as the table would have it for these
types; names are quoted, so that any declared name will do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from vibee_compiler.frontend.check.environment import Env, members
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Enum, Record, Sum

Rule = Callable[[Env, x.Op], str]

_CLAUSE = re.compile(r"%(?:%|(?:\.\d+)?[A-Za-z])")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\000"}


def quote(text: str) -> str:
    """A text as a literal of the language."""
    return '"' + "".join(_ESCAPES.get(char, char) for char in text) + '"'


def tick(name: str) -> str:
    """A name in backticks."""
    return f"`{name}`"


def _enum_arms(env: Env, op: x.Op, values: Callable[[int, str], str]) -> str:
    type_ = op.args[0].type
    decl = env.decl(type_) if isinstance(type_, t.Named) else None
    names = decl.members if isinstance(decl, Enum) else ()
    return ", ".join(f"{tick(name)} => {values(i, name)}" for i, name in enumerate(names))


def _ordinals(comparison: str) -> Rule:
    def rule(env: Env, op: x.Op) -> str:
        arms = _enum_arms(env, op, lambda i, _: str(i))
        return f"(match a {{ {arms} }}) {comparison} (match b {{ {arms} }})"

    return rule


def _enum_text(env: Env, op: x.Op) -> str:
    arms = _enum_arms(env, op, lambda _, name: quote(name))
    return f"match a {{ {arms} }}"


def _record_eq(env: Env, op: x.Op) -> str:
    type_ = op.args[0].type
    decl = env.decl(type_) if isinstance(type_, t.Named) else None
    names = [tick(one.name) for one in members(decl)] if isinstance(decl, Record) else []
    return " && ".join(f"a.{name} == b.{name}" for name in names) or "true"


def _variant_eq(env: Env, op: x.Op) -> str:
    type_ = op.args[0].type
    decl = env.decl(type_) if isinstance(type_, t.Named) else None
    variants = decl.variants if isinstance(decl, Sum) else ()
    arms = []
    for variant in variants:
        name = tick(variant.name)
        if not variant.fields:
            arms.append(f"({name}, {name}) => true")
            continue
        left = ", ".join(f"{tick(f.name)}: l{i}" for i, f in enumerate(variant.fields))
        right = ", ".join(f"{tick(f.name)}: r{i}" for i, f in enumerate(variant.fields))
        same = " && ".join(f"l{i} == r{i}" for i in range(len(variant.fields)))
        arms.append(f"({name}{{{left}}}, {name}{{{right}}}) => {same}")
    if len(variants) > 1:
        arms.append("_ => false")
    return f"match (a, b) {{ {', '.join(arms)} }}"


def _width(op: x.Op) -> int:
    type_ = op.args[0].type
    return len(type_.items) if isinstance(type_, t.TupleT) else 0


def _tuple_at(env: Env, op: x.Op) -> str:
    names = ["v" if i == op.extra else "_" for i in range(_width(op))]
    return f"let ({', '.join(names)}) = t; v"


def _tuple_eq(env: Env, op: x.Op) -> str:
    return " && ".join(f"a[{i}] == b[{i}]" for i in range(_width(op)))


def _tuple_lt(env: Env, op: x.Op) -> str:
    text = f"a[{_width(op) - 1}] < b[{_width(op) - 1}]"
    for i in range(_width(op) - 2, -1, -1):
        text = f"a[{i}] == b[{i}] ? {text} : a[{i}] < b[{i}]"
    return text


def _flatten(env: Env, op: x.Op) -> str:
    type_, times = op.args[0].type, 0
    while type_ != op.type and isinstance(type_, t.ListT) and isinstance(type_.elem, t.ListT):
        type_, times = type_.elem, times + 1
    return "xs" + ".flatten()" * times


def _format(env: Env, op: x.Op) -> str:
    """The pattern's pieces of text and the formatted arguments, joined."""
    pieces: list[str] = []
    pattern = str(op.extra)
    text = ""
    at = place = 0
    for clause in _CLAUSE.finditer(pattern):
        text += pattern[at : clause.start()]
        at = clause.end()
        if clause.group() == "%%":
            text += "%"
            continue
        if text:
            pieces.append(quote(text))
        pieces.append(f"x{place}")
        text = ""
        place += 1
    text += pattern[at:]
    if text or not pieces:
        pieces.append(quote(text))
    return " + ".join(pieces)


def _of_float(letter: str) -> Rule:
    return lambda env, op: f'"%.{op.extra}{letter}".format([double(x)])'


def _named(text: str) -> Rule:
    """A definition with the field's name in it, as `{name}` quoted or as `{text}`."""

    def rule(env: Env, op: x.Op) -> str:
        name = str(op.extra)
        return text.replace("{name}", tick(name)).replace("{text}", quote(name))

    return rule


RULES: Mapping[str, Rule] = {
    "enum.eq": _ordinals("=="),
    "enum.lt": _ordinals("<"),
    "string.fromEnum": _enum_text,
    "record.eq": _record_eq,
    "record.fieldOptional": _named("r.{name}"),
    "record.has": _named("r.{name}.hasValue()"),
    "map.field": _named("m[{text}]"),
    "map.fieldOptional": _named("m[?{text}]"),
    "map.has": _named("{text} in m"),
    "option.fieldOfMap": _named("o[?{text}]"),
    "option.field": _named("o.optMap(r, r.{name})"),
    "option.fieldOption": _named("o.optFlatMap(r, r.{name})"),
    "tuple.at": _tuple_at,
    "tuple.eq": _tuple_eq,
    "tuple.lt": _tuple_lt,
    "variant.eq": _variant_eq,
    "list.flattenDepth": _flatten,
    "string.format": _format,
    "format.f.int": _of_float("f"),
    "format.e.int": _of_float("e"),
}
