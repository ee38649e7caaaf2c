"""Generated code against hand-written code of the same language, and how its time grows.

    python bench/generated.py --lang rust,zig --program sorting,tokens

The specs in `bench/generated/specs` are compiled, built in the sandbox with the release settings
of each toolchain together with `hand.*` of the language, and both versions are run in turns on the
same inputs. Each language's `run.*` takes a budget of seconds and `PROGRAM:SIZE` arguments, and
prints `PROGRAM SIZE generated|hand DIGEST LEAST MEDIAN`, times in seconds; the digests of results
must agree, between versions and between languages.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vibee_compiler.check.runner import ToolchainMissing
from vibee_compiler.check.sandbox import Limits, Sandbox
from vibee_compiler.check.toolchain import detect
from vibee_compiler.cli.session import read
from vibee_compiler.targets import registry
from vibee_compiler.targets.package import Options, Package

HERE = Path(__file__).resolve().parent / "generated"
LIMIT = 1.5
GROWTH = 10.0
TIMES = 8
"""How much larger the larger input is."""

SIZES = {
    "sorting": 4000,
    "sieve": 4000,
    "distance": 60,
    "words": 4000,
    "matrix": 30,
    "tokens": 2000,
    "knapsack": 20,
    "orders": 1000,
}
"""The smaller input of each program; what is eight times as large takes n or n log n as long."""

EXTRA = {"sieve_array": "sieve"}
"""Other hand-written versions to look at: name -> whose spec; they count for no limit."""

LIMITS = Limits(wall=900, cpu=1800, memory=6 << 30, disk=6 << 30, processes=512)

Files = dict[str, str | bytes]


@dataclass(frozen=True, slots=True)
class Language:
    """How the programs of one language are built and started in the box.

    layout: where the bench's own files go, by their name in `bench/generated/<id>`.
    more: further files, made from the packages by program.
    shrink: how many times smaller inputs are, so that a run is short enough not to be interrupted.
    """

    id: str
    layout: Mapping[str, str]
    build: tuple[tuple[str, ...], ...]
    start: tuple[str, ...]
    more: Callable[[Sequence[str]], Files] = lambda _: {}
    env: Callable[[str, Sequence[str]], dict[str, str]] = lambda _work, _names: {}
    shrink: int = 1


def _python_path(work: str, names: Sequence[str]) -> dict[str, str]:
    return {"PYTHONPATH": ":".join(f"{work}/{name}/src" for name in names)}


def _cargo(names: Sequence[str]) -> Files:
    own = (HERE / "rust" / "Cargo.toml.in").read_text(encoding="utf-8")
    crates = "".join(f'{name} = {{ path = "../{name}" }}\n' for name in names)
    members = ", ".join(f'"{name}"' for name in (*names, "bench"))
    workspace = f'[workspace]\nresolver = "3"\nmembers = [{members}]\n'
    return {"bench/Cargo.toml": own + crates, "Cargo.toml": workspace}


def _tsconfig(names: Sequence[str]) -> Files:
    folders = ", ".join(f'"{name}/src/*.ts"' for name in (*names, "bench"))
    options = '"rootDir": ".", "outDir": "dist", "declaration": false, "skipLibCheck": true'
    config = (
        f'{{"extends": "./{names[0]}/tsconfig.json", "compilerOptions": {{{options}}}, '
        f'"include": [{folders}]}}'
    )
    return {"tsconfig.json": config, "package.json": '{"type": "module"}'}


LANGUAGES = {
    one.id: one
    for one in (
        Language(
            "python",
            {"hand.py": "bench/hand.py", "run.py": "bench/run.py"},
            (),
            ("python3", "bench/run.py"),
            env=_python_path,
            shrink=8,
        ),
        Language(
            "rust",
            {"hand.rs": "bench/hand.rs", "main.rs": "bench/main.rs"},
            (("cargo", "build", "--release", "--offline", "--quiet", "-p", "bench"),),
            ("target/release/bench",),
            more=_cargo,
            env=lambda work, _: {"CARGO_HOME": f"{work}/cargo"},
        ),
        Language(
            "typescript",
            {"hand.ts": "bench/src/hand.ts", "run.ts": "bench/src/run.ts"},
            (("tsc", "-p", "."),),
            ("node", "dist/bench/src/run.js"),
            more=_tsconfig,
        ),
        Language(
            "zig",
            {"hand.zig": "bench/hand.zig", "main.zig": "main.zig"},
            (("zig", "build-exe", "main.zig", "-OReleaseSafe", "-femit-bin=run"),),
            ("./run",),
            env=lambda work, _: {
                "ZIG_GLOBAL_CACHE_DIR": f"{work}/cache",
                "ZIG_LOCAL_CACHE_DIR": f"{work}/cache",
            },
        ),
    )
}


@dataclass(slots=True)
class Row:
    """What a program in a language took: by size, then `generated` or `hand`: least, median."""

    digests: set[str] = field(default_factory=set)
    took: dict[int, dict[str, tuple[float, float]]] = field(default_factory=dict)

    def ratio(self, size: int) -> float:
        """Generated to hand-written, by the least times."""
        return self.took[size]["generated"][0] / self.took[size]["hand"][0]

    def growth(self, who: str) -> float:
        """The larger input's time to the smaller one's."""
        small, large = min(self.took), max(self.took)
        return self.took[large][who][0] / self.took[small][who][0]


def packages(target_id: str) -> list[tuple[str, Package]]:
    """The specs, compiled."""
    target = registry.load(target_id)
    made = []
    for path in sorted((HERE / "specs").glob("*.vibee")):
        program = read(str(path)).program
        if program is None:
            raise SystemExit(f"{path} has errors")
        made.append((program.root.name, target.generate(program, Options())))
    return made


def run(language: Language, jobs: Sequence[str], budget: float, unsandboxed: bool) -> Iterator[str]:
    """The lines that a language's runner prints."""
    made = packages(language.id)
    names = [name for name, _ in made]
    plan = registry.load(language.id).test_plan(made)
    detected = detect(plan.toolchain)
    if not detected.complete:
        raise ToolchainMissing(detected.explain())
    files: Files = {f"{name}/{file.path}": file.text for name, p in made for file in p.files}
    for name, place in language.layout.items():
        files[place] = (HERE / language.id / name).read_bytes()
    files.update(language.more(names))
    with Sandbox(
        readable=detected.readable,
        path=detected.path,
        limits=LIMITS,
        allow_unsandboxed=unsandboxed,
    ) as box:
        box.write(files)
        for name, target in plan.links.items():
            box.link(name, target.format(prefix=_Prefixes(detected.found)))
        env = language.env(box.places.work, names)
        for command in language.build:
            box.run(command, env=env).check()
        for job in jobs:
            outcome = box.run([*language.start, str(budget), job], env=env).check()
            yield from outcome.stdout.decode().splitlines()


