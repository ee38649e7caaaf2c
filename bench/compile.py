"""How long `vibee compile` takes, as ratios to things measured beside it in the same run.

    python bench/compile.py cold --quicktype /path/to/quicktype
    python bench/compile.py unchanged
    python bench/compile.py wild --every 10

`cold` and `unchanged` start processes in turns and compare the least wall time of each;
processor time stands beside it, since it says more on a busy machine. `wild` compiles the specs
found in the wild in this process, the way the command does, with a clock around each phase.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
SPEC = HERE / "small.vibee"
SCHEMA = HERE / "small.schema.json"
MAIN = "from vibee_compiler.cli.main import main; main()"
OWN = ("vibee_compiler", "vibee_plugins", "vibee_grammars")
BATCHES = 10
TARGETS = ("python", "rust", "typescript", "zig")


@dataclass(slots=True)
class Timed:
    """Wall and processor seconds of the runs of one command."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def least(self) -> float:
        """The least wall time."""
        return min(self.wall)


@dataclass(frozen=True, slots=True)
class Run:
    """A command to time; `before` puts the folder in order, untimed."""

    name: str
    command: Sequence[str]
    before: Callable[[], object] = lambda: None


def interleaved(runs: Sequence[Run], times: int, folder: Path) -> dict[str, Timed]:
    """Each command `times` times, in turns, after one turn that does not count."""
    found = {run.name: Timed() for run in runs}
    for turn in range(times + 1):
        for run in runs:
            run.before()
            wall, cpu = _once(run.command, folder)
            if turn:
                found[run.name].wall.append(wall)
                found[run.name].cpu.append(cpu)
    return found


def _once(command: Sequence[str], folder: Path) -> tuple[float, float]:
    start = time.perf_counter()
    nothing = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603 - commands of this file
        command, cwd=folder, env=_environment(folder), stdout=nothing, stderr=nothing
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)[:200]} ended with {process.returncode}")
    return wall, usage.ru_utime + usage.ru_stime


def _environment(folder: Path) -> dict[str, str]:
    """This one's, with bytecode kept as an installed package has it, whatever the caller set."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**env, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}


def table(timed: dict[str, Timed]) -> None:
    """Prints what was measured."""
    print(f"{'':<44}{'least':>9}{'median':>9}{'cpu':>9}   (ms)")
    for name, one in timed.items():
        row = (one.least, median(one.wall), min(one.cpu))
        print(f"{name:<44}" + "".join(f"{seconds * 1000:9.1f}" for seconds in row))


def ratio(timed: dict[str, Timed], over: str, under: str, limit: float | None) -> None:
    """Prints one ratio, of the least times and of processor time."""
    top, bottom = timed[over], timed[under]
    said = "" if limit is None else f"   (limit {limit:g})"
    print(
        f"{over} / {under}: {top.least / bottom.least:.2f}"
        f", cpu {min(top.cpu) / min(bottom.cpu):.2f}{said}"
    )


def imported(folder: Path) -> tuple[list[str], list[str]]:
    """The modules that a cold compilation imports: those of others, and all; in their order."""
    code = (
        "import sys\n"
        "from vibee_compiler.cli.main import cli\n"
        "cli.main(sys.argv[1:], standalone_mode=False)\n"
        "print('\\n'.join(n for n, m in sys.modules.items() if getattr(m, '__spec__', None)))\n"
    )
    command = [sys.executable, "-c", code, "compile", str(SPEC), "-l", "rust", "-o", "out"]
    shown = subprocess.run(  # noqa: S603
        command, cwd=folder, capture_output=True, text=True, check=True
    )
    names = [n for n in shown.stdout.split() if n != "__main__"]
    shutil.rmtree(folder / "out")
    return [n for n in names if n.partition(".")[0] not in OWN], names


def importing(names: Sequence[str]) -> list[str]:
    """A command that imports modules and does nothing else."""
    lines = "\n".join(f"import {name}" for name in names)
    return [sys.executable, "-c", lines]


def cold(options: argparse.Namespace) -> None:
    """A small spec to Rust, from nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        theirs, everything = imported(folder)
        parsing = ["tree_sitter"]  # what the gate's process imports
        compile_ = [sys.executable, "-c", MAIN, "compile", str(SPEC), "-l", "rust", "-o", "out"]

        def clean() -> None:
            shutil.rmtree(folder / "out", ignore_errors=True)

        ours = "cold compile to rust"
        runs = [
            Run(ours, compile_, clean),
            Run("imports of others (stdlib, third-party)", importing(theirs)),
            Run("imports of others, tree_sitter too", importing([*theirs, *parsing])),
            Run("all imports, our own too", importing([*everything, *parsing])),
        ]
        if options.quicktype:
            made = [options.quicktype, "-s", "schema", str(SCHEMA), "-l", "rust", "-o", "q.rs"]
            runs.append(Run("quicktype, the same types to rust", made))
        timed = interleaved(runs, options.times, folder)
    table(timed)
    print(f"imports: {len(theirs)} modules of others, {len(everything) - len(theirs)} of our own")
    for run in runs[1:4]:
        ratio(timed, ours, run.name, 1.5)
    if options.quicktype:
        ratio(timed, ours, runs[4].name, 0.5)
    else:
        print("no --quicktype given: that ratio was not measured")


