"""Kills a build at random moments, goes on each time, and compares with an undisturbed one.

    python -m tests.corpus.kills --kills 20 --seed 1 [--specs N] [--format parquet] [--engine ray]

The whole process group is killed with SIGKILL. A run that ends before its kill starts over in an
empty folder, so that all kills hit something.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.corpus import specs

MAIN = "from vibee_compiler.cli.main import main; main()"


def command(arguments: Sequence[str]) -> list[str]:
    """`vibee corpus build` by this interpreter."""
    return [sys.executable, "-c", MAIN, "corpus", "build", *arguments]


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def undisturbed(arguments: Sequence[str], folder: Path) -> float:
    """Builds in one go; how long it took."""
    start = time.monotonic()
    subprocess.run(command([*arguments, "-o", str(folder)]), check=True, stderr=subprocess.DEVNULL)
    return time.monotonic() - start


def killed(arguments: Sequence[str], folder: Path, seconds: float) -> bool:
    """Goes on with a build and kills all of it after so long; False if it was done before."""
    process = subprocess.Popen(
        command([*arguments, "-o", str(folder), "--resume"]),
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        done = process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    if done:
        raise AssertionError(f"the build ended with status {done}")
    return False


def trial(
    arguments: Sequence[str],
    folder: Path,
    kills: int,
    seed: int,
    tell: Callable[[str], None] = lambda text: None,
) -> list[int]:
    """How many shards there were at each kill; raises where the results differ in one byte."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    took = undisturbed(arguments, folder / "whole")
    expected = tree(folder / "whole")
    found: list[int] = []
    disturbed = folder / "disturbed"
    while len(found) < kills:
        if killed(arguments, disturbed, chance.uniform(0.1, took)):
            found.append(len(list(disturbed.glob("part-*"))))
            tell(f"kill {len(found)}: {found[-1]} shards are there")
        else:
            _compare(expected, tree(disturbed))
            shutil.rmtree(disturbed)
    subprocess.run(
        command([*arguments, "-o", str(disturbed), "--resume"]),
        check=True,
        stderr=subprocess.DEVNULL,
    )
    _compare(expected, tree(disturbed))
    return found


def _compare(expected: dict[str, bytes], found: dict[str, bytes]) -> None:
    names = sorted(expected.keys() | found.keys())
    differ = [name for name in names if expected.get(name) != found.get(name)]
    if differ:
        raise AssertionError(f"these files differ: {', '.join(differ)}")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Kills builds, goes on, compares.")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--specs", type=int, default=400)
    parser.add_argument("--input", help="instead of small specs made for this")
    parser.add_argument("--format", default="jsonl")
    parser.add_argument("--engine", default="local")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        where = options.input or str(specs.write(folder / "specs", options.specs))
        arguments = [where, "--workers", "2", "--format", options.format]
        arguments += ["--engine", options.engine, "--shard-specs", "8"]
        found = trial(
            arguments, folder, options.kills, options.seed, lambda text: print(text, flush=True)
        )
        count = len(list((folder / "whole").glob("part-*")))
    print(f"{len(found)} kills, {count} shards; shards there at each kill: {found}")
    print("byte-equal after each")


if __name__ == "__main__":
    main()
