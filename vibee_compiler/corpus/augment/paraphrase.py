"""Prose said in other words, by tables of phrases for each human language.

Only whole phrases at the places where the tables say they stand are exchanged; formal parts and
names stay. A language joins by a table in `paraphrases.yaml`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from vibee_compiler.corpus import language_id
from vibee_compiler.corpus.synth.chance import Chance
from vibee_compiler.ir import module as m
from vibee_compiler.records import dataclass

PLACES: Final = ("start", "end", "any")
"""Where a phrase of a group stands in its sentence."""


@dataclass(frozen=True, slots=True)
class Group:
    """Phrases that stand for each other at one place; `pattern` finds any of them."""

    place: str
    phrases: tuple[str, ...]
    pattern: re.Pattern[str]


@cache
def tables() -> dict[str, tuple[Group, ...]]:
    """The groups by human language, from `paraphrases.yaml`."""
    import yaml

    text = Path(__file__).with_name("paraphrases.yaml").read_text(encoding="utf-8")
    data: dict[str, dict[str, list[list[str]]]] = yaml.safe_load(text)
    return {
        language: tuple(
            Group(place, tuple(phrases), _pattern(place, phrases, spaced=language != "zh"))
            for place in PLACES
            for phrases in places.get(place, [])
        )
        for language, places in data.items()
    }


def _pattern(place: str, phrases: list[str], *, spaced: bool) -> re.Pattern[str]:
    longest = sorted(phrases, key=len, reverse=True)
    inside = "|".join(re.escape(phrase) for phrase in longest)
    edge = r"(?!\w)" if spaced else ""
    before = {"start": r"\A", "end": r"(?<!\w)" if spaced else "", "any": r"(?<![\w`'\"])"}[place]
    after = edge if place != "end" else r"(?=[.。]?\Z)"
    return re.compile(f"{before}({inside}){after}", re.IGNORECASE)


def paraphrase(program: m.Program, chance: Chance) -> m.Program | None:
    """The program with its prose in other words; None where no phrase is known."""
    language = program.root.human_language or language_id.detect(program)
    groups = tables().get(language or "", ())
    if not groups:
        return None
    root = _Speaker(groups, chance).said(program.root)
    if root == program.root:
        return None
    return replace(program, modules=(*program.modules[:-1], root))


class _Speaker:
    def __init__(self, groups: tuple[Group, ...], chance: Chance) -> None:
        self._groups = groups
        self._chance = chance

    def said(self, root: m.Module) -> m.Module:
        """The module with the sentences of its behaviours and their descriptions changed."""
        behaviours = tuple(
            replace(
                one,
                description=self._sentence(one.description),
                prose=m.Prose(
                    self._sentence(one.prose.given),
                    self._sentence(one.prose.when),
                    self._sentence(one.prose.then),
                ),
            )
            for one in root.behaviours
        )
        return replace(root, description=self._sentence(root.description), behaviours=behaviours)

    def _sentence(self, text: Any) -> Any:
        if not isinstance(text, str):
            return text
        done: set[str] = set()
        for group in self._groups:
            # What one phrase gave must not be taken for another one.
            if group.place in done and group.place != "any":
                continue
            found = group.pattern.search(text)
            if found is not None:
                done.add(group.place)
                text = text[: found.start()] + self._other(found, group) + text[found.end() :]
        return text

    def _other(self, found: re.Match[str], group: Group) -> str:
        old = found[0]
        new = self._chance.pick([one for one in group.phrases if one.lower() != old.lower()])
        if old[:1].isupper():
            return new[:1].upper() + new[1:]
        return new[:1].lower() + new[1:]
