"""Expressions as Zig."""

from __future__ import annotations

import re
from typing import Any

from vibee_plugins.zig import comparisons, regexes, spellings
from vibee_plugins.zig.indices import STEPS
from vibee_plugins.zig.spellings import ADD, PREFIX
from vibee_plugins.zig.values import Values

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.signatures import table
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets.layout import LINE, Doc, concat, group, nest
from vibee_compiler.targets.printer import ATOM, LOWEST, Printed

_HOLE = re.compile(r"\{(\w+)(?::(\d*)(:?))?\}|\{pipe\}")
_PART = re.compile(r"support\.(\w+)")
_STD = re.compile(r"\b(math|std|testing)\.")


class ZigPrinter(Values):
    """Prints expressions of one module."""

    def needs_type(self, node: Any) -> bool:
        """Whether the printed form has no type of its own."""
        match node:
            case x.Literal(_, type_):
                return type_ not in (t.STRING, t.BYTES, t.BOOL)
            case x.Op(id=id_, args=args):
                if id_ in ("optional.of", "optional.none", "result.ok", "result.err"):
                    return True
                if id_ in ("option.or", "option.orValue"):
                    # A pointer to items has no peer in an option of a slice.
                    return isinstance(args[1], x.ListLit) and bool(args[1].items)
                arithmetic = spellings.SPELLINGS.get(f"{id_}!" if not node.errors else id_)
                plain = arithmetic is not None and "\n" in arithmetic.text and not arithmetic.left
                if plain and node.type == t.INT:
                    return all(self.needs_type(arg) for arg in args)
                if id_ in ("math.greatest", "math.least", "int.neg"):
                    return all(self.needs_type(arg) for arg in args)
                return id_ in ("string.fromBool", "list.new")
            case x.If(then=then, other=other):
                return self.needs_type(then) or self.needs_type(other)
            case x.ListLit() | x.SetLit() | x.MapLit() | x.TupleLit() | x.EnumValue():
                return True
            case x.RecordLit() | x.RecordUpdate() | x.VariantLit():
                return True
            case x.FnRef():
                return True
            case x.Store(value):
                return not self.store_calls(node) and self.needs_type(value)
            case _:
                return False

    def placed(self, node: Any) -> Doc:
        """An expression where its type is known from the place, for conversions too."""
        if isinstance(node, x.Op):
            form = spellings.SPELLINGS.get(node.id)
            if form is not None and form.text.startswith("@as|i64|@intCast({0:1000}"):
                return self.fill(form.text.removeprefix("@as|i64|"), node, form)
        return self.typed(node)

    # built-ins

    def special(self, op: x.Op) -> Printed | None:
        """A use that is written in a way of its own."""
        special = comparisons.SPECIAL.get(op.id) or self.specials().get(op.id)
        if special is not None:
            return special(self, op)
        if op.id in comparisons.ON_BUILDERS and self.is_builder(op):
            return comparisons.on_builder(self, op)
        match op.id:
            case "string.matches":
                return regexes.matches(self, op)
            case "string.fromEnum":
                return self.enum_name(op)
            case "bool.and":
                return comparisons.between(self, op)
            case "list.in":
                return comparisons.one_of(self, op)
            case "list.at" if not op.errors:
                return self.indexed(op)
            case "double.fromInt" if (
                length := comparisons.length_of(self, op.args[0])
            ) is not None:
                return Printed(
                    self.arguments("@as", ["f64", concat("@floatFromInt(", length, ")")])
                )
            case "list.slice" if not op.errors:
                return self.sliced(op)
            case "bool.not" if isinstance(op.args[0], s.IsSome | s.IsOk | s.IsVariant):
                return self.is_not(op.args[0])
            case _:
                return None

    def print_Op(self, op: x.Op) -> Printed:  # noqa: N802
        special = self.special(op)
        if special is not None:
            return special
        form = spellings.form(op)
        if form.text.startswith("!math.div"):
            # The functions of std have both errors in their types, whichever can happen here.
            self.world.raised |= {"DivisionByZero", "Overflow"}
        if form.text == "{0}":
            return self.printed(op.args[0])
        if form.text.startswith("if "):
            cond = self.expr(op.args[0])
            return Printed(concat("if (", cond, ') "true" else "false"'), LOWEST)
        attempted = form.text.startswith("!") and not form.text.startswith(f"!{{0:{PREFIX}}}")
        body = form.text[1:] if attempted else form.text
        if "|" in body:
            callee, *args = body.split("|")
            docs = [self.fill(arg, op, form) for arg in args if arg]
            made = self.arguments(self.fill(callee, op, form), docs)
            return self.attempted(op, made, form) if attempted else Printed(made, form.prec)
        left, tilde, right = body.partition("\n")
        if tilde:
            head, tail = self.fill(left, op, form), self.fill(right, op, form)
            return Printed(group(head, nest(LINE, tail)), form.prec)
        return Printed(self.fill(body, op, form), form.prec)

    def attempted(self, op: x.Op, made: Doc, form: spellings.Form) -> Printed:
        """A call that may fail; where only memory can be wanting, its type says no more."""
        if op.errors or not table()[op.id].errors:
            return self.attempt(made)
        if "{arena}" not in form.text:
            return Printed(concat(made, " catch unreachable"), spellings.ORELSE)
        return self.attempt(self.arguments(self.note("support.allocated"), [made]))

    def indexed(self, op: x.Op) -> Printed:
        """`xs[i]` where the index is known to be one."""
        items, index = op.args
        of = self.bare(items, ATOM)
        if isinstance(index, x.Literal) and index.value >= 0:  # type: ignore[operator]
            return Printed(concat(of, f"[{index.value}]"))
        if comparisons.is_place(self, index):
            return Printed(concat(of, "[", self.typed(index), "]"))
        if (
            isinstance(index, x.Op)
            and index.id in STEPS
            and comparisons.is_place(self, index.args[0])
        ):
            place, by = (
                self.typed(index.args[0]),
                comparisons.as_index(self, index.args[1], ADD + 1),
            )
            return Printed(concat(of, "[", place, f" {STEPS[index.id]} ", by, "]"))
        at = self.note("support.toIndex") if isinstance(index, x.Op) else "@intCast"
        return Printed(concat(of, "[", self.arguments(at, [self.placed(index)]), "]"))

    def sliced(self, op: x.Op) -> Printed:
        """`xs[a..b]` where both are known to be bounds."""
        items, *bounds = op.args
        of = self.bare(items, ATOM)
        ends = [
            self.typed(one)
            if isinstance(one, x.Literal)
            else concat("@intCast(", self.placed(one), ")")
            for one in bounds
        ]
        if _is_size_of(bounds[1], items):
            ends[1] = concat()
        return Printed(concat(of, "[", ends[0], "..", ends[1], "]"))

    def fill(self, pattern: str, op: x.Op, form: spellings.Form) -> Doc:
        """A part of a spelling with its holes filled."""
        parts: list[Doc | str] = []
        at = 0
        for hole in _HOLE.finditer(pattern):
            parts.append(self.note(pattern[at : hole.start()]))
            at = hole.end()
            if hole[0] == "{pipe}":
                parts.append("|")
            else:
                parts.append(self.hole(hole, op, form))
        parts.append(self.note(pattern[at:]))
        return concat(*parts)

    def hole(self, hole: re.Match[str], op: x.Op, form: spellings.Form) -> Doc | str:
        """What stands in a hole."""
        name, prec, bare = hole[1], hole[2], hole[3]
        if name.isdigit():
            node = op.args[int(name)]
            outer = int(prec) if prec else LOWEST
            infix = "\n" in form.text
            if infix and isinstance(node, x.If) and self.needs_type(node):
                return self.bare(node, outer)
            alone = form.left and name == "0" and not infix
            alone = alone or (infix and form.left and all(self.needs_type(a) for a in op.args))
            bare = bare or isinstance(node, x.MapLit | x.SetLit)
            standalone = bare or outer == ATOM or (alone and name == "0")
            return self.bare(node, outer) if standalone else self.typed(node, outer)
        if name == "arena":
            return self.arena()
        if name == "x" and hole.string == '"{x}"':
            return "{x}"
        if name == "x":
            return str(op.extra)
        if name in ("d", "o"):
            return hole[0]
        of = op.args[int(name[1:])].type if len(name) > 1 else op.type
        match name[0], of:
            case "T", _:
                return self.type(of)
            case "E", t.ListT(elem) | t.SetT(elem) | t.OptionT(elem):
                return self.type(elem)
            case "K", t.MapT(key, _):
                return self.type(key)
            case "V", t.MapT(_, value):
                return self.type(value)
        raise TypeError(f"{op.id} has no {name}")

    def is_builder(self, op: x.Op) -> bool:
        """Whether a use reads a builder that need not become a value for it."""
        at = comparisons.ON_BUILDERS[op.id][0]
        node = op.args[at]
        return isinstance(node, s.View) and self.frame.builders.get(node.var.uid) in ("map", "set")


def _is_size_of(node: Any, items: Any) -> bool:
    """Whether a number is the size of a list that is there by name."""
    named = isinstance(items, x.Local | x.FieldGet)
    return named and isinstance(node, x.Op) and node.id == "list.size" and node.args == (items,)
