"""How Python writes lists, maps, sets and their macros."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from vibee_plugins.python import spell_forms as sp
from vibee_plugins.python import values as v
from vibee_plugins.python.spine import source_of, total_key
from vibee_plugins.python.values import Form, Out, out

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.targets.layout import Doc, concat, text
from vibee_compiler.targets.printer import ATOM, LOWEST

if TYPE_CHECKING:
    from vibee_plugins.python.printer import PythonPrinter

Spell = Callable[["PythonPrinter", x.Op], Out]


def generator(element: Doc, clauses: list[Doc]) -> Out:
    """The inside of a comprehension."""
    doc = v.comprehension(element, clauses)
    return Out(doc, ATOM, Form.GENERATOR, element, tuple(clauses))


def mapped(p: PythonPrinter, op: x.Op) -> Out:
    """`e for x in xs`, or `map(f, xs)` where the element is just passed on."""
    xs, lam = op.args
    assert isinstance(lam, x.Lambda)
    if p.passes_on(lam):
        items = p.source(xs, alone=False, early=p.raises(lam.body))
        made = p.call("map", [p.function_of(lam), items])
        return Out(made.doc, made.prec, Form.ITERABLE)
    with p.binders(lam.params, lam.body, below=xs) as targets:
        head = p.walk(targets[0], xs, early=p.raises(lam.body), pattern=lam.params[0])
        return generator(p.element(lam.body), head)


def filtered(p: PythonPrinter, op: x.Op) -> Out:
    """`x for x in xs if p`."""
    xs, lam = op.args
    assert isinstance(lam, x.Lambda)
    with p.binders(lam.params, whole=True) as targets:
        head = p.walk(targets[0], xs, early=p.raises(lam.body))
        return generator(targets[0], [*head, p.condition_clause(lam.body)])


def mapped3(p: PythonPrinter, op: x.Op) -> Out:
    """`e for x in xs if p`."""
    xs, test, lam = op.args
    assert isinstance(test, x.Lambda) and isinstance(lam, x.Lambda)
    with p.binders(test.params) as targets:
        early = p.raises(test.body) or p.raises(lam.body)
        clauses = [*p.walk(targets[0], xs, early=early), p.condition_clause(test.body)]
        p.bind_alike(lam.params, test.params)
        return generator(p.element(lam.body), clauses)


def flat_mapped(p: PythonPrinter, op: x.Op) -> Out:
    """`y for x in xs for y in e`."""
    xs, lam = op.args
    assert isinstance(lam, x.Lambda)
    with p.binders(lam.params, lam.body) as targets:
        head = p.walk(targets[0], xs, early=p.raises(lam.body))
        made = p.out(lam.body)
        if made.form is Form.GENERATOR and made.element is not None:
            return generator(made.element, [*head, *made.clauses])
        inner = text(p.fresh("item"))
        items = p.walked(made, lam.body, alone=True, early=False)
        return generator(inner, [*head, concat("for ", inner, " in ", items)])


def flattened(p: PythonPrinter, op: x.Op) -> Out:
    """`x for inner in xs for x in inner`."""
    items = p.for_source(op.args[0], early=False)
    with p.scope():
        inner, item = text(p.fresh("items")), text(p.fresh("item"))
        clauses = [
            concat("for ", inner, " in ", items),
            concat("for ", item, " in ", inner),
        ]
        return generator(item, clauses)


def quantified(name: str) -> Spell:
    """`all` and `any`."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        xs, lam = op.args
        assert isinstance(lam, x.Lambda)
        with p.binders(lam.params, lam.body) as targets:
            head = p.walk(targets[0], xs, early=True)
            made = v.comprehension(p.element(lam.body), head)
            return out(v.enclosed(f"{name}(", made, ")"))

    return spell


def _counting(p: PythonPrinter, op: x.Op) -> Doc:
    xs, lam = op.args
    assert isinstance(lam, x.Lambda)
    with p.binders(lam.params, lam.body) as targets:
        head = p.walk(targets[0], xs, early=p.raises(lam.body))
        clauses = [*head, p.condition_clause(lam.body)]
        return v.enclosed("sum(", v.comprehension(text("1"), clauses), ")")


def counted(p: PythonPrinter, op: x.Op) -> Out:
    """`sum(1 for x in xs if p)`."""
    return out(_counting(p, op))


