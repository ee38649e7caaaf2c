"""What the builders of nodes share: names, lists, and the texts of tokens."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, TypeVar

from vibee_compiler.frontend import ast

if TYPE_CHECKING:
    from collections.abc import Callable

    from vibee_compiler.frontend.syntax.lexer import Tokens
    from vibee_compiler.frontend.syntax.problem import Problem

T = TypeVar("T")


class Site:
    """The text that is being parsed, and what was found wrong with it."""

    __slots__ = ("problems", "tokens")

    def __init__(self, tokens: Tokens, problems: list[Problem]) -> None:
        self.tokens = tokens
        self.problems = problems


def none(_site: Site, _at: ast.At) -> list[Any]:
    """An empty list."""
    return []


def first(_site: Site, _at: ast.At, item: T) -> list[T]:
    """A list of one."""
    return [item]


def more(_site: Site, _at: ast.At, items: list[T], item: T) -> list[T]:
    """A list with one more."""
    items.append(item)
    return items


def arguments(_site: Site, _at: ast.At, items: list[T]) -> list[T]:
    """A list as it is."""
    return items


def name(site: Site, at: ast.At, token: int) -> ast.Ident:
    """A name, in NFC."""
    text = site.tokens.word(token)
    return ast.Ident(text if text.isascii() else unicodedata.normalize("NFC", text), at)


def quoted_name(site: Site, at: ast.At, token: int) -> ast.Ident:
    """A name in backticks."""
    text = site.tokens.word(token)[1:-1]
    return ast.Ident(unicodedata.normalize("NFC", text), at, quoted=True)


ACTIONS: dict[str, Callable[..., Any]] = {
    f.__name__: f for f in (none, first, more, arguments, name, quoted_name)
}
