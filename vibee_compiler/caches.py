"""Where what can be made again is kept."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

LATEST = 8
"""Values of which `per_value` remembers what was made of them."""


def cache_folder() -> Path:
    """The project's folder below the user's caches; it need not exist."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "vibee"


def per_value(function: Callable[[Given], Made]) -> Callable[[Given], Made]:
    """The function, made once for each of the latest values that it was given.

    For what every target asks of one program: the very object counts, since comparing programs
    takes longer than the answer. The value must not change, nor what was made of it.
    """
    kept: dict[int, tuple[Given, Made]] = {}

    def remembered(value: Given) -> Made:
        known = kept.get(id(value))
        if known is not None:
            return known[1]
        made = function(value)
        if len(kept) >= LATEST:
            kept.pop(next(iter(kept)))
        kept[id(value)] = (value, made)  # the value is held, so that its id stays its own
        return made

    return remembered
