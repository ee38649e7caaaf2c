"""Conditions: truth of collections, negations, ranges, equality, choices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_plugins.python import values as v
from vibee_plugins.python.patterns import holds
from vibee_plugins.python.values import Out, out

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.conditions import as_range, is_empty, is_not_empty, negate
from vibee_compiler.targets.layout import LINE, Doc, concat, group
from vibee_compiler.targets.printer import ATOM, LOWEST

if TYPE_CHECKING:
    from vibee_plugins.python.printer import PythonPrinter

_MEMBERSHIP = frozenset({"map.in", "set.in", "list.in", "string.contains"})


class Conditions:
    """The part of the printer that knows what is true."""

    def alternative(self: PythonPrinter, node: Any) -> Doc:
        """An operand of `or`; an `and` inside has parentheses, for readers."""
        if self.is_and(node):
            return v.enclosed("(", self.expr(node), ")")
        return self.operand(node, v.OR)

    def is_and(self: PythonPrinter, node: Any) -> bool:
        """Whether an expression is printed with an `and`."""
        return isinstance(node, x.Op) and node.id == "bool.and" and self.between(node) is None

    def condition(self: PythonPrinter, node: Any, outer: int = LOWEST) -> Doc:
        """A Bool where only its truth matters: empty collections are false."""
        held = holds(node)
        if held is not None:
            return self.expr(held, outer)
        empty = is_empty(node)
        if empty is not None and self.package.truthy(empty.type):
            return v.wrapped(concat("not ", self.loose(empty, v.COMPARE)), v.NOT, outer)
        full = is_not_empty(node)
        if full is not None and self.package.truthy(full.type):
            return self.loose(full, outer)
        if isinstance(node, x.Op) and node.id in ("bool.and", "bool.or"):
            if self.between(node) is None:
                word, prec = ("and", v.AND) if node.id == "bool.and" else ("or", v.OR)
                docs = [self.condition(node.args[0], prec), self.condition(node.args[1], prec + 1)]
                docs = [
                    doc if isinstance(arg, x.Op) and arg.id == node.id else group(doc)
                    for doc, arg in zip(docs, node.args, strict=True)
                ]
                if word == "or":
                    docs = [
                        v.enclosed("(", doc, ")") if self.is_and(arg) else doc
                        for doc, arg in zip(docs, node.args, strict=True)
                    ]
                return v.wrapped(self.broken_infix(word, prec, docs).doc, prec, outer)
        if isinstance(node, x.Op) and node.id == "bool.not":
            made = self.negation(node.args[0])
            return v.wrapped(made.doc, made.prec, outer)
        if isinstance(node, x.Op) and node.id == "string.matches":
            made = self.out(node)
            return v.wrapped(self.package.without_none_test(made.doc), ATOM, outer)
        return self.expr(node, outer)

    def negation(self: PythonPrinter, node: Any) -> Out:
        """The opposite of a Bool, De Morgan where it means the same."""
        between = self.between(node)
        if between is not None and not self.types.loose_equality(between.value.type):
            return out(concat("not ", self.range_doc(between)), v.NOT)
        turned = negate(node, self.package.equality_kind)
        if isinstance(turned, x.Op) and turned.id == "bool.not":
            if isinstance(turned.args[0], s.IsSome):
                return out(
                    concat(self.expr(turned.args[0].subject, v.COMPARE + 1), " is None"), v.COMPARE
                )
            if isinstance(turned.args[0], x.Op) and turned.args[0].id in _MEMBERSHIP:
                made = self.out(turned.args[0])
                swapped = self.package.not_in(made.doc)
                if swapped is not None:
                    return out(swapped, v.COMPARE)
            hug = self.out(turned.args[0]).prec == ATOM
            doc = concat("not ", self.condition(turned.args[0], v.NOT))
            return Out(doc, v.NOT, hug=hug)
        return out(self.condition(turned, v.OR), v.OR)

    def compares(self: PythonPrinter, type_: t.Type) -> bool:
        """Whether the operators of Python order the values of a type."""
        return type_ == t.FLOAT or not self.types.needs_key(type_)

    def between(self: PythonPrinter, node: Any) -> Any:
        """The parts of `low <= value && value <= high`, None where Python does not chain it."""
        found = as_range(node)
        return found if found is not None and self.compares(found.value.type) else None

    def range_doc(self: PythonPrinter, between: Any) -> Doc:
        """`low <= value <= high`."""
        first = " < " if between.low_strict else " <= "
        second = " < " if between.high_strict else " <= "
        low, value, high = (
            self.expr(one, v.COMPARE + 1) for one in (between.low, between.value, between.high)
        )
        return concat(low, first, value, second, high)

    def equality(self: PythonPrinter, left: Any, right: Any, *, equal: bool) -> Out:
        """`==`, `is` for enums, `equal(a, b)` where NaN may be inside."""
        symbol = "==" if equal else "!="
        for side, other in ((left, right), (right, left)):
            if isinstance(side, x.Literal) and isinstance(side.value, bool) and side.type == t.BOOL:
                return self.out(other) if side.value == equal else self.negation(other)
        type_ = left.type
        if self.types.enum(type_) is not None:
            return self.comparison("is" if equal else "is not", left, right)
        for side, other in ((left, right), (right, left)):
            made_here = ("result.ok", "result.err")
            pair = (getattr(side, "id", ""), getattr(other, "id", ""))
            if pair == made_here and not self.raises(side) and not self.raises(other):
                return out("False" if equal else "True")
            if pair == ("optional.none", "optional.none"):
                return out("True" if equal else "False")
            if isinstance(side, x.Op) and side.id == "optional.none":
                there = isinstance(other, x.Op) and other.id == "optional.of"
                if there and not self.raises(other):
                    return out("False" if equal else "True")
                word = " is None" if equal else " is not None"
                return out(concat(self.expr(other, v.COMPARE + 1), word), v.COMPARE)
        exact = self.package.no_nan(left) or self.package.no_nan(right)
        if self.types.loose_equality(type_) and not exact:
            made = self.call(self.support("equal"), [self.expr(left), self.expr(right)])
            return made if equal else out(concat("not ", made.doc), v.NOT)
        if isinstance(type_, t.MapT | t.SetT):
            docs = [self.loose(one, v.COMPARE + 1) for one in (left, right)]
            return self.broken_infix(symbol, v.COMPARE, docs)
        return self.comparison(symbol, left, right)

    def print_If(self: PythonPrinter, node: x.If) -> Out:  # noqa: N802
        if (short := self._short_if(node)) is not None:
            return short
        then = self.expr(node.then, v.TERNARY + 1)
        cond = self.condition(node.cond, v.TERNARY + 1)
        other = self.expr(node.other, v.TERNARY)
        if isinstance(node.other, x.If):
            other = self.print_If(node.other).doc
        doc = concat(group(then), LINE, "if ", group(cond), LINE, "else ", other)
        return out(doc, v.TERNARY)

    def _if_any(self: PythonPrinter, cond: Any, then: Any, other: Any) -> Out | None:
        """`x or None` for `x == 0 ? none : some(x)` and its kin."""
        match then, other:
            case x.Op(id="optional.none"), x.Op(id="optional.of", args=(value,)):
                zero = x.Op("int.eq", (value, x.Literal(0, t.INT)), t.BOOL)
                empty = is_empty(cond)
                if value.type in (t.INT, t.STRING) and (cond == zero or empty == value):
                    return out(concat(self.expr(value, v.OR), " or None"), v.OR)
            case x.Op(id="optional.of", args=(value,)), x.Op(id="optional.none"):
                if value == cond:
                    return out(concat(self.expr(value, v.OR), " or None"), v.OR)
            case _:
                pass
        return None

    def _short_if(self: PythonPrinter, node: x.If) -> Out | None:
        """`min(a, b)` for `a < b ? a : b`; one side alone where the other says nothing new."""
        cond, then, other = node.cond, node.then, node.other
        if then == other and not self.raises(cond):
            return self.out(then)
        match then, other:
            case x.Literal(value=True, type=t.BOOL), x.Literal(value=False, type=t.BOOL):
                return self.out(cond)
            case x.Literal(value=False, type=t.BOOL), x.Literal(value=True, type=t.BOOL):
                return self.out(x.Op("bool.not", (cond,), t.BOOL))
            case _:
                pass
        plain = isinstance(then, x.Local | x.Literal) and isinstance(other, x.Local | x.Literal)
        if (some := self._if_any(cond, then, other)) is not None:
            return some
        if node.type != t.INT or not plain or not isinstance(cond, x.Op):
            return None
        names = {"int.lt": "min", "le": "min", "gt": "max", "ge": "max"}
        if cond.id not in names:
            return None
        name = names[cond.id]
        if cond.args == (then, other):
            return self.call(name, [self.expr(then), self.expr(other)])
        if cond.args == (other, then):
            turned = "max" if name == "min" else "min"
            return self.call(turned, [self.expr(other), self.expr(then)])
        return None
