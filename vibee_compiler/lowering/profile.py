"""What lowering asks of a target: the strategies that a profile chooses, as data."""

from __future__ import annotations

from collections.abc import Callable

from vibee_compiler.ir.expr import Op
from vibee_compiler.records import dataclass


def _never(_op: Op) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Lowering:
    """The knobs of the passes; every one says what both values mean.

    spells: whether the target spells this use of a built-in itself; one that is derived and
        not spelled is replaced by its definition, one that is primitive must be spelled.
    int_bits: 64; 53 (symmetric, a double's safe integers) or 32 (two's complement).
    if_expressions: a conditional may stand inside an expression (`?:`, `if`), else it becomes
        statements that assign a variable.
    match_expressions: a native match may stand inside an expression, else statements.
    block_expressions: `BlockExpr` may stand inside an expression, else its statements are
        hoisted in front of the statement that holds it.
    let_expressions: `Let` may stand inside an expression (rare), else it is a declaration.
    fail_expressions: `Fail` may stand inside an expression (`return Err(..)`, `throw` is none).
    raising_expressions: what may raise may stand inside an expression (exceptions, `?`, `try`);
        else every raising step is a statement of its own.
    closures: "none": macros always become loops; "pure": a macro stays where nothing in it
        raises and its parts are printable; "raising": it stays also where it raises
        (exceptions pass through a closure).
    raising_macros: with "pure", the ids of macros that stay even where they raise, since the
        target has a form for that (a sort whose keys are results).
    keep_macros: the ids of macros that the target spells with closures or comprehensions.
    loops_over_numbers: macros over `lists.range` and `indexed` become loops although macros stay
        elsewhere, since the target would make the list of numbers or pairs first.
    patterns: "native": MatchStmt with nested patterns and guards; "switch": `Switch` for flat
        matches, tests for the rest; "tests": IfStmt chains only.
    native_options: with native patterns, options and results are matched too; else they are
        tested with `IsSome` and `IsOk` (a language that narrows `T | None`).
    rich_literals: list and map literals may have optional entries (`[?o]`) and computed keys,
        which raise where they repeat; else they become a chain of operations.
    moves: whether last uses are marked with `Take`.
    builders: whether folds, and what becomes a loop, build lists, maps, sets and texts in
        place; False leaves the persistent form (a language whose values are cheap to update).
    stepped_loops: whether a loop over `lists.range` in steps is left to the target as a `ForEach`
        (`range(a, b, step)`); else it is a `While`.
    sum_loops: a sum of Floats that is mapped, and then named or returned, is a loop; else it is
        the target's own expression where it has one.
    late_sums: whether `AddLate` is printed, so that a sum is in the loop that makes its numbers
        also where they raise other errors than `Overflow`, which come first.
    short_circuit_raises: whether `&&`, `||` and `?:` may hold parts that raise (True nearly
        everywhere; False where raising needs statements).
    """

    spells: Callable[[Op], bool] = _never
    int_bits: int = 64
    if_expressions: bool = True
    match_expressions: bool = False
    block_expressions: bool = False
    let_expressions: bool = False
    fail_expressions: bool = False
    raising_expressions: bool = True
    closures: str = "raising"
    keep_macros: frozenset[str] = frozenset()
    raising_macros: frozenset[str] = frozenset()
    loops_over_numbers: bool = False
    patterns: str = "switch"
    native_options: bool = True
    rich_literals: bool = True
    moves: bool = False
    builders: bool = True
    short_circuit_raises: bool = True
    stepped_loops: bool = False
    sum_loops: bool = False
    late_sums: bool = False
