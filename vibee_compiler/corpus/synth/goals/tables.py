"""Goals about tables, trees, formulas and histories."""

from __future__ import annotations

from vibee_compiler.corpus.synth.goals.base import give, goal
from vibee_compiler.corpus.synth.goals.recursion import SELF
from vibee_compiler.corpus.synth.meaning import (
    ADD,
    ATOM,
    CHOICE,
    Name,
    Node,
    Part,
    number,
)
from vibee_compiler.corpus.synth.predicates import variable
from vibee_compiler.corpus.synth.world import Draft, Guard, Param, Unfit, World, identifier


@goal(2, 4, 1.5)
def map_lookup(w: World, d: Draft, level: int) -> None:
    """A number from a table, or zero, or an error."""
    table, key = _table(w, d)
    if w.chance.chance(0.5):
        error = f"Unknown{_title(key)}"
        missing = Node(
            "not_in_table",
            "Bool",
            f"!({key} in {table})",
            {"key": _noun(d, key), "table": _noun(d, table)},
            8,
        )
        d.guards.append(Guard(error, missing, f"no such {key.replace('_', ' ')}"))
        node = Node(
            "table_value",
            "Int",
            f"{table}[{key}]",
            {"table": _noun(d, table), "key": _noun(d, key)},
            ATOM,
        )
    else:
        slots: dict[str, Part] = {"table": _noun(d, table), "key": _noun(d, key), "n": number(0)}
        node = Node("table_value_or", "Int", f"{table}[?{key}].orValue(0)", slots, ATOM)
    give(
        d,
        node,
        "value",
        f"{table}_of_{key}" if table != key else f"find_{key}",
        f"{key}_entry",
        f"look_up_{key}",
    )


def _title(name: str) -> str:
    return name.title().replace("_", "")


def _noun(d: Draft, name: str) -> Part:
    return Node("thing", "", name, {"noun": d.params[name].part})


def _table(w: World, d: Draft) -> tuple[str, str]:
    """A parameter with numbers by a text key, and one with a key."""
    record = w.any_record()
    keys = w.fields_of(record, "code", "name")
    amounts = [one for one in w.fields_of(record, "amount") if one.type == "Int"]
    if not keys or not amounts:
        raise Unfit
    key, amount = w.chance.pick(keys), w.chance.pick(amounts)
    name = f"{amount.name}s" if not amount.name.endswith("s") else f"{amount.name}_table"
    part = Node("table_of", "", "", {"field": Name(amount.noun), "key": Name(key.noun)})
    d.add(Param(name, "Map<String, Int>", part, amount, amount.low, amount.high))
    d.params[name].field = key
    made = w.of_field(d, key)
    return name, made.code


@goal(2, 5, 2)
def map_update(w: World, d: Draft, level: int) -> None:
    """A table with an amount booked under a key, or an entry removed."""
    table, key = _table(w, d)
    kind = w.chance.below(3)
    slots: dict[str, Part] = {"table": _noun(d, table), "key": _noun(d, key), "n": number(0)}
    if kind == 0:
        by = w.scalar(d, d.fresh("amount", "change"), "Int", "change")
        d.params[by.code].high = 20
        slots["value"] = by
        code = f"{table}.put({key}, {table}[?{key}].orValue(0) + {by.code})"
        node = Node("table_add", "Map<String, Int>", code, slots, ATOM)
        names = (f"add_to_{table}", f"book_{key}", f"record_{key}")
    elif kind == 1:
        code = f"{table}.remove({key})"
        node = Node("table_remove", "Map<String, Int>", code, slots, ATOM)
        error = f"Unknown{_title(key)}"
        missing = Node("not_in_table", "Bool", f"!({key} in {table})", slots, 8)
        d.guards.append(Guard(error, missing, f"no such {key.replace('_', ' ')}"))
        names = (f"remove_{key}", f"forget_{key}", f"drop_{key}")
    else:
        code = f"{table}.transformMap(k, amount, k != {key} && amount > 0, amount)"
        node = Node("table_clean", "Map<String, Int>", code, slots, ATOM)
        names = (f"others_than_{key}", f"{table}_without_{key}", f"rest_of_{table}")
    give(d, node, "table", *names, occasion="change")


