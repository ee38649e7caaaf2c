"""Loops as Zig: each kind of source is walked in its own way, without making a list of it."""

from __future__ import annotations

import re
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from vibee_plugins.zig.indices import SIZES, not_negative, only_index
from vibee_plugins.zig.layouts import flat
from vibee_plugins.zig.literals import character, quoted
from vibee_plugins.zig.reusing import collected

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import count_uses
from vibee_compiler.records import dataclass
from vibee_compiler.targets.layout import HARDLINE, Doc, concat, join, text
from vibee_compiler.targets.printer import ATOM

if TYPE_CHECKING:
    from vibee_plugins.zig.printer import ZigPrinter

_PATH = re.compile(r"[a-z_]\w*(\[\d+\])*")
"""A name, or a part of what has one."""

RANGES = ("lists.range", "lists.range2")
_COLUMNS = {"map.entries": ("keys", "values"), "map.keys": ("keys",), "map.values": ("values",)}


@dataclass(slots=True)
class Source:
    """What a `for` goes over side by side.

    before: statements that come first. items: the operands. length: how many rounds there are.
    counted: the loop counts by itself, from this number on, instead of going over operands.
    """

    length: Doc
    items: list[Doc] = field(default_factory=list)
    before: list[Doc] = field(default_factory=list)
    counted: Doc | None = None
    indexed: bool = False


