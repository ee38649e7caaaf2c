"""Examples and properties as tests behind their functions."""

from __future__ import annotations

from vibee_plugins.zig.declarations import Declarations
from vibee_plugins.zig.literals import number, quoted
from vibee_plugins.zig.prepare import raises

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets.layout import HARDLINE, Doc, bracketed, concat, join, nest, text
from vibee_compiler.targets.package import TestCase
from vibee_compiler.targets.testcases import name_tests

_ARENA = [
    "var arena_state: std.heap.ArenaAllocator = .init(testing.allocator);",
    "defer arena_state.deinit();",
    "const arena = arena_state.allocator();",
    "",
]


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
        file = self.world.names.file(self.name)
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
            lines = [*map(text, _ARENA[:2] if self.own_arena else _ARENA), *lines]
        self.own_arena = False
        return concat(f"test {head} ", self.statements.braced(lines))

    def example(self, function: s.Function, example: s.LoweredExample) -> list[Doc]:
        """The statements of an example."""
        roots = (example.setup, example.args, example.expected)
        self.frame("test", tuple(r for r in roots if r is not None))
        key = (self.name, function.name)
        setup = self.statements.lines(example.setup)
        call = self.p.call_of(key, list(example.args))
        fails = self.world.fails(key)
        if example.raises is not None:
            error = f"error.{self.world.names.error(example.raises)}"
            self.world.raised.add(example.raises)
            if not any(raises(self.world, node) for node in (*example.setup, *example.args)):
                expect = self.p.arguments("try testing.expectError", [text(error), call])
                return [*setup, concat(expect, ";")]
            return self._raising(function, error, [*setup, concat("return ", call, ";")])
        expected = self.p.typed(example.expected)
        got = concat("try ", call) if fails else call
        return [*setup, *self._compared(function, example, got, expected)]

    def _raising(self, function: s.Function, error: str, lines: list[Doc]) -> list[Doc]:
        """The call in a function of its own, since its arguments fail too."""
        needs = self.p.frame.allocates
        self.own_arena = needs
        self.p.wants.names |= {"Error"} | ({"Allocator"} if needs else set())
        params, args = ("arena: Allocator", "arena_state.allocator()") if needs else ("", "")
        body = self.statements.braced(lines)
        head = f"fn run({params}) Error!{self.p.type(function.returns)} "
        got = concat(
            "const got = struct {", nest(HARDLINE, head, body), HARDLINE, f"}}.run({args});"
        )
        return [got, text(f"try testing.expectError({error}, got);")]

    def _compared(
        self, function: s.Function, example: s.LoweredExample, got: Doc, expected: Doc
    ) -> list[Doc]:
        type_ = t.erase(function.returns)
        shown = self.p.type(type_)
        if example.tolerance is not None or self.world.types.needs_same(type_):
            tolerance = "0.0" if example.tolerance is None else number(example.tolerance)
            lines = [
                concat(f"const expected: {shown} = ", expected, ";"),
                concat(f"const got: {shown} = ", got, ";"),
            ]
            call = f"try {self.p.note('support.expectSame')}({shown}, expected, got, {tolerance});"
            return [*lines, text(call)]
        simple = isinstance(example.expected, x.Literal | x.EnumValue)
        if type_ in (t.STRING, t.BYTES):
            return [
                concat("try ", self.p.arguments("testing.expectEqualStrings", [expected, got]), ";")
            ]
        if self.world.types.is_plain(type_) and simple:
            return [concat("try ", self.p.arguments("testing.expectEqual", [expected, got]), ";")]
        return [
            concat(f"const expected: {shown} = ", expected, ";"),
            concat(
                "try ", self.p.arguments("testing.expectEqualDeep", [text("expected"), got]), ";"
            ),
        ]

    def property(self, rows: s.PropertyRows) -> list[Doc]:
        """A property over its rows of inputs."""
        frame = self.frame("test", (*rows.setup, rows.check))
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
            check = self.p.arguments("testing.expect", [self.p.bare(rows.check)])
            lines.append(concat("try ", check, ";"))
        table = bracketed(f"[_]{elem}{{", listed, "}", padding="" if len(listed) == 1 else " ")
        return [concat("for (", table, f") |{capture}| ", self.statements.braced(lines))]
