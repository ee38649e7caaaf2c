"""The page of documentation of a module: what the shared writer asks of Lua."""

from __future__ import annotations

from typing import Any

from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Constant, Field, Param
from vibee_compiler.lowering.sir import LoweredBehaviour, LoweredModule
from vibee_compiler.targets.base import Job
from vibee_compiler.targets.docs import DocsWriter
from vibee_compiler.targets.layout import render
from vibee_lua.declarations import Declarations
from vibee_lua.profile import PROFILE
from vibee_lua.world import World


class Pages(DocsWriter):
    """One module's page."""

    fence = "lua"

    def __init__(self, job: Job, module: LoweredModule, world: World) -> None:
        super().__init__(job, module)
        self.own = Declarations(world, module)

    def type_text(self, type_: t.Type) -> str:
        """A type as it stands in a field."""
        return self.own.type_text(type_)

    def _flat(self, node: Any) -> str:
        self.own.scope(())
        return " ".join(render(self.own.p.expr(node), width=10_000, indent="").split())

    def constant(self, constant: Constant) -> str:
        """The value of a constant."""
        return self._flat(constant.value)

    def signature(self, behaviour: LoweredBehaviour) -> str:
        """The signature."""
        self.own.scope(())
        params = [self.own.p.bind(p.var, parameter=True) for p in behaviour.function.params]
        head = self.own.head(behaviour.function, params)
        name = self.own.names.function(behaviour.function.name).text
        shown = render(head, width=PROFILE.width, indent=PROFILE.indent)
        returns = self.type_text(behaviour.function.returns)
        return shown.replace(f"function M.{name}", f"function {name}", 1) + f" --> {returns}"

    def param_type(self, behaviour: LoweredBehaviour, param: Param) -> str:
        """The type of a parameter."""
        return self.type_text(param.type)

    def param_name(self, behaviour: LoweredBehaviour, param: Param) -> str:
        """The name of a parameter."""
        return self.job.names.rules.mangle(param.var.name, "parameter")

    def default(self, field: Field) -> str | None:
        """A field's default."""
        return None if field.default is None else self._flat(field.default)

    def errors(self, behaviour: LoweredBehaviour) -> list[str]:
        """The errors of a call, by the name that they carry."""
        return sorted(behaviour.function.raises)

    def stub_note(self, behaviour: LoweredBehaviour) -> str:
        """What a call of a stub does."""
        return "Not implemented: a call raises an error."
