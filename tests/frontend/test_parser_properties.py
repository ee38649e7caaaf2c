"""Random trees read back from their text; random text gives findings, never an exception."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.frontend.test_parser import show
from vibee_compiler.frontend import ast as a
from vibee_compiler.frontend.ast_print import expression_text, type_text
from vibee_compiler.frontend.parser import (
    ParseError,
    parse_expression,
    parse_expression_text,
    parse_type,
    parse_type_text,
)
from vibee_compiler.frontend.source import Fragment, SourceFile
from vibee_compiler.frontend.syntax.problem import Problem

AT = (0, 0)
WORDS = ["true", "in", "let", "if", "match", "fail"]
PLAIN = ["a", "b2", "_x", "имя", "é"]

plain = st.sampled_from(PLAIN)
selectors = st.sampled_from([*PLAIN, *WORDS])
names = st.one_of(
    st.builds(a.Ident, plain, st.just(AT)),
    st.builds(a.Ident, st.sampled_from([*PLAIN, *WORDS, "a b", "_"]), st.just(AT), st.just(True)),
)
idents = st.one_of(
    names,
    st.builds(a.Ident, plain, st.just(AT), st.just(False), st.just(True)),
)
paths = st.one_of(
    st.tuples(names),
    st.tuples(idents, st.builds(a.Ident, selectors, st.just(AT))),
)
pattern_paths = st.one_of(
    st.tuples(names), st.tuples(names, st.builds(a.Ident, selectors, st.just(AT)))
)
floats = st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
literals = st.one_of(
    st.builds(a.IntLit, st.integers(-(2**63), 2**63 - 1), st.just(AT)),
    st.builds(a.UintLit, st.integers(0, 2**64 - 1), st.just(AT)),
    st.builds(a.FloatLit, floats, st.just(AT)),
    st.builds(a.StringLit, texts, st.just(AT)),
    st.builds(a.BytesLit, st.binary(max_size=6), st.just(AT)),
    st.builds(a.BoolLit, st.booleans(), st.just(AT)),
    st.builds(a.NullLit, st.just(AT)),
)
OPERATORS = "|| && == != < <= > >= in + - * / %".split()


def tuples_of(items: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[Any]:
    return st.lists(items, min_size=least, max_size=3).map(tuple)


wild = st.just(a.WildPat(AT))
binders: st.SearchStrategy[Any] = st.recursive(
    st.one_of(wild, st.builds(lambda n: a.NamePat((n,), AT), names)),
    lambda inner: st.builds(a.TuplePat, tuples_of(inner, 2), st.just(AT)),
    max_leaves=4,
)


def patterns_over(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    field = st.one_of(
        st.tuples(st.builds(a.Ident, selectors, st.just(AT)), inner),
        st.tuples(names, st.none()),
    )
    rest = st.one_of(st.none(), wild, st.builds(lambda n: a.NamePat((n,), AT), names))
    return st.one_of(
        st.builds(a.TuplePat, tuples_of(inner, 2), st.just(AT)),
        st.builds(a.RecordPat, pattern_paths, tuples_of(field), st.just(AT)),
        st.builds(a.CallPat, pattern_paths, tuples_of(inner), st.just(AT)),
        st.builds(a.ListPat, tuples_of(inner), rest, st.just(AT)),
    )


patterns: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        wild,
        st.builds(a.NamePat, pattern_paths, st.just(AT)),
        st.builds(a.LiteralPat, literals, st.just(AT)),
    ),
    patterns_over,
    max_leaves=5,
)


def types_over(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(a.NameType, pattern_paths, tuples_of(inner, 1), st.just(AT)),
        st.builds(a.OptionType, inner, st.just(AT)),
        st.builds(a.TupleType, tuples_of(inner, 2), st.just(AT)),
        st.builds(a.ArrayType, st.integers(0, 99), inner, st.just(AT)),
        st.builds(a.FnType, tuples_of(inner), inner, st.just(AT)),
    )


types: st.SearchStrategy[Any] = st.recursive(
    st.builds(a.NameType, pattern_paths, st.just(()), st.just(AT)), types_over, max_leaves=6
)


def expressions_over(e: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    at, flag = st.just(AT), st.booleans()
    init = st.builds(a.FieldInit, selectors, e, at, flag)
    arm = st.builds(a.ArmExpr, patterns, st.one_of(st.none(), e), e, at)
    return st.one_of(
        st.builds(a.Select, e, selectors, at, at, flag),
        st.builds(a.Index, e, e, at, flag),
        st.builds(a.CallExpr, st.none(), plain, at, tuples_of(e), at, flag, flag),
        st.builds(a.CallExpr, e, selectors, at, tuples_of(e), at, flag),
        st.builds(a.ListExpr, tuples_of(st.tuples(e, flag)), at),
        st.builds(a.MapExpr, tuples_of(st.tuples(e, e, flag)), at),
        st.builds(a.RecordExpr, paths, st.one_of(st.none(), e), tuples_of(init), at),
        st.builds(a.TupleExpr, tuples_of(e, 2), at),
        st.builds(a.Unary, st.sampled_from("!-"), e, at),
        st.builds(a.Binary, st.sampled_from(OPERATORS), e, e, at, at),
        st.builds(a.Ternary, e, e, e, at),
        st.builds(a.LetExpr, binders, st.one_of(st.none(), types), e, e, at),
        st.builds(a.IfExpr, e, e, e, at),
        st.builds(a.MatchExpr, e, tuples_of(arm, 1), at),
        st.builds(a.FailExpr, names, e, at),
    )


expressions: st.SearchStrategy[Any] = st.recursive(
    st.one_of(literals, idents), expressions_over, max_leaves=12
)


@settings(derandomize=True, deadline=None, max_examples=400)
@given(expressions)
def test_expressions_read_back(tree: a.Expr) -> None:
    text = expression_text(tree)
    again = parse_expression_text(text)
    assert show(again) == show(tree), text
    assert expression_text(again) == text


@settings(derandomize=True, deadline=None, max_examples=200)
@given(types)
def test_types_read_back(tree: a.TypeExpr) -> None:
    text = type_text(tree)
    assert show(parse_type_text(text)) == show(tree), text


TOKENS = [
    *"a _ имя `x y` 1 2u 3.5 .5 0x1 'a' \"b\" '''c''' r'd' b'e' ' \" ` true null in let if else"
    " match fail and or not return for then elif || && == != < <= > >= + - * / % ! ? : ; , . ..."
    " = => -> ( ) [ ] { } & | # $ @ ~ ^ \\ “ （ ≥ \u00a0 \u200b Int List Fn // \n".split(" ")
]


@settings(derandomize=True, deadline=None, max_examples=500)
@given(st.lists(st.sampled_from(TOKENS), max_size=25), st.sampled_from(["", " "]))
def test_token_soup_gives_findings_in_the_text(words: list[str], gap: str) -> None:
    text = gap.join(words)
    fragment = Fragment(text, SourceFile.of("soup.vibee", text), ((0, 0),))
    for parse in (parse_expression, parse_type):
        tree, found = parse(fragment)
        assert (tree is None) == bool(found)
        for one in found:
            assert one.message
            assert one.span is not None
            assert 0 <= one.span.start.offset <= one.span.end.offset <= len(text)


def problems(parse: Callable[[str], object], text: str) -> list[Problem]:
    try:
        parse(text)
    except ParseError as error:
        return error.problems
    return []


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.text(max_size=40))
def test_any_text_is_a_tree_or_an_error(text: str) -> None:
    for parse in (parse_expression_text, parse_type_text):
        for problem in problems(parse, text):
            assert 0 <= problem.at[0] <= problem.at[1] <= len(text)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(expressions, st.data())
def test_a_cut_text_gives_findings(tree: a.Expr, data: st.DataObject) -> None:
    text = expression_text(tree)
    at = data.draw(st.integers(0, len(text)))
    for part in (text[:at], text[at:]):
        for problem in problems(parse_expression_text, part):
            assert 0 <= problem.at[0] <= problem.at[1] <= len(part)
