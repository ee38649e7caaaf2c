"""`vibee corpus pairs`."""

from __future__ import annotations

import click

from vibee_compiler.cli.commands import corpus_build
from vibee_compiler.corpus import LEVELS


@click.command("pairs")
@corpus_build.shared_options
@click.option(
    "--for",
    "trainer",
    type=click.Choice(["dpo", "kto"]),
    default="dpo",
    show_default=True,
    help="Whose columns: prompt, chosen, rejected; or prompt, completion, label.",
)
@click.option(
    "--most",
    type=click.IntRange(1, 100),
    default=3,
    show_default=True,
    help="Pairs of one behaviour and language.",
)
@click.option(
    "--verify",
    type=click.Choice(LEVELS),
    default=LEVELS[0],
    show_default=True,
    help="What the wrong side must show: parsed, built, or built and failing a test.",
)
def command(
    specs: tuple[str, ...],
    langs: tuple[str, ...],
    output: str,
    form: str,
    workers: int | None,
    engine: str,
    resume: bool,
    verify: str,
    shard_specs: int,
    licence: str | None,
    unsandboxed: bool,
    trainer: str,
    most: int,
) -> None:
    """Write preference pairs: right code over the same with one fault that a test notices.

    The fault is a mutant of the spec's body, made into code like the original, near misses of
    equal length first. The columns are those that TRL's DPO and KTO trainers take, and some that
    say what the fault is. SPECS are as for `vibee corpus build`.
    """
    from vibee_compiler.cli import session
    from vibee_compiler.corpus.job import Job

    targets = tuple(one.profile.id for one in session.targets(langs or ("all",)))
    job = Job(targets, form, verify, licence, unsandboxed, trainer, most)
    corpus_build.run(job, specs, output, workers, engine, shard_specs, resume=resume)
