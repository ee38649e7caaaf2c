"""`vibee plugin new`: what it writes installs, compiles, and is honest about its level."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import Require
from tests.kit.conftest import ROOT, Vibee
from vibee_compiler.check.syntax import SyntaxGate
from vibee_compiler.check.toolchain import Tool, find
from vibee_compiler.cli import exits
from vibee_compiler.cli.main import cli
from vibee_compiler.kit import scaffold
from vibee_compiler.targets import registry

SHOP = str(ROOT / "specs" / "examples" / "shop.vibee")


@pytest.mark.parametrize("name", ["mylang", "my-lang", "my_lang2", "c4"])
def test_every_file_is_filled_in(name: str) -> None:
    made = scaffold.files(name)
    marks = scaffold.values(name)
    assert f"{marks['MODULE']}/__init__.py" in made
    for path, text in made.items():
        assert not any(f"@{mark}@" in text or mark in path for mark in marks), path
        if path.endswith(".py"):
            compile(text, path, "exec")


@pytest.mark.parametrize("name", ["", "My", "a b", "../x", "9x", "x-", "a/b", "all", "ä"])
def test_a_name_that_is_no_id(name: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["plugin", "new", "-o", str(tmp_path / "x"), "--", name])
    assert done.exit_code == exits.USAGE
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_taken(tmp_path: Path) -> None:
    for name in (next(iter(registry.installed())), next(iter(registry.aliases()))):
        done = CliRunner().invoke(cli, ["plugin", "new", name, "-o", str(tmp_path / "x")])
        assert done.exit_code == exits.USAGE
        assert name in done.output


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = CliRunner().invoke(cli, ["plugin", "new", "mylang", "-o", str(tmp_path)])
    assert done.exit_code == exits.OUTPUT
    assert "is there already" in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_it_compiles_a_spec(skeleton: Vibee, tmp_path: Path) -> None:
    listed = skeleton("languages", "--json")
    rows = {row["id"]: row for row in map(json.loads, listed.stdout.splitlines())}
    assert rows["my-lang"]["from"] == "vibee-my-lang"
    assert rows["my-lang"]["level"] is None
    done = skeleton("compile", SHOP, "-l", "my-lang", "-o", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "warning[VB0802]" in done.stderr  # what is beyond its level is said, not dropped
    made = tmp_path / "my-lang" / "shop" / "src" / "shop.js"
    assert "not implemented" in made.read_text(encoding="utf-8")
    with SyntaxGate() as gate:
        items = [("shop", "javascript", made.read_text(encoding="utf-8"))]
        assert [found for _, found in gate.check(items) if found] == []


def test_the_kit_accepts_it_at_an_honest_level(skeleton: Vibee, require: Require) -> None:
    require("node 20", find(Tool("node", "20")) is not None)
    done = skeleton("plugin", "check", "my-lang", "--json")
    assert done.returncode == 0, done.stdout
    report = json.loads(done.stdout)
    assert report["level"] == "L1"
    assert {f["verdict"] for f in report["findings"] if f["level"] <= "L1"} == {"passed"}
    assert {f["verdict"] for f in report["findings"] if f["level"] > "L1"} == {"skipped"}
    listed = map(json.loads, skeleton("languages", "--json").stdout.splitlines())
    rows = {row["id"]: row for row in listed}
    assert rows["my-lang"]["level"] == "L1"
