"""`vibee ir`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vibee_compiler.cli import exits
from vibee_compiler.cli.session import Printer, fail, read

if TYPE_CHECKING:
    from vibee_compiler.ir.module import Program


@click.command("ir")
@click.argument("spec", required=False)
@click.option(
    "--as",
    "form",
    type=click.Choice(["json", "vibee"]),
    default="json",
    show_default=True,
    help="JSON, or a canonical .vibee text that gives the same IR.",
)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the IR instead.")
@click.option(
    "--detect-language",
    is_flag=True,
    help="Fill in the human language where the author does not say it (extra `corpus`).",
)
def command(spec: str | None, form: str, schema: bool, detect_language: bool) -> None:
    """Print the typed IR of a spec."""
    from vibee_compiler.ir import json_form

    if schema:
        click.echo(json_form.schema_text(), nl=False)
        return
    if spec is None:
        fail(exits.USAGE, "name a spec, or use --schema")
    reading = read(spec)
    printer = Printer("text")
    printer.show(reading.diagnostics)
    program = reading.program
    if program is None:
        raise SystemExit(exits.FINDINGS)
    if detect_language:
        program = _with_language(program)
    if form == "vibee":
        from vibee_compiler.frontend.canonical import program_text

        click.echo(program_text(program), nl=False)
    else:
        click.echo(json_form.dump(program), nl=False)


def _with_language(program: Program) -> Program:
    from vibee_compiler.corpus.language_id import DetectorMissing, filled

    try:
        return filled(program)
    except DetectorMissing as error:
        fail(exits.MACHINE, str(error))
