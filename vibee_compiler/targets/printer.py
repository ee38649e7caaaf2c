"""The shared base of expression printers: dispatch, precedence, spellings.

A target's printer subclasses `ExprPrinter`, gives its precedences and its table of spellings
for built-ins, and overrides a method `print_<NodeClass>` for each kind of node that its language
writes in its own way. Statement printers follow the same dispatch (`StmtPrinter`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Protocol

from vibee_compiler.ir.expr import Op
from vibee_compiler.lowering.sir import Block, Stmt
from vibee_compiler.records import dataclass
from vibee_compiler.targets.layout import LINE as SPACE_OR_BREAK
from vibee_compiler.targets.layout import Doc, concat, group, lines, nest, text

ATOM = 1000
"""The precedence of what never needs parentheses."""

LOWEST = 0
"""The outer precedence of an argument or a whole statement."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A document and how tightly it binds (greater is tighter)."""

    doc: Doc
    prec: int = ATOM


class Spell(Protocol):
    """How one built-in is written; may record needs (imports, support parts) on the printer."""

    def __call__(self, printer: Any, op: Op, /) -> Printed:
        """The printed use."""


@dataclass(frozen=True, slots=True)
class Infix:
    """A left-associative binary operator."""

    symbol: str
    prec: int

    def __call__(self, printer: ExprPrinter, op: Op) -> Printed:
        """`a symbol b`, broken before the operator."""
        return printer.infix(self.symbol, self.prec, op.args[0], op.args[1])


@dataclass(frozen=True, slots=True)
class Prefix:
    """A prefix operator."""

    symbol: str
    prec: int

    def __call__(self, printer: ExprPrinter, op: Op) -> Printed:
        """`symbol a`."""
        return Printed(concat(self.symbol, printer.expr(op.args[0], self.prec)), self.prec)


@dataclass(frozen=True, slots=True)
class Function:
    """A call of a function; `support` names the part of the support module that defines it.

    `order` picks and orders the arguments, all of them by default.
    """

    name: str
    support: str | None = None
    order: tuple[int, ...] | None = None

    def __call__(self, printer: ExprPrinter, op: Op) -> Printed:
        """`name(a, b)`."""
        if self.support is not None:
            printer.need(self.support)
        picked = op.args if self.order is None else [op.args[i] for i in self.order]
        return printer.call(text(self.name), [printer.expr(a) for a in picked])


@dataclass(frozen=True, slots=True)
class Method:
    """A call of a method on the first argument."""

    name: str

    def __call__(self, printer: ExprPrinter, op: Op) -> Printed:
        """`a.name(b)`."""
        callee = concat(printer.expr(op.args[0], ATOM), "." + self.name)
        return printer.call(callee, [printer.expr(a) for a in op.args[1:]])


@dataclass(frozen=True, slots=True)
class Pattern:
    """Text with `{i}` for the i-th argument, or `{i:p}` to print it at outer precedence p."""

    form: str
    prec: int = ATOM
    support: str | None = None

    def __call__(self, printer: ExprPrinter, op: Op) -> Printed:
        """The form, filled."""
        if self.support is not None:
            printer.need(self.support)
        parts: list[Doc | str] = []
        rest = self.form
        while "{" in rest:
            head, _, tail = rest.partition("{")
            hole, _, rest = tail.partition("}")
            index, _, prec = hole.partition(":")
            parts += [head, printer.expr(op.args[int(index)], int(prec or LOWEST))]
        return Printed(concat(*parts, rest), self.prec)


class ExprPrinter:
    """Expressions to documents.

    `spellings` maps the id of a built-in to how it is written; `id!` is preferred where the
    analyses have proved that this use raises nothing (`errors` is empty).
    """

    spellings: ClassVar[dict[str, Spell]] = {}

    def __init__(self) -> None:
        self.needs: set[str] = set()
        self._methods: dict[type, Callable[[Any], Printed]] = {}

    def need(self, part: str) -> None:
        """Records that the output uses a part of the support module, or an import."""
        self.needs.add(part)

    @classmethod
    def spells(cls, op: Op) -> bool:
        """Whether this use of a built-in has a spelling (for `Lowering.spells`)."""
        return op.id in cls.spellings or (not op.errors and f"{op.id}!" in cls.spellings)

    def expr(self, node: Any, outer: int = LOWEST) -> Doc:
        """The document of an expression, in parentheses where it binds looser than `outer`."""
        printed = self.printed(node)
        if printed.prec < outer:
            return self.parenthesised(printed.doc)
        return printed.doc

    def printed(self, node: Any) -> Printed:
        """The document of an expression and its precedence."""
        method = self._methods.get(type(node))
        if method is None:
            method = getattr(self, f"print_{type(node).__name__}", self.unprintable)
            self._methods[type(node)] = method
        return method(node)

    def unprintable(self, node: Any) -> Printed:
        """A node that lowering should not have left; a fault of the target's profile."""
        raise TypeError(f"{type(self).__name__} cannot print {type(node).__name__}")

    def parenthesised(self, doc: Doc) -> Doc:
        """The document in parentheses."""
        return concat("(", doc, ")")

    def print_Op(self, op: Op) -> Printed:  # noqa: N802 - named after the node
        """A built-in by its spelling."""
        spell = self.spellings.get(f"{op.id}!") if not op.errors else None
        if spell is None:
            spell = self.spellings.get(op.id)
        if spell is None:
            raise TypeError(f"{type(self).__name__} has no spelling for {op.id}")
        return spell(self, op)

    def infix(self, symbol: str, prec: int, left: Any, right: Any) -> Printed:
        """A left-associative operator; a chain of one precedence breaks as a whole."""
        head = self.chain(left, prec)
        tail = concat(SPACE_OR_BREAK, symbol + " ", self.expr(right, prec + 1))
        return Printed(group(head, nest(tail)), prec)

    def chain(self, node: Any, prec: int) -> Doc:
        """The left operand; a group of the same precedence is opened, to break with its parent."""
        return self.expr(node, prec)

    def call(self, callee: Doc, args: Sequence[Doc]) -> Printed:
        """A call; a target says how arguments break."""
        raise NotImplementedError


class StmtPrinter:
    """Statements to documents, one a line; a subclass has a method `stmt_<NodeClass>` each."""

    def __init__(self) -> None:
        self._stmts: dict[type, Callable[[Any], Doc]] = {}

    def stmt(self, node: Stmt) -> Doc:
        """The document of one statement."""
        method = self._stmts.get(type(node))
        if method is None:
            method = getattr(self, f"stmt_{type(node).__name__}", None)
            if method is None:
                raise TypeError(f"{type(self).__name__} cannot print {type(node).__name__}")
            self._stmts[type(node)] = method
        return method(node)

    def block(self, block: Block) -> Doc:
        """Statements, one a line."""
        return lines([self.stmt(node) for node in block])
