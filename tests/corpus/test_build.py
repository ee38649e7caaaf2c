"""Corpora in folders: whole, stopped and gone on with, refused."""

from __future__ import annotations

import errno
import importlib.util
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import Require
from tests.corpus import kills, specs
from vibee_compiler.cli import exits
from vibee_compiler.cli.main import cli
from vibee_compiler.corpus import card, engines
from vibee_compiler.corpus.build import Build, Folder, FolderProblem, Plan
from vibee_compiler.corpus.job import Job, Shard, Unit, WorkStopped
from vibee_compiler.corpus.shards import make_shard
from vibee_compiler.corpus.sources import open_sources

JOB = Job(("python",))


class Here:
    """Units in this process; `last` of them come out last first, `fail` breaks off before one."""

    def __init__(self, fail: int | None = None, *, backwards: bool = False) -> None:
        self.fail = fail
        self.backwards = backwards
        self.made: list[int] = []

    def shards(self, job: Job, units: Iterable[Unit]) -> Iterator[Shard]:
        todo = list(units) if self.backwards else units
        for unit in reversed(list(todo)) if self.backwards else todo:
            if unit.number == self.fail:
                raise WorkStopped("machine", "enough")
            self.made.append(unit.number)
            yield make_shard(job, unit)


@pytest.fixture(autouse=True)
def _no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """They take most of the time of a small corpus, and have tests of their own."""
    monkeypatch.setattr(card, "_pictures", lambda counts: {})


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return specs.write(tmp_path_factory.mktemp("in") / "specs", 12)


@pytest.fixture
def plan(inputs: Path) -> Plan:
    return Plan(JOB, open_sources([str(inputs)]), 3, ())


def build(plan: Plan, path: Path, engine: engines.Engine, *, resume: bool = False) -> None:
    with Folder(path) as folder:
        if folder.open(plan.configuration(), resume=resume):
            Build(plan, folder).run(engine)


def test_the_order_in_which_shards_come_does_not_show(plan: Plan, tmp_path: Path) -> None:
    build(plan, tmp_path / "one", Here())
    build(plan, tmp_path / "two", Here(backwards=True))
    found = kills.tree(tmp_path / "one")
    assert found == kills.tree(tmp_path / "two")
    assert set(found) == {
        *("README.md", "corpus.json", "rejects-00002.jsonl", "rejects-00003.jsonl"),
        *(f"part-{n:05}.jsonl" for n in (0, 1, 3, 4, 5)),
    }
    manifest = json.loads(found["corpus.json"])
    assert manifest["counts"]["rows"] == 12 and manifest["counts"]["rejects"] == 4
    assert str(tmp_path).encode() not in b"".join(found.values())


@pytest.mark.parametrize("stop", [0, 1, 4])
def test_what_was_stopped_goes_on_to_the_same(plan: Plan, tmp_path: Path, stop: int) -> None:
    build(plan, tmp_path / "whole", Here())
    with pytest.raises(WorkStopped):
        build(plan, tmp_path / "part", Here(fail=stop))
    assert not (tmp_path / "part" / "corpus.json").exists()
    rest = Here()
    build(plan, tmp_path / "part", rest, resume=True)
    assert rest.made == list(range(stop, plan.units))
    assert kills.tree(tmp_path / "part") == kills.tree(tmp_path / "whole")


def test_a_shard_that_was_damaged_is_made_again(plan: Plan, tmp_path: Path) -> None:
    build(plan, tmp_path / "whole", Here())
    with pytest.raises(WorkStopped):
        build(plan, tmp_path / "part", Here(fail=4))
    (tmp_path / "part" / "part-00001.jsonl").write_bytes(b"")
    (tmp_path / "part" / "rejects-00002.jsonl").unlink()
    (tmp_path / "part" / ".state" / "00003.json").write_bytes(b"{")
    rest = Here()
    build(plan, tmp_path / "part", rest, resume=True)
    assert rest.made == [1, 2, 3, 4, 5]
    assert kills.tree(tmp_path / "part") == kills.tree(tmp_path / "whole")


