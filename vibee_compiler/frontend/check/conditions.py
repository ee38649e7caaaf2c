"""Constraints, `requires`, `ensures` and properties: Bool expressions, or prose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vibee_compiler.frontend.check.context import Scope, Uids, Variable
from vibee_compiler.frontend.check.environment import Env
from vibee_compiler.frontend.check.infer import context, elaborate
from vibee_compiler.frontend.check.parsing import condition
from vibee_compiler.frontend.check.sink import Sink
from vibee_compiler.frontend.source import Fragment
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Constraint
from vibee_compiler.records import dataclass


@dataclass(slots=True)
class Conditions:
    """Reads the conditions of one declaration, whose variables share one numbering."""

    env: Env
    sink: Sink
    uids: Uids

    def all(
        self,
        fragments: Iterable[Fragment],
        name: str | None = None,
        type_: t.Type | None = None,
        variables: Mapping[str, Variable] | None = None,
    ) -> tuple[Constraint, ...]:
        """The conditions in order; `name` is their own variable (`value`, `self`, `result`)."""
        return tuple(self.one(one, name, type_, variables or {}) for one in fragments)

    def one(
        self,
        fragment: Fragment,
        name: str | None,
        type_: t.Type | None,
        variables: Mapping[str, Variable],
    ) -> Constraint:
        """A condition; `expr` is None for prose, and where there is an error."""
        text, span = fragment.text.strip(), fragment.span()
        tree, suspicious = condition(fragment)
        if suspicious:
            message = "this looks like an expression, but does not parse: it is kept as prose"
            self.sink.report("VB0701", message, span)
        if tree is None:
            return Constraint(text, None, None, span)
        own = None
        if name is not None and type_ is not None:
            own = Variable(name, self.uids.take(), type_)
            variables = {**variables, name: own}
        c = context(self.env, fragment, self.uids)
        built, _ = elaborate(c, tree, Scope(variables), t.BOOL)
        self.sink.diagnostics.extend(c.diagnostics)
        var = None if own is None else x.Var(own.name, own.uid, own.type)
        return Constraint(text, built, var, span)
