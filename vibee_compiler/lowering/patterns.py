"""Patterns as tests and projections, for targets that match less than the language does.

`tests_of` says what must hold of a subject, and where the variables are found in it. Both use only
the projections of `sir` (`Unwrap`, `VariantField` ...), `tuple.at`, `list.at` and `list.drop`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.conditions import equal_id, lnot
from vibee_compiler.lowering.walk import substitute
from vibee_compiler.records import dataclass

TRUE = x.Literal(True, t.BOOL)
FALSE = x.Literal(False, t.BOOL)


def projection(node: Any) -> bool:
    """Whether a subject can be written several times: a variable, or a path into one."""
    match node:
        case x.Local() | s.View() | s.Take():
            return True
        case x.FieldGet(base):
            return projection(base)
        case s.VariantField(subject) | s.Unwrap(subject) | s.UnwrapOk(subject):
            return projection(subject)
        case s.UnwrapErr(subject):
            return projection(subject)
        case x.Op(id="tuple.at", args=(base,)):
            return projection(base)
    return False


@dataclass(slots=True)
class Fit:
    """Tests in order (none when the pattern always fits) and where variables are found."""

    tests: list[Any] = field(default_factory=list)
    bindings: list[tuple[x.Var, Any]] = field(default_factory=list)


def fit(pattern: x.Pattern, subject: Any) -> Fit:
    """What a pattern asks of a subject that can be written several times."""
    found = Fit()
    _fit(pattern, subject, found)
    return found


def _fit(pattern: x.Pattern, subject: Any, found: Fit) -> None:
    match pattern:
        case x.PWild():
            pass
        case x.PBind(var):
            found.bindings.append((var, subject))
        case x.PLiteral(value, type_):
            found.tests.append(_literal(subject, value, type_))
        case x.PEnum(member, type_):
            named = x.EnumValue(member, type_)
            found.tests.append(x.Op("enum.eq", (subject, named), t.BOOL))
        case x.PVariant(variant, fields):
            found.tests.append(s.IsVariant(subject, variant, t.BOOL))
            for name, inner in fields:
                part = s.VariantField(subject, variant, name, inner.type)
                _fit(inner, part, found)
        case x.PTuple(items):
            for i, inner in enumerate(items):
                _fit(inner, x.Op("tuple.at", (subject,), inner.type, i), found)
        case x.PList():
            _fit_list(pattern, subject, found)
        case x.PSome(inner):
            found.tests.append(s.IsSome(subject, t.BOOL))
            _fit(inner, s.Unwrap(subject, inner.type), found)
        case x.PNone():
            found.tests.append(lnot(s.IsSome(subject, t.BOOL)))
        case x.POk(inner):
            found.tests.append(s.IsOk(subject, t.BOOL))
            _fit(inner, s.UnwrapOk(subject, inner.type), found)
        case x.PErr(inner):
            found.tests.append(lnot(s.IsOk(subject, t.BOOL)))
            _fit(inner, s.UnwrapErr(subject, inner.type), found)


def _literal(subject: Any, value: Any, type_: t.Type) -> Any:
    if type_ == t.BOOL:
        return subject if value else lnot(subject)
    entry = equal_id(type_)
    return x.Op(str(entry), (subject, x.Literal(value, type_)), t.BOOL)


def _fit_list(pattern: x.PList, subject: Any, found: Fit) -> None:
    size = x.Op("list.size", (subject,), t.INT)
    count = len(pattern.items)
    if pattern.rest is None:
        found.tests.append(x.Op("int.eq", (size, x.Literal(count, t.INT)), t.BOOL))
    elif count:
        # `count <= size` with the only comparison that every target spells.
        found.tests.append(x.Op("int.lt", (x.Literal(count - 1, t.INT), size), t.BOOL))
    for i, inner in enumerate(pattern.items):
        item = x.Op("list.at", (subject, x.Literal(i, t.INT)), inner.type)
        _fit(inner, item, found)
    if isinstance(pattern.rest, x.PBind):
        rest = x.Op("list.drop", (subject, x.Literal(count, t.INT)), pattern.rest.type)
        found.bindings.append((pattern.rest.var, rest))


def conjunction(tests: list[Any]) -> Any:
    """All tests in order as one condition."""
    if not tests:
        return TRUE
    whole = tests[0]
    for test in tests[1:]:
        whole = x.Op("bool.and", (whole, test), t.BOOL)
    return whole


class Tests:
    """Matches as conditionals, where the target spells what the tests need."""

    def __init__(self, spelled: Callable[[Any], bool]) -> None:
        self.spelled = spelled

    def as_conditionals(self, node: x.Match, subject: Any) -> x.Expr | None:
        """A match as nested `If`, variables replaced by projections; None if that cannot be."""
        *front, last = node.arms
        chain = self._body(last, subject)
        if last.guard is not None:
            return None
        for arm in reversed(front):
            found = fit(arm.pattern, subject)
            by = {var.uid: value for var, value in found.bindings}
            tests = list(found.tests)
            if arm.guard is not None:
                tests.append(substitute(arm.guard, by))
            cond = conjunction(tests)
            if not self.spelled(cond):
                return None
            body = substitute(arm.body, by)
            if isinstance(cond, x.Op) and cond.id == "bool.not":
                chain = x.If(cond.args[0], chain, body, node.type, True, node.span)
            else:
                chain = x.If(cond, body, chain, node.type, True, node.span)
        return chain

    def _body(self, arm: x.Arm, subject: Any) -> x.Expr:
        by = {var.uid: value for var, value in fit(arm.pattern, subject).bindings}
        return substitute(arm.body, by)
