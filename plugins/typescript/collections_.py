"""How TypeScript writes lists, maps, sets and their macros; the whole table of built-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vibee_plugins.typescript import spellings as sp
from vibee_plugins.typescript import syntax as js
from vibee_plugins.typescript.equality import is_carried, same
from vibee_plugins.typescript.sorting import sort_by
from vibee_plugins.typescript.spell_forms import (
    Spell,
    compare_of,
    member,
    method,
    support,
    told_once,
)
from vibee_plugins.typescript.syntax import Node

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t

if TYPE_CHECKING:
    from vibee_plugins.typescript.printer import TypeScriptPrinter


def macro(name: str) -> Spell:
    """A method of arrays with a function."""
    return lambda p, op: p.method(op.args[0], name, p.function_of(op.args[1]))


def mapped(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`xs.map(f)`; the code points of a text are mapped while they are taken."""
    xs, lam = op.args
    if isinstance(xs, x.Op) and xs.id == "string.chars" and xs not in p.known:
        made = js.Member(js.Name("Array"), "from")
        return js.Call(made, (p.node(xs.args[0]), p.function_of(lam)))
    return macro("map")(p, op)


def mapped3(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`xs.filter(p).map(f)`."""
    xs, test, lam = op.args
    return js.method(p.method(xs, "filter", p.function_of(test)), "map", p.function_of(lam))


def counted(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`xs.filter(p).length`."""
    return js.Member(macro("filter")(p, op), "length")


def exactly_one(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`xs.filter(p).length === 1`."""
    return js.Binary("===", counted(p, op), js.number(1))


def sort(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`xs.toSorted(compare)`."""
    return p.method(op.args[0], "toSorted", compare_of(p, op.type))


def by_key(part: str) -> Spell:
    """A part of the support module that takes items, their key and its order."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Node:
        xs, lam = op.args
        assert isinstance(lam, x.Lambda)
        compare = p.types.comparator(lam.body.type)
        return p.part(part, p.argument(xs), p.function_of(lam), compare)

    return spell


def extreme(name: str, flip: bool) -> Spell:
    """The least or greatest element."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Node:
        xs = p.argument(op.args[0])
        if op.type == t.FLOAT or (op.type == t.INT and not p.world.big):
            return p.part("numbersExtreme", xs, js.Name(p.support(name)))
        compare = p.types.comparator(op.type)
        if flip:
            compare = js.Arrow("a, b", js.call(compare, js.Name("b"), js.Name("a")))
        return told_once(p, op, p.part("extreme", xs, compare))

    return spell


def summed(p: TypeScriptPrinter, op: x.Op) -> Node:
    """The sum from the left."""
    xs = op.args[0]
    if op.type == t.INT:
        return p.part("sum", p.node(xs))
    if isinstance(xs, x.Op) and xs.id == "list.map":
        source, lam = xs.args
        with p.scope():
            total = p.locals.fresh("total").text
            assert isinstance(lam, x.Lambda)
            param = p.pattern(lam.params[0], lam.body) or "_"
            added = js.Binary("+", js.Name(total), p.node(lam.body))
        return p.method(source, "reduce", js.Arrow(f"{total}, {param}", added), js.ZERO)
    plus = js.Arrow("total, n", js.Binary("+", js.Name("total"), js.Name("n")))
    return p.method(xs, "reduce", plus, js.ZERO)


def get(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`xs[i]`, which is undefined outside."""
    return js.Index(p.base(op.args[0]), p.raw(op.args[1]))


def cut(p: TypeScriptPrinter, op: x.Op, side: str) -> Node:
    """`take` and `drop`; a negative count is none."""
    n = p.node(op.args[1])
    if not p.natural(op.args[1]):
        n = js.method(js.Name("Math"), "max", n, js.ZERO)
    return p.method(op.args[0], "slice", *([js.ZERO, n] if side == "take" else [n]))


def sliced(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`xs.slice(from, to)`, which clamps by itself; the list's own end is left out."""
    xs, start, end = op.args
    match end:
        case x.Op("math.least", (n, whole)) if p.natural(n) and _size_of(whole) == _sized_as(xs):
            return p.method(xs, "slice", p.node(start), p.node(n))
        case _ if _size_of(end) == _sized_as(xs):
            return p.method(xs, "slice", p.node(start))
    return p.method(xs, "slice", p.node(start), p.node(end))


def _size_of(node: x.Expr) -> x.Expr | None:
    """Whose size an expression is."""
    if isinstance(node, x.Op) and node.id in ("list.size", "map.size"):
        return _sized_as(node.args[0])
    return None


_KEEP_SIZE = frozenset(
    """list.map list.sort list.sortBy list.reverse list.indexed map.entries map.keys
    map.values""".split()
)


def _sized_as(node: x.Expr) -> x.Expr:
    """What has as many elements as a list, at the beginning of its chain."""
    while isinstance(node, x.Op) and node.id in _KEEP_SIZE:
        node = node.args[0]
    return node


def concatenated(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`[...xs, y]`."""
    return js.Items(tuple(_parts(p, op)))


def _parts(p: TypeScriptPrinter, node: x.Expr) -> list[Node]:
    if isinstance(node, x.Op) and node.id == "list.concat":
        return [*_parts(p, node.args[0]), *_parts(p, node.args[1])]
    if isinstance(node, x.ListLit) and not any(node.optional):
        return p.all(node.items)
    return [js.spread(p.node(node))]


def contains(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`xs.includes(y)`; by parts, or where NaN is not itself, a comparison of each."""
    item, xs = op.args
    if p.world.scalar(item.type) and item.type != t.FLOAT:
        return p.method(xs, "includes", p.node(item))
    return p.part("contains", p.node(xs), p.node(item), *_sameness(p, item.type))


def _sameness(p: TypeScriptPrinter, type_: t.Type) -> list[Node]:
    """The equality of a type, where it is none of the usual."""
    return [same(p, type_)] if is_carried(p.world, type_) else []


def distinct(p: TypeScriptPrinter, op: x.Op) -> Node:
    """The first of each."""
    assert isinstance(op.type, t.ListT)
    own = _sameness(p, op.type.elem)
    return p.part("distinctBy" if own else "distinct", p.node(op.args[0]), *own)


def index_of(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`xs.indexOf(y)`."""
    xs, item = op.args
    if p.world.scalar(item.type):
        return method("indexOf")(p, op)
    return p.part("indexEqual", p.node(xs), p.node(item), *_sameness(p, item.type))


def ranged(p: TypeScriptPrinter, op: x.Op) -> Node:
    """A list of integers."""
    args = p.all(op.args)
    return p.part("range", *(args if len(args) > 1 else (js.ZERO, *args)))


def indexed(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`[...xs.entries()]`."""
    return js.copied(p.method(op.args[0], "entries"))


def join(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`xs.join(t)`."""
    by = p.node(op.args[1]) if len(op.args) > 1 else js.Lit('""', "string")
    return p.method(op.args[0], "join", by)


def map_get(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`m.get(k)`."""
    if p.world.boxed(op.type):
        return p.part("lookup", *p.all(op.args))
    return method("get")(p, op)


def has(p: TypeScriptPrinter, op: x.Op) -> Node:
    """`m.has(k)`."""
    return p.method(op.args[1], "has", p.node(op.args[0]))


def map_put(p: TypeScriptPrinter, op: x.Op) -> Node:
    """A copy with one more entry."""
    m, key, item = op.args
    pair = js.Items((p.node(key), p.node(item)))
    entries = js.Items((js.spread(p.argument(m)), pair))
    return p.part("inOrder", entries, compare_of(p, op.type))


def map_remove(p: TypeScriptPrinter, op: x.Op) -> Node:
    """A copy without an entry."""
    return p.part("withoutKey", *map(p.argument, op.args), compare_of(p, op.type))


def map_entries(p: TypeScriptPrinter, op: x.Op) -> Node:
    """The entries in key order."""
    m = op.args[0]
    return p.part("entries", p.argument(m), compare_of(p, m.type))


def part_of_entries(part: str) -> Spell:
    """Keys or values in key order."""
    return lambda p, op: p.part(part, p.argument(op.args[0]), compare_of(p, op.args[0].type))


def set_list(p: TypeScriptPrinter, op: x.Op) -> Node:
    """The elements in order."""
    items = op.args[0]
    return js.method(js.copied(p.argument(items)), "sort", compare_of(p, items.type))


def to_set(p: TypeScriptPrinter, op: x.Op) -> Node:
    """A set in order."""
    assert isinstance(op.type, t.SetT)
    items = p.node(op.args[0])
    if items == js.Items(()):
        return js.make("Set", types=(p.types.text(op.type.elem),))
    return p.part("sortedSet", items, compare_of(p, op.type))


def put(p: TypeScriptPrinter, op: x.Op) -> Node:
    """A set with one more element."""
    items = js.Items((js.spread(p.argument(op.args[0])), p.node(op.args[1])))
    return p.part("sortedSet", items, compare_of(p, op.type))


TABLE: dict[str, Spell] = {
    **sp.SCALARS,
    "list.map": mapped,
    "list.filter": macro("filter"),
    "list.map3": mapped3,
    "list.flatMap": macro("flatMap"),
    "list.all": macro("every"),
    "list.exists": macro("some"),
    "list.find": macro("find"),
    "list.count": counted,
    "list.existsOne": exactly_one,
    "list.sort": sort,
    "list.sortBy": sort_by,
    "list.groupBy": by_key("groupBy"),
    "list.minBy": by_key("leastBy"),
    "list.maxBy": by_key("greatestBy"),
    "list.min": extreme("least", flip=False),
    "list.max": extreme("greatest", flip=True),
    "list.sum": summed,
    "list.size": member("length"),
    "list.at": support("at"),
    "list.get": get,
    "list.first": support("first"),
    "list.last": support("last"),
    "list.take": lambda p, op: cut(p, op, "take"),
    "list.drop": lambda p, op: cut(p, op, "drop"),
    "list.slice!": sliced,
    "list.slice": support("slice"),
    "list.concat": concatenated,
    "list.in": contains,
    "list.indexOf": index_of,
    "list.reverse": method("toReversed"),
    "list.distinct": distinct,
    "list.flatten": method("flat"),
    "list.zip": support("zip"),
    "list.indexed": indexed,
    "list.join": join,
    "list.joinWith": join,
    "list.toSet": to_set,
    "lists.range": ranged,
    "lists.range2": ranged,
    "map.size": member("size"),
    "map.in": has,
    "map.get": map_get,
    "map.at": support("valueAt"),
    "map.put": map_put,
    "map.remove": map_remove,
    "map.entries": map_entries,
    "map.keys": part_of_entries("keys"),
    "map.values": part_of_entries("values"),
    "set.size": member("size"),
    "set.in": has,
    "set.put": put,
    "set.toList": set_list,
}
"""The table."""
