"""Examples and properties as tests of `node:test`."""

from __future__ import annotations

from typing import Any

from vibee_plugins.typescript import literals
from vibee_plugins.typescript import values as v
from vibee_plugins.typescript.constructors import is_open
from vibee_plugins.typescript.declarations import Declarations
from vibee_plugins.typescript.statements import block
from vibee_plugins.typescript.values import Out, out

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets import prose
from vibee_compiler.targets.layout import HARDLINE, Doc, concat, join, nest, text
from vibee_compiler.targets.package import TestCase
from vibee_compiler.targets.printer import ATOM
from vibee_compiler.targets.testcases import labels


def arrow(docs: list[Doc]) -> Doc:
    """`() => { ... }`."""
    return concat("() => ", block(docs))


class Tests(Declarations):
    """Prints the tests of one module."""

    root = True

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.p.module = "\0tests"
        self.world.names.modules[self.p.module] = self.names
        self.cases: list[TestCase] = []

    def all(self) -> list[Doc]:
        """A suite a behaviour."""
        made: list[Doc] = []
        for one in self.lowered.behaviours:
            if one.examples or one.properties:
                made.append(self.suite(one))
        return made

    def suite(self, one: s.LoweredBehaviour) -> Doc:
        """The tests of a behaviour."""
        called = labels(one)
        name = self.world.function(self.name, one.function.name)
        title = name if self.root else f"{self.name}.{name}"
        tests: list[Doc] = []
        todo: list[tuple[str, int, Any]] = [("example", e.index, e) for e in one.examples]
        todo += [("property", r.index, r) for r in one.properties]
        for kind, index, test in todo:
            label = self._label(called[kind, index], kind)
            is_example = kind == "example"
            make = self._making(one.function, test) if is_example else self._property(test)
            body = self.function_scope(make)
            tests.append(concat(f"test({literals.quoted(label)}, ", body, ");"))
            self.cases.append(
                TestCase(self.name, one.function.name, kind, index, f"{title} > {label}")
            )
        inner = join(concat(HARDLINE, HARDLINE), tests)
        return concat(
            f"describe({literals.quoted(title)}, () => {{", nest(HARDLINE, inner), HARDLINE, "});"
        )

    def _label(self, label: str, kind: str) -> str:
        if not label or label.isdigit():
            return f"{kind} {label}".strip()
        return f"throws {label[7:]}" if label.startswith("raises ") else label

    def _making(self, function: s.Function, example: s.LoweredExample) -> Any:
        return lambda: self._example(function, example)

    def _example(self, function: s.Function, example: s.LoweredExample) -> Doc:
        p = self.p
        self.statements.whole = (example.setup, example.args)
        setup = self.statements.docs(example.setup)
        callee = p.refer(self.name, self.world.function(self.name, function.name), False)
        call = p.call(text(callee), [self._argument(arg) for arg in example.args])
        if example.raises is not None:
            self.world.raised.add(example.raises)
            name = literals.quoted(example.raises)
            inner = v.arrow("()", call)
            if setup:
                inner = out(arrow([*setup, concat(call.doc, ";")]))
            expected = out(f"{{ name: {name} }}", ATOM, "object")
            return arrow([concat(p.call(text("assert.throws"), [inner, expected]).doc, ";")])
        assert example.expected is not None
        return arrow([*setup, *self._comparison(function, example, call)])

    def _argument(self, node: Any) -> Out:
        return self.p.out(node)

    def _comparison(self, function: s.Function, example: s.LoweredExample, call: Out) -> list[Doc]:
        p = self.p
        type_ = t.erase(function.returns)
        expected = p.out(example.expected)
        if example.tolerance is not None:
            near = p.support("close")
            args = [call, expected, out(literals.number(example.tolerance))]
            inner = p.call(text(near), args)
            return [concat(p.call(text("assert.ok"), [inner]).doc, ";")]
        if p.world.scalar(type_) or type_ in (t.DECIMAL, t.UUID):
            return [concat(p.call(text("assert.equal"), [call, expected]).doc, ";")]
        if isinstance(type_, t.MapT | t.SetT):
            call = out(concat("[...", call.doc, "]"), ATOM)
            expected = out(concat("[...", expected.doc, "]"), ATOM)
        elif (
            is_open(example.expected)
            and not isinstance(example.expected, x.ListLit)
            and expected.kind == "object"
        ):
            name = p.locals.fresh("expected").text
            typed = p.types.text(type_)
            first = concat(f"const {name}: {typed} =", v.assigned(expected), ";")
            check = p.call(text("assert.deepEqual"), [call, out(name)])
            return [first, concat(check.doc, ";")]
        return [concat(p.call(text("assert.deepEqual"), [call, expected]).doc, ";")]

    def _property(self, rows: s.PropertyRows) -> Any:
        return lambda: self._rows(rows)

    def _rows(self, rows: s.PropertyRows) -> Doc:
        p = self.p
        self.statements.whole = (rows.setup, rows.check)
        listed: list[Doc] = []
        for row in rows.rows:
            items = [p.expr(item, v.ARROW) for item in row]
            listed.append(items[0] if len(items) == 1 else v.bracketed("[", items, "]"))
        types = [p.types.text(param.type) for param in rows.params]
        names = [p.bind(param) for param in rows.params]
        setup = self.statements.docs(rows.setup)
        said = out(literals.quoted(prose.clean(rows.text)))
        check = concat(p.call(text("assert.ok"), [p.out(rows.check), said]).doc, ";")
        pattern = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
        row_type = (
            rows.params[0].type
            if len(types) == 1
            else t.TupleT(tuple(param.type for param in rows.params))
        )
        array = p.types.mutable(t.ListT(row_type))
        head = concat(f"const rows: {array} = ", v.bracketed("[", listed, "]"), ";")
        loop = concat(f"for (const {pattern} of rows) ", block([*setup, check]))
        return arrow([head, loop])