def exactly_one(p: PythonPrinter, op: x.Op) -> Out:
    """Whether the count is 1; every element is looked at."""
    return out(concat(_counting(p, op), " == 1"), v.COMPARE)


def found(p: PythonPrinter, op: x.Op) -> Out:
    """`next((x for x in xs if p), None)`."""
    xs, lam = op.args
    assert isinstance(lam, x.Lambda)
    with p.binders(lam.params, whole=True) as targets:
        head = p.walk(targets[0], xs, early=True)
        made = generator(targets[0], [*head, p.condition_clause(lam.body)])
    return p.call("next", [v.enclosed("(", made.doc, ")"), text("None")])


def while_true(name: str) -> Spell:
    """`takewhile` and `dropwhile`."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        xs, lam = op.args
        head = f"{p.module_import('itertools')}.{name}"
        made = p.call(head, [p.function_of(lam), p.source(xs, alone=False, early=True)])
        return Out(made.doc, made.prec, Form.ITERABLE)

    return spell


def sort(p: PythonPrinter, op: x.Op) -> Out:
    """`sorted(xs)`, with a key for enums and NaN."""
    args = [p.source(op.args[0], alone=False)]
    elem = op.args[0].type
    if isinstance(elem, t.ListT) and p.types.needs_key(elem.elem):
        args.append(concat("key=", p.support("sort_key")))
    elif len(args) == 1:
        args = [p.source(op.args[0])]
    made = p.call("sorted", args)
    return Out(made.doc, made.prec, Form.SEQUENCE)


def sort_by(p: PythonPrinter, op: x.Op) -> Out:
    """`sorted(xs, key=...)`."""
    xs, lam = op.args
    assert isinstance(lam, x.Lambda)
    ordered = p.types.needs_key(lam.body.type)
    key = p.function_of(lam, wrap=p.support("sort_key") if ordered else None)
    if isinstance(xs, x.Op) and xs.id == "map.entries" and total_key(op):
        items = concat(p.loose(xs.args[0], ATOM), ".items()")
    else:
        items = p.source(xs, alone=False)
    made = p.call("sorted", [items, concat("key=", key)])
    return Out(made.doc, made.prec, Form.SEQUENCE)


def extreme_by(name: str) -> Spell:
    """`min` and `max` by a key: the first of equals."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        xs, lam = op.args
        assert isinstance(lam, x.Lambda)
        ordered = p.types.needs_key(lam.body.type)
        key = p.function_of(lam, wrap=p.support("sort_key") if ordered else None)
        items = p.sequence(xs)
        if op.errors:
            items = p.call(p.support("not_empty"), [items]).doc
        return p.call(name, [items, concat("key=", key)])

    return spell


def extreme(name: str) -> Spell:
    """`min` and `max` of a list."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        elem = op.type
        items = p.sequence(op.args[0])
        if op.errors:
            items = p.call(p.support("not_empty"), [items]).doc
        if elem == t.FLOAT:
            return p.call(p.support(f"float_{name}"), [concat("*", items)])
        if p.types.needs_key(elem):
            return p.call(name, [items, concat("key=", p.support("sort_key"))])
        return p.call(name, [items])

    return spell


def summed(p: PythonPrinter, op: x.Op) -> Out:
    """The sum from the left; Python's own `sum` of floats compensates, and so differs."""
    items = p.source(op.args[0])
    if op.type == t.FLOAT:
        return p.call(p.support("float_sum"), [items])
    if not op.errors:
        return p.call("sum", [items])
    if p.natural_elements(op.args[0]):
        return p.call(p.support("int64"), [p.call("sum", [items]).doc])
    return p.call(p.support("int_sum"), [p.source(op.args[0], early=True)])


def at(p: PythonPrinter, op: x.Op) -> Out:
    """`xs[i]`, checked where the index may lie outside."""
    caught = p.package.bounds.native and p.natural(op.args[1])
    if op.errors and not caught:
        return p.call(p.support("item_at"), [p.sequence(op.args[0]), p.expr(op.args[1])])
    return out(concat(p.sequence(op.args[0], ATOM), "[", p.expr(op.args[1]), "]"))


def get(p: PythonPrinter, op: x.Op) -> Out:
    """The element, if the index lies inside."""
    part = "item_if_any_wrapped" if p.types.wrapped(op.type) else "item_if_any"
    return p.call(p.support(part), [p.sequence(op.args[0]), p.expr(op.args[1])])


