from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibee_compiler.ir.interp.regex import Regex
from vibee_compiler.ir.regex.syntax import PatternError

PATTERNS = [
    "", "a", "a*", "^a$", "a|b", "(a|b)*abb", "a{2,3}", "a{2}", "a{2,}", "a{,2}", "{", "a{",
    "x**", "*a", "(*)", "a|*", "a??", "a{2}?", "a{1001}", "a{3,2}", "(a{100}){100}", "((", "a)",
    "()", "(|a)*b", "(?i)straSSe", "(?i)k", "(?i)[^k]", "(?i:A)b", "(?-i)A", "(?m)^b$", "(?s)a.c",
    "a.c", "(?U)a+", "(?P<n>a)", "(?<n>a)", "(?)", "(?i)*", "(?z)", "a(?=b)", "(?!a)", "\\1",
    "\\d+", "\\D", "\\s", "\\S", "\\w", "\\W", "\\bfoo\\b", "\\B", "\\A", "\\z", "\\Z", "\\pL",
    "\\PN", "\\p{Greek}+", "\\P{Greek}", "\\p{^Lu}", "\\p{greek}", "\\p{Nope}", "\\p{Old_Italic}",
    "[[:alpha:]]+", "[[:^alpha:]]", "[[:foo:]]", "[^a-z]", "[a-]", "[]a]", "[^]a]", "[z-a]", "[a",
    "[\\d\\s]", "[\\w-z]", "[a-\\d]", "\\Qa.b\\E", "\\Q", "\\x41", "\\x{1F431}", "\\x{110000}",
    "\\101", "\\8", "\\_", "\\a", "a\\", "é+", "[à-ý]", "^*", "$", "\\.", "[.]", "(?i)[k-l]",
    "\\n",
]  # fmt: skip
TEXTS = [
    "", "a", "aa", "aaa", "abb", "abc", "b", "foo bar", "foo", "STRASSE", "straße", "K", "k",
    "\u212a", "a\nb", "a\nc", "αβ", "ABC", "x.y a.b", "🐱", "12", "Ab", "é", "\v", "A", "ǅ", "_",
    " ", "\x07", "{", "x{2}", "aaaa", "\u00a0", "٣",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_like_re2(pattern: str) -> None:
    re2 = pytest.importorskip("re2")
    options = re2.Options()
    options.log_errors = False
    try:
        wanted = re2.compile(pattern, options)
    except re2.error:
        wanted = None
    try:
        found = Regex(pattern)
    except PatternError:
        found = None
    assert (found is None) == (wanted is None)
    if found is not None:
        for text in TEXTS:
            assert found.search(text, lambda: None) == (wanted.search(text) is not None), text


PIECES = st.sampled_from(
    ["a", "b", ".", "[ab]", "[^a]", "^", "$", "\\b", "(a|b)", "(?:ab)", "|", "\\w"]
)
REPEATS = st.sampled_from(["", "", "*", "+", "?", "{2}", "{0,1}"])


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.lists(st.tuples(PIECES, REPEATS), max_size=6), st.text("abc \n", max_size=6))
def test_like_python_where_both_agree(pieces: list[tuple[str, str]], text: str) -> None:
    pattern = "".join(p + ("" if p in ("^", "$", "\\b", "|") else r) for p, r in pieces)
    wanted = re.search(pattern.replace("$", "\\Z"), text, re.ASCII) is not None
    assert Regex(pattern).search(text, lambda: None) == wanted


def test_time_is_linear() -> None:
    steps = 0

    def tick() -> None:
        nonlocal steps
        steps += 1

    assert not Regex("(a+)+$").search("a" * 5000 + "b", tick)
    assert steps == 5001
