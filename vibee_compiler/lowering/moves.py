"""Last uses: where a value that a function owns is consumed and not needed again.

Backwards over a block, as liveness is (Appel, Modern Compiler Implementation, chapter 10), for
variables and for the fields of those that hold records. What a loop uses is needed by its next
round unless that gives it a value first; what stands under a lambda, by its next call.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.context import Context
from vibee_compiler.lowering.functions import map_functions
from vibee_compiler.lowering.walk import bound, everything, pieces, used

_CONSUMERS = (
    x.RecordLit, x.VariantLit, x.TupleLit, x.ListLit, x.MapLit, x.Call, x.CallVar, x.Store,
)  # fmt: skip
_CONSUMING = frozenset(
    {"optional.of", "result.ok", "result.err", "list.concat", "map.put", "set.put"}
)
COPIED = (t.INT, t.FLOAT, t.BOOL, t.TIMESTAMP, t.DURATION)
"""Scalars are not worth a move."""
Live = set[int | tuple[int, str]]
"""What is needed later: numbers of variables, and fields of variables."""


def moves(program: s.LoweredProgram, ctx: Context) -> s.LoweredProgram:
    """The pass; it does nothing where the profile has no moves."""
    if not ctx.profile.moves:
        return program
    return map_functions(program, lambda one: marked(one, one.consumes))


def marked(one: s.Function, params: frozenset[int]) -> s.Function:
    """A function with its last uses marked, of these parameters too."""
    if one.block is None:
        return one
    return replace(one, block=_Marker().block(one.block, set(), set(params)))


class _Marker:
    """`live` is what is needed later, `owned` the variables that may be moved here.

    `again` is what is needed where the innermost loop goes on or ends.
    """

    def __init__(self) -> None:
        self.again: Live = set()

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
                return self.leave(stmt, live)
            case s.Declare(var, value) | s.Assign(var, value):
                live -= {one for one in live if one == var.uid or _of(one, var.uid)}
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
            case s.ForEach(pattern, items):
                inner = self.loop(stmt, live, owned)
                new_items = self.expr(items, live, owned, consumed=True)
                return s.ForEach(pattern, new_items, inner)
            case s.While(cond):
                return s.While(cond, self.loop(stmt, live, owned))
        live |= {var.uid for var in used((stmt,))}
        return stmt

    def leave(self, stmt: s.Stmt, live: Live) -> s.Stmt:
        """A statement that leaves its block: what is needed is what its aim needs."""
        live.clear()
        if isinstance(stmt, s.Raise):
            live |= {var.uid for var in used((stmt,))}
        else:
            live |= self.again
        return stmt

    def loop(self, stmt: s.ForEach | s.While, live: Live, owned: set[int]) -> s.Block:
        """The block of a loop; what it uses is needed by its next round."""
        inside = {var.uid for var in bound((stmt.block,))}
        live |= {var.uid for var in used((stmt.block,))} - inside
        if isinstance(stmt, s.While):
            live |= {var.uid for var in used((stmt.cond,))}
        outer, self.again = self.again, set(live)
        inner = self.block(stmt.block, set(live), owned)
        self.again = outer
        return inner

    def choice(self, stmt: s.MatchStmt | s.Switch, live: Live, owned: set[int]) -> s.Stmt:
        after, needed = set(live), set(live)
        # Patterns bind parts of the subject where it is: it stays as long as they do.
        held = {var.uid for var in used((stmt.subject,))} if _looks_inside(stmt) else set()

        def one(block: s.Block) -> s.Block:
            own = set(after)
            new = self.block(block, own, owned - held)
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
            last = consumed and node.var.uid in owned and not _needed(live, node.var.uid)
            last = last and node.type not in COPIED
            live.add(node.var.uid)
            return s.Take(node.var, node.type, node.span) if last else node
        if isinstance(node, x.FieldGet) and isinstance(node.base, x.Local):
            return self.field(node, node.base, live, owned, consumed)
        if isinstance(node, x.If):
            no = set(live)
            other = self.expr(node.other, no, owned, consumed=consumed)
            then = self.expr(node.then, live, owned, consumed=consumed)
            live |= no
            return replace(node, cond=self.expr(node.cond, live, owned), then=then, other=other)
        if isinstance(node, x.Lambda | x.Match | s.BlockExpr) or _lazy(node):
            live |= {var.uid for var in used((node,))}
            return node
        if isinstance(node, x.RecordUpdate):
            return self.update(node, live, owned)
        takes = isinstance(node, _CONSUMERS) or (isinstance(node, x.Op) and node.id in _CONSUMING)
        made = self.parts(node, live, owned, takes)
        return _apart(made) if isinstance(node, x.Call | x.CallVar) else made

    def field(
        self, node: x.FieldGet, base: x.Local, live: Live, owned: set[int], consumed: bool
    ) -> Any:
        """A field of a variable: it may be moved out of a record whose other fields live on."""
        var, key = base.var, (base.var.uid, node.name)
        last = consumed and var.uid in owned and var.uid not in live and key not in live
        live.add(key)
        if not last or node.type in COPIED:
            return node
        taken: Any = s.Take(var, base.type, base.span)
        return replace(node, base=taken)

    def update(self, node: x.RecordUpdate, live: Live, owned: set[int]) -> Any:
        """A record with some fields replaced: the others are moved once those are made."""
        base = node.base
        if not isinstance(base, x.Local):
            return self.parts(node, live, owned, True)
        uid = base.var.uid
        last = uid in owned and not _needed(live, uid)
        if last:
            replaced = {name for name, _ in node.fields}
            others = {"", *_fields_of(base.var, node)} - replaced
            live |= {(uid, name) for name in others}
        else:
            live.add(uid)
        new = self.part(node.fields, live, owned, True)
        live.add(uid)
        taken: Any = s.Take(base.var, base.type, base.span) if last else base
        return replace(node, base=taken, fields=new)

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


def _looks_inside(stmt: s.MatchStmt | s.Switch) -> bool:
    """Whether the cases of a choice look at parts of what is chosen by."""
    if isinstance(stmt, s.Switch):
        return any(case.binds for case in stmt.cases)
    flat = (x.PWild, x.PLiteral, x.PEnum)
    scalar = stmt.subject.type not in (t.STRING, t.BYTES)
    return not (scalar and all(isinstance(arm.pattern, flat) for arm in stmt.arms))


def _of(key: int | tuple[int, str], uid: int) -> bool:
    """Whether this is a field of the variable."""
    return type(key) is tuple and key[0] == uid


def _fields_of(var: x.Var, node: Any) -> set[str]:
    """The fields of a variable that are read inside."""
    return {
        one.name
        for one in everything((node,))
        if isinstance(one, x.FieldGet) and getattr(one.base, "var", None) == var
    }


def _needed(live: Live, uid: int) -> bool:
    """Whether a variable or one of its fields is needed."""
    return uid in live or any(_of(one, uid) for one in live)


def _apart(call: Any) -> Any:
    """A call that moves nothing of which an earlier argument is still a borrowed part."""
    args: list[Any] = []
    for arg in call.args:
        taken = taken_from(arg)
        clash = taken is not None and any(v.uid == taken.uid for v in used(tuple(args)))
        args.append(kept(arg) if clash else arg)
    return replace(call, args=tuple(args)) if args else call


def taken_from(node: Any) -> x.Var | None:
    """The variable that an expression moves, wholly or a field of it."""
    base = node.base if isinstance(node, x.FieldGet) else node
    return base.var if isinstance(base, s.Take) else None


def kept(node: Any) -> Any:
    """What an expression moves, as a use that leaves it where it is."""
    if isinstance(node, x.FieldGet):
        return replace(node, base=kept(node.base))
    return x.Local(node.var, node.type, node.span) if isinstance(node, s.Take) else node


def _lazy(node: Any) -> bool:
    """Whether parts are evaluated only sometimes: their uses are left alone."""
    from vibee_compiler.lowering.inline import lazy_parts

    return isinstance(node, x.Op) and any(lazy_parts(node))
