"""Counts of a corpus: nested numbers by name, which add up over shards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from vibee_compiler.corpus.produce import Reject
from vibee_compiler.corpus.row import columns

BY = (
    "target",
    "split",
    "made",
    "domain",
    "human_language",
    "licence",
    "verified",
    "toolchain",
    "operator",
)
"""Columns whose values are counted."""

TEXTS = (
    "spec", "instruction", "module", "tests", "docs", "prompt", "chosen", "rejected", "completion",
)  # fmt: skip
"""Columns whose octets are added up and shown as histograms, by powers of two."""

NONE: Final = "(none)"

SKETCH: Final = 4096
"""Families that are told apart exactly; beyond, their number is estimated within some 3 %."""
_SPACE: Final = 16**16


class Counter:
    """Counts rows and rejects of one shard."""

    def __init__(self) -> None:
        self._rows = 0
        self._rejects = 0
        self._by: dict[str, dict[str, int]] = {name: {} for name in (*BY, "rejected")}
        self._octets: dict[str, int] = {}
        self._sizes: dict[str, dict[str, int]] = {}
        self._tests = 0
        self._tested: dict[str, int] = {}
        self._stubs = 0
        self._scores: dict[str, int] = {}
        self._families: set[str] = set()

    def row(self, row: Any) -> None:
        """Takes a row of any kind in.

        Raises:
            UnicodeEncodeError: for a text that is no UTF-8.
        """
        kind: Any = type(row)
        has = columns(kind)
        sizes = [(name, _size(getattr(row, name))) for name in TEXTS if name in has]
        self._rows += 1
        for name in BY:
            if name in has:
                _add(self._by[name], str(getattr(row, name) or NONE))
        for name, size in sizes:
            self._octets[name] = self._octets.get(name, 0) + size
            _add(self._sizes.setdefault(name, {}), _bucket(size))
        self._families.add(row.family)
        if "tests_run" in has:
            self._tests += row.tests_run
            _add(self._tested, _bucket(row.tests_run))
            self._stubs += len(row.stubs)
            _add(self._scores, NONE if row.score is None else str(int(min(row.score, 0.99) * 10)))

    def reject(self, reject: Reject) -> None:
        """Takes a reject in."""
        self._rejects += 1
        _add(self._by["rejected"], reject.reason)

    def data(self) -> dict[str, Any]:
        """What was counted, keys sorted."""
        return _sorted(
            {
                "rows": self._rows,
                "rejects": self._rejects,
                "tests_run": self._tests,
                "stubs": self._stubs,
                "octets": self._octets,
                "by": self._by,
                "histograms": {**self._sizes, "tests_run": self._tested},
                "scores": self._scores,
                "families": _least(self._families),
            }
        )


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8"))


def _bucket(number: int) -> str:
    """The power of two that a number lies below: a bucket "1024" holds 512 to 1023."""
    return str(1 << number.bit_length()) if number else "0"


def _add(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1


def _sorted(data: Mapping[str, Any]) -> dict[str, Any]:
    def order(key: str) -> tuple[int, str]:
        return (int(key) if key.isdigit() else 0, key)

    return {
        key: _sorted(data[key]) if isinstance(data[key], Mapping) else data[key]
        for key in sorted(data, key=order)
    }


def total(counts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The sum of counts, keys sorted."""
    made = Counter().data()
    for one in counts:
        _merge(made, one)
    return _sorted(made)


def _merge(into: dict[str, Any], one: Mapping[str, Any]) -> None:
    for key, value in one.items():
        if isinstance(value, Mapping):
            _merge(into.setdefault(key, {}), value)
        elif isinstance(value, list):
            into[key] = _least({*into.get(key, ()), *value})
        else:
            into[key] = into.get(key, 0) + value


def _least(families: set[str]) -> list[str]:
    """A sketch of distinct families: the least digests.

    Of uniform numbers the k-th least tells how many there are (Bar-Yossef et al. 2002, "Counting
    distinct elements in a data stream").
    """
    return sorted(families)[:SKETCH]


def families(counts: Mapping[str, Any]) -> int:
    """The number of distinct families that was counted."""
    least = counts["families"]
    if len(least) < SKETCH:
        return len(least)
    return round((SKETCH - 1) * _SPACE / (int(least[-1], 16) + 1))
