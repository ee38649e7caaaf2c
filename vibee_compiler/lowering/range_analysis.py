"""The analysis of ranges: what is known of the values of expressions, evaluated abstractly.

An abstract interpretation over intervals (Cousot and Cousot, 1977), in the order of evaluation,
with facts about sizes and about what has been tested (`facts`). What it knows comes from
constraints, `requires`, constants, conditions and patterns; see docs/analyses.md, which the errors
of public signatures depend on. `ranges` is the pass.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import (
    AliasDecl,
    Behaviour,
    Constraint,
    Enum,
    Field,
    Program,
    Record,
    Sum,
    TypeDecl,
)
from vibee_compiler.ir.signatures import table
from vibee_compiler.lowering import intervals as iv
from vibee_compiler.lowering.facts import Env
from vibee_compiler.lowering.intervals import TOP, Abstract, Dict, Num, Opt, Rec, Seq, Tup
from vibee_compiler.lowering.range_macros import MACROS
from vibee_compiler.lowering.range_rules import RULES
from vibee_compiler.lowering.refine import matched, refine
from vibee_compiler.lowering.walk import Mapper, everything

Result = tuple[Abstract, Any]


PEEK = 24
"""Operands of conditions are looked at again when they have at most so many parts, and no control
flow, so that the time stays in proportion to the size."""


def small(node: Any) -> bool:
    """Whether looking at a value again costs next to nothing."""
    for count, part in enumerate(everything((node,))):
        if count > PEEK or isinstance(part, x.Lambda | x.If | x.Match | x.Let):
            return False
    return True


class Analysis:
    """The analysis of a program; results of behaviours and fields are computed when asked for."""

    def __init__(self, program: Program, int_bits: int) -> None:
        self.program = program
        self.limits = iv.Limits.of(int_bits)
        self._decls = {(m.name, d.name): d for m in program.modules for d in m.types}
        self._behaviours = {(m.name, b.name): b for m in program.modules for b in m.behaviours}
        self._constants = {(m.name, c.name): c for m in program.modules for c in m.constants}
        self.loops = 0
        self._fields: dict[tuple[t.Type, str | None, str], Abstract] = {}
        self._results: dict[tuple[str, str], Abstract] = {}

    # Parts of what is known

    def num(self, known: Abstract) -> Num:
        """As an Int."""
        return known if isinstance(known, Num) else self.limits.whole

    def size(self, known: Abstract) -> Num:
        """As the size of a container."""
        return known.size if isinstance(known, Seq | Dict) else self.limits.size

    def elem(self, known: Abstract) -> Abstract:
        """What is known of an element."""
        return known.elem if isinstance(known, Seq) else TOP

    def some(self, known: Abstract) -> Abstract:
        """What is known of an option's value."""
        return known.some if isinstance(known, Opt) else TOP

    def item(self, known: Abstract, i: int) -> Abstract:
        """What is known of a part of a tuple."""
        return known.items[i] if isinstance(known, Tup) else TOP

    def map(self, known: Abstract) -> Dict:
        """As a map."""
        return known if isinstance(known, Dict) else Dict(self.limits.size, TOP, TOP)

    # What types say

    def declared(self, type_: t.Type) -> Abstract:
        """What a declared type says of its values."""
        found = iv.sized(type_)
        if found is not None:
            return iv.meet(found, self.limits.whole)
        match type_:
            case t.Alias():
                decl = self._decls.get((type_.module, type_.name))
                inner = self.declared(type_.target)
                constraints = decl.constraints if isinstance(decl, AliasDecl) else ()
                return self.constrained(inner, constraints, t.erase(type_.target))
            case t.ListT(elem) | t.SetT(elem):
                return self._container(Seq(self.limits.size, self.declared(elem)))
            case t.ArrayT(size, elem):
                return Seq(Num(size, size), self.declared(elem))
            case t.OptionT(elem):
                inner = self.declared(elem)
                return TOP if inner == TOP else Opt(inner)
            case t.TupleT(items):
                return Tup(tuple(map(self.declared, items)))
            case t.MapT(key, value):
                return Dict(self.limits.size, self.declared(key), self.declared(value))
        return TOP

    def _container(self, known: Seq) -> Abstract:
        return TOP if known.elem == TOP else known

    def constrained(
        self, known: Abstract, constraints: tuple[Constraint, ...], type_: t.Type
    ) -> Abstract:
        """What constraints add about their `value`."""
        for one in constraints:
            if one.expr is not None and one.var is not None:
                env = Env({one.var.uid: known})
                refine(self, env, one.expr, holds=True)
                known = env.value(one.var)
        return known

    def field(self, type_: t.Type, variant: str | None, name: str) -> Abstract:
        """What a record's or variant's declaration says of a field."""
        if not isinstance(type_, t.Named):
            return TOP
        key = (t.Named(type_.module, type_.name), variant, name)
        if key not in self._fields:
            self._fields[key] = TOP
            decl = self._decls.get((type_.module, type_.name))
            self._fields[key] = self._field(decl, variant, name)
        return self._fields[key]

    def _field(self, decl: TypeDecl | None, variant: str | None, name: str) -> Abstract:
        fields: tuple[Field, ...] = ()
        if isinstance(decl, Record):
            fields = decl.fields
        elif isinstance(decl, Sum):
            fields = next(v.fields for v in decl.variants if v.name == variant)
        one = next((f for f in fields if f.name == name), None)
        if one is None or decl is None or isinstance(decl, Enum):
            return TOP
        known = self.constrained(self.declared(one.type), one.constraints, t.erase(one.type))
        if isinstance(decl, Record):
            for whole in decl.constraints:
                known = self._invariant(known, whole, name, t.erase(one.type))
        return known

    def _invariant(self, known: Abstract, whole: Constraint, name: str, type_: t.Type) -> Abstract:
        """What an invariant says of one field by itself."""
        if whole.expr is None or whole.var is None:
            return known
        uid = max(v.uid for v in everything((whole.expr, whole.var)) if type(v) is x.Var) + 1
        var = x.Var(name, uid, type_)
        env = Env({uid: known})
        refine(self, env, _FieldAs(whole.var, name, var).expr(whole.expr), holds=True)
        return env.value(var)

    def variant_field(self, type_: t.Type, variant: str, name: str) -> Abstract:
        """What is known of a field of a variant."""
        return self.field(type_, variant, name)

    def result(self, module: str, name: str) -> Abstract:
        """What is known of a behaviour's result, whatever its arguments."""
        key = (module, name)
        if key not in self._results:
            one = self._behaviours[key]
            declared = self.declared(one.returns)
            self._results[key] = declared
            if one.body is not None:
                env = self.entry(one)
                found, _ = self.ev(one.body, env)
                own = [c for c in one.ensures if c.var is not None]
                self._results[key] = self.constrained(
                    found if found != TOP else declared, tuple(own), t.erase(one.returns)
                )
        return self._results[key]

    def entry(self, one: Behaviour, *, requires: bool = True) -> Env:
        """The facts on entry of a behaviour."""
        env = Env({param.var.uid: self.declared(param.type) for param in one.params})
        for condition in one.requires if requires else ():
            if condition.expr is not None:
                refine(self, env, condition.expr, holds=True)
        return env

    # Expressions

    def peek(self, node: Any, env: Env) -> Abstract:
        """What is known of a value, with no effect on the facts; of small values only."""
        if not small(node):
            return TOP
        return self.ev(node, env.copy())[0]

    def ev(self, node: Any, env: Env) -> Result:
        """What is known of a value, and its expression with fewer errors.

        Facts that evaluating it adds are in `env` afterwards.
        """
        known, new = self._ev(node, env)
        key = env.key(node)
        if key is None or node.type != t.INT:
            return known, new
        found = env.terms.get(key)
        return (known if found is None else iv.meet(self.num(known), found)), new

    def _ev(self, node: Any, env: Env) -> Result:
        match node:
            case x.Literal(value, type_):
                if type_ == t.INT and isinstance(value, int):
                    return Num(value, value), node
                if type_ == t.STRING and isinstance(value, str):
                    return Seq(Num(len(value), len(value)), TOP), node
                return TOP, node
            case x.Local(var):
                return env.value(var), node
            case x.ConstRef(module, name):
                constant = self._constants.get((module, name))
                return (TOP if constant is None else self.peek(constant.value, Env())), node
            case x.Let():
                return self._let(node, env)
            case x.If():
                return self._if(node, env)
            case x.Match():
                return self._match(node, env)
            case x.Op():
                return self._op(node, env)
            case x.FieldGet(base, name):
                known, new = self.ev(base, env)
                found = known.get(name) if isinstance(known, Rec) else TOP
                if found == TOP:
                    found = self.field(base.type, None, name)
                return found, node if new is base else replace(node, base=new)
            case x.Store():
                return self._store(node, env)
            case x.Call(module, name):
                new = self._rebuilt(node, env)
                return self.result(module, name), new
        return self._made(node, env)

    def _rebuilt(self, node: Any, env: Env) -> Any:
        """The node with its parts analysed in order."""
        return _Parts(self, env, []).rebuild(node)

    def _made(self, node: Any, env: Env) -> Result:
        parts = _Parts(self, env, [])
        new = parts.rebuild(node)
        match node:
            case x.ListLit(items, optional):
                firm = sum(not flag for flag in optional)
                known = [
                    self.some(k) if o else k for k, o in zip(parts.known, optional, strict=True)
                ]
                return Seq(Num(firm, len(items)), _joined(known)), new
            case x.SetLit(items):
                return Seq(Num(len(items), len(items)), _joined(parts.known)), new
            case x.MapLit(entries, optional):
                values = [
                    self.some(k) if o else k
                    for k, o in zip(parts.known[1::2], optional, strict=True)
                ]
                least = 1 if not all(optional) else 0
                size = Num(least, len(entries))
                return Dict(size, _joined(parts.known[::2]), _joined(values)), new
            case x.TupleLit():
                return Tup(tuple(parts.known)), new
            case x.RecordLit(fields):
                names = [name for name, _ in fields]
                return Rec(tuple(zip(names, parts.known, strict=True))), new
            case x.RecordUpdate(_, fields):
                base = parts.known[0]
                old = dict(base.fields) if isinstance(base, Rec) else {}
                given = zip((name for name, _ in fields), parts.known[1:], strict=True)
                return Rec(tuple({**old, **dict(given)}.items())), new
        return TOP, new

    def bind(self, pattern: x.Pattern, value: Any, known: Abstract, env: Env) -> None:
        """Bind a `let`: the variable is numbered as its value is."""
        matched(self, env, pattern, value, known)
        if not isinstance(pattern, x.PBind):
            return
        uid = pattern.var.uid
        size = env.size_key(value)
        if size is not None and not isinstance(value, x.Literal):
            env.sizes[uid] = size
        bounds = env.bounds(value) if value.type == t.INT else frozenset()
        if bounds:
            env.bound(env.key(x.Local(pattern.var, value.type)) or "", bounds)
        if isinstance(value, x.RecordLit):
            keys = {name: env.key(part) for name, part in value.fields}
            env.records[uid] = {name: key for name, key in keys.items() if key is not None}

    def _let(self, node: x.Let, env: Env) -> Result:
        known, value = self.ev(node.value, env)
        self.bind(node.pattern, value, known, env)
        found, body = self.ev(node.body, env)
        return found, replace(node, value=value, body=body)

    def _if(self, node: x.If, env: Env) -> Result:
        _, cond = self.ev(node.cond, env)
        yes, no = env.copy(), env.copy()
        refine(self, yes, cond, holds=True)
        refine(self, no, cond, holds=False)
        one, then = self.ev(node.then, yes)
        two, other = self.ev(node.other, no)
        new = replace(node, cond=cond, then=then, other=other)
        if isinstance(node.then, x.Fail):
            _take_over(env, no)
            return two, new
        if isinstance(node.other, x.Fail):
            _take_over(env, yes)
            return one, new
        return iv.join(one, two), new

    def _match(self, node: x.Match, env: Env) -> Result:
        known, subject = self.ev(node.subject, env)
        arms: list[x.Arm] = []
        found: list[Abstract] = []
        for arm in node.arms:
            inner = env.copy()
            matched(self, inner, arm.pattern, subject, known)
            guard = arm.guard
            if guard is not None:
                _, guard = self.ev(guard, inner)
                refine(self, inner, guard, holds=True)
            value, body = self.ev(arm.body, inner)
            arms.append(x.Arm(arm.pattern, guard, body))
            if not isinstance(arm.body, x.Fail):
                found.append(value)
        return _joined(found), replace(node, subject=subject, arms=tuple(arms))

    def _store(self, node: x.Store, env: Env) -> Result:
        known, value = self.ev(node.value, env)
        errors, declared = node.errors, self.declared(node.to)
        limit = iv.sized(node.to)
        if limit is not None and isinstance(declared, Num) and self.num(known).within(limit):
            errors = errors - {"Overflow"}
        if isinstance(known, Num) and isinstance(declared, Num):
            declared = iv.meet(known, declared)
        elif declared == TOP:
            declared = known
        return declared, replace(node, value=value, errors=errors)

    def _op(self, node: x.Op, env: Env) -> Result:
        if node.id in MACROS:
            return MACROS[node.id](self, node, env)
        if any(isinstance(arg, x.Lambda) for arg in node.args):
            return TOP, self._rebuilt(node, env)
        if node.id in ("bool.and", "bool.or"):
            return self._lazy(node, env)
        known: list[Abstract] = []
        args: list[Any] = []
        lazy = table()[node.id].parts
        for i, arg in enumerate(node.args):
            inner = env.copy() if i < len(lazy) and lazy[i].lazy else env
            one, new = self.ev(arg, inner)
            known.append(one)
            args.append(new)
        node = replace(node, args=tuple(args))
        outcome = RULES.get(node.id)
        found, safe = (
            (TOP, frozenset[str]()) if outcome is None else outcome(self, node, known, env)
        )
        key = env.key(node)
        if key is not None and f"done {key}" in env.holds:
            safe = node.errors
        if key is not None and node.errors:
            env.holds.add(f"done {key}")
        if table()[node.id].recursive:
            safe = frozenset()
        return found, replace(node, errors=node.errors - safe) if node.errors & safe else node

    def _lazy(self, node: x.Op, env: Env) -> Result:
        _, left = self.ev(node.args[0], env)
        inner = env.copy()
        refine(self, inner, left, holds=node.id == "bool.and")
        _, right = self.ev(node.args[1], inner)
        return TOP, replace(node, args=(left, right))


