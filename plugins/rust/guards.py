"""Tests that leave a function: guards, and reads that are guarded by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vibee_plugins.rust import comparisons, errors, layout, lookups

from vibee_compiler.ir import expr as x
from vibee_compiler.lowering import sir as s
from vibee_compiler.records import dataclass
from vibee_compiler.targets.layout import Doc, concat

if TYPE_CHECKING:
    from vibee_plugins.rust.printer import RustPrinter


def ends(block: s.Block) -> bool:
    """Whether control never reaches what follows a block."""
    if not block:
        return False
    match block[-1]:
        case s.Return() | s.Raise() | s.Break() | s.Continue():
            return True
        case s.IfStmt(_, then, other):
            return ends(then) and ends(other)
        case s.MatchStmt(_, arms):
            return all(ends(arm.block) for arm in arms)
        case _:
            return False


@dataclass(frozen=True, slots=True)
class Failure:
    """An error in print; `bare` where making it costs nothing."""

    doc: Doc
    bare: bool


class Guards:
    """`Guard`, and what a guard makes certain."""

    p: RustPrinter
    sink: x.Var | None

    def docs(self, block: s.Block, *, tail: bool) -> list[Doc]:
        """The documents of a block's statements; see `statements`."""
        raise NotImplementedError

    def nested(self, block: s.Block, *, tail: bool, deeper: bool = False) -> Doc:
        """The statements of a block of its own; see `statements`."""
        raise NotImplementedError

    def looked_up(self, stmt: s.Stmt, rest: s.Block, *, tail: bool) -> list[Doc] | None:
        """A test for an entry or a value that leaves if there is none, and what reads it then."""
        p = self.p
        other: s.Block
        match stmt:
            case s.Guard(cond):
                lookup, there, other = lookups.tested(p, cond), rest, ()
            case s.IfStmt(cond, then, otherwise):
                lookup = lookups.tested(p, cond)
                turned = lookup is not None and lookup.negated
                there, other = (otherwise, then) if turned else (then, otherwise)
                there = (*there, *rest)
                if not ends(other):
                    return None
            case _:
                return None
        if lookup is None or not lookups.count_reads(lookup, there):
            return None
        if isinstance(stmt, s.Guard) and lookup.negated:
            return None
        error = self._raised(stmt, other)
        match there:
            case (s.Return(node),) if (
                error is not None and tail and self.sink is None and lookup.reads(node)
            ):
                found = lookups.found_or(p, lookup)
                call = concat(".ok_or(" if error.bare else ".ok_or_else(|| ", error.doc, ")")
                return [found.then(call, type_=node.type).doc]
            case _:
                pass
        if isinstance(stmt, s.Guard):
            fails: Doc = self.failure(stmt)
        else:
            fails = self.nested(other, tail=False)
        var, there = self._named(lookup, there)
        head = lookups.let_else(p, lookup, var, fails)
        return [head, *self.docs(lookups.with_name(lookup, there, var), tail=tail)]

    def _named(self, lookup: lookups.Lookup, there: s.Block) -> tuple[x.Var, s.Block]:
        """The variable for what is found: the author's, where the first thing is to name it."""
        match there:
            case (s.Declare(var, value, False, False), *rest) if lookup.reads(value):
                return var, tuple(rest)
            case _:
                return lookups.fresh(self.p, lookup), there

    def if_let(self, stmt: s.IfStmt, *, tail: bool) -> Doc | None:
        """`if let Some(value) = ... { ... } else { ... }`."""
        p = self.p
        lookup = lookups.tested(p, stmt.cond)
        if lookup is None:
            return None
        there, other = (stmt.other, stmt.then) if lookup.negated else (stmt.then, stmt.other)
        if not lookups.count_reads(lookup, there) or (lookup.negated and not other):
            return None
        otherwise = self.nested(other, tail=tail) if other else None
        with p.frame.block():
            var, there = self._named(lookup, there)
            head = lookups.some(p, lookup, var)
            body = self.nested(lookups.with_name(lookup, there, var), tail=tail)
        made = concat(layout.head("if let ", head), layout.block(body))
        return made if otherwise is None else concat(made, " else ", layout.block(otherwise))

    def failure(self, stmt: s.Guard) -> Doc:
        """`return Err(...)` of a guard."""
        return concat(layout.wrapped("return Err", self._error(stmt)), ";")

    def _error(self, stmt: s.Guard) -> Doc:
        p = self.p
        if stmt.contract is not None or stmt.message is None:
            return errors.named(p, stmt.error, stmt.contract or "")
        return errors.error_value(p, stmt.error, stmt.message)

    def _raised(self, stmt: s.Stmt, other: s.Block) -> Failure | None:
        """The error of a guard, or of a block that does nothing but raise."""
        match stmt, other:
            case s.Guard(_, name, message), _ if message is None or not self.p.raises(message):
                return Failure(self._error(stmt), name in errors.BARE)
            case _, (s.Raise(name, message),) if not self.p.raises(message):
                return Failure(errors.error_value(self.p, name, message), name in errors.BARE)
            case _:
                return None

    def stmt_Guard(self, stmt: s.Guard) -> Doc:  # noqa: N802
        fails = self.failure(stmt)
        cond = comparisons.negated(self.p, stmt.cond).doc
        return concat(layout.if_head(cond), layout.block(fails))


def assigns(stmt: s.Stmt, var: x.Var) -> bool:
    """Whether every way through a conditional ends in giving the variable its value."""
    match stmt:
        case s.Assign(target):
            return target == var
        case s.IfStmt(_, then, other):
            return all(bool(b) and (assigns(b[-1], var) or ends(b)) for b in (then, other))
        case s.MatchStmt(_, arms):
            return all(
                bool(arm.block) and (assigns(arm.block[-1], var) or ends(arm.block)) for arm in arms
            )
        case _:
            return False
