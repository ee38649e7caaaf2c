"""Conditions on a record: what is asked of each element of a list, or of one thing."""

from __future__ import annotations

import re

from vibee_compiler.corpus.synth.domains import FieldInfo, RecordInfo
from vibee_compiler.corpus.synth.meaning import (
    AND,
    ATOM,
    COMPARE,
    OR,
    UNARY,
    Member,
    Name,
    Node,
    Part,
    Said,
    text,
)
from vibee_compiler.corpus.synth.world import Draft, Unfit, World, identifier

COMPARISONS = {
    "above": (">", "threshold", "above"),
    "at_least": (">=", "minimum", "from"),
    "below": ("<", "limit", "below"),
    "at_most": ("<=", "maximum", "up_to"),
}
"""Keys of the phrase tables with operator, word for the bound and part of a name."""


def flag(w: World, d: Draft, record: RecordInfo, var: str) -> Node:
    """A Bool field, or that it is not set."""
    one = w.field(record, "flag")
    assert one.says is not None
    if w.chance.chance(0.65):
        slots: dict[str, Part] = {"pred": Said(one.says.yes)}
        return Node("flag", "Bool", f"{var}.{one.name}", slots, ATOM, (one.name, ""))
    slots = {"pred": Said(one.says.no)}
    return Node("flag", "Bool", f"!{var}.{one.name}", slots, UNARY, (f"not_{one.name}", ""))


def compared(w: World, d: Draft, record: RecordInfo, var: str) -> Node:
    """A number of the record against a bound."""
    one = w.field(record, "amount", "score", "level", "rate", "day")
    return compare_field(w, d, one, f"{var}.{one.name}")


def compare_field(w: World, d: Draft, one: FieldInfo, code: str) -> Node:
    """A field, whose expression is given, against a bound."""
    key = w.chance.pick(tuple(COMPARISONS))
    operator, word, label = COMPARISONS[key]
    bound = w.threshold(d, one, word)
    name = identifier("with", one.name, label, bound.name[0])
    slots: dict[str, Part] = {"field": Name(one.noun), "value": bound}
    return Node(
        f"field_{key}", "Bool", f"{code} {operator} {bound.code}", slots, COMPARE, ("", name)
    )


def between(w: World, d: Draft, record: RecordInfo, var: str) -> Node:
    """A number of the record inside a range."""
    one = w.field(record, "amount", "score", "level", "rate", "day")
    if w.chance.chance(0.5) and "minimum" not in d.params:
        low = w.scalar(d, "minimum", one.type, "minimum", one)
        high = w.scalar(d, "maximum", one.type, "maximum", one)
    else:
        span = one.high - one.low
        of_float = one.type == "Float"
        low = w.amount(one.low, one.low + span / 2, of_float=of_float)
        high = w.amount(one.low + span / 2, one.high, of_float=of_float)
        if float(low.code) >= float(high.code):
            raise Unfit
    code = f"{var}.{one.name}"
    slots: dict[str, Part] = {"field": Name(one.noun), "low": low, "high": high}
    body = f"{code} >= {low.code} && {code} <= {high.code}"
    return Node("field_between", "Bool", body, slots, AND, ("", f"with_{one.name}_in_range"))


def enum_is(w: World, d: Draft, record: RecordInfo, var: str) -> Node:
    """An enum field against one of its values."""
    one = w.field(record, "enum")
    info = w.enum(one.base)
    if w.chance.chance(0.25):
        wanted = w.of_field(d, one)
        slots: dict[str, Part] = {"field": Name(one.noun), "value": wanted}
        code = f"{var}.{one.name} == {wanted.code}"
        return Node("field_is", "Bool", code, slots, COMPARE, ("", f"by_{one.name}"))
    value = w.chance.pick(tuple(info.values))
    slots = {"field": Name(one.noun), "value": Member(info.name, value)}
    if w.chance.chance(0.75):
        code = f"{var}.{one.name} == {info.name}.{value}"
        return Node("field_is", "Bool", code, slots, COMPARE, (value, ""))
    code = f"{var}.{one.name} != {info.name}.{value}"
    return Node("field_is_not", "Bool", code, slots, COMPARE, (f"not_{value}", ""))


