"""Rules for record literals, updates, variants and enum values."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vibee_compiler.diagnostics.model import Severity
from vibee_compiler.diagnostics.names import did_you_mean
from vibee_compiler.frontend import ast as a
from vibee_compiler.frontend.check.context import Ctx, Node, Scope
from vibee_compiler.frontend.check.environment import Ambiguous, Env, Hit
from vibee_compiler.frontend.check.show import show
from vibee_compiler.frontend.check.store import store
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import AliasDecl, Enum, Field, Record, Sum, TypeDecl, Variant
from vibee_compiler.ir.walk import map_types

Members = tuple[Field, ...]


def field_types(c: Ctx, type_: t.Named) -> Mapping[str, t.Type] | None:
    """The expression types of a record's fields; None for other types."""
    decl = c.env.decl(type_)
    if not isinstance(decl, Record):
        return None
    by = dict(zip(decl.params, type_.args, strict=True))
    return {one.name: t.erase(t.substitute(one.type, by)) for one in decl.fields}


def type_value(c: Ctx, hit: Hit[TypeDecl], want: t.Type | None) -> t.Named:
    """The type of a value of a declaration, its arguments open or as wanted."""
    params = getattr(hit.value, "params", ())
    type_ = t.Named(hit.module, hit.value.name, tuple(c.solver.fresh() for _ in params))
    if want is not None and params and c.solver.could((type_, want)):
        c.solver.unify(type_, want)
    return type_


def member(c: Ctx, hit: Hit[TypeDecl], e: a.Select) -> Node:
    """`Type.member`: an enum value, or a variant without fields."""
    decl = hit.value
    if isinstance(decl, Enum):
        if e.name not in decl.members:
            hint = did_you_mean(e.name, decl.members) or _one_of(decl.members)
            return c.error("VB0425", f"{decl.name} has no value `{e.name}`", e.name_at, hint=hint)
        enum = t.Named(hit.module, decl.name)
        return Node(enum, lambda: x.EnumValue(e.name, enum, c.span(e.at)), e.at)
    if isinstance(decl, Sum):
        variant = find_variant(decl, e.name)
        if variant is None:
            return no_variant(c, decl, e.name, e.name_at)
        if variant.fields:
            first = variant.fields[0].name
            hint = f"write `{decl.name}.{e.name}{{{first}: ...}}`"
            return c.error("VB0510", f"`{e.name}` has fields", e.at, hint=hint)
        return _variant(c, hit, decl, variant, (), e.at, None)
    if isinstance(decl, AliasDecl):
        target = t.erase(decl.target)
        found = c.env.decl(target) if isinstance(target, t.Named) else None
        if isinstance(target, t.Named) and isinstance(found, Enum | Sum):
            return member(c, Hit(target.module, found), e)
    return c.error("VB0425", f"the type `{decl.name}` has no value `{e.name}`", e.name_at)


def find_variant(decl: Sum, name: str) -> Variant | None:
    """The variant of that name."""
    return next((variant for variant in decl.variants if variant.name == name), None)


def no_variant(c: Ctx, decl: Sum, name: str, at: a.At) -> Node:
    """Report that a sum type has no such variant."""
    names = [variant.name for variant in decl.variants]
    hint = did_you_mean(name, names) or _one_of(names)
    return c.error("VB0425", f"{decl.name} has no variant `{name}`", at, hint=hint)


def _one_of(names: tuple[str, ...] | list[str]) -> str:
    shown = [f"`{name}`" for name in names[:6]]
    return "one of " + ", ".join(shown) + (", ..." if len(names) > 6 else "")


def record(c: Ctx, e: a.RecordExpr, scope: Scope, want: t.Type | None) -> Node:
    """`User{id: 1}`, `User{...u, id: 2}`, `Shape.Circle{radius: 1.0}`."""
    found = _resolve(c, e, scope)
    if found is None:
        for init in e.fields:
            c.infer(init.value, scope)
        return c.poison(e.at)
    hit, variant = found
    decl = hit.value
    type_ = type_value(c, hit, want)
    if isinstance(decl, Sum) and variant is not None:
        if e.base is not None:
            message = "a variant cannot be updated: read it by `match` and make a new one"
            return c.error("VB0511", message, e.at)
        written = _fields(c, e, variant.fields, decl, type_, scope)
        return _variant(c, hit, decl, variant, written, e.at, type_)
    assert isinstance(decl, Record)
    if e.base is not None:
        base = c.check(e.base, scope, type_)
        written = _fields(c, e, decl.fields, decl, type_, scope)
        errors = contract(c.env, hit, None)

        def update() -> x.Expr:
            fields = tuple((name, node.build()) for name, node in written)
            return x.RecordUpdate(base.build(), fields, c.final(type_), errors, c.span(e.at))

        return Node(type_, update, e.at)
    written = _fields(c, e, decl.fields, decl, type_, scope)
    complete = _defaults(c, hit, decl.fields, None, type_, written, e.at)

    def build() -> x.Expr:
        fields = complete()
        return x.RecordLit(fields, c.final(type_), contract(c.env, hit, None), c.span(e.at))

    return Node(type_, build, e.at)


def contract(env: Env, hit: Hit[TypeDecl], variant: str | None) -> frozenset[str]:
    """ContractViolation when making the value checks something."""
    named = t.Named(hit.module, hit.value.name)
    return frozenset({"ContractViolation"}) if env.constrained(named, variant) else x.NO_ERRORS


