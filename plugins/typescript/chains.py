"""Calls as prettier lays them out: arguments that hug their function, chains of methods."""

from __future__ import annotations

from typing import Any, cast

from vibee_plugins.typescript.layout import BREAK, group, must_break
from vibee_plugins.typescript.syntax import (
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
    in_parentheses,
)

from vibee_compiler.targets.layout import (
    HARDLINE,
    LINE,
    NIL,
    SOFTLINE,
    Choice,
    Concat,
    Doc,
    Group,
    IfBreak,
    Line,
    Nest,
    concat,
    join,
    nest,
    text,
)

SHORT = 20
"""A quarter of the width: a lone argument so short leaves a call in one piece."""
TEST_CALLS = frozenset({"describe", "test"})


def flattened(made: Any) -> Doc:
    """A document whose groups stay on their line, but for breaks that cannot be avoided."""
    match made:
        case Line(flat, hard):
            return made if hard else text(flat)
        case Concat(docs):
            return concat(*map(flattened, docs))
        case Nest(inner):
            return nest(flattened(inner))
        case Group(inner, broken):
            return made if broken else flattened(inner)
        case Choice(variants):
            return flattened(variants[0])
        case IfBreak(_, flat):
            return flattened(flat)
    return _special(made)


def _special(made: Any) -> Doc:
    inner = getattr(made, "doc", None)
    if inner is not None:
        return concat(" ", flattened(inner))
    parts = getattr(made, "items", None)
    return cast(Doc, made) if parts is None else join(", ", map(flattened, parts))


# arguments


def arguments(args: tuple[Node, ...]) -> Doc:
    """Arguments in parentheses; a last one that is a function or a literal may hug them."""
    from vibee_plugins.typescript import prettier as f

    if not args:
        return text("()")
    docs = [f.doc(arg) for arg in args]
    if _composes(args):
        return broken_out(docs)
    if _hugs(args):
        if any(map(must_break, docs[:-1])):
            return broken_out(docs)
        last = f.doc(args[-1], f.Place.HUGGED)
        head = [concat(one, ", ") for one in docs[:-1]]
        variants: list[Doc] = []
        if not must_break(last):
            variants.append(concat("(", *head, last, ")"))
        variants.append(concat("(", *head, group(last, broken=True), ")"))
        variants.append(broken_out(docs))
        return concat(BREAK if must_break(last) else NIL, Choice(tuple(variants)))
    return f.bracketed("(", docs, ")")


def broken_out(docs: list[Doc]) -> Doc:
    """An argument a line."""
    inner = nest(SOFTLINE, join(concat(",", LINE), docs), ",")
    return group("(", inner, SOFTLINE, ")", broken=True)


def _composes(args: tuple[Node, ...]) -> bool:
    if len(args) < 2:
        return False
    count = 0
    for arg in args:
        if isinstance(arg, Arrow):
            count += 1
        elif isinstance(arg, Call) and any(isinstance(one, Arrow) for one in arg.args):
            return True
    return count > 1


def _hugs(args: tuple[Node, ...]) -> bool:
    from vibee_plugins.typescript.prettier import is_concise

    last = args[-1]
    if not _can_hug(last):
        return False
    if len(args) == 1:
        return True
    before = args[-2]
    if type(before) is type(last):
        return False
    if len(args) == 2 and isinstance(before, Arrow) and isinstance(last, Items):
        return False
    return not is_concise(last)


def _can_hug(arg: Node) -> bool:
    match arg:
        case Object(parts) | Items(parts):
            return bool(parts)
        case As(value, _):
            return _can_hug(value)
        case Arrow(_, body, _, block):
            if block or isinstance(body, Object | Items | Cond):
                return True
            return isinstance(body, Call) and not body.made
    return False


# chains


def _links(node: Node, out: list[tuple[Node, Doc]]) -> None:
    """The parts of a chain from left to right, each with its document."""
    from vibee_plugins.typescript import prettier as f

    match node:
        case Call(callee, args, types, False) if isinstance(callee, Member | Index | Call):
            _links(callee, out)
            typed = f"<{', '.join(types)}>" if types else ""
            out.append((node, concat(typed, arguments(args))))
        case Member(base, name):
            _base(base, node, out)
            out.append((node, text(f".{name}")))
        case Index(base, index):
            _base(base, node, out)
            out.append((node, concat("[", f.doc(index), "]")))
        case _:
            out.append((node, f.doc(node)))


def _base(base: Node, parent: Node, out: list[tuple[Node, Doc]]) -> None:
    from vibee_plugins.typescript import prettier as f

    if in_parentheses(base, parent, "base"):
        out.append((base, f.part(base, parent, "base")))
    else:
        _links(base, out)


Group_ = list[tuple[Node, Doc]]


def _fixed_index(node: Node) -> bool:
    return isinstance(node, Index) and isinstance(node.index, Lit) and node.index.kind == "number"


def _is_call(node: Node) -> bool:
    return isinstance(node, Call) and not node.made


