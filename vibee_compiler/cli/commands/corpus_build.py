"""`vibee corpus build`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vibee_compiler.cli import exits, session
from vibee_compiler.corpus import AUGMENT, FORMATS, LEVELS

if TYPE_CHECKING:
    from vibee_compiler.corpus.build import Advance, Plan
    from vibee_compiler.corpus.decontaminate import Task
    from vibee_compiler.corpus.job import Job, WorkStopped

Command = TypeVar("Command", bound=Callable[..., None])
GO_ON = "what is done is kept: the same command with --resume goes on"
_CODES = {"machine": exits.MACHINE, "output": exits.OUTPUT, "internal": exits.FINDINGS}


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def shared_options(command: Command) -> Command:
    """What commands that write a corpus have in common."""
    for decorate in reversed(_SHARED):
        command = decorate(command)
    return command


_SHARED: tuple[Callable[[Any], Any], ...] = (
    click.argument("specs", nargs=-1, required=True, metavar="SPECS..."),
    click.option(
        "-l", "--langs", "--lang", "langs", multiple=True, help="Languages: rust,python or `all`."
    ),
    click.option("-o", "--output", required=True, metavar="DIR", help="The corpus' own folder."),
    click.option(
        "--format", "form", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True
    ),
    click.option(
        "--workers",
        type=click.IntRange(1, 4096),
        help="Processes that make rows; one a processor by default.",
    ),
    click.option(
        "--engine",
        type=click.Choice(["local", "ray"]),
        default="local",
        show_default=True,
        help="Processes of this machine, or a Ray cluster (RAY_ADDRESS).",
    ),
    click.option("--resume", is_flag=True, help="Go on where an earlier run was stopped."),
    click.option(
        "--shard-specs",
        type=click.IntRange(1, 65536),
        default=256,
        show_default=True,
        help="Sources that make one shard.",
    ),
    click.option("--licence", metavar="NAME", help="The licence of specs that name none."),
    click.option("--unsandboxed", is_flag=True, help="Run without a sandbox where there is none."),
)


@click.command("build")
@shared_options
@click.option(
    "--verify",
    type=click.Choice(LEVELS),
    default=LEVELS[0],
    show_default=True,
    help="What a row must have passed: the grammar, the build, its tests.",
)
@click.option(
    "--augment",
    "ways",
    multiple=True,
    metavar="WAYS",
    help=f"Make more rows from each spec: {', '.join(AUGMENT)}, or all of them.",
)
@click.option(
    "--decontaminate",
    "tasks",
    multiple=True,
    metavar="FILE",
    help="Refuse specs that are close to the tasks of a file (HumanEval's or MBPP's form).",
)
@click.option("--score", is_flag=True, help="Fill in the column `score` (docs/score.md).")
def command(
    specs: tuple[str, ...],
    langs: tuple[str, ...],
    output: str,
    form: str,
    workers: int | None,
    engine: str,
    resume: bool,
    verify: str,
    shard_specs: int,
    licence: str | None,
    unsandboxed: bool,
    ways: tuple[str, ...],
    tasks: tuple[str, ...],
    score: bool,
) -> None:
    """Write one row a spec and language into the shards of a corpus.

    SPECS are spec files, folders of them, tar archives, .jsonl files of specs, or
    synth:SEED:COUNT[:START] for synthesised ones. What cannot become a row stands in the rejects
    files with the reason, and the run goes on.
    """
    from vibee_compiler.corpus.job import Job

    targets = tuple(one.profile.id for one in session.targets(langs or ("all",)))
    job = Job(targets, form, verify, licence, unsandboxed, augment=_ways(ways))
    job = replace(job, tasks=_tasks(tasks), score=score)
    run(job, specs, output, workers, engine, shard_specs, resume=resume)


def _ways(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The ways that were asked for, in their own order."""
    asked = {part.strip() for text in texts for part in text.split(",") if part.strip()}
    if "all" in asked:
        return AUGMENT
    unknown = sorted(asked - set(AUGMENT))
    if unknown:
        from vibee_compiler.diagnostics.names import did_you_mean

        hint = did_you_mean(unknown[0], AUGMENT) or f"there are {', '.join(AUGMENT)}, all"
        session.fail(exits.USAGE, f"there is no way `{unknown[0]}`; {hint}")
    return tuple(way for way in AUGMENT if way in asked)


