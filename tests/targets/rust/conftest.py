"""What the tests of the Rust target share: compiling specs, writing crates, running cargo."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import need
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.targets import registry
from vibee_compiler.targets.package import Options, Package

Cargo = Callable[..., str]


def package(spec: str, *, single: bool = False, allow_native: bool = False) -> Package:
    """The crate of a spec's text."""
    result = compile_spec("demo.vibee", spec)
    assert result.program is not None, [d.message for d in result.diagnostics]
    options = Options(single=single, allow_native=allow_native)
    return registry.load("rust").generate(result.program, options)


def text_of(made: Package, path: str) -> str:
    """The text of one file."""
    return next(file.text for file in made.files if file.path == path)


def write(made: Package, folder: Path) -> Path:
    """Writes a crate."""
    for file in made.files:
        place = folder / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(file.text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def cargo(tmp_path_factory: pytest.TempPathFactory) -> Cargo:
    """Runs cargo in a folder, without network; fails with its output where it fails."""
    need("cargo", shutil.which("cargo") is not None)
    target = tmp_path_factory.mktemp("target")
    env = {**os.environ, "CARGO_TARGET_DIR": str(target), "CARGO_NET_OFFLINE": "true"}

    def run(folder: Path, *args: str) -> str:
        done = subprocess.run(
            ["cargo", *args], cwd=folder, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
        return done.stdout

    return run
