"""Near names: what somebody probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def distance(left: str, right: str, limit: int) -> int:
    """The optimal string alignment distance (edits and swaps of neighbours), or `limit` + 1.

    The usual three-row dynamic programme; it stops when a whole row is above the limit.
    """
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    above = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, above = above, row
    return min(above[-1], limit + 1)


MOST_NAMES = 300
"""More candidates than this are not compared one by one: only those with the same first letter."""


def near(name: str, candidates: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Up to `count` candidates close to a name, nearest first, ties in alphabetical order.

    One edit is allowed for every three characters and letter case costs nothing. Names of more
    than 64 characters have no near names: nobody mistypes those. Nor has any name
    among thousands of candidates, which a machine has written.
    """
    folded = name.casefold()
    if not folded or len(folded) > 64:
        return ()
    limit = max(1, len(folded) // 3) if len(folded) > 1 else 0
    found: list[tuple[int, str]] = []
    names = set(candidates)
    if len(names) > 10 * MOST_NAMES:
        return ()
    if len(names) > MOST_NAMES:
        names = {one for one in names if one[:1].casefold() == folded[0]}
        if len(names) > MOST_NAMES:
            return ()
    for candidate in names:
        far = distance(folded, candidate.casefold(), limit)
        if far <= limit and candidate != name and far < len(folded):
            found.append((far, candidate))
    return tuple(candidate for _, candidate in sorted(found)[:count])


def did_you_mean(name: str, candidates: Iterable[str]) -> str | None:
    """A hint with the near names, or None: "did you mean `a`, `b` or `c`?"."""
    names = [f"`{found}`" for found in near(name, candidates)]
    if not names:
        return None
    head = ", ".join(names[:-1])
    return f"did you mean {head + ' or ' if head else ''}{names[-1]}?"
