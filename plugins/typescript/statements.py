"""Statements as TypeScript."""

from __future__ import annotations

from typing import Any

from vibee_plugins.typescript import literals
from vibee_plugins.typescript import values as v
from vibee_plugins.typescript.constructors import is_open
from vibee_plugins.typescript.printer import TypeScriptPrinter
from vibee_plugins.typescript.values import out

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import count_uses
from vibee_compiler.targets import prose
from vibee_compiler.targets.layout import HARDLINE, SOFTLINE, Doc, concat, group, join, nest, text
from vibee_compiler.targets.printer import ATOM, StmtPrinter


def block(docs: list[Doc]) -> Doc:
    """Statements in braces."""
    if not docs:
        return text("{}")
    return concat("{", nest(HARDLINE, join(HARDLINE, docs)), HARDLINE, "}")


def leaves(body: s.Block) -> bool:
    """Whether control never comes behind a block."""
    if not body:
        return False
    match body[-1]:
        case s.Return() | s.Raise() | s.Break() | s.Continue():
            return True
        case s.IfStmt(_, then, other):
            return leaves(then) and leaves(other)
        case s.Switch(_, cases, default):
            return all(leaves(c.block) for c in cases) and (default is None or leaves(default))
    return False


class Statements(StmtPrinter):
    """Prints the statements of one function."""

    def __init__(self, p: TypeScriptPrinter) -> None:
        super().__init__()
        self.p = p
        self.whole: Any = ()

    def docs(self, body: s.Block) -> list[Doc]:
        """The statements of a block; what a guard clause rules out holds behind it."""
        made: list[Doc] = []
        for index, stmt in enumerate(body):
            if isinstance(stmt, s.IfStmt) and stmt.other and leaves(stmt.then):
                made.append(self.stmt(s.IfStmt(stmt.cond, stmt.then)))
                self.p.facts |= self.p.learned(stmt.cond, holds=False)
                return made + self.docs((*stmt.other, *body[index + 1 :]))
            made.append(self.stmt(stmt))
            if isinstance(stmt, s.IfStmt) and leaves(stmt.then):
                self.p.facts |= self.p.learned(stmt.cond, holds=False)
            if isinstance(stmt, s.Guard):
                self.p.facts |= self.p.learned(stmt.cond, holds=True)
        return made

    def inner(self, body: s.Block, cond: Any = None, *, holds: bool = True) -> list[Doc]:
        """A nested block, under a condition that holds or does not."""
        with self.p.scope():
            if cond is not None:
                self.p.facts |= self.p.learned(cond, holds=holds)
            return self.docs(body)

    def stmt_Declare(self, stmt: s.Declare) -> Doc:  # noqa: N802
        p = self.p
        var, value = stmt.var, stmt.value
        if value is None:
            return text(f"let {p.bind(var)}: {p.types.text(var.type)};")
        if not count_uses(self.whole, var.uid) and not stmt.mutable:
            return self.stmt_Evaluate(s.Evaluate(value))
        if stmt.builder:
            return self._builder(stmt)
        made = p.out(value)
        typed = (
            f": {p.types.text(var.type)}"
            if is_open(value)
            or (stmt.mutable and var.type not in (t.INT, t.FLOAT, t.BOOL, t.STRING))
            else ""
        )
        word = "let" if stmt.mutable else "const"
        name = p.bind(var)
        return concat(f"{word} {name}{typed} =", v.assigned(made), ";")

    def _builder(self, stmt: s.Declare) -> Doc:
        p = self.p
        var, value = stmt.var, stmt.value
        made = p.out(value)
        if var.type == t.STRING:
            return concat(f"let {p.bind(var)} =", v.assigned(made), ";")
        typed = p.types.mutable(var.type)
        empty = not getattr(value, "items", getattr(value, "entries", (1,)))
        if isinstance(var.type, t.ListT):
            start = text("[]") if empty else concat("[...", made.doc, "]")
            return concat(f"const {p.bind(var)}: {typed} = ", start, ";")
        args = text("()") if empty else concat("(", made.doc, ")")
        return concat(f"const {p.bind(var)} = new {typed}", args, ";")

    def stmt_Destructure(self, stmt: s.Destructure) -> Doc:  # noqa: N802
        made = self.p.out(stmt.value)
        typed = f": {self.p.types.text(stmt.value.type)}" if is_open(stmt.value) else ""
        pattern = self.p.pattern(stmt.pattern, self.whole)
        if pattern in ("_", "[]"):
            return self.stmt_Evaluate(s.Evaluate(stmt.value))
        return concat(f"const {pattern}{typed} =", v.assigned(made), ";")

    def stmt_Assign(self, stmt: s.Assign) -> Doc:  # noqa: N802
        p = self.p
        name = p.names[stmt.var.uid]
        p.facts = {one for one in p.facts if not f"{one[1]}.".startswith(f"{name}.")}
        return concat(f"{name} =", v.assigned(p.out(stmt.value)), ";")

    def stmt_Change(self, stmt: s.Change) -> Doc:  # noqa: N802
        p = self.p
        name = p.names[stmt.var.uid]
        if stmt.op == "list.set":
            index, item = stmt.args
            return concat(f"{name}[", p.expr(index), "] =", v.assigned(p.out(item)), ";")
        if stmt.op == "string.append":
            return concat(f"{name} +=", v.assigned(p.out(stmt.args[0])), ";")
        if stmt.op == "list.extend":
            items = p.expr(stmt.args[0], v.ARROW)
            return concat("for (const item of ", items, f") {name}.push(item);")
        method = {"list.push": "push", "map.put": "set", "set.put": "add"}.get(stmt.op, "delete")
        return concat(p.call(text(f"{name}.{method}"), [p.out(a) for a in stmt.args]).doc, ";")

    def stmt_Evaluate(self, stmt: s.Evaluate) -> Doc:  # noqa: N802
        made = self.p.out(stmt.value)
        if isinstance(stmt.value, x.Call | x.CallVar | x.Fail):
            return concat(made.doc, ";")
        return concat("void ", v.wrapped(made, v.UNARY), ";")

    def stmt_Return(self, stmt: s.Return) -> Doc:  # noqa: N802
        if isinstance(stmt.value, x.Fail):
            return self.stmt_Raise(s.Raise(stmt.value.error, stmt.value.message))
        return concat("return ", v.returned(self.p.out(stmt.value)), ";")

    def stmt_Raise(self, stmt: s.Raise) -> Doc:  # noqa: N802
        p = self.p
        p.world.raised.add(stmt.error)
        args = [out(literals.quoted(stmt.error)), p.out(stmt.message)]
        return concat(p.call(text(f"throw new {p.support('PackageError')}"), args).doc, ";")

    def stmt_Guard(self, stmt: s.Guard) -> Doc:  # noqa: N802
        p = self.p
        if stmt.contract is not None:
            said = literals.quoted(prose.clean(stmt.contract))
            args = [p.out(stmt.cond), out(said)]
            return concat(p.call(text(p.support("contract")), args).doc, ";")
        message = stmt.message or x.Literal("", t.STRING)
        raised = self.stmt_Raise(s.Raise(stmt.error, message))
        return concat(self._if(p.negation(stmt.cond).doc), block([raised]))

    def _if(self, cond: Doc) -> Doc:
        return concat("if ", group("(", nest(SOFTLINE, cond), SOFTLINE, ")"), " ")

    def stmt_IfStmt(self, stmt: s.IfStmt) -> Doc:  # noqa: N802
        if not stmt.then and stmt.other:
            cond = x.Op("bool.not", (stmt.cond,), t.BOOL)
            return self.stmt_IfStmt(s.IfStmt(cond, stmt.other))
        head = self._if(self.p.expr(stmt.cond))
        made = concat(head, block(self.inner(stmt.then, stmt.cond)))
        if not stmt.other:
            return made
        if len(stmt.other) == 1 and isinstance(stmt.other[0], s.IfStmt):
            with self.p.scope():
                self.p.facts |= self.p.learned(stmt.cond, holds=False)
                return concat(made, " else ", self.stmt_IfStmt(stmt.other[0]))
        return concat(made, " else ", block(self.inner(stmt.other, stmt.cond, holds=False)))

    def stmt_Switch(self, stmt: s.Switch) -> Doc:  # noqa: N802
        p = self.p
        subject = stmt.subject
        tagged = isinstance(subject.type, t.Named) and not p.world.is_enum(subject.type)
        head = concat(p.expr(subject, ATOM), ".kind" if tagged else "")
        arms = [self._case(stmt, case, tagged) for case in stmt.cases]
        if stmt.default is not None:
            arms.append(concat("default: ", self._arm([], self.inner(stmt.default), stmt.default)))
        return concat("switch (", head, ") ", block(arms))

    def _case(self, stmt: s.Switch, case: s.Case, tagged: bool) -> Doc:
        p = self.p
        subject: Any = stmt.subject
        labels: list[Doc] = []
        for label in case.labels:
            said = label
            if tagged:
                said = p.world.kind(subject.type.module, subject.type.name, str(label))
            if isinstance(said, bool):
                shown = "true" if said else "false"
            else:
                shown = literals.integer(said) if isinstance(said, int) else literals.quoted(said)
            labels.append(text(f"case {shown}:"))
        with p.scope():
            if tagged and len(case.labels) == 1:
                p.facts.add((f"is {case.labels[0]}", p.flat(subject)))
            head: list[Doc] = []
            for name, var in case.binds:
                own = p.world.variant_field(
                    subject.type.module, subject.type.name, str(case.labels[0]), name
                )
                if count_uses(case.block, var.uid):
                    p.names[var.uid] = f"{p.flat(subject)}.{own}"
            docs = self.docs(case.block)
        return concat(join(HARDLINE, labels), " ", self._arm(head, docs, case.block))

    def _arm(self, head: list[Doc], docs: list[Doc], body: s.Block) -> Doc:
        made = [*head, *docs]
        if not leaves(body):
            made.append(text("break;"))
        return block(made)

    def stmt_ForEach(self, stmt: s.ForEach) -> Doc:  # noqa: N802
        p = self.p
        items: Any = stmt.items
        if isinstance(items, x.Op) and items.id in ("lists.range", "lists.range2"):
            return self._counted(stmt, items)
        if isinstance(items, x.Op) and items.id == "list.indexed":
            source = concat(p.expr(items.args[0], ATOM), ".entries()")
        else:
            source = p.expr(items, v.ARROW)
        with p.scope():
            pattern = p.pattern(stmt.pattern, stmt.block)
            if isinstance(stmt.pattern, x.PBind) and not count_uses(
                stmt.block, stmt.pattern.var.uid
            ):
                pattern = "_"
            body = self.docs(stmt.block)
        return concat(f"for (const {pattern or '_'} of ", source, ") ", block(body))

    def _counted(self, stmt: s.ForEach, items: x.Op) -> Doc:
        p = self.p
        bounds = [p.expr(arg, v.RELATION + 1) for arg in items.args]
        start = bounds[0] if len(bounds) > 1 else text("0")
        last = items.args[-1]
        with p.scope():
            var = stmt.pattern.var if isinstance(stmt.pattern, x.PBind) else None
            name = p.bind(var) if var is not None else p.locals.fresh("i").text
            more: Doc = text("")
            end = bounds[-1]
            if not isinstance(last, x.Literal):
                limit = p.locals.fresh("end").text
                more, end = concat(f", {limit} = ", end), text(limit)
            body = self.docs(stmt.block)
        return concat(
            f"for (let {name} = ", start, more, f"; {name} < ", end, f"; {name}++) ", block(body)
        )

    def stmt_While(self, stmt: s.While) -> Doc:  # noqa: N802
        cond = self.p.expr(stmt.cond)
        return concat("while (", cond, ") ", block(self.inner(stmt.block, stmt.cond)))

    def stmt_Break(self, _stmt: s.Break) -> Doc:  # noqa: N802
        return text("break;")

    def stmt_Continue(self, _stmt: s.Continue) -> Doc:  # noqa: N802
        return text("continue;")
