"""Goals about one record: amounts, checks, updates, errors."""

from __future__ import annotations

from vibee_compiler.corpus.synth import numbers as n
from vibee_compiler.corpus.synth.domains import FieldInfo
from vibee_compiler.corpus.synth.goals.base import give, goal
from vibee_compiler.corpus.synth.meaning import (
    ADD,
    ATOM,
    CHOICE,
    COMPARE,
    MUL,
    Name,
    Node,
    Part,
    Rows,
    number,
    text,
)
from vibee_compiler.corpus.synth.predicates import condition
from vibee_compiler.corpus.synth.world import Draft, Guard, Unfit, World, identifier


@goal(1, 2, 2)
def product(w: World, d: Draft, level: int) -> None:
    """The product of two fields."""
    record = w.any_record()
    node = n.small(w, d, record)
    if node.key != "product":
        raise Unfit
    give(d, node, "value", node.name[0], f"{record.single}_{node.name[0]}")


@goal(1, 3, 2.5)
def check(w: World, d: Draft, level: int) -> None:
    """Whether a record meets a condition."""
    record = w.any_record()
    given = w.one(d, record)
    cond = condition(w, d, record, given.code, level + 1)
    slots: dict[str, Part] = {"cond": cond, "subject": given, "pred": cond}
    node = Node("checked", "Bool", cond.code, slots, cond.level)
    before, after = cond.name
    tail = after.removeprefix("with_")
    lead = "has" if tail and not before else "is"
    names: tuple[str, ...] = (
        identifier(lead, before, tail),
        identifier(record.single, lead, before, tail),
    )
    if tail.startswith("by_") and not before:
        names = (identifier("matches", tail[3:]), identifier(record.single, "has", tail[3:]))
    if cond.key == "and":
        names = (f"may_use_{record.single}", "qualifies", *names)
    give(d, node, "answer", *names, occasion="check")


@goal(1, 3, 2.5)
def scaled(w: World, d: Draft, level: int) -> None:
    """An amount of a record with a percentage or a bound."""
    record = w.any_record()
    base = n.small(w, d, record)
    node = w.chance.pick((n.less_percent, n.percent_of, n.capped))(w, d, base)
    if level >= 3:
        node = n.capped(w, d, node)
    give(d, node, "value", *node.name, identifier(record.single, node.name[0]))


@goal(2, 4, 2.5)
def by_condition(w: World, d: Draft, level: int) -> None:
    """One amount or another by a condition on the record."""
    record = w.any_record()
    given = w.one(d, record)
    cond = condition(w, d, record, given.code, level)
    base = n.small(w, d, record)
    if cond.code.split(" ")[0].endswith(base.code):
        raise Unfit
    said = Node("of_thing", "Bool", cond.code, {"subject": given, "pred": cond}, cond.level)
    kind = w.chance.below(3)
    if kind == 0:
        first, second = n.less_percent(w, d, base), base
    elif kind == 1:
        extra = w.amount(1, 60)
        slots: dict[str, Part] = {"a": base, "b": extra}
        first = Node("sum_of_two", "Int", f"{base.at(ADD)} + {extra.code}", slots, ADD, base.name)
        second = base
    else:
        first, second = number(0), base
        if w.chance.chance(0.5):
            first, second = second, first
    node = n.chosen(w, d, said, first, second)
    label = base.name[0] if base.name else "value"
    give(d, node, "value", f"{label}_to_use", f"final_{label}", f"{label}_after_rules")


