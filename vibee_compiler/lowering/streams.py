"""Walking a list expression without making it: sources, and maps and filters on the way.

A chain of stages is one loop as far as that cannot be seen. Stages in a loop take turns, element
by element, so at most one of all that run may raise, or all of them the same error; and where the
loop may end early, none before its end may raise, since they would not reach the elements behind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.dest import Diverged, ends
from vibee_compiler.lowering.expand import WALKED, counts_up
from vibee_compiler.lowering.inline import is_atom
from vibee_compiler.lowering.sorting import sorted_pairs
from vibee_compiler.lowering.walk import (
    STMTS,
    count_uses,
    everything,
    pieces,
    substitute,
    uses_any,
)
from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from vibee_compiler.lowering.emit import Emitter

STAGES = frozenset({"list.map", "list.filter", "list.map3"})


@dataclass(frozen=True, slots=True)
class Use:
    """What a loop does with an element: its binder, and the expressions under it.

    `early`: the loop may end before the last element. `whole`: the element itself is used
    again, beside the variables. `raises`: errors of the loop's own steps.
    """

    pattern: x.Pattern
    parts: tuple[Any, ...]
    early: bool = False
    whole: bool = False
    raises: frozenset[str] = frozenset()


def lambdas(op: x.Op) -> list[x.Lambda]:
    """The parts of a macro that are under binders."""
    return [arg for arg in op.args if isinstance(arg, x.Lambda)]


def each(
    em: Emitter,
    source: Any,
    use: Use,
    body: Callable[[dict[int, Any], Any], None],
    before: Callable[[], None] | None = None,
) -> None:
    """A loop over `source`; `body` leaves the statements for one element.

    `before` declares what the loop changes, once the source's own statements are done. `body` is
    given what the binder's variables are replaced by, where they are not declared, and
    the element itself where the use wants it whole.
    """
    stages, base = _chain(em, source, use)
    pairs = sorted_pairs(em, base)
    if pairs is not None:
        stages, base = [pairs, *stages], pairs.args[0]
    items = _items(em, base)
    if before is not None:
        start = len(em.out)
        try:
            before()
        except Diverged:
            if em.raising.of(items):
                em.out.insert(start, s.Evaluate(items))
            raise
        if em.raising.of(items) and em.raising.block(em.out[start:]):
            late, em.out[start:] = em.out[start:], []
            items = em.spill(items)
            em.out += late
    pattern = lambdas(stages[0])[0].params[0] if stages else use.pattern
    again = use.whole if not stages else stages[0].id != "list.map"
    parts: tuple[Any, ...] = tuple(lambdas(stages[0])) if stages else use.parts
    given = named(em, pattern) if again else _unused(pattern, parts)
    value = whole_of(given)
    block = em.block(lambda: _run(em, stages, given, value, use, body))
    if counts_up(items) and not em.profile.stepped_loops:
        _count_up(em, given, items.args, block)
    else:
        em.emit(s.ForEach(given, items, block))


def _count_up(em: Emitter, given: x.Pattern, args: tuple[Any, ...], block: s.Block) -> None:
    """A loop that counts in steps. What it counts to and by is fixed before it starts."""
    start, end, step = args
    changes = s.Assign | s.AddLate | s.Change
    changed = {one.var.uid for one in everything(block) if isinstance(one, changes)}
    end, step = (
        em.spill(value, name) if uses_any((value,), changed) else value
        for value, name in ((end, "end"), (step, "step"))
    )
    var = given.var if isinstance(given, x.PBind) else em.temp("number", t.INT)
    skips = any(map(_skips, block))
    at = em.temp(f"next_{var.name}", t.INT) if skips else var
    here: Any = x.Local(at, t.INT)
    em.emit(s.Declare(at, start, mutable=True))
    move: s.Block = (s.Assign(at, x.Op("int.add", (here, step), t.INT)),)
    if skips:
        block = (s.Declare(var, here), *move, *block)
    elif not ends(block):
        block = (*block, *move)
    em.emit(s.While(x.Op("int.lt", (here, end), t.BOOL), block))


def _skips(stmt: s.Stmt) -> bool:
    """Whether a statement may go on with the next round of the loop that it is in."""
    if isinstance(stmt, s.ForEach | s.While):
        return False
    inside = (one for one in pieces(stmt) if type(one) in STMTS)
    return isinstance(stmt, s.Continue) or any(map(_skips, inside))


def _chain(em: Emitter, source: Any, use: Use) -> tuple[list[x.Op], Any]:
    """The stages that may share the loop, first one first, and what they start from."""
    stages: list[x.Op] = []
    errors = use.raises.union(*(em.raising.of(part) for part in use.parts))
    base = source
    while isinstance(base, x.Op) and base.id in STAGES:
        own = frozenset().union(*(em.raising.of(part.body) for part in lambdas(base)))
        if own and (use.early or (errors and len(errors | own) > 1)):
            break
        errors = errors | own
        stages.insert(0, base)
        base = base.args[0]
    return stages, base


def waits(em: Emitter, source: Any, use: Use) -> bool:
    """Whether a loop could take in more stages if its own steps raised nothing."""
    free = replace(use, raises=frozenset())
    return len(_chain(em, source, free)[0]) > len(_chain(em, source, use)[0])


def _items(em: Emitter, base: Any) -> Any:
    """The list that is walked; some are walked unmaterialised."""
    if counts_up(base) and not em.profile.stepped_loops:
        return replace(base, args=tuple([em.pure(arg) for arg in base.args]))
    if isinstance(base, x.Op) and base.id in WALKED and not base.errors:
        args = tuple(em.values(base.args))
        return x.Op(base.id, args, base.type, base.extra, base.errors, base.span)
    return em.value(base)


def _unused(pattern: x.Pattern, parts: tuple[Any, ...]) -> x.Pattern:
    """The binder, `_` where nothing uses it."""
    match pattern:
        case x.PBind(var, type_) if not count_uses(parts, var.uid):
            return x.PWild(type_)
        case x.PTuple(items, type_):
            if all(isinstance(_unused(item, parts), x.PWild) for item in items):
                return x.PWild(type_)
            return x.PTuple(tuple(_unused(item, parts) for item in items), type_)
    return pattern


def named(em: Emitter, pattern: x.Pattern) -> x.Pattern:
    """The binder with a name in every place, so that the element can be written again."""
    match pattern:
        case x.PWild(type_):
            return x.PBind(em.temp("value", type_), type_)
        case x.PTuple(items, type_):
            return x.PTuple(tuple(named(em, item) for item in items), type_)
    return pattern


def whole_of(given: x.Pattern) -> Any:
    """The element that a binder took apart, as an expression; None under a wildcard."""
    match given:
        case x.PBind(var, type_):
            return x.Local(var, type_)
        case x.PTuple(items, type_):
            parts = tuple(map(whole_of, items))
            return None if None in parts else x.TupleLit(parts, type_)
    return None


def _run(
    em: Emitter, stages: list[x.Op], given: x.Pattern | None, value: Any, use: Use, body: Any
) -> None:
    """The stages for one element; `given` is the loop's own binder as long as it still counts."""
    if not stages:
        by, whole = take(em, use.pattern, given, value, use.parts, again=use.whole)
        body(by, whole)
        return
    op, rest = stages[0], stages[1:]
    parts = lambdas(op)
    if op.id == "list.map":
        by, _ = take(em, parts[0].params[0], given, value, (parts[0].body,))
        _run(em, rest, None, substitute(parts[0].body, by), use, body)
        return
    by, value = take(em, parts[0].params[0], given, value, (parts[0].body,), again=True)
    cond = em.condition(substitute(parts[0].body, by))

    def kept() -> None:
        if op.id == "list.filter":
            _run(em, rest, None, value, use, body)
            return
        more, _ = take(em, parts[1].params[0], None, value, (parts[1].body,))
        _run(em, rest, None, substitute(parts[1].body, more), use, body)

    skip = em.negated(cond)
    if skip is None:
        em.emit(s.IfStmt(cond, em.block(kept)))
    else:
        em.emit(s.IfStmt(skip, (s.Continue(),)))
        kept()


