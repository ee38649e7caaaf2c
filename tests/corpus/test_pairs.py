"""Preference pairs: near misses that only a test tells from the right code."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

pytest.importorskip("py3langid")

from tests.conftest import need
from vibee_compiler.check.runner import run_packages
from vibee_compiler.check.toolchain import detect
from vibee_compiler.corpus.job import Job, Unit
from vibee_compiler.corpus.pairs import Pair, PairMaker
from vibee_compiler.corpus.shards import make_shard
from vibee_compiler.corpus.sources import open_sources
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.targets import faults, registry
from vibee_compiler.targets.package import Options

SPEC = Path(__file__).parents[2] / "specs" / "examples" / "pricing.vibee"
TARGETS = sorted(registry.installed())
MOST = 2


@cache
def pairs(target: str) -> list[Pair]:
    program = compile_spec(SPEC).program
    assert program is not None
    return list(PairMaker(program, SPEC.read_text(), "s", MOST).of(registry.load(target)))


@pytest.mark.parametrize("target", TARGETS)
def test_only_the_fault_differs(target: str) -> None:
    program = compile_spec(SPEC).program
    assert program is not None
    package = registry.load(target).generate(program, Options())
    chosen = "\n".join(file.text for file in package.files if file.role == "module")
    found = pairs(target)
    assert found
    for pair in found:
        assert pair.chosen == chosen
        assert pair.rejected != chosen
        assert pair.prompt.endswith(SPEC.read_text())
        assert pair.package.tests == package.tests
    for behaviour in {pair.behaviour for pair in found}:
        own = [pair for pair in found if pair.behaviour == behaviour]
        assert len(own) <= MOST
        assert [pair.distance for pair in own] == sorted(pair.distance for pair in own)
        assert len({pair.rejected for pair in own}) == len(own)
    assert sum(pair.distance == 0 for pair in found) * 3 >= len(found)


@pytest.mark.parametrize("target", TARGETS)
def test_the_toolchain_builds_the_wrong_side_and_its_test_fails(target: str) -> None:
    loaded = registry.load(target)
    batch = [(f"p{n}", pair.package) for n, pair in enumerate(pairs(target)[:4])]
    need(f"toolchain of {target}", detect(loaded.test_plan(batch).toolchain).complete)
    by_folder = {folder: pair for (folder, _), pair in zip(batch, pairs(target), strict=False)}
    for result in run_packages(faults.planner(loaded), batch):
        pair = by_folder[result.package]
        assert result.built, (pair.before, pair.after, result.message)
        failed = {
            f"{one.behaviour}/{one.kind}/{one.index + 1}"
            for one in result.records
            if one.verdict == "failed"
        }
        assert pair.test in failed, (pair.before, pair.after)


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
@pytest.mark.parametrize("rows", ["dpo", "kto"])
def test_rows_have_the_columns_of_the_trainers(rows: str, form: str) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    job = Job(("python",), form, "syntax", rows=rows, most=1)
    unit = Unit(0, tuple(open_sources([str(SPEC)]).read(0, 1)))
    shard = make_shard(job, unit)
    assert not shard.rejects
    found = _records(shard.data, form)
    assert len({row["id"] for row in found}) == len(found) == shard.counts["rows"]
    if rows == "dpo":
        assert all(row["prompt"] and row["chosen"] != row["rejected"] for row in found)
    else:
        labels = [row["label"] for row in found]
        assert labels.count(True) == 1
        assert labels.count(False) == len(found) - 1
        assert all(row["test"] is None for row in found if row["label"])


def _records(data: bytes, form: str) -> list[dict[str, object]]:
    import io
    import json

    if form == "jsonl":
        return [json.loads(line) for line in data.splitlines()]
    import pyarrow.parquet as pq

    found: list[dict[str, object]] = pq.read_table(io.BytesIO(data)).to_pylist()
    return found


def test_a_spec_without_bodies_has_no_pairs() -> None:
    text = "name: calculator\nbehaviors:\n  - name: add\n    then: Returns sum\n"
    program = compile_spec("calculator.vibee", text).program
    assert program is not None
    assert list(PairMaker(program, text, "s").of(registry.load("python"))) == []
