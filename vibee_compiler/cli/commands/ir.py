"""`vibee ir`."""

from __future__ import annotations

import click

from vibee_compiler.cli import exits
from vibee_compiler.cli.session import Printer, fail, read


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
def command(spec: str | None, form: str, schema: bool) -> None:
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
    if reading.program is None:
        raise SystemExit(exits.FINDINGS)
    if form == "vibee":
        from vibee_compiler.frontend.canonical import program_text

        click.echo(program_text(reading.program), nl=False)
    else:
        click.echo(json_form.dump(reading.program), nl=False)
