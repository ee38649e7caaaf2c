"""Values made fit for declared types: ranges, lengths, constraints of aliases."""

from __future__ import annotations

import struct

from vibee_plugins.zig.basis import Basis

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.targets.layout import HARDLINE, Doc, bracketed, concat, join, nest, text
from vibee_compiler.targets.printer import Printed


def _rounds(type_: t.Type) -> bool:
    """Whether a Float32 is inside."""
    return type_ == t.Sized("Float32") or any(map(_rounds, t.children(type_)))


def block(head: Doc | str, lines: list[Doc]) -> Doc:
    """`head { lines }`."""
    return concat(head, " {", nest(HARDLINE, join(HARDLINE, lines)), HARDLINE, "}")


class Stores(Basis):
    """Prints `Store`, and the functions that check what is inside containers."""

    def store_calls(self, node: x.Store) -> bool:
        """Whether storing is more than the value itself."""
        if self.frame.mode == "static":
            return False
        if _rounds(node.to):
            return not self._is_single(node)
        return bool(node.errors)

    def _is_single(self, node: x.Store) -> bool:
        value = node.value
        if node.to != t.Sized("Float32") or not isinstance(value, x.Literal):
            return False
        assert isinstance(value.value, float)
        try:
            return bool(struct.unpack("f", struct.pack("f", value.value))[0] == value.value)
        except OverflowError:
            return False

    def print_Store(self, node: x.Store) -> Printed:  # noqa: N802
        if not self.store_calls(node):
            return self.printed(node.value)
        if node.to == t.Sized("Float32"):
            return Printed(self.arguments(self.note("support.single"), [self.typed(node.value)]))
        if isinstance(node.to, t.Sized):
            args = [text(_SIZES[node.to.name]), self.typed(node.value)]
            return self._try(self.arguments(self.note("support.narrow"), args))
        name = self.store_name(node.to)
        args = [self.typed(node.value)]
        if (self.module, name) in self.world.allocating:
            args.insert(0, text(self.arena()))
        return self._try(self.arguments(name, args))

    def _try(self, doc: Doc) -> Printed:
        return self.attempt(doc)

    def store_name(self, to: t.Type) -> str:
        """The function of this module that checks values of a declared type."""
        if to not in self.wants.stores:
            scope = self.world.names[self.module].scope
            name = to.name if isinstance(to, t.Alias) else type(to).__name__.removesuffix("T")
            given = scope.declare(("store", to), f"checked {name}", "function")
            self.wants.stores[to] = given.text
        return self.wants.stores[to]

    def check(self, value: str, to: t.Type, depth: int = 0) -> list[Doc]:
        """Statements that check a value; nothing where there is nothing to check."""
        item = f"item{depth or ''}_"
        match to:
            case t.Sized("Float32"):
                return []
            case t.Sized(name):
                return [text(f"_ = try {self.note('support.narrow')}({_SIZES[name]}, {value});")]
            case t.ArrayT(size, elem):
                guard = text(f"if ({value}.len != {size}) return error.ContractViolation;")
                return [guard, *self.check(value, t.ListT(elem), depth)]
            case t.ListT(elem):
                return self._each(value, item, elem, depth)
            case t.SetT(elem):
                return self._each(f"{value}.items", item, elem, depth)
            case t.MapT(key, elem):
                first = self._each(f"{value}.keys", item, key, depth)
                return [*first, *self._each(f"{value}.values", item, elem, depth)]
            case t.OptionT(elem):
                inner = self.check(item, elem, depth + 1)
                return [block(f"if ({value}) |{item}|", inner)] if inner else []
            case t.TupleT(items):
                return [
                    line
                    for i, one in enumerate(items)
                    for line in self.check(f"{value}[{i}]", one, depth)
                ]
            case t.ResultT(ok, err):
                made: list[Doc] = []
                for tag, elem in (("ok", ok), ("err", err)):
                    inner = self.check(f"{value}.{tag}", elem, depth)
                    made += [block(f"if ({value} == .{tag})", inner)] if inner else []
                return made
            case t.Alias(module, name, _, target):
                lines = self.check(value, target, depth)
                if (module, name, None) in self.world.checkers and depth >= 0:
                    called = self.alias_check(module, name)
                    lines.append(text(f"try {called}({value});"))
                return lines
            case _:
                return []

    def alias_check(self, module: str, name: str) -> str:
        """The function that checks an alias's constraints, and its allocator."""
        scope = self.world.names[module].scope
        given = scope.declare(("alias check", name), f"check {name}", "function").text
        prefix = self.world.types.prefix(module, self.module)
        if prefix:
            self.wants.modules.add(module)
        return prefix + given

    def _each(self, value: str, item: str, elem: t.Type, depth: int) -> list[Doc]:
        inner = self.check(item, elem, depth + 1)
        return [block(f"for ({value}) |{item}|", inner)] if inner else []

    def rounded(self, value: str, to: t.Type, depth: int = 0) -> Doc:
        """An expression with every Float32 inside rounded."""
        match to:
            case t.Sized("Float32"):
                return text(f"{self.note('support.single')}({value})")
            case t.Alias(_, _, _, target):
                return self.rounded(value, target, depth)
            case t.OptionT(elem) if _rounds(elem):
                item = f"item{depth or ''}_"
                inner = self.rounded(item, elem, depth + 1)
                return concat(f"if ({value}) |{item}| ", inner, " else null")
            case t.TupleT(items) if _rounds(to):
                parts = [self.rounded(f"{value}[{i}]", e, depth) for i, e in enumerate(items)]
                return bracketed(".{", parts, "}", padding=" " if len(parts) > 1 else "")
            case t.ListT(elem) | t.ArrayT(_, elem) if _rounds(to):
                return self._rounded_list(value, elem, depth)
            case t.MapT(_, elem) if _rounds(elem):
                values = self._rounded_list(f"{value}.values", elem, depth)
                return concat(f".{{ .keys = {value}.keys, .values = ", values, " }")
            case _:
                return text(value)

    def _rounded_list(self, value: str, elem: t.Type, depth: int) -> Doc:
        names = ("item", "rounded", "out", "slot")
        item, label, out, slot = (f"{name}{depth or ''}_" for name in names)
        inner = self.rounded(item, elem, depth + 1)
        shown = self.type(t.erase(elem))
        lines: list[Doc] = [
            text(f"const {out} = try {self.arena()}.alloc({shown}, {value}.len);"),
            concat(f"for ({out}, {value}) |*{slot}, {item}| {slot}.* = ", inner, ";"),
            text(f"break :{label} {out};"),
        ]
        return block(f"{label}:", lines)


_SIZES = {
    "Int8": "i8",
    "Int16": "i16",
    "Int32": "i32",
    "UInt8": "u8",
    "UInt16": "u16",
    "UInt32": "u32",
    "UInt64": "u64",
}
