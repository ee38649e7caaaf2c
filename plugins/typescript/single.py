"""One file with everything: errors and support, modules, tests.

The tests run where the file itself is run, not where it is imported.
"""

from __future__ import annotations

from typing import Any

from vibee_plugins.typescript import docs
from vibee_plugins.typescript.layout import render
from vibee_plugins.typescript.native import native_bodies, native_scope
from vibee_plugins.typescript.profile import PROFILE
from vibee_plugins.typescript.tests import Tests
from vibee_plugins.typescript.world import World

from vibee_compiler.targets import prose
from vibee_compiler.targets.base import Job
from vibee_compiler.targets.layout import HARDLINE, concat, join, nest
from vibee_compiler.targets.text import Code, Comment

TEST_IMPORTS = """\
import assert from "node:assert/strict";
import { describe, test } from "node:test";"""


def single_file(target: Any, job: Job, world: World) -> None:
    """Adds the file to the job; `target` prints the items of modules and the support part."""
    from vibee_plugins.typescript.target import BUILT_IN

    needs: set[str] = set()
    items: list[Code] = []
    suites: list[str] = []
    bodies: list[str] = []
    for module in job.program.modules:
        own, printed = target.items(world, module)
        needs |= own.p.needs
        items += (item for item in printed if item.text not in {one.text for one in items})
        if text := native_bodies(job, module):
            bodies.append(text)
        suites += _suites(job, world, module, needs)
    if bodies:
        names = [world.function(*one) for one in sorted(world.native)]
        items.append(Code(native_scope(bodies, names)))
    parts = job.support.select(sorted(needs - BUILT_IN))
    support = target.support_text(job, world, parts, Comment("")).strip("\n")
    about = [docs.safe(one) for one in prose.paragraphs(job.root.module.description)]
    lines = docs.comment([*about, "@packageDocumentation"]) if about else []
    if suites:
        tests = "\n\n".join(suites)
        items.append(Code(f"if (process.argv[1] === import.meta.filename) {{\n{tests}\n}}"))
    text = job.render(
        "module.ts.jinja",
        header=job.header(),
        about=Comment("\n".join(lines)),
        head=Code(TEST_IMPORTS if suites else ""),
        items=[Code(support), *items],
    )
    name = job.names.file(job.root.module.name)
    job.add(f"{name}.ts", text, "module", module=job.root)


def _suites(job: Job, world: World, module: object, needs: set[str]) -> list[str]:
    """The suites of a module, indented."""
    own = Tests(world, module, world.error)
    own.root = module is job.root
    made = own.all()
    needs |= own.p.needs
    for case in own.cases:
        job.add_test(case)
    inner = concat("{", nest(HARDLINE, join(concat(HARDLINE, HARDLINE), made)), HARDLINE, "}")
    lines = render(inner, width=PROFILE.width).split("\n")[1:-1]
    return ["\n".join(lines)] if made else []
