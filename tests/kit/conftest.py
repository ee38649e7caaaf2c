"""Plugins as users have them: packages that pip installs, in folders of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vibee_compiler.kit import scaffold
from vibee_compiler.targets import registry

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "vibee-lua"

Vibee = Callable[..., "subprocess.CompletedProcess[str]"]


def install(source: Path, site: Path) -> None:
    """Installs a plugin's package, as pip does it, into a folder."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    command += ["--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    done = subprocess.run(
        [*command, "--target", str(site), str(source)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def vibee_in(site: Path, cache: Path) -> Vibee:
    """The command with the plugins of a folder installed."""
    paths = os.pathsep.join([str(site), str(ROOT)])
    env = {**os.environ, "PYTHONPATH": paths, "XDG_CACHE_HOME": str(cache)}
    code = "from vibee_compiler.cli.main import main; main()"

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code, *args],
            env=env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Vibee:
    """The command with `examples/vibee-lua` installed."""
    folder = tmp_path_factory.mktemp("lua")
    # Building leaves files beside the sources, so it is done on a copy.
    shutil.copytree(
        EXAMPLE, folder / "source", ignore=shutil.ignore_patterns("build", "*.egg-info")
    )
    install(folder / "source", folder / "site")
    return vibee_in(folder / "site", folder / "cache")


@pytest.fixture(scope="session")
def skeleton(tmp_path_factory: pytest.TempPathFactory) -> Vibee:
    """The command with what `vibee plugin new my-lang` writes installed."""
    folder = tmp_path_factory.mktemp("new")
    scaffold.write("my-lang", folder / "source")
    install(folder / "source", folder / "site")
    return vibee_in(folder / "site", folder / "cache")


def entry(site: Path, distribution: str, groups: dict[str, dict[str, str]]) -> None:
    """A distribution's metadata, as an installer leaves it."""
    info = site / f"{distribution.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    head = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n"
    (info / "METADATA").write_text(head, encoding="utf-8")
    lines: list[str] = []
    for group, names in groups.items():
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in names.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder whose plugins this process sees; the registry forgets them afterwards."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)
    for known in (registry.installed, registry.aliases, registry.load):
        known.cache_clear()
    yield folder
    for known in (registry.installed, registry.aliases, registry.load):
        known.cache_clear()
    for name in set(sys.modules) - before:
        if getattr(sys.modules[name], "__file__", None) and name.startswith("plugin_"):
            del sys.modules[name]
