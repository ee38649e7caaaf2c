"""How TypeScript writes lists, maps, sets and their macros; the whole table of built-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vibee_plugins.typescript import spellings as sp
from vibee_plugins.typescript import values as v
from vibee_plugins.typescript.spellings import Spell, compare_of, member, method, support
from vibee_plugins.typescript.values import Out, out

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.targets.layout import Doc, concat, text
from vibee_compiler.targets.printer import ATOM

if TYPE_CHECKING:
    from vibee_plugins.typescript.printer import TypeScriptPrinter


def macro(name: str) -> Spell:
    """A method of arrays with a function."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Out:
        xs, lam = op.args
        return p.chained(xs, name, [p.function_of(lam)])

    return spell


def mapped3(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`xs.filter(p).map(f)`."""
    xs, test, lam = op.args
    kept = p.chained(xs, "filter", [p.function_of(test)])
    return v.chain(kept, "map", [p.function_of(lam)])


def counted(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`xs.filter(p).length`."""
    return out(concat(macro("filter")(p, op).doc, ".length"))


def exactly_one(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`xs.filter(p).length === 1`."""
    return p.binary("===", v.EQUALITY, counted(p, op).doc, text("1"))


def sort(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`xs.toSorted(compare)`."""
    compare = out(compare_of(p, op.type))
    return p.chained(op.args[0], "toSorted", [compare])


def sort_by(p: TypeScriptPrinter, op: x.Op) -> Out:
    """The items in the order of their keys."""
    xs, lam = op.args
    assert isinstance(lam, x.Lambda)
    compare = out(p.types.comparator(lam.body.type))
    return p.call(text(p.support("sortedBy")), [p.out(xs), p.function_of(lam), compare])


def group_by(p: TypeScriptPrinter, op: x.Op) -> Out:
    """The items by their keys."""
    xs, lam = op.args
    assert isinstance(lam, x.Lambda)
    compare = out(p.types.comparator(lam.body.type))
    return p.call(text(p.support("groupBy")), [p.out(xs), p.function_of(lam), compare])


def extreme_by(sign: str) -> Spell:
    """The first item with the least or greatest key."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Out:
        xs, lam = op.args
        assert isinstance(lam, x.Lambda)
        compare = out(p.types.comparator(lam.body.type))
        name = "leastBy" if sign == "+" else "greatestBy"
        return p.call(text(p.support(name)), [p.out(xs), p.function_of(lam), compare])

    return spell


def extreme(name: str, flip: bool) -> Spell:
    """The least or greatest element."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Out:
        xs = p.out(op.args[0])
        if op.type in (t.FLOAT, t.INT):
            choose = out(p.support(name))
            return p.call(text(p.support("numbersExtreme")), [xs, choose])
        compare = p.types.comparator(op.type)
        order = f"(a, b) => {compare}(b, a)" if flip else compare
        return p.call(text(p.support("extreme")), [xs, out(order)])

    return spell


def summed(p: TypeScriptPrinter, op: x.Op) -> Out:
    """The sum from the left."""
    xs = op.args[0]
    if op.type == t.INT:
        return p.call(text(p.support("sum")), [p.out(xs)])
    total = "(total, n) => total + n"
    return p.chained(xs, "reduce", [out(total), out("0")])


def get(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`xs[i]`, which is undefined outside."""
    return out(concat(p.expr(op.args[0], ATOM), "[", p.expr(op.args[1]), "]"))


def cut(p: TypeScriptPrinter, op: x.Op, side: str) -> Out:
    """`take` and `drop`; a negative count is none."""
    n = p.out(op.args[1])
    if not p.natural(op.args[1]):
        n = p.call(text("Math.max"), [n, out("0")])
    args = [out("0"), n] if side == "take" else [n]
    return p.chained(op.args[0], "slice", args)


def concatenated(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`[...xs, y]`."""
    return out(v.bracketed("[", _parts(p, op), "]"), ATOM, "object")


def _parts(p: TypeScriptPrinter, node: x.Expr) -> list[Doc]:
    if isinstance(node, x.Op) and node.id == "list.concat":
        return [*_parts(p, node.args[0]), *_parts(p, node.args[1])]
    if isinstance(node, x.ListLit) and not any(node.optional):
        return [p.expr(item, v.ARROW) for item in node.items]
    return [concat("...", p.expr(node, v.ARROW))]


def contains(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`xs.includes(y)`; by parts, or where NaN is not itself, `some`."""
    item, xs = op.args
    if p.world.scalar(item.type) and item.type != t.FLOAT:
        return p.chained(xs, "includes", [p.out(item)])
    return p.call(text(p.support("contains")), [p.out(xs), p.out(item)])


def index_of(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`xs.indexOf(y)`."""
    xs, item = op.args
    if p.world.scalar(item.type):
        return method("indexOf")(p, op)
    return p.call(text(p.support("indexEqual")), [p.out(xs), p.out(item)])


def ranged(p: TypeScriptPrinter, op: x.Op) -> Out:
    """A list of integers."""
    args = [p.out(arg) for arg in op.args]
    return p.call(text(p.support("range")), args if len(args) > 1 else [out("0"), *args])


def indexed(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`[...xs.entries()]`."""
    return out(concat("[...", p.expr(op.args[0], ATOM), ".entries()]"))


def join(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`xs.join(t)`."""
    by = p.out(op.args[1]) if len(op.args) > 1 else out('""')
    return p.chained(op.args[0], "join", [by])


def map_get(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`m.get(k)`."""
    if p.world.boxed(op.type):
        return p.call(text(p.support("lookup")), [p.out(arg) for arg in op.args])
    return method("get")(p, op)


def has(p: TypeScriptPrinter, op: x.Op) -> Out:
    """`m.has(k)`."""
    return p.chained(op.args[1], "has", [p.out(op.args[0])])


def ordered_map(p: TypeScriptPrinter, type_: t.Type, pairs: Doc) -> Out:
    """A map in the order of its keys."""
    args = [out(pairs, ATOM, "object"), out(compare_of(p, type_))]
    return p.call(text(p.support("inOrder")), args)


def map_put(p: TypeScriptPrinter, op: x.Op) -> Out:
    """A copy with one more entry."""
    m, key, item = op.args
    pair = v.bracketed("[", [p.expr(key, v.ARROW), p.expr(item, v.ARROW)], "]")
    spread = concat("...", p.expr(m, v.ARROW))
    return ordered_map(p, op.type, v.bracketed("[", [spread, pair], "]"))


def map_remove(p: TypeScriptPrinter, op: x.Op) -> Out:
    """A copy without an entry."""
    args = [*(p.out(arg) for arg in op.args), out(compare_of(p, op.type))]
    return p.call(text(p.support("withoutKey")), args)


def map_entries(p: TypeScriptPrinter, op: x.Op) -> Out:
    """The entries in key order."""
    m = op.args[0]
    return p.call(text(p.support("entries")), [p.out(m), out(compare_of(p, m.type))])


def part_of_entries(index: int) -> Spell:
    """Keys or values in key order."""

    def spell(p: TypeScriptPrinter, op: x.Op) -> Out:
        pattern = ("[key]", "[, item]")[index]
        body = ("key", "item")[index]
        head = concat(map_entries(p, op).doc, ".map")
        return p.call(head, [out(f"({pattern}) => {body}", v.ARROW, "arrow")])

    return spell


def set_list(p: TypeScriptPrinter, op: x.Op) -> Out:
    """The elements in order."""
    items = op.args[0]
    head = concat("[...", p.expr(items, v.ARROW), "].sort")
    return p.call(head, [out(compare_of(p, items.type))])


def to_set(p: TypeScriptPrinter, op: x.Op) -> Out:
    """A set in order."""
    return p.call(text(p.support("sortedSet")), [p.out(op.args[0]), out(compare_of(p, op.type))])


def put(p: TypeScriptPrinter, op: x.Op) -> Out:
    """A set with one more element."""
    items = [concat("...", p.expr(op.args[0], v.ARROW)), p.expr(op.args[1], v.ARROW)]
    listed = out(v.bracketed("[", items, "]"), ATOM, "object")
    return p.call(text(p.support("sortedSet")), [listed, out(compare_of(p, op.type))])


TABLE: dict[str, Spell] = {
    **sp.SCALARS,
    "list.map": macro("map"),
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
    "list.groupBy": group_by,
    "list.minBy": extreme_by("+"),
    "list.maxBy": extreme_by("-"),
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
    "list.slice!": method("slice"),
    "list.slice": support("slice"),
    "list.concat": concatenated,
    "list.in": contains,
    "list.indexOf": index_of,
    "list.reverse": method("toReversed"),
    "list.distinct": support("distinct"),
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
    "map.keys": part_of_entries(0),
    "map.values": part_of_entries(1),
    "set.size": member("size"),
    "set.in": has,
    "set.put": put,
    "set.toList": set_list,
}
"""The table."""
