"""The Rust target: a crate without dependencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vibee_compiler.targets.hookspecs import hookimpl

if TYPE_CHECKING:
    from vibee_compiler.targets.hookspecs import Target


@hookimpl
def vibee_target() -> Target:
    """The target; see `hookspecs`."""
    from vibee_plugins.rust.target import RustTarget

    return RustTarget()
