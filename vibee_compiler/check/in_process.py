"""The syntax gate without a process of its own, for processes that may be killed themselves.

Nothing is copied through pipes, and a process is worth exactly one processor. The price: a grammar
that runs past its time, or brings the parser down, takes this process with it (SIGPROF, SIGABRT).
Whoever uses it restarts such a process and takes `syntax.SyntaxGate` for what it was at, which then
has a verdict on the culprit alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

from vibee_compiler.check import _parse_worker as wire
from vibee_compiler.check.syntax import DEFAULT_SECONDS, Faults, NoGrammar, SyntaxFault, Unparsed

Id = TypeVar("Id", bound=Hashable)

MAX_CLEAN = 1 << 12
"""Digests of faultless texts that are kept (16 octets each); the oldest half goes first."""


class InProcessGate:
    """Parses texts here and now; verdicts are those of `SyntaxGate`."""

    def __init__(self, timeout: float = DEFAULT_SECONDS) -> None:
        self._timeout = timeout
        self._worker = wire.Worker(timeout)
        self._clean: dict[bytes, None] = {}

    def check(self, items: Iterable[tuple[Id, str, str]]) -> Iterator[tuple[Id, Faults | Unparsed]]:
        """Verdicts on (id, grammar, text), in order; an empty list is a clean bill."""
        for key, grammar, text in items:
            yield key, self._verdict(grammar, text.encode("utf-8", "surrogatepass"))

    def _verdict(self, grammar: str, data: bytes) -> Faults | Unparsed:
        known = hashlib.blake2b(data, digest_size=16, key=grammar.encode()[:64]).digest()
        if known in self._clean:
            return []
        parser = self._worker.parser_for(grammar)
        if parser is None:
            return NoGrammar("there is no such grammar")
        wire.arm(self._timeout)
        try:
            tree = parser.parse(data)
            if tree.root_node.has_error:
                return [SyntaxFault(*row) for row in wire.faults(tree, data)]  # type: ignore[arg-type]
        finally:
            wire.arm(0)
        self._remember(known)
        return []

    def _remember(self, known: bytes) -> None:
        if len(self._clean) >= MAX_CLEAN:
            for old in list(self._clean)[: MAX_CLEAN // 2]:
                del self._clean[old]
        self._clean[known] = None
