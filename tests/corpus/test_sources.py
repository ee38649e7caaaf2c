"""Sources by number, from every kind of argument."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.corpus import specs
from vibee_compiler.corpus import sources
from vibee_compiler.corpus.sources import SourceProblem, Sources, open_sources

TEXTS = [specs.good(n) for n in range(7)]


def a_folder(path: Path) -> str:
    (path / "specs" / "inner").mkdir(parents=True)
    for n, text in enumerate(TEXTS):
        place = "inner" if n % 2 else "."
        (path / "specs" / place / f"{n}.vibee").write_text(text)
    (path / "specs" / "other.txt").write_text("no spec")
    return str(path / "specs")


def an_archive(path: Path, suffix: str = ".tar.xz") -> str:
    kind = suffix.rpartition(".")[2].removeprefix("tar")
    name = path / f"specs{suffix}"
    with tarfile.open(str(name), f"w:{kind}") as archive:  # type: ignore[call-overload]
        for n, text in enumerate(TEXTS):
            for member, data in ((f"a/{n}.vibee", text.encode()), (f"a/{n}.txt", b"no spec")):
                info = tarfile.TarInfo(member)
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
    return str(name)


def a_plain_archive(path: Path) -> str:
    return an_archive(path, ".tar")


def lines(path: Path) -> str:
    rows = [
        {"spec": text, "domain": "numbers", "made": "synth", "licence": "MIT", "x": 1}
        for text in TEXTS
    ]
    (path / "specs.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return str(path / "specs.jsonl")


@pytest.mark.parametrize("make", [a_folder, an_archive, a_plain_archive, lines])
def test_any_range_is_that_part_of_the_whole(tmp_path: Path, make: Callable[[Path], str]) -> None:
    argument = make(tmp_path)
    found = open_sources([argument])
    whole = list(found.read(0, found.count))
    assert found.count == len(TEXTS)
    assert [one.index for one in whole] == list(range(len(TEXTS)))
    assert sorted(one.data.decode() for one in whole if one.data) == sorted(TEXTS)
    for start in range(len(TEXTS)):
        for stop in range(start, len(TEXTS) + 1):
            assert list(found.read(start, stop)) == whole[start:stop]
    assert list(open_sources([argument]).read(3, 5)) == whole[3:5]


def test_parts_are_numbered_on(tmp_path: Path) -> None:
    found = open_sources([a_folder(tmp_path), "synth:7:5:100", an_archive(tmp_path)])
    whole = list(found.read(0, found.count))
    assert [one.index for one in whole] == list(range(7 + 5 + 7))
    assert [one.recipe for one in whole[7:12]] == [(7, 100 + n) for n in range(5)]
    assert list(found.read(5, 9)) == whole[5:9]


def test_a_folder_is_read_in_order_and_named_by_its_last_part(tmp_path: Path) -> None:
    found = open_sources([a_folder(tmp_path)])
    names = [one.name for one in found.read(0, found.count)]
    assert names == sorted(names)
    assert names[0] == "specs/0.vibee" and names[-1] == "specs/inner/5.vibee"
    assert str(tmp_path) not in json.dumps(found.describe())


def test_lines_say_what_is_known_of_a_spec(tmp_path: Path) -> None:
    [first, *_] = open_sources([lines(tmp_path)]).read(0, 3)
    assert (first.domain, first.made, first.licence) == ("numbers", "synth", "MIT")
    assert first.name == "specs.jsonl/1"


def test_a_line_that_is_none_is_a_source_with_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "specs.jsonl"
    path.write_bytes(b'{"spec": "name: a"}\n{"spec"\n[1]\n{"spec": 1}\n\n\xff\n{"text": "name: b"}')
    found = list(open_sources([str(path)]).read(0, 99))
    assert [one.problem is None for one in found] == [True, *[False] * 5, True]
    assert all("line" in one.problem for one in found if one.problem)


def test_a_line_longer_than_any_spec_is_one_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MAX_LINE", 64)
    monkeypatch.setattr(sources, "STRIDE", 2)
    path = tmp_path / "specs.jsonl"
    path.write_text("\n".join(['{"spec": "a"}', '{"spec": "' + "b" * 500 + '"}'] * 4) + "\n")
    found = open_sources([str(path)])
    assert found.count == 8
    whole = list(found.read(0, 8))
    assert [one.problem is None for one in whole] == [True, False] * 4
    assert list(found.read(3, 7)) == whole[3:7]


def test_a_file_that_went_away_is_a_problem_of_its_own(tmp_path: Path) -> None:
    found = open_sources([a_folder(tmp_path)])
    (tmp_path / "specs" / "2.vibee").unlink()
    problems = [one.problem for one in found.read(0, found.count)]
    assert [text is None for text in problems] == [True, False, *[True] * 5]


@pytest.mark.parametrize(
    "argument", ["nowhere", "synth:1", "synth:a:2", "synth:1:2:3:4", "synth:1:" + "9" * 40]
)
def test_what_names_nothing_is_said(argument: str) -> None:
    with pytest.raises(SourceProblem):
        open_sources([argument])


def test_an_archive_that_is_cut_or_none_is_said(tmp_path: Path) -> None:
    whole = Path(an_archive(tmp_path)).read_bytes()
    for data in (b"no archive at all", whole[: len(whole) // 2]):
        (tmp_path / "cut.tar.xz").write_bytes(data)
        with pytest.raises(SourceProblem, match=r"cut\.tar\.xz"):
            open_sources([str(tmp_path / "cut.tar.xz")])


def test_an_empty_folder_and_no_parts() -> None:
    assert Sources([]).count == 0


def test_names_that_are_no_text_are_written_with_escapes(tmp_path: Path) -> None:
    (tmp_path / "a\udcff.vibee").write_text(specs.good(1))
    [one] = open_sources([str(tmp_path)]).read(0, 1)
    assert one.data is not None
    assert one.name.endswith("a\\udcff.vibee")
