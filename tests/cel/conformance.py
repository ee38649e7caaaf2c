"""Running a case: parsed, checked, interpreted, compared."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cel import cases as reasons
from tests.cel import names
from tests.cel.applicable import ORDER, absorbs, orders_lists, reason_in_text
from tests.cel.cases import (
    Case,
    Inapplicable,
    declared_type,
    read_cases,
    runtime_value,
    type_of,
    value_type,
)
from vibee_compiler.diagnostics.model import Diagnostic
from vibee_compiler.frontend.check.definitions import check_tree
from vibee_compiler.frontend.check.parsing import expression
from vibee_compiler.frontend.fragments import whole
from vibee_compiler.frontend.source import SourceFile
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.interp import Interpreter, Raised
from vibee_compiler.ir.module import Program
from vibee_compiler.ir.values import same

UNTYPED = "VB0504"
"""The finding about an operation on a value without a type, which is CEL's `dyn`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`reason` says why a case does not apply; `detail` what is wrong with one that fails."""

    case: Case
    passed: bool = False
    reason: str | None = None
    detail: str | None = None


def run_case(case: Case) -> Outcome:
    """What comes of a case."""
    try:
        types = {name: declared_type(given) for name, given in case.types}
        for key, given in case.bindings:
            types.setdefault(key, value_type(given["value"][-1]))
        values = {key: runtime_value(given["value"][-1]) for key, given in case.bindings}
        wanted = None if case.value is None else runtime_value(case.value)
        deduced = None if case.deduced is None else type_of(case.deduced)
    except Inapplicable as found:
        return Outcome(case, reason=str(found))
    problems: list[Diagnostic] = []
    fragment = whole(SourceFile.of("case", case.expr))
    tree = expression(fragment, problems)
    built: x.Expr | None = None
    if tree is not None:
        reason = reason_in_text(tree, frozenset(types))
        if reason is not None:
            return Outcome(case, reason=reason)
        if names.are_needed(tree, frozenset(types), case.container):
            tree = names.resolved(tree, frozenset(types), case.container)
            types = {names.name_of(name): of for name, of in types.items()}
            values = {names.name_of(name): value for name, value in values.items()}
        built, problems = check_tree(tree, fragment, types)
    if built is None:
        return _refused(case, problems)
    if deduced is not None and built.type != deduced:
        return Outcome(case, detail=f"the type {built.type} instead of {deduced}")
    places = enumerate(types.items(), 1)
    env = {x.Var(name, uid, t.erase(of)): values.get(name) for uid, (name, of) in places}
    return _evaluated(case, built, env, wanted)


def _refused(case: Case, problems: list[Diagnostic]) -> Outcome:
    """What it says of a case that the checker does not take it."""
    if case.fails:
        return Outcome(case, passed=True)
    if case.unchecked:
        return Outcome(case, reason=reasons.UNCHECKED)
    if any(one.code == UNTYPED for one in problems):
        return Outcome(case, reason=reasons.DYN)
    return Outcome(case, detail=f"refused: {problems[0].message}")


def _evaluated(case: Case, built: x.Expr, env: dict[x.Var, Any], wanted: Any) -> Outcome:
    run = Interpreter(Program(()))
    try:
        got = run.evaluate(built, env)
    except Raised as raised:
        if case.fails:
            return Outcome(case, passed=True)
        if absorbs(run, built, env):
            return Outcome(case, reason=reasons.ABSORPTION)
        return Outcome(case, detail=str(raised))
    if case.fails:
        if orders_lists(built):
            return Outcome(case, reason=ORDER)
        return Outcome(case, detail=f"no error but {got!r}")
    if case.value is None or same(wanted, got):
        return Outcome(case, passed=True)
    return Outcome(case, detail=f"{got!r} instead of {wanted!r}")


def run_file(path: Path) -> list[Outcome]:
    """What comes of the cases of a file."""
    return [run_case(case) for case in read_cases(path)]
