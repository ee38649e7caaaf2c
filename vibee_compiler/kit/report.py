"""What the kit found out about a target, and the level that comes of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from vibee_compiler import __version__
from vibee_compiler.caches import cache_folder
from vibee_compiler.records import dataclass
from vibee_compiler.targets import registry
from vibee_compiler.targets.profile import LEVELS

Verdict = Literal["passed", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: it counts against its level and all above.

    `reason` says in one line what was looked at or what is wrong; `details` has the breaches.
    """

    check: str
    level: str
    verdict: Verdict
    reason: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All findings about a target.

    `bodies` is the level that its profile has a go at; `specs` the folder of the specs that it was
    measured by, None for the kit's own: no other level says how much of the language there is.
    """

    target: str
    distribution: str
    version: str
    bodies: str
    findings: tuple[Finding, ...]
    specs: str | None = None

    @property
    def level(self) -> str | None:
        """The greatest level up to which every check passed; None where not even L0 holds."""
        reached = None
        for level in LEVELS:
            if any(f.level == level and f.verdict != "passed" for f in self.findings):
                break
            reached = level
        return reached

    @property
    def failed(self) -> bool:
        """Whether something fails that the target has a go at."""
        return any(f.verdict == "failed" for f in self.findings)

    def as_json(self) -> str:
        """The report as one JSON object."""
        return json.dumps({**asdict(self), "level": self.level}, ensure_ascii=False)


# The record of the last report, which `vibee languages` shows.


def _fingerprint(target_id: str) -> str:
    """A digest of the plugin's files and the versions that a level was computed with."""
    versions = f"{__version__}\0{registry.version(target_id)}\0"
    return hashlib.sha256(f"{versions}{registry.fingerprint(target_id)}".encode()).hexdigest()


def _path(target_id: str) -> Path:
    return cache_folder() / "levels" / f"{target_id}.json"


def record(report: Report) -> None:
    """Keeps the level for `recorded`; a cache that cannot be written is no fault."""
    row = {"level": report.level, "fingerprint": _fingerprint(report.target)}
    path = _path(report.target)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(row), encoding="utf-8")
    except OSError:
        return


def recorded(target_id: str) -> str | None:
    """The level that the kit computed on this machine for the plugin as it is now, if it did."""
    try:
        row = json.loads(_path(target_id).read_bytes())
        known = row["fingerprint"] == _fingerprint(target_id)
        level = row["level"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return level if known and level in LEVELS else None
