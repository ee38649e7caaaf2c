"""The `vibee` command."""

from __future__ import annotations

import gc
import os
import sys

import click

from vibee_compiler import __version__
from vibee_compiler.cli import exits
from vibee_compiler.cli.lazy import LazyGroup

COMMANDS: dict[str, tuple[str, str]] = {
    "compile": ("compile", "Write packages in one or more languages."),
    "check": ("check", "Check specs and say what is wrong with them."),
    "eval": ("evaluate", "Evaluate a behaviour or an expression."),
    "test": ("test", "Build the packages and run their tests with the real toolchains."),
    "mutants": ("mutants", "Put small faults into bodies and see whether the tests notice."),
    "languages": ("languages", "List the target languages."),
    "ir": ("ir", "Print the typed IR of a spec."),
    "explain": ("explain", "Explain a diagnostic code."),
    "gen": ("gen", "Write one row a spec and language, for training corpora."),
    "corpus": ("corpus", "Build training corpora of specs and their code."),
    "score": ("score", "Say how good a file of code is, between 0 and 1."),
    "plugin": ("plugin", "Write a target plugin, and compute the level of one."),
    "completion": ("completion", "Print the shell completion script."),
}
"""Command name -> (module in `cli.commands`, its one line of help)."""


class Main(LazyGroup):
    """The commands, with the exit codes below."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """As the base's, and what exit codes mean."""
        super().format_commands(ctx, formatter)
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code), text) for code, text in exits.MEANINGS.items()])


@click.group(cls=Main, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="vibee")
def cli() -> None:
    """One .vibee specification, tested packages in many programming languages."""


def main() -> None:
    """The entry point: turns what the user can cause into a message and an exit code."""
    # Trees without circles are nearly all that is made here: looking for circles often costs 5 %.
    gc.set_threshold(50_000, 20, 100)
    try:
        cli.main(prog_name="vibee", standalone_mode=True)
    except KeyboardInterrupt:
        click.echo("interrupted", err=True)
        sys.exit(exits.INTERRUPTED)
    except BrokenPipeError:
        # The reader went away (`vibee gen | head`): that is no fault. Keep Python from
        # complaining again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(exits.OK)


if __name__ == "__main__":
    main()
