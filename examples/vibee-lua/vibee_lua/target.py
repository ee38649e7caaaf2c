"""The target: from a lowered program to the files of a package."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from vibee_compiler.ir import expr as x
from vibee_compiler.lowering.sir import LoweredModule
from vibee_compiler.targets import prose
from vibee_compiler.targets.base import Job, TemplateTarget
from vibee_compiler.targets.docs import page
from vibee_compiler.targets.layout import Doc, render
from vibee_compiler.targets.package import Package
from vibee_compiler.targets.support import Part
from vibee_compiler.targets.text import Code, Comment, Ident, StringLiteral
from vibee_compiler.targets.usage import BUILT_IN_ERRORS, error_description, opaque_names
from vibee_lua import regexes, single
from vibee_lua.declarations import Declarations, comment
from vibee_lua.literals import quoted
from vibee_lua.pages import Pages
from vibee_lua.printer import LuaPrinter
from vibee_lua.profile import PROFILE
from vibee_lua.tests import Tests
from vibee_lua.world import World

if TYPE_CHECKING:
    from vibee_compiler.check.plan import TestPlan

_SUPPORT = re.compile(r"\bsupport\.")


def code(doc: Doc) -> Code:
    """A document as text."""
    return Code(render(doc, width=PROFILE.width, indent=PROFILE.indent))


def version(given: str | None) -> str:
    """A version of three numbers, as LuaRocks wants it."""
    found = re.match(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?", given or "")
    return ".".join(str(int(part or 0)) for part in found.groups()) if found else "0.1.0"


def native_bodies(world: World, module: str) -> list[str]:
    """The hand-written functions of a module, as their author wrote them."""
    return [body for (owner, _), body in world.native.items() if owner == module]


class LuaTarget(TemplateTarget):
    """Lua 5.4."""

    profile = PROFILE
    folder = Path(__file__).parent
    mutant_number = 'math.tointeger(tonumber(os.getenv("VIBEE_MUTANT") or 0))'

    def files(self, job: Job) -> None:
        """Makes the package, or one file."""
        world = World(job.source, job.program, job.names)
        for module in job.program.modules:
            for one in module.behaviours:
                behaviour = one.function.behaviour
                body = None if behaviour is None else job.native(behaviour)
                if body is not None:
                    world.native[module.module.name, one.function.name] = body.strip("\n")
        if job.options.single:
            single.write(self, job, world)
            return
        needs: set[str] = set()
        tested = False
        for module in job.program.modules:
            needs |= self.module(job, world, module)
            made = self.tests(job, world, module)
            tested = tested or made is not None
            needs |= made or set()
            path = f"docs/{job.names.file(module.module.name)}.md"
            job.add(path, page(Pages(job, module, world)), "docs", module=module)
        self.support(job, world, needs, tested=tested)
        self.manifest(job, world)

    def path(self, job: Job, module: str) -> str:
        """What a module is required by: the root by the package's name, others below it."""
        root = job.names.file(job.root.module.name).text
        file = job.names.file(module).text
        return root if module == job.root.module.name else f"{root}.{file}"

    def native_path(self, job: Job, module: str) -> str:
        """What the hand-written functions of a module are required by."""
        return f"{job.names.file(job.root.module.name)}.native.{job.names.file(module)}"

    def items(self, job: Job, world: World, module: LoweredModule) -> tuple[list[Code], LuaPrinter]:
        """The items of a module, and the printer that knows what they need."""
        own = Declarations(world, module)
        early = [c for c in module.module.constants if isinstance(c.value, x.Literal)]
        late = [c for c in module.module.constants if not isinstance(c.value, x.Literal)]
        items: list[Doc] = [own.constant(one) for one in early]
        for name in opaque_names(module.module):
            about = comment(["A type that the specification names but does not declare."])
            ident = job.names.rules.mangle(name, "type")
            items.append(own.documented([*about, f"---@alias {ident} any"], None))
        for decl in module.module.types:
            items += own.type(decl)
        items += [own.function(one.function) for one in module.behaviours]
        items += [own.function(one) for one in module.helpers]
        # Constants that are made of declared types stand behind these.
        items += [own.constant(one) for one in late]
        tables = [code(regexes.table(name, one)) for one, name in own.p.patterns.items()]
        return [*tables, *map(code, items)], own.p

    def module(self, job: Job, world: World, module: LoweredModule) -> set[str]:
        """A module's file; the parts of the support module that it uses."""
        texts, p = self.items(job, world, module)
        name = module.module.name
        path = self.path(job, name)
        requires = self.requires(job, p, texts)
        bodies = native_bodies(world, name)
        if bodies:
            own = self.native_path(job, name)
            line = f"local native = require({quoted(own)})"
            requires = Code("\n".join([*filter(None, [requires.text]), line]))
            body = "\n\n".join(["local M = {}", *bodies, "return M"])
            file = f"src/{own.replace('.', '/')}.lua"
            job.add(file, f"{body}\n", "native", module=module)
        job.add(
            f"src/{path.replace('.', '/')}.lua",
            job.render(
                "module.lua.jinja",
                header=job.header(module),
                about=Comment("\n".join(comment(prose.paragraphs(module.module.description)))),
                requires=requires,
                items=texts,
            ),
            "module",
            module=module,
        )
        return p.needs

    def requires(self, job: Job, p: LuaPrinter, texts: list[Code]) -> Code:
        """The modules that a file needs."""
        root = job.names.file(job.root.module.name).text
        lines = []
        if p.needs or any(_SUPPORT.search(one.text) for one in texts):
            lines.append(f"local support = require({quoted(f'{root}.support')})")
        for name in sorted(p.modules):
            lines.append(f"local {job.names.file(name)} = require({quoted(self.path(job, name))})")
        return Code("\n".join(lines))

    def test_items(
        self, job: Job, world: World, module: LoweredModule
    ) -> tuple[list[Code], LuaPrinter]:
        """The tests of a module, and the printer that knows what they need."""
        own = Tests(world, module, outside=True)
        own.root = module is job.root
        items = [code(doc) for doc in own.all()]
        for case in own.cases:
            job.add_test(case)
        tables = [code(regexes.table(name, one)) for one, name in own.p.patterns.items()]
        return [*tables, *items] if items else [], own.p

    def tests(self, job: Job, world: World, module: LoweredModule) -> set[str] | None:
        """The file of a module's tests; None where there are none."""
        items, p = self.test_items(job, world, module)
        if not items:
            return None
        text = job.render(
            "tests.lua.jinja",
            header=job.header(module),
            requires=self.requires(job, p, items),
            items=items,
        )
        job.add(f"test/{job.names.file(module.module.name)}_test.lua", text, "tests", module=module)
        return p.needs

    def parts(self, job: Job, world: World, needs: set[str]) -> tuple[list[Part], Comment]:
        """The parts of the support module, and the errors that they and the code raise."""
        parts = job.support.select(sorted(needs | {"errors"}))
        errors = set(world.raised)
        for part in parts:
            errors |= set(part.errors)
        return parts, Comment("\n".join(self.error_lines(job, errors)))

    def support(self, job: Job, world: World, needs: set[str], *, tested: bool) -> None:
        """The support module, its tests and the harness."""
        parts, errors = self.parts(job, world, needs)
        root = job.names.file(job.root.module.name).text
        made = job.render(
            "support.lua.jinja",
            header=job.header(),
            errors=errors,
            parts=[Code(part.code) for part in parts],
        )
        job.add(f"src/{root}/support.lua", made, "support")
        checks = [Code(part.test) for part in parts if part.test]
        if checks:
            requires = Code(f"local support = require({quoted(f'{root}.support')})")
            text = job.render(
                "tests.lua.jinja", header=job.header(), requires=requires, items=checks
            )
            job.add("test/support_test.lua", text, "tests")
        if tested or checks:
            job.add("test/tap.lua", job.render("tap.lua.jinja", header=job.header()), "support")

    def error_lines(self, job: Job, errors: set[str]) -> list[str]:
        """What can go wrong, a line an error."""
        lines = []
        for name in sorted(errors):
            described = error_description(job.source, name) or BUILT_IN_ERRORS.get(name)
            said = f": {prose.sentence(described)}" if described else ""
            lines += prose.wrap(f"{name}{said}", 100, first="---  * ", rest="---    ")
        return lines

    def manifest(self, job: Job, world: World) -> None:
        """The rockspec."""
        root = job.root.module
        name = job.names.file(root.name).text
        modules = {self.path(job, m.module.name) for m in job.program.modules} | {f"{name}.support"}
        modules |= {self.native_path(job, module) for module, _ in world.native}
        found = prose.paragraphs(root.description)
        number = version(root.version)
        entries = [
            Code(f"[{quoted(one)}] = {quoted('src/' + one.replace('.', '/') + '.lua')},")
            for one in sorted(modules)
        ]
        text = job.render(
            "rockspec.jinja",
            header=job.header(),
            name=StringLiteral(quoted(name)),
            version=StringLiteral(quoted(f"{number}-1")),
            summary=StringLiteral(quoted(found[0])) if found else None,
            modules=entries,
            ident=Ident(name),
        )
        job.add(f"{name}-{number}-1.rockspec", text, "manifest")

    def test_plan(self, packages: list[tuple[str, Package]]) -> TestPlan:
        """A run a file of tests; see `plan`."""
        from vibee_lua.plan import plan

        return plan(packages)
