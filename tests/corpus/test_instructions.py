from __future__ import annotations

import pytest

from vibee_compiler.corpus import instructions
from vibee_compiler.corpus.language_id import LANGUAGES


def test_every_human_language_has_phrases() -> None:
    assert sorted(instructions.phrases()) == sorted(LANGUAGES)
    assert len({len(made) for made in instructions.phrases().values()}) == 1


@pytest.mark.parametrize("human", LANGUAGES)
def test_each_phrase_holds_both_once_and_the_language_first(human: str) -> None:
    made = instructions.phrases()[human]
    assert len(set(made)) == len(made)
    for phrase in made:
        assert phrase.count("{language}") == phrase.count("{spec}") == 1
        assert phrase.endswith("{spec}")


def test_the_plain_form() -> None:
    assert instructions.phrases()["en"][0] == (
        "Generate {language} code from the specification: {spec}"
    )


def test_a_spec_is_not_read_as_a_phrase() -> None:
    text = "name: a # {language} {spec}"
    for seed in "abcdefgh":
        made = instructions.instruction("Rust", text, "en", seed)
        assert made.endswith(text)
        assert made.count("Rust") == 1


def test_the_seed_decides_and_all_phrases_come() -> None:
    made = {instructions.instruction("Zig", "x", "de", str(i)) for i in range(64)}
    assert len(made) == len(instructions.phrases()["de"])
    assert instructions.instruction("Zig", "x", None, "s") == instructions.instruction(
        "Zig", "x", "tlh", "s"
    )