def unchanged(options: argparse.Namespace) -> None:
    """The same spec again, when its output is there and up to date."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [sys.executable, "-c", MAIN, "compile", str(SPEC), "-l", "rust", "-o", "out"]
        runs = [
            Run("unchanged input", command),
            Run("bare start of the interpreter", [sys.executable, "-c", "pass"]),
        ]
        timed = interleaved(runs, options.times, folder)
    table(timed)
    ratio(timed, runs[0].name, runs[1].name, 6)


class Clock:
    """Seconds by phase; a phase inside another is taken out of the outer one."""

    now = staticmethod(time.perf_counter)

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._inner: list[float] = []

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Counts what happens inside for `name`."""
        self._inner.append(0.0)
        start = self.now()
        try:
            yield
        finally:
            took = self.now() - start
            inner = self._inner.pop()
            self.spent[name] = self.spent.get(name, 0.0) + took - inner
            if self._inner:
                self._inner[-1] += took

    def around(self, owner: Any, attribute: str, phase: str) -> None:
        """Replaces a function by itself with the clock running."""
        inner = getattr(owner, attribute)

        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.phase(phase):
                return inner(*args, **kwargs)

        setattr(owner, attribute, timed)


class Alone:
    """tree-sitter by itself over the same texts, in this process."""

    def __init__(self, clock: Clock) -> None:
        from tree_sitter import Language, Parser

        from vibee_compiler.check._parse_worker import find_grammar

        self._clock = clock
        self._make: Callable[[str], Any] = lambda grammar: Parser(Language(find_grammar(grammar)))
        self._parsers: dict[str, Any] = {}
        self.octets = 0
        self.files = 0
        self.packages = 0

    def parse(self, package: Any) -> None:
        """Parses a package's files."""
        self.packages += 1
        for file in package.files:
            if file.grammar is None:
                continue
            parser = self._parsers.get(file.grammar)
            if parser is None:
                parser = self._parsers[file.grammar] = self._make(file.grammar)
            data = file.text.encode("utf-8", "surrogatepass")
            self.files += 1
            self.octets += len(data)
            with self._clock.phase("alone"):
                parser.parse(data)


