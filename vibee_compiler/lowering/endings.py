"""What follows a fold, as one step more: where it only adds to what the fold has built in place.

`let last = xs.fold(...); flushed(last)`: the list that the fold built is nobody else's, so what
`flushed` puts behind it need not be put behind a copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from vibee_compiler.ir import expr as x
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.dest import Dest, Step
from vibee_compiler.lowering.folds import Outline, Update, outline, run_fold
from vibee_compiler.lowering.growth import grown
from vibee_compiler.lowering.walk import Mapper, substitute, used, uses_any

if TYPE_CHECKING:
    from vibee_compiler.lowering.emit import Emitter


class _Fields(Mapper):
    """Replaces the fields of a variable."""

    def __init__(self, var: x.Var, by: dict[str, Any]) -> None:
        self.whole = x.Local(var, var.type)
        self.by = by

    def expr(self, node: Any) -> Any:
        if isinstance(node, x.FieldGet) and node.base == self.whole:
            return self.by[node.name]
        return self.rebuild(node)


def finish(em: Emitter, node: x.Let, dest: Dest) -> bool:
    """Leave the statements of a `let` whose rest is a step of its fold; False where it is none."""
    fold = node.value
    if not em.profile.builders or not isinstance(fold, x.Op):
        return False
    if isinstance(node.pattern, x.PWild) or em.inliner.get(fold) is not None:
        return False
    about = outline(em, fold)
    rest = _opened(em, node)
    at = _grown_at(about, node.pattern, rest)
    if at is None:
        return False
    states, _ = run_fold(em, fold, [])
    kinds = [s.View if state.builder else x.Local for state in states]
    views = [kind(one.var, one.var.type) for kind, one in zip(kinds, states, strict=True)]
    em.into(_over(about, node.pattern, rest, views), Step(Update([states[at]])))
    em.put(dest, states[at].finished())
    return True


def _opened(em: Emitter, node: x.Let) -> Any:
    """The rest, in line where it is a call that is given the fold's value."""
    rest: Any = node.body
    if not isinstance(rest, x.Call) or not isinstance(node.pattern, x.PBind):
        return rest
    given = uses_any(rest.args, (node.pattern.var.uid,))
    return (em.opener.body(rest) if given else None) or rest


def _grown_at(about: Outline, pattern: x.Pattern, rest: Any) -> int | None:
    """The state that the rest adds to and gives back, no other one built in place being in it."""
    olds = [x.Local(var, var.type) for var in about.vars]
    body = _over(about, pattern, rest, olds)
    if body is None:
        return None
    seen = {var.uid for var in used((body,))}
    for at, var in enumerate(about.vars):
        if about.built[at] and var.type == rest.type and grown(var, body):
            others = (o.uid for i, o in enumerate(about.vars) if about.built[i] and i != at)
            return None if seen.intersection(others) else at
    return None


def _over(about: Outline, pattern: x.Pattern, rest: Any, states: Sequence[Any]) -> Any | None:
    """The rest over the states themselves; None where it needs the fold's value as a whole."""
    if isinstance(pattern, x.PTuple):
        if len(pattern.items) != len(states) or about.fields:
            return None
        pairs = zip(pattern.items, states, strict=True)
        return substitute(rest, {p.var.uid: one for p, one in pairs if isinstance(p, x.PBind)})
    assert isinstance(pattern, x.PBind)
    if not about.fields:
        return substitute(rest, {pattern.var.uid: states[0]}) if len(states) == 1 else None
    made = _Fields(pattern.var, dict(zip(about.fields, states, strict=True))).expr(rest)
    return None if uses_any((made,), (pattern.var.uid,)) else made
