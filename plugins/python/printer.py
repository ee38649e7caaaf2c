"""Expressions as Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from vibee_plugins.python import literals
from vibee_plugins.python import values as v
from vibee_plugins.python.collections_ import Collections
from vibee_plugins.python.conditions import Conditions
from vibee_plugins.python.frame import Frame
from vibee_plugins.python.fstrings import FStrings
from vibee_plugins.python.patterns import holds
from vibee_plugins.python.spell_forms import based
from vibee_plugins.python.spell_lists import LISTS
from vibee_plugins.python.spellings import SCALARS
from vibee_plugins.python.stores import Stores
from vibee_plugins.python.types import Types, TypeTexts
from vibee_plugins.python.values import Out, out

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import everything
from vibee_compiler.targets.layout import (
    LINE,
    NIL,
    SOFTLINE,
    Doc,
    IfBreak,
    concat,
    group,
    join,
    nest,
    text,
)
from vibee_compiler.targets.printer import ATOM, LOWEST, ExprPrinter, Printed

if TYPE_CHECKING:
    from vibee_plugins.python.package import PythonPackage

_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


class PythonPrinter(Collections, Conditions, FStrings, Stores, ExprPrinter):
    """Expressions of one module.

    `uses` of `texts` collects imports: `module:name`, `import:module`, `support:name`,
    `package:module`. `qualify` is set where names stand outside their module (tests).
    """

    spellings: ClassVar[dict[str, Any]] = {
        **SCALARS,
        **LISTS,
        "format.b": based("b"),
        "format.X": based("X"),
    }

    def __init__(self, package: PythonPackage, module: str) -> None:
        super().__init__()
        self.package = package
        self.types: Types = package.types
        self.texts = TypeTexts(package.types, module)
        self.module = module
        self.own_errors: set[str] = set()
        self.frame: Frame = self.new_frame(frozenset())

    # Names and imports

    def new_frame(self, avoid: frozenset[str]) -> Frame:
        """An empty frame; locals keep off what the function itself uses of the module."""
        return Frame.new(self.package.names.rules, avoid)

    def support(self, part: str) -> str:
        """Notes that a part of the support module is used; its name here."""
        self.texts.uses.add(f"support:{part}")
        return self.package.alias(self.module, part)

    def module_import(self, module: str) -> str:
        """Notes that a module of the standard library is used; its name."""
        self.texts.uses.add(f"import:{module}")
        return module

    def package_error(self, name: str) -> str:
        """An error's class, noted as used."""
        return self.package.error(self, name)

    def fresh(self, name: str) -> str:
        """A new local name."""
        return self.frame.locals.fresh(name).text

    def function_name(self, module: str, name: str) -> str:
        """A behaviour or helper from this module."""
        own = self.package.function_name(module, name)
        return own if self.texts.is_here(module) else f"{self.texts.module_path(module)}.{own}"

    @contextmanager
    def scope(self) -> Iterator[None]:
        """A scope for binders."""
        with self.frame.scope():
            yield

    # Shapes

    def out(self, node: Any) -> Out:
        """The printed expression in the form that it has by nature."""
        printed = self.printed(node)
        return printed if isinstance(printed, Out) else Out(printed.doc, printed.prec)

    def expr(self, node: Any, outer: int = LOWEST) -> Doc:
        """An expression as its value is kept (`tuple`, ordered `dict`, `SortedSet`)."""
        made = self.kept(self.out(node), node.type)
        doc = made.doc if made.prec == ATOM else group(made.doc)
        return v.wrapped(doc, made.prec, outer)

    def call(self, callee: Doc | str, args: Sequence[Doc | str]) -> Out:
        """A call; broken, an argument a line, or the only one on a line of its own."""
        return out(concat(callee, self.brackets("(", args, ")", trailing=len(args) > 1)))

    def brackets(
        self, left: str, items: Sequence[Doc | str], right: str, *, trailing: bool = True
    ) -> Doc:
        """Items in brackets."""
        if not items:
            return text(left + right)
        last: Doc = IfBreak(text(","), NIL) if trailing else NIL
        inner = join(concat(",", LINE), items)
        return group(left, nest(SOFTLINE, inner, last), SOFTLINE, right)

    def broken_infix(self, symbol: str, prec: int, docs: Sequence[Doc]) -> Out:
        """Operands with an operator between, broken before it."""
        parts = join(concat(LINE, symbol, " "), docs)
        return out(parts, prec)

    def operator(self, symbol: str, prec: int, left: Any, right: Any) -> Out:
        """A left-associative operator."""
        docs = [self.operand(left, prec), self.operand(right, prec + 1)]
        return self.broken_infix(symbol, prec, docs)

    def operand(self, node: Any, prec: int) -> Doc:
        """An operand; one that binds tighter breaks on its own."""
        made = self.kept(self.out(node), node.type)
        doc = made.doc if made.prec == prec else group(made.doc)
        return v.wrapped(doc, made.prec, prec)

    def comparison(self, symbol: str, left: Any, right: Any) -> Out:
        """A comparison; its sides bind tighter, since Python chains. A constant stands right."""
        fixed = (x.Literal, x.ConstRef)
        if symbol in _MIRRORED and isinstance(left, fixed) and not isinstance(right, fixed):
            symbol, left, right = _MIRRORED[symbol], right, left
        docs = [self.operand(side, v.COMPARE + 1) for side in (left, right)]
        return self.broken_infix(symbol, v.COMPARE, docs)

    def literal_int(self, value: int) -> Doc:
        """An integer literal."""
        return text(literals.integer(value))

    def as_bool(self, made: Out) -> Out:
        """A truthy value as a bool."""
        return out(concat(made.doc, " is not None"), v.COMPARE)

    def argument(self, node: Any) -> Doc:
        """An argument of a support function: lists may be any sequence."""
        return self.sequence(node) if isinstance(node.type, t.ListT) else self.expr(node)

    def test_argument(self, node: Any, declared: t.Type) -> Doc:
        """An argument of the call under test: a list for a sequence, a set for a set."""
        inner = node.value if isinstance(node, x.Store) else node
        plain = not self.needs_store(declared, errors=True)
        if plain and isinstance(declared, t.ListT | t.ArrayT) and isinstance(inner, x.ListLit):
            return self.brackets("[", [self.expr(item) for item in inner.items], "]")
        if plain and isinstance(declared, t.MapT | t.SetT):
            return self.loose(node)
        if isinstance(declared, t.FnT):
            return self.expr(inner)
        return self.expr(node)

    def names_declared_type(self, node: Any) -> bool:
        """Whether a literal needs a name of the module or of the support module."""
        own = x.RecordLit | x.VariantLit | x.EnumValue | x.FnRef | x.ConstRef | x.SetLit
        imported = (t.TIMESTAMP, t.DURATION, t.DECIMAL, t.UUID, t.ANY)
        return any(
            isinstance(one, own) or getattr(one, "type", None) in imported
            for one in everything((node,))
        )

    # What may raise

    def raises(self, node: Any) -> bool:
        """Whether evaluating an expression may raise an error of the language."""
        for one in everything((node,)):
            if getattr(one, "errors", None):
                return True
            if isinstance(one, x.CallVar | x.Fail):
                return True
            if isinstance(one, x.Call):
                function = self.package.functions[one.module, one.name]
                if function.raises or function.block is None:
                    return True
            if isinstance(one, x.RecordLit | x.VariantLit | x.RecordUpdate) and (
                self.package.is_checked(one)
            ):
                return True
        return False

    def natural(self, node: Any) -> bool:
        """Whether an Int is known not to be negative."""
        return self.package.at_least(node, 0)

    def positive(self, node: Any) -> bool:
        """Whether an Int is known to be above zero."""
        return self.package.at_least(node, 1)

    def original(self, node: Any) -> Any:
        """What a variable stands for, where that is known."""
        if isinstance(node, x.Local):
            known = self.package.bounds.values.get(node.var.uid)
            if known is not None:
                return self.original(known)
        return node

    def unchecked(self, node: Any, other: Any, *, product: bool) -> Out | None:
        """An operand without its own check, where the check of the whole will do.

        Neither side is negative, so an overflow inside cannot come back into range (nor vanish in
        a product, if the other side is at least 1).
        """
        if not isinstance(node, x.Op) or node.id not in ("int.add", "int.mul") or not node.errors:
            return None
        if not self.natural(node) or not (self.positive(other) if product else self.natural(other)):
            return None
        return self.native_infix(node)

    def native_infix(self, op: x.Op) -> Out:
        """`+`, `-` or `*` of integers, with no check of this step."""
        symbol, prec = {"int.add": ("+", v.ADD), "int.sub": ("-", v.ADD)}.get(
            op.id, ("*", v.MULTIPLY)
        )
        left, right = op.args
        docs: list[Doc] = []
        for node, other, least in ((left, right, prec), (right, left, prec + 1)):
            bare = None
            if op.id != "int.sub":
                bare = self.unchecked(node, other, product=op.id == "int.mul")
            if bare is None:
                docs.append(self.operand(node, least))
            else:
                docs.append(v.wrapped(bare.doc, bare.prec, least))
        return self.broken_infix(symbol, prec, docs)

    def natural_elements(self, node: Any) -> bool:
        """Whether all elements of a list are known not to be negative."""
        return self.package.elements_at_least(node, 0)

    def print_Op(self, op: x.Op) -> Printed:  # noqa: N802
        """A built-in by its spelling; `a <= x && x <= b` as Python chains it."""
        if op.id == "bool.and":
            held = holds(op)
            if held is not None:
                return self.out(held)
            between = self.between(op)
            if between is not None:
                return out(self.range_doc(between), v.COMPARE)
        return super().print_Op(op)

    # Nodes

    def print_Literal(self, node: x.Literal) -> Out:  # noqa: N802
        return self.scalar(node.value, node.type)

    def scalar(self, value: Any, type_: t.Type) -> Out:
        """A constant of a scalar type."""
        match value:
            case bool() if type_ == t.BOOL:
                return out("True" if value else "False")
            case int() if type_ == t.INT:
                return out(literals.integer(value), v.UNARY if value < 0 else ATOM)
            case int() if type_ in (t.TIMESTAMP, t.DURATION):
                name = "Timestamp" if type_ == t.TIMESTAMP else "Duration"
                return self.call(self.support(name), [literals.integer(value)])
            case float() if type_ == t.FLOAT:
                if literals.needs_math(value):
                    self.module_import("math")
                made = literals.floating(value)
                return out(made, v.UNARY if made.startswith("-") else ATOM)
            case bytes():
                return out(literals.octets(value))
            case str() if type_ in (t.DECIMAL, t.UUID):
                name = "Decimal" if type_ == t.DECIMAL else "UUID"
                self.texts.uses.add(f"{name.lower()}:{name}")
                return self.call(name, [literals.string(value)])
            case str() if type_ == t.STRING:
                return out(v.StringText(literals.string(value)))
            case _:
                return self._any(value)

    def _any(self, value: Any) -> Out:
        if _has_special_float(value):
            self.module_import("math")
        return out(literals.text_value(value))

    def print_Local(self, node: x.Local) -> Out:  # noqa: N802
        binding = self.frame[node.var]
        return Out(text(binding.text), ATOM, binding.form)

    def print_Take(self, node: s.Take) -> Out:  # noqa: N802
        return self.print_Local(x.Local(node.var, node.type))

    def print_View(self, node: s.View) -> Out:  # noqa: N802
        return self.print_Local(x.Local(node.var, node.type))

    def print_Freeze(self, node: s.Freeze) -> Out:  # noqa: N802
        return self.print_Local(x.Local(node.var, node.type))

    def print_ConstRef(self, node: x.ConstRef) -> Out:  # noqa: N802
        own = self.package.names[node.module].constant(node.name).text
        if not self.texts.is_here(node.module):
            own = f"{self.texts.module_path(node.module)}.{own}"
        return out(own)

    def print_FnRef(self, node: x.FnRef) -> Out:  # noqa: N802
        return out(self.function_name(node.module, node.name))

    def print_Call(self, node: x.Call) -> Out:  # noqa: N802
        args = [self.passed(arg) for arg in node.args]
        return self.call(self.function_name(node.module, node.name), args)

    def passed(self, node: Any) -> Doc:
        """An argument of a behaviour, which takes any sequence, mapping or set."""
        if isinstance(node.type, t.ListT):
            return self.sequence(node)
        return self.loose(node)

    def print_CallVar(self, node: x.CallVar) -> Out:  # noqa: N802
        return self.call(self.frame[node.var].text, [self.expr(arg) for arg in node.args])

    def print_TupleLit(self, node: x.TupleLit) -> Out:  # noqa: N802
        docs = [self.expr(item) for item in node.items]
        if len(docs) == 1:
            return out(v.single(docs[0]))
        return out(self.brackets("(", docs, ")"))

    def print_EnumValue(self, node: x.EnumValue) -> Out:  # noqa: N802
        assert isinstance(node.type, t.Named)
        member = self.package.names[node.type.module].member(node.type.name, node.member)
        return out(f"{self.texts.path(node.type.module, node.type.name)}.{member}")

    def print_RecordLit(self, node: x.RecordLit) -> Out:  # noqa: N802
        assert isinstance(node.type, t.Named)
        names = self.package.names[node.type.module]
        given = [
            (names.field(node.type.name, name).text, name, value) for name, value in node.fields
        ]
        shown = self.package.without_defaults(node.type, given)
        args = [concat(f"{own}=", self.expr(value)) for own, _, value in shown]
        return self.call(self.texts.path(node.type.module, node.type.name), args)

    def print_RecordUpdate(self, node: x.RecordUpdate) -> Out:  # noqa: N802
        assert isinstance(node.type, t.Named)
        names = self.package.names[node.type.module]
        self.texts.uses.add("dataclasses:replace")
        args: list[Doc] = [self.expr(node.base)]
        for name, value in node.fields:
            own = names.field(node.type.name, name).text
            args.append(concat(f"{own}=", self.expr(value)))
        return self.call(self.package.alias(self.module, "replace"), args)

    def print_VariantLit(self, node: x.VariantLit) -> Out:  # noqa: N802
        assert isinstance(node.type, t.Named)
        path = self.texts.variant_path(node.type.module, node.type.name, node.variant)
        names = self.package.names[node.type.module]
        order = self.package.variant_fields(node.type, node.variant)
        written = [name for name, _ in node.fields]
        args: list[Doc] = []
        for name, value in node.fields:
            own = names.variant_field(node.type.name, node.variant, name).text
            named = written != order or self.package.keyword_variants
            args.append(concat(f"{own}=" if named else "", self.expr(value)))
        return self.call(path, args)

    def print_FieldGet(self, node: x.FieldGet) -> Out:  # noqa: N802
        type_ = node.base.type
        assert isinstance(type_, t.Named)
        own = self.package.names[type_.module].field(type_.name, node.name).text
        return out(concat(self.expr(node.base, ATOM), f".{own}"))

    def print_VariantField(self, node: s.VariantField) -> Out:  # noqa: N802
        type_ = node.subject.type
        assert isinstance(type_, t.Named)
        names = self.package.names[type_.module]
        own = names.variant_field(type_.name, node.variant, node.name).text
        return out(concat(self.expr(node.subject, ATOM), f".{own}"))

    def print_IsVariant(self, node: s.IsVariant) -> Out:  # noqa: N802
        type_ = node.subject.type
        assert isinstance(type_, t.Named)
        path = self.texts.variant_path(type_.module, type_.name, node.variant)
        return self.call("isinstance", [self.expr(node.subject), text(path)])

    def print_IsSome(self, node: s.IsSome) -> Out:  # noqa: N802
        return out(concat(self.expr(node.subject, v.COMPARE + 1), " is not None"), v.COMPARE)

    def print_Unwrap(self, node: s.Unwrap) -> Out:  # noqa: N802
        subject = self.out(node.subject)
        if self.types.wrapped(node.subject.type):
            return out(concat(v.wrapped(subject.doc, subject.prec, ATOM), ".value"))
        return subject

    def print_IsOk(self, node: s.IsOk) -> Out:  # noqa: N802
        return self.call("isinstance", [self.expr(node.subject), self.support("Ok")])

    def print_UnwrapOk(self, node: s.UnwrapOk) -> Out:  # noqa: N802
        return out(concat(self.expr(node.subject, ATOM), ".value"))

    def print_UnwrapErr(self, node: s.UnwrapErr) -> Out:  # noqa: N802
        return out(concat(self.expr(node.subject, ATOM), ".error"))

    def present(self, option: t.Type, node: Any) -> Out:
        """A present option."""
        if self.types.wrapped(option):
            return self.call(self.support("Some"), [self.expr(node)])
        made = self.out(node)
        return self.kept(made, node.type)

    def or_value(self, op: x.Op) -> Out:
        """An option's value or another."""
        option, other = op.args
        if isinstance(option, x.Op) and option.id == "map.get":
            head = concat(self.loose(option.args[0], ATOM), ".get")
            return self.call(head, [self.expr(option.args[1]), self.expr(other)])
        subject = self.expr(option, v.COMPARE + 1)
        value = concat(subject, ".value") if self.types.wrapped(option.type) else subject
        doc = concat(value, " if ", subject, " is not None else ", self.expr(other, v.TERNARY))
        return out(doc, v.TERNARY)

    def bound_part(self, op: x.Op) -> Out | None:
        """A part of a tuple that a pattern has a name for."""
        subject = op.args[0]
        if isinstance(subject, x.Local):
            part = self.frame.parts.get(subject.var.uid, {}).get(int(op.extra or 0))
            return out(part) if part is not None else None
        return None


def _has_special_float(value: Any) -> bool:
    if isinstance(value, float):
        return literals.needs_math(value)
    if isinstance(value, tuple):
        return any(map(_has_special_float, value))
    return False
