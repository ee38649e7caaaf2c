"""Agreement, habits and contacts of words in the languages that have them."""

from __future__ import annotations

import re

import pytest

from vibee_compiler.corpus.synth.chance import Chance
from vibee_compiler.corpus.synth.domains import domain
from vibee_compiler.corpus.synth.meaning import Name, Node
from vibee_compiler.corpus.synth.phrases import Slot, language, languages, parse, read_language
from vibee_compiler.corpus.synth.speak import Asked, Speaker, capital
from vibee_compiler.corpus.synth.words import DataError, Noun

RU = language("ru")
CASES = {name: at for at, name in enumerate(RU.cases)}


@pytest.mark.parametrize(
    ("place", "noun", "case", "plural", "expected"),
    [
        ("shop", "price", "acc", False, "общую цену"),
        ("shop", "weight", "gen", False, "общего веса"),
        ("shop", "quantity", "ins", False, "общим количеством"),
        ("shop", "product", "gen", True, "общих товаров"),
        ("shop", "product", "acc", False, "общий товар"),
        ("shop", "customer", "acc", False, "общего покупателя"),
        ("shop", "customer", "acc", True, "общих покупателей"),
        ("library", "book", "acc", True, "общие книги"),
    ],
)
def test_an_adjective_agrees_with_its_noun(
    place: str, noun: str, case: str, plural: bool, expected: str
) -> None:
    word = domain(place).nouns[noun]["ru"]
    adjective = RU.adjective("total", word, plural, CASES[case])
    assert f"{adjective} {word.form(plural, CASES[case])}" == expected


def test_a_measure_word_is_the_noun_s_own() -> None:
    zh = language("zh")
    assert zh.adjective("one", domain("museum").nouns["ticket"]["zh"], False, 0) == "一张"
    assert zh.adjective("one", domain("library").nouns["state"]["zh"], False, 0) == "一个"


def test_a_part_may_take_the_case_of_the_whole_without_being_its_head() -> None:
    made = parse("{a:*} плюс {b:same}", RU.cases, RU.genders, "here")
    speaker = Speaker(domain("shop"), RU, Chance(1))
    slots = {"a": Name("price"), "b": Name("fee")}
    assert speaker._fill(made, slots, Asked(CASES["ins"])) == "ценой плюс комиссией"


def test_two_heads_are_refused() -> None:
    with pytest.raises(DataError, match="two heads"):
        parse("{a:*} {b:*}", RU.cases, RU.genders, "here")


def test_an_adjective_needs_a_form_for_each_gender_and_case(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "xx.yaml"
    text = (
        "language: xx\ncases: [nom, gen]\ngenders: [m, f]\nnumeral: none\n"
        "quotes: ['\"', '\"']\nstop: '.'\nwords: {}\nphrases: {}\n"
    )
    path.write_text(text + "adjectives: {big: {m: [a, b], pl: [c, d]}}\n", encoding="utf-8")
    with pytest.raises(DataError, match="'f' is missing"):
        read_language(path)
    path.write_text(text + "adjectives: {big: {m: [a, b], f: [a], pl: [c, d]}}\n", encoding="utf-8")
    with pytest.raises(DataError, match="expected 2 forms"):
        read_language(path)


@pytest.mark.parametrize("code", languages())
def test_a_parameter_has_one_name_throughout(code: str) -> None:
    """The wording of a value is drawn afresh; that of a parameter is not."""
    speaker = Speaker(domain("shop"), language(code), Chance(3))
    first = Node("thing", "Order", "order", {"noun": Name("order")})
    again = Node("thing", "Order", "order", {"noun": Name("order")})
    said = speaker.say(first)
    for _ in range(12):
        speaker._chosen.clear()
        assert speaker.say(again) == said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("заказы , которые оплачены¦", "заказы, которые оплачены"),
        ("заказы , которые оплачены¦ и товары", "заказы, которые оплачены, и товары"),
        (
            "заказы , которые оплачены¦ и , у которых сумма больше 5¦",
            "заказы, которые оплачены и у которых сумма больше 5",
        ),
        ("заказы , чья сумма больше 5¦, иначе 0", "заказы, чья сумма больше 5, иначе 0"),
        ("с сложностью", "со сложностью"),
        ("в встрече", "во встрече"),
    ],
)
def test_russian_contacts(text: str, expected: str) -> None:
    assert RU.smooth(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("已付款的且价格大于5的订单", "已付款且价格大于 5 的订单"),
        ("highest_points的值", "highest_points 的值"),
        ("RATE%的", "RATE% 的"),
    ],
)
def test_chinese_contacts(text: str, expected: str) -> None:
    assert language("zh").smooth(text) == expected


def test_an_identifier_keeps_its_first_letter() -> None:
    assert capital("total_of says so") == "total_of says so"
    assert capital("the total") == "The total"


@pytest.mark.parametrize("code", languages())
def test_adjectives_in_templates_are_known(code: str) -> None:
    one = language(code)
    for key, templates in one.phrases.items():
        for template in templates:
            for part in template:
                if isinstance(part, Slot) and part.adjective:
                    assert part.adjective in one.adjectives, key


def test_nouns_without_a_class_take_the_first() -> None:
    zh = language("zh")
    assert zh.adjective("every", Noun("", ("状态",), ("状态",)), False, 0) == "每个"
    assert re.fullmatch(r"[一-鿿]+", zh.adjective("every", Noun("张", ("票",), ("票",)), True, 0))
