"""All mutants of a behaviour: numbered, each different from the others."""

from __future__ import annotations

from vibee_compiler.diagnostics.model import Span
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import module as m
from vibee_compiler.mutants.operators import World, replacements
from vibee_compiler.mutants.places import places, with_node
from vibee_compiler.records import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault.

    number: from 1 within the behaviour, in the order of the body's text.
    operator: the id of a row of `operators.OPERATORS`.
    body: the whole body with the fault; `before` and `after` are the part that differs.
    """

    module: str
    behaviour: str
    number: int
    operator: str
    body: x.Expr
    before: x.Expr
    after: x.Expr
    span: Span | None


def mutants(program: m.Program, module: m.Module, behaviour: m.Behaviour) -> tuple[Mutant, ...]:
    """The mutants of a behaviour's body; none for a stub."""
    if behaviour.body is None:
        return ()
    world = World(program, behaviour)
    seen: set[x.Expr] = {behaviour.body}
    found: list[Mutant] = []
    span: Span | None = None
    for path, node in places(behaviour.body):
        span = node.span or span
        for operator, after in replacements(node, world):
            body = with_node(behaviour.body, path, after)
            if body is None or body in seen:
                continue
            seen.add(body)
            number = len(found) + 1
            one = Mutant(module.name, behaviour.name, number, operator, body, node, after, span)
            found.append(one)
    return tuple(found)


def changed_text(mutant: Mutant) -> tuple[str, str]:
    """The part before and after, as a spec would write it."""
    from vibee_compiler.frontend.ast_print import expression_text
    from vibee_compiler.frontend.unparse import Unparser

    def text(node: x.Expr) -> str:
        return expression_text(Unparser(mutant.module).expr(node))

    return text(mutant.before), text(mutant.after)
