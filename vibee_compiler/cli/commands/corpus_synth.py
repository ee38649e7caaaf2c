"""`vibee corpus synth`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from vibee_compiler.cli import exits, session

if TYPE_CHECKING:
    from vibee_compiler.corpus.synth.engine import Synthesised

Weights = tuple[tuple[str, float], ...]


@click.command("synth")
@click.option(
    "--seed", type=int, default=0, show_default=True, help="What all choices follow from."
)
@click.option("--count", type=click.IntRange(0), default=10, show_default=True, help="How many.")
@click.option(
    "--start", type=click.IntRange(0), default=0, show_default=True, help="The first index."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "vibee"]),
    default="jsonl",
    show_default=True,
    help="One object a line, or the specs as they are: a file each with -o.",
)
@click.option("-o", "--output", metavar="PATH", help="A file for jsonl, a folder for vibee.")
@click.option(
    "--human-language",
    "languages",
    multiple=True,
    metavar="CODE[=WEIGHT]",
    help="Languages of the prose with their weights; all that there are by default.",
)
@click.option("--report", is_flag=True, help="Print how different the specs are, and no specs.")
def command(
    seed: int,
    count: int,
    start: int,
    form: str,
    output: str | None,
    languages: tuple[str, ...],
    report: bool,
) -> None:
    """Make specs: typed, described in prose, with examples that pin them down.

    Each follows from the seed and its index alone.
    """
    from vibee_compiler.corpus.synth import engine

    weights = _weights(languages) or engine.DEFAULT_LANGUAGES
    specs = (engine.make(seed, index, weights) for index in range(start, start + count))
    if report:
        if find_spec("datasketch") is None:
            missing = "datasketch is not installed: pip install 'vibee-compiler[corpus]'"
            session.fail(exits.MACHINE, missing)
        from vibee_compiler.corpus.synth.report import report_lines

        for line in report_lines(specs):
            click.echo(line)
    elif form == "vibee":
        _write_specs(specs, output)
    else:
        with _opened(output) as file:
            for one in specs:
                file.write(json.dumps(as_row(one), ensure_ascii=False) + "\n")


def as_row(one: Synthesised) -> dict[str, object]:
    """A spec as an object of a `.jsonl`, as `vibee corpus build` reads it."""
    return {
        "name": f"synth:{one.seed}:{one.index}",
        "made": "synth",
        "domain": one.domain,
        "human_language": one.human_language,
        "level": one.level,
        "goals": list(one.goals),
        "spec": one.text,
    }


def _weights(languages: tuple[str, ...]) -> Weights:
    from vibee_compiler.corpus.synth import phrases

    found = []
    for text in ",".join(languages).split(",") if languages else ():
        code, _, weight = text.partition("=")
        if code not in phrases.languages():
            known = ", ".join(phrases.languages())
            session.fail(exits.USAGE, f"no phrases for the language '{code}'; there are: {known}")
        try:
            found.append((code, float(weight or 1)))
        except ValueError:
            session.fail(exits.USAGE, f"'{weight}' is no weight")
    if found and not sum(weight for _, weight in found if weight > 0) > 0:
        session.fail(exits.USAGE, "the weights sum up to nothing")
    return tuple(found)


@contextmanager
def _opened(output: str | None) -> Iterator[IO[str]]:
    if output is None:
        try:
            yield sys.stdout
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            session.fail(exits.OUTPUT, f"standard output cannot be written: {error.strerror}")
        return
    try:
        with open(output, "w", encoding="utf-8", newline="\n") as file:
            yield file
    except OSError as error:
        session.fail(exits.OUTPUT, f"{output} cannot be written: {error.strerror}")


def _write_specs(specs: Iterator[Synthesised], output: str | None) -> None:
    if output is None:
        for number, one in enumerate(specs):
            click.echo(("---\n" if number else "") + one.text, nl=False)
        return
    folder = Path(output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for one in specs:
            path = folder / f"{one.name}_{one.seed}_{one.index:06d}.vibee"
            path.write_text(one.text, encoding="utf-8", newline="\n")
    except OSError as error:
        session.fail(exits.OUTPUT, f"{output} cannot be written: {error.strerror}")
