"""Expressions as Lua."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets.layout import Doc, bracketed, concat, text
from vibee_compiler.targets.printer import ATOM, ExprPrinter, Printed
from vibee_compiler.targets.program_names import Locals
from vibee_lua import literals
from vibee_lua.constructors import Constructors
from vibee_lua.spellings import AND, COMPARE, OR, TABLE, UNARY
from vibee_lua.world import World


class LuaPrinter(Constructors, ExprPrinter):
    """Expressions of one module, or (`outside`) of its tests.

    modules: those that the file requires. patterns: regular expressions by the name of their table.
    buffers: variables that hold the pieces of a text.
    """

    spellings: ClassVar[dict[str, Any]] = TABLE

    def __init__(self, world: World, module: str, *, outside: bool = False) -> None:
        super().__init__()
        self.world = world
        self.module = module
        self.outside = outside
        self.modules: set[str] = set()
        self.patterns: dict[str, str] = {}
        self.names: dict[int, str] = {}
        self.buffers: set[int] = set()
        self.locals = self.fresh_locals()

    def fresh_locals(self) -> Locals:
        """The scope of a function: nothing may hide a module."""
        modules = (self.world.names.file(m.name).text for m in self.world.source.modules)
        return Locals(self.world.names.rules, frozenset(modules))

    # names

    def refer(self, module: str, name: str) -> str:
        """A name of a module as it is written here."""
        if module == self.module and not self.outside:
            return f"M.{name}"
        self.modules.add(module)
        return f"{self.world.names.file(module)}.{name}"

    def bind(self, var: x.Var, *, parameter: bool = False) -> str:
        """Names a variable."""
        declare = self.locals.parameter if parameter else self.locals.declare
        self.names[var.uid] = declare(var).text
        return self.names[var.uid]

    def pattern(self, pattern: str) -> str:
        """The table of a regular expression."""
        self.need("matches")
        return self.patterns.setdefault(pattern, f"PATTERN_{len(self.patterns) + 1}")

    # shapes

    def call(self, callee: Doc, args: Sequence[Doc]) -> Printed:
        """A call; a list of arguments has no comma behind the last."""
        return Printed(concat(callee, bracketed("(", args, ")", trailing=False)))

    def place(self, index: Any) -> Doc:
        """The place in a table of what has this index."""
        match index:
            case x.Literal(int() as value):
                return text(str(value + 1))
            case x.Op("int.sub", (inner, x.Literal(1))) if not index.errors:
                return self.expr(inner)
        return concat(self.expr(index, 90), " + 1")

    def place_before(self, index: Any) -> Doc:
        """The number before this one, where a loop up to it ends."""
        match index:
            case x.Literal(int() as value):
                return text(str(value - 1))
            case x.Op("int.add", (inner, x.Literal(1))) if not index.errors:
                return self.expr(inner)
        return concat(self.expr(index, 90), " - 1")

    def function(self, lam: x.Lambda) -> Doc:
        """A macro's part with one binder as a function."""
        with self.locals.block():
            pattern: Any = lam.params[0]
            name = self.locals.fresh("item").text
            self._take(pattern, name)
            return concat(f"function({name}) return ", self.expr(lam.body), " end")

    def _take(self, pattern: Any, source: str) -> None:
        """Lets the variables of a pattern stand for parts of a value."""
        match pattern:
            case x.PBind(var):
                self.names[var.uid] = source
            case x.PTuple(items):
                for index, item in enumerate(items, 1):
                    self._take(item, f"{source}[{index}]")

    # conditions

    def negation(self, node: Any) -> Printed:
        """The opposite of a Bool."""
        match node:
            case x.Op("bool.not", (inner,)):
                return self.printed(inner)
            case x.Op(name, (a, b)) if name.endswith(".eq") or name == "ne":
                return self.equality(a, b, equal=name == "ne")
            case x.Op("int.lt", (a, b)):
                return self.infix(">=", COMPARE, a, b)
            case s.IsSome(subject) | x.Op("option.hasValue", (subject,)):
                return self.presence(subject, present=False)
            case s.IsVariant(subject, variant):
                return self._is_kind("~=", subject, variant)
        return Printed(concat("not ", self.expr(node, UNARY)), UNARY)

    def equality(self, left: Any, right: Any, *, equal: bool) -> Printed:
        """`==`, or the comparison of all parts."""
        if isinstance(right, x.Literal) and right.type == t.BOOL:
            return self.printed(left) if right.value == equal else self.negation(left)
        if isinstance(right, x.Op) and right.id == "optional.none":
            return self.presence(left, present=not equal)
        if self.world.scalar(left.type):
            return self.comparison("==" if equal else "~=", left, right)
        self.need("equal")
        made = self.call(text("support.equal"), [self.expr(left), self.expr(right)])
        return made if equal else Printed(concat("not ", made.doc), UNARY)

    def comparison(self, symbol: str, left: Any, right: Any) -> Printed:
        """A comparison, which does not associate."""
        first, second = self.expr(left, COMPARE + 1), self.expr(right, COMPARE + 1)
        return Printed(concat(first, f" {symbol} ", second), COMPARE)

    def presence(self, option: Any, *, present: bool) -> Printed:
        """Whether an option is there."""
        self.need("none")
        symbol = "~=" if present else "=="
        return Printed(concat(self.expr(option, COMPARE + 1), f" {symbol} support.none"), COMPARE)

    def print_If(self, node: x.If) -> Printed:  # noqa: N802
        """`c and a or b`, which is right where `a` is neither false nor nil."""
        if node.type != t.BOOL:
            return self._choice(node.cond, node.then, node.other)
        match node.then, node.other:
            case x.Literal(True), other:
                return self._joined("or", OR, self.expr(node.cond, OR), other)
            case x.Literal(False), other:
                return self._joined("and", AND, self.negated(node.cond, AND), other)
            case then, x.Literal(False):
                return self._joined("and", AND, self.expr(node.cond, AND), then)
            case then, x.Literal(True):
                return self._joined("or", OR, self.negated(node.cond, OR), then)
        parts = (self.expr(node.cond), self.expr(node.then), self.expr(node.other))
        body = concat("if ", parts[0], " then return ", parts[1], " end return ", parts[2])
        return Printed(concat("(function() ", body, " end)()"))

    def _joined(self, word: str, prec: int, first: Doc, other: Any) -> Printed:
        return Printed(concat(first, f" {word} ", self.expr(other, prec + 1)), prec)

    def negated(self, node: Any, outer: int) -> Doc:
        """The opposite of a Bool as an operand."""
        made = self.negation(node)
        return self.parenthesised(made.doc) if made.prec < outer else made.doc

    def _choice(self, cond: Any, then: Any, other: Any) -> Printed:
        first = concat(self.expr(cond, AND), " and ", self.expr(then, AND + 1))
        return Printed(concat(first, " or ", self.expr(other, OR + 1)), OR)

    # nodes

    def print_Local(self, node: Any) -> Printed:  # noqa: N802
        name = self.names[node.var.uid]
        if node.var.uid in self.buffers:
            return Printed(text(f"table.concat({name})"))
        return Printed(text(name))

    print_Take = print_View = print_Freeze = print_Local  # noqa: N815

    def print_ConstRef(self, node: x.ConstRef) -> Printed:  # noqa: N802
        name = self.world.names[node.module].constant(node.name).text
        return Printed(text(self.refer(node.module, name)))

    def print_FnRef(self, node: x.FnRef) -> Printed:  # noqa: N802
        return Printed(text(self.refer(node.module, self.world.function(node.module, node.name))))

    def print_Call(self, node: x.Call) -> Printed:  # noqa: N802
        callee = self.refer(node.module, self.world.function(node.module, node.name))
        return self.call(text(callee), [self.expr(arg) for arg in node.args])

    def print_CallVar(self, node: x.CallVar) -> Printed:  # noqa: N802
        return self.call(text(self.names[node.var.uid]), [self.expr(arg) for arg in node.args])

    def print_Fail(self, node: x.Fail) -> Printed:  # noqa: N802
        return self.raised(node.error, node.message)

    def raised(self, error: str, message: Any) -> Printed:
        """A call that raises an error."""
        self.world.raised.add(error)
        args = [text(literals.quoted(error)), self.expr(message)]
        return self.call(text("support.fail"), args)

    def print_FieldGet(self, node: x.FieldGet) -> Printed:  # noqa: N802
        type_ = node.base.type
        assert isinstance(type_, t.Named)
        name = self.world.names[type_.module].field(type_.name, node.name).text
        return Printed(concat(self.expr(node.base, ATOM), f".{name}"))

    def _is_kind(self, symbol: str, subject: Any, variant: str) -> Printed:
        kind = literals.quoted(self.world.kind(subject.type, variant))
        tag = concat(self.expr(subject, ATOM), ".kind")
        return Printed(concat(tag, f" {symbol} {kind}"), COMPARE)

    def print_IsVariant(self, node: s.IsVariant) -> Printed:  # noqa: N802
        return self._is_kind("==", node.subject, node.variant)

    def print_VariantField(self, node: s.VariantField) -> Printed:  # noqa: N802
        type_: Any = node.subject.type
        name = self.world.fields_of(type_, node.variant)[node.name]
        return Printed(concat(self.expr(node.subject, ATOM), f".{name}"))

    def print_IsSome(self, node: s.IsSome) -> Printed:  # noqa: N802
        return self.presence(node.subject, present=True)

    def print_IsOk(self, node: s.IsOk) -> Printed:  # noqa: N802
        return Printed(concat(self.expr(node.subject, ATOM), ".ok"))

    def print_Unwrap(self, node: s.Unwrap) -> Printed:  # noqa: N802
        if self.world.boxed(node.subject.type):
            return Printed(concat(self.expr(node.subject, ATOM), ".some"))
        return self.printed(node.subject)

    def print_UnwrapOk(self, node: s.UnwrapOk) -> Printed:  # noqa: N802
        return Printed(concat(self.expr(node.subject, ATOM), ".value"))

    def print_UnwrapErr(self, node: s.UnwrapErr) -> Printed:  # noqa: N802
        return Printed(concat(self.expr(node.subject, ATOM), ".error"))
