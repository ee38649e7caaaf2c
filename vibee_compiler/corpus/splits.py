"""Which split a family belongs to: by its digest alone, so that corpora agree on it."""

from __future__ import annotations

import hashlib
from typing import Final, Literal, get_args

Split = Literal["train", "validation", "test"]
SPLITS: Final[tuple[Split, ...]] = get_args(Split)

VALIDATION: Final = 5
TEST: Final = 5
"""Shares in percent; the rest trains."""


def split(family: str) -> Split:
    """The split of a family."""
    place = int.from_bytes(hashlib.sha256(f"split:{family}".encode()).digest()[:8]) % 100
    if place < TEST:
        return "test"
    return "validation" if place < TEST + VALIDATION else "train"
