"""Domains: the nouns and types that specs are made of; see docs/corpus-data.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from vibee_compiler.corpus.synth.phrases import Language, Template, language, languages
from vibee_compiler.corpus.synth.words import (
    DataError,
    Noun,
    check_keys,
    mapping,
    noun_of,
    strings,
)
from vibee_compiler.records import dataclass

FOLDER = Path(__file__).parent / "data" / "domains"
KINDS: Mapping[str, tuple[str, ...]] = {
    "money": ("Int", "Float"),
    "count": ("Int",),
    "number": ("Int",),
    "score": ("Int",),
    "rate": ("Int",),
    "day": ("Int",),
    "minutes": ("Int",),
    "level": ("Int",),
    "measure": ("Int", "Float"),
    "name": ("String",),
    "code": ("String",),
    "text": ("String",),
}
"""What a field means, with the types that it may have."""
AMOUNTS = frozenset({"money", "count", "score", "minutes", "measure"})
"""Kinds that can be added up."""
_TYPE_NAME = re.compile(r"[A-Z][A-Za-z0-9]*\Z")
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_RESERVED = frozenset("true false null in let if else match fail result self".split())


@dataclass(frozen=True, slots=True)
class Says:
    """What a truth value says of its owner, and the opposite, as templates by language."""

    yes: Mapping[str, Template]
    no: Mapping[str, Template]


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A field. `type` is as in a spec; `kind` is "" for enums, sums, records and truth values."""

    name: str
    type: str
    kind: str
    noun: str
    low: float
    high: float
    samples: tuple[str, ...]
    says: Says | None

    @property
    def base(self) -> str:
        """The type without the mark of an option."""
        return self.type.removesuffix("?")


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that is the product of two fields of a record."""

    name: str
    noun: str
    factors: tuple[str, str]


@dataclass(frozen=True, slots=True)
class RecordInfo:
    """A record type; `single` and `many` name a parameter with one, with a list."""

    name: str
    noun: str
    single: str
    many: str
    fields: tuple[FieldInfo, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class EnumInfo:
    """An enum: its values with their names by language, and the steps between them."""

    name: str
    noun: str
    of: str
    values: Mapping[str, Mapping[str, str]]
    transitions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class VariantInfo:
    """One alternative of a sum type."""

    name: str
    noun: str
    fields: tuple[FieldInfo, ...]


@dataclass(frozen=True, slots=True)
class SumInfo:
    """A sum type."""

    name: str
    noun: str
    variants: tuple[VariantInfo, ...]


@dataclass(frozen=True, slots=True)
class Domain:
    """All that a data file says."""

    name: str
    modules: tuple[str, ...]
    about: Mapping[str, tuple[str, ...]]
    nouns: Mapping[str, Mapping[str, Noun]]
    records: tuple[RecordInfo, ...]
    enums: Mapping[str, EnumInfo]
    sums: tuple[SumInfo, ...]

    def identifier(self, noun: str, *, plural: bool = False) -> str:
        """An English noun as a name: `order line` as `order_line`."""
        text = self.nouns[noun]["en"].form(plural, 0)
        return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


@cache
def domain_names() -> tuple[str, ...]:
    """The domains that there are."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def domain(name: str) -> Domain:
    """A domain by name; raises DataError for a data file that is wrong."""
    return read_domain(FOLDER / f"{name}.yaml")


def read_domain(path: Path) -> Domain:
    """A domain from a file; raises DataError."""
    from vibee_compiler.corpus.synth.phrases import read_yaml

    return _Reader(path.name).domain(read_yaml(path), path.stem)


