"""Statements as Lua."""

from __future__ import annotations

from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import count_uses
from vibee_compiler.targets import prose
from vibee_compiler.targets.layout import HARDLINE, Doc, concat, join, nest, text
from vibee_compiler.targets.printer import ATOM, StmtPrinter
from vibee_lua import literals
from vibee_lua.printer import LuaPrinter
from vibee_lua.spellings import natural


def indented(docs: list[Doc]) -> Doc:
    """Statements, one a line, one level deeper, with the line break behind."""
    return concat(nest(HARDLINE, join(HARDLINE, docs)), HARDLINE) if docs else text(" ")


def leaves(body: s.Block) -> bool:
    """Whether a block ends in a `return`, behind which Lua allows nothing."""
    return bool(body) and isinstance(body[-1], s.Return)


class Statements(StmtPrinter):
    """Prints the statements of one function."""

    def __init__(self, p: LuaPrinter) -> None:
        super().__init__()
        self.p = p
        self.whole: Any = ()
        self._labels: list[str | None] = []
        self._named: dict[int, x.Var] = {}
        self._count = 0

    def docs(self, body: s.Block) -> list[Doc]:
        """The statements of a block."""
        found = [pair for stmt in body if (pair := _finished(stmt)) is not None]
        frozen = {builder.uid: var for builder, var in found}
        made: list[Doc] = []
        for stmt in body:
            if isinstance(stmt, s.Declare) and stmt.var.uid in frozen:
                self._named[stmt.var.uid] = frozen[stmt.var.uid]
            made += self._flat(stmt)
        return made

    def _flat(self, stmt: s.Stmt) -> list[Doc]:
        # A branch that leaves needs no `else` around what follows it.
        pair = _finished(stmt)
        if pair is not None and pair[0].uid in self._named:
            self.p.names[pair[1].uid] = self.p.names[pair[0].uid]
            return []
        if isinstance(stmt, s.IfStmt) and stmt.other and _ends(stmt.then) and stmt.then:
            return [self.stmt(s.IfStmt(stmt.cond, stmt.then)), *self.docs(stmt.other)]
        return [self.stmt(stmt)]

    def inner(self, body: s.Block, before: list[Doc] | None = None) -> Doc:
        """A nested block."""
        with self.p.locals.block():
            return indented([*(before or []), *self.docs(body)])

    # variables

    def stmt_Declare(self, stmt: s.Declare) -> Doc:  # noqa: N802
        p = self.p
        var, value = stmt.var, stmt.value
        if value is None:
            return text(f"local {p.bind(var)}")
        if not stmt.mutable and not count_uses(self.whole, var.uid):
            return self.stmt_Evaluate(s.Evaluate(value))
        made = self._builder(stmt) if stmt.builder else p.expr(value)
        name = p.bind(self._named.get(var.uid, var))
        p.names[var.uid] = name
        return concat(f"local {name} = ", made)

    def _builder(self, stmt: s.Declare) -> Doc:
        p = self.p
        made = p.expr(stmt.value)
        empty = isinstance(stmt.value, x.ListLit | x.SetLit | x.MapLit)
        match stmt.var.type:
            case t.Prim("String"):
                p.buffers.add(stmt.var.uid)
                return concat("{ ", made, " }")
            case t.ListT() if not empty:
                p.need("copied")
                return p.call(text("support.copied"), [made]).doc
            case t.MapT() | t.SetT() if not empty:
                p.need("copied_map")
                return p.call(text("support.copied_map"), [made]).doc
        return made

    def stmt_Destructure(self, stmt: s.Destructure) -> Doc:  # noqa: N802
        value: Any = stmt.value
        if isinstance(value, x.Local):
            return self._lines(self.taken(stmt.pattern, self.p.names[value.var.uid]))
        name = self.p.locals.fresh("pair").text
        made = self.p.expr(value)
        return self._lines([concat(f"local {name} = ", made), *self.taken(stmt.pattern, name)])

    def _lines(self, docs: list[Doc]) -> Doc:
        return join(HARDLINE, docs)

    def taken(self, pattern: Any, source: str) -> list[Doc]:
        """Declarations of the variables of an irrefutable pattern."""
        match pattern:
            case x.PBind(var):
                if not count_uses(self.whole, var.uid):
                    return []
                return [text(f"local {self.p.bind(var)} = {source}")]
            case x.PTuple(items):
                places = [f"{source}[{index}]" for index in range(1, len(items) + 1)]
                return [
                    doc
                    for item, place in zip(items, places, strict=True)
                    for doc in self.taken(item, place)
                ]
        return []

    def stmt_Assign(self, stmt: s.Assign) -> Doc:  # noqa: N802
        return concat(f"{self.p.names[stmt.var.uid]} = ", self.p.expr(stmt.value))

    def stmt_Change(self, stmt: s.Change) -> Doc:  # noqa: N802
        p = self.p
        name = p.names[stmt.var.uid]
        args = [p.expr(arg) for arg in stmt.args]
        match stmt.op:
            case "list.push" | "string.append":
                return concat(f"{name}[#{name} + 1] = ", args[0])
            case "list.set":
                return concat(f"{name}[", p.place(stmt.args[0]), "] = ", args[1])
        part = {
            "list.extend": "append",
            "map.put": "put",
            "map.remove": "remove",
            "set.put": "include",
            "set.remove": "remove",
        }[stmt.op]
        p.need(part)
        return p.call(text(f"support.{part}"), [text(name), *args]).doc

    def stmt_Evaluate(self, stmt: s.Evaluate) -> Doc:  # noqa: N802
        made = self.p.expr(stmt.value)
        if isinstance(stmt.value, x.Call | x.CallVar | x.Fail):
            return made
        return concat("local _ = ", made)

    # control

    def stmt_Return(self, stmt: s.Return) -> Doc:  # noqa: N802
        return concat("return ", self.p.expr(stmt.value))

    def stmt_Raise(self, stmt: s.Raise) -> Doc:  # noqa: N802
        return self.p.raised(stmt.error, stmt.message).doc

    def stmt_Guard(self, stmt: s.Guard) -> Doc:  # noqa: N802
        p = self.p
        if stmt.contract is not None:
            p.need("contract")
            p.world.raised.add(stmt.error)
            said = text(literals.quoted(prose.clean(stmt.contract)))
            return p.call(text("support.contract"), [p.expr(stmt.cond), said]).doc
        message = stmt.message or x.Literal("", t.STRING)
        raised = self.stmt_Raise(s.Raise(stmt.error, message))
        return concat("if ", p.negation(stmt.cond).doc, " then", indented([raised]), "end")

    def stmt_IfStmt(self, stmt: s.IfStmt) -> Doc:  # noqa: N802
        if not stmt.then and stmt.other:
            cond = self.p.negation(stmt.cond).doc
            return concat("if ", cond, " then", self.inner(stmt.other), "end")
        return concat("if ", self._branches(stmt), "end")

    def _branches(self, stmt: s.IfStmt) -> Doc:
        made = concat(self.p.expr(stmt.cond), " then", self.inner(stmt.then))
        if not stmt.other:
            return made
        if len(stmt.other) == 1 and isinstance(stmt.other[0], s.IfStmt) and stmt.other[0].then:
            return concat(made, "elseif ", self._branches(stmt.other[0]))
        return concat(made, "else", self.inner(stmt.other))

    def stmt_Switch(self, stmt: s.Switch) -> Doc:  # noqa: N802
        cases = list(stmt.cases)
        last = stmt.default
        if last is None and len(cases) > 1:
            # What is left needs no test: the switch is exhaustive.
            final = cases.pop()
            tail = concat("else", self._case(stmt, final))
        else:
            tail = concat("else", self.inner(last)) if last else text("")
        parts = [concat(self._test(stmt, case), " then", self._case(stmt, case)) for case in cases]
        return concat("if ", join("elseif ", parts), tail, "end")

    def _test(self, stmt: s.Switch, case: s.Case) -> Doc:
        p = self.p
        subject: Any = stmt.subject
        tests: list[Doc] = []
        for label in case.labels:
            if p.world.is_enum(subject.type):
                made = p.expr(x.EnumValue(str(label), subject.type))
                tests.append(concat(p.expr(subject, ATOM), " == ", made))
            elif isinstance(subject.type, t.Named):
                kind = literals.quoted(p.world.kind(subject.type, str(label)))
                tests.append(concat(p.expr(subject, ATOM), f".kind == {kind}"))
            elif isinstance(label, bool):
                tests.append(p.expr(subject) if label else p.negation(subject).doc)
            else:
                made = p.expr(x.Literal(label, subject.type))
                tests.append(concat(p.expr(subject, ATOM), " == ", made))
        return join(" or ", tests)

    def _case(self, stmt: s.Switch, case: s.Case) -> Doc:
        p = self.p
        subject: Any = stmt.subject
        with p.locals.block():
            before: list[Doc] = []
            if case.binds:
                own = p.world.fields_of(subject.type, str(case.labels[0]))
            for name, var in case.binds:
                if count_uses(case.block, var.uid):
                    made = concat(p.expr(subject, ATOM), f".{own[name]}")
                    before.append(concat(f"local {p.bind(var)} = ", made))
            return self.inner(case.block, before)

    # loops

    def stmt_ForEach(self, stmt: s.ForEach) -> Doc:  # noqa: N802
        items: Any = stmt.items
        if isinstance(items, x.Op) and items.id in ("lists.range", "lists.range2"):
            return self._counted(stmt, items)
        if isinstance(items, x.Op) and isinstance(stmt.pattern, x.PTuple):
            part = {"map.entries": "pairs", "list.indexed": "enumerated"}.get(items.id)
            if part is not None:
                self.p.need(part)
                source = self.p.call(text(f"support.{part}"), [self.p.expr(items.args[0])]).doc
                return self._loop(stmt, source, stmt.pattern.items)
        source = concat("ipairs(", self.p.expr(items), ")")
        return self._loop(stmt, source, (None, stmt.pattern))

    def _loop(self, stmt: s.ForEach, source: Doc, patterns: tuple[Any, ...]) -> Doc:
        p = self.p
        with p.locals.block():
            names: list[str] = []
            before: list[Doc] = []
            for pattern in patterns:
                match pattern:
                    case None | x.PWild():
                        names.append("_")
                    case x.PBind(var):
                        used = count_uses(self.whole, var.uid)
                        names.append(p.bind(var) if used else "_")
                    case _:
                        names.append(p.locals.fresh("item").text)
                        before += self.taken(pattern, names[-1])
            while len(names) > 1 and names[-1] == "_":
                names.pop()
            return self._body(concat(f"for {', '.join(names)} in ", source), stmt.block, before)

    def _counted(self, stmt: s.ForEach, items: x.Op) -> Doc:
        p = self.p
        last = items.args[-1]
        start = p.expr(items.args[0]) if len(items.args) > 1 else text("0")
        if natural(last):
            end = p.place_before(last)
            source = concat(" = ", start, ", ", end)
        else:
            p.need("counting")
            call = p.call(text("support.counting"), [start, p.expr(last)]).doc
            source = concat(" in ", call)
        with p.locals.block():
            var = stmt.pattern.var if isinstance(stmt.pattern, x.PBind) else None
            name = p.bind(var) if var is not None else "_"
            return self._body(concat(f"for {name}", source), stmt.block, [])

    def stmt_While(self, stmt: s.While) -> Doc:  # noqa: N802
        with self.p.locals.block():
            return self._body(concat("while ", self.p.expr(stmt.cond)), stmt.block, [])

    def _body(self, head: Doc, body: s.Block, before: list[Doc]) -> Doc:
        label = None
        body = _nested(body)
        if _continues(body):
            self._count += 1
            label = "continue" if self._count == 1 else f"continue{self._count}"
        self._labels.append(label)
        docs = [*before, *self.docs(body)]
        self._labels.pop()
        if label is not None:
            if leaves(body):
                docs = [concat("do", indented(docs), "end")]
            docs.append(text(f"::{label}::"))
        return concat(head, " do", indented(docs), "end")

    def stmt_Break(self, _stmt: s.Break) -> Doc:  # noqa: N802
        return text("break")

    def stmt_Continue(self, _stmt: s.Continue) -> Doc:  # noqa: N802
        return text(f"goto {self._labels[-1]}")


