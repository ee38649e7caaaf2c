"""Equality and order chosen by type: Python's own where it means the same."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from vibee_compiler.ir import types as t
from vibee_compiler.ir.interp.budget import Runtime
from vibee_compiler.ir.module import Record, Sum, TypeDecl
from vibee_compiler.ir.values import equal, less

Compare = Callable[[Any, Any], bool]

_NESTED_AT_MOST = 4


class Equality:
    """Knows which types can hold a Float, or so much structure that comparing is work.

    Python's `==` on tuples takes an object to equal itself, which NaN does not, and runs
    uncounted; both matter only for some types. Shared parts can make a value of a recursive
    type exponentially larger than the memory it takes, so there every pair is counted.
    """

    def __init__(self, runtime: Runtime, decl: Callable[[t.Named], TypeDecl | None]) -> None:
        self.runtime = runtime
        self.decl = decl
        self._plain: dict[t.Type, bool] = {}

    def is_plain(self, type_: t.Type) -> bool:
        """Whether Python's comparison is the language's, and cheap."""
        known = self._plain.get(type_)
        if known is None:
            known = self._plain[type_] = self._depth(type_, frozenset()) <= _NESTED_AT_MOST
        return known

    def _depth(self, type_: t.Type, within: frozenset[t.Type]) -> int:
        """How deep values nest; more than the limit for types that hold Floats or themselves."""
        far = _NESTED_AT_MOST + 1
        if type_ in within or type_ in (t.FLOAT, t.ANY) or len(within) > far:
            return far
        if isinstance(type_, t.TypeVar | t.Opaque):
            return far
        inside = within | {type_}
        parts = list(t.children(type_))
        if isinstance(type_, t.Named):
            parts += self._fields(type_)
        return max((1 + self._depth(t.erase(part), inside) for part in parts), default=0)

    def _fields(self, type_: t.Named) -> list[t.Type]:
        decl = self.decl(type_)
        if not isinstance(decl, Record | Sum):
            return []
        by = dict(zip(decl.params, type_.args, strict=False))
        alternatives = [decl] if isinstance(decl, Record) else list(decl.variants)
        return [t.substitute(f.type, by) for one in alternatives for f in one.fields]

    def equal(self, type_: t.Type) -> Compare:
        """`==` for values of a type."""
        if self.is_plain(type_) or type_ == t.FLOAT:
            return operator.eq
        tick = self.runtime.tick
        return lambda a, b: equal(a, b, tick)

    def less(self, type_: t.Type) -> Compare:
        """`<` for values of an ordered type."""
        if self.is_plain(type_) or type_ == t.FLOAT:
            return operator.lt
        return less

    def strange(self, type_: t.Type) -> Callable[[Any], bool] | None:
        """Whether a value is unequal to itself; None when no value of the type is."""
        if self.is_plain(type_):
            return None
        if type_ == t.FLOAT:
            return lambda value: bool(value != value)
        same = self.equal(type_)
        return lambda value: not same(value, value)
