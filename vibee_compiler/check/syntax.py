"""The syntax gate: every generated file is parsed with its tree-sitter grammar.

Parsing happens in a process of its own, since a grammar may loop for ever on a short text (the one
for COBOL does on `a`) and the binding offers no way to stop it. The process starts with the first
text, is fed through a pipe while the caller goes on generating, and is replaced when it dies; the
file that killed it gets a verdict, those behind it are parsed by the next one.

    with SyntaxGate() as gate:
        for name, verdict in gate.check((path, target.grammar, text) for path, text in files):
            ...
"""

from __future__ import annotations

import hashlib
import os
import select
import signal
import sys
from collections import deque
from collections.abc import Collection, Hashable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from vibee_compiler.check import _parse_worker as wire
from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from subprocess import Popen

Id = TypeVar("Id", bound=Hashable)

DEFAULT_SECONDS = 10.0
"""Processor time that one file may take."""

DEFAULT_MEMORY = 4 << 30
"""Octets of data that the parsing process may hold."""

WINDOW = 4 << 20
"""Octets that may wait for the parser before the caller has to."""

CHUNK = 1 << 16

MAX_CLEAN = 1 << 12
"""Digests of faultless texts that are kept (16 octets each); the oldest half goes first."""


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """An ERROR node, or a MISSING one (then `node` says what is missing).

    Line and column count from 1, the column in code points. `text` is the start of what stands
    there.
    """

    missing: bool
    node: str
    line: int
    column: int
    text: str

    def __str__(self) -> str:
        what = f"MISSING {self.node}" if self.missing else "ERROR"
        return f"{self.line}:{self.column} {what} {self.text!r}"


@dataclass(frozen=True, slots=True)
class Unparsed:
    """No verdict on the text; `reason` says why, for people."""

    reason: str


class TimedOut(Unparsed):
    """The parser ran past its time limit."""


class Crashed(Unparsed):
    """The parser's process ended by itself: a fault in a grammar, or its memory ran out."""


class NoGrammar(Unparsed):
    """There is no grammar of that name."""


Faults = list[SyntaxFault]
Shape = tuple[tuple[int, str], ...]


@dataclass(slots=True)
class _Request(Generic[Id]):
    """What was asked, kept until it is answered so that another process can take it over.

    The frame is empty where the answer is known already: no fault. `size` counts either way, since
    the caller holds the text.
    """

    key: Id
    frame: bytes
    size: int


@dataclass(frozen=True, slots=True)
class _Channel:
    """The parsing process and this side's ends of its pipes."""

    process: Popen[bytes]
    outbox: int
    inbox: int


