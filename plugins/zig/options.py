"""Values that may be absent: `if (x) |value|` and `orelse` where lowering tests and then takes.

What is tested and what takes it out are found by their form: a value that is tested by `IsSome`
is taken by `Unwrap`, a key that is tested by `map.in` by `map.at`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vibee_plugins.zig.layouts import one_line
from vibee_plugins.zig.spellings import ORELSE

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.dest import ends
from vibee_compiler.lowering.walk import Mapper, count_uses, everything, substitute, used
from vibee_compiler.records import dataclass
from vibee_compiler.targets.layout import LINE, Doc, concat, group, nest, render, text

if TYPE_CHECKING:
    from vibee_plugins.zig.printer import ZigPrinter


@dataclass(frozen=True, slots=True)
class Test:
    """A test whether something is there.

    maybe: what may be absent, an expression. taken: how the value behind it is written.
    """

    maybe: Any
    taken: tuple[Any, ...]
    hint: str

    @property
    def type(self) -> t.Type:
        """The type of what is there."""
        made: t.Type = self.taken[0].type
        return made


def present(cond: Any) -> Test | None:
    """What a condition tests, if it holds where a value is there."""
    match cond:
        case s.IsSome(of) | x.Op(id="option.hasValue", args=(of,)):
            elem = of.type.elem if isinstance(of.type, t.OptionT) else None
            if elem is None or isinstance(elem, t.OptionT):
                return None
            hint = _snake(elem.name) if isinstance(elem, t.Named) else "value"
            return Test(of, (s.Unwrap(of, elem), x.Op("option.value", (of,), elem)), hint)
        case x.Op(id="map.in", args=(key, of)) if isinstance(of.type, t.MapT):
            elem = of.type.value
            if isinstance(elem, t.OptionT):
                return None
            maybe = x.Op("map.get", (of, key), t.OptionT(elem))
            taken = x.Op("map.at", (of, key), elem)
            return Test(maybe, (taken, s.Unwrap(maybe, elem)), "found")
        case _:
            return None


def absent(cond: Any) -> Test | None:
    """What a condition tests, if it holds where nothing is there."""
    match cond:
        case x.Op(id="bool.not", args=(inner,)):
            return present(inner)
        case _:
            return None


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))


_TRUE = x.Literal(True, t.BOOL)


class _Taking(Mapper):
    """Replaces what takes a value out by a variable."""

    def __init__(self, test: Test, var: x.Var) -> None:
        self.test = test
        self.local = x.Local(var, var.type)
        self.count = 0

    def expr(self, node: Any) -> Any:
        if isinstance(node, s.Unwrap | x.Op) and not getattr(node, "errors", None):
            if any(node == one for one in self.test.taken):
                self.count += 1
                return self.local
        if isinstance(node, s.IsSome) and node.subject == self.test.maybe:
            return _TRUE
        if isinstance(node, x.Op) and node.id == "bool.and":
            left, right = (self.expr(arg) for arg in node.args)
            return right if left is _TRUE else replace(node, args=(left, right))
        return self.rebuild(node)


def taken(test: Test, var: x.Var, nodes: tuple[Any, ...]) -> tuple[tuple[Any, ...], int]:
    """The nodes with a variable where they take the value out, and how often they did."""
    mapper = _Taking(test, var)
    made = tuple(mapper.any(node) for node in nodes)
    return made, mapper.count


def steady(test: Test, nodes: tuple[Any, ...]) -> bool:
    """Whether nothing that the test looks at is changed in the nodes."""
    seen = {var.uid for var in used((test.maybe,))}
    changes = (n for n in everything(nodes) if isinstance(n, s.Assign | s.Change | s.AddLate))
    return not any(one.var.uid in seen for one in changes)


def folded(block: s.Block, at: int) -> Any | None:
    """The statement behind a declaration, which tests at once what that declares and keeps it not.

    None where the variable has other uses.
    """
    first = block[at]
    if not isinstance(first, s.Declare) or first.value is None or at + 1 >= len(block):
        return None
    if first.mutable or first.builder or not isinstance(first.var.type, t.OptionT):
        return None
    var, stmt = first.var, block[at + 1]
    if count_uses(block[at + 2 :], var.uid):
        return None
    choice = stmt if isinstance(stmt, s.IfStmt) else getattr(stmt, "value", None)
    if not isinstance(choice, s.IfStmt | x.If) or count_uses((choice.other,), var.uid):
        return None
    local = x.Local(var, var.type)
    test = present(choice.cond)
    if test is None or test.maybe != local or not isinstance(stmt, s.IfStmt | s.Return | s.Assign):
        return None
    spare = x.Var("_", -1, test.type)
    rest, count = taken(test, spare, (choice.then,))
    if not count or count_uses(rest, var.uid):
        return None
    value = first.value
    then = substitute(choice.then, {var.uid: value})
    whole: Any = replace(choice, cond=s.IsSome(value, t.BOOL), then=then)  # type: ignore[arg-type]
    return whole if isinstance(stmt, s.IfStmt) else replace(stmt, value=whole)


class Optional:
    """Statements that leave where nothing is there."""

    p: ZigPrinter
    lines: Any
    stmt: Any
    error: Any

    def orelse(self, block: s.Block, at: int) -> list[Doc] | None:
        """A test that leaves, and all that follows it: `const value = x orelse return error.No;`.

        What the variable in front declares may be what is tested.
        """
        found = _left(block[at], block[at + 1 :])
        if found is None:
            return self._declared(block, at)
        test, leave, rest = found
        return self._rest(test, test.maybe, leave, rest)

    def _declared(self, block: s.Block, at: int) -> list[Doc] | None:
        first = block[at]
        if not isinstance(first, s.Declare) or at + 1 >= len(block) or first.builder:
            return None
        if first.value is None:
            return self._either(first, block, at)
        if first.mutable or (found := _left(block[at + 1], block[at + 2 :])) is None:
            return None
        test, leave, rest = found
        if test.maybe != x.Local(first.var, first.var.type):
            return None
        without, _ = taken(test, self.p.frame.spare_var(test.hint, test.type), rest)
        if count_uses((leave, without), first.var.uid):
            return None
        return self._rest(test, first.value, leave, rest)

    def _either(self, first: s.Declare, block: s.Block, at: int) -> list[Doc] | None:
        """A variable that is what is there, where the other branch leaves."""
        match block[at + 1]:
            case s.IfStmt(cond, (s.Assign(var, value),), (leave,)) if var == first.var:
                test = present(cond)
                if test is None or not isinstance(leave, _LEAVES) or value not in test.taken:
                    return None
                # Assigned on one path of two, one of which leaves: it is set once for all.
                self.p.frame.changed.discard(var.uid)
                declare = s.Declare(var, value)
                return self._rest(test, test.maybe, leave, (declare, *block[at + 2 :]))
            case _:
                return None

    def _rest(self, test: Test, maybe: Any, leave: Any, rest: s.Block) -> list[Doc] | None:
        p = self.p
        spare = p.frame.spare_var(test.hint, test.type)
        made, count = taken(test, spare, rest)
        if not count or not steady(test, rest):
            return None
        value = p.bare(maybe, ORELSE)
        if rest and isinstance(rest[0], s.Return) and rest[0].value in test.taken:
            other = self._other(leave)
            if other is not None:
                return [concat("return ", group(value, nest(LINE, "orelse ", other)), ";")]
        leaving = self.stmt(leave)
        if not one_line(leaving) or len(render(leaving, width=100_000)) > MOST:
            return None
        first = made[0]
        named = isinstance(first, s.Declare) and first.value == x.Local(spare, spare.type)
        if named and first.var.uid not in p.frame.changed | p.frame.grown and not first.mutable:
            name, made = p.frame.names.declare(first.var).text, made[1:]
        else:
            name = p.frame.names.fresh(test.hint).text
        p.frame.given[spare.uid] = name
        head = concat(f"const {name} = ", group(value, nest(LINE, "orelse ", leaving)))
        return [head, *self.lines(made)]

    def _other(self, leave: Any) -> Doc | None:
        """What a function gives that leaves."""
        if isinstance(leave, s.Raise):
            return text(self.error(leave.error))
        if isinstance(leave, s.Return):
            made: Doc = self.p.typed(leave.value, ORELSE + 1)
            return made
        return None


MOST = 60
"""Columns of what stands behind `orelse`."""

_LEAVES = (s.Return, s.Raise, s.Break, s.Continue)


def _left(stmt: Any, behind: s.Block) -> tuple[Test, Any, s.Block] | None:
    """A test that leaves where nothing is there, how it does, and what is done elsewhere."""
    match stmt:
        case s.Guard(cond, error, message, contract) if contract is None:
            test = present(cond)
            leave: Any = s.Raise(error, message or x.Literal("", t.STRING))
            return None if test is None else (test, leave, behind)
        case s.IfStmt(cond, (leave,), other) if isinstance(leave, _LEAVES):
            test = absent(cond)
            return None if test is None else (test, leave, (*other, *behind))
        case s.IfStmt(cond, then, other) if len(then) > 1 and ends(then):
            # The longer branch is not indented for the sake of the shorter one.
            test, last = present(cond), (*other, *behind)
            short = len(last) == 1 and isinstance(last[0], s.Return | s.Raise)
            return (test, last[0], then) if test is not None and short else None
        case _:
            return None
