"""The template language: cases, agreement, articles, numerals."""

from __future__ import annotations

import pytest

from vibee_compiler.corpus.synth.chance import Chance
from vibee_compiler.corpus.synth.domains import domain
from vibee_compiler.corpus.synth.meaning import Name, Node, Part, Rows, number
from vibee_compiler.corpus.synth.phrases import Language, language
from vibee_compiler.corpus.synth.speak import Speaker


def said(code: str, template: str, **slots: Part) -> str:
    known = language(code)
    one = Language(
        known.code, known.cases, known.genders, known.numeral, known.quotes, known.stop,
        known.articles, known.sandhi, known.words, known.adjectives,
        {**known.phrases, "it.np": (known.template(template, "test"),)}, known.texts,
    )  # fmt: skip
    speaker = Speaker(domain("shop"), one, Chance(1))
    return speaker.sentence(Node("it", "", "", slots), "np")


@pytest.mark.parametrize(
    ("code", "template", "text"),
    [
        ("en", "{order:indef} and {order:pl}", "An order and orders"),
        ("en", "{order:def.pl}", "The orders"),
        ("en", "{n} {order#n}", "2 orders"),
        ("en", "{price?is|are}", "Is"),
        ("ru", "{price:gen} и {order:pl.dat}", "Цены и заказам"),
        ("ru", "{n} {order#n}", "2 заказа"),
        ("ru", "{price?он|она|оно|они}", "Она"),
        ("ru", "{order:pl?он|она}", None),
        ("zh", "{price}和{order:pl}", "价格和订单"),
    ],
)
def test_slots(code: str, template: str, text: str | None) -> None:
    parts: dict[str, Part] = {"order": Name("order"), "price": Name("price"), "n": number(2)}
    if text is None:
        with pytest.raises(ValueError, match="cannot be read"):
            said(code, template, **parts)
    else:
        assert said(code, template, **parts) == text


@pytest.mark.parametrize(
    ("count", "text"), [(1, "заказ"), (3, "заказа"), (5, "заказов"), (11, "заказов"), (21, "заказ")]
)
def test_nouns_after_numbers(count: int, text: str) -> None:
    order = domain("shop").nouns["order"]["ru"]
    assert language("ru").after_number(order, count) == text


def test_rows_are_joined() -> None:
    parts = Rows((Name("order"), Name("price"), Name("title")))
    assert said("en", "{rows}", rows=parts) == "Order, price and title"