def _grouped(links: Group_) -> list[Group_]:
    """What stays together: the head, then from a dot to the end of its calls."""
    head = [links[0]]
    i = 1
    while i < len(links) and (_is_call(links[i][0]) or _fixed_index(links[i][0])):
        head.append(links[i])
        i += 1
    if not _is_call(links[0][0]):
        while i + 1 < len(links) and all(
            isinstance(links[k][0], Member | Index) for k in (i, i + 1)
        ):
            head.append(links[i])
            i += 1
    groups = [head]
    current: Group_ = []
    called = False
    for link in links[i:]:
        if called and isinstance(link[0], Member | Index):
            if _fixed_index(link[0]):
                current.append(link)
                continue
            groups.append(current)
            current, called = [], False
        called = called or _is_call(link[0])
        current.append(link)
    if current:
        groups.append(current)
    return groups


def _merges(groups: list[Group_]) -> bool:
    """Whether the first call stays beside the head: `Object.keys(x)`, `this.x()`."""
    if len(groups) < 2:
        return False
    computed = isinstance(groups[1][0][0], Index)
    node = groups[0][-1][0]
    if len(groups[0]) == 1:
        return isinstance(node, Name) and (
            node.text == "this" or node.text[:1].isupper() or computed
        )
    return isinstance(node, Member) and (node.name[:1].isupper() or computed)


def is_simple(node: Any, depth: int = 0) -> bool:
    """Whether an argument is too plain to have a chain broken for its sake."""
    if depth >= 2:
        return False
    match node:
        case Lit(value, "regex"):
            return len(value.strip("/u")) <= 5
        case Name() | Lit():
            return True
        case Template(parts):
            return all(isinstance(p, str) or is_simple(p, depth) for p in parts)
        case Object(fields):
            return all(name and is_simple(value, depth) for name, value in fields)
        case Items(items):
            return all(is_simple(one, depth) for one in items)
        case Call(callee, args, _, _):
            return is_simple(callee, depth) and all(is_simple(a, depth + 1) for a in args)
        case Unary(symbol, operand):
            return symbol in ("!", "-") and is_simple(operand, depth)
        case Member(base, _):
            return is_simple(base, depth)
        case Index(base, index):
            return is_simple(base, depth) and is_simple(index, depth)
    return False


def _flat_and_broken(node: Call) -> tuple[list[Group_], int, list[Doc], Doc]:
    links: Group_ = []
    _links(node, links)
    groups = _grouped(links)
    merged = _merges(groups)
    docs = [concat(*(made for _, made in one)) for one in groups]
    kept = 2 if merged else 1
    rest = nest(HARDLINE, join(HARDLINE, docs[kept:])) if docs[kept:] else NIL
    return groups, kept + 1, docs, concat(*docs[:kept], rest)


def is_chain(node: Call) -> bool:
    """Whether a call is laid out as a chain of several groups."""
    links: Group_ = []
    _links(node, links)
    groups = _grouped(links)
    return len(groups) > (3 if _merges(groups) else 2)


def chain(node: Call) -> Doc:
    """A call of a method, with the calls that it stands on."""
    groups, cutoff, docs, broken = _flat_and_broken(node)
    flat = concat(*docs)
    if len(groups) <= cutoff:
        return group(flat)
    calls: list[Any] = [n for one in groups for n, _ in one if _is_call(n)]
    busy = len(calls) > 2 and not all(is_simple(arg) for one in calls for arg in one.args)
    functions = any(isinstance(arg, Arrow) for one in calls[:-1] for arg in one.args)
    last_breaks = must_break(docs[-1]) and _is_call(groups[-1][-1][0]) and functions
    if busy or any(map(must_break, docs[:-1])) or last_breaks:
        return group(broken)
    return concat(BREAK if must_break(flat) else NIL, Choice((flat, broken)))


def is_test(node: Call) -> bool:
    """Whether a call is a test or a suite, which stays on its line whatever its name."""
    return isinstance(node.callee, Name) and node.callee.text in TEST_CALLS


def hardly_breaks(node: Any, *, deep: bool = False) -> bool:
    """Whether a chain has no call to break in, so that it rather goes below its `=`."""
    match node:
        case Call(callee, args, types, False):
            if isinstance(callee, Member | Index) and is_chain(node):
                return False
            plain = not args or (len(args) == 1 and _lone_short(args[0]))
            return plain and len(types) < 2 and hardly_breaks(callee, deep=True)
        case Member(base, _) | Index(base, _):
            return hardly_breaks(base, deep=True)
        case Name():
            return deep
    return False


def _lone_short(node: Any) -> bool:
    match node:
        case Name(value):
            return len(value) <= SHORT
        case Lit(value, kind):
            return kind not in ("regex", "string") or len(value) <= (
                SHORT if kind != "regex" else 7
            )
        case Unary(symbol, operand):
            return symbol in ("-", "!") and _lone_short(operand)
        case Object(parts) | Items(parts):
            return not parts
        case Template((str(value),)):
            return len(value) <= SHORT + 2
    return False


__all__ = ["Binary", "Cond", "arguments", "chain", "flattened", "hardly_breaks", "is_simple"]