def _finished(stmt: s.Stmt) -> tuple[x.Var, x.Var] | None:
    """A builder, and the variable that is all that becomes of it: the builder takes its name."""
    if not isinstance(stmt, s.Declare) or stmt.mutable or stmt.var.type == t.STRING:
        return None
    value: Any = stmt.value
    return (value.var, stmt.var) if isinstance(value, s.Freeze) else None


def _ends(body: s.Block) -> bool:
    """Whether control never comes behind a block."""
    if not body:
        return False
    match body[-1]:
        case s.Return() | s.Raise() | s.Break() | s.Continue():
            return True
        case s.IfStmt(_, then, other):
            return _ends(then) and _ends(other)
    return False


def _nested(body: s.Block) -> s.Block:
    """A loop's body with what follows a skip inside its opposite, which needs no `goto`."""
    for index, stmt in enumerate(body):
        if isinstance(stmt, s.IfStmt) and stmt.then == (s.Continue(),) and not stmt.other:
            rest = _nested(body[index + 1 :])
            if rest:
                cond = x.Op("bool.not", (stmt.cond,), t.BOOL)
                return (*body[:index], s.IfStmt(cond, rest))
    return body


def _continues(body: s.Block) -> bool:
    """Whether a loop's body goes on with the next round from its middle."""
    stack: list[Any] = list(body)
    while stack:
        match stack.pop():
            case s.Continue():
                return True
            case s.IfStmt(_, then, other):
                stack += [*then, *other]
            case s.Switch(_, cases, default):
                stack += [one for case in cases for one in case.block]
                stack += default or ()
    return False