def test_a_source_that_changed_is_made_again(tmp_path: Path) -> None:
    folder = specs.write(tmp_path / "specs", 6, bad=False)
    plan = Plan(JOB, open_sources([str(folder)]), 2, ())
    with pytest.raises(WorkStopped):
        build(plan, tmp_path / "out", Here(fail=2))
    (folder / "a_0000.vibee").write_text(specs.good(77))
    rest = Here()
    build(plan, tmp_path / "out", rest, resume=True)
    assert rest.made == [0, 2]
    assert b"doubling_77" in (tmp_path / "out" / "part-00000.jsonl").read_bytes()


def test_a_corpus_that_is_complete_is_left_alone(plan: Plan, tmp_path: Path) -> None:
    build(plan, tmp_path, Here())
    before = kills.tree(tmp_path)
    again = Here()
    build(plan, tmp_path, again, resume=True)
    assert again.made == [] and kills.tree(tmp_path) == before
    with pytest.raises(FolderProblem, match="holds a corpus"):
        build(plan, tmp_path, again)


def test_another_configuration_is_refused_with_what_differs(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(WorkStopped):
        build(plan, tmp_path, Here(fail=1))
    other = replace(plan, shard_specs=5, job=replace(JOB, targets=("python", "rust")))
    with pytest.raises(FolderProblem, match=r"languages was \[.*shard_specs was 3, is 5"):
        build(other, tmp_path, Here(), resume=True)
    with pytest.raises(FolderProblem, match="--resume"):
        build(plan, tmp_path, Here())


def test_a_folder_of_something_else_is_refused(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FolderProblem, match="not empty"):
        build(plan, tmp_path, Here(), resume=True)
    assert list(kills.tree(tmp_path)) == ["mine.txt"]


def test_one_build_at_a_time(plan: Plan, tmp_path: Path) -> None:
    with Folder(tmp_path) as first, Folder(tmp_path) as second:
        first.open(plan.configuration(), resume=False)
        with pytest.raises(FolderProblem, match="another build"):
            second.open(plan.configuration(), resume=True)


def test_a_full_disk_stops_it_and_leaves_nothing_half(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(plan, tmp_path / "whole", Here())
    inner = Folder.write

    def full(self: Folder, path: Path, data: bytes) -> None:
        if path.name == "part-00003.jsonl":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        inner(self, path, data)

    with monkeypatch.context() as patched:
        patched.setattr(Folder, "write", full)
        with pytest.raises(OSError, match="No space"):
            build(plan, tmp_path / "out", Here())
    build(plan, tmp_path / "out", Here(), resume=True)
    assert kills.tree(tmp_path / "out") == kills.tree(tmp_path / "whole")


# the command


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["corpus", "build", *arguments])


def arguments(inputs: Path, out: Path) -> list[str]:
    return [str(inputs), "-l", "python", "-o", str(out), "--shard-specs", "4", "--workers", "2"]


def test_the_command_writes_rows_and_says_how_many(inputs: Path, tmp_path: Path) -> None:
    done = run(*arguments(inputs, tmp_path / "out"))
    assert done.exit_code == exits.OK, done.output
    assert "12 rows, 4 refused" in done.output
    again = run(*arguments(inputs, tmp_path / "out"), "--resume")
    assert (again.exit_code, "complete" in again.output) == (exits.OK, True)


def test_the_number_of_workers_does_not_show(inputs: Path, plan: Plan, tmp_path: Path) -> None:
    for workers in ("1", "3"):
        done = run(*arguments(inputs, tmp_path / workers), "--workers", workers)
        assert done.exit_code == exits.OK, done.output
    assert kills.tree(tmp_path / "1") == kills.tree(tmp_path / "3")


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (["nowhere"], exits.USAGE, "there is no file nowhere"),
        (["synth:x"], exits.USAGE, "synth:SEED:COUNT"),
        (["-l", "klingon"], exits.USAGE, "klingon"),
    ],
)
def test_what_is_wrong_with_the_call_is_said(
    inputs: Path, tmp_path: Path, more: list[str], code: int, said: str
) -> None:
    done = run(*arguments(inputs, tmp_path / "out"), *more)
    assert (done.exit_code, said in done.output) == (code, True), done.output


