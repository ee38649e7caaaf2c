"""Storing into declared types, and literals of maps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from vibee_plugins.rust import errors, layout, literals
from vibee_plugins.rust.values import Out, value

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.types import SIZED_RANGES
from vibee_compiler.targets.layout import Doc, concat, join, render, text

if TYPE_CHECKING:
    from vibee_plugins.rust.printer import RustPrinter

_MAX = 2**63 - 1


class Stores:
    """`Store` and `MapLit`."""

    p: RustPrinter

    def store(self, node: x.Store) -> Out:
        """A value made fit for a declared type."""
        p = self.p
        if not node.errors and not _rounds(node.to):
            return p.out(node.value)
        return self.fit(p.own(node.value), node.to, node)

    def fit(self, out: Out, to: t.Type, node: x.Store) -> Out:
        """The value, checked against the type; may leave the function."""
        p = self.p
        match to:
            case t.Sized("Float32"):
                p.support("single")
                return value(concat("single(", out.doc, ")"), out.type)
            case t.Sized(name):
                return self._in_range(out, name).question()
            case t.Alias():
                return self._alias(
                    self.fit(out, to.target, node) if _checked(to.target) else out, to
                )
            case t.ArrayT(size, elem):
                inner = self.fit(out, t.ListT(elem), node) if _checked(elem) else out
                return self._of_size(inner, size)
            case t.ListT(elem) | t.OptionT(elem) if _checked(elem):
                return self._each(out, elem, node)
            case t.MapT(key, item) if _checked(item) or _checked(key):
                return self._entries(out, key, item, node)
            case t.TupleT(items) if any(map(_checked, items)):
                return self._items(out, items, node)
            case t.SetT(elem) if _checked(elem):
                return self._each(out, elem, node)
            case _:
                return out

    def _in_range(self, out: Out, name: str) -> Out:
        p = self.p
        low, high = SIZED_RANGES[name]
        p.support("in_range")
        limits = f"{literals.integer(low)}..={literals.integer(min(high, _MAX))}"
        call = value(concat("in_range", p.arguments([out.doc, text(limits)])), out.type)
        return call.then(errors.or_error(p, "Overflow", ""), type_=out.type)

    def _alias(self, out: Out, to: t.Alias) -> Out:
        p = self.p
        checker = p.crate.alias_checker(to)
        if checker is None:
            return out
        path = p.alias_check_path(to)
        return value(concat(path, p.arguments([out.doc])), out.type).question()

    def _of_size(self, out: Out, size: int) -> Out:
        p = self.p
        p.support("of_size")
        p.need("crate::Error")
        p.crate.raised.add("ContractViolation")
        return value(
            concat("of_size", p.arguments([out.doc, text(str(size))])), out.type
        ).question()

    def _each(self, out: Out, elem: t.Type, node: x.Store) -> Out:
        """Every element of a list, set or option."""
        p = self.p
        name = p.frame.names.fresh("item").text
        body, plain = self._closure_body(name, elem, node)
        option = isinstance(out.type, t.OptionT)
        walked = out if option else out.then(".into_iter()", type_=out.type)
        # A closure that only calls is the function.
        shown = render(body, width=layout.WIDE)
        callee = shown.removesuffix(f"({name})")
        path = re.fullmatch(r"[A-Za-z_][\w:]*", callee) if callee != shown else None
        mapper = text(callee) if path else concat(f"|{name}| ", body)
        made = walked.then(concat(".map(", mapper, ")"), type_=out.type)
        if option:
            return made if plain else made.then(".transpose()", type_=out.type).question()
        if plain:
            return made.then(".collect()", type_=out.type)
        p.need("crate::Result")
        into = "BTreeSet<_>" if isinstance(out.type, t.SetT) else "Vec<_>"
        return made.then(f".collect::<Result<{into}>>()", type_=out.type).question()

    def _closure_body(self, name: str, elem: t.Type, node: x.Store) -> tuple[Doc, bool]:
        """What a closure does to one element: a `Result`, or plain where nothing can fail."""
        fitted = self.fit(value(name, t.erase(elem)), elem, node)
        if fitted.bare is not None:
            return fitted.bare.doc, False
        if not _fails(elem):
            return fitted.doc, True
        return concat("Ok(", fitted.doc, ")"), False

    def _entries(self, out: Out, key: t.Type, item: t.Type, node: x.Store) -> Out:
        p = self.p
        p.need("crate::Result")
        fitted_key = self.fit(value("key", t.erase(key)), key, node)
        fitted = self.fit(value("value", t.erase(item)), item, node)
        body = concat("Ok((", fitted_key.doc, ", ", fitted.doc, "))")
        made = out.then(".into_iter()", concat(".map(|(key, value)| ", body, ")"), type_=out.type)
        return made.then(".collect::<Result<_>>()", type_=out.type).question()

    def _items(self, out: Out, items: tuple[t.Type, ...], node: x.Store) -> Out:
        names = [self.p.frame.names.fresh(f"item{i}").text for i in range(len(items))]
        fitted = [
            self.fit(value(name, t.erase(item)), item, node).doc
            for name, item in zip(names, items, strict=True)
        ]
        head = concat(f"let ({', '.join(names)}) = ", out.doc, ";")
        made = layout.arguments("(", fitted, ")")
        from vibee_compiler.targets.layout import HARDLINE

        return value(layout.block(join(HARDLINE, [head, made])), out.type, 10)

    def map_literal(self, node: x.MapLit) -> Out:
        """`BTreeMap::from([...])`."""
        p = self.p
        p.need("std::collections::BTreeMap")
        if not node.entries:
            assert isinstance(node.type, t.MapT)
            typed = ""
            if p.typed_literals:
                typed = f"::<{p.owned_type(node.type.key)}, {p.owned_type(node.type.value)}>"
            return value(f"BTreeMap{typed}::new()", node.type)
        if any(node.optional):
            return self._optional_entries(node)
        pairs = [layout.arguments("(", [p.own(k).doc, p.own(v).doc], ")") for k, v in node.entries]
        listed = layout.arguments("[", pairs, "]", limit=layout.ARRAY_WIDTH)
        if not node.errors:
            return value(layout.wrapped("BTreeMap::from", listed), node.type)
        return self._unique(listed, node)

    def _unique(self, entries: Doc, node: x.MapLit) -> Out:
        p = self.p
        p.support("unique_map")
        made = value(layout.wrapped("unique_map", entries), node.type)
        return made.then(
            errors.or_error(p, "InvalidArgument", "map.new"), type_=node.type
        ).question()

    def _optional_entries(self, node: x.MapLit) -> Out:
        p = self.p
        parts: list[Doc] = []
        for (key, item), optional in zip(node.entries, node.optional, strict=True):
            if optional:
                # The key is evaluated whether or not there is a value.
                made = p.own(item).then(
                    concat(".map(|value| (", p.own(key).doc, ", value))"), type_=node.type
                )
                parts.append(made.doc)
            else:
                parts.append(concat("Some((", p.own(key).doc, ", ", p.own(item).doc, "))"))
        listed = value(layout.arguments("[", parts, "]"), node.type)
        flat = listed.then(".into_iter()", ".flatten()", type_=node.type)
        if node.errors:
            return self._unique(flat.doc, node)
        return flat.then(".collect::<BTreeMap<_, _>>()", type_=node.type)


def _rounds(type_: t.Type) -> bool:
    return type_ == t.Sized("Float32") or any(_rounds(child) for child in t.children(type_))


def _checked(type_: t.Type) -> bool:
    if isinstance(type_, t.Sized | t.ArrayT | t.Alias):
        return True
    if isinstance(type_, t.Named):
        return False
    return any(_checked(child) for child in t.children(type_))


def _fails(type_: t.Type) -> bool:
    if isinstance(type_, t.Sized):
        return type_.name != "Float32"
    if isinstance(type_, t.ArrayT | t.Alias):
        return True
    return any(_fails(child) for child in t.children(type_))


_ = Any
