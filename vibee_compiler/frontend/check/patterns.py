"""Patterns of `match`: from the AST to typed patterns of the IR."""

from __future__ import annotations

from collections.abc import Callable

from vibee_compiler.diagnostics.names import did_you_mean, near
from vibee_compiler.frontend import ast as a
from vibee_compiler.frontend.check.binders import name_binder
from vibee_compiler.frontend.check.context import Ctx, Variable
from vibee_compiler.frontend.check.environment import Hit
from vibee_compiler.frontend.check.records import find_variant, no_variant
from vibee_compiler.frontend.check.show import count, show
from vibee_compiler.frontend.check.unify import is_error
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Enum, Record, Sum, TypeDecl

Builder = Callable[[], x.Pattern]
Names = dict[str, Variable]

_LITERALS: dict[type, t.Type] = {
    a.IntLit: t.INT,
    a.StringLit: t.STRING,
    a.BytesLit: t.BYTES,
    a.BoolLit: t.BOOL,
}
_REFUSED: dict[type, tuple[str, str]] = {
    a.FloatLit: ("VB0608", "a Float is no pattern: compare it in a guard"),
    a.NullLit: ("VB0506", "there is no null: the pattern is `optional.none()`"),
    a.UintLit: ("VB0507", "there are no unsigned literals"),
}


def pattern(c: Ctx, p: a.Pattern, type_: t.Type, names: Names, whole: bool = False) -> Builder:
    """A pattern for a value of a type; `whole` says that it is all of an arm's pattern.

    Variables are added to `names`. What does not fit is reported and taken as `_`.
    """
    match p:
        case a.WildPat():
            return _wild(c, type_)
        case a.LiteralPat(literal, at):
            return _literal(c, literal, at, type_)
        case a.NamePat():
            return _name(c, p, type_, names, whole)
        case a.RecordPat():
            return _record(c, p, type_, names)
        case a.CallPat():
            return _call(c, p, type_, names)
        case a.ListPat():
            return _list(c, p, type_, names)
        case a.TuplePat(items, at):
            return _tuple(c, items, at, type_, names)


def _wild(c: Ctx, type_: t.Type) -> Builder:
    return lambda: x.PWild(c.final(type_))


def _misfit(c: Ctx, what: str, type_: t.Type, at: a.At) -> None:
    found = c.solver.resolve(type_)
    if is_error(found):
        c.failed = True
    else:
        message = f"{what} is no pattern for {show(found)}"
        if isinstance(found, t.Named) and isinstance(c.env.decl(found), Record):
            hint = "a record has no pattern: match on its fields, `match (r.a, r.b) { ... }`"
            c.report("VB0603", message, at, hint=hint)
        else:
            c.report("VB0603", message, at, expected=show(found))


def _literal(c: Ctx, e: object, at: a.At, type_: t.Type) -> Builder:
    if type(e) in _REFUSED:
        code, message = _REFUSED[type(e)]
        c.report(code, message, at)
        return _wild(c, type_)
    assert isinstance(e, a.IntLit | a.StringLit | a.BytesLit | a.BoolLit)
    mine = _LITERALS[type(e)]
    if not c.solver.unify(type_, mine):
        _misfit(c, f"a literal of {show(mine)}", type_, at)
        return _wild(c, type_)
    if isinstance(e, a.IntLit) and not -(2**63) <= e.value < 2**63:
        c.report("VB0508", f"{e.value} is beyond the 64 bits of Int", at)
    value = e.value
    return lambda: x.PLiteral(value, mine)


def _named(c: Ctx, type_: t.Type) -> tuple[t.Named, TypeDecl] | None:
    found = c.known(type_)
    decl = c.env.decl(found) if isinstance(found, t.Named) else None
    return (found, decl) if isinstance(found, t.Named) and decl is not None else None


def _members(decl: TypeDecl) -> tuple[str, ...]:
    if isinstance(decl, Enum):
        return decl.members
    return tuple(v.name for v in decl.variants) if isinstance(decl, Sum) else ()


def _name(c: Ctx, p: a.NamePat, type_: t.Type, names: Names, whole: bool) -> Builder:
    """A value of the matched type, else a binding."""
    last = p.path[-1]
    if len(p.path) == 1 and last.name == "_" and not last.quoted:
        return _wild(c, type_)
    named = _named(c, type_)
    if len(p.path) > 1:
        return _dotted(c, p, type_, named)
    if named is not None and last.name in _members(named[1]):
        return _value(c, named, last, p.at)
    if named is not None and (members := _members(named[1])):
        if whole:
            hint = did_you_mean(last.name, members) or "write `_` for all other cases"
            message = f"{named[1].name} has no value `{last.name}`"
            c.report("VB0604", message, p.at, hint=hint)
        close = () if whole else near(last.name, members)
        if close:
            variable = c.bind(last.name, type_)
            c.slips.append((variable.uid, last.name, close[0], p.at))
            return _bind(c, variable, names, p.at)
    return name_binder(c, last.name, p.at, type_, names)


