"""`vibee score`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vibee_compiler.cli import exits, session

if TYPE_CHECKING:
    from vibee_compiler.corpus.score import Score, Scorer
    from vibee_compiler.targets.hookspecs import Target
    from vibee_compiler.targets.package import Package

MAX_OCTETS = 4 << 20
"""Of a file that is scored."""


@click.command("score")
@click.argument("file", metavar="FILE")
@click.option("-l", "--lang", required=True, help="The language that the file is written in.")
@click.option("--spec", metavar="SPEC", help="The spec that it implements: build and test it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@click.option("--no-tests", is_flag=True, help="Build it, but run nothing.")
@click.option("--no-lint", is_flag=True, help="Leave the linter out; it may take a while.")
@click.option("--unsandboxed", is_flag=True, help="Run without a sandbox where there is none.")
def command(
    file: str,
    lang: str,
    spec: str | None,
    as_json: bool,
    no_tests: bool,
    no_lint: bool,
    unsandboxed: bool,
) -> None:
    """Say how good a file of code is, between 0 and 1.

    Grammar, naming and documentation are read off the file. With --spec the file takes the place
    of the generated module: it is built, tested and linted in its package, and its length is
    compared. Weights, and what is measured how, are in docs/score.md.
    """
    from vibee_compiler.check.syntax import SyntaxGate
    from vibee_compiler.corpus.score import Scorer
    from vibee_compiler.corpus.score.scorer import score

    targets = session.targets((lang,))
    if len(targets) != 1:
        session.fail(exits.USAGE, f"a file is in one language: '{lang}' names {len(targets)}")
    [target] = targets
    text = _text(file)
    package = _package(target, spec) if spec else None
    with SyntaxGate() as gate:
        scorer = Scorer(target, gate)
        if package is None:
            found = score(scorer.of_text(text))
        else:
            found = _placed(scorer, text, package, not no_tests, not no_lint, unsandboxed)
    if as_json:
        click.echo(json.dumps(_data(file, target, found), ensure_ascii=False))
    else:
        _table(found)


def _text(file: str) -> str:
    try:
        data = Path(file).read_bytes()
    except OSError as error:
        session.fail(exits.USAGE, f"{file}: {error.strerror}")
    if len(data) > MAX_OCTETS:
        session.fail(exits.USAGE, f"{file}: more than {MAX_OCTETS >> 20} MiB are not scored")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        session.fail(exits.USAGE, f"{file}: no UTF-8 at octet {error.start}")


def _package(target: Target, spec: str) -> Package:
    from vibee_compiler.targets import faults
    from vibee_compiler.targets.package import Options

    paths = session.expand((spec,))
    if len(paths) != 1:
        session.fail(exits.USAGE, f"a file implements one spec: {spec} holds {len(paths)}")
    [path] = paths
    reading = session.read(path)
    if reading.program is None:
        session.Printer("text").show(reading.diagnostics)
        raise SystemExit(exits.FINDINGS)
    try:
        return faults.generate(target, reading.program, Options())
    except faults.TargetFault as fault:
        session.fail(exits.FINDINGS, str(fault))


def _placed(
    scorer: Scorer, text: str, package: Package, tests: bool, lint: bool, unsandboxed: bool
) -> Score:
    from vibee_compiler.check.runner import ToolchainMissing
    from vibee_compiler.check.sandbox import SandboxUnavailable
    from vibee_compiler.targets.faults import TargetFault

    try:
        return scorer.of_package(
            text, package, tests=tests, lint=lint, allow_unsandboxed=unsandboxed
        )
    except ToolchainMissing as error:
        session.fail(exits.MACHINE, f"{error} (without --spec nothing is built)")
    except SandboxUnavailable as error:
        session.fail(exits.MACHINE, f"{error} (--unsandboxed runs without)")
    except TargetFault as fault:
        session.fail(exits.FINDINGS, str(fault))


def _data(file: str, target: Target, found: Score) -> dict[str, object]:
    return {
        "file": file,
        "language": target.profile.id,
        "score": round(found.value, 4),
        "coverage": round(found.coverage, 4),
        "parts": {
            part.name: {"value": part.value, "weight": part.weight, "why": part.why}
            for part in found.parts
        },
    }


def _table(found: Score) -> None:
    for part in found.parts:
        value = "   -" if part.value is None else f"{part.value:.2f}"
        why = " ".join(part.why.split())
        click.echo(f"{part.name:<14}{value}  of {part.weight:.2f}  {why[:200]}")
    measured = "" if found.coverage > 0.995 else f"  (of {found.coverage:.0%} of the weight)"
    click.echo(f"{'score':<14}{found.value:.2f}{measured}")
