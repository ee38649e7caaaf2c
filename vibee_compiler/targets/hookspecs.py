"""The whole contract between the compiler and a target plugin.

A plugin is a package with an entry point in the group `vibee.targets`: its name is the target's
id, its value a module with one hook implementation, `vibee_target`. The module is imported only
when the target is asked for. First-party targets are found in the same way. See docs/plugins.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pluggy

if TYPE_CHECKING:
    from vibee_compiler.check.plan import TestPlan
    from vibee_compiler.ir.module import Program
    from vibee_compiler.targets.package import Options, Package
    from vibee_compiler.targets.profile import Profile

hookspec = pluggy.HookspecMarker("vibee")
hookimpl = pluggy.HookimplMarker("vibee")


class Target(Protocol):
    """One output language."""

    profile: Profile

    def generate(self, program: Program, options: Options) -> Package:
        """The package of a program: pure, deterministic, no input or output of its own."""

    def test_plan(self, packages: list[tuple[str, Package]]) -> TestPlan:
        """How to build and test many packages (each in a folder of the given name) at once."""


@hookspec(firstresult=True)
def vibee_target() -> Target:  # type: ignore[empty-body]
    """The target; called once, when it is asked for."""
