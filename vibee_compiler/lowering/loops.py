"""Macros as loops: what a macro becomes where it cannot stay an expression.

A form takes the emitter, the use and the destination, and says whether it made the loop; where
none does, the definition of the entry is lowered instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import names as n
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.dest import Capture, Dest, Extend, Push, Ret
from vibee_compiler.lowering.folds import fold, picked
from vibee_compiler.lowering.patterns import FALSE, TRUE
from vibee_compiler.lowering.sorting import sorted_pairs
from vibee_compiler.lowering.streams import Use, each, lambdas, waits
from vibee_compiler.lowering.walk import substitute

if TYPE_CHECKING:
    from vibee_compiler.lowering.emit import Emitter

Form = Callable[["Emitter", x.Op, Dest], bool]


def empty(type_: t.Type) -> Any:
    """The empty list, map, set or text of a type."""
    match type_:
        case t.MapT():
            return x.MapLit((), (), type_)
        case t.SetT():
            return x.SetLit((), type_)
        case t.ListT():
            return x.ListLit((), (), type_)
    return x.Literal("", t.STRING)


Before = Callable[[], None]


def _builder(em: Emitter, op: x.Op, dest: Dest) -> tuple[x.Var, Before]:
    """An empty builder for the value of a macro, and what declares it."""
    name = dest.name if isinstance(dest, Capture) else n.hint(op)
    var = em.temp(name, op.type)
    return var, lambda: em.emit(s.Declare(var, empty(op.type), mutable=True, builder=True))


def _variable(em: Emitter, var: x.Var, start: Any) -> Before:
    """What declares a variable that a loop changes."""
    return lambda: em.emit(s.Declare(var, start, mutable=True))


def _collect(em: Emitter, op: x.Op, dest: Dest, loop: Callable[[x.Var, Before], None]) -> bool:
    """A loop that makes a list: in the builder that it goes to, or in one of its own."""
    if isinstance(dest, Extend) and dest.var.type == op.type:
        loop(dest.var, lambda: None)
        return True
    if not em.profile.builders:
        return False
    var, before = _builder(em, op, dest)
    loop(var, before)
    em.put(dest, s.Freeze(var, op.type))
    return True


def _stages(em: Emitter, op: x.Op, dest: Dest) -> bool:
    """`map`, `filter`, `map3`: the stages are the loop; each element is pushed."""
    elem = op.type.elem if isinstance(op.type, t.ListT) else t.VOID
    one = em.temp("value", elem)
    em.names.taken.discard(one.name)
    local = x.Local(one, elem)
    use = Use(x.PBind(one, elem), (local,))

    def loop(var: x.Var, before: Before) -> None:
        each(em, op, use, lambda by, _: em.into(by.get(one.uid, local), Push(var)), before)

    return _collect(em, op, dest, loop)


def _flat_map(em: Emitter, op: x.Op, dest: Dest) -> bool:
    (part,) = lambdas(op)
    use = Use(part.params[0], (part.body,))

    def loop(var: x.Var, before: Before) -> None:
        def body(by: dict[int, Any], _: Any) -> None:
            em.into(substitute(part.body, by), Extend(var))

        each(em, op.args[0], use, body, before)

    return _collect(em, op, dest, loop)


def _quantifier(em: Emitter, op: x.Op, dest: Dest) -> bool:
    """`all` and `exists`: known at the first element that decides."""
    (part,) = lambdas(op)
    exists = op.id == "list.exists"
    use = Use(part.params[0], (part.body,), early=True)
    decided, other = (TRUE, FALSE) if exists else (FALSE, TRUE)

    def answer(leave: Callable[[], s.Block], before: Before | None = None) -> None:
        def body(by: dict[int, Any], _: Any) -> None:
            cond = em.condition(substitute(part.body, by))
            if exists:
                em.emit(s.IfStmt(cond, leave()))
            elif (turned := em.negated(cond)) is not None:
                em.emit(s.IfStmt(turned, leave()))
            else:
                em.emit(s.IfStmt(cond, (s.Continue(),)))
                for stmt in leave():
                    em.emit(stmt)

        each(em, op.args[0], use, body, before)

    if isinstance(dest, Ret):
        answer(lambda: (s.Return(decided),))
        em.put(dest, other)
        return True
    var = em.holder(dest, n.hint(op), t.BOOL)
    answer(lambda: (s.Assign(var, decided), s.Break()), _variable(em, var, other))
    em.held(dest, var)
    return True


def _find(em: Emitter, op: x.Op, dest: Dest) -> bool:
    (part,) = lambdas(op)
    use = Use(part.params[0], (part.body,), early=True, whole=True)
    none = x.Op("optional.none", (), op.type)
    var = None if isinstance(dest, Ret) else em.holder(dest, n.hint(op), op.type)
    before = None if var is None else _variable(em, var, none)

    def body(by: dict[int, Any], whole: Any) -> None:
        cond = em.condition(substitute(part.body, by))
        found = x.Op("optional.of", (whole,), op.type)
        hit: s.Block = (s.Return(found),)
        if var is not None:
            hit = (s.Assign(var, found), s.Break())
        em.emit(s.IfStmt(cond, hit))

    each(em, op.args[0], use, body, before)
    if var is None:
        em.put(dest, none)
    else:
        em.held(dest, var)
    return True


def _plus_one(var: x.Var) -> s.Assign:
    local = x.Local(var, t.INT)
    return s.Assign(var, x.Op("int.add", (local, x.Literal(1, t.INT)), t.INT))


def _count(em: Emitter, op: x.Op, dest: Dest) -> bool:
    (part,) = lambdas(op)
    only = op.id == "list.existsOne"
    var = em.temp("count", t.INT) if only else em.holder(dest, n.hint(op), t.INT)
    use = Use(part.params[0], (part.body,))

    def body(by: dict[int, Any], _: Any) -> None:
        cond = em.condition(substitute(part.body, by))
        em.emit(s.IfStmt(cond, (_plus_one(var),)))

    each(em, op.args[0], use, body, _variable(em, var, x.Literal(0, t.INT)))
    if not only:
        em.held(dest, var)
        return True
    local = x.Local(var, t.INT)
    em.put(dest, x.Op("int.eq", (local, x.Literal(1, t.INT)), t.BOOL))
    return True


def _sum(em: Emitter, op: x.Op, dest: Dest) -> bool:
    is_int = op.type == t.INT
    var = em.holder(dest, n.hint(op), op.type)
    zero = x.Literal(0, t.INT) if is_int else x.Literal(0.0, t.FLOAT)
    elem = em.fresh.var("value", op.type)
    entry = "int.add" if is_int else "float.add"
    total, one = x.Local(var, op.type), x.Local(elem, op.type)
    added = x.Op(entry, (total, one), op.type, errors=op.errors)
    use = Use(x.PBind(elem, op.type), (one,), raises=op.errors)
    if op.errors and em.profile.late_sums and waits(em, op.args[0], use):
        _late_sum(em, op, var, elem)
        em.held(dest, var)
        return True

    def body(by: dict[int, Any], _: Any) -> None:
        em.emit(s.Assign(var, em.value(substitute(added, by), f"next_{var.name}")))

    each(em, op.args[0], use, body, _variable(em, var, zero))
    em.held(dest, var)
    return True


def _late_sum(em: Emitter, op: x.Op, var: x.Var, elem: x.Var) -> None:
    """A sum in the loop that makes its numbers, whose errors come first: its own waits."""
    over = em.temp("overflows", t.BOOL)
    one = x.Local(elem, t.INT)

    def before() -> None:
        em.emit(s.Declare(var, x.Literal(0, t.INT), mutable=True))
        em.emit(s.Declare(over, FALSE, mutable=True))

    def body(by: dict[int, Any], _: Any) -> None:
        value = substitute(one, by)
        em.emit(s.AddLate(var, em.pure(value, "value"), over))

    each(em, op.args[0], Use(x.PBind(elem, t.INT), (one,)), body, before)
    message = x.Literal("the sum leaves the range of Int", t.STRING)
    em.emit(s.IfStmt(x.Local(over, t.BOOL), (s.Raise("Overflow", message),)))


def _while(em: Emitter, op: x.Op, dest: Dest) -> bool:
    (part,) = lambdas(op)
    taking = op.id == "list.takeWhile"
    use = Use(part.params[0], (part.body,), early=True, whole=True)

    def loop(var: x.Var, before: Before) -> None:
        skipping = em.temp("skipping", t.BOOL)

        def start() -> None:
            before()
            if not taking:
                em.emit(s.Declare(skipping, TRUE, mutable=True))

        def body(by: dict[int, Any], whole: Any) -> None:
            holds = substitute(part.body, by)
            push = s.Change(var, "list.push", (whole,))
            if taking:
                cond = em.condition(holds)
                stop = em.negated(cond)
                if stop is None:
                    em.emit(s.IfStmt(cond, (push,), (s.Break(),)))
                else:
                    em.emit(s.IfStmt(stop, (s.Break(),)))
                    em.emit(push)
                return

            def skip() -> None:
                em.emit(s.IfStmt(em.condition(holds), (s.Continue(),)))
                em.emit(s.Assign(skipping, FALSE))

            em.emit(s.IfStmt(x.Local(skipping, t.BOOL), em.block(skip)))
            em.emit(push)

        each(em, op.args[0], use, body, start)

    return _collect(em, op, dest, loop)


def _scan(em: Emitter, op: x.Op, dest: Dest) -> bool:
    source, init, lam = op.args
    assert isinstance(lam, x.Lambda)
    acc, elem = lam.params
    if not isinstance(acc, x.PBind):
        return False

    def loop(var: x.Var, before: Before) -> None:
        state = x.Local(acc.var, acc.type)

        def start() -> None:
            em.emit(s.Declare(acc.var, em.value(init), mutable=True))
            before()

        def body(by: dict[int, Any], _: Any) -> None:
            value = em.value(substitute(lam.body, by), f"next_{acc.var.name}")
            em.emit(s.Assign(acc.var, value))
            em.emit(s.Change(var, "list.push", (state,)))

        each(em, source, Use(elem, (lam.body,)), body, start)

    return _collect(em, op, dest, loop)


def _group(em: Emitter, op: x.Op, dest: Dest) -> bool:
    if not em.profile.builders or not isinstance(op.type, t.MapT):
        return False
    (part,) = lambdas(op)
    groups, before = _builder(em, op, dest)
    of_key = op.type.value
    use = Use(part.params[0], (part.body,), whole=True)

    def body(by: dict[int, Any], whole: Any) -> None:
        key = em.atom(substitute(part.body, by), "key")
        found = x.Op("map.get", (s.View(groups, op.type), key), t.OptionT(of_key))  # type: ignore[arg-type]
        old: Any = x.Op("option.orValue", (found, empty(of_key)), of_key)
        one = x.ListLit((whole,), (False,), of_key)
        new = x.Op("list.concat", (old, one), of_key)
        value = em.value(em.expander.expr(new), "group")
        em.emit(s.Change(groups, "map.put", (key, value)))

    each(em, op.args[0], use, body, before)
    em.put(dest, s.Freeze(groups, op.type))
    return True


def _sort_by(em: Emitter, op: x.Op, dest: Dest) -> bool:
    """A sort whose keys cannot be computed while it compares, or a part of one."""
    made = sorted_pairs(em, op)
    if made is None:
        return False
    em.into(made, dest)
    return True


FORMS: dict[str, Form] = {
    "list.all": _quantifier,
    "list.count": _count,
    "list.drop": _sort_by,
    "list.dropWhile": _while,
    "list.exists": _quantifier,
    "list.existsOne": _count,
    "list.filter": _stages,
    "list.find": _find,
    "list.flatMap": _flat_map,
    "list.fold": fold,
    "list.groupBy": _group,
    "list.map": _stages,
    "list.map3": _stages,
    "list.scan": _scan,
    "list.slice": _sort_by,
    "list.sortBy": _sort_by,
    "list.sum": _sum,
    "list.take": _sort_by,
    "list.takeWhile": _while,
    "tuple.at": picked,
}
