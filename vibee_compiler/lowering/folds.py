"""Folds as loops: states in variables, grown in place where `growth` allows.

A tuple of states becomes a variable each, a record one a field where making it checks nothing. A
step reads the old states and then changes them, so a change that a later part still has to read
around waits in a temporary.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.apart import is_local, split_pairs, split_record, tails
from vibee_compiler.lowering.dest import Decl, Dest, Step
from vibee_compiler.lowering.growth import CHANGES, base_of, grown, inner_fold, is_chain, renames
from vibee_compiler.lowering.streams import Use, each
from vibee_compiler.lowering.walk import count_uses, substitute, uses_any
from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from vibee_compiler.lowering.emit import Emitter


@dataclass(slots=True)
class State:
    """A variable of a fold; `builder` when it is grown in place."""

    var: x.Var
    builder: bool = False

    def finished(self) -> Any:
        """Its value after the loop."""
        kind = s.Freeze if self.builder else x.Local
        return kind(self.var, self.var.type)


@dataclass(slots=True)
class Update:
    """How the next state of a fold comes about: `split` when a tuple is a variable each."""

    states: list[State]
    split: bool = False
    uids: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        """Note the variables."""
        self.uids = frozenset(state.var.uid for state in self.states)


def stays(op: x.Op, em: Emitter) -> bool:
    """Whether a fold is left to the target: a state that is built in place is a loop."""
    if not em.profile.builders:
        return True
    lam = _opened(em, op).args[2]
    assert isinstance(lam, x.Lambda)
    acc = lam.params[0]
    if isinstance(acc, x.PBind):
        return not grown(acc.var, lam.body) and not isinstance(acc.type, t.TupleT | t.Named)
    return False


def fold(em: Emitter, op: x.Op, dest: Dest) -> bool:
    """The loop of a fold."""
    prefer = dest.var if isinstance(dest, Decl) else None
    states, whole = run_fold(em, op, [prefer] if prefer is not None else [])
    if prefer is not None and len(states) == 1 and states[0].var == prefer:
        return True
    em.put(dest, whole)
    return True


def picked(em: Emitter, op: x.Op, dest: Dest) -> bool:
    """`xs.fold((a, b), ...)[i]`: one state of several."""
    inner = op.args[0]
    if not isinstance(inner, x.Op) or inner.id != "list.fold" or not isinstance(op.extra, int):
        return False
    states, whole = run_fold(em, inner, [])
    if len(states) > 1:
        em.put(dest, states[op.extra].finished())
    else:
        em.put(dest, x.Op("tuple.at", (whole,), op.type, op.extra))
    return True


def bind_fold(em: Emitter, pattern: x.PTuple, value: Any) -> bool:
    """`let (a, b) = xs.fold(...)`: the names become the states' own where they can."""
    if not isinstance(value, x.Op) or value.id != "list.fold" or em.inliner.get(value) is not None:
        return False
    wanted = [p.var if isinstance(p, x.PBind) else None for p in pattern.items]
    states, whole = run_fold(em, value, wanted)
    if len(states) != len(pattern.items):
        em.emit(s.Destructure(pattern, whole))
        return True
    for item, state in zip(pattern.items, states, strict=True):
        if isinstance(item, x.PTuple) or (isinstance(item, x.PBind) and item.var != state.var):
            em.bind(item, state.finished())
    return True


def run_fold(em: Emitter, op: x.Op, wanted: list[x.Var | None]) -> tuple[list[State], Any]:
    """The loop; its states and the fold's value after it.

    `wanted` are variables that the states may take over, where they are no builders.
    """
    source, init, lam = _opened(em, op).args
    assert isinstance(lam, x.Lambda)
    elem = lam.params[1]
    acc, init, body, rebuild = _parted(em, lam, init)
    binders = acc.items if isinstance(acc, x.PTuple) else (acc,)
    split = isinstance(acc, x.PTuple) and _splits(acc, body)
    states, prelude = _states(em, acc, binders if split else (acc,), body, wanted, split)
    by: dict[int, Any] = {}
    for binder, state in zip(binders if split else (acc,), states, strict=True):
        if isinstance(binder, x.PBind):
            kind = s.View if state.builder else x.Local
            by[binder.var.uid] = kind(state.var, state.var.type)
    body = substitute(body, by)
    update = Update(states, split)

    def step_of(given: dict[int, Any], _: Any) -> None:
        if prelude is not None:
            em.emit(s.Destructure(prelude, x.Local(states[0].var, states[0].var.type)))
        em.into(substitute(body, given), Step(update))

    parts = (body,)
    before = lambda: _declare(em, states, init, split)  # noqa: E731 (as short as it gets)
    each(em, source, Use(elem, parts), step_of, before)
    values = [state.finished() for state in states]
    whole = x.TupleLit(tuple(values), op.type) if split else values[0]
    return states, rebuild(values) if rebuild is not None else whole


