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
            reporter.extend(_tested(done, checked.module))
    program = None
    if complete and not reporter.failed:
        program = Program(tuple(done.values()))
    return Result(program, tuple(reporter.all()))


def _tested(done: dict[str, Module], module: Module) -> list[Diagnostic]:
    """What examples and properties show; nothing is loaded where there is nothing to run."""
    properties = any(one.properties for one in module.behaviours)
    examples = _worth_running(module)
    if not (properties or examples):
        return []
    from vibee_compiler.frontend.allowance import Allowance

    allowance, program = Allowance(), Program(tuple(done.values()))
    found: list[Diagnostic] = []
    if examples:
        from vibee_compiler.frontend.examples_check import check_examples

        found += check_examples(program, module, allowance)
    if properties:
        from vibee_compiler.frontend.properties import check_properties

        found += check_properties(program, module, allowance)
    return found


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
