"""Where a value goes when an expression becomes statements (destination-driven code)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from vibee_compiler.lowering.folds import Update


@dataclass(frozen=True, slots=True)
class Ret:
    """The function returns it."""


@dataclass(frozen=True, slots=True)
class Decl:
    """A new variable has it; `declared` as in `sir.Declare`."""

    var: x.Var
    declared: t.Type | None = None


@dataclass(frozen=True, slots=True)
class Put:
    """A variable that exists is given it."""

    var: x.Var


@dataclass(frozen=True, slots=True)
class Push:
    """A builder of a list gets it as its next element."""

    var: x.Var


@dataclass(frozen=True, slots=True)
class Extend:
    """A builder of a list gets its elements."""

    var: x.Var


@dataclass(slots=True)
class Capture:
    """It is kept as an expression; `name` is what a variable is called if one is needed."""

    name: str
    type: t.Type
    value: Any = None


@dataclass(frozen=True, slots=True)
class Drop:
    """Nobody wants it; it is evaluated for its errors."""


@dataclass(frozen=True, slots=True)
class Step:
    """It is the next state of a fold; see `folds`."""

    update: Update


Dest = Ret | Decl | Put | Push | Extend | Capture | Drop | Step


class Diverged(Exception):
    """What follows in this block cannot be reached."""


def ends(block: s.Block) -> bool:
    """Whether no path leaves a block at its end."""
    if not block:
        return False
    match block[-1]:
        case s.Return() | s.Raise() | s.Break() | s.Continue():
            return True
        case s.IfStmt(_, then, other):
            return ends(then) and ends(other)
        case s.MatchStmt(_, arms):
            return all(ends(arm.block) for arm in arms)
        case s.Switch(_, cases, default):
            return all(ends(c.block) for c in cases) and (default is None or ends(default))
    return False
