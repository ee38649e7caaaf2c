"""The front end as one step: from a spec file to a typed program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vibee_compiler.diagnostics.model import Diagnostic
from vibee_compiler.ir.module import Module, Program
from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from vibee_compiler.frontend.load import Loaded


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a spec.

    `program` holds the spec and its imports; it is None when any of them has an error. Findings
    are those of all files, in the order of `Reporter.all`.
    """

    program: Program | None
    diagnostics: tuple[Diagnostic, ...]


def compile_spec(
    path: Path | str,
    text: str | bytes | None = None,
    *,
    strict: bool = False,
    run_examples: bool = True,
) -> Result:
    """Read, resolve and type-check a spec with its imports.

    `text` stands for the file's content where it is given. `strict` makes warnings errors. With
    `run_examples`, examples that have a body are run by the reference interpreter, and properties
    are checked on generated inputs.
    """
    from vibee_compiler.frontend.load import load

    return compile_loaded(load(Path(path), text), strict=strict, run_examples=run_examples)


def compile_loaded(loaded: Loaded, *, strict: bool = False, run_examples: bool = True) -> Result:
    """The same for specs that are loaded; what imports a spec with errors is not looked at."""
    from vibee_compiler.diagnostics.reporter import Reporter
    from vibee_compiler.frontend.check.depth import deep_recursion
    from vibee_compiler.frontend.check.module import check_module

    reporter = Reporter(strict=strict)
    reporter.extend(loaded.diagnostics)
    done: dict[str, Module] = {}
    complete = bool(loaded.specs) and not reporter.failed
    for spec in loaded.specs:
        if any(name not in done for name in spec.imports):
            complete = False
            continue
        with deep_recursion():
            checked = check_module(spec.doc, spec.imports, done, spec.path)
        reporter.extend(checked.diagnostics)
        if checked.module is None:
            complete = False
            continue
        done[checked.module.name] = checked.module
        if run_examples:
            reporter.extend(_examples(done, checked.module))
            reporter.extend(_properties(done, checked.module))
    program = None
    if complete and not reporter.failed:
        program = Program(tuple(done.values()))
    return Result(program, tuple(reporter.all()))


def _examples(done: dict[str, Module], module: Module) -> list[Diagnostic]:
    """What the interpreter says; it is not loaded where there is nothing to run."""
    if not _worth_running(module):
        return []
    from vibee_compiler.frontend.examples_check import check_examples

    return check_examples(Program(tuple(done.values())), module)


def _properties(done: dict[str, Module], module: Module) -> list[Diagnostic]:
    """What checking the properties on generated inputs finds."""
    with_properties = [b for b in module.behaviours if b.properties]
    if not with_properties:
        return []
    from vibee_compiler.frontend.properties import check_property

    program = Program(tuple(done.values()))
    return [
        finding
        for behaviour in with_properties
        for prop in behaviour.properties
        for finding in check_property(program, module, behaviour, prop).diagnostics
    ]


def _worth_running(module: Module) -> bool:
    if any(b.body is not None and b.examples for b in module.behaviours) or module.constants:
        return True
    if any(p.default is not None for b in module.behaviours for p in b.params):
        return True
    fields = [
        one
        for decl in module.types
        for one in (
            *getattr(decl, "fields", ()),
            *(f for variant in getattr(decl, "variants", ()) for f in variant.fields),
        )
    ]
    return any(one.default is not None for one in fields)