def _take_over(env: Env, other: Env) -> None:
    """Go on with the facts of the only path that goes on."""
    env.values, env.aliases, env.sizes = other.values, other.aliases, other.sizes
    env.records, env.terms = other.records, other.terms
    env.uppers, env.holds = other.uppers, other.holds


def _joined(items: list[Abstract]) -> Abstract:
    if not items:
        return TOP
    found = items[0]
    for item in items[1:]:
        found = iv.join(found, item)
    return found


class _Parts(Mapper):
    """Analyses the parts of a node in order; under binders nothing is known and nothing kept."""

    def __init__(self, analysis: Analysis, env: Env, known: list[Abstract]) -> None:
        self.analysis = analysis
        self.env = env
        self.known = known

    def expr(self, node: Any) -> Any:
        if isinstance(node, x.Lambda):
            inner = self.env.copy()
            return replace(node, body=self.analysis.ev(node.body, inner)[1])
        known, new = self.analysis.ev(node, self.env)
        self.known.append(known)
        return new


class _FieldAs(Mapper):
    """Replaces one field of a variable by another variable."""

    def __init__(self, var: x.Var, name: str, by: x.Var) -> None:
        self.of = var
        self.name = name
        self.by = by

    def expr(self, node: Any) -> Any:
        match node:
            case x.FieldGet(x.Local(var), name) if var == self.of and name == self.name:
                return x.Local(self.by, node.type)
        return self.rebuild(node)
