"""Goals about lists of records."""

from __future__ import annotations

from vibee_compiler.corpus.synth import numbers as n
from vibee_compiler.corpus.synth.goals.base import give, goal
from vibee_compiler.corpus.synth.lists import (
    filtered,
    ordered,
    some_list,
    taken,
    texts_of,
)
from vibee_compiler.corpus.synth.meaning import ADD, ATOM, CHOICE, Name, Node, Part, number
from vibee_compiler.corpus.synth.predicates import condition, simple, variable
from vibee_compiler.corpus.synth.world import Draft, Guard, Unfit, World, identifier


@goal(1, 5, 3)
def total(w: World, d: Draft, level: int) -> None:
    """The sum of an amount over a list."""
    give(d, n.total(w, d, w.any_record(), level), "total")


@goal(1, 5, 2.5)
def count(w: World, d: Draft, level: int) -> None:
    """How many elements meet a condition."""
    give(d, n.count(w, d, w.any_record(), level), "number")


@goal(2, 4)
def distinct(w: World, d: Draft, level: int) -> None:
    """How many different values occur."""
    give(d, n.distinct(w, d, w.any_record(), level), "number")


@goal(2, 4, 1.5)
def extreme(w: World, d: Draft, level: int) -> None:
    """The greatest or least value, or zero."""
    give(d, n.extreme_or(w, d, w.any_record(), level), "value")


@goal(2, 4, 1.5)
def average(w: World, d: Draft, level: int) -> None:
    """The mean of an amount."""
    give(d, n.average(w, d, w.any_record(), level), "average")


@goal(1, 4, 2)
def quantified(w: World, d: Draft, level: int) -> None:
    """Whether any or all meet a condition."""
    record = w.any_record()
    given = w.many(d, record)
    var = variable(d, record)
    cond = condition(w, d, record, var, level)
    key, method = w.chance.pick((("any", "exists"), ("all", "all"), ("any", "exists")))
    slots: dict[str, Part] = {
        "list": given,
        "pred": cond,
        "noun": Name(record.noun),
        "subject": Name(record.noun, plural=key == "all"),
        "each": Node("every", "", "", {"noun": Name(record.noun)}),
    }
    before, after = cond.name
    node = Node(key, "Bool", f"{given.code}.{method}({var}, {cond.code})", slots, ATOM)
    label = "has_any" if key == "any" else "all"
    names = (identifier(label, before, record.many, after), identifier(label, before, after))
    give(d, node, "answer", *names, occasion="check")


@goal(2, 4, 1.5)
def found(w: World, d: Draft, level: int) -> None:
    """The first element that meets a condition."""
    record = w.any_record()
    given = w.many(d, record)
    var = variable(d, record)
    cond = condition(w, d, record, var, level)
    before, after = cond.name
    slots: dict[str, Part] = {
        "list": given,
        "pred": cond,
        "noun": Name(record.noun),
        "subject": Name(record.noun),
    }
    code = f"{given.code}.find({var}, {cond.code})"
    node = Node("find", f"{record.name}?", code, slots, ATOM)
    names = (
        identifier("find", before, record.single, after),
        identifier("first", before, record.single, after),
    )
    give(d, node, Name(record.noun), *names)


@goal(2, 4, 2)
def lookup(w: World, d: Draft, level: int) -> None:
    """A number of the element with a key, or zero."""
    record = w.any_record()
    given = w.many(d, record)
    key = w.key(record)
    wanted = w.of_field(d, key)
    one = w.ints(record)
    var = variable(d, record)
    default = number(0)
    slots: dict[str, Part] = {
        "list": given,
        "key": Name(key.noun),
        "value": wanted,
        "field": Name(one.noun),
        "noun": Name(record.noun),
        "n": default,
    }
    found_ = f"{given.code}.find({var}, {var}.{key.name} == {wanted.code})"
    code = (
        f"match {found_} {{\n  optional.of({var}) => {var}.{one.name},\n"
        f"  optional.none() => {default.code},\n}}"
    )
    node = Node("lookup_or", "Int", code, slots, CHOICE)
    give(
        d,
        node,
        "value",
        f"{one.name}_of_{record.single}",
        f"{one.name}_for_{key.name}",
        f"find_{one.name}",
    )


