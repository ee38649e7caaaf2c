"""Phrase tables and the small template language that they are written in.

A template is text with slots in braces:

`{name}`            a part in its basic form
`{name:a.b}`        with marks: a case, `sg` or `pl`, `def` or `indef` (an article), a form of a
                    condition (`rel`, `clause`), `cap` (a capital)
`{name:*}`          the case that is asked of the whole; the whole has this part's gender, number
`{name:same}`       the case that is asked of the whole, and nothing else
`{name@adjective}`  an adjective of the language's list, as it agrees with a part, in that case
`{=word}`           a word of the language's own list, with the same marks
`{name?a|b|c|d}`    one of these by the gender and number of a part: as many as the language has
                    genders (at least one), then the plural
`{?a|b}`            the same by what the phrase is said of
`{name#n}`          a noun after the number in slot n: 1 order, 2 orders
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from vibee_compiler.corpus.synth.words import (
    DataError,
    Noun,
    check_keys,
    mapping,
    noun_of,
    strings,
)
from vibee_compiler.records import dataclass

FOLDER = Path(__file__).parent / "data" / "phrases"
_SLOT = re.compile(
    r"\{(=?)([a-z_0-9]*)(?:@([a-z_0-9]+))?(?::([a-z_.*]+)|\?([^{}]*)|#([a-z_0-9]+))?\}"
)
FORMS = frozenset({"np", "rel", "clause"})
NUMERALS = ("none", "english", "slavic")


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot. `case` -1 is the case asked of the whole, `plural` None the part's own number."""

    name: str
    word: bool = False
    case: int = 0
    head: bool = False
    plural: bool | None = None
    article: str = ""
    form: str = ""
    capital: bool = False
    choices: tuple[str, ...] = ()
    counted: str = ""
    adjective: str = ""