def _bind(c: Ctx, variable: Variable, names: Names, at: a.At) -> Builder:
    if variable.name in names:
        c.report("VB0605", f"`{variable.name}` is bound twice", at)
        variable.type = c.poison(at).type
    names[variable.name] = variable
    return lambda: x.PBind(c.var(variable), c.final(variable.type))


def _value(c: Ctx, named: tuple[t.Named, TypeDecl], last: a.Ident, at: a.At) -> Builder:
    type_, decl = named
    if isinstance(decl, Enum):
        return lambda: x.PEnum(last.name, type_)
    assert isinstance(decl, Sum)
    variant = find_variant(decl, last.name)
    if variant is not None and variant.fields:
        hint = f"write `{last.name}{{{variant.fields[0].name}}}`, or `{last.name}{{}}`"
        c.report("VB0606", f"`{last.name}` has fields", at, hint=hint)
    return lambda: x.PVariant(last.name, (), c.final(type_))


def _resolve(c: Ctx, path: tuple[a.Ident, ...]) -> Hit[TypeDecl] | None:
    """The type that all but the last name of a path mean."""
    names = [part.name for part in path[:-1]]
    if len(names) == 2:
        decl = c.env.types.of(names[0], names[1])
        return Hit(names[0], decl) if decl is not None else None
    hit = c.env.types.bare(names[0]) if len(names) == 1 else None
    return hit if isinstance(hit, Hit) else None


def _same_type(
    c: Ctx, path: tuple[a.Ident, ...], type_: t.Type, at: a.At
) -> tuple[t.Named, TypeDecl] | None:
    """The matched type, if the path's type is that; otherwise None, reported."""
    hit = _resolve(c, path)
    text = ".".join(part.name for part in path[:-1])
    if hit is None:
        hint = did_you_mean(path[0].name, c.env.types.all())
        c.report("VB0603", f"`{text}` is no type", at, hint=hint)
        return None
    decl = hit.value
    args = tuple(c.solver.fresh() for _ in getattr(decl, "params", ()))
    wanted: t.Type = t.Named(hit.module, decl.name, args)
    target = getattr(decl, "target", None)
    if target is not None:
        wanted = t.erase(t.substitute(target, dict(zip(decl_params(decl), args, strict=True))))
    if not c.solver.unify(type_, wanted):
        _misfit(c, f"a value of {text}", type_, at)
        return None
    return _named(c, type_)


def decl_params(decl: TypeDecl) -> tuple[str, ...]:
    """The type parameters of a declaration."""
    return () if isinstance(decl, Enum) else decl.params


def _dotted(c: Ctx, p: a.NamePat, type_: t.Type, named: tuple[t.Named, TypeDecl] | None) -> Builder:
    found = _same_type(c, p.path, type_, p.at)
    if found is None:
        return _wild(c, type_)
    last = p.path[-1]
    if last.name not in _members(found[1]):
        hint = did_you_mean(last.name, _members(found[1]))
        c.report("VB0425", f"{found[1].name} has no value `{last.name}`", last.at, hint=hint)
        return _wild(c, type_)
    return _value(c, found, last, p.at)


def _record(c: Ctx, p: a.RecordPat, type_: t.Type, names: Names) -> Builder:
    """`Circle{radius: r}`, with or without the type's name."""
    found = _named(c, type_)
    if len(p.path) > 1:
        found = _same_type(c, p.path, type_, p.at)
        if found is None:
            return _wild(c, type_)
    last = p.path[-1]
    if found is None or not isinstance(found[1], Sum):
        found = _by_variant(c, last.name, type_) or found
    if found is None or not isinstance(found[1], Sum):
        _misfit(c, f"`{last.name}{{...}}`", type_, p.at)
        _poisoned(c, p, names)
        return _wild(c, type_)
    named, decl = found
    assert isinstance(decl, Sum)
    variant = find_variant(decl, last.name)
    if variant is None:
        no_variant(c, decl, last.name, last.at)
        _poisoned(c, p, names)
        return _wild(c, type_)
    by = dict(zip(decl.params, named.args, strict=True))
    declared = {f.name: t.erase(t.substitute(f.type, by)) for f in variant.fields}
    builders: dict[str, Builder] = {}
    for name, inner in p.fields:
        if name.name not in declared:
            hint = did_you_mean(name.name, declared)
            message = f"`{last.name}` has no field `{name.name}`"
            c.report("VB0428", message, name.at, hint=hint)
            continue
        if name.name in builders:
            c.report("VB0605", f"`{name.name}` stands twice in the pattern", name.at)
        of = declared[name.name]
        builders[name.name] = (
            name_binder(c, name.name, name.at, of, names)
            if inner is None
            else pattern(c, inner, of, names)
        )
    return lambda: x.PVariant(
        last.name, tuple((k, build()) for k, build in builders.items()), c.final(named)
    )


