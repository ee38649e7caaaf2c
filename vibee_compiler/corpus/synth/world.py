"""What a spec under construction knows: its domain, what it uses of it, its behaviours so far."""

from __future__ import annotations

import re
from dataclasses import field

from vibee_compiler.corpus.synth.chance import Chance
from vibee_compiler.corpus.synth.domains import (
    AMOUNTS,
    Domain,
    EnumInfo,
    FieldInfo,
    RecordInfo,
    SumInfo,
)
from vibee_compiler.corpus.synth.meaning import Name, Node, Part, number
from vibee_compiler.records import dataclass


class Unfit(Exception):
    """The domain has nothing that a goal needs; another goal is tried."""


@dataclass(slots=True, eq=False)
class Param:
    """A parameter: its type, what prose calls it and the literals that its values should meet."""

    name: str
    type: str
    part: Part
    field: FieldInfo | None = None
    low: float = 0
    high: float = 0
    wanted: bool = False


@dataclass(slots=True, eq=False)
class Guard:
    """An error with the condition that it is raised under."""

    error: str
    condition: Node
    message: str

    @property
    def shown(self) -> Part:
        """The error as prose names it."""
        return _plain(self.error)


@dataclass(slots=True, eq=False)
class Draft:
    """A behaviour under construction.

    `result` is what it returns; guards come first. `topic` is a short noun for what it gives.
    """

    names: tuple[str, ...] = ()
    params: dict[str, Param] = field(default_factory=dict)
    guards: list[Guard] = field(default_factory=list)
    result: Node | None = None
    body: str = ""
    returns: str = ""
    topic: Part | None = None
    form: str = "np"
    occasion: str = "ask"
    requires: list[str] = field(default_factory=list)
    ensures: list[str] = field(default_factory=list)
    properties: list[str] = field(default_factory=list)
    notes: list[Node] = field(default_factory=list)
    name: str = ""
    level: int = 1
    calls: set[str] = field(default_factory=set)
    goal: str = ""
    sense: str = ""
    about: str = ""
    same: frozenset[str] = frozenset()
    """Operators of mutants, or built-ins put in, that change nothing in this body."""
    module: str = ""
    errors: list[str] = field(default_factory=list)

    def add(self, param: Param) -> Node:
        """A parameter as a meaning; one of the same name is taken again."""
        known = self.params.setdefault(param.name, param)
        if known.type != param.type or known.part != param.part:
            raise Unfit
        key = "things" if known.type.startswith("List<") else "thing"
        if known.type in ("Int", "Float", "String", "Bool") or param.wanted:
            key = "wanted" if param.wanted else "bound"
        return Node(key, known.type, known.name, {"noun": known.part}, name=(known.name,))

    def fresh(self, *names: str) -> str:
        """The first of the names that no parameter has, else a longer one."""
        for one in names:
            if one not in self.params:
                return one
        return f"the_{names[0]}"