@goal(2, 4, 2)
def ladder(w: World, d: Draft, level: int) -> None:
    """A value by steps of an amount."""
    record = w.any_record()
    given = w.one(d, record)
    found = [one for one in w.fields_of(record, "amount", "score", "level") if one.type == "Int"]
    if not found:
        raise Unfit
    one = w.chance.pick(found)
    w.use(record, one)
    amount = n.field_node(given, one)
    steps = w.chance.between(2, 3)
    span = one.high - one.low
    bounds = sorted({int(n_.code) for n_ in (w.amount(one.low, one.high) for _ in range(steps))})
    if len(bounds) < 2 or span < 6:
        raise Unfit
    words = w.chance.chance(0.4)
    labels = ("low", "medium", "high", "top") if words else ()
    rising = sorted({w.chance.between(1, 40) for _ in range(len(bounds))})
    if len(rising) < len(bounds):
        raise Unfit
    values = (
        [text(one_) for one_ in labels[1 : len(bounds) + 1]]
        if words
        else [number(v) for v in rising]
    )
    last = text("low") if words else number(0)
    rows = []
    code = ""
    for bound, value in reversed(list(zip(bounds, values, strict=True))):
        limit = number(bound)
        rows.append(Node("ladder_row", "", "", {"value": value, "limit": limit}))
        code += f"if {amount.code} >= {bound} {{\n  {value.code}\n}} else "
    code += f"{{\n  {last.code}\n}}"
    slots: dict[str, Part] = {
        "rows": Rows(tuple(rows), "join_rows"),
        "amount": amount,
        "other": last,
    }
    node = Node("ladder", values[0].type, code, slots, CHOICE)
    kind = "level" if words else w.chance.pick(("rate", "bonus", "points"))
    give(
        d, node, "value", f"{one.name}_{kind}", f"{kind}_for_{one.name}", f"{record.single}_{kind}"
    )


@goal(1, 3, 2)
def with_field(w: World, d: Draft, level: int) -> None:
    """A record with a field set or moved."""
    record = w.any_record()
    given = w.one(d, record)
    one = w.ints(record)
    if w.chance.chance(0.5):
        by = w.scalar(d, d.fresh("amount", "change"), "Int", "change", one)
        key, sign = w.chance.pick((("added", "+"), ("taken_off", "-")))
        d.requires.append(f"{by.code} >= 0")
        value = f"{given.code}.{one.name} {sign} {by.code}"
        if key == "taken_off":
            value = f"math.greatest({value}, 0)"
        label = "increase" if sign == "+" else "reduce"
    else:
        by = w.of_field(d, one)
        key, value, label = "field_set", by.code, "set"
    slots: dict[str, Part] = {"owner": given, "field": Name(one.noun), "value": by}
    node = Node(key, record.name, f"{record.name}{{...{given.code}, {one.name}: {value}}}", slots)
    give(
        d,
        node,
        Name(record.noun),
        f"{label}_{one.name}",
        f"{label}_{record.single}_{one.name}",
        occasion="change",
    )


@goal(2, 4, 2)
def toggled(w: World, d: Draft, level: int) -> None:
    """A flag set, refused where it is set already."""
    record = w.any_record()
    given = w.one(d, record)
    one = w.field(record, "flag")
    assert one.says is not None
    from vibee_compiler.corpus.synth.meaning import Said

    cond = Node("flag", "Bool", f"{given.code}.{one.name}", {"pred": Said(one.says.yes)})
    said = Node("of_thing", "Bool", cond.code, {"subject": given, "pred": cond})
    error = f"Already{one.name.title().replace('_', '')}"
    d.guards.append(Guard(error, said, f"the {w.english(record.noun)} {_english(one)}"))
    slots: dict[str, Part] = {
        "owner": given,
        "pred": cond,
        "says": Said(one.says.yes),
        "subject": given,
    }
    node = Node("marked", record.name, f"{record.name}{{...{given.code}, {one.name}: true}}", slots)
    give(
        d,
        node,
        Name(record.noun),
        f"mark_{one.name}",
        f"mark_{record.single}_{one.name}",
        occasion="change",
    )


def _english(one: FieldInfo) -> str:
    """What a flag says in English, of one thing."""
    assert one.says is not None
    parts = one.says.yes["en"]
    return "".join(p if isinstance(p, str) else p.choices[0] for p in parts)


@goal(3, 5, 2.5)
def spend(w: World, d: Draft, level: int) -> None:
    """An amount taken off a field, refused where there is not enough."""
    record = w.any_record()
    given = w.one(d, record)
    one = w.ints(record)
    by = w.scalar(d, d.fresh("amount", "wanted"), "Int", "change", one)
    have = n.field_node(given, one)
    zero = number(0)
    bad = Node("number_at_most", "Bool", f"{by.code} <= 0", {"a": by, "b": zero}, COMPARE)
    d.guards.append(Guard("InvalidAmount", bad, "the amount has to be positive"))
    short = Node("number_above", "Bool", f"{by.code} > {have.code}", {"a": by, "b": have}, COMPARE)
    title = one.name.title().replace("_", "")
    d.guards.append(Guard(f"Insufficient{title}", short, f"not enough {w.english(one.noun)}"))
    slots: dict[str, Part] = {"owner": given, "field": Name(one.noun), "value": by}
    code = f"{record.name}{{...{given.code}, {one.name}: {have.code} - {by.code}}}"
    node = Node("reduced", record.name, code, slots)
    give(
        d,
        node,
        Name(record.noun),
        f"take_{one.name}",
        f"use_{one.name}",
        f"withdraw_{one.name}",
        occasion="change",
    )


