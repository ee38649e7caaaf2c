"""Statements as Zig."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_plugins.zig.collecting import Collecting
from vibee_plugins.zig.growing import appended_item, slot_of
from vibee_plugins.zig.layouts import one_line
from vibee_plugins.zig.loops import Loops
from vibee_plugins.zig.options import Optional, absent, folded, present, steady, taken
from vibee_plugins.zig.prepare import raises
from vibee_plugins.zig.reusing import self_appended
from vibee_plugins.zig.values import listed

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Enum
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.conditions import negate
from vibee_compiler.targets.layout import (
    HARDLINE,
    LINE,
    Concat,
    Doc,
    Group,
    Text,
    concat,
    group,
    join,
    nest,
    render,
    text,
)
from vibee_compiler.targets.printer import StmtPrinter

if TYPE_CHECKING:
    from vibee_plugins.zig.printer import ZigPrinter

_KINDS: dict[type, str] = {t.ListT: "list", t.MapT: "map", t.SetT: "set"}
_STEPS = {
    "int.add": "+=", "int.sub": "-=", "int.mul": "*=",
    "float.add": "+=", "float.sub": "-=", "float.mul": "*=",
}  # fmt: skip
CASTS = ("list.size", "bytes.size", "map.size", "set.size")
FEW = 3
"""Variants that are named in the place of `else`."""

_SIMPLE = (s.Return, s.Raise, s.Assign, s.Change, s.Break, s.Continue)


class ZigStatements(Loops, Collecting, Optional, StmtPrinter):
    """Statements of one module; `p` prints the expressions."""

    def __init__(self, p: ZigPrinter) -> None:
        super().__init__()
        self.p = p

    def lines(self, block: s.Block) -> list[Doc]:
        """The statements of a block, one document each."""
        made: list[Doc] = []
        behind = 0
        for at, stmt in enumerate(block):
            if at < behind:
                continue
            if (rest := self.orelse(block, at)) is not None:
                return made + rest
            if (whole := folded(block, at)) is not None:
                made += self.lines((whole,))
                behind = at + 2
                continue
            docs, count = self.together(block, at)
            behind = at + count
            made += docs if count else self.turns(stmt)
            if count:
                continue
            if isinstance(stmt, s.IfStmt) and stmt.other and _leaves(stmt.then):
                made.append(self.stmt(s.IfStmt(stmt.cond, stmt.then)))
                made += self.lines(stmt.other)
            else:
                made.append(self.stmt(stmt))
        return made

    def braces(self, block: s.Block, before: list[Doc] | None = None) -> Doc:
        """A block in braces, with a scope of its own."""
        with self.p.frame.names.block():
            lines = [*(before or []), *self.lines(block)]
        return self.braced(lines)

    def braced(self, lines: list[Doc]) -> Doc:
        """Statements in braces."""
        if not lines:
            return text("{}")
        return concat("{", nest(HARDLINE, join(HARDLINE, lines)), HARDLINE, "}")

    def condition(self, node: Any) -> Doc:
        """A condition in parentheses; its lines are indented by its own operators."""
        return concat("(", self.p.expr(node), ")")

    def head(self, word: str, node: Any, then: Doc) -> Doc:
        """A condition and its block; the brace has its own line behind a condition of several."""
        cond = self.p.expr(node)
        if not isinstance(cond, Group):
            return concat(f"{word} (", cond, ") ", then)
        return concat(group(f"{word} (", cond.doc, ")", LINE, "{"), _behind_brace(then))

    # variables

    def stmt_Declare(self, stmt: s.Declare) -> Doc:  # noqa: N802
        p, frame = self.p, self.p.frame
        if stmt.builder:
            return self._builder(stmt)
        if stmt.var.uid in frame.grown:
            return self._growing(stmt)
        type_ = p.type(stmt.var.type)
        word = "var" if stmt.var.uid in frame.changed else "const"
        if stmt.value is None:
            name = frame.names.declare(stmt.var).text
            return text(f"var {name}: {type_} = undefined;")
        cast = isinstance(stmt.value, x.Op) and stmt.value.id in CASTS
        if isinstance(stmt.value, x.Op) and stmt.value.id == "string.chars":
            frame.char_lists.add(stmt.var.uid)
        alone = cast or p.needs_type(stmt.value) or isinstance(stmt.value, x.If) or word == "var"
        value = p.placed(stmt.value)
        name = frame.names.declare(stmt.var).text
        head = f"{word} {name}: {type_} = " if alone else f"{word} {name} = "
        return concat(head, value, ";")

    def _growing(self, stmt: s.Declare) -> Doc:
        """A variable with room behind its value."""
        p, frame = self.p, self.p.frame
        of = stmt.var.type
        elem = p.type(of.elem) if isinstance(of, t.ListT) else "u8"
        empty = _is_empty(stmt.value)
        value = text(".empty") if empty else concat(".of(", p.typed(stmt.value), ")")
        name = frame.names.declare(stmt.var).text
        frame.given[stmt.var.uid] = f"{name}.items"
        return concat(f"var {name}: {p.note(f'support.Growing({elem})')} = ", value, ";")

    def _builder(self, stmt: s.Declare) -> Doc:
        p, frame = self.p, self.p.frame
        of = stmt.var.type
        kind = _KINDS.get(type(of), "text")
        value = None if _is_empty(stmt.value) else p.typed(stmt.value)
        name = frame.names.declare(stmt.var).text
        changed = stmt.var.uid in frame.changed or value is not None
        word = "var" if changed else "const"
        match of:
            case t.ListT(elem):
                type_ = f"std.ArrayList({p.type(elem)})"
            case t.MapT(key, t.ListT(item)) if stmt.var.uid in frame.appended:
                type_ = f"support.ListMapBuilder({p.type(key)}, {p.type(item)})"
            case t.MapT(key, item):
                type_ = f"support.MapBuilder({p.type(key)}, {p.type(item)})"
            case t.SetT(elem):
                type_ = f"support.SetBuilder({p.type(elem)})"
            case _:
                type_ = "std.ArrayList(u8)"
        frame.builders[stmt.var.uid] = kind
        first = text(p.note(f"{word} {name}: {type_} = .empty;"))
        if value is None:
            return first
        fill = "appendSlice" if kind in ("list", "text") else "putAll"
        if isinstance(of, t.ListT):
            value = self._items(stmt.value)
        args = [text(p.arena()), value]
        return join(HARDLINE, [first, concat("try ", p.arguments(f"{name}.{fill}", args), ";")])

    def stmt_Destructure(self, stmt: s.Destructure) -> Doc:  # noqa: N802
        value = self.p.bare(stmt.value)
        lines = self.unpacked(stmt.pattern, value)
        return join(HARDLINE, lines) if lines else concat("_ = ", value, ";")

    def stmt_Assign(self, stmt: s.Assign) -> Doc:  # noqa: N802
        name, value = self.p.frame.name(stmt.var), stmt.value
        if stmt.var.uid in self.p.frame.grown:
            return self._grow(stmt, name.removesuffix(".items"))
        if isinstance(value, x.Op) and not value.errors and value.id in _STEPS:
            first, *rest = value.args
            if first == x.Local(stmt.var, stmt.var.type) and len(rest) == 1:
                return concat(f"{name} {_STEPS[value.id]} ", self.p.typed(rest[0]), ";")
        return concat(f"{name} = ", self.p.placed(value), ";")

    def _grow(self, stmt: s.Assign, name: str) -> Doc:
        """A longer value, or another one."""
        p = self.p
        if (more := self_appended(stmt)) is not None:
            args = [text(p.arena()), self._items(more)]
            if isinstance(more, x.Local) and more.var.uid in p.frame.parts:
                args.insert(1, text(p.frame.parts[more.var.uid]))
                return concat("try ", p.arguments(f"{name}.appendPart", args), ";")
            return concat("try ", p.arguments(f"{name}.append", args), ";")
        if _is_empty(stmt.value):
            return text(f"{name} = .empty;")
        return concat(f"{name} = .of(", p.typed(stmt.value), ");")

    def _items(self, node: Any) -> Doc:
        """A list that is copied at once: its items need no memory of their own."""
        if isinstance(node, x.ListLit) and not any(node.optional):
            return listed([self.p.typed(item) for item in node.items])
        return self.p.typed(node)

    def stmt_AddLate(self, stmt: s.AddLate) -> Doc:  # noqa: N802
        names = self.p.frame.name
        total, flag = names(stmt.var), names(stmt.flag)
        with self.p.frame.names.block():
            made = self.p.frame.names.fresh("sum").text
        callee = self.p.note("math.add(i64")
        added = concat(f"if ({callee}, {total}, ", self.p.typed(stmt.value), f")) |{made}| ")
        return concat(added, f"{total} = {made} else |_| {flag} = true;")

    def stmt_Change(self, stmt: s.Change) -> Doc:  # noqa: N802
        p = self.p
        if stmt.op == "list.push":
            return self.pushed(stmt.var, stmt.args[0])
        name = p.frame.name(stmt.var)
        if stmt.op == "map.put" and (made := self._put(stmt, name)) is not None:
            return made
        args = [self._items(arg) if stmt.op == "list.extend" else p.typed(arg) for arg in stmt.args]
        match stmt.op:
            case "list.set":
                return concat(f"{name}.items[@intCast(", args[0], ")] = ", args[1], ";")
            case "map.remove" | "set.remove":
                return concat(p.arguments(f"{name}.remove", args), ";")
        method = {
            "list.extend": "appendSlice",
            "string.append": "appendSlice",
        }.get(stmt.op, "put")
        return concat("try ", p.arguments(f"{name}.{method}", [text(p.arena()), *args]), ";")

    def _put(self, stmt: s.Change, name: str) -> Doc | None:
        """A value that is made of the key's old one: looked up once, changed in its place."""
        p = self.p
        key = stmt.args[0]
        item = appended_item(stmt)
        if item is not None and stmt.var.uid in p.frame.appended:
            args = [text(p.arena()), p.typed(key), p.placed(item)]
            return concat("try ", p.arguments(f"{name}.append", args), ";")
        found = slot_of(stmt, lambda node: raises(p.world, node))
        if found is None or stmt.var.uid in p.frame.appended:
            return None
        start, value, var = found
        made = p.arguments(f"{name}.at", [text(p.arena()), p.typed(key), p.typed(start)])
        entry = p.frame.names.fresh("entry").text
        p.frame.given[var.uid] = f"{entry}.*"
        changed = self.stmt_Assign(s.Assign(var, value))
        return join(HARDLINE, [concat(f"const {entry} = try ", made, ";"), changed])

    def stmt_Evaluate(self, stmt: s.Evaluate) -> Doc:  # noqa: N802
        return concat("_ = ", self.p.bare(stmt.value), ";")

    # leaving

    def stmt_Return(self, stmt: s.Return) -> Doc:  # noqa: N802
        p, node = self.p, stmt.value
        if isinstance(node, x.Call) and p.world.fails((node.module, node.name)):
            return concat("return ", p.call_of((node.module, node.name), list(node.args)), ";")
        return concat("return ", p.placed(node), ";")

    def error(self, name: str) -> str:
        """An error's value."""
        self.p.world.raised.add(name)
        return f"error.{self.p.world.names.error(name)}"

    def stmt_Raise(self, stmt: s.Raise) -> Doc:  # noqa: N802
        return text(f"return {self.error(stmt.error)};")

    def stmt_Guard(self, stmt: s.Guard) -> Doc:  # noqa: N802
        cond = self.condition(negate(stmt.cond, self.kind))
        return group("if ", cond, " ", f"return {self.error(stmt.error)};")

    def kind(self, type_: t.Named) -> str:
        """The entry for `==` of a declared type."""
        return "enum.eq" if self.p.world.types.is_enum(type_) else "record.eq"

    def stmt_Break(self, _stmt: s.Break) -> Doc:  # noqa: N802
        return text("break;")

    def stmt_Continue(self, _stmt: s.Continue) -> Doc:  # noqa: N802
        return text("continue;")

    # branches

    def _captured(self, stmt: s.IfStmt) -> Doc | None:
        """`if (x) |value|`, where the branch takes the value out."""
        p, frame = self.p, self.p.frame
        turned = absent(stmt.cond)
        test = turned or present(stmt.cond)
        then, other = (stmt.other, stmt.then) if turned else (stmt.then, stmt.other)
        if test is None or not steady(test, then):
            return None
        spare = frame.spare_var(test.hint, test.type)
        made, count = taken(test, spare, then)
        if not count:
            return None
        with frame.names.block():
            name = frame.names.fresh(test.hint).text
            frame.given[spare.uid] = name
            body = self.braces(made) if other else self.body(made)
        head = concat("if (", p.bare(test.maybe), f") |{name}| ", body)
        if not other:
            return head
        if len(other) == 1 and isinstance(other[0], s.IfStmt):
            return concat(head, " else ", self.stmt_IfStmt(other[0]))
        return concat(head, " else ", self.braces(other))

    def stmt_IfStmt(self, stmt: s.IfStmt) -> Doc:  # noqa: N802
        if (captured := self._captured(stmt)) is not None:
            return captured
        if not stmt.other:
            body = self.body(stmt.then)
            if _is_braced(body):
                return self.head("if", stmt.cond, body)
            return concat("if ", self.condition(stmt.cond), " ", body)
        first = self.head("if", stmt.cond, self.braces(stmt.then))
        if len(stmt.other) == 1 and isinstance(stmt.other[0], s.IfStmt):
            return concat(first, " else ", self.stmt_IfStmt(stmt.other[0]))
        return concat(first, " else ", self.braces(stmt.other))

    def body(self, block: s.Block) -> Doc:
        """A block behind a condition or loop; a simple statement stands without braces."""
        if len(block) == 1 and isinstance(block[0], _SIMPLE):
            with self.p.frame.names.block():
                doc: Doc = self.stmt(block[0])
            if one_line(doc) and len(render(doc, width=100_000)) <= 50:
                return doc
            return self.braced([doc])
        return self.braces(block)

    def stmt_Switch(self, stmt: s.Switch) -> Doc:  # noqa: N802
        if stmt.cases and isinstance(stmt.cases[0].labels[0], str):
            if stmt.subject.type == t.STRING:
                return self._texts(stmt, 0)
        prongs = [self._case(stmt, case) for case in stmt.cases]
        if stmt.default is not None:
            labels = ", ".join(self._others(stmt)) or "else"
            prongs.append(concat(f"{labels} => ", self._prong(stmt.default, None), ","))
        subject = self.p.bare(stmt.subject)
        return concat("switch (", subject, ") ", self.braced(prongs))

    def _others(self, stmt: s.Switch) -> list[str]:
        """The labels that a default stands for, if they are few: a new one must be looked at."""
        type_ = stmt.subject.type
        if not isinstance(type_, t.Named):
            return []
        decl = self.p.world.types.decl(type_)
        if isinstance(decl, Enum):
            every = list(decl.members)
        else:
            every = [one.name for one in self.p.sum(type_).variants]
        seen = {label for case in stmt.cases for label in case.labels}
        rest = [self._label(type_, one) for one in every if one not in seen]
        return rest if len(rest) <= FEW else []

    def _prong(self, block: s.Block, _case: s.Case | None) -> Doc:
        if len(block) == 1 and isinstance(block[0], s.Return | s.Raise | s.Continue | s.Break):
            doc = self.stmt(block[0])
            shown = render(doc, width=100_000)
            if one_line(doc) and len(shown) <= 70:
                return text(shown.removesuffix(";"))
        return self.braces(block)

    def _case(self, stmt: s.Switch, case: s.Case) -> Doc:
        p, type_ = self.p, stmt.subject.type
        labels = ", ".join(self._label(type_, label) for label in case.labels)
        used = [(name, var) for name, var in case.binds if p.frame.is_used(var)]
        if not used:
            return concat(f"{labels} => ", self._prong(case.block, case), ",")
        assert isinstance(type_, t.Named)
        variant = str(case.labels[0])
        with p.frame.names.block():
            payload = p.frame.names.fresh(variant).text
            for name, var in used:
                p.frame.given[var.uid] = payload + p.variant_suffix(type_, variant, name)
            prong = self._prong(case.block, case)
        return concat(f"{labels} => |{payload}| ", prong, ",")

    def _label(self, type_: t.Type, label: str | int | bool) -> str:
        if isinstance(label, bool):
            return "true" if label else "false"
        if isinstance(label, int):
            return self.p.note(render(self.p.typed(x.Literal(label, t.INT)), width=1000))
        assert isinstance(type_, t.Named)
        names = self.p.world.names[type_.module]
        if self.p.world.types.is_enum(type_):
            return f".{names.member(type_.name, label)}"
        return f".{names.variant(type_.name, label)}"

    def _texts(self, stmt: s.Switch, at: int) -> Doc:
        """A choice by text, as conditions."""
        case = stmt.cases[at]
        conds = [
            x.Op("string.eq", (stmt.subject, x.Literal(label, t.STRING)), t.BOOL)
            for label in case.labels
        ]
        cond: Any = conds[0]
        for other in conds[1:]:
            cond = x.Op("bool.or", (cond, other), t.BOOL)
        head = concat("if ", self.condition(cond), " ", self.braces(case.block))
        if at + 1 < len(stmt.cases):
            return concat(head, " else ", self._texts(stmt, at + 1))
        if stmt.default is None:
            return head
        return concat(head, " else ", self.braces(stmt.default))


def _is_braced(doc: Doc) -> bool:
    return isinstance(doc, Concat) and doc.docs[0] == Text("{")


def _behind_brace(doc: Doc) -> Doc:
    """A block without its opening brace."""
    if isinstance(doc, Concat):
        return Concat(doc.docs[1:])
    return text("}")


def _leaves(block: s.Block) -> bool:
    """Whether control never reaches what follows a block."""
    if not block:
        return False
    match block[-1]:
        case s.Return() | s.Raise() | s.Break() | s.Continue():
            return True
        case s.IfStmt(_, then, other):
            return _leaves(then) and _leaves(other)
        case _:
            return False


def _is_empty(node: Any) -> bool:
    match node:
        case None:
            return True
        case x.ListLit(items) | x.SetLit(items):
            return not items
        case x.MapLit(entries):
            return not entries
        case x.Literal(value):
            return value == ""
        case _:
            return False
