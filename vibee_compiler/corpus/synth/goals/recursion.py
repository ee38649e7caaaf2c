"""Goals that call themselves, and plain arithmetic."""

from __future__ import annotations

from vibee_compiler.corpus.synth.goals.base import give, goal
from vibee_compiler.corpus.synth.meaning import ATOM, CHOICE, COMPARE, Node, number
from vibee_compiler.corpus.synth.world import Draft, Guard, World

SELF = "SELF"
"""Stands for the behaviour's own name in a body; put in once it is known."""


def _n(w: World, d: Draft, name: str, word: str, high: int, low: int = 0) -> Node:
    made = w.scalar(d, name, "Int", word)
    d.params[name].low, d.params[name].high = low, high
    return made


@goal(3, 5, 0.5)
def common_divisor(w: World, d: Draft, level: int) -> None:
    """The greatest common divisor."""
    a, b = _n(w, d, "first", "first_number", 30), _n(w, d, "second", "second_number", 30)
    d.requires.append("first >= 0 && second >= 0")
    d.same = frozenset({"math.floorMod"})
    code = f"second == 0 ? first : {SELF}(second, first % second)"
    node = Node("gcd", "Int", code, {"a": a, "b": b}, CHOICE)
    give(d, node, "value", "greatest_common_divisor", "common_divisor", "gcd", "largest_group")


@goal(3, 5, 0.5)
def digits(w: World, d: Draft, level: int) -> None:
    """Questions about decimal digits."""
    a = _n(w, d, "number", "number", 999)
    d.requires.append("number >= 0")
    d.same = frozenset({"math.floorMod"})
    if w.chance.chance(0.5):
        code = f"number < 10 ? number : number % 10 + {SELF}(number / 10)"
        give(
            d,
            Node("digit_sum", "Int", code, {"a": a}, CHOICE),
            "value",
            "digit_sum",
            "sum_of_digits",
            "check_sum",
        )
    else:
        code = f"number < 10 ? 1 : 1 + {SELF}(number / 10)"
        give(
            d,
            Node("digit_count", "Int", code, {"a": a}, CHOICE),
            "number",
            "digit_count",
            "number_of_digits",
        )


@goal(3, 5, 0.5)
def countdown(w: World, d: Draft, level: int) -> None:
    """Down to zero: as a list or a sum."""
    a = _n(w, d, "start", "start", 6)
    d.requires.append("start >= 0 && start <= 200")
    if w.chance.chance(0.5):
        code = f"start == 0 ? [0] : [start] + {SELF}(start - 1)"
        give(
            d,
            Node("countdown", "List<Int>", code, {"a": a}, CHOICE),
            "list",
            "countdown",
            "count_down",
        )
    else:
        code = f"start == 0 ? 0 : start + {SELF}(start - 1)"
        give(
            d,
            Node("sum_down", "Int", code, {"a": a}, CHOICE),
            "total",
            "sum_up_to",
            "triangle_number",
        )


@goal(3, 5, 0.5)
def halved(w: World, d: Draft, level: int) -> None:
    """Halving until one is left."""
    a = _n(w, d, "number", "number", 40, 1)
    d.requires.append("number >= 1")
    d.same = frozenset({"math.floorMod"})
    if w.chance.chance(0.5):
        code = f"number == 1 ? 0 : 1 + {SELF}(number / 2)"
        give(
            d,
            Node("halvings", "Int", code, {"a": a}, CHOICE),
            "number",
            "halvings",
            "rounds_to_one",
            "rounds_needed",
        )
    else:
        code = f"number < 2 ? string(number) : {SELF}(number / 2) + string(number % 2)"
        give(
            d,
            Node("binary", "String", code, {"a": a}, CHOICE),
            "text",
            "binary",
            "to_binary",
            "binary_digits",
        )


@goal(3, 5, 0.6)
def growth(w: World, d: Draft, level: int) -> None:
    """An amount that grows by a percentage for some rounds."""
    a = _n(w, d, "amount", "start", 400)
    rounds = _n(w, d, w.chance.pick(("years", "rounds", "weeks")), "rounds", 4)
    rate = number(w.chance.pick((5, 10, 20, 25, 50)))
    d.requires.append(
        f"amount >= 0 && amount <= 1000000 && {rounds.code} >= 0 && {rounds.code} <= 20"
    )
    grown = f"amount + amount * {rate.code} / 100"
    code = f"{rounds.code} == 0 ? amount : {SELF}({grown}, {rounds.code} - 1)"
    node = Node("growth", "Int", code, {"a": a, "n": rounds, "rate": rate}, CHOICE)
    give(d, node, "value", "grown_amount", f"amount_after_{rounds.code}", "compound")