@goal(3, 5, 2)
def validated(w: World, d: Draft, level: int) -> None:
    """A record that is given back if it is in order."""
    record = w.any_record()
    given = w.one(d, record)
    texts = w.fields_of(record, "name", "code", "text")
    ints = [one for one in w.fields_of(record, "int") if one.type == "Int"]
    if not texts and len(ints) < 2:
        raise Unfit
    if texts:
        one = w.chance.pick(texts)
        w.use(record, one)
        held = n.field_node(given, one)
        blank = Node("blank", "Bool", f'{held.code}.trim() == ""', {"a": held}, COMPARE)
        d.guards.append(
            Guard(f"Missing{_title(one)}", blank, f"the {w.english(one.noun)} is missing")
        )
    for one in w.chance.some(ints, 2 if level > 3 else 1):
        w.use(record, one)
        held = n.field_node(given, one)
        limit = w.amount(one.low, one.high)
        key, operator, label = w.chance.pick(
            (("number_above", ">", "High"), ("number_below", "<", "Low"))
        )
        cond = Node(
            key, "Bool", f"{held.code} {operator} {limit.code}", {"a": held, "b": limit}, COMPARE
        )
        d.guards.append(
            Guard(
                f"{_title(one)}Too{label}",
                cond,
                f"the {w.english(one.noun)} is too {label.lower()}",
            )
        )
    node = Node("unchanged", record.name, given.code, {"owner": given}, ATOM)
    give(
        d,
        node,
        Name(record.noun),
        f"validate_{record.single}",
        f"checked_{record.single}",
        f"accept_{record.single}",
        occasion="check",
    )


def _title(one: FieldInfo) -> str:
    return one.name.title().replace("_", "")


@goal(3, 5, 1.5)
def outcome(w: World, d: Draft, level: int) -> None:
    """A result: the amount, or a text that says what is wrong."""
    record = w.any_record()
    given = w.one(d, record)
    cond = condition(w, d, record, given.code, level)
    base = n.small(w, d, record)
    said = Node("of_thing", "Bool", cond.code, {"subject": given, "pred": cond}, cond.level)
    message = text(w.chance.pick(("not allowed", "refused", "not available", "out of bounds")))
    slots: dict[str, Part] = {"cond": said, "value": base, "message": message}
    code = f"{cond.at(2)} ? result.ok({base.code}) : result.err({message.code})"
    node = Node("ok_or_err", "Result<Int, String>", code, slots, CHOICE)
    give(
        d,
        node,
        "outcome",
        f"try_{base.name[0]}",
        f"checked_{base.name[0]}",
        f"{base.name[0]}_or_reason",
    )


@goal(2, 3, 1.5)
def optional_default(w: World, d: Draft, level: int) -> None:
    """An option field, or what stands for it."""
    record = w.any_record()
    given = w.one(d, record)
    one = w.field(record, "option")
    base = one.base
    if base not in ("Int", "String"):
        raise Unfit
    other = number(0) if base == "Int" else text(w.chance.pick(("none", "unknown", "-", "n/a")))
    slots: dict[str, Part] = {"owner": given, "field": Name(one.noun), "other": other}
    if w.chance.chance(0.5):
        code, lvl = f"{given.code}.{one.name}.orValue({other.code})", ATOM
    else:
        code = (
            f"match {given.code}.{one.name} {{\n  optional.of(known) => known,\n"
            f"  optional.none() => {other.code},\n}}"
        )
        lvl = CHOICE
    node = Node("option_or", base, code, slots, lvl)
    give(
        d,
        node,
        "value",
        f"{one.name}_or_default",
        f"{record.single}_{one.name}",
        f"shown_{one.name}",
    )