Template = tuple[str | Slot, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """A phrase table with what it says of its language."""

    code: str
    cases: tuple[str, ...]
    genders: tuple[str, ...]
    numeral: str
    quotes: tuple[str, str]
    stop: str
    articles: Mapping[str, Mapping[str, str]]
    sandhi: tuple[tuple[re.Pattern[str], str], ...]
    words: Mapping[str, Noun]
    adjectives: Mapping[str, Mapping[str, tuple[str, ...]]]
    phrases: Mapping[str, tuple[Template, ...]]
    texts: Mapping[str, tuple[str, ...]]

    def template(self, text: str, place: str) -> Template:
        """The parsed form of a template; raises DataError for what is none."""
        return parse(text, self.cases, self.genders, place)

    def agreed(self, choices: tuple[str, ...], gender: str, plural: bool) -> str:
        """The choice that fits a gender and a number."""
        if plural:
            return choices[-1]
        at = self.genders.index(gender) if gender in self.genders else 0
        return choices[min(at, len(choices) - 1)]

    def adjective(self, name: str, noun: Noun, plural: bool, case: int) -> str:
        """An adjective as it stands with a noun.

        Where the noun's accusative is its genitive (it is alive), so is the adjective's.
        """
        single = noun.gender or (self.genders[0] if self.genders else "sg")
        forms = self.adjectives[name]["pl" if plural else single]
        if {"acc", "gen"} <= {*self.cases} and case == self.cases.index("acc"):
            own, of = noun.form(plural, case), self.cases.index("gen")
            if own == noun.form(plural, of) and forms[case] == forms[0]:
                case = of
        return forms[case]

    def article(self, kind: str, gender: str, plural: bool) -> str:
        """An article with the space after it, "" where the language has none."""
        table = self.articles.get(kind)
        if table is None:
            return ""
        found = table.get("pl" if plural else gender, table.get("", ""))
        return f"{found} " if found and not found.endswith("'") else found

    def after_number(self, noun: Noun, number: int) -> str:
        """A noun after a number, by the language's rule."""
        if self.numeral == "english":
            return noun.form(number != 1, 0)
        if self.numeral == "slavic":
            tens, ones = abs(number) % 100, abs(number) % 10
            if ones == 1 and tens != 11:
                return noun.form(False, 0)
            few = 2 <= ones <= 4 and not 12 <= tens <= 14
            return noun.form(not few, self.cases.index("gen"))
        return noun.form(False, 0)

    def smooth(self, text: str) -> str:
        """The text after the rules of contact (`a order` as `an order`)."""
        for pattern, by in self.sandhi:
            text = pattern.sub(by, text)
        return text


def parse(text: str, cases: tuple[str, ...], genders: tuple[str, ...], place: str) -> Template:
    """A template as its parts; raises DataError."""
    parts: list[str | Slot] = []
    at = 0
    for found in _SLOT.finditer(text):
        if found.start() > at:
            parts.append(text[at : found.start()])
        parts.append(_slot(found, cases, genders, place))
        at = found.end()
    if at < len(text):
        parts.append(text[at:])
    for part in parts:
        if isinstance(part, str) and ("{" in part or "}" in part):
            raise DataError(place, f"a slot that cannot be read in {text!r}")
    if sum(isinstance(part, Slot) and part.head for part in parts) > 1:
        raise DataError(place, f"two heads (`*`) in {text!r}")
    return tuple(parts)


def _slot(
    found: re.Match[str], cases: tuple[str, ...], genders: tuple[str, ...], place: str
) -> Slot:
    word, name, adjective, marks, choices, counted = found.groups()
    if choices is not None:
        options = tuple(choices.split("|"))
        if len(options) != max(1, len(genders)) + 1:
            wanted = max(1, len(genders)) + 1
            raise DataError(place, f"expected {wanted} choices in {found[0]!r}")
        return Slot(name, choices=options)
    if not name:
        raise DataError(place, f"a slot without a name: {found[0]!r}")
    if counted is not None:
        return Slot(name, word=bool(word), counted=counted)
    made: dict[str, Any] = {"adjective": adjective, "case": -1} if adjective else {}
    for mark in (marks or "").split(".") if marks else ():
        if mark in cases:
            made["case"] = cases.index(mark)
        elif mark in ("sg", "pl"):
            made["plural"] = mark == "pl"
        elif mark in ("def", "indef"):
            made["article"] = mark
        elif mark in FORMS:
            made["form"] = mark
        elif mark == "cap":
            made["capital"] = True
        elif mark == "same":
            made["case"] = -1
        elif mark == "*":
            made.update(case=-1, head=True)
        else:
            raise DataError(place, f"unknown mark {mark!r} in {found[0]!r}")
    return Slot(name, word=bool(word), **made)


def read_yaml(path: Path) -> Any:
    """The plain data of a file; raises DataError."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
    except (OSError, yaml.YAMLError) as error:
        raise DataError(path.name, str(error)) from None


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a phrase table."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def language(code: str) -> Language:
    """A phrase table by language; raises DataError for one that is wrong."""
    return read_language(FOLDER / f"{code}.yaml")


_KEYS = {
    "language", "cases", "genders", "numeral", "quotes", "stop", "articles", "sandhi", "words",
    "adjectives", "phrases", "texts",
}  # fmt: skip


def read_language(path: Path) -> Language:
    """A phrase table from a file; raises DataError."""
    data, file = read_yaml(path), path.name
    check_keys(data, _KEYS, file, _KEYS - {"articles", "sandhi", "genders", "adjectives", "texts"})
    if data["language"] != path.stem:
        raise DataError(f"{file}: language", f"expected {path.stem!r}, as the file is called")
    cases = strings(data["cases"], f"{file}: cases")
    genders = tuple(data.get("genders") or ())
    if data["numeral"] not in NUMERALS:
        raise DataError(f"{file}: numeral", f"expected one of {', '.join(NUMERALS)}")
    quotes = strings(data["quotes"], f"{file}: quotes")
    words = mapping(data["words"], f"{file}: words")
    phrases = mapping(data["phrases"], f"{file}: phrases")
    texts = mapping(data.get("texts") or {}, f"{file}: texts")
    return Language(
        path.stem,
        cases,
        genders,
        data["numeral"],
        (quotes[0], quotes[-1]),
        str(data["stop"]),
        dict(_articles(data.get("articles") or {}, f"{file}: articles")),
        tuple(_sandhi(data.get("sandhi") or [], f"{file}: sandhi")),
        {k: noun_of(v, len(cases), genders, f"{file}: words.{k}") for k, v in words.items()},
        dict(_adjectives(data.get("adjectives") or {}, genders, len(cases), f"{file}: adjectives")),
        {
            key: tuple(
                parse(one, cases, genders, f"{file}: phrases.{key}")
                for one in strings(lines, f"{file}: phrases.{key}")
            )
            for key, lines in phrases.items()
        },
        {key: strings(lines, f"{file}: texts.{key}") for key, lines in texts.items()},
    )


def _adjectives(
    data: Any, genders: tuple[str, ...], cases: int, place: str
) -> Iterator[tuple[str, Mapping[str, tuple[str, ...]]]]:
    for name, forms in mapping(data, place).items():
        inner = f"{place}.{name}"
        wanted = {*(genders or ("sg",)), "pl"}
        check_keys(forms, wanted, inner, wanted)
        made = {key: strings(texts, f"{inner}.{key}") for key, texts in forms.items()}
        if any(len(texts) != cases for texts in made.values()):
            raise DataError(inner, f"expected {cases} forms, one a case, in each gender")
        yield name, made


def _articles(data: Any, place: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    for kind, forms in mapping(data, place).items():
        if kind not in ("def", "indef"):
            raise DataError(place, f"unknown article {kind!r}")
        if isinstance(forms, str):
            # An indefinite article has no plural in the languages that have one form of it.
            yield kind, {"": forms, "pl": forms if kind == "def" else ""}
        else:
            yield kind, mapping(forms, f"{place}.{kind}")


def _sandhi(data: Any, place: str) -> Iterator[tuple[re.Pattern[str], str]]:
    for pair in data:
        pattern, by = strings(pair, place)
        try:
            yield re.compile(pattern), by
        except re.error as error:
            raise DataError(place, f"{pattern!r} is no pattern: {error}") from None
