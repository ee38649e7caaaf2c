"""Rules for literals, names, `let`, conditions, `fail`, lists, maps and tuples."""

from __future__ import annotations

from collections.abc import Callable

from vibee_compiler.diagnostics.names import did_you_mean
from vibee_compiler.diagnostics.reporter import MOST
from vibee_compiler.frontend import ast as a
from vibee_compiler.frontend.check.binders import binder
from vibee_compiler.frontend.check.context import Ctx, Node, Scope, Variable
from vibee_compiler.frontend.check.environment import Ambiguous, Signature
from vibee_compiler.frontend.check.show import show
from vibee_compiler.frontend.check.store import store
from vibee_compiler.frontend.check.typeexprs import contains_opaque, declared_type
from vibee_compiler.frontend.check.unify import is_error
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Record

INT_MIN, INT_MAX = -(2**63), 2**63 - 1
_LITERAL_TYPES: dict[type, t.Type] = {
    a.IntLit: t.INT,
    a.FloatLit: t.FLOAT,
    a.StringLit: t.STRING,
    a.BytesLit: t.BYTES,
    a.BoolLit: t.BOOL,
}

Lit = a.IntLit | a.FloatLit | a.StringLit | a.BytesLit | a.BoolLit


def literal(c: Ctx, e: Lit, scope: Scope, want: t.Type | None) -> Node:
    """A scalar literal."""
    type_ = _LITERAL_TYPES[type(e)]
    value = e.value
    if isinstance(e, a.IntLit) and not INT_MIN <= e.value <= INT_MAX:
        return c.error("VB0508", f"{e.value} is beyond the 64 bits of Int", e.at)
    return Node(type_, lambda: x.Literal(value, type_, c.span(e.at)), e.at)


def null(c: Ctx, e: a.NullLit, scope: Scope, want: t.Type | None) -> Node:
    """There is no null."""
    hint = "write `optional.none()`; ask with `hasValue()` or `match`"
    return c.error("VB0506", "there is no null in this language", e.at, hint=hint)


def uint(c: Ctx, e: a.UintLit, scope: Scope, want: t.Type | None) -> Node:
    """There is no unsigned literal."""
    hint = f"write `{e.value}`; a field or parameter may be of the type UInt64"
    return c.error("VB0507", "there are no unsigned literals in this language", e.at, hint=hint)


def ident(c: Ctx, e: a.Ident, scope: Scope, want: t.Type | None) -> Node:
    """A bare name: a variable, then a constant, then a behaviour as a function value."""
    found = None if e.root else scope.find(e.name)
    if found is not None:
        return variable(c, found, e.at, scope)
    constant = c.env.constants.bare(e.name)
    if isinstance(constant, Ambiguous):
        return ambiguous(c, e.name, constant, e.at)
    if constant is not None:
        module, type_ = constant.module, t.erase(constant.value.type)
        return Node(type_, lambda: x.ConstRef(module, e.name, type_, c.span(e.at)), e.at)
    behaviour = c.env.behaviours.bare(e.name)
    if isinstance(behaviour, Ambiguous):
        return ambiguous(c, e.name, behaviour, e.at)
    if behaviour is not None:
        return function_value(c, behaviour.value(), e.at)
    return unknown_name(c, e, scope)


def variable(c: Ctx, found: Variable, at: a.At, scope: Scope) -> Node:
    """A use of a variable."""
    if found.binders is not None:
        return _applied(c, found, at, scope)
    return Node(found.type, lambda: x.Local(c.var(found), c.final(found.type), c.span(at)), at)


def _applied(c: Ctx, part: Variable, at: a.At, scope: Scope) -> Node:
    """A part of a definition that stands under binders: its application to them."""
    assert isinstance(part.type, t.FnT)
    names = part.binders or ()
    args = [
        c.check(a.Ident(name, at), scope, type_)
        for name, type_ in zip(names, part.type.params, strict=True)
    ]
    result = part.type.result

    def build() -> x.Expr:
        return x.CallVar(c.var(part), tuple(arg.build() for arg in args), c.final(result))

    return Node(result, build, at)


def function_value(c: Ctx, signature: Signature, at: a.At) -> Node:
    """A behaviour as a value."""
    function = signature.function
    if function is None:
        return c.poison(at)
    if signature.stub:
        return stub_used(c, signature, at)
    module, name = signature.module, signature.name
    return Node(function, lambda: x.FnRef(module, name, function, c.span(at)), at)


def stub_used(c: Ctx, signature: Signature, at: a.At) -> Node:
    """A behaviour without a body cannot be called from a body."""
    message = f"`{signature.name}` has no body, so a body cannot use it"
    return c.error("VB0513", message, at, hint=f"give `{signature.name}` a `body`")


def ambiguous(c: Ctx, name: str, found: Ambiguous, at: a.At) -> Node:
    """Two imports declare the name."""
    modules = ", ".join(f"`{module}`" for module in found.modules)
    hint = f"write `{found.modules[0]}.{name}`"
    return c.error("VB0423", f"`{name}` is declared by {modules}", at, hint=hint)


