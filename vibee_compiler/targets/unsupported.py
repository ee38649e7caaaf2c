"""What a target declares that it lacks: a diagnostic and a stub, never silently wrong code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from vibee_compiler.diagnostics.catalogue import make
from vibee_compiler.diagnostics.model import Diagnostic, Span
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import (
    AliasDecl,
    Behaviour,
    Constraint,
    Field,
    Module,
    Program,
    Record,
    Sum,
    TypeDecl,
)
from vibee_compiler.ir.signatures import table
from vibee_compiler.ir.walk import walk
from vibee_compiler.records import dataclass
from vibee_compiler.targets import zones
from vibee_compiler.targets.profile import LEVELS, Profile

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


@dataclass(frozen=True, slots=True)
class _Lack:
    """What a behaviour needs and the target has not: its name, the reason, and where."""

    what: str
    reason: str
    span: Span | None


def _beyond(program: Program, profile: Profile) -> dict[Key, _Lack]:
    """The behaviours that need more than the level up to which the target writes bodies."""
    if profile.bodies == LEVELS[-1]:
        return {}
    from vibee_compiler.targets.levels import Levels

    levels = Levels(program, profile.lowering.spells)
    found: dict[Key, _Lack] = {}
    for module in program.modules:
        for behaviour in module.behaviours:
            need = levels.of_behaviour(behaviour)
            if need.level > profile.bodies:
                span = getattr(need.node, "span", None)
                reason = f"its bodies go up to {profile.bodies}"
                found[module.name, behaviour.name] = _Lack(need.what, reason, span)
    return found


def _documented(module: Module, program: Program, profile: Profile) -> Module:
    """The module with constraints as documentation where checking them is beyond the target."""
    if profile.bodies == LEVELS[-1]:
        return module
    from vibee_compiler.targets.levels import Levels

    levels = Levels(program, profile.lowering.spells)

    def plain(constraints: tuple[Constraint, ...]) -> tuple[Constraint, ...]:
        return tuple(replace(one, expr=None) for one in constraints)

    def fields(given: tuple[Field, ...]) -> tuple[Field, ...]:
        return tuple(replace(one, constraints=plain(one.constraints)) for one in given)

    made: list[TypeDecl] = []
    for decl in module.types:
        if levels.of_type(t.Named(module.name, decl.name)).level <= profile.bodies:
            made.append(decl)
            continue
        match decl:
            case Record():
                shown = plain(decl.constraints)
                made.append(replace(decl, fields=fields(decl.fields), constraints=shown))
            case Sum():
                variants = tuple(replace(v, fields=fields(v.fields)) for v in decl.variants)
                made.append(replace(decl, variants=variants, constraints=plain(decl.constraints)))
            case AliasDecl():
                made.append(replace(decl, constraints=plain(decl.constraints)))
            case _:
                made.append(decl)
    return replace(module, types=tuple(made))


def _direct(program: Program, profile: Profile) -> dict[Key, _Lack]:
    found = _beyond(program, profile)
    constants = zones.constants_of(program)
    for module in program.modules:
        for behaviour in module.behaviours:
            for root in _all_values(behaviour):
                offsets = zones.offsets_alone(root, constants)
                for node in walk(root):
                    feature = lacks(node, profile.unsupported)
                    if feature == zones.FEATURE and id(node) in offsets:
                        continue
                    if feature is not None:
                        what = feature.replace("_", " ")
                        lack = _Lack(what, profile.unsupported[feature], node.span)
                        found.setdefault((module.name, behaviour.name), lack)
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
    if not profile.unsupported and profile.bodies == LEVELS[-1]:
        return program, ()
    direct = _direct(program, profile)
    if not direct and profile.bodies == LEVELS[-1]:
        return program, ()
    callers = _callers(program, set(direct))
    diagnostics: list[Diagnostic] = []
    modules: list[Module] = []
    for module in program.modules:
        behaviours: list[Behaviour] = []
        for behaviour in module.behaviours:
            key = (module.name, behaviour.name)
            if key in direct:
                lack = direct[key]
                message = f"{profile.name} has no {lack.what} here, which `{behaviour.name}` needs"
                span = lack.span or behaviour.span
                diagnostics.append(make("VB0802", f"{message}: {lack.reason}", span=span))
            elif key in callers:
                callee = callers[key][1]
                message = f"`{behaviour.name}` uses `{callee}`, which {profile.name} lacks"
                diagnostics.append(make("VB0802", message, span=behaviour.span))
            stubbed = key in direct or key in callers
            behaviours.append(_stub(behaviour) if stubbed else behaviour)
        shown = _documented(module, program, profile)
        modules.append(replace(shown, behaviours=tuple(behaviours)))
    return Program(tuple(modules)), tuple(diagnostics)
