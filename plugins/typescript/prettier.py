"""Lays out trees of `syntax` as prettier does, so that the formatter finds nothing to change.

The rules are those of prettier 3 with its default options. Each node becomes a document; what a
document looks like depends on the node above it, which hands down a *place*: see `Place`.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Any

from vibee_plugins.typescript import chains
from vibee_plugins.typescript.layout import BREAK, fill, fluid, group, must_break
from vibee_plugins.typescript.syntax import (
    LOGICAL,
    Arrow,
    As,
    Binary,
    Call,
    Cond,
    Index,
    Items,
    Lit,
    Member,
    Name,
    Node,
    Object,
    Template,
    Unary,
    flattens,
    in_parentheses,
)

from vibee_compiler.targets.layout import (
    HARDLINE,
    LINE,
    NIL,
    SOFTLINE,
    Choice,
    Doc,
    IfBreak,
    concat,
    join,
    nest,
    text,
)

SHORT_KEY = 5
"""A key so short that its value does not go below it."""


class Place(Enum):
    """Where an expression stands, as far as its layout depends on it."""

    ELSEWHERE = auto()
    PLAIN = auto()
    """Operands below each other, none indented: behind `=`, `return`, `=>`."""
    VALUE = auto()
    """Behind the `=` of a variable: as PLAIN, and a last member stays with its call."""
    HEAD = auto()
    """In the parentheses of a statement."""
    HUGGED = auto()
    """The last argument of a call, whose brackets it may share."""


def doc(node: Node, place: Place = Place.ELSEWHERE, parent: Node | None = None) -> Doc:
    """The document of an expression; `parent` is told where it is an operator too."""
    match node:
        case Name(value) | Lit(value, _):
            return text(value)
        case Template(parts):
            return concat(*(p if isinstance(p, str) else hole(p) for p in parts))
        case Member(base, name):
            inline = isinstance(base, Name) or (place is Place.VALUE and isinstance(base, Call))
            dotted = name if name.startswith("?") else f".{name}"
            last = text(dotted) if inline else group(nest(SOFTLINE, dotted))
            return concat(part(base, node, "base"), last)
        case Index(base, index):
            return concat(part(base, node, "base"), "[", doc(index), "]")
        case Call():
            return called(node)
        case Arrow():
            return arrow(node, hugged=place is Place.HUGGED)
        case Binary():
            return binary(node, place, parent)
        case Unary(symbol, operand):
            return concat(symbol, part(operand, node, "" if symbol == "..." else "operand"))
        case Cond():
            return group(ternary(node, place))
        case Items():
            return array(node)
        case Object():
            return object_(node)
        case As(value, type_):
            return concat(part(value, node, "value"), f" as {type_}")


def part(node: Node, parent: Node, role: str) -> Doc:
    """An operand, in parentheses where it needs them."""
    loose = role == "" and isinstance(node, Binary | Cond | As)
    if not loose and not in_parentheses(node, parent, role):
        return doc(node, parent=parent)
    if isinstance(node, Binary) and role in ("operand", "base", "callee"):
        return concat("(", group(nest(SOFTLINE, *operands(node)), SOFTLINE), ")")
    if isinstance(node, As | Cond) and role in ("base", "callee"):
        return concat("(", group(nest(SOFTLINE, doc(node, Place.PLAIN)), SOFTLINE), ")")
    return concat(
        "(", doc(node, Place.PLAIN if role == "operand" else Place.ELSEWHERE, parent), ")"
    )


def hole(node: Node) -> Doc:
    """An expression in a template literal, which prettier leaves on its line."""
    return concat("${", chains.flattened(doc(node, Place.PLAIN)), "}")


# operators


def binary(node: Binary, place: Place = Place.ELSEWHERE, parent: Node | None = None) -> Doc:
    """Operands with the operators at the ends of lines."""
    parts = operands(node, head=place is Place.HEAD, parent=parent)
    if place is Place.HEAD:
        return concat(*parts)
    if place in (Place.PLAIN, Place.VALUE) or (inlines(node) and not _in_a_row(node)):
        return group(*parts)
    return group(parts[0], nest(*parts[1:]))


def operands(node: Binary, *, head: bool = False, parent: Node | None = None) -> list[Doc]:
    """The operands of one precedence, in a row."""
    if isinstance(node.left, Binary) and _in_a_row(node):
        parts = operands(node.left, head=head, parent=node)
    else:
        parts = [group(part(node.left, node, "left"))]
    gap: Doc = text(" ") if inlines(node) else LINE
    right: Doc = concat(node.symbol, gap, part(node.right, node, "right"))
    logical = node.symbol in LOGICAL
    alone = not any(
        isinstance(one, Binary) and (one.symbol in LOGICAL) == logical
        for one in (parent, node.left, node.right)
    )
    if alone and not (head and logical):
        right = group(right)
    return [*parts, text(" "), right]


def _in_a_row(node: Binary) -> bool:
    return isinstance(node.left, Binary) and flattens(node.symbol, node.left.symbol)


def inlines(node: Node) -> bool:
    """Whether an operator's right side is a literal that opens on the same line."""
    if not isinstance(node, Binary) or node.symbol not in LOGICAL:
        return False
    match node.right:
        case Items(items) | Object(items):
            return bool(items)
    return False


def ternary(node: Cond, place: Place = Place.ELSEWHERE) -> Doc:
    """`a ? b : c`; all of a chain breaks where one breaks."""
    branches = []
    for mark, branch in (("? ", node.then), (": ", node.other)):
        if not isinstance(branch, Cond):
            branches += [LINE, text(mark), nest(part(branch, node, "branch"))]
        elif mark == "? ":
            open_, close = IfBreak(NIL, text("(")), IfBreak(NIL, text(")"))
            branches += [LINE, text(mark), open_, ternary(branch), close]
        else:
            branches += [LINE, text(mark), ternary(branch)]
    test: Doc = part(node.test, node, "test")
    if isinstance(node.test, Binary):
        test = binary(node.test, Place.PLAIN if place is not Place.HUGGED else Place.ELSEWHERE)
    return concat(test, nest(*branches))


