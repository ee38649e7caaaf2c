"""Examples and properties as tests: plain Lua over the little harness of the package."""

from __future__ import annotations

from vibee_compiler.lowering import sir as s
from vibee_compiler.targets import prose
from vibee_compiler.targets.layout import Doc, bracketed, concat, text
from vibee_compiler.targets.package import TestCase
from vibee_compiler.targets.testcases import labels
from vibee_lua import literals
from vibee_lua.declarations import Declarations
from vibee_lua.statements import indented


class Tests(Declarations):
    """Prints the tests of one module; `cases` says what the harness calls them."""

    root = True

    def all(self) -> list[Doc]:
        """Every test, in the order of the behaviours."""
        self.cases: list[TestCase] = []
        return [doc for one in self.lowered.behaviours for doc in self._suite(one)]

    def _suite(self, one: s.LoweredBehaviour) -> list[Doc]:
        called = labels(one)
        made: list[Doc] = []
        for example in one.examples:
            body = self._example(one.function, example)
            made.append(self._test(one, called, "example", example.index, body))
        for rows in one.properties:
            body = self._property(rows)
            made.append(self._test(one, called, "property", rows.index, body))
        return made

    def _test(
        self,
        one: s.LoweredBehaviour,
        called: dict[tuple[str, int], str],
        kind: str,
        index: int,
        body: list[Doc],
    ) -> Doc:
        function = self.world.function(self.name, one.function.name)
        title = function if self.root else f"{self.world.names.file(self.name)}.{function}"
        label = called[kind, index]
        name = f"{title}: {label}" if label else title
        self.cases.append(TestCase(self.name, one.function.name, kind, index, name))
        return concat(f"tap.test({literals.quoted(name)}, function()", indented(body), "end)")

    def _example(self, function: s.Function, example: s.LoweredExample) -> list[Doc]:
        self.scope((example.setup, example.args))
        p = self.p
        setup = self.statements.docs(example.setup)
        callee = p.refer(self.name, self.world.function(self.name, function.name))
        call = p.call(text(callee), [p.expr(arg) for arg in example.args]).doc
        if example.raises is not None:
            self.world.raised.add(example.raises)
            inner = indented([*setup, call])
            name = literals.quoted(example.raises)
            return [concat(f"tap.raises({name}, function()", inner, "end)")]
        args = [call, p.expr(example.expected)]
        if example.tolerance is not None:
            args.append(text(literals.number(example.tolerance)))
        return [*setup, p.call(text("tap.same"), args).doc]

    def _property(self, rows: s.PropertyRows) -> list[Doc]:
        self.scope((rows.setup, rows.check))
        p = self.p
        listed = [
            bracketed("{", [p.expr(item) for item in row], "}", padding=" ") for row in rows.rows
        ]
        head = concat("local rows = ", bracketed("{", listed, "}", padding=" "))
        row = p.locals.fresh("row").text
        names = [
            text(f"local {p.bind(var)} = {row}[{index}]")
            for index, var in enumerate(rows.params, 1)
        ]
        setup = self.statements.docs(rows.setup)
        said = text(literals.quoted(prose.clean(rows.text)))
        check = p.call(text("tap.ok"), [p.expr(rows.check), said]).doc
        loop = concat(f"for _, {row} in ipairs(rows) do", indented([*names, *setup, check]), "end")
        return [head, loop]
