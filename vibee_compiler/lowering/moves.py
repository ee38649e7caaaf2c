"""Last uses: where a value that a function owns is consumed and not needed again.

Backwards over a block, as liveness is (Appel, Modern Compiler Implementation, chapter 10). A
variable declared outside a loop is needed by its next round, one under a lambda by its next call.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.context import Context
from vibee_compiler.lowering.functions import map_functions
from vibee_compiler.lowering.walk import pieces, used

_CONSUMERS = (
    x.RecordLit, x.RecordUpdate, x.VariantLit, x.TupleLit, x.ListLit, x.MapLit, x.Call, x.CallVar,
    x.Store,
)  # fmt: skip
_CONSUMING = frozenset(
    {"optional.of", "result.ok", "result.err", "list.concat", "map.put", "set.put"}
)
_COPIED = (t.INT, t.FLOAT, t.BOOL, t.TIMESTAMP, t.DURATION)
"""Scalars are not worth a move."""
Live = set[int]


def moves(program: s.LoweredProgram, ctx: Context) -> s.LoweredProgram:
    """The pass; it does nothing where the profile has no moves."""
    if not ctx.profile.moves:
        return program
    return map_functions(program, _function)


def _function(one: s.Function) -> s.Function:
    if one.block is None:
        return one
    return replace(one, block=_Marker().block(one.block, set(), set()))


class _Marker:
    """`live` are variables that are needed later, `owned` those that may be moved here."""

    def block(self, block: s.Block, live: Live, owned: set[int]) -> s.Block:
        """The statements with last uses marked; `live` becomes what is needed before them."""
        mine = owned | {
            stmt.var.uid for stmt in block if isinstance(stmt, s.Declare) and not stmt.builder
        }
        out: list[s.Stmt] = []
        for stmt in reversed(block):
            out.append(self.stmt(stmt, live, mine))
        out.reverse()
        return tuple(out)

    def stmt(self, stmt: s.Stmt, live: Live, owned: set[int]) -> s.Stmt:
        match stmt:
            case s.Return(value):
                live.clear()
                return replace(stmt, value=self.expr(value, live, owned, consumed=True))
            case s.Raise() | s.Break() | s.Continue():
                return self.leave(stmt, live, owned)
            case s.Declare(var, value) | s.Assign(var, value):
                live.discard(var.uid)
                if value is None:
                    return stmt
                return replace(stmt, value=self.expr(value, live, owned, consumed=True))
            case s.Destructure(_, value):
                return replace(stmt, value=self.expr(value, live, owned, consumed=True))
            case s.Change(_, _, args):
                new = [self.expr(a, live, owned, consumed=True) for a in reversed(args)]
                return replace(stmt, args=tuple(reversed(new)))
            case s.IfStmt(cond, then, other):
                no = set(live)
                new_other = self.block(other, no, owned)
                new_then = self.block(then, live, owned)
                live |= no
                return s.IfStmt(self.expr(cond, live, owned), new_then, new_other)
            case s.MatchStmt() | s.Switch():
                return self.choice(stmt, live, owned)
            case s.ForEach(pattern, items, block):
                self.loop(stmt, live)
                inner = self.block(block, set(live), set())
                new_items = self.expr(items, live, owned, consumed=True)
                return s.ForEach(pattern, new_items, inner)
            case s.While(cond, block):
                self.loop(stmt, live)
                return s.While(cond, self.block(block, set(live), set()))
        live |= {var.uid for var in used((stmt,))}
        return stmt

    def leave(self, stmt: s.Stmt, live: Live, owned: set[int]) -> s.Stmt:
        """A statement that leaves its block: what it uses is all that is needed."""
        if isinstance(stmt, s.Raise):
            live.clear()
        live |= {var.uid for var in used((stmt,))}
        return stmt

    def loop(self, stmt: s.ForEach | s.While, live: Live) -> None:
        """What a loop uses is needed by its next round."""
        live |= {var.uid for var in used((stmt.block,))}
        if isinstance(stmt, s.While):
            live |= {var.uid for var in used((stmt.cond,))}

    def choice(self, stmt: s.MatchStmt | s.Switch, live: Live, owned: set[int]) -> s.Stmt:
        after, needed = set(live), set(live)

        def one(block: s.Block) -> s.Block:
            own = set(after)
            new = self.block(block, own, owned)
            needed.update(own)
            return new

        if isinstance(stmt, s.Switch):
            cases = tuple(replace(c, block=one(c.block)) for c in stmt.cases)
            default = None if stmt.default is None else one(stmt.default)
            live |= needed
            live |= {var.uid for var in used((stmt.subject,))}
            return replace(stmt, cases=cases, default=default)
        arms = tuple(replace(a, block=one(a.block)) for a in stmt.arms)
        guards = tuple(a.guard for a in stmt.arms if a.guard is not None)
        live |= needed | {var.uid for var in used((stmt.subject, guards))}
        return replace(stmt, arms=arms)

    def expr(self, node: Any, live: Live, owned: set[int], *, consumed: bool = False) -> Any:
        """An expression with last uses marked, its parts from the right."""
        if isinstance(node, x.Local):
            last = consumed and node.var.uid in owned and node.var.uid not in live
            last = last and node.type not in _COPIED
            live.add(node.var.uid)
            return s.Take(node.var, node.type, node.span) if last else node
        if isinstance(node, x.If):
            no = set(live)
            other = self.expr(node.other, no, owned, consumed=consumed)
            then = self.expr(node.then, live, owned, consumed=consumed)
            live |= no
            return replace(node, cond=self.expr(node.cond, live, owned), then=then, other=other)
        if isinstance(node, x.Lambda | x.Match | s.BlockExpr) or _lazy(node):
            live |= {var.uid for var in used((node,))}
            return node
        takes = isinstance(node, _CONSUMERS) or (isinstance(node, x.Op) and node.id in _CONSUMING)
        return self.parts(node, live, owned, takes)

    def parts(self, node: Any, live: Live, owned: set[int], takes: bool) -> Any:
        changed: dict[str, Any] = {}
        for field in reversed(fields(node)):
            before = getattr(node, field.name)
            after = self.part(before, live, owned, takes)
            if after is not before:
                changed[field.name] = after
        live |= {p.uid for p in pieces(node) if type(p) is x.Var}
        return replace(node, **changed) if changed else node

    def part(self, value: Any, live: Live, owned: set[int], takes: bool) -> Any:
        if type(value) is tuple:
            new = [self.part(item, live, owned, takes) for item in reversed(value)]
            new.reverse()
            same = all(a is b for a, b in zip(new, value, strict=True))
            return value if same else tuple(new)
        if hasattr(value, "span") and hasattr(value, "type"):
            return self.expr(value, live, owned, consumed=takes)
        return value


def _lazy(node: Any) -> bool:
    """Whether parts are evaluated only sometimes: their uses are left alone."""
    from vibee_compiler.lowering.inline import lazy_parts

    return isinstance(node, x.Op) and any(lazy_parts(node))
