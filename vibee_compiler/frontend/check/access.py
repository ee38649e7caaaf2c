"""Rules for `e.f`, `e.?f`, `e[i]`, `e[?i]` and `has(e.f)`."""

from __future__ import annotations

from collections.abc import Callable

from vibee_compiler.diagnostics.names import did_you_mean
from vibee_compiler.frontend import ast as a
from vibee_compiler.frontend.check.basics import ambiguous, function_value
from vibee_compiler.frontend.check.context import Ctx, Node, Scope
from vibee_compiler.frontend.check.environment import Ambiguous, Hit
from vibee_compiler.frontend.check.overload import Candidate, Choice
from vibee_compiler.frontend.check.records import field_types, member
from vibee_compiler.frontend.check.show import show
from vibee_compiler.frontend.check.unify import is_error, is_open
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Enum, Record, Sum, TypeDecl
from vibee_compiler.ir.signatures import table


def select(c: Ctx, e: a.Select, scope: Scope, want: t.Type | None) -> Node:
    """A dotted name, or a field."""
    named = None if e.optional else _dotted(c, e, scope)
    if named is not None:
        return named
    return field(c, c.infer(e.operand, scope), e)


def _dotted(c: Ctx, e: a.Select, scope: Scope) -> Node | None:
    """`module.name`, `Type.member`, `module.Type.member`; None where a variable comes first."""
    if isinstance(e.operand, a.Ident):
        head = e.operand
        if not head.root and scope.find(head.name) is not None:
            return None
        return _of_module(c, head.name, e) or _of_type(c, head, e, scope)
    if isinstance(e.operand, a.Select) and isinstance(e.operand.operand, a.Ident):
        head, name = e.operand.operand, e.operand.name
        if (head.root or scope.find(head.name) is None) and not e.operand.optional:
            decl = c.env.types.of(head.name, name)
            if decl is not None and c.env.constants.of(head.name, name) is None:
                return member(c, Hit(head.name, decl), e)
    return None


def _of_module(c: Ctx, module: str, e: a.Select) -> Node | None:
    constant = c.env.constants.of(module, e.name)
    if constant is not None:
        type_ = t.erase(constant.type)
        return Node(type_, lambda: x.ConstRef(module, e.name, type_, c.span(e.at)), e.at)
    behaviour = c.env.behaviours.of(module, e.name)
    return None if behaviour is None else function_value(c, behaviour(), e.at)


def _of_type(c: Ctx, head: a.Ident, e: a.Select, scope: Scope) -> Node | None:
    hit = c.env.types.bare(head.name)
    constant = c.env.constants.bare(head.name) is not None
    if isinstance(hit, Ambiguous):
        return None if constant else ambiguous(c, head.name, hit, head.at)
    if hit is not None and (not constant or has_member(hit.value, e.name)):
        return member(c, hit, e)
    if constant or c.env.behaviours.bare(head.name) is not None:
        return None
    if head.name in c.env.modules:
        names = c.env.constants.imported.get(head.name, {})
        hint = did_you_mean(e.name, names)
        message = f"`{head.name}` declares no `{e.name}` that is a value"
        return c.error("VB0425", message, e.name_at, hint=hint)
    if head.name in table().namespaces:
        hint = did_you_mean(f"{head.name}.{e.name}", table().names("function"))
        return c.error("VB0421", f"`{head.name}.{e.name}` is no value", e.at, hint=hint)
    hint = did_you_mean(head.name, scope.names() | c.env.constants.all() | c.env.types.all())
    return c.error("VB0420", f"nothing is called `{head.name}` here", head.at, hint=hint)


def has_member(decl: TypeDecl, name: str) -> bool:
    """Whether `Type.name` is a value."""
    if isinstance(decl, Enum):
        return name in decl.members
    return isinstance(decl, Sum) and any(variant.name == name for variant in decl.variants)


def field(c: Ctx, operand: Node, e: a.Select) -> Node:
    """A field of a record, a map or an option of these."""
    type_ = c.known(operand.type)
    if is_error(type_):
        return c.poison(e.at)
    if is_open(type_):
        message = f"the field `{e.name}` of a value whose type is not known yet"
        return c.error("VB0504", message, operand.at, hint="give it a type: `let x: Point = ...`")
    match type_:
        case t.Named():
            return _record_field(c, operand, type_, e)
        case t.MapT(key, value):
            return _map_field(c, operand, key, value, e)
        case t.OptionT(elem):
            return _option_field(c, operand, c.known(elem), e)
        case _:
            return _no_field(c, type_, e)


def _record_field(c: Ctx, operand: Node, type_: t.Named, e: a.Select) -> Node:
    fields = field_types(c, type_)
    if fields is None or e.name not in fields:
        return _no_field(c, type_, e)
    found = fields[e.name]
    if not e.optional:
        return Node(
            found,
            lambda: x.FieldGet(operand.build(), e.name, c.final(found), c.span(e.at)),
            e.at,
        )
    if not isinstance(c.known(found), t.OptionT):
        return _no_option(c, e)
    return _op(c, "record.fieldOptional", operand, found, e)


def _map_field(c: Ctx, operand: Node, key: t.Type, value: t.Type, e: a.Select) -> Node:
    if not c.solver.unify(key, t.STRING):
        keys = show(c.solver.resolve(key))
        return c.error("VB0428", f"the keys of this map are {keys}: write `m[k]`", e.name_at)
    if e.optional:
        return _op(c, "map.fieldOptional", operand, t.OptionT(value), e)
    return _op(c, "map.field", operand, value, e)


