"""What printing an expression gives, and the forms that collections come in.

A list is a tuple wherever it is kept, returned or compared; on the way it may be any sequence, a
generator or another iterable, so that chains of macros make no list that nobody looks at. A map
is a dict in key order where it is kept, a set a `SortedSet`; what callers pass in may be neither.
"""

from __future__ import annotations

from enum import Enum

from vibee_compiler.records import dataclass
from vibee_compiler.targets.layout import (
    LINE,
    SOFTLINE,
    Choice,
    Concat,
    Doc,
    Group,
    IfBreak,
    Line,
    Nest,
    Text,
    Verbatim,
    columns,
    concat,
    group,
    nest,
    render,
    text,
)
from vibee_compiler.targets.printer import ATOM, Printed

_WIDE = 1_000_000

LAMBDA = 10
TERNARY = 20
OR = 30
AND = 40
NOT = 50
COMPARE = 60
BIT_OR = 70
BIT_XOR = 80
BIT_AND = 90
SHIFT = 100
ADD = 110
MULTIPLY = 120
UNARY = 130
POWER = 140


class Form(Enum):
    """How a collection is there.

    VALUE: as it is kept. SEQUENCE: a list, not yet a tuple. ITERABLE: can be walked once.
    GENERATOR: the inside of a comprehension, without brackets. LOOSE: a map or set that need not
    be in order.
    """

    VALUE = 0
    SEQUENCE = 1
    ITERABLE = 2
    GENERATOR = 3
    LOOSE = 4


@dataclass(frozen=True, slots=True)
class Out(Printed):
    """A printed expression with the form of its collection.

    A generator also has the parts of its comprehension. What hugs breaks inside its own brackets
    rather than in parentheses around it (`not f(...)`).
    """

    form: Form = Form.VALUE
    element: Doc | None = None
    clauses: tuple[Doc, ...] = ()
    hug: bool = False


def out(doc: Doc | str, prec: int = ATOM, form: Form = Form.VALUE) -> Out:
    """A printed expression."""
    return Out(text(doc) if isinstance(doc, str) else doc, prec, form)


def comprehension(element: Doc, clauses: list[Doc]) -> Doc:
    """The inside of a comprehension: element and clauses, each on its own line if broken."""
    return group(element, *(concat(LINE, clause) for clause in clauses))


class StringText(Text):
    """A string literal: what it says must not decide how the code around it is built."""

    __slots__ = ()


def nominal(doc: Doc) -> int:
    """The width of a document on one line, with every string literal taken for an empty one.

    Decisions that change the syntax tree (parentheses, variables for long parts) go by it, so that
    the tree does not depend on texts of the spec.
    """
    width = 0
    stack = [doc]
    while stack:
        match stack.pop():
            case StringText():
                width += 2
            case Text(value) | Verbatim(value) | Line(value):
                width += columns(value)
            case Nest(inner) | Group(inner) | IfBreak(_, inner):
                stack.append(inner)
            case Concat(docs):
                stack.extend(docs)
            case Choice(variants):
                stack.append(variants[0])
    return width


def unbroken(doc: Doc) -> Doc:
    """The document without line breaks outside of brackets, whose inside is nested."""
    match doc:
        case Line(flat, False):
            return Text(flat)
        case Group(inner, broken):
            # A group with its own nest is a pair of brackets: those break as they please.
            return doc if _bracketed(inner) else Group(unbroken(inner), broken)
        case Concat(docs):
            return Concat(tuple(map(unbroken, docs)))
        case _:
            return doc


def in_brackets(doc: Doc) -> bool:
    """Whether a document is a tuple, list or dict, or a call, with something in its brackets."""
    return (isinstance(doc, Group) and _bracketed(doc.doc)) or (
        isinstance(doc, Concat) and in_brackets(doc.docs[-1])
    )


def _bracketed(doc: Doc) -> bool:
    return isinstance(doc, Concat) and any(isinstance(part, Nest) for part in doc.docs)


def flat(doc: Doc) -> str:
    """The document on one line."""
    return render(group(doc), width=_WIDE)


def wrapped(doc: Doc, prec: int, least: int) -> Doc:
    """The document, in parentheses where it binds looser than `least`."""
    return enclosed("(", doc, ")") if prec < least else doc


def single(doc: Doc) -> Doc:
    """A tuple of one."""
    return group("(", nest(SOFTLINE, doc, ","), SOFTLINE, ")")


def enclosed(left: str, doc: Doc, right: str) -> Doc:
    """`left doc right`; broken, the inside stands indented on lines of its own."""
    return group(left, nest(SOFTLINE, doc), SOFTLINE, right)
