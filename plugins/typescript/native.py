"""Bodies that an author wrote by hand: they stand apart, and are called."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vibee_compiler.lowering.sir import LoweredModule
from vibee_compiler.targets.base import Job

_EXPORT = re.compile(
    r"^export (?=(async )?function\b|const\b|let\b|class\b|type\b|interface\b)", re.M
)


def native_functions(job: Job) -> set[tuple[str, str]]:
    """The functions whose hand-written bodies are used, by module and name."""
    return {
        (module.module.name, lowered.function.name)
        for module in job.program.modules
        for lowered in module.behaviours
        if lowered.function.behaviour is not None
        and job.native(lowered.function.behaviour) is not None
    }


def native_bodies(job: Job, module: LoweredModule) -> str:
    """The hand-written functions of a module, "" if it has none."""
    bodies = [
        body.strip("\n")
        for lowered in module.behaviours
        if lowered.function.behaviour is not None
        and (body := job.native(lowered.function.behaviour)) is not None
    ]
    return "\n\n".join(bodies) + "\n" if bodies else ""


def native_scope(bodies: Iterable[str], names: Iterable[str]) -> str:
    """The bodies of one file's functions in a scope of their own, called `native`.

    Not a namespace: what runs TypeScript by erasing its types refuses one. Lines keep their
    indentation, which counts inside of template literals.
    """
    inner = "\n".join(_EXPORT.sub("", text) for text in bodies)
    return f"const native = (() => {{\n{inner}\nreturn {{ {', '.join(names)} }};\n}})();"
