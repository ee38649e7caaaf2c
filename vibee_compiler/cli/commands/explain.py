"""`vibee explain`."""

from __future__ import annotations

import click

from vibee_compiler.cli import exits
from vibee_compiler.cli.session import fail


@click.command("explain")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Explain a diagnostic code, with an example; without one, list all codes."""
    from vibee_compiler.diagnostics.catalogue import catalogue
    from vibee_compiler.diagnostics.names import did_you_mean

    known = catalogue()
    if code is None:
        for name, found in known.items():
            click.echo(f"{name}  {found.severity.name.lower():<8} {found.title}")
        return
    entry = known.get(code.strip().upper())
    if entry is None:
        hint = did_you_mean(code.upper(), known)
        fail(exits.USAGE, f"there is no code {code}" + (f"; {hint}" if hint else ""))
    click.echo(f"{code.strip().upper()}: {entry.title} ({entry.severity.name.lower()})\n")
    click.echo(entry.explanation)
    click.echo("\nExample:\n")
    for line in entry.example.rstrip("\n").split("\n"):
        click.echo(f"    {line}".rstrip())
