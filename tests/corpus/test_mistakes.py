"""What is wrong with a call of the corpus' commands is said, without a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from vibee_compiler.cli import exits
from vibee_compiler.cli.main import cli

EXAMPLES = Path(__file__).parents[2] / "specs" / "examples"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--lang", "all"), "one language"),
        (("--lang", "rust,python"), "one language"),
        (("--lang", "python", "--spec", str(EXAMPLES)), "one spec"),
    ],
)
def test_a_file_has_one_language_and_one_spec(
    more: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.py"
    file.write_text("import os\n")
    result = CliRunner().invoke(cli, ["score", str(file), *more])
    assert result.exit_code == exits.USAGE
    assert words in result.stderr


def test_tasks_that_are_no_text_are_named(tmp_path: Path) -> None:
    file = tmp_path / "tasks.jsonl"
    file.write_bytes(b"\xff\xfe")
    call = ["corpus", "build", "synth:1:1", "-l", "python", "-o", str(tmp_path / "c")]
    result = CliRunner().invoke(cli, [*call, "--decontaminate", str(file)])
    assert result.exit_code == exits.USAGE
    assert f"{file}: no UTF-8" in result.stderr


def test_a_report_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vibee_compiler.cli.commands.corpus_synth.find_spec", lambda name: None)
    result = CliRunner().invoke(cli, ["corpus", "synth", "--count", "1", "--report"])
    assert result.exit_code == exits.MACHINE
    assert "datasketch is not installed: pip install" in result.stderr


def test_where_nothing_was_begun_nothing_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    call = ["corpus", "build", "synth:1:1", "-l", "python", "-o", str(file)]
    result = CliRunner().invoke(cli, call)
    assert result.exit_code == exits.OUTPUT
    assert result.stderr == f"error: {file} could not be written: Not a directory\n"
