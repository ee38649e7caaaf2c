"""Runs the tests of many packages, each in a process of its own, and writes what came of each.

Usage: driver.py REPORT SECONDS FOLDER... A line of the report is a JSON array: package, test,
verdict, message, seconds. It is a program for the sandbox, with pytest and nothing else.

Usage: driver.py --each REPORT SECONDS FOLDER VARIABLE VALUE... runs the tests of one package for
each value of an environment variable, up to the first failure; a line is value, verdict, message.
The package is imported and its tests are collected once, without the variable.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from itertools import pairwise
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


class Chooser:
    """A plugin of pytest that runs the collected tests in a process for each value."""

    def __init__(self, report: str, seconds: float, variable: str, values: list[str]) -> None:
        self.report = report
        self.seconds = seconds
        self.variable = variable
        self.values = values
        self.writer = -1

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Takes the place of the one run."""
        if session.testsfailed:
            return False
        for value in self.values:
            verdict, message = self.choice(session, value)
            with Path(self.report).open("a", encoding="utf-8") as out:
                out.write(json.dumps([value, verdict, message]) + "\n")
        return True

    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport | None:
        """Ends the process at the first failure: to describe it takes longer than the tests."""
        raised = call.excinfo
        if raised is None or raised.errisinstance(pytest.skip.Exception):
            return None
        message = f"{item.nodeid}: {raised.exconly()}"
        os.write(self.writer, message.encode("utf-8", "replace")[:4000])
        os._exit(1)

    def choice(self, session: pytest.Session, value: str) -> tuple[str, str]:
        """The verdict on one value, and what failed."""
        reader, self.writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.environ[self.variable] = value
                for item, following in pairwise([*session.items, None]):
                    session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                os._exit(0)
            finally:
                os._exit(2)
        os.close(self.writer)
        status = watched(child, self.seconds)
        with os.fdopen(reader, "rb") as pipe:
            message = pipe.read().decode("utf-8", "replace")
        if status is None:
            return "timeout", f"stopped after {self.seconds:.0f} s"
        code = os.waitstatus_to_exitcode(status)
        return ("passed", "") if code == 0 else ("failed", message or f"ended with {code}")


def arguments() -> list[str]:
    """What pytest is told about the package in the current folder."""
    options = ["-q", "-p", "no:cacheprovider", "--no-header", "-o", "addopts="]
    if Path("src").is_dir():
        return [*options, "--import-mode=importlib", "-o", "pythonpath=src", "tests"]
    return [*options, *(str(one) for one in sorted(Path().glob("*.py")))]


def run(package: str, report: str) -> None:
    """Runs one package's tests in this process."""
    os.chdir(package)
    recorder = Recorder(package)
    pytest.main(arguments(), plugins=[recorder])
    with Path(report).open("a", encoding="utf-8") as out:
        for name, (verdict, message, seconds) in recorder.verdicts.items():
            out.write(json.dumps([package, name, verdict, message, seconds]) + "\n")


def each(report: str, seconds: float, package: str, variable: str, values: list[str]) -> None:
    """Runs one package's tests for each value."""
    Path(report).write_text("", encoding="utf-8")
    os.chdir(package)
    pytest.main(arguments(), plugins=[Chooser(report, seconds, variable, values)])


def watched(child: int, seconds: float) -> int | None:
    """The status of a child when it has ended; None where its time was up and it was ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def main() -> None:
    """The command."""
    if sys.argv[1] == "--each":
        report, seconds, package, variable, *values = sys.argv[2:]
        each(str(Path(report).resolve()), float(seconds), package, variable, values)
        return
    report = str(Path(sys.argv[1]).resolve())
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
        watched(child, float(sys.argv[2]))


if __name__ == "__main__":
    main()
