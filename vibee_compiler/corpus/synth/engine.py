"""Specs from a seed and an index: `make(seed, index)`.

A spec is made top-down: a domain, a level, behaviours one after the other (each a goal that the
domain can serve), then the types that they use, then prose; the text without examples goes
through the front end once, and `pin` finds the examples in its typed program.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from vibee_compiler.corpus.synth.chance import Chance
from vibee_compiler.corpus.synth.contracts import promise
from vibee_compiler.corpus.synth.domains import domain, domain_names
from vibee_compiler.corpus.synth.goals import all_goals
from vibee_compiler.corpus.synth.goals.base import Goal
from vibee_compiler.corpus.synth.goals.recursion import SELF
from vibee_compiler.corpus.synth.narrate import manner
from vibee_compiler.corpus.synth.phrases import language
from vibee_compiler.corpus.synth.pin import NotPinned, Pinned
from vibee_compiler.corpus.synth.speak import Speaker
from vibee_compiler.corpus.synth.text import Sheet, behaviour_lines, head_lines, property_lines
from vibee_compiler.corpus.synth.values import Inputs
from vibee_compiler.corpus.synth.world import Draft, Unfit, World
from vibee_compiler.corpus.synth.write import layout
from vibee_compiler.ir import module as m
from vibee_compiler.records import dataclass

LEVELS = ((1, 3), (2, 4), (3, 4), (4, 3), (5, 2))
"""Difficulties with their weights."""
SIZES = {1: (1, 1, 2, 2), 2: (1, 2, 2, 3), 3: (2, 2, 3, 3), 4: (2, 3, 3, 4), 5: (3, 3, 4, 5, 6)}
"""How many behaviours a spec of each level may have."""
DEFAULT_LANGUAGES = (("en", 6.0), ("ru", 2.0), ("zh", 2.0))
_NAME_LIMIT = 40
_ATTEMPTS = 12


@dataclass(frozen=True, slots=True)
class Synthesised:
    """A spec with what is known of how it came to be."""

    seed: int
    index: int
    name: str
    text: str
    domain: str
    level: int
    human_language: str
    goals: tuple[str, ...]
    left: int
    """Mutants that no input told from the original: most of them are none."""


class Refused(Exception):
    """The front end has something to say against a spec."""

    def __init__(self, text: str, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems) + "\n" + text)


def make(
    seed: int, index: int, languages: Sequence[tuple[str, float]] = DEFAULT_LANGUAGES
) -> Synthesised:
    """The spec of an index; the same for the same seed, index and languages, always."""
    for number in range(50):
        chance = Chance(seed, index, number)
        try:
            made = attempt(seed, index, chance, languages)
        except Refused:
            continue  # a defect of a goal, which the tests look for; the stream goes on
        if made is not None:
            return made
    raise RuntimeError(f"no spec for seed {seed}, index {index}")


def attempt(
    seed: int, index: int, chance: Chance, languages: Sequence[tuple[str, float]]
) -> Synthesised | None:
    """One try; None where the examples do not pin it down, raises `Refused`."""
    level = chance.weighted(LEVELS)
    place = domain(chance.pick(domain_names()))
    spoken = chance.weighted(languages)
    w = World(place, chance)
    w.module = chance.pick(place.modules)
    wanted = chance.pick(SIZES[level])
    for _ in range(_ATTEMPTS):
        if len(w.drafts) == wanted:
            break
        _add_behaviour(w, level)
    if not w.drafts:
        return None
    speaker = Speaker(place, language(spoken), chance)
    habits = manner(chance)
    sheet = Sheet(w, speaker, habits)
    head = head_lines(sheet)
    parts = [behaviour_lines(sheet, d) for d in w.drafts]
    program = compiled(
        "\n".join([*head, "behaviors:", *(line for p in parts for line in p)]) + "\n"
    )
    pinned = Pinned(program)
    lines = [*head, "behaviors:"]
    left = 0
    for d, part, behaviour in zip(w.drafts, parts, program.root.behaviours, strict=True):
        textual = d.module == "texts" or ".trim()" in d.body
        inputs = Inputs(w, d, d.body, chance, textual=textual)
        try:
            examples = pinned.examples(behaviour, inputs, d.errors, strict=d.module != "recursion")
        except NotPinned:
            return None
        left += pinned.left
        lines.extend(part)
        lines.extend(sheet.example_lines(examples))
        lines.extend(property_lines(d))
    text = "\n".join(lines) + "\n"
    goals = tuple(d.goal for d in w.drafts)
    return Synthesised(seed, index, w.module, text, place.name, level, spoken, goals, left)


def _goals(level: int) -> list[tuple[Goal, float]]:
    found = _BY_LEVEL.get(level)
    if found is None:
        found = _BY_LEVEL[level] = [
            (one, one.weight * (1.0 if one.low >= level - 2 else 0.4))
            for one in all_goals()
            if one.low <= level
        ]
    return found


_BY_LEVEL: dict[int, list[tuple[Goal, float]]] = {}


def _add_behaviour(w: World, level: int) -> None:
    one = w.chance.weighted(_goals(level))
    d = Draft(goal=one.name, module=one.make.__module__.rpartition(".")[2])
    before = _state(w)
    try:
        one.make(w, d, level)
        _finish(w, d)
    except Unfit:
        _restore(w, before)
        return
    w.drafts.append(d)


def _state(w: World) -> tuple[Any, ...]:
    fields = {name: dict(used) for name, used in w.fields.items()}
    return (
        fields,
        dict(w.enums),
        dict(w.sums),
        dict(w.constants),
        dict(w.extra_types),
        dict(w.nodes),
    )


def _restore(w: World, state: tuple[Any, ...]) -> None:
    w.fields, w.enums, w.sums, w.constants, w.extra_types, w.nodes = state


def _finish(w: World, d: Draft) -> None:
    taken = {one.name for one in w.drafts} | set(d.params)
    taken |= {name for one in w.drafts for name in one.params}
    names = [name for name in d.names if len(name) <= _NAME_LIMIT and name not in taken]
    if not names or any(one.goal == d.goal and one.sense == d.body for one in w.drafts):
        raise Unfit
    d.sense = d.body
    names = [n for n in names if not any(n in one.params for one in w.drafts)]
    if not names or names[0][0].isdigit():
        raise Unfit
    d.name = names[0] if w.chance.chance(0.6) else w.chance.pick(names)
    if d.name in _RESERVED or d.name[0].isdigit():
        raise Unfit
    assert d.result is not None
    body = d.body.replace(SELF, d.name)
    for guard in reversed(d.guards):
        said = f'fail {guard.error}("{guard.message}")'
        if w.chance.chance(0.0) or ("\n" not in body and len(body) + len(said) < 40):
            body = f"{guard.condition.at(2)} ? {said} : {body}"
        else:
            inner = body.replace("\n", "\n  ")
            other = f"{{\n  {inner}\n}}"
            if body.startswith("if "):
                other = body
            body = f"if {guard.condition.code} {{\n  {said}\n}} else {other}"
    d.body = layout(body)
    _drop_unused(d)
    promise(w, d)
    d.errors = list(dict.fromkeys([*(g.error for g in d.guards), *d.errors]))


def _drop_unused(d: Draft) -> None:
    """Takes out parameters and conditions that a part which was given up has left behind."""
    used = set(re.findall(r"\w+", d.body))
    d.params = {name: one for name, one in d.params.items() if name in used}
    gone = [one for one in d.requires if not set(re.findall(r"[a-z_]+", one)) & set(d.params)]
    d.requires = [one for one in dict.fromkeys(d.requires) if one not in gone]
    if not d.params:
        raise Unfit


_RESERVED = frozenset("true false null in let if else match fail size has optional result".split())


def compiled(text: str) -> m.Program:
    """The typed program of a text; raises where the front end finds an error or a warning."""
    from vibee_compiler.diagnostics.model import Severity
    from vibee_compiler.frontend.check.module import check_module
    from vibee_compiler.frontend.load import read_text

    _, doc, found = read_text("synth.vibee", text.encode())
    module = None
    diagnostics = list(found)
    if doc is not None:
        checked = check_module(doc, (), {}, "synth.vibee")
        module = checked.module
        diagnostics.extend(checked.diagnostics)
    bad = [f"{one.code} {one.message}" for one in diagnostics if one.severity is not Severity.INFO]
    if module is None or bad:
        raise Refused(text, bad)
    return m.Program((module,))
