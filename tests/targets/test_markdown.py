"""Markdown from text that is data: nothing of it is markup."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibee_compiler.targets import markdown as md


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("plain words", "plain words"),
        ("two\n lines", "two lines"),
        ("a*b", r"a\*b"),
        ("`code`", r"\`code\`"),
        ("<b>", r"\<b\>"),
        ("[a](b)", r"\[a\](b)"),
        ("a|b", r"a\|b"),
        ("~~a~~", r"\~\~a\~\~"),
        ("\\", r"\\"),
        ("snake_case", "snake_case"),
        ("_word_", r"\_word\_"),
        ("a _b", r"a \_b"),
        ("R&D", "R&D"),
        ("&amp; &#65;", "&amp;amp; &amp;#65;"),
        ("$5 and ${x}", r"\$5 and \${x}"),
        ("$x", "$x"),
        ("", ""),
    ],
)
def test_markup_is_escaped(text: str, made: str) -> None:
    assert md.escape(text) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("# title", r"\# title"),
        ("#", r"\#"),
        ("####### seven", "####### seven"),
        ("#tag", "#tag"),
        ("- item", r"\- item"),
        ("+ item", r"\+ item"),
        ("-1 is less", "-1 is less"),
        ("===", r"\==="),
        ("---", r"\---"),
        ("1. first", r"1\. first"),
        ("12) twelfth", r"12\) twelfth"),
        ("1.5 is more", "1.5 is more"),
        ("2026 was a year", "2026 was a year"),
    ],
)
def test_what_starts_a_block_is_escaped(text: str, made: str) -> None:
    assert md.escape(text) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("a", "`a`"),
        ("", ""),
        (" \n ", ""),
        ("a\nb", "`a b`"),
        ("a*b", "`a*b`"),
        ("a`b", "``a`b``"),
        ("`a", "`` `a ``"),
        ("a`", "`` a` ``"),
        ("a``b`c", "```a``b`c```"),
    ],
)
def test_a_code_span_outlasts_its_backticks(text: str, made: str) -> None:
    assert md.code(text) == made


@pytest.mark.parametrize(("table", "made"), [(False, "`a|b`"), (True, r"`a\|b`")])
def test_a_bar_in_a_code_span(table: bool, made: str) -> None:
    assert md.code("a|b", table=table) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("let a;\n", "```rs\nlet a;\n```"),
        ("``", "```rs\n``\n```"),
        ("```", "````rs\n```\n````"),
        ("a `````b", "``````rs\na `````b\n``````"),
    ],
)
def test_a_fence_is_longer_than_what_is_in_it(text: str, made: str) -> None:
    assert md.fence("rs", text) == made


@pytest.mark.parametrize(
    ("padded", "made"),
    [
        (True, "| Name | T   |\n| ---- | --- |\n| `ab` |     |\n|      | c   |"),
        (False, "| Name | T |\n| --- | --- |\n| `ab` | |\n| | c |"),
    ],
)
def test_tables(padded: bool, made: str) -> None:
    rows = [["`ab`", ""], ["", "c"]]
    assert md.table(["Name", "T"], rows, padded=padded).text == made


def test_a_ragged_table_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        md.table(["a", "b"], [["c"]])


@given(st.text(alphabet="ab `|\n\\"))
@settings(derandomize=True, deadline=None, max_examples=60)
def test_a_code_span_ends_where_it_should(text: str) -> None:
    span = md.code(text)
    ticks = len(span) - len(span.lstrip("`"))
    inside = span[ticks:-ticks] if ticks else ""
    assert "`" * ticks not in inside or not ticks
    assert "\n" not in span


@given(st.text(alphabet="ab *_<>[]`|~\n#-+=1.)"))
@settings(derandomize=True, deadline=None, max_examples=60)
def test_escaping_only_adds(text: str) -> None:
    made = md.escape(text)
    assert made.replace("\\", "") == " ".join(text.split())
