"""One function a rule of `grammars/types.lark`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_compiler.frontend import ast
from vibee_compiler.frontend.syntax.literals import int_value
from vibee_compiler.frontend.syntax.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from vibee_compiler.frontend.syntax.builder import Site

Path = list[ast.Ident]
Types = list[ast.TypeExpr]


def name_type(_site: Site, at: ast.At, path: Path) -> ast.NameType:
    """`Name`, `module.Name`."""
    return ast.NameType(tuple(path), (), at)


def generic_type(_site: Site, at: ast.At, path: Path, args: Types) -> ast.NameType:
    """`Name<A, B>`."""
    return ast.NameType(tuple(path), tuple(args), at)


def option_type(_site: Site, at: ast.At, elem: ast.TypeExpr) -> ast.OptionType:
    """`T?`."""
    return ast.OptionType(elem, at)


def tuple_type(_site: Site, at: ast.At, head: ast.TypeExpr, tail: Types) -> ast.TupleType:
    """`(A, B)`."""
    return ast.TupleType((head, *tail), at)


def array_type(site: Site, at: ast.At, size: int, elem: ast.TypeExpr) -> ast.ArrayType:
    """`[N]T`."""
    value = int_value(site.tokens.word(size), site.tokens.at(size), site.problems)
    if value < 0:
        problem = Problem("VB0306", site.tokens.at(size), "the size of an array is not negative")
        site.problems.append(problem)
    return ast.ArrayType(value, elem, at)


def fn_type(site: Site, at: ast.At, path: Path, params: Types, result: ast.TypeExpr) -> ast.FnType:
    """`Fn(A, B) -> C`; the name in front must be `Fn`, in any case."""
    if len(path) > 1 or path[0].name.lower() != "fn":
        problem = Problem(
            "VB0301",
            (path[0].at[0], path[-1].at[1]),
            "only `Fn` takes types in parentheses",
            hint="write `Fn(A, B) -> C` for a function, `Name<A, B>` for a generic type",
        )
        site.problems.append(problem)
    return ast.FnType(tuple(params), result, at)


def fn_type_bare(site: Site, at: ast.At, path: Path, result: ast.TypeExpr) -> ast.FnType:
    """`Fn() -> C`."""
    return fn_type(site, at, path, [], result)


ACTIONS: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (name_type, generic_type, option_type, tuple_type, array_type, fn_type, fn_type_bare)
}
