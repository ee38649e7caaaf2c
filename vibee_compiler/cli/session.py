"""What commands share: reading specs, printing findings, naming languages."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from vibee_compiler.cli import exits
from vibee_compiler.diagnostics.model import Diagnostic, Severity
from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from vibee_compiler.ir.module import Program
    from vibee_compiler.targets.hookspecs import Target

FORMATS = ("text", "json", "sarif")


def fail(code: int, message: str) -> NoReturn:
    """Ends the command with a message on standard error."""
    click.echo(f"error: {message}", err=True)
    raise SystemExit(code)


def expand(paths: Sequence[str]) -> list[str]:
    """The spec files that the arguments name: a folder stands for all of its specs, sorted."""
    found: list[str] = []
    for name in paths:
        path = Path(name)
        if path.is_dir():
            inside = sorted(p.as_posix() for p in path.rglob("*.vibee") if p.is_file())
            if not inside:
                fail(exits.USAGE, f"there is no .vibee file in the folder {name}")
            found += inside
        elif not path.exists():
            fail(exits.USAGE, f"there is no file {name}")
        else:
            found.append(name)
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Reading:
    """A spec that was read; `program` is None when it has errors."""

    path: str
    program: Program | None
    diagnostics: tuple[Diagnostic, ...]


def read(path: str, *, strict: bool = False) -> Reading:
    """Reads and checks one spec with its imports."""
    from vibee_compiler.diagnostics.reporter import Reporter
    from vibee_compiler.frontend.pipeline import compile_spec

    result = compile_spec(Path(path))
    reporter = Reporter(strict=strict)
    reporter.extend(result.diagnostics)
    found = tuple(reporter.all())
    bad = any(d.severity is Severity.ERROR for d in found)
    return Reading(path, None if bad else result.program, found)


class Printer:
    """Prints findings in one of `FORMATS`: text at once, the others as one document at the end.

    `least` is the severity from which on findings are shown; `sources` has texts that are in no
    file, by the name that positions give.
    """

    def __init__(
        self,
        style: str,
        least: Severity = Severity.WARNING,
        sources: Mapping[str, str] | None = None,
    ) -> None:
        self.style = style
        self.least = least
        self.kept: list[Diagnostic] = []
        self.counts = dict.fromkeys(Severity, 0)
        self._given = dict(sources or {})
        self._last: tuple[str, str | None] = ("", None)

    def show(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Takes findings in."""
        from vibee_compiler.diagnostics import render

        for diagnostic in diagnostics:
            self.counts[diagnostic.severity] += 1
            if diagnostic.severity < self.least:
                continue
            if self.style in ("json", "sarif"):
                self.kept.append(diagnostic)
            elif self.style == "text":
                color = sys.stderr.isatty()
                shown = render.text(diagnostic, self._source, color=color)
                click.echo(shown, err=True)

    def _source(self, file: str) -> str | None:
        """The text of a file; findings come file by file, so the last one is at hand."""
        if file in self._given:
            return self._given[file]
        if file != self._last[0]:
            try:
                data = Path(file).read_bytes()
            except OSError:
                self._last = (file, None)
            else:
                self._last = (file, data.decode("utf-8", "replace").removeprefix("\ufeff"))
        return self._last[1]

    def finish(self) -> None:
        """Prints what is printed as a whole."""
        from vibee_compiler.diagnostics import render

        if self.style == "json":
            click.echo(render.json_lines(self.kept))
        elif self.style == "sarif":
            click.echo(render.sarif(self.kept))

    @property
    def errors(self) -> int:
        """How many errors there were."""
        return self.counts[Severity.ERROR]


def means_all(names: Sequence[str]) -> bool:
    """Whether `--lang` says `all`."""
    return any(part.strip().lower() == "all" for name in names for part in name.split(","))


def targets(
    names: Sequence[str], default: str | None = None, *, lenient: bool = False
) -> list[Target]:
    """The targets that `--lang` names (`rust,python`, `all`), or the default's.

    A broken plugin among `all` is reported and left out; one that was asked for ends the command,
    unless `lenient` says that the names stand for `all`.
    """
    from vibee_compiler.targets import registry

    wanted = [part for name in names for part in name.split(",") if part.strip()]
    if not wanted and default is not None:
        wanted = [default]
    if not wanted:
        known = ", ".join(registry.installed())
        fail(exits.USAGE, f"no language: use --lang with some of {known}, or `all`")
    found: dict[str, Target] = {}
    for name in wanted:
        if name.strip().lower() == "all":
            for target_id in registry.installed():
                try:
                    found[target_id] = registry.load(target_id)
                except registry.BrokenTarget as error:
                    click.echo(f"warning: {error}", err=True)
            continue
        try:
            target_id = registry.resolve(name)
            found[target_id] = registry.load(target_id)
        except registry.UnknownTarget as error:
            near = f"; did you mean {' or '.join(error.near)}?" if error.near else ""
            fail(exits.USAGE, f"there is no target '{name}'{near} (`vibee languages` lists them)")
        except registry.BrokenTarget as error:
            if not lenient:
                fail(exits.USAGE, str(error))
            click.echo(f"warning: {error}", err=True)
    return list(found.values())
