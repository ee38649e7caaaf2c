"""Built-ins with rules that a signature cannot say: `has`, `format`, `flatten(n)`, `matches`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from vibee_compiler.frontend import ast as a
from vibee_compiler.frontend.check.access import select_has
from vibee_compiler.frontend.check.context import Ctx, Node, Scope
from vibee_compiler.frontend.check.environment import Hit
from vibee_compiler.frontend.check.overload import Candidate, Choice
from vibee_compiler.frontend.check.regexes import regex_error
from vibee_compiler.frontend.check.show import count, show
from vibee_compiler.frontend.check.unify import is_error
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.signatures import Entry, table

_CLAUSE = re.compile(r"%(?:(?P<percent>%)|(?:\.(?P<precision>\d*))?(?P<letter>[A-Za-z])?)")
_DEFAULT_PRECISION = 6
_MAX_PRECISION = 999


def has(c: Ctx, e: a.CallExpr, scope: Scope, want: t.Type | None) -> Node:
    """`has(e.f)`."""
    if len(e.args) == 1 and isinstance(e.args[0], a.Select) and not e.args[0].optional:
        return select_has(c, e.args[0], scope, e.at)
    return c.error("VB0517", "`has` asks for a field: `has(e.f)`", e.at)


def constant_text(c: Ctx, e: a.Expr, scope: Scope) -> str | None:
    """The text of a literal or of a declared constant."""
    if isinstance(e, a.StringLit):
        return e.value
    if isinstance(e, a.Ident) and scope.find(e.name) is None:
        hit = c.env.constants.bare(e.name)
        if isinstance(hit, Hit) and isinstance(hit.value.value, x.Literal):
            value = hit.value.value.value
            return value if isinstance(value, str) and hit.value.type == t.STRING else None
    return None


def text_format(c: Ctx, e: a.CallExpr, scope: Scope, want: t.Type | None) -> Node:
    """`"pattern".format([a, b])`: the pattern is checked against the list."""
    assert e.target is not None
    pattern = constant_text(c, e.target, scope)
    if pattern is None:
        target = c.infer(e.target, scope)
        if is_error(c.solver.head(target.type)):
            return target
        return c.error("VB0514", "the pattern of `format` is a constant text", e.target.at)
    items = e.args[0] if len(e.args) == 1 else None
    if not isinstance(items, a.ListExpr) or any(optional for _, optional in items.items):
        message = "`format` takes one literal list: `.format([a, b])`"
        return c.error("VB0514", message, e.at)
    clauses = _clauses(c, pattern, e.target.at)
    if clauses is None:
        for item, _ in items.items:
            c.infer(item, scope)
        return c.poison(e.at)
    if len(clauses) != len(items.items):
        wanted = count(len(clauses), "clause")
        message = f"the pattern has {wanted}, the list {count(len(items.items), 'element')}"
        return c.error("VB0514", message, items.at)
    pieces = [
        _piece(c, letter, precision, c.infer(item, scope))
        for (letter, precision), (item, _) in zip(clauses, items.items, strict=True)
    ]
    if len(pieces) == 1 and _CLAUSE.fullmatch(pattern):
        return pieces[0]
    return Node(t.STRING, lambda: _formatted(c, pattern, pieces, e.at), e.at)


def _formatted(c: Ctx, pattern: str, pieces: list[Node], at: a.At) -> x.Expr:
    args = tuple(piece.build() for piece in pieces)
    return x.Op("string.format", args, t.STRING, pattern, span=c.span(at))


def _clauses(c: Ctx, pattern: str, at: a.At) -> list[tuple[str, int | None]] | None:
    """The letters and precisions of a pattern's clauses; None when one is wrong."""
    found: list[tuple[str, int | None]] = []
    for match in _CLAUSE.finditer(pattern):
        if match["percent"]:
            continue
        letter, precision = match["letter"], match["precision"]
        entries = table().spelled("format", letter or "", 1)
        text = match.group()
        if not entries:
            letters = ", ".join(f"%{name}" for name in table().names("format"))
            c.report("VB0514", f"`{text}` is no clause of `format`", at, expected=letters)
            return None
        precise = "." in entries[0][0].spelling.partition(".format")[0]
        if precision is not None and (not precise or precision == ""):
            c.report("VB0514", f"`{text}`: a precision is a number, for %f and %e only", at)
            return None
        number = int(precision) if precision else _DEFAULT_PRECISION
        if number > _MAX_PRECISION:
            c.report("VB0514", f"`{text}`: at most {_MAX_PRECISION} digits", at)
            return None
        found.append((letter, number if precise else None))
    return found


