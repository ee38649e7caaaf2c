"""`match` as statements: native, a flat switch, or tests one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.dest import Capture, Decl, Dest, Step
from vibee_compiler.lowering.inline import MOST_ARMS
from vibee_compiler.lowering.patterns import FALSE, Fit, conjunction, fit, projection
from vibee_compiler.lowering.walk import (
    count_uses,
    everything,
    refreshed,
    rename,
    substitute,
    uses_any,
)
from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from vibee_compiler.lowering.emit import Emitter


def match_into(em: Emitter, node: x.Match, dest: Dest) -> None:
    """The statements of a match whose value goes to `dest`."""
    subject = node.subject
    if len(node.arms) == 1 and node.arms[0].guard is None and _irrefutable(node.arms[0].pattern):
        arm = node.arms[0]
        em.into(x.Let(arm.pattern, subject, arm.body, node.type, node.span), dest)
        return
    if not isinstance(dest, Step) and _stays(em, node, dest):
        em.put(dest, em.inliner.get(node))
        return
    if _native(em, node):
        em.joined(_native_match(em, node, dest), dest)
        return
    path = _subject(em, subject)
    if _native_but_guards(em, node):
        _guarded(em, list(node.arms), path, dest)
        return
    flat = _flat(node) if em.profile.patterns != "tests" else None
    if flat is not None:
        em.joined(_switch(em, node, path, flat, dest), dest)
        return
    _chain(em, list(node.arms), path, dest)


def _irrefutable(pattern: x.Pattern) -> bool:
    match pattern:
        case x.PWild() | x.PBind():
            return True
        case x.PTuple(items):
            return all(map(_irrefutable, items))
    return False


def _stays(em: Emitter, node: x.Match, dest: Dest) -> bool:
    form = em.form(node)
    if form is None:
        return False
    if isinstance(dest, Capture):
        return True
    short = isinstance(form, x.If) and len(node.arms) <= MOST_ARMS
    return short and not any(isinstance(one, x.If | x.Match) for one in _branches(form))


def _branches(form: x.If) -> tuple[Any, Any]:
    return form.then, form.other


def _subject(em: Emitter, node: Any) -> Any:
    """The subject, printable several times."""
    value = em.value(node)
    return value if projection(value) and not em.raising.of(value) else em.spill(value)


def _native(em: Emitter, node: x.Match) -> bool:
    if em.profile.patterns != "native":
        return False
    if not em.profile.native_options and isinstance(node.subject.type, t.OptionT | t.ResultT):
        return False
    return all(_is_plain_guard(em, arm) for arm in node.arms)


MOST_GUARDED = 400
"""A guard that needs statements goes on in a second copy of the later arms; how large they are."""


def _native_but_guards(em: Emitter, node: x.Match) -> bool:
    """Whether only the statements of guards keep a match from being a native one."""
    if em.profile.patterns != "native":
        return False
    if not em.profile.native_options and isinstance(node.subject.type, t.OptionT | t.ResultT):
        return False
    return sum(map(_size, node.arms)) <= MOST_GUARDED


def _guarded(em: Emitter, arms: list[x.Arm], path: Any, dest: Dest) -> None:
    """Native matches inside each other: what a guard computes is inside of its arm."""
    first = arms[0]
    if first.guard is None and _irrefutable(first.pattern):
        em.into(x.Let(first.pattern, path, first.body, first.body.type), dest)
        return
    at = next((i for i, arm in enumerate(arms) if not _is_plain_guard(em, arm)), None)
    inner = em.forked(dest)
    made = [_native_arm(em, arm, inner) for arm in arms[:at]]
    if at is not None:
        arm, rest = arms[at], arms[at + 1 :]
        again = [refreshed(one, em.fresh) for one in rest]
        made.append(
            s.MatchArm(arm.pattern, None, em.block(lambda: _fits(em, arm, rest, path, inner)))
        )
        if not _irrefutable(arm.pattern):
            other = em.block(lambda: _guarded(em, again, path, inner))
            made.append(s.MatchArm(x.PWild(path.type), None, other))
    em.joined(s.MatchStmt(path, tuple(made)), dest)


def _is_plain_guard(em: Emitter, arm: x.Arm) -> bool:
    """Whether the guard of an arm is an expression that may stand behind its pattern."""
    if arm.guard is None:
        return True
    if em.inliner.get(arm.guard) is None:
        return False
    return em.profile.raising_expressions or not em.raising.of(arm.guard)


def _fits(em: Emitter, arm: x.Arm, rest: list[x.Arm], path: Any, dest: Dest) -> None:
    """The guard, then the body, or what the later arms say."""
    assert arm.guard is not None
    capture = Capture("fits", t.BOOL)
    em.into(arm.guard, capture)
    cond = em.condition(capture.value)
    inner = em.forked(dest)
    then = em.block(lambda: em.into(arm.body, inner))
    other = em.block(lambda: _guarded(em, rest, path, inner))
    em.conditional(cond, then, other, dest)


def _native_arm(em: Emitter, arm: x.Arm, dest: Dest) -> s.MatchArm:
    guard = None if arm.guard is None else em.inliner.get(arm.guard)
    return s.MatchArm(arm.pattern, guard, em.branch(arm.body, dest))


def _native_match(em: Emitter, node: x.Match, dest: Dest) -> s.MatchStmt:
    subject = em.condition(node.subject)
    inner = em.forked(dest)
    return s.MatchStmt(subject, tuple(_native_arm(em, arm, inner) for arm in node.arms))


# A flat match is one whose arms look at a tag, an enum or a literal, and no deeper.


def _label(pattern: x.Pattern) -> str | int | bool | None:
    match pattern:
        case x.PVariant(variant, fields):
            simple = all(isinstance(p, x.PBind | x.PWild) for _, p in fields)
            return variant if simple else None
        case x.PEnum(member):
            return member
        case x.PLiteral(value) if not isinstance(value, bytes):
            return value
    return None


MOST_COPIED = 60
"""A guard that fails goes on in a copy of the later arms, if these have at most so many nodes."""


def _size(arm: x.Arm) -> int:
    return sum(1 for _ in everything((arm.body, arm.guard)))


@dataclass(slots=True)
class _Rows:
    """The arms that may fit one label, in order; `label` is None for all that is not named."""

    label: str | int | bool | None
    arms: list[x.Arm]


def _flat(node: x.Match) -> list[_Rows] | None:
    """The arms by label; None when the match is no flat choice."""
    if isinstance(node.subject.type, t.OptionT | t.ResultT | t.ListT | t.TupleT):
        return None
    if node.subject.type == t.BOOL:
        return None
    labels: list[Any] = []
    for arm in node.arms:
        label = _label(arm.pattern)
        if label is not None and label not in labels:
            labels.append(label)
        elif label is None and not isinstance(arm.pattern, x.PWild | x.PBind):
            return None
    rows = [_Rows(label, _fitting(node.arms, label)) for label in labels]
    if sum(_size(arm) for row in rows for arm in row.arms[1:]) > MOST_COPIED:
        return None
    others = _fitting(node.arms, None)
    if others:
        rows.append(_Rows(None, others))
    return rows


def _fitting(arms: Iterable[x.Arm], label: object) -> list[x.Arm]:
    found: list[x.Arm] = []
    for arm in arms:
        own = _label(arm.pattern)
        if own is None or (label is not None and own == label):
            found.append(arm)
            if arm.guard is None:
                break
    return found


def _members(em: Emitter, type_: t.Type) -> int | None:
    """How many labels a subject's type has; None for numbers and texts."""
    return em.members(type_) if isinstance(type_, t.Named) else None


