"""A verifier of the IR, for tests: what holds after the checker and after every later pass.

In the manner of GHC's Core Lint: types of nodes agree, variables are bound once and used in
scope, operations have the parts that the signature table says, `Store` leads from an expression
type to a declared one. Names are resolved within the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import (
    AliasDecl,
    Behaviour,
    Constraint,
    Enum,
    Field,
    Module,
    Program,
    Record,
    Sum,
    TypeDecl,
)
from vibee_compiler.ir.signatures import Entry, table
from vibee_compiler.ir.verify_patterns import check_pattern
from vibee_compiler.ir.walk import pattern_vars
from vibee_compiler.records import dataclass

_TEXT_EXTRA = frozenset({"field", "field?", "has"})
_CHOICES = {"format.f", "format.e", "format.f.int", "format.e.int", "tuple.at", "list.flattenDepth"}
_PROVED = {("lists.range3", "up")}


def verify(program: Program) -> list[str]:
    """All that is wrong with a program, each with where it is; empty when it is well-formed."""
    found: list[str] = []
    for module in program.modules:
        found.extend(verify_module(module, program))
    return found


def verify_module(module: Module, program: Program) -> list[str]:
    """All that is wrong with a module of a program."""
    found: list[str] = []
    for decl in module.types:
        found.extend(_declaration(decl, program, f"{module.name}.{decl.name}"))
    for constant in module.constants:
        check = Verifier(program, f"{module.name}.{constant.name}", found)
        check.stored(constant.value, constant.type, {})
    for behaviour in module.behaviours:
        found.extend(_behaviour(behaviour, program, f"{module.name}.{behaviour.name}"))
    return found


def verify_expression(node: x.Expr, program: Program, variables: Iterable[x.Var] = ()) -> list[str]:
    """All that is wrong with an expression in which some variables are free."""
    found: list[str] = []
    scope = {var.uid: var for var in variables}
    check = Verifier(program, "expression", found, set(scope))
    check.expr(node, scope)
    return found


def _declaration(decl: TypeDecl, program: Program, where: str) -> list[str]:
    found: list[str] = []
    if isinstance(decl, Enum):
        return found
    check = Verifier(program, where, found)
    check.conditions(decl.constraints)
    fields: list[Field] = []
    if isinstance(decl, Record):
        fields = list(decl.fields)
    elif isinstance(decl, Sum):
        fields = [one for variant in decl.variants for one in variant.fields]
    for one in fields:
        check.conditions(one.constraints)
        if one.default is not None:
            check.stored(one.default, one.type, {})
    return found


def _behaviour(one: Behaviour, program: Program, where: str) -> list[str]:
    found: list[str] = []
    check = Verifier(program, where, found)
    scope: dict[int, x.Var] = {}
    for param in one.params:
        if param.var.type != t.erase(param.type):
            check.wrong(f"the variable of parameter {param.var.name} has another type")
        check.bind(param.var, scope)
        if param.default is not None:
            Verifier(program, where, found).stored(param.default, param.type, {})
    check.conditions(one.requires, scope)
    check.conditions(one.ensures, scope)
    check.conditions((p.constraint for p in one.properties), scope)
    if one.body is not None:
        check.stored(one.body, one.returns, scope)
    for example in one.examples:
        if len(example.args) != len(one.params):
            check.wrong("an example has another number of arguments")
        for arg, param in zip(example.args, one.params, strict=False):
            check.stored(arg, param.type, {})
        if example.expected is not None:
            check.stored(example.expected, one.returns, {})
        if (example.expected is None) == (example.raises is None):
            check.wrong("an example has no outcome, or two")
    return found


Scope = dict[int, x.Var]


@dataclass(slots=True)
class Verifier:
    """Checks the expressions of one declaration; `bound` are the uids that it has used."""

    program: Program
    where: str
    found: list[str]
    bound: set[int] = field(default_factory=set)

    def wrong(self, message: str, node: object = None) -> None:
        """Note a fault."""
        kind = "" if node is None else f" ({type(node).__name__})"
        self.found.append(f"{self.where}: {message}{kind}")

    def same(self, left: t.Type, right: t.Type, what: str, node: object) -> None:
        """Note a fault unless two types are equal."""
        if left != right:
            self.wrong(f"{what}: {left} is not {right}", node)

    def bind(self, var: x.Var, scope: Scope) -> None:
        """A binding occurrence."""
        if var.uid in self.bound:
            self.wrong(f"the variable {var.name}/{var.uid} is bound twice")
        self.bound.add(var.uid)
        scope[var.uid] = var

    def conditions(self, items: Iterable[Constraint], scope: Scope | None = None) -> None:
        """Constraints: Bool expressions that may see a variable of their own."""
        for one in items:
            inner = dict(scope or {})
            if one.var is not None:
                self.bind(one.var, inner)
            if one.expr is not None:
                self.expr(one.expr, inner)
                self.same(one.expr.type, t.BOOL, "a condition", one.expr)

    def stored(self, node: x.Expr, declared: t.Type, scope: Scope) -> None:
        """A value in a place of a declared type."""
        self.expr(node, scope)
        self.same(node.type, t.erase(declared), "the type of a stored value", node)
        if isinstance(node, x.Store):
            self.same(node.to, declared, "what is stored", node)

    def decl(self, type_: t.Type, node: object) -> TypeDecl | None:
        """The declaration of a named type."""
        if isinstance(type_, t.Named):
            for module in self.program.modules:
                if module.name == type_.module:
                    for decl in module.types:
                        if decl.name == type_.name and not isinstance(decl, AliasDecl):
                            return decl
        self.wrong(f"{type_} is not declared", node)
        return None

    def expr(self, node: x.Expr, scope: Scope) -> None:
        """Check a node and all inside; types of expressions are erased and settled."""
        if not settled(node.type):
            self.wrong(f"{node.type} is no type of a finished expression", node)
        _RULES[type(node)](self, node, scope)

    def all(self, nodes: Iterable[x.Expr], scope: Scope) -> None:
        """Check several nodes."""
        for node in nodes:
            self.expr(node, scope)

    def pattern(self, p: x.Pattern, type_: t.Type, scope: Scope, *, total: bool = False) -> Scope:
        """The scope with a pattern's variables."""
        check_pattern(self, p, type_, total)
        inner = dict(scope)
        for var in pattern_vars(p):
            self.bind(var, inner)
        return inner

    def fields(
        self, given: tuple[tuple[str, x.Expr], ...], declared: tuple[Field, ...],
        by: Mapping[str, t.Type], node: object, scope: Scope, *, whole: bool,
    ) -> None:  # fmt: skip
        """The fields of a record or variant."""
        types = {one.name: t.substitute(one.type, dict(by)) for one in declared}
        names = [name for name, _ in given]
        if len(set(names)) < len(names) or (whole and set(names) != set(types)):
            self.wrong(f"the fields are {names}, not {list(types)}", node)
        for name, value in given:
            self.expr(value, scope)
            if name not in types:
                self.wrong(f"no field {name}", node)
            else:
                self.same(value.type, t.erase(types[name]), f"field {name}", node)


