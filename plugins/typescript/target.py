"""The target: from a lowered program to the files of a package."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from vibee_plugins.typescript import docs, literals, prettier
from vibee_plugins.typescript import syntax as js
from vibee_plugins.typescript.declarations import Declarations
from vibee_plugins.typescript.layout import render
from vibee_plugins.typescript.native import native_bodies, native_functions
from vibee_plugins.typescript.pages import Pages
from vibee_plugins.typescript.printer import TypeScriptPrinter
from vibee_plugins.typescript.profile import PROFILE
from vibee_plugins.typescript.single import single_file
from vibee_plugins.typescript.tests import Tests
from vibee_plugins.typescript.world import World

from vibee_compiler.ir.module import Program
from vibee_compiler.lowering.profile import Lowering
from vibee_compiler.lowering.sir import LoweredModule
from vibee_compiler.targets import prose
from vibee_compiler.targets.base import Job, Setting, TemplateTarget, notice
from vibee_compiler.targets.docs import page
from vibee_compiler.targets.layout import Doc, columns, concat, text
from vibee_compiler.targets.package import Options, Package
from vibee_compiler.targets.support import Part, load
from vibee_compiler.targets.text import Code, Comment, Ident, PathText, StringLiteral
from vibee_compiler.targets.usage import opaque_names

if TYPE_CHECKING:
    from vibee_compiler.check.plan import TestPlan

BUILT_IN = frozenset({"PackageError", "fail", "contract"})
"""What the template of the support module defines."""
TYPES = frozenset({"Fields", "Option", "Result"})
_FAILS = re.compile(r'fail\(\s*"(\w+)"')


@cache
def _lowering(bits: int) -> Lowering:
    return replace(PROFILE.lowering, int_bits=bits)


def code(doc: Doc) -> Code:
    """A document as text."""
    return Code(render(doc, width=PROFILE.width))


def keep_mentioned(p: TypeScriptPrinter, printed: list[Code]) -> None:
    """Forgets what was asked for and then not printed: its import would be unused."""
    if not (p.uses or p.needs):
        return
    words = {word for one in printed for word in re.findall(r"[\w$]+", one.text)}
    p.uses = {use for use in p.uses if use[1] in words}
    p.needs &= {part for part in p.needs if words & {part, f"{part}_"} or part == "PackageError"}


def lint_rules(world: World) -> list[Code]:
    """Exceptions from rules of the linter that the package's own code needs."""
    made: list[tuple[str, js.Node]] = []
    if world.spread:
        names = js.Items(tuple(literals.string(name) for name in sorted(world.spread)))
        allowed = js.Object((("from", literals.string("file")), ("name", names)))
        options = js.Object((("allow", js.Items((allowed,))),))
        value = js.Items((literals.string("error"), options))
        made.append(("@typescript-eslint/no-misused-spread", value))
    if world.asserts:
        # `xs[i]!` is what another of the strict rules forbids.
        rule = "@typescript-eslint/non-nullable-type-assertion-style"
        made.append((rule, literals.string("off")))
    if world.discards:
        # What a spec names and does not use is computed all the same, and `void` says so.
        made.append(("@typescript-eslint/no-meaningless-void-operator", literals.string("off")))
    if world.control_characters:
        made.append(("no-control-regex", literals.string("off")))
    docs_ = [prettier.field(literals.quoted(name), value) for name, value in made]
    return [Code(render(concat(doc, ","), width=PROFILE.width, level=3)) for doc in docs_]


def text_json(value: str) -> StringLiteral:
    """A string of JSON."""
    return StringLiteral(json.dumps(prose.clean(value), ensure_ascii=False))


def import_line(names: set[tuple[str, bool]], path: str) -> Code:
    """An import in the order of the linter: types by their names, too."""
    shown: dict[str, bool] = {}
    for name, is_type in names:
        shown[name] = shown.get(name, True) and is_type
    items = [f"type {name}" if shown[name] else name for name in sorted(shown)]
    flat = f'import {{ {", ".join(items)} }} from "{path}";'
    if columns(flat) <= PROFILE.width:
        return Code(flat)
    listed = "".join(f"  {item},\n" for item in items)
    return Code(f'import {{\n{listed}}} from "{path}";')


