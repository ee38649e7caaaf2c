"""`vibee completion`."""

from __future__ import annotations

import click


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script of a shell.

    Bash, for one: `vibee completion bash > ~/.local/share/bash-completion/completions/vibee`.
    """
    from click.shell_completion import get_completion_class

    from vibee_compiler.cli.main import cli

    found = get_completion_class(shell)
    if found is None:
        raise click.ClickException(f"click knows no completion for {shell}")
    click.echo(found(cli, {}, "vibee", "_VIBEE_COMPLETE").source())
