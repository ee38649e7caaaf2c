"""Core expressions to statements: the driver; matches, loops and folds are in files beside it.

`value` gives a printable expression and leaves the statements that it needs in the current block;
`into` leaves statements that bring a value to its destination. Order of evaluation matters only
for which error is raised first, so an earlier part is spilled into a variable only where it may
raise and a later part's statements may raise too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import names as n
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.conditions import Kind, lnot, negate
from vibee_compiler.lowering.context import Fresh
from vibee_compiler.lowering.dest import (
    Capture,
    Decl,
    Dest,
    Diverged,
    Drop,
    Extend,
    Push,
    Put,
    Ret,
    Step,
    ends,
)
from vibee_compiler.lowering.expand import Expander
from vibee_compiler.lowering.inline import Inliner, is_atom, lazy_parts
from vibee_compiler.lowering.patterns import FALSE, TRUE
from vibee_compiler.lowering.profile import Lowering
from vibee_compiler.lowering.raising import Raising
from vibee_compiler.lowering.steps import Lookup, Opener
from vibee_compiler.lowering.walk import Mapper, pieces, substitute

Parameters = Callable[[str, str], Sequence[str]]


class Emitter:
    """Makes the statements of one function.

    `expander` gives definitions, `kind` the entry for `==` of a declared type, `members` how
    many values or variants one has, `parameters` the names of a behaviour's parameters,
    `lookup` finds a behaviour.
    """

    def __init__(
        self,
        profile: Lowering,
        raising: Raising,
        fresh: Fresh,
        names: n.Names,
        expander: Expander,
        kind: Kind,
        members: Callable[[t.Named], int],
        parameters: Parameters,
        lookup: Lookup,
    ) -> None:
        from vibee_compiler.lowering.folds import stays

        self.profile = profile
        self.raising = raising
        self.fresh = fresh
        self.names = names
        self.expander = expander
        self.kind = kind
        self.members = members
        self.parameters = parameters
        self.opener = Opener(lookup, fresh)
        self.out: list[s.Stmt] = []
        self.inliner = Inliner(profile, raising, lambda op: stays(op, self), self.block_expr)

    def emit(self, stmt: s.Stmt) -> None:
        """Add a statement to the current block."""
        self.out.append(stmt)

    def temp(self, name: str, type_: t.Type) -> x.Var:
        """A new variable with a name that is not taken."""
        return self.fresh.var(self.names.new(name), type_)

    def block(self, make: Callable[[], None]) -> s.Block:
        """The statements that `make` leaves, apart from the current block."""
        outer, self.out = self.out, []
        try:
            make()
        except Diverged:
            pass
        finally:
            inner, self.out = self.out, outer
        return tuple(inner)

    def block_expr(self, node: x.Expr) -> s.BlockExpr:
        """An expression that holds the statements it needs."""
        found: list[Any] = []
        block = self.block(lambda: found.append(self._captured(node)))
        value = found[0] if found else x.Literal(None, node.type)
        return s.BlockExpr(block, value, node.type)

    # Values

    def value(self, node: Any, name: str | None = None) -> Any:
        """A printable expression for a value; `name` for the variable if one is needed."""
        form = self.form(node)
        return self._captured(node, name) if form is None else form

    def _captured(self, node: Any, name: str | None = None) -> Any:
        capture = Capture(name or n.hint(node), node.type)
        self.into(node, capture)
        return capture.value

    def form(self, node: Any) -> Any | None:
        """The printable form, where it needs no statements that can stand in front."""
        return self.inliner.get(node)

    def pure(self, node: Any, name: str | None = None) -> Any:
        """The same, where what is raised must have been raised by now."""
        value = self.value(node, name)
        return self.spill(value, name) if self.raising.of(value) else value

    def atom(self, node: Any, name: str | None = None) -> Any:
        """A value that can be written several times."""
        value = self.value(node, name)
        return value if is_atom(value) else self.spill(value, name)

    def spill(self, value: Any, name: str | None = None) -> x.Local:
        """A variable that holds a printable value from here on."""
        var = self.temp(name or n.hint(value), value.type)
        self.emit(s.Declare(var, value))
        return x.Local(var, var.type)

    def values(self, nodes: Sequence[Any], names: Sequence[str | None] = ()) -> list[Any]:
        """Several values in order; see the module's text about spilling."""
        done: list[Any] = []
        for i, node in enumerate(nodes):
            hint = names[i] if i < len(names) else None
            start = len(self.out)
            try:
                value = self.value(node, hint)
            except Diverged:
                # What stands before it is evaluated all the same, and may raise first.
                raising = [s.Evaluate(v) for v in done if self.raising.of(v)]
                self.out[start:start] = raising
                raise
            added = self.out[start:]
            if self.raising.block(added):
                self._spill_before(done, names, start)
            done.append(value)
        return done

    def _spill_before(self, done: list[Any], names: Sequence[str | None], start: int) -> None:
        spilled: list[s.Stmt] = []
        for i, value in enumerate(done):
            if self.raising.of(value):
                hint = names[i] if i < len(names) else None
                var = self.temp(hint or n.hint(value), value.type)
                spilled.append(s.Declare(var, value))
                done[i] = x.Local(var, var.type)
        self.out[start:start] = spilled

    def condition(self, node: Any) -> Any:
        """A Bool that may stand as a condition."""
        value = self.value(node)
        if not self.profile.raising_expressions and self.raising.of(value):
            return self.spill(value)
        return value

    def negated(self, cond: Any) -> Any | None:
        """The opposite of a printable condition; None where the target cannot say it."""
        for turned in (negate(cond, self.kind), lnot(cond)):
            if self.inliner.spelled(turned):
                return turned
        return None

    # Destinations

    def put(self, dest: Dest, value: Any) -> None:
        """Bring a printable value to its destination."""
        match dest:
            case Ret():
                self.emit(s.Return(value))
            case Decl(var, declared):
                self.emit(s.Declare(var, value, declared=declared))
            case Put(var):
                if value != x.Local(var, var.type):
                    self.emit(s.Assign(var, value))
            case Push(var):
                self.emit(s.Change(var, "list.push", (value,)))
            case Extend(var):
                self._extend(var, value)
            case Capture():
                dest.value = value
            case Drop():
                if self.raising.of(value):
                    self.emit(s.Evaluate(value))
            case Step():
                raise AssertionError("a step is made by `folds`")

    def _extend(self, var: x.Var, value: Any) -> None:
        if isinstance(value, x.ListLit) and not any(value.optional):
            for item in value.items:
                self.emit(s.Change(var, "list.push", (item,)))
        else:
            self.emit(s.Change(var, "list.extend", (value,)))

    def forked(self, dest: Dest) -> Dest:
        """The destination in each branch of what follows."""
        if isinstance(dest, Decl):
            self.emit(s.Declare(dest.var, None, declared=dest.declared))
            return Put(dest.var)
        if isinstance(dest, Capture):
            var = self.temp(dest.name, dest.type)
            self.emit(s.Declare(var, None))
            dest.value = x.Local(var, var.type)
            return Put(var)
        return dest

    def branch(self, node: Any, dest: Dest) -> s.Block:
        """The statements of one branch."""
        return self.block(lambda: self.into(node, dest))

    def joined(self, stmt: s.Stmt, dest: Dest) -> None:
        """Add a statement with branches; nothing is reached behind it if all of them end."""
        self.emit(stmt)
        if ends((stmt,)) and not isinstance(dest, Ret):
            raise Diverged

    def holder(self, dest: Dest, name: str, type_: t.Type) -> x.Var:
        """The variable that a loop computes its value in: the destination's own if it has one."""
        if isinstance(dest, Decl):
            return dest.var
        return self.temp(dest.name if isinstance(dest, Capture) else name, type_)

    def held(self, dest: Dest, var: x.Var) -> None:
        """The loop is over and its value is in the variable that `holder` gave."""
        if not isinstance(dest, Decl):
            self.put(dest, x.Local(var, var.type))

    # Expressions to statements

    def into(self, node: Any, dest: Dest) -> None:
        """Leave the statements that bring a value to its destination."""
        match node:
            case x.Let():
                if isinstance(dest, Step):
                    from vibee_compiler.lowering.folds import name_next

                    rest = name_next(self, node, dest)
                    if rest is not None:
                        self.into(rest, dest)
                        return
                elif self._finished(node, dest):
                    return
                if self.bind(node.pattern, node.value, node.body):
                    node = substitute(node.body, self._alias(node))
                else:
                    node = node.body
                self.into(node, dest)
            case x.If():
                self._if(node, dest)
            case x.Match():
                from vibee_compiler.lowering.matches import match_into

                match_into(self, node, dest)
            case x.Fail():
                self.emit(s.Raise(node.error, self.pure(node.message, "message")))
                raise Diverged
            case x.Op():
                self._op(node, dest)
            case _:
                self._leaf(node, dest)

    def _finished(self, node: x.Let, dest: Dest) -> bool:
        """Whether a `let` of a fold and what follows it were one loop and a step behind it."""
        if not isinstance(node.value, x.Op) or node.value.id != "list.fold":
            return False
        from vibee_compiler.lowering.endings import finish

        return finish(self, node, dest)

    def _alias(self, node: x.Let) -> dict[int, x.Expr]:
        assert isinstance(node.pattern, x.PBind)
        return {node.pattern.var.uid: node.value}

    def bind(self, pattern: x.Pattern, value: Any, body: Any = None) -> bool:
        """Declare what a pattern binds; True when the variable is but another name for a value."""
        match pattern:
            case x.PBind(var):
                if body is not None and isinstance(value, x.Local | s.View):
                    return True
                declared = value.to if isinstance(value, x.Store) else None
                self.into(value, Decl(var, declared))
            case x.PWild():
                self.into(value, Drop())
            case x.PTuple(items):
                from vibee_compiler.lowering.folds import bind_fold

                if isinstance(value, x.TupleLit):
                    for item, part in zip(items, value.items, strict=True):
                        self.bind(item, part)
                elif not bind_fold(self, pattern, value):
                    self.emit(s.Destructure(pattern, self.value(value)))
        return False

    def _leaf(self, node: Any, dest: Dest) -> None:
        """A node that is no control flow: its parts, then itself."""
        if isinstance(dest, Step):
            from vibee_compiler.lowering.folds import step

            step(self, node, dest)
            return
        form = self.form(node)
        if form is None:
            form = self.whole(node)
            alone = isinstance(dest, Ret | Decl | Put | Drop)
            if not alone and not self.profile.raising_expressions and self.raising.of(form):
                form = self.spill(form)
        self.put(dest, form)

    def whole(self, node: Any) -> Any:
        """The node itself with its parts as values; it may be a step that raises."""
        inside = [p for p in pieces(node) if type(p) is not x.Var]
        hints: Sequence[str | None] = ()
        if isinstance(node, x.Call):
            hints = self.parameters(node.module, node.name)
        elif isinstance(node, x.RecordLit | x.VariantLit):
            hints = [name for name, _ in node.fields]
        elif isinstance(node, x.RecordUpdate):
            hints = [None, *(name for name, _ in node.fields)]
        values = self.values(inside, hints)
        return _Filled({id(a): b for a, b in zip(inside, values, strict=True)}).rebuild(node)

    def _if(self, node: x.If, dest: Dest) -> None:
        if isinstance(node.cond, x.Literal):
            self.into(node.then if node.cond.value else node.other, dest)
            return
        if isinstance(node.then, x.Fail) or isinstance(node.other, x.Fail):
            self._guard(node, dest)
            return
        if not isinstance(dest, Step):
            form = self.form(node)
            if form is not None and (isinstance(dest, Capture) or _compact(form)):
                self.put(dest, form)
                return
        elif self._one_assignment(node, dest):
            self._leaf(node, dest)
            return
        cond = self.condition(node.cond)
        inner = self.forked(dest)
        then, other = self.branch(node.then, inner), self.branch(node.other, inner)
        self.conditional(cond, then, other, dest)

    def _one_assignment(self, node: x.If, dest: Step) -> bool:
        from vibee_compiler.lowering.folds import assignable

        form = self.form(node)
        return form is not None and _compact(form) and assignable(node, dest)

    def conditional(self, cond: Any, then: s.Block, other: s.Block, dest: Dest) -> None:
        """An `if` of two blocks, either of which may be empty."""
        if not then and not other:
            self.put(Drop(), cond)
            return
        if not then and (turned := self.negated(cond)) is not None:
            cond, then, other = turned, other, ()
        self.joined(s.IfStmt(cond, then, other), dest)

    def _guard(self, node: x.If, dest: Dest) -> None:
        fails_first = isinstance(node.then, x.Fail)
        fail, rest = (node.then, node.other) if fails_first else (node.other, node.then)
        assert isinstance(fail, x.Fail)
        cond = self.condition(node.cond)
        holds = self.negated(cond) if fails_first else cond
        message = self.inliner.get(fail.message)
        if holds is not None and message is not None and not self.raising.of(message):
            self.emit(s.Guard(holds, fail.error, message))
        else:
            raised = self.branch(fail, dest)
            turned = cond if fails_first else self.negated(cond)
            if turned is not None:
                self.emit(s.IfStmt(turned, raised))
            else:
                inner = self.forked(dest)
                self.joined(s.IfStmt(cond, self.branch(rest, inner), raised), dest)
                return
        self.into(rest, dest)

    def _op(self, node: x.Op, dest: Dest) -> None:
        from vibee_compiler.lowering.loops import FORMS

        if node.id == "bool.and":
            whole = x.If(node.args[0], node.args[1], FALSE, t.BOOL, True)
        elif node.id == "bool.or":
            whole = x.If(node.args[0], TRUE, node.args[1], t.BOOL, True)
        else:
            whole = None
        if self._sums(node, dest):
            FORMS[node.id](self, node, dest)
        elif isinstance(dest, Step) or self.form(node) is not None:
            self._leaf(node, dest)
        elif whole is not None:
            self.into(whole, dest)
        elif self.stays(node):
            self._leaf(node, dest)
        elif node.id in FORMS and FORMS[node.id](self, node, dest):
            pass
        elif self._ready(node):
            self._leaf(node, dest)
        else:
            self.into(self.expander.define(node), dest)

    def _sums(self, node: x.Op, dest: Dest) -> bool:
        """Whether a sum is rather a loop than an expression of the target's."""
        if not self.profile.sum_loops or node.id != "list.sum" or node.type != t.FLOAT:
            return False
        return isinstance(dest, Decl | Ret) and getattr(node.args[0], "id", "") == "list.map"

    def stays(self, node: x.Op) -> bool:
        """Whether a macro stays an expression once what it walks is a value."""
        parts = [arg for arg in node.args if isinstance(arg, x.Lambda)]
        if not parts or not self.profile.spells(node) or not self.inliner.stays(node):
            return False
        return all(self.inliner.get(part) is not None for part in parts)

    def _ready(self, node: x.Op) -> bool:
        """Whether the target spells it once its parts are values."""
        plain = not any(isinstance(arg, x.Lambda) for arg in node.args)
        return plain and self.profile.spells(node) and not any(lazy_parts(node))


class _Filled(Mapper):
    """Puts values in the places of a node's parts."""

    def __init__(self, values: dict[int, Any]) -> None:
        self.values = values

    def expr(self, node: Any) -> Any:
        return self.values.get(id(node), node)


def _compact(form: Any) -> bool:
    """Whether a conditional reads well in one line: the author wrote `?:`, and only one."""
    if not isinstance(form, x.If):
        return True
    inner = (form.then, form.other)
    return form.ternary and not any(isinstance(one, x.If | x.Match | s.BlockExpr) for one in inner)
