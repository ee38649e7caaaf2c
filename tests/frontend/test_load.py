"""Files and their imports."""

from __future__ import annotations

from pathlib import Path

import pytest

from vibee_compiler.frontend.load import Loaded, load, root_of


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def spec(name: str, *imports: str) -> str:
    return f"name: {name}\nimports: [{', '.join(imports)}]\n"


def codes(loaded: Loaded) -> list[str]:
    return [one.code for one in loaded.diagnostics]


def test_dependencies_come_first_and_each_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.vibee": spec("a", "b.vibee", "lib/c.vibee"),
            "b.vibee": spec("b", "./lib/c.vibee"),
            "lib/c.vibee": spec("c", "d.vibee"),
            "lib/d.vibee": "name: d\n",
        },
    )
    loaded = load(tmp_path / "a.vibee")
    assert codes(loaded) == []
    assert [(one.doc.name.text, one.imports) for one in loaded.specs] == [
        ("d", ()), ("c", ("d",)), ("b", ("c",)), ("a", ("b", "c")),
    ]  # fmt: skip


def test_paths_are_shown_as_the_user_wrote_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"x/a.vibee": spec("a", "./y/../b.vibee"), "x/b.vibee": "name: b\n"})
    (tmp_path / "x/y").mkdir()
    monkeypatch.chdir(tmp_path)
    assert [one.path for one in load(Path("x/a.vibee")).specs] == ["x/b.vibee", "x/a.vibee"]


def test_text_stands_for_the_file(tmp_path: Path) -> None:
    write(tmp_path, {"b.vibee": "name: b\n"})
    loaded = load(tmp_path / "none.vibee", spec("a", "b.vibee"))
    assert [one.doc.name.text for one in loaded.specs] == ["b", "a"]


def test_a_cycle_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        tmp_path,
        {
            "a.vibee": spec("a", "b.vibee"),
            "b.vibee": spec("b", "c.vibee"),
            "c.vibee": spec("c", "b.vibee"),
        },
    )
    monkeypatch.chdir(tmp_path)
    (found,) = load(Path("a.vibee")).diagnostics
    assert found.code == "VB0403"
    assert "b.vibee -> c.vibee -> b.vibee" in found.message
    assert found.span
    assert (found.span.file, found.span.start.line) == ("c.vibee", 2)


def test_a_spec_that_imports_itself(tmp_path: Path) -> None:
    write(tmp_path, {"a.vibee": spec("a", "a.vibee")})
    assert codes(load(tmp_path / "a.vibee")) == ["VB0403"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/etc/passwd", "VB0405"),
        ("'C:/x.vibee'", "VB0405"),
        ("'https://example.org/x.vibee'", "VB0405"),
        ("'file:x'", "VB0401"),
        ("a\\b.vibee", "VB0405"),
        ("~/x.vibee", "VB0405"),
        ("../out.vibee", "VB0402"),
        ("x/../../out.vibee", "VB0402"),
        ("link.vibee", "VB0402"),
        ("linked/out.vibee", "VB0402"),
        ("none.vibee", "VB0401"),
        ("folder", "VB0401"),
        ("loop.vibee", "VB0402"),
        ('"a\\0b.vibee"', "VB0405"),
        ("x" * 5000, "VB0401"),
        ("inside", "VB0406"),
    ],
)
def test_where_imports_may_lead(tmp_path: Path, path: str, code: str) -> None:
    root = tmp_path / "root"
    write(root, {"a.vibee": f"name: a\nimports: [{path}]\n", "inside.vibee": "name: i\n"})
    write(tmp_path, {"out.vibee": "name: out\n"})
    (root / "folder").mkdir()
    (root / "link.vibee").symlink_to(tmp_path / "out.vibee")
    (root / "linked").symlink_to(tmp_path)
    (root / "loop.vibee").symlink_to("loop.vibee")
    assert codes(load(root / "a.vibee")) == [code]


def test_an_import_that_fails_names_no_module(tmp_path: Path) -> None:
    write(
        tmp_path, {"a.vibee": spec("a", "b.vibee", "c.vibee"), "b.vibee": "[", "c.vibee": "name: c"}
    )
    loaded = load(tmp_path / "a.vibee")
    assert codes(loaded) == ["VB0107"]
    assert [one.doc.name.text for one in loaded.specs] == ["c", "a"]
    assert loaded.specs[-1].imports == ("/b.vibee", "c")


def test_the_root_is_the_nearest_folder_with_a_vibee_toml(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "vibee.toml": "",
            "sub/deep/a.vibee": spec("a", "../../b.vibee"),
            "b.vibee": "name: b\n",
        },
    )
    path = tmp_path / "sub/deep/a.vibee"
    assert root_of(path) == tmp_path.resolve()
    assert codes(load(path)) == []
    assert codes(load(path, root=tmp_path / "sub")) == ["VB0402"]


def test_two_modules_of_one_name(tmp_path: Path) -> None:
    write(tmp_path, {"a.vibee": spec("a", "b.vibee"), "b.vibee": "name: a\n"})
    assert codes(load(tmp_path / "a.vibee")) == ["VB0404"]


@pytest.mark.parametrize("name", ["none.vibee", "folder", "bad\0name"])
def test_what_cannot_be_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    loaded = load(tmp_path / name)
    assert loaded.specs == ()
    assert codes(loaded) == ["VB0119"]


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "big.vibee"
    with path.open("wb") as file:
        file.truncate(1 << 34)
    assert codes(load(path)) == ["VB0105"]


def test_a_long_chain_of_imports(tmp_path: Path) -> None:
    write(tmp_path, {f"m{n}.vibee": spec(f"m{n}", f"m{n + 1}.vibee") for n in range(300)})
    assert "VB0401" in codes(load(tmp_path / "m0.vibee"))
