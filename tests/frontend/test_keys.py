"""Spellings of keys."""

from __future__ import annotations

import unicodedata

import pytest

from vibee_compiler.frontend.key_table import CONTEXTS, LEGACY, SPELLINGS
from vibee_compiler.frontend.keys import Key, documented_spellings, fold, lookup, nearest

LANGUAGES = [
    "ru",
    "zh",
    "es",
    "pt",
    "fr",
    "de",
    "ja",
    "ko",
    "ar",
    "hi",
    "bn",
    "tr",
    "it",
    "pl",
    "uk",
    "vi",
    "id",
    "fa",
    "nl",
]

# From Gherkin's published keyword table, without the trailing blanks.
GHERKIN = {
    "given": "Given Дано Допустим Пусть 假如 假设 假定 Dado Dada Soit Sachant|que Étant|donné|que "
    "Angenommen Gegeben|sei 前提 조건 먼저 بفرض अगर यदि चूंकि Diyelim|ki Dato Zakładając|że Mając "
    "Припустимо Нехай Biết Cho Dengan Diketahui Bila با|فرض Gegeven Stel",
    "when": "When Когда Если 当 Cuando Quando Quand Lorsqu' Wenn もし 만일 만약 متى عندما जब कदा "
    "Eğer|ki Jeżeli Jeśli Gdy Kiedy Якщо Коли Khi Ketika هنگامی Als Wanneer",
    "then": "Then Тогда То Затем 那么 Entonces Então Alors Donc Dann ならば 그러면 اذاً ثم तब तदा "
    "O|zaman Allora Wtedy Тоді Thì Maka Kemudian آنگاه Dan",
}


@pytest.mark.parametrize("context", CONTEXTS)
def test_no_spelling_stands_for_two_keys_of_a_mapping(context: str) -> None:
    seen: dict[str, str] = {}
    for canonical in CONTEXTS[context]:
        legacy = LEGACY[context].get(canonical, "")
        for spelling in (*documented_spellings(canonical), *filter(None, legacy.split("|"))):
            assert seen.setdefault(fold(spelling), canonical) == canonical, spelling


def test_every_key_is_spelled_in_every_language() -> None:
    for canonical, words in SPELLINGS.items():
        if canonical != "vibee":
            assert set(words) - {"en"} == set(LANGUAGES), canonical
            assert all(one == one.strip() and one for s in words.values() for one in s.split("|"))


def test_legacy_tables_name_keys_of_their_context() -> None:
    for context, table in LEGACY.items():
        assert set(table) <= set(CONTEXTS[context])


def test_no_spelling_mixes_latin_with_another_script() -> None:
    for words in SPELLINGS.values():
        for spelling in "|".join(words.values()).split("|"):
            latin = [unicodedata.name(c).startswith("LATIN") for c in spelling if c.isalpha()]
            assert len(set(latin)) <= 1, spelling


@pytest.mark.parametrize(
    ("canonical", "word"), [(key, word) for key, words in GHERKIN.items() for word in words.split()]
)
def test_gherkins_keywords(canonical: str, word: str) -> None:
    found = lookup("behavior", word.replace("|", " "))
    assert found is not None
    assert found.canonical == canonical


@pytest.mark.parametrize(
    ("context", "written", "expected"),
    [
        ("document", "behaviors", Key("behaviors", True)),
        ("document", "behaviours", Key("behaviors", False)),
        ("document", "поведения", Key("behaviors", True)),
        ("document", "Типы", Key("types", False)),
        ("document", "行为", Key("behaviors", True)),
        ("document", "testCases", Key("test_cases", False)),
        ("document", "casos de prueba", Key("test_cases", True)),
        ("document", "casos_de_prueba", Key("test_cases", True)),
        ("behavior", "examples", Key("test_cases", True)),
        ("behavior", "When", Key("when", False)),
        ("behavior", "e\u0301tant donne\u0301", Key("given", True)),
        ("behavior", "data", Key("given", True, weak=True)),
        ("behavior", "input", Key("params", False)),
        ("example", "input", Key("input", True)),
        ("type", "values", Key("variants", True)),
        ("type", "base", Key("alias", True)),
        ("document", "fields", None),
        ("document", "", None),
    ],
)
def test_lookup(context: str, written: str, expected: Key | None) -> None:
    assert lookup(context, written) == expected


@pytest.mark.parametrize(
    ("context", "written", "expected"),
    [
        ("document", "behavoirs", "behaviors"),
        ("document", "tpyes", "types"),
        ("behavior", "ensurse", "ensures"),
        ("document", "поведнеия", "поведения"),
        ("document", "state", None),
        ("document", "metadata", None),
        ("document", "abc", None),
    ],
)
def test_nearest(context: str, written: str, expected: str | None) -> None:
    assert nearest(context, written) == expected