@goal(3, 5, 1.5)
def map_question(w: World, d: Draft, level: int) -> None:
    """Questions about a table of numbers."""
    table, key = _table(w, d)
    del d.params[key]
    kind = w.chance.below(4)
    limit = w.amount(d.params[table].low, d.params[table].high)
    slots: dict[str, Part] = {"table": _noun(d, table), "n": limit}
    if kind == 0:
        node = Node("table_total", "Int", f"{table}.values().sum()", slots, ATOM)
        give(d, node, "total", f"total_{table}", f"sum_of_{table}")
    elif kind == 1:
        low = f"{table}.entries().filter((key, amount), amount < {limit.code})"
        code = f"{low}.map((key, amount), key)"
        node = Node("table_below", "List<String>", code, slots, ATOM)
        give(
            d, node, "list", f"low_{table}", f"{table}_below_{limit.code}", f"keys_with_low_{table}"
        )
    elif kind == 2:
        code = f"{table}.all(key, {table}[key] >= {limit.code})"
        node = Node("table_all", "Bool", code, slots, ATOM)
        give(
            d,
            node,
            "answer",
            f"all_{table}_at_least_{limit.code}",
            f"{table}_suffice",
            occasion="check",
        )
    else:
        better = "amount > best[1] ? (key, amount) : best"
        code = f'{table}.entries().fold(best, (key, amount), ("", 0), {better})[0]'
        node = Node("table_best", "String", code, slots, ATOM)
        give(d, node, "value", f"largest_of_{table}", f"key_with_most_{table}")


@goal(4, 5, 1.2)
def tree(w: World, d: Draft, level: int) -> None:
    """A tree of the domain's things: totals, depth, counting, names."""
    record = w.any_record()
    amounts = [one for one in w.fields_of(record, "amount") if one.type == "Int"]
    if not amounts:
        raise Unfit
    one = w.chance.pick(amounts)
    type_ = f"{record.name}Node"
    if w.nodes.get(type_, one) is not one:
        raise Unfit
    w.extra_types[type_] = f"{{fields: {{{one.name}: Int, parts: List<{type_}>}}}}"
    w.nodes[type_] = one
    name = d.fresh("node", "root")
    held = d.add(Param(name, type_, Name("tree", general=True)))
    slots: dict[str, Part] = {"a": held, "field": Name(one.noun)}
    field, rest = f"{name}.{one.name}", f"{name}.parts.map(part, {SELF}(part)).sum()"
    deepest = f"{name}.parts.fold(deepest, part, 0, math.greatest(deepest, {SELF}(part)))"
    best = f"{name}.parts.fold(best, part, {field}, math.greatest(best, {SELF}(part)))"
    labels: tuple[str, ...]
    key, code, level_, topic, labels = (
        ("tree_total", f"{field} + {rest}", ADD, "total",
         (f"{one.name}_of_tree", f"total_{one.name}_below", f"tree_{one.name}")),
        ("tree_depth", f"1 + {deepest}", ADD, "number", ("tree_depth", "levels", "height_of_tree")),
        ("tree_leaves", f"{name}.parts.size() == 0 ? 1 : {rest}", CHOICE, "number",
         ("leaf_count", "count_leaves")),
        ("tree_greatest", best, ATOM, "value",
         (f"highest_{one.name}_in_tree", f"peak_{one.name}")),
    )[w.chance.below(4)]  # fmt: skip
    give(d, Node(key, "Int", code, slots, level_), topic, *labels)


@goal(4, 5, 0.8)
def formula(w: World, d: Draft, level: int) -> None:
    """A small language of sums and products, worked out."""
    record = w.any_record()
    type_ = "Formula"
    if type_ in w.extra_types:
        raise Unfit
    w.extra_types[type_] = (
        f"{{variants: [{{Value: {{amount: Int}}}}, {{Sum: {{left: {type_}, right: {type_}}}}}, "
        f"{{Scaled: {{inner: {type_}, factor: Int}}}}, "
        f"{{Capped: {{inner: {type_}, limit: Int}}}}]}}"
    )
    held = d.add(Param("formula", type_, Name("formula", general=True)))
    code = (
        f"match formula {{\n  Value{{amount}} => amount,\n"
        f"  Sum{{left, right}} => {SELF}(left) + {SELF}(right),\n"
        f"  Scaled{{inner, factor}} => {SELF}(inner) * factor,\n"
        f"  Capped{{inner, limit}} => math.least({SELF}(inner), limit),\n}}"
    )
    give(
        d,
        Node("formula", "Int", code, {"a": held}, CHOICE),
        "value",
        "evaluate",
        "work_out",
        f"{record.single}_value_of",
    )


