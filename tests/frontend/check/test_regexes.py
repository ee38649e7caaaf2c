from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibee_compiler.frontend.check.regexes import regex_error

re2 = pytest.importorskip("re2")


def accepted(pattern: str) -> bool:
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error:
        return False
    return True


TEXT = r"""
    a a|b a* a+? a{2} a{2,} a{2,3} a{3,2} a{1001} a** a{,2} { } a{ ( ) (a (a) (?:a) (?P<n>a)
    (?<n>a) (?P<n>a (?i) (?i)a (?i:a) (?-s) (?x) (?=a) (?!a) (?<=a) (?>a) a++ [ [] []a] [^] [^]]
    [a-z] [z-a] [a-] [-a] [[:alpha:]] [[:foo:]] [[:^digit:]] [\d-z] \d \D \w \s \b \B \A \z \Z
    \Q*\E \Q* \1 \0 \07 \x41 \x{41} \x{110000} \xg \p{L} \pL \p{Greek} \p{foo} \PN \e \q \_
    \. \- \/ \n \t \a \v \f \é ^ $ ^* $+ |* (|a) () (?) * +a ?a (*) a|* \pN+ [\p{L}] [\b] [\z]
    [a\]b] [\x{1F600}] (?i)(?s) (?P<1>a) (?P<>a) (?P=n) x{0} (a*)* (a{2}){3} \77 [\1] [\q] \G
"""
PATTERNS = TEXT.split()


@pytest.mark.parametrize("pattern", [*PATTERNS, "", "a b", "\\", "[\\", "a\n", "é+", "日本?"])
def test_like_re2(pattern: str) -> None:
    assert (regex_error(pattern) is None) == accepted(pattern), regex_error(pattern)


ALPHABET = st.sampled_from([*"ab()[]{}*+?|^$.\\-:,1 2dpPQEz<=!", "(?", "[:", ":]", "\\p{", "L}"])


@settings(derandomize=True, deadline=None, max_examples=400)
@given(st.lists(ALPHABET, max_size=8).map("".join))
def test_random_like_re2(pattern: str) -> None:
    assert (regex_error(pattern) is None) == accepted(pattern)
