"""The Lua target: packages for Lua 5.4 without dependencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vibee_compiler.targets.hookspecs import hookimpl

if TYPE_CHECKING:
    from vibee_compiler.targets.hookspecs import Target


@hookimpl
def vibee_target() -> Target:
    """The target; see `vibee_compiler.targets.hookspecs`."""
    from vibee_lua.target import LuaTarget

    return LuaTarget()
