"""Goals about enums with steps between their values, and sum types."""

from __future__ import annotations

from vibee_compiler.corpus.synth import numbers as n
from vibee_compiler.corpus.synth.domains import EnumInfo, SumInfo
from vibee_compiler.corpus.synth.goals.base import give, goal
from vibee_compiler.corpus.synth.meaning import (
    ADD,
    ATOM,
    CHOICE,
    COMPARE,
    Member,
    Name,
    Node,
    Part,
    Rows,
    number,
)
from vibee_compiler.corpus.synth.world import Draft, Guard, Param, Unfit, World


def _cycle(w: World) -> EnumInfo:
    """An enum with steps."""
    found = [one for one in w.domain.enums.values() if one.transitions]
    if not found:
        raise Unfit
    one = w.chance.pick(found)
    return w.enum(one.name)


def _state(w: World, d: Draft, info: EnumInfo) -> Node:
    name = w.domain.identifier(info.noun)
    return d.add(Param(name, info.name, Name(info.noun)))


def _targets(info: EnumInfo) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {value: [] for value in info.values}
    for start, end in info.transitions:
        found[start].append(end)
    return found


@goal(2, 5, 2)
def advance(w: World, d: Draft, level: int) -> None:
    """The next state, the first of the steps, or an error at an end."""
    info = _cycle(w)
    held = _state(w, d, info)
    targets = _targets(info)
    rows, arms, ends = [], [], []
    for value in info.values:
        if targets[value]:
            end = targets[value][0]
            rows.append(
                Node(
                    "step_row", "", "", {"a": Member(info.name, value), "b": Member(info.name, end)}
                )
            )
            arms.append(f"  {value} => {info.name}.{end},")
        else:
            ends.append(value)
    key = "advance"
    slots: dict[str, Part] = {"rows": Rows(tuple(rows), "join_rows"), "noun": Name(info.of)}
    if ends and w.chance.chance(0.5):
        key, error = "advance_fail", f"No{info.name}Left"
        arms.append(f'  _ => fail {error}("the {w.english(info.of)} is at its end"),')
        slots["error"] = w.error(error)
        d.errors.append(error)
    elif ends:
        key = "advance_stay"
        arms.append(f"  _ => {held.code},")
    code = f"match {held.code} {{\n" + "\n".join(arms) + "\n}"
    node = Node(key, info.name, code, slots, CHOICE)
    label = w.domain.identifier(info.noun)
    give(
        d,
        node,
        "status_word",
        f"next_{label}",
        f"advance_{label}",
        f"{label}_after",
        occasion="change",
    )


@goal(2, 5, 2)
def may_move(w: World, d: Draft, level: int) -> None:
    """Whether a step from one state to another is allowed."""
    info = _cycle(w)
    label = w.domain.identifier(info.noun)
    start = d.add(
        Param(
            f"current_{label}" if w.chance.chance(0.5) else "current",
            info.name,
            Name("current_state", general=True),
        )
    )
    end = d.add(
        Param(
            f"next_{label}" if "_" in start.code else "next",
            info.name,
            Name("next_state", general=True),
        )
    )
    targets = _targets(info)
    rows, arms = [], []
    for value, ends in targets.items():
        if not ends:
            continue
        tests = " || ".join(f"{end.code} == {info.name}.{one}" for one in ends)
        arms.append(f"  {value} => {tests},")
        many: Part = Rows(tuple(Member(info.name, one) for one in ends), "join_or")
        if len(ends) > 1:
            many = Node("one_of", "", "", {"rows": many})
        rows.append(Node("move_row", "", "", {"a": Member(info.name, value), "b": many}))
    if any(not ends for ends in targets.values()):
        arms.append("  _ => false,")
    code = f"match {start.code} {{\n" + "\n".join(arms) + "\n}"
    slots: dict[str, Part] = {"rows": Rows(tuple(rows), "join_rows"), "noun": Name(info.of)}
    node = Node("may_move", "Bool", code, slots, CHOICE)
    give(
        d,
        node,
        "answer",
        f"may_change_{label}",
        f"can_move_{label}",
        f"{label}_change_allowed",
        occasion="check",
    )


@goal(3, 5, 2)
def move(w: World, d: Draft, level: int) -> None:
    """A record moved from one state to another, refused in any other state."""
    info = _cycle(w)
    found = [(r, one) for r in w.domain.records for one in r.fields if one.type == info.name]
    if not found:
        raise Unfit
    record, one = w.chance.pick(found)
    w.use(record, one)
    given = w.one(d, record)
    start, end = w.chance.pick(info.transitions)
    held = n.field_node(given, one)
    error = f"Not{start.title().replace('_', '')}"
    slots: dict[str, Part] = {"field": Name(one.noun), "value": Member(info.name, start)}
    cond = Node("field_is_not", "Bool", f"{held.code} != {info.name}.{start}", slots, COMPARE)
    said = Node("of_thing", "Bool", cond.code, {"subject": given, "pred": cond}, COMPARE)
    d.guards.append(
        Guard(error, said, f"the {w.english(record.noun)} is not {start.replace('_', ' ')}")
    )
    code = f"{record.name}{{...{given.code}, {one.name}: {info.name}.{end}}}"
    moved: dict[str, Part] = {
        "owner": given,
        "field": Name(one.noun),
        "value": Member(info.name, end),
    }
    node = Node("moved", record.name, code, moved)
    give(
        d, node, Name(record.noun), f"move_to_{end}", f"mark_{end}", f"set_{end}", occasion="change"
    )


