"""Examples and properties as tests of `node:test`."""

from __future__ import annotations

from typing import Any

from vibee_plugins.typescript import literals, prettier
from vibee_plugins.typescript import syntax as js
from vibee_plugins.typescript.arrange import ROOM, Arranged, is_composite, longest, width
from vibee_plugins.typescript.constructors import is_open
from vibee_plugins.typescript.declarations import Declarations
from vibee_plugins.typescript.prettier import block
from vibee_plugins.typescript.syntax import Node

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets import prose
from vibee_compiler.targets.layout import HARDLINE, Doc, concat, join, nest
from vibee_compiler.targets.package import TestCase
from vibee_compiler.targets.testcases import labels

_OF_CONSTRUCTORS = ("ContractViolation", "Overflow", "InvalidArgument")
"""Errors that may come while an argument is made."""


def callback(docs: list[Doc]) -> Node:
    """`() => { ... }`."""
    return js.Arrow("", block(docs), block=True)


def statement(node: Node) -> Doc:
    """An expression as a statement."""
    return concat(prettier.doc(node), ";")


def asserted(name: str, *args: Node) -> Node:
    """A call of `node:assert`."""
    return js.method(js.Name("assert"), name, *args)


class Tests(Declarations):
    """Prints the tests of one module."""

    root = True

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.p.module = self.p.types.module = "\0tests"
        self.world.names.modules[self.p.module] = self.names
        self.p.loose_maps = True
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
            tests.append(_headed("test", label, self.function_scope(make)))
            self.cases.append(
                TestCase(self.name, one.function.name, kind, index, f"{title} > {label}")
            )
        inner = join(concat(HARDLINE, HARDLINE), tests)
        return _headed("describe", title, concat("{", nest(HARDLINE, inner), HARDLINE, "}"))

    def _label(self, label: str, kind: str) -> str:
        if not label or label.isdigit():
            return f"{kind} {label}".strip()
        return f"throws {label[7:]}" if label.startswith("raises ") else label

    def _making(self, function: s.Function, example: s.LoweredExample) -> Any:
        return lambda: block(self.example(function, example))

    def example(self, function: s.Function, example: s.LoweredExample) -> list[Doc]:
        """The statements of an example."""
        p = self.p
        self.statements.enter((*example.setup, *map(s.Evaluate, example.args)), ())
        setup = self.statements.docs(example.setup)
        callee = p.refer(self.name, self.world.function(self.name, function.name), False)
        arranged = Arranged(lambda name: p.locals.fresh(name).text)
        args = [p.typed(arg) for arg in example.args]
        if example.raises is not None:
            self.world.raised.add(example.raises)
            expected = js.Object((("name", literals.string(example.raises)),))
            if example.raises not in _OF_CONSTRUCTORS:
                beside = len(callee) + width(expected) + len("assert.throws(() => (), );")
                args = self._named(arranged, function, example, args, beside)
            call = js.call(callee, *args)
            inner = callback([*setup, statement(call)]) if setup else js.Arrow("", call)
            return [*arranged.lines, statement(asserted("throws", inner, expected))]
        assert example.expected is not None
        beside = len(callee) + len("assert.deepEqual(, );") + self._least(example.expected)
        args = self._named(arranged, function, example, args, beside)
        checks = self._comparison(function, example, js.call(callee, *args))
        return [*setup, *arranged.lines, *checks]

    def _least(self, expected: Any) -> int:
        """Columns that an expected value takes on the line of its assertion."""
        made = self.p.node(expected)
        return 1 if is_composite(made) else width(made)

    def _named(
        self,
        arranged: Arranged,
        function: s.Function,
        example: s.LoweredExample,
        args: list[Node],
        beside: int,
    ) -> list[Node]:
        """The arguments, the long ones by the names of their parameters."""
        if example.setup:
            return args
        chosen = longest(args, ROOM, beside)
        made: list[Node] = []
        for i, (param, node) in enumerate(zip(function.params, args, strict=False)):
            if i in chosen:
                typed = self.p.types.text(param.type) if self._is_loose(example.args[i]) else ""
                node = arranged.hoist(param.var.name, node, typed)
            made.append(node)
        return made

    def _is_loose(self, value: Any) -> bool:
        """Whether a value, on its own, would get another type than it has."""
        match value:
            case x.RecordLit():
                return not self.world.is_checked(value)
            case x.ListLit(items) if items:
                return any(map(self._is_loose, items))
            case x.Literal() | x.MapLit():
                return False
        return is_open(value)

    def _comparison(self, function: s.Function, example: s.LoweredExample, call: Node) -> list[Doc]:
        p = self.p
        type_ = t.erase(function.returns)
        if example.tolerance is not None:
            tolerance = literals.signed(literals.number(example.tolerance))
            near = p.part("close", call, p.node(example.expected), tolerance)
            return [statement(asserted("ok", near))]
        if p.world.scalar(type_) or type_ in (t.DECIMAL, t.UUID):
            return [statement(asserted("equal", call, p.node(example.expected)))]
        if isinstance(example.expected, x.MapLit) and p.in_order(example.expected):
            listed = p.entries_of(example.expected)
            return [statement(asserted("deepEqual", js.copied(call), listed))]
        expected = p.node(example.expected)
        if isinstance(type_, t.MapT | t.SetT):
            items: Node = js.copied(expected)
            if isinstance(expected, js.Call) and expected.made and expected.args:
                items = expected.args[0]
            return [statement(asserted("deepEqual", js.copied(call), items))]
        whole = asserted("deepEqual", call, expected)
        if isinstance(example.expected, x.VariantLit) and width(whole) > ROOM - 1:
            named = Arranged(lambda name: p.locals.fresh(name).text)
            value = named.hoist("expected", expected, p.types.text(type_))
            return [*named.lines, statement(asserted("deepEqual", call, value))]
        return [statement(whole)]

    def _property(self, rows: s.PropertyRows) -> Any:
        return lambda: self._rows(rows)

    def _rows(self, rows: s.PropertyRows) -> Doc:
        p = self.p
        self.statements.enter((*rows.setup, s.Evaluate(rows.check)), ())
        listed: list[Node] = []
        for row in rows.rows:
            items = p.all(row)
            listed.append(items[0] if len(items) == 1 else js.Items(tuple(items)))
        types = [param.type for param in rows.params]
        names = [p.bind(param) for param in rows.params]
        setup = self.statements.docs(rows.setup)
        said = literals.string(prose.clean(rows.text))
        check = statement(asserted("ok", p.node(rows.check), said))
        pattern = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
        row_type = types[0] if len(types) == 1 else t.TupleT(tuple(types))
        array = p.types.mutable(t.ListT(row_type))
        head = prettier.assigned(f"const rows: {array} =", js.Items(tuple(listed)))
        loop = concat(f"for (const {pattern} of rows) ", block([*setup, check]))
        return block([concat(head, ";"), loop])


def _headed(word: str, title: str, body: Doc) -> Doc:
    """A test or a suite, which stays on one line with its title, however long that is."""
    return concat(f"{word}({literals.quoted(title)}, () => ", body, ");")
