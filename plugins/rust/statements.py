"""Statements as Rust."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vibee_plugins.rust import errors, hidden, iterators, layout
from vibee_plugins.rust.blocks import Blocks, is_last, used_pattern
from vibee_plugins.rust.changes import Changes, plain, untyped
from vibee_plugins.rust.guards import Guards, assigns, ends
from vibee_plugins.rust.inference import given_to, is_open
from vibee_plugins.rust.stores import Stores
from vibee_plugins.rust.values import Form, Out, value

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import count_uses
from vibee_compiler.targets.layout import HARDLINE, Doc, concat, group, join, render, text
from vibee_compiler.targets.printer import StmtPrinter

if TYPE_CHECKING:
    from vibee_plugins.rust.printer import RustPrinter

_COLLECTED = ((text(".collect::<Vec<_>>()"),), (text(".collect::<BTreeSet<_>>()"),))
_EMPTY = {t.ListT: "Vec::new()", t.MapT: "BTreeMap::new()", t.SetT: "BTreeSet::new()"}


class RustStatements(Changes, Stores, Guards, Blocks, StmtPrinter):
    """Statements of one module; `p` prints the expressions.

    `whole` is the block of the function, to know which variables are used.
    """

    def __init__(self, p: RustPrinter) -> None:
        super().__init__()
        self.p = p
        self.whole: tuple[Any, ...] = ()
        self.refilled: frozenset[int] = frozenset()
        self.sink: x.Var | None = None
        p.stmts = self

    def body(self, block: s.Block, *, tail: bool) -> Doc:
        """A block's statements, one a line; with `tail`, the last one is its value."""
        return join(HARDLINE, map(layout.started, self.docs(block, tail=tail)))

    def body_docs(self, block: s.Block) -> list[Doc]:
        """The statements of a block, none of them its value."""
        return self.docs(block, tail=False)

    def docs(self, block: s.Block, *, tail: bool) -> list[Doc]:
        """The documents of a block's statements."""
        block = _merged(block)
        made: list[Doc] = []
        for index, stmt in enumerate(block):
            last = index == len(block) - 1
            if (items := hidden.filled_from(stmt, block[index + 1 :])) is not None:
                made += self._roomy(stmt, items)
                continue
            if self._is_late(stmt, block[index + 1 :]):
                made.append(self._late(stmt, block[index + 1]))
                made += self.docs(block[index + 2 :], tail=tail)
                return made
            if (found := self.looked_up(stmt, block[index + 1 :], tail=tail)) is not None:
                return [*made, *found]
            if isinstance(stmt, s.Return) and (more := self.grown(stmt)) is not None:
                made += self.docs(more, tail=tail)
            elif last and tail:
                made.append(self.tail(stmt))
            elif isinstance(stmt, s.IfStmt) and stmt.other and ends(stmt.then):
                made.append(self.guard_clause(stmt.cond, stmt.then))
                rest = (*stmt.other, *block[index + 1 :])
                made += self.docs(rest, tail=tail)
                return made
            else:
                made.append(self.stmt(stmt))
        return made

    def _is_late(self, stmt: s.Stmt, rest: s.Block) -> bool:
        """Whether a variable gets its value from the conditional that follows it."""
        if not isinstance(stmt, s.Declare) or stmt.value is not None or stmt.mutable:
            return False
        return bool(rest) and assigns(rest[0], stmt.var)

    def _late(self, declare: Any, choice: Any) -> Doc:
        """`let x = if ... { ... } else { ... };`."""
        outer, self.sink = self.sink, declare.var
        try:
            made = (
                self.match(choice, tail=True)
                if isinstance(choice, s.MatchStmt)
                else self.if_tail(choice)
            )
        finally:
            self.sink = outer
        name = self.p.frame.bind(declare.var, Form.VALUE)
        open_type = all(map(is_open, given_to(declare.var, (choice,))))
        typed = f": {self.p.owned_type(declare.var.type)}" if open_type else ""
        return concat(f"let {name}{typed} = ", made, ";")

    def tail(self, stmt: s.Stmt) -> Doc:
        """The last statement of a function (or of what gives `sink` its value), as a value."""
        if self.sink is not None:
            return self._sunk(stmt)
        match stmt:
            case s.Return(x.If(cond, then, other)) if self._splits(cond, then, other):
                return self.if_tail(s.IfStmt(cond, (s.Return(then),), (s.Return(other),)))
            case s.Return(x.Match() as node) if (short := self.short_match(node)) is not None:
                return layout.wrapped("Ok", short.doc) if self.p.frame.raises else short.doc
            case s.Return(x.Match(subject, arms)):
                parts = tuple(s.MatchArm(a.pattern, a.guard, (s.Return(a.body),)) for a in arms)
                return self.match(s.MatchStmt(subject, parts), tail=True)
            case s.Return(node):
                return self.result(node)
            case s.Raise(name, message):
                return layout.wrapped("Err", errors.error_value(self.p, name, message))
            case s.IfStmt(_, then, other) if other:
                if _fails(then):
                    return join(
                        HARDLINE,
                        [self.guard_clause(stmt.cond, then), *self.block_docs(other, tail=True)],
                    )
                return self.if_tail(stmt)
            case s.MatchStmt():
                if (whole := _as_expression(stmt)) is not None:
                    return self.tail(s.Return(whole))
                return self.match(stmt, tail=True)
            case _:
                return self.stmt(stmt)

    def _sunk(self, stmt: s.Stmt) -> Doc:
        match stmt:
            case s.Assign(_, node):
                return self.p.own(node).doc
            case s.IfStmt():
                return self.if_tail(stmt)
            case s.MatchStmt():
                return self.match(stmt, tail=True)
            case _:
                return self.stmt(stmt)

    def _splits(self, cond: Any, then: Any, other: Any) -> bool:
        """Whether a conditional value is better a conditional with a value in each branch."""
        optional = ("optional.of", "optional.none")
        parts = (then, other)
        if all(isinstance(part, x.Op) and part.id in optional for part in parts):
            return False
        return self.p.frame.raises or not all(isinstance(p, x.Literal | x.Local) for p in parts)

    def block_docs(self, block: s.Block, *, tail: bool) -> list[Doc]:
        """The statements of a nested block that goes on at this level."""
        return self.docs(block, tail=tail)

    def result(self, node: Any) -> Doc:
        """The function's value: `Ok(value)` where it may fail."""
        p = self.p
        if isinstance(node, x.Fail):
            return layout.wrapped("Err", errors.error_value(p, node.error, node.message))
        made = _collected(p.own(node))
        if not p.frame.raises:
            return made.doc
        if made.bare is not None:
            return made.bare.doc
        return layout.wrapped("Ok", made.doc)

    def if_tail(self, stmt: s.IfStmt, *, inline: bool = True) -> Doc:
        """A conditional whose branches are the function's value."""
        if (made := self.if_let(stmt, tail=True)) is not None:
            return made
        cond, then, other = stmt.cond, stmt.then, stmt.other
        head, then, other = self.oriented(cond, then, other)
        first = self.nested(then, tail=True)
        match other:
            case (s.Return(x.If(again, yes, no)),):
                other = (s.IfStmt(again, (s.Return(yes),), (s.Return(no),)),)
            case (s.Assign(var, x.If(again, yes, no)),) if self.sink is not None:
                other = (s.IfStmt(again, (s.Assign(var, yes),), (s.Assign(var, no),)),)
        if len(other) == 1 and isinstance(other[0], s.IfStmt) and other[0].other:
            with self.p.frame.block():
                rest = self.if_tail(other[0], inline=False)
            return concat(layout.if_head(head), layout.block(first), " else ", rest)
        return layout.if_else(head, first, self.nested(other, tail=True), inline=inline)

    def nested(self, block: s.Block, *, tail: bool, deeper: bool = False) -> Doc:
        """The statements of a block of its own."""
        self.level += 1
        try:
            with self.p.frame.block(deeper=deeper):
                return self.body(block, tail=tail)
        finally:
            self.level -= 1

    def guard_clause(self, cond: Any, then: s.Block) -> Doc:
        """`if cond { return ...; }`."""
        return concat(
            layout.if_head(self.condition(cond)), layout.block(self.nested(then, tail=False))
        )

    # statements

    def stmt_Declare(self, stmt: s.Declare) -> Doc:  # noqa: N802
        p = self.p
        unused = not self.is_used(stmt.var)
        if stmt.value is None:
            name = p.frame.bind(stmt.var, Form.VALUE)
            mut = "mut " if stmt.mutable else ""
            return text(f"let {mut}{name}: {p.owned_type(stmt.var.type)};")
        if (held := self._hidden(stmt)) is not None:
            return held
        made = p.out(stmt.value)
        if stmt.mutable or stmt.builder:
            return self._mutable(stmt, made)
        made, form = self.kept(made)
        p.frame.lend(made.root if form is not Form.VALUE else None)
        name = p.frame.bind(stmt.var, form)
        if unused and not p.raises(stmt.value):
            p.crate.allow("no_effect_underscore_binding")
        open_type = untyped(stmt.value) or is_open(stmt.value)
        typed = f": {p.owned_type(stmt.var.type)}" if open_type else ""
        return self.assignment(f"let {'_' if unused else ''}{name}{typed}", made.doc)

    def _hidden(self, stmt: s.Declare) -> Doc | None:
        """A container of the function's own making, in the form that is quickest."""
        p, type_ = self.p, stmt.var.type
        if hidden.of_chars(stmt, self.whole):
            made = iterators.iterate(p, stmt.value).out.then(".collect::<Vec<_>>()", type_=type_)
            name = p.frame.bind(stmt.var, Form.VALUE)
            p.frame.bindings[stmt.var.uid].chars = True
            return self.assignment(f"let {name}", made.doc)
        if not hidden.unordered(stmt, self.whole):
            return None
        name = p.frame.bind(stmt.var, Form.VALUE, mutable=True)
        if isinstance(type_, t.MapT):
            made_of = f"HashMap::<{p.owned_type(type_.key)}, {p.owned_type(type_.value)}>"
        else:
            assert isinstance(type_, t.SetT)
            made_of = f"HashSet::<{p.owned_type(type_.elem)}>"
        return text(f"let mut {name} = std::collections::{made_of}::new();")

    def kept(self, made: Out) -> tuple[Out, Form]:
        """A value as a variable keeps it: borrowed where what it comes from lives on."""
        p = self.p
        if p.coerce.is_copy(made.type):
            return p.coerce.own(made), Form.VALUE
        if made.form is Form.CHAR:
            return made, Form.CHAR
        if made.literal and made.form is Form.VIEW and made.type == t.STRING:
            return made, Form.VIEW
        binding = None if made.root is None else p.frame.bindings.get(made.root)
        if binding is None or binding.mutable:
            return p.coerce.own(made), Form.VALUE
        match made.form:
            case Form.REF | Form.VIEW | Form.OPTREF | Form.BOX | Form.PAIR:
                return made, made.form
            case Form.PLACE:
                viewed = p.coerce.view(made)
                exact = isinstance(made.type, t.OptionT)
                return viewed, Form.VIEW if exact else Form.REF
            case _:
                return p.coerce.own(made), Form.VALUE

    def _mutable(self, stmt: s.Declare, made: Out) -> Doc:
        p = self.p
        doc = p.coerce.own(made).doc
        empty = untyped(stmt.value)
        if empty and type(stmt.var.type) in _EMPTY:
            doc = text(_EMPTY[type(stmt.var.type)])
        if made.literal and made.type == t.STRING:
            said = getattr(stmt.value, "value", None)
            doc = text("String::new()") if said == "" else concat("String::from(", made.doc, ")")
        open_type = empty or is_open(stmt.value)
        typed = f": {p.owned_type(stmt.var.type)}" if open_type else ""
        name = p.frame.bind(stmt.var, Form.VALUE, mutable=True)
        return self.assignment(f"let mut {name}{typed}", doc)

    def _roomy(self, stmt: Any, items: x.Expr) -> list[Doc]:
        """A list with room for an item for each of another."""
        p = self.p
        more = len(stmt.value.items)
        first = [p.own(item).doc for item in stmt.value.items]
        size = p.receiver(items).then(".len()", type_=t.INT).doc
        name = p.frame.bind(stmt.var, Form.VALUE, mutable=True)
        room = concat("Vec::with_capacity(", size, f" + {more}" if more else "", ")")
        typed = "" if more else f": {p.owned_type(stmt.var.type)}"
        made = [self.assignment(f"let mut {name}{typed}", room)]
        return made + [concat(f"{name}.push", p.arguments([item]), ";") for item in first]

    def is_used(self, var: x.Var) -> bool:
        """Whether the function reads a variable."""
        return count_uses(self.whole, var.uid) > 0

    def stmt_Destructure(self, stmt: s.Destructure) -> Doc:  # noqa: N802
        p = self.p
        out = p.out(stmt.value)
        made, form = self.kept(out)
        if form is Form.VIEW:
            made, form = p.coerce.own(out), Form.VALUE
        p.frame.lend(made.root if form is not Form.VALUE else None)
        pattern = p.closure_param(self._used_part(stmt.pattern), form, False)
        typed = f": {p.owned_type(stmt.value.type)}" if is_open(stmt.value) else ""
        return concat("let ", pattern, f"{typed} = ", made.doc, ";")

    def _used_part(self, pattern: Any) -> Any:
        """The pattern with variables that nobody reads left out."""
        match pattern:
            case x.PBind(var, type_) if not self.is_used(var):
                return x.PWild(type_)
            case x.PTuple(items, type_):
                return x.PTuple(tuple(self._used_part(item) for item in items), type_)
            case _:
                return pattern

    def stmt_Evaluate(self, stmt: s.Evaluate) -> Doc:  # noqa: N802
        return concat("let _ = ", self.p.open_own(stmt.value), ";")

    def stmt_Return(self, stmt: s.Return) -> Doc:  # noqa: N802
        return concat(self.leave(stmt), ";")

    def stmt_Raise(self, stmt: s.Raise) -> Doc:  # noqa: N802
        return concat(self.leave(stmt), ";")

    def leave(self, stmt: Any) -> Doc:
        """A statement that leaves the function, as an expression."""
        if isinstance(stmt, s.Raise):
            made = errors.error_value(self.p, stmt.error, stmt.message)
            return layout.wrapped("return Err", made)
        outer, self.sink = self.sink, None
        made = concat("return ", self.result(stmt.value))
        self.sink = outer
        return made

    def stmt_IfStmt(self, stmt: s.IfStmt) -> Doc:  # noqa: N802
        if (made := self.if_let(stmt, tail=False)) is not None:
            return made
        cond, then, other = stmt.cond, stmt.then, stmt.other
        head = self.condition(cond)
        if other:
            head, then, other = self.oriented(cond, then, other)
        head = layout.if_head(head)
        first = layout.block(self.nested(then, tail=False))
        if not other:
            return concat(head, first)
        if len(other) == 1 and isinstance(other[0], s.IfStmt):
            with self.p.frame.block():
                return concat(head, first, " else ", self.stmt_IfStmt(other[0]))
        return concat(head, first, " else ", layout.block(self.nested(other, tail=False)))

    def stmt_MatchStmt(self, stmt: s.MatchStmt) -> Doc:  # noqa: N802
        return self.match(stmt, tail=False)

    def match(self, stmt: s.MatchStmt, *, tail: bool) -> Doc:
        """A match as a statement, or as the value of the function."""
        if not tail and (made := self._if_let(stmt)) is not None:
            return made
        subject = self.subject(stmt.subject, [arm.pattern for arm in stmt.arms])
        self.note_lints(stmt.subject.type, [(a.pattern, a.block) for a in stmt.arms])
        arms: list[Doc] = []
        for index, arm in enumerate(stmt.arms):
            with self.p.frame.block():
                pattern = used_pattern(arm.pattern, (arm.guard, *arm.block))
                sure = is_last(arm, stmt.arms[index + 1 :])
                head, prelude = self.arm_head(pattern, arm.guard, subject, arm.block, sure=sure)
                self.level += 2
                leaves = tail and self.sink is not None and not prelude and _leaves(arm.block)
                docs = [self.leave(arm.block[0])] if leaves else self.docs(arm.block, tail=tail)
                self.level -= 2
            inner_match = len(arm.block) == 1 and isinstance(arm.block[0], s.MatchStmt)
            if inner_match and not prelude:
                # rustfmt wants a comma even behind the brace of an inner match.
                arms.append(concat(head, " => ", docs[0], ","))
                continue
            one = _is_value(arm.block) or _is_looked_up(arm.block)
            simple = not prelude and len(docs) == 1 and tail and one
            if simple:
                arms.append(self.arm(head, docs[0]))
            elif not prelude and not docs:
                arms.append(concat(head, " => {}"))
            else:
                whole = join(HARDLINE, map(layout.started, [*prelude, *docs]))
                arms.append(self.arm(head, whole, block=True))
        return concat(layout.head("match ", subject.doc), layout.block(join(HARDLINE, arms)))

    def _if_let(self, stmt: s.MatchStmt) -> Doc | None:
        """`if let` for a statement with one pattern and all the rest."""
        if len(stmt.arms) != 2 or any(arm.guard is not None for arm in stmt.arms):
            return None
        first, second = stmt.arms
        rest = isinstance(second.pattern, x.PNone | x.PWild)
        if not rest or not isinstance(first.pattern, x.PSome | x.PVariant):
            return None
        subject = self.subject(stmt.subject, [first.pattern, second.pattern])
        with self.p.frame.block():
            pattern = used_pattern(first.pattern, first.block)
            head, prelude = self.arm_head(pattern, None, subject, first.block, sure=False)
            if prelude or " if " in _shown(head):
                return None
            docs = self.docs(first.block, tail=False)
        made = concat(
            layout.head("", concat("if let ", head, " = ", layout.in_head(subject.doc))),
            layout.block(join(HARDLINE, docs)),
        )
        if not second.block:
            return made
        return concat(made, " else ", layout.block(self.nested(second.block, tail=False)))

    def stmt_ForEach(self, stmt: s.ForEach) -> Doc:  # noqa: N802
        p = self.p
        items, pattern = stmt.items, self._used_part(stmt.pattern)
        if (found := iterators.of_entries(items, pattern, stmt.block)) is not None:
            items, pattern = found
        place: Any = x.PWild(t.INT)
        if isinstance(items, x.Op) and items.id == "list.indexed":
            if isinstance(pattern, x.PTuple):
                place, pattern = pattern.items
                items = items.args[0]
        it = iterators.iterate(p, items)
        p.frame.lend(it.root)
        source = plain(it)
        with p.frame.block(deeper=True):
            param = p.closure_param(pattern, it.form, False)
            if not isinstance(place, x.PWild):
                number = p.closure_param(place, Form.VALUE, False)
                param = concat("(", number, ", ", param, ")")
                source = value(concat("(0_i64..).zip(", source.doc, ")"), stmt.items.type)
            body = self.body(stmt.block, tail=False)
        head = layout.head("", concat("for ", param, " in ", layout.in_head(source.doc)))
        return concat(head, layout.block(body))

    def stmt_While(self, stmt: s.While) -> Doc:  # noqa: N802
        head = group("while ", layout.in_head(self.condition(stmt.cond)), " ")
        if isinstance(stmt.cond, x.Literal) and stmt.cond.value is True:
            head = text("loop ")
        return concat(head, layout.block(self.nested(stmt.block, tail=False, deeper=True)))

    def stmt_Break(self, _stmt: s.Break) -> Doc:  # noqa: N802
        return text("break;")

    def stmt_Continue(self, _stmt: s.Continue) -> Doc:  # noqa: N802
        return text("continue;")


