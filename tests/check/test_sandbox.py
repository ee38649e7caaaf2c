"""The sandbox's promises, as the user who runs the tests and, if that is root, as another one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import vibee_compiler
from tests.check.sandbox_proofs import PROOFS, PYTHON, QUICK
from vibee_compiler.check import sandbox as module
from vibee_compiler.check.sandbox import (
    Cache,
    Probe,
    Sandbox,
    SandboxError,
    SandboxUnavailable,
    probe,
)


@pytest.fixture(scope="module")
def available(require: Callable[[str, bool], None]) -> Probe:
    found = probe()
    require(f"sandbox: {found.missing}", found.available)
    return found


@pytest.fixture
def everyone() -> Iterator[Path]:
    """A folder that any user may enter (pytest's own are private)."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.parametrize("name", PROOFS)
def test_promise(available: Probe, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", os.environ.copy())
    PROOFS[name]()


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests run as an ordinary user already")
def test_promises_hold_for_an_ordinary_user(available: Probe, everyone: Path) -> None:
    package = Path(vibee_compiler.__file__).parent
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(package / "check", everyone / "vibee_compiler/check", ignore=ignore)
    for name in ("__init__.py", "caches.py", "records.py"):
        shutil.copy(package / name, everyone / "vibee_compiler")
    shutil.copy(Path(__file__).with_name("sandbox_proofs.py"), everyone)
    subprocess.run(["chmod", "-R", "a+rX", everyone], check=True)
    command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", PYTHON]
    done = subprocess.run(
        [*command, "sandbox_proofs.py"],
        cwd=everyone,
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("held:") == len(PROOFS)


def test_files_links_and_caches(available: Probe, tmp_path: Path) -> None:
    caches = {
        "kept": Cache(tmp_path / "kept", shared=True),
        "copy": Cache(tmp_path / "kept"),
    }
    with Sandbox(limits=QUICK, caches=caches) as box:
        box.write({"a/b.txt": "é", "run.sh": "#!/bin/sh\ncat a/b.txt"}, executable=["run.sh"])
        box.link("c/link", f"{box.places.work}/a")
        assert box.run(["./run.sh"]).stdout == "é".encode()
        assert box.run(["cat", "link/b.txt"], cwd="c").stdout == "é".encode()
        assert box.read("a/b.txt") == "é".encode()
        assert box.read("a/b.txt", 1) == b"\xc3"
        box.run(["sh", "-c", f"echo warm > {box.places.cache('kept')}/x"]).check()
    with Sandbox(limits=QUICK, caches=caches) as box:
        copy = f"{box.places.cache('copy')}/x"
        assert box.run(["cat", copy]).stdout == b"warm\n"
        box.run(["sh", "-c", f"echo changed > {copy}"]).check()
        assert box.run(["cat", f"{box.places.cache('kept')}/x"]).stdout == b"warm\n"
        assert box.run(["ls"]).stdout == b""


@pytest.mark.parametrize("name", ["/etc/x", "../x", "a/../../x", "", "a\0b"])
def test_names_stay_inside(available: Probe, name: str) -> None:
    with Sandbox(limits=QUICK) as box:
        with pytest.raises(SandboxError, match="not a path below"):
            box.write({name: "x"})
        with pytest.raises(SandboxError, match="not a path below"):
            box.read(name)


@pytest.mark.parametrize(
    ("argv", "described"),
    [
        (["true"], "exit status 0"),
        (["sh", "-c", "exit 3"], "exit status 3"),
        (["sh", "-c", "kill -SEGV $$"], "ended by signal 11"),
        (["absent-program"], "could not be started (absent-program: No such file or directory)"),
    ],
)
def test_endings(available: Probe, argv: list[str], described: str) -> None:
    with Sandbox(limits=QUICK) as box:
        outcome = box.run(argv)
        assert outcome.describe() == described
        if argv == ["true"]:
            assert outcome.check() is outcome
        else:
            with pytest.raises(SandboxError):
                outcome.check()


@pytest.fixture
def no_namespaces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose kernel refuses: the jail is told to enter a mode that cannot be."""
    config = Sandbox._config

    def refuse(self: Sandbox, mode: str, folder: Path) -> dict[str, object]:
        changed = config(self, mode, folder)
        if mode != "none":
            changed["box"] = "/proc/1/no-such-folder"
        return changed

    monkeypatch.setattr(Sandbox, "_config", refuse)


@pytest.mark.usefixtures("no_namespaces")
def test_machine_without_a_sandbox_is_refused() -> None:
    with (
        pytest.raises(SandboxUnavailable, match="gives no sandbox: a memory file system"),
        Sandbox(),
    ):
        pass
    found = probe()
    assert not found.available
    assert "memory file system" in found.missing


def test_setting_that_forbids_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    setting = tmp_path / "setting"
    setting.write_text("0\n")
    monkeypatch.setattr(module, "HINTS", {str(setting): "0"})
    assert "setting is 0" in module._explain(["user namespaces: Operation not permitted"])


@pytest.mark.usefixtures("no_namespaces")
def test_told_otherwise_it_runs_with_what_is_left() -> None:
    with Sandbox(limits=QUICK, allow_unsandboxed=True) as box:
        assert not box.isolated
        box.write({"x": "y"})
        assert box.run(["cat", "x"]).stdout == b"y"
        names = {line.split(b"=")[0] for line in box.run(["env"]).stdout.splitlines()}
        assert names == {b"PATH", b"HOME", b"TMPDIR", b"LANG"}
        late = box.run(
            ["sh", "-c", "setsid sleep 77 & sleep 78"],
            limits=replace(QUICK, wall=0.3),
        )
        assert late.ended == "timeout"
        left = Path(box.places.work)
        assert left.is_dir()
    assert not left.exists()


def test_closed_sandbox_says_so() -> None:
    with pytest.raises(SandboxError, match="not open"):
        Sandbox().run(["true"])
