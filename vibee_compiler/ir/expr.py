"""Core expressions: small, typed, resolved, immutable.

Every node has `type` (an expression type, see `ir.types.erase`) and `span` (where the spec says
it; None for what a pass made). Equality of nodes ignores spans. Evaluation is strict and goes
from left to right in field order, except where a node says otherwise.

Variables: a `Var` is a name as the author wrote it and a number that is unique within one
behaviour (contracts, properties and examples included), so shadowing needs no care in passes.

Errors: `errors` on a node holds the names that *this very step* may raise, its parts not
counted. The checker fills it from the signature table; passes shrink it (ranges) but never grow
it. A target prints the native, unchecked form exactly when the set allows it.
"""

from __future__ import annotations

from dataclasses import field

from vibee_compiler.diagnostics.model import Span
from vibee_compiler.ir.types import Type
from vibee_compiler.records import dataclass

NO_ERRORS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Var:
    """A binding occurrence: the author's name and a number unique within the behaviour."""

    name: str
    uid: int
    type: Type


@dataclass(frozen=True, slots=True)
class Literal:
    """A scalar constant.

    `value`: int (Int), float (Float), bool, str (String, Decimal and UUID as text), bytes, int
    nanoseconds (Timestamp since 1970-01-01T00:00:00Z, Duration), and for Any plain JSON data
    with tuples for arrays and tuples of pairs, tagged ("object", pairs), for objects.
    """

    value: object
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Local:
    """A use of a variable."""

    var: Var
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ConstRef:
    """A use of a declared constant."""

    module: str
    name: str
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class FnRef:
    """A behaviour as a function value."""

    module: str
    name: str
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Let:
    """`let pattern = value; body`. The pattern is irrefutable: PBind, PWild, PTuple of these."""

    pattern: Pattern
    value: Expr
    body: Expr
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class If:
    """`if` and `?:`; `ternary` says which the author wrote."""

    cond: Expr
    then: Expr
    other: Expr
    type: Type
    ternary: bool = False
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm of a match; the guard sees the pattern's variables."""

    pattern: Pattern
    guard: Expr | None
    body: Expr


