"""Statements as Python."""

from __future__ import annotations

from typing import Any

from vibee_plugins.python import literals
from vibee_plugins.python import values as v
from vibee_plugins.python.binders import only, uids_in
from vibee_plugins.python.patterns import covers, pattern
from vibee_plugins.python.printer import PythonPrinter
from vibee_plugins.python.spine import name_for, spine, with_part, worth_a_name
from vibee_plugins.python.values import Form, Out

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.conditions import lnot
from vibee_compiler.lowering.walk import count_uses
from vibee_compiler.targets.layout import (
    HARDLINE,
    NIL,
    Doc,
    concat,
    group,
    join,
    lines,
    nest,
    text,
)
from vibee_compiler.targets.printer import ATOM, StmtPrinter

WIDTH = 100

_BUILDERS = {t.ListT: ("[]", "list"), t.MapT: ("{}", "dict"), t.SetT: ("set()", "set")}
_AUGMENTED = {
    "int.add": "+=",
    "int.sub": "-=",
    "int.mul": "*=",
    "float.add": "+=",
    "float.sub": "-=",
    "float.mul": "*=",
    "string.concat": "+=",
}
_CHANGES = {
    "list.push": "append",
    "set.put": "add",
    "set.remove": "discard",
}


class PythonStatements(StmtPrinter):
    """Statements of one function."""

    def __init__(self, printer: PythonPrinter) -> None:
        super().__init__()
        self.p = printer
        self.depth = 1
        self.whole: s.Block = ()
        self.hints: dict[str, str] = {}

    def block(self, block: s.Block) -> Doc:
        """Statements, one a line; what follows an `if` that leaves needs no `else`."""
        docs: list[Doc] = []
        self._collect(block, docs)
        return lines(docs) if docs else text("pass")

    def inner(self, block: s.Block, levels: int = 1) -> Doc:
        """A block that many levels deeper."""
        self.depth += levels
        try:
            return self.block(block)
        finally:
            self.depth -= levels

    def _collect(self, block: s.Block, docs: list[Doc]) -> None:
        for node in _merged(block):
            if isinstance(node, s.IfStmt) and node.other and leaves(node.then):
                cond, then, other = node.cond, node.then, node.other
                if simple(other) and not simple(then):
                    cond, then, other = lnot(cond), other, then
                docs.append(self._if(cond, then))
                self._collect(other, docs)
            elif made := self._optional(node):
                docs.append(made)

    def _optional(self, node: Any) -> Doc | None:
        if isinstance(node, s.Declare) and node.value is None:
            return self._bare(node)
        return self.stmt(node)

    def rhs(self, made: Out, before: int = 12) -> Doc:
        """A value behind `=`, `return` and the like; `before` is about how much stands there.

        Operators break inside parentheses of their own, calls inside theirs.
        """
        if made.prec == ATOM or made.hug:
            return group(made.doc)
        if before + 4 * self.depth + v.nominal(made.doc) <= WIDTH:
            return group(v.unbroken(made.doc))
        return group("(", nest(HARDLINE, group(made.doc)), HARDLINE, ")")

    def value(self, node: Any, before: int = 7) -> Doc:
        """A kept value on the right-hand side."""
        return self.rhs(self.p.kept(self.p.out(node), node.type), before)

    # Variables

    def _bare(self, node: s.Declare) -> Doc | None:
        name = self.p.frame.declare(node.var)
        if isinstance(node.var.type, t.Prim):
            return None
        return text(f"{name}: {self.p.texts.text(node.var.type)}")

    def stmt_Declare(self, node: s.Declare) -> Doc:  # noqa: N802
        """A new variable, annotated where its first value does not tell the type."""
        assert node.value is not None
        if node.builder:
            return self._builder(node)
        if not node.mutable and self.whole and not count_uses(self.whole, node.var.uid):
            self.p.frame.declare(node.var)
            return self.stmt_Evaluate(s.Evaluate(node.value))
        docs, value = self.in_steps(node.value, f"{node.var.name} = ")
        made = self.p.out(value)
        keep_form = isinstance(node.var.type, t.ListT) and made.form is Form.SEQUENCE
        keep_form = keep_form and not node.mutable
        if not keep_form and made.form is not Form.VALUE:
            made = self.p.kept(made, node.value.type)
        if not node.mutable:
            self.p.package.bounds.remember(node.var, node.value)
        name = self.p.frame.declare(node.var, made.form)
        hint = self.p.texts.text(node.declared or node.var.type) if self._annotated(node) else ""
        # A name that two branches declare is annotated in the first one only.
        if hint and not (self.whole and self.hints.get(name) == hint):
            self.hints[name] = hint
            name += f": {hint}"
        return lines([*docs, concat(name, " = ", self.rhs(made, len(name) + 3))])

    def _annotated(self, node: s.Declare) -> bool:
        type_ = node.var.type
        if isinstance(type_, t.Prim) or self.p.types.enum(type_) is not None:
            return type_ == t.ANY
        if node.mutable:
            return True
        literal = isinstance(node.value, x.MapLit | x.ListLit | x.SetLit)
        empty = isinstance(node.value, x.Op) and node.value.id == "optional.none"
        return empty or literal or _has_empty_map(node.value)

    def _builder(self, node: s.Declare) -> Doc:
        type_ = node.var.type
        if type_ == t.STRING:
            made = self.p.out(node.value)
            name = self.p.frame.declare(node.var)
            return concat(name, " = ", self.rhs(made))
        empty, maker = _BUILDERS[type(type_)]
        value = self._fresh_builder(node.value, empty)
        if value is None:
            value = self.p.call(maker, [self.p.source(node.value)]).doc
        form = Form.SEQUENCE if isinstance(type_, t.ListT) else Form.LOOSE
        name = self.p.frame.declare(node.var, form)
        return concat(f"{name}: {self._builder_type(type_)} = ", value)

    def _fresh_builder(self, node: Any, empty: str) -> Doc | None:
        """A literal as a builder."""
        if isinstance(node, x.ListLit) and not any(node.optional):
            docs = [self.p.expr(item) for item in node.items]
            return self.p.brackets("[", docs, "]") if docs else text(empty)
        if isinstance(node, x.SetLit):
            docs = [self.p.expr(item) for item in node.items]
            return self.p.brackets("{", docs, "}") if docs else text(empty)
        if isinstance(node, x.MapLit) and not node.errors and not any(node.optional):
            return self.p.out(node).doc
        return None

    def _builder_type(self, type_: t.Type) -> str:
        texts = self.p.texts
        match type_:
            case t.ListT(elem):
                return f"list[{texts.text(elem)}]"
            case t.SetT(elem):
                return f"set[{texts.text(elem)}]"
            case _:
                return texts.text(type_)

    def stmt_Destructure(self, node: s.Destructure) -> Doc:  # noqa: N802
        """`a, b = value`."""
        value = self.value(node.value)
        return concat(self.p.target(node.pattern), " = ", value)

    def stmt_Assign(self, node: s.Assign) -> Doc:  # noqa: N802
        """`x = value`."""
        name = self.p.frame[node.var].text
        match node.value:
            case x.Op(id=entry, args=(x.Local(var), more), errors=errors) if (
                var == node.var and not errors and entry in _AUGMENTED
            ):
                return concat(f"{name} {_AUGMENTED[entry]} ", self.value(more, len(name) + 4))
        return concat(name, " = ", self.value(node.value, len(name) + 3))

    def stmt_Change(self, node: s.Change) -> Doc:  # noqa: N802
        """A builder, changed in place."""
        name = self.p.frame[node.var].text
        if node.op == "string.append":
            return concat(f"{name} += ", self.value(node.args[0]))
        if node.op == "list.extend":
            return self.p.call(f"{name}.extend", [self.p.source(node.args[0])]).doc
        args = [self.p.expr(arg) for arg in node.args]
        if node.op == "map.put" and self.p.raises(node.args[0]):
            key = self.p.fresh("key")
            first = concat(f"{key} = ", args[0])
            return lines([first, concat(f"{name}[{key}] = ", self.value(node.args[1]))])
        if node.op in ("map.put", "list.set"):
            return concat(f"{name}[", args[0], "] = ", self.value(node.args[1]))
        if node.op == "map.remove":
            return self.p.call(f"{name}.pop", [args[0], text("None")]).doc
        return self.p.call(f"{name}.{_CHANGES[node.op]}", args).doc

    def stmt_Evaluate(self, node: s.Evaluate) -> Doc:  # noqa: N802
        """A value for its errors only."""
        return concat("_ = ", self.value(node.value))

    # Leaving

    def stmt_Return(self, node: s.Return) -> Doc:  # noqa: N802
        """`return value`, a long chain in two steps."""
        docs, value = self.in_steps(node.value, "return ")
        return lines([*docs, concat("return ", self.value(value))])

    def in_steps(self, node: Any, head: str) -> tuple[list[Doc], Any]:
        """Statements for the first steps of a value that does not fit on a line, and the rest."""
        room = WIDTH - 4 * self.depth - len(head)
        if self.width(node) <= room:
            return [], node
        parts = [one for one in spine(node)[1:] if worth_a_name(one)]
        for part in parts:
            name = name_for(part)
            var = x.Var(name, self.p.package.fresh_uid(), part.type)
            self.p.package.bounds.remember(var, part)
            with self.p.frame.trial():
                self.p.frame.write_as(var, name)
                rest = self.width(with_part(node, part, x.Local(var, part.type)))
            if self.width(part) + len(name) + 3 + 4 * self.depth > WIDTH or rest > room:
                continue
            made = self.p.out(part)
            if made.form is Form.GENERATOR:
                made = self.p.deferred(made, part)
            own = self.p.frame.declare(var, made.form)
            doc = concat(f"{own} = ", self.rhs(made, len(own) + 3))
            return [doc], with_part(node, part, x.Local(var, part.type))
        return [], node

    def width(self, node: Any) -> int:
        """The width of a value on one line; printing it leaves no trace."""
        uses, needed = set(self.p.texts.uses), set(self.p.package.used_errors)
        with self.p.frame.trial():
            made = v.nominal(self.p.kept(self.p.out(node), node.type).doc)
        self.p.texts.uses = uses
        self.p.package.used_errors = needed
        return made

    def stmt_Raise(self, node: s.Raise) -> Doc:  # noqa: N802
        """`raise Error(message)`."""
        return self.raised(node.error, self.p.expr(node.message))

    def raised(self, error: str, message: Doc) -> Doc:
        """A `raise`."""
        return concat("raise ", self.p.call(self.p.package_error(error), [message]).doc)

    def stmt_Guard(self, node: s.Guard) -> Doc:  # noqa: N802
        """A guard clause."""
        if node.message is not None:  # noqa: SIM108
            message = self.p.expr(node.message)
        else:
            message = self.message(node.cond)
        raised = self.raised(node.error, message)
        return concat("if ", self._test(self.p.negation(node.cond)), ":", nest(HARDLINE, raised))

    def message(self, cond: Any) -> Doc:
        """The text of a contract: its condition in Python."""
        return message_text(self.contract_text(cond))

    def contract_text(self, cond: Any) -> str:
        """A condition as one line of Python."""
        return v.flat(self.p.expr(cond))

    def _test(self, made: Out) -> Doc:
        return self.rhs(made, 4)

    # Choices and loops

    def _if(self, cond: Any, then: s.Block, head: str = "if") -> Doc:
        test = self._test(Out(self.p.condition(cond), v.OR))
        with self.p.frame.scope():
            body = self.inner(then)
        return concat(f"{head} ", test, ":", nest(HARDLINE, body))

    def stmt_IfStmt(self, node: s.IfStmt) -> Doc:  # noqa: N802
        """`if`, `elif`, `else`."""
        docs = [self._if(node.cond, node.then)]
        other = node.other
        while len(other) == 1 and isinstance(other[0], s.IfStmt):
            docs.append(self._if(other[0].cond, other[0].then, "elif"))
            other = other[0].other
        if other:
            with self.p.frame.scope():
                docs.append(concat("else:", nest(HARDLINE, self.inner(other))))
        return lines(docs)

    def stmt_MatchStmt(self, node: s.MatchStmt) -> Doc:  # noqa: N802
        """`match`; where a type checker cannot see that it is exhaustive, a last case says so."""
        subject = node.subject
        made = self.p.sequence_out if isinstance(subject.type, t.ListT) else self.p.out
        head = self.rhs(made(subject))
        cases: list[Doc] = []
        for arm in node.arms:
            with self.p.frame.scope():
                shown = pattern(self.p, arm.pattern)
                guard: Doc = NIL
                if arm.guard is not None:
                    guard = concat(" if ", self.rhs(Out(self.p.condition(arm.guard), v.OR)))
                body = self.inner(arm.block, 2)
                cases.append(concat("case ", shown, guard, ":", nest(HARDLINE, body)))
        last = node.arms[-1]
        wild = isinstance(last.pattern, x.PWild | x.PBind) and last.guard is None
        plain = isinstance(subject, x.Local | x.FieldGet)
        flat = plain and all(covers(arm.pattern) for arm in node.arms)
        if not wild and not flat:
            unreachable = 'raise AssertionError("unreachable")'
            cases.append(concat("case _:", nest(HARDLINE, unreachable)))
        return concat("match ", head, ":", nest(HARDLINE, join(HARDLINE, cases)))

    def stmt_ForEach(self, node: s.ForEach) -> Doc:  # noqa: N802
        """`for`."""
        if (short := self._all_pushed(node)) is not None:
            return short
        items = self.p.for_source(node.items, early=True)
        with self.p.frame.scope():
            target = self.p.target(only(node.pattern, uids_in(node.block)))
            body = self.inner(node.block)
        return concat("for ", target, " in ", items, ":", nest(HARDLINE, body))

    def _all_pushed(self, node: s.ForEach) -> Doc | None:
        """`out.extend(...)`, `out.update(...)` for a loop that does nothing else."""
        parts: tuple[Any, ...]
        match node.block:
            case (s.Change(var, "list.push", (item,)),):
                head, parts = f"{self.p.frame[var].text}.extend", (item,)
            case (s.Change(var, "map.put", (key, value)),):
                head, parts = f"{self.p.frame[var].text}.update", (key, value)
            case _:
                return None
        if var.uid in uids_in(parts) or var.uid in uids_in((node.items,)):
            return None
        same = x.PBind(parts[0].var, parts[0].type) if isinstance(parts[0], x.Local) else None
        if len(parts) == 1 and node.pattern == same:
            return self.p.call(head, [self.p.source(node.items)]).doc
        items = self.p.for_source(node.items, early=True)
        with self.p.frame.scope():
            target = self.p.target(only(node.pattern, uids_in(parts)))
            docs = [self.p.expr(part) for part in parts]
            element = docs[0] if len(docs) == 1 else self.p.brackets("(", docs, ")")
            clause = concat("for ", target, " in ", items)
            return self.p.call(head, [v.comprehension(element, [clause])]).doc

    def stmt_While(self, node: s.While) -> Doc:  # noqa: N802
        """`while`."""
        test = self._test(Out(self.p.condition(node.cond), v.OR))
        with self.p.frame.scope():
            body = self.inner(node.block)
        return concat("while ", test, ":", nest(HARDLINE, body))

    def stmt_Break(self, _node: s.Break) -> Doc:  # noqa: N802
        """`break`."""
        return text("break")

    def stmt_Continue(self, _node: s.Continue) -> Doc:  # noqa: N802
        """`continue`."""
        return text("continue")


