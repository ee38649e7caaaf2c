"""Rules for operators and calls: built-ins by the table, behaviours, function values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vibee_compiler.diagnostics.names import did_you_mean
from vibee_compiler.frontend import ast as a
from vibee_compiler.frontend.check.basics import ambiguous, stub_used
from vibee_compiler.frontend.check.context import Ctx, Node, Scope, Variable
from vibee_compiler.frontend.check.environment import Ambiguous, Signature
from vibee_compiler.frontend.check.macros import macro
from vibee_compiler.frontend.check.overload import Candidate, Choice
from vibee_compiler.frontend.check.show import count, pattern_text, show
from vibee_compiler.frontend.check.special import CALLS, SCHEMATIC, finish_choice
from vibee_compiler.frontend.check.store import store
from vibee_compiler.frontend.check.unify import is_error, is_open, same_head
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.signatures import Entry, Spelling, table

Spelled = Sequence[tuple[Entry, Spelling]]


def unary(c: Ctx, e: a.Unary, scope: Scope, want: t.Type | None) -> Node:
    """`!a`, `-a`."""
    operand = c.infer(e.operand, scope)
    return operator(c, e.op, [operand], e.at, e.at)


def binary(c: Ctx, e: a.Binary, scope: Scope, want: t.Type | None) -> Node:
    """`a op b`."""
    left = c.infer(e.left, scope)
    right = c.infer(e.right, scope, left.type if e.op in _SAME else None)
    return operator(c, e.op, [left, right], e.op_at, e.at)


_SAME = frozenset({"==", "!=", "<", "<=", ">", ">="})
"""Operators whose operands have one type, so that the left one is a hint for the right one."""


def operator(c: Ctx, op: str, operands: list[Node], op_at: a.At, at: a.At) -> Node:
    """A use of an operator, by its operands' types."""
    found = table().spelled("operator", op, len(operands))
    return choose(c, found, operands, at, lambda: _no_operator(c, op, operands, op_at))


def choose(
    c: Ctx, found: Spelled, args: list[Node], at: a.At, describe: Callable[[], None]
) -> Node:
    """A use of one of the entries; `describe` reports that none fits."""
    if any(is_error(c.solver.head(arg.type)) for arg in args):
        return c.poison(at)
    heads = [c.solver.head(arg.type) for arg in args]
    usable = [(entry, sp) for entry, sp in found if _may(entry, heads)] or list(found)
    candidates = [Candidate.of(c, entry, sp, len(args)) for entry, sp in usable]
    return finish_choice(c, Choice(c, candidates, args, at, describe))


def _may(entry: Entry, heads: list[t.Type]) -> bool:
    """A quick look before a candidate is made: whether no head contradicts the entry."""
    return all(
        isinstance(part.type, t.TypeVar) or isinstance(head, t.TypeVar)
        or same_head(part.type, head)
        for part, head in zip(entry.parts, heads, strict=False)
    )  # fmt: skip


def _no_operator(c: Ctx, op: str, operands: list[Node], at: a.At) -> None:
    types = [c.solver.resolve(node.type) for node in operands]
    if any(map(is_error, types)):
        c.failed = True
        return
    text = " and ".join(show(type_) for type_ in types)
    forms = _forms(op, types)
    hint = _operator_hint(op, types)
    c.report("VB0502", f"there is no `{op}` for {text}", at, expected=forms, hint=hint)


def _forms(op: str, types: list[t.Type]) -> str:
    """The uses of an operator that take one of the types, or all of them."""
    entries = [entry for entry, _ in table().spelled("operator", op, len(types))]
    near = [
        entry
        for entry in entries
        if any(same_head(part.type, type_) for part, type_ in zip(entry.parts, types, strict=True))
    ]
    return ", ".join(
        f" {op} ".join(pattern_text(part.type) for part in entry.parts)
        if len(types) == 2
        else op + pattern_text(entry.parts[0].type)
        for entry in near or entries
    )


_TEXT_HINTS = {
    "in": "write `s.contains(t)`",
    "*": "`s.repeat(n)` is a text n times over",
    "-": "`s.replace(t, '')` leaves a text out",
    "%": "write `'...'.format([x])`",
}


def _operator_hint(op: str, types: list[t.Type]) -> str | None:
    if t.INT in types and t.FLOAT in types:
        return "Int and Float do not mix: write `double(...)` or a literal like `1.0`"
    if any(isinstance(type_, t.OptionT) for type_ in types):
        return "an option is read by `match`, `orValue(...)` or `value()`, made by `optional.of`"
    if t.STRING in types and len(types) == 2 and t.BOOL not in types:
        return _TEXT_HINTS.get(op, "`string(x)` gives the text of a value")
    if op == "+" and any(isinstance(type_, t.ListT) for type_ in types):
        return "both sides of `+` are lists of one type: `xs + [x]`"
    return None


