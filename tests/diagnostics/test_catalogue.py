"""The catalogue: well-formed, without repetitions, and with examples that give their code."""

from __future__ import annotations

from pathlib import Path

import pytest

from vibee_compiler.diagnostics.catalogue import CatalogueError, catalogue, make, merge
from vibee_compiler.diagnostics.code import Code
from vibee_compiler.diagnostics.model import Severity
from vibee_compiler.frontend import compile_spec

ENTRY = Code("Title", Severity.WARNING, "Explanation.", "name: x\n")
FRONT_END = [
    code
    for code, entry in catalogue().items()
    if code < "VB08" and not entry.command
]  # fmt: skip


def test_every_entry_is_filled_in() -> None:
    for code, entry in catalogue().items():
        assert entry.title, code
        assert not entry.title.endswith("."), code
        assert entry.explanation.rstrip().endswith((".", "`", ")")), code
        assert entry.example.strip(), code


def test_codes_are_sorted() -> None:
    assert list(catalogue()) == sorted(catalogue())


def test_a_code_in_two_areas_is_refused() -> None:
    with pytest.raises(CatalogueError, match="both a and b"):
        merge({"a": {"VB0101": ENTRY}, "b": {"VB0101": ENTRY}})


def test_a_malformed_code_is_refused() -> None:
    with pytest.raises(CatalogueError, match="no code"):
        merge({"a": {"VB101": ENTRY}})


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(CatalogueError):
        make("VB9999", "?")


def test_make_takes_the_severity_of_the_catalogue() -> None:
    assert make("VB0204", "?").severity is Severity.WARNING
    assert make("VB0204", "?", severity=Severity.ERROR).severity is Severity.ERROR


def test_example_files_are_split_at_their_marks() -> None:
    entry = Code("T", Severity.INFO, "E.", "# file: a.vibee\nname: a\n# file: b/c.vibee\nname: c\n")
    assert entry.example_files() == {"a.vibee": b"name: a\n", "b/c.vibee": b"name: c\n"}


@pytest.mark.parametrize("code", FRONT_END)
def test_the_example_gives_exactly_its_code(code: str, tmp_path: Path) -> None:
    entry = catalogue()[code]
    files = entry.example_files()
    for name, data in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    found = compile_spec(tmp_path / next(iter(files))).diagnostics
    least = min(entry.severity, Severity.WARNING)
    assert code in {one.code for one in found}
    assert {one.code for one in found if one.severity > Severity.INFO} <= {code}
    assert all(one.severity >= least for one in found if one.code == code)