def settled(type_: t.Type) -> bool:
    """Whether a type is an expression type without open parts."""
    if isinstance(type_, t.Sized | t.ArrayT | t.Alias):
        return False
    if isinstance(type_, t.TypeVar):
        return not type_.name.startswith("?")
    return all(map(settled, t.children(type_)))


def _leaf(v: Verifier, node: x.Expr, scope: Scope) -> None:
    return None


def _literal(v: Verifier, node: x.Literal, scope: Scope) -> None:
    wanted = {"Int": int, "Float": float, "Bool": bool, "String": str, "Bytes": bytes,
              "Timestamp": int, "Duration": int, "Decimal": str, "UUID": str}  # fmt: skip
    name = node.type.name if isinstance(node.type, t.Prim) else ""
    if name != "Any" and type(node.value) is not wanted.get(name):
        v.wrong(f"{node.value!r} is no literal of {node.type}", node)


def _local(v: Verifier, node: x.Local, scope: Scope) -> None:
    if scope.get(node.var.uid) != node.var:
        v.wrong(f"the variable {node.var.name}/{node.var.uid} is not in scope", node)
    v.same(node.type, node.var.type, "a variable", node)


def _const(v: Verifier, node: x.ConstRef, scope: Scope) -> None:
    module = next((m for m in v.program.modules if m.name == node.module), None)
    found = next((c for c in module.constants if c.name == node.name), None) if module else None
    if found is None:
        v.wrong(f"no constant {node.module}.{node.name}", node)
    else:
        v.same(node.type, t.erase(found.type), "a constant", node)


def _target(v: Verifier, node: x.Call | x.FnRef) -> Behaviour | None:
    for module in v.program.modules:
        if module.name == node.module:
            for one in module.behaviours:
                if one.name == node.name:
                    return one
    v.wrong(f"no behaviour {node.module}.{node.name}", node)
    return None


def _fn_ref(v: Verifier, node: x.FnRef, scope: Scope) -> None:
    one = _target(v, node)
    if one is not None:
        params = tuple(t.erase(param.type) for param in one.params)
        v.same(node.type, t.FnT(params, t.erase(one.returns)), "a function value", node)


