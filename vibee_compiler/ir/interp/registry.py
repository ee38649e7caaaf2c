"""Which Python function carries out which entry of the signature table.

Two kinds: a *native* takes the values of the parts; a *form* takes the expression compiler and
the `Op` and makes the closure itself, for entries with parts that are lazy or under binders, or
whose meaning depends on types or on `extra`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from vibee_compiler.ir import expr as x
    from vibee_compiler.ir.interp.compiler import Code, ExprCompiler

    Form = Callable[[ExprCompiler, x.Op], Code]

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Native:
    """`runtime`: the function takes the `Runtime` first. `grown`: it takes `Grown` lists too."""

    function: Callable[..., Any]
    runtime: bool
    grown: bool


NATIVES: dict[str, Native] = {}
FORMS: dict[str, Form] = {}


def op(*ids: str, runtime: bool = False, grown: bool = False) -> Callable[[Function], Function]:
    """Register a native for these entries."""

    def register(function: Function) -> Function:
        for one in ids:
            NATIVES[one] = Native(function, runtime, grown)
        return function

    return register


def form(*ids: str) -> Callable[[Form], Form]:
    """Register a form for these entries."""

    def register(function: Form) -> Form:
        for one in ids:
            FORMS[one] = function
        return function

    return register


def known_ops() -> frozenset[str]:
    """The ids that can be evaluated."""
    import vibee_compiler.ir.interp.builtins  # noqa: F401 (fills the tables)

    return frozenset(NATIVES) | frozenset(FORMS)