def end(part: str, index: str) -> Spell:
    """The first or last element."""

    def spell(p: PythonPrinter, op: x.Op) -> Out:
        items = p.sequence(op.args[0], LOWEST if op.errors else ATOM)
        if op.errors:
            items = p.call(p.support("not_empty"), [items]).doc
        return out(concat(items, f"[{index}]"))

    return spell


def slice_(p: PythonPrinter, op: x.Op) -> Out:
    """`xs[i:j]`, checked where a bound may lie outside."""
    xs, start, stop = op.args
    if op.errors:
        made = p.call(p.support("sublist"), [p.sequence(xs), p.expr(start), p.expr(stop)])
        return Out(made.doc, made.prec, Form.SEQUENCE)
    zero = isinstance(start, x.Literal) and start.value == 0
    head = out("").doc if zero else p.expr(start, v.ADD)
    stop = _without_size(p, xs, stop)
    last = p.expr(stop, v.ADD)
    shown = [v.flat(head), v.flat(last)]
    simple = all(one.isidentifier() or one.isdigit() or not one for one in shown)
    space = "" if simple else " "
    left = space if shown[0] else ""
    return p.subscript(xs, concat(head, left, ":", space, last))


def _without_size(p: PythonPrinter, xs: x.Expr, stop: x.Expr) -> x.Expr:
    """`n` for `least(n, xs.size())`, where n is not negative: Python cuts at the end by itself."""
    if not isinstance(stop, x.Op) or stop.id != "math.least":
        return stop
    for n, size in (stop.args, tuple(reversed(stop.args))):
        if isinstance(size, x.Op) and size.id.endswith(".size") and p.natural(n):
            one, other = source_of(p.original(xs)), source_of(p.original(size.args[0]))
            if one == other:
                return n
    return stop


def concatenated(p: PythonPrinter, op: x.Op) -> Out:
    """`(*xs, *ys)`."""
    return p.spliced(op)


def element(p: PythonPrinter, op: x.Op) -> Out:
    """`v in xs`, by the language's own equality."""
    if p.types.loose_equality(op.args[0].type) or op.args[0].type == t.FLOAT:
        return p.call(p.support("is_element"), [p.expr(op.args[0]), p.source(op.args[1])])
    return p.broken_infix(
        "in", v.COMPARE, [p.expr(op.args[0], v.COMPARE + 1), p.sequence(op.args[1], v.COMPARE + 1)]
    )


def index_of(p: PythonPrinter, op: x.Op) -> Out:
    """The place of the first equal element."""
    return p.call(p.support("index_of"), [p.source(op.args[0], alone=False), p.expr(op.args[1])])


def distinct(p: PythonPrinter, op: x.Op) -> Out:
    """The first of each; `dict.fromkeys` where elements can be keys."""
    elem = op.type.elem if isinstance(op.type, t.ListT) else op.type
    if p.types.hashable(elem):
        made = p.call("dict.fromkeys", [p.source(op.args[0])])
        return Out(made.doc, made.prec, Form.ITERABLE)
    made = p.call(p.support("distinct"), [p.source(op.args[0])])
    return Out(made.doc, made.prec, Form.SEQUENCE)


def zipped(p: PythonPrinter, op: x.Op) -> Out:
    """`zip(xs, ys)`: the shorter one decides."""
    first, second = op.args
    match second:
        case x.Op(id="list.drop", args=(x.Local() as same, x.Literal(value=1))) if same == first:
            p.texts.uses.add("itertools:pairwise")
            made = p.call("pairwise", [p.source(first, alone=False)])
            return Out(made.doc, made.prec, Form.ITERABLE)
        case _:
            pass
    args = [p.source(a, alone=False) for a in op.args]
    made = p.call("zip", [*args, text("strict=False")])
    return Out(made.doc, made.prec, Form.ITERABLE)


def indexed(p: PythonPrinter, op: x.Op) -> Out:
    """`enumerate(xs)`."""
    made = p.call("enumerate", [p.source(op.args[0])])
    return Out(made.doc, made.prec, Form.ITERABLE)


