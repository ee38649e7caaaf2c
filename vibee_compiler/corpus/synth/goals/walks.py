"""Goals that walk a list of records: changes, runs, pages, sums on the way."""

from __future__ import annotations

from vibee_compiler.corpus.synth.goals.base import give, goal
from vibee_compiler.corpus.synth.lists import (
    count_param,
    some_list,
)
from vibee_compiler.corpus.synth.meaning import ATOM, CHOICE, Name, Node, Part, number
from vibee_compiler.corpus.synth.predicates import condition, variable
from vibee_compiler.corpus.synth.world import Draft, World, identifier


@goal(2, 4, 1.5)
def marked(w: World, d: Draft, level: int) -> None:
    """A list with a field of some elements changed."""
    record = w.any_record()
    given = w.many(d, record)
    var = variable(d, record)
    cond = condition(w, d, record, var, level)
    one = w.ints(record)
    step = number(w.chance.between(1, 10))
    slots: dict[str, Part] = {
        "list": given,
        "pred": cond,
        "field": Name(one.noun),
        "n": step,
        "noun": Name(record.noun, plural=True),
        "subject": Name(record.noun, plural=True),
    }
    changed = f"{record.name}{{...{var}, {one.name}: {var}.{one.name} + {step.code}}}"
    code = f"{given.code}.map({var}, {cond.at(2)} ? {changed} : {var})"
    if len(code) > 84:
        code = f"{given.code}.map({var},\n  {cond.at(2)}\n    ? {changed}\n    : {var})"
    node = Node("raise_some", given.type, code, slots, ATOM)
    before, after = cond.name
    give(
        d,
        node,
        Name(record.noun, plural=True),
        identifier("raise", one.name, "of", before, record.many, after),
        identifier("raise", one.name),
        occasion="change",
    )


@goal(2, 4, 1.2)
def position(w: World, d: Draft, level: int) -> None:
    """Without duplicates of a key, or all keys different."""
    record = w.any_record()
    given = w.many(d, record)
    key = w.key(record)
    var = variable(d, record)
    slots: dict[str, Part] = {
        "list": given,
        "field": Name(key.noun),
        "noun": Name(record.noun, plural=True),
    }
    keys = f"{given.code}.map({var}, {var}.{key.name})"
    code = f"{keys}.distinct().size() == {given.code}.size()"
    node = Node("all_different", "Bool", code, slots, 5)
    give(d, node, "answer", f"{key.name}s_are_unique", f"has_unique_{key.name}s", occasion="check")


@goal(3, 5, 1.2)
def running(w: World, d: Draft, level: int) -> None:
    """The balance after each element."""
    record = w.any_record()
    given = some_list(w, d, record, level)
    one = w.ints(record)
    var = variable(d, record)
    slots: dict[str, Part] = {"list": given, "field": Name(one.noun), "noun": Name(record.noun)}
    code = f"{given.code}.scan(sum, {var}, 0, sum + {var}.{one.name})"
    node = Node("running", "List<Int>", code, slots, ATOM)
    give(
        d,
        node,
        "list",
        f"running_{one.name}",
        f"cumulative_{one.name}",
        identifier("running_total_of", one.name),
    )


@goal(3, 5, 1.2)
def first_within(w: World, d: Draft, level: int) -> None:
    """How many elements fit in order before a budget is used up."""
    record = w.any_record()
    given = w.many(d, record)
    one = w.ints(record)
    limit = w.scalar(d, d.fresh("budget", "capacity"), "Int", "limit")
    d.params[limit.code].high = one.high * 2
    var = variable(d, record)
    slots: dict[str, Part] = {
        "list": given,
        "field": Name(one.noun),
        "limit": limit,
        "noun": Name(record.noun, plural=True),
    }
    code = (
        f"{given.code}\n  .scan(used, {var}, 0, used + {var}.{one.name})\n"
        f"  .takeWhile(used, used <= {limit.code})\n  .size()"
    )
    d.requires.append(f"{given.code}.all({var}, {var}.{one.name} >= 0)")
    d.same = frozenset({"list.filter"})
    node = Node("fit_count", "Int", code, slots, ATOM)
    give(d, node, "number", f"{record.many}_within_{limit.code}", f"how_many_{record.many}_fit")