@goal(4, 5, 2)
def account(w: World, d: Draft, level: int) -> None:
    """Events applied one after the other to an amount that never falls below zero."""
    type_ = w.chance.pick(("Change", "Event", "Movement"))
    if type_ in w.extra_types:
        raise Unfit
    record = w.any_record()
    one = w.chance.pick([f for f in w.fields_of(record, "amount") if f.type == "Int"] or [None])
    if one is None:
        raise Unfit
    w.extra_types[type_] = "{variants: [{In: {amount: Int}}, {Out: {amount: Int}}, Reset]}"
    start = w.scalar(d, "start", "Int", "start", one)
    events = d.add(
        Param(f"{type_.lower()}s", f"List<{type_}>", Name("event", plural=True, general=True))
    )
    refuse = w.chance.chance(0.4)
    lower = "state - amount" if refuse else "math.greatest(state - amount, 0)"
    if refuse:
        error = f"Not{'Enough'}{_title(one.name)}"
        lower = f'state < amount ? fail {error}("only " + string(state) + " left") : state - amount'
        d.errors.append(error)
        slots: dict[str, Part] = {
            "events": events,
            "start": start,
            "field": Name(one.noun),
            "error": w.error(error),
        }
    else:
        slots = {"events": events, "start": start, "field": Name(one.noun)}
    code = (
        f"{events.code}.fold(state, step, start,\n  match step {{\n"
        f"    In{{amount}} => state + amount,\n"
        f"    Out{{amount}} => {lower},\n    Reset => 0,\n  }})"
    )
    key = "account_fail" if refuse else "account"
    give(
        d,
        Node(key, "Int", code, slots, ATOM),
        "value",
        f"{one.name}_after",
        f"apply_{type_.lower()}s",
        f"replay_{type_.lower()}s",
    )


@goal(3, 5, 1.2)
def indexed(w: World, d: Draft, level: int) -> None:
    """A table from one field to another."""
    record = w.any_record()
    given = w.many(d, record)
    key = w.key(record)
    if key.type != "String":
        raise Unfit
    one = w.ints(record)
    var = variable(d, record)
    code = f"{given.code}.fold(table, {var}, {{}}, table.put({var}.{key.name}, {var}.{one.name}))"
    slots: dict[str, Part] = {
        "list": given,
        "key": Name(key.noun),
        "field": Name(one.noun),
        "noun": Name(record.noun),
    }
    node = Node("index_by", "Map<String, Int>", code, slots, ATOM)
    give(
        d,
        node,
        "table",
        f"{one.name}_by_{key.name}",
        identifier(one.name, "table"),
        occasion="change",
    )


@goal(3, 5, 1.2)
def run_lengths(w: World, d: Draft, level: int) -> None:
    """Changes between neighbours."""
    record = w.any_record()
    given = w.many(d, record)
    one = w.ints(record)
    var = variable(d, record)
    values = f"{given.code}.map({var}, {var}.{one.name})"
    slots: dict[str, Part] = {"list": given, "field": Name(one.noun), "noun": Name(record.noun)}
    pairs = f"let values = {values};\nvalues.zip(values.drop(1))"
    kind = w.chance.below(3)
    if kind == 0:
        code = f"{pairs}.map((before, after), after - before)"
        node = Node("changes", "List<Int>", code, slots, CHOICE)
        give(d, node, "list", f"{one.name}_changes", f"differences_of_{one.name}")
    elif kind == 1:
        code = f"{pairs}.count((before, after), after > before)"
        node = Node("rises", "Int", code, slots, CHOICE)
        give(d, node, "number", f"{one.name}_rises", f"count_rises_of_{one.name}")
    else:
        code = f"{pairs}.all((before, after), before <= after)"
        node = Node("in_order", "Bool", code, slots, CHOICE)
        give(
            d, node, "answer", f"sorted_by_{one.name}", f"{one.name}_never_falls", occasion="check"
        )
