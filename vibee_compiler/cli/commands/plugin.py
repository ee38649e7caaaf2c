"""`vibee plugin`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vibee_compiler.cli import exits, session

if TYPE_CHECKING:
    from vibee_compiler.kit.report import Finding

LEVELS = ("L0", "L1", "L2", "L3")


@click.group("plugin")
def command() -> None:
    """Write a target plugin, and compute the level of one."""


@command.command("check")
@click.argument("name", metavar="NAME")
@click.option("--json", "as_json", is_flag=True, help="The whole report as one JSON object.")
@click.option("--level", type=click.Choice(LEVELS), help="Exit 1 below this level.")
@click.option("--no-tests", is_flag=True, help="Leave the real toolchain out; no level above L0.")
@click.option(
    "--specs",
    type=click.Path(exists=True, file_okay=False),
    help="Measure by the specs of this folder, not the kit's own.",
)
@click.option("--unsandboxed", is_flag=True, help="Run without a sandbox where there is none.")
def check(
    name: str,
    as_json: bool,
    level: str | None,
    no_tests: bool,
    specs: str | None,
    unsandboxed: bool,
) -> None:
    """Run the conformance kit over the installed target NAME.

    Prints each check with its verdict, and the level that follows from them. Fails if a check fails
    that the target has a go at, or if the level is below --level.
    """
    from vibee_compiler.kit import report as reports
    from vibee_compiler.kit.run import Kit
    from vibee_compiler.kit.specs import SpecError

    (target,) = session.targets((name,))
    folder = Path(specs) if specs is not None else None
    lines = _Lines(quiet=as_json)
    try:
        kit = Kit(
            target.profile.id,
            folder,
            tests=not no_tests,
            unsandboxed=unsandboxed,
            progress=lines.progress,
        )
    except SpecError as error:
        session.fail(exits.USAGE, str(error))
    found = []
    for finding in kit.findings():
        lines.finding(finding)
        found.append(finding)
    report = kit.report_of(found)
    if folder is None and not no_tests:
        reports.record(report)
    if as_json:
        click.echo(report.as_json())
    else:
        by = f" by the specs of {report.specs}" if report.specs else ""
        click.echo(f"level of {report.target} {report.version}{by}: {report.level or 'none'}")
    if report.failed or (level is not None and (report.level or "") < level):
        raise SystemExit(exits.FINDINGS)


class _Lines:
    """Findings as lines on standard output, progress on a terminal's standard error."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.shows = sys.stderr.isatty()

    def progress(self, text: str) -> None:
        """A line that the next one takes the place of."""
        if self.shows:
            click.echo(f"\r\x1b[K{text}", nl=False, err=True)

    def finding(self, finding: Finding) -> None:
        """A check with its verdict, and what breaks it."""
        if self.shows:
            click.echo("\r\x1b[K", nl=False, err=True)
        if self.quiet:
            return
        click.echo(f"{finding.verdict:<8} {finding.level} {finding.check:<13} {finding.reason}")
        for line in finding.details:
            click.echo(f"             {line}")


@command.command("new")
@click.argument("name", metavar="NAME")
@click.option("-o", "--output", help="The folder to make; vibee-NAME by default.")
def new(name: str, output: str | None) -> None:
    """Write a plugin NAME that works as it stands, as a package of its own.

    It is at L1: types, signatures, docs, stubs, bodies of integers and truth values. Its README
    says how to go on from there.
    """
    from vibee_compiler.kit import scaffold

    folder = Path(output if output is not None else f"vibee-{name}")
    try:
        written = scaffold.write(name, folder)
    except scaffold.NameTaken as error:
        session.fail(exits.USAGE, str(error))
    except OSError as error:
        session.fail(exits.OUTPUT, f"{folder} could not be written: {error}")
    for path in written:
        click.echo(path)
    click.echo(f"next: pip install -e {folder} && vibee plugin check {name}", err=True)


@command.command("templates")
@click.argument("name", metavar="NAME")
@click.option("--copy", "wanted", multiple=True, metavar="TEMPLATE", help="Copy this one.")
@click.option("-o", "--output", help="The folder to copy into.")
def templates(name: str, wanted: tuple[str, ...], output: str | None) -> None:
    """List the templates of the target NAME, and what each of them is given.

    `vibee compile --templates FOLDER` takes those of FOLDER instead, one by one. A template there
    reaches the one that it replaces as `original/TEMPLATE`.
    """
    from vibee_compiler.diagnostics.names import did_you_mean
    from vibee_compiler.kit import overrides

    (target,) = session.targets((name,))
    found = {one.name: one for one in overrides.templates(target)}
    if not wanted:
        for one in found.values():
            click.echo(f"{one.name}: {', '.join(one.reads) or 'nothing'}")
        return
    if output is None:
        session.fail(exits.USAGE, "--copy needs a folder: -o FOLDER")
    for asked in wanted:
        if asked not in found:
            hint = did_you_mean(asked, found)
            said = f"{name} has no template '{asked}'" + (f"; {hint}" if hint else "")
            session.fail(exits.USAGE, said)
        try:
            click.echo(overrides.copy(found[asked], Path(output)))
        except OSError as error:
            session.fail(exits.OUTPUT, str(error))