def _parted(em: Emitter, lam: x.Lambda, init: Any) -> tuple[Any, ...]:
    """A step whose state is taken apart where it can be: binder, start, body, how to remake it."""
    acc, init, body, rebuild = split_record(em, lam.params[0], init, lam.body)
    acc, body = split_pairs(em, acc, body)
    return acc, init, body, rebuild


def _opened(em: Emitter, op: x.Op) -> x.Op:
    """The fold with calls in its step in line, where more of its state is built in place so."""
    made = em.opener.opened(op)
    return made if made is not op and _builders(em, made) > _builders(em, op) else op


def _builders(em: Emitter, op: x.Op) -> int:
    """How many parts of the state would be built in place."""
    return sum(_outlined(em, op).built)


@dataclass(frozen=True, slots=True)
class Outline:
    """The states that a fold would have: their variables, and which are built in place.

    `fields` are those of the record that is taken apart, one a state; empty where none is.
    """

    vars: list[x.Var]
    built: list[bool]
    fields: list[str]


def outline(em: Emitter, op: x.Op) -> Outline:
    """What `run_fold` would make of a fold, nothing emitted."""
    return _outlined(em, _opened(em, op))


def _outlined(em: Emitter, op: x.Op) -> Outline:
    _, init, lam = op.args
    assert isinstance(lam, x.Lambda)
    taken = set(em.names.taken)
    acc, _, body, rebuild = _parted(em, lam, init)
    em.names.taken = taken
    split = isinstance(acc, x.PTuple) and _splits(acc, body)
    binders = acc.items if split else (acc,)
    own = [one.var if isinstance(one, x.PBind) else None for one in binders]
    built = [var is not None and _grown_part(em, var, body, i, split) for i, var in enumerate(own)]
    made = [var or x.Var("_", -1 - i, binders[i].type) for i, var in enumerate(own)]
    fields = [name for name, _ in init.fields] if rebuild is not None and split else []  # type: ignore[union-attr]
    return Outline(made, built, fields)


def _splits(acc: x.PTuple, body: Any) -> bool:
    """Whether every path of a step ends in a tuple, so that its parts can live apart."""
    if not all(isinstance(item, x.PBind | x.PWild) for item in acc.items):
        return False
    return all(isinstance(tail, x.TupleLit | x.Fail) for tail in tails(body))


def _states(
    em: Emitter,
    acc: x.Pattern,
    binders: tuple[x.Pattern, ...],
    body: Any,
    wanted: list[x.Var | None],
    split: bool,
) -> tuple[list[State], x.Pattern | None]:
    """The variables; and for a tuple that cannot be split, the pattern that takes it apart."""
    states: list[State] = []
    for i, binder in enumerate(binders):
        own = binder.var if isinstance(binder, x.PBind) else None
        if own is not None and em.profile.builders and _grown_part(em, own, body, i, split):
            states.append(State(own, builder=True))
            continue
        wish = wanted[i] if i < len(wanted) else None
        if wish is not None and wish.type == binder.type:
            states.append(State(wish))
        else:
            states.append(State(own or em.temp("state", binder.type)))
    prelude = acc if isinstance(acc, x.PTuple) and not split else None
    return states, prelude


def _grown_part(em: Emitter, var: x.Var, body: Any, at: int, split: bool) -> bool:
    return grown(var, _part(body, at, var) if split else body)


def _part(node: Any, at: int, var: x.Var) -> Any:
    """One part of the tuples that a step ends in; other parts are read before it."""
    match node:
        case x.If(cond, then, other, type_):
            return x.If(cond, _part(then, at, var), _part(other, at, var), type_)
        case x.Match(subject, arms, type_):
            parts = tuple(x.Arm(a.pattern, a.guard, _part(a.body, at, var)) for a in arms)
            return x.Match(subject, parts, type_)
        case x.Let(pattern, value, inner, type_):
            return x.Let(pattern, value, _part(inner, at, var), type_)
        case x.TupleLit(items):
            whole = items[at]
            if not is_chain(whole) and any(count_uses(i, var.uid) for i in items[at + 1 :]):
                return node
            for i, item in enumerate(items):
                if i != at and count_uses(item, var.uid):
                    whole = x.Let(x.PWild(item.type), item, whole, whole.type)
            return whole
    return node


def _declare(em: Emitter, states: list[State], init: Any, split: bool) -> None:
    """The states before the loop."""
    if not split:
        parts: list[Any] = [init]
    elif isinstance(init, x.TupleLit):
        parts = list(init.items)
    else:
        held = em.atom(init, "start")
        parts = [x.Op("tuple.at", (held,), state.var.type, i) for i, state in enumerate(states)]
    values = em.values(parts, [state.var.name for state in states])
    for state, value in zip(states, values, strict=True):
        em.emit(s.Declare(state.var, value, mutable=True, builder=state.builder))


# Steps: leaves of a fold's body. `Emitter.into` has taken care of branches and `let`s.


