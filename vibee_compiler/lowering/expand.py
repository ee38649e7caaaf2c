"""Derived built-ins that the target does not spell are replaced by their definitions.

What the target spells stays; so does a macro that the loop pass knows (`LOOPS`), for which the
definition would be a detour. A recursive definition becomes a helper function. A primitive that
the target does not spell cannot be replaced: the behaviour becomes a stub, and a finding says so.
"""

from __future__ import annotations

from dataclasses import replace

from vibee_compiler.diagnostics.catalogue import make
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import (
    AliasDecl,
    Behaviour,
    Field,
    Module,
    Param,
    Program,
    Prose,
    Record,
    Sum,
    TypeDecl,
)
from vibee_compiler.ir.signatures import table
from vibee_compiler.lowering.context import Context, Fresh, fresh_for, map_code, map_constraint
from vibee_compiler.lowering.fit import SHIFTS
from vibee_compiler.lowering.literals import list_literal, map_literal, plain_literal
from vibee_compiler.lowering.walk import Mapper
from vibee_compiler.records import dataclass

LOOPS = frozenset(
    {
        "list.fold", "list.map", "list.filter", "list.map3", "list.flatMap", "list.all",
        "list.exists", "list.existsOne", "list.count", "list.find", "list.scan",
        "list.takeWhile", "list.dropWhile", "list.groupBy", "list.minBy", "list.maxBy",
        "list.sortBy", "list.sum", "list.join", "list.joinWith", "list.indexed", "list.zip",
        "lists.range", "lists.range2", "string.chars", "map.keys", "map.values", "map.entries",
        "set.toList",
    }
)  # fmt: skip
"""What the loop pass makes of itself, or walks without making the list."""

WALKED = frozenset(
    {
        "list.indexed", "list.zip", "lists.range", "lists.range2", "string.chars",
        "map.keys", "map.values", "map.entries", "set.toList",
    }
)  # fmt: skip
"""Sources that a `ForEach` walks unmaterialised, whether or not the target spells them."""


def counts_up(node: x.Expr) -> bool:
    """Whether these are numbers that a plain loop counts through in steps, whatever they are."""
    return isinstance(node, x.Op) and node.id == "lists.range3" and node.extra == "up"


@dataclass(slots=True)
class Unsupported(Exception):
    """A primitive that the target does not spell."""

    construct: str


class Expander(Mapper):
    """Replaces what the profile does not spell; raises `Unsupported`."""

    def __init__(self, ctx: Context, module: str, fresh: Fresh) -> None:
        self.ctx = ctx
        self.module = module
        self.fresh = fresh

    def expr(self, node: x.Expr) -> x.Expr:
        """The replacement of an expression, parts included."""
        if isinstance(node, x.ListLit) and not plain_literal(node, self.ctx.profile):
            return self.expr(list_literal(node, self.fresh))
        if isinstance(node, x.MapLit) and not plain_literal(node, self.ctx.profile):
            return self.expr(map_literal(node, self.fresh))
        if not isinstance(node, x.Op):
            return self.rebuild(node)
        if self.ctx.profile.spells(node) or node.id in LOOPS or node.id == "tuple.at":
            return self.rebuild(node)
        if counts_up(node):
            return self.rebuild(node)
        return self.define(node)

    def define(self, node: x.Op) -> x.Expr:
        """The definition of a use, itself expanded."""
        entry = table()[node.id]
        if entry.primitive or (node.id in SHIFTS and self.ctx.profile.int_bits != 64):
            raise Unsupported(entry.spelling or node.id)
        if entry.recursive:
            args = tuple(self.expr(arg) for arg in node.args)
            name = helper(self.ctx, self.module, node)
            return x.Call(self.module, name, args, node.type, node.span)
        entry_errors = frozenset(table()[node.id].errors)
        strict = not any(part.binders or part.lazy for part in table()[node.id].parts)
        if node.errors == entry_errors or not strict:
            return self.expr(self.ctx.definitions.expand(node, self.fresh))
        return self.expr(self._pruned(node))

    def _pruned(self, node: x.Op) -> x.Expr:
        """The definition without the failures that this use cannot have.

        Parts are kept out of it: a failure inside them is the author's.
        """
        parts = table()[node.id].parts
        lets: list[tuple[x.Var, x.Expr]] = []
        args: list[x.Expr] = []
        for i, arg in enumerate(node.args):
            if isinstance(arg, x.Local | x.Literal | x.ConstRef | x.EnumValue):
                args.append(arg)
                continue
            var = self.fresh.var(parts[min(i, len(parts) - 1)].name, arg.type)
            lets.append((var, arg))
            args.append(x.Local(var, var.type))
        meaning = self.ctx.definitions.expand(replace(node, args=tuple(args)), self.fresh)
        meaning = _Pruner(self.ctx, node.errors).expr(meaning)
        for var, arg in reversed(lets):
            meaning = x.Let(x.PBind(var, var.type), arg, meaning, meaning.type, node.span)
        return meaning


