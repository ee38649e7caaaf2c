"""`vibee languages`."""

from __future__ import annotations

import json

import click

from vibee_compiler.cli import exits


@click.command("languages")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--names", is_flag=True, help="Only the ids, without importing any target.")
def command(as_json: bool, names: bool) -> None:
    """List the target languages that are installed.

    The level is the one that `vibee plugin check` computed on this machine for the plugin as it is
    now; `--` where it did not.
    """
    from vibee_compiler.kit.report import recorded
    from vibee_compiler.targets import registry

    if names:
        for target_id in registry.installed():
            click.echo(target_id)
        return
    broken = False
    other_names: dict[str, list[str]] = {}
    for alias, target_id in registry.aliases().items():
        other_names.setdefault(target_id, []).append(alias)
    for target_id, found in registry.installed().items():
        try:
            profile = registry.load(target_id).profile
        except registry.BrokenTarget as error:
            click.echo(f"warning: {error}", err=True)
            broken = True
            continue
        row = {
            "id": target_id,
            "name": profile.name,
            "aliases": other_names.get(target_id, []),
            "extension": profile.extension,
            "int_bits": profile.lowering.int_bits,
            "level": recorded(target_id),
            "unsupported": sorted(profile.unsupported),
            "toolchain": profile.toolchain,
            "from": found.distribution,
        }
        if as_json:
            click.echo(json.dumps(row, ensure_ascii=False))
            continue
        tools = ", ".join(f"{tool} {version}" for tool, version in profile.toolchain.items())
        names_text = ", ".join([target_id, *other_names.get(target_id, [])])
        level = row["level"] or "--"
        click.echo(f"{profile.name:<12} {level} --lang {names_text:<18} needs {tools}")
    for hidden in registry.duplicates():
        click.echo(f"warning: '{hidden.id}' of {hidden.distribution} is hidden", err=True)
    for alias, distribution in registry.hidden_aliases():
        click.echo(f"warning: the alias '{alias}' of {distribution} is hidden", err=True)
    if broken:
        raise SystemExit(exits.FINDINGS)
