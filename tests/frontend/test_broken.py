"""Broken specs: each names, in its own leading comment, all that is wrong with it.

`# expect: CODE LINE:COLUMN`, one a finding. Warnings and errors are compared, and infos of a code
that the comment names.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vibee_compiler.diagnostics.model import Severity
from vibee_compiler.frontend import compile_spec

BROKEN = sorted((Path(__file__).resolve().parents[1] / "broken").glob("*.vibee"))
EXPECT = re.compile(r"# expect: (VB\d{4}) (\d+):(\d+)\Z")


def expected(path: Path) -> list[tuple[str, int, int]]:
    found = []
    for line in path.read_bytes().decode("utf-8", "replace").splitlines():
        match = EXPECT.match(line)
        if match is None:
            break
        found.append((match[1], int(match[2]), int(match[3])))
    return sorted(found)


def test_there_are_broken_specs() -> None:
    assert len(BROKEN) > 20


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_broken_spec(path: Path) -> None:
    due = expected(path)
    assert due, "no leading `# expect:` comment"
    codes = {code for code, _, _ in due}
    result = compile_spec(path)
    found = [
        (one.code, one.span.start.line, one.span.start.column)
        for one in result.diagnostics
        if one.span is not None and (one.severity > Severity.INFO or one.code in codes)
    ]
    assert sorted(found) == due
    fatal = any(one.severity is Severity.ERROR for one in result.diagnostics)
    assert (result.program is None) == fatal