class _Pruner(Mapper):
    """Drops what a definition fails with where this use cannot."""

    def __init__(self, ctx: Context, errors: frozenset[str]) -> None:
        self.ctx = ctx
        self.errors = errors

    def dead(self, node: x.Expr) -> bool:
        """Whether an expression is a failure that does not happen."""
        return isinstance(node, x.Fail) and node.error not in self.errors

    def expr(self, node: x.Expr) -> x.Expr:
        """The expression without dead branches."""
        new: x.Expr = self.rebuild(node)
        match new:
            case x.If(cond, then, other) if not self.ctx.raising.of(cond):
                if self.dead(then):
                    return other
                if self.dead(other):
                    return then
            case x.Match(subject, (x.Arm(x.PSome(x.PBind(var)), None, x.Local(used)), last)):
                value = x.Op("option.value", (subject,), new.type)
                if used == var and self.dead(last.body) and self.ctx.profile.spells(value):
                    return value
        return new


def helper(ctx: Context, module: str, op: x.Op) -> str:
    """The name of the helper function of a recursive entry in a module."""
    name = op.id.replace(".", "_")
    ctx.helpers.setdefault(module, set()).add(op.id)
    return name


def helper_behaviour(ctx: Context, module: str, entry_id: str) -> Behaviour:
    """A recursive entry as a function of its parts."""
    entry = table()[entry_id]
    fresh = Fresh(0)
    params = [fresh.var(part.name, part.type) for part in entry.parts]
    args = tuple(x.Local(var, var.type) for var in params)
    result = entry.result if entry.result is not None else t.INT
    op = x.Op(entry_id, args, result, None, frozenset(entry.errors))
    body = ctx.definitions.expand(op, fresh)
    return Behaviour(
        name=entry_id.replace(".", "_"),
        params=tuple(Param(var, var.type) for var in params),
        returns=result,
        prose=Prose(),
        description=entry.doc,
        body=Expander(ctx, module, fresh).expr(body),
        internal=True,
    )


def expand(program: Program, ctx: Context) -> Program:
    """The pass."""
    return replace(program, modules=tuple(_module(one, ctx) for one in program.modules))


def _module(module: Module, ctx: Context) -> Module:
    behaviours = [_behaviour(module, one, ctx) for one in module.behaviours]
    types = tuple(_decl(module, one, ctx) for one in module.types)
    done: set[str] = set()
    while todo := sorted(ctx.helpers.get(module.name, set()) - done):
        for entry_id in todo:
            done.add(entry_id)
            behaviours.append(helper_behaviour(ctx, module.name, entry_id))
    return replace(module, behaviours=tuple(behaviours), types=types)


def _behaviour(module: Module, one: Behaviour, ctx: Context) -> Behaviour:
    if one.body is None:
        return one
    expander = Expander(ctx, module.name, fresh_for(one))
    try:
        return map_code(one, expander.expr)
    except Unsupported as missing:
        return unsupported(ctx, module.name, one, missing.construct)


def unsupported(ctx: Context, module: str, one: Behaviour, construct: str) -> Behaviour:
    """The behaviour as a stub, and the finding that says why."""
    ctx.unsupported[module, one.name] = construct
    message = f"`{one.name}` uses `{construct}`, which the target cannot say"
    hint = "the output has a stub in its place"
    ctx.diagnostics.append(make("VB0802", message, span=one.span, hint=hint))
    return replace(one, body=None, requires=(), ensures=(), properties=(), examples=())


def _decl(module: Module, decl: TypeDecl, ctx: Context) -> TypeDecl:
    """A declaration with its constraints expanded."""
    fresh = fresh_for(decl)

    def fields(items: tuple[Field, ...]) -> tuple[Field, ...]:
        return tuple(
            replace(f, constraints=tuple(map_constraint(c, by) for c in f.constraints))
            for f in items
        )

    def by(node: x.Expr) -> x.Expr:
        try:
            return Expander(ctx, module.name, fresh).expr(node)
        except Unsupported as missing:
            message = f"a constraint of `{decl.name}` uses `{missing.construct}`, "
            message += "which the target cannot say"
            ctx.diagnostics.append(make("VB0802", message, span=decl.span))
            return x.Literal(True, t.BOOL)

    if not isinstance(decl, Record | Sum | AliasDecl):
        return decl
    own = tuple(map_constraint(c, by) for c in decl.constraints)
    if isinstance(decl, Record):
        return replace(decl, constraints=own, fields=fields(decl.fields))
    if isinstance(decl, Sum):
        variants = tuple(replace(v, fields=fields(v.fields)) for v in decl.variants)
        return replace(decl, constraints=own, variants=variants)
    return replace(decl, constraints=own)
