"""What the documentation shows is what the compiler does: every example of every page is tried."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.docs.blocks import Block, blocks
from vibee_compiler.check.syntax import SyntaxGate
from vibee_compiler.cli.main import cli
from vibee_compiler.diagnostics.model import Severity
from vibee_compiler.frontend.check.definitions import check_expression
from vibee_compiler.frontend.pipeline import Result, compile_spec
from vibee_compiler.ir.interp import evaluate
from vibee_compiler.kit import contract
from vibee_compiler.targets import registry
from vibee_compiler.targets.package import Options

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
ALL = [block for page in PAGES for block in blocks(page)]
SPECS = [block for block in ALL if block.info == "yaml"]
EVALS = [block for block in ALL if block.info.split(" ")[0] == "vibee-eval"]
SESSIONS = [block for block in ALL if block.info == "console"]


def compiled(block: Block, folder: Path) -> Result:
    for name, text in block.files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return compile_spec(path)


def test_there_are_examples() -> None:
    assert len(SPECS) > 60
    assert sum(len(block.cases) for block in EVALS) > 150
    assert SESSIONS


def test_every_fence_is_one_that_is_tried_or_shown_only() -> None:
    shown_only = {"sh", "text", "toml", "json", "python", "rust", "ebnf", "jinja", ""}
    odd = [
        f"{block}: {block.info}"
        for block in ALL
        if block.info.split(" ")[0] not in {"yaml", "vibee-eval", "console", *shown_only}
    ]
    assert not odd


@pytest.mark.parametrize("block", SPECS, ids=str)
def test_spec(block: Block, tmp_path: Path) -> None:
    due = block.expected
    found = [
        one
        for one in compiled(block, tmp_path).diagnostics
        if one.severity > Severity.INFO or one.code in due
    ]
    assert sorted(one.code for one in found) == due, [f"{d.code} {d.message}" for d in found]


def outcome(text: str, result: Result | None) -> str:
    """What comes of an expression, as a page writes it."""
    program = None if result is None else result.program
    module = None if program is None else program.root
    typed, found = check_expression(text, module=module, name="page")
    codes = [one.code for one in found if one.severity > Severity.INFO]
    if typed is None or codes:
        return " ".join(codes)
    value = evaluate(program, expression=typed)
    if value.error is not None:
        return f"raises {value.error}"
    assert value.text is not None, value.problem
    return value.text


@pytest.mark.parametrize("block", EVALS, ids=str)
def test_expressions(block: Block, tmp_path: Path) -> None:
    _, _, name = block.info.partition(" ")
    scope = None
    if name:
        (spec,) = [b for b in SPECS if b.page == block.page and b.spec_name == name]
        scope = compiled(spec, tmp_path)
    assert block.cases
    wrong = []
    for expression, due in block.cases:
        found = outcome(expression, scope)
        if found != due and not _same_json(found, due):
            wrong.append(f"{expression}  gives  {found}  not  {due}")
    assert not wrong, "\n".join(wrong)


def _same_json(one: str, other: str) -> bool:
    try:
        return repr(json.loads(one)) == repr(json.loads(other))
    except ValueError:
        return False


@pytest.mark.parametrize("block", SESSIONS, ids=str)
def test_console(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for spec in SPECS:
        if spec.page == block.page and spec.line < block.line and spec.spec_name is not None:
            compiled(spec, tmp_path)
    monkeypatch.chdir(tmp_path)
    for command, due in block.session:
        words = shlex.split(command)
        assert words[0] == "vibee", command
        printed = CliRunner().invoke(cli, words[1:]).output
        assert _fits(printed.rstrip().splitlines(), due.rstrip().splitlines()), printed


def _fits(found: list[str], due: list[str]) -> bool:
    """Whether lines are the ones that are due, where `...` stands for any lines."""
    if not due or not found:
        return found == due or due == ["..."]
    if due[0] == "...":
        return any(_fits(found[i:], due[1:]) for i in range(len(found) + 1))
    return found[0].rstrip() == due[0].rstrip() and _fits(found[1:], due[1:])


@pytest.mark.parametrize("target", list(registry.installed()))
def test_pages_compile_to_every_target(target: str, tmp_path: Path) -> None:
    """Parsing finds what the generated tests of a page's spec may have wrong."""
    made = registry.load(target)
    faults: list[str] = []
    with SyntaxGate() as gate:
        for block in SPECS:
            program = compiled(block, tmp_path / block.name).program
            if program is not None:
                package = made.generate(program, Options())
                faults += [f"{block}: {fault}" for fault in contract.syntax(package, gate)]
    assert not faults
