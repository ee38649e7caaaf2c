"""Loops as Zig: each kind of source is walked in its own way, without making a list of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets.layout import HARDLINE, Doc, concat, join, render, text
from vibee_compiler.targets.printer import ATOM

if TYPE_CHECKING:
    from vibee_plugins.zig.printer import ZigPrinter


class Loops:
    """`for` and `while`."""

    p: ZigPrinter
    lines: Any
    body: Any
    braces: Any
    braced: Any
    condition: Any

    def stmt_While(self, stmt: s.While) -> Doc:  # noqa: N802
        return concat("while ", self.condition(stmt.cond), " ", self.body(stmt.block))

    def stmt_ForEach(self, stmt: s.ForEach) -> Doc:  # noqa: N802
        items = stmt.items
        if isinstance(items, x.Op):
            walk = {
                "lists.range": self._range,
                "lists.range2": self._range,
                "map.entries": self._entries,
                "list.indexed": self._indexed,
                "string.chars": self._chars,
            }.get(items.id)
            if walk is not None and not (items.id == "list.indexed" and not _is_pair(stmt)):
                return walk(stmt, items)
        source = self.p.bare(items)
        return self._for(source, stmt.pattern, stmt.block)

    def _for(self, source: Doc, pattern: Any, block: s.Block) -> Doc:
        with self.p.frame.names.block():
            capture, before = self.captured(pattern)
            inner = self._block(block, before)
        return concat("for (", source, f") |{capture}| ", inner)

    def _block(self, block: s.Block, before: list[Doc]) -> Doc:
        if before:
            made: Doc = self.braces(block, before)
            return made
        inner: Doc = self.body(block)
        return inner

    def captured(self, pattern: Any) -> tuple[str, list[Doc]]:
        """The capture for a pattern, and statements that unpack it."""
        names = self.p.frame.names
        if isinstance(pattern, x.PBind):
            return self.name(pattern.var), []
        if isinstance(pattern, x.PTuple):
            entry = names.fresh("entry").text
            lines = self.unpacked(pattern, text(entry))
            return (entry, lines) if lines else ("_", [])
        return "_", []

    def name(self, var: x.Var) -> str:
        """The name of a variable that may be left out."""
        if not self.p.frame.is_used(var):
            return "_"
        return self.p.frame.names.declare(var).text

    def unpacked(self, pattern: Any, value: Doc) -> list[Doc]:
        """Statements that bind what a pattern names; none where nothing is used."""
        if isinstance(pattern, x.PBind):
            name = self.name(pattern.var)
            return [] if name == "_" else [concat(f"const {name} = ", value, ";")]
        if not isinstance(pattern, x.PTuple):
            return []
        parts: list[Doc] = []
        shown = render(value, width=100_000)
        whole = shown if shown.isidentifier() else self.p.frame.names.fresh("pair").text
        for index, item in enumerate(pattern.items):
            parts += self.unpacked(item, text(f"{whole}[{index}]"))
        if not parts or whole == shown:
            return parts
        return [concat(f"const {whole} = ", value, ";"), *parts]

    def hoisted(self, node: Any, name: str, lines: list[Doc]) -> Doc:
        """A value that is written several times: a variable where it is no name."""
        if isinstance(node, x.Local | x.ConstRef | x.Literal) or (
            isinstance(node, x.FieldGet) and isinstance(node.base, x.Local)
        ):
            made: Doc = self.p.typed(node, ATOM)
            return made
        value = self.p.typed(node)
        given = self.p.frame.names.fresh(name).text
        lines.append(concat(f"const {given}: {self.p.type(node.type)} = ", value, ";"))
        return text(given)

    def _range(self, stmt: s.ForEach, items: x.Op) -> Doc:
        lines: list[Doc] = []
        start: Any = items.args[0] if len(items.args) == 2 else x.Literal(0, t.INT)
        first = self.p.typed(start)
        end = self.hoisted(items.args[-1], "end", lines)
        frame = self.p.frame
        if isinstance(stmt.pattern, x.PBind):
            index = frame.names.declare(stmt.pattern.var).text
        else:
            index = frame.names.fresh("index").text
        lines.append(concat(f"var {index}: i64 = ", first, ";"))
        head = concat(f"while ({index} < ", end, f") : ({index} += 1) ")
        lines.append(concat(head, self.body(stmt.block)))
        return join(HARDLINE, lines)

    def _entries(self, stmt: s.ForEach, items: x.Op) -> Doc:
        lines: list[Doc] = []
        source = self.hoisted(items.args[0], "map", lines)
        with self.p.frame.names.block():
            before: list[Doc] = []
            if isinstance(stmt.pattern, x.PTuple):
                captures = []
                for item in stmt.pattern.items:
                    capture, unpack = self.captured(item)
                    captures.append(capture)
                    before += unpack
            else:
                captures = [self.p.frame.names.fresh(n).text for n in ("key", "value")]
                pair = self.name(stmt.pattern.var) if isinstance(stmt.pattern, x.PBind) else "_"
                if pair == "_":
                    captures = ["_", "_"]
                else:
                    type_ = self.p.type(stmt.pattern.type)
                    made = f"const {pair}: {type_} = .{{ {captures[0]}, {captures[1]} }};"
                    before.append(text(made))
            inner = self._block(stmt.block, before)
        loop = concat("for (", source, ".keys, ", source, f".values) |{', '.join(captures)}| ")
        return join(HARDLINE, [*lines, concat(loop, inner)])

    def _indexed(self, stmt: s.ForEach, items: x.Op) -> Doc:
        source = self.p.bare(items.args[0])
        assert isinstance(stmt.pattern, x.PTuple)
        index, item = stmt.pattern.items
        with self.p.frame.names.block():
            capture, before = self.captured(item)
            place = "_"
            if isinstance(index, x.PBind) and self.p.frame.is_used(index.var):
                place = self.p.frame.names.fresh("place").text
                name = self.p.frame.names.declare(index.var).text
                before.insert(0, text(f"const {name}: i64 = @intCast({place});"))
            inner = self._block(stmt.block, before)
        if place == "_":
            return concat("for (", source, f") |{capture}| ", inner)
        return concat("for (", source, f", 0..) |{capture}, {place}| ", inner)

    def _chars(self, stmt: s.ForEach, items: x.Op) -> Doc:
        source = self.p.typed(items.args[0])
        it = self.p.frame.names.fresh("chars").text
        head = concat(f"var {it} = {self.p.note('support.chars')}(", source, ");")
        with self.p.frame.names.block():
            capture, before = self.captured(stmt.pattern)
            inner = self._block(stmt.block, before)
        return join(HARDLINE, [head, concat(f"while ({it}.next()) |{capture}| ", inner)])


def _is_pair(stmt: s.ForEach) -> bool:
    return isinstance(stmt.pattern, x.PTuple) and len(stmt.pattern.items) == 2
