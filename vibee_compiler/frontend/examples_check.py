"""Examples, defaults and constants against the reference interpreter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vibee_compiler.diagnostics.catalogue import make
from vibee_compiler.diagnostics.model import Diagnostic, Span
from vibee_compiler.frontend.allowance import Allowance, unchecked
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.interp import (
    Budget,
    Interpreter,
    NotExecutable,
    OutOfBudget,
    Raised,
    Verdict,
)
from vibee_compiler.ir.module import (
    AliasDecl,
    Behaviour,
    Constraint,
    Enum,
    Example,
    Field,
    Module,
    Program,
    Record,
    TypeDecl,
)
from vibee_compiler.ir.walk import walk

BUDGET = Budget(steps=1_000_000, depth=10_000, memory=2**28)
"""What one example may use while a spec is compiled: about a second."""

PATIENCE = 5
"""Examples of a module that may run out of it; those after them are not checked."""


def check_examples(
    program: Program, module: Module | None = None, allowance: Allowance | None = None
) -> list[Diagnostic]:
    """What the interpreter says about a module's examples, defaults and constants.

    `module` is the root by default, `allowance` what it may cost. Examples of behaviours that need
    a stub are not run.
    """
    allowance = allowance or Allowance()
    found: list[Diagnostic] = []
    module = module or program.root
    interpreter = Interpreter(program, budget=BUDGET)
    found.extend(_values(interpreter, module))
    exhausted = 0
    left_out: list[Example] = []
    for behaviour in module.behaviours:
        if behaviour.body is None:
            continue
        for example in behaviour.examples:
            if allowance.spent:
                left_out.append(example)
                continue
            before = interpreter.spent
            one = _example(interpreter, module, behaviour, example)
            allowance.charge(interpreter, before)
            if one is not None:
                found.append(one)
                exhausted += one.code == "VB0715"
            if exhausted == PATIENCE:
                return found
    if left_out:
        found.append(unchecked("examples", len(left_out), left_out[0].span))
    return found


def _example(
    interpreter: Interpreter, module: Module, behaviour: Behaviour, example: Example
) -> Diagnostic | None:
    try:
        verdict = interpreter.run_example(module.name, behaviour.name, example)
    except NotExecutable:
        return None
    if verdict.passed:
        return None
    name = f"`{example.name}`" if example.name else "the example"
    if verdict.exhausted is not None:
        message = f"{name} of `{behaviour.name}` was not checked: out of {verdict.exhausted}"
        return make("VB0715", message, span=example.span)
    wanted = f"the error {example.raises}" if example.raises else _text(example.expected)
    message = f"{name} of `{behaviour.name}` gives {_outcome(verdict)}"
    return make("VB0709", message, span=example.span, expected=wanted)


def _outcome(verdict: Verdict) -> str:
    if verdict.error is not None:
        text = f": {verdict.message}" if verdict.message else ""
        return f"the error {verdict.error}{text}"
    return show_value(verdict.got)


def _text(node: x.Expr | None) -> str | None:
    """The expected value in words of the spec, where it is short."""
    if node is None or node.span is None:
        return None
    if isinstance(node, x.Literal) and not isinstance(node.value, tuple):
        return show_value(node.value)
    return None


def show_value(value: object, limit: int = 200) -> str:
    """A value of the interpreter for a message, cut where it is long."""
    shown = _show(value)
    return shown if len(shown) <= limit else shown[: limit - 3] + "..."


def _show(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return repr(value)
        case float() if value == value and abs(value) != float("inf"):
            return repr(value)
        case float():
            return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
        case tuple():
            return f"({', '.join(map(_show, value))})"
        case list():
            return f"[{', '.join(map(_show, value))}]"
        case _:
            return repr(value)


def _values(interpreter: Interpreter, module: Module) -> Iterator[Diagnostic]:
    """Constants and defaults that break a constraint of their types."""
    for constant in module.constants:
        broken = _evaluated(interpreter, constant.value)
        if isinstance(broken, Raised):
            yield _broken(f"the constant `{constant.name}`", broken, constant.value.span)
    for decl in module.types:
        for owner, fields in _fields(decl):
            for one in fields:
                yield from _default(interpreter, owner, one)
    for behaviour in module.behaviours:
        for param in behaviour.params:
            if param.default is not None:
                broken = _evaluated(interpreter, param.default)
                if isinstance(broken, Raised):
                    yield _broken(f"the default of `{param.var.name}`", broken, param.default.span)


def _fields(decl: TypeDecl) -> Iterable[tuple[str, tuple[Field, ...]]]:
    if isinstance(decl, Enum | AliasDecl):
        return []
    if isinstance(decl, Record):
        return [(decl.name, decl.fields)]
    return [(f"{decl.name}.{variant.name}", variant.fields) for variant in decl.variants]


def _default(interpreter: Interpreter, owner: str, one: Field) -> Iterator[Diagnostic]:
    if one.default is None or any(isinstance(p, t.TypeVar) for p in _parts(one.type)):
        return
    what = f"the default of `{owner}.{one.name}`"
    value = _evaluated(interpreter, one.default)
    if isinstance(value, Raised):
        yield _broken(what, value, one.default.span)
        return
    for condition in one.constraints:
        if _holds(interpreter, condition, one.default) is False:
            message = f"{what} breaks the constraint `{condition.text}`"
            yield make("VB0710", message, span=one.default.span)


def _parts(type_: t.Type) -> Iterator[t.Type]:
    yield type_
    for part in t.children(type_):
        yield from _parts(part)


def _holds(interpreter: Interpreter, condition: Constraint, value: x.Expr) -> bool | None:
    """Whether a condition holds of a value; None where that cannot be told."""
    if condition.expr is None or condition.var is None:
        return None
    var = condition.var
    whole = x.Let(x.PBind(var, var.type), value, condition.expr, t.BOOL)
    found = _evaluated(interpreter, whole)
    return found if isinstance(found, bool) else None


def _evaluated(interpreter: Interpreter, node: x.Expr) -> object:
    """The value, or the error that it raises; None when it cannot be had."""
    if all(isinstance(one, x.Literal) for one in walk(node)):
        return node.value if isinstance(node, x.Literal) else None
    try:
        return interpreter.evaluate(node)
    except Raised as raised:
        return raised
    except (OutOfBudget, NotExecutable):
        return None


def _broken(what: str, raised: Raised, span: Span | None) -> Diagnostic:
    text = f": {raised.message}" if raised.message else ""
    return make("VB0710", f"{what} raises {raised.name}{text}", span=span)
