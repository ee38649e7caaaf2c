"""What macros make of intervals: their parts are analysed for an element of what they walk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import intervals as iv
from vibee_compiler.lowering.counters import counters
from vibee_compiler.lowering.facts import Env
from vibee_compiler.lowering.intervals import TOP, Abstract, Dict, Num, Opt, Seq
from vibee_compiler.lowering.refine import matched, refine

if TYPE_CHECKING:
    from vibee_compiler.lowering.range_analysis import Analysis

Result = tuple[Abstract, Any]
Macro = Callable[["Analysis", x.Op, Env], Result]
MACROS: dict[str, Macro] = {}
ROUNDS = 4
"""So many rounds of a fold are looked at one by one before its bounds are let go."""


def macro(*ids: str) -> Callable[[Macro], Macro]:
    """Register what these entries do."""

    def register(one: Macro) -> Macro:
        for entry in ids:
            MACROS[entry] = one
        return one

    return register


def _elements(a: Analysis, source: Any, known: Abstract, env: Env) -> tuple[Num, Abstract, Any]:
    """How many elements there are, what is known of one, and bounds of it by keys."""
    if isinstance(source.type, t.MapT):
        found = a.map(known)
        return found.size, found.key, None
    return a.size(known), a.elem(known), source


def _bind(a: Analysis, pattern: x.Pattern, known: Abstract, source: Any, env: Env) -> None:
    """An element's variables; indices are less than what is counted."""
    matched(a, env, pattern, None, known)
    match source, pattern:
        case x.Op(id="lists.range", args=(n,)), x.PBind(var):
            bounds = frozenset((key, off - 1) for key, off in env.bounds(n))
            env.bound(f"v{var.uid}", bounds)
        case x.Op(id="lists.range2", args=(_, end)), x.PBind(var):
            bounds = frozenset((key, off - 1) for key, off in env.bounds(end))
            env.bound(f"v{var.uid}", bounds)
        case x.Op(id="list.indexed", args=(of,)), x.PTuple((x.PBind(var), _)):
            key = env.size_key(of)
            if key is not None:
                env.bound(f"v{var.uid}", frozenset({(key, -1)}))


def _under(
    a: Analysis, lam: Any, known: Abstract, source: Any, env: Env, cond: Any = None
) -> tuple[Abstract, x.Lambda]:
    """A part under one binder; `cond` is another part, known to hold of the element."""
    assert isinstance(lam, x.Lambda)
    inner = env.copy()
    _bind(a, lam.params[0], known, source, inner)
    if isinstance(cond, x.Lambda):
        _bind(a, cond.params[0], known, source, inner)
        refine(a, inner, cond.body, holds=True)
    found, body = a.ev(lam.body, inner)
    return found, replace(lam, body=body)


def _filtered(a: Analysis, lam: x.Lambda, known: Abstract, source: Any, env: Env) -> Abstract:
    """What is known of an element for which a condition holds."""
    inner = env.copy()
    _bind(a, lam.params[0], known, source, inner)
    refine(a, inner, lam.body, holds=True)
    return _again(lam.params[0], known, inner)


def _again(pattern: x.Pattern, known: Abstract, env: Env) -> Abstract:
    match pattern:
        case x.PBind(var):
            return env.value(var)
        case x.PTuple(items) if isinstance(known, iv.Tup):
            pairs = zip(items, known.items, strict=True)
            return iv.Tup(tuple(_again(item, part, env) for item, part in pairs))
    return known


@macro("list.map", "map.map", "set.map", "list.flatMap")
def _map(a: Analysis, op: x.Op, env: Env) -> Result:
    known, source = a.ev(op.args[0], env)
    size, elem, walked = _elements(a, source, known, env)
    value, lam = _under(a, op.args[1], elem, walked, env)
    new = replace(op, args=(source, lam))
    if op.id == "list.flatMap":
        one = a.size(value)
        most = min(size.hi * one.hi, a.limits.size.hi)
        return Seq(Num(min(size.lo * one.lo, most), most), a.elem(value)), new
    return Seq(size, value), new


@macro("list.map3", "map.map3", "set.map3")
def _map3(a: Analysis, op: x.Op, env: Env) -> Result:
    known, source = a.ev(op.args[0], env)
    size, elem, walked = _elements(a, source, known, env)
    _, cond = _under(a, op.args[1], elem, walked, env)
    value, lam = _under(a, op.args[2], elem, walked, env, cond)
    return Seq(Num(0, size.hi), value), replace(op, args=(source, cond, lam))


