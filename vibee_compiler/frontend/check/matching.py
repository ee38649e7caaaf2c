"""The rule for `match`."""

from __future__ import annotations

from collections.abc import Callable

from vibee_compiler.frontend import ast as a
from vibee_compiler.frontend.check.context import Ctx, Node, Scope, Variable
from vibee_compiler.frontend.check.exhaustive import Usefulness
from vibee_compiler.frontend.check.patterns import Builder, pattern
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.walk import walk


def match(c: Ctx, e: a.MatchExpr, scope: Scope, want: t.Type | None) -> Node:
    """`match e { pattern if guard => body, ... }`; every case is covered."""
    subject = c.infer(e.subject, scope)
    c.known(subject.type)
    type_: t.Type = want if want is not None else c.solver.fresh()
    arms: list[tuple[Builder, Node | None, Node]] = []
    first: t.Type | None = want
    for arm in e.arms:
        names: dict[str, Variable] = {}
        build_pattern = pattern(c, arm.pattern, subject.type, names, whole=True)
        inner = scope.with_variables(names)
        guard = None if arm.guard is None else c.check(arm.guard, inner, t.BOOL)
        body = c.infer(arm.body, inner, first)
        if first is None:
            first = type_
        c.fit(body, type_)
        arms.append((build_pattern, guard, body))

    def build() -> x.Expr:
        value = subject.build()
        patterns = [build_pattern() for build_pattern, _, _ in arms]
        _coverage(c, e, patterns, c.final(subject.type))
        built = tuple(
            x.Arm(p, None if guard is None else guard.build(), body.build())
            for p, (_, guard, body) in zip(patterns, arms, strict=True)
        )
        found = x.Match(value, built, c.final(type_), c.span(e.at))
        _slips(c, found)
        return found

    return Node(type_, build, e.at)


def _coverage(c: Ctx, e: a.MatchExpr, patterns: list[x.Pattern], type_: t.Type) -> None:
    """Report the case that is missing, and arms that nothing reaches."""
    question = Usefulness(c.env)
    before: list[x.Pattern] = []
    for arm, p in zip(e.arms, patterns, strict=True):
        if not question.reached(before, p, type_):
            message = "this arm cannot be reached: the arms before it cover its cases"
            c.report("VB0602", message, arm.pattern.at)
        if arm.guard is None:
            before.append(p)
    missing = question.missing(before, type_)
    if missing is not None:
        guarded = any(arm.guard is not None for arm in e.arms)
        hint = "an arm with a guard does not count as covering its case" if guarded else None
        message = f"the match misses the case `{missing}`"
        c.report("VB0601", message, e.at, expected=f"an arm for `{missing}`", hint=hint)


def _slips(c: Ctx, found: x.Match) -> None:
    """A name in a nested pattern that is nearly a value of the type, and is never used."""
    if not c.slips:
        return
    used = {node.var.uid for node in walk(found) if isinstance(node, x.Local)}
    for uid, name, close, at in c.slips:
        if uid not in used:
            message = f"`{name}` binds here, since the type has no such value"
            c.report("VB0607", message, at, hint=f"did you mean `{close}`?")
    c.slips.clear()


RULES: dict[type, Callable[..., Node]] = {a.MatchExpr: match}
