"""Prose of meanings in one human language."""

from __future__ import annotations

from collections.abc import Mapping

from vibee_compiler.corpus.synth.chance import Chance
from vibee_compiler.corpus.synth.domains import Domain
from vibee_compiler.corpus.synth.meaning import (
    Member,
    Name,
    Node,
    Number,
    Part,
    Quoted,
    Rows,
    Said,
)
from vibee_compiler.corpus.synth.phrases import Language, Slot, Template
from vibee_compiler.corpus.synth.words import Noun
from vibee_compiler.records import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """What a slot asks of its part, and whom a condition is about."""

    case: int = 0
    plural: bool | None = None
    article: str = ""
    form: str = "np"
    subject: Part | None = None


PLAIN = Asked()
HABITS = frozenset({"thing", "things", "wanted", "constant"})
"""What a writer calls by one wording from the first line to the last."""


class Speaker:
    """Says meanings; the wording of each is chosen once a sentence."""

    def __init__(self, domain: Domain, language: Language, chance: Chance) -> None:
        self.domain = domain
        self.language = language
        self.chance = chance
        self._chosen: dict[tuple[int, str], Template] = {}
        self._habits: dict[tuple[str, str], Template] = {}
        self.used: set[str] = set()

    def sentence(self, part: Part, form: str = "then") -> str:
        """A part as a sentence of its own: contacts smoothed, a capital, no stop."""
        self._chosen.clear()
        text = self.language.smooth(self.say(part, Asked(form=form)))
        return capital(text)

    def say(self, part: Part, asked: Asked = PLAIN) -> str:
        """The text of a part, as it is asked for."""
        match part:
            case Node():
                return self._node(part, asked)
            case Name():
                return self._name(part, asked)
            case Number(text):
                return text
            case Quoted(text, quotes):
                left, right = self.language.quotes if quotes else ("", "")
                return f"{left}{text}{right}"
            case Member(enum, value):
                left, right = self.language.quotes
                return left + self.domain.enums[enum].values[value][self.language.code] + right
            case Said(by_language):
                template = by_language[self.language.code]
                return self._fill(template, {}, asked)
            case Rows(items, join):
                return self._rows(items, join, asked)

    def _rows(self, items: tuple[Part, ...], join: str, asked: Asked) -> str:
        first = items[0]
        if isinstance(first, Node):
            template = self._template(first, asked.form)
            for one in items:
                if isinstance(one, Node) and one.key == first.key and one.key.endswith("_row"):
                    self._chosen[id(one), asked.form] = template
        texts = [self.say(one, asked) for one in items]
        comma, last = self.language.texts[join]
        return comma.join(texts[:-1]) + last + texts[-1] if len(texts) > 1 else texts[0]

    def _name(self, part: Name, asked: Asked) -> str:
        noun = self._noun(part)
        plural = part.plural if asked.plural is None else asked.plural
        article = asked.article or part.article
        before = self.language.article(article, noun.gender, plural) if article else ""
        return before + noun.form(plural, asked.case)

    def _noun(self, part: Name) -> Noun:
        if part.general:
            return self.language.words[part.key]
        return self.domain.nouns[part.key][self.language.code]

    def _template(self, node: Node, form: str) -> Template:
        key = f"{node.key}.{form}"
        habit = node.key in HABITS
        found = self._habits.get((key, node.code)) if habit else self._chosen.get((id(node), form))
        if found is None:
            choices = self.language.phrases[key]
            self.used.add(key)
            found = self.chance.pick(choices)
            if habit:
                self._habits[key, node.code] = found
            else:
                self._chosen[id(node), form] = found
        return found

    def _node(self, node: Node, asked: Asked) -> str:
        text = self._fill(self._template(node, asked.form), node.slots, asked)
        if asked.article:
            gender, plural = self.features(node)
            return self.language.article(asked.article, gender, plural) + text
        return text

    def _fill(self, template: Template, slots: Mapping[str, Part], asked: Asked) -> str:
        return "".join(
            [part if isinstance(part, str) else self._slot(part, slots, asked) for part in template]
        )

    def _slot(self, slot: Slot, slots: Mapping[str, Part], asked: Asked) -> str:
        if slot.choices:
            of = self._part(slot, slots, asked) if slot.name else asked.subject
            gender, plural = ("", False) if of is None else self.features(of)
            return self.language.agreed(slot.choices, gender, plural)
        part = self._part(slot, slots, asked)
        if slot.counted:
            return self._counted(part, slots[slot.counted])
        case = asked.case if slot.case < 0 else slot.case
        if slot.adjective:
            return self._adjective(slot, part, case)
        subject = self._subject(slot.form, slots) or asked.subject
        inner = Asked(case, slot.plural, slot.article, slot.form or "np", subject)
        text = self.say(part, inner)
        return capital(text) if slot.capital else text

    def _subject(self, form: str, slots: Mapping[str, Part]) -> Part | None:
        if form == "clause" and "each" in slots:
            return slots["each"]
        return slots.get("subject")

    def _part(self, slot: Slot, slots: Mapping[str, Part], asked: Asked) -> Part:
        if slot.word:
            return Name(slot.name, general=True)
        if slot.name == "subject" and "subject" not in slots and asked.subject is not None:
            return asked.subject
        return slots[slot.name]

    def _counted(self, part: Part, number: Part) -> str:
        if isinstance(part, Name):
            noun = self._noun(part)
            if isinstance(number, Node) and number.key == "literal":
                return self.language.after_number(noun, int(number.code))
            return self.language.after_number(noun, 5)
        return self.say(part)

    def _adjective(self, slot: Slot, part: Part, case: int) -> str:
        noun, plural = self._head(part)
        plural = plural if slot.plural is None else slot.plural
        text = self.language.adjective(slot.adjective, noun, plural, case)
        return capital(text) if slot.capital else text

    def features(self, part: Part) -> tuple[str, bool]:
        """The gender and the number of a part, as its wording has them."""
        noun, plural = self._head(part)
        return noun.gender, plural

    def _head(self, part: Part) -> tuple[Noun, bool]:
        if isinstance(part, Name):
            return self._noun(part), part.plural
        if isinstance(part, Node):
            for slot in self._template(part, "np"):
                if isinstance(slot, Slot) and slot.head:
                    noun, plural = self._head(self._part(slot, part.slots, PLAIN))
                    return noun, plural if slot.plural is None else slot.plural
        return Noun(self.language.genders[0] if self.language.genders else "", ("",), ("",)), False


def capital(text: str) -> str:
    """The text with its first letter large, unless it begins with an identifier."""
    if "_" in text.split(" ", 1)[0]:
        return text
    return text[:1].upper() + text[1:]