def call(c: Ctx, e: a.CallExpr, scope: Scope, want: t.Type | None) -> Node:
    """`f(args)`, `module.f(args)`, `math.f(args)`, `value.f(args)`."""
    if e.target is None:
        return _bare_call(c, e, scope, want)
    if isinstance(e.target, a.Ident) and not e.quoted:
        head = e.target.name
        bound = not e.target.root and scope.find(head) is not None
        declared = c.env.behaviours.of(head, e.name)
        if declared is not None and not bound:
            return behaviour_call(c, declared(), e, scope)
        name = f"{head}.{e.name}"
        if head in table().namespaces and (
            ("function", name) in table().arities and _visible(c, name)
        ):
            return function_call(c, name, e, scope, want)
        if not bound and c.env.constants.bare(head) is None:
            return _unknown_dotted(c, e, head, scope)
    return method_call(c, e, scope, want)


def _visible(c: Ctx, name: str) -> bool:
    """Whether a body may call the function: some are for the table's definitions only."""
    argc = table().arities["function", name][0]
    return c.internal or not table().spelled("function", name, argc)[0][0].internal


def _unknown_dotted(c: Ctx, e: a.CallExpr, head: str, scope: Scope) -> Node:
    assert isinstance(e.target, a.Ident)
    if head in table().namespaces:
        names = [n for n in table().names("function") if n.startswith(head + ".")]
        hint = did_you_mean(f"{head}.{e.name}", names)
        return c.error("VB0421", f"there is no function `{head}.{e.name}`", e.name_at, hint=hint)
    if head in c.env.modules:
        names = sorted(c.env.behaviours.imported.get(head, c.env.behaviours.local))
        message = f"`{head}` declares no behaviour `{e.name}`"
        return c.error("VB0421", message, e.name_at, hint=did_you_mean(e.name, names))
    target = c.infer(e.target, scope)
    return c.poison(target.at)


def _bare_call(c: Ctx, e: a.CallExpr, scope: Scope, want: t.Type | None) -> Node:
    found = None if e.root else scope.find(e.name)
    if found is not None and isinstance(c.known(found.type), t.FnT) and found.binders is None:
        return _call_variable(c, found, e, scope)
    if not e.quoted and ("function", e.name) in table().arities:
        return function_call(c, e.name, e, scope, want)
    if not e.quoted and e.name in CALLS:
        return CALLS[e.name](c, e, scope, want)
    behaviour = c.env.behaviours.bare(e.name)
    if isinstance(behaviour, Ambiguous):
        return ambiguous(c, e.name, behaviour, e.name_at)
    if behaviour is not None:
        return behaviour_call(c, behaviour.value(), e, scope)
    return _unknown_function(c, e, found)


def _unknown_function(c: Ctx, e: a.CallExpr, found: Variable | None) -> Node:
    if found is not None and found.binders is None:
        type_ = show(c.solver.resolve(found.type))
        return c.error("VB0421", f"`{e.name}` is no function but a {type_}", e.name_at)
    from vibee_compiler.frontend.check.habits import function_hint

    hint = function_hint(e.name)
    if hint is None and e.name in table().names("method"):
        hint = f"it is called on a value: `x.{e.name}(...)`"
    elif hint is None:
        names = (*c.env.behaviours.all(), *table().names("function"))
        hint = did_you_mean(e.name, names)
    return c.error("VB0421", f"no function is called `{e.name}`", e.name_at, hint=hint)


def function_call(c: Ctx, name: str, e: a.CallExpr, scope: Scope, want: t.Type | None) -> Node:
    """A built-in function."""
    found = table().spelled("function", name, len(e.args))
    if not found:
        arities = table().arities["function", name]
        return _wrong_count(c, name, arities, e)
    if found[0][0].binders:
        return macro(c, *found[0], None, e, scope, want)
    args = _arguments(c, found, e.args, scope, want)
    if len(found) == 1:
        return _single(c, *found[0], args, e)
    return choose(c, found, args, e.at, lambda: _no_function(c, name, found, args, e))


def _arguments(
    c: Ctx, found: Spelled, args: tuple[a.Expr, ...], scope: Scope, want: t.Type | None
) -> list[Node]:
    """The arguments' nodes, with what the wanted result says about the only argument."""
    hints: list[t.Type | None] = [None] * len(args)
    if want is not None and len(found) == 1 and found[0][0].result is not None:
        one = Candidate.of(c, *found[0], len(args))
        if c.solver.could((one.result, want)):
            c.solver.unify(one.result, c.solver.resolve(want))
            hints = list(one.parts)
    return [c.infer(arg, scope, hint) for arg, hint in zip(args, hints, strict=True)]


def _single(c: Ctx, entry: Entry, spelling: Spelling, args: list[Node], e: a.CallExpr) -> Node:
    """A use of the only entry of a name: each argument is told what it should be."""
    one = Candidate.of(c, entry, spelling, len(args))
    for arg, part in zip(args, one.parts, strict=True):
        c.fit(arg, part)
    return finish_choice(c, Choice(c, [one], args, e.at, lambda: None))


