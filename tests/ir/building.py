"""Small programs for tests, their bodies written as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from vibee_compiler.frontend.check.definitions import check_expression
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Behaviour, Constraint, Module, Param, Program, Prose, TypeDecl

UNUSED = x.Fail("Unused", x.Literal("", t.STRING), t.INT)


@dataclass(frozen=True)
class Text:
    """A behaviour as text; conditions of `ensures` speak of `result`."""

    params: Mapping[str, t.Type]
    returns: t.Type
    body: str | None
    requires: tuple[str, ...] = ()
    ensures: tuple[str, ...] = field(default=())


def typed(
    text: str,
    variables: Mapping[str, t.Type] | None = None,
    module: Module | None = None,
    want: t.Type | None = None,
) -> x.Expr:
    """The IR of an expression."""
    built, problems = check_expression(text, variables or {}, module, want)
    assert built is not None, (text, [problem.message for problem in problems])
    return built


def module_of(types: tuple[TypeDecl, ...] = (), **texts: Text) -> Module:
    """A module named `demo`."""
    headers = tuple(_header(name, text) for name, text in texts.items())
    outline = Module("demo", "demo.vibee", types=types, behaviours=headers)
    pairs = zip(headers, texts.values(), strict=True)
    return replace(outline, behaviours=tuple(_filled(h, text, outline) for h, text in pairs))


def program_of(types: tuple[TypeDecl, ...] = (), **texts: Text) -> Program:
    """A program of that module alone."""
    return Program((module_of(types, **texts),))


def _header(name: str, text: Text) -> Behaviour:
    params = tuple(
        Param(x.Var(key, uid, t.erase(of)), of)
        for uid, (key, of) in enumerate(text.params.items(), 1)
    )
    body = None if text.body is None else UNUSED
    return Behaviour(name, params, text.returns, Prose(), body=body)


def _filled(header: Behaviour, text: Text, module: Module) -> Behaviour:
    if text.body is None:
        return header
    result = {**text.params, "result": text.returns}
    last = x.Var("result", len(result), t.erase(text.returns))
    body = typed(text.body, text.params, module, t.erase(text.returns))
    return replace(
        header,
        body=x.Store(body, text.returns, t.erase(text.returns)),
        requires=tuple(
            Constraint(one, typed(one, text.params, module, t.BOOL)) for one in text.requires
        ),
        ensures=tuple(
            Constraint(one, typed(one, result, module, t.BOOL), last) for one in text.ensures
        ),
    )