def resident() -> float:
    """Resident memory of this process in MiB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def unpack(folder: Path, every: int) -> list[Path]:
    """The wild specs, or every nth of them, in a folder."""
    shared = os.environ.get("VIBEE_SHARED")
    archive_folder = Path(shared) if shared else HERE.parent.parent / "shared"
    archives = sorted((archive_folder / "wild").glob("specs-*.tar.xz"))
    if not archives:
        raise SystemExit(f"no wild/specs-*.tar.xz in {archive_folder}; set VIBEE_SHARED")
    with tarfile.open(archives[0]) as archive:
        archive.extractall(folder, filter="data")
    return sorted(p for p in folder.rglob("*.vibee") if p.is_file())[::every]


def wild(options: argparse.Namespace) -> None:
    """All wild specs to all targets, from one process, with the syntax gate.

    The command makes packages while the gate's own process parses; `gate` is the time in which it
    waits for verdicts. What was made is parsed by tree-sitter alone between two batches.
    """
    from vibee_compiler.check import syntax
    from vibee_compiler.cli import produce, session
    from vibee_compiler.cli.commands import compile as command
    from vibee_compiler.frontend import load, pipeline
    from vibee_compiler.lowering import pipeline as lowering
    from vibee_compiler.targets import registry
    from vibee_compiler.targets.package import Options

    clock = Clock()
    alone = Alone(clock)
    clock.around(load, "load", "read")
    clock.around(pipeline, "compile_loaded", "check")
    clock.around(lowering, "lower", "lower")
    clock.around(produce, "write_package", "write")
    clock.around(produce, "source_digests", "write")
    clock.around(produce, "manifest_of", "write")
    clock.around(syntax.SyntaxGate, "_pump", "gate")
    clock.around(syntax, "_frame", "gate")
    names = tuple(options.lang.split(","))
    for target in session.targets(names):
        clock.around(target, "generate", "print")
    registry.installed()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        specs = unpack(folder / "specs", options.every)
        printer = session.Printer("none")
        flags = produce.Flags()
        run = command._Run(folder / "out", Options(), flags, False, False, printer)
        if options.no_write:
            run._write = lambda work, package: None
        spent = _each(run, specs, names, clock, alone)
    _report(clock, alone, len(specs), spent)


def _processor() -> tuple[float, float]:
    """Seconds of processor time so far: of this process, of those that it has waited for."""
    now = os.times()
    return now.user + now.system, now.children_user + now.children_system


def _each(
    run: Any, specs: Sequence[Path], names: tuple[str, ...], clock: Clock, alone: Alone
) -> tuple[float, float]:
    """Compiles the specs in batches, and watches memory; processor time here and in the gate's."""
    quiet = open(os.devnull, "w")  # noqa: SIM115 - closed at the end of the process
    stderr = sys.stderr
    made: list[Any] = []
    write = run._write

    def kept(work: Any, package: Any) -> None:
        made.append(package)
        write(work, package)

    run._write = kept
    own = gate = 0.0
    size = max(1, -(-len(specs) // BATCHES))
    for start in range(0, len(specs), size):
        sys.stderr = quiet
        before = _processor()
        try:
            with clock.phase("other"):
                run.specs(map(str, specs[start : start + size]), names)
        finally:
            sys.stderr = stderr
        after = _processor()
        own, gate = own + after[0] - before[0], gate + after[1] - before[1]
        for package in made:
            alone.parse(package)
        made.clear()
        run.printer.kept.clear()
        shutil.rmtree(run.output, ignore_errors=True)
        done = min(len(specs), start + size)
        print(f"resident after {done:5} specs: {resident():7.1f} MiB", flush=True)
    return own, gate


def _report(clock: Clock, alone: Alone, specs: int, processor: tuple[float, float]) -> None:
    apart = clock.spent.pop("alone")
    total = sum(clock.spent.values())
    print(f"{specs} specs, {alone.files} files, {alone.octets / 1e6:.1f} MB")
    print(f"{'phase':<8}{'seconds':>9}{'share':>8}{'of tree-sitter':>16}")
    for name in ("read", "check", "lower", "print", "gate", "write", "other"):
        spent = clock.spent.get(name, 0.0)
        print(f"{name:<8}{spent:9.2f}{spent / total:8.1%}{spent / apart:16.2f}")
    print(f"{'all':<8}{total:9.2f}{1:8.1%}{total / apart:16.2f}   (limit 4)")
    unwritten = total - clock.spent.get("write", 0.0)
    print(f"{'unwritten':<9}{unwritten:8.2f}{unwritten / total:8.1%}{unwritten / apart:16.2f}")
    print(f"{'alone':<8}{apart:9.2f}   tree-sitter by itself over the same files")
    own, gate = (seconds / max(1, alone.packages) for seconds in processor)
    print(
        f"{alone.packages} packages, {1000 * own:.2f} ms of processor time each and the gate's "
        f"{1000 * gate:.2f} ms: {1 / (own + gate):.0f} a second on one core"
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    commands = parser.add_subparsers(required=True)
    for function, text in (
        (cold, "one small spec to Rust, from nothing, against bare imports and quicktype"),
        (unchanged, "the same when nothing changed, against the bare start of Python"),
    ):
        one = commands.add_parser(function.__name__, help=text, description=text)
        one.add_argument("--times", type=int, default=15, help="runs of each command")
        one.set_defaults(function=function)
        if function is cold:
            one.add_argument("--quicktype", help="its executable, to compare with")
    text = "the specs found in the wild, all targets, against tree-sitter alone"
    one = commands.add_parser("wild", help=text, description=text)
    one.add_argument("--no-write", action="store_true", help="packages are made and dropped")
    one.add_argument("--every", type=int, default=1, help="only every nth spec")
    one.add_argument("--lang", default=",".join(TARGETS), help="languages, with commas")
    one.set_defaults(function=wild)
    options = parser.parse_args()
    options.function(options)


if __name__ == "__main__":
    main()
