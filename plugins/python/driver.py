"""Runs the tests of many packages, each in a process of its own, and writes what came of each.

Usage: driver.py REPORT SECONDS FOLDER... A line of the report is a JSON array: package, test,
verdict, message, seconds. It is a program for the sandbox, with pytest and nothing else.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest


class Recorder:
    """A plugin of pytest that notes the verdict of every test, and of tables as a whole."""

    def __init__(self, package: str) -> None:
        self.package = package
        self.names: dict[str, tuple[str, str]] = {}
        self.verdicts: dict[str, list[object]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Gives rows of a table their number."""
        count: dict[str, int] = {}
        for item in items:
            base = item.nodeid.partition("[")[0]
            number = count.get(base, 0)
            count[base] = number + 1
            row = f"{base}[{number}]" if "[" in item.nodeid else base
            self.names[item.nodeid] = (row, base)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notes one phase of a test."""
        row, base = self.names.get(report.nodeid, (report.nodeid, report.nodeid))
        verdict = report.outcome
        if report.when != "call" and verdict == "passed":
            return
        if report.when != "call" and verdict == "failed":
            verdict = "error"  # type: ignore[assignment]
        message = "" if verdict == "passed" else str(report.longrepr)[-2000:]
        for name in {row, base}:
            known = self.verdicts.get(name)
            if known is None or known[0] == "passed":
                self.verdicts[name] = [verdict, message, report.duration]


def run(package: str, report: str) -> None:
    """Runs one package's tests in this process."""
    os.chdir(package)
    recorder = Recorder(package)
    options = ["-q", "-p", "no:cacheprovider", "--no-header", "-o", "addopts="]
    if Path("src").is_dir():
        options += ["--import-mode=importlib", "-o", "pythonpath=src", "tests"]
    else:
        options += [str(one) for one in sorted(Path().glob("*.py"))]
    pytest.main(options, plugins=[recorder])
    with Path(report).open("a", encoding="utf-8") as out:
        for name, (verdict, message, seconds) in recorder.verdicts.items():
            out.write(json.dumps([package, name, verdict, message, seconds]) + "\n")


def watched(child: int, seconds: float) -> None:
    """Waits for a child, and ends it when its time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, _ = os.waitpid(child, os.WNOHANG)
        if done:
            return
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main() -> None:
    """The command."""
    report = str(Path(sys.argv[1]).resolve())
    seconds = float(sys.argv[2])
    Path(report).write_text("", encoding="utf-8")
    for package in sys.argv[3:]:
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            try:
                run(package, report)
            finally:
                sys.stdout.flush()
                os._exit(0)
        watched(child, seconds)


if __name__ == "__main__":
    main()
