from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest

from vibee_compiler.corpus import card
from vibee_compiler.corpus.counts import SKETCH, Counter, families, total
from vibee_compiler.corpus.row import Row

ROW = Row(
    id="0:rust", spec_id="0", name="a", source="a.vibee", made="original", parent=None,
    domain=None, spec="x" * 100, canonical="", ir_digest="", target="rust", target_version="1",
    human_language="en", instruction="", module="m" * 1000, tests="", docs="d", verified="run",
    toolchain="cargo 1", tests_run=3, stubs=(), score=0.95, generator="g", licence="MIT",
    family="00", split="train",
)  # fmt: skip
ABOUT = card.About("Title", "vibee corpus build a", "vibee 1", "parquet", 2, "All of it ran.")


def rows() -> list[Row]:
    zig = replace(ROW, target="zig", licence=None, score=None, human_language=None, tests_run=0)
    return [ROW, replace(ROW, family="11"), zig, replace(ROW, split="test")]


def counted(some: list[Row]) -> dict[str, Any]:
    made = Counter()
    for row in some:
        made.row(row)
    return made.data()


def test_counts_add_up_in_any_order_and_survive_json() -> None:
    whole = counted(rows())
    parts = total([counted(rows()[2:]), json.loads(json.dumps(counted(rows()[:2])))])
    assert json.dumps(parts) == json.dumps(whole)
    assert whole["rows"] == 4
    assert families(whole) == 2
    assert whole["by"]["target"] == {"rust": 3, "zig": 1}
    assert whole["scores"] == {"9": 3, "(none)": 1}


def test_many_families_are_estimated_in_constant_memory() -> None:
    digests = [hashlib.sha256(str(i).encode()).hexdigest()[:16] for i in range(10 * SKETCH)]
    parts = [
        counted([replace(ROW, family=one) for one in digests[start : start + SKETCH]])
        for start in range(0, len(digests), SKETCH)
    ]
    whole = total([*parts, parts[0]])
    assert len(whole["families"]) == SKETCH
    assert abs(families(whole) - 10 * SKETCH) < 0.06 * 10 * SKETCH


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
    assert "0 rows" in card.files(total([]), ABOUT)["README.md"].decode()
