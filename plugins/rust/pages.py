"""The page of documentation of a module: what the shared writer asks of Rust."""

from __future__ import annotations

from typing import Any

from vibee_plugins.rust.profile import PROFILE
from vibee_plugins.rust.tests import Tests

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Constant, Field, Param, TypeDecl
from vibee_compiler.lowering.sir import LoweredBehaviour, LoweredModule
from vibee_compiler.targets.base import Job
from vibee_compiler.targets.docs import DocsWriter
from vibee_compiler.targets.layout import render


class Pages(DocsWriter):
    """One module's page."""

    fence = "rust"
    padded = False
    raises = "Errors:"

    def __init__(self, job: Job, module: LoweredModule, tests: Tests) -> None:
        super().__init__(job, module)
        self.tests = tests
        self.types = tests.crate.types
        self.name = module.module.name

    def type_text(self, type_: t.Type) -> str:
        """A type as it stands in a field."""
        return self.types.owned(type_, self.name)

    def field_line(self, name: str, type_: t.Type) -> str:
        """A field in the diagram."""
        return f"{self.type_text(type_)} {name}"

    def type_title(self, decl: TypeDecl) -> str:
        """The type with its parameters."""
        params = [self.types.type_var(name) for name in getattr(decl, "params", ())]
        name = self.names.type(decl.name).text
        return f"{name}<{', '.join(params)}>" if params else name

    def constant(self, constant: Constant) -> str:
        """The value of a constant."""
        self.tests.frame(raises=False)
        return self._line(self.tests.p.out(constant.value).doc)

    @staticmethod
    def _line(doc: Any) -> str:
        return " ".join(render(doc, width=10_000, indent="").split())

    def signature(self, behaviour: LoweredBehaviour) -> str:
        """The signature."""
        self.tests.frame(raises=False)
        function = behaviour.function
        params = [self.tests.parameter(param, function) for param in function.params]
        name = self.tests.crate.function_name(self.name, function.name)
        head = self.tests.signature(function, name, params, public=True)
        return render(head, width=PROFILE.width, indent=PROFILE.indent).rstrip()

    def param_type(self, behaviour: LoweredBehaviour, param: Param) -> str:
        """The type of a parameter."""
        return self.types.view(param.type, self.name)

    def param_name(self, behaviour: LoweredBehaviour, param: Param) -> str:
        """The name of a parameter."""
        return self.tests.crate.names.rules.mangle(param.var.name, "parameter")

    def default(self, field: Field) -> str | None:
        """A field's default, where it is more than an absent option."""
        if field.default is None:
            return None
        if isinstance(field.default, x.Op) and field.default.id == "optional.none":
            return None
        self.tests.frame(raises=False)
        return self._line(self.tests.p.out(field.default).doc)

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
            "What must hold is checked when a value is made; if it does not, `new` and `with_…` "
            f"return\n`Error::{error}`."
        )

    def stub_note(self, behaviour: LoweredBehaviour) -> str:
        """What a call of a stub does."""
        return "Not implemented: panics."