def _call(v: Verifier, node: x.Call, scope: Scope) -> None:
    one = _target(v, node)
    if one is None:
        return
    if len(node.args) != len(one.params):
        v.wrong(f"{len(node.args)} arguments for {node.name}", node)
    for arg, param in zip(node.args, one.params, strict=False):
        v.stored(arg, param.type, scope)
    v.same(node.type, t.erase(one.returns), "a call", node)


def _call_var(v: Verifier, node: x.CallVar, scope: Scope) -> None:
    if scope.get(node.var.uid) != node.var:
        v.wrong(f"the variable {node.var.name}/{node.var.uid} is not in scope", node)
    v.all(node.args, scope)
    function = t.FnT(tuple(arg.type for arg in node.args), node.type)
    v.same(node.var.type, function, "a called variable", node)


def _let(v: Verifier, node: x.Let, scope: Scope) -> None:
    v.expr(node.value, scope)
    inner = v.pattern(node.pattern, node.value.type, scope, total=True)
    v.expr(node.body, inner)
    v.same(node.type, node.body.type, "let", node)


def _if(v: Verifier, node: x.If, scope: Scope) -> None:
    v.all((node.cond, node.then, node.other), scope)
    v.same(node.cond.type, t.BOOL, "a condition", node)
    v.same(node.then.type, node.type, "a branch", node)
    v.same(node.other.type, node.type, "a branch", node)


def _match(v: Verifier, node: x.Match, scope: Scope) -> None:
    v.expr(node.subject, scope)
    if not node.arms:
        v.wrong("no arms", node)
    for arm in node.arms:
        inner = v.pattern(arm.pattern, node.subject.type, scope)
        if arm.guard is not None:
            v.expr(arm.guard, inner)
            v.same(arm.guard.type, t.BOOL, "a guard", node)
        v.expr(arm.body, inner)
        v.same(arm.body.type, node.type, "an arm", node)


def _fail(v: Verifier, node: x.Fail, scope: Scope) -> None:
    v.expr(node.message, scope)
    v.same(node.message.type, t.STRING, "a message", node)


def _lambda(v: Verifier, node: x.Lambda, scope: Scope) -> None:
    v.wrong("a lambda that is no part of an operation", node)


def _op(v: Verifier, node: x.Op, scope: Scope) -> None:
    entry = table().entries.get(node.id)
    if entry is None:
        v.wrong(f"no entry {node.id}", node)
        return
    if not node.errors <= set(entry.errors):
        v.wrong(f"{node.id} does not raise {sorted(node.errors - set(entry.errors))}", node)
    wants_extra = (
        node.id in _CHOICES
        or node.id == "string.format"
        or any(spelling.kind in _TEXT_EXTRA for spelling in entry.spellings)
    )
    if (node.extra is not None) != wants_extra and (node.id, node.extra) not in _PROVED:
        v.wrong(f"{node.id} with extra {node.extra!r}", node)
    if node.id == "string.format":
        v.all(node.args, scope)
        for arg in node.args:
            v.same(arg.type, t.STRING, "a formatted piece", node)
        return
    _op_parts(v, node, entry, scope)


def _op_parts(v: Verifier, node: x.Op, entry: Entry, scope: Scope) -> None:
    parts = entry.parts
    if entry.variadic and node.args:
        parts = parts[: len(node.args)] + parts[-1:] * (len(node.args) - len(parts))
    expected = 1 if node.id == "list.flattenDepth" else len(parts)
    if len(node.args) != expected:
        v.wrong(f"{len(node.args)} parts for {node.id}", node)
        return
    by: dict[str, t.Type] = {}
    for arg, part in zip(node.args, parts, strict=False):
        if isinstance(arg, x.Lambda) != bool(part.binders):
            v.wrong(f"part {part.name} of {node.id} is {type(arg).__name__}", node)
        elif isinstance(arg, x.Lambda):
            inner = dict(scope)
            for param, (_, type_) in zip(arg.params, part.binders, strict=False):
                v.same(param.type, t.substitute(type_, by), f"a binder of {node.id}", node)
                inner = v.pattern(param, param.type, inner, total=True)
            if len(arg.params) != len(part.binders):
                v.wrong(f"{len(arg.params)} binders for part {part.name} of {node.id}", node)
            v.expr(arg.body, inner)
            v.same(arg.type, arg.body.type, "a lambda", node)
        else:
            v.expr(arg, scope)
        if not _matches(part.type, arg.type, by):
            v.wrong(f"part {part.name} of {node.id} is {arg.type}, not {part.type}", node)
    if entry.result is not None and not _matches(entry.result, node.type, by):
        v.wrong(f"the result of {node.id} is {node.type}, not {entry.result}", node)