def _as_expression(stmt: s.MatchStmt) -> x.Match | None:
    """A match of two arms that give simple values."""
    arms = []
    for arm in stmt.arms:
        match arm.block:
            case (s.Return(x.Literal() | x.Local() | s.Take() as node),):
                body = x.Local(node.var, node.type) if isinstance(node, s.Take) else node
                arms.append(x.Arm(arm.pattern, arm.guard, body))
            case _:
                return None
    return x.Match(stmt.subject, tuple(arms), arms[0].body.type) if len(arms) == 2 else None


def _collected(made: Out) -> Out:
    """A value that the function's type tells the type of."""
    if made.head is None or made.segments[-1:] not in _COLLECTED:
        return made
    segments = (*made.segments[:-1], text(".collect()"))
    return replace(made, doc=layout.chain(made.head, segments), segments=segments)


def _shown(doc: Doc) -> str:
    return render(doc, width=layout.WIDE)


def _leaves(block: s.Block) -> bool:
    return len(block) == 1 and isinstance(block[0], s.Raise | s.Return)


def _fails(block: s.Block) -> bool:
    return bool(block) and isinstance(block[-1], s.Raise)


def _is_looked_up(block: s.Block) -> bool:
    return len(block) == 2 and isinstance(block[0], s.Guard) and isinstance(block[1], s.Return)


def _is_value(block: s.Block) -> bool:
    return len(block) == 1 and isinstance(block[0], s.Return | s.Raise | s.Assign)


def _merged(block: s.Block) -> s.Block:
    """`let a = v; return a` is `return v`."""
    if len(block) >= 2:
        match block[-2], block[-1]:
            case s.Declare(var, made, False, False), s.Return(s.Take(used) | x.Local(used)) if (
                var == used and made is not None
            ):
                return (*block[:-2], s.Return(made))
    return block
