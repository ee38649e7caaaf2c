"""Parsers for what common test runners print; a plan picks one, or brings its own.

A runner's output is hostile text: parsers take what has the form and leave the rest. Of two
reports on one test the runner keeps the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vibee_compiler.check.plan import Reported, Verdict


def parse_tap(text: str, separator: str = " > ") -> Iterator[Reported]:
    """TAP with nested subtests and YAML blocks; a test in suites is `suite > test`.

    Suites themselves give no record.
    """
    lines = text.splitlines()
    suites: list[str] = []
    point = re.compile(r"( *)(not )?ok \d+(?: - (.*?))?(?: # (SKIP|TODO)\b.*)?$", re.IGNORECASE)
    for at, line in enumerate(lines):
        if opened := re.fullmatch(r"( *)# Subtest: (.*)", line):
            del suites[len(opened[1]) // 4 :]
            suites.append(_plain_tap(opened[2]))
            continue
        found = point.fullmatch(line)
        if not found:
            continue
        indent, wrong, name, directive = found.groups()
        depth = len(indent) // 4
        block = _block(lines, at + 1, indent + "  ")
        if block.get("type") == "suite":
            continue
        path = [*suites[:depth], _plain_tap(name or "")]
        verdict: Verdict = "failed" if wrong else "skipped" if directive else "passed"
        message = block.get("error", "") if wrong else ""
        milliseconds = block.get("duration_ms", "0")
        seconds = float(milliseconds) / 1000 if re.fullmatch(r"[\d.]+", milliseconds) else 0.0
        yield Reported(separator.join(path), verdict, message, seconds)


def _plain_tap(name: str) -> str:
    return re.sub(r"\\([\\#])", r"\1", name)


def _block(lines: list[str], at: int, indent: str) -> dict[str, str]:
    """The top-level keys of a TAP diagnostic block, texts only; nothing if there is no block."""
    found: dict[str, str] = {}
    if at >= len(lines) or lines[at] != indent + "---":
        return found
    key = ""
    for line in lines[at + 1 :]:
        if line == indent + "...":
            break
        if entry := re.fullmatch(re.escape(indent) + r"(\w+): ?(.*)", line):
            key, value = entry.groups()
            found[key] = "" if value.startswith(("|", ">")) else value.strip("'")
        elif key and line.startswith(indent + "  "):
            found[key] = f"{found[key]}\n{line[len(indent) + 2 :]}".lstrip("\n")
    return {key: value.rstrip() for key, value in found.items()}


def parse_libtest(text: str) -> Iterator[Reported]:
    """The text form of libtest: a list of verdicts, then the output of failed tests."""
    verdicts: dict[str, Verdict] = {"ok": "passed", "FAILED": "failed", "ignored": "skipped"}
    messages = {
        found[1]: found[2].strip()
        for found in re.finditer(
            r"^---- (.+?) stdout ----\n(.*?)(?=^---- .+? stdout ----$|^failures:$|\Z)",
            text,
            re.MULTILINE | re.DOTALL,
        )
    }
    listing = False
    for line in text.splitlines():
        if re.fullmatch(r"running \d+ tests?", line):
            listing = True
        elif line == "failures:" or line.startswith("test result:"):
            listing = False
        elif listing and (
            found := re.fullmatch(
                r"test (.+?)(?: - should panic)? \.\.\. (ok|FAILED|ignored)(?:,.*| <.*>)?", line
            )
        ):
            message = _without_trace(messages.get(found[1], ""))
            yield Reported(found[1], verdicts[found[2]], message)


def _without_trace(message: str) -> str:
    return re.split(r"^(?:stack backtrace:|note: )", message, maxsplit=1, flags=re.MULTILINE)[
        0
    ].strip()


def parse_junit(data: bytes) -> Iterator[Reported]:
    """JUnit's XML, as pytest and many others write it; the id is `classname::name`.

    A document type is refused (entities could blow up), and what is not XML gives nothing.
    """
    from xml.etree import ElementTree

    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - no entities, see above
    except (ElementTree.ParseError, ValueError):
        return
    kinds: dict[str, Verdict] = {"failure": "failed", "error": "error", "skipped": "skipped"}
    for case in root.iter("testcase"):
        verdict: Verdict = "passed"
        message = ""
        for child in case:
            if child.tag in kinds:
                verdict = kinds[child.tag]
                message = child.get("message") or (child.text or "").strip()
                break
        time = case.get("time") or "0"
        seconds = float(time) if re.fullmatch(r"\d+(\.\d+)?", time) else 0.0
        name = f"{case.get('classname', '')}::{case.get('name', '')}"
        yield Reported(name, verdict, message, seconds)


def parse_counted(text: str) -> Iterator[Reported]:
    """Lines such as `3/7 NAME...OK`, what a test wrote between the dots and its verdict.

    A test that passed and leaked memory has failed.
    """
    head = re.compile(r"^\d+/\d+ (.*)\.\.\.(.*)$", re.MULTILINE)
    heads = list(head.finditer(text))
    for number, found in enumerate(heads, 1):
        end = heads[number].start() if number < len(heads) else len(text)
        said = text[found.start(2) : end]
        yield Reported(found[1], *_counted_verdict(said))


def _counted_verdict(said: str) -> tuple[Verdict, str]:
    first = said.split("\n", 1)[0]
    leak = re.search(r"^\[.*\] \(err\): (.*leaked.*)$", said, re.MULTILINE)
    if first == "SKIP":
        return "skipped", ""
    if first == "OK":
        return ("failed", leak[1].strip()) if leak else ("passed", "")
    failure = re.search(r"(.*?)^FAIL \((\w+)\)", said, re.MULTILINE | re.DOTALL)
    if failure:
        return "failed", f"{failure[1].strip()} ({failure[2]})".strip()
    return "error", first.strip()
