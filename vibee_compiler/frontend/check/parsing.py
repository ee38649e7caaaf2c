"""The parser as the checker uses it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from vibee_compiler.diagnostics.catalogue import make
from vibee_compiler.diagnostics.model import Diagnostic
from vibee_compiler.frontend import ast as a
from vibee_compiler.frontend.source import Fragment
from vibee_compiler.frontend.syntax.driver import parse

_TYPE_WORDS = frozenset({"Fn", "true", "false", "null", "in", "let", "if", "else", "match", "fail"})
"""Words that are no names of types, so that the parser has to look at them."""

_LOOKS_LIKE_CODE = re.compile(r"[<>=!]=|[<>]|&&|\|\||\b(?:self|value|result)\.\w|\w\(")


def expression(fragment: Fragment, out: list[Diagnostic]) -> a.Expr | None:
    """The expression of a fragment; None when it does not parse, which is reported."""
    tree: a.Expr | None = _parse(fragment, "expression", out)
    return tree


def type_expression(fragment: Fragment, out: list[Diagnostic]) -> a.TypeExpr | None:
    """The type of a fragment; None when it does not parse, which is reported."""
    name = fragment.text
    if name.isascii() and name.isidentifier() and name not in _TYPE_WORDS:
        at = (0, len(name))
        return a.NameType((a.Ident(name, at),), (), at)
    tree: a.TypeExpr | None = _parse(fragment, "type_only", out)
    return tree


def _parse(fragment: Fragment, start: str, out: list[Diagnostic]) -> Any:
    tree, problems = parse(fragment.text, start)
    for one in problems:
        span = fragment.span(one.at)
        out.append(make(one.code, one.message, span=span, expected=one.expected, hint=one.hint))
    return tree


def condition(fragment: Fragment) -> tuple[a.Expr | None, bool]:
    """A constraint, and whether prose looks as if it were meant as an expression.

    None for prose and for a single word, which are documentation.
    """
    return _condition(fragment.text)


@lru_cache(maxsize=512)
def _condition(text: str) -> tuple[a.Expr | None, bool]:
    tree, problems = parse(text, "expression")
    if tree is None or problems:
        return None, bool(_LOOKS_LIKE_CODE.search(text))
    return (None if isinstance(tree, a.Ident) else tree), False