def _switch(em: Emitter, node: x.Match, path: Any, flat: list[_Rows], dest: Dest) -> s.Stmt:
    inner = em.forked(dest)
    cases: list[s.Case] = []
    default: s.Block | None = None
    seen: set[int] = set()
    named = sum(rows.label is not None for rows in flat)
    for rows in flat:
        if rows.label is None and named == _members(em, path.type):
            continue
        arms = [_again(em, arm, seen) for arm in rows.arms]
        block, binds = _case(em, arms, path, rows.label, inner)
        if rows.label is None:
            default = block
        else:
            cases.append(s.Case((rows.label,), binds, block))
    if em.profile.patterns == "native":
        enum = any(isinstance(arm.pattern, x.PEnum) for arm in node.arms)
        return _as_match(path, cases, default, enum=enum)
    return s.Switch(path, tuple(cases), default)


def _as_match(
    path: Any, cases: list[s.Case], default: s.Block | None, *, enum: bool
) -> s.MatchStmt:
    """A flat choice as a native match, whose guards have become statements of its blocks."""
    arms = [
        s.MatchArm(_pattern(label, case.binds, path.type, enum=enum), None, case.block)
        for case in cases
        for label in case.labels
    ]
    if default is not None:
        arms.append(s.MatchArm(x.PWild(path.type), None, default))
    return s.MatchStmt(path, tuple(arms))


def _pattern(
    label: str | int | bool, binds: tuple[tuple[str, x.Var], ...], type_: t.Type, *, enum: bool
) -> x.Pattern:
    if not isinstance(type_, t.Named) or not isinstance(label, str):
        return x.PLiteral(label, type_)
    if enum:
        return x.PEnum(label, type_)
    return x.PVariant(label, tuple((name, x.PBind(var, var.type)) for name, var in binds), type_)


