"""The part of an example's arguments that raises, so that its test can show just that part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from vibee_compiler.ir.expr import Expr, Lambda
from vibee_compiler.ir.interp import Interpreter, NotExecutable, OutOfBudget, Raised
from vibee_compiler.ir.module import Program
from vibee_compiler.lowering.walk import everything, pieces, used


def _raised(interpreter: Interpreter, node: Expr) -> str | None:
    try:
        interpreter.evaluate(node)
    except Raised as raised:
        return raised.name
    except (OutOfBudget, NotExecutable):
        return None
    return None


def culprit(program: Program, args: Sequence[Any], error: str) -> Any | None:
    """The smallest part of the arguments, in order of evaluation, that raises the error.

    None when making them raises nothing, or what they are made of is not known by itself.
    """
    if any(True for _ in used(tuple(args))) or not _is_core(args):
        return None
    interpreter = Interpreter(program)
    for arg in args:
        if (raised := _raised(interpreter, arg)) is not None:
            return _smallest(interpreter, arg) if raised == error else None
    return None


def _is_core(args: Sequence[Any]) -> bool:
    kinds = set(get_args(Expr)) - {Lambda}
    return all(type(node) in kinds for node in everything(tuple(args)))


def _smallest(interpreter: Interpreter, node: Any) -> Any:
    for piece in pieces(node):
        if _raised(interpreter, piece) is not None:
            return _smallest(interpreter, piece)
    return node
