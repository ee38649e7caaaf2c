"""The Python target: a program's modules, support module, tests, manifest and docs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from vibee_plugins.python import imports
from vibee_plugins.python.declarations import Declarations
from vibee_plugins.python.docs import PythonDocs
from vibee_plugins.python.docstrings import Docstring, document
from vibee_plugins.python.errors import ERRORS
from vibee_plugins.python.lint import TESTS, ignored, wanted_rules
from vibee_plugins.python.package import PythonPackage
from vibee_plugins.python.profile import PROFILE
from vibee_plugins.python.tests import Tests

from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.profile import Lowering
from vibee_compiler.records import dataclass
from vibee_compiler.targets import docs as pages
from vibee_compiler.targets import prose
from vibee_compiler.targets.base import Job, Setting, TemplateTarget
from vibee_compiler.targets.layout import Doc, render
from vibee_compiler.targets.package import Package
from vibee_compiler.targets.styles import STYLE, styled
from vibee_compiler.targets.support import Part
from vibee_compiler.targets.text import Code, Comment, PathText, StringLiteral

if TYPE_CHECKING:
    from vibee_compiler.check.plan import TestPlan

WIDTH = PROFILE.width
AGREE = '''\
def agree(actual: object, expected: object, *, tolerance: float = 0.0) -> bool:
    """Returns whether a result is the expected one, part by part.

    NaN agrees with NaN, 0.0 and -0.0 do not agree.
    """
    if isinstance(actual, float) and isinstance(expected, float):
        if math.isnan(expected) or math.isinf(expected):
            return math.isnan(actual) if math.isnan(expected) else actual == expected
        if tolerance:
            return abs(actual - expected) <= tolerance
        return actual == expected and math.copysign(1.0, actual) == math.copysign(1.0, expected)
    if isinstance(actual, tuple | list) and isinstance(expected, tuple | list):
        return len(actual) == len(expected) and all(
            agree(a, b, tolerance=tolerance) for a, b in zip(actual, expected, strict=True)
        )
    if isinstance(actual, dict) and isinstance(expected, dict):
        return agree(tuple(actual.items()), tuple(expected.items()), tolerance=tolerance)
    if is_dataclass(actual) and not isinstance(actual, type):
        return type(actual) is type(expected) and all(
            agree(getattr(actual, f.name), getattr(expected, f.name), tolerance=tolerance)
            for f in fields(actual)
        )
    return type(actual) is type(expected) and actual == expected\
'''
AGREE_USES = {"import:math", "dataclasses:fields", "dataclasses:is_dataclass"}


@dataclass(slots=True)
class Made:
    """What was printed of one module."""

    own: Declarations
    constants: list[Doc] = field(default_factory=list)
    items: list[Doc] = field(default_factory=list)
    tests: Tests | None = None
    printed: list[object] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Item:
    """A top-level item; a tight one has one empty line before it."""

    code: Code
    tight: bool = False


class PythonTarget(TemplateTarget):
    """Python 3.11 and later."""

    profile = PROFILE
    folder = Path(__file__).parent
    mutant_number = 'int(__import__("os").environ.get("VIBEE_MUTANT", "0"))'
    settings: ClassVar[Mapping[str, Setting]] = {"style": STYLE}

    def lowering(self, settings: Mapping[str, str]) -> Lowering:
        """As the profile says, in the style that is asked for."""
        return styled(self.profile.lowering, settings)

    def files(self, job: Job) -> None:
        """The package, or one file."""
        package = PythonPackage(job)
        made = {m.module.name: self.print_module(package, m) for m in job.program.modules}
        if any(self.clashes(package, job, one) for one in made.values()):
            made = {m.module.name: self.print_module(package, m) for m in job.program.modules}
        self.number_tests(job, made)
        if job.options.single:
            self.single(job, package, made)
            return
        self.package_files(job, package, made)

    def package_files(self, job: Job, package: PythonPackage, made: dict[str, Made]) -> None:
        """All files of a package."""
        name = job.names.file(job.root.module.name).text
        parts = self.parts(job, made, package)
        support_path = f"{name}._support"
        rest: list[tuple[str, str, str, s.LoweredModule | None]] = []
        for module in job.program.modules:
            one = made[module.module.name]
            file = job.names.file(module.module.name).text
            path = "__init__" if module is job.root else file
            text = self.module_text(job, package, module, one, name)
            rest.append((f"src/{name}/{path}.py", text, "module", module))
            tests = self.tests_text(job, package, module, one, name)
            if tests:
                rest.append((f"tests/test_{file}.py", tests, "tests", module))
            page = pages.page(PythonDocs(one.own, Tests(package, module)))
            rest.append((f"docs/{file}.md", page, "docs", module))
            self.native_files(job, module, f"src/{name}")
        # Errors of the spec's own derive from a class there.
        speaks = any(package.mentioned_errors(module) for module in job.program.modules)
        if parts or package.used_errors or speaks:
            rest.append(
                (f"src/{name}/_support.py", self.support_text(job, package, parts), "support", None)
            )
            support_tests = self.support_tests(job, parts, support_path)
            if support_tests:
                rest.append(("tests/test_support.py", support_tests, "tests", None))
        rest.append((f"src/{name}/py.typed", "", "config", None))
        sources = [text for path, text, role, _ in rest if path.endswith(".py")]
        tested = any(role == "tests" for _, _, role, _ in rest)
        manifest = self.manifest(job, name, sources, tested=tested)
        job.add("pyproject.toml", manifest, "manifest")
        for path, text, role, owner in sorted(rest, key=lambda one: one[0]):
            grammar = None if path.endswith("py.typed") else ""
            job.add(path, text, role, grammar=grammar, module=owner)

    # Modules

    def print_module(self, package: PythonPackage, module: s.LoweredModule) -> Made:
        """Every declaration of a module, printed."""
        own = Declarations(package, module)
        self.name_opaque(package, own)
        made = Made(own)
        early = [c for c in module.module.constants if not own.late(c)]
        late = [c for c in module.module.constants if own.late(c)]
        made.constants = [own.constant(one) for one in early]
        functions = [own.function(b.function) for b in module.behaviours]
        functions += [own.function(helper) for helper in module.helpers]
        made.items += [own.opaque(name) for name in sorted(own.p.texts.opaque)]
        for decl in module.module.types:
            made.items += own.type(decl)
        names = set(own.p.own_errors) | {
            n
            for n in package.mentioned_errors(module)
            if package.error_home(n) == module.module.name
        }
        errors = [own.error(name) for name in sorted(names)]
        made.items = errors + made.items + [own.constant(one) for one in late] + functions
        for name in sorted(package.mentioned_errors(module)):
            if package.error_home(name) is None:
                package.error(own.p, name)
        made.tests = Tests(package, module)
        made.printed = list(made.tests.all())
        return made

    def name_opaque(self, package: PythonPackage, own: Declarations) -> None:
        """Names for what the module uses as types and nobody declares."""
        from vibee_compiler.targets.usage import opaque_names

        scope = own.names.scope
        for name in opaque_names(own.module.module):
            key = (own.module.module.name, "opaque", name)
            own.p.texts.opaque[name] = scope.declare(key, name, "type").text

    def clashes(self, package: PythonPackage, job: Job, made: Made) -> bool:
        """Whether an imported name is one of the module's own; those get another name then."""
        module = made.own.module.module.name
        own = set(made.own.names.scope.used) | made.own.locals_seen
        shared = {"replace", "field", "Final", "Enum", "TypeAlias", "Generic", "TypeVar"}
        found = (own & shared) | (own & job.support.parts.keys())
        before = package.clashing.get(module, set())
        package.clashing[module] = found | before
        return bool(found - before)

    def number_tests(self, job: Job, made: dict[str, Made]) -> None:
        """The table of where each example and property went."""
        for module in job.program.modules:
            one = made[module.module.name]
            file = job.names.file(module.module.name).text
            path = f"tests/test_{file}.py"
            if job.options.single:
                path = f"{job.names.file(job.root.module.name)}.py"
            for printed in one.printed:
                for test, ident in printed.cases:  # type: ignore[attr-defined]
                    job.add_test(test.case(f"{path}::{ident}"))

    def module_text(
        self, job: Job, package: PythonPackage, module: s.LoweredModule, made: Made, name: str
    ) -> str:
        """The text of a module."""
        about = prose.paragraphs(module.module.description)
        if about:
            about[0] = prose.sentence(about[0])
        said = Docstring(about or [f"Module {prose.clean(module.module.name)}."])
        exports = imports.exported(self.exports(package, module, made))
        head = [Code(f'{v} = TypeVar("{v}")') for v in sorted(made.own.type_vars)]
        items = [Item(Code(render(doc, width=WIDTH)), tight=True) for doc in made.constants]
        items += [Item(Code(text), tight) for text, tight in _spaced(made.items)]
        return job.render(
            "module.py.jinja",
            header=job.header(module),
            docstring=Comment(render(document(said, 0), width=WIDTH)),
            imports=Code(self.imports(job, package, made, name)),
            exports=Code(exports),
            head=Code("\n".join(code.text for code in head)),
            items=items,
        )

    def imports(self, job: Job, package: PythonPackage, made: Made, name: str) -> str:
        """The import lines of a module."""
        own = made.own.p.texts.uses
        standard = {self._aliased(package, made, use) for use in own if _is_standard(use)}
        blocks = []
        if standard:
            blocks.append("\n".join(imports.lines(standard)))
        local: set[str] = set()
        for use in own:
            kind, _, what = use.partition(":")
            if kind == "package" and what != made.own.module.module.name:
                file = job.names.file(what).text
                is_root = what == job.root.module.name
                local.add(f"{name}:{'_root' if is_root else file}")
            elif kind == "native":
                local.add(f"{name}:_native as native")
            elif kind == "support":
                alias = package.alias(made.own.module.module.name, what)
                shown = what if alias == what else f"{what} as {alias}"
                local.add(f"{name}._support:{shown}")
        if local:
            blocks.append("\n".join(imports.lines(local)))
        return "\n\n".join(blocks)

    def _aliased(self, package: PythonPackage, made: Made, use: str) -> str:
        module, _, what = use.partition(":")
        if module == "import":
            return use
        alias = package.alias(made.own.module.module.name, what)
        return use if alias == what else f"{module}:{what} as {alias}"

    def exports(self, package: PythonPackage, module: s.LoweredModule, made: Made) -> Iterable[str]:
        """The names of the module's interface."""
        names = package.names[module.module.name]
        found = [names.constant(c.name).text for c in module.module.constants]
        for decl in module.module.types:
            found.append(names.type(decl.name).text)
            found += [names.variant(decl.name, v.name).text for v in getattr(decl, "variants", ())]
        found += [
            names.function(b.function.name).text
            for b in module.behaviours
            if package.is_public(module.module.name, b.function.name)
        ]
        errors = [package.names.error(e).text for e in package.mentioned_errors(module)]
        if errors:
            found += [*errors, package.root_error()]
            made.own.p.texts.uses.add(f"support:{package.root_error()}")
        types = {"Timestamp", "Duration", "Ok", "Err", "Some"}
        found += [
            use.partition(":")[2]
            for use in made.own.p.texts.uses
            if use.startswith("support:") and use.partition(":")[2] in types
        ]
        found += made.own.p.texts.opaque.values()
        return found

    # Support

    def parts(self, job: Job, made: dict[str, Made], package: PythonPackage) -> list[Part]:
        """The parts of the support module that the package uses."""
        wanted: set[str] = set()
        for one in made.values():
            assert one.tests is not None
            for use in one.own.p.texts.uses | one.tests.p.texts.uses:
                kind, _, what = use.partition(":")
                if kind == "support" and what in job.support.parts:
                    wanted.add(what)
        parts = job.support.select(sorted(wanted))
        for part in parts:
            package.used_errors |= set(part.errors)
        return parts

    def support_text(self, job: Job, package: PythonPackage, parts: list[Part]) -> str:
        """The text of the support module."""
        uses = {use.strip() for part in parts for line in part.uses for use in line.split(",")}
        head = [part.code for part in parts if _is_value(part)]
        items = [self.root_class(package)]
        items += [self.error_class(package, name) for name in sorted(package.used_errors)]
        items += [part.code for part in parts if not _is_value(part)]
        return job.render(
            "support.py.jinja",
            header=job.header(),
            imports=Code("\n".join(imports.lines(uses))),
            head=Code("\n\n".join(_grouped_values(head))),
            items=[Code(code) for code in items],
        )

    def root_class(self, package: PythonPackage) -> str:
        """The class that all errors share."""
        head = f"class {package.root_error()}(Exception):"
        return f'{head}\n    """What can go wrong in this package."""'

    def error_class(self, package: PythonPackage, name: str) -> str:
        """An error of the support module."""
        own = package.names.error(name).text
        builtin = ERRORS.get(name)
        bases = package.root_error() + (f", {builtin.base}" if builtin else "")
        about = builtin.about if builtin else "A rule of several modules is broken."
        return f'class {own}({bases}):\n    """{about}"""'

    def support_tests(self, job: Job, parts: list[Part], module: str) -> str:
        """The tests of the support module."""
        tests = [part.test for part in parts if part.test]
        if not tests:
            return ""
        code = "\n".join(tests)
        words = set(re.findall(r"[A-Za-z_]\w*", code))
        names = {part.name for part in parts} | set(ERRORS)
        used = {f"{module}:{name}" for name in words & names}
        standard = {"import:math"} if re.search(r"\bmath\.", code) else set()
        blocks = ["\n".join(imports.lines(standard))] if standard else []
        third = {"import:pytest"} if "pytest." in code else set()
        blocks += ["\n".join(imports.lines(third))] if third else []
        blocks.append("\n".join(imports.lines(used)))
        return job.render(
            "tests.py.jinja",
            header=job.header(),
            imports=Code("\n\n".join(blocks)),
            items=[Code(test) for test in tests],
        )

    # Tests, manifest

    def test_items(self, made: Made) -> list[str]:
        """The test functions, helpers first."""
        assert made.tests is not None
        items = [render(one.doc, width=WIDTH) for one in made.printed]  # type: ignore[attr-defined]
        return [AGREE, *items] if "agree" in made.tests.helpers else items

    def tests_text(
        self, job: Job, package: PythonPackage, module: s.LoweredModule, made: Made, name: str
    ) -> str:
        """The text of a module's tests; empty without any."""
        items = self.test_items(made)
        if not items:
            return ""
        assert made.tests is not None
        uses = {u for u in made.tests.p.texts.uses if _is_standard(u)}
        if "agree" in made.tests.helpers:
            uses |= AGREE_USES
        blocks = ["\n".join(imports.lines(uses))] if uses else []
        if any("pytest." in item for item in items):
            blocks.append("import pytest")
        blocks.append(self.test_imports(job, package, module, made, name, items))
        return job.render(
            "tests.py.jinja",
            header=job.header(module),
            imports=Code("\n\n".join(block for block in blocks if block)),
            items=[Code(item) for item in items],
        )

    def test_imports(
        self,
        job: Job,
        package: PythonPackage,
        module: s.LoweredModule,
        made: Made,
        name: str,
        items: list[str],
    ) -> str:
        """What the tests take from the package: the names of the module that they mention."""
        words = set(re.findall(r"[A-Za-z_]\w*", "\n".join(items)))
        assert made.tests is not None
        file = job.names.file(module.module.name).text
        path = name if module is job.root else f"{name}.{file}"
        own = set(self.exports(package, module, made))
        own |= made.tests.p.names_used
        hidden = {one for one in own if one.startswith(("test", "Test")) and f"_{one}" in words}
        found = {f"{path}:{one}" for one in (own & words) - hidden}
        found |= {f"{path}:{one} as _{one}" for one in hidden}
        for use in made.tests.p.texts.uses:
            kind, _, what = use.partition(":")
            if kind == "support" and what not in own:
                found.add(f"{name}._support:{what}")
            elif kind == "package" and what != module.module.name:
                found.add(f"{name}:{job.names.file(what)}")
        return "\n".join(imports.lines(found))

    def manifest(self, job: Job, name: str, sources: list[str], *, tested: bool) -> str:
        """pyproject.toml."""
        module = job.root.module
        found = prose.paragraphs(module.description)
        project = name.replace("_", "-").strip("-")
        return job.render(
            "pyproject.toml.jinja",
            header=job.header(),
            name=StringLiteral(_toml(project)),
            version=StringLiteral(_toml(_version(module.version))),
            description=StringLiteral(_toml(found[0])) if found else None,
            readme=StringLiteral(_toml(f"docs/{name}.md")),
            build_target=StringLiteral(_toml(f"src/{name}")) if project != name else None,
            ignored=ignored(tuple(wanted_rules(sources))),
            folders=Code('"src", "tests"' if tested else '"src"'),
            test_ignored=Code(", ".join(f'"{rule}"' for rule in TESTS)) if tested else None,
        )

    def native_files(self, job: Job, module: s.LoweredModule, folder: str) -> None:
        """Hand-written bodies, in a file of their own."""
        bodies: list[str] = []
        for lowered in module.behaviours:
            behaviour = lowered.function.behaviour
            body = None if behaviour is None else job.native(behaviour)
            if body is not None:
                bodies.append(body.strip("\n"))
        if bodies:
            job.add(f"{folder}/_native.py", "\n\n\n".join(bodies) + "\n", "native", module=module)

    # One file

    def single(self, job: Job, package: PythonPackage, made: dict[str, Made]) -> None:
        """Everything in one file: support, modules, tests."""
        from vibee_plugins.python.single import single_text

        name = job.names.file(job.root.module.name).text
        job.add(f"{name}.py", single_text(self, job, package, made), "module", module=job.root)

    def test_plan(self, packages: list[tuple[str, Package]]) -> TestPlan:
        """One process for all packages; see `plan`."""
        from vibee_plugins.python.plan import plan

        return plan(packages)


