"""What a domain must be fit for, whatever it is about."""

from __future__ import annotations

import re

import pytest

from vibee_compiler.corpus.synth.domains import AMOUNTS, Domain, domain, domain_names

CYRILLIC = re.compile(r"[А-Яа-яЁё]")
HAN = re.compile(r"[一-鿿]")
DOMAINS = [pytest.param(name, id=name) for name in domain_names()]


def test_there_are_domains_enough() -> None:
    assert len(domain_names()) >= 28


@pytest.mark.parametrize("name", DOMAINS)
def test_a_domain_has_what_goals_need(name: str) -> None:
    one = domain(name)
    fields = [part for record in one.records for part in record.fields]
    assert 2 <= len(one.records) <= 4
    assert len(one.modules) >= 5
    assert all(len(lines) >= 2 for lines in one.about.values())
    assert any(info.transitions for info in one.enums.values())
    assert one.sums
    assert any(part.type.endswith("?") for part in fields)
    assert sum(part.says is not None for part in fields) >= 2


@pytest.mark.parametrize("name", DOMAINS)
def test_records_can_be_told_apart_and_added_up(name: str) -> None:
    for record in domain(name).records:
        plain = [one for one in record.fields if "?" not in one.type]
        assert any(one.kind in ("code", "number", "name") for one in plain), record.name
        assert any(one.type == "Int" and one.kind in AMOUNTS for one in plain), record.name
        names = [one.name for one in record.fields]
        assert record.single not in names
        assert record.many not in names


@pytest.mark.parametrize("name", DOMAINS)
def test_names_of_parameters_are_unlike(name: str) -> None:
    records = domain(name).records
    names = [text for one in records for text in (one.single, one.many)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", DOMAINS)
def test_samples_are_several_and_short(name: str) -> None:
    one = domain(name)
    parts = [part for record in one.records for part in record.fields]
    parts += [part for info in one.sums for variant in info.variants for part in variant.fields]
    for part in parts:
        if part.base == "String":
            assert len(set(part.samples)) >= 4, part.name
            assert all(0 < len(text) <= 16 for text in part.samples), part.name


@pytest.mark.parametrize("name", DOMAINS)
def test_nouns_are_of_their_script(name: str) -> None:
    for key, forms in domain(name).nouns.items():
        english, russian, chinese = (forms[code] for code in ("en", "ru", "zh"))
        assert english.form(False, 0).isascii(), key
        assert all(CYRILLIC.search(one) for one in (*russian.singular, *russian.plural)), key
        assert len(russian.singular) == len(russian.plural) == 6, key
        assert HAN.search(chinese.form(False, 0)), key


@pytest.mark.parametrize("name", DOMAINS)
def test_russian_accusatives_are_a_nominative_or_a_genitive(name: str) -> None:
    """Only the singular of feminine nouns has a form of its own."""
    for key, forms in domain(name).nouns.items():
        noun = forms["ru"]
        assert noun.plural[3] in (noun.plural[0], noun.plural[1]), key
        if noun.gender in ("m", "n"):
            assert noun.singular[3] in (noun.singular[0], noun.singular[1]), key
        if noun.gender == "m" and noun.singular[3] == noun.singular[1] != noun.singular[0]:
            assert noun.plural[3] == noun.plural[1], key


@pytest.mark.parametrize("name", DOMAINS)
def test_every_state_is_on_some_way(name: str) -> None:
    one = domain(name)
    for info in one.enums.values():
        if info.transitions:
            met = {value for step in info.transitions for value in step}
            assert met == set(info.values), info.name
            assert _starts_reach_all(one, info.name), info.name


def _starts_reach_all(one: Domain, name: str) -> bool:
    info = one.enums[name]
    first = next(iter(info.values))
    reached, left = {first}, [first]
    while left:
        here = left.pop()
        for start, end in info.transitions:
            if start == here and end not in reached:
                reached.add(end)
                left.append(end)
    return reached == set(info.values)
