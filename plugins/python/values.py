"""What printing an expression gives, and the forms that collections come in.

A list is a tuple wherever it is kept, returned or compared; on the way it may be any sequence, a
generator or another iterable, so that chains of macros make no list that nobody looks at. A map
is a dict in key order where it is kept, a set a `SortedSet`; what callers pass in may be neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from vibee_compiler.targets.layout import LINE, SOFTLINE, Doc, concat, group, nest, render, text
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
