from __future__ import annotations

from dataclasses import replace

import pytest

from vibee_compiler.corpus import card
from vibee_compiler.corpus.counts import SKETCH, Counts, bucket, merged
from vibee_compiler.corpus.row import Row

ROW = Row(
    id="0:rust", spec_id="0", name="a", source="a.vibee", made="original", parent=None,
    domain=None, spec="x" * 100, canonical="", ir_digest="", target="rust", target_version="1",
    human_language="en", instruction="", module="m" * 1000, tests="", docs="d", verified="run",
    toolchain="cargo 1", tests_run=3, stubs=(), score=0.95, generator="g", licence="MIT",
    family="00", split="train",
)  # fmt: skip
ABOUT = card.About("Title", "vibee corpus build a", "vibee 1", "parquet", 2, 1, "All of it ran.")


def rows() -> list[Row]:
    other = {
        "target": "zig",
        "licence": None,
        "score": None,
        "human_language": None,
        "tests_run": 0,
    }
    return [ROW, replace(ROW, family="11"), replace(ROW, **other), replace(ROW, split="test")]


def counted(some: list[Row]) -> Counts:
    made = Counts()
    for row in some:
        made.add(row)
    return made


def test_counts_add_up_in_any_order_and_survive_json() -> None:
    whole = counted(rows())
    parts = merged([counted(rows()[2:]), counted(rows()[:2])])
    assert parts.as_data() == whole.as_data()
    assert Counts.from_data(whole.as_data()).as_data() == whole.as_data()
    assert whole.rows == 4
    assert whole.families() == 2
    assert whole.columns["target"] == {"rust": 3, "zig": 1}
    assert whole.columns["score"] == {"9": 3, "(none)": 1}


@pytest.mark.parametrize(("size", "found"), [(0, 0), (1, 1), (2, 2), (3, 2), (1023, 512)])
def test_buckets(size: int, found: int) -> None:
    assert bucket(size) == found


def test_many_families_are_estimated_in_constant_memory() -> None:
    import hashlib

    made = Counts()
    for i in range(10 * SKETCH):
        made.add(replace(ROW, family=hashlib.sha256(str(i).encode()).hexdigest()[:16]))
    assert len(made.as_data()["families"]) == SKETCH
    assert abs(made.families() - 10 * SKETCH) < 0.06 * 10 * SKETCH


def test_the_card_says_what_is_there() -> None:
    text = card.files(counted(rows()), ABOUT)["README.md"].decode()
    front, _, body = text.removeprefix("---\n").partition("\n---\n")
    assert "license: mit" in front
    assert "data_files: 'part-*.parquet'" in front
    for said in (
        "4 rows",
        "2 families",
        "vibee corpus build a",
        "| rust | 3 | 75.0 % |",
        "cargo 1",
    ):
        assert said in body
    assert "Domain" not in body


def test_pictures_are_the_same_every_time() -> None:
    pytest.importorskip("matplotlib")
    first, second = (card.files(counted(some), ABOUT) for some in (rows(), rows()[::-1]))
    assert first == second
    assert {"pictures/target.png", "pictures/module_size.png", "pictures/score.png"} <= set(first)
    for path, data in first.items():
        if path.endswith(".png"):
            assert data.startswith(b"\x89PNG")
            assert path in first["README.md"].decode()


def test_an_empty_corpus_has_a_card() -> None:
    assert "0 rows" in card.files(Counts(), ABOUT)["README.md"].decode()
