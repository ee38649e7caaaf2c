"""The target: from a lowered program to the files of a crate."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from vibee_plugins.rust import docs, errors, layout, lints
from vibee_plugins.rust.crate import Crate
from vibee_plugins.rust.declarations import Declarations
from vibee_plugins.rust.files import (
    code,
    for_tests,
    indented,
    inlined,
    mod_name,
    toml,
    use,
    use_lines,
    version,
)
from vibee_plugins.rust.pages import Pages
from vibee_plugins.rust.profile import PROFILE
from vibee_plugins.rust.tests import Tests
from vibee_plugins.rust.texts import regex_static

from vibee_compiler.ir.module import Enum
from vibee_compiler.lowering.profile import Lowering
from vibee_compiler.lowering.sir import LoweredModule
from vibee_compiler.records import dataclass
from vibee_compiler.targets import prose
from vibee_compiler.targets.base import Job, Setting, TemplateTarget
from vibee_compiler.targets.docs import page as docs_page
from vibee_compiler.targets.layout import HARDLINE, Doc, concat, join, text
from vibee_compiler.targets.package import Package
from vibee_compiler.targets.styles import STYLE, styled
from vibee_compiler.targets.support import Part
from vibee_compiler.targets.text import Code, Comment, Ident, StringLiteral

if TYPE_CHECKING:
    from vibee_compiler.check.plan import TestPlan

BLANK = concat(HARDLINE, HARDLINE)
TYPE_PARTS = {
    "timestamp": "Timestamp",
    "duration": "Duration",
    "decimal": "Decimal",
    "uuid": "Uuid",
    "any": "Any",
}


@dataclass(slots=True)
class Made:
    """What was printed of a module."""

    own: Declarations
    items: list[Doc]
    types: list[Doc]
    functions: list[Doc]
    tests: Tests
    printed: list[Doc]

    def needs(self) -> set[str]:
        """What the module and its tests need of the crate."""
        return self.own.p.needs | self.tests.p.needs

    def opaque(self) -> set[str]:
        """Names that the module uses and nobody declares."""
        return {n.partition(":")[2] for n in self.needs() if n.startswith("opaque:")}


class RustTarget(TemplateTarget):
    """Rust."""

    profile = PROFILE
    folder = Path(__file__).parent
    mutant_number = 'std::env::var("VIBEE_MUTANT").map_or(0, |n| n.parse().unwrap_or(0))'
    settings: ClassVar[Mapping[str, Setting]] = {"style": STYLE}

    def lowering(self, settings: Mapping[str, str]) -> Lowering:
        """As the profile says, in the style that is asked for."""
        return styled(self.profile.lowering, settings)

    def files(self, job: Job) -> None:
        """Makes the crate."""
        crate = Crate(job.source, job.program, job.names)
        crate.native = native_bodies(job)
        made = {
            module.module.name: self.module(job, crate, module) for module in job.program.modules
        }
        # Types come last: printing bodies and tests tells which checks they need.
        for module in job.program.modules:
            one = made[module.module.name]
            one.types = [one.own.type(decl) for decl in module.module.types]
        parts = self.parts(job, made)
        for part in parts:
            crate.raised |= set(part.errors)
        if job.options.single:
            self.single(job, crate, made, parts)
            return
        root = job.root.module.name
        for module in job.program.modules:
            name = module.module.name
            path = "src/lib.rs" if name == root else f"src/{job.names.file(name)}.rs"
            body = self.module_text(job, crate, module, made[name], has_support=bool(parts))
            job.add(path, body, "module", module=module)
            self.tests(job, crate, module, made[name])
            if native := _native_text(crate, module):
                folder = "src" if name == root else f"src/{job.names.file(name)}"
                job.add(f"{folder}/native.rs", native, "native", module=module)
            page = Pages(job, module, made[name].tests)
            job.add(f"docs/{job.names.file(name)}.md", docs_page(page), "docs", module=module)
        if parts:
            job.add("src/support.rs", self.support(job, parts, made), "support")
        job.add("Cargo.toml", self.manifest(job, crate), "manifest")

    def single(self, job: Job, crate: Crate, made: dict[str, Made], parts: list[Part]) -> None:
        """Makes one file: the root, the other modules and the tests inside it."""
        texts: dict[str, str] = {}
        for module in job.program.modules:
            one = made[module.module.name]
            text_ = self.module_text(job, crate, module, one, has_support=bool(parts))
            if one.printed:
                text_ = inlined(text_, "tests", self.tests_text(job, module, one))
                self.record_tests(job, module, one)
            if native := _native_text(crate, module):
                text_ = inlined(text_, "native", f"\n{native}")
            texts[job.names.file(module.module.name).text] = text_
        root = job.names.file(job.root.module.name).text
        whole = texts.pop(root)
        for name, text_ in texts.items():
            whole = inlined(whole, name, text_)
        if parts:
            whole = inlined(whole, "support", self.support(job, parts, made))
        job.add(f"{root}.rs", whole, "module", module=job.root)

    def module(self, job: Job, crate: Crate, module: LoweredModule) -> Made:
        """Prints the items and the tests of a module."""
        own = Declarations(crate, module)
        items = [own.constant(one) for one in module.module.constants]
        tests = Tests(crate, module)
        path = f"{job.names.file(job.root.module.name)}::"
        if module is not job.root:
            path += f"{job.names.file(module.module.name)}::"
        functions: list[Doc] = []
        for lowered in module.behaviours:
            function = lowered.function
            behaviour = function.behaviour
            public = behaviour is None or not behaviour.internal
            name = crate.function_name(module.module.name, function.name)
            example = tests.doctest(lowered, path) if public else []
            functions.append(own.function(function, name=name, public=public, doctest=example))
        for helper in module.helpers:
            name = crate.function_name(module.module.name, helper.name)
            functions.append(own.function(helper, name=name, public=False))
        printed = tests.all()
        return Made(own, items, [], functions, tests, printed)

    def parts(self, job: Job, made: dict[str, Made]) -> list[Part]:
        """The parts of the support module that the crate uses."""
        wanted: set[str] = set()
        for one in made.values():
            for need in one.needs():
                if need.startswith(("part:", "type:")):
                    wanted.add(need.partition(":")[2])
        return job.support.select(sorted(wanted))

    def module_text(
        self, job: Job, crate: Crate, module: LoweredModule, made: Made, *, has_support: bool
    ) -> str:
        """The text of a module's file."""
        is_root = module is job.root
        name = module.module.name
        items = list(made.items)
        if is_root:
            items.append(self.error_type(crate, made))
        for opaque in sorted(made.opaque()):
            items.append(self.opaque(crate, opaque))
        items += made.types
        items += [
            made.own.enum_names(decl)
            for decl in module.module.types
            if isinstance(decl, Enum) and (name, decl.name) in crate.named_enums
        ]
        items += made.functions
        items += [regex_static(*pair) for pair in crate.regexes.get(name, {}).values()]
        head = self.head(job, module, made, has_support=has_support)
        about = [docs.escaped(p) for p in prose.paragraphs(module.module.description)]
        doc_lines = [line.replace("///", "//!", 1) for line in docs.comment(about)]
        return job.render(
            "module.rs.jinja",
            header=job.header(module),
            about=Comment("\n".join(doc_lines)),
            head=Code("\n\n".join(head)),
            items=[code(item) for item in items],
        )

    def head(self, job: Job, module: LoweredModule, made: Made, *, has_support: bool) -> list[str]:
        """Modules and imports."""
        is_root = module is job.root
        blocks: list[str] = []
        mods: list[str] = []
        if is_root:
            mods += [
                f"pub mod {job.names.file(one.module.name)};"
                for one in job.program.modules
                if one is not job.root
            ]
            mods += ["mod support;"] * has_support
        if _native_text(made.own.crate, module):
            mods += ["mod native;"]
        if made.printed:
            mods += ["#[cfg(test)]\nmod tests;"]
        if mods:
            blocks.append("\n".join(sorted(mods, key=mod_name)))
        paths = {need for need in made.own.p.needs if need.startswith(("std::", "crate::"))}
        if is_root:
            paths -= {"crate::Error", "crate::Result"}
            crate = made.own.crate
            paths |= {"std::fmt"} if crate.program.errors or crate.raised else set()
        paths |= self.support_paths(job, made.own.p.needs)
        public = sorted(
            TYPE_PARTS[n.partition(":")[2]] for n in made.own.p.needs if n.startswith("type:")
        )
        own = [path for path in paths if path.rpartition("::")[2] not in public]
        line = f"pub {use('crate::support', public)}" if public else ""
        return [*blocks, *use_lines(own, line)]

    def support_paths(self, job: Job, needs: set[str]) -> set[str]:
        """What a module uses of the support module."""
        found: set[str] = set()
        traits = {need.partition(":")[2] for need in needs if need.startswith("trait:")}
        methods = {
            "checked_sum", "sorted", "sorted_by_key", "sorted_by_number", "try_sorted_by_key",
            "try_sorted_by_number",
            "grouped_by", "max_by_first", "min_by_number", "max_by_number", "near", "near_any",
            "timestamp_literal",
            "decimal_literal", "uuid_literal",
        }  # fmt: skip
        for need in needs:
            kind, _, name = need.partition(":")
            if kind == "part" and name == "regex":
                found |= {"crate::support::Regex", "crate::support::Step"}
            elif kind == "part" and name in TYPE_PARTS:
                continue
            elif kind == "part" and name not in methods:
                found.add(f"crate::support::{name}")
        found |= {f"crate::support::{trait}" for trait in traits}
        return found

    def error_type(self, crate: Crate, made: Made) -> Doc:
        """The error enum of the crate with what belongs to it."""
        names = sorted(set(crate.program.errors) | crate.raised)
        variants: list[Doc] = []
        arms: list[Doc] = []
        texts: list[str] = []
        for name in names:
            variant = crate.names.error(name).text
            about = docs.comment([self.error_about(crate, name)])
            payload = "" if name in errors.BARE else "(String)"
            payload = "(&'static str)" if name == errors.CONTRACT else payload
            variants.append(join(HARDLINE, [*map(text, about), f"{variant}{payload},"]))
            if name == errors.CONTRACT:
                shown = 'write!(f, "contract violated: {contract}")'
                arms.append(text(f"Self::{variant}(contract) => {shown},"))
            elif name in errors.BARE:
                arms.append(text(f'Self::{variant} => f.write_str("{errors.BARE[name][1]}"),'))
            else:
                texts.append(f"Self::{variant}(message)")
        if texts:
            arms.append(_either(texts, "f.write_str(message)"))
        if not names:
            return self.no_errors()
        enum = concat("pub enum Error ", layout.block(join(HARDLINE, variants)))
        display = concat(
            "fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result ",
            layout.block(concat("match self ", layout.block(join(HARDLINE, arms)))),
        )
        return join(
            BLANK,
            [
                join(
                    HARDLINE,
                    [
                        "/// What can go wrong in this crate.",
                        "#[derive(Debug, Clone, PartialEq, Eq, Hash)]",
                        "#[non_exhaustive]",
                        enum,
                    ],
                ),
                concat("impl fmt::Display for Error ", layout.block(display)),
                text("impl std::error::Error for Error {}"),
                join(
                    HARDLINE,
                    [
                        "/// The result of what may fail with an [`Error`].",
                        "pub type Result<T> = std::result::Result<T, Error>;",
                    ],
                ),
            ],
        )

    def no_errors(self) -> Doc:
        """Nothing: a crate that cannot fail has no error."""
        return text("")

    def error_about(self, crate: Crate, name: str) -> str:
        """The documentation of an error."""
        if name in errors.BARE:
            return errors.BARE[name][0]
        if name in errors.TEXT:
            return errors.TEXT[name]
        if name == errors.CONTRACT:
            return "The constraint, precondition or postcondition with this text does not hold."
        raisers: list[str] = []
        for module in crate.program.modules:
            for lowered in module.behaviours:
                behaviour = lowered.function.behaviour
                if behaviour is None:
                    continue
                for declared in behaviour.errors:
                    if declared.name == name and declared.description:
                        return docs.escaped(prose.sentence(declared.description))
                if name in {d.name for d in behaviour.errors} and not behaviour.internal:
                    own = crate.function_name(module.module.name, behaviour.name)
                    path = crate.types.module_path(
                        module.module.name, crate.program.root.module.name
                    )
                    is_root = module is crate.program.root
                    raisers.append(own if is_root else f"{path}::{own}")
        return (
            f"Raised by [`{raisers[0]}`]." if raisers else "A rule of the specification is broken."
        )

    def opaque(self, crate: Crate, name: str) -> Doc:
        """A placeholder for a type that nobody declares."""
        ident = crate.types.opaque(name)
        return join(
            HARDLINE,
            [
                "/// A type that the specification names but does not declare.",
                "#[derive(Debug, Clone, PartialEq, Eq, Hash)]",
                f"pub struct {ident};",
            ],
        )

    def tests(self, job: Job, crate: Crate, module: LoweredModule, made: Made) -> None:
        """The file of a module's tests."""
        if not made.printed:
            return
        is_root = module is job.root
        file = job.names.file(module.module.name)
        path = "src/tests.rs" if is_root else f"src/{file}/tests.rs"
        job.add(path, self.tests_text(job, module, made), "tests", module=module)
        self.record_tests(job, module, made)

    def record_tests(self, job: Job, module: LoweredModule, made: Made) -> None:
        """Says where the tests of a module went."""
        file = job.names.file(module.module.name)
        prefix = "tests" if module is job.root else f"{file}::tests"
        for test in made.tests.named().values():
            job.add_test(test.case(f"{prefix}::{test.ident}"))

    def tests_text(self, job: Job, module: LoweredModule, made: Made) -> str:
        """The text of a module's tests."""
        is_root = module is job.root
        needs = made.tests.p.needs
        own = made.own.p.needs
        paths = {n for n in needs - own if n.startswith("std::")}
        already = self.support_paths(job, own)
        paths |= self.support_paths(job, needs) - already
        types = {n for n in needs - own if n.startswith("type:")}
        paths |= {f"crate::support::{TYPE_PARTS[n.partition(':')[2]]}" for n in types}
        if not is_root:
            paths |= {n for n in needs - own if n.startswith("crate::")}
        return job.render(
            "tests.rs.jinja",
            header=job.header(module),
            head=Code("\n".join(["use super::*;", *use_lines(paths)])),
            items=[code(doc) for doc in made.printed],
        )

    def only_tests(self, job: Job, made: dict[str, Made]) -> set[str]:
        """The parts that nothing but tests needs."""
        own = {
            need.partition(":")[2]
            for one in made.values()
            for need in one.own.p.needs
            if need.startswith(("part:", "type:"))
        }
        used = {part.name for part in job.support.select(sorted(own))}
        return set(job.support.parts) - used

    def support(self, job: Job, parts: list[Part], made: dict[str, Made]) -> str:
        """The text of the support module."""
        uses = use_lines(use for part in parts for use in part.uses)
        tests = [part.test for part in parts if part.test]
        only_tests = self.only_tests(job, made)
        return job.render(
            "support.rs.jinja",
            header=job.header(),
            head=Code("\n\n".join(uses)),
            parts=[
                Code(for_tests(part.code) if part.name in only_tests else part.code)
                for part in parts
            ],
            tests=[Code(indented(test)) for test in tests],
        )

    def manifest(self, job: Job, crate: Crate) -> str:
        """Cargo.toml."""
        module = job.root.module
        found = prose.paragraphs(module.description)
        return job.render(
            "Cargo.toml.jinja",
            header=Comment(job.header().text.replace("//", "#", 1)),
            name=StringLiteral(f'"{job.names.file(module.name)}"'),
            version=StringLiteral(toml(version(module.version))),
            description=StringLiteral(toml(found[0])) if found else None,
            lints=[
                (Ident(lint), Comment(lints.REASONS[lint]))
                for lint in sorted(crate.lints | lints.of_program(job.program))
            ],
        )

    def test_plan(self, packages: list[tuple[str, Package]]) -> TestPlan:
        """One workspace for all crates; see `plan`."""
        from vibee_plugins.rust.plan import plan

        return plan(packages)


def native_bodies(job: Job) -> dict[tuple[str, str], str]:
    """The author's own functions that are in use, by module and behaviour."""
    return {
        (module.module.name, lowered.function.name): body
        for module in job.program.modules
        for lowered in module.behaviours
        if lowered.function.behaviour is not None
        and (body := job.native(lowered.function.behaviour)) is not None
    }


def _either(patterns: list[str], body: str) -> Doc:
    """An arm inside of an `impl`: rustfmt breaks the patterns last."""
    flat = " | ".join(patterns)
    room = PROFILE.width - 3 * len(PROFILE.indent)
    if len(flat) + len(" => ,") + len(body) <= room:
        return text(f"{flat} => {body},")
    if len(flat) + len(" => {") <= room:
        return concat(f"{flat} => ", layout.block(text(body)))
    return concat(
        join(HARDLINE, [patterns[0], *(f"| {one}" for one in patterns[1:])]), f" => {body},"
    )


def _native_text(crate: Crate, module: LoweredModule) -> str:
    """The file of a module's hand-written functions; empty where there are none."""
    own = [body for (name, _), body in crate.native.items() if name == module.module.name]
    return "\n\n".join(body.strip("\n") for body in own) + "\n" if own else ""
