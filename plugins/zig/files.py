"""Texts of files: what stands around printed declarations."""

from __future__ import annotations

import hashlib
import re
import zlib

from vibee_plugins.zig import regexes
from vibee_plugins.zig.declarations import comment
from vibee_plugins.zig.frame import World
from vibee_plugins.zig.literals import quoted
from vibee_plugins.zig.profile import PROFILE
from vibee_plugins.zig.tests import Tests

from vibee_compiler.lowering.sir import LoweredModule
from vibee_compiler.records import dataclass
from vibee_compiler.targets import prose
from vibee_compiler.targets.base import Job
from vibee_compiler.targets.layout import Doc, render
from vibee_compiler.targets.support import Part
from vibee_compiler.targets.text import Code, Comment, Ident, StringLiteral
from vibee_compiler.targets.usage import BUILT_IN_ERRORS, error_description, raised_by

MEMORY = (
    "Functions with an `arena` allocate everything in it and free nothing; what they return lives "
    "as long as the arena and the arguments do."
)
_BUILD_LOCALS = ("b", "target", "optimize", "tests", "test_step", "build")


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
        self.module = module
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

    @property
    def tables(self) -> list[Doc]:
        """The tables of regular expressions."""
        return [regexes.table(*pair) for pair in self.own.p.wants.regexes.values()]

    def declarations(self) -> list[Code]:
        """Everything behind the constants, in order."""
        return [code(doc) for doc in (*self.types, *self.functions, *self.stores, *self.tables)]


@dataclass(frozen=True, slots=True)
class Library:
    """What the support module has: parts, placeholders of undeclared names, the errors."""

    parts: tuple[Part, ...]
    opaque: tuple[str, ...]
    errors: str

    def __bool__(self) -> bool:
        return bool(self.parts or self.opaque or self.errors)


def library(job: Job, world: World, printed: dict[str, Printed]) -> Library:
    """What the printed modules need."""
    wanted: set[str] = set()
    opaque: set[str] = set()
    for one in printed.values():
        for want in one.own.p.wants.parts:
            kind, colon, name = want.partition(":")
            (opaque if colon else wanted).add(name if colon else kind)
    opaque = {world.types.opaque(name).removeprefix("support.") for name in opaque}
    parts = tuple(job.support.select(sorted(wanted & set(job.support.parts))))
    for part in parts:
        world.raised |= set(part.errors)
    return Library(parts, tuple(sorted(opaque)), errors(world))


def errors(world: World) -> str:
    """The set of errors of the package; empty where nothing is raised."""
    raised = {world.names.error(name).text: name for name in world.raised}
    lines: list[str] = []
    for own in sorted(raised):
        lines += [f"    {line}" for line in comment([_error_about(world, raised[own])])]
        lines.append(f"    {own},")
    head = ["/// What can go wrong in this package.", "pub const Error = error{"]
    return "\n".join([*head, *lines, "};"]) if lines else ""


def _error_about(world: World, name: str) -> str:
    described = error_description(world.source, name)
    if described:
        return prose.sentence(described)
    if name in BUILT_IN_ERRORS:
        return prose.sentence(BUILT_IN_ERRORS[name])
    raisers = [
        f"`{world.function_name(module.name, one.name)}`"
        for module, one in raised_by(world.source, name)
    ]
    return f"Raised by {prose.enumeration(raisers[:3])}." if raisers else "A rule is broken."


def head_of(module: LoweredModule, *, allocates: bool) -> Comment:
    """The documentation of a module."""
    about = prose.paragraphs(module.module.description)
    return Comment("\n".join(comment([*about, *([MEMORY] if allocates else [])], "//!")))


def std_imports(names: set[str]) -> list[str]:
    """What a file uses of the standard library."""
    made = ['const std = @import("std");'] if names else []
    if "Allocator" in names:
        made.append("const Allocator = std.mem.Allocator;")
    return made + [f"const {name} = std.{name};" for name in ("math", "testing") if name in names]


def module_text(job: Job, made: Printed, has: Library, native: str | None, *, is_root: bool) -> str:
    """A module's file."""
    module, wants = made.module, made.own.p.wants
    texts = [code(doc) for doc in made.constants]
    if has.errors and is_root:
        texts.append(
            Code("/// What can go wrong in this package.\npub const Error = support.Error;")
        )
    elif "Error" in wants.names:
        texts.append(Code("const Error = support.Error;"))
    texts += made.declarations()
    names = wants.names & {"std", "Allocator", "math", "testing"}
    own = {str(job.names.file(name)): str(job.names.file(name)) for name in wants.modules}
    if is_root:
        others = [f for m in job.program.modules if m is not module for f in [_file(job, m)]]
        texts.append(Code(all_tests(others, has_support=bool(has))))
        names |= {"std", "testing"}
    if "support" in wants.names or "Error" in wants.names or (is_root and has):
        own["support"] = "support"
    if native is not None:
        own["native"] = native
    local = [f'const {name} = @import("{file}.zig");' for name, file in sorted(own.items())]
    blocks = [block for block in (std_imports(names), local) if block]
    return job.render(
        "module.zig.jinja",
        header=job.header(module),
        about=head_of(module, allocates=made.own.takes_arena),
        imports=Code("\n\n".join("\n".join(block) for block in blocks)),
        items=texts,
    )


def _file(job: Job, module: LoweredModule) -> str:
    return job.names.file(module.module.name).text


def all_tests(modules: list[str], *, has_support: bool) -> str:
    """The test that has everything compiled."""
    lines = ["    testing.refAllDecls(@This());"]
    lines += [f'    _ = @import("{name}.zig");' for name in sorted(modules)]
    lines += ["    _ = support;"] * has_support
    return "\n".join(["test {", *lines, "}"])


def support_items(job: Job, has: Library) -> list[str]:
    """The declarations of the support module."""
    items = [has.errors] if has.errors else []
    for own in has.opaque:
        items.append(
            "/// A type that the specification names but does not declare.\n"
            f"pub const {own} = struct {{}};"
        )
    for part in has.parts:
        items += [part.code, part.test] if part.test else [part.code]
    return items


def used_of_std(body: str) -> set[str]:
    """What code uses of the standard library."""
    names = {name for name in ("math", "testing") if re.search(rf"(?<![.\w]){name}\.", body)}
    return names | {"std"} | ({"Allocator"} if re.search(r"\bAllocator\b", body) else set())


def support_text(job: Job, has: Library) -> str:
    """The support module."""
    items = support_items(job, has)
    return job.render(
        "support.zig.jinja",
        header=job.header(),
        imports=Code("\n".join(std_imports(used_of_std("\n".join(items))))),
        items=[Code(item) for item in items],
    )


def manifest(job: Job) -> None:
    """The build file and the package's manifest."""
    root = job.root.module
    file = job.names.file(root.name).text
    job.add(
        "build.zig",
        job.render(
            "build.zig.jinja",
            header=job.header(),
            ident=Ident("module" if file in _BUILD_LOCALS else file),
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
