"""Choices among the variants of a value, or among literals, as TypeScript's `switch`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_plugins.typescript import literals, prettier
from vibee_plugins.typescript import syntax as js
from vibee_plugins.typescript import values as v
from vibee_plugins.typescript.prettier import block
from vibee_plugins.typescript.syntax import Node

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import count_uses
from vibee_compiler.targets.layout import HARDLINE, Concat, Doc, Text, concat, join, nest, text

if TYPE_CHECKING:
    from vibee_plugins.typescript.printer import TypeScriptPrinter


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


class Switches:
    """Statements that choose; part of `statements.Statements`."""

    if TYPE_CHECKING:
        p: TypeScriptPrinter

        def docs(self, body: s.Block) -> list[Doc]:
            """See `Statements`."""

        def inner(self, body: s.Block, cond: Any = None, *, holds: bool = True) -> list[Doc]:
            """See `Statements`."""

    def stmt_Switch(self, stmt: s.Switch) -> Doc:  # noqa: N802
        p = self.p
        subject = stmt.subject
        tagged = isinstance(subject.type, t.Named) and not p.world.is_enum(subject.type)
        made = p.widened(subject)
        head = prettier.doc(js.Member(made, "kind") if tagged else made)
        arms = [self._case(stmt, case, tagged) for case in stmt.cases]
        if stmt.default is not None:
            labels = self._missing(stmt, tagged)
            docs = self.inner(stmt.default)
            arms.append(self._arm(labels or [text("default:")], docs, stmt.default))
        return concat("switch (", head, ") ", block(arms))

    def _missing(self, stmt: s.Switch, tagged: bool) -> list[Doc]:
        """The cases that `default` stands for, if they are few."""
        decl: Any = self.p.world.decl(stmt.subject.type)
        if decl is None:
            return []
        every = [one.name for one in decl.variants] if tagged else list(decl.members)
        said = {label for case in stmt.cases for label in case.labels}
        missing = [name for name in every if name not in said]
        return self._labels(stmt, missing, tagged) if len(missing) <= 2 else []

    def _labels(self, stmt: s.Switch, labels: Any, tagged: bool) -> list[Doc]:
        made: list[Doc] = []
        for label in labels:
            said = label
            if tagged:
                type_: Any = stmt.subject.type
                said = self.p.world.kind(type_.module, type_.name, str(label))
            shown = _label(said, big=self.p.world.big)
            made.append(concat("case ", prettier.doc(shown), ":"))
        return made

    def _case(self, stmt: s.Switch, case: s.Case, tagged: bool) -> Doc:
        p = self.p
        subject: Any = stmt.subject
        with p.scope():
            if tagged and len(case.labels) == 1:
                p.facts.add((f"is {case.labels[0]}", subject))
            for name, var in case.binds:
                if count_uses(case.block, var.uid):
                    self._bind_field(subject, str(case.labels[0]), name, var)
            docs = self.docs(case.block)
        return self._arm(self._labels(stmt, case.labels, tagged), docs, case.block)

    def _bind_field(self, subject: Any, variant: str, name: str, var: x.Var) -> None:
        p = self.p
        own = p.world.variant_field(subject.type.module, subject.type.name, variant, name)
        p.names[var.uid] = f"{p.flat(subject)}.{own}"
        field = s.VariantField(subject, variant, name, var.type)
        if v.natural(field, p.facts, p.world):
            p.facts.add(("natural", x.Local(var, var.type)))

    def _arm(self, labels: list[Doc], docs: list[Doc], body: s.Block) -> Doc:
        """A case; braces only where it declares something."""
        made = docs if leaves(body) else [*docs, text("break;")]
        head = join(HARDLINE, labels)
        if any(_opening(one).startswith(("const ", "let ")) for one in made):
            return concat(head, " ", block(made))
        return concat(head, nest(HARDLINE, join(HARDLINE, made)))


def _opening(doc: Any) -> str:
    """The first text of a document."""
    while not isinstance(doc, Text):
        doc = doc.docs[0] if isinstance(doc, Concat) else doc.doc
    return doc.text


def _label(value: Any, *, big: bool) -> Node:
    if isinstance(value, bool):
        return js.Name("true" if value else "false")
    if isinstance(value, str):
        return literals.string(value)
    return literals.signed(literals.big(value), "bigint") if big else literals.whole(value)
