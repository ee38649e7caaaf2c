"""Loops as TypeScript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_plugins.typescript import layout, prettier
from vibee_plugins.typescript import syntax as js
from vibee_plugins.typescript.constructors import binders
from vibee_plugins.typescript.prettier import block
from vibee_plugins.typescript.printer import TypeScriptPrinter, flat
from vibee_plugins.typescript.syntax import Node

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import everything
from vibee_compiler.targets.layout import (
    HARDLINE,
    LINE,
    NIL,
    SOFTLINE,
    Doc,
    concat,
    join,
    nest,
    text,
)


class Loops:
    """Prints loops; a part of `Statements`."""

    if TYPE_CHECKING:
        p: TypeScriptPrinter

        def docs(self, body: s.Block) -> list[Doc]:
            """See `Statements`."""

        def inner(self, body: s.Block, cond: Any = None, *, holds: bool = True) -> list[Doc]:
            """See `Statements`."""

    def stmt_ForEach(self, stmt: s.ForEach) -> Doc:  # noqa: N802
        p = self.p
        stmt = _without_places(stmt)
        items: Any = stmt.items
        if isinstance(items, x.Op) and items.id in ("lists.range", "lists.range2"):
            return self._counted(stmt, items)
        if p.world.big:
            source: Node = p.node(items)
        elif isinstance(items, x.Op) and items.id == "list.indexed":
            match stmt.pattern:
                case x.PTuple((x.PBind(), x.PBind() | x.PTuple())):
                    return self._numbered(stmt, items.args[0])
            source = p.method(items.args[0], "entries")
        elif isinstance(items, x.Op) and items.id == "string.chars":
            source = p.node(items.args[0])
        else:
            source = p.argument(items)
        used = {node.uid for node in everything(stmt.block) if isinstance(node, x.Var)}
        if not (binders(stmt.pattern) & used) and isinstance(items.type, t.ListT):
            indexed = isinstance(items, x.Op) and items.id == "list.indexed" and not p.world.big
            whole = p.node(items.args[0]) if indexed else source
            return self._rounds(whole, stmt.block)
        with p.scope():
            pattern = p.pattern(stmt.pattern, stmt.block)
            body = self.docs(stmt.block)
        return concat(f"for (const {pattern or '_'} of ", prettier.doc(source), ") ", block(body))

    def _numbered(self, stmt: s.ForEach, items: Any) -> Doc:
        """A loop that counts places; `entries()` would make a pair for each."""
        p = self.p
        assert isinstance(stmt.pattern, x.PTuple)
        place, item = stmt.pattern.items
        assert isinstance(place, x.PBind)
        source, first = p.argument(items), list[Doc]()
        if not isinstance(source, js.Name):
            name = p.locals.fresh("items").text
            first = [concat(prettier.assigned(f"const {name} =", source), ";")]
            source = js.Name(name)
        listed = flat(source)
        with p.scope():
            index = p.bind(place.var)
            p.facts.add(("natural", x.Local(place.var, t.INT)))
            pattern = p.pattern(item, stmt.block)
            body = self.docs(stmt.block)
        used = {node.uid for node in everything(stmt.block) if isinstance(node, x.Var)}
        if pattern and binders(item) & used:
            p.world.asserts = True
            sure = "" if isinstance(item.type, t.OptionT) else f" as {p.types.text(item.type)}"
            body = [text(f"const {pattern} = {listed}[{index}]{sure};"), *body]
        head = f"for (let {index} = 0; {index} < {listed}.length; {index}++) "
        return join(HARDLINE, [*first, concat(head, block(body))])

    def _rounds(self, items: Node, body: s.Block) -> Doc:
        """A loop of as many rounds as there are items."""
        p = self.p
        with p.scope():
            i, end = p.locals.fresh("i").text, p.locals.fresh("end").text
            size = prettier.doc(js.Member(items, "length"))
            head = concat(f"for (let {i} = 0, {end} = ", size, f"; {i} < {end}; {i}++) ")
            return concat(head, block(self.docs(body)))

    def _counted(self, stmt: s.ForEach, items: x.Op) -> Doc:
        p = self.p
        bounds = [prettier.doc(p.node(arg)) for arg in items.args]
        start = bounds[0] if len(bounds) > 1 else text("0n" if p.world.big else "0")
        last = items.args[-1]
        with p.scope():
            var = stmt.pattern.var if isinstance(stmt.pattern, x.PBind) else None
            name = p.bind(var) if var is not None else p.locals.fresh("i").text
            if var is not None and (len(bounds) == 1 or p.natural(items.args[0])):
                p.facts.add(("natural", x.Local(var, var.type)))
            more: Doc = NIL
            end = bounds[-1]
            if not isinstance(last, x.Literal):
                limit = p.locals.fresh("end").text
                more, end = concat(f", {limit} = ", end), text(limit)
            body = self.docs(stmt.block)
        parts = [
            concat(f"let {name} = ", start, more, ";"),
            concat(f"{name} < ", end, ";"),
            text(f"{name}++"),
        ]
        head = layout.group("for (", nest(SOFTLINE, join(LINE, parts)), SOFTLINE, ") ")
        return concat(head, block(body))

    def stmt_While(self, stmt: s.While) -> Doc:  # noqa: N802
        head = prettier.headed("while", self.p.node(stmt.cond))
        return concat(head, " ", block(self.inner(stmt.block, stmt.cond)))

    def stmt_Break(self, _stmt: s.Break) -> Doc:  # noqa: N802
        return text("break;")

    def stmt_Continue(self, _stmt: s.Continue) -> Doc:  # noqa: N802
        return text("continue;")


def _without_places(stmt: s.ForEach) -> s.ForEach:
    """A loop over places and items whose places nobody uses is one over the items."""
    match stmt.items, stmt.pattern:
        case x.Op("list.indexed", (items,)), x.PTuple((place, item)):
            used = {node.uid for node in everything(stmt.block) if isinstance(node, x.Var)}
            if not (binders(place) & used) and binders(item) & used:
                return s.ForEach(item, items, stmt.block)
    return stmt
