"""Values made fit for their declared types: sized numbers, fixed arrays, aliases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_plugins.python import literals
from vibee_plugins.python import values as v
from vibee_plugins.python.values import Form, Out, out

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.targets.layout import Doc, concat, text

if TYPE_CHECKING:
    from vibee_plugins.python.printer import PythonPrinter


class Stores:
    """The part of the printer that writes `Store`."""

    def print_Store(self: PythonPrinter, node: x.Store) -> Out:  # noqa: N802
        if not self.needs_store(node.to, errors=bool(node.errors)):
            return self.out(node.value)
        made = self.out(node.value)
        empty = isinstance(node.value, x.ListLit) and not node.value.items
        if empty and isinstance(node.to, t.ListT):
            return made
        if made.form is not Form.VALUE and not isinstance(node.to, t.ListT | t.ArrayT):
            made = self.kept(made, node.value.type)
        if isinstance(node.value, x.Literal) and not node.errors:
            return self._rounded_literal(node.value, node.to) or made
        return self.stored(made, node.to)

    def _rounded_literal(self: PythonPrinter, node: x.Literal, to: t.Type) -> Out | None:
        if to == t.Sized("Float32") and isinstance(node.value, float):
            import struct

            try:
                value = struct.unpack("<f", struct.pack("<f", node.value))[0]
            except OverflowError:
                return None
            return self.scalar(value, t.FLOAT)
        return None if to == t.Sized("Float32") else self.out(node)

    def needs_store(self: PythonPrinter, to: t.Type, *, errors: bool) -> bool:
        """Whether storing changes or checks anything."""
        match to:
            case t.Sized("Float32"):
                return True
            case t.Sized() | t.ArrayT():
                return errors or self._inner(to)
            case t.Alias(module, name, _, target):
                checked = errors and self.package.alias_checker(module, name) is not None
                return checked or self.needs_store(target, errors=errors)
            case t.Named() | t.FnT():
                return False
            case _:
                return self._inner(to, errors=errors)

    def _inner(self: PythonPrinter, to: t.Type, *, errors: bool = True) -> bool:
        return any(self.needs_store(child, errors=errors) for child in t.children(to))

    def stored(self: PythonPrinter, made: Out, to: t.Type) -> Out:
        """The value, checked and rounded, element by element."""
        match to:
            case t.Sized("Float32"):
                return self.call(self.support("float32"), [made.doc])
            case t.Sized(name):
                low, high = t.SIZED_RANGES[name]
                args = [made.doc, text(literals.integer(low)), text(literals.integer(high))]
                return self.call(self.support("sized"), args)
            case t.ArrayT(size, elem):
                items = self._each(made, elem)
                if items.form is Form.GENERATOR:
                    items = out(v.enclosed("tuple(", items.doc, ")"))
                args = [items.doc, text(literals.integer(size))]
                return self.call(self.support("of_length"), args)
            case t.Alias(module, name, _, target):
                inner = self.stored(made, target) if self._needs(target) else made
                checker = self.package.alias_checker(module, name)
                if checker is None:
                    return inner
                inner = self.kept(inner, t.erase(target))
                path = self.alias_check_path(module, name)
                return self.call(path, [inner.doc])
            case t.ListT(elem):
                return self._each(made, elem)
            case t.SetT(elem):
                with self.scope():
                    one = text(self.fresh("item"))
                    value = self.stored(out(one), elem)
                    body = v.comprehension(value.doc, [concat("for ", one, " in ", made.doc)])
                    return self.call(self.support("SortedSet"), [body])
            case t.MapT(key, value):
                return self._entries(made, key, value)
            case t.OptionT(elem):
                return self._option(made, to, elem)
            case t.TupleT(items):
                return self._items(made, items)
            case t.ResultT(ok, err):
                return self._result(made, ok, err)
            case _:
                return made

    def _needs(self: PythonPrinter, to: t.Type) -> bool:
        return self.needs_store(to, errors=True)

    def _each(self: PythonPrinter, made: Out, elem: t.Type) -> Out:
        if not self._needs(elem):
            return self.kept(made, t.ListT(elem))
        with self.scope():
            one = text(self.fresh("item"))
            value = self.stored(out(one), elem)
            source = v.enclosed("(", made.doc, ")") if made.form is Form.GENERATOR else made.doc
            clauses = [concat("for ", one, " in ", source)]
            return Out(v.comprehension(value.doc, clauses), form=Form.GENERATOR)

    def _entries(self: PythonPrinter, made: Out, key: t.Type, value: t.Type) -> Out:
        with self.scope():
            k, item = text(self.fresh("key")), text(self.fresh("item"))
            new_key = self.stored(out(k), key).doc if self._needs(key) else k
            new_item = self.stored(out(item), value).doc if self._needs(value) else item
            head = v.wrapped(made.doc, made.prec, v.ADD)
            body = v.comprehension(
                concat(new_key, ": ", new_item),
                [concat("for ", k, ", ", item, " in ", head, ".items()")],
            )
            return out(v.enclosed("{", body, "}"))

    def _option(self: PythonPrinter, made: Out, option: t.Type, elem: t.Type) -> Out:
        check = self._mapper(elem)
        part = "map_some" if self.types.wrapped(option) else "map_option"
        return self.call(self.support(part), [made.doc, check])

    def _mapper(self: PythonPrinter, to: t.Type) -> Doc:
        match to:
            case t.Alias(module, name, _, target) if not self._needs(target):
                if self.package.alias_checker(module, name) is not None:
                    return text(self.alias_check_path(module, name))
        with self.scope():
            one = text(self.fresh("item"))
            value = self.kept(self.stored(out(one), to), t.erase(to))
            return concat("lambda ", one, ": ", value.doc)

    def _items(self: PythonPrinter, made: Out, items: tuple[t.Type, ...]) -> Out:
        with self.scope():
            one = text(self.fresh("item"))
            docs: list[Doc] = []
            for i, item in enumerate(items):
                part = out(concat(one, f"[{i}]"))
                stored = self.stored(part, item) if self._needs(item) else part
                docs.append(self.kept(stored, t.erase(item)).doc)
            built = self.brackets("(", docs, ")")
            maker = concat("lambda ", one, ": ", built)
            return self.call(self.support("apply"), [maker, made.doc])

    def _result(self: PythonPrinter, made: Out, ok: t.Type, err: t.Type) -> Out:
        args = [made.doc, self._mapper(ok), self._mapper(err)]
        return self.call(self.support("map_result"), args)

    def alias_check_path(self: PythonPrinter, module: str, name: str) -> str:
        """The function that checks values of an alias."""
        own = self.package.alias_check_name(module, name)
        return own if self.texts.is_here(module) else f"{self.texts.module_path(module)}.{own}"


def is_plain(node: Any) -> bool:
    """Whether a value is written without any work."""
    return isinstance(node, x.Local | x.Literal)
