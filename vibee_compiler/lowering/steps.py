"""Calls in the step of a fold, in line where that lets its state be built in place.

A state that is given to another behaviour can be seen there, so `growth` lets it be. Where the
behaviour only adds to it, its body in the call's place shows that; a step stays a call where
nothing is gained by opening it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from itertools import islice
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Behaviour
from vibee_compiler.lowering.apart import tails
from vibee_compiler.lowering.growth import base_of
from vibee_compiler.lowering.walk import (
    Mapper,
    count_uses,
    everything,
    pattern_vars,
    refreshed,
    substitute,
)
from vibee_compiler.records import dataclass

ROUNDS = 4
"""How deep calls inside bodies that were put in line are followed."""

MOST_NODES = 400
"""Nodes of a step beyond which no body is put in line."""

Lookup = Callable[[str, str], Behaviour | None]


@dataclass(slots=True)
class Opener:
    """Opens the steps of one function's folds; `lookup` finds behaviours, `fresh` numbers."""

    lookup: Lookup
    fresh: Callable[[], int]
    _memo: dict[int, tuple[Any, Any]] = field(default_factory=dict)

    def opened(self, op: x.Op) -> x.Op:
        """The fold with every call that its state is given to in line; itself if there is none."""
        known = self._memo.get(id(op))
        if known is None or known[0] is not op:
            known = self._memo[id(op)] = (op, self._opened(op))
        return known[1]

    def _opened(self, op: x.Op) -> x.Op:
        source, init, step = op.args
        assert isinstance(step, x.Lambda)
        uids = {var.uid for var in pattern_vars(step.params[0])}
        body: Any = step.body
        for _ in range(ROUNDS):
            inner = _Opening(self, uids).expr(body)
            if inner is body or _large(inner):
                break
            body = inner
        if body is step.body:
            return op
        step = x.Lambda(step.params, body, step.type, step.span)
        return x.Op(op.id, (source, init, step), op.type, op.extra, op.errors, op.span)

    def body(self, call: x.Call) -> Any | None:
        """The body of a callee with the arguments in it; None where it must stay a call."""
        one = self.lookup(call.module, call.name)
        if one is None or one.body is None or one.requires or one.ensures or _large(one.body):
            return None
        if any(isinstance(node, x.Call) and _same(node, call) for node in everything((one.body,))):
            return None
        names = tuple(param.var for param in one.params)
        lets: list[tuple[x.Pattern, Any]] = []
        by: dict[int, Any] = {}
        body: Any = refreshed(one.body, self.fresh)
        for var, arg in zip(names, call.args, strict=True):
            if _again(arg):
                by[var.uid] = arg
            elif count_uses((body,), var.uid):
                own = x.Var(var.name, self.fresh(), var.type)
                by[var.uid] = x.Local(own, own.type)
                lets.append((x.PBind(own, own.type), arg))
            else:
                lets.append((x.PWild(var.type), arg))
        made: Any = substitute(body, by)
        for pattern, arg in reversed(lets):
            made = x.Let(pattern, arg, made, call.type, call.span)
        return made


class _Opening(Mapper):
    """Puts bodies in the places of the calls that are given a state."""

    def __init__(self, opener: Opener, uids: set[int]) -> None:
        self.opener = opener
        self.uids = uids

    def expr(self, node: Any) -> Any:
        if isinstance(node, x.Call) and any(map(self._carries, node.args)):
            made = self.opener.body(node)
            if made is not None:
                return made
        return self.rebuild(node)

    def _carries(self, arg: Any) -> bool:
        """Whether an argument is a state, or a part of one, that can be built in place."""
        ends = tails(base_of(arg)[0])
        if ends != [arg]:
            return any(map(self._carries, ends))
        while isinstance(arg, x.FieldGet) or (isinstance(arg, x.Op) and arg.id == "tuple.at"):
            if not _built(arg.type):
                return False
            arg = arg.base if isinstance(arg, x.FieldGet) else arg.args[0]
        return isinstance(arg, x.Local) and arg.var.uid in self.uids and _built(arg.type)


def _built(type_: t.Type) -> bool:
    return isinstance(type_, t.ListT | t.MapT | t.SetT | t.TupleT | t.Named) or type_ == t.STRING


def _again(arg: Any) -> bool:
    """Whether an argument can be written again: a variable, or a field of one."""
    while isinstance(arg, x.FieldGet):
        arg = arg.base
    return isinstance(arg, x.Local | x.ConstRef | x.FnRef | x.EnumValue)


def _same(node: x.Call, call: x.Call) -> bool:
    return (node.module, node.name) == (call.module, call.name)


def _large(node: Any) -> bool:
    return next(islice(everything((node,)), MOST_NODES, None), None) is not None
