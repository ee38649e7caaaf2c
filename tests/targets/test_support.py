"""Support modules kept as parts: the format, what is selected, what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vibee_compiler.targets import support
from vibee_compiler.targets.support import Part, SupportError, SupportLibrary

FILE = """\

//- part: one
//- needs: two, three
//- needs: four
//- uses: std::fmt
//- uses: std::io
//- errors: Overflow, NoValue

fn one() {
    //- no marker: it is indented
}

//- test
check(one());
//- part: two
fn two() {}
"""


def test_a_file_of_parts() -> None:
    one, two = support.parse(FILE, "//")
    assert one == Part(
        name="one",
        needs=("two", "three", "four"),
        uses=("std::fmt", "std::io"),
        code="fn one() {\n    //- no marker: it is indented\n}",
        test="check(one());",
        errors=("Overflow", "NoValue"),
    )
    assert two == Part(name="two", needs=(), uses=(), code="fn two() {}", test="")


@pytest.mark.parametrize(
    ("text", "comment", "names"),
    [
        ("", "//", []),
        ("\n \n", "//", []),
        ("#- part: a\n#- part: b", "#", ["a", "b"]),
        ("--- part:  a \n", "--", ["a"]),
    ],
)
def test_names_of_parts(text: str, comment: str, names: list[str]) -> None:
    assert [part.name for part in support.parse(text, comment)] == names


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("fn a() {}\n//- part: a", "text before the first part: 'fn a() {}'"),
        ("//- needs: a", "text before the first part"),
        ("//- part: a\n//- need: b", "part a: unknown marker line '//- need: b'"),
        ("//- part: a\n//-", "part a: unknown marker line '//-'"),
    ],
)
def test_a_broken_file_is_refused(text: str, problem: str) -> None:
    with pytest.raises(SupportError, match=re.escape(problem)):
        support.parse(text, "//")


def part(name: str, *needs: str) -> Part:
    return Part(name, needs, (), f"code of {name}", "")


LIBRARY = SupportLibrary([part("a", "d"), part("b", "c"), part("c", "b"), part("d"), part("e")])


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ([], ""),
        (["d"], "d"),
        (["a"], "ad"),
        (["e", "a"], "ade"),
        (["b"], "bc"),
        (["c", "c", "d", "a"], "abcd"),
    ],
)
def test_selected_parts_bring_what_they_need(wanted: list[str], given: str) -> None:
    assert "".join(one.name for one in LIBRARY.select(wanted)) == given


def test_an_unknown_part_is_refused() -> None:
    with pytest.raises(SupportError, match="there is no support part f"):
        LIBRARY.select(["a", "f"])


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ([part("a"), part("a")], "two parts are called a"),
        ([part("a", "b")], "part a needs b, which is not there"),
    ],
)
def test_a_broken_library_is_refused(parts: list[Part], problem: str) -> None:
    with pytest.raises(SupportError, match=re.escape(problem)):
        SupportLibrary(parts)


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    for name, text in {
        "b.rs": "//- part: first\nb",
        "a.rs": "//- part: second\n//- needs: first\na é",
        "c.txt": "no part",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    library = support.load(tmp_path, ".rs", "//")
    assert {one.name: one.code for one in library.parts.values()} == {
        "second": "a é",
        "first": "b",
    }
    assert list(library.parts) == ["second", "first"]
    assert support.load(tmp_path, ".rs", "//") is library
