"""Groups of commands that import a command when it runs or shows its own help, not before."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """A group over a table: command name -> (module in `cli.commands`, its one line of help).

    The module's command is its attribute `command`.
    """

    def __init__(self, *args: Any, table: Mapping[str, tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in self.table:
            return None
        module = import_module(f"vibee_compiler.cli.commands.{self.table[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click's, with near names for a command that does not exist."""
        if args and args[0] not in self.table and not args[0].startswith("-"):
            from vibee_compiler.diagnostics.names import did_you_mean

            hint = did_you_mean(args[0], self.table)
            ctx.fail(f"no such command '{args[0]}'" + (f"; {hint}" if hint else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with their one-liners, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.table.items()])
