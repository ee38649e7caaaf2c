"""`vibee compile`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vibee_compiler.cli import exits, produce, session
from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from vibee_compiler.check.syntax import SyntaxGate
    from vibee_compiler.targets.hookspecs import Target
    from vibee_compiler.targets.package import Options, Package


@click.command("compile")
@click.argument("specs", nargs=-1, required=True, metavar="SPEC...")
@click.option("-l", "--lang", "langs", multiple=True, help="Languages: rust,python or `all`.")
@click.option("-o", "--output", default="out", show_default=True, help="Output folder.")
@click.option("--single", is_flag=True, help="One file a spec instead of a package.")
@click.option("--stdout", is_flag=True, help="Print that one file instead of writing it.")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if output would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.option("--dry-run", is_flag=True, help="Write nothing; list what would be done.")
@click.option("--force", is_flag=True, help="Overwrite files that were edited or are not ours.")
@click.option("--allow-native", is_flag=True, help="Use hand-written bodies of the spec.")
@click.option(
    "--templates",
    type=click.Path(exists=True, file_okay=False),
    help="A folder of templates that replace the target's.",
)
@click.option(
    "--set",
    "pairs",
    multiple=True,
    metavar="NAME=VALUE",
    help="A setting of the target; may be repeated.",
)
@click.option(
    "--computed",
    type=click.IntRange(0, 50),
    default=0,
    metavar="N",
    help="Add up to N computed examples a behaviour whose own tests let mutants through.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(session.FORMATS),
    default="text",
    show_default=True,
    help="How findings are printed.",
)
def command(
    specs: tuple[str, ...],
    langs: tuple[str, ...],
    output: str,
    single: bool,
    stdout: bool,
    strict: bool,
    check: bool,
    diff: bool,
    dry_run: bool,
    force: bool,
    allow_native: bool,
    templates: str | None,
    pairs: tuple[str, ...],
    computed: int,
    style: str,
) -> None:
    """Write packages in one or more languages to OUTPUT/<language>/<name>/.

    A folder stands for all .vibee files in it. Without --lang the spec's own `language:` counts.
    """
    from vibee_compiler.targets.package import Options

    settings = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            session.fail(exits.USAGE, f"--set takes NAME=VALUE, not '{pair}'")
        settings[name] = value
    options = Options(
        single=single or stdout,
        allow_native=allow_native,
        templates=Path(templates) if templates is not None else None,
        settings=settings,
        computed=computed,
    )
    flags = produce.Flags(force=force, check=check, diff=diff, dry_run=dry_run)
    run = _Run(Path(output), options, flags, strict, stdout, session.Printer(style))
    run.specs(session.expand(specs), langs)
    run.finish()


@dataclass(frozen=True, slots=True)
class _Work:
    """What a package is made from and where to: the digests of its sources, its folder."""

    target: Target
    folder: Path
    sources: dict[str, str]


class _Run:
    """One call of the command: what was done so far."""

    def __init__(
        self,
        output: Path,
        options: Options,
        flags: produce.Flags,
        strict: bool,
        stdout: bool,
        printer: session.Printer,
    ) -> None:
        self.output = output
        self.options = options
        self.flags = flags
        self.strict = strict
        self.stdout = stdout
        self.printer = printer
        self.failed = False
        self.differs = False
        self.folders = produce.Folders()

    def specs(self, paths: Iterable[str], langs: tuple[str, ...]) -> None:
        """Compiles specs to their languages, those that are up to date left out."""
        from vibee_compiler.check.gated import gated
        from vibee_compiler.check.syntax import SyntaxGate

        with SyntaxGate() as gate:
            made = (one for path in paths for one in self._made(path, langs, gate))
            for work, package, found in gated(gate, made):
                if found:
                    self._reject(found)
                elif self.stdout:
                    self._print(package)
                else:
                    self._write(work, package)

    def _made(
        self, path: str, langs: tuple[str, ...], gate: SyntaxGate
    ) -> Iterator[tuple[_Work, Package]]:
        """The packages of one spec that can be written."""
        from vibee_compiler.diagnostics.reporter import Reporter
        from vibee_compiler.targets import faults

        todo = self._stale(Path(path), langs) if langs else None
        if todo == []:
            return
        gate.start()
        reading = session.read(path, strict=self.strict)
        self.printer.show(reading.diagnostics)
        if reading.program is None:
            self.failed = True
            return
        names = langs if todo is None else tuple(todo)
        sources = produce.source_digests(reading.program, Path(path))
        name = reading.program.root.name
        lenient = session.means_all(langs)
        for target in session.targets(names, reading.program.root.language, lenient=lenient):
            try:
                package = faults.generate(target, reading.program, self.options)
            except faults.TargetFault as fault:
                self.failed = True
                click.echo(f"error: {fault}", err=True)
                continue
            found = Reporter(strict=self.strict)
            found.extend(package.diagnostics)
            self.printer.show(found.all())
            if found.failed:
                self.failed = True
            else:
                parent = self.output / target.profile.id
                folder = self.folders.of(parent, package.folder(name), Path(path))
                self.folders.claim(folder, Path(path))
                yield _Work(target, folder, sources), package

    def _stale(self, spec: Path, langs: tuple[str, ...]) -> list[str] | None:
        """The languages that have to be made again; None when that cannot be told quickly."""
        from vibee_compiler.targets import registry

        if self.strict or self.stdout or self.flags.force:
            return None
        try:
            ids = [
                target_id
                for name in ",".join(langs).split(",")
                for target_id in (
                    registry.installed() if name == "all" else [registry.resolve(name)]
                )
            ]
        except registry.UnknownTarget:
            return None
        name = produce.guessed_name(spec)
        if name is None:
            return None
        todo = []
        for target_id in dict.fromkeys(ids):
            texts = produce.option_texts(target_id, self.options)
            folder = produce.unchanged(spec, name, self.output / target_id, texts, self.folders)
            if folder is None:
                todo.append(target_id)
            else:
                self.folders.claim(folder, spec)
                click.echo(f"{folder}: up to date", err=True)
        return todo

    def _reject(self, faults: list[str]) -> None:
        self.failed = True
        for fault in faults[:5]:
            click.echo(f"internal error: the grammar refuses {fault}", err=True)
        click.echo("nothing was written for it; please report this with the spec", err=True)

    def _print(self, package: Package) -> None:
        for file in package.files:
            if file.role == "module":
                click.echo(file.text, nl=False)

    def _write(self, work: _Work, package: Package) -> None:
        from vibee_compiler.output.paths import PathError

        target_id = work.target.profile.id
        texts = produce.option_texts(target_id, self.options)
        folder = work.folder
        manifest = produce.manifest_of(package, work.sources, texts)
        try:
            plan = produce.write_package(package, folder, manifest, self.flags)
        except PathError as error:
            self._reject([f"{target_id}: {error}"])
            return
        except OSError as error:
            session.fail(exits.OUTPUT, f"{folder} could not be written: {error}")
        if self.flags.diff:
            click.echo("".join(plan.diff()), nl=False)
        if self.flags.dry_run:
            for step in plan.steps:
                click.echo(f"{step.kind:>8}  {folder / step.path}")
        for step in plan.kept:
            hint = "edited since it was generated" if step.kind == "edited" else "not ours"
            click.echo(f"{folder / step.path}: left alone, {hint} (--force overwrites)", err=True)
        self.differs = self.differs or bool(plan.changes) or bool(plan.kept)
        if self.flags.writes:
            stubs = f", {len(package.stubs)} stubs" if package.stubs else ""
            changed = len(plan.changes)
            click.echo(f"{folder}: {len(package.files)} files, {changed} changed{stubs}", err=True)

    def finish(self) -> None:
        """Ends the command with its exit code."""
        self.printer.finish()
        if self.failed or (self.flags.check and self.differs):
            raise SystemExit(exits.FINDINGS)