def _by_variant(c: Ctx, name: str, type_: t.Type) -> tuple[t.Named, TypeDecl] | None:
    """Where nothing is known of the matched type: the only sum type with such a variant."""
    if not isinstance(c.known(type_), t.TypeVar) or is_error(c.known(type_)):
        return None
    hits = [c.env.types.bare(one) for one in sorted(c.env.types.all())]
    found = [
        hit
        for hit in hits
        if isinstance(hit, Hit) and isinstance(hit.value, Sum) and find_variant(hit.value, name)
    ]
    if len(found) != 1:
        return None
    decl = found[0].value
    args = tuple(c.solver.fresh() for _ in decl_params(decl))
    named = t.Named(found[0].module, decl.name, args)
    c.solver.unify(type_, named)
    return named, decl


def _poisoned(c: Ctx, p: a.RecordPat, names: Names) -> None:
    """Bind the names of a pattern that is wrong, so that they give no further errors."""
    for name, inner in p.fields:
        if inner is None:
            names[name.name] = c.bind(name.name, c.poison(name.at).type)
        else:
            pattern(c, inner, c.poison(name.at).type, names)


def _call(c: Ctx, p: a.CallPat, type_: t.Type, names: Names) -> Builder:
    """`optional.of(p)`, `optional.none()`, `result.ok(p)`, `result.err(p)`."""
    path = ".".join(part.name for part in p.path)
    wanted = {"optional.of": 1, "optional.none": 0, "result.ok": 1, "result.err": 1}.get(path)
    if wanted is None or len(p.args) != wanted:
        expected = "optional.of(p), optional.none(), result.ok(p) or result.err(p)"
        c.report("VB0603", f"`{path}` with {count(len(p.args), 'part')} is no pattern", p.at,
                 expected=expected)  # fmt: skip
        for arg in p.args:
            pattern(c, arg, c.poison(p.at).type, names)
        return _wild(c, type_)
    first, second = c.solver.fresh(), c.solver.fresh()
    shape = t.OptionT(first) if path.startswith("optional") else t.ResultT(first, second)
    if not c.solver.unify(type_, shape):
        _misfit(c, f"`{path}`", type_, p.at)
        for arg in p.args:
            pattern(c, arg, c.poison(p.at).type, names)
        return _wild(c, type_)
    if not p.args:
        return lambda: x.PNone(c.final(type_))
    inner = pattern(c, p.args[0], second if path == "result.err" else first, names)
    makers: dict[str, Callable[[x.Pattern, t.Type], x.Pattern]] = {
        "optional.of": x.PSome,
        "result.ok": x.POk,
        "result.err": x.PErr,
    }
    return lambda: makers[path](inner(), c.final(type_))


def _list(c: Ctx, p: a.ListPat, type_: t.Type, names: Names) -> Builder:
    elem: t.Type = c.solver.fresh()
    if not c.solver.unify(type_, t.ListT(elem)):
        _misfit(c, "a list", type_, p.at)
        elem = c.poison(p.at).type
    items = [pattern(c, item, elem, names) for item in p.items]
    rest = None if p.rest is None else pattern(c, p.rest, t.ListT(elem), names)
    return lambda: x.PList(tuple(item() for item in items), rest and rest(), c.final(type_))


def _tuple(c: Ctx, items: tuple[a.Pattern, ...], at: a.At, type_: t.Type, names: Names) -> Builder:
    parts: tuple[t.Type, ...] = tuple(c.solver.fresh() for _ in items)
    if not c.solver.unify(type_, t.TupleT(parts)):
        found = c.known(type_)
        if isinstance(found, t.TupleT):
            message = f"the tuple has {count(len(found.items), 'element')}, not {len(items)}"
            c.report("VB0603", message, at)
        else:
            _misfit(c, "a tuple", type_, at)
        parts = tuple(c.poison(at).type for _ in items)
    builders = [pattern(c, item, part, names) for item, part in zip(items, parts, strict=True)]
    return lambda: x.PTuple(tuple(build() for build in builders), c.final(type_))
