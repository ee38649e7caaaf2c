"""Writing packages: what is ours is updated, what is not stays, nothing leaves the folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vibee_compiler.output import manifest as manifests
from vibee_compiler.output.folder import BlockedError, Folder
from vibee_compiler.output.manifest import Manifest, digest, is_up_to_date
from vibee_compiler.output.paths import PathError, check_all
from vibee_compiler.output.writer import Plan, apply, plan


def write(
    path: Path, files: dict[str, bytes], *, once: tuple[str, ...] = (), **flags: bool
) -> Plan:
    made = Manifest(
        compiler="1",
        sources={"a.vibee": digest(b"spec")},
        options={"target": "x"},
        files={name: digest(data) for name, data in files.items() if name not in once},
        once=once,
    )
    with Folder(path) as folder:
        steps = plan(folder, files, made, manifests.read(path), **flags)
        apply(folder, steps)
    return steps


def kinds(steps: Plan) -> dict[str, str]:
    return {step.path: step.kind for step in steps.steps}


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    files = {"src/a.x": b"one\n", "b.x": b"two\n"}
    assert kinds(write(tmp_path, files)) == {"src/a.x": "create", "b.x": "create"}
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*") if p.is_file()}
    assert not write(tmp_path, files).changes
    assert before == {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*") if p.is_file()}


def test_stale_files_go_with_their_folders(tmp_path: Path) -> None:
    write(tmp_path, {"old/deep/a.x": b"1", "b.x": b"2"})
    assert kinds(write(tmp_path, {"b.x": b"2"}))["old/deep/a.x"] == "remove"
    assert not (tmp_path / "old").exists()


def test_edited_and_foreign_files_stay(tmp_path: Path) -> None:
    write(tmp_path, {"a.x": b"1", "stale.x": b"1"})
    (tmp_path / "a.x").write_bytes(b"edited")
    (tmp_path / "stale.x").write_bytes(b"edited too")
    (tmp_path / "c.x").write_bytes(b"not ours")
    steps = write(tmp_path, {"a.x": b"2", "c.x": b"2"})
    assert kinds(steps) == {"a.x": "edited", "c.x": "not ours", "stale.x": "edited"}
    assert (tmp_path / "a.x").read_bytes() == b"edited"
    write(tmp_path, {"a.x": b"2", "c.x": b"2"}, force=True)
    assert (tmp_path / "a.x").read_bytes() == b"2"
    assert (tmp_path / "c.x").read_bytes() == b"2"


def test_what_is_written_once_stays_the_users(tmp_path: Path) -> None:
    write(tmp_path, {"native.x": b"start"}, once=("native.x",))
    (tmp_path / "native.x").write_bytes(b"mine")
    steps = write(tmp_path, {"native.x": b"start again"}, once=("native.x",), force=True)
    assert kinds(steps) == {"native.x": "yours"}
    assert (tmp_path / "native.x").read_bytes() == b"mine"


def test_symbolic_links_are_not_followed(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    out.mkdir()
    elsewhere.mkdir()
    (out / "src").symlink_to(elsewhere)
    with pytest.raises(BlockedError, match="symbolic link"):
        write(out, {"src/a.x": b"1"})
    (out / "b.x").symlink_to(elsewhere / "b.x")
    with pytest.raises(BlockedError, match="no plain file"):
        write(out, {"b.x": b"1"})
    assert not list(elsewhere.iterdir())


@pytest.mark.parametrize(
    "path",
    ["/etc/x", "../x", "a/../x", "a//x", "", "a/.", "con.txt", "a:b", "a\\b", "x\n", "a.", "a "],
)
def test_paths_that_no_package_has(tmp_path: Path, path: str) -> None:
    with pytest.raises(PathError):
        write(tmp_path, {path: b"1"})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("pair", [("a.x", "A.x"), ("\u00e9", "e\u0301"), ("b/c", "B/c")])
def test_names_that_are_one_file_somewhere(pair: tuple[str, str]) -> None:
    with pytest.raises(PathError, match="one file"):
        check_all(pair)


def test_a_failed_write_leaves_whole_files_that_the_next_run_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.x": b"1", "b.x": b"1"})
    real = os.replace

    def full(src: str, dst: str, **at: int) -> None:
        if dst == "b.x":
            raise OSError(28, "No space left on device")
        real(src, dst, **at)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write(tmp_path, {"a.x": b"2", "b.x": b"2"})
    assert (tmp_path / "a.x").read_bytes() == b"2"
    assert (tmp_path / "b.x").read_bytes() == b"1"
    assert not list(tmp_path.rglob("*.tmp"))
    (tmp_path / "a.vibee").write_bytes(b"spec")
    assert not is_up_to_date(tmp_path, "1", tmp_path, "a.vibee", {"target": "x"})
    monkeypatch.undo()
    later = write(tmp_path, {"b.x": b"3", "c.x": b"3"})
    assert kinds(later) == {"b.x": "update", "c.x": "create", "a.x": "remove"}
    assert is_up_to_date(tmp_path, "1", tmp_path, "a.vibee", {"target": "x"})


def test_an_interrupted_first_run_is_simply_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Folder.write

    def stop(self: Folder, path: str, data: bytes) -> None:
        if path == "b.x":
            raise KeyboardInterrupt
        real(self, path, data)

    monkeypatch.setattr(Folder, "write", stop)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path, {"a.x": b"1", "b.x": b"1"})
    monkeypatch.undo()
    assert kinds(write(tmp_path, {"a.x": b"2", "b.x": b"2"})) == {"a.x": "update", "b.x": "create"}


def test_what_was_kept_is_not_claimed(tmp_path: Path) -> None:
    write(tmp_path, {"a.x": b"1"})
    (tmp_path / "a.x").write_bytes(b"edited")
    (tmp_path / "c.x").write_bytes(b"not ours")
    for _ in range(2):
        kept = write(tmp_path, {"a.x": b"2", "c.x": b"2"})
        assert kinds(kept) == {"a.x": "edited", "c.x": "not ours"}
    (tmp_path / "a.x").write_bytes(b"1")
    assert kinds(write(tmp_path, {"a.x": b"2", "c.x": b"2"}))["a.x"] == "update"
    assert kinds(write(tmp_path, {"b.x": b"3"})) == {"a.x": "remove", "b.x": "create"}
    assert (tmp_path / "c.x").read_bytes() == b"not ours"


def test_two_runs_at_once_take_turns(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def run(number: int) -> None:
        write(tmp_path, {f"f{i}.x": str(number).encode() * 1000 for i in range(20)})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(1, 9)))
    assert len({path.read_bytes() for path in tmp_path.glob("*.x")}) == 1
    found = manifests.read(tmp_path)
    assert found is not None
    assert not found.pending
    assert {digest(path.read_bytes()) for path in tmp_path.glob("*.x")} == set(found.files.values())


def test_up_to_date_looks_at_sources_and_files(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "a.vibee").write_bytes(b"spec")
    write(out, {"src/a.x": b"1"})

    def fresh(**options: str) -> bool:
        return is_up_to_date(out, "1", tmp_path, "a.vibee", options or {"target": "x"})

    assert fresh()
    assert not fresh(target="y")
    (out / "src/a.x").write_bytes(b"edited")
    assert not fresh()
    write(out, {"src/a.x": b"1"}, force=True)
    assert fresh()
    (tmp_path / "a.vibee").write_bytes(b"changed")
    assert not fresh()


@pytest.mark.parametrize("junk", [b"", b"[]", b"{", b'{"format": 9}', b"\xff\xfe", b"[" * 100_000])
def test_a_broken_manifest_is_none(junk: bytes) -> None:
    assert manifests.parse(junk) is None
