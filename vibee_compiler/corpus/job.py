"""What a corpus is made by, and in which pieces: the data that workers are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from vibee_compiler.corpus.decontaminate import Task
from vibee_compiler.corpus.sources import Source
from vibee_compiler.records import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """The part of a corpus' configuration that rows depend on.

    targets: ids of languages, in the order of rows. form, verify: of `FORMATS` and
    `LEVELS`. licence: of specs that name none. unsandboxed: whether tests may run without a sandbox
    where there is none. rows: of `KINDS`. most: pairs of one behaviour and language.
    augment: ways of `augment.WAYS`, and "style" for other styles of code, in their order.
    tasks: benchmark tasks that no row may be close to. score: whether rows are scored.
    """

    targets: tuple[str, ...]
    form: str = "jsonl"
    verify: str = "syntax"
    licence: str | None = None
    unsandboxed: bool = False
    rows: str = "code"
    most: int = 3
    augment: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    score: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of work: consecutive sources, which give one shard."""

    number: int
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Shard:
    """What came of a unit: the octets of its files, empty where there is nothing to write."""

    number: int
    data: bytes
    rejects: bytes
    counts: Mapping[str, Any] = field(default_factory=dict)


class WorkStopped(Exception):
    """No more can be made, and why, for people; what is there stays, and can be gone on with.

    kind: `machine` where something is missing, `output` where something could not be written,
    `internal` where the fault is the compiler's.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(kind, message)
        self.kind = kind
        self.message = message
