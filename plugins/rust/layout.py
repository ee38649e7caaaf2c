"""How rustfmt breaks code, on top of the document algebra.

rustfmt limits not only the line but single constructs: a list of arguments is broken beyond 60
columns though the line has room, a chain of methods too, `if` with `else` beyond 50, a literal
of a struct beyond 18 (its documented small heuristics at a width of 100). A construct's flat
width is known when it is built, so the choice is made then, by `Group(broken=True)`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vibee_compiler.records import dataclass
from vibee_compiler.targets.layout import (
    HARDLINE,
    LINE,
    Choice,
    Concat,
    Doc,
    Group,
    IfBreak,
    Line,
    Nest,
    Text,
    Verbatim,
    concat,
    group,
    join,
    lines,
    nest,
    render,
    text,
)

LINE_WIDTH = 100
CALL_WIDTH = 60
CHAIN_WIDTH = 60
IF_WIDTH = 50
STRUCT_WIDTH = 18
ARRAY_WIDTH = 60
WIDE = 10_000


def width(doc: Doc) -> int:
    """The columns that a document takes flat; `WIDE` or more if it cannot be flat."""
    total = 0
    stack: list[Doc] = [doc]
    while stack:
        node = stack.pop()
        match node:
            case Text(value):
                total += len(value)
            case Verbatim(value):
                total += WIDE if "\n" in value else len(value)
            case Line(flat, hard):
                total += WIDE if hard else len(flat)
            case Group(inner, broken):
                total += WIDE if broken else 0
                stack.append(inner)
            case Nest(inner):
                stack.append(inner)
            case IfBreak(_, flat):
                stack.append(flat)
            case Concat(docs):
                stack.extend(docs)
            case Choice(variants):
                stack.append(variants[0])
    return total


def has_question(doc: Doc) -> bool:
    """Whether the code may leave its function by `?`."""
    match doc:
        case Text(value):
            return value == "?"
        case Concat(docs) | Choice(docs):
            return any(map(has_question, docs))
        case Nest(inner) | Group(inner, _):
            return has_question(inner)
        case _:
            return False


def limited(doc: Doc, limit: int) -> Doc:
    """A group that is broken also where it is wider than the limit."""
    return group(doc, broken=width(doc) > limit)


@dataclass(slots=True)
class Braces(Group):
    """The fields of a struct."""


@dataclass(slots=True)
class Binary(Group):
    """An operator with its sides."""


@dataclass(slots=True)
class Chain(Choice):
    """A value with calls behind it; `started` is how it stands at the start of a line."""

    started: Doc | None = None


@dataclass(slots=True)
class Args(Choice):
    """The arguments of a call: `hugged` has a lone one broken inside, if it can be."""

    hugged: Doc | None = None


def _is_block(doc: Doc) -> bool:
    """Whether a document ends in braces that break by themselves."""
    if starts_with(doc, "if ") or starts_with(doc, "match "):
        return True
    if isinstance(doc, Concat):
        return bool(doc.docs) and not isinstance(doc.docs[-1], Args) and _is_block(doc.docs[-1])
    return isinstance(doc, Braces)


def _is_chain(doc: Doc) -> bool:
    """Whether a document is a value with method calls behind it."""
    if isinstance(doc, Concat) and doc.docs and isinstance(doc.docs[-1], Chain):
        return True
    if isinstance(doc, Choice):
        return not isinstance(doc, Args)
    return isinstance(doc, Concat) and any(
        isinstance(part, Text) and part.text.startswith(".") for part in doc.docs[1:]
    )


def _opened(doc: Doc) -> Doc | None:
    """A call with its arguments broken, None for what is no call."""
    if isinstance(doc, Args):
        return doc.hugged or doc.variants[-1]
    if isinstance(doc, Concat) and doc.docs and doc.docs[-1] == Text("?"):
        before = _opened(concat(*doc.docs[:-1]))
        return None if before is None else concat(before, "?")
    if isinstance(doc, Concat) and doc.docs and width(Concat(doc.docs[:-1])) < CALL_WIDTH:
        last = _opened(doc.docs[-1])
        return None if last is None else Concat((*doc.docs[:-1], last))
    return None


def started(doc: Doc) -> Doc:
    """A value as it stands at the start of a line."""
    match doc:
        case Chain(_, Chain() as made):
            return made
        case Concat(docs) if docs and isinstance(docs[0], Chain):
            return Concat((started(docs[0]), *docs[1:]))
        case Binary(Concat(docs), broken) if docs:
            return Binary(Concat((started(docs[0]), *docs[1:])), broken)
        case _:
            return doc


def arguments(
    left: str,
    items: Sequence[Doc],
    right: str,
    *,
    hug: bool = False,
    limit: int = CALL_WIDTH,
    trailing: bool = True,
    hug_chain: bool = False,
) -> Doc:
    """`(a, b)`: on one line within the limit, else an item a line.

    With `hug`, the last item may be broken inside while the others stay on the first line; a
    lone call always may.
    """
    if not items:
        return text(left + right)
    flat = concat(text(left), join(", ", items), text(right))
    broken = group(
        text(left),
        nest(HARDLINE, join(concat(",", HARDLINE), map(started, items)), "," if trailing else ""),
        HARDLINE,
        text(right),
        broken=True,
    )
    if hug:
        room = sum(width(item) + 2 for item in items[:-1])
        return Choice((flat, broken)) if room <= limit else broken
    inside = _opened(items[0]) if len(items) == 1 else None
    hugged = None if inside is None else concat(text(left), inside, text(right))
    if len(items) == 1 and _is_chain(items[0]) and not hug_chain:
        return Args((broken,) if width(flat) >= WIDE else (flat, broken))
    if len(items) == 1 and (_is_chain(items[0]) or _is_block(items[0])):
        hugged = concat(text(left), items[0], text(right))
        return Args((flat, hugged), hugged) if width(flat) < WIDE else Args((hugged,), hugged)
    if len(items) == 1 and hugged is None:
        return Args((flat, broken))
    wide = width(flat) - len(left) - len(right) > limit
    if hugged is not None:
        return Args((hugged,) if wide else (flat, hugged), hugged)
    return Args((broken,) if wide else (flat, broken))


def braced(items: Sequence[Doc], limit: int = STRUCT_WIDTH, *, trailing: bool = True) -> Doc:
    """` { a, b }` of a struct: on one line only where it is short."""
    if not items:
        return text(" {}")
    inner = join(concat(",", LINE), items)
    comma = IfBreak(text("," if trailing else ""), text(""))
    made = concat(text(" {"), nest(LINE, inner, comma), LINE, text("}"))
    return Braces(made, width(inner) > limit)


def static(left: str, right: Doc) -> Doc:
    """`left = right;`, the right side on the next line where only there it fits on one."""
    flat = width(right)
    if len(left) + 4 + flat > LINE_WIDTH >= flat + 5:
        return concat(left, " =", nest(HARDLINE, right), ";")
    return concat(left, " = ", right, ";")


def lone_block(body: Doc) -> Doc:
    """A block of one expression, which may stand on one line with its braces."""
    return Choice((concat("{ ", body, " }"), block(body))) if width(body) < WIDE else block(body)


def closure_body(body: Doc) -> Doc:
    """What a closure gives: in a block where it takes several lines, unless it is braces anyway."""
    inner = body
    while isinstance(inner, Concat) and isinstance(inner.docs[0], Text):
        if inner.docs[0].text in ("&", "*", "!", "-"):
            inner = concat(*inner.docs[1:])
        else:
            break
    if isinstance(inner, Concat) and isinstance(inner.docs[-1], Braces):
        return body
    if starts_with(inner, "match ") or starts_with(inner, "{"):
        return body
    opened = block(started(body))
    return opened if width(body) >= WIDE else Choice((body, opened))


def head_of_chain(doc: Doc, call: str) -> Doc:
    """A finished value with one call behind it."""
    return chain(doc, [text(call)])


def wrapped(callee: str, doc: Doc) -> Doc:
    """`callee(doc)`."""
    # A chain hangs from a callee that is no longer than a tab.
    return concat(callee, arguments("(", [doc], ")", hug_chain=len(callee) < 4))


def block(body: Doc) -> Doc:
    """`{`, the body a level deeper, `}`."""
    return group(text("{"), nest(HARDLINE, body), HARDLINE, text("}"), broken=True)


def statements(docs: Sequence[Doc]) -> Doc:
    """One statement a line."""
    return lines(docs)


def chain(head: Doc, segments: Sequence[Doc], *, at_start: bool = False) -> Doc:
    """`head.a().b()`: on one line within the limit, else a segment a line.

    The last segment alone may be broken inside, when all before it stands on one line.
    """
    if not segments:
        return head
    one_line = concat(head, *segments)
    calls = [segment for segment in segments if width(segment) > 1]
    if len(calls) == 1 and width(head) < WIDE:
        return one_line
    # Rustfmt lets nothing hang by less than a tab: from the start of a line, or of `Ok(`.
    short = len(segments) > 1 and width(head) <= 4
    carried = 1 if at_start and short else 0
    begun = chain(head, segments, at_start=True) if short and not at_start else None
    rest = [concat(HARDLINE, segment) for segment in segments[carried:]]
    hanging = concat(*rest) if width(head) >= WIDE else nest(*rest)
    broken = group(concat(head, *segments[:carried]), hanging, broken=True)
    if width(one_line) <= CHAIN_WIDTH:
        return Chain((one_line, broken), begun)
    before = width(concat(head, *segments[:-1]))
    if before <= CHAIN_WIDTH and _opens_block(segments[-1]):
        return Chain((one_line, broken), begun)
    return Chain((broken,), begun)


def starts_with(doc: Doc, head: str) -> bool:
    """Whether the text of a document begins so."""
    while not isinstance(doc, Text):
        match doc:
            case Concat(docs) if docs:
                doc = docs[0]
            case Group(inner, _) | Nest(inner):
                doc = inner
            case Choice(variants):
                doc = variants[0]
            case _:
                return False
    return doc.text.startswith(head)


def with_start(doc: Doc, old: str, new: str) -> Doc:
    """A document that begins with another text."""
    if isinstance(doc, Concat):
        return Concat((with_start(doc.docs[0], old, new), *doc.docs[1:]))
    assert isinstance(doc, Text)
    return Text(new + doc.text.removeprefix(old))


def _opens_block(doc: Doc) -> bool:
    return width(doc) >= WIDE


def binary(left: Doc, symbol: str, right: Doc) -> Doc:
    """`left symbol right`, broken before the symbol."""
    return Binary(concat(left, nest(LINE, concat(symbol + " ", right))))


def if_else(cond: Doc, then: Doc, other: Doc, *, inline: bool) -> Doc:
    """`if c { a } else { b }`; on one line where it is short and stands in an expression.

    `other` is a finished document: a block, or another `if`.
    """
    cond = in_head(cond)
    if inline:
        flat = concat("if ", cond, " { ", then, " } else { ", other, " }")
        if width(flat) <= IF_WIDTH:
            return Choice((flat, _broken_if(cond, then, block(other))))
    return _broken_if(cond, then, block(other))


def _broken_if(cond: Doc, then: Doc, other: Doc) -> Doc:
    return concat(if_head(cond), block(then), " else ", other)


def if_head(cond: Doc) -> Doc:
    """`if c `, where a condition that is broken puts the brace on a line of its own."""
    return head("if ", cond)


_STRUCT = re.compile(r"\b[A-Z]\w*(?:::<[^{}()]*>)? \{")
_CLOSED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|\([^()]*\)|\[[^\[\]]*\]", re.DOTALL)


def _has_brace(doc: Doc) -> bool:
    match doc:
        case Text(value):
            return "{" in value
        case Concat(docs):
            return any(map(_has_brace, docs))
        case Nest(inner) | Group(inner):
            return _has_brace(inner)
        case Choice(choices):
            return _has_brace(choices[0])
    return False


def in_head(subject: Doc) -> Doc:
    """A value before a brace, in parentheses where Rust would take its own brace for that one."""
    if not _has_brace(subject):
        return subject
    shown = render(subject, width=WIDE)
    while (shorter := _CLOSED.sub("_", shown)) != shown:
        shown = shorter
    return concat("(", subject, ")") if _STRUCT.search(shown) else subject


def head(word: str, subject: Doc) -> Doc:
    """`match x `, `if x `: a brace follows, on a line of its own where it must."""
    return group(word, in_head(subject) if word else subject, LINE)


def arm(pattern: Doc, body: Doc, room: int) -> Doc:
    """`pattern => body,`; in a block where that alone keeps it on one line of `room` columns."""
    flat = width(body)
    beside = width(pattern) + 5 + flat <= room
    if not beside and (flat <= room - 4 or isinstance(body, Binary)):
        return concat(pattern, " => ", block(body))
    return concat(pattern, " => ", body, ",")
