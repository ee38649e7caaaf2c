"""A broken plugin is named and does not take the rest down; clashes are decided and reported."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.kit.conftest import entry
from vibee_compiler.cli import exits
from vibee_compiler.cli.main import cli
from vibee_compiler.targets import registry

OWN = sorted(registry.installed())
TARGET = OWN[0]
SPEC = "name: demo\nbehaviors: [{name: f, params: {x: Int}, body: x + 1}]\n"

HOOK = """\
from dataclasses import replace

from vibee_compiler.targets import registry
from vibee_compiler.targets.hookspecs import hookimpl


class Odd:
    profile = replace(registry.load({own!r}).profile, {changes})

    def generate(self, program, options):
        raise KeyError("nothing made")

    def test_plan(self, packages):
        raise KeyError("no plan")


@hookimpl
def {hook}():
    return Odd()
"""

BROKEN = {
    "bad_import": ("import nowhere_at_all\n", "No module named 'nowhere_at_all'"),
    "bad_syntax": ("def\n", "SyntaxError"),
    "exits": ("raise RuntimeError('on import')\n", "RuntimeError: on import"),
    "leaves": ("import sys\nsys.exit(0)\n", "SystemExit"),
    "no_profile": (
        "from vibee_compiler.targets.hookspecs import hookimpl\n\n"
        "@hookimpl\ndef vibee_target():\n    return object()\n",
        "it has no profile",
    ),
    "no_hook": ("x = 1\n", "it has no hook vibee_target"),
    "other_hook": (HOOK.format(own=TARGET, changes="id='other_hook'", hook="vibee_other"), "hook"),
    "other_api": (
        HOOK.format(own=TARGET, changes="id='other_api', api=99", hook="vibee_target"),
        "it is written for plugin API 99",
    ),
    "other_id": (
        HOOK.format(own=TARGET, changes="id='something'", hook="vibee_target"),
        "its profile calls it 'something'",
    ),
}


def add(site: Path, name: str, code: str) -> None:
    (site / f"plugin_{name}.py").write_text(code, encoding="utf-8")
    entry(site, f"dist-{name}", {registry.GROUP: {name: f"plugin_{name}"}})


def run(*args: str) -> Result:
    result = CliRunner().invoke(cli, list(args))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def spec(folder: Path) -> str:
    path = folder / "demo.vibee"
    path.write_text(SPEC, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_plugin_is_named(site: Path, tmp_path: Path, name: str) -> None:
    code, reason = BROKEN[name]
    add(site, name, code)
    listed = run("languages")
    assert listed.exit_code == exits.FINDINGS
    assert f"target '{name}' of dist-{name} is broken" in listed.output
    assert reason in listed.output
    for own in OWN:
        assert f"--lang {own}" in listed.output
    asked = run("compile", spec(tmp_path), "-l", name, "-o", str(tmp_path / "out"))
    assert asked.exit_code == exits.USAGE
    assert f"of dist-{name} is broken" in asked.output
    assert "Traceback" not in asked.output


def test_all_means_those_that_work(site: Path, tmp_path: Path) -> None:
    for name, (code, _) in BROKEN.items():
        add(site, name, code)
    done = run("compile", spec(tmp_path), "-l", "all", "-o", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == OWN
    for name in BROKEN:
        assert f"'{name}'" in done.output


def test_a_plugin_that_fails_at_work_is_named_and_the_others_go_on(
    site: Path, tmp_path: Path
) -> None:
    changes = "id='fails', name='Fails'"
    add(site, "fails", HOOK.format(own=TARGET, changes=changes, hook="vibee_target"))
    path = spec(tmp_path)
    done = run("compile", path, "-l", f"fails,{TARGET}", "-o", str(tmp_path / "out"))
    assert done.exit_code == exits.FINDINGS
    said = "error: the target 'fails' of dist-fails failed on `demo`: KeyError: 'nothing made'"
    assert said in done.output
    assert [one.name for one in (tmp_path / "out").iterdir()] == [TARGET]
    rows = CliRunner().invoke(cli, ["gen", path, "-l", f"fails,{TARGET}"])
    assert rows.exit_code == exits.FINDINGS
    assert len(rows.stdout.splitlines()) == 1
    tested = run("test", path, "-l", "fails")
    assert tested.exit_code == exits.FINDINGS
    assert "'fails' of dist-fails failed" in tested.output


def test_listing_imports_nothing(site: Path) -> None:
    add(site, "exits", BROKEN["exits"][0])
    listed = run("languages", "--names")
    assert listed.exit_code == 0
    assert "exits" in listed.output.split()


def test_of_two_targets_of_one_id_the_first_distribution_wins(site: Path) -> None:
    entry(site, "a-first", {registry.GROUP: {TARGET: "plugin_nowhere"}})
    entry(site, "zz-last", {registry.GROUP: {OWN[1]: "plugin_nowhere"}})
    assert registry.installed()[TARGET].distribution == "a-first"
    assert registry.installed()[OWN[1]].distribution == "vibee-compiler"
    listed = run("languages")
    assert f"'{OWN[1]}' of zz-last is hidden" in listed.output
    assert f"'{TARGET}' of vibee-compiler is hidden" in listed.output


def test_an_alias_yields_to_an_id_and_to_the_first_distribution(site: Path) -> None:
    alias, owner = next(iter(registry.aliases().items()))
    registry.aliases.cache_clear()
    groups = {
        registry.GROUP: {"thing": "plugin_thing"},
        registry.ALIASES: {TARGET: "plugin_thing", alias: "plugin_thing", "th": "plugin_thing"},
    }
    entry(site, "zz-thing", groups)
    registry.installed.cache_clear()
    assert registry.resolve(TARGET) == TARGET
    assert registry.resolve(alias) == owner
    assert registry.resolve("TH") == "thing"
    assert set(registry.hidden_aliases()) == {(TARGET, "zz-thing"), (alias, "zz-thing")}
    assert f"the alias '{alias}' of zz-thing is hidden" in run("languages").output