@goal(4, 5, 1.5)
def replayed(w: World, d: Draft, level: int) -> None:
    """The state after a list of wished states, where what is not allowed is passed over."""
    info = _cycle(w)
    label = w.domain.identifier(info.noun)
    start = d.add(Param("start", info.name, Name("current_state", general=True)))
    wishes = d.add(Param("wishes", f"List<{info.name}>", Name("wish", plural=True, general=True)))
    rows, tests = [], []
    for value, ends in _targets(info).items():
        for end in ends:
            tests.append(f"    ({info.name}.{value}, {info.name}.{end}) => wish,")
        if ends:
            many: Part = Rows(tuple(Member(info.name, one) for one in ends), "join_or")
            if len(ends) > 1:
                many = Node("one_of", "", "", {"rows": many})
            rows.append(Node("move_row", "", "", {"a": Member(info.name, value), "b": many}))
    code = (
        f"{wishes.code}.fold(state, wish, {start.code},\n  match (state, wish) {{\n"
        + "\n".join(tests)
        + "\n    _ => state,\n  })"
    )
    slots: dict[str, Part] = {"rows": Rows(tuple(rows), "join_rows"), "noun": Name(info.of)}
    node = Node("replayed", info.name, code, slots, ATOM)
    give(
        d,
        node,
        "status_word",
        f"{label}_after_all",
        f"replay_{label}",
        f"final_{label}",
        occasion="change",
    )


@goal(1, 3, 1.5)
def enum_value(w: World, d: Draft, level: int) -> None:
    """A number for each value of an enum."""
    if not w.domain.enums:
        raise Unfit
    info = w.enum(w.chance.pick(tuple(w.domain.enums)))
    held = _state(w, d, info)
    values = w.chance.some(range(1, 25), len(info.values))
    rows, arms = [], []
    for value, worth in zip(info.values, values, strict=True):
        made = number(worth)
        rows.append(Node("worth_row", "", "", {"a": Member(info.name, value), "b": made}))
        arms.append(f"  {value} => {worth},")
    code = f"match {held.code} {{\n" + "\n".join(arms) + "\n}"
    node = Node("worth", "Int", code, {"rows": Rows(tuple(rows), "join_rows")}, CHOICE)
    label = w.domain.identifier(info.noun)
    word = w.chance.pick(("priority", "weight", "days", "points"))
    give(d, node, "value", f"{label}_{word}", f"{word}_of_{label}", f"{word}_for_{label}")


@goal(2, 4, 2)
def sum_value(w: World, d: Draft, level: int) -> None:
    """A number for each alternative of a sum type, from its fields."""
    info = w.sum()
    name = w.domain.identifier(info.noun)
    held = d.add(Param(name, info.name, Name(info.noun)))
    rows, arms = [], []
    used: set[int] = set()
    for variant in info.variants:
        row, arm = _variant(w, info, variant, used)
        rows.append(row)
        arms.append(arm)
    code = f"match {held.code} {{\n" + "\n".join(arms) + "\n}"
    node = Node("by_variant", "Int", code, {"rows": Rows(tuple(rows), "join_rows")}, CHOICE)
    word = w.chance.pick(("cost", "charge", "value", "amount"))
    give(d, node, "value", f"{name}_{word}", f"{word}_of_{name}", f"{word}_for_{name}")


def _variant(w: World, info: SumInfo, variant, used: set[int]) -> tuple[Node, str]:  # type: ignore[no-untyped-def]
    ints = [one for one in variant.fields if one.type == "Int"]
    head = Name(variant.noun)
    if not ints:
        worth = w.chance.between(0, 20)
        while worth in used:
            worth += 1
        used.add(worth)
        pattern = variant.name
        row = Node("variant_row", "", "", {"value": number(worth), "noun": head})
        return row, f"  {pattern} => {worth},"
    one = w.chance.pick(ints)
    field: Node = Node("own_field", "Int", one.name, {"field": Name(one.noun)})
    extra = w.chance.between(1, 9)
    kind = w.chance.below(4)
    if kind == 0:
        made = Node(
            "sum_of_two", "Int", f"{one.name} + {extra}", {"a": field, "b": number(extra)}, ADD
        )
    elif kind == 1:
        made = Node(
            "times", "Int", f"{one.name} * {extra + 1}", {"a": field, "b": number(extra + 1)}, 7
        )
    elif kind == 2:
        limit = w.amount(one.low, one.high)
        made = Node(
            "capped",
            "Int",
            f"math.least({one.name}, {limit.code})",
            {"value": field, "limit": limit},
        )
    else:
        made = field
    row = Node("variant_row", "", "", {"value": made, "noun": head})
    return row, f"  {variant.name}{{{one.name}}} => {made.code},"