def _tasks(files: tuple[str, ...]) -> tuple[Task, ...]:
    from vibee_compiler.corpus.decontaminate import TaskFileProblem, read_tasks

    found: list[Task] = []
    for file in files:
        try:
            found += read_tasks(Path(file))
        except OSError as error:
            session.fail(exits.USAGE, f"{file}: {error.strerror}")
        except UnicodeDecodeError as error:
            session.fail(exits.USAGE, f"{file}: no UTF-8 at octet {error.start}")
        except TaskFileProblem as error:
            session.fail(exits.USAGE, str(error))
    return tuple(found)


def run(
    job: Job,
    specs: tuple[str, ...],
    output: str,
    workers: int | None,
    engine: str,
    shard_specs: int,
    *,
    resume: bool,
) -> None:
    """Build the corpus of a job, or end with a message."""
    from vibee_compiler.corpus import build, sources
    from vibee_compiler.corpus.job import WorkStopped

    try:
        versions = build.versions(job)
        plan = build.Plan(job, sources.open_sources(specs), shard_specs, versions)
    except sources.SourceProblem as problem:
        session.fail(exits.USAGE, str(problem))
    except WorkStopped as stopped:
        session.fail(_CODES[stopped.kind], stopped.message)
    _build(plan, Path(output), engine, workers or _processors(), resume=resume)


def _build(plan: Plan, path: Path, engine: str, workers: int, *, resume: bool) -> None:
    from vibee_compiler.corpus.build import STATE, Build, Folder, FolderProblem
    from vibee_compiler.corpus.engines import ENGINES
    from vibee_compiler.corpus.job import WorkStopped
    from vibee_compiler.corpus.sources import SourceProblem

    try:
        with _ended_kindly(), Folder(path) as folder:
            if not folder.open(plan.configuration(), resume=resume):
                click.echo(f"{path}: complete", err=True)
                return
            with _progress(plan.sources.count) as (advance, note):
                manifest = Build(plan, folder, advance).run(ENGINES[engine](workers, note))
    except FolderProblem as problem:
        session.fail(exits.USAGE, str(problem))
    except SourceProblem as problem:
        session.fail(exits.USAGE, f"{problem}; {GO_ON}")
    except WorkStopped as stopped:
        _stop(stopped)
    except OSError as error:
        later = f"; {GO_ON}" if os.path.isdir(path / STATE) else ""
        said = f"{path} could not be written: {error.strerror or error}"
        session.fail(exits.OUTPUT, said + later)
    except KeyboardInterrupt:
        click.echo(f"interrupted; {GO_ON}", err=True)
        raise SystemExit(exits.INTERRUPTED) from None
    _summary(path, manifest["counts"])


def _stop(stopped: WorkStopped) -> None:
    word = "internal error: " if stopped.kind == "internal" else ""
    session.fail(_CODES[stopped.kind], f"{word}{stopped.message}; {GO_ON}")


@contextmanager
def _ended_kindly() -> Iterator[None]:
    """A request to end (SIGTERM) is an interrupt, so that workers are not left behind."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _progress(total: int) -> Iterator[tuple[Advance, Any]]:
    """What is called after each shard, and with each note; shows a bar on a terminal."""
    if not sys.stderr.isatty():
        yield (lambda counts, sources: None), (lambda text: click.echo(text, err=True))
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("specs, {task.fields[rows]:,} rows, {task.fields[rejects]:,} refused"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as shown:
        task = shown.add_task("", total=total, rows=0, rejects=0)
        sums: dict[str, Any] = {"rows": 0, "rejects": 0}

        def advance(counts: Mapping[str, Any], sources: int) -> None:
            for key in sums:
                sums[key] += counts[key]
            shown.update(task, advance=sources, **sums)

        yield advance, shown.console.print


def _summary(path: Path, counts: Mapping[str, Any]) -> None:
    from vibee_compiler.corpus.produce import REASONS

    said = f"{path}: {counts['rows']:,} rows"
    if counts["rejects"]:
        said += f", {counts['rejects']:,} refused (rejects-*.jsonl)"
    click.echo(said, err=True)
    for reason, count in counts["by"]["rejected"].items():
        click.echo(f"  {count:,}: {REASONS[reason]}", err=True)
    if not counts["rows"]:
        raise SystemExit(exits.FINDINGS)
