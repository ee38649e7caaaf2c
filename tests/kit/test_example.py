"""The plugin of `examples/`: a third party's package, installed and used as one."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import Require
from tests.kit.conftest import EXAMPLE, ROOT, Vibee
from vibee_compiler.check.toolchain import Tool, find
from vibee_compiler.targets import support

SHOP = str(ROOT / "specs" / "examples" / "shop.vibee")
LIBRARY = support.load(EXAMPLE / "vibee_lua" / "support", ".lua", "--")
LUA = Tool("lua5.4", "5.4", version=("-v",))


def test_the_compiler_does_not_know_it() -> None:
    for path in (ROOT / "vibee_compiler").rglob("*.py"):
        assert not re.search(r"\bvibee_lua\b|[\"']lua[\"']", path.read_text(encoding="utf-8")), path


def test_it_stands_on_the_public_kit_alone() -> None:
    allowed = ("targets", "lowering", "ir", "check", "diagnostics")
    for path in (EXAMPLE / "vibee_lua").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        for package in re.findall(r"from (?:vibee_compiler\.)(\w+)", text):
            assert package in allowed, f"{path.name} imports {package}"
        assert "vibee_plugins" not in text


def test_it_is_listed_and_compiles(example: Vibee, tmp_path: Path) -> None:
    rows = {r["id"]: r for r in map(json.loads, example("languages", "--json").stdout.splitlines())}
    assert rows["lua"]["from"] == "vibee-lua"
    done = example("compile", SHOP, "--lang", "lua", "-o", str(tmp_path))
    assert done.returncode == 0, done.stderr
    made = tmp_path / "lua" / "shop"
    names = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert {"src/shop.lua", "src/shop/support.lua", "test/shop_test.lua", "docs/shop.md"} <= names
    again = example("compile", SHOP, "--lang", "lua", "-o", str(tmp_path), "--check")
    assert again.returncode == 0, again.stderr


def test_a_user_replaces_one_of_its_templates(example: Vibee, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    original = EXAMPLE / "vibee_lua" / "templates" / "module.lua.jinja"
    text = original.read_text(encoding="utf-8")
    (mine / original.name).write_text(text + "-- ours\n", encoding="utf-8")
    plain, changed = tmp_path / "plain", tmp_path / "changed"
    for out, extra in ((plain, ()), (changed, ("--templates", str(mine)))):
        done = example("compile", SHOP, "--lang", "lua", "-o", str(out), *extra)
        assert done.returncode == 0, done.stderr
    differ = {
        path.relative_to(plain).as_posix()
        for path in plain.rglob("*")
        if path.is_file() and path.read_bytes() != (changed / path.relative_to(plain)).read_bytes()
    }
    assert differ == {"lua/shop/src/shop.lua", "lua/shop/.vibee-manifest.json"}
    assert (changed / "lua/shop/src/shop.lua").read_text(encoding="utf-8").endswith("-- ours\n")


@pytest.mark.parametrize("wrong", ["{% set raw = 'x' %}{{ raw }}", "{{ nothing }}", "{% if %}"])
def test_a_users_template_that_is_wrong_is_named(
    example: Vibee, tmp_path: Path, wrong: str
) -> None:
    (tmp_path / "module.lua.jinja").write_text(f"first line\n{wrong}\n", encoding="utf-8")
    out = tmp_path / "out"
    done = example("compile", SHOP, "-l", "lua", "--templates", str(tmp_path), "-o", str(out))
    assert done.returncode == 1
    assert re.search(r"error: the template \S+module\.lua\.jinja:2: ", done.stderr), done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


def test_every_generated_test_passes(example: Vibee, require: Require) -> None:
    require("lua5.4", find(LUA) is not None)
    folders = [str(ROOT / "specs" / name) for name in ("examples", "conformance")]
    done = example("test", *folders, "--lang", "lua", "--json")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    bad = [r for r in records if r["verdict"] != "passed"]
    assert not bad, (Counter(r["verdict"] for r in bad), bad[:5])
    assert done.returncode == 0, done.stderr
    assert len(records) > 3000


def lua(folder: Path, code: str, test: str) -> subprocess.CompletedProcess[str]:
    template = (EXAMPLE / "vibee_lua" / "templates" / "tap.lua.jinja").read_text(encoding="utf-8")
    files = {
        "tap.lua": template.replace("{{ header }}", ""),
        "support.lua": f"local M = {{}}\n{code}\nreturn M\n",
        "test.lua": f'local tap = require("tap")\nlocal support = require("support")\n{test}\n'
        "tap.finish()\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return subprocess.run(
        ["lua5.4", "test.lua"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", sorted(LIBRARY.parts))
def test_a_part_of_its_support_module_needs_what_it_says(
    name: str, tmp_path: Path, require: Require
) -> None:
    require("lua5.4", find(LUA) is not None)
    parts = LIBRARY.select([name, "errors"])
    code = "\n".join(part.code for part in parts)
    done = lua(tmp_path, code, LIBRARY.parts[name].test)
    assert done.returncode == 0, done.stdout + done.stderr


MONEY = """\
name: money
behaviors:
  - {name: cents, params: {euros: Int}, body: euros * 100, examples: [{input: [2], expected: 200}]}
  - name: odd
    params: {x: Int}
    returns: Int
    implementation: {lua: "function M.odd(x)\\n  return x | 1\\nend"}
"""
TILL = """\
name: till
imports: [money.vibee]
constants: {FEE: 5}
behaviors:
  - name: pay
    params: {euros: Int}
    requires: ["euros > 0"]
    body: |
      let c = cents(euros);
      ['x', '1'].join('') == 'x1' && 'x1'.matches('^[a-z]+[0-9]$') ? c + FEE : c
    examples:
      - {name: one, input: [1], expected: 105}
      - {input: [0], raises: ContractViolation}
"""


@pytest.fixture
def till(tmp_path: Path) -> str:
    (tmp_path / "money.vibee").write_text(MONEY, encoding="utf-8")
    (tmp_path / "till.vibee").write_text(TILL, encoding="utf-8")
    return str(tmp_path / "till.vibee")


def test_one_file_is_a_module_and_a_program_of_its_tests(
    example: Vibee, till: str, tmp_path: Path, require: Require
) -> None:
    require("lua5.4", find(LUA) is not None)
    out = tmp_path / "out"
    done = example("compile", till, "-l", "lua", "--single", "--allow-native", "-o", str(out))
    assert done.returncode == 0, done.stderr
    folder = out / "lua" / "till"
    assert [path.name for path in folder.iterdir() if path.suffix == ".lua"] == ["till.lua"]
    tested = subprocess.run(
        ["lua5.4", "till.lua"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert tested.stdout.count("\nok ") + tested.stdout.startswith("ok ") == 3
    code = 'package.path = "?.lua;" .. package.path; print(require("till").pay(2))'
    used = subprocess.run(
        ["lua5.4", "-e", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert used.stdout == "205\n", used.stderr


def test_hand_written_functions_are_files_of_their_own(
    example: Vibee, till: str, tmp_path: Path, require: Require
) -> None:
    require("lua5.4", find(LUA) is not None)
    out = tmp_path / "out"
    done = example("compile", till, "-l", "lua", "--allow-native", "-o", str(out))
    assert done.returncode == 0, done.stderr
    folder = out / "lua" / "till"
    assert "x | 1" in (folder / "src/till/native/money.lua").read_text(encoding="utf-8")
    code = 'package.path = "src/?.lua;" .. package.path; print(require("till.money").odd(4))'
    used = subprocess.run(
        ["lua5.4", "-e", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert used.stdout == "5\n", used.stderr
