"""Every expected test gives one record, whatever the programs do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from vibee_compiler.check.plan import (
    Expected,
    Reported,
    Step,
    StepResult,
    TestPlan,
    WarmUp,
)
from vibee_compiler.check.results import parse_tap
from vibee_compiler.check.runner import ToolchainMissing, run_tests
from vibee_compiler.check.sandbox import Limits, probe
from vibee_compiler.check.toolchain import Tool, Toolchain, detect

SHELL = Toolchain("shell", (Tool("sh", version=("-c", "echo 1.0")),))
LIMITS = Limits(wall=10, memory=256 << 20, processes=64, disk=64 << 20)

GOOD = "echo ok 1 - one; echo ok 2 - two"
WRONG = "echo ok 1 - one; echo not ok 2 - two; exit 1"


@pytest.fixture(autouse=True)
def available(
    require: Callable[[str, bool], None], tmp_path_factory: pytest.TempPathFactory
) -> None:
    require("sandbox", probe().available)
    detect.cache_clear()


def read(result: StepResult) -> Iterator[Reported]:
    return parse_tap(result.stdout)


def make_plan(batch: list[tuple[str, str]], seconds: float = 5) -> TestPlan:
    """Packages are shell scripts: all are syntax-checked by one build, each is run by itself."""
    return TestPlan(
        language="shell",
        toolchain=SHELL,
        files={f"{name}/test.sh": script for name, script in batch},
        build=(Step("build", ("sh", "-ec", "for f in */test.sh; do sh -n $f; done")),),
        tests=tuple(
            Step("test", ("sh", "test.sh"), cwd=name, package=name, seconds=seconds)
            for name, _ in batch
        ),
        parse=read,
        expected=tuple(
            Expected(name, "m", "total", "example", index, test)
            for name, _ in batch
            for index, test in enumerate(("one", "two"), 1)
        ),
    )


def verdicts(packages: dict[str, str], seconds: float = 5) -> dict[str, tuple[str, ...]]:
    records = list(
        run_tests(lambda batch: make_plan(batch, seconds), list(packages.items()), limits=LIMITS)
    )
    assert sorted((r.spec, r.id) for r in records) == [
        (name, test) for name in sorted(packages) for test in ("one", "two")
    ]
    assert {r.language for r in records} == {"shell"}
    return {
        name: tuple(r.verdict for r in sorted(records, key=lambda r: r.id) if r.spec == name)
        for name in packages
    }


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (GOOD, ("passed", "passed")),
        (WRONG, ("passed", "failed")),
        ("echo ok 1 - one; kill -SEGV $$", ("passed", "error")),
        ("echo ok 1 - one; sleep 60", ("passed", "timeout")),
        ("echo ok 1 - one", ("passed", "error")),
        ("echo ok 1 - one; echo ok 2 - two; exit 3", ("error", "error")),
        ("echo not ok 1 - one; echo ok 1 - one; echo ok 2 - two; exit 1", ("failed", "passed")),
        ("echo 'ok 2 - two # SKIP'; echo ok 1 - one; echo ok 9 - other", ("passed", "skipped")),
        ("if", ("error", "error")),
        ("yes", ("timeout", "timeout")),
    ],
)
def test_one_package(script: str, expected: tuple[str, ...]) -> None:
    assert verdicts({"a": script}, seconds=0.5) == {"a": expected}


def test_bad_neighbours_cost_nobody_else_a_verdict() -> None:
    good = {f"good{i}": GOOD for i in range(4)}
    bad = {"broken": "if", "hangs": "echo ok 1 - one; sleep 60", "fails": WRONG}
    assert verdicts({**good, **bad}, seconds=0.5) == {
        **dict.fromkeys(good, ("passed", "passed")),
        "broken": ("error", "error"),
        "hangs": ("passed", "timeout"),
        "fails": ("passed", "failed"),
    }


def test_messages_say_why() -> None:
    [one, two] = run_tests(make_plan, [("a", "echo boom >&2; if")], limits=LIMITS)
    assert one.message.startswith("build: exit status 2")
    assert "Syntax error" in one.message
    assert one.message == two.message


def test_missing_tools_are_named() -> None:
    def plan(batch: list[tuple[str, str]]) -> TestPlan:
        made = make_plan(batch)
        tools = Toolchain("shell", (*SHELL.tools, Tool("absent-tool", "1.2")))
        return TestPlan("shell", tools, made.files, (), made.tests, read, made.expected)

    with pytest.raises(ToolchainMissing, match=r"absent-tool 1\.2"):
        list(run_tests(plan, [("a", GOOD)], limits=LIMITS))


def test_names_of_folders_reports_and_caches(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))

    def plan(batch: list[tuple[str, str]]) -> TestPlan:
        script = "cat link {cache:warm}/x > report; pwd >> report; echo $OWN {other} >> report"
        return TestPlan(
            "shell",
            SHELL,
            {"real": "linked\n"},
            (),
            (
                Step(
                    "t",
                    ("sh", "-c", script),
                    env={"OWN": "{work}"},
                    package="a",
                    reports=("report",),
                ),
            ),
            lambda result: [Reported(result.reports["report"].decode(), "passed")],
            (
                Expected(
                    "a", "m", "b", "example", 1, "linked\nwarm\n/box/work\n/box/work {other}\n"
                ),
            ),
            links={"link": "{work}/real"},
            caches=("warm",),
            warm_up=WarmUp({"seed": "warm\n"}, (Step("w", ("cp", "seed", "{cache:warm}/x")),)),
        )

    for _ in range(2):
        [record] = run_tests(plan, [("a", "")], limits=LIMITS)
        assert record.verdict == "passed", record
