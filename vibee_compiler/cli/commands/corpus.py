"""`vibee corpus`."""

from __future__ import annotations

import click

from vibee_compiler.cli.lazy import LazyGroup

TABLE: dict[str, tuple[str, str]] = {
    "build": ("corpus_build", "Write rows of specs and their code, verified, shard by shard."),
    "pairs": ("corpus_pairs", "Write preference pairs: right code over code with one fault."),
    "synth": ("corpus_synth", "Make specs with prose and examples, as many as wanted."),
}


@click.group("corpus", cls=LazyGroup, table=TABLE)
def command() -> None:
    """Build training corpora: pairs of specs and code, in bulk (docs/corpus.md)."""
