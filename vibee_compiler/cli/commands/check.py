"""`vibee check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vibee_compiler.cli import exits
from vibee_compiler.cli.session import FORMATS, Printer, expand, read
from vibee_compiler.diagnostics.model import Severity

if TYPE_CHECKING:
    from vibee_compiler.diagnostics.model import Diagnostic
    from vibee_compiler.ir.module import Program


@click.command("check")
@click.argument("specs", nargs=-1, required=True, metavar="SPEC...")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option(
    "--format",
    "style",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How findings are printed.",
)
@click.option("-v", "--verbose", is_flag=True, help="Show notes too, and advice on bounds.")
def command(specs: tuple[str, ...], strict: bool, style: str, verbose: bool) -> None:
    """Check specs, run their examples and properties, and say what is wrong.

    A folder stands for all .vibee files in it.
    """
    printer = Printer(style, Severity.INFO if verbose else Severity.WARNING)
    bad = 0
    paths = expand(specs)
    for path in paths:
        reading = read(path, strict=strict)
        printer.show(reading.diagnostics)
        if verbose and reading.program is not None:
            printer.show(_advice(reading.program))
        bad += reading.program is None
    printer.finish()
    if style == "text":
        from vibee_compiler.frontend.check.show import count

        found = [
            count(printer.counts[severity], word)
            for severity, word in (
                (Severity.ERROR, "error"),
                (Severity.WARNING, "warning"),
                (Severity.INFO, "note"),
            )
        ]
        specs_read = count(len(paths), "spec")
        click.echo(f"{specs_read}, {bad} with errors: {', '.join(found)}", err=True)
    if bad:
        raise SystemExit(exits.FINDINGS)


def _advice(program: Program) -> list[Diagnostic]:
    from vibee_compiler.lowering.advice import advise

    return advise(program, program.root)