@goal(1, 3, 2)
def label(w: World, d: Draft, level: int) -> None:
    """A text made of two fields."""
    record = w.any_record()
    given = w.one(d, record)
    first = w.field(record, "name", "code")
    others = [one for one in w.fields_of(record, "name", "code", "int") if one is not first]
    if not others:
        raise Unfit
    second = w.chance.pick(others)
    w.use(record, second)
    glue = w.chance.pick((": ", " - ", " / ", ", ", "#"))
    held = f"{given.code}.{second.name}"
    shown = held if second.type == "String" else f"string({held})"
    slots: dict[str, Part] = {
        "a": n.field_node(given, first),
        "b": n.field_node(given, second),
        "glue": text(glue),
    }
    code = f'{given.code}.{first.name} + "{glue}" + {shown}'
    node = Node("glued", "String", code, slots, ADD)
    give(
        d,
        node,
        "text",
        f"{record.single}_label",
        f"describe_{record.single}",
        f"{record.single}_line",
    )


@goal(2, 4, 1.5)
def compare_two(w: World, d: Draft, level: int) -> None:
    """The distance between a field and a value, or which is greater."""
    record = w.any_record()
    given = w.one(d, record)
    one = w.ints(record)
    other = w.scalar(d, d.fresh("target", "goal"), "Int", "target", one)
    held = n.field_node(given, one)
    slots: dict[str, Part] = {"a": held, "b": other}
    if w.chance.chance(0.5):
        d.same = frozenset({"operands"})
        node = Node("distance", "Int", f"math.abs({held.code} - {other.code})", slots, ATOM)
        names = (f"distance_to_{other.code}", f"{one.name}_gap")
    else:
        zero = number(0)
        lacking = Node(
            "difference", "Int", f"{other.code} - {held.code}", {"a": other, "b": held}, ADD
        )
        node = Node(
            "floored",
            "Int",
            f"math.greatest({lacking.code}, 0)",
            {"value": lacking, "limit": zero},
            ATOM,
        )
        names = (f"missing_{one.name}", f"{one.name}_still_needed")
    give(d, node, "difference", *names)


@goal(2, 4, 1.5)
def steps(w: World, d: Draft, level: int) -> None:
    """A price worked out in steps: a base, a fee on a condition, a discount."""
    record = w.any_record()
    base = n.small(w, d, record)
    given = w.one(d, record)
    cond = condition(w, d, record, given.code, 1)
    said = Node("of_thing", "Bool", cond.code, {"subject": given, "pred": cond}, cond.level)
    fee = w.amount(2, 60)
    rate = n.rate_of(w, d)
    slots: dict[str, Part] = {"base": base, "cond": said, "fee": fee, "rate": rate}
    code = (
        f"let base = {base.code};\n"
        f"let fee = {cond.at(2)} ? {fee.code} : 0;\n"
        f"let full = base + fee;\n"
        f"full - full * {rate.code} / 100"
    )
    node = Node("in_steps", "Int", code, slots, CHOICE)
    give(
        d, node, "value", f"final_{base.name[0]}", f"{base.name[0]}_with_fee", f"net_{base.name[0]}"
    )


@goal(1, 3, 1.5)
def share(w: World, d: Draft, level: int) -> None:
    """One field split over a number of people or days, and what is left."""
    record = w.any_record()
    given = w.one(d, record)
    one = w.ints(record)
    parts = w.scalar(d, d.fresh("parts", "ways"), "Int", "part_count")
    d.params[parts.code].high = 6
    d.requires.append(f"{parts.code} >= 1")
    held = n.field_node(given, one)
    d.requires.append(f"{held.code} >= 0")
    d.same = frozenset({"math.floorMod"})
    slots: dict[str, Part] = {"value": held, "n": parts}
    kind = w.chance.below(3)
    if kind == 0:
        node = Node("quotient", "Int", f"{held.code} / {parts.code}", slots, MUL)
        names = (f"{one.name}_each", f"share_of_{one.name}")
    elif kind == 1:
        node = Node("remainder", "Int", f"{held.code} % {parts.code}", slots, MUL)
        names = (f"{one.name}_left_over", f"rest_of_{one.name}")
    else:
        code = f"({held.code} / {parts.code}, {held.code} % {parts.code})"
        node = Node("split_evenly", "(Int, Int)", code, slots, ATOM)
        names = (f"split_{one.name}", f"divide_{one.name}")
    give(d, node, "value", *names)
