"""Lists that a loop makes: slices of a known length, and lists with room.

A loop that adds exactly one item in every round makes as many as it has rounds; what it goes over
says how many.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from vibee_plugins.zig.loops import RANGES, Source
from vibee_plugins.zig.reusing import turning

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import everything, used
from vibee_compiler.records import dataclass
from vibee_compiler.targets.layout import Doc, concat, text

if TYPE_CHECKING:
    from vibee_plugins.zig.printer import ZigPrinter

CUTS = ("list.slice", "list.take", "list.drop", "list.reverse", "list.sort", "list.distinct")

_OPEN = ("string.chars", "string.split", "string.split2", "lists.range3")
"""Sources whose length is not known before they are gone over."""


def _mentions(node: Any, uid: int) -> bool:
    changed = any(isinstance(n, s.Change) and n.var.uid == uid for n in everything((node,)))
    return changed or any(var.uid == uid for var in used((node,)))


def pushes(block: s.Block, uid: int, *, reads: bool) -> int | None:
    """How many items every path of a block adds to a list: 0 or 1; None where that differs.

    `reads` says whether the list may be read on the way.
    """
    count = 0
    for stmt in block:
        found = _of_statement(stmt, uid, reads)
        if found is None:
            return None
        count += found
        if isinstance(stmt, s.Return | s.Raise):
            return 1
    return count if count < 2 else None


def _of_statement(stmt: Any, uid: int, reads: bool) -> int | None:
    match stmt:
        case s.Change(var, "list.push", args) if var.uid == uid:
            return 1 if reads or not any(_mentions(arg, uid) for arg in args) else None
        case s.Continue() | s.Break():
            return None
        case s.IfStmt(cond, then, other):
            return _branches([then, other], (cond,), uid, reads)
        case s.Switch(subject, cases, default):
            blocks = [case.block for case in cases] + ([default] if default is not None else [])
            return _branches(blocks, (subject,), uid, reads)
        case s.ForEach() | s.While() | s.MatchStmt():
            return _quiet(stmt, uid, reads)
        case _:
            return _quiet(stmt, uid, reads)


def _quiet(stmt: Any, uid: int, reads: bool) -> int | None:
    """A statement that adds nothing."""
    if any(isinstance(n, s.Change) and n.var.uid == uid for n in everything((stmt,))):
        return None
    return 0 if reads or not _mentions(stmt, uid) else None


def _branches(
    blocks: Sequence[s.Block], heads: tuple[Any, ...], uid: int, reads: bool
) -> int | None:
    if not reads and any(_mentions(head, uid) for head in heads):
        return None
    found = {pushes(block, uid, reads=reads) for block in blocks if not _leaves(block)}
    if not found:
        return 1
    return found.pop() if len(found) == 1 else None


def _leaves(block: s.Block) -> bool:
    return bool(block) and isinstance(block[-1], s.Return | s.Raise)


@dataclass(frozen=True, slots=True)
class Plan:
    """A list and the loop behind its declaration that adds an item in every round."""

    declare: s.Declare
    loop: s.ForEach
    whole: bool
    more: bool

    @property
    def start(self) -> tuple[Any, ...]:
        """The items before those of the loop."""
        value = self.declare.value
        return value.items if isinstance(value, x.ListLit) else ()


def plan_of(block: s.Block, at: int) -> Plan | None:
    """The plan for the list that a statement declares, if its loop is one with a known length.

    `whole`: the loop makes all of the list, and nothing reads it before; `more`: it is changed
    behind the loop.
    """
    declare = block[at]
    if not isinstance(declare, s.Declare) or at + 1 >= len(block):
        return None
    loop = block[at + 1]
    if not declare.builder or not isinstance(declare.var.type, t.ListT):
        return None
    if not isinstance(loop, s.ForEach) or not _starts_plain(declare.value):
        return None
    uid = declare.var.uid
    if isinstance(loop.items, x.Op) and loop.items.id in _OPEN:
        return None
    if _mentions(loop.items, uid) or pushes(loop.block, uid, reads=True) != 1:
        return None
    rest = block[at + 2 :]
    again = any(isinstance(n, s.Change) and n.var.uid == uid for n in everything(rest))
    whole = _is_fresh(declare.value) and not again and pushes(loop.block, uid, reads=False) == 1
    return Plan(declare, loop, whole, again)


def _starts_plain(value: Any) -> bool:
    return value is None or (isinstance(value, x.ListLit) and not any(value.optional))


def _is_fresh(value: Any) -> bool:
    return value is None or (isinstance(value, x.ListLit) and not value.items)


class Collecting:
    """Statements that are printed together."""

    p: ZigPrinter
    stmt: Any
    source: Any
    rounds: Any
    loop: Any
    error: Any

    def together(self, block: s.Block, at: int) -> tuple[list[Doc], int]:
        """The documents of the statements from here on that belong together, and how many."""
        if (plan := plan_of(block, at)) is not None:
            return (self._sliced(plan) if plan.whole else self._reserved(plan)), 2
        return [], 0

    def _rounds(self, loop: s.ForEach) -> Source:
        items = loop.items
        counts = isinstance(items, x.Op) and items.id in RANGES
        made: Source = self.rounds(items) if counts else self.source(loop)
        if not counts and isinstance(items, x.Op) and len(made.items) == 1 and not made.indexed:
            # The length is wanted too.
            if not made.before and items.id in CUTS:
                kept = self.p.frame.names.fresh("kept").text
                lines: list[Doc] = [concat(f"const {kept} = ", self.p.placed(items), ";")]
                return Source(text(f"{kept}.len"), [text(kept)], lines)
        return made

    def _sliced(self, plan: Plan) -> list[Doc]:
        """A slice of the loop's length, each item put into its place."""
        p, frame, var = self.p, self.p.frame, plan.declare.var
        assert isinstance(var.type, t.ListT)
        source = self._rounds(plan.loop)
        name = frame.names.declare(var).text
        frame.builders[var.uid] = "slice"
        made = self._room(var, source.length)
        lines = [*source.before, concat(f"const {name} = ", made, ";")]
        if (same := self._same(plan)) is not None:
            return [*lines, concat(f"@memset({name}, ", p.typed(same), ");")]
        with frame.names.block():
            slot = frame.names.fresh("slot").text
            frame.slots[var.uid] = slot
            loop = self.loop(plan.loop, source, (text(name), f"*{slot}"))
        return [*lines, loop]

    def _room(self, var: x.Var, length: Doc) -> Doc:
        """Memory for so many items."""
        p = self.p
        assert isinstance(var.type, t.ListT)
        if (buffers := p.frame.buffers.get(var.uid)) is not None:
            return p.arguments(f"try {buffers}.next", [text(p.arena()), length])
        args = [text(p.type(var.type.elem)), length]
        return p.arguments(f"try {p.arena()}.alloc", args)

    def turns(self, stmt: s.Stmt) -> list[Doc]:
        """The buffers of lists that a loop makes from one another."""
        if not isinstance(stmt, s.ForEach | s.While):
            return []
        lines: list[Doc] = []
        for uid, elem in turning(stmt.block).items():
            plans = [plan_of(stmt.block, at) for at in range(len(stmt.block))]
            plan = next((p for p in plans if p is not None and p.declare.var.uid == uid), None)
            if plan is None or plan.more:
                continue
            name = self.p.frame.names.fresh("buffers").text
            self.p.frame.buffers[uid] = name
            of = self.p.note(f"support.Buffers({self.p.type(elem)})")
            lines.append(text(f"var {name}: {of} = .empty;"))
        return lines

    def _same(self, plan: Plan) -> Any | None:
        """The item that the loop adds in every round, if that is known."""
        match plan.loop.block:
            case (s.Change(_, "list.push", (item,)),) if self.p.is_static(item):
                return item
            case _:
                return None

    def _reserved(self, plan: Plan) -> list[Doc]:
        """A list with room for the items of the loop."""
        p, frame, var = self.p, self.p.frame, plan.declare.var
        assert isinstance(var.type, t.ListT)
        start = [p.typed(item) for item in plan.start]
        source = self._rounds(plan.loop)
        name = frame.names.declare(var).text
        frame.builders[var.uid] = "list"
        room = concat(source.length, f" + {len(start)}") if start else source.length
        of = f"std.ArrayList({p.type(var.type.elem)})"
        if var.uid in frame.buffers:
            made = concat(".initBuffer(", self._room(var, room), ")")
        else:
            made = concat("try ", p.arguments(".initCapacity", [text(p.arena()), room]))
        lines = [*source.before, concat(p.note(f"var {name}: {of} = "), made, ";")]
        lines += [concat(f"{name}.appendAssumeCapacity(", one, ");") for one in start]
        frame.roomy.add(var.uid)
        loop = self.loop(plan.loop, source)
        frame.roomy.discard(var.uid)
        return [*lines, loop]

    def pushed(self, var: x.Var, item: Any) -> Doc:
        """An item added to a list, however that is made."""
        p, frame = self.p, self.p.frame
        if var.uid in frame.slots:
            return concat(f"{frame.slots[var.uid]}.* = ", p.placed(item), ";")
        name = frame.name(var)
        if var.uid in frame.roomy:
            return concat(p.arguments(f"{name}.appendAssumeCapacity", [p.placed(item)]), ";")
        args = [text(p.arena()), p.placed(item)]
        return concat("try ", p.arguments(f"{name}.append", args), ";")
