"""Profiles that stand for kinds of targets, from the richest to the poorest."""

from __future__ import annotations

from vibee_compiler.ir.expr import Op
from vibee_compiler.ir.signatures import table
from vibee_compiler.lowering.profile import Lowering

MACROS = frozenset(
    entry.id for entry in table().entries.values() if any(part.binders for part in entry.parts)
)
KEPT = MACROS - {"list.fold"}


def common(op: Op) -> bool:
    """What many languages have."""
    entry = table()[op.id]
    return entry.primitive or entry.native


def primitives(op: Op) -> bool:
    """What every target must have; no macro."""
    return table()[op.id].primitive and op.id not in MACROS


PROFILES: dict[str, Lowering] = {
    "exceptions": Lowering(
        spells=common, patterns="native", native_options=False, keep_macros=KEPT, stepped_loops=True,
        sum_loops=True,
    ),
    "results": Lowering(
        spells=common, patterns="native", match_expressions=True, block_expressions=True,
        keep_macros=KEPT, closures="pure", moves=True, late_sums=True,
    ),
    "doubles": Lowering(
        spells=common, int_bits=53, keep_macros=KEPT, loops_over_numbers=True, late_sums=True,
    ),
    "loops": Lowering(spells=common, closures="none"),
    "persistent": Lowering(spells=common, keep_macros=MACROS, builders=False, fail_expressions=True),
    "narrow": Lowering(
        spells=primitives, int_bits=32, if_expressions=False, closures="none", patterns="tests",
    ),
    "poorest": Lowering(
        spells=primitives, if_expressions=False, raising_expressions=False, closures="none",
        patterns="tests", short_circuit_raises=False, rich_literals=False,
    ),
    "poorest without builders": Lowering(
        spells=primitives, if_expressions=False, raising_expressions=False, closures="none",
        patterns="switch", short_circuit_raises=False, builders=False, rich_literals=False,
    ),
}  # fmt: skip
"""All combinations of strategies that first-party targets use, and some that none does."""
