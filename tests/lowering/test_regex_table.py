"""The pattern compiler against google-re2, which is the definition."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibee_compiler.ir.regex.syntax import PatternError
from vibee_compiler.lowering.regex_table import (
    ClassPattern,
    TextPattern,
    compile_program,
    search,
    simple_shape,
)

re2 = pytest.importorskip("re2")

PATTERNS = [
    "",
    "a",
    "^a(na)*$",
    "foo.*",
    "(?i)straße|kelvin",
    "(?i)[k-s]+$",
    r"^\d{2,4}-\w+$",
    r"\bword\b",
    r"\Bx\B",
    "(?m)^b$",
    "(?s)a.b",
    "a.b",
    r"\pL\p{Greek}\PN",
    r"[^a-c\d]x",
    r"[[:alpha:]][[:^digit:]]",
    r"\Qa.b\E+",
    r"x{2}y{1,3}z{0,}?",
    "(a|ab)(c|bcd)$",
    r"\x{1F431}|\x41|\101",
    "(?:a|b(?i:C))d",
    r"[\]\-a]",
    "[]a]",
    "(|a)+$",
    r"\A\s*\z",
    "(?P<year>[0-9]+)",
]
TEXTS = [
    "",
    "a",
    "banana",
    "foobar",
    "STRASSE straße STRAẞE",
    "\u212aelvin",
    "ſ",
    "2024-x_1",
    "a word here",
    "axb",
    "a\nb\nc",
    "éαβγ",
    "d5x",
    "a.b",
    "xxyyzz",
    "abcd",
    "🐱A",
    "bcd",
    "]-",
    " \t\n",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_agrees_with_re2(pattern: str) -> None:
    program = compile_program(pattern)
    found = [search(program, text) for text in TEXTS]
    assert found == [re2.search(pattern, text) is not None for text in TEXTS]


_ATOMS = st.sampled_from(
    ["a", "b", ".", "[ab]", "[^a]", r"\d", r"\w", r"\b", "^", "$", "(?i:k)", "é", r"\n", "-"]
)


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    repeats = st.sampled_from(["*", "+", "?", "{2}", "{0,2}", "*?"])
    return (
        st.tuples(inner, inner).map("".join)
        | st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})")
        | st.tuples(inner, repeats).map(lambda pair: f"(?:{pair[0]}){pair[1]}")
    )


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.recursive(_ATOMS, _grow, max_leaves=6), st.text("abkKé1_ \n\u212a", max_size=5))
def test_generated_patterns_agree_with_re2(pattern: str, text: str) -> None:
    expected = re2.search(pattern, text) is not None
    assert search(compile_program(pattern), text) == expected


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.recursive(_ATOMS, _grow, max_leaves=3), st.text("abkK1", max_size=4))
def test_simple_shapes_mean_the_same(pattern: str, text: str) -> None:
    expected = re2.search(pattern, text) is not None
    match simple_shape(pattern):
        case ClassPattern(ranges, least, most):
            inside = all(any(lo <= ord(c) <= hi for lo, hi in ranges) for c in text)
            fits = least <= len(text) and (most is None or len(text) <= most)
            assert (inside and fits) == expected
        case TextPattern(part, start, end):
            found = {
                (False, False): part in text,
                (True, False): text.startswith(part),
                (False, True): text.endswith(part),
                (True, True): text == part,
            }[start, end]
            assert found == expected
        case None:
            pass


def test_shapes() -> None:
    assert simple_shape("^[a-z0-9]$") == ClassPattern(((48, 57), (97, 122)), 1, 1)
    assert simple_shape(r"^(?:\d)+$") == ClassPattern(((48, 57),), 1, None)
    assert simple_shape("^http") == TextPattern("http", True, False)
    assert simple_shape("a|b") is None


@pytest.mark.parametrize("pattern", ["(", "[a", "a**b(", r"\C", "(?=a)", "a{2000}", r"\1"])
def test_refuses_what_is_no_table(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_program(pattern)
