"""Room for recursion over deep trees.

The parser bounds the depth of a tree (`syntax.depth.MAX_DEPTH`); a rule takes a handful of
Python's frames a level, more than its default limit allows.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

LIMIT = 20_000


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Raise Python's limit while the block runs."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, LIMIT))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
