"""Expressions as TypeScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from vibee_plugins.typescript import literals
from vibee_plugins.typescript import values as v
from vibee_plugins.typescript.collections_ import TABLE
from vibee_plugins.typescript.constructors import Constructors
from vibee_plugins.typescript.types import Types
from vibee_plugins.typescript.values import Out, out
from vibee_plugins.typescript.world import World

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets.layout import LINE, Doc, concat, group, nest, render, text
from vibee_compiler.targets.printer import ATOM, LOWEST, ExprPrinter
from vibee_compiler.targets.program_names import Locals

Fact = tuple[str, str]


class TypeScriptPrinter(Constructors, ExprPrinter):
    """Expressions of one module.

    uses: what the file imports: (module, identifier, whether it is a type); support parts have
        the module "support".
    referred: identifiers of the file's level that the current function mentions.
    facts: what control flow has narrowed, as (kind, printed expression).
    """

    spellings: ClassVar[dict[str, Any]] = TABLE

    def __init__(self, world: World, module: str) -> None:
        super().__init__()
        self.world = world
        self.module = module
        self.uses: set[tuple[str, str, bool]] = set()
        self.referred: set[str] = set()
        self.types = Types(world, self.refer, self.support)
        self.names: dict[int, str] = {}
        self.facts: set[Fact] = set()
        self.locals = Locals(world.names.rules, frozenset())

    # names

    def refer(self, module: str, name: str, is_type: bool) -> str:
        """Notes that a name of a module is mentioned; how it is written here."""
        self.referred.add(name)
        if module != self.module:
            self.uses.add((module, name, is_type))
        return name

    def support(self, part: str) -> str:
        """Notes that a part of the support module is used; its name here."""
        self.needs.add(part)
        taken = part in self.world.names[self.module].scope.used
        name = self.world.error if part == "PackageError" else f"{part}_" if taken else part
        self.referred.add(name)
        return name

    def bind(self, var: x.Var, *, parameter: bool = False) -> str:
        """Names a variable."""
        declare = self.locals.parameter if parameter else self.locals.declare
        self.names[var.uid] = declare(var).text
        return self.names[var.uid]

    @contextmanager
    def scope(self) -> Iterator[None]:
        """A nested scope; what is narrowed inside is forgotten after it."""
        facts = set(self.facts)
        with self.locals.block():
            yield
        self.facts = facts

    # shapes

    def out(self, node: Any) -> Out:
        """The printed expression."""
        made: Any = self.printed(node)
        return made if isinstance(made, Out) else Out(made.doc, made.prec)

    def expr(self, node: Any, outer: int = LOWEST) -> Doc:
        """An expression, in parentheses where it binds looser than what is around."""
        if outer == ATOM and isinstance(node, x.ListLit) and _loose_items(node):
            return concat("(", self.out(node).doc, f" as {self.types.text(node.type)})")
        return v.wrapped(self.out(node), outer)

    def flat(self, node: Any) -> str:
        """An expression as text on one line."""
        # Only chains of calls have breaks of their own, before a dot.
        return re.sub(r"\n *", "", render(self.expr(node), width=100_000))

    def call(self, callee: Doc, args: list[Out]) -> Out:  # type: ignore[override]
        """A call."""
        doc = concat(callee, v.arguments(args))
        return Out(doc, calls=1, simple=all(arg.kind != "arrow" for arg in args))

    def chained(self, base: Any, name: str, args: list[Out]) -> Out:
        """A call of a method of a value."""
        made = self.out(base)
        if isinstance(base, x.ListLit):
            made = out(self.expr(base, ATOM))
        return v.chain(made, name, args)

    def binary(self, symbol: str, prec: int, left: Doc, right: Doc) -> Out:
        """Two operands, broken behind the operator."""
        return Out(concat(left, f" {symbol}", LINE, right), prec, "binary", symbol)

    def operator(self, symbol: str, prec: int, left: Any, right: Any) -> Out:
        """A binary operator; what would be hard to read gets parentheses."""
        a, b = self.out(left), self.out(right)
        first = self._operand(a, symbol, prec)
        second = v.wrapped(b, prec + 1)
        if symbol == "||" and b.symbol == "&&":
            second = concat("(", b.doc, ")")
        return self.binary(symbol, prec, first, second)

    def _operand(self, made: Out, symbol: str, prec: int) -> Doc:
        unlike = made.prec == prec and made.symbol != symbol and prec in (v.MULTIPLY, v.EQUALITY)
        if unlike or (symbol == "||" and made.symbol == "&&"):
            return concat("(", made.doc, ")")
        return v.wrapped(made, prec)

    # conditions

    def print_Op(self, op: x.Op) -> Any:  # noqa: N802
        """A built-in; `a && b` knows in `b` what `a` says."""
        if op.id in ("bool.and", "bool.or"):
            symbol, prec = ("&&", v.AND) if op.id == "bool.and" else ("||", v.OR)
            first = self.out(op.args[0])
            facts = set(self.facts)
            self.facts |= self.learned(op.args[0], holds=op.id == "bool.and")
            second = self.out(op.args[1])
            self.facts = facts
            right = v.wrapped(second, prec + 1)
            if symbol == "||" and second.symbol == "&&":
                right = concat("(", second.doc, ")")
            return self.binary(symbol, prec, self._operand(first, symbol, prec), right)
        return super().print_Op(op)

    def learned(self, cond: Any, *, holds: bool) -> set[Fact]:
        """What a condition narrows where it holds, or where it does not."""
        match cond:
            case x.Op("bool.not", (inner,)):
                return self.learned(inner, holds=not holds)
            case x.Op("bool.and", (a, b)) if holds:
                return self.learned(a, holds=True) | self.learned(b, holds=True)
            case x.Op("bool.or", (a, b)) if not holds:
                return self.learned(a, holds=False) | self.learned(b, holds=False)
            case s.IsSome(subject) | x.Op("option.hasValue", (subject,)):
                return {("some", self.flat(subject))} if holds else set()
            case s.IsOk(subject):
                return {("ok" if holds else "err", self.flat(subject))}
            case s.IsVariant(subject, variant):
                return {(f"is {variant}", self.flat(subject))} if holds else set()
        return set()

    def negation(self, node: Any) -> Out:
        """The opposite of a Bool."""
        turned = {"===": "!==", "!==": "==="}
        match node:
            case x.Op("bool.not", (inner,)):
                return self.out(inner)
            case x.Op("int.lt" | "duration.lt" | "timestamp.lt", (a, b)):
                return self.operator(">=", v.RELATION, a, b)
            case x.Op("le" | "gt" | "ge" as kind, (a, b)) if a.type == t.INT:
                symbol = {"le": ">", "gt": "<=", "ge": "<"}[kind]
                return self.operator(symbol, v.RELATION, a, b)
            case s.IsSome(subject):
                return self.binary(
                    "===", v.EQUALITY, self.expr(subject, v.EQUALITY), text("undefined")
                )
            case s.IsVariant(subject, variant):
                return self._is_kind("!==", subject, variant)
        made = self.out(node)
        if made.symbol in turned and isinstance(node, x.Op):
            return self.equality(*node.args[:2], equal=made.symbol == "!==")
        return out(concat("!", v.wrapped(made, v.UNARY)), v.UNARY)

    def equality(self, left: Any, right: Any, *, equal: bool) -> Out:
        """`===`, or the comparison of all parts."""
        for side, other in ((left, right), (right, left)):
            if isinstance(side, x.Literal) and side.type == t.BOOL:
                return self.out(other) if side.value == equal else self.negation(other)
            if isinstance(side, x.Op) and side.id == "optional.none":
                symbol = "===" if equal else "!=="
                first = self.expr(other, v.EQUALITY)
                return self.binary(symbol, v.EQUALITY, first, text("undefined"))
        if left.type in (t.DECIMAL, t.UUID):
            made = self.call(
                text(self.support(f"same{left.type.name.capitalize()}")),
                [self.out(left), self.out(right)],
            )
        elif self.world.scalar(left.type) and not (_fixed(left) and _fixed(right)):
            return self.operator("===" if equal else "!==", v.EQUALITY, left, right)
        else:
            made = self.call(text(self.support("equals")), [self.out(left), self.out(right)])
        return made if equal else out(concat("!", made.doc), v.UNARY)

    def natural(self, node: Any) -> bool:
        """Whether an Int is known not to be negative."""
        match node:
            case x.Literal(value):
                return isinstance(value, int) and value >= 0
            case x.Op(name, args):
                if name.endswith(".size"):
                    return True
                if name in ("int.add", "int.mul", "int.div", "int.rem", "math.least"):
                    return all(map(self.natural, args))
                return name == "math.abs.int"
        return False

    def bits(self, symbol: str, op: x.Op) -> Out:
        """An operation on bits."""
        made = self.out(op.args[0])
        for arg in op.args[1:]:
            sign = out(literals.quoted(symbol))
            made = self.call(text(self.support("bits")), [made, sign, self.out(arg)])
        return made

    # texts

    def text_of(self, op: x.Op) -> Out:
        """A template literal where some part is fixed, else `+`."""
        parts = _run(op)
        fixed = [p for p in parts if isinstance(p, x.Literal)]
        if not fixed or len(fixed) == len(parts):
            docs = [self.expr(part, v.ADD + (i > 0)) for i, part in enumerate(parts)]
            made = docs[0]
            for doc in docs[1:]:
                made = concat(made, " +", LINE, doc)
            return Out(made, v.ADD, "binary", "+")
        holes = "".join(
            literals.template(str(p.value)) if isinstance(p, x.Literal) else f"${{{self.flat(p)}}}"
            for p in parts
        )
        return out(text(f"`{holes}`"))

    # nodes

    def print_Local(self, node: Any) -> Out:  # noqa: N802
        return out(self.names[node.var.uid])

    print_Take = print_View = print_Freeze_ = print_Local  # noqa: N815

    def print_Freeze(self, node: s.Freeze) -> Out:  # noqa: N802
        made = self.print_Local(node)
        if isinstance(node.type, t.MapT | t.SetT):
            elem = node.type.key if isinstance(node.type, t.MapT) else node.type.elem
            part = "inOrder" if isinstance(node.type, t.MapT) else "sortedSet"
            args = [made, out(self.types.comparator(elem))]
            return self.call(text(self.support(part)), args)
        return made

    def print_ConstRef(self, node: x.ConstRef) -> Out:  # noqa: N802
        name = self.world.names[node.module].constant(node.name).text
        return out(self.refer(node.module, name, False))

    def print_FnRef(self, node: Any) -> Out:  # noqa: N802
        return out(self.refer(node.module, self.world.function(node.module, node.name), False))

    def print_Call(self, node: x.Call) -> Out:  # noqa: N802
        return self.call(self.print_FnRef(node).doc, [self.out(arg) for arg in node.args])

    def print_CallVar(self, node: x.CallVar) -> Out:  # noqa: N802
        return self.call(text(self.names[node.var.uid]), [self.out(arg) for arg in node.args])

    def print_If(self, node: x.If) -> Out:  # noqa: N802
        cond = self.expr(node.cond, v.TERNARY + 1)
        facts = set(self.facts)
        self.facts = facts | self.learned(node.cond, holds=True)
        then = self.expr(node.then, v.TERNARY)
        self.facts = facts | self.learned(node.cond, holds=False)
        other = self.expr(node.other, v.TERNARY)
        self.facts = facts
        doc = group(cond, nest(LINE, "? ", nest(then), LINE, ": ", other))
        return Out(doc, v.TERNARY, "ternary")

    def print_Fail(self, node: x.Fail) -> Out:  # noqa: N802
        self.world.raised.add(node.error)
        args = [out(literals.quoted(node.error)), self.out(node.message)]
        return self.call(text(self.support("fail")), args)

    def print_FieldGet(self, node: x.FieldGet) -> Out:  # noqa: N802
        type_ = node.base.type
        assert isinstance(type_, t.Named)
        name = self.world.names[type_.module].field(type_.name, node.name).text
        return out(concat(self.expr(node.base, ATOM), f".{name}"))

    def _is_kind(self, symbol: str, subject: Any, variant: str) -> Out:
        type_ = subject.type
        kind = literals.quoted(self.world.kind(type_.module, type_.name, variant))
        tag = concat(self.expr(subject, ATOM), ".kind")
        return self.binary(symbol, v.EQUALITY, tag, text(kind))

    def print_IsVariant(self, node: s.IsVariant) -> Out:  # noqa: N802
        return self._is_kind("===", node.subject, node.variant)

    def print_IsSome(self, node: s.IsSome) -> Out:  # noqa: N802
        return self.binary(
            "!==", v.EQUALITY, self.expr(node.subject, v.EQUALITY), text("undefined")
        )

    def print_IsOk(self, node: s.IsOk) -> Out:  # noqa: N802
        return out(concat(self.expr(node.subject, ATOM), ".ok"))

    def narrowed(self, subject: Any, kind: str, narrow: str) -> Doc:
        """A value as the narrower type that it is known to have."""
        if (kind, self.flat(subject)) in self.facts:
            return self.expr(subject, ATOM)
        return concat("(", self.expr(subject, v.RELATION + 1), f" as {narrow})")

    def print_VariantField(self, node: s.VariantField) -> Out:  # noqa: N802
        type_ = node.subject.type
        assert isinstance(type_, t.Named)
        kind = literals.quoted(self.world.kind(type_.module, type_.name, node.variant))
        narrow = f"Extract<{self.types.text(type_)}, {{ kind: {kind} }}>"
        name = self.world.variant_field(type_.module, type_.name, node.variant, node.name)
        return out(concat(self.narrowed(node.subject, f"is {node.variant}", narrow), f".{name}"))

    def print_Unwrap(self, node: s.Unwrap) -> Out:  # noqa: N802
        option = node.subject.type
        if self.world.boxed(option):
            narrow = f"{{ readonly some: {self.types.text(node.type)} }}"
            return out(concat(self.narrowed(node.subject, "some", narrow), ".some"))
        if isinstance(option, t.OptionT) and option.elem == t.ANY:
            return self.out(node.subject)
        return out(self.narrowed(node.subject, "some", self.types.text(node.type)))

    def print_UnwrapOk(self, node: s.UnwrapOk) -> Out:  # noqa: N802
        return self._part(node, "ok", "value")

    def print_UnwrapErr(self, node: s.UnwrapErr) -> Out:  # noqa: N802
        return self._part(node, "err", "error")

    def _part(self, node: Any, kind: str, name: str) -> Out:
        flag = "true" if kind == "ok" else "false"
        narrow = f"Extract<{self.types.text(node.subject.type)}, {{ ok: {flag} }}>"
        return out(concat(self.narrowed(node.subject, kind, narrow), f".{name}"))


def _loose_items(node: x.ListLit) -> bool:
    """Whether a list literal, on its own, would get another type than it has."""
    assert isinstance(node.type, t.ListT)
    return not node.items or node.type.elem not in (t.INT, t.FLOAT, t.STRING, t.BOOL)


def _fixed(node: Any) -> bool:
    return isinstance(node, x.Literal | x.ConstRef | x.EnumValue)


def _run(node: Any) -> list[Any]:
    if isinstance(node, x.Op) and node.id == "string.concat":
        return [*_run(node.args[0]), *_run(node.args[1])]
    return [node]