class _Reader:
    """Reads one file; every problem names the path of keys to it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.nouns: dict[str, dict[str, Noun]] = {}
        self.languages: tuple[Language, ...] = tuple(map(language, languages()))

    def domain(self, data: Any, stem: str) -> Domain:
        known = {"domain", "modules", "about", "nouns", "types", "enums", "sums"}
        check_keys(data, known, self.file, known - {"enums", "sums"})
        if data["domain"] != stem:
            raise DataError(f"{self.file}: domain", f"expected {stem!r}, as the file is called")
        for key, forms in mapping(data["nouns"], self.at("nouns")).items():
            self.nouns[key] = dict(self._noun(key, forms))
        enums = {
            name: self._enum(name, one)
            for name, one in mapping(data.get("enums") or {}, self.at("enums")).items()
        }
        sums = mapping(data.get("sums") or {}, self.at("sums"))
        types = mapping(data["types"], self.at("types"))
        self.declared = {*enums, *sums, *types}
        made = tuple(self._record(name, one) for name, one in types.items())
        about = mapping(data["about"], self.at("about"))
        for one in self.languages:
            if one.code not in about:
                raise DataError(self.at("about"), f"{one.code!r} is missing")
        return Domain(
            stem,
            strings(data["modules"], self.at("modules")),
            {code: strings(lines, self.at("about", code)) for code, lines in about.items()},
            self.nouns,
            made,
            enums,
            tuple(self._sum(name, one) for name, one in sums.items()),
        )

    def at(self, *keys: str) -> str:
        return f"{self.file}: {'.'.join(keys)}"

    def _noun(self, key: str, data: Any) -> Iterator[tuple[str, Noun]]:
        place = self.at("nouns", key)
        forms = mapping(data, place)
        for one in self.languages:
            if one.code not in forms:
                raise DataError(place, f"{one.code!r} is missing")
            inner = f"{place}.{one.code}"
            yield one.code, noun_of(forms[one.code], len(one.cases), one.genders, inner)

    def _name(self, name: str, place: str, pattern: re.Pattern[str] = _NAME) -> str:
        if not isinstance(name, str) or not pattern.match(name) or name in _RESERVED:
            raise DataError(place, f"{name!r} is no usable name")
        return name

    def _known_noun(self, data: Any, place: str) -> str:
        if data not in self.nouns:
            raise DataError(place, f"no noun is called {data!r}")
        return str(data)

    def _record(self, name: str, data: Any) -> RecordInfo:
        place = self.at("types", name)
        self._name(name, place, _TYPE_NAME)
        check_keys(
            data, {"noun", "name", "plural", "fields", "measures"}, place, {"noun", "fields"}
        )
        noun = self._known_noun(data["noun"], f"{place}.noun")
        fields = self._fields(data["fields"], f"{place}.fields")
        single = data.get("name") or _words(self.nouns[noun]["en"].form(False, 0))
        many = data.get("plural")
        if many is None:
            many = f"{single}s" if "name" in data else _words(self.nouns[noun]["en"].form(True, 0))
        self._name(single, f"{place}.name")
        self._name(many, f"{place}.plural")
        measures = mapping(data.get("measures") or {}, f"{place}.measures")
        by_name = {one.name: one for one in fields}
        made = tuple(
            self._measure(key, one, by_name, f"{place}.measures.{key}")
            for key, one in measures.items()
        )
        return RecordInfo(name, noun, single, many, fields, made)

    def _measure(
        self, name: str, data: Any, fields: Mapping[str, FieldInfo], place: str
    ) -> Measure:
        check_keys(data, {"noun", "product"}, place, {"noun", "product"})
        factors = strings(data["product"], f"{place}.product")
        for one in factors:
            if one not in fields or fields[one].type != "Int":
                raise DataError(place, f"{one!r} is no Int field")
        if len(factors) != 2:
            raise DataError(place, "a product has two factors")
        noun = self._known_noun(data["noun"], f"{place}.noun")
        return Measure(self._name(name, place), noun, (factors[0], factors[1]))

    def _fields(self, data: Any, place: str) -> tuple[FieldInfo, ...]:
        return tuple(
            self._field(name, one, f"{place}.{name}") for name, one in mapping(data, place).items()
        )

    def _field(self, name: str, data: Any, place: str) -> FieldInfo:
        self._name(name, place)
        known = {"type", "kind", "noun", "range", "samples", "says"}
        check_keys(data, known, place, {"type"})
        type_, kind = str(data["type"]), data.get("kind", "")
        base = type_.removesuffix("?")
        if base == "Bool":
            says = self._says(data.get("says"), f"{place}.says")
            return FieldInfo(name, type_, "", "", 0, 0, (), says)
        noun = self._known_noun(data.get("noun"), f"{place}.noun")
        if base in ("Int", "Float", "String"):
            if kind not in KINDS or base not in KINDS[kind]:
                fit = ", ".join(k for k, types in KINDS.items() if base in types)
                raise DataError(f"{place}.kind", f"a field of {base} is one of {fit}, not {kind!r}")
        elif _inner(base) not in self.declared:
            raise DataError(f"{place}.type", f"no type is called {_inner(base)!r}")
        samples: tuple[str, ...] = ()
        low = high = 0.0
        if base == "String":
            samples = strings(data.get("samples"), f"{place}.samples")
        elif base in ("Int", "Float"):
            low, high = _range(data.get("range"), base, f"{place}.range")
        return FieldInfo(name, type_, kind, noun, low, high, samples, None)

    def _says(self, data: Any, place: str) -> Says:
        found = mapping(data, place)
        yes: dict[str, Template] = {}
        no: dict[str, Template] = {}
        for one in self.languages:
            if one.code not in found:
                raise DataError(place, f"{one.code!r} is missing")
            pair = found[one.code]
            check_keys(pair, {"pos", "neg"}, f"{place}.{one.code}", {"pos", "neg"})
            yes[one.code] = one.template(str(pair["pos"]), f"{place}.{one.code}.pos")
            no[one.code] = one.template(str(pair["neg"]), f"{place}.{one.code}.neg")
        return Says(yes, no)

    def _enum(self, name: str, data: Any) -> EnumInfo:
        place = self.at("enums", name)
        self._name(name, place, _TYPE_NAME)
        check_keys(data, {"noun", "of", "values", "transitions"}, place, {"noun", "of", "values"})
        values = mapping(data["values"], f"{place}.values")
        for value, names in values.items():
            self._name(value, f"{place}.values")
            for one in self.languages:
                if one.code not in mapping(names, f"{place}.values.{value}"):
                    raise DataError(f"{place}.values.{value}", f"{one.code!r} is missing")
        steps = []
        for step in data.get("transitions") or []:
            pair = strings(step, f"{place}.transitions")
            if len(pair) != 2 or any(one not in values for one in pair):
                raise DataError(f"{place}.transitions", f"{step} is no pair of values")
            steps.append((pair[0], pair[1]))
        return EnumInfo(
            name,
            self._known_noun(data["noun"], f"{place}.noun"),
            self._known_noun(data["of"], f"{place}.of"),
            values,
            tuple(steps),
        )

    def _sum(self, name: str, data: Any) -> SumInfo:
        place = self.at("sums", name)
        self._name(name, place, _TYPE_NAME)
        check_keys(data, {"noun", "variants"}, place, {"noun", "variants"})
        variants = []
        for variant, one in mapping(data["variants"], f"{place}.variants").items():
            inner = f"{place}.variants.{variant}"
            self._name(variant, inner, _TYPE_NAME)
            check_keys(one, {"noun", "fields"}, inner, {"noun"})
            fields = self._fields(one.get("fields") or {}, f"{inner}.fields")
            noun = self._known_noun(one["noun"], f"{inner}.noun")
            variants.append(VariantInfo(variant, noun, fields))
        return SumInfo(name, self._known_noun(data["noun"], f"{place}.noun"), tuple(variants))


def _words(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def _inner(type_: str) -> str:
    return type_[5:-1] if type_.startswith("List<") else type_


def _range(data: Any, base: str, place: str) -> tuple[float, float]:
    kind = int if base == "Int" else (int, float)
    if (
        not isinstance(data, list)
        or len(data) != 2
        or not all(isinstance(one, kind) and not isinstance(one, bool) for one in data)
        or data[0] >= data[1]
    ):
        raise DataError(place, f"expected [least, greatest] of {base}")
    return data[0], data[1]
