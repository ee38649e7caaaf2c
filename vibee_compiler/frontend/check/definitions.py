"""Typing text that is no part of a spec: examples of the table, cases of CEL, definitions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vibee_compiler.diagnostics.model import Diagnostic
from vibee_compiler.frontend import ast as a
from vibee_compiler.frontend.check.context import Scope, Uids
from vibee_compiler.frontend.check.depth import deep_recursion
from vibee_compiler.frontend.check.environment import Env
from vibee_compiler.frontend.check.infer import context, elaborate
from vibee_compiler.frontend.check.parsing import expression
from vibee_compiler.frontend.fragments import whole
from vibee_compiler.frontend.source import Fragment, SourceFile
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Module


def check_expression(
    text: str,
    variables: Mapping[str, t.Type] | None = None,
    module: Module | None = None,
    want: t.Type | None = None,
    *,
    internal: bool = False,
    name: str = "expression",
) -> tuple[x.Expr | None, list[Diagnostic]]:
    """The IR of an expression on its own, with the declarations of a module in scope.

    The variables get the uids 1, 2, ... in their order. `internal` lets functions be called that
    only the table's own definitions may call. None when there is an error.
    """
    source = SourceFile.of(name, text)
    fragment = whole(source)
    found: list[Diagnostic] = []
    tree = expression(fragment, found)
    if tree is None:
        return None, found
    built, problems = check_tree(tree, fragment, variables, module, want, internal=internal)
    return built, found + problems


def check_tree(
    tree: a.Expr,
    fragment: Fragment,
    variables: Mapping[str, t.Type] | None = None,
    module: Module | None = None,
    want: t.Type | None = None,
    *,
    internal: bool = False,
) -> tuple[x.Expr | None, list[Diagnostic]]:
    """The same for an expression that has been parsed from a fragment."""
    uids = Uids()
    c = context(environment(module, ()), fragment, uids)
    c.internal = internal
    scope = Scope({key: c.bind(key, t.erase(of)) for key, of in (variables or {}).items()})
    with deep_recursion():
        built, _ = elaborate(c, tree, scope, want)
    return built, c.diagnostics


def environment(module: Module | None, others: Iterable[Module]) -> Env:
    """The names of a finished module, as if one stood inside it."""
    program = {one.name: one for one in others}
    if module is None:
        return Env("", program)
    program[module.name] = module
    env = Env("", program)
    env.use_imports([module.name])
    return env