def joined(p: PythonPrinter, op: x.Op) -> Out:
    """`t.join(xs)`."""
    by = p.expr(op.args[1], ATOM) if len(op.args) > 1 else text('""')
    return p.call(concat(by, ".join"), [p.source(op.args[0])])


def ranged(p: PythonPrinter, op: x.Op) -> Out:
    """`range(a, b)`."""
    made = p.call("range", [p.expr(a) for a in op.args])
    if "Overflow" in op.errors:
        made = p.call(p.support("countable"), [made.doc])
    return Out(made.doc, made.prec, Form.SEQUENCE)


def stepped(p: PythonPrinter, op: x.Op) -> Out:
    """`range(a, b, step)`; a step of 0 is refused."""
    if op.errors:
        made = p.call(p.support("steps"), [p.expr(a) for a in op.args])
        return Out(made.doc, made.prec, Form.SEQUENCE)
    return ranged(p, op)


def chars(p: PythonPrinter, op: x.Op) -> Out:
    """A text is the sequence of its characters."""
    made = p.out(op.args[0])
    return Out(made.doc, made.prec, Form.SEQUENCE)


def to_set(p: PythonPrinter, op: x.Op) -> Out:
    """A set, in order."""
    return p.call(p.support("SortedSet"), [p.source(op.args[0])])


def unwrapped(p: PythonPrinter, op: x.Op) -> Out:
    """The values of those that are present."""
    elem = op.args[0].type
    wrapped = isinstance(elem, t.ListT) and p.types.wrapped(elem.elem)
    items = p.for_source(op.args[0], early=False)
    with p.scope():
        one = text(p.fresh("item"))
        clauses = [
            concat("for ", one, " in ", items),
            concat("if ", one, " is not None"),
        ]
        value = concat(one, ".value") if wrapped else one
        return generator(value, clauses)


LISTS: dict[str, Spell] = {
    "list.map": mapped,
    "list.filter": filtered,
    "list.map3": mapped3,
    "list.flatMap": flat_mapped,
    "list.flatten": flattened,
    "list.all": quantified("all"),
    "list.exists": quantified("any"),
    "list.count": counted,
    "list.existsOne": exactly_one,
    "list.find": found,
    "list.takeWhile": while_true("takewhile"),
    "list.dropWhile": while_true("dropwhile"),
    "list.sort": sort,
    "list.sortBy": sort_by,
    "list.minBy": extreme_by("min"),
    "list.maxBy": extreme_by("max"),
    "list.min": extreme("min"),
    "list.max": extreme("max"),
    "math.leastOf": extreme("min"),
    "math.greatestOf": extreme("max"),
    "list.sum": summed,
    "list.size": sp.size,
    "list.at": at,
    "list.get": get,
    "list.first": end("first", "0"),
    "list.last": end("last", "-1"),
    "list.take": sp.cut("take"),
    "list.drop": sp.cut("drop"),
    "list.slice": slice_,
    "list.concat": concatenated,
    "list.in": element,
    "list.eq": sp.equal,
    "list.lt": sp.ordered("<"),
    "tuple.lt": sp.ordered("<"),
    "list.indexOf": index_of,
    "list.reverse": sp.reverse,
    "list.distinct": distinct,
    "list.zip": zipped,
    "list.indexed": indexed,
    "list.join": joined,
    "list.joinWith": joined,
    "lists.range": ranged,
    "lists.range2": ranged,
    "lists.range3": stepped,
    "string.chars": chars,
    "list.toSet": to_set,
    "optional.unwrap": unwrapped,
    "map.size": sp.size,
    "map.in": sp.contains,
    "map.at!": sp.map_at,
    "map.at": sp.support("value_at"),
    "map.get": sp.map_get,
    "map.put": sp.map_put,
    "map.remove": sp.map_remove,
    "map.keys": sp.map_walk("keys"),
    "map.values": sp.map_walk("values"),
    "map.entries": sp.map_walk("items"),
    "map.eq": sp.equal,
    "set.size": sp.size,
    "set.in": sp.contains,
    "set.put": sp.set_one("|", v.BIT_OR),
    "set.remove": sp.set_one("-", v.ADD),
    "set.union": sp.set_infix("|", v.BIT_OR),
    "set.intersection": sp.set_infix("&", v.BIT_AND),
    "set.difference": sp.set_infix("-", v.ADD),
    "set.eq": sp.equal,
    "set.toList": sp.set_walk,
}