def unknown_name(c: Ctx, e: a.Ident, scope: Scope) -> Node:
    """Nobody declares the name."""
    if isinstance(c.env.types.bare(e.name), Ambiguous) or c.env.types.bare(e.name) is not None:
        return c.error("VB0522", f"`{e.name}` is a type, not a value", e.at)
    if e.name in c.env.modules:
        return c.error("VB0522", f"`{e.name}` is a module, not a value", e.at)
    c.env.unknown += 1
    hint = _unknown_hint(c, e, scope) if c.env.unknown <= MOST else None
    return c.error("VB0420", f"nothing is called `{e.name}` here", e.at, hint=hint)


def _unknown_hint(c: Ctx, e: a.Ident, scope: Scope) -> str | None:
    from vibee_compiler.frontend.check.habits import name_hint

    names = scope.names() | c.env.constants.all() | c.env.behaviours.all()
    return (
        own_hint(c, e.name, scope)
        or did_you_mean(e.name, names)
        or enum_hint(c, e.name)
        or name_hint(e.name)
    )


def own_hint(c: Ctx, name: str, scope: Scope) -> str | None:
    """What a constraint calls the value that it speaks of."""
    names = scope.names()
    if names == {"value"} and not did_you_mean(name, names):
        return "the value that a constraint speaks of is called `value`"
    own = scope.find("self")
    if own is None or not isinstance(own.type, t.Named):
        return None
    decl = c.env.decl(own.type)
    fields = [one.name for one in decl.fields] if isinstance(decl, Record) else []
    return f"write `self.{name}`" if name in fields else None


def enum_hint(c: Ctx, name: str) -> str | None:
    """How to write a value of an enum, or a variant, that was written bare."""
    for type_name in sorted(c.env.types.all()):
        hit = c.env.types.bare(type_name)
        if hit is None or isinstance(hit, Ambiguous):
            continue
        members = getattr(hit.value, "members", ()) or [
            v.name for v in getattr(hit.value, "variants", ())
        ]
        if name in members:
            return f"write `{type_name}.{name}`"
    return None


def let(c: Ctx, e: a.LetExpr, scope: Scope, want: t.Type | None) -> Node:
    """`let binder: type = value; body`; the value does not see the binder."""
    if e.type is None:
        value = c.infer(e.value, scope)
    else:
        declared = declared_type(c.env, e.type, c.report)
        if declared is None or contains_opaque(declared) is not None:
            c.infer(e.value, scope)
            value = c.poison(e.value.at)
        else:
            value = store(c, c.check(e.value, scope, t.erase(declared)), declared)
    no_function(c, value)
    names: dict[str, Variable] = {}
    pattern = binder(c, e.binder, value.type, names)
    body = c.infer(e.body, scope.with_variables(names), want)
    return Node(
        body.type,
        lambda: x.Let(pattern(), value.build(), body.build(), c.final(body.type), c.span(e.at)),
        e.at,
    )


def no_function(c: Ctx, node: Node) -> None:
    """Have it checked that a value is no function: those are parameters only."""

    def check() -> None:
        if not c.failed and contains_function(c.final(node.type)):
            hint = "a function can only be an argument of a behaviour"
            c.report("VB0518", "a function is no value to keep", node.at, hint=hint)

    c.later.append(check)


def contains_function(type_: t.Type) -> bool:
    """Whether there is a function type in it."""
    return isinstance(type_, t.FnT) or any(map(contains_function, t.children(type_)))


def conditional(c: Ctx, e: a.IfExpr | a.Ternary, scope: Scope, want: t.Type | None) -> Node:
    """`if` and `?:`: the condition a Bool, both branches of one type."""
    cond = c.check(e.cond, scope, t.BOOL)
    then, other, type_ = branches(c, e.then, e.other, scope, want)
    ternary = isinstance(e, a.Ternary)
    return Node(
        type_,
        lambda: x.If(
            cond.build(), then.build(), other.build(), c.final(type_), ternary, c.span(e.at)
        ),
        e.at,
    )


def branches(
    c: Ctx, first: a.Expr, second: a.Expr, scope: Scope, want: t.Type | None
) -> tuple[Node, Node, t.Type]:
    """Two expressions of one type."""
    left = c.infer(first, scope, want)
    right = c.infer(second, scope, want or left.type)
    if c.solver.unify(left.type, right.type):
        return left, right, right.type if is_error(c.solver.head(left.type)) else left.type
    c.mismatch(right.type, left.type, right.at)
    return left, right, left.type


def fail(c: Ctx, e: a.FailExpr, scope: Scope, want: t.Type | None) -> Node:
    """`fail Name(message)`; its type is any."""
    message = c.check(e.message, scope, t.STRING)
    type_ = want if want is not None else c.solver.fresh()
    name = e.name.name
    c.fails.append((name, e.name.at))
    return Node(type_, lambda: x.Fail(name, message.build(), c.final(type_), c.span(e.at)), e.at)


