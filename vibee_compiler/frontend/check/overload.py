"""Choosing an entry of the signature table by the types of its operands.

Where several entries still fit because a type is open, the choice waits (`Choice` is a
`Pending`); what all of them agree on is used at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vibee_compiler.frontend import ast as a
from vibee_compiler.frontend.check.classes import PHRASES, belongs
from vibee_compiler.frontend.check.context import Ctx, Node, Pending
from vibee_compiler.frontend.check.show import show
from vibee_compiler.frontend.check.unify import is_open
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.signatures import Entry, Spelling
from vibee_compiler.records import dataclass


@dataclass(slots=True)
class Candidate:
    """An entry with its variables replaced by fresh open types."""

    entry: Entry
    spelling: Spelling
    variables: dict[str, t.Type]
    parts: tuple[t.Type, ...]
    binders: tuple[tuple[t.Type, ...], ...]
    result: t.Type

    @staticmethod
    def of(c: Ctx, entry: Entry, spelling: Spelling, argc: int | None = None) -> Candidate:
        """A candidate for a use with `argc` parts (for variadic entries)."""
        fresh: dict[str, t.Type] = {}
        for part in entry.parts:
            _collect(c, part.type, fresh)
            for _, binder in part.binders:
                _collect(c, binder, fresh)
        if entry.result is not None:
            _collect(c, entry.result, fresh)
        parts = tuple(t.substitute(part.type, fresh) for part in entry.parts)
        if entry.variadic and argc is not None:
            parts = parts[:argc] + parts[-1:] * (argc - len(parts))
        binders = tuple(
            tuple(t.substitute(type_, fresh) for _, type_ in part.binders) for part in entry.parts
        )
        result = c.solver.fresh() if entry.result is None else t.substitute(entry.result, fresh)
        return Candidate(entry, spelling, fresh, parts, binders, result)

    def fits(self, c: Ctx, pairs: Sequence[tuple[t.Type, t.Type]]) -> bool:
        """Whether the pairs and the entry's constraints may hold; binds nothing."""
        return c.solver.could(*pairs) and (
            not self.entry.constraints or self._classes_fit(c, pairs)
        )

    def _classes_fit(self, c: Ctx, pairs: Sequence[tuple[t.Type, t.Type]]) -> bool:
        by: dict[str, t.Type] = {}
        for mine, other in pairs:
            _match(c, mine, other, by)
        for variable, class_ in self.entry.constraints:
            open_type = self.variables.get(variable)
            if not isinstance(open_type, t.TypeVar):
                continue
            found = by.get(open_type.name)
            if found is not None:
                resolved = c.solver.resolve(found)
                if belongs(resolved, class_, c.env.decl) is False:
                    return False
        return True

    def commit(self, c: Ctx, at: a.At) -> None:
        """Have the constraints checked when all types are known."""
        for variable, class_ in self.entry.constraints:
            c.later.append(self._check(c, variable, class_, at))

    def _check(self, c: Ctx, variable: str, class_: str, at: a.At) -> Callable[[], None]:
        def check() -> None:
            found = c.final(self.variables[variable])
            if belongs(found, class_, c.env.decl) is False and not c.failed:
                message = f"{show(found)} is no type that {PHRASES[class_]}"
                c.report("VB0505", message, at, expected=f"a type that {PHRASES[class_]}")

        return check

    def errors(self, c: Ctx) -> frozenset[str]:
        """The errors of this use; only when building."""
        entry = self.entry
        if not entry.errors_for:
            return frozenset(entry.errors)
        return frozenset(
            name
            for name in entry.errors
            if all(
                c.final(self.variables[variable]) == type_
                for variable, type_ in entry.errors_for.get(name, {}).items()
            )
        )

    def op(
        self, c: Ctx, args: tuple[x.Expr, ...], at: a.At, extra: str | int | None = None
    ) -> x.Op:
        """The finished node; only when building."""
        return x.Op(self.entry.id, args, c.final(self.result), extra, self.errors(c), c.span(at))


class Choice(Pending):
    """A use of an overloaded built-in without binders.

    `args` are nodes in the order of the entries' parts. `describe` reports that nothing fits.
    """

    def __init__(
        self,
        c: Ctx,
        candidates: Sequence[Candidate],
        args: Sequence[Node],
        at: a.At,
        describe: Callable[[], None],
    ) -> None:
        self.c = c
        self.candidates = list(candidates)
        self.args = args
        self.at = at
        self.describe = describe
        self.result: t.Type = c.solver.fresh()
        self.chosen: Candidate | None = None

    def attempt(self) -> bool:
        """Decide if only one entry is left; unify what all that are left agree on."""
        fitting = [one for one in self.candidates if one.fits(self.c, self._pairs(one))]
        if not fitting:
            self.describe()
            self.c.solver.unify(self.result, self.c.poison(self.at).type)
            return True
        self.candidates = fitting
        if len(fitting) > 1:
            self._share()
            return False
        self.chosen = fitting[0]
        for mine, other in self._pairs(self.chosen):
            self.c.solver.unify(mine, other)
        self.chosen.commit(self.c, self.at)
        return True

    def default(self) -> None:
        """Take Int for what is open among the operands, then the first entry that fits."""
        for arg in self.args:
            if is_open(self.c.solver.head(arg.type)):
                self.c.solver.unify(arg.type, t.INT)
        if self.attempt():
            self.c.pending.remove(self)
            return
        self.candidates = self.candidates[:1]
        for mine, other in self._pairs(self.candidates[0]):
            self.c.solver.unify(self.c.solver.resolve(other, t.INT), mine)

    def node(self) -> Node:
        """The node of the use; decides at once if it can."""
        if not self.attempt():
            self.c.pending.append(self)
        return Node(self.result, self._build, self.at)

    def _build(self) -> x.Expr:
        assert self.chosen is not None
        args = tuple(arg.build() for arg in self.args)
        return self.chosen.op(self.c, args, self.at)

    def _pairs(self, one: Candidate) -> list[tuple[t.Type, t.Type]]:
        pairs = [(part, arg.type) for part, arg in zip(one.parts, self.args, strict=True)]
        return [*pairs, (one.result, self.result)]

    def _share(self) -> None:
        """Unify what every candidate says alike: equal operands, a common result."""
        c = self.c
        results = {one.result for one in self.candidates}
        first = next(iter(results))
        if len(results) == 1 and not isinstance(first, t.TypeVar):
            c.solver.unify(self.result, first)
        if len(self.args) == 2 and all(one.parts[0] == one.parts[1] for one in self.candidates):
            c.solver.unify(self.args[0].type, self.args[1].type)
            if all(one.result == one.parts[0] for one in self.candidates):
                c.solver.unify(self.args[0].type, self.result)


def _collect(c: Ctx, type_: t.Type, fresh: dict[str, t.Type]) -> None:
    if isinstance(type_, t.TypeVar):
        if type_.name not in fresh:
            fresh[type_.name] = c.solver.fresh()
        return
    for part in t.children(type_):
        _collect(c, part, fresh)


def _match(c: Ctx, mine: t.Type, other: t.Type, by: dict[str, t.Type]) -> None:
    """What the entry's variables stand for, as far as `other` is known."""
    mine, other = c.solver.head(mine), c.solver.head(other)
    if isinstance(mine, t.TypeVar):
        if not isinstance(other, t.TypeVar) or mine.name not in by:
            by[mine.name] = other
        return
    if type(mine) is type(other):
        for left, right in zip(t.children(mine), t.children(other), strict=False):
            _match(c, left, right, by)
