"""The statement IR: what lowering hands to a target's printers.

A function is a block of statements over core expressions (`ir.expr`), of which only those are
left that the target's profile calls printable, and over the few extra expressions below. The
form is interpretable (`lowering.interp`), so a difference between languages is bisected to a
pass by running both sides.

Values are immutable; the only mutation is of variables declared `mutable`, and of *builders*:
variables that hold a list, map, set or text while a loop makes it. A builder is read by `View`
(until the next change only) and ends in `Freeze`.
"""

from __future__ import annotations

from dataclasses import field

from vibee_compiler.diagnostics.model import Diagnostic, Span
from vibee_compiler.ir.expr import NO_ERRORS, Expr, Pattern, Var
from vibee_compiler.ir.module import Behaviour, Module, Param, TypeDecl
from vibee_compiler.ir.types import Type
from vibee_compiler.records import dataclass


@dataclass(frozen=True, slots=True)
class Take:
    """The last use of an owned variable: its value may be moved out."""

    var: Var
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class View:
    """A builder as a value of its type, valid until the next change of the builder."""

    var: Var
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Freeze:
    """A finished builder as a value; the builder is not used again."""

    var: Var
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class IsVariant:
    """Whether a value of a sum type is that variant; Bool."""

    subject: Expr
    variant: str
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class VariantField:
    """A field of a value that is known to be that variant."""

    subject: Expr
    variant: str
    name: str
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class IsSome:
    """Whether an option is present; Bool."""

    subject: Expr
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Unwrap:
    """The value of an option that is known to be present."""

    subject: Expr
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class IsOk:
    """Whether a result is ok; Bool."""

    subject: Expr
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class UnwrapOk:
    """The value of a result that is known to be ok."""

    subject: Expr
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class UnwrapErr:
    """The error value of a result that is known to be err."""

    subject: Expr
    type: Type
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class BlockExpr:
    """Statements and then a value; only where the profile has `block_expressions`."""

    block: Block
    value: Expr
    type: Type
    span: Span | None = field(default=None, compare=False)


SirExpr = (
    Take
    | View
    | Freeze
    | IsVariant
    | VariantField
    | IsSome
    | Unwrap
    | IsOk
    | UnwrapOk
    | UnwrapErr
    | BlockExpr
)
"""What may stand beside `ir.expr.Expr` as a part of any expression after lowering."""


@dataclass(frozen=True, slots=True)
class Declare:
    """A new variable. Without a value it is assigned exactly once on every path before use.

    `declared` is the declared type of a typed `let`, else None. A `builder` starts as a copy of
    `value` (nearly always an empty literal) and is `mutable`.
    """

    var: Var
    value: Expr | None
    mutable: bool = False
    builder: bool = False
    declared: Type | None = None


@dataclass(frozen=True, slots=True)
class Destructure:
    """`let (a, b) = value`: an irrefutable tuple pattern, nested as written."""

    pattern: Pattern
    value: Expr


@dataclass(frozen=True, slots=True)
class Assign:
    """A new value for a mutable variable, or the one value of one declared without."""

    var: Var
    value: Expr


@dataclass(frozen=True, slots=True)
class AddLate:
    """An Int is added to a variable; where the sum leaves the range, `flag` becomes true instead.

    Only where the profile has `late_sums`. What is in `var` does not count once the flag is set.
    """

    var: Var
    value: Expr
    flag: Var


@dataclass(frozen=True, slots=True)
class Change:
    """A builder changed in place.

    `op` is one of `CHANGES`: list.push (item), list.extend (list), list.set (index, item; in
    bounds), map.put (key, value), map.remove (key), set.put (item), set.remove (item),
    string.append (text).
    """

    var: Var
    op: str
    args: tuple[Expr, ...]


CHANGES = (
    "list.push",
    "list.extend",
    "list.set",
    "map.put",
    "map.remove",
    "set.put",
    "set.remove",
    "string.append",
)


@dataclass(frozen=True, slots=True)
class Evaluate:
    """An expression for its errors only; its value is dropped."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Return:
    """The function's value."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Raise:
    """Raises the named error; the message, a String, is evaluated first."""

    error: str
    message: Expr


@dataclass(frozen=True, slots=True)
class Guard:
    """Raises the error unless the condition holds.

    `contract` is the condition as the author wrote it when this is a contract (the error is
    ContractViolation then and `message` None), else None.
    """

    cond: Expr
    error: str
    message: Expr | None
    contract: str | None = None


@dataclass(frozen=True, slots=True)
class IfStmt:
    """`if`; `other` is empty for none. An else-if is an IfStmt alone in `other`."""

    cond: Expr
    then: Block
    other: Block = ()


