"""The target: from a lowered program to the files of a package, or to one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vibee_plugins.zig import files, single
from vibee_plugins.zig.files import Library, Printed
from vibee_plugins.zig.frame import World
from vibee_plugins.zig.pages import Pages
from vibee_plugins.zig.profile import PROFILE

from vibee_compiler.ir.module import Program
from vibee_compiler.lowering.sir import LoweredModule
from vibee_compiler.targets.base import Job, TemplateTarget
from vibee_compiler.targets.docs import page as docs_page
from vibee_compiler.targets.package import Options, Package
from vibee_compiler.targets.text import Code

if TYPE_CHECKING:
    from vibee_compiler.check.plan import TestPlan

MAX_ROUNDS = 100
"""Printing is repeated until no more functions are found to allocate; a chain of calls is short."""


class ZigTarget(TemplateTarget):
    """Zig."""

    profile = PROFILE
    folder = Path(__file__).parent
    mutant_number = (
        'std.fmt.parseInt(i64, std.testing.environ.getPosix("VIBEE_MUTANT") orelse "0", 10) catch 0'
    )

    def reserve(self, source: Program, options: Options) -> frozenset[str]:
        """The names under which modules are imported."""
        rules = self.profile.names
        names = [rules.mangle(m.output_name or m.name, "module") for m in source.modules]
        return frozenset(names) if len(names) > 1 and not options.single else frozenset()

    def files(self, job: Job) -> None:
        """Makes the package."""
        world = World(job.source, job.program, job.names, one_file=job.options.single)
        for module in job.program.modules:
            for one in module.behaviours:
                behaviour = one.function.behaviour
                body = None if behaviour is None else job.native(behaviour)
                if body is not None:
                    world.native[module.module.name, one.function.name] = body.strip("\n")
        printed = self.printed(world, job)
        has = files.library(job, world, printed)
        for made in printed.values():
            for case in made.own.cases:
                job.add_test(case)
        if job.options.single:
            self.single(job, world, printed, has)
        else:
            self.package_files(job, world, printed, has)

    def printed(self, world: World, job: Job) -> dict[str, Printed]:
        """All modules, printed until it is known which functions allocate."""
        for _ in range(MAX_ROUNDS):
            before = len(world.allocating)
            made = {m.module.name: Printed(world, m) for m in job.program.modules}
            if len(world.allocating) == before:
                break
        return made

    def package_files(
        self, job: Job, world: World, printed: dict[str, Printed], has: Library
    ) -> None:
        """Files of modules with their documentation, the support module, the manifest."""
        for module in job.program.modules:
            made, is_root = printed[module.module.name], module is job.root
            file = job.names.file(module.module.name).text
            bodies = native_bodies(world, module)
            native = None
            if bodies:
                native = job.names.files.declare(("native", file), f"{file} native", "module").text
            body = files.module_text(job, made, has, native, is_root=is_root)
            job.add(f"src/{file}.zig", body, "module", module=module)
            if bodies:
                job.add(f"src/{native}.zig", "\n\n".join(bodies) + "\n", "native", module=module)
            page = docs_page(Pages(job, module, made.own))
            job.add(f"docs/{file}.md", page, "docs", module=module)
        if has:
            job.add("src/support.zig", files.support_text(job, has), "support")
        files.manifest(job)

    def single(self, job: Job, world: World, printed: dict[str, Printed], has: Library) -> None:
        """One file: the root first, then the other modules, the support module at the end."""
        order = [job.root, *(m for m in job.program.modules if m is not job.root)]
        texts = [files.code(doc) for m in order for doc in printed[m.module.name].constants]
        if has.errors:
            texts.append(Code(has.errors))
        texts += [text for m in order for text in printed[m.module.name].declarations()]
        texts.append(Code(files.all_tests([], has_support=bool(has))))
        inside = files.support_items(job, Library(has.parts, has.opaque, ""))
        taken = {name for text in texts for name in single.declared(text.text)}
        if inside:
            texts.append(Code(single.namespace("support", "\n\n".join(inside), taken)))
        bodies = [body for m in order for body in native_bodies(world, m)]
        if bodies:
            texts.append(Code(single.namespace("native", "\n\n".join(bodies), ())))
        used = files.used_of_std("\n".join(text.text for text in texts))
        job.add(
            f"{job.names.file(job.root.module.name)}.zig",
            job.render(
                "module.zig.jinja",
                header=job.header(),
                about=files.head_of(job.root, allocates=bool(world.allocating)),
                imports=Code("\n".join(files.std_imports(used))),
                items=texts,
            ),
            "module",
            module=job.root,
        )

    def test_plan(self, packages: list[tuple[str, Package]]) -> TestPlan:
        """How to build and test many packages at once."""
        from vibee_plugins.zig.plan import plan

        return plan(packages)


def native_bodies(world: World, module: LoweredModule) -> list[str]:
    """The author's own functions of a module."""
    return [body for (name, _), body in world.native.items() if name == module.module.name]
