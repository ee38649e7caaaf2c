"""The level follows from the findings, and is remembered only for the plugin as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.kit.conftest import entry
from vibee_compiler.cli import exits
from vibee_compiler.cli.main import cli
from vibee_compiler.kit import report as reports
from vibee_compiler.kit.report import Finding, Report, Verdict
from vibee_compiler.targets import registry
from vibee_compiler.targets.profile import LEVELS

TARGETS = sorted(registry.installed())


def report(*verdicts: Verdict, target: str = "x") -> Report:
    findings = [Finding("c", level, v, "") for level, v in zip(LEVELS, verdicts, strict=True)]
    return Report(target, "dist", "1", "L3", tuple(findings))


@pytest.mark.parametrize(
    ("verdicts", "level"),
    [
        (("passed", "passed", "passed", "passed"), "L3"),
        (("passed", "passed", "skipped", "passed"), "L1"),
        (("passed", "failed", "passed", "passed"), "L0"),
        (("failed", "passed", "passed", "passed"), None),
        (("skipped", "passed", "passed", "passed"), None),
    ],
)
def test_the_level(verdicts: tuple[Verdict, ...], level: str | None) -> None:
    made = report(*verdicts)
    assert made.level == level
    assert made.failed == ("failed" in verdicts)
    assert json.loads(made.as_json())["level"] == level


def test_a_record_holds_for_the_plugin_as_it_was(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    package = site / "plugin_thing"
    package.mkdir()
    code = package / "__init__.py"
    code.write_text("", encoding="utf-8")
    entry(site, "dist-thing", {registry.GROUP: {"thing": "plugin_thing"}})
    assert reports.recorded("thing") is None
    reports.record(report("passed", "passed", "passed", "skipped", target="thing"))
    assert reports.recorded("thing") == "L2"
    code.write_text("x = 1\n", encoding="utf-8")
    assert reports.recorded("thing") is None


@pytest.mark.parametrize("text", ["", "[]", '{"level": "L9", "fingerprint": ""}', "\0"])
def test_a_record_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    path = tmp_path / "vibee" / "levels" / f"{TARGETS[0]}.json"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    assert reports.recorded(TARGETS[0]) is None


SMALL = """\
name: small
behaviors:
  - {name: twice, params: {x: Int}, body: x * 2, examples: [{input: [2], expected: 4}]}
  - {name: shout, params: {s: String}, body: s + '!', examples: [{input: [a], expected: a!}]}
  - {name: all, params: {xs: List<Int>}, body: xs.sum(), examples: [{input: [[1]], expected: 1}]}
"""


@pytest.mark.parametrize("target", TARGETS)
def test_the_quick_part_over_the_projects_own_targets(target: str, tmp_path: Path) -> None:
    (tmp_path / "small.vibee").write_text(SMALL, encoding="utf-8")
    command = ["plugin", "check", target, "--no-tests", "--json", "--specs", str(tmp_path)]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 0, done.output
    made = json.loads(done.stdout)
    assert made["specs"] == str(tmp_path)
    assert made["level"] == "L0"  # what did not run proves nothing
    verdicts = {(f["check"], f["level"]): f["verdict"] for f in made["findings"]}
    assert {v for (check, _), v in verdicts.items() if check != "tests"} == {"passed"}
    assert {v for (check, _), v in verdicts.items() if check == "tests"} == {"skipped"}
    assert CliRunner().invoke(cli, [*command, "--level", "L1"]).exit_code == exits.FINDINGS


def test_specs_that_cannot_be_used(tmp_path: Path) -> None:
    command = ["plugin", "check", TARGETS[0], "--specs", str(tmp_path)]
    assert CliRunner().invoke(cli, command).exit_code == exits.USAGE
    (tmp_path / "bad.vibee").write_text("name: [", encoding="utf-8")
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == exits.USAGE
    assert "bad.vibee" in done.output
