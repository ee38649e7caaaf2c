"""Text to typed IR: documents, names, types, diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vibee_compiler.frontend.pipeline import Result as Result
    from vibee_compiler.frontend.pipeline import compile_spec as compile_spec


def __getattr__(name: str) -> Any:
    """The entry points, loaded when first asked for."""
    if name in ("Result", "compile_spec"):
        from vibee_compiler.frontend import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
