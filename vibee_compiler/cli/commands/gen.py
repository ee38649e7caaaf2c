"""`vibee gen`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vibee_compiler.cli import exits, session

if TYPE_CHECKING:
    from vibee_compiler.targets.package import Package


@click.command("gen")
@click.argument("specs", nargs=-1, required=True, metavar="SPEC...")
@click.option("-l", "--lang", "langs", multiple=True, help="Languages: rust,python or `all`.")
@click.option("--all", "every", is_flag=True, help="All languages, as --lang all.")
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl")
def command(specs: tuple[str, ...], langs: tuple[str, ...], every: bool, form: str) -> None:
    """Print one JSON object a spec and language.

    Fields: spec (its text), ir (digest of the typed IR), language, module, tests and docs
    (generated texts), stubs. Specs with errors are reported and left out; hand-written bodies
    are never part of it.
    """
    from vibee_compiler.check.gated import gated
    from vibee_compiler.check.syntax import SyntaxGate
    from vibee_compiler.ir.json_form import dump
    from vibee_compiler.output.manifest import digest
    from vibee_compiler.targets import faults
    from vibee_compiler.targets.package import Options

    chosen = session.targets(("all",) if every else langs)
    printer = session.Printer("text")
    failed = False

    def made() -> Iterator[tuple[dict[str, str], Package]]:
        nonlocal failed
        for path in session.expand(specs):
            reading = session.read(path)
            printer.show(d for d in reading.diagnostics if reading.program is None)
            if reading.program is None:
                failed = True
                continue
            about = {
                "spec": Path(path).read_text(encoding="utf-8"),
                "name": reading.program.root.name,
                "ir": digest(dump(reading.program).encode("utf-8")),
            }
            for target in chosen:
                try:
                    package = faults.generate(target, reading.program, Options())
                except faults.TargetFault as fault:
                    failed = True
                    click.echo(f"error: {fault}", err=True)
                    continue
                yield about, package

    with SyntaxGate() as gate:
        for about, package, found in gated(gate, made()):
            if found:
                failed = True
                click.echo(f"internal error: the grammar refuses {found[0]}", err=True)
                continue
            click.echo(json.dumps(_row(about, package), ensure_ascii=False))
    if failed:
        raise SystemExit(exits.FINDINGS)


def _row(about: dict[str, str], package: Package) -> dict[str, object]:
    return {
        **about,
        "language": package.target,
        "module": package.text("module"),
        "support": package.text("support"),
        "tests": package.text("tests"),
        "docs": package.text("docs"),
        "stubs": list(package.stubs),
    }
