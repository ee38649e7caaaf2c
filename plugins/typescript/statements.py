"""Statements as TypeScript."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from vibee_plugins.typescript import layout, literals, prettier
from vibee_plugins.typescript import syntax as js
from vibee_plugins.typescript import values as v
from vibee_plugins.typescript.constructors import is_open
from vibee_plugins.typescript.loops import Loops
from vibee_plugins.typescript.prettier import block
from vibee_plugins.typescript.printer import TypeScriptPrinter, flat
from vibee_plugins.typescript.switches import Switches, leaves
from vibee_plugins.typescript.syntax import Node
from vibee_plugins.typescript.widening import always_partial, is_compared, is_union, tags

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import count_uses, everything
from vibee_compiler.targets import prose
from vibee_compiler.targets.layout import (
    HARDLINE,
    LINE,
    Doc,
    concat,
    join,
    nest,
    text,
)
from vibee_compiler.targets.printer import StmtPrinter

SCALAR = (t.INT, t.FLOAT, t.BOOL, t.STRING)
SHORT = 12
"""Nodes of a value that may stand behind `if (...) return` or beside another in `?:`."""


def _unless(guard: s.Guard) -> s.IfStmt:
    """A guard as a condition."""
    message = guard.message or x.Literal("", t.STRING)
    cond = x.Op("bool.not", (guard.cond,), t.BOOL)
    return s.IfStmt(cond, (s.Raise(guard.error, message),))


def _weight(body: s.Block) -> int:
    """How much a reader has to keep in mind until the end of a block."""
    return sum(1 for _ in everything(body))


class Statements(Loops, Switches, StmtPrinter):
    """Prints the statements of one function.

    whole: all of it, to see whether a variable is used; own: its parameters, or a type's fields.
    partial: variables that change but never become all that their types allow.
    literals: the variables that are but names for literals, by the statement that declares them;
        kept: these statements, so that none takes another's place.
    contracts: each contract as the author wrote it, and in this language's words.
    """

    def __init__(self, p: TypeScriptPrinter) -> None:
        super().__init__()
        self.p = p
        self.whole: Any = ()
        self.own: frozenset[int] = frozenset()
        self.partial: set[int] = set()
        self.contracts: dict[str, str] = {}
        self.literals: dict[int, int] = {}
        self.kept: list[Doc] = []

    def enter(self, body: s.Block, own: Iterable[x.Var]) -> None:
        """Makes ready for another function."""
        self.whole = body
        self.own = frozenset(var.uid for var in own)
        self.partial = set()
        self.literals, self.kept = {}, []
        self.p.certain = {}

    def docs(self, body: s.Block) -> list[Doc]:
        """The statements of a block, less names for literals that nothing mentions in the end."""
        made = self._docs(body)
        idle = {key for key, uid in self.literals.items() if uid not in self.p.mentioned}
        return [doc for doc in made if id(doc) not in idle]

    def _docs(self, body: s.Block) -> list[Doc]:
        """What a guard clause rules out holds behind it."""
        made: list[Doc] = []
        for index, stmt in enumerate(body):
            rest = body[index + 1 :]
            if self._inlined(stmt):
                continue
            if (decided := self._decided_later(stmt, rest)) is not None:
                return made + self.docs(decided)
            if isinstance(stmt, s.Guard) and (found := self._found(_unless(stmt), rest)):
                return made + found
            if isinstance(stmt, s.IfStmt):
                if (known := v.truth(stmt.cond, self.p.facts)) is not None:
                    taken = stmt.then if known else stmt.other
                    return made + self.docs(taken if leaves(taken) else (*taken, *rest))
                if (found := self._found(stmt, rest)) is not None:
                    return made + found
                if not rest and (chosen := self._chosen(stmt)) is not None:
                    return [*made, self.stmt(chosen)]
                if rest and not stmt.other and leaves(stmt.then) and leaves(rest):
                    whole = s.IfStmt(stmt.cond, stmt.then, rest)
                    if (chosen := self._chosen(whole)) is not None:
                        return [*made, self.stmt(chosen)]
                    stmt, rest = whole, ()
                if stmt.other and leaves(stmt.then):
                    return made + self._guarded(stmt, rest)
            made.append(self.stmt(stmt))
            if isinstance(stmt, s.IfStmt) and leaves(stmt.then):
                self.p.facts |= self.p.learned(stmt.cond, holds=False)
            if isinstance(stmt, s.Guard):
                self.p.facts |= self.p.learned(stmt.cond, holds=True)
        return made

    def _decided_later(self, stmt: s.Stmt, rest: s.Block) -> s.Block | None:
        """A variable and its value at once, where a condition known beforehand gives the value."""
        if not isinstance(stmt, s.Declare) or stmt.value is not None or not rest:
            return None
        test, uid = rest[0], stmt.var.uid
        if not isinstance(test, s.IfStmt):
            return None
        known = v.truth(test.cond, self.p.facts)
        match test.then if known else test.other:
            case (s.Assign() as first, *more) if known is not None and first.var.uid == uid:
                tail = (*more, *rest[1:])
                again = (n for n in everything(tail) if isinstance(n, s.Assign | s.AddLate))
                if not any(n.var.uid == uid for n in again):
                    return (replace(stmt, value=first.value, mutable=False), *tail)
        return None

    def _guarded(self, stmt: s.IfStmt, rest: s.Block) -> list[Doc]:
        """A guard clause, the shorter way out first, and what comes behind it."""
        cond, then, other = stmt.cond, stmt.then, stmt.other
        if not rest and leaves(other) and _weight(other) * 2 < _weight(then) and len(other) == 1:
            cond, then, other = x.Op("bool.not", (cond,), t.BOOL), other, then
        head = self.stmt(s.IfStmt(cond, then))
        self.p.facts |= self.p.learned(cond, holds=False)
        return [head, *self.docs((*other, *rest))]

    def _chosen(self, stmt: s.IfStmt) -> s.Return | None:
        """`return c ? a : b` for two ways out that are short."""
        match stmt:
            case s.IfStmt(cond, (s.Return(a),), (s.Return(b),)):
                if any(isinstance(one, x.If | x.Fail | s.BlockExpr) for one in (a, b)):
                    return None
                if all(_weight((s.Return(one),)) <= SHORT for one in (cond, a, b)):
                    return s.Return(x.If(cond, a, b, a.type))
        return None

    def _found(self, stmt: s.IfStmt, rest: s.Block) -> list[Doc] | None:
        """One `get` for `if (!m.has(k)) leave; ... m.get(k)`, in either order of the branches."""
        cond, then, other = stmt.cond, stmt.then, stmt.other
        if isinstance(cond, x.Op) and cond.id == "bool.not":
            cond = cond.args[0]
        else:
            then, other = other, then
        if not (isinstance(cond, x.Op) and cond.id == "map.in" and leaves(then)):
            return None
        key, m = cond.args
        if not all(map(_steady, (key, m))):
            return None
        uses = [
            node
            for node in everything((*other, *rest))
            if isinstance(node, x.Op) and node.id == "map.at" and node.args == (m, key)
        ]
        if not uses or self.p.world.maybe_undefined(uses[0].type):
            return None
        p = self.p
        name = p.locals.fresh(_called(uses[0].type)).text
        value = js.method(p.node(m), "get", p.node(key))
        first = concat(prettier.assigned(f"const {name} =", value), ";")
        test = js.Binary("===", js.Name(name), js.UNDEFINED)
        guard = self._if(test, self.inner(then), then)
        for use in uses:
            p.known[use] = name
        return [first, guard, *self.docs((*other, *rest))]

    def inner(self, body: s.Block, cond: Any = None, *, holds: bool = True) -> list[Doc]:
        """A nested block, under a condition that holds or does not."""
        with self.p.scope():
            if cond is not None:
                self.p.facts |= self.p.learned(cond, holds=holds)
            return self.docs(body)

    # variables

    def stmt_Declare(self, stmt: s.Declare) -> Doc:  # noqa: N802
        p = self.p
        var, value = stmt.var, stmt.value
        if stmt.mutable or value is None:
            if always_partial(var.uid, value, self.whole, p.world):
                self.partial.add(var.uid)
        if value is None:
            return text(f"let {p.bind(var)}: {p.types.text(var.type)};")
        if not count_uses(self.whole, var.uid) and not stmt.mutable:
            return self.stmt_Evaluate(s.Evaluate(value))
        if stmt.builder:
            return self._builder(stmt)
        value = self._decided(value)
        made = self._widened_variable(var.uid, value, p.typed(value))
        if not stmt.mutable and (worth := v.constant(value, p.facts)) is not None:
            p.facts.add(("=", (x.Local(var, var.type), worth)))
        typed = ""
        if is_open(value) or (stmt.mutable and var.type not in SCALAR):
            typed = f": {p.types.text(var.type)}"
        word = "let" if stmt.mutable else "const"
        if not stmt.mutable and not typed and t.erase(var.type) in SCALAR and p.is_partial(value):
            if is_compared(var.uid, self.whole):
                typed = f": {p.types.text(var.type)}"
                if isinstance(value, x.Literal):
                    # The linter takes the type of a literal to be plain.
                    made, typed = js.As(made, typed[2:]), ""
        narrow = _narrows(value) or (p.is_partial(value) and is_union(var.type, p.world))
        if typed and not stmt.mutable and narrow:
            made, typed = js.As(made, typed[2:]), ""
        elif not stmt.mutable and not typed and p.is_partial(value):
            if isinstance(value, x.FieldGet):
                made = js.As(made, p.types.text(var.type))
            else:
                p.certain[var.uid] = tags(value, p.world, p.certain) or frozenset()
        if var.type == t.INT and not stmt.mutable and p.natural(value):
            p.facts.add(("natural", x.Local(var, var.type)))
        doc = concat(prettier.assigned(f"{word} {p.bind(var)}{typed} =", made), ";")
        if isinstance(value, x.Literal) and not stmt.mutable:
            self.literals[id(doc)] = var.uid
            self.kept.append(doc)
        return doc

    def _decided(self, value: Any) -> Any:
        """The branch that a condition known beforehand takes."""
        while isinstance(value, x.If):
            known = v.truth(value.cond, self.p.facts)
            if known is None:
                break
            value = value.then if known else value.other
        return value

    def _inlined(self, stmt: s.Stmt) -> bool:
        """Whether a variable is but a literal, once what is known is decided."""
        if not isinstance(stmt, s.Declare) or stmt.mutable or not isinstance(stmt.value, x.If):
            return False
        value = self._decided(stmt.value)
        if not isinstance(value, x.Literal) or value.type not in SCALAR:
            return False
        self.p.names[stmt.var.uid] = self.p.flat(value)
        self.p.certain[stmt.var.uid] = frozenset((repr(value.value),))
        worth = value.value if value.type == t.BOOL else v.constant(value, self.p.facts)
        if worth is not None:
            self.p.facts.add(("=", (x.Local(stmt.var, stmt.var.type), worth)))
        return True

    def _builder(self, stmt: s.Declare) -> Doc:
        p = self.p
        var, value = stmt.var, stmt.value
        made = p.node(value)
        if var.type == t.STRING:
            return concat(prettier.assigned(f"let {p.bind(var)} =", made), ";")
        typed = p.types.mutable(var.type)
        empty = not getattr(value, "items", getattr(value, "entries", (1,)))
        if isinstance(var.type, t.ListT):
            fresh = made if isinstance(made, js.Items) else js.copied(made)
            start: Node = js.Items(()) if empty else fresh
            return concat(prettier.assigned(f"const {p.bind(var)}: {typed} =", start), ";")
        word = typed.partition("<")[0]
        assert isinstance(var.type, t.MapT | t.SetT)
        args = (var.type.key, var.type.value) if isinstance(var.type, t.MapT) else (var.type.elem,)
        start = js.make(word, *(() if empty else (made,)), types=tuple(map(p.types.text, args)))
        return concat(prettier.assigned(f"const {p.bind(var)} =", start), ";")

    def stmt_Destructure(self, stmt: s.Destructure) -> Doc:  # noqa: N802
        made = self.p.node(stmt.value)
        typed = f": {self.p.types.text(stmt.value.type)}" if is_open(stmt.value) else ""
        pattern = self.p.pattern(stmt.pattern, self.whole)
        if pattern in ("_", "[]"):
            return self.stmt_Evaluate(s.Evaluate(stmt.value))
        return concat(prettier.assigned(f"const {pattern}{typed} =", made), ";")

    def stmt_Assign(self, stmt: s.Assign) -> Doc:  # noqa: N802
        p = self.p
        made = self._widened_variable(stmt.var.uid, stmt.value, p.node(stmt.value))
        p.forget(stmt.var.uid)
        return concat(prettier.assigned(f"{p.names[stmt.var.uid]} =", made), ";")

    def _widened_variable(self, uid: int, value: Any, made: Node) -> Node:
        """A value of a variable that changes, but never becomes all that its type allows."""
        if uid not in self.partial or isinstance(made, js.As) or not self.p.is_partial(value):
            return made
        return js.As(made, self.p.types.text(value.type))

    def stmt_AddLate(self, stmt: s.AddLate) -> Doc:  # noqa: N802
        p = self.p
        total, flag = p.names[stmt.var.uid], p.names[stmt.flag.uid]
        made = p.node(stmt.value)
        p.forget(stmt.var.uid)
        p.forget(stmt.flag.uid)
        added = concat(prettier.assigned(f"{total} +=", made), ";")
        outside = f"!Number.isSafeInteger({total})"
        if p.world.big:
            outside = f"BigInt.asIntN(64, {total}) !== {total}"
        return join(HARDLINE, [added, text(f"{flag} ||= {outside};")])

    def stmt_Change(self, stmt: s.Change) -> Doc:  # noqa: N802
        p = self.p
        name = p.names[stmt.var.uid]
        first: list[Doc] = []
        if stmt.op == "map.put":
            first = self._named_key(stmt.args)
        args = p.all(stmt.args)
        p.forget(stmt.var.uid)
        match stmt.op:
            case "list.set":
                place = js.call("Number", args[0]) if p.world.big else args[0]
                target = f"{name}[{flat(place)}] ="
                return concat(prettier.assigned(target, args[1]), ";")
            case "string.append":
                return concat(prettier.assigned(f"{name} +=", args[0]), ";")
            case "list.extend":
                return self._extended(name, args[0])
        method = {"list.push": "push", "map.put": "set", "set.put": "add"}.get(stmt.op, "delete")
        made = concat(prettier.doc(js.method(js.Name(name), method, *args)), ";")
        return join(HARDLINE, [*first, made])

    def _named_key(self, args: tuple[Any, ...]) -> list[Doc]:
        """A name for a key that is read out of records more than once."""
        key, item = args
        if not isinstance(key, x.FieldGet) or key in self.p.known:
            return []
        if not any(node == key for node in everything(item)):
            return []
        p = self.p
        made: Any = p.node(key)
        name = p.locals.fresh(key.name).text
        p.known[key] = name
        if isinstance(made, js.Member) and made.name == name:
            return [concat(prettier.assigned(f"const {{ {name} }} =", made.base), ";")]
        return [concat(prettier.assigned(f"const {name} =", made), ";")]

    def _extended(self, name: str, items: Node) -> Doc:
        if isinstance(items, js.Items) and len(items.items) < 4:
            return concat(prettier.doc(js.method(js.Name(name), "push", *items.items)), ";")
        body = text(f"{name}.push(item);")
        head = concat("for (const item of ", prettier.doc(items), ")")
        return layout.group(head, nest(LINE, body))

    def stmt_Evaluate(self, stmt: s.Evaluate) -> Doc:  # noqa: N802
        made = self.p.node(stmt.value)
        if isinstance(made, js.Call):
            return concat(prettier.doc(made), ";")
        self.p.world.discards = True
        return concat(prettier.doc(js.Unary("void ", made)), ";")

    # ways out

    def stmt_Return(self, stmt: s.Return) -> Doc:  # noqa: N802
        if isinstance(stmt.value, x.Fail):
            return self.stmt_Raise(s.Raise(stmt.value.error, stmt.value.message))
        return concat("return ", prettier.returned(self.p.kept(stmt.value)), ";")

    def stmt_Raise(self, stmt: s.Raise) -> Doc:  # noqa: N802
        p = self.p
        p.world.raised.add(stmt.error)
        error = p.support("PackageError")
        made = js.make(error, literals.string(stmt.error), p.node(stmt.message))
        return concat("throw ", prettier.doc(made), ";")

    def stmt_Guard(self, stmt: s.Guard) -> Doc:  # noqa: N802
        p = self.p
        if stmt.contract is not None:
            cond = p.node(stmt.cond)
            said = self.said(stmt.cond, stmt.contract, cond)
            self.contracts[stmt.contract] = said
            return concat(prettier.doc(p.part("contract", cond, literals.string(said))), ";")
        return self.stmt_IfStmt(_unless(stmt))

    def said(self, cond: Any, contract: str, made: Node) -> str:
        """A contract as this language writes it, where it speaks only of what a caller sees."""
        used = {n.var.uid for n in everything(cond) if isinstance(n, x.Local)}
        return flat(made).replace("this.", "") if used <= self.own else prose.clean(contract)

    # choices

    def _if(self, cond: Node, docs: list[Doc], body: s.Block) -> Doc:
        """An `if`; a short way out needs no braces."""
        head = prettier.headed("if", cond)
        match body:
            case (s.Return(value),) if not isinstance(value, x.Fail):
                if _weight((s.Return(value),)) <= SHORT:
                    return layout.group(head, nest(LINE, docs[0]))
        return concat(head, " ", block(docs))

    def stmt_IfStmt(self, stmt: s.IfStmt) -> Doc:  # noqa: N802
        p = self.p
        if not stmt.then and stmt.other:
            cond = x.Op("bool.not", (stmt.cond,), t.BOOL)
            return self.stmt_IfStmt(s.IfStmt(cond, stmt.other))
        test = p.node(stmt.cond)
        if test in (js.Name("true"), js.Name("false")):
            return block(self.inner(stmt.then if test == js.Name("true") else stmt.other))
        if not stmt.other:
            return self._if(test, self.inner(stmt.then, stmt.cond), stmt.then)
        head = prettier.headed("if", test)
        made = concat(head, " ", block(self.inner(stmt.then, stmt.cond)))
        if len(stmt.other) == 1 and isinstance(stmt.other[0], s.IfStmt):
            with p.scope():
                p.facts |= p.learned(stmt.cond, holds=False)
                rest = self.stmt_IfStmt(stmt.other[0])
                return concat(made, " else ", rest)
        return concat(made, " else ", block(self.inner(stmt.other, stmt.cond, holds=False)))


def _narrows(value: Any) -> bool:
    """Whether TypeScript would take a variable for more than its declared type says."""
    made = isinstance(value, x.Op) and value.id.startswith(("optional.", "result."))
    return made or isinstance(value, x.VariantLit | x.EnumValue)


def _steady(node: Any) -> bool:
    """Whether an expression gives the same value until a variable in it changes."""
    plain = x.Local | x.FieldGet | x.Literal | x.ConstRef | x.Var | s.Unwrap | s.VariantField
    return all(isinstance(one, plain) for one in everything(node))


def _called(type_: t.Type) -> str:
    """A name for a value that is known by its type only."""
    erased = t.erase(type_)
    return erased.name if isinstance(erased, t.Named) else "found"
