"""Which states of a fold can be built in place: linear growth, and nothing that can see it.

A variable of a list, map, set or text is *grown* by an expression when every path of it ends in
the variable itself, perhaps put into, appended to or removed from, and every other use of the
variable only looks inside (`READS`), so that no value holds on to what a later round changes.
"""

from __future__ import annotations

from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import count_uses, pieces
from vibee_compiler.records import dataclass

CHANGES: dict[str, str] = {
    "list.concat": "list.extend",
    "map.put": "map.put",
    "map.remove": "map.remove",
    "set.put": "set.put",
    "set.remove": "set.remove",
    "string.concat": "string.append",
}
"""What changes the first argument, and the change of `sir` that does it in place."""

READS = frozenset(
    {
        "list.all", "list.at", "list.count", "list.exists", "list.existsOne", "list.find",
        "list.first", "list.fold", "list.get", "list.in", "list.indexOf", "list.last",
        "list.max", "list.min", "list.size", "list.sum", "map.at", "map.get", "map.has",
        "map.field", "map.fieldOptional", "map.in", "map.size", "set.all", "set.count",
        "set.exists", "set.existsOne", "set.find", "set.fold", "set.in", "set.size",
        "string.charAt", "string.codePoint", "string.contains", "string.endsWith", "string.eq",
        "string.indexOf", "string.lastIndexOf", "string.size", "string.startsWith",
    }
)  # fmt: skip
"""What looks inside a container and keeps no hold of it; elements are values of their own."""


def base_of(node: Any) -> tuple[Any, list[x.Op]]:
    """What a chain of changes starts from, and its links in order of execution."""
    links: list[x.Op] = []
    while isinstance(node, x.Op) and node.id in CHANGES:
        links.insert(0, node)
        node = node.args[0]
    return node, links


def _is(node: Any, var: x.Var) -> bool:
    return isinstance(node, x.Local | s.View) and node.var.uid == var.uid


@dataclass(slots=True)
class _Growth:
    changed: bool = False


def grown(var: x.Var, body: Any) -> bool:
    """Whether `body` grows the variable, on at least one path by something."""
    if not isinstance(var.type, t.ListT | t.MapT | t.SetT) and var.type != t.STRING:
        return False
    state = _Growth()
    return _tail(var, body, state) and state.changed


def _tail(var: x.Var, node: Any, state: _Growth) -> bool:
    match node:
        case x.Fail(_, message):
            return reads_only(var, message)
        case x.If(cond, then, other):
            return reads_only(var, cond) and _tail(var, then, state) and _tail(var, other, state)
        case x.Match(subject, arms):
            return reads_only(var, subject) and all(
                (arm.guard is None or reads_only(var, arm.guard)) and _tail(var, arm.body, state)
                for arm in arms
            )
        case x.Let(x.PBind(bound), value, inner):
            if renames(var, bound, value, inner):
                return _tail(var, value, state) and _tail(bound, inner, state)
            return reads_only(var, value) and _tail(var, inner, state)
        case x.Let(_, value, inner):
            return reads_only(var, value) and _tail(var, inner, state)
    nested = inner_fold(node, var)
    if nested is not None:
        source, again, body = nested
        return reads_only(var, source) and _tail(again, body, state)
    base, links = base_of(node)
    if links and not is_chain(node):
        # What comes behind a choice is written behind it, where the old state is gone.
        state.changed = True
        behind = (arg for link in links for arg in link.args[1:])
        return not any(count_uses((arg,), var.uid) for arg in behind) and _tail(var, base, state)
    if not _is(base, var):
        return False
    state.changed = state.changed or bool(links)
    return all(reads_only(var, arg) for link in links for arg in link.args[1:])


def is_chain(node: Any) -> bool:
    """Whether an expression is a variable, perhaps changed, and no control flow."""
    base, _ = base_of(node)
    return isinstance(base, x.Local | s.View)


def inner_fold(node: Any, var: x.Var) -> tuple[Any, x.Var, Any] | None:
    """A fold that starts from the variable itself, which is not used inside beside that.

    Its source, the name of its state, and the step.
    """
    if not isinstance(node, x.Op) or node.id not in ("list.fold", "set.fold"):
        return None
    _, init, lam = node.args
    if not _is(init, var) or not isinstance(lam, x.Lambda):
        return None
    acc = lam.params[0]
    if not isinstance(acc, x.PBind) or count_uses(lam.body, var.uid):
        return None
    return node.args[0], acc.var, lam.body


def renames(var: x.Var, bound: x.Var, value: Any, inner: Any) -> bool:
    """Whether a `let` names the next state: `let s = acc.put(k, v); ...`, `acc` unused behind."""
    if _is(value, var) or count_uses(inner, var.uid):
        return False
    return bound.type == var.type and _tail(var, value, _Growth())


def reads_only(var: x.Var, node: Any) -> bool:
    """Whether every use of the variable in an expression only looks inside."""
    if _is(node, var):
        return False
    for piece in pieces(node):
        if type(piece) is x.Var:
            continue
        if _is(piece, var):
            if not (isinstance(node, x.Op) and node.id in READS):
                return False
        elif not reads_only(var, piece):
            return False
    return True
