"""Examples and properties as tests behind their functions.

An assertion stands on one line where it fits; else the longest arguments get names first.
"""

from __future__ import annotations

from typing import Any

from vibee_plugins.zig.declarations import Declarations
from vibee_plugins.zig.layouts import fits, flat
from vibee_plugins.zig.literals import number, quoted
from vibee_plugins.zig.prepare import raises

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.records import dataclass
from vibee_compiler.targets.culprit import culprit
from vibee_compiler.targets.layout import HARDLINE, Doc, bracketed, concat, join, nest, text
from vibee_compiler.targets.package import TestCase
from vibee_compiler.targets.testcases import name_tests

ROOM = 96
"""Columns of a line within a test."""

SHORT = 24
"""An argument of at most so many columns is not worth a name."""

CONSTRUCTORS = (x.RecordLit, x.VariantLit, x.Store)


@dataclass(slots=True)
class Argument:
    """An argument of the call that is tested: its text, or the name that it was given."""

    name: str
    type: str
    doc: Doc
    hoisted: Doc | None = None

    def statement(self) -> list[Doc]:
        """The declaration of its name, if it has one."""
        if self.hoisted is None:
            return []
        return [concat("const ", self.doc, f": {self.type} = ", self.hoisted, ";")]


class Tests(Declarations):
    """Prints the tests of one module; `cases` says what the runner calls them."""

    def prepare(self) -> None:
        """Names all tests."""
        self.labels = name_tests(self.lowered, self.world.names.rules)
        self.cases: list[TestCase] = []
        self.own_arena = False
        self.bodies: dict[str, list[Doc]] = {}

    def of(self, one: s.LoweredBehaviour) -> list[Doc]:
        """The tests of a behaviour."""
        made: list[Doc] = []
        for example in one.examples:
            head = self._head(one, "example", example.index)
            lines = self.example(one.function, example)
            self.bodies.setdefault(one.function.name, []).append(join(HARDLINE, lines))
            made.append(self._test(head, lines))
        for rows in one.properties:
            head = self._head(one, "property", rows.index)
            made.append(self._test(head, self.property(rows)))
        return made

    def _head(self, one: s.LoweredBehaviour, kind: str, index: int) -> str:
        function = self.world.function_name(self.name, one.function.name)
        test = self.labels[one.function.name, kind, index]
        file = self.world.file(self.name)
        if test.label in ("", "1"):
            self.cases.append(test.case(f"{file}.decltest.{function}"))
            return function
        glue = " " if test.label.isdigit() else ": "
        name = f"{function}{glue}{test.label}"
        self.cases.append(test.case(f"{file}.test.{name}"))
        return quoted(name)

    def _test(self, head: str, lines: list[Doc]) -> Doc:
        self.p.wants.names |= {"std", "testing"}
        if self.p.frame.allocates:
            state = self.arena_state
            arena = [
                text(f"var {state}: std.heap.ArenaAllocator = .init(testing.allocator);"),
                text(f"defer {state}.deinit();"),
            ]
            if not self.own_arena:
                arena += [text(f"const arena = {state}.allocator();"), text("")]
            lines = [*arena, *lines]
        self.own_arena = False
        return concat(f"test {head} ", self.statements.braced(lines))

    # examples

    def example(self, function: s.Function, example: s.LoweredExample) -> list[Doc]:
        """The statements of an example."""
        roots = (example.setup, example.args, example.expected)
        frame = self.frame("test", tuple(r for r in roots if r is not None))
        self.arena_state = frame.names.fresh("arena state").text
        if example.raises is not None:
            return self._failing(function, example)
        setup = self.statements.lines(example.setup)
        args = self._arguments(function, example)
        key = (self.name, function.name)
        expected = self.p.typed(example.expected)

        def assertion() -> list[Doc]:
            call = self.p.call_with(key, [arg.doc for arg in args])
            got = concat("try ", call) if self.world.fails(key) else call
            return self._compared(function, example, got, expected)

        self._shorten(args, assertion)
        return [*setup, *(line for arg in args for line in arg.statement()), *assertion()]

    def _arguments(self, function: s.Function, example: s.LoweredExample) -> list[Argument]:
        return [
            Argument(param.var.name, self.p.type(param.type), self.p.typed(node))
            for param, node in zip(function.params, example.args, strict=True)
        ]

    def _shorten(self, args: list[Argument], assertion: Any) -> None:
        """Gives names to the longest arguments until every line of the assertion fits."""
        while not all(fits(line, ROOM) for line in assertion()):
            rest = [arg for arg in args if arg.hoisted is None and not fits(arg.doc, SHORT)]
            if not rest:
                return
            longest = max(rest, key=lambda arg: len(flat(arg.doc)))
            longest.hoisted = longest.doc
            longest.doc = text(self.p.frame.names.fresh(longest.name).text)

    def _failing(self, function: s.Function, example: s.LoweredExample) -> list[Doc]:
        assert example.raises is not None
        error = f"error.{self.world.names.error(example.raises)}"
        self.world.raised.add(example.raises)
        key = (self.name, function.name)
        parts = (*example.setup, *example.args)
        careful = any(raises(self.world, node) for node in parts)
        part = None
        if careful and not example.setup:
            part = culprit(self.world.source, example.args, example.raises)
        if part is not None and isinstance(part, CONSTRUCTORS):
            return self._refused(part, error)
        if careful and (example.setup or self._may_refuse(example)):
            setup = self.statements.lines(example.setup)
            call = self.p.call_of(key, list(example.args))
            return self._raising(function, error, [*setup, concat("return ", call, ";")])
        args = self._arguments(function, example)

        def assertion() -> list[Doc]:
            call = self.p.call_with(key, [arg.doc for arg in args])
            return [self._expect("expectError", [text(error), call])]

        self._shorten(args, assertion)
        return [*(line for arg in args for line in arg.statement()), *assertion()]

    def _may_refuse(self, example: s.LoweredExample) -> bool:
        """Whether it is not known that the arguments can be made."""
        from vibee_compiler.ir.interp import Interpreter, NotExecutable, OutOfBudget, Raised

        interpreter = Interpreter(self.world.source)
        for arg in example.args:
            try:
                interpreter.evaluate(arg)
            except (Raised, OutOfBudget, NotExecutable, TypeError):
                return True
        return False

    def _refused(self, part: Any, error: str) -> list[Doc]:
        """A value that cannot be made: nothing is left to call."""
        refused = self.p.refused(part)
        line = self._expect("expectError", [text(error), refused])
        if fits(line, ROOM):
            return [line]
        name = self.p.frame.names.fresh("got").text
        return [
            concat(f"const {name} = ", refused, ";"),
            self._expect("expectError", [text(error), text(name)]),
        ]

    def _expect(self, name: str, args: list[Doc]) -> Doc:
        return concat("try ", self.p.arguments(f"testing.{name}", args), ";")

    def _raising(self, function: s.Function, error: str, lines: list[Doc]) -> list[Doc]:
        """The call in a function of its own, since its arguments fail too."""
        needs = self.p.frame.allocates
        self.own_arena = needs
        failing = self.p.errors("(Allocator.Error || Error)" if needs else "Error")
        params, args = "", ""
        if needs:
            params, args = "arena: Allocator", f"{self.arena_state}.allocator()"
        body = self.statements.braced(lines)
        head = f"fn run({params}) {failing}!{self.p.type(function.returns)} "
        name = self.p.frame.names.fresh("got").text
        got = concat(
            f"const {name} = struct {{", nest(HARDLINE, head, body), HARDLINE, f"}}.run({args});"
        )
        return [got, self._expect("expectError", [text(error), text(name)])]

    # comparing

    def _compared(
        self, function: s.Function, example: s.LoweredExample, got: Doc, expected: Doc
    ) -> list[Doc]:
        type_ = t.erase(function.returns)
        if example.tolerance is not None or self.world.types.needs_same(type_):
            return self._same(example, type_, got, expected)
        if type_ in (t.STRING, t.BYTES):
            return [self._expect("expectEqualStrings", [expected, got])]
        if isinstance(type_, t.ListT) and isinstance(example.expected, x.ListLit):
            return self._list(type_, got, expected)
        node = example.expected
        bare = isinstance(node, x.VariantLit) and not node.fields
        simple = isinstance(node, x.Literal | x.EnumValue) or bare
        absent = isinstance(node, x.Op) and node.id == "optional.none"
        plain = self.world.types.is_plain(type_) or bare
        if (plain and simple) or (isinstance(type_, t.OptionT) and absent):
            return [self._expect("expectEqual", [expected, got])]
        return self._deep(type_, got, expected)

    def _deep(self, type_: t.Type, got: Doc, expected: Doc) -> list[Doc]:
        name = self._name("expected")
        return [
            concat(f"const {name}: {self.p.type(type_)} = ", expected, ";"),
            self._expect("expectEqualDeep", [text(name), got]),
        ]

    def _name(self, name: str) -> str:
        # Asked for once more for every try at a layout; the frame gives each test one.
        frame = self.p.frame
        if name not in frame.spare:
            frame.spare[name] = frame.names.fresh(name).text
        return frame.spare[name]

    def _list(self, type_: t.ListT, got: Doc, expected: Doc) -> list[Doc]:
        elem = self.p.type(type_.elem)
        if self.world.types.is_plain(type_.elem):
            line = self._expect("expectEqualSlices", [text(elem), expected, got])
            if fits(line, ROOM):
                return [line]
        return self._deep(type_, got, expected)

    def _same(self, example: s.LoweredExample, type_: t.Type, got: Doc, expected: Doc) -> list[Doc]:
        """Values with Floats inside, which `expectEqual` compares in its own way."""
        shown = self.p.type(type_)
        tolerance = "0" if example.tolerance is None else number(example.tolerance)
        callee = self.p.note("support.expectSame")
        line = concat(
            "try ",
            self.p.arguments(callee, [text(shown), expected, got, text(tolerance)]),
            ";",
        )
        if fits(line, ROOM):
            return [line]
        name, actual = self._name("expected"), self._name("got")
        return [
            concat(f"const {name}: {shown} = ", expected, ";"),
            concat(f"const {actual}: {shown} = ", got, ";"),
            text(f"try {callee}({shown}, {name}, {actual}, {tolerance});"),
        ]

    # properties

    def property(self, rows: s.PropertyRows) -> list[Doc]:
        """A property over its rows of inputs."""
        frame = self.frame("test", (*rows.setup, rows.check))
        self.arena_state = frame.names.fresh("arena state").text
        names = [
            "_" if p.uid not in frame.used else frame.names.parameter(p).text for p in rows.params
        ]
        types = [self.p.type(param.type) for param in rows.params]
        single = len(names) == 1
        listed: list[Doc] = []
        for row in rows.rows:
            values = [self.p.typed(item) for item in row]
            listed.append(values[0] if single else bracketed(".{", values, "}", padding=" "))
        elem = types[0] if single else f"struct {{ {', '.join(types)} }}"
        with frame.names.block():
            capture = names[0] if single else frame.names.fresh("row").text
            lines: list[Doc] = []
            if not single:
                lines += [
                    text(f"const {name} = {capture}[{index}];")
                    for index, name in enumerate(names)
                    if name != "_"
                ]
                capture = capture if lines else "_"
            lines += self.statements.lines(rows.setup)
            lines.append(self._check(rows.check))
        table = bracketed(f"[_]{elem}{{", listed, "}", padding="" if len(listed) == 1 else " ")
        return [concat("for (", table, f") |{capture}| ", self.statements.braced(lines))]

    def _check(self, check: Any) -> Doc:
        """What must hold: an equation says what differs."""
        if isinstance(check, x.Op) and check.id.endswith(".eq") and len(check.args) == 2:
            left, right = check.args
            if self.world.types.is_plain(left.type) and left.type != t.FLOAT:
                expected, got = (left, right) if isinstance(left, x.Literal) else (right, left)
                if not self.p.needs_type(got):
                    args = [self.p.typed(expected), self.p.typed(got)]
                    return self._expect("expectEqual", args)
        return self._expect("expect", [self.p.bare(check)])
