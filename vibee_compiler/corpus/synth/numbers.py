"""Meanings of numbers: totals, counts, averages and what is done with them."""

from __future__ import annotations

from vibee_compiler.corpus.synth.domains import FieldInfo, RecordInfo
from vibee_compiler.corpus.synth.lists import some_list
from vibee_compiler.corpus.synth.meaning import (
    ADD,
    ATOM,
    CHOICE,
    COMPARE,
    MUL,
    Name,
    Node,
    Part,
    element,
    number,
)
from vibee_compiler.corpus.synth.predicates import condition, variable
from vibee_compiler.corpus.synth.world import Draft, Unfit, World, identifier


def total(w: World, d: Draft, record: RecordInfo, level: int) -> Node:
    """The sum of a field, or of a product, over a list."""
    given = some_list(w, d, record, level)
    var = variable(d, record)
    if record.measures and w.chance.chance(0.5):
        measure = w.chance.pick(record.measures)
        by_name = {one.name: one for one in record.fields}
        left, right = (by_name[one] for one in measure.factors)
        w.use(record, left)
        w.use(record, right)
        slots: dict[str, Part] = {"list": given, "a": Name(left.noun), "b": Name(right.noun)}
        code = f"{given.code}.map({var}, {var}.{left.name} * {var}.{right.name}).sum()"
        name = identifier("total", measure.name, "of", given.name[0])
        return Node("total_product", "Int", code, slots, ATOM, (name, f"total_{measure.name}"))
    found = w.fields_of(record, "amount")
    if not found:
        raise Unfit
    one = w.chance.pick(found)
    w.use(record, one)
    slots = {"list": given, "field": Name(one.noun)}
    code = f"{given.code}.map({var}, {var}.{one.name}).sum()"
    names = (
        identifier("total", one.name, "of", given.name[0]),
        identifier(given.name[0], "total"),
        identifier("sum_of", one.name),
        identifier("total", one.name),
    )
    return Node("total", one.type, code, slots, ATOM, w_shuffled(w, names))


