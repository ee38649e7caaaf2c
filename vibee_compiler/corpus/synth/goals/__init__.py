"""What behaviours are for: each goal fills a draft with a meaning from the domain.

A goal takes the spec under construction and an empty draft, and raises `Unfit` where the domain
lacks what it needs. `all_goals` lists them with their difficulty and weight.
"""

from __future__ import annotations

from vibee_compiler.corpus.synth.goals.base import Goal


def all_goals() -> list[Goal]:
    """Every goal, always in the same order."""
    from vibee_compiler.corpus.synth.goals import (  # noqa: F401 (they declare themselves)
        base,
        calls,
        lists,
        records,
        recursion,
        states,
        tables,
        texts,
        walks,
    )

    return base.GOALS
