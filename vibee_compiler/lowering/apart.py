"""Records and pairs as states of a fold: rewritten to tuples, whose parts can live apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering.walk import Mapper, count_uses, everything
from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from vibee_compiler.lowering.emit import Emitter


def tails(node: Any) -> list[Any]:
    """What the paths of an expression end in."""
    match node:
        case x.If(_, then, other):
            return tails(then) + tails(other)
        case x.Match(_, arms):
            return [tail for arm in arms for tail in tails(arm.body)]
        case x.Let(_, _, inner):
            return tails(inner)
    return [node]


def split_pairs(em: Emitter, acc: x.Pattern, body: Any) -> tuple[x.Pattern, Any]:
    """A tuple under one name, used by its parts only, as a tuple of names."""
    if not isinstance(acc, x.PBind) or not isinstance(acc.type, t.TupleT):
        return acc, body
    uid = acc.var.uid
    parts = [
        one for one in everything((body,))
        if isinstance(one, x.Op) and one.id == "tuple.at" and is_local(one.args[0], uid)
    ]  # fmt: skip
    if len(parts) != count_uses((body,), uid):
        return acc, body
    items = tuple(
        x.PBind(em.temp(f"{acc.var.name}_{i}", type_), type_)
        for i, type_ in enumerate(acc.type.items)
    )
    by = {id(one): x.Local(items[int(one.extra or 0)].var, one.type) for one in parts}
    return x.PTuple(items, acc.type), _replaced(body, by)


def is_local(node: Any, uid: int) -> bool:
    """Whether an expression is a variable."""
    return isinstance(node, x.Local) and node.var.uid == uid


def _replaced(body: Any, by: dict[int, Any]) -> Any:
    class Replacing(Mapper):
        def expr(self, node: Any) -> Any:
            return by[id(node)] if id(node) in by else self.rebuild(node)

    return Replacing().expr(body)


def split_record(em: Emitter, acc: x.Pattern, init: Any, body: Any) -> tuple[Any, ...]:
    """A record whose making checks nothing, as a tuple of its fields; and how to remake it."""
    keep = (acc, init, body, None)
    if not isinstance(acc, x.PBind) or not isinstance(init, x.RecordLit) or init.errors:
        return keep
    var, names = acc.var, [name for name, _ in init.fields]
    ends = tails(body)
    if not all(_makes(one, var) for one in ends) or all(isinstance(e, x.Fail) for e in ends):
        return keep
    reads = [
        one for one in everything((body,))
        if isinstance(one, x.FieldGet) and is_local(one.base, var.uid)
    ]  # fmt: skip
    bases = sum(isinstance(e, x.RecordUpdate) or is_local(e, var.uid) for e in ends)
    if len(reads) + bases != count_uses((body,), var.uid):
        return keep
    values = dict(init.fields)
    binders = {n: x.PBind(em.temp(n, values[n].type), values[n].type) for n in names}
    type_ = t.TupleT(tuple(values[n].type for n in names))
    by: dict[int, Any] = {id(one): x.Local(binders[one.name].var, one.type) for one in reads}
    inside = _replaced(body, by)
    olds = {n: x.Local(b.var, b.type) for n, b in binders.items()}
    inside = _with_tails(inside, _Fields(em, names, olds, type_))
    pattern = x.PTuple(tuple(binders[n] for n in names), type_)
    start = x.TupleLit(tuple(values[n] for n in names), type_)

    def rebuild(parts: list[Any]) -> Any:
        if len(parts) != len(names):
            parts = [x.Op("tuple.at", (parts[0],), values[n].type, i) for i, n in enumerate(names)]
        return x.RecordLit(tuple(zip(names, parts, strict=True)), init.type)

    return pattern, start, inside, rebuild


def _makes(tail: Any, var: x.Var) -> bool:
    """Whether a path's end is the record itself, changed in fields or made anew, unchecked."""
    match tail:
        case x.Fail():
            return True
        case x.RecordUpdate(base):
            return is_local(base, var.uid) and not tail.errors
        case x.RecordLit():
            return not tail.errors
    return is_local(tail, var.uid)


@dataclass(frozen=True, slots=True)
class _Fields:
    """How a record becomes a tuple: its fields in order, and their old values."""

    em: Emitter
    names: list[str]
    olds: dict[str, Any]
    type: t.Type

    def tuple_of(self, node: Any) -> Any:
        """The tuple for a path's end; values are computed in the order written."""
        given = list(node.fields) if isinstance(node, x.RecordLit | x.RecordUpdate) else []
        raising = sum(bool(self.em.raising.of(value)) for _, value in given)
        lets: list[tuple[x.Var, Any]] = []
        if raising > 1:
            lets = [(self.em.temp(name, value.type), value) for name, value in given]
            given = [
                (name, x.Local(var, var.type))
                for (name, _), (var, _) in zip(given, lets, strict=True)
            ]
        by = dict(given)
        made: Any = x.TupleLit(tuple(by.get(n, self.olds[n]) for n in self.names), self.type)
        for var, value in reversed(lets):
            made = x.Let(x.PBind(var, var.type), value, made, self.type)
        return made


def _with_tails(node: Any, fields: _Fields) -> Any:
    """The step with tuples in the places of records."""
    type_ = fields.type
    match node:
        case x.If(cond, then, other, _, ternary, span):
            left, right = _with_tails(then, fields), _with_tails(other, fields)
            return x.If(cond, left, right, type_, ternary, span)
        case x.Match(subject, arms, _, span):
            new = tuple(x.Arm(a.pattern, a.guard, _with_tails(a.body, fields)) for a in arms)
            return x.Match(subject, new, type_, span)
        case x.Let(pattern, value, inner, _, span):
            return x.Let(pattern, value, _with_tails(inner, fields), type_, span)
        case x.Fail(error, message, _, span):
            return x.Fail(error, message, type_, span)
    return fields.tuple_of(node)