def _is_standard(use: str) -> bool:
    return use.partition(":")[0] not in ("support", "package", "native")


def _is_value(part: Part) -> bool:
    return not part.code.startswith(("def ", "class ", "@"))


def _grouped_values(codes: list[str]) -> list[str]:
    variables = [code for code in codes if "TypeVar(" in code]
    others = [code for code in codes if "TypeVar(" not in code]
    return ["\n".join(variables), *others] if variables else others


def _spaced(docs: list[Doc]) -> list[tuple[str, bool]]:
    """Items with two empty lines between; a value right behind a value has one."""
    made: list[tuple[str, bool]] = []
    before_value = False
    for doc in docs:
        text = render(doc, width=WIDTH)
        value = not text.startswith(("def ", "class ", "@"))
        made.append((text, value and before_value))
        before_value = value
    return made


def _version(version: str | None) -> str:
    made = prose.clean(version or "")
    return made if re.fullmatch(r"\d+(\.\d+){0,3}((a|b|rc)\d+)?", made) else "0.1.0"


def _toml(value: str) -> str:
    from vibee_compiler.targets.literals import escape

    def numbered(code: int, _after: str) -> str:
        return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

    return f'"{escape(value, {chr(92): chr(92) * 2, chr(34): chr(92) + chr(34)}, numbered)}"'


def path_text(value: str) -> PathText:
    """A path of the output as finished text."""
    return PathText(value)