@macro("list.filter", "map.filter", "set.filter", "list.takeWhile", "list.dropWhile")
@macro("list.all", "list.exists", "list.existsOne", "list.count", "list.find")
@macro("set.all", "set.exists", "set.existsOne", "set.count", "set.find")
@macro("map.all", "map.exists", "map.existsOne")
def _test(a: Analysis, op: x.Op, env: Env) -> Result:
    known, source = a.ev(op.args[0], env)
    size, elem, walked = _elements(a, source, known, env)
    _, lam = _under(a, op.args[1], elem, walked, env)
    new = replace(op, args=(source, lam))
    verb = op.id.partition(".")[2]
    if verb in ("filter", "takeWhile"):
        return Seq(Num(0, size.hi), _filtered(a, lam, elem, walked, env)), new
    if verb == "dropWhile":
        return Seq(Num(0, size.hi), elem), new
    if verb == "find":
        return Opt(_filtered(a, lam, elem, walked, env)), new
    return (Num(0, size.hi) if verb == "count" else TOP), new


@macro("list.sortBy", "list.minBy", "list.maxBy", "list.groupBy")
def _keyed(a: Analysis, op: x.Op, env: Env) -> Result:
    known, source = a.ev(op.args[0], env)
    size, elem, walked = _elements(a, source, known, env)
    key, lam = _under(a, op.args[1], elem, walked, env)
    new = replace(op, args=(source, lam))
    if op.id == "list.sortBy":
        return Seq(size, elem), new
    if op.id == "list.groupBy":
        group = Seq(Num(1, max(size.hi, 1)), elem)
        return Dict(Num(min(size.lo, 1), size.hi), key, group), new
    if size.lo > 0:
        new = replace(new, errors=op.errors - {"EmptyList"})
    return elem, new


@macro("list.fold", "set.fold", "list.scan")
def _fold(a: Analysis, op: x.Op, env: Env) -> Result:
    known, source = a.ev(op.args[0], env)
    size, elem, walked = _elements(a, source, known, env)
    start, init = a.ev(op.args[1], env)
    lam = op.args[2]
    assert isinstance(lam, x.Lambda)
    state, body = start, lam.body
    # A fold in a fold is looked at in every round of it: bounds are let go sooner there.
    patience = max(ROUNDS >> (2 * a.loops), 0)
    counted = counters(lam.params[0], lam.body, start)
    if patience == 0:
        state = counted.clamp(TOP, size.hi)
    a.loops += 1
    for round_ in range(2 * patience + 2):
        inner = env.copy()
        matched(a, inner, lam.params[0], None, counted.clamp(state, max(size.hi - 1, 0)))
        _bind(a, lam.params[1], elem, walked, inner)
        after, body = a.ev(lam.body, inner)
        joined = counted.clamp(iv.join(state, after), size.hi)
        if joined == state:
            break
        wider = joined if round_ < patience else iv.widen(state, joined, a.limits)
        state = counted.clamp(TOP if round_ == 2 * patience else wider, size.hi)
    a.loops -= 1
    new = replace(op, args=(source, init, replace(lam, body=body)))
    return (Seq(size, state) if op.id == "list.scan" else state), new


@macro("lists.range3")
def _stepped(a: Analysis, op: x.Op, env: Env) -> Result:
    known, args = zip(*(a.ev(arg, env) for arg in op.args), strict=True)
    start, end, step = map(a.num, known)
    safe = set[str]()
    if step.lo > 0 or step.hi < 0:
        safe.add("InvalidArgument")
    many = max(
        iv.sub(end, start).hi if step.hi > 0 else 0,
        iv.sub(start, end).hi if step.lo < 0 else 0,
    )
    if many <= a.limits.whole.hi:
        safe.add("Overflow")
    up = step.lo > 0 and end.hi - 1 + step.hi <= a.limits.whole.hi and op.errors <= safe
    elem = Num(start.lo, max(end.hi - 1, start.lo)) if step.lo > 0 else a.limits.whole
    new = replace(op, args=args, errors=op.errors - safe, extra="up" if up else None)
    return Seq(Num(0, min(max(many, 0), a.limits.whole.hi)), elem), new


@macro("cel.bind", "option.optMap", "option.optFlatMap")
def _bound(a: Analysis, op: x.Op, env: Env) -> Result:
    known, value = a.ev(op.args[0], env)
    one = known if op.id == "cel.bind" else a.some(known)
    found, lam = _under(a, op.args[1], one, None, env)
    new = replace(op, args=(value, lam))
    if op.id == "option.optMap":
        return Opt(found), new
    return found, new