@goal(2, 5, 2)
def lookup_or_fail(w: World, d: Draft, level: int) -> None:
    """A number of the element with a key, or an error."""
    record = w.any_record()
    given = w.many(d, record)
    key = w.key(record)
    wanted = w.of_field(d, key)
    one = w.ints(record)
    var = variable(d, record)
    slots: dict[str, Part] = {
        "list": given,
        "key": Name(key.noun),
        "value": wanted,
        "field": Name(one.noun),
        "noun": Name(record.noun),
        "error": w.error(f"Unknown{record.name}"),
    }
    found_ = f"{given.code}.find({var}, {var}.{key.name} == {wanted.code})"
    shown = wanted.code if key.type == "String" else f"string({wanted.code})"
    code = (
        f"match {found_} {{\n  optional.of({var}) => {var}.{one.name},\n"
        f"  optional.none() => "
        f'fail Unknown{record.name}("no {w.english(record.noun)} " + {shown}),\n}}'
    )
    node = Node("lookup_fail", "Int", code, slots, CHOICE)
    names = (f"{one.name}_of", f"require_{one.name}", f"{one.name}_by_{key.name}")
    give(d, node, "value", *names)
    d.errors.append(f"Unknown{record.name}")


@goal(2, 4, 2)
def best(w: World, d: Draft, level: int) -> None:
    """The element with the most or the least."""
    record = w.any_record()
    given = some_list(w, d, record, level)
    one = w.field(record, "amount", "score", "level", "rate", "day")
    var = variable(d, record)
    high = w.chance.chance(0.6)
    label = "highest" if high else "lowest"
    pick = "maxBy" if high else "minBy"
    error = f"No{record.name}"
    slots: dict[str, Part] = {
        "list": given,
        "field": Name(one.noun),
        "noun": Name(record.noun),
        "error": w.error(error),
    }
    if given.key == "things":
        code = f"{given.code}.{pick}({var}, {var}.{one.name})"
        said: dict[str, Part] = {"list": given, "noun": Name(record.noun, plural=True)}
        guard = Node("empty", "Bool", f"{given.code}.size() == 0", said)
        d.guards.append(Guard(error, guard, f"no {w.english(record.noun, plural=True)}"))
        node = Node(f"with_{label}", record.name, code, slots, ATOM)
    else:
        code = (
            f"let chosen = {given.code};\nchosen.size() == 0\n"
            f"  ? optional.none()\n  : optional.of(chosen.{pick}({var}, {var}.{one.name}))"
        )
        node = Node(f"with_{label}_opt", f"{record.name}?", code, slots, CHOICE)
    give(
        d,
        node,
        Name(record.noun),
        identifier(record.single, "with", label, one.name),
        identifier(label, one.name, record.single),
    )


@goal(1, 4, 2)
def texts(w: World, d: Draft, level: int) -> None:
    """The texts of a field: plain, distinct, sorted or joined."""
    record = w.any_record()
    given = some_list(w, d, record, level)
    node, one = texts_of(w, d, record, given)
    style = w.chance.below(4)
    if style == 1:
        slots: dict[str, Part] = {"list": node}
        node = Node(
            "unique", node.type, f"{node.code}.distinct()", slots, ATOM, (f"unique_{one.name}s",)
        )
    elif style == 2:
        node = Node(
            "alphabetic",
            node.type,
            f"{node.code}.sort()",
            {"list": node},
            ATOM,
            (f"sorted_{one.name}s",),
        )
    elif style == 3:
        glue = w.chance.pick((", ", "; ", " / ", "-"))
        from vibee_compiler.corpus.synth.meaning import text

        mark = text(glue)
        code = f"{node.code}.join({mark.code})"
        node = Node(
            "joined", "String", code, {"list": node, "glue": mark}, ATOM, (f"{one.name}_line",)
        )
        give(
            d,
            node,
            "text",
            f"{one.name}_line",
            identifier("join", one.name, "of", record.many),
            identifier("list", record.many),
        )
        return
    give(
        d,
        node,
        "list",
        *n.w_shuffled(
            w, (node.name[0], identifier(one.name, "list"), identifier("list", node.name[0]))
        ),
    )


@goal(2, 4, 1.5)
def top(w: World, d: Draft, level: int) -> None:
    """A list in an order, perhaps its head only."""
    record = w.any_record()
    given = some_list(w, d, record, level)
    node, one = ordered(w, d, record, given)
    if w.chance.chance(0.6):
        node = taken(w, d, record, node)
        names = (
            identifier("top", record.many, "by", one.name),
            identifier("first", record.many, "by", one.name),
        )
    else:
        names = (
            identifier("sort", record.many, "by", one.name),
            identifier(given.name[0], "by", one.name),
        )
    give(d, node, "list", *names)


@goal(1, 3, 1.5)
def selected(w: World, d: Draft, level: int) -> None:
    """The elements that meet a condition."""
    record = w.any_record()
    given = w.many(d, record)
    node = filtered(w, d, record, given, level)
    if w.chance.chance(0.3):
        node = taken(w, d, record, node)
    names = (node.name[0], identifier("select", node.name[0]), identifier("keep", node.name[0]))
    give(d, node, "list", *n.w_shuffled(w, names))