def take(
    em: Emitter,
    pattern: x.Pattern,
    given: x.Pattern | None,
    value: Any,
    parts: tuple[Any, ...],
    *,
    again: bool = False,
) -> tuple[dict[int, Any], Any]:
    """Bind an element; returns what variables are replaced by, and the element.

    With `again` the element is an expression that can be written again. Nothing is declared for
    a value that is used once, or that is made of variables.
    """
    if given is not None and _same(pattern, given):
        return {}, value
    if _named_already(value):
        return _equated(em, pattern, value), value
    match pattern:
        case x.PBind(var) if not again and _movable(em, value, parts, var):
            return {var.uid: value}, value
        case x.PBind(var, type_):
            em.bind(pattern, value)
            return {}, x.Local(var, type_)
        case x.PTuple(items) if isinstance(value, x.TupleLit) and not again:
            by: dict[int, Any] = {}
            for item, part in zip(items, value.items, strict=True):
                found, _ = take(em, item, None, part, parts)
                by.update(found)
            return by, value
    if not again:
        em.bind(_unused(pattern, parts), value)
        return {}, value
    if isinstance(pattern, x.PTuple) and isinstance(value, x.TupleLit):
        parts_held = tuple(_held(em, i, v) for i, v in zip(pattern.items, value.items, strict=True))
        held_all = x.TupleLit(parts_held, value.type)
        return _equated(em, pattern, held_all), held_all
    held = em.atom(value)
    return _equated(em, pattern, held), held


