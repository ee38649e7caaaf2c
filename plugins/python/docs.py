"""The page of documentation, in Python's words."""

from __future__ import annotations

from typing import Any

from vibee_plugins.python import values as v
from vibee_plugins.python.declarations import Declarations
from vibee_plugins.python.errors import ERRORS
from vibee_plugins.python.tests import Tests

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Constant, Constraint, Field, Param, Record, Sum, TypeDecl
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.names import type_name
from vibee_compiler.lowering.walk import everything
from vibee_compiler.targets import markdown as md
from vibee_compiler.targets.docs import DocsWriter, as_written
from vibee_compiler.targets.layout import lines, render
from vibee_compiler.targets.prose import enumeration, fragment
from vibee_compiler.targets.usage import error_description, raised_by


class PythonDocs(DocsWriter):
    """Texts of the page of one module."""

    fence = "python"

    def __init__(self, own: Declarations, tests: Tests) -> None:
        super().__init__(own.package.job, own.module)
        self._at: s.Function | None = None
        self.own = own
        self.tests = tests

    def type_text(self, type_: t.Type) -> str:
        """A type as it is kept."""
        return self.own.p.texts.text(type_)

    def constant(self, constant: Constant) -> str:
        """The value in code."""
        return self._flat(constant.value)

    def _flat(self, node: Any) -> str:
        return v.flat(self.own.p.expr(node))

    def signature(self, behaviour: s.LoweredBehaviour) -> str:
        """The `def` line, without the colon."""
        function = self._begin(behaviour)
        name = self.names.function(function.name).text
        params = [self.own.parameter(function, i) for i in range(len(function.params))]
        head = self.own.p.brackets("(", params, ")")
        made = f"def {name}{render(head, width=100 - len(name) - 4)}"
        return f"{made} -> {self.type_text(function.returns)}"

    def param_type(self, behaviour: s.LoweredBehaviour, param: Param) -> str:
        """Any sequence for a list."""
        return self.own.p.texts.param(param.type)

    def param_name(self, behaviour: s.LoweredBehaviour, param: Param) -> str:
        """The identifier."""
        if self._at is not behaviour.function:
            self._begin(behaviour)
        return self.own.p.frame[param.var].text

    def _begin(self, behaviour: s.LoweredBehaviour) -> s.Function:
        """A new frame for a behaviour's function, its parameters named."""
        self._at = behaviour.function
        self.own.begin(self._at)
        return self._at

    def _requires(self, behaviour: s.LoweredBehaviour) -> list[tuple[frozenset[int], str]]:
        """The parts of the preconditions with the variables that each speaks of."""
        found: list[tuple[frozenset[int], str]] = []
        declared = behaviour.function.behaviour
        conditions = declared.requires if declared is not None else ()
        if any(condition.expr is not None for condition in conditions):
            self._begin(behaviour)
        for condition in conditions:
            if condition.expr is None:
                continue
            if not self.own.is_printable(condition.expr):
                found.append((_variables(condition.expr), condition.text))
                continue
            for part in _conjuncts(condition.expr):
                found.append((_variables(part), self.own.condition_text(part)))
        return found

    def param_holds(self, behaviour: s.LoweredBehaviour, param: Param) -> list[str]:
        """Preconditions of one parameter."""
        found = self._requires(behaviour)
        return [shown for uids, shown in found if uids == {param.var.uid}]

    def common_holds(self, behaviour: s.LoweredBehaviour) -> list[str]:
        """Preconditions of several parameters."""
        return [shown for uids, shown in self._requires(behaviour) if len(uids) != 1]

    def ensures(self, behaviour: s.LoweredBehaviour) -> list[str]:
        """Postconditions."""
        function = behaviour.function
        if function.behaviour is None or function.block is None:
            return []
        self._begin(behaviour)
        found: list[str] = []
        for condition in as_written(self, function.behaviour).ensures:
            if condition.expr is None:
                continue
            if condition.var is not None:
                self.own.p.frame.write_as(condition.var, self._result(condition.var.type))
            if self.own.is_printable(condition.expr):
                found.append(self.own.condition_text(condition.expr))
        return found

    def _result(self, type_: t.Type) -> str:
        named = isinstance(type_, t.Named) and isinstance(
            self.own.package.types.decl(type_), Record
        )
        return type_name(type_) or "result" if named else "result"

    def type_holds(self, decl: TypeDecl) -> list[str]:
        """Constraints, in code."""
        module = self.module.module.name
        variants = [v.name for v in decl.variants] if isinstance(decl, Sum) else [None]
        found: list[str] = []
        for variant in variants:
            checker = self.own.package.checkers.get((module, decl.name, variant))
            if checker is not None:
                names = self.own.field_names(checker) if not _is_alias(checker) else ["value"]
                found += self.own._guard_texts(checker, names)
        return list(dict.fromkeys(found))

    def default(self, field: Field) -> str | None:
        """A default that is written in the spec."""
        return None if field.default is None else self._flat(field.default)

    def errors(self, behaviour: s.LoweredBehaviour) -> list[str]:
        """None for a stub, whose own note says what it raises."""
        return [] if behaviour.function.block is None else super().errors(behaviour)

    def examples(self, behaviour: s.LoweredBehaviour) -> list[str]:
        """Every example, as its test has it."""
        package = self.own.package
        package.keyword_variants, before = True, package.keyword_variants
        made: list[str] = []
        for example in behaviour.examples:
            self.tests.p.frame = self.tests.p.new_frame(frozenset({"pytest", "expected"}))
            body = self.tests.example_body(behaviour, example, level=0)
            made.append(render(lines(body), width=100))
        package.keyword_variants = before
        return made

    def contract_note(self) -> str | None:
        """What a broken constraint does."""
        checked = [c for c in self.module.checkers if not _is_alias(c)]
        if not checked:
            return None
        return (
            "What must hold is checked when a value is made; if it does not, "
            "`ContractViolation` is raised."
        )

    def stub_note(self, behaviour: s.LoweredBehaviour) -> str:
        """What a call of a stub does."""
        return "Not implemented: raises `NotImplementedError`."

    def error_section(self) -> tuple[str, list[tuple[str, str]]] | None:
        """The errors that callers of the module meet."""
        package = self.own.package
        names = sorted(package.mentioned_errors(self.module))
        if not names:
            return None
        rows = [(package.names.error(name).text, self._row(name)) for name in names]
        builtin = "; those that have a counterpart in Python are that, too"
        shared = builtin if any(name in ERRORS for name in names) else ""
        return f"All are a `{package.root_error()}`{shared}.", sorted(rows)

    def _row(self, name: str) -> str:
        if name in ERRORS:
            base = ERRORS[name].base
            article = "An" if base[0] in "AEIOU" else "A"
            return f"{article} `{base}`: {ERRORS[name].row}"
        described = error_description(self.job.source, name)
        if described:
            return md.escape(fragment(described))
        by = [
            md.code(self.own.package.function_name(module.name, behaviour.name))
            for module, behaviour in raised_by(self.job.source, name)
        ]
        return f"Raised by {enumeration(by[:3])}" if by else ""


def _is_alias(checker: s.Checker) -> bool:
    return not isinstance(checker.type, Record | Sum)


def _variables(node: Any) -> frozenset[int]:
    return frozenset(v.uid for v in everything((node,)) if type(v) is x.Var)


def _conjuncts(node: Any) -> list[Any]:
    from vibee_compiler.lowering.conditions import as_range

    if node is None:
        return []
    if isinstance(node, x.Op) and node.id == "bool.and" and as_range(node) is None:
        return [*_conjuncts(node.args[0]), *_conjuncts(node.args[1])]
    return [node]


def words_of(constraints: tuple[Constraint, ...]) -> list[str]:
    """Constraints that are prose."""
    return [fragment(c.text) for c in constraints if c.expr is None]
