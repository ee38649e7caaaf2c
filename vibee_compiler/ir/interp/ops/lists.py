"""Lists, without the macros."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.interp.budget import OBJECT, Raised, Runtime
from vibee_compiler.ir.interp.compiler import Code, ExprCompiler, Frame, apply
from vibee_compiler.ir.interp.ops.ints import overflow
from vibee_compiler.ir.interp.registry import form, op
from vibee_compiler.ir.value_maps import SetValue
from vibee_compiler.ir.values import NOTHING, Grown, ListLike, Some, concat

Items = tuple[Any, ...]

op("list.size", grown=True)(len)


def empty(what: str) -> Raised:
    """The error of a list without elements."""
    return Raised("EmptyList", f"{what} of an empty list")


def cut(items: ListLike, start: int, stop: int) -> Items:
    """A stretch of a list."""
    if type(items) is Grown:
        return tuple(items.buffer[start : min(stop, items.size)])
    return items[start:stop]  # type: ignore[index]


@op("list.at", grown=True)
def at(items: ListLike, i: int) -> Any:
    """The element at i."""
    if not 0 <= i < len(items):
        raise Raised("IndexOutOfBounds", f"no element {i}")
    return items.buffer[i] if type(items) is Grown else items[i]  # type: ignore[index]


@op("list.get", grown=True)
def get(items: ListLike, i: int) -> Any:
    """The element at i, if there is one."""
    return Some(at(items, i)) if 0 <= i < len(items) else NOTHING


@op("list.concat", runtime=True, grown=True)
def concatenate(rt: Runtime, a: ListLike, b: ListLike) -> ListLike:
    """The elements of both; appending to the newest list copies only what is added."""
    shared = type(a) is Grown and len(a.buffer) == a.size
    rt.build(OBJECT + 8 * (len(b) if shared else len(a) + len(b)))
    return concat(a, b)


@form("list.newOptional")
def new_optional(c: ExprCompiler, e: x.Op) -> Code:
    """A list literal with optional elements, in the shape of the table's entry."""
    return c.compile(x.ListLit(e.args, (True, False), e.type))


