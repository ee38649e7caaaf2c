"""Styles of code: the same program with macros as comprehensions and iterators, or as loops.

A target offers them by `settings = {"style": STYLE}` and `styled` in its `lowering`; the same tests
hold for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from vibee_compiler.lowering.profile import Lowering
from vibee_compiler.targets.base import Setting

FUNCTIONAL: Final = "functional"
LOOPS: Final = "loops"

STYLE: Final = Setting(
    (FUNCTIONAL, LOOPS), "how lists are gone through: expressions where they read well, or loops"
)

_ALWAYS: Final = frozenset({"list.sortBy", "list.groupBy"})
"""Macros whose loops would be slower by an order: they sort, or search for a group each time."""


def styled(lowering: Lowering, settings: Mapping[str, str]) -> Lowering:
    """The strategies in the style that the settings ask for."""
    if settings["style"] == FUNCTIONAL:
        return lowering
    return replace(lowering, keep_macros=lowering.keep_macros & _ALWAYS)
