"""The commands as a user types them: messages, exit codes, files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vibee_compiler.cli import exits
from vibee_compiler.cli.main import COMMANDS, cli
from vibee_compiler.targets import registry

ROOT = Path(__file__).resolve().parents[2]
SHOP = str(ROOT / "specs" / "examples" / "shop.vibee")
TARGET = next(iter(registry.installed()))


def run(*args: str) -> Result:
    result = CliRunner().invoke(cli, list(args))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_help_lists_commands_and_exit_codes() -> None:
    output = run("--help").output
    for name in COMMANDS:
        assert f"  {name}" in output
    for code, meaning in exits.MEANINGS.items():
        assert str(code) in output
        assert meaning.split()[0] in output


def test_an_unknown_command_has_near_names() -> None:
    result = run("complie")
    assert result.exit_code == exits.USAGE
    assert "did you mean `compile`" in result.output


def test_compile_writes_a_package_once(tmp_path: Path) -> None:
    first = run("compile", SHOP, "-l", TARGET, "-o", str(tmp_path))
    assert first.exit_code == 0
    made = tree(tmp_path)
    assert any(name.endswith(".vibee-manifest.json") for name in made)
    second = run("compile", SHOP, "-l", TARGET, "-o", str(tmp_path))
    assert "up to date" in second.output
    assert tree(tmp_path) == made


def test_check_diff_and_dry_run_write_nothing(tmp_path: Path) -> None:
    for flag in ("--check", "--diff", "--dry-run"):
        result = run("compile", SHOP, "-l", TARGET, "-o", str(tmp_path / "out"), flag)
        assert result.exit_code == (exits.FINDINGS if flag == "--check" else 0)
        assert not (tmp_path / "out").exists()


def test_check_is_content_with_fresh_output(tmp_path: Path) -> None:
    run("compile", SHOP, "-l", TARGET, "-o", str(tmp_path))
    assert run("compile", SHOP, "-l", TARGET, "-o", str(tmp_path), "--check").exit_code == 0


def test_strict_makes_warnings_of_a_target_errors(tmp_path: Path) -> None:
    args = ("compile", SHOP, "-l", TARGET, "-o", str(tmp_path / "out"), "--set", "nothing=1")
    result = run(*args, "--strict")
    assert result.exit_code == exits.FINDINGS
    assert "error[VB0803]" in result.output
    assert not (tmp_path / "out").exists()
    result = run(*args)
    assert result.exit_code == 0
    assert "warning[VB0803]" in result.output


def test_edited_files_stay_without_force(tmp_path: Path) -> None:
    run("compile", SHOP, "-l", TARGET, "-o", str(tmp_path))
    name = next(n for n in tree(tmp_path) if n.endswith(registry.load(TARGET).profile.extension))
    before = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(b"mine\n")
    kept = run("compile", SHOP, "-l", TARGET, "-o", str(tmp_path))
    assert "left alone" in kept.output
    assert (tmp_path / name).read_bytes() == b"mine\n"
    run("compile", SHOP, "-l", TARGET, "-o", str(tmp_path), "--force")
    assert (tmp_path / name).read_bytes() == before


def test_the_same_bytes_whatever_the_surroundings(tmp_path: Path) -> None:
    trees = []
    for i, env in enumerate(
        ({"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"})
    ):
        folder = tmp_path / str(i) / "somewhere"
        folder.mkdir(parents=True)
        (folder / "shop.vibee").write_bytes(Path(SHOP).read_bytes())
        code = "from vibee_compiler.cli.main import main; main()"
        command = [sys.executable, "-c", code, "compile", "shop.vibee", "-l", TARGET]
        subprocess.run(
            command, cwd=folder, check=True, capture_output=True, env={**os.environ, **env}
        )
        trees.append(tree(folder / "out"))
    assert trees[0] == trees[1]


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("compile", "nowhere.vibee", "-l", TARGET), exits.USAGE, "there is no file"),
        (("compile", SHOP, "-l", TARGET + "x"), exits.USAGE, "did you mean"),
        (("compile", SHOP, "-l", "nothing-like-it"), exits.USAGE, "there is no target"),
        (("explain", "VB9999"), exits.USAGE, "there is no code"),
        (("eval", SHOP, "nothing"), exits.USAGE, "no behaviour is called"),
        (("eval", SHOP, "slug", "--input", "{"), exits.USAGE, "no JSON"),
        (("eval", "-e", "1 / 0"), exits.FINDINGS, "DivisionByZero"),
        (("eval", "-e", "1 +"), exits.FINDINGS, "VB0301"),
        (("ir",), exits.USAGE, "name a spec"),
    ],
)
def test_mistakes(args: tuple[str, ...], code: int, words: str) -> None:
    result = run(*args)
    assert result.exit_code == code
    assert words in result.output


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    result = run("compile", SHOP, "-l", TARGET, "-o", str(tmp_path / "out"))
    assert result.exit_code == exits.OUTPUT
    assert "could not be written" in result.output


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"\xff\xfe", b"[" * 100_000, b"name: [", b"a"])
def test_broken_files_are_reported(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.vibee"
    path.write_bytes(data)
    result = run("compile", str(path), "-l", TARGET, "-o", str(tmp_path / "out"))
    assert result.exit_code == exits.FINDINGS
    assert "error[VB" in result.output
    assert not (tmp_path / "out").exists()


def test_eval() -> None:
    assert run("eval", SHOP, "slug", "--input", '["The Hobbit"]').output == '"the-hobbit"\n'
    assert run("eval", "-e", "[1, 2].map(x, x * 2)").output == "[2, 4]\n"


def test_check_as_json_and_sarif(tmp_path: Path) -> None:
    path = tmp_path / "bad.vibee"
    path.write_text("name: bad\nbehaviors:\n  - {name: f, params: {x: Int}, body: x + 'a'}\n")
    result = CliRunner().invoke(cli, ["check", str(path), "--format", "json"])
    (line,) = result.stdout.strip().splitlines()
    assert json.loads(line)["line"] == 3
    sarif = json.loads(CliRunner().invoke(cli, ["check", str(path), "--format", "sarif"]).stdout)
    assert sarif["version"] == "2.1.0"


def test_gen_has_a_row_a_spec_and_language() -> None:
    rows = CliRunner().invoke(cli, ["gen", SHOP, "-l", TARGET]).stdout.strip().splitlines()
    (row,) = map(json.loads, rows)
    assert row["language"] == TARGET
    assert set(row) >= {"spec", "ir", "language", "module", "tests", "docs"}
    assert row["module"]


def test_ir_prints_json_schema_and_canonical_text(tmp_path: Path) -> None:
    import jsonschema

    small = tmp_path / "small.vibee"
    small.write_text("name: small\nbehaviors: [{name: f, params: {x: Int}, body: x + 1}]\n")
    data = json.loads(run("ir", str(small)).output)
    jsonschema.validate(data, json.loads(run("ir", "--schema").output))
    canonical = tmp_path / "shop.vibee"
    canonical.write_text(CliRunner().invoke(cli, ["ir", SHOP, "--as", "vibee"]).stdout)
    again = CliRunner().invoke(cli, ["ir", str(canonical), "--as", "vibee"]).stdout
    assert again == canonical.read_text()


@pytest.mark.parametrize(("head", "language"), [("", "de"), ("human_language: nl\n", "nl")])
def test_ir_fills_in_the_human_language_on_request(
    tmp_path: Path, head: str, language: str
) -> None:
    pytest.importorskip("py3langid")
    spec = tmp_path / "sum.vibee"
    prose = "Gibt die Summe der beiden Zahlen zurück"
    spec.write_text(f"name: sum\n{head}behaviors: [{{name: f, then: {prose}}}]\n", "utf-8")
    found = run("ir", str(spec), "--as", "vibee", "--detect-language").output
    assert f"human_language: {language}\n" in found
    assert ("human_language" in run("ir", str(spec), "--as", "vibee").output) == bool(head)


def test_two_specs_of_one_name_get_two_folders(tmp_path: Path) -> None:
    text = "name: shop\ntypes:\n  Item:\n    fields:\n      {}: Int\n"
    specs = [tmp_path / "a.vibee", tmp_path / "b.vibee"]
    for spec, field in zip(specs, ("left", "right"), strict=True):
        spec.write_text(text.format(field), encoding="utf-8")
    out = tmp_path / "out"
    command = ["compile", *map(str, specs), "--lang", "rust", "-o", str(out)]
    assert run(*command).exit_code == 0
    first = tree(out)
    assert "left" in first["rust/shop/docs/shop.md"].decode()
    assert "right" in first["rust/shop_2/docs/shop.md"].decode()
    again = run(*command)
    assert again.output.count("up to date") == 2
    assert tree(out) == first
