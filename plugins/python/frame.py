"""What a printer knows of the function that it is in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field

from vibee_plugins.python.values import Form

from vibee_compiler.ir.expr import Var
from vibee_compiler.records import dataclass
from vibee_compiler.targets.naming import NameRules
from vibee_compiler.targets.program_names import Locals


@dataclass(slots=True)
class Binding:
    """How a variable is written, and the form that its value has."""

    text: str
    form: Form = Form.VALUE


@dataclass(slots=True)
class Frame:
    """The variables of one function.

    aliases: what a variable of the spec is written as (a part of a pair that a lambda takes).
    """

    locals: Locals
    bindings: dict[int, Binding] = field(default_factory=dict)
    parts: dict[int, dict[int, str]] = field(default_factory=dict)

    @classmethod
    def new(cls, rules: NameRules, avoid: frozenset[str]) -> Frame:
        """A frame whose names keep off others."""
        return cls(Locals(rules, avoid))

    def parameter(self, var: Var, form: Form = Form.VALUE) -> str:
        """Names a parameter."""
        name = self.locals.parameter(var).text
        self.bindings[var.uid] = Binding(name, form)
        return name

    def declare(self, var: Var, form: Form = Form.VALUE) -> str:
        """Names a variable."""
        name = self.locals.declare(var).text
        self.bindings[var.uid] = Binding(name, form)
        return name

    def write_as(self, var: Var, text: str, form: Form = Form.VALUE) -> None:
        """Has a variable written as that text."""
        self.bindings[var.uid] = Binding(text, form)

    def __getitem__(self, var: Var) -> Binding:
        return self.bindings[var.uid]

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Has what is declared inside forgotten."""
        before = dict(self.bindings)
        with self.locals.block():
            yield
        self.bindings.clear()
        self.bindings.update(before)

    @contextmanager
    def scope(self) -> Iterator[None]:
        """A scope of its own for the binders of a comprehension or lambda."""
        with self.locals.block():
            yield