def list_literal(c: Ctx, e: a.ListExpr, scope: Scope, want: t.Type | None) -> Node:
    """`[a, ?o]`: all elements of one type."""
    wanted = c.solver.head(want) if want is not None else None
    elem = wanted.elem if isinstance(wanted, t.ListT) else c.solver.fresh()
    items = [
        _element(c, item, scope, t.OptionT(elem) if optional else elem, mixed=i > 0)
        for i, (item, optional) in enumerate(e.items)
    ]
    flags = tuple(optional for _, optional in e.items)
    type_ = t.ListT(elem)

    def build() -> x.Expr:
        built = tuple(item.build() for item in items)
        return x.ListLit(built, flags, c.final(type_), c.span(e.at))

    node = Node(type_, build, e.at)
    no_function(c, node)
    return node


def _element(c: Ctx, e: a.Expr, scope: Scope, want: t.Type, mixed: bool) -> Node:
    node = c.infer(e, scope, want)
    if not c.solver.unify(node.type, want):
        found, wanted = c.solver.resolve(node.type), c.solver.resolve(want)
        hint = "all elements of a list or map have one type" if mixed else None
        c.report(
            "VB0501",
            f"this is {show(found)}, not {show(wanted)}",
            node.at,
            expected=show(wanted),
            hint=hint,
        )
    return node


def map_literal(c: Ctx, e: a.MapExpr, scope: Scope, want: t.Type | None) -> Node:
    """`{k: v, ?k: o}`: keys of one type that can be keys, values of one type."""
    wanted = c.solver.head(want) if want is not None else None
    key = wanted.key if isinstance(wanted, t.MapT) else c.solver.fresh()
    value = wanted.value if isinstance(wanted, t.MapT) else c.solver.fresh()
    pairs: list[tuple[Node, Node]] = []
    for i, (k, v, optional) in enumerate(e.entries):
        left = _element(c, k, scope, key, mixed=i > 0)
        right = _element(c, v, scope, t.OptionT(value) if optional else value, mixed=i > 0)
        pairs.append((left, right))
    flags = tuple(optional for _, _, optional in e.entries)
    type_ = t.MapT(key, value)
    key_class(c, key, e.at)

    def build() -> x.Expr:
        built = tuple((k.build(), v.build()) for k, v in pairs)
        errors = _map_errors(c, [k for k, _ in built], [k.at for k, _ in pairs])
        return x.MapLit(built, flags, c.final(type_), errors, c.span(e.at))

    node = Node(type_, build, e.at)
    no_function(c, node)
    return node


def key_class(c: Ctx, type_: t.Type, at: a.At) -> None:
    """Have it checked that a type can be that of keys."""
    from vibee_compiler.frontend.check.classes import PHRASES, belongs

    def check() -> None:
        found = c.final(type_)
        if not c.failed and belongs(found, "key", c.env.decl) is False:
            c.report("VB0505", f"{show(found)} is no type that {PHRASES['key']}", at)

    c.later.append(check)


def _map_errors(c: Ctx, keys: list[x.Expr], places: list[a.At]) -> frozenset[str]:
    """Constant keys that repeat are reported; computed ones may repeat at run time."""
    seen: set[object] = set()
    for key, at in zip(keys, places, strict=True):
        value = key.value if isinstance(key, x.Literal) else None
        value = key.member if isinstance(key, x.EnumValue) else value
        if value is not None and value in seen:
            c.report("VB0516", "this key stands in the map already", at)
        seen.add(value)
    computed = any(not isinstance(key, x.Literal | x.EnumValue) for key in keys)
    return frozenset({"InvalidArgument"}) if computed and len(keys) > 1 else x.NO_ERRORS


def tuple_literal(c: Ctx, e: a.TupleExpr, scope: Scope, want: t.Type | None) -> Node:
    """`(a, b)`."""
    wanted = c.solver.head(want) if want is not None else None
    wants: tuple[t.Type | None, ...] = (None,) * len(e.items)
    if isinstance(wanted, t.TupleT) and len(wanted.items) == len(e.items):
        wants = wanted.items
    items = [c.infer(item, scope, one) for item, one in zip(e.items, wants, strict=True)]
    type_ = c.solver.bounded(t.TupleT(tuple(item.type for item in items)))

    def build() -> x.Expr:
        return x.TupleLit(tuple(item.build() for item in items), c.final(type_), c.span(e.at))

    node = Node(type_, build, e.at)
    no_function(c, node)
    return node


RULES: dict[type, Callable[..., Node]] = {
    a.IntLit: literal,
    a.FloatLit: literal,
    a.StringLit: literal,
    a.BytesLit: literal,
    a.BoolLit: literal,
    a.NullLit: null,
    a.UintLit: uint,
    a.Ident: ident,
    a.LetExpr: let,
    a.IfExpr: conditional,
    a.Ternary: conditional,
    a.FailExpr: fail,
    a.ListExpr: list_literal,
    a.MapExpr: map_literal,
    a.TupleExpr: tuple_literal,
}