def _resolve(c: Ctx, e: a.RecordExpr, scope: Scope) -> tuple[Hit[TypeDecl], Variant | None] | None:
    """The record, or the sum type and its variant, that a literal's path means."""
    names = [part.name for part in e.path]
    hit = _find(c, names, e)
    if hit is None:
        return None
    used, found = hit
    decl = found.value
    if isinstance(decl, AliasDecl):
        target = t.erase(decl.target)
        named = c.env.decl(target) if isinstance(target, t.Named) else None
        if isinstance(target, t.Named) and named is not None:
            found, decl = Hit(target.module, named), named
    rest = e.path[used:]
    if isinstance(decl, Record) and not rest:
        return found, None
    if isinstance(decl, Sum) and len(rest) == 1:
        variant = find_variant(decl, rest[0].name)
        if variant is None:
            no_variant(c, decl, rest[0].name, rest[0].at)
            return None
        return found, variant
    if isinstance(decl, Sum) and decl.variants:
        example = f"write `{decl.name}.{decl.variants[0].name}{{...}}`"
        c.report("VB0522", f"`{decl.name}` is a sum type: name a variant", e.at, hint=example)
    else:
        c.report("VB0522", f"`{'.'.join(names)}` is no record", e.at)
    return None


def _find(c: Ctx, names: list[str], e: a.RecordExpr) -> tuple[int, Hit[TypeDecl]] | None:
    if len(names) > 1:
        decl = c.env.types.of(names[0], names[1])
        if decl is not None:
            return 2, Hit(names[0], decl)
    hit = c.env.types.bare(names[0])
    if isinstance(hit, Hit):
        return 1, hit
    if isinstance(hit, Ambiguous):
        hint = f"write `{hit.modules[0]}.{names[0]}`"
        modules = ", ".join(f"`{module}`" for module in hit.modules)
        message = f"the type `{names[0]}` is declared by {modules}"
        c.report("VB0423", message, e.path[0].at, hint=hint)
        return None
    near = did_you_mean(names[0], c.env.types.all()) or _variant_hint(c, names[0])
    message = f"no type is called `{names[0]}`"
    c.report("VB0422", message, e.path[0].at, hint=near, severity=Severity.ERROR)
    return None


def _variant_hint(c: Ctx, name: str) -> str | None:
    for type_name in sorted(c.env.types.all()):
        hit = c.env.types.bare(type_name)
        if isinstance(hit, Hit) and isinstance(hit.value, Sum) and find_variant(hit.value, name):
            return f"write `{type_name}.{name}{{...}}`"
    return None


def _fields(
    c: Ctx, e: a.RecordExpr, fields: Members, decl: TypeDecl, type_: t.Named, scope: Scope
) -> tuple[tuple[str, Node], ...]:
    """The fields that are written, each stored as its declaration says."""
    by = dict(zip(getattr(decl, "params", ()), type_.args, strict=True))
    declared = {one.name: t.substitute(one.type, by) for one in fields}
    written: dict[str, Node] = {}
    for init in e.fields:
        if init.optional:
            message = "a field is always written: there is no `?f: x` in a record"
            c.report("VB0511", message, init.at, hint=f"write `{init.name}: x`")
        if init.name not in declared:
            hint = did_you_mean(init.name, declared)
            c.report("VB0428", f"{decl.name} has no field `{init.name}`", init.at, hint=hint)
            c.infer(init.value, scope)
            continue
        if init.name in written:
            c.report("VB0511", f"`{init.name}` is written twice", init.at)
        target = declared[init.name]
        node = c.check(init.value, scope, t.erase(target))
        written[init.name] = store(c, node, target)
    return tuple(written.items())


def _defaults(
    c: Ctx,
    hit: Hit[TypeDecl],
    fields: Members,
    variant: str | None,
    type_: t.Named,
    written: tuple[tuple[str, Node], ...],
    at: a.At,
) -> Callable[[], tuple[tuple[str, x.Expr], ...]]:
    """Builds all fields: those written, in that order, then defaults in declared order."""
    names = {name for name, _ in written}
    left = [one for one in fields if one.name not in names]
    missing = [one.name for one in left if not c.env.has_default(hit, variant, one)]
    if missing:
        listed = ", ".join(f"`{name}`" for name in missing)
        c.report("VB0510", f"{show(type_)} needs {listed}", at)

    def build() -> tuple[tuple[str, x.Expr], ...]:
        by = dict(zip(getattr(hit.value, "params", ()), type_.args, strict=True))
        solved = {name: c.final(arg) for name, arg in by.items()}
        built = [(name, node.build()) for name, node in written]
        for one in left:
            default = field_default(c.env, hit, variant, one, solved)
            if default is None:
                c.failed = True
            else:
                built.append((one.name, default))
        return tuple(built)

    return build


def field_default(
    env: Env, hit: Hit[TypeDecl], variant: str | None, one: Field, by: dict[str, t.Type]
) -> x.Expr | None:
    """The default of a field in a value whose type arguments are given."""
    default = env.default_of(hit, variant, one)
    if default is not None:
        return map_types(default, lambda type_: t.substitute(type_, by)) if by else default
    type_ = t.erase(t.substitute(one.type, by))
    return x.Op("optional.none", (), type_) if isinstance(type_, t.OptionT) else None


def _variant(
    c: Ctx,
    hit: Hit[TypeDecl],
    decl: Sum,
    variant: Variant,
    written: tuple[tuple[str, Node], ...],
    at: a.At,
    type_: t.Named | None,
) -> Node:
    found = type_ or type_value(c, hit, None)
    complete = _defaults(c, hit, variant.fields, variant.name, found, written, at)
    name = variant.name

    def build() -> x.Expr:
        errors = contract(c.env, hit, name)
        return x.VariantLit(name, complete(), c.final(found), errors, c.span(at))

    return Node(found, build, at)


RULES: dict[type, Callable[..., Node]] = {a.RecordExpr: record}
