"""Which tools a target needs, and where this machine has them.

Tools are looked for in the project's own tools folder first (`VIBEE_TOOLS`, where
`tools/install-toolchains` puts them), then beside the running interpreter, then on PATH.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import field
from functools import cache
from pathlib import Path

from vibee_compiler.caches import cache_folder
from vibee_compiler.records import dataclass

PATIENCE = 30.0
"""Seconds that a tool may take to tell its version."""

SYSTEM = tuple(Path(name) for name in ("/usr", "/bin", "/sbin", "/lib", "/lib64"))
"""Folders that the sandbox shows anyway."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A command that must be there.

    least: the least version, "" for any.
    version, pattern: arguments that make it print its version, and where that stands.
    home: a command that prints the folder it belongs to (its `bin` holds the real one); for tools
        that are started through a dispatcher.
    levels: how many folders above the executable everything that it needs lies.
    package: a Python package that carries it.
    """

    name: str
    least: str = ""
    version: tuple[str, ...] = ("--version",)
    pattern: str = r"(\d+(?:\.\d+)+)"
    home: tuple[str, ...] = ()
    levels: int = 2
    package: str = ""


@dataclass(frozen=True, slots=True)
class Toolchain:
    """What a target needs to build and test; `hint` says how to get it."""

    language: str
    tools: tuple[Tool, ...]
    hint: str = "tools/install-toolchains"


@dataclass(frozen=True, slots=True)
class Found:
    """A tool of this machine. `prefix` is the folder that holds all it needs."""

    tool: Tool
    path: Path
    prefix: Path
    version: str

    @property
    def readable(self) -> tuple[Path, ...]:
        """Folders that a sandbox must show: the command's own, and those that links lead to."""
        real = self.path.resolve()
        folders = {self.path.parent, self.prefix, _above(real, self.tool.levels)}
        return tuple(sorted(folder for folder in folders if not _of_system(folder)))


@dataclass(frozen=True, slots=True)
class Detected:
    """A toolchain as this machine has it; `missing` names each tool that it lacks."""

    toolchain: Toolchain
    found: dict[str, Found] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether everything is there."""
        return not self.missing

    @property
    def versions(self) -> str:
        """All versions in one line."""
        return ", ".join(f"{name} {found.version}" for name, found in self.found.items())

    @property
    def readable(self) -> tuple[Path, ...]:
        """Folders that a sandbox must show."""
        return tuple(sorted({path for found in self.found.values() for path in found.readable}))

    @property
    def path(self) -> tuple[Path, ...]:
        """Folders for PATH, in the order of the tools."""
        folders = (found.path.parent for found in self.found.values())
        return tuple(folder for folder in dict.fromkeys(folders) if not _of_system(folder))

    def explain(self) -> str:
        """What is missing and how to get it."""
        return f"missing: {', '.join(self.missing)} (install with {self.toolchain.hint})"


def tools_folder() -> Path:
    """Where the project's own tools are."""
    return Path(os.environ.get("VIBEE_TOOLS") or cache_folder() / "tools")


@cache
def detect(toolchain: Toolchain) -> Detected:
    """Look for every tool; the answer is kept for the life of the process."""
    found: dict[str, Found] = {}
    missing = []
    for tool in toolchain.tools:
        here = find(tool)
        if here is None:
            missing.append(f"{tool.name} {tool.least}".strip())
        elif tool.least and _older(here.version, tool.least):
            missing.append(f"{tool.name} {tool.least} (here is {here.version or 'an unknown one'})")
        else:
            found[tool.name] = here
    return Detected(toolchain, found, tuple(missing))


def find(tool: Tool) -> Found | None:
    """The first working one of a tool, whatever its version; None if there is none."""
    for path in _candidates(tool):
        prefix = _above(path.resolve(), tool.levels)
        if tool.home:
            home = _output([*_located(tool.home)])
            if home and (Path(home) / "bin" / tool.name).is_file():
                path, prefix = Path(home) / "bin" / tool.name, Path(home)
        match = re.search(tool.pattern, _output([str(path), *tool.version]))
        if match:
            return Found(tool, path, prefix, match[1])
    return None


def _candidates(tool: Tool) -> Iterator[Path]:
    for folder in _folders():
        path = shutil.which(tool.name, path=str(folder))
        if path:
            yield Path(os.path.abspath(path))
    if tool.package:
        for folder in _site_packages():
            carried = folder / tool.package / tool.name
            if carried.is_file() and os.access(carried, os.X_OK):
                yield carried


def _folders() -> Iterator[Path]:
    tools = tools_folder()
    yield tools / "bin"
    yield from sorted(tools.glob("*/bin"))
    yield from sorted(tools.glob("*/node_modules/.bin"))
    yield Path(sys.executable).parent
    yield from map(Path, filter(None, os.environ.get("PATH", "").split(os.pathsep)))
    yield Path.home() / ".cargo/bin"


def _site_packages() -> Iterator[Path]:
    yield from sorted(tools_folder().glob("*/lib/python*/site-packages"))
    yield from map(Path, filter(None, sys.path))


def _located(command: tuple[str, ...]) -> tuple[str, ...]:
    for folder in _folders():
        path = shutil.which(command[0], path=str(folder))
        if path:
            return (path, *command[1:])
    return command


def _output(command: list[str]) -> str:
    """What a tool prints, on either stream; "" if it cannot be run."""
    try:
        done = subprocess.run(  # noqa: S603 - the tools that the user installed
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""


def _older(version: str, least: str) -> bool:
    def numbers(text: str) -> list[int]:
        return [int(part) for part in re.findall(r"\d+", text)]

    return numbers(version) < numbers(least)


def _above(path: Path, levels: int) -> Path:
    """The folder so many levels up, but never one that holds the whole of somebody's home."""
    folder = path.parents[min(levels, len(path.parents)) - 1]
    home = Path.home()
    return path.parent if folder == home or folder in home.parents else folder


def _of_system(folder: Path) -> bool:
    return any(folder == top or top in folder.parents for top in SYSTEM)
