"""The checker's entry for one fragment: all rules together."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vibee_compiler.frontend import ast as a
from vibee_compiler.frontend.check import access, basics, calls, matching, records
from vibee_compiler.frontend.check.context import Ctx, Node, Scope, Uids
from vibee_compiler.frontend.check.environment import Env
from vibee_compiler.frontend.check.unify import ERROR, MAX_DEPTH, TypeTooDeep
from vibee_compiler.frontend.source import Fragment
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t

RULES: Mapping[type, Callable[..., Node]] = {
    **basics.RULES,
    **calls.RULES,
    **access.RULES,
    **records.RULES,
    **matching.RULES,
}


def context(env: Env, fragment: Fragment, uids: Uids, *, internal: bool = False) -> Ctx:
    """The state for checking one fragment."""
    return Ctx(env, fragment, uids, RULES, internal=internal)


def elaborate(c: Ctx, e: a.Expr, scope: Scope, want: t.Type | None) -> tuple[x.Expr | None, t.Type]:
    """The IR of a whole fragment and its type; None when there are errors."""
    try:
        node = c.infer(e, scope, want) if want is None else c.check(e, scope, want)
        built = c.finish(node)
    except TypeTooDeep:
        c.report("VB0521", f"the type of a part has more than {MAX_DEPTH} levels", e.at)
        return None, ERROR
    return built, c.final(node.type)
