"""Patterns of macros: which variables they need, and how one pattern stands for another."""

from __future__ import annotations

from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.lowering.walk import everything


def uids_in(parts: tuple[Any, ...]) -> set[int]:
    """The numbers of the variables that these mention."""
    return {one.uid for one in everything(parts) if type(one) is x.Var}


def lines_up(outer: Any, inner: Any, used: set[int]) -> bool:
    """Whether every variable that the inner pattern needs has one in the outer pattern."""
    match outer, inner:
        case _, x.PWild():
            return True
        case x.PBind(), x.PBind():
            return True
        case _, x.PBind(var):
            return var.uid not in used
        case x.PTuple(a), x.PTuple(b):
            return all(lines_up(one, two, used) for one, two in zip(a, b, strict=True))
    return False


def aligned(outer: Any, part: Any) -> set[int]:
    """The variables of the outer pattern that a filter below needs under its own names."""
    if not (isinstance(part, x.Op) and part.id == "list.filter"):
        return set()
    lam = part.args[1]
    if not isinstance(lam, x.Lambda):
        return set()
    used = uids_in((lam.body,))
    found: set[int] = set()

    def visit(mine: Any, other: Any) -> None:
        match mine, other:
            case x.PBind(var), x.PBind(inner) if inner.uid in used:
                found.add(var.uid)
            case x.PTuple(a), x.PTuple(b):
                for one, two in zip(a, b, strict=True):
                    visit(one, two)

    visit(outer, lam.params[0])
    return found


def only(pattern: Any, used: set[int]) -> Any:
    """A pattern without the variables that nothing uses."""
    match pattern:
        case x.PBind(var) if var.uid not in used:
            return x.PWild(var.type)
        case x.PTuple(items, type_):
            return x.PTuple(tuple(only(item, used) for item in items), type_)
    return pattern
