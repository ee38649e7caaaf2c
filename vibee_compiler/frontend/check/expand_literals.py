"""Literals that the table derives from others: updates, maps, lists with optional elements."""

from __future__ import annotations

from dataclasses import replace

from vibee_compiler.frontend.check.expand import Definitions, Fresh
from vibee_compiler.frontend.check.store import stored
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Record
from vibee_compiler.ir.walk import Rewriter, refreshed

_REPEATED = 'fail InvalidArgument("a key comes twice")'


def expand_literal(node: x.Expr, definitions: Definitions, fresh: Fresh) -> x.Expr:
    """What a derived literal means, one step down; any other node is returned as it is.

    `R{...r, f: a}` becomes a record, a map with entries the empty map with insertions, a list
    with `?o` in it a concatenation. Parts are evaluated once, in the order written.
    """
    match node:
        case x.RecordUpdate():
            return _update(node, definitions, fresh)
        case x.MapLit(entries) if entries:
            return _map(node, definitions, fresh)
        case x.ListLit(_, optional) if any(optional):
            return _list(node, definitions, fresh)
        case _:
            return node


def _update(node: x.RecordUpdate, definitions: Definitions, fresh: Fresh) -> x.Expr:
    decl = definitions.env.decl(node.type) if isinstance(node.type, t.Named) else None
    assert isinstance(decl, Record) and isinstance(node.type, t.Named)  # noqa: PT018
    base = x.Var("base", fresh(), node.type)
    by = dict(zip(decl.params, node.type.args, strict=True))
    written = {name for name, _ in node.fields}
    kept = []
    for one in decl.fields:
        if one.name not in written:
            declared = t.substitute(one.type, by)
            value = x.FieldGet(x.Local(base, base.type), one.name, t.erase(declared))
            kept.append((one.name, _kept(stored(definitions.env, value, declared))))
    record = x.RecordLit((*node.fields, *kept), node.type, node.errors, node.span)
    pattern = x.PBind(base, base.type)
    return x.Let(pattern, node.base, record, node.type, node.span)


def _kept(value: x.Expr) -> x.Expr:
    """What comes out of a field fits the field: storing it again raises nothing."""
    return replace(value, errors=x.NO_ERRORS) if isinstance(value, x.Store) else value


def _map(node: x.MapLit, definitions: Definitions, fresh: Fresh) -> x.Expr:
    parts: list[tuple[str, x.Expr]] = []
    for i, (key, value) in enumerate(node.entries):
        parts += [(f"k{i}", key), (f"v{i}", value)]
    count = range(len(node.entries))
    if any(node.optional):
        pairs = [f"(k{i}, {f'v{i}' if node.optional[i] else f'optional.of(v{i})'})" for i in count]
        step = f"key in m ? {_REPEATED} : m.put(key, v)" if node.errors else "m.put(key, v)"
        step = f"match value {{ optional.of(v) => {step}, optional.none() => m }}"
        text = f"[{', '.join(pairs)}].fold(m, (key, value), {{}}, {step})"
    elif node.errors:
        pairs = [f"(k{i}, v{i})" for i in count]
        step = f"key in m ? {_REPEATED} : m.put(key, value)"
        text = f"[{', '.join(pairs)}].fold(m, (key, value), {{}}, {step})"
    else:
        text = "{}" + "".join(f".put(k{i}, v{i})" for i in count)
    return _placed(text, parts, node, definitions, fresh)


def _list(node: x.ListLit, definitions: Definitions, fresh: Fresh) -> x.Expr:
    pieces = [
        f"(match x{i} {{ optional.of(v) => [v], optional.none() => [] }})"
        if optional
        else f"[x{i}]"
        for i, optional in enumerate(node.optional)
    ]
    parts = [(f"x{i}", item) for i, item in enumerate(node.items)]
    return _placed(" + ".join(pieces), parts, node, definitions, fresh)


def _placed(
    text: str,
    parts: list[tuple[str, x.Expr]],
    node: x.MapLit | x.ListLit,
    definitions: Definitions,
    fresh: Fresh,
) -> x.Expr:
    """A definition with its parts, each of which it uses once and in order."""
    signature = [(name, part.type, ()) for name, part in parts]
    template = definitions.typed(text, signature, node.type)
    values = {var.uid: part for var, (_, part) in zip(template.parts, parts, strict=True)}
    return _Place(values).expr(refreshed(template.body, fresh, {}))


class _Place(Rewriter):
    def __init__(self, values: dict[int, x.Expr]) -> None:
        self.values = values

    def expr(self, node: x.Expr) -> x.Expr:
        """A part where its variable stands."""
        if isinstance(node, x.Local) and node.var.uid in self.values:
            return self.values[node.var.uid]
        return self.rebuild(node)