def _matches(scheme: t.Type, type_: t.Type, by: dict[str, t.Type]) -> bool:
    """Whether a type is an instance of a scheme, with what its variables stand for."""
    if isinstance(scheme, t.TypeVar):
        return by.setdefault(scheme.name, type_) == type_
    if type(scheme) is not type(type_):
        return False
    inside = t.children(scheme)
    others = t.children(type_)
    if not inside:
        return scheme == type_
    return len(inside) == len(others) and all(
        _matches(a, b, by) for a, b in zip(inside, others, strict=True)
    )


def _list(v: Verifier, node: x.ListLit, scope: Scope) -> None:
    v.all(node.items, scope)
    elem = node.type.elem if isinstance(node.type, t.ListT) else t.VOID
    if len(node.items) != len(node.optional):
        v.wrong("flags for other elements", node)
    for item, optional in zip(node.items, node.optional, strict=False):
        v.same(item.type, t.OptionT(elem) if optional else elem, "an element", node)


def _map(v: Verifier, node: x.MapLit, scope: Scope) -> None:
    key, value = (
        (node.type.key, node.type.value) if isinstance(node.type, t.MapT) else (t.VOID, t.VOID)
    )
    for (k, item), optional in zip(node.entries, node.optional, strict=True):
        v.all((k, item), scope)
        v.same(k.type, key, "a key", node)
        v.same(item.type, t.OptionT(value) if optional else value, "a value", node)


def _set(v: Verifier, node: x.SetLit, scope: Scope) -> None:
    v.all(node.items, scope)
    for item in node.items:
        v.same(t.SetT(item.type), node.type, "an element", node)


def _tuple(v: Verifier, node: x.TupleLit, scope: Scope) -> None:
    v.all(node.items, scope)
    v.same(t.TupleT(tuple(item.type for item in node.items)), node.type, "a tuple", node)


def _enum(v: Verifier, node: x.EnumValue, scope: Scope) -> None:
    decl = v.decl(node.type, node)
    if not isinstance(decl, Enum) or node.member not in decl.members:
        v.wrong(f"no value {node.member}", node)


def _args(decl: Record | Sum, type_: t.Type) -> dict[str, t.Type]:
    args = type_.args if isinstance(type_, t.Named) else ()
    return dict(zip(decl.params, args, strict=False))


def _record(v: Verifier, node: x.RecordLit, scope: Scope) -> None:
    decl = v.decl(node.type, node)
    if isinstance(decl, Record):
        v.fields(node.fields, decl.fields, _args(decl, node.type), node, scope, whole=True)
    else:
        v.wrong("no record", node)


def _update(v: Verifier, node: x.RecordUpdate, scope: Scope) -> None:
    v.expr(node.base, scope)
    v.same(node.base.type, node.type, "the base", node)
    decl = v.decl(node.type, node)
    if isinstance(decl, Record):
        v.fields(node.fields, decl.fields, _args(decl, node.type), node, scope, whole=False)
    else:
        v.wrong("no record", node)


def _variant(v: Verifier, node: x.VariantLit, scope: Scope) -> None:
    decl = v.decl(node.type, node)
    variants = decl.variants if isinstance(decl, Sum) else ()
    variant = next((one for one in variants if one.name == node.variant), None)
    if variant is None or not isinstance(decl, Sum):
        v.wrong(f"no variant {node.variant}", node)
    else:
        v.fields(node.fields, variant.fields, _args(decl, node.type), node, scope, whole=True)


def _field(v: Verifier, node: x.FieldGet, scope: Scope) -> None:
    v.expr(node.base, scope)
    decl = v.decl(node.base.type, node)
    found = decl.fields if isinstance(decl, Record) else ()
    one = next((f for f in found if f.name == node.name), None)
    if one is None or not isinstance(decl, Record):
        v.wrong(f"no field {node.name}", node)
    else:
        type_ = t.erase(t.substitute(one.type, _args(decl, node.base.type)))
        v.same(node.type, type_, "a field", node)


def _store(v: Verifier, node: x.Store, scope: Scope) -> None:
    v.expr(node.value, scope)
    v.same(node.value.type, node.type, "a stored value", node)
    v.same(node.type, t.erase(node.to), "a store", node)
    if settled(node.to):
        v.wrong(f"nothing to store in {node.to}", node)


_RULES: Mapping[type, Callable[..., None]] = {
    x.Literal: _literal, x.Local: _local, x.ConstRef: _const, x.FnRef: _fn_ref, x.Let: _let,
    x.If: _if, x.Match: _match, x.Fail: _fail, x.Call: _call, x.CallVar: _call_var,
    x.Lambda: _lambda, x.Op: _op, x.ListLit: _list, x.MapLit: _map, x.SetLit: _set,
    x.TupleLit: _tuple, x.EnumValue: _enum, x.RecordLit: _record, x.RecordUpdate: _update,
    x.VariantLit: _variant, x.FieldGet: _field, x.Store: _store,
}  # fmt: skip
