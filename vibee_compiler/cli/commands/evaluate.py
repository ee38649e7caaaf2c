"""`vibee eval`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from vibee_compiler.cli import exits
from vibee_compiler.cli.session import Printer, fail, read

if TYPE_CHECKING:
    from vibee_compiler.ir.expr import Expr
    from vibee_compiler.ir.module import Program


@click.command("eval")
@click.argument("spec", required=False)
@click.argument("behaviour", required=False)
@click.option("--input", "given", default=None, help="The arguments: a JSON object or array.")
@click.option("-e", "--expression", default=None, help="Evaluate this expression.")
@click.option(
    "--int-bits",
    type=click.Choice(["64", "53", "32"]),
    default="64",
    show_default=True,
    help="The width of Int, as on a target that has this one.",
)
@click.option("--steps", type=click.IntRange(1), default=None, help="Stop after so many steps.")
def command(
    spec: str | None,
    behaviour: str | None,
    given: str | None,
    expression: str | None,
    int_bits: str,
    steps: int | None,
) -> None:
    """Evaluate a behaviour of a spec, or an expression, with the reference interpreter.

    Prints the value as JSON. An error of the language prints its name and message and ends with
    exit code 1, running out of the budget too. With --expression, the declarations of SPEC are in
    scope, if there is one:

    \b
      vibee eval shop.vibee slug --input '["The Hobbit"]'
      vibee eval -e '[1, 2, 3].map(x, x * x).sum()'
    """
    from vibee_compiler.ir.interp import evaluate

    program = None
    if spec is not None:
        reading = read(spec)
        Printer("text").show(reading.diagnostics)
        if reading.program is None:
            raise SystemExit(exits.FINDINGS)
        program = reading.program
    elif expression is None:
        fail(exits.USAGE, "name a spec and a behaviour, or use --expression")
    try:
        data = None if given is None else json.loads(given)
    except json.JSONDecodeError as error:
        fail(exits.USAGE, f"--input is no JSON: {error}")
    typed = None if expression is None else _typed(expression, program)
    outcome = evaluate(
        program, behaviour, data, expression=typed, int_bits=int(int_bits), steps=steps
    )
    if outcome.problem is not None:
        fail(outcome.exit_code, outcome.problem)
    click.echo(outcome.text)


def _typed(text: str, program: Program | None) -> Expr:
    """The expression with the spec's declarations in scope; ends the command on errors."""
    from vibee_compiler.diagnostics.model import Severity
    from vibee_compiler.frontend.check.definitions import check_expression

    module = None if program is None else program.root
    typed, found = check_expression(text, module=module, name="--expression")
    printer = Printer("text", sources={"--expression": text})
    printer.show(found)
    if typed is None or printer.counts[Severity.ERROR]:
        raise SystemExit(exits.FINDINGS)
    return typed
