"""A verifier of statement IR, for tests: what printers may rely on.

Every path of a function returns or raises; variables are declared once and assigned before use;
only `mutable` ones change; builders are touched by `View`, `Change` and `Freeze` alone, and not
after `Freeze`; `Break` and `Continue` stand in loops; only what the profile prints is left.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.conditions import lnot
from vibee_compiler.lowering.dest import ends
from vibee_compiler.lowering.expand import WALKED
from vibee_compiler.lowering.inline import always_printed, is_key_sort
from vibee_compiler.lowering.literals import plain_literal
from vibee_compiler.lowering.profile import Lowering
from vibee_compiler.lowering.walk import pattern_vars, pieces
from vibee_compiler.records import dataclass

_PROFILE_KNOBS: tuple[tuple[type, str], ...] = (
    (x.If, "if_expressions"),
    (x.Match, "match_expressions"),
    (x.Let, "let_expressions"),
    (x.Fail, "fail_expressions"),
    (s.BlockExpr, "block_expressions"),
    (s.Take, "moves"),
)


def verify(program: s.LoweredProgram, profile: Lowering) -> list[str]:
    """All that is wrong with a lowered program; empty when it is well-formed."""
    found: list[str] = []
    for module in program.modules:
        name = module.module.name
        for one in (*(b.function for b in module.behaviours), *module.helpers):
            if one.block is not None:
                check = _Check(profile, f"{name}.{one.name}", found)
                check.function([param.var for param in one.params], one.block)
        for checker in module.checkers:
            check = _Check(profile, f"{name}.{checker.type.name}", found)
            owns = [] if checker.self_var is None else [checker.self_var]
            check.block(checker.block, check.scope([*checker.fields, *owns]), in_loop=False)
        for behaviour in module.behaviours:
            _tests(behaviour, profile, f"{name}.{behaviour.function.name}", found)
    return found


def _tests(one: s.LoweredBehaviour, profile: Lowering, where: str, found: list[str]) -> None:
    for example in one.examples:
        check = _Check(profile, f"{where} example {example.index}", found)
        scope = check.block(example.setup, {}, in_loop=False)
        for arg in (*example.args, *((example.expected,) if example.expected else ())):
            check.expr(arg, scope)
    for rows in one.properties:
        check = _Check(profile, f"{where} property {rows.index}", found)
        scope = check.block(rows.setup, check.scope(rows.params), in_loop=False)
        check.expr(rows.check, scope)
        if any(len(row) != len(rows.params) for row in rows.rows):
            check.wrong("a row of another length")


@dataclass(slots=True)
class _Known:
    """What is known of a variable at some point."""

    mutable: bool = False
    builder: bool = False
    assigned: bool = True
    frozen: bool = False


Scope = dict[int, _Known]


@dataclass(slots=True)
class _Check:
    profile: Lowering
    where: str
    found: list[str]
    bound: set[int] = field(default_factory=set)

    def wrong(self, message: str) -> None:
        self.found.append(f"{self.where}: {message}")

    def scope(self, variables: Iterable[x.Var]) -> Scope:
        scope: Scope = {}
        for var in variables:
            self.bind(var, scope, _Known())
        return scope

    def bind(self, var: x.Var, scope: Scope, known: _Known) -> None:
        if var.uid in self.bound:
            self.wrong(f"{var.name}/{var.uid} is bound twice")
        self.bound.add(var.uid)
        scope[var.uid] = known

    def function(self, params: list[x.Var], block: s.Block) -> None:
        self.block(block, self.scope(params), in_loop=False)
        if not ends(block):
            self.wrong("a path does not return")

    def block(self, block: s.Block, outer: Scope, *, in_loop: bool) -> Scope:
        """Check statements; the scope behind them."""
        scope = {
            uid: _Known(k.mutable, k.builder, k.assigned, k.frozen) for uid, k in outer.items()
        }
        for i, stmt in enumerate(block):
            self.stmt(stmt, scope, in_loop)
            if ends((stmt,)) and i + 1 < len(block):
                self.wrong(f"nothing is reached behind {type(stmt).__name__}")
        return scope

    def stmt(self, stmt: s.Stmt, scope: Scope, in_loop: bool) -> None:
        match stmt:
            case s.Declare():
                if stmt.value is not None:
                    self.top(stmt.value, scope)
                known = _Known(stmt.mutable, stmt.builder, stmt.value is not None)
                self.bind(stmt.var, scope, known)
            case s.Destructure(pattern, value):
                self.top(value, scope)
                for var in pattern_vars(pattern):
                    self.bind(var, scope, _Known())
            case s.Assign(var, value):
                self.top(value, scope)
                known = scope.get(var.uid, _Known(assigned=False))
                if known.builder or (known.assigned and not known.mutable):
                    self.wrong(f"{var.name} is assigned to but is not mutable")
                known.assigned = True
            case s.AddLate(var, value, flag):
                self.expr(value, scope)
                for one in (var, flag):
                    known = scope.get(one.uid, _Known(assigned=False))
                    if known.builder or not known.assigned or not known.mutable:
                        self.wrong(f"{one.name} is added to but is no mutable variable")
            case s.Change():
                self.change(stmt, scope)
            case s.Evaluate(value) | s.Return(value):
                self.top(value, scope)
            case s.Raise(_, message):
                self.expr(message, scope)
            case s.Guard(cond, _, message):
                self.exprs([cond, *([message] if message is not None else [])], scope)
            case s.Break() | s.Continue():
                if not in_loop:
                    self.wrong(f"{type(stmt).__name__} outside a loop")
            case _:
                self.compound(stmt, scope, in_loop)

    def change(self, stmt: s.Change, scope: Scope) -> None:
        self.exprs(stmt.args, scope)
        known = scope.get(stmt.var.uid)
        if known is None or not known.builder or known.frozen:
            self.wrong(f"{stmt.var.name} is changed but is no builder")
        if stmt.op not in s.CHANGES:
            self.wrong(f"no change {stmt.op}")

    def compound(self, stmt: s.Stmt, scope: Scope, in_loop: bool) -> None:
        branches: list[tuple[s.Block, Scope]] = []
        match stmt:
            case s.IfStmt(cond, then, other):
                self.expr(cond, scope)
                branches = [(then, scope), (other, scope)]
                # Only a target without `!` gets one with nothing but an `else`.
                if not then and self.profile.spells(lnot(cond)):
                    self.wrong("an `if` with nothing to do")
            case s.MatchStmt(subject, arms):
                if self.profile.patterns != "native":
                    self.wrong("a native match")
                self.expr(subject, scope)
                for arm in arms:
                    inner = dict(scope)
                    for var in pattern_vars(arm.pattern):
                        self.bind(var, inner, _Known())
                    if arm.guard is not None:
                        self.expr(arm.guard, inner)
                    branches.append((arm.block, inner))
            case s.Switch(subject, cases, default):
                if self.profile.patterns == "tests":
                    self.wrong("a switch")
                self.expr(subject, scope)
                for case in cases:
                    inner = dict(scope)
                    for _, var in case.binds:
                        self.bind(var, inner, _Known())
                    branches.append((case.block, inner))
                if default is not None:
                    branches.append((default, scope))
            case s.ForEach(pattern, items, block):
                self.source(items, scope)
                inner = dict(scope)
                for var in pattern_vars(pattern):
                    self.bind(var, inner, _Known())
                self.block(block, inner, in_loop=True)
                return
            case s.While(cond, block):
                self.expr(cond, scope)
                self.block(block, scope, in_loop=True)
                return
        self.join(branches, scope, in_loop)

    def join(self, branches: list[tuple[s.Block, Scope]], scope: Scope, in_loop: bool) -> None:
        """What holds behind branches: what holds behind each that can be left at its end."""
        after = [self.block(block, inner, in_loop=in_loop) for block, inner in branches]
        open_ends = [
            one for one, (block, _) in zip(after, branches, strict=True) if not ends(block)
        ]
        for uid, known in scope.items():
            known.assigned = all(one[uid].assigned for one in open_ends)
            known.frozen = any(one[uid].frozen for one in open_ends)

    # Expressions

    def top(self, node: Any, scope: Scope) -> None:
        """A value that a statement is about: it may be a step that raises."""
        self.expr(node, scope, top=True)

    def source(self, node: Any, scope: Scope) -> None:
        if isinstance(node, x.Op) and node.id in WALKED:
            self.exprs(node.args, scope)
        else:
            self.expr(node, scope)

    def exprs(self, nodes: Iterable[Any], scope: Scope) -> None:
        for node in nodes:
            self.expr(node, scope)

    def expr(self, node: Any, scope: Scope, *, top: bool = False) -> None:
        """A printable expression."""
        for cls, knob in _PROFILE_KNOBS:
            if isinstance(node, cls) and not getattr(self.profile, knob):
                self.wrong(f"{cls.__name__} without {knob}")
        if isinstance(node, x.Op):
            self.op(node, top)
        if isinstance(node, x.ListLit | x.MapLit) and not plain_literal(node, self.profile):
            self.wrong("a literal with optional entries or computed keys")
        self.variable(node, scope)
        inner = dict(scope)
        if isinstance(node, s.BlockExpr):
            self.expr(node.value, self.block(node.block, inner, in_loop=False))
            return
        if isinstance(node, x.Lambda):
            for param in node.params:
                for var in pattern_vars(param):
                    self.bind(var, inner, _Known())
        elif isinstance(node, x.Match):
            self.expr(node.subject, scope)
            for arm in node.arms:
                for var in pattern_vars(arm.pattern):
                    self.bind(var, inner, _Known())
                self.exprs([arm.body, *([arm.guard] if arm.guard is not None else [])], inner)
            return
        for piece in pieces(node):
            if hasattr(piece, "span"):
                self.expr(piece, inner)

    def variable(self, node: Any, scope: Scope) -> None:
        """A use, if the node is one."""
        match node:
            case x.Local(var) | x.CallVar(var) | s.Take(var):
                self.use(var, scope, builder=False)
            case s.View(var) | s.Freeze(var):
                self.use(var, scope, builder=True)
                if isinstance(node, s.Freeze) and var.uid in scope:
                    scope[var.uid].frozen = True

    def op(self, node: x.Op, top: bool) -> None:
        if not self.profile.spells(node) and not always_printed(node):
            self.wrong(f"{node.id} is not spelled")
        if node.errors and not self.profile.raising_expressions and not top:
            self.wrong(f"{node.id} raises inside an expression")
        macro = any(isinstance(arg, x.Lambda) for arg in node.args)
        if macro and node.id not in self.profile.keep_macros and not is_key_sort(node):
            self.wrong(f"{node.id} should be a loop")

    def use(self, var: x.Var, scope: Scope, *, builder: bool) -> None:
        known = scope.get(var.uid)
        if known is None:
            self.wrong(f"{var.name}/{var.uid} is used but not declared")
        elif known.builder != builder:
            self.wrong(f"{var.name} is used as {'a' if builder else 'no'} builder")
        elif known.frozen or not known.assigned:
            self.wrong(f"{var.name} is used when it has no value")