def _piece(c: Ctx, letter: str, precision: int | None, arg: Node) -> Node:
    """A clause with its argument, as the entry of the table that formats it."""
    if is_error(c.solver.head(arg.type)):
        return arg
    entries = table().spelled("format", letter, 1)
    candidates = [Candidate.of(c, entry, spelling) for entry, spelling in entries]

    def describe() -> None:
        type_ = show(c.solver.resolve(arg.type))
        c.report("VB0514", f"`%{letter}` does not format {type_}", arg.at)

    choice = Choice(c, candidates, [arg], arg.at, describe)
    node = choice.node()

    def build() -> x.Expr:
        assert choice.chosen is not None
        return choice.chosen.op(c, (arg.build(),), arg.at, precision)

    return Node(node.type, build, arg.at)


def flatten_depth(c: Ctx, entry: Entry, receiver: Node, e: a.CallExpr, scope: Scope) -> Node:
    """`xs.flatten(d)`: the type depends on d, which is a literal."""
    depth = e.args[0]
    if not isinstance(depth, a.IntLit) or depth.value < 0:
        return c.error("VB0519", "the depth is a literal that is not negative", depth.at)
    type_ = c.known(receiver.type)
    for _ in range(depth.value):
        inner = c.known(type_.elem) if isinstance(type_, t.ListT) else type_
        if not isinstance(inner, t.ListT):
            break
        type_ = inner
    value = depth.value
    return Node(
        type_,
        lambda: x.Op(entry.id, (receiver.build(),), c.final(type_), value, span=c.span(e.at)),
        e.at,
    )


def matches(c: Ctx, args: list[Node]) -> Callable[[x.Op], x.Op]:
    """A constant pattern is checked, and then cannot be wrong when the program runs."""

    def after(op: x.Op) -> x.Op:
        pattern = op.args[1]
        if isinstance(pattern, x.ConstRef):
            found = c.env.constants.of(pattern.module, pattern.name)
            pattern = found.value if found is not None else pattern
        if not isinstance(pattern, x.Literal) or not isinstance(pattern.value, str):
            return op
        wrong = regex_error(pattern.value)
        if wrong is not None:
            c.report("VB0515", f"this is no regular expression of RE2: {wrong}", args[1].at)
        text, errors = op.args[0], op.errors - {"InvalidArgument"}
        return x.Op(op.id, (text, pattern), op.type, op.extra, errors, op.span)

    return after


_AFTER: Mapping[str, Callable[[Ctx, list[Node]], Callable[[x.Op], x.Op]]] = {
    "string.matches": matches
}


def finish_choice(c: Ctx, choice: Choice) -> Node:
    """The node of a use, with what an entry wants done to the finished operation."""
    node = choice.node()
    inner = node.build

    def build() -> x.Expr:
        built = inner()
        if isinstance(built, x.Op) and built.id in _AFTER:
            return _AFTER[built.id](c, list(choice.args))(built)
        return built

    return Node(node.type, build, node.at)


SCHEMATIC: Mapping[str, Callable[[Ctx, Entry, Node, a.CallExpr, Scope], Node]] = {
    "list.flattenDepth": flatten_depth
}
"""Methods whose entries are shown for one case in the table."""

CALLS: Mapping[str, Callable[[Ctx, a.CallExpr, Scope, t.Type | None], Node]] = {
    "has": has,
    ".format": text_format,
}
"""Calls with a syntax of their own; those on a value begin with a dot."""
