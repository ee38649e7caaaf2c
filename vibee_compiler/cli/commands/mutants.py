"""`vibee mutants`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from vibee_compiler.cli import exits, session

if TYPE_CHECKING:
    from vibee_compiler.mutants.judge import Judge, Judgement
    from vibee_compiler.mutants.records import Figures


@click.command("mutants")
@click.argument("specs", nargs=-1, required=True, metavar="SPEC...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a mutant.")
@click.option(
    "--survivors", is_flag=True, help="Show what no test notices, and examples that would."
)
@click.option(
    "--least",
    type=click.FloatRange(0, 100),
    default=0.0,
    metavar="PERCENT",
    help="Fail when the share of killed mutants is smaller.",
)
def command(specs: tuple[str, ...], as_json: bool, survivors: bool, least: float) -> None:
    """Put small faults into the bodies of specs and count those that the tests notice.

    A mutant counts when it changes the result of some input; it is killed when a generated test
    fails. See docs/mutants.md.
    """
    printer = session.Printer("text")
    judged: dict[str, tuple[Judge, list[Judgement]]] = {}
    failed = False
    for path in session.expand(specs):
        reading = session.read(path)
        printer.show(d for d in reading.diagnostics if reading.program is None)
        if reading.program is None:
            failed = True
            continue
        if sys.stderr.isatty():
            click.echo(f"mutating {path}", err=True)
        judged[path] = _judged(reading)
    total = _show(judged, as_json, survivors)
    if failed or total.share < least:
        raise SystemExit(exits.FINDINGS)


def _judged(reading: session.Reading) -> tuple[Judge, list[Judgement]]:
    from vibee_compiler.frontend.check.depth import deep_recursion
    from vibee_compiler.mutants.judge import Judge

    assert reading.program is not None
    judge = Judge(reading.program)
    with deep_recursion():
        return judge, list(judge.all())


def _show(
    judged: dict[str, tuple[Judge, list[Judgement]]], as_json: bool, survivors: bool
) -> Figures:
    from vibee_compiler.mutants.records import Figures, figures, records

    counts = {path: figures(found) for path, (_, found) in judged.items()}
    total = sum(counts.values(), Figures())
    if as_json:
        for path, (judge, found) in judged.items():
            for record in records(path, judge, found):
                click.echo(json.dumps(asdict(record), ensure_ascii=False))
        return total
    _table({**counts, "total": total} if len(counts) != 1 else counts)
    if survivors:
        for path, (judge, found) in judged.items():
            _survivors(path, judge, found)
    return total


def _table(rows: dict[str, Figures]) -> None:
    width = max(map(len, [*rows, "spec"]))
    click.echo(f"{'spec':{width}}  mutants  changing  killed   share")
    for name, one in rows.items():
        counts = f"{one.mutants:7}  {one.changing:8}  {one.killed:6}"
        click.echo(f"{name:{width}}  {counts}  {one.share:5.1f}%")


def _survivors(path: str, judge: Judge, found: list[Judgement]) -> None:
    """The survivors of each behaviour, and few examples that kill them."""
    from vibee_compiler.frontend.canonical import flow
    from vibee_compiler.mutants.make import changed_text
    from vibee_compiler.mutants.records import example_data, survivors
    from vibee_compiler.mutants.strengthen import choose

    left = survivors(found)
    for behaviour in judge.behaviours:
        own = [one for one in left if one.mutant.behaviour == behaviour.name]
        for one in own:
            span = one.mutant.span
            where = f"{path}:{span.start.line}:{span.start.column}" if span else path
            before, after = changed_text(one.mutant)
            what = f"{behaviour.name}: {one.mutant.operator}"
            click.echo(f"{where}: {what}: {before}  ->  {after}")
        for case in choose(judge, behaviour, own):
            example = example_data(judge.program, behaviour, case)
            if example is not None:
                click.echo(f"      - {flow(dict(example))}")