def _no_function(c: Ctx, name: str, found: Spelled, args: list[Node], e: a.CallExpr) -> None:
    types = [c.solver.resolve(arg.type) for arg in args]
    if any(map(is_error, types)):
        c.failed = True
        return
    forms = ", ".join(entry.type_text.partition(" -> ")[0] for entry, _ in found)
    message = f"there is no `{name}` for {', '.join(map(show, types))}"
    c.report("VB0502", message, e.at, expected=forms)


def _wrong_count(c: Ctx, name: str, arities: Sequence[int], e: a.CallExpr) -> Node:
    wanted = " or ".join(map(str, arities))
    noun = "argument" if wanted == "1" else "arguments"
    message = f"`{name}` takes {wanted} {noun}, found {len(e.args)}"
    return c.error("VB0503", message, e.at)


def method_call(c: Ctx, e: a.CallExpr, scope: Scope, want: t.Type | None) -> Node:
    """`value.f(args)`: only built-ins are called with a dot on a value."""
    assert e.target is not None
    special = CALLS.get("." + e.name)
    if special is not None:
        return special(c, e, scope, want)
    receiver = c.infer(e.target, scope)
    head = c.known(receiver.type)
    if is_error(head):
        return c.poison(e.at)
    if is_open(head):
        hint = "give it a type: `let x: List<Int> = ...`"
        message = f"`{e.name}` is called on a value whose type is not known yet"
        return c.error("VB0504", message, receiver.at, hint=hint)
    named = _methods(c, e.name, receiver)
    found = [pair for pair in named if pair[1].argc == len(e.args)]
    if not found:
        return _no_method(c, e, receiver, [spelling.argc for _, spelling in named])
    if len(found) == 1 and found[0][0].id in SCHEMATIC:
        return SCHEMATIC[found[0][0].id](c, found[0][0], receiver, e, scope)
    if len(found) == 1 and found[0][0].binders:
        return macro(c, *found[0], receiver, e, scope, want)
    args = [receiver, *(c.infer(arg, scope) for arg in e.args)]
    if len(found) == 1:
        return _single(c, *found[0], args, e)
    return choose(c, found, args, e.at, lambda: _no_function(c, e.name, found, args, e))


def _methods(c: Ctx, name: str, receiver: Node) -> list[tuple[Entry, Spelling]]:
    """The methods of a name that the receiver's type has, whatever their arguments."""
    return [
        (entry, spelling)
        for argc in table().arities.get(("method", name), ())
        for entry, spelling in table().spelled("method", name, argc)
        if same_head(entry.parts[0].type, c.solver.head(receiver.type))
    ]


def _no_method(c: Ctx, e: a.CallExpr, receiver: Node, arities: list[int]) -> Node:
    if arities:
        return _wrong_count(c, e.name, arities, e)
    from vibee_compiler.frontend.check.habits import method_hint

    found = c.solver.resolve(receiver.type)
    type_ = show(found)
    names = [name for name in table().names("method") if _methods(c, name, receiver)]
    hint = method_hint(found, e.name) or did_you_mean(e.name, names)
    if hint is None and e.name in c.env.behaviours.all():
        hint = f"a behaviour is called as `{e.name}(...)`"
    return c.error("VB0429", f"{type_} has no method `{e.name}`", e.name_at, hint=hint)


def behaviour_call(c: Ctx, signature: Signature, e: a.CallExpr, scope: Scope) -> Node:
    """A call of a behaviour; all arguments are given."""
    if signature.stub:
        return stub_used(c, signature, e.name_at)
    params = [type_ for _, type_ in signature.params]
    if len(params) != len(e.args):
        wanted = count(len(params), "argument")
        message = f"`{signature.name}` takes {wanted}, found {len(e.args)}"
        return c.error("VB0503", message, e.at)
    args = [
        store(c, c.check(arg, scope, t.erase(param)), param)
        for arg, param in zip(e.args, params, strict=True)
    ]
    if signature.returns is None:
        return c.poison(e.at)
    type_ = t.erase(signature.returns)

    def build() -> x.Expr:
        built = tuple(arg.build() for arg in args)
        return x.Call(signature.module, signature.name, built, type_, c.span(e.at))

    return Node(type_, build, e.at)


def _call_variable(c: Ctx, found: Variable, e: a.CallExpr, scope: Scope) -> Node:
    function = c.known(found.type)
    assert isinstance(function, t.FnT)
    if len(function.params) != len(e.args):
        wanted = count(len(function.params), "argument")
        return c.error("VB0503", f"`{e.name}` takes {wanted}, found {len(e.args)}", e.at)
    args = [c.check(arg, scope, param) for arg, param in zip(e.args, function.params, strict=True)]
    result = function.result

    def build() -> x.Expr:
        built = tuple(arg.build() for arg in args)
        return x.CallVar(c.var(found), built, c.final(result), c.span(e.at))

    return Node(result, build, e.at)


RULES: dict[type, Callable[..., Node]] = {
    a.Unary: unary,
    a.Binary: binary,
    a.CallExpr: call,
}
