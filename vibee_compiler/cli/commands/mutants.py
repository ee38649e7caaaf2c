"""`vibee mutants`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from vibee_compiler.cli import exits, session

if TYPE_CHECKING:
    from vibee_compiler.ir.module import Program
    from vibee_compiler.mutants.judge import Judge, Judgement
    from vibee_compiler.mutants.records import Figures, MutantRecord
    from vibee_compiler.targets.hookspecs import Target

INTERPRETER = "interpreter"


@click.command("mutants")
@click.argument("specs", nargs=-1, required=True, metavar="SPEC...")
@click.option(
    "-l", "--lang", "langs", multiple=True,
    help="Run the mutants in these languages' own toolchains, too: rust,python or `all`.",
)  # fmt: skip
@click.option(
    "--every",
    type=click.IntRange(1),
    default=1,
    metavar="N",
    help="Give the toolchains every N-th mutant only.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a mutant.")
@click.option(
    "--survivors", is_flag=True, help="Show what no test notices, and examples that would."
)
@click.option(
    "--least",
    type=click.FloatRange(0, 100),
    default=0.0,
    metavar="PERCENT",
    help="Fail when the share of killed mutants is smaller, in any language.",
)
@click.option(
    "--computed",
    type=click.IntRange(0, 50),
    default=0,
    metavar="N",
    help="Count with what `vibee test --computed N` adds to the tests.",
)
@click.option("--skip-missing", is_flag=True, help="Skip languages whose toolchain is missing.")
@click.option("--unsandboxed", is_flag=True, help="Run without a sandbox where there is none.")
def command(
    specs: tuple[str, ...],
    langs: tuple[str, ...],
    every: int,
    as_json: bool,
    survivors: bool,
    least: float,
    computed: int,
    skip_missing: bool,
    unsandboxed: bool,
) -> None:
    """Put small faults into the bodies of specs and count those that the tests notice.

    A mutant counts when it changes the result of some input; it is killed when a generated test
    fails. See docs/mutants.md.
    """
    programs, failed = _read(specs)
    chosen = session.targets(langs) if langs else []
    table = Table([INTERPRETER, *(target.profile.id for target in chosen)])
    wrong: list[str] = []
    for path, spec in programs:
        program = _with_examples(spec, computed)
        judge, found = _judged(program, 64)
        records = table.add(path, judge, found)
        for target in list(chosen):
            try:
                wrong += _in_language(table, path, program, target, records, every, unsandboxed)
            except _Missing as missing:
                if not skip_missing:
                    session.fail(exits.MACHINE, str(missing))
                click.echo(f"skipped {target.profile.id}: {missing}", err=True)
                chosen.remove(target)
        if as_json:
            for record in records:
                click.echo(json.dumps(asdict(record), ensure_ascii=False))
        elif survivors:
            _survivors(path, judge, found)
    if not as_json:
        table.show()
    for line in wrong:
        click.echo(line, err=True)
    if failed or wrong or table.least() < least:
        raise SystemExit(exits.FINDINGS)


class _Missing(Exception):
    """A toolchain, or the sandbox, is not there."""


def _read(specs: tuple[str, ...]) -> tuple[list[tuple[str, Program]], bool]:
    printer = session.Printer("text")
    found: list[tuple[str, Program]] = []
    failed = False
    for path in session.expand(specs):
        reading = session.read(path)
        printer.show(d for d in reading.diagnostics if reading.program is None)
        if reading.program is None:
            failed = True
        else:
            found.append((path, reading.program))
    return found, failed


def _with_examples(program: Program, most: int) -> Program:
    from vibee_compiler.mutants.strengthen import with_examples

    return with_examples(program, most) if most else program


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        click.echo(text, err=True)


def _judged(program: Program, bits: int) -> tuple[Judge, list[Judgement]]:
    from vibee_compiler.frontend.check.depth import deep_recursion
    from vibee_compiler.mutants.judge import Judge

    judge = Judge(program, bits)
    with deep_recursion():
        return judge, list(judge.all())


def _in_language(
    table: Table,
    path: str,
    program: Program,
    target: Target,
    records: list[MutantRecord],
    every: int,
    unsandboxed: bool,
) -> list[str]:
    """Runs a spec's mutants in a toolchain; what is wrong with the target comes back."""
    from vibee_compiler.check.mutants import NoMutants, OriginalFails, run_mutants
    from vibee_compiler.check.runner import ToolchainMissing
    from vibee_compiler.check.sandbox import SandboxUnavailable
    from vibee_compiler.mutants.records import compared

    language = target.profile.id
    _progress(f"{path}: {target.profile.name}")
    _, found = _judged(program, target.profile.lowering.int_bits)
    ended = [one for one in found if not one.endless][::every]
    endless = {(one.mutant.behaviour, one.mutant.number) for one in found if one.endless}
    try:
        runs = list(
            run_mutants(
                target, program, [one.mutant for one in ended], allow_unsandboxed=unsandboxed
            )
        )
    except (ToolchainMissing, SandboxUnavailable, NoMutants) as error:
        raise _Missing(str(error)) from error
    except OriginalFails as error:
        return [f"{path}: {language}: the tests fail without a mutant: {error}"]
    fates = {run.index: (run.fate, run.message) for run in runs}
    told = compared(ended, [fates[i] for i in range(len(ended))])
    table.count(path, language, told.figures)
    for record in records:
        key = (record.behaviour, record.number)
        if key in told.fates or key in endless:
            record.languages[language] = told.fates.get(key, "endless")
    return [f"{path}: {language}: {line}" for line in told.wrong]


class Table:
    """The figures by spec and by who ran the tests."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = columns
        self.rows: dict[str, dict[str, Figures]] = {}

    def add(self, path: str, judge: Judge, found: Iterable[Judgement]) -> list[MutantRecord]:
        """Takes in what the interpreter says of a spec; its records come back."""
        from vibee_compiler.mutants.records import figures, records

        found = list(found)
        self.rows[path] = {INTERPRETER: figures(found)}
        return list(records(path, judge, found))

    def count(self, path: str, column: str, counted: Figures) -> None:
        """Takes in the figures of a language."""
        self.rows[path][column] = counted

    def total(self, column: str) -> Figures:
        """The sum over specs."""
        from vibee_compiler.mutants.records import Figures

        return sum((row[column] for row in self.rows.values() if column in row), Figures())

    def least(self) -> float:
        """The smallest share of a column."""
        return min(self.total(column).share for column in self.columns)

    def show(self) -> None:
        """Prints it."""
        rows = dict(self.rows)
        if len(rows) != 1:
            rows["total"] = {column: self.total(column) for column in self.columns}
        width = max(map(len, [*rows, "spec"]))
        heads = "".join(f"  {column:>20}" for column in self.columns)
        click.echo(f"{'spec':{width}}  mutants  changing{heads}")
        for name, row in rows.items():
            own = row[INTERPRETER]
            cells = "".join(f"  {_cell(row.get(column)):>20}" for column in self.columns)
            click.echo(f"{name:{width}}  {own.mutants:7}  {own.changing:8}{cells}")


def _cell(one: Figures | None) -> str:
    return "-" if one is None else f"{one.killed}/{one.changing} {one.share:5.1f}%"


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
