"""Printed expressions: precedences, and what prettier treats apart."""

from __future__ import annotations

from vibee_compiler.records import dataclass
from vibee_compiler.targets.layout import (
    HARDLINE,
    LINE,
    NIL,
    SOFTLINE,
    Choice,
    Doc,
    IfBreak,
    concat,
    group,
    join,
    nest,
    text,
)
from vibee_compiler.targets.printer import ATOM

ARROW = 1
TERNARY = 2
NULLISH = 3
OR = 4
AND = 5
EQUALITY = 9
RELATION = 10
ADD = 12
MULTIPLY = 13
UNARY = 15


@dataclass(frozen=True, slots=True)
class Out:
    """A document, how tightly it binds, and its kind.

    kind: binary, ternary, arrow, object (brackets that hug), text, or "".
    """

    doc: Doc
    prec: int = ATOM
    kind: str = ""
    symbol: str = ""
    head: Doc | None = None
    links: tuple[Doc, ...] = ()
    calls: int = 0
    simple: bool = True


def chain(base: Out, name: str, args: list[Out]) -> Out:
    """A call of a method; from three calls on with a function among them, a call a line."""
    head = base.head if base.head is not None else wrapped(base, ATOM)
    links = (*base.links, concat(f".{name}", arguments(args)))
    calls = base.calls + 1
    simple = base.simple and all(arg.kind != "arrow" for arg in args)
    flat = concat(head, *links)
    made: Doc = flat
    if len(links) > 1:
        broken = concat(head, nest(*(concat(HARDLINE, link) for link in links)))
        made = broken if calls > 2 and not simple else Choice((flat, broken))
    return Out(made, head=head, links=links, calls=calls, simple=simple)


def out(doc: Doc | str, prec: int = ATOM, kind: str = "") -> Out:
    """A printed expression."""
    return Out(text(doc) if isinstance(doc, str) else doc, prec, kind)


def wrapped(made: Out, outer: int) -> Doc:
    """In parentheses where it binds looser than what is around."""
    doc = group(made.doc) if made.kind == "binary" and made.prec != outer else made.doc
    return concat("(", made.doc, ")") if made.prec < outer else doc


def bracketed(left: str, items: list[Doc], right: str, padding: str = "") -> Doc:
    """Items on one line, or one a line with a comma behind each."""
    if not items:
        return text(left + right)
    line = LINE if padding else SOFTLINE
    last = IfBreak(text(","), NIL)
    return group(left, nest(line, join(concat(",", LINE), items), last), line, right)


def arguments(args: list[Out]) -> Doc:
    """Arguments in parentheses; a last one that is a function or a literal may hug them."""
    docs = [group(arg.doc) if arg.kind == "binary" else arg.doc for arg in args]
    if not args or args[-1].kind not in ("arrow", "object"):
        return bracketed("(", docs, ")")
    hugged = concat("(", join(", ", docs), ")")
    if len(args) == 1 and args[-1].kind == "object":
        return hugged
    return Choice((hugged, bracketed("(", docs, ")")))


def arrow(head: str, body: Out) -> Out:
    """A function of one expression; a body that does not hug stands below if it must."""
    if body.kind in ("object", "ternary"):
        return Out(concat(f"{head} => ", body.doc), ARROW, "arrow")
    return Out(concat(f"{head} =>", group(nest(LINE, body.doc))), ARROW, "arrow")


def assigned(made: Out) -> Doc:
    """What stands behind `=`, with the blank before it."""
    if made.kind in ("binary", "text"):
        return group(nest(LINE, made.doc))
    return concat(" ", made.doc)


def returned(made: Out) -> Doc:
    """What stands behind `return`; operators get parentheses where they break."""
    if made.kind == "binary":
        left, right = IfBreak(text("("), NIL), IfBreak(text(")"), NIL)
        return group(left, nest(SOFTLINE, made.doc), SOFTLINE, right)
    return made.doc
