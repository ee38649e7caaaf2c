"""What a printer knows of the variables of the function that it is in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field

from vibee_plugins.rust.values import Form

from vibee_compiler.ir.expr import Var
from vibee_compiler.records import dataclass
from vibee_compiler.targets.program_names import Locals


@dataclass(slots=True)
class Binding:
    """A variable: its identifier, what it holds, how deep in loops and closures it is declared.

    `grows` where a parameter that is passed by value is changed in place at its end;
    `chars` where it is a list of characters for a list of texts of one character (`hidden`).
    """

    name: str
    form: Form
    depth: int
    mutable: bool = False
    chars: bool = False
    grows: bool = False
    parameter: bool = False


@dataclass(slots=True)
class Frame:
    """The variables of one function.

    depth: the number of loops and closures around what is being printed.
    lent: variables from which a reference is alive; they are cloned rather than moved.
    raises: whether the function returns a `Result`.
    unused: parameters that must not complain.
    """

    names: Locals
    raises: bool = False
    depth: int = 0
    bindings: dict[int, Binding] = field(default_factory=dict)
    lent: dict[int, int] = field(default_factory=dict)

    def bind(self, var: Var, form: Form, *, mutable: bool = False, parameter: bool = False) -> str:
        """Declares a variable in the current block."""
        declare = self.names.parameter if parameter else self.names.declare
        name = declare(var).text
        self.bindings[var.uid] = Binding(name, form, self.depth, mutable, parameter=parameter)
        return name

    def lend(self, uid: int | None) -> None:
        """Notes that a reference from a variable stays alive to the end of the block."""
        if uid is not None:
            self.lent[uid] = self.lent.get(uid, 0) + 1

    def may_move(self, var: Var) -> bool:
        """Whether the value of an owned variable may be moved out here."""
        binding = self.bindings[var.uid]
        return (
            binding.form is Form.VALUE
            and not self.lent.get(var.uid)
            and (binding.depth == self.depth or binding.mutable)
        )

    @contextmanager
    def block(self, *, deeper: bool = False) -> Iterator[None]:
        """A block, or (`deeper`) the body of a loop or closure."""
        lent = dict(self.lent)
        self.depth += deeper
        try:
            with self.names.block():
                yield
        finally:
            self.depth -= deeper
            self.lent = lent
