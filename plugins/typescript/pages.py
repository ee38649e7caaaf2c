"""The page of documentation of a module: what the shared writer asks of TypeScript."""

from __future__ import annotations

from typing import Any

from vibee_plugins.typescript.declarations import Declarations
from vibee_plugins.typescript.profile import PROFILE
from vibee_plugins.typescript.world import World

from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Constant, Field, Param, Record, TypeDecl
from vibee_compiler.lowering.sir import LoweredBehaviour, LoweredModule
from vibee_compiler.lowering.walk import used
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

    def _requires(self, behaviour: LoweredBehaviour) -> list[tuple[str, set[int]]]:
        made = behaviour.function.behaviour
        return [
            (one.text, {var.uid for var in used(one.expr)})
            for one in (made.requires if made is not None else ())
            if one.expr is not None
        ]

    def param_holds(self, behaviour: LoweredBehaviour, param: Param) -> list[str]:
        """The preconditions that speak of this parameter alone."""
        return [said for said, uids in self._requires(behaviour) if uids == {param.var.uid}]

    def common_holds(self, behaviour: LoweredBehaviour) -> list[str]:
        """The other preconditions."""
        return [said for said, uids in self._requires(behaviour) if len(uids) != 1]

    def ensures(self, behaviour: LoweredBehaviour) -> list[str]:
        """The postconditions."""
        made = behaviour.function.behaviour
        return [one.text for one in made.ensures if one.expr is not None] if made else []

    def type_holds(self, decl: TypeDecl) -> list[str]:
        """What must hold of a value."""
        fields: Any = decl.fields if isinstance(decl, Record) else ()
        found = [c.text for field in fields for c in field.constraints if c.expr is not None]
        whole = getattr(decl, "constraints", ())
        return [*found, *(one.text for one in whole if one.expr is not None)]

    def default(self, field: Field) -> str | None:
        """A field's default."""
        return None if field.default is None else self.own.p.flat(field.default)

    def errors(self, behaviour: LoweredBehaviour) -> list[str]:
        """The errors of a call."""
        return sorted(behaviour.function.raises)

    def stub_note(self, behaviour: LoweredBehaviour) -> str:
        """What a call of a stub does."""
        return "Not implemented: a call throws an `Error`."