def test_without_one_row_it_fails(tmp_path: Path) -> None:
    (tmp_path / "bad.vibee").write_text("name: [")
    done = run(*arguments(tmp_path / "bad.vibee", tmp_path / "out"))
    assert done.exit_code == exits.FINDINGS
    assert (tmp_path / "out" / "rejects-00000.jsonl").exists()


def test_a_folder_that_cannot_be_made_is_said(inputs: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run(*arguments(inputs, tmp_path / "file" / "out"))
    assert done.exit_code == exits.OUTPUT
    assert "could not be written" in done.output and "--resume" not in done.output


def test_a_file_size_limit_stops_it_and_it_goes_on(inputs: Path, tmp_path: Path) -> None:
    words = kills.command(arguments(inputs, tmp_path / "out"))

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))

    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(words, capture_output=True, text=True, preexec_fn=limited, env=env)
    assert done.returncode == exits.OUTPUT, done.stderr
    assert "File too large" in done.stderr and "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("*.coming"))
    assert run(*arguments(inputs, tmp_path / "out"), "--resume").exit_code == exits.OK
    assert run(*arguments(inputs, tmp_path / "whole")).exit_code == exits.OK
    assert kills.tree(tmp_path / "out") == kills.tree(tmp_path / "whole")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_it_at_once_and_it_goes_on(tmp_path: Path, number: int) -> None:
    inputs = specs.write(tmp_path / "specs", 2000)
    words = arguments(inputs, tmp_path / "out")
    process = subprocess.Popen(
        kills.command(words), stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    until = time.monotonic() + 60
    while not list(tmp_path.glob("out/part-*")) and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(process.pid, number)
    _, said = process.communicate(timeout=30)
    assert process.returncode == exits.INTERRUPTED
    assert "interrupted" in said and "--resume" in said and "Traceback" not in said
    # What watches over semaphores for Python goes when it sees that all others have gone.
    until = time.monotonic() + 20
    while _processes_of(process.pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert _processes_of(process.pid) == []
    assert (tmp_path / "out" / ".state").is_dir()


def _processes_of(group: int) -> list[int]:
    """What is left of a process group (Linux)."""
    left = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[2]) == group and words[0] != "Z":
            left.append(int(status.parent.name))
    return left


def test_kills_at_random_moments_do_not_show(inputs: Path, tmp_path: Path) -> None:
    words = [str(inputs), "-l", "python", "--shard-specs", "1", "--workers", "2"]
    assert len(kills.trial(words, tmp_path, kills=2, seed=3)) == 2


# engines


def test_a_worker_that_dies_is_replaced(plan: Plan, tmp_path: Path) -> None:
    build(plan, tmp_path / "whole", Here())
    notes: list[str] = []
    engine = engines.Local(2, notes.append)
    killed = False

    class Killing:
        def shards(self, job: Job, units: Iterable[Unit]) -> Iterator[Shard]:
            nonlocal killed
            for shard in engine.shards(job, units):
                if not killed:
                    killed = True
                    pid = engine._workers[0].process.pid
                    assert pid is not None
                    os.kill(pid, signal.SIGKILL)
                yield shard

    build(plan, tmp_path / "out", Killing())
    assert len(notes) == 1 and "signal 9" in notes[0]
    assert kills.tree(tmp_path / "out") == kills.tree(tmp_path / "whole")


def test_ray_gives_the_same_with_a_worker_killed(
    plan: Plan, inputs: Path, tmp_path: Path, require: Require
) -> None:
    require("ray", importlib.util.find_spec("ray") is not None)
    build(plan, tmp_path / "whole", Here())
    done = subprocess.run(
        [sys.executable, "-m", "tests.corpus.ray_killed", str(inputs), str(tmp_path / "out")],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert "killed" in done.stdout
    assert kills.tree(tmp_path / "out") == kills.tree(tmp_path / "whole")