def step(em: Emitter, node: Any, dest: Step) -> None:
    """Change the states to what `node` says."""
    update = dest.update
    if not update.split and (inner := inner_fold(node, update.states[0].var)) is not None:
        source, bound, body = inner
        _inner_loop(em, source, node.args[2].params[1], bound, body, dest)
        return
    if update.split:
        if not isinstance(node, x.TupleLit):
            node = em.value(node)
        _change_all(em, update, node.items)
    elif update.states[0].builder and not is_chain(node):
        base, links = base_of(node)
        em.into(base, dest)
        var = update.states[0].var
        behind: Any = s.View(var, var.type)
        for link in links:
            behind = x.Op(link.id, (behind, *link.args[1:]), link.type, link.extra, link.errors)
        _change_all(em, update, (behind,))
    else:
        _change_all(em, update, (node,))


def _inner_loop(
    em: Emitter, source: Any, elem: x.Pattern, bound: x.Var, body: Any, dest: Step
) -> None:
    """A fold that goes on with the state of the one around it: a loop in its loop."""
    state = dest.update.states[0]
    kind = s.View if state.builder else x.Local
    view: Any = kind(state.var, state.var.type)
    inside = substitute(body, {bound.uid: view})
    if isinstance(source.type, t.SetT):
        source = x.Op("set.toList", (source,), t.ListT(source.type.elem))
    use = Use(elem, (inside,))
    each(em, source, use, lambda by, _: em.into(substitute(inside, by), dest))


@dataclass(slots=True)
class _Pending:
    state: State
    value: Any
    links: list[tuple[str, tuple[Any, ...]]]


def _change_all(em: Emitter, update: Update, nodes: tuple[Any, ...]) -> None:
    late: list[_Pending] = []
    for i, (state, node) in enumerate(zip(update.states, nodes, strict=True)):
        later = nodes[i + 1 :]
        if state.builder and not is_chain(node):
            em.into(node, Step(Update([state])))
            continue
        pending = _pending(em, state, node)
        if pending is None:
            continue
        if uses_any(later, (state.var.uid,)):
            _hold(em, pending)
            late.append(pending)
        else:
            _apply(em, pending)
    for pending in late:
        _apply(em, pending)


def _pending(em: Emitter, state: State, node: Any) -> _Pending | None:
    """What a state becomes, its parts evaluated; None when it stays as it is."""
    if not state.builder:
        if isinstance(node, x.Local) and node.var == state.var:
            return None
        return _Pending(state, em.value(node, f"next_{state.var.name}"), [])
    _, links = base_of(node)
    args = [arg for link in links for arg in link.args[1:]]
    values = em.values(args)
    found: list[tuple[str, tuple[Any, ...]]] = []
    at = 0
    for k, link in enumerate(links):
        count = len(link.args) - 1
        own = values[at : at + count]
        if k > 0:
            own = [em.spill(v) if uses_any((v,), (state.var.uid,)) else v for v in own]
        if not em.profile.raising_expressions:
            own = [em.spill(v) if em.raising.of(v) else v for v in own]
        found.append((CHANGES[link.id], tuple(own)))
        at += count
    return _Pending(state, None, found) if found else None


def _hold(em: Emitter, pending: _Pending) -> None:
    """Evaluate now, change later."""
    name = f"next_{pending.state.var.name}"
    if pending.links:
        pending.links = [(op, tuple(em.spill(arg) for arg in args)) for op, args in pending.links]
    else:
        pending.value = em.spill(pending.value, name)


def _apply(em: Emitter, pending: _Pending) -> None:
    var = pending.state.var
    if not pending.links:
        em.emit(s.Assign(var, pending.value))
        return
    for op, args in pending.links:
        item = args[0] if len(args) == 1 else None
        if op == "list.extend" and isinstance(item, x.ListLit) and _one_by_one(item, var):
            for one in item.items:
                em.emit(s.Change(var, "list.push", (one,)))
        else:
            em.emit(s.Change(var, op, args))


def _one_by_one(items: x.ListLit, var: x.Var) -> bool:
    """Whether a list can grow item by item: none is absent, none looks at what came before it."""
    return not any(items.optional) and not uses_any(items.items[1:], (var.uid,))


def name_next(em: Emitter, node: x.Let, dest: Step) -> Any | None:
    """`let s = acc.put(k, v); rest`: the change now, `s` being the builder in the rest."""
    if not isinstance(node.pattern, x.PBind):
        return None
    bound = node.pattern.var
    for state in dest.update.states:
        if state.builder and renames(state.var, bound, node.value, node.body):
            em.into(node.value, Step(Update([state])))
            view = s.View(state.var, state.var.type)
            return substitute(node.body, {bound.uid: view})  # type: ignore[dict-item]
    return None


def assignable(node: x.If, dest: Step) -> bool:
    """Whether a conditional step is one assignment: a plain state that is made anew either way."""
    states = dest.update.states
    if dest.update.split or states[0].builder:
        return False
    ends = (base_of(one)[0] for one in (node.then, node.other))
    return not any(is_local(one, states[0].var.uid) for one in ends)
