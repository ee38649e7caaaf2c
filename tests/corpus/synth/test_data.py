"""Every data file of the synthesiser: read, complete, and used."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import pytest

from vibee_compiler.corpus.synth import domains, engine, phrases
from vibee_compiler.corpus.synth.chance import Chance
from vibee_compiler.corpus.synth.phrases import Slot, Template
from vibee_compiler.corpus.synth.words import DataError, noun_of

OTHERS = [code for code in phrases.languages() if code != "en"]


def slots(templates: tuple[Template, ...]) -> set[str]:
    return {
        part.name
        for template in templates
        for part in template
        if isinstance(part, Slot) and part.name and not part.word
    }


def words(template: Template) -> set[str]:
    return {part.name for part in template if isinstance(part, Slot) and part.word}


@pytest.mark.parametrize("name", domains.domain_names())
def test_a_domain_is_whole(name: str) -> None:
    one = domains.domain(name)
    assert len(one.modules) >= 5
    assert 2 <= len(one.records) <= 5
    assert set(one.about) >= set(phrases.languages())
    for record in one.records:
        kinds = {field.kind for field in record.fields}
        assert kinds & {"code", "number", "name"}, record.name
        assert kinds & domains.AMOUNTS, record.name


def test_there_are_many_domains() -> None:
    assert len(domains.domain_names()) >= 24


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_has_every_key(code: str) -> None:
    model, other = phrases.language("en"), phrases.language(code)
    assert set(other.phrases) == set(model.phrases)
    assert set(other.texts) == set(model.texts)
    assert set(other.words) >= set(model.words)


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_says_what_english_says(code: str) -> None:
    model, other = phrases.language("en"), phrases.language(code)
    unlike = {}
    for key, templates in model.phrases.items():
        said = slots(other.phrases[key])
        missing = slots(templates) - said - {"subject", "noun", "owner", "n", "each", "says"}
        if missing:
            unlike[key] = missing
    assert unlike == {}


@pytest.mark.parametrize("code", phrases.languages())
def test_words_of_templates_are_known(code: str) -> None:
    one = phrases.language(code)
    for key, templates in one.phrases.items():
        for template in templates:
            assert words(template) <= set(one.words), key


@pytest.mark.parametrize("code", phrases.languages())
def test_a_thing_is_said_in_several_ways(code: str) -> None:
    one = phrases.language(code)
    assert sum(map(len, one.phrases.values())) >= 1.8 * len(one.phrases)
    assert len(set(one.phrases["returns.then"])) >= 6
    assert len(set(one.phrases["ask.when"])) >= 5


def test_phrases_are_used() -> None:
    """Keys that nothing asks for are dead data."""
    from vibee_compiler.corpus.synth.speak import Speaker

    used: set[str] = set()
    template = Speaker._template

    def watched(self: Speaker, node: Any, form: str) -> Template:
        used.add(f"{node.key}.{form}")
        return template(self, node, form)

    def stop(text: str) -> NoReturn:
        raise engine.Refused(text, ["prose is all that is wanted"])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Speaker, "_template", watched)
        patch.setattr(engine, "compiled", stop)
        for index in range(4000):
            with suppress(engine.Refused):
                engine.attempt(4, index, Chance(4, index), (("en", 1.0),))
    rare = set(phrases.language("en").phrases) - used
    assert rare == set()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{a", "cannot be read"),
        ("{a:odd}", "unknown mark"),
        ("{?x}", "expected 2 choices"),
        ("{a:*} {b:*}", "two heads"),
        ("{:gen}", "without a name"),
    ],
)
def test_templates_that_are_wrong(text: str, problem: str) -> None:
    with pytest.raises(DataError, match=problem):
        phrases.parse(text, ("nom", "gen"), (), "here")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (5, "expected a form"),
        ({"sg": "a"}, "'pl' is missing"),
        ({"sg": ["a"], "pl": "b", "gender": "m"}, "expected 2 forms"),
        ({"sg": "a", "pl": "b", "gender": "x"}, "the gender is one of m, f"),
        ({"sg": "a", "pl": "b", "gendre": "m"}, "unknown key 'gendre'"),
    ],
)
def test_nouns_that_are_wrong(data: object, problem: str) -> None:
    with pytest.raises(DataError, match=problem):
        noun_of(data, 2, ("m", "f"), "here")


GOOD = domains.FOLDER / "shop.yaml"


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("domain: shop", "domain: stop", "expected 'made'"),
        ("kind: money, noun: price", "kind: sum, noun: price", "is one of money"),
        ("noun: price, range", "noun: prize, range", "no noun is called 'prize'"),
        ("range: [1, 500]", "range: [500, 1]", "expected \\[least, greatest\\]"),
        ("[pending, packed]", "[pending, wrapped]", "no pair of values"),
        ("    zh: 订单\n", "", "'zh' is missing"),
    ],
)
def test_domains_that_are_wrong(tmp_path: Path, before: str, after: str, problem: str) -> None:
    text = GOOD.read_text(encoding="utf-8").replace("domain: shop", "domain: made", 1)
    path = tmp_path / "made.yaml"
    if before != "domain: shop":
        assert before in text
        text = text.replace(before, after, 1)
    else:
        text = GOOD.read_text(encoding="utf-8").replace(before, after, 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=problem):
        domains.read_domain(path)


def test_a_language_joins_as_data_alone(tmp_path: Path) -> None:
    """A table that only renames the code is read like any other."""
    text = (phrases.FOLDER / "en.yaml").read_text(encoding="utf-8")
    path = tmp_path / "xx.yaml"
    path.write_text(text.replace("language: en", "language: xx", 1), encoding="utf-8")
    assert set(phrases.read_language(path).phrases) == set(phrases.language("en").phrases)