def text_is(w: World, d: Draft, record: RecordInfo, var: str) -> Node:
    """A text field that equals a parameter."""
    one = w.field(record, "code", "name")
    wanted = w.of_field(d, one)
    slots: dict[str, Part] = {"field": Name(one.noun), "value": wanted}
    code = f"{var}.{one.name} == {wanted.code}"
    return Node("field_is", "Bool", code, slots, COMPARE, ("", f"by_{one.name}"))


def text_starts(w: World, d: Draft, record: RecordInfo, var: str) -> Node:
    """A text field that starts with, ends with or contains a text."""
    one = w.field(record, "code", "name", "text")
    key, method, word = w.chance.pick(
        (
            ("field_starts", "startsWith", "prefix"),
            ("field_ends", "endsWith", "suffix"),
            ("field_contains", "contains", "part"),
        )
    )
    if w.chance.chance(0.6):
        wanted = w.scalar(d, d.fresh(word, f"wanted_{word}"), "String", word, one)
    else:
        sample = w.chance.pick(one.samples)
        wanted = text(sample[:1] if method == "startsWith" else sample[-1:])
    slots: dict[str, Part] = {"field": Name(one.noun), "value": wanted}
    code = f"{var}.{one.name}.{method}({wanted.code})"
    return Node(key, "Bool", code, slots, ATOM, ("matching", ""))


def present(w: World, d: Draft, record: RecordInfo, var: str) -> Node:
    """An option field that is there, or is not."""
    one = w.field(record, "option")
    slots: dict[str, Part] = {"field": Name(one.noun)}
    if w.chance.chance(0.6):
        code = f"{var}.{one.name}.hasValue()"
        return Node("field_present", "Bool", code, slots, ATOM, ("", f"with_{one.name}"))
    code = f"!{var}.{one.name}.hasValue()"
    return Node("field_absent", "Bool", code, slots, UNARY, ("", f"without_{one.name}"))


def measured(w: World, d: Draft, record: RecordInfo, var: str) -> Node:
    """The product of two fields against a bound."""
    if not record.measures:
        raise Unfit
    measure = w.chance.pick(record.measures)
    by_name = {one.name: one for one in record.fields}
    left, right = (by_name[name] for name in measure.factors)
    w.use(record, left)
    w.use(record, right)
    key = w.chance.pick(tuple(COMPARISONS))
    operator, _, label = COMPARISONS[key]
    bound = w.amount(left.low * right.low, left.high * right.high / 2)
    code = f"{var}.{left.name} * {var}.{right.name} {operator} {bound.code}"
    slots: dict[str, Part] = {"a": Name(left.noun), "b": Name(right.noun), "value": bound}
    return Node(
        f"product_{key}",
        "Bool",
        code,
        slots,
        COMPARE,
        ("", f"with_{measure.name}_{label}_{bound.code}"),
    )


SIMPLE = (
    (flag, 5), (compared, 5), (enum_is, 4), (text_is, 2), (text_starts, 1), (present, 2),
    (between, 1), (measured, 1),
)  # fmt: skip


def simple(w: World, d: Draft, record: RecordInfo, var: str) -> Node:
    """One condition on a record; raises Unfit where the record has nothing to ask about."""
    left = list(SIMPLE)
    while left:
        maker = w.chance.weighted(left)
        try:
            return maker(w, d, record, var)
        except Unfit:
            left = [one for one in left if one[0] is not maker]
    raise Unfit


def condition(w: World, d: Draft, record: RecordInfo, var: str, level: int = 1) -> Node:
    """A condition: one, or at a higher level two together."""
    first = simple(w, d, record, var)
    if level < 2 or not w.chance.chance(0.2 + 0.12 * level):
        return first
    second = simple(w, d, record, var)
    if second.code == first.code or _about(first) == _about(second):
        return first
    slots: dict[str, Part] = {"left": first, "right": second}
    name = (
        "_".join(one.name[0] for one in (first, second) if one.name[0]),
        "_".join(one.name[1] for one in (first, second) if one.name[1]),
    )
    if w.chance.chance(0.6):
        return Node("and", "Bool", f"{first.at(AND)} && {second.at(AND)}", slots, AND, name)
    wide = ("chosen", "")
    return Node("or", "Bool", f"{first.at(AND)} || {second.at(AND)}", slots, OR, wide)


def _about(node: Node) -> str:
    found = re.match(r"!?(\w+\.\w+)", node.code)
    return found[1] if found else node.code


def variable(d: Draft, record: RecordInfo) -> str:
    """A short name for an element."""
    return d.fresh(record.single[0], record.single, "item", "each")
