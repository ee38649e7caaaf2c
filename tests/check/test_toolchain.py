"""Tools are found where they are, with their versions, and missed by name."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from vibee_compiler.check.toolchain import Tool, Toolchain, detect, find

MakeTool = Callable[[str, str], Path]


@pytest.fixture
def make_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeTool:
    """Puts a script into the tools folder, which is all that there is."""
    monkeypatch.setenv("VIBEE_TOOLS", str(tmp_path / "tools"))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    detect.cache_clear()

    def make(name: str, script: str) -> Path:
        path = tmp_path / "tools" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    return make


@pytest.mark.parametrize(
    ("printed", "least", "missing"),
    [
        ("tool 1.85.0 (abc 2025-02-17)", "1.85", ()),
        ("v20.20.2", "20", ()),
        ("1.9.1", "1.85", ("mytool 1.85 (here is 1.9.1)",)),
        ("1.100.0", "1.85", ()),
        ("no version", "1.85", ("mytool 1.85",)),
        ("no version", "", ("mytool",)),
    ],
)
def test_versions(make_tool: MakeTool, printed: str, least: str, missing: tuple[str, ...]) -> None:
    make_tool("bin/mytool", f"echo '{printed}'")
    found = detect(Toolchain("x", (Tool("mytool", least),)))
    assert found.missing == missing
    assert found.complete is (not missing)
    if missing:
        assert found.explain() == f"missing: {missing[0]} (install with tools/install-toolchains)"


def test_tool_that_is_broken_or_absent_is_missing(make_tool: MakeTool) -> None:
    make_tool("bin/broken", "echo 1.2.3; exit 1")
    assert find(Tool("broken")) is None
    assert find(Tool("absent-tool")) is None


def test_what_a_sandbox_must_show(make_tool: MakeTool, tmp_path: Path) -> None:
    real = make_tool("npm/node_modules/pack/bin/mytool", "echo 1.2.3")
    link = tmp_path / "tools/npm/node_modules/.bin/mytool"
    link.parent.mkdir()
    link.symlink_to(real)
    found = find(Tool("mytool", levels=3))
    assert found is not None
    assert found.path == link
    assert found.prefix == tmp_path / "tools/npm/node_modules"
    assert found.readable == (tmp_path / "tools/npm/node_modules", link.parent)


def test_dispatcher_is_replaced_by_what_it_starts(make_tool: MakeTool, tmp_path: Path) -> None:
    make_tool("bin/mytool", "exit 1")
    make_tool("bin/where", f"echo {tmp_path}/tools/chain")
    make_tool("chain/bin/mytool", "echo 2.0.1")
    found = find(Tool("mytool", home=("where",)))
    assert found is not None
    assert (found.path, found.prefix) == (
        tmp_path / "tools/chain/bin/mytool",
        tmp_path / "tools/chain",
    )


def test_tool_in_a_python_package(
    make_tool: MakeTool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_tool("site/mypack/mytool", "echo 3.1")
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "tools/site")])
    found = find(Tool("mytool", levels=1, package="mypack"))
    assert found is not None
    assert (found.path, found.prefix) == (path, path.parent)


def test_system_tools_need_nothing_shown(make_tool: MakeTool) -> None:
    make_tool("bin/other", "echo 1")
    found = detect(Toolchain("x", (Tool("sh", version=("-c", "echo 1.2")),)))
    assert found.complete
    assert found.readable == ()
    assert found.path == ()


def test_a_whole_home_is_never_shown(make_tool: MakeTool, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_tool("../home/bin/mytool", "echo 1.2").resolve()
    monkeypatch.setenv("PATH", f"{path.parent}:/usr/bin:/bin")
    found = find(Tool("mytool"))
    assert found is not None
    assert found.readable == (path.parent,)
