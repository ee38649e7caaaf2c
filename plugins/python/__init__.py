"""The Python target: a typed package without dependencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vibee_compiler.targets.hookspecs import hookimpl

if TYPE_CHECKING:
    from vibee_compiler.targets.hookspecs import Target


@hookimpl
def vibee_target() -> Target:
    """The target; see `hookspecs`."""
    from vibee_plugins.python.target import PythonTarget

    return PythonTarget()