@goal(3, 5, 1)
def paired(w: World, d: Draft, level: int) -> None:
    """Two lists walked side by side."""
    record = w.any_record()
    given = w.many(d, record)
    one = w.ints(record)
    other = w.scalar(d, d.fresh("weights", "factors"), "List<Int>", "weight_list")
    d.params[other.code].high = 5
    var = variable(d, record)
    slots: dict[str, Part] = {
        "list": given,
        "field": Name(one.noun),
        "other": other,
        "noun": Name(record.noun),
    }
    code = f"{given.code}.zip({other.code}).map(({var}, weight), {var}.{one.name} * weight).sum()"
    node = Node("weighted", "Int", code, slots, ATOM)
    give(d, node, "total", f"weighted_{one.name}", identifier("weighted_total_of", one.name))


@goal(3, 5, 1)
def streak(w: World, d: Draft, level: int) -> None:
    """The longest run of elements that meet a condition."""
    record = w.any_record()
    given = w.many(d, record)
    var = variable(d, record)
    cond = condition(w, d, record, var, 1)
    slots: dict[str, Part] = {
        "list": given,
        "pred": cond,
        "noun": Name(record.noun, plural=True),
        "subject": Name(record.noun, plural=True),
    }
    code = (
        f"{given.code}\n  .scan(run, {var}, 0, {cond.at(2)} ? run + 1 : 0)\n"
        "  .fold(best, run, 0, math.greatest(best, run))"
    )
    node = Node("streak", "Int", code, slots, ATOM)
    before, after = cond.name
    give(
        d,
        node,
        "number",
        identifier("longest_run_of", before, record.many, after),
        identifier("longest", before, after, "streak"),
    )


@goal(1, 3)
def nth(w: World, d: Draft, level: int) -> None:
    """The key of the first or the last element."""
    record = w.any_record()
    given = w.many(d, record)
    key = w.key(record)
    var = variable(d, record)
    first = w.chance.chance(0.5)
    label = "first" if first else "last"
    code = f"{given.code}.map({var}, {var}.{key.name})"
    place = "0" if first else f"{given.code}.size() - 1"
    default = '"none"' if key.type == "String" else "0"
    from vibee_compiler.corpus.synth.meaning import text

    other = text("none") if key.type == "String" else number(0)
    slots: dict[str, Part] = {
        "list": given,
        "field": Name(key.noun),
        "noun": Name(record.noun),
        "other": other,
    }
    if first:
        whole = f"{code}[?{place}].orValue({default})"
    else:
        whole = f"{given.code}.size() == 0 ? {default} : {given.code}.last().{key.name}"
    node = Node(f"{label}_or", key.type, whole, slots, ATOM if first else CHOICE)
    give(d, node, "value", f"{label}_{key.name}", identifier(label, record.single, key.name))


@goal(2, 4, 1)
def paged(w: World, d: Draft, level: int) -> None:
    """One page of a list."""
    record = w.any_record()
    given = w.many(d, record)
    page = w.scalar(d, "page", "Int", "page")
    size = number(w.chance.between(2, 4))
    d.params["page"].high = 3
    d.requires.append("page >= 1")
    slots: dict[str, Part] = {
        "list": given,
        "page": page,
        "n": size,
        "noun": Name(record.noun, plural=True),
    }
    code = f"{given.code}.drop((page - 1) * {size.code}).take({size.code})"
    node = Node("paged", given.type, code, slots, ATOM)
    give(d, node, "list", identifier("page_of", record.many), identifier(record.many, "on_page"))


@goal(2, 4, 1)
def merged(w: World, d: Draft, level: int) -> None:
    """Counts or sums over what count_param gives: the total of the greatest few."""
    record = w.any_record()
    given = some_list(w, d, record, 1)
    one = w.ints(record)
    var = variable(d, record)
    many = count_param(w, d)
    slots: dict[str, Part] = {
        "list": given,
        "field": Name(one.noun),
        "n": many,
        "noun": Name(record.noun, plural=True),
    }
    code = f"{given.code}.map({var}, {var}.{one.name}).sortBy(x, -x).take({many.code}).sum()"
    node = Node("top_total", "Int", code, slots, ATOM)
    give(d, node, "total", f"total_of_top_{one.name}", f"sum_of_largest_{one.name}")
