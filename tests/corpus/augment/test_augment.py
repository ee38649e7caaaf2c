"""Specs made from others: they differ, mean the same, and pass what their source passed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

pytest.importorskip("py3langid")

from vibee_compiler.corpus import AUGMENT, families
from vibee_compiler.corpus.augment import WAYS, augmented
from vibee_compiler.corpus.augment.paraphrase import tables
from vibee_compiler.corpus.augment.rename import synonyms
from vibee_compiler.corpus.job import Job
from vibee_compiler.corpus.produce import Candidate, Producer, Reading, Verified
from vibee_compiler.corpus.sources import open_sources
from vibee_compiler.frontend.canonical import program_text
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.ir import module as m
from vibee_compiler.mutants.judge import Judge

SPECS = sorted((Path(__file__).parents[3] / "specs" / "examples").glob("*.vibee"))
QUICK = [
    path for path in SPECS if path.stem in ("ledger", "pricing", "schedule", "sensors", "shop")
]


@cache
def program_of(path: Path) -> m.Program:
    program = compile_spec(path).program
    assert program is not None
    return program


def test_the_ways_that_are_offered() -> None:
    assert (*WAYS, "style") == AUGMENT


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", QUICK, ids=lambda path: path.stem)
def test_what_is_made_means_the_same(path: Path, way: str) -> None:
    program = program_of(path)
    text = augmented(program, way, "seed")
    assert text is not None
    assert text != program_text(program)
    assert text == augmented(program, way, "seed")
    result = compile_spec(path, text)
    assert result.program is not None
    assert not [one for one in result.diagnostics if one.severity.name != "INFO"]
    old, new = program.root, result.program.root
    assert len(old.behaviours) == len(new.behaviours)
    assert sum(len(b.examples) for b in old.behaviours) == sum(
        len(b.examples) for b in new.behaviours
    )
    if way == "equivalent":
        judge, other = Judge(program), Judge(result.program)
        for one in judge.behaviours:
            assert next(judge.differing(one, other.original), None) is None
    else:
        assert families.family(result.program) == families.family(program)


def test_other_seeds_give_other_texts() -> None:
    program = program_of(QUICK[0])
    made = {augmented(program, "reorder", str(seed)) for seed in range(6)}
    assert len(made) == 6


SPEC = """
name: shop
types:
  Order: {fields: {price: Int, quantity: Int}, constraints: ["self.price >= 0"]}
  Status: {enum: [order, price]}
behaviors:
  - name: price_of_orders
    description: An order has a price
    given: Orders
    then: Returns the sum of all prices
    params: {orders: List<Order>, `price`: Int}
    returns: String
    body: |
      let prices = orders.map(order, order.price);
      string(prices.sum() + price) + string(Status.price)
    examples:
      - input: {orders: [{price: 2, quantity: 1}], price: 1}
        expected: 3price
""".replace("`price`", "price")


def test_names_change_together_and_texts_that_show_stay() -> None:
    program = compile_spec("shop.vibee", SPEC).program
    assert program is not None
    for seed in range(20):
        text = augmented(program, "rename", str(seed))
        if text is None:
            continue
        again = compile_spec("shop.vibee", text).program
        assert again is not None
        assert "enum: [order, price]" in text
        assert "3price" in text
        [record] = [one for one in again.root.types if isinstance(one, m.Record)]
        price = record.fields[0].name
        assert f"self.{price} >= 0" in text
        assert (price == "price") == ("price_of" in text)


NOTHING = "name: a\nbehaviors:\n  - name: zork\n    given: Xyzzy\n    then: Plugh\n"


@pytest.mark.parametrize("way", ["rename", "reorder", "equivalent", "paraphrase"])
def test_where_there_is_nothing_to_change(way: str) -> None:
    program = compile_spec("a.vibee", NOTHING).program
    assert program is not None
    assert augmented(program, way, "s") is None


def test_words_have_one_meaning_and_phrases_a_group() -> None:
    for word, others in synonyms().items():
        assert word == word.lower()
        assert others
        for other in others:
            assert word in synonyms()[other]
    for language, groups in tables().items():
        for group in groups:
            assert len(set(group.phrases)) == len(group.phrases) > 1, (language, group)
            for phrase in group.phrases:
                assert group.pattern.search(phrase), (language, phrase)


@pytest.mark.parametrize("text", ["Returns the price", "Checks whether it fits"])
def test_one_phrase_is_not_taken_for_another(text: str) -> None:
    spec = f"name: a\nbehaviors:\n  - name: f\n    given: A price\n    then: {text}\n"
    program = compile_spec("a.vibee", spec).program
    assert program is not None
    rest = text.removeprefix("Returns the").removeprefix("Checks whether")
    for seed in range(20):
        made = augmented(program, "paraphrase", str(seed))
        assert made is not None
        [line] = [line for line in made.splitlines() if "then:" in line]
        said = line.split("then: ")[1].strip('"').removesuffix(rest)
        assert any(said in group.phrases for group in tables()["en"])


def test_rows_say_how_they_were_made() -> None:
    job = Job(("python", "zig"), augment=AUGMENT)
    producer = Producer(job)
    [source] = open_sources([str(QUICK[0])]).read(0, 1)
    readings = list(producer.readings(source))
    assert all(isinstance(one, Reading) for one in readings)
    rows = []
    for reading in readings:
        assert isinstance(reading, Reading)
        for candidate in producer.candidates(reading):
            assert isinstance(candidate, Candidate)
            rows += list(producer.rows(candidate, Verified("syntax")))
    made = {(row.made, row.target) for row in rows}
    assert made == {(way, target) for way in ("original", *WAYS) for target in job.targets} | {
        ("style", "python")
    }
    assert len({row.id for row in rows}) == len(rows)
    assert len({row.family for row in rows}) == 1
    original = rows[0]
    for row in rows:
        assert row.parent == (None if row.made == "original" else original.spec_id)
        assert row.split == original.split
