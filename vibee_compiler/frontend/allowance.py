"""What the examples and properties of one module may cost together while it is compiled.

Each of them has a budget of its own (`examples_check.BUDGET`, `properties.check.BUDGET`), but a
file may hold thousands. They share `STEPS`, in the order in which they stand; what comes when
those are spent is not checked, and one finding says how much that is. Steps are counted, not
seconds: the same file has the same findings on every machine.
"""

from __future__ import annotations

from vibee_compiler.diagnostics.catalogue import make
from vibee_compiler.diagnostics.model import Diagnostic, Span
from vibee_compiler.ir.interp import Interpreter

STEPS = 4_000_000
"""One or two seconds of the interpreter."""

LEAST = 100
"""What a run counts at least: compiling an input and comparing a result take no steps."""


class Allowance:
    """The steps that are left."""

    def __init__(self, steps: int | None = None) -> None:
        self.left = STEPS if steps is None else steps

    @property
    def spent(self) -> bool:
        """Whether nothing is left."""
        return self.left <= 0

    def charge(self, interpreter: Interpreter, before: int) -> None:
        """Take off what an interpreter has done since its `spent` was `before`."""
        self.left -= LEAST + interpreter.spent - before


def unchecked(what: str, count: int, span: Span | None) -> Diagnostic:
    """The finding about what was left out; `what` in the plural, `span` is that of the first."""
    message = f"not checked, as those before took all steps of this file: {count} {what}"
    hint = "divide the file, or run the tests of its output (`vibee test`)"
    return make("VB0719", message, span=span, hint=hint)
