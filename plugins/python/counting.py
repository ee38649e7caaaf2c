"""Which variables of a function are never negative because of how they come about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import everything

Natural = Callable[[Any], bool]
_RANGES = frozenset({"lists.range", "lists.range2", "lists.range3"})


def places(nodes: tuple[Any, ...], natural: Natural) -> set[int]:
    """Variables that a loop counts up from a natural number."""
    found: set[int] = set()
    for node in nodes:
        if isinstance(node, s.ForEach):
            found |= _place(node.items, node.pattern, natural)
        elif isinstance(node, x.Op) and node.args and isinstance(node.args[-1], x.Lambda):
            for arg in node.args:
                if isinstance(arg, x.Lambda):
                    found |= _place(node.args[0], arg.params[-1], natural)
    return found


def _place(items: Any, pattern: Any, natural: Natural) -> set[int]:
    match items, pattern:
        case x.Op(id="list.indexed"), x.PTuple((x.PBind(var), *_)):
            return {var.uid}
        case x.Op(id=name, args=args), x.PBind(var) if name in _RANGES:
            up = len(args) < 3 or items.extra == "up"
            return {var.uid} if up and (len(args) == 1 or natural(args[0])) else set()
    return set()


def counters(nodes: tuple[Any, ...], least: dict[int, int], natural: Natural) -> None:
    """Adds to `least` the variables that start natural and stay so, whatever they are given."""
    given: dict[int, list[Any]] = {}
    for node in nodes:
        if isinstance(node, s.Declare | s.Assign) and node.var.type == t.INT:
            given.setdefault(node.var.uid, []).append(node.value)
    candidates = {uid for uid in given if uid not in least}
    while candidates:
        for uid in candidates:
            least[uid] = 0
        wrong = {
            uid for uid in candidates if not all(one is None or natural(one) for one in given[uid])
        }
        for uid in candidates:
            del least[uid]
        if not wrong:
            least.update(dict.fromkeys(candidates, 0))
            return
        candidates -= wrong


def indexes(nodes: tuple[Any, ...], natural: Natural) -> bool:
    """Whether some element is read at a place that can only be too high."""
    if any(isinstance(node, x.CallVar) for node in nodes):
        return False  # what a caller's function raises is its own
    return any(
        isinstance(node, x.Op) and node.id == "list.at" and node.errors and natural(node.args[1])
        for node in nodes
    )


def all_nodes(block: s.Block) -> tuple[Any, ...]:
    """Everything in a function."""
    return tuple(everything(block))
