"""Calls of built-ins that bind names: `map`, `fold`, `cel.bind` and the like."""

from __future__ import annotations

from vibee_compiler.frontend import ast as a
from vibee_compiler.frontend.check.binders import binder
from vibee_compiler.frontend.check.context import Ctx, Node, Scope, Variable
from vibee_compiler.frontend.check.overload import Candidate
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.signatures import Entry, Spelling


def macro(
    c: Ctx,
    entry: Entry,
    spelling: Spelling,
    receiver: Node | None,
    e: a.CallExpr,
    scope: Scope,
    want: t.Type | None,
) -> Node:
    """A use of an entry with binders; its parts are elaborated in the entry's order."""
    one = Candidate.of(c, entry, spelling)
    if receiver is not None:
        c.fit(receiver, one.parts[0])
    if want is not None and c.solver.could((one.result, want)):
        c.solver.unify(one.result, want)
    written: dict[int, a.Expr] = {}
    binders: dict[int, a.Expr] = {}
    for place, arg in zip(spelling.layout, e.args, strict=True):
        (written if place >= 0 else binders)[place if place >= 0 else -1 - place] = arg
    parts: list[Node] = []
    checked: set[int] = set()
    for i, part in enumerate(entry.parts):
        if i not in written:
            assert receiver is not None
            parts.append(receiver)
        elif part.binders:
            order = [entry.binders.index(name) for name, _ in part.binders]
            patterns = [binders[k] for k in order]
            quiet = not checked.isdisjoint(order)
            node = _lambda(c, one, i, patterns, written[i], scope, quiet)
            checked.update(order)
            parts.append(node)
        else:
            parts.append(c.check(written[i], scope, one.parts[i]))
    one.commit(c, e.at)
    return Node(one.result, lambda: one.op(c, tuple(p.build() for p in parts), e.at), e.at)


def _lambda(
    c: Ctx,
    one: Candidate,
    index: int,
    patterns: list[a.Expr],
    body: a.Expr,
    scope: Scope,
    quiet: bool,
) -> Node:
    """A part under binders. With `quiet`, an earlier part has reported on the binders."""
    names: dict[str, Variable] = {}
    mark = len(c.diagnostics)
    builders = [
        binder(c, pattern, type_, names)
        for pattern, type_ in zip(patterns, one.binders[index], strict=True)
    ]
    if quiet:
        del c.diagnostics[mark:]
    broken = len(c.diagnostics) > mark
    start = len(c.diagnostics)
    inner = c.check(body, scope.with_variables(names), one.parts[index])
    if broken:
        # What is missing because of a broken binder is not a mistake of its own.
        c.diagnostics[start:] = [d for d in c.diagnostics[start:] if d.code != "VB0420"]

    def build() -> x.Expr:
        params = tuple(build() for build in builders)
        return x.Lambda(params, inner.build(), c.final(inner.type), c.span(body.at))

    return Node(inner.type, build, body.at)
