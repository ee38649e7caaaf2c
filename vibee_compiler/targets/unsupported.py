"""What a target declares that it lacks: a diagnostic and a stub, never silently wrong code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from vibee_compiler.diagnostics.catalogue import make
from vibee_compiler.diagnostics.model import Diagnostic
from vibee_compiler.ir import expr as x
from vibee_compiler.ir.module import Behaviour, Module, Program
from vibee_compiler.ir.signatures import table
from vibee_compiler.ir.walk import walk
from vibee_compiler.targets.profile import Profile

Key = tuple[str, str]


def _bodies(behaviour: Behaviour) -> Iterator[x.Expr]:
    if behaviour.body is not None:
        yield behaviour.body
    for constraint in (*behaviour.requires, *behaviour.ensures):
        if constraint.expr is not None:
            yield constraint.expr
    for rows in behaviour.properties:
        if rows.constraint.expr is not None:
            yield rows.constraint.expr


def _all_values(behaviour: Behaviour) -> Iterator[x.Expr]:
    yield from _bodies(behaviour)
    for example in behaviour.examples:
        yield from example.args
        if example.expected is not None:
            yield example.expected


def lacks(node: x.Expr, unsupported: Mapping[str, str]) -> str | None:
    """The feature or built-in that a node needs and that is not supported, else None."""
    match node:
        case x.Op(id=op_id):
            if op_id in unsupported:
                return op_id
            feature = table()[op_id].feature
            return feature if feature in unsupported else None
        case x.Literal(value=str() as text) if "nul_in_text" in unsupported:
            return "nul_in_text" if "\0" in text else None
        case _:
            return None


def _direct(program: Program, profile: Profile) -> dict[Key, tuple[str, x.Expr]]:
    found: dict[Key, tuple[str, x.Expr]] = {}
    for module in program.modules:
        for behaviour in module.behaviours:
            for root in _all_values(behaviour):
                for node in walk(root):
                    feature = lacks(node, profile.unsupported)
                    if feature is not None:
                        found.setdefault((module.name, behaviour.name), (feature, node))
    return found


def _callers(program: Program, stubbed: set[Key]) -> dict[Key, Key]:
    """Behaviours that call a stubbed one, directly or not, with the callee that decides it."""
    calls: dict[Key, set[Key]] = {}
    for module in program.modules:
        for behaviour in module.behaviours:
            found = calls.setdefault((module.name, behaviour.name), set())
            for root in _all_values(behaviour):
                for node in walk(root):
                    if isinstance(node, x.Call | x.FnRef):
                        found.add((node.module, node.name))
    made: dict[Key, Key] = {}
    changed = True
    while changed:
        changed = False
        for caller, callees in calls.items():
            if caller in stubbed or caller in made:
                continue
            bad = sorted(c for c in callees if c in stubbed or c in made)
            if bad:
                made[caller] = bad[0]
                changed = True
    return made


def _stub(behaviour: Behaviour) -> Behaviour:
    return replace(
        behaviour, body=None, requires=(), ensures=(), examples=(), properties=(), errors=()
    )


def without_unsupported(
    program: Program, profile: Profile
) -> tuple[Program, tuple[Diagnostic, ...]]:
    """The program with stubs where the target lacks something, and what is to be said about it."""
    if not profile.unsupported:
        return program, ()
    direct = _direct(program, profile)
    if not direct:
        return program, ()
    callers = _callers(program, set(direct))
    diagnostics: list[Diagnostic] = []
    modules: list[Module] = []
    for module in program.modules:
        behaviours: list[Behaviour] = []
        for behaviour in module.behaviours:
            key = (module.name, behaviour.name)
            if key in direct:
                feature, node = direct[key]
                what = feature.replace("_", " ")
                message = f"{profile.name} has no {what} here, which `{behaviour.name}` needs"
                diagnostics.append(
                    make(
                        "VB0802",
                        f"{message}: {profile.unsupported[feature]}",
                        span=node.span or behaviour.span,
                    )
                )
            elif key in callers:
                callee = callers[key][1]
                message = f"`{behaviour.name}` uses `{callee}`, which {profile.name} lacks"
                diagnostics.append(make("VB0802", message, span=behaviour.span))
            stubbed = key in direct or key in callers
            behaviours.append(_stub(behaviour) if stubbed else behaviour)
        modules.append(replace(module, behaviours=tuple(behaviours)))
    return Program(tuple(modules)), tuple(diagnostics)
