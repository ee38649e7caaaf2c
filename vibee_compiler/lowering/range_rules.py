"""What each built-in makes of intervals, and which of its errors cannot happen: a rule an entry.

A rule gets the analysis, the use, what is known of its parts (`TOP` for a part under binders) and
the facts before it. It gives what is known of the result and the errors that are impossible.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import intervals as iv
from vibee_compiler.lowering.facts import Env
from vibee_compiler.lowering.intervals import TOP, Abstract, Dict, Num, Opt, Seq, Tup

if TYPE_CHECKING:
    from vibee_compiler.lowering.range_analysis import Analysis

Known = list[Abstract]
Outcome = tuple[Abstract, frozenset[str]]
Rule = Callable[["Analysis", x.Op, Known, Env], Outcome]

NOTHING: frozenset[str] = frozenset()
_OVERFLOW = frozenset({"Overflow"})
_DIVISION = frozenset({"DivisionByZero"})
_BOUNDS = frozenset({"IndexOutOfBounds"})
_EMPTY = frozenset({"EmptyList"})
_ARGUMENT = frozenset({"InvalidArgument"})
RULES: dict[str, Rule] = {}


def rule(*ids: str) -> Callable[[Rule], Rule]:
    """Register a rule for these entries."""

    def register(one: Rule) -> Rule:
        for entry in ids:
            RULES[entry] = one
        return one

    return register


def _clipped(a: Analysis, exact: Num) -> Outcome:
    """An exact result: within range it cannot overflow, and what overflows is no result."""
    whole = a.limits.whole
    return iv.meet(exact, whole), _OVERFLOW if exact.within(whole) else NOTHING


_EXACT: dict[str, Callable[[Num, Num], Num]] = {
    "int.add": iv.add, "int.sub": iv.sub, "int.mul": iv.mul,
}  # fmt: skip


@rule("int.add", "int.sub", "int.mul")
def _exact(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    left, right = a.num(known[0]), a.num(known[1])
    found, safe = _clipped(a, _EXACT[op.id](left, right))
    if op.id != "int.sub" or not isinstance(found, Num):
        return found, safe
    if env.below(op.args[1], op.args[0]):
        # The lesser is taken from the greater.
        found = Num(max(found.lo, 0), max(found.hi, 0))
        safe = _OVERFLOW if right.lo >= 0 else safe
    if right.lo >= 0 and (key := env.key(op)) is not None:
        env.bound(key, env.bounds(op.args[0]))
    return found, safe


@rule("int.neg", "math.abs.int")
def _sign(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    change = iv.neg if op.id == "int.neg" else iv.magnitude
    return _clipped(a, change(a.num(known[0])))


_QUOTIENTS: dict[str, Callable[[Num, Num], Num]] = {
    "int.div": iv.div, "int.rem": iv.rem, "math.floorDiv": iv.floor_div,
    "math.floorMod": iv.floor_mod,
}  # fmt: skip


@rule("int.div", "int.rem", "math.floorDiv", "math.floorMod")
def _quotient(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    left, right = a.num(known[0]), a.num(known[1])
    exact = _QUOTIENTS[op.id](left, right)
    # The greatest quotient is the least number by -1; remainders overflow just there.
    overflows = -left.lo > a.limits.whole.hi and right.lo <= -1 <= right.hi
    safe = NOTHING if overflows else _OVERFLOW
    if right.lo > 0 or right.hi < 0:
        safe |= _DIVISION
    return iv.meet(exact, a.limits.whole), safe


@rule("math.least", "math.greatest")
def _extreme(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    if op.type != t.INT:
        return TOP, NOTHING
    pick = iv.least if op.id == "math.least" else iv.greatest
    found = a.num(known[0])
    for other in known[1:]:
        found = pick(found, a.num(other))
    return found, NOTHING


@rule("math.sign.int")
def _sign_of(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    n = a.num(known[0])
    return Num(_signum(n.lo), _signum(n.hi)), NOTHING


def _signum(n: int) -> int:
    return (n > 0) - (n < 0)


@rule("math.bitAnd")
def _bit_and(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    left, right = a.num(known[0]), a.num(known[1])
    masks = [n.hi for n in (left, right) if n.lo >= 0]
    return (Num(0, min(masks)), NOTHING) if masks else (TOP, NOTHING)


@rule("math.bitShiftLeft", "math.bitShiftRight", "string.repeat")
def _not_below_zero(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    return TOP, _ARGUMENT if a.num(known[1]).lo >= 0 else NOTHING


@rule("int.fromInt")
def _same(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    return known[0], NOTHING


# Sizes


@rule("list.size", "set.size", "map.size", "string.size")
def _size(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    return a.size(known[0]), NOTHING


@rule("list.indexOf", "string.indexOf", "string.lastIndexOf")
def _index(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    return Num(-1, max(a.size(known[0]).hi - (op.id == "list.indexOf"), -1)), NOTHING


@rule("list.count", "set.count")
def _count(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    return Num(0, a.size(known[0]).hi), NOTHING


@rule("string.codePoint")
def _code_point(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    one = a.size(known[0]) == Num(1, 1)
    return Num(0, 0x10FFFF), _ARGUMENT if one else NOTHING


@rule("strings.fromCodePoint")
def _from_code_point(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    n = a.num(known[0])
    fits = n.within(Num(0, 0xD7FF)) or n.within(Num(0xE000, 0x10FFFF))
    return Seq(Num(1, 1), TOP), _ARGUMENT if fits else NOTHING


# Indices


def _index_fits(a: Analysis, op: x.Op, known: Known, env: Env, *, end: bool) -> bool:
    """Whether an index lies in a container; with `end` the place behind it counts too."""
    index, size = a.num(known[1]), a.size(known[0])
    if index.lo < 0:
        return False
    least = size.lo - (0 if end else 1)
    return index.hi <= least or env.at_most(op.args[1], env.size_key(op.args[0]), 0 if end else -1)


@rule("list.at")
def _at(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    fits = _index_fits(a, op, known, env, end=False)
    return a.elem(known[0]), _BOUNDS if fits else NOTHING


@rule("list.get")
def _get(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    return Opt(a.elem(known[0])), NOTHING


@rule("string.charAt", "string.substring", "string.indexOf2", "string.lastIndexOf2")
def _offset(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    at = 1 if op.id in ("string.charAt", "string.substring") else 2
    picked = x.Op(op.id, (op.args[0], op.args[at]), op.type)
    fits = _index_fits(a, picked, [known[0], known[at]], env, end=True)
    size = Num(0, a.size(known[0]).hi)
    if op.type == t.INT:
        return Num(-1, size.hi), _BOUNDS if fits else NOTHING
    return Seq(Num(0, 1) if op.id == "string.charAt" else size, TOP), _BOUNDS if fits else NOTHING


@rule("list.slice", "string.substring2")
def _slice(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    start, end = a.num(known[1]), a.num(known[2])
    picked = x.Op(op.id, (op.args[0], op.args[2]), op.type)
    inside = _index_fits(a, picked, [known[0], known[2]], env, end=True)
    ordered = start.hi <= end.lo or env.below(op.args[1], op.args[2])
    safe = _BOUNDS if start.lo >= 0 and ordered and inside else NOTHING
    most = max(min(a.size(known[0]).hi, end.hi - start.lo), 0)
    least = max(end.lo - start.hi, 0)
    return Seq(Num(min(least, most), most), a.elem(known[0])), safe


@rule("list.take", "list.drop", "string.take", "string.drop")
def _cut(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    size, n = a.size(known[0]), a.num(known[1])
    n = Num(max(n.lo, 0), max(n.hi, 0))
    if op.id.endswith("take"):
        found = Num(min(size.lo, n.lo), min(size.hi, n.hi))
    else:
        found = Num(max(size.lo - n.hi, 0), max(size.hi - n.lo, 0))
    return Seq(found, a.elem(known[0])), NOTHING


# Elements


@rule("list.first", "list.last", "list.min", "list.max", "list.minBy", "list.maxBy")
def _one_of(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    return a.elem(known[0]), _EMPTY if a.size(known[0]).lo > 0 else NOTHING


@rule("math.leastOf", "math.greatestOf")
def _one_of_list(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    return _one_of(a, op, known, env)


@rule("list.sum")
def _sum(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    if op.type != t.INT:
        return TOP, NOTHING
    size, one = a.size(known[0]), a.num(a.elem(known[0]))
    exact = Num(min(one.lo, 0) * size.hi, max(one.hi, 0) * size.hi)
    if one.lo > 0:
        exact = Num(one.lo * size.lo, exact.hi)
    return _clipped(a, exact)


@rule("list.sort", "list.sortBy", "list.reverse")
def _order(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    return Seq(a.size(known[0]), a.elem(known[0])), NOTHING


@rule("list.distinct", "list.toSet")
def _fewer(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    size = a.size(known[0])
    return Seq(Num(min(size.lo, 1), size.hi), a.elem(known[0])), NOTHING


@rule("set.toList")
def _listed(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    return Seq(a.size(known[0]), a.elem(known[0])), NOTHING


@rule("list.concat", "string.concat")
def _concat(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    one, two = a.size(known[0]), a.size(known[1])
    size = Num(one.lo + two.lo, min(one.hi + two.hi, a.limits.size.hi))
    size = Num(min(size.lo, size.hi), size.hi)
    if op.id == "string.concat":
        return Seq(size, TOP), NOTHING
    if one.hi == 0 or two.hi == 0:
        return Seq(size, a.elem(known[1 if one.hi == 0 else 0])), NOTHING
    return Seq(size, iv.join(a.elem(known[0]), a.elem(known[1]))), NOTHING


@rule("list.indexed")
def _indexed(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    size = a.size(known[0])
    index = Num(0, max(size.hi - 1, 0))
    return Seq(size, Tup((index, a.elem(known[0])))), NOTHING


@rule("list.zip")
def _zip(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    one, two = a.size(known[0]), a.size(known[1])
    pair = Tup((a.elem(known[0]), a.elem(known[1])))
    return Seq(iv.least(one, two), pair), NOTHING


@rule("string.chars")
def _chars(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    return Seq(a.size(known[0]), Seq(Num(1, 1), TOP)), NOTHING


@rule("lists.range")
def _range(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    n = a.num(known[0])
    size = Num(max(n.lo, 0), max(n.hi, 0))
    return Seq(size, Num(0, max(n.hi - 1, 0))), NOTHING


@rule("lists.range2")
def _range2(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    start, end = a.num(known[0]), a.num(known[1])
    many = iv.sub(end, start)
    size = Num(max(many.lo, 0), min(max(many.hi, 0), a.limits.whole.hi))
    elem = Num(start.lo, max(end.hi - 1, start.lo))
    return Seq(size, elem), _OVERFLOW if many.hi <= a.limits.whole.hi else NOTHING


# Maps


@rule("map.entries")
def _entries(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    found = a.map(known[0])
    return Seq(found.size, Tup((found.key, found.value))), NOTHING


@rule("map.keys", "map.values")
def _half(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    found = a.map(known[0])
    return Seq(found.size, found.key if op.id == "map.keys" else found.value), NOTHING


@rule("map.get")
def _map_get(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    return Opt(a.map(known[0]).value), NOTHING


@rule("map.at")
def _map_at(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    there = has_key(env, op.args[0], op.args[1])
    safe = frozenset({"NoSuchKey"}) if there in env.holds else NOTHING
    return a.map(known[0]).value, safe


def has_key(env: Env, of: Any, key: Any) -> str | None:
    """The fact that a map has a key."""
    one, two = env.key(of), env.key(key)
    return None if one is None or two is None else f"{two} in {one}"


@rule("map.put")
def _put(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    old = a.map(known[0])
    size = Num(max(old.size.lo, 1), min(old.size.hi + 1, a.limits.size.hi))
    if old.size.hi == 0:
        return Dict(size, known[1], known[2]), NOTHING
    return Dict(size, iv.join(old.key, known[1]), iv.join(old.value, known[2])), NOTHING


@rule("map.remove")
def _remove(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    old = a.map(known[0])
    return Dict(Num(max(old.size.lo - 1, 0), old.size.hi), old.key, old.value), NOTHING


# Options


@rule("optional.of")
def _some(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    return Opt(known[0], present=True), NOTHING


@rule("option.value")
def _value(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    found = known[0]
    key = env.key(op.args[0])
    present = isinstance(found, Opt) and found.present
    there = present or (key is not None and f"present {key}" in env.holds)
    return a.some(found), frozenset({"NoValue"}) if there else NOTHING


@rule("option.orValue")
def _or_value(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    return iv.join(a.some(known[0]), known[1]), NOTHING


@rule("tuple.at")
def _part(a: Analysis, op: x.Op, known: Known, env: Env) -> Outcome:
    found = known[0]
    if isinstance(found, Tup) and isinstance(op.extra, int):
        return found.items[op.extra], NOTHING
    return TOP, NOTHING
