"""Surface syntax of expressions, patterns and types: one class a grammar rule, positions kept.

`at` is a half-open pair of code-point offsets into the fragment's text (a body, a constraint, a
type); `frontend.source.Fragment` maps it to the file.
"""

from __future__ import annotations

from vibee_compiler.records import dataclass

At = tuple[int, int]


@dataclass(frozen=True, slots=True)
class IntLit:
    """An Int literal; the sign of an adjacent unary minus is folded in."""

    value: int
    at: At


@dataclass(frozen=True, slots=True)
class FloatLit:
    """A Float literal, sign folded in."""

    value: float
    at: At


@dataclass(frozen=True, slots=True)
class UintLit:
    """CEL's `1u`: parsed so that the checker can say that there is no uint."""

    value: int
    at: At


@dataclass(frozen=True, slots=True)
class StringLit:
    """A String literal, escapes resolved."""

    value: str
    at: At


@dataclass(frozen=True, slots=True)
class BytesLit:
    """A Bytes literal."""

    value: bytes
    at: At


@dataclass(frozen=True, slots=True)
class BoolLit:
    """`true` or `false`."""

    value: bool
    at: At


@dataclass(frozen=True, slots=True)
class NullLit:
    """`null`: parsed so that the checker can point to optional.none()."""

    at: At


@dataclass(frozen=True, slots=True)
class Ident:
    """A name in NFC; `quoted` when it stood in backticks, `root` after CEL's leading dot."""

    name: str
    at: At
    quoted: bool = False
    root: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    """`e.f`, `e.?f`: a field, or part of a dotted name; the checker decides."""

    operand: Expr
    name: str
    name_at: At
    at: At
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """`e[i]`, `e[?i]`."""

    operand: Expr
    index: Expr
    at: At
    optional: bool = False


@dataclass(frozen=True, slots=True)
class CallExpr:
    """`f(args)` (target None) or `target.f(args)`: a method, or a dotted name; see Select.

    `root` for CEL's `.f(args)`.
    """

    target: Expr | None
    name: str
    name_at: At
    args: tuple[Expr, ...]
    at: At
    quoted: bool = False
    root: bool = False


@dataclass(frozen=True, slots=True)
class ListExpr:
    """`[a, ?o]`: pairs of item and whether it is optional."""

    items: tuple[tuple[Expr, bool], ...]
    at: At


@dataclass(frozen=True, slots=True)
class MapExpr:
    """`{k: v, ?k: o}`: triples of key, value and whether it is optional."""

    entries: tuple[tuple[Expr, Expr, bool], ...]
    at: At


@dataclass(frozen=True, slots=True)
class FieldInit:
    """`f: e` in a record literal; `optional` for CEL's `?f: e`, which the checker refuses."""

    name: str
    value: Expr
    at: At
    optional: bool = False


@dataclass(frozen=True, slots=True)
class RecordExpr:
    """`User{...base, f: e}`, `module.User{}`, `Shape.Circle{radius: r}`."""

    path: tuple[Ident, ...]
    base: Expr | None
    fields: tuple[FieldInit, ...]
    at: At


@dataclass(frozen=True, slots=True)
class TupleExpr:
    """`(a, b)`; also a binder, where a macro's binder stands."""

    items: tuple[Expr, ...]
    at: At


@dataclass(frozen=True, slots=True)
class Unary:
    """`!e`, `-e`."""

    op: str
    operand: Expr
    at: At


@dataclass(frozen=True, slots=True)
class Binary:
    """`a op b`; `op` is one of `|| && == != < <= > >= in + - * / %`."""

    op: str
    left: Expr
    right: Expr
    op_at: At
    at: At


@dataclass(frozen=True, slots=True)
class Ternary:
    """`c ? a : b`."""

    cond: Expr
    then: Expr
    other: Expr
    at: At


@dataclass(frozen=True, slots=True)
class LetExpr:
    """`let binder: type = value; body`. The binder is a pattern of names, `_` and tuples."""

    binder: Pattern
    type: TypeExpr | None
    value: Expr
    body: Expr
    at: At


@dataclass(frozen=True, slots=True)
class IfExpr:
    """`if c { a } else { b }`; an `else if` is an IfExpr in `other`."""

    cond: Expr
    then: Expr
    other: Expr
    at: At


@dataclass(frozen=True, slots=True)
class ArmExpr:
    """`pattern if guard => body`."""

    pattern: Pattern
    guard: Expr | None
    body: Expr
    at: At


@dataclass(frozen=True, slots=True)
class MatchExpr:
    """`match e { arms }`."""

    subject: Expr
    arms: tuple[ArmExpr, ...]
    at: At


@dataclass(frozen=True, slots=True)
class FailExpr:
    """`fail Name(message)`."""

    name: Ident
    message: Expr
    at: At


@dataclass(frozen=True, slots=True)
class WildPat:
    """`_`."""

    at: At


@dataclass(frozen=True, slots=True)
class LiteralPat:
    """A literal; a FloatLit is refused by the checker."""

    literal: IntLit | FloatLit | StringLit | BytesLit | BoolLit | NullLit | UintLit
    at: At


@dataclass(frozen=True, slots=True)
class NamePat:
    """A bare or dotted name: a value of the matched type, or a binding."""

    path: tuple[Ident, ...]
    at: At


@dataclass(frozen=True, slots=True)
class RecordPat:
    """`Circle{radius: p, other}`; None binds by the field's name."""

    path: tuple[Ident, ...]
    fields: tuple[tuple[Ident, Pattern | None], ...]
    at: At


@dataclass(frozen=True, slots=True)
class CallPat:
    """`optional.of(p)`, `optional.none()`, `result.ok(p)`, `result.err(p)`."""

    path: tuple[Ident, ...]
    args: tuple[Pattern, ...]
    at: At


@dataclass(frozen=True, slots=True)
class ListPat:
    """`[a, b, ...rest]`; `rest` is NamePat or WildPat."""

    items: tuple[Pattern, ...]
    rest: Pattern | None
    at: At


@dataclass(frozen=True, slots=True)
class TuplePat:
    """`(a, b)`."""

    items: tuple[Pattern, ...]
    at: At


@dataclass(frozen=True, slots=True)
class NameType:
    """`Name`, `module.Name`, `Name<A, B>`."""

    path: tuple[Ident, ...]
    args: tuple[TypeExpr, ...]
    at: At


@dataclass(frozen=True, slots=True)
class OptionType:
    """`T?`."""

    elem: TypeExpr
    at: At


@dataclass(frozen=True, slots=True)
class TupleType:
    """`(A, B)`."""

    items: tuple[TypeExpr, ...]
    at: At


@dataclass(frozen=True, slots=True)
class ArrayType:
    """`[N]T`."""

    size: int
    elem: TypeExpr
    at: At


@dataclass(frozen=True, slots=True)
class FnType:
    """`Fn(A, B) -> C`."""

    params: tuple[TypeExpr, ...]
    result: TypeExpr
    at: At


Expr = (
    IntLit
    | FloatLit
    | UintLit
    | StringLit
    | BytesLit
    | BoolLit
    | NullLit
    | Ident
    | Select
    | Index
    | CallExpr
    | ListExpr
    | MapExpr
    | RecordExpr
    | TupleExpr
    | Unary
    | Binary
    | Ternary
    | LetExpr
    | IfExpr
    | MatchExpr
    | FailExpr
)
Pattern = WildPat | LiteralPat | NamePat | RecordPat | CallPat | ListPat | TuplePat
TypeExpr = NameType | OptionType | TupleType | ArrayType | FnType
