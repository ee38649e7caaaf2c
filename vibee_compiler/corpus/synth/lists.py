"""Meanings of lists: a parameter, what is left of it, in which order."""

from __future__ import annotations

from vibee_compiler.corpus.synth.domains import FieldInfo, RecordInfo
from vibee_compiler.corpus.synth.meaning import ATOM, Name, Node, Number, Part, number
from vibee_compiler.corpus.synth.predicates import condition, variable
from vibee_compiler.corpus.synth.world import Draft, Unfit, World, identifier


def some_list(w: World, d: Draft, record: RecordInfo, level: int) -> Node:
    """A list of a record: all that is given, or those that meet a condition."""
    given = w.many(d, record)
    if w.chance.chance(0.25 if level > 1 else 0.5):
        return given
    try:
        return filtered(w, d, record, given, level)
    except Unfit:
        return given


def filtered(w: World, d: Draft, record: RecordInfo, given: Node, level: int) -> Node:
    """The elements that meet a condition."""
    var = variable(d, record)
    cond = condition(w, d, record, var, level)
    before, after = cond.name
    slots: dict[str, Part] = {
        "list": given,
        "pred": cond,
        "subject": Name(record.noun, plural=True),
        "noun": Name(record.noun, plural=True),
    }
    name = identifier(before, record.many, after)
    return Node(
        "filter", given.type, f"{given.code}.filter({var}, {cond.code})", slots, name=(name,)
    )


def ordered(w: World, d: Draft, record: RecordInfo, given: Node) -> tuple[Node, FieldInfo]:
    """The elements in the order of a field."""
    one = w.field(record, "amount", "score", "level", "number", "name", "code", "day")
    var = variable(d, record)
    down = one.type == "Int" and w.chance.chance(0.6)
    key = "sorted_down" if down else "sorted_up"
    sign = "-" if down else ""
    slots: dict[str, Part] = {"list": given, "field": Name(one.noun)}
    code = f"{given.code}.sortBy({var}, {sign}{var}.{one.name})"
    name = identifier(given.name[0], "by", one.name)
    return Node(key, given.type, code, slots, ATOM, (name,)), one


def count_param(w: World, d: Draft) -> Node:
    """How many: a literal or a parameter."""
    if w.chance.chance(0.5):
        return number(w.chance.between(1, 3))
    made = w.scalar(d, d.fresh("count", "how_many"), "Int", "count")
    d.params[made.code].high = 4
    return made


def taken(w: World, d: Draft, record: RecordInfo, given: Node) -> Node:
    """The first elements of a list."""
    many = count_param(w, d)
    slots: dict[str, Part] = {"list": given, "n": many, "noun": Name(record.noun, plural=True)}
    code = f"{given.code}.take({many.code})"
    return Node("taken", given.type, code, slots, ATOM, (f"first_{given.name[0]}",))


def texts_of(w: World, d: Draft, record: RecordInfo, given: Node) -> tuple[Node, FieldInfo]:
    """The texts that a field of the elements holds."""
    one = w.field(record, "name", "code", "text")
    var = variable(d, record)
    slots: dict[str, Part] = {"list": given, "field": Name(one.noun)}
    code = f"{given.code}.map({var}, {var}.{one.name})"
    name = identifier(one.name, "of", given.name[0])
    return Node("field_list", "List<String>", code, slots, ATOM, (name,)), one


def literal_count(value: int) -> Part:
    """A number in prose only."""
    return Number(str(value))