@goal(3, 5, 0.5)
def power(w: World, d: Draft, level: int) -> None:
    """A power by multiplying."""
    a = _n(w, d, "base", "base_number", 5)
    e = _n(w, d, "exponent", "exponent", 5)
    d.requires.append("exponent >= 0 && exponent <= 20 && base >= -8 && base <= 8")
    code = f"exponent == 0 ? 1 : base * {SELF}(base, exponent - 1)"
    give(d, Node("power", "Int", code, {"a": a, "n": e}, CHOICE), "value", "power", "raise_to")


@goal(3, 4, 0.6)
def fibonacci(w: World, d: Draft, level: int) -> None:
    """The sequence of Fibonacci."""
    a = _n(w, d, "n", "place", 9)
    d.requires.append("n >= 0 && n <= 20")
    code = f"n < 2 ? n : {SELF}(n - 1) + {SELF}(n - 2)"
    give(d, Node("fibonacci", "Int", code, {"a": a}, CHOICE), "value", "fibonacci", "nth_fibonacci")


@goal(3, 5, 0.6)
def search(w: World, d: Draft, level: int) -> None:
    """A list of numbers walked by its head and its rest."""
    made = w.scalar(d, w.chance.pick(("values", "readings", "numbers")), "List<Int>", "number_list")
    d.params[made.code].high = 12
    name = made.code
    kind = w.chance.below(3)
    if kind == 0:
        code = (
            f"match {name} {{\n  [] => 0,\n  [only] => only,\n"
            f"  [head, ...rest] => math.greatest(head, {SELF}(rest)),\n}}"
        )
        d.requires.append(f"{name}.all(x, x >= 0)")
        give(
            d,
            Node("greatest_walk", "Int", code, {"a": made}, CHOICE),
            "value",
            "largest",
            "greatest_value",
            "peak",
        )
    elif kind == 1:
        code = f"match {name} {{\n  [] => 0,\n  [head, ...rest] => head - {SELF}(rest),\n}}"
        d.requires.append(f"{name}.all(x, x >= -1000 && x <= 1000)")
        give(
            d,
            Node("alternating", "Int", code, {"a": made}, CHOICE),
            "value",
            "alternating_sum",
            "balance_of_moves",
        )
    else:
        code = (
            f"match {name} {{\n"
            f"  [first, second, ...rest] => first <= second && {SELF}([second] + rest),\n"
            "  _ => true,\n}"
        )
        node = Node("rising", "Bool", code, {"a": made}, CHOICE)
        give(d, node, "answer", "is_sorted", "never_falls", "is_rising", occasion="check")


@goal(1, 3, 1)
def arithmetic(w: World, d: Draft, level: int) -> None:
    """Small questions about numbers."""
    kind = w.chance.below(5)
    if kind == 0:
        a = _n(w, d, "number", "number", 20, -9)
        step = number(w.chance.between(2, 7))
        d.same = frozenset({"math.floorMod"})
        node = Node("divisible", "Bool", f"number % {step.code} == 0", {"a": a, "n": step}, COMPARE)
        give(
            d,
            node,
            "answer",
            f"is_multiple_of_{step.code}",
            f"divisible_by_{step.code}",
            occasion="check",
        )
    elif kind == 1:
        a = _n(w, d, "amount", "number", 60)
        step = number(w.chance.pick((3, 5, 6, 10)))
        d.requires.append("amount >= 0 && amount <= 1000000")
        code = f"(amount + {step.code} - 1) / {step.code} * {step.code}"
        node = Node("rounded_up", "Int", code, {"a": a, "n": step}, 7)
        give(d, node, "value", f"round_up_to_{step.code}", "rounded_up")
    elif kind == 2:
        a = _n(w, d, "value", "value", 40, -10)
        low, high = number(w.chance.between(0, 8)), number(w.chance.between(12, 30))
        code = f"math.least(math.greatest(value, {low.code}), {high.code})"
        node = Node("clamped", "Int", code, {"value": a, "low": low, "high": high}, ATOM)
        give(d, node, "value", "clamp", "kept_in_range", "limited_value")
    elif kind == 3:
        a = _n(w, d, "minutes", "minutes", 200)
        d.requires.append("minutes >= 0")
        d.same = frozenset({"math.floorMod"})
        code = 'string(minutes / 60) + "h" + string(minutes % 60) + "m"'
        give(
            d,
            Node("hours_text", "String", code, {"a": a}, 6),
            "text",
            "duration_text",
            "as_hours",
            "show_minutes",
        )
    else:
        a, b = _n(w, d, "part", "part_number", 20), _n(w, d, "whole", "whole_number", 40)
        d.requires.append("part >= 0 && part <= 1000000 && whole >= 0")
        zero = number(0)
        cond = Node("number_is", "Bool", "whole == 0", {"a": b, "b": zero}, COMPARE)
        d.guards.append(Guard("NothingToShare", cond, "the whole is zero"))
        node = Node("percentage", "Int", "part * 100 / whole", {"a": a, "b": b}, 7)
        give(d, node, "value", "percentage", "percent_done", "progress")
