"""`vibee mutants`: the table, survivors with what would kill them, JSON, the exit code."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from tests.conftest import Require
from vibee_compiler.check.sandbox import probe
from vibee_compiler.cli import exits
from vibee_compiler.cli.main import cli

SPEC = """\
name: small
behaviors:
  - name: fee
    params: {n: Int}
    returns: Int
    body: "n >= 10 ? 2 : 1"
    examples:
      - {input: {n: 30}, expected: 2}
"""


def run(*args: str) -> Result:
    result = CliRunner().invoke(cli, ["mutants", *args])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def spec(folder: Path, text: str = SPEC) -> str:
    path = folder / "small.vibee"
    path.write_text(text)
    return str(path)


def test_the_table_has_a_share(tmp_path: Path) -> None:
    result = run(spec(tmp_path))
    assert result.exit_code == 0
    head, line = result.stdout.strip().splitlines()
    assert head.split() == ["spec", "mutants", "changing", "interpreter"]
    _, mutants, changing, cell, share = line.split()
    killed, of = map(int, cell.split("/"))
    assert int(mutants) >= int(changing) == of > killed > 0
    assert share == f"{100 * killed / of:.1f}%"


def test_survivors_are_shown_with_an_example(tmp_path: Path) -> None:
    output = run(spec(tmp_path), "--survivors").stdout
    assert ":6:12: fee: comparison: n >= 10  ->  n > 10" in output
    assert "{input: {n: 10}, expected: 2}" in output


def test_the_examples_shown_are_enough(tmp_path: Path) -> None:
    output = run(spec(tmp_path), "--survivors").stdout
    shown = [line.strip().removeprefix("- ") for line in output.splitlines() if "- {input" in line]
    assert shown
    text = SPEC + "".join(f"      - {line}\n" for line in shown)
    assert run(spec(tmp_path, text), "--least", "100").exit_code == 0


def test_computed_examples_raise_the_share(tmp_path: Path) -> None:
    assert run(spec(tmp_path), "--least", "100", "--computed", "4").exit_code == 0


def test_compile_adds_computed_examples(tmp_path: Path) -> None:
    path, out = spec(tmp_path), tmp_path / "out"
    compiled = ["compile", path, "-l", "python", "-o", str(out)]
    assert CliRunner().invoke(cli, compiled).exit_code == 0
    (tests,) = out.rglob("test_small.py")
    assert "computed" not in tests.read_text()
    again = CliRunner().invoke(cli, [*compiled, "--computed", "4"])
    assert again.exit_code == 0
    assert "computed_1" in tests.read_text()
    assert "up to date" in CliRunner().invoke(cli, [*compiled, "--computed", "4"]).output


def test_a_small_share_can_fail(tmp_path: Path) -> None:
    assert run(spec(tmp_path), "--least", "99").exit_code == exits.FINDINGS
    assert run(spec(tmp_path), "--least", "10").exit_code == 0


def test_json_has_a_record_a_mutant(tmp_path: Path) -> None:
    path = spec(tmp_path)
    rows = [json.loads(line) for line in run(path, "--json").stdout.splitlines()]
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    one = next(row for row in rows if row["before"] == "2" and row["after"] == "3")
    assert one["spec"] == path
    assert (one["behaviour"], one["operator"], one["line"]) == ("fee", "constant", 6)
    assert one["changes"]
    assert one["killed_by"] == "fee example 1"


def test_a_spec_with_errors_is_reported(tmp_path: Path) -> None:
    path = spec(tmp_path, "name: bad\nbehaviors: [{name: f, params: {x: Int}, body: x + 'a'}]\n")
    result = run(path)
    assert result.exit_code == exits.FINDINGS
    assert "VB" in result.stderr


def test_a_sample_goes_to_a_toolchain(tmp_path: Path, require: Require) -> None:
    require("sandbox", probe().available)
    found = run(spec(tmp_path), "--json", "-l", "python", "--every", "3", "--skip-missing")
    require("toolchain of python", "skipped" not in found.stderr)
    assert found.exit_code == 0, found.stderr
    rows = [json.loads(line) for line in found.stdout.splitlines()]
    sample = [row for row in rows if row["languages"]]
    assert 0 < len(sample) <= len(rows) // 3 + 1
    for row in sample:
        assert (row["languages"]["python"] == "killed") == (row["killed_by"] is not None)
