"""What a plugin raises, turned into a sentence that names whose fault it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vibee_compiler.check.plan import TestPlan
    from vibee_compiler.ir.module import Program
    from vibee_compiler.targets.hookspecs import Target
    from vibee_compiler.targets.package import Options, Package

Batch = list[tuple[str, "Package"]]


class TargetFault(Exception):
    """A target failed while it made a package; the text names it, where, and why."""


def generate(target: Target, program: Program, options: Options) -> Package:
    """The package of a program.

    Raises:
        TargetFault: whatever the plugin, or a template of the user's folder, raises.
    """
    try:
        return target.generate(program, options)
    except Exception as error:  # a plugin is foreign code: whatever it raises, it is named
        on = f"`{program.root.name}`"
        raise TargetFault(blame(target, on, error, options.templates)) from error


def planner(target: Target) -> Callable[[Batch], TestPlan]:
    """The target's plan of tests; what it raises becomes a `TargetFault`."""

    def plan(batch: Batch) -> TestPlan:
        try:
            return target.test_plan(batch)
        except Exception as error:  # a plugin is foreign code: whatever it raises, it is named
            raise TargetFault(blame(target, "its test plan", error)) from error

    return plan


def blame(target: Target, on: str, error: Exception, templates: Path | None = None) -> str:
    """A sentence for people: whose fault an exception is, and where."""
    import traceback

    from vibee_compiler.targets import registry

    said = f"{type(error).__name__}: {' '.join(str(error).split())}"
    frames = traceback.extract_tb(error.__traceback__)
    if templates is not None:
        syntax = (getattr(error, "filename", None), getattr(error, "lineno", None))
        places = [(f.filename, f.lineno) for f in frames] + [syntax]
        for name, line in reversed(places):
            if name is not None and Path(name).is_relative_to(templates):
                return f"the template {name}:{line}: {said}"
    target_id = target.profile.id
    found = registry.installed().get(target_id)
    owner = f" of {found.distribution}" if found is not None else ""
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"the target '{target_id}'{owner} failed on {on}: {said}{where}"
