"""What a condition says about values, where it holds and where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import intervals as iv
from vibee_compiler.lowering.facts import Env
from vibee_compiler.lowering.intervals import TOP, Dict, Num, Opt, Seq

if TYPE_CHECKING:
    from vibee_compiler.lowering.range_analysis import Analysis

_COMPARED = {
    "int.lt": ("<", True), "le": ("<", False), "gt": (">", True), "ge": (">", False),
}  # fmt: skip
_SIZED = frozenset({"string.eq", "list.eq", "map.eq", "set.eq"})


def refine(a: Analysis, env: Env, cond: Any, *, holds: bool) -> None:
    """Add to the facts what follows from a condition's truth, or from its untruth."""
    match cond:
        case x.Op(id="bool.not", args=(inner,)):
            refine(a, env, inner, holds=not holds)
        case x.Op(id="bool.and", args=(one, two)) if holds:
            refine(a, env, one, holds=True)
            refine(a, env, two, holds=True)
        case x.Op(id="bool.or", args=(one, two)) if not holds:
            refine(a, env, one, holds=False)
            refine(a, env, two, holds=False)
        case x.Op(id="ne", args=(one, _)):
            entry = _equality(one.type)
            if entry is not None:
                refine(a, env, x.Op(entry, cond.args, t.BOOL), holds=not holds)
        case x.Op(id=entry) if entry in _COMPARED:
            if cond.args[0].type == t.INT:
                _compare(a, env, cond, holds)
        case x.Op(id="int.eq", args=(one, two)):
            _equal(a, env, one, two, holds)
        case x.Op(id=entry, args=(one, two)) if entry in _SIZED:
            for of, other in ((one, two), (two, one)):
                if a.size(a.peek(other, env)).hi == 0:
                    limit = Num(0, 0) if holds else Num(1, a.limits.size.hi)
                    _sized(a, env, of, limit)
        case x.Op(id="map.in", args=(key, of)) if holds:
            from vibee_compiler.lowering.range_rules import has_key

            there = has_key(env, of, key)
            if there is not None:
                env.holds.add(there)
            _sized(a, env, of, Num(1, a.limits.size.hi))
        case x.Op(id="list.in" | "set.in", args=(_, of)) if holds:
            _sized(a, env, of, Num(1, a.limits.size.hi))
        case x.Op(id="option.hasValue", args=(of,)) if holds:
            if (number := env.key(of)) is not None:
                env.holds.add(f"present {number}")


def _equality(type_: t.Type) -> str | None:
    from vibee_compiler.lowering.conditions import equal_id

    return equal_id(type_)


def _compare(a: Analysis, env: Env, cond: x.Op, holds: bool) -> None:
    way, strict = _COMPARED[cond.id]
    left, right = cond.args
    if not holds:
        way, strict = (">" if way == "<" else "<"), not strict
    if way == ">":
        left, right = right, left
    at_most(a, env, left, right, -1 if strict else 0)


def at_most(a: Analysis, env: Env, left: Any, right: Any, offset: int) -> None:
    """`left` is at most `right + offset`."""
    one, two = a.num(a.peek(left, env)), a.num(a.peek(right, env))
    limit(a, env, left, Num(a.limits.whole.lo, two.hi + offset))
    limit(a, env, right, Num(one.lo - offset, a.limits.whole.hi))
    key = env.key(left)
    if key is not None and not isinstance(left, x.Literal):
        env.bound(key, frozenset((k, off + offset) for k, off in env.bounds(right)))


def _equal(a: Analysis, env: Env, one: Any, two: Any, holds: bool) -> None:
    left, right = a.num(a.peek(one, env)), a.num(a.peek(two, env))
    if holds:
        limit(a, env, one, right)
        limit(a, env, two, left)
        at_most(a, env, one, two, 0)
        at_most(a, env, two, one, 0)
        return
    for of, known, other in ((one, left, right), (two, right, left)):
        if other.lo == other.hi:
            lo = known.lo + 1 if known.lo == other.lo else known.lo
            hi = known.hi - 1 if known.hi == other.hi else known.hi
            if lo <= hi:
                limit(a, env, of, Num(lo, hi))


def limit(a: Analysis, env: Env, node: Any, to: Num) -> None:
    """Note an interval of an Int."""
    if isinstance(node, x.Op) and node.id.endswith(".size"):
        _sized(a, env, node.args[0], to)
    if isinstance(node, x.Local):
        known = env.value(node.var)
        env.values[node.var.uid] = iv.meet(a.num(known), to)
    key = env.key(node)
    if key is not None and not isinstance(node, x.Literal):
        env.terms[key] = iv.meet(env.terms.get(key, a.limits.whole), to)


def _sized(a: Analysis, env: Env, node: Any, to: Num) -> None:
    """Note the size of a container."""
    key = env.size_key(node)
    if key is not None:
        env.terms[key] = iv.meet(env.terms.get(key, a.limits.size), to)
    if not isinstance(node, x.Local):
        return
    known = env.value(node.var)
    match known:
        case Seq():
            env.values[node.var.uid] = Seq(iv.meet(known.size, to), known.elem)
        case Dict():
            env.values[node.var.uid] = Dict(iv.meet(known.size, to), known.key, known.value)
        case _:
            whole = iv.meet(a.limits.size, to)
            if isinstance(node.type, t.MapT):
                env.values[node.var.uid] = Dict(whole, TOP, TOP)
            else:
                env.values[node.var.uid] = Seq(whole, TOP)


def matched(a: Analysis, env: Env, pattern: x.Pattern, subject: Any, known: iv.Abstract) -> None:
    """Bind the variables of a pattern that fits a subject of which something is known."""
    match pattern:
        case x.PBind(var):
            env.values[var.uid] = known
            key = env.key(subject) if subject is not None else None
            if key is not None:
                env.aliases[var.uid] = key
        case x.PLiteral(int() as value, type_) if type_ == t.INT:
            if subject is not None:
                limit(a, env, subject, Num(value, value))
        case x.PTuple(items):
            for i, inner in enumerate(items):
                part: Any = None
                if isinstance(subject, x.TupleLit):
                    part = subject.items[i]
                matched(a, env, inner, part, a.item(known, i))
        case x.PSome(inner):
            matched(a, env, inner, None, a.some(known))
            if isinstance(known, Opt) and subject is not None and (key := env.key(subject)):
                env.holds.add(f"present {key}")
        case x.PVariant(variant, fields, type_):
            for name, inner in fields:
                matched(a, env, inner, None, a.variant_field(type_, variant, name))
        case x.PList(items):
            _matched_list(a, env, pattern, subject, known)
        case x.POk(inner) | x.PErr(inner):
            matched(a, env, inner, None, TOP)


def _matched_list(
    a: Analysis, env: Env, pattern: x.PList, subject: Any, known: iv.Abstract
) -> None:
    count = len(pattern.items)
    exact = Num(count, count if pattern.rest is None else a.limits.size.hi)
    if subject is not None:
        _sized(a, env, subject, exact)
    elem = a.elem(known)
    for inner in pattern.items:
        matched(a, env, inner, None, elem)
    if isinstance(pattern.rest, x.PBind):
        size = a.size(known)
        left = Num(max(size.lo - count, 0), max(size.hi - count, 0))
        env.values[pattern.rest.var.uid] = Seq(left, elem)
