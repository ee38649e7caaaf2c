"""Declarations in another order: types, constants, behaviours, and the examples of each."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from vibee_compiler.corpus.synth.chance import Chance
from vibee_compiler.ir import module as m

T = TypeVar("T")


def reorder(program: m.Program, chance: Chance) -> m.Program | None:
    """The program with its declarations shuffled; fields and enum values stay, their order counts.

    Names of examples stay with them.
    """
    root = program.root
    behaviours = tuple(
        replace(one, examples=_shuffled(one.examples, chance))
        for one in _shuffled(root.behaviours, chance)
    )
    changed = replace(
        root,
        types=_shuffled(root.types, chance),
        constants=_shuffled(root.constants, chance),
        behaviours=behaviours,
    )
    if changed == root:
        return None
    return replace(program, modules=(*program.modules[:-1], changed))


def _shuffled(items: tuple[T, ...], chance: Chance) -> tuple[T, ...]:
    return tuple(chance.some(items, len(items)))