def _option_field(c: Ctx, operand: Node, elem: t.Type, e: a.Select) -> Node:
    """A field in an option: with `.` as with `.?`, since CEL's chains stay optional."""
    if is_open(elem):
        message = f"the field `{e.name}` of a value whose type is not known yet"
        return c.error("VB0504", message, operand.at)
    if isinstance(elem, t.MapT) and c.solver.unify(elem.key, t.STRING):
        return _op(c, "option.fieldOfMap", operand, t.OptionT(elem.value), e)
    fields = field_types(c, elem) if isinstance(elem, t.Named) else None
    if fields is None or e.name not in fields:
        return _no_field(c, t.OptionT(elem), e)
    found = c.known(fields[e.name])
    if isinstance(found, t.OptionT):
        return _op(c, "option.fieldOption", operand, found, e)
    return _op(c, "option.field", operand, t.OptionT(found), e)


def _op(c: Ctx, entry_id: str, operand: Node, type_: t.Type, e: a.Select) -> Node:
    errors = frozenset(table()[entry_id].errors)
    return Node(
        type_,
        lambda: x.Op(entry_id, (operand.build(),), c.final(type_), e.name, errors, c.span(e.at)),
        e.at,
    )


def _no_option(c: Ctx, e: a.Select) -> Node:
    message = f"`{e.name}` is always there: it is no option"
    return c.error("VB0517", message, e.name_at, hint=f"write `.{e.name}`")


def _no_field(c: Ctx, type_: t.Type, e: a.Select) -> Node:
    from vibee_compiler.frontend.check.habits import method_hint

    shown = show(c.solver.resolve(type_))
    hint: str | None = None
    if isinstance(type_, t.TupleT):
        hint = "the elements of a tuple are `p[0]`, `p[1]`, ..."
    elif isinstance(type_, t.Named):
        decl = c.env.decl(type_)
        if isinstance(decl, Sum):
            hint = "the fields of a variant are read by `match`"
        elif isinstance(decl, Record):
            hint = did_you_mean(e.name, [one.name for one in decl.fields])
    elif e.name in table().names("method"):
        hint = f"a function is called with brackets: `.{e.name}()`"
    else:
        hint = method_hint(c.solver.resolve(type_), e.name)
    return c.error("VB0428", f"{shown} has no field `{e.name}`", e.name_at, hint=hint)


def select_has(c: Ctx, e: a.Select, scope: Scope, at: a.At) -> Node:
    """`has(e.f)`: a key of a map, a present option field of a record, either in an option."""
    operand = c.infer(e.operand, scope)
    type_ = c.known(operand.type)
    if is_error(type_):
        return c.poison(at)
    if isinstance(type_, t.MapT) and c.solver.unify(type_.key, t.STRING):
        entry_id = "map.has"
    elif isinstance(type_, t.OptionT):
        found = _option_field(c, operand, c.known(type_.elem), e)
        if is_error(c.solver.head(found.type)):
            return c.poison(at)
        return Node(
            t.BOOL,
            lambda: x.Op("option.hasValue", (found.build(),), t.BOOL, span=c.span(at)),
            at,
        )
    elif isinstance(type_, t.Named):
        fields = field_types(c, type_)
        if fields is None or e.name not in fields:
            return _no_field(c, type_, e)
        if not isinstance(c.known(fields[e.name]), t.OptionT):
            return _no_option(c, e)
        entry_id = "record.has"
    else:
        shown = show(c.solver.resolve(type_))
        return c.error("VB0517", f"`has` asks for a field of a record or map, not {shown}", at)
    return Node(
        t.BOOL,
        lambda: x.Op(entry_id, (operand.build(),), t.BOOL, e.name, span=c.span(at)),
        at,
    )


def index(c: Ctx, e: a.Index, scope: Scope, want: t.Type | None) -> Node:
    """`e[i]`, `e[?i]`."""
    operand = c.infer(e.operand, scope)
    type_ = c.known(operand.type)
    if is_error(type_):
        c.infer(e.index, scope)
        return c.poison(e.at)
    if is_open(type_):
        message = "an index into a value whose type is not known yet"
        return c.error("VB0504", message, operand.at)
    if isinstance(type_, t.TupleT):
        return _tuple_at(c, operand, type_, e)
    key = c.infer(e.index, scope)
    if is_error(c.solver.head(key.type)):
        return c.poison(e.at)
    chained = isinstance(type_, t.OptionT)
    kind = "index?" if e.optional or chained else "index"
    pairs = [pair for pair in table().spelled(kind, "", 1) if len(pair[0].parts) == 2]
    candidates = [Candidate.of(c, entry, spelling) for entry, spelling in pairs]

    def describe() -> None:
        found, place = show(c.solver.resolve(type_)), show(c.solver.resolve(key.type))
        c.report("VB0502", f"{found} has no element at {place}", e.at, hint=_index_hint(c, type_))

    return Choice(c, candidates, [operand, key], e.at, describe).node()


def _index_hint(c: Ctx, type_: t.Type) -> str | None:
    if type_ == t.STRING:
        return "`s.charAt(i)` is the code point at i"
    if isinstance(type_, t.ListT):
        return "the index of a list is an Int"
    return None


def _tuple_at(c: Ctx, operand: Node, type_: t.TupleT, e: a.Index) -> Node:
    if e.optional or not isinstance(e.index, a.IntLit):
        return c.error("VB0519", "the index of a tuple is a literal", e.index.at)
    place = e.index.value
    if not 0 <= place < len(type_.items):
        message = f"a tuple of {len(type_.items)} elements has no element {place}"
        return c.error("VB0519", message, e.index.at)
    found = type_.items[place]
    return Node(
        found,
        lambda: x.Op("tuple.at", (operand.build(),), c.final(found), place, span=c.span(e.at)),
        e.at,
    )


RULES: dict[type, Callable[..., Node]] = {a.Select: select, a.Index: index}
