"""What all tests share."""

from __future__ import annotations

import os
import tarfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

MISSING = "missing: "
"""How the reason of a skip begins when the machine lacks something."""

Require = Callable[[str, bool], None]


def required() -> bool:
    """Whether what a test needs must be there (in CI) rather than may be missing."""
    return os.environ.get("VIBEE_REQUIRE_ALL") == "1"


def need(name: str, present: bool) -> None:
    """Skip the test by the name of what it needs and does not find; in CI it fails."""
    if present:
        return
    if required():
        pytest.fail(f"{MISSING}{name}", pytrace=False)
    pytest.skip(f"{MISSING}{name}")


@pytest.fixture(scope="session")
def require() -> Require:
    """`require(name, present)`: what the test needs, and whether it is there."""
    return need


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of test data beside the checkout; see docs/contributing.md."""
    path = Path(os.environ.get("VIBEE_SHARED", ROOT.parent / "shared"))
    need(f"test data ({path}; set VIBEE_SHARED)", path.is_dir())
    return path


@pytest.fixture(scope="session")
def wild(shared: Path) -> dict[str, bytes]:
    """The specs that strangers wrote, by name."""
    with tarfile.open(shared / "wild" / "specs-4517.tar.xz") as archive:
        return {
            member.name: file.read()
            for member in archive
            if member.isfile() and member.name.endswith(".vibee")
            if (file := archive.extractfile(member)) is not None
        }


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end how many tests were skipped for want of what, by name."""
    counts: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", ()):
        if isinstance(report.longrepr, tuple):
            reason = report.longrepr[2].removeprefix("Skipped: ")
            if reason.startswith(MISSING):
                counts[reason.removeprefix(MISSING)] += 1
    if counts:
        named = ", ".join(f"{name}: {count}" for name, count in sorted(counts.items()))
        terminalreporter.write_line(f"skipped for want of a tool: {counts.total()} ({named})")
