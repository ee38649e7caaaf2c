"""One function a rule for expressions of `grammars/expression.lark`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vibee_compiler.frontend import ast
from vibee_compiler.frontend.syntax import literals
from vibee_compiler.frontend.syntax.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from vibee_compiler.frontend.syntax.builder import Site

Args = list[ast.Expr]
ListItem = tuple[ast.Expr, bool]
Entry = tuple[ast.Expr, ast.Expr, bool]
Fields = tuple[ast.Expr | None, tuple[ast.FieldInit, ...]]


def int_lit(site: Site, at: ast.At, token: int) -> ast.IntLit:
    """`1`, `-1`, `0x1F`."""
    return ast.IntLit(literals.int_value(site.tokens.word(token), at, site.problems), at)


def uint_lit(site: Site, at: ast.At, token: int) -> ast.UintLit:
    """`1u`."""
    return ast.UintLit(literals.uint_value(site.tokens.word(token)), at)


def float_lit(site: Site, at: ast.At, token: int) -> ast.FloatLit:
    """`1.5`, `.5`, `-1e9`."""
    return ast.FloatLit(literals.float_value(site.tokens.word(token), at, site.problems), at)


def string_lit(site: Site, at: ast.At, token: int) -> ast.StringLit:
    """A string in quotes of any kind."""
    return ast.StringLit(literals.string_value(site.tokens.word(token), at, site.problems), at)


def raw_string_lit(site: Site, at: ast.At, token: int) -> ast.StringLit:
    """`r'\\d'`."""
    text = site.tokens.word(token)
    return ast.StringLit(literals.string_value(text, at, site.problems, raw=True), at)


def bytes_lit(site: Site, at: ast.At, token: int) -> ast.BytesLit:
    """`b'abc'`."""
    return ast.BytesLit(literals.bytes_value(site.tokens.word(token), at, site.problems), at)


def raw_bytes_lit(site: Site, at: ast.At, token: int) -> ast.BytesLit:
    """`br'abc'`."""
    text = site.tokens.word(token)
    return ast.BytesLit(literals.bytes_value(text, at, site.problems, raw=True), at)


def true_lit(_site: Site, at: ast.At, _token: int) -> ast.BoolLit:
    """`true`."""
    return ast.BoolLit(True, at)


def false_lit(_site: Site, at: ast.At, _token: int) -> ast.BoolLit:
    """`false`."""
    return ast.BoolLit(False, at)


def null_lit(_site: Site, at: ast.At, _token: int) -> ast.NullLit:
    """`null`."""
    return ast.NullLit(at)


def ident(_site: Site, _at: ast.At, name: ast.Ident) -> ast.Ident:
    """A name."""
    return name


def root_ident(_site: Site, at: ast.At, name: ast.Ident) -> ast.Ident:
    """`.name`."""
    return replace(name, at=at, root=True)


def call(_site: Site, at: ast.At, name: ast.Ident, args: Args) -> ast.CallExpr:
    """`f(a, b)`."""
    return ast.CallExpr(None, name.name, name.at, tuple(args), at, name.quoted)


def root_call(_site: Site, at: ast.At, name: ast.Ident, args: Args) -> ast.CallExpr:
    """`.f(a, b)`."""
    return ast.CallExpr(None, name.name, name.at, tuple(args), at, name.quoted, root=True)


def method(_site: Site, at: ast.At, target: ast.Expr, name: ast.Ident, args: Args) -> ast.CallExpr:
    """`e.f(a, b)`."""
    return ast.CallExpr(target, name.name, name.at, tuple(args), at, name.quoted)


def select(_site: Site, at: ast.At, operand: ast.Expr, name: ast.Ident) -> ast.Select:
    """`e.f`."""
    return ast.Select(operand, name.name, name.at, at)


def select_optional(_site: Site, at: ast.At, operand: ast.Expr, name: ast.Ident) -> ast.Select:
    """`e.?f`."""
    return ast.Select(operand, name.name, name.at, at, optional=True)


def index(_site: Site, at: ast.At, operand: ast.Expr, key: ast.Expr) -> ast.Index:
    """`e[i]`."""
    return ast.Index(operand, key, at)


def index_optional(_site: Site, at: ast.At, operand: ast.Expr, key: ast.Expr) -> ast.Index:
    """`e[?i]`."""
    return ast.Index(operand, key, at, optional=True)


def prefix(site: Site, at: ast.At, op: int, operand: ast.Expr) -> ast.Unary:
    """`!e`, `-e`."""
    return ast.Unary(site.tokens.word(op), operand, at)


def binary(site: Site, at: ast.At, left: ast.Expr, op: int, right: ast.Expr) -> ast.Binary:
    """`a + b`."""
    return ast.Binary(site.tokens.word(op), left, right, site.tokens.at(op), at)


def ternary(
    _site: Site, at: ast.At, cond: ast.Expr, then: ast.Expr, other: ast.Expr
) -> ast.Ternary:
    """`c ? a : b`."""
    return ast.Ternary(cond, then, other, at)


def tuple_(_site: Site, at: ast.At, head: ast.Expr, tail: Args) -> ast.TupleExpr:
    """`(a, b)`."""
    return ast.TupleExpr((head, *tail), at)


def empty_list(_site: Site, at: ast.At) -> ast.ListExpr:
    """`[]`."""
    return ast.ListExpr((), at)


def list_(_site: Site, at: ast.At, items: list[ListItem]) -> ast.ListExpr:
    """`[a, ?b]`."""
    return ast.ListExpr(tuple(items), at)


def list_item(_site: Site, _at: ast.At, item: ast.Expr) -> ListItem:
    """`a`."""
    return item, False


def list_item_optional(_site: Site, _at: ast.At, item: ast.Expr) -> ListItem:
    """`?a`."""
    return item, True


def empty_map(_site: Site, at: ast.At) -> ast.MapExpr:
    """`{}`."""
    return ast.MapExpr((), at)


def map_(_site: Site, at: ast.At, entries: list[Entry]) -> ast.MapExpr:
    """`{k: v}`."""
    return ast.MapExpr(tuple(entries), at)


def entry(_site: Site, _at: ast.At, key: ast.Expr, value: ast.Expr) -> Entry:
    """`k: v`."""
    return key, value, False


def entry_optional(_site: Site, _at: ast.At, key: ast.Expr, value: ast.Expr) -> Entry:
    """`?k: v`."""
    return key, value, True


def no_fields(_site: Site, _at: ast.At) -> Fields:
    """Nothing between the braces."""
    return None, ()


def fields(_site: Site, _at: ast.At, inits: list[ast.FieldInit]) -> Fields:
    """`f: e, g: e`."""
    return None, tuple(inits)


def base_only(_site: Site, _at: ast.At, base: ast.Expr) -> Fields:
    """`...base`."""
    return base, ()


def base_and_fields(_site: Site, _at: ast.At, base: ast.Expr, inits: list[ast.FieldInit]) -> Fields:
    """`...base, f: e`."""
    return base, tuple(inits)


def init(_site: Site, at: ast.At, name: ast.Ident, value: ast.Expr) -> ast.FieldInit:
    """`f: e`."""
    return ast.FieldInit(name.name, value, at)


def init_optional(_site: Site, at: ast.At, name: ast.Ident, value: ast.Expr) -> ast.FieldInit:
    """`?f: e`."""
    return ast.FieldInit(name.name, value, at, optional=True)


def record(_site: Site, at: ast.At, name: ast.Ident, inits: Fields) -> ast.RecordExpr:
    """`User{...}`."""
    return ast.RecordExpr((name,), inits[0], inits[1], at)


def root_record(_site: Site, at: ast.At, name: ast.Ident, inits: Fields) -> ast.RecordExpr:
    """`.User{...}`."""
    return ast.RecordExpr((replace(name, root=True),), inits[0], inits[1], at)


def record_of_path(
    site: Site, at: ast.At, operand: ast.Expr, name: ast.Ident, inits: Fields
) -> ast.RecordExpr:
    """`module.User{...}`; what is before the brace must be names and dots alone."""
    path = [name]
    while isinstance(operand, ast.Select) and not operand.optional:
        path.append(ast.Ident(operand.name, operand.name_at))
        operand = operand.operand
    if isinstance(operand, ast.Ident):
        path.append(operand)
    else:
        problem = Problem(
            "VB0307",
            (at[0], name.at[1]),
            "what stands before the brace is not the name of a type",
            expected="a name such as `User` or `module.User`",
            hint="a brace after a value has no meaning; for a key write `e[key]`",
        )
        site.problems.append(problem)
    return ast.RecordExpr(tuple(reversed(path)), inits[0], inits[1], at)


def let_plain(
    _site: Site, at: ast.At, binder: ast.Pattern, value: ast.Expr, body: ast.Expr
) -> ast.LetExpr:
    """`let x = e; body`."""
    return ast.LetExpr(binder, None, value, body, at)


def let_typed(
    _site: Site,
    at: ast.At,
    binder: ast.Pattern,
    type_: ast.TypeExpr,
    value: ast.Expr,
    body: ast.Expr,
) -> ast.LetExpr:
    """`let x: T = e; body`."""
    return ast.LetExpr(binder, type_, value, body, at)


def if_expr(_site: Site, at: ast.At, cond: ast.Expr, then: ast.Expr, other: ast.Expr) -> ast.IfExpr:
    """`if c { a } else { b }`, `... else if ...`."""
    return ast.IfExpr(cond, then, other, at)


def match(_site: Site, at: ast.At, subject: ast.Expr, arms: list[ast.ArmExpr]) -> ast.MatchExpr:
    """`match e { arms }`."""
    return ast.MatchExpr(subject, tuple(arms), at)


def arm(_site: Site, at: ast.At, pattern: ast.Pattern, body: ast.Expr) -> ast.ArmExpr:
    """`p => e`."""
    return ast.ArmExpr(pattern, None, body, at)


def guarded_arm(
    _site: Site, at: ast.At, pattern: ast.Pattern, guard: ast.Expr, body: ast.Expr
) -> ast.ArmExpr:
    """`p if g => e`."""
    return ast.ArmExpr(pattern, guard, body, at)


def fail(_site: Site, at: ast.At, name: ast.Ident, message: ast.Expr) -> ast.FailExpr:
    """`fail Name(message)`."""
    return ast.FailExpr(name, message, at)


ACTIONS: dict[str, Callable[..., Any]] = {
    f.__name__.removesuffix("_"): f
    for f in (
        int_lit, uint_lit, float_lit, string_lit, raw_string_lit, bytes_lit, raw_bytes_lit,
        true_lit, false_lit, null_lit, ident, root_ident, call, root_call, method, select,
        select_optional, index, index_optional, prefix, binary, ternary, tuple_, empty_list, list_,
        list_item, list_item_optional, empty_map, map_, entry, entry_optional, no_fields, fields,
        base_only, base_and_fields, init, init_optional, record, root_record, record_of_path,
        let_plain, let_typed, if_expr, match, arm, guarded_arm, fail,
    )
}  # fmt: skip
