"""The page of documentation of a module: what the shared writer asks of TypeScript."""

from __future__ import annotations

from typing import Any

from vibee_plugins.typescript import docs
from vibee_plugins.typescript.declarations import Declarations
from vibee_plugins.typescript.layout import render
from vibee_plugins.typescript.profile import PROFILE
from vibee_plugins.typescript.tests import Tests
from vibee_plugins.typescript.world import World

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Constant, Field, Param, Record, TypeDecl
from vibee_compiler.lowering.sir import LoweredBehaviour, LoweredModule
from vibee_compiler.lowering.walk import everything
from vibee_compiler.targets.base import Job
from vibee_compiler.targets.docs import DocsWriter, as_written
from vibee_compiler.targets.layout import HARDLINE, Doc, concat, join
from vibee_compiler.targets.markdown import code

_PLAIN = x.Local | x.Literal | x.FieldGet | x.ConstRef | x.EnumValue | x.Var | x.Op


class Pages(DocsWriter):
    """One module's page."""

    fence = "ts"
    raises = "Throws"

    def __init__(self, job: Job, module: LoweredModule, world: World) -> None:
        super().__init__(job, module)
        self.world = world
        self.own = Declarations(world, module, world.error)
        self.tests = Tests(world, module, world.error)

    def type_text(self, type_: t.Type) -> str:
        """A type as it stands in a field."""
        return str(self.own.p.types.text(type_))

    def field_line(self, name: str, type_: t.Type) -> str:
        """A field in the diagram, where everything is read-only."""
        return f"{name}: {self.type_text(type_).replace('readonly ', '')}"

    def type_title(self, decl: TypeDecl) -> str:
        """The type with its parameters."""
        return f"{self.names.type(decl.name).text}{self.own.generic_of(decl)}"

    def constant(self, constant: Constant) -> str:
        """The value of a constant."""
        return self.own.p.flat(constant.value)

    def signature(self, behaviour: LoweredBehaviour) -> str:
        """The signature."""
        made = self.own.function_scope(lambda: self.own.signature(behaviour.function)[0])
        return render(concat(made, ";"), width=PROFILE.width)

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

    # conditions

    def _conditions(self, behaviour: LoweredBehaviour) -> list[tuple[str, set[int]]]:
        """The preconditions in this language's words, and the variables of each."""
        made = behaviour.function.behaviour
        if made is None or not any(one.expr is not None for one in made.requires):
            return []
        self.signature(behaviour)
        found: list[tuple[str, set[int]]] = []
        for one in made.requires:
            if one.expr is not None:
                for part in _conjuncts(one.expr) if _is_plain(one.expr) else [one.expr]:
                    text = self.own.p.flat(part) if _is_plain(part) else one.text
                    found.append((text, _variables(part)))
        return found

    def param_holds(self, behaviour: LoweredBehaviour, param: Param) -> list[str]:
        """The preconditions that speak of this parameter alone."""
        made = [text for text, uids in self._conditions(behaviour) if uids == {param.var.uid}]
        return [" && ".join(made)] if len(made) > 1 else made

    def common_holds(self, behaviour: LoweredBehaviour) -> list[str]:
        """The other preconditions."""
        return [text for text, uids in self._conditions(behaviour) if len(uids) != 1]

    def ensures(self, behaviour: LoweredBehaviour) -> list[str]:
        """The postconditions, also those that are proved, of the result by its type's name."""
        own = behaviour.function.behaviour
        if own is None or not any(one.expr for one in as_written(self, own).ensures):
            return []
        returns = own.returns
        called = returns.name if isinstance(returns, t.Named) else "result"
        self.signature(behaviour)
        made: list[str] = []
        for one in as_written(self, own).ensures:
            if one.expr is not None and _is_plain(one.expr):
                for node in everything(one.expr):
                    if isinstance(node, x.Var) and node.uid not in self.own.p.names:
                        self.own.p.names[node.uid] = self.own.p.locals.fresh(called).text
                made.append(self.own.p.flat(one.expr))
            elif one.expr is not None:
                made.append(one.text)
        return made

    def type_holds(self, decl: TypeDecl) -> list[str]:
        """What must hold of a value of the type."""
        if not isinstance(decl, Record) or not self.world.is_class(self.module.module.name, decl):
            return super().type_holds(decl)
        self.own.type(decl)
        return list(self.own.statements.contracts.values())

    def contract_note(self) -> str | None:
        """What happens when a condition does not hold, and what integers are."""
        notes = []
        if any(checker.block for checker in self.module.checkers):
            notes.append(
                "What must hold is checked by the constructor, which throws a "
                "`ContractViolation` if it does not."
            )
        kind = "`bigint`s of 64 bits" if self.world.big else "safe integers (53 bits)"
        notes.append(f"Integers are {kind}; what would leave them throws an `Overflow`.")
        return "\n".join(notes)

    def error_section(self) -> tuple[str, list[tuple[str, str]]] | None:
        """The errors that calls and constructors of the module throw."""
        found: set[str] = set()
        for lowered in self.module.behaviours:
            if lowered.function.behaviour is not None and not lowered.function.behaviour.internal:
                found |= lowered.function.raises
        for checker in self.module.checkers:
            found |= checker.raises
        rows = [(name, docs.about_error(self.world, name).rstrip(".")) for name in sorted(found)]
        return (
            f"All are {_article(self.world.error)} {code(self.world.error)} with this `name`.",
            rows,
        )

    def examples(self, behaviour: LoweredBehaviour) -> list[str]:
        """The examples as they are tested."""
        return [self._example(behaviour, one) for one in behaviour.examples]

    def _example(self, behaviour: LoweredBehaviour, example: Any) -> str:
        def make() -> Doc:
            return join(HARDLINE, self.tests.example(behaviour.function, example))

        return render(self.tests.function_scope(make), width=PROFILE.width)

    def stub_note(self, behaviour: LoweredBehaviour) -> str:
        """What a call of a stub does."""
        return "Not implemented: throws an `Error`."


def _article(name: str) -> str:
    return "an" if name[:1] in "AEIOU" else "a"


def _conjuncts(node: Any) -> list[Any]:
    if isinstance(node, x.Op) and node.id == "bool.and":
        return [*_conjuncts(node.args[0]), *_conjuncts(node.args[1])]
    return [node]


def _is_plain(node: Any) -> bool:
    """Whether a condition of the specification is printable as it stands."""
    return all(
        isinstance(one, _PLAIN) and (not isinstance(one, x.Op) or PROFILE.lowering.spells(one))
        for one in everything(node)
    )


def _variables(node: Any) -> set[int]:
    return {one.var.uid for one in everything(node) if isinstance(one, x.Local)}