class World:
    """The spec under construction."""

    def __init__(self, domain: Domain, chance: Chance) -> None:
        self.domain = domain
        self.chance = chance
        self.fields: dict[str, dict[str, None]] = {}
        self.enums: dict[str, None] = {}
        self.sums: dict[str, None] = {}
        self.constants: dict[str, tuple[str, str, str]] = {}
        self.extra_types: dict[str, str] = {}
        self.nodes: dict[str, FieldInfo] = {}
        self.drafts: list[Draft] = []
        self.module = ""
        self.record: RecordInfo = chance.pick(domain.records)
        self.views: dict[str, tuple[FieldInfo, ...]] = {}

    def error(self, name: str) -> Part:
        """An error's name in prose."""
        return _plain(name)

    def english(self, noun: str, *, plural: bool = False) -> str:
        """A noun in English, for messages."""
        return self.domain.nouns[noun]["en"].form(plural, 0)

    def view(self, record: RecordInfo) -> tuple[FieldInfo, ...]:
        """The fields of a record that this spec may speak of: not all, so that types differ."""
        if record.name not in self.views:
            count = self.chance.between(4, 6)
            fields = record.fields
            chosen = self.chance.some(range(len(fields)), count)
            self.views[record.name] = tuple(fields[i] for i in sorted(chosen))
        return self.views[record.name]

    def use(self, record: RecordInfo, one: FieldInfo) -> None:
        """Note that a field is needed, with its type."""
        self.fields.setdefault(record.name, {})[one.name] = None
        self.use_type(one.base)

    def use_type(self, type_: str) -> None:
        """Note that a type is needed."""
        inner = type_.removesuffix("?")
        inner = inner[5:-1] if inner.startswith("List<") else inner
        if inner in self.domain.enums:
            self.enums[inner] = None
        elif any(one.name == inner for one in self.domain.sums):
            self.sums[inner] = None
        elif any(one.name == inner for one in self.domain.records):
            self.fields.setdefault(inner, {})

    def any_record(self) -> RecordInfo:
        """The main record most of the time."""
        if self.chance.chance(0.7):
            return self.record
        return self.chance.pick(self.domain.records)

    def fields_of(self, record: RecordInfo, *kinds: str) -> list[FieldInfo]:
        """The fields in view that are of one of the kinds (`amount`: what can be added up)."""
        found = []
        for one in self.view(record):
            if one.type.endswith("?"):
                ok = "option" in kinds
            elif one.type == "Bool":
                ok = "flag" in kinds
            elif one.type in self.domain.enums:
                ok = "enum" in kinds
            else:
                ok = one.kind in kinds or ("amount" in kinds and one.kind in AMOUNTS)
                ok = ok or ("int" in kinds and one.type == "Int")
                ok = ok or ("string" in kinds and one.type == "String")
            if ok:
                found.append(one)
        return found

    def field(self, record: RecordInfo, *kinds: str) -> FieldInfo:
        """One of the fields of these kinds, noted as used; raises Unfit."""
        found = self.fields_of(record, *kinds)
        if not found:
            raise Unfit
        one = self.chance.pick(found)
        self.use(record, one)
        return one

    def ints(self, record: RecordInfo) -> FieldInfo:
        """An Int field that can be added up."""
        found = [one for one in self.fields_of(record, "amount") if one.type == "Int"]
        if not found:
            raise Unfit
        one = self.chance.pick(found)
        self.use(record, one)
        return one

    def key(self, record: RecordInfo) -> FieldInfo:
        """The field that identifies a record."""
        for kinds in (("code",), ("number",), ("name",)):
            found = [one for one in record.fields if one.kind in kinds and "?" not in one.type]
            if found:
                one = found[0]
                self.use(record, one)
                return one
        raise Unfit

    def enum(self, name: str) -> EnumInfo:
        """An enum of the domain, noted as used."""
        self.enums[name] = None
        return self.domain.enums[name]

    def sum(self) -> SumInfo:
        """A sum type of the domain, noted as used; raises Unfit."""
        if not self.domain.sums:
            raise Unfit
        one = self.chance.pick(self.domain.sums)
        self.sums[one.name] = None
        return one

    def record_named(self, name: str) -> RecordInfo:
        """A record of the domain by name."""
        return next(one for one in self.domain.records if one.name == name)

    def many(self, draft: Draft, record: RecordInfo) -> Node:
        """A parameter with a list of a record."""
        self.fields.setdefault(record.name, {})
        part = Name(record.noun, plural=True)
        return draft.add(Param(record.many, f"List<{record.name}>", part))

    def one(self, draft: Draft, record: RecordInfo) -> Node:
        """A parameter with one record."""
        self.fields.setdefault(record.name, {})
        return draft.add(Param(record.single, record.name, Name(record.noun)))

    def scalar(
        self, draft: Draft, name: str, type_: str, word: str, about: FieldInfo | None = None
    ) -> Node:
        """A parameter with a scalar, called by a general word; `about` gives its range."""
        low, high = (about.low, about.high) if about is not None else (0, 100)
        part = Name(word, general=True)
        return draft.add(Param(name, type_, part, about, low, high))

    def of_field(self, draft: Draft, one: FieldInfo) -> Node:
        """A parameter that is called and filled like a field."""
        self.use_type(one.base)
        return draft.add(
            Param(one.name, one.base, Name(one.noun), one, one.low, one.high, wanted=True)
        )

    def amount(self, low: float, high: float, *, of_float: bool = False) -> Node:
        """A round number inside a range."""
        share = self.chance.between(2, 8) / 10
        value = low + (high - low) * share
        if of_float:
            return number(float(round(value * 2) / 2) if value >= 2 else 0.5)
        step = 50 if value >= 300 else 10 if value >= 40 else 5 if value >= 15 else 1
        return number(max(1, int(value) // step * step))

    def threshold(self, draft: Draft, one: FieldInfo, word: str) -> Node:
        """A bound for a field: a literal, a parameter or a constant."""
        of_float = one.type == "Float"
        kind = self.chance.weighted((("literal", 5), ("param", 4), ("constant", 2)))
        if kind == "param":
            name = word if self.chance.chance(0.6) else f"{_prefix(word)}_{one.name}"
            if name not in draft.params:
                return self.scalar(draft, name, one.type, word, one)
        value = self.amount(one.low, one.high, of_float=of_float)
        if kind == "constant":
            return self.constant(f"{_prefix(word)}_{one.name}".upper(), value)
        return value

    def constant(self, name: str, value: Node) -> Node:
        """A constant of the module; one of that name keeps its value."""
        type_, known, _ = self.constants.setdefault(name, (value.type, value.code, ""))
        if type_ != value.type:
            return value
        shown = Node("literal", type_, known, value.slots if known == value.code else {})
        slots: dict[str, Part] = {"id": _plain(name)}
        if shown.slots:
            slots["n"] = shown
        key = "constant"
        return Node(key, type_, name, slots, name=(name.lower(),))


def _plain(name: str) -> Part:
    from vibee_compiler.corpus.synth.meaning import Quoted

    return Quoted(name, quotes=False)


def _prefix(word: str) -> str:
    return {"minimum": "min", "maximum": "max", "limit": "max", "threshold": "min"}.get(word, word)


def identifier(*words: str) -> str:
    """Words as a name of the language: lower case, joined with `_`, none twice in a row."""
    parts = [p for word in words for p in re.split(r"[^a-z0-9]+", word.lower()) if p]
    kept = [p for i, p in enumerate(parts) if i == 0 or parts[i - 1] != p]
    return "_".join(kept)
