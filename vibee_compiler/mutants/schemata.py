"""All mutants of a program in one program, one of them chosen when it runs.

Mutant schemata after Untch, Offutt and Harrold (1993), by whole functions: each mutated body is
a function of its own, and the behaviour begins with a choice by the mutant's number. What stands
in the behaviour's place (contracts, tests, callers) stays as it is, and a mutated body is lowered
as it would be alone. The number comes from `selector(MARKER)`: a function that gives its argument,
so that no pass knows it, called with a literal that is found again in the target's text and
replaced there by an expression that reads the environment variable `VARIABLE`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import module as m
from vibee_compiler.ir import types as t
from vibee_compiler.mutants.make import Mutant
from vibee_compiler.records import dataclass

VARIABLE = "VIBEE_MUTANT"
MARKER = 735928461
_MARKED = re.compile(r"\b" + "_?".join(str(MARKER)) + r"\b")

Numbered = Mapping[int, Mutant]


@dataclass(frozen=True, slots=True)
class Schemata:
    """The program, and the mutants by the number that chooses each; 0 is the original."""

    program: m.Program
    mutants: Numbered


def schemata(program: m.Program, chosen: Sequence[Mutant]) -> Schemata:
    """The root module's behaviours with a choice among their mutants, numbered from 1."""
    root = program.root
    taken = {one.name for one in root.behaviours}
    selector = _free("vibee_mutant", taken)
    numbered = dict(enumerate(chosen, start=1))
    behaviours: list[m.Behaviour] = []
    for one in root.behaviours:
        own = {n: mutant for n, mutant in numbered.items() if mutant.behaviour == one.name}
        if not own or one.body is None:
            behaviours.append(one)
            continue
        names = {n: _free(f"{one.name}_mutant_{n}", taken) for n in own}
        calls = {n: _call(root.name, one, name) for n, name in names.items()}
        behaviours.append(replace(one, body=_choice(root.name, selector, one.body, calls)))
        behaviours += [_alone(one, names[n], mutant) for n, mutant in own.items()]
    module = replace(root, behaviours=(*behaviours, _identity(selector)))
    return Schemata(replace(program, modules=(*program.modules[:-1], module)), numbered)


def _free(wanted: str, taken: set[str]) -> str:
    name = wanted
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _identity(name: str) -> m.Behaviour:
    var = x.Var("number", 1, t.INT)
    param = m.Param(var, t.INT)
    return m.Behaviour(name, (param,), t.INT, m.Prose(), body=x.Local(var, t.INT), internal=True)


def _unstored(body: x.Expr) -> x.Expr:
    """The body as an expression; the behaviour itself stores what its choice gives."""
    return body.value if isinstance(body, x.Store) else body


def _alone(one: m.Behaviour, name: str, mutant: Mutant) -> m.Behaviour:
    """The mutated body as a function over expression types, without contracts and tests."""
    params = tuple(m.Param(param.var, t.erase(param.type)) for param in one.params)
    body = _unstored(mutant.body)
    return m.Behaviour(name, params, t.erase(one.returns), m.Prose(), body=body, internal=True)


def _call(module: str, one: m.Behaviour, name: str) -> x.Expr:
    args = tuple(x.Local(param.var, param.var.type) for param in one.params)
    return x.Call(module, name, args, t.erase(one.returns))


def _choice(module: str, selector: str, body: x.Expr, calls: Mapping[int, x.Expr]) -> x.Expr:
    number = x.Call(module, selector, (x.Literal(MARKER, t.INT),), t.INT)
    original = _unstored(body)
    arms = [x.Arm(x.PLiteral(n, t.INT), None, call) for n, call in calls.items()]
    arms.append(x.Arm(x.PWild(t.INT), None, original))
    chosen = x.Match(number, tuple(arms), original.type)
    return replace(body, value=chosen) if isinstance(body, x.Store) else chosen


def selected(text: str, number: str) -> str:
    """A file of the target with the marker replaced by the expression for the number."""
    return _MARKED.sub(lambda _: number, text)