class SyntaxGate:
    """Parses texts in a process that can be killed.

    A gate may be used again after `close` (a new process starts), but by one thread, and for one
    `check` at a time.
    """

    def __init__(self, timeout: float = DEFAULT_SECONDS, memory: int = DEFAULT_MEMORY) -> None:
        self._timeout = timeout
        self._memory = memory
        self._channel: _Channel | None = None
        self._unsent = bytearray()
        self._received = bytearray()
        self._clean: dict[bytes, None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the process now, so that it is ready when the first text comes."""
        self._ready()

    def _ready(self) -> _Channel:
        if self._channel is None:
            self._channel = self._start()
        return self._channel

    def close(self) -> None:
        """End the process; what it has not answered is dropped."""
        channel, self._channel = self._channel, None
        self._unsent.clear()
        self._received.clear()
        if channel is not None:
            channel.process.kill()
            channel.process.communicate()

    def check(self, items: Iterable[tuple[Id, str, str]]) -> Iterator[tuple[Id, Faults | Unparsed]]:
        """Verdicts on (id, grammar, text), in order; an empty list is a clean bill.

        Items are taken one by one as the parser keeps up, so that a generator and the parser work
        side by side. A text that had no fault before (support code, much of it the same in every
        package) is not parsed again.
        """
        digests: deque[bytes] = deque()

        def requests() -> Iterator[_Request[Id]]:
            for key, grammar, text in items:
                frame = _frame(wire.MODE_FAULTS, grammar, text)
                digests.append(hashlib.blake2b(frame, digest_size=16).digest())
                known = digests[-1] in self._clean
                yield _Request(key, b"" if known else frame, len(frame))

        for key, reply in self._exchange(requests()):
            digest = digests.popleft()
            if reply == b"":
                self._remember(digest)
            yield key, reply if isinstance(reply, Unparsed) else _faults(reply)

    def _remember(self, digest: bytes) -> None:
        """A text without fault; one that was known counts as new, so that it stays."""
        self._clean.pop(digest, None)
        if len(self._clean) >= MAX_CLEAN:
            for old in list(self._clean)[: MAX_CLEAN // 2]:
                del self._clean[old]
        self._clean[digest] = None

    def node_kinds(self, text: str, grammar: str, opaque: Collection[str] = ()) -> Shape | Unparsed:
        """Depth and kind of each node of the tree, in preorder; equal for trees of equal shape.

        `opaque` names kinds whose inside does not count (string literals, comments); neighbours of
        one opaque kind count as one.
        """
        frame = _frame(wire.MODE_SHAPE, grammar, text, sorted(opaque))
        [(_, reply)] = self._exchange([_Request(None, frame, len(frame))])
        return reply if isinstance(reply, Unparsed) else _shape(reply)

    def _exchange(self, requests: Iterable[_Request[Id]]) -> Iterator[tuple[Id, bytes | Unparsed]]:
        waiting: deque[_Request[Id]] = deque()
        held = 0
        try:
            for asked in requests:
                waiting.append(asked)
                self._unsent += asked.frame
                held += asked.size
                wait = False
                for request, reply in _known(waiting):
                    held -= request.size
                    yield request.key, reply
                while waiting:
                    for request, reply in self._pump(waiting, wait=wait):
                        held -= request.size
                        yield request.key, reply
                    if held <= WINDOW:
                        break
                    wait = True
            while waiting:
                for request, reply in self._pump(waiting, wait=True):
                    yield request.key, reply
        finally:
            if waiting:  # the caller stopped early: answers still under way belong to nobody
                self.close()

    def _pump(
        self, waiting: deque[_Request[Id]], *, wait: bool
    ) -> list[tuple[_Request[Id], bytes | Unparsed]]:
        """Move octets both ways, as far as they go without waiting; with `wait`, wait for some."""
        channel = self._ready()
        patience = self._patience() if wait else 0.0
        outboxes = [channel.outbox] if self._unsent else []
        readable, writable, _ = select.select([channel.inbox], outboxes, [], patience)
        if writable:
            self._send(channel.outbox)
        if readable:
            data = os.read(channel.inbox, CHUNK)
            if not data:
                return [self._bury(channel, waiting), *_known(waiting)]
            self._received += data
        elif wait and not writable:
            channel.process.kill()
            return [self._bury(channel, waiting), *_known(waiting)]
        answered: list[tuple[_Request[Id], bytes | Unparsed]] = []
        for reply in _replies(self._received):
            answered.append((waiting.popleft(), reply))
            answered += _known(waiting)
        return answered

    def _send(self, outbox: int) -> None:
        try:
            del self._unsent[: os.write(outbox, memoryview(self._unsent)[: 1 << 20])]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._unsent.clear()  # it is dead: the read that follows says so

    def _patience(self) -> float:
        """Seconds of silence that are taken for a hang, should the kernel's timer not have worked.

        The timer counts processor time, which passes more slowly than the clock on a busy machine.
        """
        return self._timeout * 10 + 30 if hasattr(signal, "setitimer") else self._timeout

    def _start(self) -> _Channel:
        import subprocess

        folders = [folder for folder in sys.path if folder and os.path.isdir(folder)]
        script = str(Path(wire.__file__).resolve())
        limits = [repr(self._timeout), str(self._memory)]
        process = subprocess.Popen(  # noqa: S603 - this interpreter
            [sys.executable, "-I", "-S", script, *limits, *folders],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        if process.stdin is None or process.stdout is None:
            raise AssertionError("a pipe was asked for")
        channel = _Channel(process, process.stdin.fileno(), process.stdout.fileno())
        os.set_blocking(channel.outbox, False)
        _widen(channel.outbox)
        return channel

    def _bury(
        self, channel: _Channel, waiting: deque[_Request[Id]]
    ) -> tuple[_Request[Id], Unparsed]:
        """Answer for a dead process; what it has not seen goes to the next one."""
        status = channel.process.wait()
        self.close()
        culprit = waiting.popleft()
        for request in waiting:
            self._unsent += request.frame
        return culprit, self._verdict(status)

    def _verdict(self, status: int) -> Unparsed:
        killed_by = [-getattr(signal, name, 0) for name in ("SIGPROF", "SIGKILL")]
        if status in killed_by or not hasattr(signal, "setitimer"):
            return TimedOut(f"the parser took more than {self._timeout:g} s")
        if status == 1:
            return Crashed("the parser could not start; is tree-sitter installed?")
        return Crashed(f"the parser ended with status {status}")


def _known(waiting: deque[_Request[Id]]) -> list[tuple[_Request[Id], bytes | Unparsed]]:
    """Take the requests off the front whose answer is known."""
    found: list[tuple[_Request[Id], bytes | Unparsed]] = []
    while waiting and not waiting[0].frame:
        found.append((waiting.popleft(), b""))
    return found


def _frame(mode: int, grammar: str, text: str, opaque: Iterable[str] = ()) -> bytes:
    name = grammar.encode()
    # A lone surrogate cannot be UTF-8; as three octets it is a syntax error rather than a crash.
    body = text.encode("utf-8", "surrogatepass")
    kinds = "\0".join(opaque).encode()
    return wire.HEADER.pack(mode, len(name), len(body), len(kinds)) + name + body + kinds


def _replies(received: bytearray) -> Iterator[bytes | Unparsed]:
    """Take the whole answers off the front; empty octets are a clean bill."""
    at = 0
    size = wire.ANSWER.size
    while len(received) - at >= size:
        state, length = wire.ANSWER.unpack_from(received, at)
        if len(received) - at < size + length:
            break
        body = bytes(received[at + size : at + size + length])
        at += size + length
        yield NoGrammar("there is no such grammar") if state == wire.STATE_NO_GRAMMAR else body
    del received[:at]


def _faults(body: bytes) -> Faults:
    return [SyntaxFault(*row) for row in _rows(body)]


def _shape(body: bytes) -> Shape:
    return tuple((depth, kind) for depth, kind in _rows(body))


def _rows(body: bytes) -> list[Any]:
    if not body:
        return []
    import json

    rows: list[Any] = json.loads(body)
    return rows


def _widen(pipe: int) -> None:
    """A larger pipe means fewer switches between the two processes; the default works too."""
    if sys.platform == "linux":
        import fcntl

        try:
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 1 << 20)
        except PermissionError:  # the user's quota of pipe memory is used up
            return
