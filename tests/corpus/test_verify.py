"""Levels of verification: what rows and rejects say about toolchains."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.conftest import Require
from tests.corpus import specs
from vibee_compiler.check import runner, toolchain
from vibee_compiler.check.runner import run_packages
from vibee_compiler.check.sandbox import SandboxUnavailable
from vibee_compiler.check.toolchain import detect
from vibee_compiler.cli import exits
from vibee_compiler.cli.main import cli
from vibee_compiler.corpus.job import Job, Shard, Unit, WorkStopped
from vibee_compiler.corpus.shards import make_shard
from vibee_compiler.corpus.sources import Source
from vibee_compiler.corpus.verify import toolchains
from vibee_compiler.targets import faults, registry

PYTHON = ("python",)
RUN = Job(PYTHON, verify="run", unsandboxed=True)


@pytest.fixture
def python(require: Require) -> None:
    tools = toolchains_of("python")
    require(f"toolchain of python ({', '.join(tools.missing)})", tools.complete)


def toolchains_of(name: str) -> toolchain.Detected:
    plan = registry.load(name).test_plan([])
    return detect(plan.toolchain)


def unit(*texts: str) -> Unit:
    made = [Source(n, f"{n}.vibee", f"/x/{n}.vibee", t.encode()) for n, t in enumerate(texts)]
    return Unit(0, tuple(made))


def rows(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


@pytest.mark.usefixtures("python")
def test_run_says_what_ran_and_prose_is_built_only() -> None:
    made = make_shard(RUN, unit(specs.good(2), specs.stub(3), specs.good(5)))
    found = rows(made.data)
    assert [(row["verified"], row["tests_run"]) for row in found] == [
        ("run", 1),
        ("build", 0),
        ("run", 1),
    ]
    assert all("python3 3." in row["toolchain"] for row in found)
    assert made.counts["tests_run"] == 2 and not made.rejects


@pytest.mark.usefixtures("python")
def test_build_runs_nothing() -> None:
    made = make_shard(replace(RUN, verify="build"), unit(specs.good(2), specs.stub(3)))
    assert [(row["verified"], row["tests_run"]) for row in rows(made.data)] == [("build", 0)] * 2


@pytest.mark.usefixtures("python")
def test_a_failing_test_is_a_reject_and_the_rest_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = faults.generate

    def wrong(target: Any, program: Any, options: Any) -> Any:
        package = inner(target, program, options)
        if program.root.name != "doubling_5":
            return package
        files = [
            replace(file, text=file.text.replace("n * 5", "n * 6"))
            if file.role == "module"
            else file
            for file in package.files
        ]
        return replace(package, files=tuple(files))

    monkeypatch.setattr(faults, "generate", wrong)
    made = make_shard(RUN, unit(specs.good(2), specs.good(5), specs.good(7)))
    assert [row["name"] for row in rows(made.data)] == ["doubling_2", "doubling_7"]
    [lost] = rows(made.rejects)
    assert (lost["reason"], lost["target"], lost["index"]) == ("tests", "python", 1)
    assert "twice example" in lost["message"]


def of_tests(monkeypatch: pytest.MonkeyPatch, built: set[str]) -> list[runner.PackageResult]:
    """`run_packages` over three packages, of which only some build, without a machine."""
    from vibee_compiler.check.plan import Expected, Reported, Step, TestPlan

    def plan(batch: list[tuple[str, str]]) -> TestPlan:
        tests = tuple(Step(f"test {name}", ("x",), package=name) for name, _ in batch)
        expected = tuple(
            Expected(name, "m", "b", "example", 1, "t") for name, kind in batch if kind == "tests"
        )
        names = dict(batch)
        tools = toolchain.Toolchain("none", ())
        return TestPlan("none", tools, names, (), tests, lambda result: [Reported("t", "passed")],
                        expected)  # fmt: skip

    def run(plan: TestPlan, *_: Any, tests: bool) -> runner._Ran:
        done = runner._Ran()
        if not built.issuperset(plan.files):
            done.blame[""] = done.unbuilt[""] = ("error", "it does not build")
        elif tests:
            done.results = {(e.package, e.id): Reported(e.id, "passed") for e in plan.expected}
        return done

    monkeypatch.setattr(runner, "_run", run)
    packages = [("a", "tests"), ("b", "none"), ("c", "tests")]
    return sorted(run_packages(plan, packages), key=lambda one: one.package)


@pytest.mark.parametrize("bad", ["a", "b", "c", "ab", "abc", ""])
def test_one_that_does_not_build_is_found_and_costs_nobody_else(
    monkeypatch: pytest.MonkeyPatch, bad: str
) -> None:
    found = of_tests(monkeypatch, set("abc") - set(bad))
    assert [one.package for one in found] == ["a", "b", "c"]
    assert [one.built for one in found] == [name not in bad for name in "abc"]
    assert [len(one.records) for one in found] == [1, 0, 1]
    for one in found:
        assert all((r.verdict == "passed") == one.built for r in one.records)


def test_a_missing_tool_is_named_before_anything_is_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(toolchain, "find", lambda tool: None)
    detect.cache_clear()
    try:
        with pytest.raises(WorkStopped, match="python3") as stopped:
            toolchains({"python": registry.load("python")})
        assert stopped.value.kind == "machine"
        (tmp_path / "a.vibee").write_text(specs.good(1))
        words = ["corpus", "build", str(tmp_path / "a.vibee"), "-l", "python", "--verify", "run"]
        done = CliRunner().invoke(cli, [*words, "-o", str(tmp_path / "out")])
        assert done.exit_code == exits.MACHINE
        assert "python3" in done.output and "tools/install-toolchains" in done.output
        assert not (tmp_path / "out").exists()
    finally:
        detect.cache_clear()


@pytest.mark.usefixtures("python")
def test_without_a_sandbox_it_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: Any, **__: Any) -> Any:
        raise SandboxUnavailable("no namespaces here")

    monkeypatch.setattr(runner, "Sandbox", none)
    with pytest.raises(WorkStopped, match="no namespaces"):
        make_shard(replace(RUN, unsandboxed=False), unit(specs.good(1)))


def test_the_datasets_library_reads_both_forms(tmp_path: Path, require: Require) -> None:
    for package in ("datasets", "pyarrow"):
        require(package, importlib.util.find_spec(package) is not None)
    texts = unit(specs.good(1), specs.stub(2), specs.good(3))
    tables: list[Any] = []
    for form, kind in (("jsonl", "json"), ("parquet", "parquet")):
        made: Shard = make_shard(Job(PYTHON, form), texts)
        path = tmp_path / f"part-00000.{form}"
        path.write_bytes(made.data)
        tables.append(_loaded(kind, path, tmp_path / form))
    assert tables[0] == tables[1]
    assert [row["name"] for row in tables[1]] == ["doubling_1", "greeting_2", "doubling_3"]
    assert tables[1][1]["stubs"] == ["greet"]


def _loaded(kind: str, path: Path, cache: Path) -> Any:
    """What the library makes of a file, in a process of its own: it warns and keeps threads."""
    import subprocess
    import sys

    code = (
        "import json, sys\n"
        "from datasets import load_dataset\n"
        "kind, path, cache = sys.argv[1:]\n"
        "found = load_dataset(kind, data_files=path, split='train', cache_dir=cache)\n"
        "print(json.dumps(list(found)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, kind, str(path), str(cache)],
        capture_output=True,
        text=True,
        env={**__import__("os").environ, "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