@dataclass(frozen=True, slots=True)
class Match:
    """The first arm that fits; the checker has proved that one does."""

    subject: Expr
    arms: tuple[Arm, ...]
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Fail:
    """Raises the named error; the message (a String) is evaluated first. Its type is any."""

    error: str
    message: Expr
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a behaviour of this or an imported module, all arguments given.

    Arguments are already `Store`d where the parameter's declared type needs it.
    """

    module: str
    name: str
    args: tuple[Expr, ...]
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class CallVar:
    """A call of a parameter of type Fn. It may raise any error (the caller's function decides)."""

    var: Var
    args: tuple[Expr, ...]
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Lambda:
    """A macro's part with its binders; stands only among the `args` of an `Op`.

    `params` has one irrefutable pattern a binder that the entry names, in the entry's order.
    """

    params: tuple[Pattern, ...]
    body: Expr
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Op:
    """A use of a built-in: `id` is an entry of the signature table.

    `args` are the entry's parts in the order of its spelling, receiver first, binders left out:
    a part under binders is a `Lambda`. A lazy part (`&&`, `||`, `orValue`) is a plain
    expression that is evaluated only where the entry's definition does so. `extra` holds what
    is data rather than expression: the field name of `map.field`, the literal index of
    `tuple.at`, the depth of `list.flattenDepth`, the precision of `format.f`; on `lists.range3`
    "up" says that the step is known to be positive and that no number can overflow by it.
    """

    id: str
    args: tuple[Expr, ...]
    type: Type
    extra: str | int | None = None
    errors: frozenset[str] = NO_ERRORS
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ListLit:
    """`[a, ?o, b]`; `optional[i]` says that item i is an option, spliced in where present."""

    items: tuple[Expr, ...]
    optional: tuple[bool, ...]
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class MapLit:
    """`{k: v, ?k: o}`. Computed keys that repeat raise `InvalidArgument`."""

    entries: tuple[tuple[Expr, Expr], ...]
    optional: tuple[bool, ...]
    type: Type
    errors: frozenset[str] = NO_ERRORS
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class SetLit:
    """A set of literal elements, already in ascending order and distinct; from YAML data only."""

    items: tuple[Expr, ...]
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TupleLit:
    """`(a, b)`."""

    items: tuple[Expr, ...]
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class EnumValue:
    """`Status.active`; `type` is the enum's `Named`."""

    member: str
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class RecordLit:
    """A record, every field given, in the order written (defaults last, in declared order).

    Values are already `Store`d. Checks the type's constraints: field by field in declared
    order, then the invariants; `errors` has `ContractViolation` when there are any.
    """

    fields: tuple[tuple[str, Expr], ...]
    type: Type
    errors: frozenset[str] = NO_ERRORS
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class RecordUpdate:
    """`User{...base, f: v}`; the base is evaluated first, all constraints are checked again."""

    base: Expr
    fields: tuple[tuple[str, Expr], ...]
    type: Type
    errors: frozenset[str] = NO_ERRORS
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class VariantLit:
    """A value of a sum type; `fields` is empty for a variant without fields."""

    variant: str
    fields: tuple[tuple[str, Expr], ...]
    type: Type
    errors: frozenset[str] = NO_ERRORS
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class FieldGet:
    """A field of a record."""

    base: Expr
    name: str
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Store:
    """`value`, of the expression type, made fit for the declared type `to`.

    Range-checks sized integers, rounds Float32, checks array lengths and the constraints of
    aliases, element by element; `errors` says which of `Overflow` and `ContractViolation` can
    happen. `type` is `erase(to)`: what is stored reads back as that.
    """

    value: Expr
    to: Type
    type: Type
    errors: frozenset[str] = NO_ERRORS
    span: Span | None = field(default=None, compare=False)


Expr = (
    Literal
    | Local
    | ConstRef
    | FnRef
    | Let
    | If
    | Match
    | Fail
    | Call
    | CallVar
    | Lambda
    | Op
    | ListLit
    | MapLit
    | SetLit
    | TupleLit
    | EnumValue
    | RecordLit
    | RecordUpdate
    | VariantLit
    | FieldGet
    | Store
)


@dataclass(frozen=True, slots=True)
class PWild:
    """`_`."""

    type: Type


@dataclass(frozen=True, slots=True)
class PBind:
    """A name."""

    var: Var
    type: Type


@dataclass(frozen=True, slots=True)
class PLiteral:
    """An Int, Bool, String or Bytes literal."""

    value: int | bool | str | bytes
    type: Type


@dataclass(frozen=True, slots=True)
class PEnum:
    """A value of an enum."""

    member: str
    type: Type


@dataclass(frozen=True, slots=True)
class PVariant:
    """A variant of a sum type; fields that are not named are ignored."""

    variant: str
    fields: tuple[tuple[str, Pattern], ...]
    type: Type


@dataclass(frozen=True, slots=True)
class PList:
    """`[a, b]`, or with `rest` at least these: PBind or PWild for `...rest`, else None."""

    items: tuple[Pattern, ...]
    rest: Pattern | None
    type: Type


@dataclass(frozen=True, slots=True)
class PTuple:
    """`(a, b)`."""

    items: tuple[Pattern, ...]
    type: Type


@dataclass(frozen=True, slots=True)
class PSome:
    """`optional.of(p)`."""

    inner: Pattern
    type: Type


@dataclass(frozen=True, slots=True)
class PNone:
    """`optional.none()`."""

    type: Type


@dataclass(frozen=True, slots=True)
class POk:
    """`result.ok(p)`."""

    inner: Pattern
    type: Type


@dataclass(frozen=True, slots=True)
class PErr:
    """`result.err(p)`."""

    inner: Pattern
    type: Type


Pattern = PWild | PBind | PLiteral | PEnum | PVariant | PList | PTuple | PSome | PNone | POk | PErr
