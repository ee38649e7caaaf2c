"""From a typed program to what a target prints: the passes, in order.

Core passes map a `Program` to a `Program` that means the same; `statements` makes the statement
IR; the last passes map that onto itself. Each result can be verified (`ir.verify`,
`lowering.verify`) and run (`ir.interp`, `lowering.interp`), which is how tests look at every step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from vibee_compiler.caches import per_value
from vibee_compiler.frontend.check.depth import deep_recursion
from vibee_compiler.frontend.check.expand import Definitions
from vibee_compiler.ir.module import Behaviour, Module, Program
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.context import Context
from vibee_compiler.lowering.expand import Unsupported, expand, unsupported
from vibee_compiler.lowering.fit import fit_literals
from vibee_compiler.lowering.functions import Lowerer
from vibee_compiler.lowering.moves import moves
from vibee_compiler.lowering.ownership import ownership
from vibee_compiler.lowering.profile import Lowering
from vibee_compiler.lowering.raising import roots, solve
from vibee_compiler.lowering.ranges import ranges
from vibee_compiler.lowering.rename import rename_binders
from vibee_compiler.lowering.simplify import simplify
from vibee_compiler.lowering.tidy import tidy
from vibee_compiler.lowering.width import at_width, property_rows

CorePass = Callable[[Program, Context], Program]
SirPass = Callable[[s.LoweredProgram, Context], s.LoweredProgram]


def signatures(program: Program, ctx: Context) -> Program:
    """Solve what functions may raise, before anything depends on what the target spells."""
    ctx.raising = solve(program)
    return program


def may_raise(program: Program, ctx: Context) -> Program:
    """Solve it again for helpers; what signatures say stays, so that targets agree."""
    said = ctx.raising
    ctx.raising = solve(program)
    for key, errors in said.functions.items():
        if key not in ctx.unsupported:
            ctx.raising.functions[key] = ctx.raising.functions[key] | errors
    for type_, errors in said.values.items():
        ctx.raising.values[type_] = ctx.raising.values.get(type_, frozenset()) | errors
    ctx.raising.forget()
    return program


CORE_PASSES: tuple[tuple[str, CorePass], ...] = (
    ("fit_literals", fit_literals),
    ("rename", rename_binders),
    ("ranges", ranges),
    ("signatures", signatures),
    ("simplify", simplify),
    ("expand", expand),
    ("ranges again", ranges),
    ("may_raise", may_raise),
)
SIR_PASSES: tuple[tuple[str, SirPass], ...] = (
    ("tidy", tidy),
    ("ownership", ownership),
    ("moves", moves),
)


def lower(program: Program, profile: Lowering) -> s.LoweredProgram:
    """The program as the statements that a target of this profile prints.

    Findings (what the target cannot say, properties that do not hold) are in `diagnostics` of
    the result; behaviours that cannot be said are stubs.
    """
    with deep_recursion():
        if (prose := _of_prose(program)) is not None:
            return prose
        ctx = Context(profile, Definitions(program))
        program = at_width(program, ctx)
        ctx.rows = property_rows(program, ctx)
        for _, core_pass in CORE_PASSES:
            program = core_pass(program, ctx)
        lowered = statements(program, ctx)
        for _, sir_pass in SIR_PASSES:
            lowered = sir_pass(lowered, ctx)
        return replace(lowered, diagnostics=tuple(ctx.diagnostics))


@per_value
def _of_prose(program: Program) -> s.LoweredProgram | None:
    """A program without code: no pass finds anything to do, so that all targets get the same."""
    if has_code(program):
        return None
    ctx = Context(Lowering(), Definitions(program))
    return statements(signatures(program, ctx), ctx)


def has_code(program: Program) -> bool:
    """Whether a pass can find something to do; specs of prose, which are many, have no code."""
    return any(True for module in program.modules for _ in roots(module))


def statements(program: Program, ctx: Context) -> s.LoweredProgram:
    """The pass from core expressions to statements."""
    lowerer = Lowerer(program, ctx)
    modules = tuple(_module(lowerer, module, ctx) for module in program.modules)
    errors: set[str] = set()
    for module in modules:
        errors |= set(module.errors)
    values = tuple(sorted(ctx.raising.values.items(), key=repr))
    return s.LoweredProgram(modules, tuple(sorted(errors)), values)


def _module(lowerer: Lowerer, module: Module, ctx: Context) -> s.LoweredModule:
    helpers = {entry.replace(".", "_") for entry in ctx.helpers.get(module.name, ())}
    behaviours: list[s.LoweredBehaviour] = []
    made: list[s.Function] = []
    for one in module.behaviours:
        if one.name in helpers:
            function = lowerer.function(module, one)
            made.append(replace(function, behaviour=None))
        else:
            behaviours.append(_behaviour(lowerer, module, one, ctx))
    checkers = lowerer.checkers(module)
    errors: set[str] = set()
    for raises in (
        *(b.function.raises for b in behaviours),
        *(f.raises for f in made),
        *(c.raises for c in checkers),
    ):
        errors |= raises
    own = replace(module, behaviours=tuple(b for b in module.behaviours if b.name not in helpers))
    return s.LoweredModule(own, tuple(behaviours), tuple(made), checkers, tuple(sorted(errors)))


def _behaviour(
    lowerer: Lowerer, module: Module, one: Behaviour, ctx: Context
) -> s.LoweredBehaviour:
    try:
        function = lowerer.function(module, one)
    except Unsupported as missing:
        one = unsupported(ctx, module.name, one, missing.construct)
        function = lowerer.function(module, one)
    examples = (
        ()
        if one.body is None
        else tuple(
            lowerer.example(module.name, one, i, example) for i, example in enumerate(one.examples)
        )
    )
    rows = ctx.rows if one.body is not None else {}
    properties = tuple(
        lowerer.property(module.name, one, place, prop, rows[module.name, one.name, place])
        for place, prop in enumerate(one.properties)
        if rows.get((module.name, one.name, place))
    )
    return s.LoweredBehaviour(function, examples, properties)
