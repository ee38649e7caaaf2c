"""Templates that a user may replace: listed, copied, extended."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vibee_compiler.cli import exits
from vibee_compiler.cli.main import cli
from vibee_compiler.kit import overrides
from vibee_compiler.targets import registry

TARGETS = sorted(registry.installed())
TARGET = TARGETS[0]
SPEC = "name: demo\nbehaviors: [{name: f, params: {x: Int}, body: x + 1}]\n"


def run(*args: str) -> Result:
    result = CliRunner().invoke(cli, list(args))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def module_template(target: str) -> str:
    names = [one.name for one in overrides.templates(registry.load(target))]
    return next(name for name in names if name.startswith("module."))


@pytest.mark.parametrize("target", TARGETS)
def test_they_are_listed_with_what_they_read(target: str) -> None:
    lines = dict(
        line.split(": ", 1) for line in run("plugin", "templates", target).output.splitlines()
    )
    assert "header" in lines[module_template(target)].split(", ")
    assert "title" in lines["docs.md.jinja"].split(", ")


@pytest.mark.parametrize("target", TARGETS)
def test_a_users_template_may_include_the_one_it_replaces(target: str, tmp_path: Path) -> None:
    spec = tmp_path / "demo.vibee"
    spec.write_text(SPEC, encoding="utf-8")
    mine = tmp_path / "mine"
    mine.mkdir()
    name = module_template(target)
    (mine / name).write_text(f'{{% include "original/{name}" %}}\n', encoding="utf-8")
    plain, same = tmp_path / "plain", tmp_path / "same"
    assert run("compile", str(spec), "-l", target, "-o", str(plain)).exit_code == 0
    command = ["compile", str(spec), "-l", target, "-o", str(same), "--templates", str(mine)]
    assert run(*command).exit_code == 0
    made = [p for p in plain.rglob("*") if p.is_file() and not p.name.startswith(".vibee")]
    assert made
    for path in made:
        assert path.read_bytes() == (same / path.relative_to(plain)).read_bytes()


def test_a_copy_is_made_once(tmp_path: Path) -> None:
    name = module_template(TARGET)
    command = ["plugin", "templates", TARGET, "--copy", name, "-o", str(tmp_path)]
    assert run(*command).exit_code == 0
    (original,) = (t for t in overrides.templates(registry.load(TARGET)) if t.name == name)
    assert (tmp_path / name).read_bytes() == original.path.read_bytes()
    again = run(*command)
    assert again.exit_code == exits.OUTPUT
    assert "is there already" in again.output


def test_mistakes(tmp_path: Path) -> None:
    wrong = run("plugin", "templates", TARGET, "--copy", "docs.jinja", "-o", str(tmp_path))
    assert wrong.exit_code == exits.USAGE
    assert "did you mean `docs.md.jinja`" in wrong.output
    assert run("plugin", "templates", TARGET, "--copy", "x").exit_code == exits.USAGE
