"""Makes an augmented spec and checks it as its source was: it compiles, and its examples hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from vibee_compiler.corpus import families
from vibee_compiler.corpus.augment.equivalent import equivalent
from vibee_compiler.corpus.augment.paraphrase import paraphrase
from vibee_compiler.corpus.augment.rename import rename
from vibee_compiler.corpus.augment.reorder import reorder
from vibee_compiler.corpus.synth.chance import Chance
from vibee_compiler.frontend.canonical import program_text
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.ir import module as m
from vibee_compiler.mutants.judge import Judge

Way = Callable[[m.Program, Chance], m.Program | None]

WAYS: Final[dict[str, Way]] = {
    "rename": rename,
    "reorder": reorder,
    "equivalent": equivalent,
    "paraphrase": paraphrase,
}
"""How a spec can be made from another one."""

SAME_SHAPE: Final = frozenset({"rename", "reorder", "paraphrase"})
"""Ways that must not change what a family is made of."""


def augmented(program: m.Program, way: str, seed: str) -> str | None:
    """The text of a spec that means the same, said in another way.

    None where there is nothing to change, or where what came out did not pass: it has to compile
    without an error, to keep its shape where the way says so, and to give the same results on
    the inputs that tell mutants apart where bodies were changed.
    """
    changed = WAYS[way](program, Chance(way, seed))
    if changed is None:
        return None
    text = program_text(changed)
    again = compile_spec(Path(program.root.source), text).program
    if again is None or text == program_text(program):
        return None
    if way in SAME_SHAPE:
        return text if families.family(again) == families.family(program) else None
    return text if _agree(program, again) else None


def _agree(program: m.Program, other: m.Program) -> bool:
    """Whether the bodies of two programs give the same results on many inputs."""
    judge, theirs = Judge(program), Judge(other)
    return not any(next(judge.differing(one, theirs.original), None) for one in judge.behaviours)
