"""Entry points are those that `importlib.metadata` finds."""

from __future__ import annotations

import sys
import zipfile
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from vibee_compiler.targets.entries import Entry, entries, folder_of

GROUPS = ["vibee.targets", "vibee.target_aliases", "console_scripts", "pytest11", "no.such.group"]


def by_metadata(group: str) -> list[tuple[str, str, str, str]]:
    found = [
        (one.name, one.dist.name, one.value, one.dist.version)
        for one in entry_points(group=group)
        if one.dist is not None
    ]
    return sorted(found)


def by_us(group: str) -> list[tuple[str, str, str, str]]:
    return sorted((one.name, one.distribution, one.value, one.version) for one in entries(group))


@pytest.mark.parametrize("group", GROUPS)
def test_the_same_as_the_standard_library(group: str) -> None:
    assert by_us(group) == by_metadata(group)


def write(site: Path, folder: str, name: str, version: str, text: str) -> None:
    info = site / folder
    info.mkdir(parents=True)
    metadata = "PKG-INFO" if folder.endswith("egg-info") else "METADATA"
    (info / metadata).write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\nx: y")
    (info / "entry_points.txt").write_text(text)


def test_shadowed_legacy_and_commented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    text = "[other]\nx = no\n\n[a.group]\n# said = nothing\none=m.n:f\n two = m\n[more]\nz = no\n"
    write(first, "Some_Thing-1.0.dist-info", "Some.Thing", "1.0", text)
    write(second, "some_thing-2.0.dist-info", "some-thing", "2.0", "[a.group]\nold = m\n")
    write(second, "legacy.egg-info", "legacy", "3", "[a.group]\nthree = q\n")
    (second / "file.egg-info").write_text("Name: file\n")
    monkeypatch.syspath_prepend(str(second))
    monkeypatch.syspath_prepend(str(first))
    assert by_us("a.group") == by_metadata("a.group")
    assert [one.name for one in entries("a.group")] == ["one", "three", "two"]
    assert entries("a.group")[0].module == "m.n"


def test_archives_are_left_to_the_standard_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "plug.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(
            "plug-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: plug\nVersion: 1\n"
        )
        file.writestr("plug-1.dist-info/entry_points.txt", "[a.group]\nzipped = m\n")
    monkeypatch.setattr(sys, "path", [*sys.path, str(archive)])
    assert entries("a.group") == [Entry("a.group", "zipped", "m", "plug", "1")]


def test_folders_of_packages() -> None:
    def at(value: str) -> str | None:
        return folder_of(Entry("g", "n", value, "d", "1"))

    assert at("vibee_compiler.targets:x") == str(
        Path(sys.modules["vibee_compiler"].__path__[0], "targets")
    )
    assert at("vibee_compiler.records") is None
    assert at("nowhere.at.all") is None
