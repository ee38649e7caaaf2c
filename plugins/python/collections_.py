"""Lists, maps and sets: forms, coercions, comprehensions and their binders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from vibee_plugins.python import values as v
from vibee_plugins.python.binders import aligned, lines_up, only, uids_in
from vibee_plugins.python.values import Form, Out, out

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.targets.layout import Doc, concat, group, text
from vibee_compiler.targets.printer import ATOM, LOWEST

if TYPE_CHECKING:
    from vibee_plugins.python.printer import PythonPrinter


class Collections:
    """The part of the printer that knows forms of collections.

    `typed_empties`: an empty literal is written with its type, which nothing else tells.
    """

    typed_empties: bool = False

    # Coercions

    def kept(self: PythonPrinter, made: Out, type_: t.Type) -> Out:
        """The value as it is kept."""
        if made.form is Form.VALUE:
            return made
        match type_:
            case t.ListT():
                return self._tuple(made)
            case t.MapT(key, _):
                return self.ordered_map(made, key)
            case t.SetT():
                return self.call(self.support("SortedSet"), [made.doc])
            case _:
                return made

    def _tuple(self: PythonPrinter, made: Out) -> Out:
        if made.form is Form.GENERATOR:
            return out(v.enclosed("tuple(", made.doc, ")"))
        return self.call("tuple", [made.doc])

    def deferred(self: PythonPrinter, made: Out, node: Any) -> Out:
        """The inside of a comprehension as a value: a generator, or a list where it may raise."""
        if self.raises(node):
            return Out(v.enclosed("[", made.doc, "]"), ATOM, Form.SEQUENCE)
        return Out(v.enclosed("(", made.doc, ")"), ATOM, Form.ITERABLE)

    def ordered_map(self: PythonPrinter, made: Out, key: t.Type) -> Out:
        """A dict in key order: by a walk over an enum, else sorted."""
        enum = self.types.enum(key)
        if enum is None or made.prec < ATOM or not isinstance(key, t.Named):
            head = v.wrapped(made.doc, made.prec, ATOM)
            if enum is not None:
                return self.call(self.support("in_key_order"), [made.doc])
            return self.call("dict", [self.call("sorted", [concat(head, ".items()")]).doc])
        path = self.texts.path(key.module, key.name)
        with self.scope():
            name = text(self.fresh(key.name))
            body = v.comprehension(
                concat(name, ": ", made.doc, "[", name, "]"),
                [concat("for ", name, f" in {path}"), concat("if ", name, " in ", made.doc)],
            )
            return out(v.enclosed("{", body, "}"))

    def loose(self: PythonPrinter, node: Any, outer: int = LOWEST) -> Doc:
        """A map or set in any order; another value as it is kept, but a list as any sequence."""
        if isinstance(node.type, t.MapT | t.SetT):
            made = self.out(node)
            return v.wrapped(made.doc, made.prec, outer)
        if isinstance(node.type, t.ListT):
            return self.sequence(node, outer)
        return self.expr(node, outer)

    def sized(self: PythonPrinter, node: Any) -> Doc:
        """What `len` takes."""
        return self.loose(node)

    def sequence(self: PythonPrinter, node: Any, outer: int = LOWEST) -> Doc:
        """A list as any sequence."""
        made = self.sequence_out(node)
        return v.wrapped(made.doc, made.prec, outer)

    def sequence_out(self: PythonPrinter, node: Any) -> Out:
        """The same, not in parentheses yet."""
        made = self.out(node)
        return self._tuple(made) if made.form in (Form.GENERATOR, Form.ITERABLE) else made

    def source(self: PythonPrinter, node: Any, *, alone: bool = True, early: bool = False) -> Doc:
        """A list that is walked once.

        `alone`: it is the only argument, so a generator needs no parentheses of its own. `early`:
        the walk may end early or raise by itself, so an element that raises must be made first.
        """
        if isinstance(node.type, t.MapT | t.SetT):
            return self.loose(node)
        return self.walked(self.walked_out(node), node, alone=alone, early=early)

    def walked_out(self: PythonPrinter, node: Any) -> Out:
        """What is walked: nothing else tells the type of an empty literal in it."""
        before, self.typed_empties = self.typed_empties, True
        try:
            return self.out(node)
        finally:
            self.typed_empties = before

    def walked(self: PythonPrinter, made: Out, node: Any, *, alone: bool, early: bool) -> Doc:
        """`source` of what is printed already."""
        if made.form not in (Form.GENERATOR, Form.ITERABLE):
            return v.wrapped(made.doc, made.prec, v.OR)
        if (early or not alone) and self.raises(node):
            if made.form is Form.ITERABLE:
                return self.call("list", [made.doc]).doc
            return v.enclosed("[", made.doc, "]")
        if made.form is Form.GENERATOR and not alone:
            return v.enclosed("(", made.doc, ")")
        return made.doc

    def subscript(self: PythonPrinter, node: Any, bounds: Doc) -> Out:
        """`xs[a:b]` of a text or a list."""
        if isinstance(node.type, t.ListT):
            made = self.out(node)
            form = Form.VALUE if made.form is Form.VALUE else Form.SEQUENCE
            doc = concat(self.sequence(node, ATOM), "[", bounds, "]")
            return Out(doc, ATOM, form)
        return out(concat(self.expr(node, ATOM), "[", bounds, "]"))

    # Literals

    def print_ListLit(self: PythonPrinter, node: x.ListLit) -> Out:  # noqa: N802
        items: list[Doc] = []
        for item, optional in zip(node.items, node.optional, strict=True):
            if optional:
                part = "optional_item_wrapped" if self.types.wrapped(item.type) else "optional_item"
                items.append(concat("*", self.call(self.support(part), [self.expr(item)]).doc))
            else:
                items.append(self.expr(item))
        if len(items) == 1:
            return out(v.single(items[0]))
        return out(self.brackets("(", items, ")"))

    def print_SetLit(self: PythonPrinter, node: x.SetLit) -> Out:  # noqa: N802
        if not node.items:
            return self.call(self.support("SortedSet"), [])
        items = self.brackets("{", [self.expr(item) for item in node.items], "}")
        return Out(items, ATOM, Form.LOOSE)

    def print_MapLit(self: PythonPrinter, node: x.MapLit) -> Out:  # noqa: N802
        if not node.entries and self.typed_empties:
            return out(f"{self.texts.text(node.type)}()")
        pairs = list(zip(node.entries, node.optional, strict=True))
        if any(optional for _, optional in pairs) or node.errors:
            return self._computed_map(node)
        constant = all(isinstance(k, x.Literal | x.EnumValue) for (k, _), _ in pairs)
        entries = [entry for entry, _ in pairs]
        in_order = constant and self._order(entries)
        ordered = isinstance(in_order, list)
        if ordered and not any(self.raises(value) for _, value in entries):
            entries = in_order if isinstance(in_order, list) else entries
        elif entries != in_order:
            ordered = len(entries) < 2
        docs = [concat(self.expr(k), ": ", self.expr(value)) for k, value in entries]
        doc = self.brackets("{", docs, "}")
        return Out(doc, ATOM, Form.VALUE if ordered else Form.LOOSE)

    def _order(self: PythonPrinter, entries: list[tuple[Any, Any]]) -> list[tuple[Any, Any]] | None:
        def place(entry: tuple[Any, Any]) -> Any:
            key = entry[0]
            if isinstance(key, x.EnumValue):
                enum = self.types.enum(key.type)
                return enum.members.index(key.member) if enum else 0
            return key.value

        return sorted(entries, key=place)

    def _computed_map(self: PythonPrinter, node: x.MapLit) -> Out:
        pairs: list[Doc] = []
        for (key, value), optional in zip(node.entries, node.optional, strict=True):
            pair = self.brackets("(", [self.expr(key), self.expr(value)], ")")
            if optional:
                wrapped = self.types.wrapped(value.type)
                part = "optional_entry_wrapped" if wrapped else "optional_entry"
                made = self.call(self.support(part), [self.expr(key), self.expr(value)])
                pair = concat("*", made.doc)
            pairs.append(pair)
        listed = self.brackets("[", pairs, "]")
        if node.errors:
            made = self.call(self.support("distinct_keys"), [listed])
            return Out(made.doc, made.prec, Form.LOOSE)
        made = self.call("dict", [listed])
        return Out(made.doc, made.prec, Form.LOOSE)

    def spliced(self: PythonPrinter, op: x.Op) -> Out:
        """Lists one after the other, as one tuple."""
        items: list[Doc] = []
        for part in self._concatenated(op):
            if isinstance(part, x.ListLit) and not any(part.optional):
                items += [self.expr(item) for item in part.items]
            else:
                made = self.out(part)
                doc = made.doc
                if made.form is Form.GENERATOR:
                    doc = v.enclosed("(", doc, ")")
                elif made.prec < v.BIT_OR:
                    doc = v.wrapped(doc, made.prec, v.BIT_OR)
                items.append(concat("*", doc))
        if len(items) == 1:
            return out(v.single(items[0]))
        return out(self.brackets("(", items, ")"))

    def _concatenated(self: PythonPrinter, node: Any) -> list[Any]:
        if isinstance(node, x.Op) and node.id == "list.concat":
            return [*self._concatenated(node.args[0]), *self._concatenated(node.args[1])]
        return [node]

    # Walks

    def map_walk(self: PythonPrinter, node: Any, kind: str) -> Out:
        """Keys, values or items of a map in key order."""
        assert isinstance(node.type, t.MapT)
        key = node.type.key
        if self.types.enum(key) is not None:
            ordered = self.call(self.support("in_key_order"), [self.loose(node)]).doc
            made = concat(ordered, "" if kind == "keys" else f".{kind}()")
            return Out(made, ATOM, Form.ITERABLE)
        head = self.loose(node, ATOM)
        if kind == "keys":
            return Out(self.call("sorted", [self.loose(node)]).doc, ATOM, Form.SEQUENCE)
        items = self.call("sorted", [concat(head, ".items()")]).doc
        if kind == "items":
            return Out(items, ATOM, Form.SEQUENCE)
        with self.scope():
            name = text(self.fresh("value"))
            body = v.comprehension(name, [concat("for _, ", name, " in ", items)])
            return Out(body, ATOM, Form.GENERATOR)

    def set_walk(self: PythonPrinter, node: Any) -> Out:
        """The elements of a set in order."""
        assert isinstance(node.type, t.SetT)
        if self.types.enum(node.type.elem) is not None:
            made = self.call("sorted", [self.loose(node), concat("key=", self.support("sort_key"))])
        else:
            made = self.call("sorted", [self.loose(node)])
        return Out(made.doc, made.prec, Form.SEQUENCE)

    def walk(
        self: PythonPrinter, target: Doc, items: Any, *, early: bool = False, pattern: Any = None
    ) -> list[Doc]:
        """`for x in xs`; a filter below becomes an `if` clause of the same comprehension."""
        if isinstance(items, x.Op) and items.id == "list.filter":
            xs, lam = items.args
            assert isinstance(lam, x.Lambda)
            same = self._same_target(target, lam, pattern)
            if same and not (early and self.raises(lam.body)):
                return [
                    concat("for ", target, " in ", self.source(xs, early=early)),
                    self.condition_clause(lam.body),
                ]
        return [concat("for ", target, " in ", self.for_source(items, early=early))]

    def for_source(self: PythonPrinter, items: Any, *, early: bool) -> Doc:
        made = self.walked_out(items)
        if made.form is Form.GENERATOR:
            if early and self.raises(items):
                return v.enclosed("[", made.doc, "]")
            return v.enclosed("(", made.doc, ")")
        return self.walked(made, items, alone=True, early=early)

    def _same_target(self: PythonPrinter, target: Doc, lam: x.Lambda, outer: Any) -> bool:
        """Binds the pattern of an inner filter to the outer target, where that has its shape."""
        inner = lam.params[0]
        if isinstance(inner, x.PBind):
            name = v.flat(target)
            if not name.isidentifier() or name == "_":
                return False
            self.frame.write_as(inner.var, name)
            return True
        if not lines_up(outer, inner, uids_in((lam.body,))):
            return False
        self._alike(inner, outer)
        return True

    def condition_clause(self: PythonPrinter, test: Any) -> Doc:
        """`if p`."""
        return concat("if ", group(self.condition(test, v.TERNARY + 1)))

    def element(self: PythonPrinter, node: Any) -> Doc:
        """The element of a comprehension."""
        return self.expr(node, v.LAMBDA)

    # Binders

    @contextmanager
    def binders(
        self: PythonPrinter,
        params: tuple[Any, ...],
        *parts: Any,
        whole: bool = False,
        below: Any = None,
    ) -> Iterator[list[Doc]]:
        """The targets for the patterns of a macro, `_` for what no part uses.

        `whole`: the element itself is needed, too. `below`: what is walked; the condition of a
        filter there may need variables of its own.
        """
        with self.scope():
            used = uids_in(parts)
            if below is not None:
                used |= aligned(params[0], below)
            if parts and not whole:
                params = tuple(only(param, used) for param in params)
            if whole and not isinstance(params[0], x.PBind):
                name = self.fresh("item")
                self.bind_parts(params[0], name)
                yield [text(name)]
                return
            yield [self.target(param) for param in params]

    def target(self: PythonPrinter, pattern: Any, *, top: bool = True) -> Doc:
        """A pattern as an assignment target."""
        match pattern:
            case x.PBind(var):
                return text(self.frame.declare(var))
            case x.PTuple(items):
                docs = [self.target(item, top=False) for item in items]
                if len(docs) == 1:
                    return concat("(", docs[0], ",)")
                inner: list[Doc | str] = []
                for doc in docs:
                    inner += [", ", doc] if inner else [doc]
                made = concat(*inner)
                return made if top else concat("(", made, ")")
            case _:
                return text("_")

    def bind_parts(self: PythonPrinter, pattern: Any, name: str) -> None:
        """Has the variables of a pattern written as parts of what `name` holds."""
        match pattern:
            case x.PBind(var):
                self.frame.write_as(var, name)
            case x.PTuple(items):
                for i, item in enumerate(items):
                    self.bind_parts(item, f"{name}[{i}]")
            case _:
                pass

    def bind_alike(self: PythonPrinter, params: tuple[Any, ...], others: tuple[Any, ...]) -> None:
        """Has the variables of one list of patterns written as those of another."""
        for mine, other in zip(params, others, strict=True):
            self._alike(mine, other)

    def _alike(self: PythonPrinter, mine: Any, other: Any) -> None:
        match mine, other:
            case x.PBind(var), x.PBind(known) if known.uid in self.frame.bindings:
                binding = self.frame[known]
                self.frame.write_as(var, binding.text, binding.form)
            case x.PTuple(a), x.PTuple(b):
                for one, two in zip(a, b, strict=True):
                    self._alike(one, two)
            case _:
                pass

    def passes_on(self: PythonPrinter, lam: x.Lambda) -> bool:
        """Whether a macro's part is the call of a behaviour with the element."""
        match lam:
            case x.Lambda((x.PBind(var),), x.Call(_, _, (x.Local(used),))):
                return used == var
        return False

    def function_of(self: PythonPrinter, lam: Any, *, wrap: str | None = None) -> Doc:
        """A macro's part as a function: a behaviour by name, else a lambda."""
        assert isinstance(lam, x.Lambda)
        match lam:
            case x.Lambda((x.PBind(var),), x.Call(module, name, (x.Local(used),))) if (
                used == var and wrap is None
            ):
                return text(self.function_name(module, name))
            case x.Lambda((x.PBind(var),), x.Local(used)) if used == var and wrap is not None:
                return text(wrap)
        needed = uids_in((lam.body,))
        with self.scope():
            names: list[str] = []
            for param in lam.params:
                if not uids_in((param,)) & needed:
                    names.append(f"_{len(names) or ''}")
                elif isinstance(param, x.PBind):
                    names.append(self.frame.declare(param.var))
                else:
                    name = self.fresh("entry")
                    names.append(name)
                    self.bind_parts(param, name)
            body = self.expr(lam.body, v.LAMBDA)
            if wrap is not None:
                body = self.call(wrap, [body]).doc
            callee, called, rest = v.flat(body).partition(f"({', '.join(names)})")
            if called and not rest and callee.isidentifier():
                return text(callee)
            return concat("lambda ", ", ".join(names), ": ", body)