class TypeScriptTarget(TemplateTarget):
    """TypeScript."""

    profile = PROFILE
    folder = Path(__file__).parent
    mutant_number = (
        "Number((globalThis as unknown as { process: { env: Record<string, string> } })"
        '.process.env["VIBEE_MUTANT"] ?? 0)'
    )

    settings: ClassVar[Mapping[str, Setting]] = {
        "int": Setting(
            ("number", "bigint"), "what an Int is: safe integers of 53 bits, or 64 bits"
        ),
    }

    def lowering(self, settings: Mapping[str, str]) -> Lowering:
        """As the profile says, at the width of the integers."""
        bits = 64 if settings["int"] == "bigint" else 53
        return _lowering(bits)

    def files(self, job: Job) -> None:
        """Makes the package."""
        world = World(job.source, job.program, job.names)
        world.native = native_functions(job)
        world.single = job.options.single
        world.big = job.settings["int"] == "bigint"
        if world.single:
            single_file(self, job, world)
            return
        parts: set[str] = set()
        tests: list[str] = []
        for module in job.program.modules:
            parts |= self.module(job, world, module)
            made = self.tests(job, world, module)
            parts |= made[0]
            tests += made[1]
            path = f"docs/{job.names.file(module.module.name)}.md"
            job.add(path, page(Pages(job, module, world)), "docs", module=module)
        self.support(job, world, parts - BUILT_IN, tests)
        self.index(job, world)
        self.manifest(job, world, tests)

    def module(self, job: Job, world: World, module: LoweredModule) -> set[str]:
        """A module's file; the parts of the support module that it uses."""
        own, printed = self.items(world, module)
        about = [docs.safe(one) for one in prose.paragraphs(module.module.description)]
        lines = docs.comment([*about, "@packageDocumentation"]) if about else []
        head = [self.imports(job, world, own.p, "./").text]
        file = job.names.file(module.module.name).text
        if bodies := native_bodies(job, module):
            head.append(f'import * as native from "./{file}.native.ts";')
            job.add(f"src/{file}.native.ts", bodies, "native", module=module)
        text = job.render(
            "module.ts.jinja",
            header=job.header(module),
            about=Comment("\n".join(lines)),
            head=Code("\n".join(filter(None, head))),
            items=printed,
        )
        job.add(f"src/{file}.ts", text, "module", module=module)
        return own.p.needs

    def items(self, world: World, module: LoweredModule) -> tuple[Declarations, list[Code]]:
        """What a module declares, and who printed it."""
        own = Declarations(world, module, world.error)
        items = [own.constant(one) for one in module.module.constants]
        for name in opaque_names(module.module):
            items.append(self.opaque(world.opaque(module.module.name, name)))
        for decl in module.module.types:
            items += own.type(decl)
        items += [own.function(one.function) for one in module.behaviours]
        items += [own.function(one) for one in module.helpers]
        printed = [code(item) for item in items]
        keep_mentioned(own.p, printed)
        return own, printed

    def reserve(self, source: Program, options: Options) -> frozenset[str]:
        """What one file with everything has beside the module's own names."""
        names = frozenset({"native"} if options.allow_native else ())
        if not options.single:
            return names
        marker = str(PROFILE.comment.line)
        library = load(self.folder / "support", PROFILE.extension, marker)
        return names | frozenset(library.parts) | BUILT_IN | {"assert", "describe", "test"}

    def opaque(self, ident: str) -> Doc:
        """A placeholder for a type that nobody declares."""
        about = ["A type that the specification names but does not declare."]
        return docs.documented(about, text(f"export type {ident} = unknown;"))

    def imports(self, job: Job, world: World, p: TypeScriptPrinter, prefix: str) -> Code:
        """The imports of a file."""
        lines: list[str] = []
        by: dict[str, set[tuple[str, bool]]] = {}
        for module, name, is_type in p.uses:
            if module:
                by.setdefault(module, set()).add((name, is_type))
        for module in sorted(by):
            path = f"{prefix}{job.names.file(module)}.ts"
            lines.append(import_line(by[module], path).text)
        used = world.names[p.module].scope.used
        names = set()
        for part in p.needs:
            real = world.error if part == "PackageError" else part
            shown = real if part not in used else f"{real} as {real}_"
            names.add((shown, part in TYPES))
        if names:
            lines.append(import_line(names, f"{prefix}support.ts").text)
        return Code("\n".join(lines))

    def tests(self, job: Job, world: World, module: LoweredModule) -> tuple[set[str], list[str]]:
        """The file of a module's tests."""
        own = Tests(world, module, world.error)
        own.root = module is job.root
        made = own.all()
        if not made:
            return set(), []
        printed = [code(doc) for doc in made]
        keep_mentioned(own.p, printed)
        head = [
            'import assert from "node:assert/strict";',
            'import { describe, test } from "node:test";',
            "",
            self.imports(job, world, own.p, "../src/").text,
        ]
        text = job.render(
            "module.ts.jinja",
            header=job.header(module),
            about=Comment(""),
            head=Code("\n".join(head)),
            items=printed,
        )
        file = job.names.file(module.module.name)
        job.add(f"test/{file}.test.ts", text, "tests", module=module)
        for case in own.cases:
            job.add_test(case)
        return own.p.needs, [f"dist/test/{file}.test.js"]

    def support(self, job: Job, world: World, wanted: set[str], tests: list[str]) -> None:
        """The support module and its tests."""
        parts = job.support.select(sorted(wanted))
        job.add("src/support.ts", self.support_text(job, world, parts, job.header()), "support")
        self.support_tests(job, [part for part in parts if part.test], tests)

    def support_text(self, job: Job, world: World, parts: list[Part], header: Comment) -> str:
        """The errors and the parts."""
        errors = set(job.program.errors) | world.raised
        for part in parts:
            errors |= set(_FAILS.findall(part.code))
        lines = ["/** What can go wrong in this package. */", "export type ErrorName ="]
        mark = "| " if len(errors) > 1 else ""
        for name in sorted(errors):
            lines += [f"  /** {docs.about_error(world, name)} */", f'  {mark}"{name}"']
        union = "\n".join(lines) + ";" if errors else f"{lines[0]}\n{lines[1]} never;"
        return job.render(
            "support.ts.jinja",
            header=header,
            errors=Code(union),
            error=Ident(world.error),
            contract="ContractViolation" in errors,
            parts=[Code(part.code) for part in parts],
        )

    def support_tests(self, job: Job, parts: list[Part], tests: list[str]) -> None:
        """The tests of the parts."""
        if not parts:
            return
        head = [
            'import assert from "node:assert/strict";',
            'import { test } from "node:test";',
            "",
            import_line({(part.name, False) for part in parts}, "../src/support.ts").text,
        ]
        text = job.render(
            "module.ts.jinja",
            header=job.header(),
            about=Comment(""),
            head=Code("\n".join(head)),
            items=[Code(part.test) for part in parts],
        )
        job.add("test/support.test.ts", text, "tests")
        tests.append("dist/test/support.test.js")

    def index(self, job: Job, world: World) -> None:
        """The interface of the package."""
        lines: list[str] = []
        module = job.root.module
        names = world.interface(module)
        if names:
            path = f"./{job.names.file(module.name)}.ts"
            lines.append(import_line(names, path).text.replace("import", "export", 1))
        errors = {(world.error, False), ("ErrorName", True)}
        lines.append(import_line(errors, "./support.ts").text.replace("import", "export", 1))
        text = job.render(
            "module.ts.jinja",
            header=job.header(),
            about=Comment(""),
            head=Code("\n".join(lines)),
            items=[],
        )
        job.add("src/index.ts", text, "support")

    def manifest(self, job: Job, world: World, tests: list[str]) -> None:
        """package.json and the configurations of tools."""
        module = job.root.module
        found = prose.paragraphs(module.description)
        text = job.render(
            "package.json.jinja",
            notice=text_json(notice(module)),
            name=text_json(job.names.file(module.name).text),
            version=text_json(_version(module.version)),
            description=text_json(found[0]) if found else None,
            tests=PathText("".join(f" {path}" for path in tests)),
            folders=PathText("src test" if tests else "src"),
        )
        job.add("package.json", text, "manifest")
        rules = lint_rules(world)
        lint = job.render("eslint.config.js.jinja", header=job.header(), rules=rules, tested=tests)
        job.add("eslint.config.js", lint, "config")
        config = job.render("tsconfig.json.jinja", header=job.header())
        job.add("tsconfig.json", config, "config", grammar=None)

    def test_plan(self, packages: list[tuple[str, Package]]) -> TestPlan:
        """One compilation and one run a package; see `plan`."""
        from vibee_plugins.typescript.plan import plan

        return plan(packages)


def _version(version: str | None) -> str:
    """A version of three numbers, as npm wants it."""
    found = re.match(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?([-+][0-9A-Za-z.+-]+)?$", version or "")
    if found is None:
        return "0.1.0"
    return ".".join(str(int(part or 0)) for part in found.groups()[:3]) + (found[4] or "")