@form("list.in")
def contains(c: ExprCompiler, e: x.Op) -> Code:
    """Whether an element equals the value."""
    value, items = c.compile(e.args[0]), c.list_of(e.args[1])
    type_, runtime = e.args[0].type, c.runtime
    same = c.linker.equality.equal(type_)
    plain_type = c.linker.equality.is_plain(type_)

    def run(env: Frame) -> bool:
        wanted, given = value(env), items(env)
        runtime.work(len(given) // 16)
        return wanted in given if plain_type else any(same(one, wanted) for one in given)

    return run


@form("list.indexOf")
def index_of(c: ExprCompiler, e: x.Op) -> Code:
    """The index of the first element that equals the value, or -1."""
    same, runtime = c.linker.equality.equal(e.args[1].type), c.runtime

    def find(given: Items, wanted: Any) -> int:
        runtime.work(len(given) // 16)
        return next((i for i, one in enumerate(given) if same(one, wanted)), -1)

    return apply(find, [c.list_of(e.args[0]), c.compile(e.args[1])])


@form("list.distinct")
def distinct(c: ExprCompiler, e: x.Op) -> Code:
    """The first of each group of equal elements."""
    assert isinstance(e.type, t.ListT)
    type_, runtime = e.type.elem, c.runtime
    same = c.linker.equality.equal(type_)
    hashed = c.linker.equality.is_plain(type_)

    def run(given: Items) -> Items:
        runtime.items(len(given))
        if hashed:
            return tuple(dict.fromkeys(given))
        out: list[Any] = []
        for one in given:
            runtime.work(1 + len(out) // 4)
            if not any(same(other, one) for other in out):
                out.append(one)
        return tuple(out)

    return apply(run, [c.list_of(e.args[0])])


def sort_by(c: ExprCompiler, type_: t.Type) -> Callable[[Sequence[Any], Sequence[Any]], Items]:
    """What sorts items by keys of a type: stable, keys unequal to themselves last."""
    strange, runtime = c.linker.equality.strange(type_), c.runtime

    def run(items: Sequence[Any], keys: Sequence[Any]) -> Items:
        count = len(items)
        runtime.work(count * count.bit_length() // 8)
        runtime.items(count)
        order = range(count)
        last: list[int] = []
        if strange is not None:
            last = [i for i in order if strange(keys[i])]
            dropped = set(last)
            kept = [i for i in order if i not in dropped]
            return tuple([items[i] for i in [*sorted(kept, key=keys.__getitem__), *last]])
        return tuple([items[i] for i in sorted(order, key=keys.__getitem__)])

    return run


def pick_by(
    c: ExprCompiler, type_: t.Type, up: bool
) -> Callable[[Sequence[Any], Sequence[Any]], Any]:
    """What picks the item with the least or greatest key, the first of equals; NaN wins."""
    strange, less, runtime = (
        c.linker.equality.strange(type_),
        c.linker.equality.less(type_),
        c.runtime,
    )

    def run(items: Sequence[Any], keys: Sequence[Any]) -> Any:
        if not items:
            raise empty("max" if up else "min")
        runtime.work(len(items) // 8)
        if strange is not None:
            for item, key in zip(items, keys, strict=True):
                if strange(key):
                    return item
        best = 0
        for i in range(1, len(items)):
            if less(keys[best], keys[i]) if up else less(keys[i], keys[best]):
                best = i
        return items[best]

    return run


def _elem(e: x.Op) -> t.Type:
    type_ = e.args[0].type
    assert isinstance(type_, t.ListT)
    return type_.elem


@form("list.sort")
def sort(c: ExprCompiler, e: x.Op) -> Code:
    """Ascending, stable."""
    by = sort_by(c, _elem(e))
    return apply(lambda given: by(given, given), [c.list_of(e.args[0])])


@form("list.min", "math.leastOf")
def least(c: ExprCompiler, e: x.Op) -> Code:
    """The least element."""
    by = pick_by(c, _elem(e), up=False)
    return apply(lambda given: by(given, given), [c.list_of(e.args[0])])


@form("list.max", "math.greatestOf")
def greatest(c: ExprCompiler, e: x.Op) -> Code:
    """The greatest element."""
    by = pick_by(c, _elem(e), up=True)
    return apply(lambda given: by(given, given), [c.list_of(e.args[0])])


@form("list.sum")
def total(c: ExprCompiler, e: x.Op) -> Code:
    """The sum from the left; each partial sum of Ints is checked."""
    runtime, floats = c.runtime, _elem(e) == t.FLOAT
    low, high = runtime.least, runtime.greatest

    def ints(given: Items) -> int:
        runtime.work(len(given) // 4)
        value = 0
        for one in given:
            value += one
            if not low <= value <= high:
                raise overflow()
        return value

    def doubles(given: Items) -> float:
        # Not sum(), which compensates for rounding from Python 3.12 on.
        runtime.work(len(given) // 4)
        value = 0.0
        for one in given:
            value += one
        return value

    return apply(doubles if floats else ints, [c.list_of(e.args[0])])


@op("list.first", grown=True)
def first(items: ListLike) -> Any:
    """The first element."""
    if not items:
        raise empty("first")
    return at(items, 0)


@op("list.last", grown=True)
def last(items: ListLike) -> Any:
    """The last element."""
    if not items:
        raise empty("last")
    return at(items, len(items) - 1)


@op("list.take", runtime=True, grown=True)
def take(rt: Runtime, items: ListLike, n: int) -> Items:
    """The first n."""
    stop = min(max(n, 0), len(items))
    rt.build(OBJECT + 8 * stop)
    return cut(items, 0, stop)


@op("list.drop", runtime=True, grown=True)
def drop(rt: Runtime, items: ListLike, n: int) -> Items:
    """All but the first n."""
    start = min(max(n, 0), len(items))
    rt.build(OBJECT + 8 * (len(items) - start))
    return cut(items, start, len(items))


@op("list.slice", runtime=True, grown=True)
def slice_of(rt: Runtime, items: ListLike, i: int, j: int) -> Items:
    """The elements from i up to j."""
    if not 0 <= i <= j <= len(items):
        raise Raised("IndexOutOfBounds", "slice")
    rt.build(OBJECT + 8 * (j - i))
    return cut(items, i, j)


@op("list.reverse", runtime=True)
def reverse(rt: Runtime, items: Items) -> Items:
    """The opposite order."""
    rt.build(OBJECT + 8 * len(items))
    return items[::-1]


def _flat(rt: Runtime, items: Items, depth: int) -> Items:
    for _ in range(depth):
        rt.work(len(items) // 8)
        rt.build(OBJECT + 8 * sum(map(len, items)))
        items = tuple(chain.from_iterable(items))
    return items


@op("list.flatten", runtime=True)
def flatten(rt: Runtime, items: Items) -> Items:
    """One level less."""
    return _flat(rt, items, 1)


@form("list.flattenDepth")
def flatten_depth(c: ExprCompiler, e: x.Op) -> Code:
    """`extra` levels less, at most as many as the type nests."""
    levels, type_ = 0, _elem(e)
    while isinstance(type_, t.ListT):
        levels, type_ = levels + 1, type_.elem
    depth, runtime = min(int(e.extra or 0), levels), c.runtime
    return apply(lambda items: _flat(runtime, items, depth), [c.list_of(e.args[0])])


@op("list.zip", runtime=True)
def zip_lists(rt: Runtime, a: Items, b: Items) -> Items:
    """Pairs, as many as the shorter list has."""
    rt.build(OBJECT * (1 + 2 * min(len(a), len(b))))
    return tuple(zip(a, b, strict=False))


@op("list.indexed", runtime=True)
def indexed(rt: Runtime, items: Items) -> Items:
    """Each element with its index."""
    rt.build(OBJECT * (1 + 2 * len(items)))
    return tuple(enumerate(items))


@op("list.toSet", runtime=True)
def to_set(rt: Runtime, items: Items) -> SetValue:
    """The set of the elements."""
    rt.build(OBJECT * (1 + len(items)))
    return SetValue.of(items)


@op("lists.range", runtime=True)
def range_to(rt: Runtime, n: int) -> Items:
    """From 0 up to n."""
    rt.items(max(n, 0))
    return tuple(range(n))


@op("lists.range2", runtime=True)
def range_from(rt: Runtime, a: int, b: int) -> Items:
    """From a up to b."""
    return range_steps(rt, a, b, 1)


@op("lists.range3", runtime=True)
def range_steps(rt: Runtime, a: int, b: int, step: int) -> Items:
    """From a in steps, up to b."""
    if step == 0:
        raise Raised("InvalidArgument", "a step of 0")
    count = max(0, -((a - b) // step) if step > 0 else -((b - a) // -step))
    if count > rt.greatest:
        raise overflow()
    rt.items(count)
    return tuple(range(a, b, step))


@op("optional.unwrap", runtime=True)
def unwrap(rt: Runtime, items: Items) -> Items:
    """The values of the options that hold one."""
    rt.build(OBJECT + 8 * len(items))
    return tuple([one.value for one in items if one is not NOTHING])
