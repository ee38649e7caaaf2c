"""What the rules of the checker share: scopes, elaborated nodes, and the state of one fragment.

A rule looks at an AST node and gives a `Node`: its type, perhaps still open, and a function that
builds the IR once all types are known. Nothing is built when the fragment has an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

from vibee_compiler.diagnostics.catalogue import make
from vibee_compiler.diagnostics.model import Diagnostic, Severity, Span
from vibee_compiler.frontend import ast as a
from vibee_compiler.frontend.check.environment import Env
from vibee_compiler.frontend.check.show import show
from vibee_compiler.frontend.check.unify import ERROR, Solver, is_error
from vibee_compiler.frontend.source import Fragment
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.records import dataclass


@dataclass(slots=True)
class Node:
    """An elaborated expression; `build` may be called once all types are settled."""

    type: t.Type
    build: Callable[[], x.Expr]
    at: a.At


@dataclass(slots=True)
class Variable:
    """A variable in scope.

    `binders` is set for a part of a signature's definition that stands under binders: its type
    is a function of theirs, and its name means its application to them.
    """

    name: str
    uid: int
    type: t.Type
    binders: tuple[str, ...] | None = None


class Scope:
    """Names of variables, innermost first."""

    __slots__ = ("_names", "_parent")

    def __init__(self, names: Mapping[str, Variable], parent: Scope | None = None) -> None:
        self._names = names
        self._parent = parent

    def find(self, name: str) -> Variable | None:
        """The variable that a name means here."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope._names:
                return scope._names[name]
            scope = scope._parent
        return None

    def names(self) -> set[str]:
        """All names in scope."""
        found: set[str] = set()
        scope: Scope | None = self
        while scope is not None:
            found.update(scope._names)
            scope = scope._parent
        return found

    def with_variables(self, variables: Mapping[str, Variable]) -> Scope:
        """This scope with more variables, which may shadow others."""
        return Scope(variables, self) if variables else self


class Uids:
    """Numbers for variables, unique within a behaviour."""

    def __init__(self, first: int = 0) -> None:
        self._next = first

    def take(self) -> int:
        """The next number."""
        self._next += 1
        return self._next


Rule = Callable[["Ctx", a.Expr, Scope, t.Type | None], Node]


@dataclass(slots=True)
class Ctx:
    """The state of checking one fragment.

    `internal` is set for the table's own definitions. `slips` are names in nested patterns that
    are nearly values of the matched type: uid, name, the near value, place.
    """

    env: Env
    fragment: Fragment
    uids: Uids
    rules: Mapping[type, Rule]
    internal: bool = False
    solver: Solver = field(default_factory=Solver)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    failed: bool = False
    fails: list[tuple[str, a.At]] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)
    later: list[Callable[[], None]] = field(default_factory=list)
    slips: list[tuple[int, str, str, a.At]] = field(default_factory=list)

    def infer(self, e: a.Expr, scope: Scope, want: t.Type | None = None) -> Node:
        """Elaborate; `want` is a hint of the type, the caller still unifies."""
        return self.rules[type(e)](self, e, scope, want)

    def check(self, e: a.Expr, scope: Scope, want: t.Type) -> Node:
        """Elaborate, and see that it has the type wanted."""
        return self.fit(self.infer(e, scope, want), want)

    def fit(self, node: Node, want: t.Type) -> Node:
        """`node`, of the type wanted; a mismatch is reported where the node stands."""
        if not self.solver.unify(node.type, want):
            self.mismatch(node.type, want, node.at)
            node.type = want
        return node

    def mismatch(self, found: t.Type, want: t.Type, at: a.At) -> None:
        """Report that a type is not the one wanted."""
        found, want = self.solver.resolve(found), self.solver.resolve(want)
        self.report(
            "VB0501",
            f"this is {show(found)}, not {show(want)}",
            at,
            expected=show(want),
            hint=conversion_hint(found, want),
        )

    def report(
        self,
        code: str,
        message: str,
        at: a.At | None,
        *,
        expected: str | None = None,
        hint: str | None = None,
        severity: Severity | None = None,
    ) -> None:
        """Add a diagnostic of this fragment."""
        found = make(
            code, message, span=self.span(at), expected=expected, hint=hint, severity=severity
        )
        self.diagnostics.append(found)
        self.failed = self.failed or found.severity is Severity.ERROR

    def error(
        self,
        code: str,
        message: str,
        at: a.At,
        *,
        expected: str | None = None,
        hint: str | None = None,
    ) -> Node:
        """Report, and give the node that absorbs further errors."""
        self.report(code, message, at, expected=expected, hint=hint)
        return self.poison(at)

    def poison(self, at: a.At) -> Node:
        """The node of something already reported."""
        self.failed = True
        return Node(ERROR, _never, at)

    def span(self, at: a.At | None) -> Span | None:
        """Where a piece of the fragment stands; None inside the table's own definitions."""
        return None if self.internal else self.fragment.span(at)

    def bind(self, name: str, type_: t.Type) -> Variable:
        """A new variable."""
        return Variable(name, self.uids.take(), type_)

    def var(self, variable: Variable) -> x.Var:
        """The variable as the IR has it; only when building."""
        return x.Var(variable.name, variable.uid, self.final(variable.type))

    def final(self, type_: t.Type) -> t.Type:
        """A type with everything known put in; what stays open is Int."""
        return self.solver.resolve(type_, t.INT)

    def known(self, type_: t.Type) -> t.Type:
        """The head of a type, after waiting operators had another chance to decide."""
        found = self.solver.head(type_)
        if isinstance(found, t.TypeVar) and not is_error(found) and self.pending:
            self.settle()
            found = self.solver.head(type_)
        return found

    def settle(self) -> None:
        """Decide the operators that can be decided by now."""
        progress = True
        while progress:
            waiting, self.pending = self.pending, []
            still = [one for one in waiting if not one.attempt()]
            progress = len(still) < len(waiting) and bool(still)
            self.pending = still + self.pending

    def finish(self, node: Node) -> x.Expr | None:
        """Settle what is open, run the checks that waited for types, build the IR.

        None when the fragment has an error.
        """
        self.settle()
        while self.pending:
            self.pending[0].default()
            self.settle()
        for check in self.later:
            check()
        if self.failed:
            return None
        built = node.build()
        return None if self.failed else built


class Pending:
    """Something that waits for types; see `overload`."""

    def attempt(self) -> bool:
        """Decide if possible; True when there is nothing left to wait for."""
        raise NotImplementedError

    def default(self) -> None:
        """Decide with Int for what is open."""
        raise NotImplementedError


def conversion_hint(found: t.Type, want: t.Type) -> str | None:
    """How to get from one type to the other, where there is a usual way."""
    match found, want:
        case t.Prim("Int"), t.Prim("Float"):
            return "no conversion is implicit: write `1.0` for `1`, `double(x)` for an Int"
        case t.Prim("Float"), t.Prim("Int"):
            return "no conversion is implicit: `int(x)` cuts the fraction off"
        case t.Prim("Int" | "Float" | "Bool" | "Bytes" | "Timestamp" | "Duration"), t.STRING:
            return "`string(x)` gives the text of a value"
        case t.OptionT(elem), other if elem == other:
            return "an option is read by `match`, `orValue(...)` or `value()`"
        case other, t.OptionT(elem) if elem == other:
            return "write `optional.of(...)` to make an option of a value"
        case _:
            return None


def _never() -> x.Expr:
    raise AssertionError("a fragment with an error is not built")
