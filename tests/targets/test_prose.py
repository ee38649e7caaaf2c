"""Prose as documentation: cleaned, made sentences, wrapped."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.targets import prose
from vibee_compiler.targets.profile import CommentSyntax


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("as it is", "as it is"),
        ("  two  blanks ", "two blanks"),
        ("a\r\nb\tc", "a b c"),
        ("a\u2028b\u2029c\x85d", "a b c d"),
        ("a\x00b\x1bc", "abc"),
        ("a\u202eb\u2066c\u200fd\ufeffe\u061cf", "abcdef"),
        ("\ue000private", "private"),
        ("a \x1b b", "a b"),
        ("ünïcode 漢字", "ünïcode 漢字"),
        ("", ""),
        (" \n\t ", ""),
    ],
)
def test_clean(text: str, made: str) -> None:
    assert prose.clean(text) == made


@given(st.text())
@settings(derandomize=True, deadline=None, max_examples=60)
def test_clean_is_one_line_and_stays(text: str) -> None:
    made = prose.clean(text)
    assert len(made.splitlines()) <= 1
    assert prose.clean(made) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        (None, []),
        ("", []),
        ("\n\n", []),
        ("a\nb\n\n\n c", ["a b", "c"]),
        ("a\n\n\x00\n\nb", ["a", "b"]),
    ],
)
def test_paragraphs(text: str | None, made: list[str]) -> None:
    assert prose.paragraphs(text) == made


def test_paragraphs_may_be_changed() -> None:
    prose.paragraphs("a\n\nb").clear()
    assert prose.paragraphs("a\n\nb") == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("adds two", "Adds two."),
        ("Done.", "Done."),
        ("really?", "Really?"),
        ("as follows:", "As follows:"),
        ("和。", "和。"),
        ("ßtraße", "ßtraße."),
        ("élan", "Élan."),
        ("", ""),
    ],
)
def test_sentence(text: str, made: str) -> None:
    assert prose.sentence(text) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("The order is paid.", "the order is paid"),
        ("A basket", "a basket"),
        ("HTTP answers.", "HTTP answers"),
        ("I agree", "I agree"),
        ("X is set", "X is set"),
        ("And so on...", "and so on..."),
        ("McDonald eats", "McDonald eats"),
        ("İstanbul is big", "İstanbul is big"),
        ("完了。", "完了"),
        ("", ""),
    ],
)
def test_clause(text: str, made: str) -> None:
    assert prose.clause(text) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("The price.", "The price"),
        ("The price", "The price"),
        ("One. Two.", "One. Two."),
        ("and so on...", "and so on..."),
        ("Really?", "Really?"),
    ],
)
def test_fragment(text: str, made: str) -> None:
    assert prose.fragment(text) == made


@pytest.mark.parametrize(
    ("items", "last", "made"),
    [
        ([], "and", ""),
        (["a"], "and", "a"),
        (["a", "b"], "or", "a or b"),
        (["a", "b", "c"], "and", "a, b and c"),
    ],
)
def test_enumeration(items: list[str], last: str, made: str) -> None:
    assert prose.enumeration(items, last) == made


@pytest.mark.parametrize(
    ("lines", "made"),
    [
        ("description: adds two numbers\n\n", ["Adds two numbers."]),
        (
            'description: "first part\\n\\nsecond part"\n    then: the sum is there\n',
            ["First part.", "second part", "The sum is there."],
        ),
        ("given: two numbers\n    when: they are added\n", ["They are added."]),
        ("given: two numbers\n", ["Two numbers."]),
        ("returns: Int\n", []),
    ],
)
def test_about(lines: str, made: list[str]) -> None:
    program = compile_spec(
        "demo.vibee", f"name: demo\nbehaviors:\n  - name: f\n    {lines}"
    ).program
    assert program is not None
    assert prose.about(program.root.behaviours[0]) == made


@pytest.mark.parametrize(
    ("text", "width", "first", "rest", "made"),
    [
        ("short", 40, "", "", ["short"]),
        ("short", 40, "- ", "  ", ["- short"]),
        ("", 40, "// ", "// ", ["//"]),
        ("", 40, "", "", [""]),
        ("one two three four five", 20, "- ", "  ", ["- one two three four", "  five"]),
        (
            "well-known words are whole-hearted",
            20,
            "",
            "",
            ["well-known words are", "whole-hearted"],
        ),
        ("a" * 30, 20, "", "", ["a" * 30]),
        # Less than 20 columns would be a word a line.
        ("one two three four", 3, "", "", ["one two three four"]),
    ],
)
def test_wrap(text: str, width: int, first: str, rest: str, made: list[str]) -> None:
    assert prose.wrap(text, width, first=first, rest=rest) == made


@given(st.lists(st.text(alphabet="abc-", min_size=1, max_size=9), max_size=20), st.integers(20, 60))
@settings(derandomize=True, deadline=None, max_examples=60)
def test_wrapping_keeps_the_words_and_the_width(words: list[str], width: int) -> None:
    lines = prose.wrap(" ".join(words), width)
    assert " ".join(lines).split() == words
    assert all(len(line) <= width for line in lines)


C = CommentSyntax(line=None, block=("/*", "*/"), escapes=(("*/", "* /"),))
SLASHES = CommentSyntax(line="//", block=("/*", "*/"), escapes=(("\\", "/"),))


@pytest.mark.parametrize(
    ("syntax", "text", "made"),
    [
        (C, "end */ here", "/* end * / here */"),
        (C, "two\nlines", "/* two lines */"),
        (SLASHES, "a\\u000ab", "// a/u000ab"),
        (SLASHES, "two\nlines", "// two lines"),
    ],
)
def test_comments(syntax: CommentSyntax, text: str, made: str) -> None:
    assert prose.comment(text, syntax).text == made


def test_a_language_without_comments() -> None:
    with pytest.raises(ValueError, match="neither line nor block"):
        prose.comment("a", CommentSyntax())
