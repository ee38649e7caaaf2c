"""Examples and properties as tests of the crate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vibee_plugins.rust import docs, layout, literals
from vibee_plugins.rust.constructors import has_default
from vibee_plugins.rust.crate import Crate
from vibee_plugins.rust.declarations import MAX_LINES, Declarations
from vibee_plugins.rust.nearness import Nearness
from vibee_plugins.rust.printer import RustPrinter
from vibee_plugins.rust.values import Form, Out, value

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Field, Record
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets import prose
from vibee_compiler.targets.layout import HARDLINE, Doc, concat, join, render, text
from vibee_compiler.targets.testcases import NamedTest, name_tests
from vibee_compiler.targets.text import Ident

PAGE_WIDTH = 100
MANY_ROWS = 8
"""So many inputs of a property may make its test too long for clippy."""


class TestPrinter(RustPrinter):
    """Expressions of tests: values are made as a caller of the crate makes them."""

    def print_RecordLit(self, node: x.RecordLit) -> Out:  # noqa: N802
        """A record by its constructor where its fields are hidden."""
        assert isinstance(node.type, t.Named)
        maker = self.crate.declarations[node.type.module]
        decl = self.types.decl(node.type)
        assert isinstance(decl, Record)
        if not maker.is_hidden(decl):
            return super().print_RecordLit(node)
        given = dict(node.fields)
        required = [field for field in decl.fields if not has_default(field)]
        args = [self._given(field, given[field.name]) for field in required]
        made = value(concat(f"{self.type_path(node.type)}::new", self.arguments(args)), node.type)
        made = made.question() if maker.makes_result(decl) else made
        for field in decl.fields:
            if has_default(field) and not _is_default(field, given[field.name]):
                made = self._with(maker, decl, field, made, given[field.name])
        return made

    def _with(self, maker: Any, decl: Record, field: Field, made: Out, node: Any) -> Out:
        own = self.crate.names[maker.name].field(decl.name, field.name).text
        if field.default is None:
            node = _bare(node)
            if isinstance(node, x.Op) and node.id == "optional.of":
                node = node.args[0]
        call = concat(f".with_{own}", self.arguments([self._given(field, node)]))
        made = made.then(call, type_=made.type)
        return made.question() if maker.makes_result(decl, field) else made

    def _given(self, field: Field, node: Any) -> Doc:
        """An argument of a constructor: it stores and boxes by itself."""
        node = _bare(node)
        if isinstance(node, x.Literal) and node.type == t.STRING:
            return self.out(node).doc
        return self.own(node).doc


def _bare(node: Any) -> Any:
    """What a store stores."""
    while isinstance(node, x.Store):
        node = node.value
    return node


def _is_default(field: Field, node: Any) -> bool:
    if field.default is None:
        node = _bare(node)
        return isinstance(node, x.Op) and node.id == "optional.none"
    return bool(node == field.default)


class Tests(Declarations):
    """Prints the tests of one module."""

    printer_class = TestPrinter

    def __init__(self, crate: Crate, module: s.LoweredModule) -> None:
        super().__init__(crate, module)
        self.bodies: dict[str, list[Doc]] = {}
        self.prefix = ""
        self.near = Nearness(self)

    def named(self) -> dict[tuple[str, str, int], NamedTest]:
        """The names of all tests of the module; none hides what it tests."""
        found = name_tests(self.lowered, self.crate.names.rules)
        functions = self.names.scope.used
        taken = {test.ident.text for test in found.values()} | functions
        for key, test in found.items():
            name = test.ident.text
            number = 1
            while name in functions:
                candidate = f"{test.ident.text.rstrip('_')}_{number}"
                number += 1
                name = candidate if candidate not in taken else name
            taken.add(name)
            found[key] = replace(test, ident=Ident(name))
        return found

    def all(self) -> list[Doc]:
        """Every test, in order."""
        names = self.named()
        made: list[Doc] = []
        for one in self.lowered.behaviours:
            for example in one.examples:
                test = names[one.function.name, "example", example.index]
                made.append(self.example(one.function, example, test.ident.text))
            for rows in one.properties:
                test = names[one.function.name, "property", rows.index]
                made.append(self.property(rows, test.ident.text))
        return [*made, *self.near.impls]

    def example(self, function: s.Function, example: s.LoweredExample, name: str) -> Doc:
        """One example as a test."""
        frame = self.frame(raises=False)
        roots = (example.setup, example.args, example.expected)
        self.statements.whole = tuple(r for r in roots if r is not None)
        setup = self.statements.docs(example.setup, tail=False)
        hoisted, call = self._call(function, example)
        setup += hoisted
        made = [] if example.expected is None else [self.p.own(example.expected).doc]
        fails = any(map(layout.has_question, (*setup, call, *made)))
        if example.raises is not None:
            body = [*self._raising(function, example, setup, call, fails=fails)]
            self.bodies.setdefault(function.name, []).append(join(HARDLINE, body))
            return self._test(name, body, fallible=False)
        assert example.expected is not None
        expected = self.p.own(example.expected).doc
        if _is_large(example.expected) and layout.width(expected) > layout.CALL_WIDTH:
            name_ = frame.names.fresh("expected").text
            setup.append(concat(f"let {name_} = ", expected, ";"))
            expected = text(name_)
        frame.raises = fails
        body = [*setup, *self._comparison(function, example, call, expected)]
        self.bodies.setdefault(function.name, []).append(join(HARDLINE, body))
        return self._test(name, body, fallible=fails)

    def doctest(self, lowered: s.LoweredBehaviour, path: str) -> list[str]:
        """The lines of a doctest: the first example, where it needs no declared type."""
        function = lowered.function
        types = [t.erase(param.type) for param in function.params]
        types.append(t.erase(function.returns))
        first = lowered.examples[0] if lowered.examples else None
        plain = all(map(_is_plain, types)) and function.block is not None
        if first is None or first.expected is None or first.setup or not plain:
            return []
        self.prefix = path
        self.frame(raises=False)
        hoisted, call = self._call(function, first)
        expected = self.p.own(first.expected).doc
        self.prefix = ""
        body = [*hoisted, *self._comparison(function, first, call, expected)]
        if any(map(layout.has_question, body)) or first.tolerance is not None:
            return []
        made = render(join(HARDLINE, body), width=PAGE_WIDTH - 4, indent="    ")
        if "Result<" in made:
            return []
        used = [
            f"# use std::collections::{name};"
            for name in ("BTreeMap", "BTreeSet")
            if f"{name}::" in made or f"{name}<" in made
        ]
        return [*used, *made.split("\n")]

    def _call(self, function: s.Function, example: s.LoweredExample) -> tuple[list[Doc], Doc]:
        """The call, and declarations of the arguments that are too large to stand in it."""
        name = self.prefix + self.crate.function_name(self.name, function.name)
        hoisted: list[Doc] = []
        args: list[Doc] = []
        for param, arg in zip(function.params, example.args, strict=True):
            node = arg.value if isinstance(arg, x.Store) and not arg.errors else arg
            consumed = param.var.uid in function.consumes
            if consumed or self.crate.is_letter(self.name, function, param):
                if not _is_large(node):
                    args.append(self.p.passed_to(self.name, function, param, arg))
                    continue
            elif not _is_large(node):
                args.append(self.argument(arg))
                continue
            own = self.p.frame.names.fresh(param.var.name).text
            if isinstance(node, x.ListLit) and not consumed:
                made = self._listed(node)
            else:
                made = self.p.own(node).doc
            hoisted.append(concat(f"let {own} = ", made, ";"))
            passed = consumed or self.crate.types.is_copy(node.type)
            args.append(text(own if passed else f"&{own}"))
        return hoisted, concat(name, self.p.arguments(args))

    def _listed(self, node: x.ListLit) -> Doc:
        items = [self.p.own(item).doc for item in node.items]
        return layout.arguments("[", items, "]")

    def argument(self, node: Any) -> Doc:
        """An argument of a call in a test."""
        if isinstance(node, x.ListLit):
            return concat("&", self._listed(node))
        if isinstance(node, x.Op) and node.id == "optional.none":
            return text("None")
        if isinstance(node, x.Op) and node.id == "optional.of":
            out = self.p.view(node.args[0])
            return concat("Some(", out.doc, ")")
        return self.p.view(node).doc

    def _raising(
        self,
        function: s.Function,
        example: s.LoweredExample,
        setup: list[Doc],
        call: Doc,
        *,
        fails: bool,
    ) -> list[Doc]:
        assert example.raises is not None
        error = self._error_pattern(example.raises)
        self.crate.raised.add(example.raises)
        if not fails:
            return [*setup, _assert([_matches(call, error)])]
        last = call if function.raises else concat("Ok(", call, ")")
        typed = self.p.owned_type(function.returns)
        self.p.need("crate::Result")
        block = layout.block(join(HARDLINE, [*setup, last])) if setup else layout.lone_block(last)
        closure = concat(f"let got = || -> Result<{typed}> ", block, ";")
        return [closure, _assert([_matches(text("got()"), error)])]

    def _error_pattern(self, name: str) -> str:
        from vibee_plugins.rust.errors import BARE

        variant = self.crate.names.error(name)
        self.p.need("crate::Error")
        return f"Err(Error::{variant}{'' if name in BARE else '(_)'})"

    def _comparison(
        self, function: s.Function, example: s.LoweredExample, call: Doc, expected: Doc
    ) -> list[Doc]:
        type_ = t.erase(function.returns)
        if type_ == t.STRING and not function.raises and isinstance(example.expected, x.Literal):
            # A String is compared with a literal as it is.
            expected = self.p.out(example.expected).doc
        ok = layout.wrapped("Ok", expected) if function.raises else expected
        if type_ == t.BOOL and not function.raises and isinstance(example.expected, x.Literal):
            return [_assert([call if example.expected.value else concat("!", call)])]
        if example.tolerance is not None:
            got = concat(call, ".unwrap()") if function.raises else call
            lines = [concat("let got = ", got, ";")]
            if expected != text("expected"):
                lines.append(concat("let expected = ", expected, ";"))
            return [*lines, _assert([self.near.check(example.expected, type_, example.tolerance)])]
        if not function.raises and _has_empty_list(example.expected):
            # A list may be compared with one of another type: rustc wants to know which.
            if not getattr(example.expected, "items", ()):
                return [_assert([concat(call, ".is_empty()")])]
            typed = self.p.owned_type(type_)
            lines = [concat(f"let expected: {typed} = ", expected, ";")]
            made = layout.arguments("(", [call, text("expected")], ")")
            return [*lines, concat("assert_eq!", made, ";")]
        if self.crate.types.has_float(type_):
            # Debug tells -0.0 from 0.0 and takes NaN for NaN, as the language's examples do.
            lines = [concat("let got = ", call, ";")]
            typed = self.p.owned_type(type_)
            typed = f"Result<{typed}>" if function.raises else typed
            if function.raises:
                self.p.need("crate::Result")
            lines.append(concat(f"let expected: {typed} = ", ok, ";"))
            return [*lines, text('assert_eq!(format!("{got:?}"), format!("{expected:?}"));')]
        return [concat("assert_eq!", layout.arguments("(", [call, ok], ")"), ";")]

    def _test(self, name: str, body: list[Doc], *, fallible: bool) -> Doc:
        arrow = ""
        if fallible:
            self.p.need("crate::Result")
            arrow = "-> Result<()> "
            body = [*body, text("Ok(())")]
        head = f"fn {name}() {arrow}"
        return join(HARDLINE, ["#[test]", concat(head, layout.block(join(HARDLINE, body)))])

    def property(self, rows: s.PropertyRows, name: str) -> Doc:
        """A property over its rows of inputs."""
        self.frame(raises=False)
        self.statements.whole = (*rows.setup, rows.check)
        names: list[str] = []
        copied = all(self.crate.types.is_copy(param.type) for param in rows.params)
        form = Form.VALUE if copied else Form.REF
        for param in rows.params:
            names.append(self.p.frame.bind(param, form))
        fails = any(self.p.raises(node) for node in (*rows.setup, rows.check))
        listed: list[Doc] = []
        for row in rows.rows:
            values = [self.p.own(item).doc for item in row]
            fails = fails or any(self.p.raises(item) for item in row)
            listed.append(values[0] if len(values) == 1 else _tuple(values))
        pattern = names[0] if len(names) == 1 else f"({', '.join(names)})"
        array = layout.arguments("[", listed, "]")
        with self.p.frame.block(deeper=True):
            setup = self.statements.docs(rows.setup, tail=False)
            check = self.p.own(rows.check).doc
        said = ", ".join(f"{name}: {{{name}:?}}" for name in names)
        checked = concat(
            "assert!", layout.arguments("(", [check, text(literals.quoted(said))], ")"), ";"
        )
        source = array if copied else concat("&", array)
        loop = concat(
            f"for {pattern} in ", source, " ", layout.block(join(HARDLINE, [*setup, checked]))
        )
        if (
            len(rows.rows) > MANY_ROWS
            and len(render(loop, width=PAGE_WIDTH).split("\n")) >= MAX_LINES
        ):
            self.crate.allow("too_many_lines")
        about = docs.comment(
            [f"`{prose.clean(rows.text)}`" if "`" not in rows.text else (docs.escaped(rows.text))]
        )
        return join(HARDLINE, [*map(text, about), self._test(name, [loop], fallible=fails)])


def _is_plain(type_: t.Type) -> bool:
    """Whether a value can be written without naming a type of the crate."""
    match type_:
        case t.Prim(name):
            return name in ("Int", "Float", "Bool", "String", "Bytes")
        case t.ListT() | t.SetT() | t.MapT() | t.OptionT() | t.TupleT():
            return all(map(_is_plain, t.children(type_)))
        case _:
            return False


def _is_large(node: Any) -> bool:
    """Whether a value reads better with a name of its own."""
    match node:
        case x.RecordLit():
            return True
        case x.VariantLit(fields=fields):
            return bool(fields)
        case x.ListLit(items=items):
            return any(isinstance(item, x.RecordLit | x.VariantLit) for item in items)
        case x.MapLit(entries=entries):
            return bool(entries)
        case _:
            return False


def _has_empty_list(node: Any) -> bool:
    """Whether a list literal is empty, or holds an empty one at any depth of lists."""
    if not isinstance(node, x.ListLit):
        return False
    return not node.items or any(map(_has_empty_list, node.items))


def _tuple(values: list[Doc]) -> Doc:
    return layout.arguments("(", values, ")")


def _assert(parts: list[Doc]) -> Doc:
    return concat("assert!", layout.arguments("(", parts, ")"), ";")


def _matches(call: Doc, error: str) -> Doc:
    # rustfmt leaves a comma behind a pattern out.
    args = layout.arguments("(", [call, text(error)], ")", trailing=False)
    return concat("matches!", args)
