"""Goals that build on a behaviour that the spec already has."""

from __future__ import annotations

from vibee_compiler.corpus.synth import numbers as n
from vibee_compiler.corpus.synth.goals.base import give, goal
from vibee_compiler.corpus.synth.lists import some_list
from vibee_compiler.corpus.synth.meaning import ATOM, CHOICE, Name, Node, Part, Quoted
from vibee_compiler.corpus.synth.predicates import variable
from vibee_compiler.corpus.synth.world import Draft, Unfit, World, identifier


def _earlier(w: World, *types: str) -> list[Draft]:
    return [one for one in w.drafts if one.returns in types]


def _called(d: Draft, one: Draft) -> Node:
    """A call with the same parameters, which the caller takes too."""
    for name, param in one.params.items():
        known = d.params.setdefault(name, param)
        if known.type != param.type:
            raise Unfit
    d.requires.extend(r for r in one.requires if r not in d.requires)
    d.calls.add(one.name)
    code = f"{one.name}({', '.join(one.params)})"
    return Node(
        "call", one.returns, code, {"id": Quoted(one.name, quotes=False)}, ATOM, (one.name,)
    )


@goal(2, 5, 5)
def adjusted_call(w: World, d: Draft, level: int) -> None:
    """The result of another behaviour, capped or with a percentage."""
    found = _earlier(w, "Int")
    if not found:
        raise Unfit
    base = _called(d, w.chance.pick(found))
    node = w.chance.pick((n.capped, n.less_percent, n.percent_of))(w, d, base)
    label = {
        "capped": "limited",
        "floored": "at_least",
        "less_percent": "reduced",
        "percent": "share_of",
    }[node.key]
    give(d, node, "value", f"{label}_{base.name[0]}", f"{base.name[0]}_{label}")


@goal(2, 5, 4)
def checked_call(w: World, d: Draft, level: int) -> None:
    """Whether the result of another behaviour reaches a bound."""
    found = _earlier(w, "Int")
    if not found:
        raise Unfit
    base = _called(d, w.chance.pick(found))
    node = n.reaches(w, d, base)
    give(
        d,
        node,
        "answer",
        f"{base.name[0]}_is_enough" if "at" not in node.key[7:9] else f"{base.name[0]}_in_bounds",
        f"check_{base.name[0]}",
        occasion="check",
    )


@goal(3, 5, 4)
def mapped_call(w: World, d: Draft, level: int) -> None:
    """Another behaviour about one record, for each of a list: total, or the list of results."""
    found = [
        one
        for one in w.drafts
        if len(one.params) == 1
        and next(iter(one.params.values())).type in w.fields
        and one.returns in ("Int", "Bool", "String")
        and not one.requires
    ]
    if not found:
        raise Unfit
    one = w.chance.pick(found)
    param = next(iter(one.params.values()))
    record = w.record_named(param.type)
    given = some_list(w, d, record, 2)
    var = variable(d, record)
    d.calls.add(one.name)
    named = Quoted(one.name, quotes=False)
    slots: dict[str, Part] = {
        "list": given,
        "id": named,
        "noun": Name(record.noun, plural=True),
        "subject": Name(record.noun, plural=True),
    }
    call = f"{one.name}({var})"
    if one.returns == "Int":
        node = Node("call_total", "Int", f"{given.code}.map({var}, {call}).sum()", slots, ATOM)
        give(
            d,
            node,
            "total",
            identifier("total", one.name),
            identifier(one.name, "of", given.name[0]),
        )
    elif one.returns == "Bool":
        node = Node("call_filter", given.type, f"{given.code}.filter({var}, {call})", slots, ATOM)
        give(
            d,
            node,
            "list",
            identifier("only", one.name),
            identifier(record.many, "where", one.name),
        )
    else:
        node = Node("call_list", "List<String>", f"{given.code}.map({var}, {call})", slots, ATOM)
        give(d, node, "list", identifier(one.name, "list"), identifier("all", one.name))


@goal(3, 5, 3)
def difference_of_calls(w: World, d: Draft, level: int) -> None:
    """Two behaviours compared."""
    found = _earlier(w, "Int")
    if len(found) < 2:
        raise Unfit
    first, second = w.chance.some(found, 2)
    if first.about != second.about:
        raise Unfit
    a, b = _called(d, first), _called(d, second)
    slots: dict[str, Part] = {"a": a, "b": b}
    if w.chance.chance(0.5):
        node = Node("difference", "Int", f"{a.code} - {b.code}", slots, 6)
        give(
            d,
            node,
            "difference",
            identifier(first.name, "minus", second.name),
            "balance",
            "net_result",
        )
    else:
        node = Node("greater_of", "Int", f"math.greatest({a.code}, {b.code})", slots, ATOM)
        give(d, node, "value", identifier("greater_of", first.name, second.name), "larger_result")


@goal(3, 5, 3)
def chosen_call(w: World, d: Draft, level: int) -> None:
    """One behaviour decides, another gives the value."""
    deciders = _earlier(w, "Bool")
    values = _earlier(w, "Int")
    if not deciders or not values:
        raise Unfit
    cond, value = _called(d, w.chance.pick(deciders)), _called(d, w.chance.pick(values))
    from vibee_compiler.corpus.synth.meaning import number

    said = Node("call_holds", "Bool", cond.code, cond.slots, ATOM)
    zero = number(0)
    slots: dict[str, Part] = {"cond": said, "a": value, "b": zero}
    node = Node("either", "Int", f"{cond.code} ? {value.code} : 0", slots, CHOICE)
    give(d, node, "value", f"{value.name[0]}_if_{cond.name[0]}", f"conditional_{value.name[0]}")
