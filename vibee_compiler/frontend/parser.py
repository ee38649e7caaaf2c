"""The parser's front door: fragments to surface syntax, with diagnostics."""

from __future__ import annotations

from typing import Any

from vibee_compiler.diagnostics.catalogue import make
from vibee_compiler.diagnostics.model import Diagnostic
from vibee_compiler.frontend import ast
from vibee_compiler.frontend.source import Fragment
from vibee_compiler.frontend.syntax.driver import parse
from vibee_compiler.frontend.syntax.problem import ParseError

__all__ = [
    "ParseError",
    "parse_expression",
    "parse_expression_text",
    "parse_type",
    "parse_type_text",
]


def parse_expression(fragment: Fragment) -> tuple[ast.Expr | None, list[Diagnostic]]:
    """The expression of a fragment; None when there is a diagnostic."""
    return _parse(fragment, "expression")


def parse_type(fragment: Fragment) -> tuple[ast.TypeExpr | None, list[Diagnostic]]:
    """The type of a fragment; None when there is a diagnostic."""
    return _parse(fragment, "type_only")


def parse_expression_text(text: str) -> ast.Expr:
    """The expression of a plain text.

    Raises:
        ParseError: with all problems.
    """
    node: ast.Expr = _plain(text, "expression")
    return node


def parse_type_text(text: str) -> ast.TypeExpr:
    """The type of a plain text.

    Raises:
        ParseError: with all problems.
    """
    node: ast.TypeExpr = _plain(text, "type_only")
    return node


def _plain(text: str, start: str) -> Any:
    node, problems = parse(text, start)
    if problems:
        raise ParseError(problems)
    return node


def _parse(fragment: Fragment, start: str) -> tuple[Any, list[Diagnostic]]:
    node, problems = parse(fragment.text, start)
    return node, [
        make(p.code, p.message, span=fragment.span(p.at), expected=p.expected, hint=p.hint)
        for p in problems
    ]
