"""One file with everything: support, modules in order, tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vibee_plugins.python import imports
from vibee_plugins.python.docstrings import Docstring, document
from vibee_plugins.python.package import PythonPackage

from vibee_compiler.targets import prose
from vibee_compiler.targets.base import Job
from vibee_compiler.targets.layout import render
from vibee_compiler.targets.text import Code, Comment

if TYPE_CHECKING:
    from vibee_plugins.python.target import Made, PythonTarget

WIDTH = 100


def single_text(
    target: PythonTarget, job: Job, package: PythonPackage, made: dict[str, Made]
) -> str:
    """The file."""
    from vibee_plugins.python.target import AGREE, AGREE_USES, Item, _is_standard, _is_value

    parts = target.parts(job, made, package)
    uses = {use.strip() for part in parts for line in part.uses for use in line.split(",")}
    items: list[str] = [target.root_class(package)]
    items += [target.error_class(package, name) for name in sorted(package.used_errors)]
    items += [part.code for part in parts if not _is_value(part)]
    variables = {v for one in made.values() for v in one.own.type_vars}
    known = {part.name for part in parts}
    head = [part.code for part in parts if _is_value(part)]
    head += [f'{v} = TypeVar("{v}")' for v in sorted(variables - known)]
    tests: list[str] = []
    agree = False
    for module in job.program.modules:
        one = made[module.module.name]
        assert one.tests is not None
        uses |= {u for u in one.own.p.texts.uses | one.tests.p.texts.uses if _is_standard(u)}
        items += [render(doc, width=WIDTH) for doc in (*one.constants, *one.items)]
        tests += [render(test.doc, width=WIDTH) for test in one.printed]  # type: ignore[attr-defined]
        agree = agree or "agree" in one.tests.helpers
    if agree:
        uses |= AGREE_USES
        tests.insert(0, AGREE)
    blocks = ["\n".join(imports.lines(uses))] if uses else []
    if any("pytest." in test for test in tests):
        blocks.append("import pytest")
    about = prose.paragraphs(job.root.module.description)
    if about:
        about[0] = prose.sentence(about[0])
    said = Docstring(about or [f"Module {prose.clean(job.root.module.name)}."])
    return job.render(
        "module.py.jinja",
        header=job.header(),
        docstring=Comment(render(document(said, 0), width=WIDTH)),
        imports=Code("\n\n".join(blocks)),
        exports=None,
        head=Code("\n\n".join(head)),
        items=[Item(Code(item)) for item in (*items, *tests)],
    )