def _held(em: Emitter, item: x.Pattern, part: Any) -> Any:
    """A part of an element that is used again: under its name, or as it is where it has none."""
    if isinstance(item, x.PBind) and not is_atom(part):
        em.bind(item, part)
        return x.Local(item.var, item.type)
    if isinstance(item, x.PWild) and not em.raising.of(part) and em.form(part) is not None:
        return part
    return em.atom(part)


def _same(pattern: x.Pattern, given: x.Pattern) -> bool:
    """Whether a binder's variables are those of another that is bound already."""
    match pattern, given:
        case x.PWild(), _:
            return True
        case x.PBind(var), x.PBind(other):
            return var == other
        case x.PBind(), x.PWild():
            return True
        case x.PTuple(), x.PWild():
            return True
        case x.PTuple(items), x.PTuple(others):
            return all(map(_same, items, others))
    return False


def _named_already(value: Any) -> bool:
    """Whether a value is a variable or a tuple of such."""
    if isinstance(value, x.TupleLit):
        return all(map(_named_already, value.items))
    return value is not None and is_atom(value)


def _equated(em: Emitter, pattern: x.Pattern, value: Any) -> dict[int, Any]:
    """The variables of a binder in terms of a value that can be written again."""
    match pattern:
        case x.PBind(var):
            return {var.uid: value}
        case x.PTuple(items) if isinstance(value, x.TupleLit):
            by: dict[int, Any] = {}
            for item, part in zip(items, value.items, strict=True):
                by.update(_equated(em, item, part))
            return by
        case x.PTuple():
            em.emit(s.Destructure(pattern, value))
    return {}


def _movable(em: Emitter, value: Any, parts: tuple[Any, ...], var: x.Var) -> bool:
    """Whether a value can be written in the place of the variable's one use."""
    if not _direct_once(parts, var):
        return False
    return not em.raising.of(value) or (len(parts) == 1 and evaluated_first(parts[0], var))


def evaluated_first(node: Any, var: x.Var) -> bool:
    """Whether a use of the variable is the first step of an expression, and always taken."""
    if isinstance(node, x.Lambda):
        return evaluated_first(node.body, var)
    if isinstance(node, x.Local):
        return node.var == var
    first = next((p for p in pieces(node) if type(p) is not x.Var), None)
    return (isinstance(first, x.Local) and first.var == var) or (
        isinstance(node, x.Op | x.Call | x.FieldGet | x.If | x.Store)
        and first is not None
        and evaluated_first(first, var)
    )


def _direct_once(parts: tuple[Any, ...], var: x.Var) -> bool:
    """Whether the one use is not under a further binder, where it would be computed again."""
    bodies = tuple(part.body if isinstance(part, x.Lambda) else part for part in parts)
    if count_uses(bodies, var.uid) > 1:
        return False
    inner = (one for one in everything(bodies) if isinstance(one, x.Lambda))
    return not any(count_uses(one, var.uid) for one in inner)