class Loops:
    """`for` and `while`."""

    p: ZigPrinter
    lines: Any
    body: Any
    braces: Any
    braced: Any
    condition: Any
    error: Any

    def stmt_While(self, stmt: s.While) -> Doc:  # noqa: N802
        return concat("while ", self.condition(stmt.cond), " ", self.body(stmt.block))

    def stmt_ForEach(self, stmt: s.ForEach) -> Doc:  # noqa: N802
        items = stmt.items
        self.note_chars(stmt.pattern, items)
        if isinstance(items, x.Op):
            walk = {
                "lists.range": self._range,
                "lists.range2": self._range,
                "lists.range3": self._steps,
                "string.chars": self._chars,
                "string.split": self._split,
            }.get(items.id)
            if walk is not None and (made := walk(stmt, items)) is not None:
                return made
        source = self.source(stmt)
        return join(HARDLINE, [*source.before, self.loop(stmt, source)])

    def loop(self, stmt: s.ForEach, source: Source, extra: tuple[Doc, str] | None = None) -> Doc:
        """A `for` over a source, and beside it over `extra`, an operand with its capture."""
        self.note_chars(stmt.pattern, stmt.items)
        with self.p.frame.names.block():
            captures, before = self._captures(stmt, source)
            items = list(source.items)
            counts = source.indexed or source.counted is not None
            place = captures.pop() if counts else "_"
            if extra is not None:
                items.insert(0, extra[0])
                captures.insert(0, extra[1])
            if place != "_" or not items:
                items.append(text("0..") if items else concat("0..", source.length))
                captures.append(place)
            inner = self._block(stmt.block, before)
        return concat("for (", join(", ", items), f") |{', '.join(captures)}| ", inner)

    def _captures(self, stmt: s.ForEach, source: Source) -> tuple[list[str], list[Doc]]:
        """A capture for each operand, the place at last, and statements that unpack them."""
        if source.counted is not None:
            return self._counted(stmt, source.counted)
        patterns = [stmt.pattern]
        if isinstance(stmt.pattern, x.PTuple) and (len(source.items) + source.indexed) > 1:
            patterns = list(stmt.pattern.items)
            if source.indexed:
                patterns = [*patterns[1:], patterns[0]]
        elif len(source.items) > 1 or source.indexed:
            return self._paired(stmt, source)
        captures: list[str] = []
        before: list[Doc] = []
        for at, pattern in enumerate(patterns):
            if source.indexed and at == len(patterns) - 1:
                capture, unpack = self._place(pattern, stmt.block)
            else:
                capture, unpack = self.captured(pattern)
            captures.append(capture)
            before = [*unpack, *before] if source.indexed else [*before, *unpack]
        return captures, before

    def _paired(self, stmt: s.ForEach, source: Source) -> tuple[list[str], list[Doc]]:
        """The parts of a pair that is wanted whole."""
        names = ("item", "place") if source.indexed else ("key", "value")
        pair = self.name(stmt.pattern.var) if isinstance(stmt.pattern, x.PBind) else "_"
        if pair == "_" or not isinstance(stmt.pattern, x.PBind):
            return ["_", "_"], []
        one, two = (self.p.frame.names.fresh(name).text for name in names)
        inner = f"@intCast({two}), {one}" if source.indexed else f"{one}, {two}"
        type_ = self.p.type(stmt.pattern.type)
        return [one, two], [text(f"const {pair}: {type_} = .{{ {inner} }};")]

    def _place(self, pattern: Any, block: s.Block) -> tuple[str, list[Doc]]:
        """The capture of an index, and its number as an `i64` where it is more than an index."""
        if not isinstance(pattern, x.PBind) or not self.p.frame.is_used(pattern.var):
            return "_", []
        if only_index(self.p.world, pattern.var, block):
            self.p.frame.places.add(pattern.var.uid)
            return self.p.frame.names.declare(pattern.var).text, []
        place = self.p.frame.names.fresh("place").text
        name = self.p.frame.names.declare(pattern.var).text
        return place, [text(f"const {name}: i64 = @intCast({place});")]

    def _counted(self, stmt: s.ForEach, start: Doc) -> tuple[list[str], list[Doc]]:
        if flat(start) == "0":
            capture, before = self._place(stmt.pattern, stmt.block)
            return [capture], before
        if not isinstance(stmt.pattern, x.PBind) or not self.p.frame.is_used(stmt.pattern.var):
            return ["_"], []
        place = self.p.frame.names.fresh("place").text
        name = self.p.frame.names.declare(stmt.pattern.var).text
        value = concat(f"const {name} = ", start, f" + @as(i64, @intCast({place}));")
        return [place], [value]

    def _block(self, block: s.Block, before: list[Doc]) -> Doc:
        if before:
            made: Doc = self.braces(block, before)
            return made
        inner: Doc = self.body(block)
        return inner

    # what is gone over

    def source(self, stmt: s.ForEach) -> Source:
        """The operands of a loop whose number of rounds is known before it."""
        items, before = stmt.items, list[Doc]()
        if isinstance(items, x.Op):
            match items.id, items.args:
                case "list.indexed", (inner,):
                    one = self.path(inner, "items", before)
                    return Source(concat(one, ".len"), [one], before, indexed=True)
                case "list.zip", (left, right):
                    return self._zipped(left, right)
                case ("map.entries" | "map.keys" | "map.values") as id_, (inner,):
                    one = self.path(inner, "map", before)
                    columns = [concat(one, f".{name}") for name in _COLUMNS[id_]]
                    return Source(concat(columns[0], ".len"), columns, before)
        one = self.p.bare(items, ATOM)
        return Source(concat(one, ".len"), [one], before)

    def _zipped(self, left: Any, right: Any) -> Source:
        before: list[Doc] = []
        one, two = self.path(left, "left", before), self.path(right, "right", before)
        size = self.p.frame.names.fresh("size").text
        before.append(concat(f"const {size} = @min(", one, ".len, ", two, ".len);"))
        parts = [concat(side, f"[0..{size}]") for side in (one, two)]
        return Source(text(size), parts, before)

    def path(self, node: Any, name: str, lines: list[Doc]) -> Doc:
        """A value that is written several times: a variable where it is no path of names."""
        plain = node
        while isinstance(plain, x.FieldGet):
            plain = plain.base
        if isinstance(plain, x.Local | x.ConstRef | x.Literal):
            made: Doc = self.p.typed(node, ATOM)
            return made
        if isinstance(plain, s.View | s.Freeze) and self.p.frame.is_list(plain.var):
            shown: Doc = self.p.typed(node, ATOM)
            return shown
        value = self.p.placed(node)
        given = self.p.frame.names.fresh(name).text
        lines.append(concat(f"const {given}: {self.p.type(node.type)} = ", value, ";"))
        return text(given)

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
        shown = flat(value)
        whole = shown if _PATH.fullmatch(shown) else self.p.frame.names.fresh("pair").text
        for index, item in enumerate(pattern.items):
            parts += self.unpacked(item, text(f"{whole}[{index}]"))
        if not parts or whole == shown:
            return parts
        return [concat(f"const {whole} = ", value, ";"), *parts]

    # numbers

    def bounds(self, items: x.Op, lines: list[Doc]) -> tuple[Doc, Doc]:
        """The start and the end of a range; the end is a name or a literal."""
        start: Any = items.args[0] if len(items.args) == 2 else x.Literal(0, t.INT)
        end = items.args[-1]
        if items.errors:
            first = self.path(start, "start", lines)
            callee = self.p.note("support.rangeEnd")
            given = self.p.frame.names.fresh("end").text
            call = self.p.arguments(callee, [first, self.p.typed(end)])
            lines.append(concat(f"const {given} = try ", call, ";"))
            return first, text(given)
        return self.p.typed(start), self.path(end, "end", lines)

    def _indices(self, stmt: s.ForEach, items: x.Op) -> Doc | None:
        """A range from 0 of which nothing but indices is made."""
        var = stmt.pattern.var if isinstance(stmt.pattern, x.PBind) else None
        end = items.args[-1]
        if len(items.args) > 1 or items.errors or not not_negative(self.p.world, end):
            return None
        if var is not None and not only_index(self.p.world, var, stmt.block):
            return None
        if isinstance(end, x.Op) and end.id in SIZES:
            length = concat(self.p.bare(end.args[0], ATOM), ".len")
        else:
            length = concat(self.p.typed(end))
            if not isinstance(end, x.Literal):
                length = concat("@intCast(", length, ")")
        return self.loop(stmt, Source(length, counted=text("0")))

    def _range(self, stmt: s.ForEach, items: x.Op) -> Doc:
        if (made := self._indices(stmt, items)) is not None:
            return made
        lines: list[Doc] = []
        first, end = self.bounds(items, lines)
        frame = self.p.frame
        if isinstance(stmt.pattern, x.PBind):
            index = frame.names.declare(stmt.pattern.var).text
        else:
            index = frame.names.fresh("index").text
        lines.append(concat(f"var {index}: i64 = ", first, ";"))
        head = concat(f"while ({index} < ", end, f") : ({index} += 1) ")
        lines.append(concat(head, self.body(stmt.block)))
        return join(HARDLINE, lines)

    def rounds(self, items: x.Op) -> Source:
        """A range as a number of rounds, for what is made beside it."""
        before: list[Doc] = []
        first, end = self.bounds(items, before)
        if flat(first) == "0":
            node = items.args[-1]
            if isinstance(node, x.Op) and node.id == "list.size":
                return Source(concat(self.p.bare(node.args[0], ATOM), ".len"), counted=first)
            length = concat("@intCast(@max(", end, ", 0))")
        else:
            length = concat("@intCast(@max(", end, " -| ", first, ", 0))")
        given = self.p.frame.names.fresh("count").text
        before.append(concat(f"const {given}: usize = ", length, ";"))
        return Source(text(given), before=before, counted=first)

    def _steps(self, stmt: s.ForEach, items: x.Op) -> Doc:
        args = [self.p.typed(arg) for arg in items.args]
        call = self.p.arguments(self.p.note("support.steps"), args)
        made = concat("try ", call) if items.errors else concat(call, " catch unreachable")
        return self._while("steps", made, stmt)

    # texts

    def _while(self, name: str, made: Doc, stmt: s.ForEach) -> Doc:
        it = self.p.frame.names.fresh(name).text
        head = concat(f"var {it} = ", made, ";")
        with self.p.frame.names.block():
            capture, before = self.captured(stmt.pattern)
            inner = self._block(stmt.block, before)
        return join(HARDLINE, [head, concat(f"while ({it}.next()) |{capture}| ", inner)])

    def note_chars(self, pattern: Any, items: Any) -> None:
        """Notes the variables of a loop that are one code point."""
        match items:
            case x.Op(id="string.chars"):
                if isinstance(pattern, x.PBind):
                    self.p.frame.chars.add(pattern.var.uid)
            case x.Local(var) if var.uid in self.p.frame.char_lists:
                if isinstance(pattern, x.PBind):
                    self.p.frame.chars.add(pattern.var.uid)
            case x.Op(id="list.indexed", args=(of,)):
                if isinstance(pattern, x.PTuple):
                    self.note_chars(pattern.items[1], of)
            case x.Op(id="list.zip", args=(left, right)):
                if isinstance(pattern, x.PTuple):
                    self.note_chars(pattern.items[0], left)
                    self.note_chars(pattern.items[1], right)
            case _:
                pass

    def _chars(self, stmt: s.ForEach, items: x.Op) -> Doc:
        before: list[Doc] = []
        if isinstance(stmt.pattern, x.PBind) and collected(stmt.block, stmt.pattern.var):
            source = self.path(items.args[0], "text", before)
            self.p.frame.parts[stmt.pattern.var.uid] = flat(source)
        else:
            source = self.p.typed(items.args[0])
        made = self._while("chars", concat(self.p.note("support.chars"), "(", source, ")"), stmt)
        return join(HARDLINE, [*before, made])

    def _split(self, stmt: s.ForEach, items: x.Op) -> Doc | None:
        """The parts of a text; without the empty ones where the loop leaves those out at once."""
        separator = items.args[1]
        if not isinstance(separator, x.Literal) or not separator.value:
            return None
        mark = str(separator.value)
        single = mark.isascii() and len(mark) == 1
        block = _without_empty(stmt)
        kind = "tokenize" if block is not None and single else "split"
        callee = self.p.note(f"std.mem.{kind}{'Scalar' if single else 'Sequence'}")
        args = [text("u8"), self.p.typed(items.args[0])]
        args.append(text(character(mark) if single else quoted(mark)))
        made = self.p.arguments(callee, args)
        if block is None or kind != "tokenize":
            return self._while("parts", made, stmt)
        assert isinstance(stmt.pattern, x.PBind)
        if not count_uses((block,), stmt.pattern.var.uid):  # only the test for "" did
            stmt = replace(stmt, pattern=x.PWild(stmt.pattern.type))
        return self._while("tokens", made, replace(stmt, block=block))


def _without_empty(stmt: s.ForEach) -> s.Block | None:
    """The rest of a block that begins by going on where its text is empty."""
    if not stmt.block or not isinstance(stmt.pattern, x.PBind):
        return None
    first = stmt.block[0]
    var = x.Local(stmt.pattern.var, stmt.pattern.type)
    match first:
        case s.IfStmt(x.Op("string.eq", (of, x.Literal(""))), (s.Continue(),), ()) if of == var:
            return stmt.block[1:]
        case _:
            return None
