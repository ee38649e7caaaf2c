"""The parser as the checker uses it."""

from __future__ import annotations

import re
from functools import lru_cache

from vibee_compiler.diagnostics.model import Diagnostic
from vibee_compiler.frontend import ast as a
from vibee_compiler.frontend.parser import parse_expression, parse_type
from vibee_compiler.frontend.source import Fragment
from vibee_compiler.frontend.syntax.driver import parse

_TYPE_WORDS = frozenset({"Fn", "true", "false", "null", "in", "let", "if", "else", "match", "fail"})
"""Words that are no names of types, so that the parser has to look at them."""

_LOOKS_LIKE_CODE = re.compile(r"[<>=!]=|[<>]|&&|\|\||\b(?:self|value|result)\.\w|\w\(")


def expression(fragment: Fragment, out: list[Diagnostic]) -> a.Expr | None:
    """The expression of a fragment; None when it does not parse, which is reported."""
    tree, found = parse_expression(fragment)
    out.extend(found)
    return tree


def type_expression(fragment: Fragment, out: list[Diagnostic]) -> a.TypeExpr | None:
    """The type of a fragment; None when it does not parse, which is reported."""
    name = fragment.text
    if name.isascii() and name.isidentifier() and name not in _TYPE_WORDS:
        at = (0, len(name))
        return a.NameType((a.Ident(name, at),), (), at)
    tree, found = parse_type(fragment)
    out.extend(found)
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
