"""The page of documentation of a module: what the shared writer asks of TypeScript."""

from __future__ import annotations

from vibee_plugins.typescript.declarations import Declarations
from vibee_plugins.typescript.profile import PROFILE
from vibee_plugins.typescript.world import World

from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Constant, Field, Param, TypeDecl
from vibee_compiler.lowering.sir import LoweredBehaviour, LoweredModule
from vibee_compiler.targets.base import Job
from vibee_compiler.targets.docs import DocsWriter
from vibee_compiler.targets.layout import render


class Pages(DocsWriter):
    """One module's page."""

    fence = "ts"
    raises = "Throws"

    def __init__(self, job: Job, module: LoweredModule, world: World) -> None:
        super().__init__(job, module)
        self.own = Declarations(world, module, world.error)

    def type_text(self, type_: t.Type) -> str:
        """A type as it stands in a field."""
        return str(self.own.p.types.text(type_))

    def type_title(self, decl: TypeDecl) -> str:
        """The type with its parameters."""
        return f"{self.names.type(decl.name).text}{self.own.generic_of(decl)}"

    def constant(self, constant: Constant) -> str:
        """The value of a constant."""
        return self.own.p.flat(constant.value)

    def signature(self, behaviour: LoweredBehaviour) -> str:
        """The signature."""
        made = self.own.function_scope(lambda: self.own.signature(behaviour.function)[0])
        return render(made, width=PROFILE.width, indent=PROFILE.indent).rstrip()

    def param_type(self, behaviour: LoweredBehaviour, param: Param) -> str:
        """The type of a parameter."""
        return self.type_text(param.type)

    def param_name(self, behaviour: LoweredBehaviour, param: Param) -> str:
        """The name of a parameter."""
        return self.job.names.rules.mangle(param.var.name, "parameter")

    def default(self, field: Field) -> str | None:
        """A field's default."""
        return None if field.default is None else self.own.p.flat(field.default)

    def errors(self, behaviour: LoweredBehaviour) -> list[str]:
        """The errors of a call."""
        return sorted(behaviour.function.raises)

    def stub_note(self, behaviour: LoweredBehaviour) -> str:
        """What a call of a stub does."""
        return "Not implemented: a call throws an `Error`."
