"""Patterns that are compiled later are those that are compiled at once."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from vibee_compiler.patterns import Later, postponed


def test_the_same_answers() -> None:
    later, now = Later(r"(?P<a>x+)y", re.IGNORECASE), re.compile(r"(?P<a>x+)y", re.IGNORECASE)
    for text in ("xxY", "y", "zXy"):
        ours, theirs = later.search(text), now.search(text)
        assert (ours and ours["a"]) == (theirs and theirs["a"])
    assert later.sub("_", "xy xxy") == now.sub("_", "xy xxy")
    assert (later.pattern, later.flags, later.groupindex) == (
        now.pattern,
        now.flags,
        now.groupindex,
    )


def test_a_wrong_pattern_is_told_when_it_is_used() -> None:
    later = Later("(")
    with pytest.raises(re.error):
        later.match("x")


def test_only_imports_inside_are_affected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "postponed_thing.py").write_text("import re\nP = re.compile('a+')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    before = re.compile
    with postponed():
        import postponed_thing  # type: ignore[import-not-found]
    assert re.compile is before
    assert isinstance(postponed_thing.P, Later)
    assert postponed_thing.P.fullmatch("aa")
    del sys.modules["postponed_thing"]
    with pytest.raises(ZeroDivisionError), postponed():
        _ = 1 // 0
    assert re.compile is before
