"""Random well-typed behaviours, built as IR: more shapes than anyone would write down.

The generator leans towards what passes look at: states that grow, errors in every place, matches
with guards, bounds that are just right or just wrong.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Behaviour, Constraint, Module, Param, Program, Prose
from vibee_compiler.ir.signatures import table

INTS = t.ListT(t.INT)
OPTION = t.OptionT(t.INT)
COUNTS = t.MapT(t.INT, t.INT)
PAIR = t.TupleT((t.INT, INTS))
TYPES = (t.INT, t.BOOL, INTS, OPTION, t.STRING, COUNTS, PAIR)
NUMBERS = (0, 1, 2, -1, 3, 7, 10, 2**31 - 1, 2**53 - 1, 2**62, -(2**63))


def op(name: str, args: tuple[x.Expr, ...], type_: t.Type, extra: str | int | None = None) -> x.Op:
    return x.Op(name, args, type_, extra, frozenset(table()[name].errors))


@dataclass
class Maker:
    """Makes expressions over the variables in `scope`."""

    random: random.Random
    last: int = 0
    scope: list[x.Var] = field(default_factory=list)

    def var(self, type_: t.Type) -> x.Var:
        self.last += 1
        return x.Var("abcdefgh"[self.last % 8] + ("x" if self.last % 3 else ""), self.last, type_)

    def under(self, variables: list[x.Var], type_: t.Type, depth: int) -> x.Expr:
        self.scope += variables
        made = self.expr(type_, depth)
        del self.scope[len(self.scope) - len(variables) :]
        return made

    def expr(self, type_: t.Type, depth: int) -> x.Expr:
        choices: list[Callable[[t.Type, int], x.Expr]] = [self.leaf]
        if depth > 0:
            choices = [
                self.leaf,
                self.let,
                self.if_,
                self.match,
                self.own,
                self.own,
                self.own,
                self.own,
            ]
        return self.random.choice(choices)(type_, depth - 1)

    def leaf(self, type_: t.Type, _depth: int) -> x.Expr:
        known = [v for v in self.scope if v.type == type_]
        if known and self.random.random() < 0.75:
            var = self.random.choice(known)
            return x.Local(var, type_)
        match type_:
            case t.ListT():
                return x.ListLit((), (), type_)
            case t.OptionT():
                return op("optional.none", (), type_)
            case t.MapT():
                return x.MapLit((), (), type_)
            case t.TupleT(items):
                return x.TupleLit(tuple(self.leaf(one, 0) for one in items), type_)
            case t.BOOL:
                return x.Literal(self.random.random() < 0.5, type_)
            case t.STRING:
                return x.Literal(self.random.choice(["", "a", "bc"]), type_)
        return x.Literal(self.random.choice(NUMBERS), type_)

    def let(self, type_: t.Type, depth: int) -> x.Expr:
        of = self.random.choice(TYPES)
        value, var = self.expr(of, depth), self.var(of)
        if isinstance(of, t.TupleT) and self.random.random() < 0.7:
            parts = [self.var(one) for one in of.items]
            pattern = x.PTuple(tuple(x.PBind(p, p.type) for p in parts), of)
            return x.Let(pattern, value, self.under(parts, type_, depth), type_)
        return x.Let(x.PBind(var, of), value, self.under([var], type_, depth), type_)

    def if_(self, type_: t.Type, depth: int) -> x.Expr:
        cond = self.expr(t.BOOL, depth)
        then, other = self.expr(type_, depth), self.expr(type_, depth)
        if self.random.random() < 0.2:
            fail = x.Fail(self.random.choice("AB"), self.expr(t.STRING, 0), type_)
            then, other = (fail, other) if self.random.random() < 0.5 else (then, fail)
        return x.If(cond, then, other, type_, self.random.random() < 0.5)

    def match(self, type_: t.Type, depth: int) -> x.Expr:
        subjects: list[t.Type] = [OPTION, INTS, t.INT, PAIR]
        of = self.random.choice(subjects)
        subject = self.expr(of, depth)
        arms: list[x.Arm] = []
        for pattern in self.patterns(of):
            bound = [p.var for p in _binds(pattern)]
            guard = None
            if self.random.random() < 0.3:
                guard = self.under(bound, t.BOOL, min(depth, 1))
            arms.append(x.Arm(pattern, guard, self.under(bound, type_, depth)))
        arms.append(x.Arm(x.PWild(of), None, self.expr(type_, depth)))
        return x.Match(subject, tuple(arms), type_)

    def patterns(self, of: t.Type) -> list[x.Pattern]:
        one, rest = self.var(t.INT), self.var(INTS)
        match of:
            case t.OptionT():
                return [x.PSome(x.PBind(one, t.INT), of)]
            case t.ListT():
                first = x.PList((x.PBind(one, t.INT),), x.PBind(rest, INTS), of)
                return [x.PList((x.PLiteral(1, t.INT),), None, of), first]
            case t.TupleT():
                return [x.PTuple((x.PLiteral(0, t.INT), x.PWild(INTS)), of),
                        x.PTuple((x.PBind(one, t.INT), x.PBind(rest, INTS)), of)]  # fmt: skip
        return [x.PLiteral(n, t.INT) for n in self.random.sample(NUMBERS[:6], 2)]

    def own(self, type_: t.Type, depth: int) -> x.Expr:
        """An operation whose result is of the type."""
        match type_:
            case t.INT:
                return self.int_(depth)
            case t.BOOL:
                return self.bool_(depth)
            case t.STRING:
                left = self.expr(t.STRING, depth)
                if self.random.random() < 0.5:
                    return op("string.concat", (left, self.expr(t.STRING, depth)), t.STRING)
                return self.fold(t.STRING, depth)
            case t.ListT():
                return self.list_(depth)
            case t.OptionT():
                if self.random.random() < 0.5:
                    return op("optional.of", (self.expr(t.INT, depth),), OPTION)
                return self.macro("list.find", OPTION, depth)
            case t.TupleT(items) if self.random.random() < 0.5:
                return x.TupleLit(tuple(self.expr(one, depth) for one in items), type_)
        return self.fold(type_, depth)

    def int_(self, depth: int) -> x.Expr:
        kind = self.random.randrange(8)
        if kind < 3:
            name = self.random.choice(
                ["int.add", "int.sub", "int.mul", "int.div", "int.rem", "math.least"]
            )
            return op(name, (self.expr(t.INT, depth), self.expr(t.INT, depth)), t.INT)
        if kind == 3:
            return op("list.at", (self.expr(INTS, depth), self.expr(t.INT, depth)), t.INT)
        if kind == 4:
            return op("list.size", (self.expr(INTS, depth),), t.INT)
        if kind == 5:
            return op("option.orValue", (self.expr(OPTION, depth), self.expr(t.INT, depth)), t.INT)
        if kind == 6:
            return op("list.sum", (self.expr(INTS, depth),), t.INT)
        return (
            self.fold(t.INT, depth)
            if self.random.random() < 0.7
            else self.macro("list.count", t.INT, depth)
        )

    def bool_(self, depth: int) -> x.Expr:
        kind = self.random.randrange(4)
        if kind == 0:
            name = self.random.choice(["bool.and", "bool.or"])
            return op(name, (self.expr(t.BOOL, depth), self.expr(t.BOOL, depth)), t.BOOL)
        if kind == 1:
            return op("bool.not", (self.expr(t.BOOL, depth),), t.BOOL)
        if kind == 2:
            return self.macro(
                self.random.choice(["list.all", "list.exists", "list.existsOne"]), t.BOOL, depth
            )
        name = self.random.choice(["int.lt", "int.eq", "le", "gt", "ge", "ne"])
        return op(name, (self.expr(t.INT, depth), self.expr(t.INT, depth)), t.BOOL)

    def list_(self, depth: int) -> x.Expr:
        kind = self.random.randrange(7)
        if kind == 0:
            return op("list.concat", (self.expr(INTS, depth), self.expr(INTS, depth)), INTS)
        if kind == 1:
            items = tuple(self.expr(t.INT, depth) for _ in range(self.random.randrange(3)))
            return x.ListLit(items, (False,) * len(items), INTS)
        if kind == 2:
            small = op("math.least", (self.expr(t.INT, depth), x.Literal(4, t.INT)), t.INT)
            return op("lists.range", (small,), INTS)
        if kind == 3:
            args = (self.expr(INTS, depth), self.expr(t.INT, depth), self.expr(t.INT, depth))
            return op("list.slice", args, INTS)
        if kind == 4:
            return self.fold(INTS, depth)
        name = self.random.choice(["list.map", "list.filter", "list.takeWhile", "list.dropWhile",
                                   "list.sortBy", "list.flatMap"])  # fmt: skip
        return self.macro(name, INTS, depth)

    def macro(self, name: str, type_: t.Type, depth: int) -> x.Expr:
        source, var = self.expr(INTS, depth), self.var(t.INT)
        results: dict[str, t.Type] = {"list.map": t.INT, "list.sortBy": t.INT, "list.flatMap": INTS}
        of = results.get(name, t.BOOL)
        body = self.under([var], of, depth)
        return op(name, (source, x.Lambda((x.PBind(var, t.INT),), body, of)), type_)

    def fold(self, type_: t.Type, depth: int) -> x.Expr:
        source, init, elem = self.expr(INTS, depth), self.expr(type_, 0), self.var(t.INT)
        if isinstance(type_, t.TupleT) and self.random.random() < 0.8:
            parts = [self.var(one) for one in type_.items]
            acc: x.Pattern = x.PTuple(tuple(x.PBind(p, p.type) for p in parts), type_)
            self.scope += [*parts, elem]
            body = self.step(type_, parts, elem, depth)
            del self.scope[-3:]
        else:
            var = self.var(type_)
            acc = x.PBind(var, type_)
            self.scope += [var, elem]
            body = self.step(type_, [var], elem, depth)
            del self.scope[-2:]
        lam = x.Lambda((acc, x.PBind(elem, t.INT)), body, type_)
        return op("list.fold", (source, init, lam), type_)

    def step(self, type_: t.Type, states: list[x.Var], elem: x.Var, depth: int) -> x.Expr:
        """A next state: mostly one that grows the old one on some paths."""
        if self.random.random() < 0.3:
            cond = self.expr(t.BOOL, min(depth, 1))
            left, right = (self.step(type_, states, elem, depth - 1) for _ in range(2))
            return x.If(cond, left, right, type_)
        if len(states) > 1 and isinstance(type_, t.TupleT):
            items = tuple(self.step(v.type, [v], elem, depth) for v in states)
            return x.TupleLit(items, type_)
        old: x.Expr = x.Local(states[0], states[0].type)
        if self.random.random() < 0.15:
            return old
        match type_:
            case t.ListT():
                item = x.ListLit((self.expr(t.INT, min(depth, 1)),), (False,), INTS)
                return op("list.concat", (old, item), INTS)
            case t.MapT():
                args = (old, self.expr(t.INT, min(depth, 1)), self.expr(t.INT, min(depth, 1)))
                return op("map.put", args, COUNTS)
            case t.STRING:
                return op("string.concat", (old, self.expr(t.STRING, min(depth, 1))), type_)
        return self.expr(type_, depth)


def _binds(pattern: x.Pattern) -> list[x.PBind]:
    match pattern:
        case x.PBind():
            return [pattern]
        case x.PSome(inner):
            return _binds(inner)
        case x.PTuple(items):
            return [one for item in items for one in _binds(item)]
        case x.PList(items, rest):
            return [one for item in (*items, *([rest] if rest else [])) for one in _binds(item)]
    return []


def behaviour(seed: int, depth: int = 4) -> Program:
    """A program with one behaviour `f` of two Ints, a list and an option."""
    maker = Maker(random.Random(seed))  # noqa: S311
    params = [maker.var(type_) for type_ in (t.INT, t.INT, INTS, OPTION)]
    maker.scope += params
    type_ = maker.random.choice(TYPES)
    requires: tuple[Constraint, ...] = ()
    if maker.random.random() < 0.5:
        low = op("ge", (x.Local(params[0], t.INT), x.Literal(0, t.INT)), t.BOOL)
        high = op("le", (x.Local(params[0], t.INT), x.Literal(100, t.INT)), t.BOOL)
        both = op("bool.and", (low, high), t.BOOL)
        requires = (Constraint("0 <= a && a <= 100", both),)
    one = Behaviour(
        name="f",
        params=tuple(Param(v, v.type) for v in params),
        returns=type_,
        prose=Prose(),
        requires=requires,
        body=maker.expr(type_, depth),
    )
    return Program((Module(name="generated", source="generated", behaviours=(one,)),))


Inputs = tuple[int, int, tuple[int, ...], int | None]

INPUTS: tuple[Inputs, ...] = (
    (0, 0, (), None),
    (1, 2, (1, 2, 3), 1),
    (50, -1, (0, 5, 2, 5), 0),
    (-3, 7, (-1, 10), None),
    (3, 2**62, (2**62, 2**62, -1), 2),
    (2**63 - 1, -(2**63), (1,), 2**31),
    (100, 3, (9, 8, 7, 6, 5, 4, 3, 2, 1, 0), 4),
)