# literals


def bracketed(
    left: str, items: list[Doc], right: str, padding: str = "", *, last: bool = True
) -> Doc:
    """Items on one line, or one a line with a comma behind each, the last one too if so said."""
    if not items:
        return text(left + right)
    line = LINE if padding else SOFTLINE
    comma = IfBreak(text(","), NIL) if last else NIL
    return group(left, nest(line, join(concat(",", LINE), items), comma), line, right)


def array(node: Items) -> Doc:
    """An array; numbers fill lines, several objects or arrays stand one a line."""
    items = node.items
    if len(items) > 1 and is_concise(node):
        return group("[", nest(SOFTLINE, fill(map(doc, items))), SOFTLINE, "]")
    docs = [doc(one) for one in items]
    if len(items) > 1 and (all(map(_long_items, items)) or all(map(_long_object, items))):
        docs[0] = concat(docs[0], BREAK)
    return bracketed("[", docs, "]")


def _long_items(node: Node) -> bool:
    return isinstance(node, Items) and len(node.items) > 1


def _long_object(node: Node) -> bool:
    return isinstance(node, Object) and len(node.fields) > 1


def is_concise(node: Node) -> bool:
    """Whether an array is of numbers only."""
    return isinstance(node, Items) and bool(node.items) and all(map(_is_number, node.items))


def _is_number(node: Node) -> bool:
    if isinstance(node, Unary) and node.symbol == "-":
        node = node.operand
    return isinstance(node, Lit) and node.kind == "number"


def object_(node: Object) -> Doc:
    """An object literal."""
    return bracketed("{", [field(name, value) for name, value in node.fields], "}", " ")


def field(name: str, value: Node) -> Doc:
    """A field of an object literal; without a name, a spread."""
    if not name:
        return doc(value)
    if value == Name(name):
        return text(name)
    return assigned(f"{name}:", value, short=len(name) < SHORT_KEY)


# functions and calls


def called(node: Call) -> Doc:
    """A call; a call of a method is part of a chain."""
    if isinstance(node.callee, Member | Index) and not node.made:
        return chains.chain(node)
    # Parameters of types may end in a comma, their arguments may not.
    types = bracketed("<", list(map(text, node.types)), ">", last=False) if node.types else NIL
    callee = part(node.callee, node, "callee")
    made = concat("new " if node.made else "", callee, types, chains.arguments(node.args))
    return group(made) if isinstance(node.callee, Call) else made


def arrow(node: Arrow, *, hugged: bool = False) -> Doc:
    """A function of one expression, or with statements in braces."""
    head = text(f"({node.params}){': ' + node.returns if node.returns else ''} =>")
    body: Any = node.body
    if node.block:
        return group(head, " ", body)
    comma: Doc = IfBreak(text(","), NIL) if hugged else NIL
    end: Doc = SOFTLINE if hugged else NIL
    match body:
        case Object():
            return group(head, " (", doc(body), ")")
        case Items() | Arrow():
            return group(head, " ", doc(body))
        case Cond():
            left, right = IfBreak(NIL, text("(")), IfBreak(NIL, text(")"))
            inner = nest(SOFTLINE, doc(body, Place.PLAIN))
            return group(head, " ", group(left, inner, right, comma, end))
    return group(head, group(nest(LINE, doc(body, Place.PLAIN)), comma, end))


# statements


def assigned(left: str, value: Node, *, short: bool = False) -> Doc:
    """`left value`, where `left` ends in `=` or `:`; `short` if it is a short key."""
    place = Place.VALUE if left.endswith("=") else Place.PLAIN
    if _below(value, short):
        return group(left, group(nest(LINE, doc(value, place))))
    fixed = isinstance(value, Template) or (isinstance(value, Lit) and value.kind != "regex")
    if short or fixed or value in (Name("true"), Name("false")):
        return group(left, " ", doc(value, place))
    return group(left, fluid(doc(value, place)))


def _below(value: Node, short: bool) -> bool:
    if isinstance(value, Binary) and not inlines(value):
        return True
    if isinstance(value, Cond):
        return isinstance(value.test, Binary) and not inlines(value.test)
    if short:
        return False
    while isinstance(value, Unary):
        value = value.operand
    return (isinstance(value, Lit) and value.kind == "string") or chains.hardly_breaks(value)


def returned(value: Node) -> Doc:
    """What stands behind `return`; operators get parentheses where they break."""
    if isinstance(value, Binary):
        left, right = IfBreak(text("("), NIL), IfBreak(text(")"), NIL)
        return group(left, nest(SOFTLINE, doc(value, Place.PLAIN)), SOFTLINE, right)
    return doc(value, Place.PLAIN)


def headed(word: str, value: Node) -> Doc:
    """`word (value)`, as of `if` and `while`."""
    if isinstance(value, Unary) and isinstance(value.operand, Binary):
        return group(f"{word} (", doc(value), ")")
    return group(f"{word} (", group(nest(SOFTLINE, doc(value, Place.HEAD)), SOFTLINE), ")")


def block(docs: list[Doc]) -> Doc:
    """Statements in braces."""
    if not docs:
        return text("{}")
    return concat("{", nest(HARDLINE, join(HARDLINE, docs)), HARDLINE, "}")


__all__ = [
    "Choice",
    "Place",
    "array",
    "assigned",
    "block",
    "bracketed",
    "doc",
    "headed",
    "must_break",
    "returned",
]
