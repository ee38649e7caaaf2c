"""Packages of many specs in one folder, as the test plan of their target lays them out.

Shared by the scripts beside it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vibee_compiler.check.plan import TestPlan
from vibee_compiler.check.toolchain import Detected, Tool, Toolchain, detect, tools_folder
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.targets import registry
from vibee_compiler.targets.package import Options, Package

ROOT = Path(__file__).resolve().parent.parent
SPECS = ("specs/examples", "specs/conformance")


@dataclass(frozen=True, slots=True)
class Run:
    """What a command said."""

    status: int
    stdout: str
    stderr: str

    @property
    def output(self) -> str:
        """Both streams."""
        return self.stdout + self.stderr


@dataclass(frozen=True, slots=True)
class Batch:
    """Packages of one target, written out below `folder`."""

    folder: Path
    packages: tuple[tuple[str, Package], ...]
    plan: TestPlan
    tools: Detected

    def run(self, argv: Sequence[str], cwd: Path | None = None, **env: str) -> Run:
        """Run a command of the toolchain, with the least priority."""
        path = os.pathsep.join([*map(str, _folders(self.tools)), os.environ.get("PATH", "")])
        done = subprocess.run(  # noqa: S603 - commands of the tables in this folder
            ["nice", *argv],  # noqa: S607
            cwd=cwd or self.folder,
            env={**os.environ, "PATH": path, **env},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        return Run(done.returncode, done.stdout, done.stderr)

    def beside(self, name: str) -> list[Path]:
        """The folders of packages that hold a file of this name."""
        found = (self.folder / path for path in self.plan.files if path.endswith(f"/{name}"))
        return sorted({path.parent for path in found})


def _folders(tools: Detected) -> Iterable[Path]:
    yield from tools.path
    yield tools_folder() / "bin"
    yield from sorted(tools_folder().glob("*/bin"))
    yield from sorted(tools_folder().glob("*/node_modules/.bin"))


def own_specs(extra: Iterable[Path] = ()) -> list[Path]:
    """The specs of the project and others; a name is used once."""
    found = [path for folder in SPECS for path in sorted((ROOT / folder).glob("*.vibee"))]
    return [*found, *extra]


def compiled(target: str, specs: Iterable[Path]) -> list[tuple[str, Package]]:
    """The package of each spec that compiles, under a folder name of its own."""
    made: dict[str, Package] = {}
    for path in specs:
        program = compile_spec(path, run_examples=False).program
        if program is None:
            continue
        base = name = re.sub(r"[^A-Za-z0-9_]", "_", path.stem) or "spec"
        n = 2
        while name in made:
            name, n = f"{base}_{n}", n + 1
        made[name] = registry.load(target).generate(program, Options())
    return list(made.items())


def write(target: str, packages: Sequence[tuple[str, Package]], folder: Path) -> Batch:
    """Write packages below a folder, which is emptied except for what builds have left."""
    plan = registry.load(target).test_plan(list(packages))
    tools = detect(plan.toolchain)
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    for name, text in plan.files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode() if isinstance(text, str) else text)
    for name, goal in plan.links.items():
        (folder / name).symlink_to(_goal(goal, tools))
    return Batch(folder, tuple(packages), plan, tools)


def _goal(text: str, tools: Detected) -> str:
    return re.sub(
        r"\{prefix:(\w+)\}",
        lambda m: str(tools.found[m[1]].prefix) if m[1] in tools.found else "missing",
        text,
    )


def missing(names: Mapping[str, str]) -> list[str]:
    """Which of these commands (name -> the Python package that carries it) are not there."""
    wanted = tuple(
        Tool(name, version=("version",) if name == "zig" else ("--version",), package=package)
        for name, package in names.items()
    )
    return list(detect(Toolchain("tools", wanted)).missing)
