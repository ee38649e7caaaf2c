"""The page of documentation of a module: what the shared writer asks of Zig."""

from __future__ import annotations

from typing import Any

from vibee_plugins.zig.profile import PROFILE
from vibee_plugins.zig.tests import Tests

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Constant, Field, Param, TypeDecl
from vibee_compiler.lowering.sir import LoweredBehaviour, LoweredModule
from vibee_compiler.targets.base import Job
from vibee_compiler.targets.docs import DocsWriter
from vibee_compiler.targets.layout import render


class Pages(DocsWriter):
    """One module's page."""

    fence = "zig"
    padded = False
    raises = "Errors:"

    def __init__(self, job: Job, module: LoweredModule, tests: Tests) -> None:
        super().__init__(job, module)
        self.tests = tests
        self.name = module.module.name

    def type_text(self, type_: t.Type) -> str:
        """A type as it stands in a field."""
        return self.tests.world.types.text(type_, self.name)

    def field_line(self, name: str, type_: t.Type) -> str:
        """A field in the diagram."""
        return f"{self.type_text(type_)} {name}"

    def type_title(self, decl: TypeDecl) -> str:
        """The type with its parameters."""
        types = self.tests.world.types
        params = [types.type_parameter(name) for name in getattr(decl, "params", ())]
        name = self.names.type(decl.name).text
        return f"{name}({', '.join(params)})" if params else name

    def _static(self, node: Any) -> str:
        self.tests.frame("static")
        made = render(self.tests.p.typed(node), width=10_000, indent="")
        return " ".join(made.split())

    def constant(self, constant: Constant) -> str:
        """The value of a constant."""
        return self._static(constant.value)

    def signature(self, behaviour: LoweredBehaviour) -> str:
        """The signature."""
        head = self.tests.heads[behaviour.function.name]
        return render(head, width=PROFILE.width, indent=PROFILE.indent).rstrip()

    def param_type(self, behaviour: LoweredBehaviour, param: Param) -> str:
        """The type of a parameter."""
        return self.type_text(param.type)

    def param_name(self, behaviour: LoweredBehaviour, param: Param) -> str:
        """The name of a parameter."""
        return self.tests.params[behaviour.function.name, param.var.uid]

    def default(self, field: Field) -> str | None:
        """A field's default, where it is more than an absent option."""
        absent = isinstance(field.default, x.Op) and field.default.id == "optional.none"
        return None if field.default is None or absent else self._static(field.default)

    def examples(self, behaviour: LoweredBehaviour) -> list[str]:
        """The bodies of the tests."""
        found = self.tests.bodies.get(behaviour.function.name, [])
        return [render(doc, width=PROFILE.width, indent=PROFILE.indent) for doc in found]

    def contract_note(self) -> str | None:
        """What happens when something does not hold."""
        if not any(self.type_holds(decl) for decl in self.module.module.types):
            return None
        error = self.job.names.error("ContractViolation")
        return (
            f"What must hold is checked by `init`, which fails with `error.{error}` if it does not."
        )

    def stub_note(self, behaviour: LoweredBehaviour) -> str:
        """What a call of a stub does."""
        return "Not implemented: panics."
