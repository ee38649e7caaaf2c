"""How different synthesised specs are: shapes, entropies, near-duplicates.

A shape is the IR of a spec without names, literals and prose (`corpus.families`). Entropies are of
n-grams of words, in bits. Near-duplicates are found by MinHash (Broder 1997) over shingles of five
tokens of the whole spec, by locality-sensitive hashing at a Jaccard similarity of 0.8.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from vibee_compiler.corpus.synth import engine

if TYPE_CHECKING:
    from vibee_compiler.corpus.synth.engine import Synthesised

THRESHOLD = 0.8
SHINGLE = 5
_PERMUTATIONS = 128
_TOKEN = re.compile(r"[一-鿿]|\w+|[^\w\s]")
_PROSE = re.compile(r"^\s+(?:description|given|when|then): (.*)$", re.MULTILINE)
_BODY = re.compile(r"^    body: (?:\|\n((?:      .*\n?)+)|(.*)$)", re.MULTILINE)


def tokens(text: str) -> list[str]:
    """Words, signs and single Chinese characters."""
    return _TOKEN.findall(text)


def entropy(counts: Counter[tuple[str, ...]]) -> float:
    """The entropy of a distribution of n-grams, in bits."""
    total = sum(counts.values())
    return -sum(n / total * math.log2(n / total) for n in counts.values()) if total else 0.0


def grams(words: list[str], n: int) -> Iterator[tuple[str, ...]]:
    """The n-grams of a text."""
    return zip(*(words[i:] for i in range(n)), strict=False)


class Report:
    """Counts over specs, added one by one."""

    def __init__(self) -> None:
        from datasketch import MinHashLSH

        self.count = 0
        self.shapes: Counter[str] = Counter()
        self.bodies: Counter[str] = Counter()
        self.near = 0
        self.by: dict[str, Counter[str]] = {
            name: Counter() for name in ("level", "language", "domain", "goal")
        }
        self.prose: dict[int, Counter[tuple[str, ...]]] = {n: Counter() for n in (1, 2, 3)}
        self.code: dict[int, Counter[tuple[str, ...]]] = {n: Counter() for n in (1, 2, 3)}
        self._index = MinHashLSH(threshold=THRESHOLD, num_perm=_PERMUTATIONS)

    def add(self, one: Synthesised) -> None:
        """Count a spec."""
        from datasketch import MinHash

        from vibee_compiler.corpus.families import family

        self.count += 1
        self.shapes[family(engine.compiled(one.text))] += 1
        for key, value in (
            ("level", str(one.level)),
            ("language", one.human_language),
            ("domain", one.domain),
        ):
            self.by[key][value] += 1
        self.by["goal"].update(one.goals)
        for found in _PROSE.finditer(one.text):
            words = tokens(found[1].lower())
            for n, counts in self.prose.items():
                counts.update(grams(words, n))
        for found in _BODY.finditer(one.text):
            body = found[1] or found[2]
            self.bodies[" ".join(body.split())] += 1
            words = tokens(body)
            for n, counts in self.code.items():
                counts.update(grams(words, n))
        sketch = MinHash(num_perm=_PERMUTATIONS)
        words = tokens(one.text)
        sketch.update_batch(
            {" ".join(part).encode() for part in grams(words, SHINGLE)} or {one.text.encode()}
        )
        if self._index.query(sketch):
            self.near += 1
        self._index.insert(str(self.count), sketch)

    def lines(self) -> Iterator[str]:
        """The figures."""
        count = max(1, self.count)
        behaviours = sum(self.bodies.values())
        yield f"specs                    {self.count}"
        yield f"behaviours               {behaviours}"
        shapes = 100 * len(self.shapes) / count
        yield f"distinct shapes          {len(self.shapes)} ({shapes:.1f} %)"
        bodies = 100 * len(self.bodies) / max(1, behaviours)
        yield f"distinct bodies          {len(self.bodies)} ({bodies:.1f} %)"
        near = 100 * self.near / count
        yield f"near-duplicates          {self.near} ({near:.2f} %, Jaccard {THRESHOLD})"
        for name, table in (("prose", self.prose), ("bodies", self.code)):
            bits = ", ".join(f"{n}: {entropy(counts):.2f}" for n, counts in table.items())
            yield f"{f'entropy of {name}, bits by n':<30}{bits}"
        for name, counter in self.by.items():
            shown = ", ".join(f"{key} {n}" for key, n in sorted(counter.items()))
            yield f"by {name:<9}({len(counter)}) {shown}"


def report_lines(specs: Iterable[Synthesised]) -> Iterator[str]:
    """The report of specs."""
    report = Report()
    for one in specs:
        report.add(one)
    yield from report.lines()
