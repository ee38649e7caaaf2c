"""Lower bounds of Int expressions, as far as Python's idiom depends on them.

The analyses of lowering say which steps cannot raise; what is asked here is only whether a value
is never negative: `//` truncates then, and a sum cannot come back into range.
"""

from __future__ import annotations

from typing import Any

from vibee_plugins.python import counting
from vibee_plugins.python.types import Types

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Constraint, Record, Sum
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.conditions import is_path

_MOST_DEPTH = 40
_SAME_SIGN = frozenset({"int.add", "int.mul", "int.div", "math.floorDiv", "math.least"})
_OF_SIZE = frozenset({"list.count", "int.fromTimestamp"})


class Bounds:
    """Facts of one function: `known` holds lower bounds of paths, from its contracts.

    `values` are those of variables that do not change, `least` lower bounds of others. `native`
    says that the function's elements are read without a check of its own: Python's is caught.
    """

    def __init__(self, types: Types) -> None:
        self.types = types
        self.known: dict[Any, int] = {}
        self.values: dict[int, Any] = {}
        self.least: dict[int, int] = {}
        self.native = False

    def enter(self, function: s.Function) -> None:
        """Takes the preconditions of a function."""
        self.known = {}
        self.values = {}
        self.least = {}
        self.native = False
        if function.behaviour is None:
            return
        for condition in function.behaviour.requires:
            self._take(condition.expr)
        if function.block is not None:
            natural = self._natural
            nodes = counting.all_nodes(function.block)
            self.least = dict.fromkeys(counting.places(nodes, natural), 0)
            counting.counters(nodes, self.least, natural)
            self.native = counting.indexes(nodes, natural)

    def _natural(self, node: Any) -> bool:
        return self.at_least(node, 0)

    def remember(self, var: x.Var, value: Any) -> None:
        """Takes the value of a variable that does not change."""
        self.values[var.uid] = value

    def _take(self, node: Any) -> None:
        if not isinstance(node, x.Op):
            return
        if node.id == "bool.and":
            self._take(node.args[0])
            self._take(node.args[1])
            return
        fact = lower_bound(node)
        if fact is not None:
            path, least = fact
            self.known[path] = max(self.known.get(path, least), least)

    def at_least(self, node: Any, least: int, depth: int = 0) -> bool:
        """Whether the value is known to be at least that."""
        if depth > _MOST_DEPTH:
            return False
        depth += 1
        if node in self.known and self.known[node] >= least:
            return True
        match node:
            case x.Literal(int() as value):
                return value >= least
            case x.ConstRef():
                return self._constant(node, least)
            case x.Local(var) if var.uid in self.least and self.least[var.uid] >= least:
                return True
            case x.Local(var) if var.uid in self.values:
                return self.at_least(self.values[var.uid], least, depth)
            case x.FieldGet(base, name):
                return self._field(base.type, name, least)
            case x.Store(value, to):
                low = t.SIZED_RANGES.get(to.name, (None, 0))[0] if isinstance(to, t.Sized) else None
                return (low is not None and low >= least) or self.at_least(value, least, depth)
            case x.Op():
                return self._op(node, least, depth)
            case x.If(_, then, other):
                return self.at_least(then, least, depth) and self.at_least(other, least, depth)
        return False

    def _op(self, node: x.Op, least: int, depth: int) -> bool:
        if node.id.endswith(".size") or node.id in _OF_SIZE:
            return least <= 0
        if node.id == "math.greatest":
            return any(self.at_least(arg, least, depth) for arg in node.args)
        if node.id == "math.least":
            return all(self.at_least(arg, least, depth) for arg in node.args)
        if node.id == "list.sum" and least <= 0:
            return self.elements_at_least(node.args[0], 0, depth)
        if node.id == "option.orValue":
            option, other = node.args
            got = isinstance(option, x.Op) and option.id == "map.get"
            return not got and self.at_least(other, least, depth) and False
        if node.id in _SAME_SIGN and least <= 0:
            return all(self.at_least(arg, 0, depth) for arg in node.args)
        if node.id == "int.add" and least == 1:
            a, b = node.args
            return any(
                self.at_least(p, 1, depth) and self.at_least(q, 0, depth)
                for p, q in ((a, b), (b, a))
            )
        if node.id in ("int.rem", "math.floorMod") and least <= 0:
            return self.at_least(node.args[0], 0, depth) and self.at_least(node.args[1], 1, depth)
        return False

    def _constant(self, node: x.ConstRef, least: int) -> bool:
        for constant in self.types.program.module(node.module).constants:
            if constant.name == node.name:
                return self.at_least(constant.value, least, 1)
        return False

    def _field(self, type_: t.Type, name: str, least: int) -> bool:
        if not isinstance(type_, t.Named):
            return False
        decl = self.types.decl(type_)
        if not isinstance(decl, Record):
            return False
        for field in decl.fields:
            if field.name == name:
                return self._constrained(field.type, field.constraints, least)
        return False

    def _constrained(self, type_: t.Type, constraints: tuple[Constraint, ...], least: int) -> bool:
        if isinstance(type_, t.Sized):
            low = t.SIZED_RANGES.get(type_.name, (least - 1, 0))[0]
            if low >= least:
                return True
        for condition in constraints:
            for part in _conjuncts(condition.expr):
                fact = lower_bound(part)
                about = condition.var is not None and fact is not None
                if about and fact is not None and condition.var is not None:
                    path, low = fact
                    is_value = isinstance(path, x.Local) and path.var.uid == condition.var.uid
                    if is_value and low >= least:
                        return True
        return False

    def elements_at_least(self, node: Any, least: int, depth: int = 0) -> bool:
        """Whether every element of a list of Int is known to be at least that."""
        if depth > _MOST_DEPTH:
            return False
        match node:
            case x.ListLit(items, optional) if not any(optional):
                return all(self.at_least(item, least, depth + 1) for item in items)
            case x.Op("list.map", (_, x.Lambda(_, body))) | x.Op(
                "list.map3", (_, _, x.Lambda(_, body))
            ):
                return self._result(body, least, depth + 1)
            case x.Op("list.filter" | "list.sort" | "list.reverse" | "list.take", (inner, *_)):
                return self.elements_at_least(inner, least, depth + 1)
            case x.Local(var) if var.uid in self.values:
                return self.elements_at_least(self.values[var.uid], least, depth + 1)
        return False

    def _result(self, body: Any, least: int, depth: int) -> bool:
        if isinstance(body, x.Call):
            for behaviour in self.types.program.module(body.module).behaviours:
                if behaviour.name == body.name and behaviour.body is not None:
                    inner = Bounds(self.types)
                    for condition in behaviour.requires:
                        inner._take(condition.expr)
                    return inner.at_least(behaviour.body, least, depth + 1)
            return False
        return self.at_least(body, least, depth)


def _conjuncts(node: Any) -> list[Any]:
    if isinstance(node, x.Op) and node.id == "bool.and":
        return [*_conjuncts(node.args[0]), *_conjuncts(node.args[1])]
    return [node]


def lower_bound(node: Any) -> tuple[Any, int] | None:
    """A path and the constant that it is at least, where a comparison says so."""
    if not isinstance(node, x.Op) or len(node.args) != 2:
        return None
    a, b = node.args
    found = {
        "ge": (a, b, 0),
        "gt": (a, b, 1),
        "le": (b, a, 0),
        "int.lt": (b, a, 1),
        "int.eq": (a, b, 0),
    }.get(node.id)
    if found is None:
        return None
    path, limit, more = found
    if not isinstance(limit, x.Literal) or not isinstance(limit.value, int):
        return None
    if limit.type != t.INT or not is_path(path) or isinstance(path, x.Literal):
        return None
    return path, limit.value + more


def variants_of(decl: Sum) -> list[str]:
    """The names of the variants of a sum type."""
    return [variant.name for variant in decl.variants]
