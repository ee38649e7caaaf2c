"""The TypeScript target: a package without dependencies at run time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vibee_compiler.targets.hookspecs import hookimpl

if TYPE_CHECKING:
    from vibee_compiler.targets.hookspecs import Target


@hookimpl
def vibee_target() -> Target:
    """The target; see `hookspecs`."""
    from vibee_plugins.typescript.target import TypeScriptTarget

    return TypeScriptTarget()
