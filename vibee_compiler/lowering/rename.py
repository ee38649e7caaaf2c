"""Names as a reader expects them: a one-letter binder over a record takes the record's name.

`lines.map(l, l.qty)` becomes `lines.map(line, line.qty)`. Nothing is renamed to a name that the
behaviour has, and two binders of one type inside each other keep the author's letters.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Behaviour, Module, Program, Record
from vibee_compiler.lowering.context import Context, map_code
from vibee_compiler.lowering.names import lower_first
from vibee_compiler.lowering.walk import everything, pattern_vars, pieces, rename


def rename_binders(program: Program, ctx: Context) -> Program:
    """The pass."""
    records = {
        (module.name, decl.name)
        for module in program.modules
        for decl in module.types
        if isinstance(decl, Record)
    }

    def module(one: Module) -> Module:
        return replace(one, behaviours=tuple(_behaviour(b, records) for b in one.behaviours))

    return replace(program, modules=tuple(map(module, program.modules)))


def _behaviour(one: Behaviour, records: set[tuple[str, str]]) -> Behaviour:
    conditions = (*one.requires, *one.ensures, *(p.constraint for p in one.properties))
    roots = [node for node in (one.body, *(c.expr for c in conditions)) if node is not None]
    taken = {v.name for v in everything(tuple(roots)) if type(v) is x.Var}
    taken |= {param.var.name for param in one.params}
    by: dict[int, x.Var] = {}
    for root in roots:
        _collect(root, {}, taken, records, by)
    kept = {uid: var for uid, var in by.items() if var.name}
    return map_code(one, lambda node: rename(node, kept)) if kept else one


def _collect(
    node: Any,
    around: dict[str, list[int]],
    taken: set[str],
    records: set[tuple[str, str]],
    by: dict[int, x.Var],
) -> None:
    """Wishes for new names; one that meets another of its name is blanked, both of them."""
    inner = around
    if isinstance(node, x.Lambda):
        inner = {name: list(uids) for name, uids in around.items()}
        for param in node.params:
            for var in pattern_vars(param):
                name = _wish(var, records)
                if name is None or name in taken:
                    continue
                by[var.uid] = x.Var(name, var.uid, var.type)
                others = inner.setdefault(name, [])
                if others:
                    for uid in (*others, var.uid):
                        by[uid] = x.Var("", uid, var.type)
                others.append(var.uid)
    for piece in pieces(node):
        if type(piece) is not x.Var:
            _collect(piece, inner, taken, records, by)


def _wish(var: x.Var, records: set[tuple[str, str]]) -> str | None:
    type_ = var.type
    if len(var.name) != 1 or not isinstance(type_, t.Named):
        return None
    return lower_first(type_.name) if (type_.module, type_.name) in records else None
