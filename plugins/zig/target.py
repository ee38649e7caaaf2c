"""The target: from a lowered program to the files of a package."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from vibee_plugins.zig import regexes
from vibee_plugins.zig.declarations import comment
from vibee_plugins.zig.frame import World
from vibee_plugins.zig.literals import quoted
from vibee_plugins.zig.pages import Pages
from vibee_plugins.zig.profile import PROFILE
from vibee_plugins.zig.tests import Tests

from vibee_compiler.ir.module import Program
from vibee_compiler.lowering.sir import LoweredModule
from vibee_compiler.targets import prose
from vibee_compiler.targets.base import Job, TemplateTarget
from vibee_compiler.targets.docs import page as docs_page
from vibee_compiler.targets.layout import Doc, render, text
from vibee_compiler.targets.package import Options, Package
from vibee_compiler.targets.support import Part
from vibee_compiler.targets.text import Code, Comment, Ident, StringLiteral
from vibee_compiler.targets.usage import BUILT_IN_ERRORS, error_description, raised_by

if TYPE_CHECKING:
    from vibee_compiler.check.plan import TestPlan

MAX_ROUNDS = 100
"""Printing is repeated until no more functions are found to allocate; a chain of calls is short."""


def code(doc: Doc) -> Code:
    """A document as finished text."""
    return Code(render(doc, width=PROFILE.width, indent=PROFILE.indent))


def version(given: str | None) -> str:
    """A version of three numbers, as the manifest wants it."""
    found = re.match(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?", given or "")
    if found is None:
        return "0.1.0"
    return ".".join(str(int(part or 0)) for part in found.groups())


def fingerprint(name: str) -> str:
    """The package's identity: the name's CRC-32 that Zig checks, and the start of its SHA-256."""
    low = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) or 1
    return f"0x{zlib.crc32(name.encode()):08x}{min(low, 0xFFFFFFFE):08x}"


class Printed:
    """What was printed of a module."""

    def __init__(self, world: World, module: LoweredModule) -> None:
        self.own = Tests(world, module)
        self.own.prepare()
        self.constants = [self.own.constant(one) for one in module.module.constants]
        self.types = [self.own.type(decl) for decl in module.module.types]
        self.functions: list[Doc] = []
        name = module.module.name
        for one in module.behaviours:
            function = one.function
            public = function.behaviour is None or not function.behaviour.internal
            called = world.function_name(name, function.name)
            self.functions.append(self.own.function(function, name=called, public=public))
            self.functions += self.own.of(one)
        for helper in module.helpers:
            called = world.function_name(name, helper.name)
            self.functions.append(self.own.function(helper, name=called, public=False))
        self.stores = self.own.stores()


class ZigTarget(TemplateTarget):
    """Zig."""

    profile = PROFILE
    folder = Path(__file__).parent
    lacks: ClassVar[Mapping[str, str]] = {
        "single": "a package has several files",
        "allow_native": "hand-written bodies have no place in a package yet",
    }

    def reserve(self, source: Program, options: Options) -> frozenset[str]:
        """The names under which modules are imported."""
        rules = self.profile.names
        names = [rules.mangle(m.output_name or m.name, "module") for m in source.modules]
        return frozenset(names) if len(names) > 1 else frozenset()

    def files(self, job: Job) -> None:
        """Makes the package."""
        world = World(job.source, job.program, job.names)
        printed = self.printed(world, job)
        wanted: set[str] = set()
        opaque: set[str] = set()
        for one in printed.values():
            for want in one.own.p.wants.parts:
                kind, colon, name = want.partition(":")
                (opaque if colon else wanted).add(name if colon else kind)
        parts = job.support.select(sorted(wanted & set(job.support.parts)))
        for part in parts:
            world.raised |= set(part.errors)
        has_support = bool(parts or opaque or world.raised or world.allocating)
        for module in job.program.modules:
            self.module(job, world, module, printed[module.module.name], has_support=has_support)
        if has_support:
            job.add("src/support.zig", self.support(job, world, parts, sorted(opaque)), "support")
        self.manifest(job)

    def printed(self, world: World, job: Job) -> dict[str, Printed]:
        """All modules, printed until it is known which functions allocate."""
        for _ in range(MAX_ROUNDS):
            before = len(world.allocating)
            made = {m.module.name: Printed(world, m) for m in job.program.modules}
            if len(world.allocating) == before:
                break
        return made

    def module(
        self, job: Job, world: World, module: LoweredModule, made: Printed, *, has_support: bool
    ) -> None:
        """A module's file."""
        wants = made.own.p.wants
        items = list(made.constants)
        is_root = module is job.root
        if is_root and (world.raised or world.allocating):
            about = "/// What can go wrong in this module."
            items.append(text(about))
            wants.names |= {"support"}
        elif "Error" in wants.names:
            wants.names |= {"support"}
        tables = [regexes.table(name, program) for name, program in wants.regexes.values()]
        texts = [
            code(item) for item in items if item != text("/// What can go wrong in this module.")
        ]
        if is_root and (world.raised or world.allocating):
            texts.append(
                Code("/// What can go wrong in this package.\npub const Error = support.Error;")
            )
        elif "Error" in wants.names:
            texts.append(Code("const Error = support.Error;"))
        rest = [*made.types, *made.functions, *made.stores, *tables]
        texts += [code(item) for item in rest]
        if is_root:
            texts.append(Code(self.all_tests(job, module, has_support=has_support)))
            wants.names |= {"std", "testing", *(["support"] if has_support else [])}
        lines = comment(prose.paragraphs(module.module.description), "//!")
        job.add(
            f"src/{job.names.file(module.module.name)}.zig",
            job.render(
                "module.zig.jinja",
                header=job.header(module),
                about=Comment("\n".join(lines)),
                imports=Code(self.imports(job, made)),
                items=texts,
            ),
            "module",
            module=module,
        )
        for case in made.own.cases:
            job.add_test(case)
        page = docs_page(Pages(job, module, made.own))
        job.add(f"docs/{job.names.file(module.module.name)}.md", page, "docs", module=module)

    def all_tests(self, job: Job, module: LoweredModule, *, has_support: bool) -> str:
        """The test that has everything compiled."""
        lines = ["    testing.refAllDecls(@This());"]
        others = [
            job.names.file(m.module.name).text for m in job.program.modules if m is not module
        ]
        lines += [f'    _ = @import("{name}.zig");' for name in sorted(others)]
        lines += ["    _ = support;"] * has_support
        return "\n".join(["test {", *lines, "}"])

    def imports(self, job: Job, made: Printed) -> str:
        """The declarations at the head of a file."""
        wants = made.own.p.wants
        names = wants.names
        std = []
        if names & {"std", "Allocator", "math", "testing"}:
            std.append('const std = @import("std");')
        if "Allocator" in names:
            std.append("const Allocator = std.mem.Allocator;")
        std += [f"const {name} = std.{name};" for name in ("math", "testing") if name in names]
        own = {f"{job.names.file(name)}" for name in wants.modules}
        if "support" in names:
            own.add("support")
        local = [f'const {name} = @import("{name}.zig");' for name in sorted(own)]
        return "\n\n".join("\n".join(block) for block in (std, local) if block)

    def support(self, job: Job, world: World, parts: list[Part], opaque: list[str]) -> str:
        """The support module."""
        items = [self.errors(world)] if world.raised or world.allocating else []
        for name in opaque:
            own = job.names.rules.mangle(name, "type")
            items.append(
                "/// A type that the specification names but does not declare.\n"
                f"pub const {own}_ = struct {{}};"
            )
        for part in parts:
            items.append(part.code)
            if part.test:
                items.append(part.test)
        body = "\n".join(items)
        imports = ['const std = @import("std");']
        if "Allocator" in body:
            imports.append("const Allocator = std.mem.Allocator;")
        imports += [
            f"const {name} = std.{name};"
            for name in ("math", "testing")
            if re.search(rf"(?<![.\w]){name}\.", body)
        ]
        return job.render(
            "support.zig.jinja",
            header=job.header(),
            imports=Code("\n".join(imports)),
            items=[Code(item) for item in items],
        )

    def errors(self, world: World) -> str:
        """The set of errors of the package."""
        lines = ["/// What can go wrong in this package.", "pub const Error = error{"]
        raised = {world.names.error(name).text: name for name in world.raised}
        if world.allocating:
            raised["OutOfMemory"] = "OutOfMemory"
        for own in sorted(raised):
            lines += [f"    {line}" for line in comment([self.error_about(world, raised[own])])]
            lines.append(f"    {own},")
        return "\n".join([*lines, "};"])

    def error_about(self, world: World, name: str) -> str:
        """The documentation of an error."""
        described = error_description(world.source, name)
        if described:
            return prose.sentence(described)
        if name == "OutOfMemory":
            return "The allocator has no more memory."
        if name in BUILT_IN_ERRORS:
            return prose.sentence(BUILT_IN_ERRORS[name])
        raisers = [
            f"`{world.function_name(module.name, one.name)}`"
            for module, one in raised_by(world.source, name)
        ]
        return f"Raised by {prose.enumeration(raisers[:3])}." if raisers else "A rule is broken."

    def manifest(self, job: Job) -> None:
        """The build file and the package's manifest."""
        root = job.root.module
        file = job.names.file(root.name).text
        job.add(
            "build.zig",
            job.render(
                "build.zig.jinja",
                header=job.header(),
                ident=Ident("root" if file in ("b", "target", "optimize", "tests") else file),
                name=StringLiteral(quoted(file)),
                path=StringLiteral(quoted(f"src/{file}.zig")),
            ),
            "manifest",
        )
        name = file[:32]
        job.add(
            "build.zig.zon",
            job.render(
                "build.zig.zon.jinja",
                header=job.header(),
                name=Ident(name),
                version=StringLiteral(quoted(version(root.version))),
                fingerprint=Code(fingerprint(name)),
                docs=True,
            ),
            "manifest",
            grammar=None,
        )

    def test_plan(self, packages: list[tuple[str, Package]]) -> TestPlan:
        """How to build and test many packages at once."""
        from vibee_plugins.zig.plan import plan

        return plan(packages)