def _merged(block: s.Block) -> s.Block:
    """`a = value; return a` is `return value`."""
    match block:
        case (*before, s.Declare(var, made, False, False), s.Return(x.Local(used))) if (
            var == used and made is not None
        ):
            return (*before, s.Return(made))
        case _:
            return block


def simple(block: s.Block) -> bool:
    """Whether a block is one statement that leaves."""
    return len(block) == 1 and isinstance(block[0], s.Return | s.Raise)


def leaves(block: s.Block) -> bool:
    """Whether a block never goes on behind itself."""
    if not block:
        return False
    last = block[-1]
    if isinstance(last, s.Return | s.Raise | s.Continue | s.Break):
        return True
    if isinstance(last, s.IfStmt):
        return bool(last.other) and leaves(last.then) and leaves(last.other)
    if isinstance(last, s.MatchStmt):
        return all(leaves(arm.block) for arm in last.arms)
    return False


def message_text(value: str) -> Doc:
    """A literal."""
    return v.StringText(literals.string(value))


def _has_empty_map(value: Any) -> bool:
    """Whether an empty map is what a value may be, or a part of it: it has no type of its own."""
    match value:
        case x.MapLit(entries):
            return not entries
        case x.If(_, then, other):
            return _has_empty_map(then) or _has_empty_map(other)
        case x.TupleLit(items) | x.ListLit(items):
            return any(map(_has_empty_map, items))
        case x.Op("tuple.at" | "optional.of", (whole,)):
            return _has_empty_map(whole)
    return False
