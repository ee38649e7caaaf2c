"""The `vibee` command."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

import click

from vibee_compiler import __version__
from vibee_compiler.cli import exits

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
    "plugin": ("plugin", "Write a target plugin, and compute the level of one."),
    "completion": ("completion", "Print the shell completion script."),
}
"""Command name -> (module in `cli.commands`, its one line of help)."""


class LazyGroup(click.Group):
    """A group that imports a command when it runs or shows its own help, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"vibee_compiler.cli.commands.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click's, with near names for a command that does not exist."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from vibee_compiler.diagnostics.names import did_you_mean

            hint = did_you_mean(args[0], COMMANDS)
            ctx.fail(f"no such command '{args[0]}'" + (f"; {hint}" if hint else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with their one-liners, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code), text) for code, text in exits.MEANINGS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
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