@goal(3, 5, 2)
def count_by(w: World, d: Draft, level: int) -> None:
    """How many elements each value of a field has."""
    record = w.any_record()
    given = some_list(w, d, record, level)
    one = w.field(record, "enum", "name", "code", "flag")
    if not one.noun:
        raise Unfit
    var = variable(d, record)
    slots: dict[str, Part] = {
        "list": given,
        "field": Name(one.noun),
        "noun": Name(record.noun, plural=True),
    }
    grouped = f"{given.code}.groupBy({var}, {var}.{one.name})"
    code = f"{grouped}.transformMap(key, group, group.size())"
    node = Node("count_by", f"Map<{one.type}, Int>", code, slots, ATOM)
    give(
        d,
        node,
        "overview",
        identifier("count", record.many, "by", one.name),
        identifier(record.many, "per", one.name),
    )


@goal(3, 5, 2)
def total_by(w: World, d: Draft, level: int) -> None:
    """The sum of an amount for each value of a field."""
    record = w.any_record()
    given = some_list(w, d, record, level)
    one = w.field(record, "enum", "name", "code")
    amount = w.ints(record)
    if amount is one:
        raise Unfit
    var = variable(d, record)
    slots: dict[str, Part] = {"list": given, "field": Name(one.noun), "amount": Name(amount.noun)}
    grouped = f"{given.code}.groupBy({var}, {var}.{one.name})"
    code = f"{grouped}.transformMap(key, group, group.map({var}, {var}.{amount.name}).sum())"
    node = Node("total_by", f"Map<{one.type}, Int>", code, slots, ATOM)
    give(
        d,
        node,
        "overview",
        identifier(amount.name, "by", one.name),
        identifier("total", amount.name, "per", one.name),
    )


@goal(2, 4)
def split_counts(w: World, d: Draft, level: int) -> None:
    """How many meet a condition, and how many do not."""
    record = w.any_record()
    given = w.many(d, record)
    var = variable(d, record)
    cond = simple(w, d, record, var)
    slots: dict[str, Part] = {
        "list": given,
        "pred": cond,
        "noun": Name(record.noun, plural=True),
        "subject": Name(record.noun, plural=True),
    }
    code = (
        f"let matching = {given.code}.count({var}, {cond.code});\n"
        f"(matching, {given.code}.size() - matching)"
    )
    node = Node("split_counts", "(Int, Int)", code, slots, CHOICE)
    before, after = cond.name
    give(
        d,
        node,
        "answer",
        identifier("split", record.many, "by", before, after.removeprefix("with_")),
        identifier(before, record.many, after, "and_others"),
    )


@goal(2, 5, 1.5)
def difference(w: World, d: Draft, level: int) -> None:
    """The distance between two totals, or one number less another."""
    record = w.any_record()
    first = n.any_number(w, d, record, level)
    second = n.any_number(w, d, record, level)
    if first.code == second.code or first.type != second.type or first.key != second.key:
        raise Unfit
    if first.slots.get("field") != second.slots.get("field"):
        raise Unfit
    slots: dict[str, Part] = {"a": first, "b": second}
    if w.chance.chance(0.4):
        node = Node("sum_of_two", first.type, f"{first.code} + {second.code}", slots, ADD)
        names: tuple[str, ...] = (
            "combined_total",
            identifier(first.name[-1], "and", second.name[-1]),
        )
    else:
        node = Node("difference", first.type, f"{first.code} - {second.code}", slots, ADD)
        names = ("balance", identifier(first.name[-1], "minus", second.name[-1]), "surplus")
    give(d, node, "difference", *names)


@goal(2, 5, 2.5)
def adjusted(w: World, d: Draft, level: int) -> None:
    """A number about a list, capped, discounted or both."""
    record = w.any_record()
    base = n.any_number(w, d, record, level)
    if base.type != "Int":
        raise Unfit
    makers = [n.capped, n.less_percent, n.percent_of]
    if base.key in ("count", "distinct"):
        makers = [n.capped]
    node = w.chance.pick(makers)(w, d, base)
    if level >= 3 and node.key != "capped" and w.chance.chance(0.5):
        node = n.capped(w, d, node)
    give(
        d,
        node,
        "total",
        node.name[0],
        identifier("adjusted", base.name[-1]),
        identifier("net", base.name[-1]),
    )


@goal(2, 4, 1.5)
def enough(w: World, d: Draft, level: int) -> None:
    """Whether a number about a list reaches a bound."""
    record = w.any_record()
    base = n.any_number(w, d, record, level)
    if base.type != "Int":
        raise Unfit
    node = n.reaches(w, d, base)
    give(d, node, "answer", node.name[0], identifier("is", node.name[0]), occasion="check")