def _again(em: Emitter, arm: x.Arm, seen: set[int]) -> x.Arm:
    """The arm; a copy with variables of its own from the second time on."""
    if id(arm) in seen:
        return refreshed(arm, em.fresh)
    seen.add(id(arm))
    return arm


def _case(
    em: Emitter, arms: list[x.Arm], path: Any, label: object, dest: Dest
) -> tuple[s.Block, tuple[tuple[str, x.Var], ...]]:
    """The block of one case, and the fields of the variant that it uses."""
    binds: dict[str, x.Var] = {}
    plain: list[x.Arm] = []
    for arm in arms:
        guard, body = arm.guard, arm.body
        if isinstance(arm.pattern, x.PVariant):
            for name, inner in arm.pattern.fields:
                if isinstance(inner, x.PBind) and uses_any((guard, body), (inner.var.uid,)):
                    if name in binds:
                        guard, body = rename((guard, body), {inner.var.uid: binds[name]})
                    else:
                        binds[name] = inner.var
        elif isinstance(arm.pattern, x.PBind):
            guard, body = substitute((guard, body), {arm.pattern.var.uid: path})
        plain.append(x.Arm(x.PWild(path.type), guard, body))
    block = em.block(lambda: _chain(em, plain, path, dest))
    return block, tuple(binds.items())


def _chain(em: Emitter, arms: list[x.Arm], path: Any, dest: Dest) -> None:
    """The arms as tests one after the other; the last one needs none."""
    arm, rest = arms[0], arms[1:]
    found = fit(arm.pattern, path)
    if not rest or (arm.guard is None and not found.tests):
        em.into(_bound(em, found, arm.body), dest)
        return
    tests = [em.inliner.get(_spelled(em, test)) or test for test in found.tests]
    cond = _condition(em, tests, found, arm)
    fails = isinstance(arm.body, x.Fail) and (turned := em.negated(cond)) is not None
    if fails and _plain_message(em, arm.body):
        em.emit(s.Guard(turned, arm.body.error, em.inliner.get(arm.body.message)))  # type: ignore[union-attr, arg-type]
        _chain(em, rest, path, dest)
        return
    inner = em.forked(dest)
    then = em.block(lambda: em.into(_bound(em, found, arm.body), inner))
    other = em.block(lambda: _chain(em, rest, path, inner))
    if isinstance(cond, x.Op) and cond.id == "bool.not" and other:
        # Either order reads well; a condition that is not negated reads best.
        cond, then, other = cond.args[0], other, then
    em.conditional(cond, then, other, dest)


def _spelled(em: Emitter, test: Any) -> Any:
    return test if em.inliner.spelled(test) else em.expander.expr(test)


def _plain_message(em: Emitter, fail: Any) -> bool:
    form = em.inliner.get(fail.message)
    free = not any(isinstance(p, x.Lambda) for p in everything((fail.message,)))
    return form is not None and free and not em.raising.of(form)


def _condition(em: Emitter, tests: list[Any], found: Fit, arm: x.Arm) -> Any:
    """What decides an arm: its tests, then its guard, as one printable condition."""
    by = {var.uid: value for var, value in found.bindings}
    guard = None if arm.guard is None else substitute(arm.guard, by)
    parts = tests if guard is None else [*tests, guard]
    whole = conjunction(parts)
    form = em.inliner.get(whole)
    if form is not None:
        return em.condition(whole)
    # Nested conditionals that compute the condition: guards that need statements, and targets
    # without `&&`.
    nested: Any = parts[-1]
    for test in reversed(parts[:-1]):
        nested = x.If(test, nested, FALSE, t.BOOL)
    capture = Capture("fits", t.BOOL)
    em.into(nested, capture)
    return em.condition(capture.value)


def _bound(em: Emitter, found: Fit, body: Any) -> Any:
    """The body with its variables: declared, or replaced where they are used once or but renamed.

    An option's value under a variable is that variable where a language narrows types.
    """
    by: dict[int, Any] = {}
    for var, value in found.bindings:
        uses = count_uses((body,), var.uid)
        renames = projection(value) and not _deep(value)
        if renames or isinstance(value, x.Local) or (uses <= 1 and projection(value)):
            by[var.uid] = value
        elif uses and (projection(value) or (isinstance(value, x.Op) and em.profile.spells(value))):
            em.emit(s.Declare(var, value))
        elif uses:
            em.into(value, Decl(var))
    return substitute(body, by)


def _deep(value: Any) -> bool:
    return not (isinstance(value, s.Unwrap) and isinstance(value.subject, x.Local))