def w_shuffled(w: World, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names in a random order."""
    return tuple(w.chance.some(names, len(names)))


def count(w: World, d: Draft, record: RecordInfo, level: int) -> Node:
    """How many elements meet a condition."""
    given = w.many(d, record)
    var = variable(d, record)
    cond = condition(w, d, record, var, level)
    before, after = cond.name
    slots: dict[str, Part] = {
        "list": given,
        "pred": cond,
        "noun": Name(record.noun, plural=True),
        "subject": Name(record.noun, plural=True),
    }
    code = (
        f"{given.code}.count({var}, {cond.code})"
        if w.chance.chance(0.7)
        else f"{given.code}.filter({var}, {cond.code}).size()"
    )
    named = identifier(before, record.many, after)
    names = w_shuffled(w, (f"count_{named}", f"number_of_{named}", f"{named}_count"))
    return Node("count", "Int", code, slots, ATOM, names)


def distinct(w: World, d: Draft, record: RecordInfo, level: int) -> Node:
    """How many different values a field has."""
    given = some_list(w, d, record, level)
    one = w.field(record, "code", "name", "enum")
    var = variable(d, record)
    slots: dict[str, Part] = {"list": given, "field": Name(one.noun)}
    code = f"{given.code}.map({var}, {var}.{one.name}).distinct().size()"
    names = (f"distinct_{one.name}_count", f"number_of_different_{one.name}s")
    return Node("distinct", "Int", code, slots, ATOM, names)


def extreme_or(w: World, d: Draft, record: RecordInfo, level: int) -> Node:
    """The greatest or least value of a field, or zero."""
    given = some_list(w, d, record, level)
    one = w.ints(record)
    var = variable(d, record)
    high = w.chance.chance(0.6)
    values = f"{given.code}.map({var}, {var}.{one.name})"
    pick = "max" if high else "min"
    slots: dict[str, Part] = {"list": given, "field": Name(one.noun), "n": number(0)}
    if given.key == "things":
        code = f"{given.code}.size() == 0 ? 0 : {values}.{pick}()"
    else:
        code = f"let values = {values};\nvalues.size() == 0 ? 0 : values.{pick}()"
    label = "highest" if high else "lowest"
    names = (identifier(label, one.name), identifier(label, one.name, "of", given.name[0]))
    return Node(f"{label}_or", "Int", code, slots, CHOICE, names)


def average(w: World, d: Draft, record: RecordInfo, level: int) -> Node:
    """The mean of a field, rounded toward zero, or zero for nothing."""
    given = some_list(w, d, record, level)
    one = w.ints(record)
    var = variable(d, record)
    slots: dict[str, Part] = {"list": given, "field": Name(one.noun), "n": number(0)}
    if given.key == "things":
        source, before = given.code, ""
    else:
        source = "chosen"
        before = f"let chosen = {given.code};\n"
    mean = f"{source}.map({var}, {var}.{one.name}).sum() / {source}.size()"
    code = f"{before}{source}.size() == 0 ? 0 : {mean}"
    names = (
        f"average_{one.name}",
        identifier("average", one.name, "of", given.name[0]),
        f"mean_{one.name}",
    )
    return Node("average", "Int", code, slots, CHOICE, w_shuffled(w, names))


def any_number(w: World, d: Draft, record: RecordInfo, level: int) -> Node:
    """A number about a list that binds like an atom."""
    maker = w.chance.weighted(((total, 5), (count, 4), (distinct, 1)))
    made: Node = maker(w, d, record, level)
    return made


def small(w: World, d: Draft, record: RecordInfo) -> Node:
    """A number about one record: a field or a product."""
    given = w.one(d, record)
    noun = Name(record.noun)
    if record.measures and w.chance.chance(0.6):
        measure = w.chance.pick(record.measures)
        by_name = {one.name: one for one in record.fields}
        left, right = (by_name[one] for one in measure.factors)
        w.use(record, left)
        w.use(record, right)
        slots: dict[str, Part] = {
            "a": Name(left.noun),
            "b": Name(right.noun),
            "owner": given,
            "noun": noun,
        }
        code = f"{given.code}.{left.name} * {given.code}.{right.name}"
        return Node("product", "Int", code, slots, MUL, (measure.name,))
    one = w.ints(record)
    return field_node(given, one)


def field_node(owner: Node, one: FieldInfo) -> Node:
    """A field of a record as a meaning."""
    slots: dict[str, Part] = {"field": Name(one.noun), "owner": owner}
    return Node("field", one.type, f"{owner.code}.{one.name}", slots, ATOM, (one.name,))


def percent_of(w: World, d: Draft, base: Node) -> Node:
    """A share of a number, rounded down."""
    rate = rate_of(w, d)
    slots: dict[str, Part] = {"value": base, "rate": rate}
    name = f"{base.name[0]}_share"
    return Node("percent", "Int", f"{base.at(MUL)} * {rate.code} / 100", slots, MUL, (name,))


def less_percent(w: World, d: Draft, base: Node) -> Node:
    """A number less a share of it."""
    rate = rate_of(w, d)
    slots: dict[str, Part] = {"value": base, "rate": rate}
    if base.level == ATOM and len(base.code) < 24:
        code = f"{base.code} - {base.code} * {rate.code} / 100"
        level = ADD
    else:
        code = f"let full = {base.code};\nfull - full * {rate.code} / 100"
        level = CHOICE
    return Node("less_percent", "Int", code, slots, level, (f"discounted_{base.name[0]}",))


def rate_of(w: World, d: Draft) -> Node:
    """A percentage: a literal, a constant or a parameter that `requires` keeps in range."""
    kind = w.chance.weighted((("literal", 4), ("param", 4), ("constant", 2)))
    if kind == "param" and "rate" not in d.params:
        made = w.scalar(d, "rate", "Int", "rate")
        d.requires.append("rate >= 0 && rate <= 100")
        return made
    value = number(w.chance.pick((5, 10, 12, 15, 20, 25, 30, 40)))
    if kind == "constant":
        made = w.constant("RATE", value)
        return Node("percent_constant", "Int", made.code, made.slots, name=made.name)
    return Node("percent_literal", "Int", value.code, value.slots, name=value.name)


def capped(w: World, d: Draft, base: Node) -> Node:
    """A number that is kept below a bound, or above one."""
    key = w.chance.pick(("capped", "floored"))
    word = "maximum" if key == "capped" else "minimum"
    bound = bound_for(w, d, base, word)
    function = "least" if key == "capped" else "greatest"
    slots: dict[str, Part] = {"value": base, "limit": bound}
    code = f"math.{function}({base.code}, {bound.code})"
    return Node(key, "Int", code, slots, ATOM, (f"{key}_{base.name[0]}",))


def bound_for(w: World, d: Draft, base: Node, word: str) -> Node:
    """A bound of a size that the number may reach."""
    if w.chance.chance(0.5) and word not in d.params:
        made = w.scalar(d, word, "Int", word)
        d.params[word].high = reach(w, base)
        return made
    return w.amount(0, reach(w, base))


_SMALL = frozenset(
    "count distinct rises streak fit_count word_count long_words char_count vowels".split()
)
"""Numbers that stay small in examples."""


def _inner(base: Node) -> Node:
    value = base.slots["value"]
    return value if isinstance(value, Node) else base


def reach(w: World, base: Node) -> int:
    """About how large a number about examples gets."""
    if base.key == "call":
        known = next((d.result for d in w.drafts if base.code.startswith(f"{d.name}(")), None)
        return reach(w, known) if known is not None else 100
    if base.key in _SMALL:
        return 4
    if base.key == "percent":
        return reach(w, _inner(base)) // 4
    if base.key in ("less_percent", "capped", "floored"):
        return reach(w, _inner(base))
    if base.key in ("total_product", "product"):
        return 800
    noun = base.slots.get("field")
    if isinstance(noun, Name):
        for record in w.domain.records:
            for one in record.fields:
                if one.noun == noun.key and one.type == "Int":
                    share = 1.2 if base.key == "total" else 0.9
                    return int(one.high * (0.6 if ".filter(" in base.code else share))
    return 100


def chosen(w: World, d: Draft, cond: Node, first: Node, second: Node) -> Node:
    """One of two values by a condition."""
    slots: dict[str, Part] = {"cond": cond, "a": first, "b": second}
    if w.chance.chance(0.6):
        code = f"{cond.at(2)} ? {first.at(2)} : {second.code}"
    else:
        code = f"if {cond.code} {{ {first.code} }} else {{ {second.code} }}"
    return Node("either", first.type, code, slots, CHOICE, first.name)


def reaches(w: World, d: Draft, base: Node) -> Node:
    """Whether a number is on the right side of a bound."""
    key = w.chance.pick(("number_at_least", "number_above", "number_at_most", "number_below"))
    word = "minimum" if key in ("number_at_least", "number_above") else "limit"
    operator = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}[key[7:]]
    bound = bound_for(w, d, base, word)
    slots: dict[str, Part] = {"a": base, "b": bound}
    code = f"{base.at(ADD)} {operator} {bound.code}"
    return Node(key, "Bool", code, slots, COMPARE, (identifier(base.name[0], key[7:]),))


def of_list(node: Node) -> str:
    """The name of the record that a list holds."""
    return element(node.type)
