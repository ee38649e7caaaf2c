"""The layout algebra: what stays on a line, what breaks, how wide characters are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibee_compiler.targets.layout import (
    HARDLINE,
    LINE,
    Choice,
    Doc,
    IfBreak,
    Verbatim,
    bracketed,
    columns,
    concat,
    group,
    join,
    lines,
    nest,
    render,
    text,
)


def call(*names: str) -> Doc:
    return concat("f", bracketed("(", list(names), ")"))


@pytest.mark.parametrize(
    ("doc", "width", "shown"),
    [
        (call("a", "b"), 7, "f(a, b)"),
        (call("a", "b"), 6, "f(\n    a,\n    b,\n)"),
        (call(), 1, "f()"),
        (bracketed("{", ["a"], "}", padding=" "), 9, "{ a }"),
        (bracketed("[", ["a", "b"], "]", trailing=False), 1, "[\n    a,\n    b\n]"),
        (concat("if x:", nest(HARDLINE, lines(["a", "b"]))), 80, "if x:\n    a\n    b"),
        (group("a", IfBreak(text("!"), text("")), LINE, "b"), 3, "a b"),
        (group("a", IfBreak(text("!"), text("")), LINE, "b"), 2, "a!\nb"),
        (group("a", LINE, "b", broken=True), 80, "a\nb"),
        (Choice((text("long one"), text("short"))), 8, "long one"),
        (Choice((text("long one"), text("short"))), 7, "short"),
        (concat("x = ", nest(Verbatim('"""a\n b"""'))), 80, 'x = """a\n b"""'),
        (join(", ", []), 80, ""),
        (concat("a", nest(HARDLINE, HARDLINE, "b")), 80, "a\n\n    b"),
    ],
)
def test_render(doc: Doc, width: int, shown: str) -> None:
    assert render(doc, width=width) == shown


def test_a_group_breaks_only_as_far_as_it_must() -> None:
    inner = call("a", "b")
    outer = bracketed("[", [inner, "ccccccc"], "]")
    assert render(outer, width=16) == "[\n    f(a, b),\n    ccccccc,\n]"


def test_what_follows_a_group_counts() -> None:
    doc = concat(group("a", LINE, "b"), "cc")
    assert render(doc, width=5) == "a bcc"
    assert render(doc, width=4) == "a\nbcc"


def test_a_hard_line_breaks_the_groups_around_it() -> None:
    assert render(group("a", LINE, group("b", HARDLINE, "c")), width=80) == "a\nb\nc"


def test_the_level_is_that_of_the_lines_inside() -> None:
    doc = bracketed("(", ["aaaa", "bbbb"], ")")
    assert render(doc, width=12, level=1) == "(\n        aaaa,\n        bbbb,\n    )"


@pytest.mark.parametrize("value", ["a\nb", "a\rb"])
def test_a_line_break_in_a_text_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        text(value)


@pytest.mark.parametrize(
    ("value", "wide"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("\u200b", 0), ("😀", 2)]
)
def test_columns(value: str, wide: int) -> None:
    assert columns(value) == wide


words = st.text(alphabet="abc日", min_size=1, max_size=6)
docs = st.recursive(
    words.map(text),
    lambda inner: st.lists(inner, min_size=1, max_size=4).map(lambda ds: bracketed("(", ds, ")")),
    max_leaves=12,
)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(docs, st.integers(min_value=1, max_value=40))
def test_breaking_changes_blanks_and_last_commas_only(doc: Doc, width: int) -> None:
    shown = render(doc, width=width)
    flat = render(doc, width=10_000)
    assert "".join(shown.split()).replace(",)", ")") == "".join(flat.split())
    assert not any(line.endswith(" ") for line in shown.splitlines())
    if columns(flat) <= width:
        assert shown == flat
