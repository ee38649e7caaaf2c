"""`vibee test`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from vibee_compiler.cli import exits, session
from vibee_compiler.targets import faults

if TYPE_CHECKING:
    from vibee_compiler.check.plan import TestRecord
    from vibee_compiler.targets.faults import Batch
    from vibee_compiler.targets.hookspecs import Target


@click.command("test")
@click.argument("specs", nargs=-1, required=True, metavar="SPEC...")
@click.option("-l", "--lang", "langs", multiple=True, help="Languages: rust,python or `all`.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a test instead of a table.")
@click.option("--unsandboxed", is_flag=True, help="Run without a sandbox where there is none.")
@click.option("--skip-missing", is_flag=True, help="Skip languages whose toolchain is missing.")
@click.option(
    "--computed",
    type=click.IntRange(0, 50),
    default=0,
    metavar="N",
    help="Add up to N computed examples a behaviour whose own tests let mutants through.",
)
@click.option("-v", "--verbose", is_flag=True, help="Show every test that did not pass.")
def command(
    specs: tuple[str, ...],
    langs: tuple[str, ...],
    as_json: bool,
    unsandboxed: bool,
    skip_missing: bool,
    computed: int,
    verbose: bool,
) -> None:
    """Build the packages of specs and run their tests with the real toolchains."""
    from vibee_compiler.check.runner import ToolchainMissing, run_tests
    from vibee_compiler.check.sandbox import SandboxUnavailable

    programs, failed = _read(specs)
    chosen = session.targets(langs or ("all",))
    records: list[TestRecord] = []
    for target in chosen:
        batch = _generate(target, programs, computed)
        failed = failed or len(batch) < len(programs)
        if sys.stderr.isatty():
            click.echo(
                f"{target.profile.name}: building and testing {len(batch)} packages", err=True
            )
        try:
            records += run_tests(faults.planner(target), batch, allow_unsandboxed=unsandboxed)
        except faults.TargetFault as fault:
            failed = True
            click.echo(f"error: {fault}", err=True)
        except ToolchainMissing as error:
            if not skip_missing:
                session.fail(exits.MACHINE, str(error))
            click.echo(f"skipped {target.profile.id}: {error}", err=True)
        except SandboxUnavailable as error:
            session.fail(exits.MACHINE, f"{error} (--unsandboxed runs without)")
    if as_json:
        for record in records:
            click.echo(json.dumps(_fields(record), ensure_ascii=False))
    else:
        _table(records, [t.profile.id for t in chosen])
    if verbose or not as_json:
        _failures(records, verbose)
    if failed or any(record.verdict != "passed" for record in records):
        raise SystemExit(exits.FINDINGS)


def _read(specs: tuple[str, ...]) -> tuple[list[tuple[str, session.Reading]], bool]:
    """Readings by a folder name that is unique among them, and whether any spec has errors."""
    from vibee_compiler.targets.naming import words

    printer = session.Printer("text")
    found: list[tuple[str, session.Reading]] = []
    used: set[str] = set()
    failed = False
    for path in session.expand(specs):
        reading = session.read(path)
        printer.show(d for d in reading.diagnostics if reading.program is None)
        if reading.program is None:
            failed = True
            continue
        wanted = "_".join(words(reading.program.root.name))
        name, n = wanted, 2
        while name in used:
            name, n = f"{wanted}_{n}", n + 1
        used.add(name)
        found.append((name, reading))
    return found, failed


def _generate(target: Target, programs: list[tuple[str, session.Reading]], computed: int) -> Batch:
    """The packages of a target by name; what it fails on is reported and left out."""
    from vibee_compiler.targets.package import Options

    options = Options(computed=computed)
    made: Batch = []
    for name, reading in programs:
        if reading.program is None:
            continue
        try:
            made.append((name, faults.generate(target, reading.program, options)))
        except faults.TargetFault as fault:
            click.echo(f"error: {fault}", err=True)
    return made


def _fields(record: TestRecord) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(record)


def _table(records: list[TestRecord], languages: list[str]) -> None:
    """Specs by languages: how many of their tests passed."""
    counts = Counter((r.spec, r.language, r.verdict == "passed") for r in records)
    specs = list(dict.fromkeys(r.spec for r in records))
    width = max([len(name) for name in specs] + [4])
    click.echo(f"{'':{width}}  " + "  ".join(f"{lang:>12}" for lang in languages))
    for spec in specs:
        cells = []
        for lang in languages:
            good, bad = counts[spec, lang, True], counts[spec, lang, False]
            cells.append(f"{f'{good}/{good + bad}' if good + bad else '-':>12}")
        click.echo(f"{spec:{width}}  " + "  ".join(cells))
    good = sum(r.verdict == "passed" for r in records)
    click.echo(f"{good} of {len(records)} tests passed")


def _failures(records: list[TestRecord], verbose: bool) -> None:
    bad = [record for record in records if record.verdict != "passed"]
    for record in bad if verbose else bad[:10]:
        first = record.message.strip().split("\n")[0][:200]
        where = f"{record.language} {record.spec} {record.behaviour} {record.kind} {record.index}"
        click.echo(f"{record.verdict}: {where}: {first}", err=True)
    if not verbose and len(bad) > 10:
        click.echo(f"... and {len(bad) - 10} more (--verbose shows all)", err=True)