class _Prefixes:
    """Fills `{prefix:TOOL}` in."""

    def __init__(self, found: Mapping[str, object]) -> None:
        self._found = found

    def __format__(self, spec: str) -> str:
        return str(getattr(self._found[spec], "prefix"))  # noqa: B009 - its class is not ours


def collect(lines: Iterator[str]) -> dict[str, Row]:
    """Rows by program."""
    rows: dict[str, Row] = {}
    for line in lines:
        name, size, who, digest, least, middle = line.split()
        row = rows.setdefault(name, Row())
        row.took.setdefault(int(size), {})[who] = (float(least), float(middle))
        row.digests.add(f"{size} {digest}")
        print(f"  {line}", file=sys.stderr, flush=True)
    return rows


def show(found: Mapping[str, Mapping[str, Row]], names: Sequence[str]) -> None:
    """The two tables: ratios, growth."""
    print(f"\ngenerated / hand-written, the worse of two sizes (limit {LIMIT:g})")
    _table(found, names, lambda row: max(row.ratio(size) for size in row.took), _too_slow)
    if any(len(row.took) < 2 for rows in found.values() for row in rows.values()):
        return
    print(f"\ntime of {TIMES} times the input, generated (limit {GROWTH:g})")
    _table(found, names, lambda row: row.growth("generated"), _too_steep)
    print(f"\ntime of {TIMES} times the input, hand-written")
    _table(found, names, lambda row: row.growth("hand"), lambda _name, _row: False)


def _too_slow(_: str, row: Row) -> bool:
    return max(row.ratio(size) for size in row.took) > LIMIT


def _too_steep(_: str, row: Row) -> bool:
    """Beyond the limit, and not because a larger input leaves a cache or sorting is not linear."""
    grown = row.growth("generated")
    return grown > GROWTH and grown > 1.25 * row.growth("hand")


def _table(
    found: Mapping[str, Mapping[str, Row]],
    names: Sequence[str],
    value: Callable[[Row], float],
    marked: Callable[[str, Row], bool],
) -> None:
    print(f"{'':<12}" + "".join(f"{language:>12}" for language in found))
    for name in names:
        cells = []
        for rows in found.values():
            number = value(rows[name])
            mark = "*" if name not in EXTRA and marked(name, rows[name]) else " "
            cells.append(f"{number:11.2f}{mark}")
        print(f"{name:<12}" + "".join(cells))


def disagreements(found: Mapping[str, Mapping[str, Row]], names: Sequence[str]) -> list[str]:
    """Programs whose results differ between versions or languages."""
    wrong = []
    for name in names:
        digests = set().union(*(rows[name].digests for rows in found.values()))
        if len(digests) != len({one.split()[0] for one in digests}):
            wrong.append(name)
    return wrong


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--lang", default=",".join(LANGUAGES), help="languages, with commas")
    parser.add_argument("--program", default=",".join(SIZES), help="programs, with commas")
    parser.add_argument("--extra", action="store_true", help="other hand-written versions too")
    parser.add_argument("--budget", type=float, default=0.5, help="seconds a program and size")
    parser.add_argument("--small", action="store_true", help="only the smaller inputs: no growth")
    parser.add_argument("--unsandboxed", action="store_true", help="run where there is no sandbox")
    options = parser.parse_args()
    names = options.program.split(",")
    if options.extra:
        names += [name for name, of in EXTRA.items() if of in names]
    times = (1,) if options.small else (1, TIMES)
    found = {}
    for language in map(LANGUAGES.__getitem__, options.lang.split(",")):
        print(language.id, file=sys.stderr, flush=True)
        jobs = [
            f"{name}:{SIZES[EXTRA.get(name, name)] * n // language.shrink}"
            for name in names
            for n in times
        ]
        lines = run(language, jobs, options.budget, options.unsandboxed)
        found[language.id] = collect(lines)
    show(found, names)
    if wrong := disagreements(found, names):
        raise SystemExit(f"results differ: {', '.join(wrong)}")


if __name__ == "__main__":
    main()
