"""Rows and rejects of one unit."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Require
from tests.corpus import specs
from vibee_compiler.corpus.job import Job, Shard, Unit
from vibee_compiler.corpus.produce import Producer
from vibee_compiler.corpus.row import COLUMNS
from vibee_compiler.corpus.shards import _tools, make_shard
from vibee_compiler.corpus.sources import Source, open_sources
from vibee_compiler.targets import faults

JOB = Job(("python", "rust"))


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Unit:
    found = open_sources([str(specs.write(tmp_path_factory.mktemp("in") / "specs", 6))])
    return Unit(0, tuple(found.read(0, found.count)))


@pytest.fixture(scope="module")
def shard(unit: Unit) -> Shard:
    return make_shard(JOB, unit)


def rows(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


def one(text: str | bytes, **more: Any) -> Source:
    data = text if isinstance(text, bytes) else text.encode()
    return replace(Source(0, "a/one.vibee", "/nowhere/a/one.vibee", data), **more)


def test_every_good_spec_has_a_row_a_language(shard: Shard) -> None:
    found = rows(shard.data)
    assert [list(row) for row in found] == [list(COLUMNS)] * 12
    assert [row["target"] for row in found] == ["python", "rust"] * 6
    assert len({row["id"] for row in found}) == 12
    assert len({row["spec_id"] for row in found}) == 6
    for row in found:
        assert row["spec_id"] == hashlib.sha256(row["spec"].encode()).hexdigest()[:16]
        assert row["id"] == f"{row['spec_id']}:{row['target']}"
        assert row["verified"] == "syntax" and row["toolchain"] is None and row["tests_run"] == 0
        assert row["spec"] in row["instruction"]
        assert row["stubs"] == (["greet"] if "greeting" in row["name"] else [])
        assert row["split"] in ("train", "validation", "test")


def test_languages_of_a_spec_share_family_split_and_digest(shard: Shard) -> None:
    found = rows(shard.data)
    for first, second in zip(found[::2], found[1::2], strict=True):
        for column in ("spec_id", "family", "split", "ir_digest", "canonical", "human_language"):
            assert first[column] == second[column]


def test_rejects_say_what_and_why_without_this_machine(shard: Shard, unit: Unit) -> None:
    found = rows(shard.rejects)
    assert sorted(row["source"] for row in found) == sorted(f"specs/{name}" for name in specs.BAD)
    assert {row["reason"] for row in found} == {"errors"}
    assert all(row["diagnostics"][0]["code"].startswith("VB") for row in found)
    folder = str(Path(unit.sources[0].path).parent)
    assert folder.encode() not in shard.rejects + shard.data
    assert shard.counts["rows"] == 12 and shard.counts["rejects"] == 4


def test_a_shard_is_the_same_again_and_with_care(shard: Shard, unit: Unit) -> None:
    assert make_shard(JOB, unit) == shard
    assert make_shard(JOB, unit, careful=True) == shard


def test_a_shard_does_not_depend_on_what_was_made_before(shard: Shard, unit: Unit) -> None:
    half = Unit(0, unit.sources[5:])
    expected = make_shard(JOB, half)
    _tools.cache_clear()
    assert make_shard(JOB, half) == expected
    assert expected.data and expected.data in shard.data


def test_the_digest_is_of_the_meaning_not_of_the_text() -> None:
    producer = Producer(JOB)
    plain, spaced, other = (
        producer.read(one(text))
        for text in (
            specs.good(3),
            "# a comment\n" + specs.good(3).replace("n * 3", "(n   * 3)"),
            specs.good(4),
        )
    )
    assert plain.ir_digest == spaced.ir_digest != other.ir_digest  # type: ignore[union-attr]
    assert plain.spec_id != spaced.spec_id  # type: ignore[union-attr]
    assert plain.family == spaced.family == other.family  # type: ignore[union-attr]


def test_hints_of_a_source_reach_the_row() -> None:
    source = one(
        specs.good(2), made="rename", parent="0" * 16, domain="sums", licence="MIT", family="f" * 16
    )
    [row, _] = rows(make_shard(JOB, Unit(0, (source,))).data)
    assert row["id"].endswith(":python:rename")
    kept = {"made": "rename", "parent": "0" * 16, "domain": "sums", "licence": "MIT"}
    assert {key: row[key] for key in kept} == kept
    assert row["family"] == "f" * 16


def test_the_licence_of_the_spec_comes_before_that_of_the_job() -> None:
    job = replace(JOB, licence="CC0-1.0")
    texts = (specs.good(1) + "license: Apache-2.0\n", specs.good(1))
    found = [rows(make_shard(job, Unit(0, (one(t),))).data)[0]["licence"] for t in texts]
    assert found == ["Apache-2.0", "CC0-1.0"]


def test_what_the_author_says_of_the_language_counts() -> None:
    text = specs.good(1) + "human_language: fr\n"
    [row, _] = rows(make_shard(JOB, Unit(0, (one(text),))).data)
    assert row["human_language"] == "fr"
    detected = rows(make_shard(JOB, Unit(0, (one(specs.good(1)),))).data)[0]
    assert detected["human_language"] == "en"
    assert "human_language: en" in detected["canonical"]


def test_a_mark_at_the_beginning_is_no_part_of_the_text() -> None:
    plain, marked = (
        make_shard(JOB, Unit(0, (one(data),))).data
        for data in (specs.good(1).encode(), b"\xef\xbb\xbf" + specs.good(1).encode())
    )
    assert plain == marked


def test_a_plugin_that_fails_costs_its_own_row_only(
    monkeypatch: pytest.MonkeyPatch, unit: Unit
) -> None:
    inner = faults.generate

    def failing(target: Any, program: Any, options: Any) -> Any:
        if target.profile.id == "rust" and program.root.name == "doubling_1":
            raise faults.TargetFault("the target 'rust' failed")
        return inner(target, program, options)

    monkeypatch.setattr(faults, "generate", failing)
    made = make_shard(JOB, unit)
    assert made.counts["rows"] == 11
    [lost] = [row for row in rows(made.rejects) if row["reason"] == "target"]
    assert (lost["source"], lost["target"]) == ("specs/a_0001.vibee", "rust")


def test_a_text_that_the_grammar_refuses_is_a_reject(
    monkeypatch: pytest.MonkeyPatch, unit: Unit
) -> None:
    inner = faults.generate

    def wrong(target: Any, program: Any, options: Any) -> Any:
        package = inner(target, program, options)
        if target.profile.id == "python" and program.root.name == "doubling_1":
            files = tuple(
                replace(file, text="def (:\n") if file.role == "module" else file
                for file in package.files
            )
            return replace(package, files=files)
        return package

    monkeypatch.setattr(faults, "generate", wrong)
    for careful in (False, True):
        made = make_shard(JOB, unit, careful=careful)
        [lost] = [row for row in rows(made.rejects) if row["reason"] == "syntax"]
        assert lost["target"] == "python" and "1:" in lost["message"]
        assert made.counts["rows"] == 11


def test_a_fault_of_the_compiler_costs_one_source(
    monkeypatch: pytest.MonkeyPatch, unit: Unit
) -> None:
    from vibee_compiler.corpus import families

    def failing(program: Any) -> str:
        if program.root.name == "doubling_0":
            raise ZeroDivisionError("oh")
        return "f" * 16

    monkeypatch.setattr(families, "family", failing)
    made = make_shard(JOB, unit)
    [lost] = [row for row in rows(made.rejects) if row["reason"] == "internal"]
    assert "ZeroDivisionError: oh" in lost["message"]
    assert made.counts["rows"] == 10


def test_parquet_holds_the_same_rows(shard: Shard, unit: Unit, require: Require) -> None:
    import importlib.util
    import io

    require("pyarrow", importlib.util.find_spec("pyarrow") is not None)
    import pyarrow.parquet as pq

    made = make_shard(replace(JOB, form="parquet"), unit)
    table = pq.read_table(io.BytesIO(made.data))
    assert table.column_names == list(COLUMNS)
    assert table.to_pylist() == rows(shard.data)
    assert made == make_shard(replace(JOB, form="parquet"), unit)
    assert (made.rejects, made.counts) == (shard.rejects, shard.counts)


def test_nothing_good_is_nothing_to_write() -> None:
    for form in ("jsonl", "parquet"):
        made = make_shard(Job(("python",), form), Unit(0, (one(b"name: ["),)))
        assert made.data == b"" and made.rejects
