"""One function a rule for binders and patterns of `grammars/expression.lark`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_compiler.frontend import ast
from vibee_compiler.frontend.syntax.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from vibee_compiler.frontend.syntax.builder import Site

Path = list[ast.Ident]
Patterns = list[ast.Pattern]
FieldPattern = tuple[ast.Ident, ast.Pattern | None]
Literal = (
    ast.IntLit
    | ast.FloatLit
    | ast.StringLit
    | ast.BytesLit
    | ast.BoolLit
    | ast.NullLit
    | ast.UintLit
)

RESERVED = frozenset(("true", "false", "null", "in", "let", "if", "else", "match", "fail"))


def bind_name(_site: Site, at: ast.At, name: ast.Ident) -> ast.NamePat | ast.WildPat:
    """A name, or `_`."""
    if name.name == "_" and not name.quoted:
        return ast.WildPat(at)
    return ast.NamePat((name,), at)


def name_pattern(site: Site, at: ast.At, path: Path) -> ast.NamePat | ast.WildPat:
    """`name`, `Status.active`, `_`."""
    return bind_name(site, at, path[0]) if len(path) == 1 else ast.NamePat(tuple(path), at)


def literal_pattern(_site: Site, at: ast.At, literal: Literal) -> ast.LiteralPat:
    """A literal."""
    return ast.LiteralPat(literal, at)


def record_pattern(
    _site: Site, at: ast.At, path: Path, fields: list[FieldPattern]
) -> ast.RecordPat:
    """`Circle{radius: r}`."""
    return ast.RecordPat(tuple(path), tuple(fields), at)


def record_pattern_bare(_site: Site, at: ast.At, path: Path) -> ast.RecordPat:
    """`Circle{}`."""
    return ast.RecordPat(tuple(path), (), at)


def field_pattern(_site: Site, _at: ast.At, name: ast.Ident, pattern: ast.Pattern) -> FieldPattern:
    """`radius: r`."""
    return name, pattern


def field_shorthand(site: Site, at: ast.At, name: ast.Ident) -> FieldPattern:
    """`radius`, which binds by that name; a reserved word cannot."""
    if name.name in RESERVED and not name.quoted:
        problem = Problem(
            "VB0301",
            at,
            f"`{name.name}` is a reserved word and cannot be bound as it is",
            hint=f"write `{name.name}: other_name`",
        )
        site.problems.append(problem)
    return name, None


def call_pattern(_site: Site, at: ast.At, path: Path, args: Patterns) -> ast.CallPat:
    """`optional.of(p)`."""
    return ast.CallPat(tuple(path), tuple(args), at)


def call_pattern_bare(_site: Site, at: ast.At, path: Path) -> ast.CallPat:
    """`optional.none()`."""
    return ast.CallPat(tuple(path), (), at)


def list_pattern(_site: Site, at: ast.At, items: Patterns) -> ast.ListPat:
    """`[a, b]`."""
    return ast.ListPat(tuple(items), None, at)


def list_pattern_empty(_site: Site, at: ast.At) -> ast.ListPat:
    """`[]`."""
    return ast.ListPat((), None, at)


def list_pattern_rest(site: Site, at: ast.At, rest: ast.Ident) -> ast.ListPat:
    """`[...rest]`."""
    return ast.ListPat((), bind_name(site, rest.at, rest), at)


def list_pattern_both(site: Site, at: ast.At, items: Patterns, rest: ast.Ident) -> ast.ListPat:
    """`[a, b, ...rest]`."""
    return ast.ListPat(tuple(items), bind_name(site, rest.at, rest), at)


def tuple_pattern(_site: Site, at: ast.At, head: ast.Pattern, tail: Patterns) -> ast.TuplePat:
    """`(a, b)`."""
    return ast.TuplePat((head, *tail), at)


ACTIONS: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (
        bind_name, name_pattern, literal_pattern, record_pattern, record_pattern_bare,
        field_pattern, field_shorthand, call_pattern, call_pattern_bare, list_pattern,
        list_pattern_empty, list_pattern_rest, list_pattern_both, tuple_pattern,
    )
}  # fmt: skip
