"""Meanings: small typed trees that know their expression and what they are said to be.

A `Node` has a key of the phrase tables, slots that hold other parts, its type as a spec writes it
and the text of its expression. What prose needs besides nodes are the other parts: nouns, numbers,
texts, values of enums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from vibee_compiler.corpus.synth.phrases import Template
from vibee_compiler.records import dataclass

ATOM, UNARY, MUL, ADD, COMPARE, AND, OR, CHOICE = 9, 8, 7, 6, 5, 4, 3, 1
"""How tightly an expression binds; a `let` or `match` as a whole is `CHOICE` too."""


@dataclass(frozen=True, slots=True)
class Name:
    """A noun of the domain (or a general word), in its own number and with an article."""

    key: str
    plural: bool = False
    general: bool = False
    article: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A literal number."""

    text: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A literal text, or a name that stands as it is in the spec."""

    text: str
    quotes: bool = True


@dataclass(frozen=True, slots=True)
class Member:
    """A value of an enum."""

    enum: str
    value: str


@dataclass(frozen=True, slots=True)
class Said:
    """A predicate of a Bool field, by language."""

    by_language: Mapping[str, Template]


@dataclass(frozen=True, slots=True)
class Rows:
    """Several parts in a row, joined as the language joins."""

    items: tuple[Part, ...]
    join: str = "join"


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A meaning. `name` is what it may be called in an identifier, best first."""

    key: str
    type: str
    code: str
    slots: Mapping[str, Part] = field(default_factory=dict)
    level: int = ATOM
    name: tuple[str, ...] = ()

    def at(self, level: int) -> str:
        """The expression as an operand of an operator that binds like `level`."""
        return self.code if self.level >= level else f"({self.code})"


Part = Node | Name | Number | Quoted | Member | Said | Rows


def number(value: float) -> Node:
    """A literal Int or Float as a meaning."""
    text = repr(value)
    type_ = "Float" if isinstance(value, float) else "Int"
    return Node("literal", type_, text, {"n": Number(text)}, ATOM if value >= 0 else UNARY, (text,))


def text(value: str) -> Node:
    """A literal String as a meaning."""
    import json

    return Node("literal", "String", json.dumps(value, ensure_ascii=False), {"n": Quoted(value)})


def element(type_: str) -> str:
    """T of `List<T>`."""
    return type_[5:-1]
