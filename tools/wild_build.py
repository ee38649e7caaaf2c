"""Whether the packages of specs that people wrote build in their languages.

    tools/wild-build --lang L... [--count N] [--seed S] [--archive FILE | SPEC...] [--show]

Takes a random sample (the same for a seed) of the specs in an archive, by default that of the test
data beside the checkout, compiles them and has each language's own tools read the packages: Rust
`cargo check` with tests, Python `mypy --strict`, TypeScript `tsc`, Zig `zig test` without running.
Prints a row a language. Installs nothing. Exit code 1 if a package does not build, 3 if a tool is
missing.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import re
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from batch import ROOT, Batch, compiled, missing, write

from vibee_compiler.targets import registry


@dataclass(frozen=True, slots=True)
class Builder:
    """How packages of a language are built; `broken` gives those that fail, with what was said."""

    needs: dict[str, str]
    broken: Callable[[Batch, Path], Iterator[tuple[str, str]]]


def _rust(batch: Batch, cache: Path) -> Iterator[tuple[str, str]]:
    env = {"CARGO_TARGET_DIR": str(cache / "cargo"), "CARGO_INCREMENTAL": "0"}
    argv = ("cargo", "check", "--offline", "--workspace", "--tests", "--keep-going", "--quiet")
    run = batch.run((*argv, "--message-format=short"), **env)
    folders = {name for name, _ in batch.packages}
    found = {}
    for line in run.output.splitlines():
        folder = line.partition("/")[0]
        if re.search(r": error", line) and folder in folders:
            found.setdefault(folder, line)
    if run.status and not found:
        found["?"] = run.output[-2000:]
    yield from sorted(found.items())


def _python(batch: Batch, cache: Path) -> Iterator[tuple[str, str]]:
    for place in batch.beside("pyproject.toml"):
        argv = ("mypy", "--strict", f"--cache-dir={cache / 'mypy'}", "--no-color-output")
        run = batch.run(argv, cwd=place)
        if run.status:
            yield place.name, run.output.strip()[:2000]


def _typescript(batch: Batch, _cache: Path) -> Iterator[tuple[str, str]]:
    for place in batch.beside("tsconfig.json"):
        run = batch.run(("tsc", "--noEmit", "--pretty", "false"), cwd=place)
        if run.status:
            yield place.name, run.output.strip()[:2000]


def _zig(batch: Batch, cache: Path) -> Iterator[tuple[str, str]]:
    env = {
        "ZIG_GLOBAL_CACHE_DIR": str(cache / "zig"),
        "ZIG_LOCAL_CACHE_DIR": str(cache / "zig-local"),
    }
    for path in sorted(batch.folder.glob("*/src/*.zig")):
        if path.name == "support.zig":
            continue
        argv = ("zig", "test", str(path), "--test-no-exec", f"-femit-bin={cache / 'zig-test'}")
        run = batch.run(argv, **env)
        if run.status:
            yield str(path.relative_to(batch.folder)), run.output.strip()[:2000]


BUILDERS = {
    "python": Builder({"mypy": ""}, _python),
    "rust": Builder({"cargo": ""}, _rust),
    "typescript": Builder({"tsc": ""}, _typescript),
    "zig": Builder({"zig": "ziglang"}, _zig),
}


def default_archive() -> Path:
    """The archive of the test data, as the tests look for it."""
    shared = Path(os.environ.get("VIBEE_SHARED") or ROOT.parent / "shared")
    found = sorted((shared / "wild").glob("*.tar.xz"))
    if not found:
        raise SystemExit(f"no archive of specs below {shared / 'wild'}; name one with --archive")
    return found[0]


def sample(archive: Path, count: int, seed: int, folder: Path) -> list[Path]:
    """A random sample of an archive's specs, written below a folder."""
    with tarfile.open(fileobj=io.BytesIO(archive.read_bytes()), mode="r:xz") as opened:
        members = sorted(
            (one for one in opened.getmembers() if one.isfile() and one.name.endswith(".vibee")),
            key=lambda one: one.name,
        )
        # Not for secrets: the same seed gives the same sample.
        chosen = random.Random(seed).sample(members, min(count, len(members)))  # noqa: S311
        made = []
        for member in chosen:
            data = opened.extractfile(member)
            assert data is not None
            path = folder / Path(member.name).name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data.read())
            made.append(path)
    return sorted(set(made))


def report(lang: str, specs: list[Path], folder: Path, *, show: bool) -> bool:
    """Print a language's row; whether all packages build."""
    builder = BUILDERS[lang]
    made = compiled(lang, specs)
    batch = write(lang, made, folder / lang)
    broken = list(builder.broken(batch, folder / "cache"))
    row = [lang, len(specs), len(made), len(made) - len(broken), len(broken)]
    print("|", " | ".join(map(str, row)), "|", flush=True)
    for name, said in broken:
        print(f"{name}: {said if show else said.splitlines()[0]}")
    return not broken


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("spec", nargs="*", type=Path, help="specs instead of a sample")
    parser.add_argument("--lang", action="append", choices=sorted(BUILDERS), default=[])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--folder", type=Path, help="where to write; kept")
    parser.add_argument("--show", action="store_true", help="all that the tools say")
    options = parser.parse_args()
    langs = options.lang or [name for name in sorted(BUILDERS) if name in registry.installed()]
    lacking = {name: missing(BUILDERS[name].needs) for name in langs}
    sound = True
    with tempfile.TemporaryDirectory(prefix="wild-build-") as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        specs = options.spec or sample(
            options.archive or default_archive(), options.count, options.seed, folder / "specs"
        )
        print("| language | specs | compiled | build | fail |\n|---|---:|---:|---:|---:|")
        for lang in langs:
            if lacking[lang]:
                print(f"| {lang} | missing: {', '.join(lacking[lang])} | | | |")
            else:
                sound = report(lang, specs, folder, show=options.show) and sound
    return 3 if any(lacking.values()) else 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
