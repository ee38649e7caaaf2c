"""Expressions of TypeScript as a tree: what printers build and `format` lays out.

The tree says nothing of parentheses and line breaks; `format` adds both where prettier would.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from vibee_compiler.targets.layout import Doc


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier, `this`, or a short text that behaves like one."""

    text: str


@dataclass(frozen=True, slots=True)
class Lit:
    """A literal; `kind` is number, bigint, string, regex or word (`true`, `null`)."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Template:
    """A template literal: fixed parts as they are written, and expressions."""

    parts: tuple[str | Node, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """`base.name`."""

    base: Node
    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """`base[index]`."""

    base: Node
    index: Node


@dataclass(frozen=True, slots=True)
class Call:
    """`callee<types>(args)`; `new callee<types>(args)` where `made`."""

    callee: Node
    args: tuple[Node, ...]
    types: tuple[str, ...] = ()
    made: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """`(params): returns => body`; the body is an expression, or statements in braces."""

    params: str
    body: Node | Doc
    returns: str = ""
    block: bool = False


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands."""

    symbol: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Unary:
    """A prefix operator: `!`, `-`, `void `, `...`."""

    symbol: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Cond:
    """`test ? then : other`."""

    test: Node
    then: Node
    other: Node


@dataclass(frozen=True, slots=True)
class Items:
    """An array literal."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Object:
    """An object literal; a field without a name is a spread."""

    fields: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class As:
    """`value as type`."""

    value: Node
    type: str


Node = (
    Name
    | Lit
    | Template
    | Member
    | Index
    | Call
    | Arrow
    | Binary
    | Unary
    | Cond
    | Items
    | Object
    | As
)

UNDEFINED = Name("undefined")
ZERO = Lit("0", "number")

LOGICAL = ("&&", "||", "??")
PRECEDENCE = {
    "??": 1,
    "||": 2,
    "&&": 3,
    "===": 4,
    "!==": 4,
    "<": 5,
    ">": 5,
    "<=": 5,
    ">=": 5,
    "+": 6,
    "-": 6,
    "*": 7,
    "/": 7,
    "%": 7,
}
MULTIPLY = ("*", "/", "%")


def number(value: int) -> Lit:
    """A small literal number."""
    return Lit(str(value), "number")


def call(name: str | Node, *args: Node, types: tuple[str, ...] = ()) -> Call:
    """A call of a function."""
    return Call(Name(name) if isinstance(name, str) else name, args, types)


def make(name: str, *args: Node, types: tuple[str, ...] = ()) -> Call:
    """`new name(args)`."""
    return Call(Name(name), args, types, made=True)


def method(base: Node, name: str, *args: Node) -> Call:
    """`base.name(args)`."""
    return Call(Member(base, name), args)


def spread(value: Node) -> Unary:
    """`...value`."""
    return Unary("...", value)


def copied(value: Node) -> Items:
    """`[...value]`."""
    return Items((spread(value),))


def flattens(outer: str, inner: str) -> bool:
    """Whether `a inner b outer c` stands without parentheses, all operands in a row."""
    if PRECEDENCE[outer] != PRECEDENCE[inner] or PRECEDENCE[outer] == PRECEDENCE["==="]:
        return False
    return outer == inner or outer not in MULTIPLY


def in_parentheses(node: Any, parent: Any, role: str) -> bool:
    """Whether a part of `parent` needs parentheses, or reads better with them.

    role: left, right, operand, base, callee, test, branch, value (of `as`), body, or "" for others.
    """
    match node:
        case Binary(symbol):
            return _binary(symbol, parent, role)
        case Cond():
            return role in ("left", "right", "operand", "base", "callee", "test", "value")
        case Arrow():
            return role in ("left", "right", "operand", "base", "callee", "test", "value")
        case As():
            return role in ("left", "right", "operand", "base", "callee", "branch")
        case Unary(symbol):
            same = isinstance(parent, Unary) and parent.symbol == symbol == "-"
            return same or role in ("base", "callee")
        case Lit(text, "number"):
            return role == "base" and "." not in text and isinstance(parent, Member)
        case Object():
            return role == "body"
    return False


def _binary(symbol: str, parent: Any, role: str) -> bool:
    if role == "branch":
        return symbol == "??"
    if not isinstance(parent, Binary):
        return role in ("operand", "base", "callee", "value")
    outer, inner = PRECEDENCE[parent.symbol], PRECEDENCE[symbol]
    if "??" in (parent.symbol, symbol) and parent.symbol != symbol:
        return symbol in LOGICAL or outer > inner
    if (parent.symbol, symbol) == ("||", "&&") or outer > inner:
        return True
    if outer == inner:
        return role == "right" or not flattens(parent.symbol, symbol)
    return symbol == "%" and parent.symbol in ("+", "-")
