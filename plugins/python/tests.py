"""Tests in pytest: a table where all values are scalars, else a function an example."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from vibee_plugins.python import literals
from vibee_plugins.python import values as v
from vibee_plugins.python.errors import ERRORS
from vibee_plugins.python.hoisting import Call, hoist
from vibee_plugins.python.package import PythonPackage
from vibee_plugins.python.printer import PythonPrinter
from vibee_plugins.python.statements import PythonStatements
from vibee_plugins.python.values import Form, Out

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import everything
from vibee_compiler.records import dataclass
from vibee_compiler.targets.layout import HARDLINE, LINE, Doc, concat, lines, nest, render, text
from vibee_compiler.targets.testcases import NamedTest, name_tests

_SCALARS = (t.INT, t.FLOAT, t.BOOL, t.STRING, t.BYTES)
WIDTH = 100


class TestPrinter(PythonPrinter):
    """Expressions of tests: everything of the package is imported by name."""

    __test__ = False

    def __init__(self, package: PythonPackage, module: str) -> None:
        super().__init__(package, module)
        self.names_used: set[str] = set()
        self.texts.in_tests = True

    def function_name(self, module: str, name: str) -> str:
        """A behaviour, imported."""
        made = super().function_name(module, name)
        return self.imported(made) if self.texts.is_here(module) else made

    def imported(self, name: str) -> str:
        """A name of the module under test; what pytest would take for a test gets another."""
        self.names_used.add(name)
        return f"_{name}" if name.startswith(("test", "Test")) else name

    def alias_check_path(self, module: str, name: str) -> str:
        """The function that checks values of an alias, imported."""
        made = super().alias_check_path(module, name)
        return self.imported(made) if self.texts.is_here(module) else made


@dataclass(frozen=True, slots=True)
class Printed:
    """One test function with the ids of the cases that it holds."""

    doc: Doc
    cases: tuple[tuple[NamedTest, str], ...]


class Tests:
    """Prints the tests of one module."""

    def __init__(self, package: PythonPackage, module: s.LoweredModule) -> None:
        self.package = package
        self.module = module
        self.p = TestPrinter(package, module.module.name)
        self.statements = PythonStatements(self.p)
        self.named = name_tests(module, package.names.rules, "test")
        self.taken = {test.ident.text for test in self.named.values()}
        self.helpers: set[str] = set()

    def all(self) -> list[Printed]:
        """Every test, behaviour by behaviour."""
        package_flag = self.package.keyword_variants
        self.package.keyword_variants = True
        try:
            return [one for lowered in self.module.behaviours for one in self._tests(lowered)]
        finally:
            self.package.keyword_variants = package_flag

    def _tests(self, lowered: s.LoweredBehaviour) -> list[Printed]:
        table = [e for e in lowered.examples if self._tabular(lowered, e)]
        if len(table) < 2:
            table = []
        found: list[Printed] = []
        for example in lowered.examples:
            if example in table:
                if example is table[0]:
                    found.append(self._table(lowered, table))
            else:
                found.append(self._example(lowered, example))
        return [*found, *(self._property(lowered, rows) for rows in lowered.properties)]

    def _key(self, lowered: s.LoweredBehaviour, kind: str, index: int) -> NamedTest:
        return self.named[lowered.function.name, kind, index]

    # Tables

    def _tabular(self, lowered: s.LoweredBehaviour, example: s.LoweredExample) -> bool:
        function = lowered.function
        scalar = all(param.type in _SCALARS for param in function.params)
        if not scalar or function.returns not in _SCALARS or not function.params:
            return False
        plain = example.name is None and example.raises is None and example.tolerance is None
        if not plain or example.setup or example.expected is None:
            return False
        return all(isinstance(arg, x.Literal) for arg in (*example.args, example.expected)) and (
            _exact(example.expected)
        )

    def _table(self, lowered: s.LoweredBehaviour, table: list[s.LoweredExample]) -> Printed:
        function = lowered.function
        self.p.frame = self.p.new_frame(frozenset({"expected", "pytest"}))
        names = [self.p.frame.parameter(param.var) for param in function.params]
        rows = [[self.p.expr(node) for node in (*e.args, _expected(e))] for e in table]
        columns = [*names, "expected"]
        types = [self.p.texts.text(param.type) for param in function.params]
        types.append(self.p.texts.text(function.returns))
        call = self._call(function, [text(name) for name in names])
        check = concat(
            "assert ", self.statements.rhs(Out(concat(call, " == expected"), v.COMPARE), 7)
        )
        ident = self._fresh_ident(lowered)
        doc = self._parametrised(ident, columns, types, rows, check)
        cases = tuple(
            (self._key(lowered, "example", e.index), f"{ident}[{i}]") for i, e in enumerate(table)
        )
        return Printed(doc, cases)

    def _fresh_ident(self, lowered: s.LoweredBehaviour) -> str:
        made = self.package.names.rules.mangle(f"test {lowered.function.name}", "test")
        while made in self.taken:
            made += "_table"
        self.taken.add(made)
        return made

    def _parametrised(
        self,
        ident: str,
        columns: Sequence[str],
        types: Sequence[str],
        rows: list[list[Doc]],
        check: Doc,
        setup: Sequence[Doc] = (),
    ) -> Doc:
        if len(columns) == 1:
            head: Doc = text(literals.string(columns[0]))
            items = [row[0] for row in rows]
        else:
            head = self.p.brackets("(", [literals.string(name) for name in columns], ")")
            items = [self.p.brackets("(", row, ")") for row in rows]
        listed = self.p.brackets("[", items, "]")
        decorator = concat("@", self.p.call("pytest.mark.parametrize", [head, listed]).doc)
        params = [f"{name}: {hint}" for name, hint in zip(columns, types, strict=True)]
        line = concat(f"def {ident}", self.p.brackets("(", params, ")"), " -> None:")
        return lines([decorator, concat(line, nest(HARDLINE, lines([*setup, check])))])

    # Single examples

    def _call(self, function: s.Function, args: Sequence[Doc]) -> Doc:
        return self.p.call(self.p.function_name(self.p.module, function.name), args).doc

    def _example(self, lowered: s.LoweredBehaviour, example: s.LoweredExample) -> Printed:
        test = self._key(lowered, "example", example.index)
        self.p.frame = self.p.new_frame(frozenset({"pytest", "expected"}))
        body = self.example_body(lowered, example)
        head = f"def {test.ident}() -> None:"
        return Printed(concat(head, nest(HARDLINE, lines(body))), ((test, test.ident.text),))

    def example_body(
        self, lowered: s.LoweredBehaviour, example: s.LoweredExample, level: int = 1
    ) -> list[Doc]:
        """The statements of an example, for a test or the page of documentation."""
        function = lowered.function
        made: list[Doc] = []
        if example.setup:
            made += [self.statements.stmt(node) for node in example.setup]
        if example.raises is not None:
            return made + self._raising(function, example, level)
        assert example.expected is not None
        expected = example.expected
        room = WIDTH - 4 * level

        def check(call: Doc, shown: Doc) -> Doc:
            return self._assertion(call, shown, expected, function.returns, example.tolerance)

        call = Call(self.p, function, example.args, expected)
        return made + hoist(call, self._expected_doc, check, room)

    def _expected_doc(self, expected: Any) -> Doc:
        type_ = expected.type
        if isinstance(type_, t.MapT) and len(_entries(expected)) > 1 and self._plain_map(expected):
            pairs = [
                self.p.brackets("(", [self.p.expr(k), self.p.expr(value)], ")")
                for k, value in _entries(expected)
            ]
            return self.p.brackets("[", pairs, "]")
        if isinstance(type_, t.SetT) and isinstance(expected, x.SetLit):
            return self.p.brackets("[", [self.p.expr(item) for item in expected.items], "]")
        return self.p.expr(expected)

    def _plain_map(self, expected: Any) -> bool:
        # In key order already, as the checker leaves literals of data.
        return isinstance(expected, x.MapLit) and _exact(expected)

    def _assertion(
        self, call: Doc, shown: Doc, expected: Any, declared: t.Type, tolerance: float | None
    ) -> Doc:
        if tolerance is not None or not _exact(expected):
            self.helpers.add("agree")
            args = [call, shown]
            if tolerance is not None:
                args.append(text(f"tolerance={literals.floating(tolerance)}"))
            return concat("assert ", self.p.call("agree", args).doc)
        type_ = expected.type
        if isinstance(type_, t.MapT) and len(_entries(expected)) > 1 and self._plain_map(expected):
            call = concat(self.p.call("list", [concat(call, ".items()")]).doc)
        elif isinstance(type_, t.SetT) and isinstance(expected, x.SetLit):
            call = self.p.call("list", [call]).doc
        if v.flat(shown) in ("True", "False"):
            same = Out(concat(call, " is ", shown), v.COMPARE)
            return concat("assert ", self.statements.rhs(same, 7))
        if isinstance(expected, x.Op) and expected.id == "optional.none":
            return concat("assert ", call, " is None")
        if self.package.types.enum(type_) is not None:
            same = Out(concat(call, " is ", shown), v.COMPARE)
            return concat("assert ", self.statements.rhs(same, 7))
        return concat("assert ", self.equal(call, shown))

    def equal(self, call: Doc, shown: Doc) -> Doc:
        """`call == shown`; what is in brackets on the right breaks there."""
        room = WIDTH - 12 - 4 * self.statements.depth
        if v.in_brackets(shown) and v.nominal(call) <= room:
            return concat(v.flat(call), " == ", shown)
        compared = concat(call, LINE, "== ", shown)
        return self.statements.rhs(Out(compared, v.COMPARE), 7)

    def _raising(self, function: s.Function, example: s.LoweredExample, level: int) -> list[Doc]:
        assert example.raises is not None
        error = self.p.package_error(example.raises)
        if self.package.error_home(example.raises) == self.p.module:
            self.p.names_used.add(error)
        head = text(f"with pytest.raises({error}):")
        room = WIDTH - 4 * (level + 1)
        broken = self.package.first_failing(self.module.module.name, function, example)
        if broken is not None:
            return [concat(head, nest(HARDLINE, self.statements.value(broken)))]

        def check(call: Doc, _shown: Doc) -> Doc:
            return call

        safe = self.package.arguments_hold(example)
        call = Call(self.p, function, example.args, None)
        made = hoist(call, self._expected_doc, check, room if safe else 0, enabled=safe)
        return [*made[:-1], concat(head, nest(HARDLINE, made[-1]))]

    # Properties

    def _property(self, lowered: s.LoweredBehaviour, rows: s.PropertyRows) -> Printed:
        test = self._key(lowered, "property", rows.index)
        self.p.frame = self.p.new_frame(frozenset({"pytest"}))
        declared = {param.var.uid: param.type for param in lowered.function.params}
        forms = {var.uid: declared.get(var.uid, var.type) for var in rows.params}
        printed_rows = [
            [
                self.p.test_argument(node, forms[var.uid])
                for var, node in zip(rows.params, row, strict=True)
            ]
            for row in rows.rows
        ]
        if not rows.params:
            setup = [self.statements.stmt(node) for node in rows.setup]
            body = [*setup, concat("assert ", self._checked(rows.check))]
            doc = concat(f"def {test.ident}() -> None:", nest(HARDLINE, lines(body)))
            return Printed(doc, ((test, test.ident.text),))
        from vibee_plugins.python.functions import _form

        columns = [self.p.frame.parameter(var, _form(forms[var.uid])) for var in rows.params]
        types = [self.p.texts.param(forms[var.uid]) for var in rows.params]
        setup = [self.statements.stmt(node) for node in rows.setup]
        check = concat("assert ", self._checked(rows.check))
        doc = self._parametrised(test.ident.text, columns, types, printed_rows, check, setup)
        return Printed(doc, ((test, test.ident.text),))

    def _checked(self, node: Any) -> Doc:
        made = Out(self.p.condition(node), 30, Form.VALUE)
        return self.statements.rhs(made)


def _expected(example: s.LoweredExample) -> Any:
    assert example.expected is not None
    return example.expected


def _entries(node: Any) -> tuple[tuple[Any, Any], ...]:
    return node.entries if isinstance(node, x.MapLit) else ()


def _exact(node: Any) -> bool:
    """Whether `==` decides as an example must: no NaN, and no zero that has a sign."""
    for one in everything((node,)):
        if isinstance(one, x.Literal):
            if isinstance(one.value, float) and (one.value == 0 or math.isnan(one.value)):
                return False
            if one.type == t.ANY:
                return False
        if isinstance(one, x.Op) and one.id.startswith(("float.", "math.")):
            return False
    return True


def imports_of_tests(p: TestPrinter) -> set[str]:
    """What the tests import of the standard library."""
    return {use for use in p.texts.uses if not use.startswith(("support:", "package:", "native:"))}


def is_builtin_error(name: str) -> bool:
    """Whether an error is the language's own."""
    return name in ERRORS


def width_of(doc: Doc) -> int:
    """The width of a document on one line."""
    return len(render(doc, width=100_000))