@dataclass(frozen=True, slots=True)
class MatchArm:
    """An arm of a native match; the guard sees the pattern's variables."""

    pattern: Pattern
    guard: Expr | None
    block: Block


@dataclass(frozen=True, slots=True)
class MatchStmt:
    """A native pattern match, exhaustive; only where the profile has `patterns = "native"`."""

    subject: Expr
    arms: tuple[MatchArm, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A case of a switch.

    `labels`: variant names of a sum type, members of an enum, or literal values (Int, Bool,
    String). `binds` names fields of the one variant that the block uses: (field, variable).
    """

    labels: tuple[str | int | bool, ...]
    binds: tuple[tuple[str, Var], ...]
    block: Block


@dataclass(frozen=True, slots=True)
class Switch:
    """A flat choice over a variable's tag or value; without `default` it is exhaustive."""

    subject: Expr
    cases: tuple[Case, ...]
    default: Block | None


@dataclass(frozen=True, slots=True)
class ForEach:
    """A loop over a list, in order; the pattern is irrefutable.

    `items` may be the ops `lists.range`, `lists.range2`, `map.entries`, `map.keys`,
    `map.values`, `set.toList`, `string.chars`, `list.indexed`, `list.zip` unmaterialised: a
    printer walks them without making the list where its language can.
    """

    pattern: Pattern
    items: Expr
    block: Block


@dataclass(frozen=True, slots=True)
class While:
    """A loop as long as the condition holds."""

    cond: Expr
    block: Block


@dataclass(frozen=True, slots=True)
class Break:
    """Leaves the innermost loop."""


@dataclass(frozen=True, slots=True)
class Continue:
    """Goes on with the next round of the innermost loop."""


Stmt = (
    Declare
    | Destructure
    | Assign
    | AddLate
    | Change
    | Evaluate
    | Return
    | Raise
    | Guard
    | IfStmt
    | MatchStmt
    | Switch
    | ForEach
    | While
    | Break
    | Continue
)
Block = tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """A behaviour, or a helper that lowering made (`behaviour` is None then).

    `raises` holds every error that a call may raise, callees' included, contracts too; None
    of it can be raised by a stub without declared errors. `block` is None for a stub. Every
    path of a block ends in Return or Raise. `consumes` are the numbers of the parameters whose
    values every caller gives up, and of which the function may `Take`; see `ownership`.
    """

    name: str
    params: tuple[Param, ...]
    returns: Type
    block: Block | None
    raises: frozenset[str] = NO_ERRORS
    behaviour: Behaviour | None = None
    consumes: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Checker:
    """What making a value of a type checks, as guards over variables that stand for its fields.

    `variant` is None for a record. `fields` are the variables, one a field in declared order;
    `self_var` stands for the whole in invariants (a printer may read its fields from `fields`).
    """

    type: TypeDecl
    variant: str | None
    fields: tuple[Var, ...]
    self_var: Var | None
    block: Block
    raises: frozenset[str] = NO_ERRORS


@dataclass(frozen=True, slots=True)
class LoweredExample:
    """An example as statements: the arguments made in order, then the call.

    `setup` declares what the target wants hoisted; `args` are printable expressions. For
    `raises`, the error may come from `setup` or from the call.
    """

    index: int
    name: str | None
    setup: Block
    args: tuple[Expr, ...]
    expected: Expr | None
    raises: str | None
    tolerance: float | None = None


@dataclass(frozen=True, slots=True)
class PropertyRows:
    """A property with the inputs it is checked on: `rows` has a literal for each of `params`.

    `check` is a printable Bool expression over `params` and what `setup` declares.
    """

    index: int
    text: str
    params: tuple[Var, ...]
    rows: tuple[tuple[Expr, ...], ...]
    setup: Block
    check: Expr


@dataclass(frozen=True, slots=True)
class LoweredBehaviour:
    """A function with its tests."""

    function: Function
    examples: tuple[LoweredExample, ...] = ()
    properties: tuple[PropertyRows, ...] = ()


@dataclass(frozen=True, slots=True)
class LoweredModule:
    """A module ready for printing. `helpers` come from recursive definitions."""

    module: Module
    behaviours: tuple[LoweredBehaviour, ...]
    helpers: tuple[Function, ...] = ()
    checkers: tuple[Checker, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoweredProgram:
    """All modules, root last; `errors` are all names that may be raised, sorted.

    `values` says what a call of a function value may raise, by the type of function.
    """

    modules: tuple[LoweredModule, ...]
    errors: tuple[str, ...] = ()
    values: tuple[tuple[Type, frozenset[str]], ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def root(self) -> LoweredModule:
        """The module of the spec that was named."""
        return self.modules[-1]
