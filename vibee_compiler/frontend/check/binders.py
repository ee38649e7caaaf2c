"""Binders: the patterns of `let` and of macros, made of names, `_` and tuples."""

from __future__ import annotations

from collections.abc import Callable

from vibee_compiler.frontend import ast as a
from vibee_compiler.frontend.check.context import Ctx, Variable
from vibee_compiler.frontend.check.show import count, show
from vibee_compiler.frontend.check.unify import is_error
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t

Builder = Callable[[], x.Pattern]


def binder(c: Ctx, p: a.Pattern | a.Expr, type_: t.Type, names: dict[str, Variable]) -> Builder:
    """A binder for a value of a type; the variables are added to `names`.

    Macros have expressions where binders stand: a name, or a tuple of binders.
    """
    match p:
        case a.WildPat():
            return lambda: x.PWild(c.final(type_))
        case a.Ident("_", quoted=False) | a.NamePat((a.Ident("_", quoted=False),)):
            return lambda: x.PWild(c.final(type_))
        case a.Ident(name, at) | a.NamePat((a.Ident(name),), at):
            return name_binder(c, name, at, type_, names)
        case a.TuplePat(items, at) | a.TupleExpr(items, at):
            return _tuple(c, items, at, type_, names)
        case _:
            hint = "a name, `_`, or a tuple of these"
            c.report("VB0523", "this is no binder", p.at, expected=hint)
            return lambda: x.PWild(c.final(type_))


def name_binder(c: Ctx, name: str, at: a.At, type_: t.Type, names: dict[str, Variable]) -> Builder:
    """A name that binds; one name bound twice is an error."""
    if name in names:
        c.report("VB0605", f"`{name}` is bound twice", at)
        type_ = c.poison(at).type
    variable = names[name] = c.bind(name, type_)
    return lambda: x.PBind(c.var(variable), c.final(type_))


def _tuple(
    c: Ctx,
    items: tuple[a.Pattern, ...] | tuple[a.Expr, ...],
    at: a.At,
    type_: t.Type,
    names: dict[str, Variable],
) -> Builder:
    parts: tuple[t.Type, ...] = tuple(c.solver.fresh() for _ in items)
    found = c.known(type_)
    if isinstance(found, t.TupleT) and len(found.items) != len(items):
        message = f"the tuple has {count(len(found.items), 'element')}, not {len(items)}"
        c.report("VB0603", message, at, expected=show(c.solver.resolve(found)))
    elif not c.solver.unify(found, t.TupleT(parts)):
        shown = show(c.solver.resolve(found))
        message = f"this binds the parts of a tuple, but the value is {shown}"
        c.report("VB0603", message, at)
    if c.failed and not is_error(found) and not isinstance(found, t.TupleT | t.TypeVar):
        parts = tuple(c.poison(at).type for _ in items)
    builders = [binder(c, item, part, names) for item, part in zip(items, parts, strict=True)]
    return lambda: x.PTuple(tuple(build() for build in builders), c.final(type_))
