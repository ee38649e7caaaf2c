"""What every target keeps, one function a rule: each gives the breaches, in words.

The test suite calls the same functions; an empty list is a kept rule.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vibee_compiler import PLUGIN_API
from vibee_compiler.check.syntax import SyntaxGate
from vibee_compiler.ir.module import Program
from vibee_compiler.ir.signatures import table
from vibee_compiler.kit.specs import KitSpec, compiled
from vibee_compiler.targets import registry
from vibee_compiler.targets.base import SHARED_TEMPLATES, TemplateTarget
from vibee_compiler.targets.hookspecs import Target
from vibee_compiler.targets.naming import NameRules, Scope
from vibee_compiler.targets.package import ROLES, Options, Package
from vibee_compiler.targets.profile import FEATURES, LEVELS, Profile
from vibee_compiler.targets.unsupported import without_unsupported

if TYPE_CHECKING:
    from vibee_compiler.targets.templates import RawTextError

POSITIONS = (
    "type function variable constant field parameter enum_member variant error module test file "
    "type_parameter"
).split()
"""The places that a target's case styles must cover."""

NAMES = (
    "total", "getUser", "HTTPServer", "order-id", "3d_rotation", "9", "понять_запрос", "日本",
    "HashMap lookup is O(1)", ">=", "", "_", "a'b\"c", "x" * 300, "ß", "İ", "self", "type",
)  # fmt: skip
"""Names as specs have them, and worse."""

PROSE_ONLY = {
    "user_service": """\
name: user_service
types:
  User:
    fields:
      id: Int
      name: String
      email: String

behaviors:
  - name: create_user
    given: Valid user data
    when: Create called
    then: Returns new user
""",
    "calculator": """\
name: calculator
types:
  Operation:
    fields:
      a: Int
      b: Int
behaviors:
  - name: add
    given: Two numbers
    when: Add called
    then: Returns sum
""",
}
"""Specs without a body: types are real, behaviours are stubs."""

_NATIVE = """\
name: demo
behaviors:
  - {{name: f, params: {{x: Int}}, returns: Int, implementation: {{{target}: "NATIVE_BODY"}}}}
  - {{name: g, params: {{x: Int}}, body: x + 1, examples: [{{input: [1], expected: 2}}]}}
"""


def metadata(target: Target, target_id: str) -> list[str]:
    """What is wrong with the profile's data."""
    profile = target.profile
    rules = {
        f"its id is '{profile.id}'": profile.id == target_id,
        "it has no name": bool(profile.name),
        "the extension has no dot": profile.extension.startswith("."),
        "it names no tool that its output needs": bool(profile.toolchain),
        "int_bits is none of 64, 53, 32": profile.lowering.int_bits in (64, 53, 32),
        f"bodies is none of {', '.join(LEVELS)}": profile.bodies in LEVELS,
        "encapsulation is neither full nor none": profile.encapsulation in ("full", "none"),
        "it has no comment syntax": profile.comment.line or profile.comment.block,
    }
    found = [said for said, holds in rules.items() if not holds]
    known = registry.aliases()
    for alias in profile.aliases:
        if known.get(alias) != target_id:
            found.append(f"the alias '{alias}' has no entry point in {registry.ALIASES}, or yields")
    for other in registry.installed():
        if other == target_id:
            continue
        try:
            name = registry.load(other).profile.name
        except registry.BrokenTarget:
            continue
        if name == profile.name:
            found.append(f"'{other}' is called {name}, too")
    return found


def api(target: Target) -> list[str]:
    """Whether the target is written for this plugin API and has its methods."""
    found = []
    if target.profile.api != PLUGIN_API:
        found.append(f"it is written for API {target.profile.api}, this is {PLUGIN_API}")
    for name in ("generate", "test_plan"):
        if not callable(getattr(target, name, None)):
            found.append(f"it has no method {name}")
    return found


def naming(profile: Profile) -> list[str]:
    """Where the naming rules give what cannot be an identifier."""
    rules = profile.names
    missing = [position for position in POSITIONS if position not in rules.cases]
    if missing:
        return [f"no case style for {', '.join(missing)}"]
    words = [*NAMES, *sorted(rules.reserved), *sorted(rules.avoid)]
    return [problem for position in POSITIONS for problem in _names(rules, position, words)]


def _names(rules: NameRules, position: str, words: list[str]) -> Iterator[str]:
    words = [*words, *sorted(rules.reserved_at.get(position, ()))]
    scope = Scope(rules)
    for number, word in enumerate(words):
        made = rules.mangle(word, position)
        if not made or re.search(r"[\s\"'`;,(){}\[\]\\]", made):
            yield f"a {position} '{word}' becomes '{made}'"
        elif rules.taken(made, position):
            yield f"a {position} '{word}' becomes '{made}', which the language has for itself"
        elif rules.ascii_only and not made.isascii():
            yield f"a {position} '{word}' becomes '{made}', which is not ASCII"
        scope.declare(number, word, position)
    given = [rules_name.text for rules_name in scope.names.values()]
    if len({g.casefold() if rules.fold_case else g for g in given}) != len(words):
        yield f"two names of {position}s are the same"


def declared(target: Target) -> list[str]:
    """Whether what the profile says is unsupported is known and has reasons."""
    found = []
    for feature, reason in sorted(target.profile.unsupported.items()):
        if feature not in FEATURES and feature not in table().entries:
            found.append(f"'{feature}' is neither a feature nor a built-in")
        if not reason.strip():
            found.append(f"'{feature}' has no reason")
    return found


def served(target: Target, program: Program) -> Program:
    """The program as the profile says that the target takes it: stubs for what it lacks."""
    return without_unsupported(program, target.profile)[0]


def syntax(package: Package, gate: SyntaxGate) -> list[str]:
    """What the grammars have against a package's files."""
    items = [(f.path, f.grammar, f.text) for f in package.files if f.grammar is not None]
    return [f"{path}: {faults}" for path, faults in gate.check(items) if faults]


def sound(target: Target, program: Program, package: Package) -> list[str]:
    """Whether a package is what its program asks for: files, stubs and tests accounted for."""
    from vibee_compiler.output.paths import PathError, check_all

    found = []
    if package != target.generate(program, Options()):
        found.append("the same program gives another package the second time")
    found += [f"{f.path}: no role '{f.role}'" for f in package.files if f.role not in ROLES]
    try:
        check_all(file.path for file in package.files)
    except PathError as error:
        found.append(str(error))
    taken = served(target, program)
    stubs = {b.name for m in taken.modules for b in m.behaviours if b.body is None}
    for name in sorted(set(package.stubs) ^ stubs):
        what = "a stub without a word" if name in package.stubs else "not said to be a stub"
        found.append(f"`{name}` is {what}")
    wanted = sum(len(b.examples) for b in taken.root.behaviours if b.body is not None)
    made = sum(case.kind == "example" for case in package.tests)
    if made != wanted:
        found.append(f"{made} tests of {wanted} examples")
    if len({case.id for case in package.tests}) != len(package.tests):
        found.append("two tests have the same id")
    modules = sum(file.role == "module" for file in package.files)
    if modules == 0:
        found.append("there is no file of the role module")
    return found


def prose_only(target: Target, name: str, gate: SyntaxGate) -> list[str]:
    """Whether a spec of `PROSE_ONLY` becomes a package with stubs."""
    spec = compiled(name, f"{name}.vibee", PROSE_ONLY[name])
    package = target.generate(spec.program, Options())
    found = syntax(package, gate)
    if package.stubs != tuple(b.name for b in spec.program.root.behaviours):
        found.append(f"{name}: the stubs are {package.stubs}")
    return found


def options(target: Target, option: str) -> list[str]:
    """Whether `--single` or `--allow-native` is served, or refused with VB0805."""
    spec = compiled("demo", "demo.vibee", _NATIVE.format(target=target.profile.id))
    asked = Options(single=option == "single", allow_native=option == "allow_native")
    package = target.generate(spec.program, asked)
    if any(d.code == "VB0805" for d in package.diagnostics):
        return []
    if option == "single":
        code = sum(file.role in ("module", "support", "tests") for file in package.files)
        return [] if code == 1 else [f"--single gives {code} files of code"]
    if "f" in package.stubs:
        return ["--allow-native leaves a stub"]
    used = any("NATIVE_BODY" in f.text for f in package.files if f.role == "native")
    return [] if used else ["--allow-native does not use the author's body"]


def templates(target: Target, spec: KitSpec) -> list[str]:
    """Whether templates load, a user's folder replaces them, and raw text is refused.

    A target that is no `TemplateTarget` has none and keeps the rule.
    """
    if not isinstance(target, TemplateTarget):
        return []
    from jinja2 import TemplateError

    from vibee_compiler.targets.templates import RawTextError, environment

    own = target.folder / "templates"
    env = environment((own, SHARED_TEMPLATES))
    found = []
    for name in env.list_templates():
        try:
            env.get_template(name)
        except (TemplateError, RawTextError) as error:
            found.append(f"{name}: {error}")
    if found:
        return found
    names = sorted(p.relative_to(own).as_posix() for p in own.rglob("*") if p.is_file())
    plain = target.generate(spec.program, Options())
    refused = 0
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            asked = Options(templates=Path(folder))
            copy = Path(folder, name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(own / name, copy)
            if target.generate(spec.program, asked) != plain:
                found.append(f"{name}: a copy in the user's folder gives another package")
            copy.write_text('{% set raw = "raw" %}{{ raw }}', encoding="utf-8")
            refused += _refuses(target, spec, asked, RawTextError)
    if names and not refused:
        found.append("no template of the target is taken from the user's folder")
    return found


def _refuses(target: Target, spec: KitSpec, options: Options, refusal: type[RawTextError]) -> bool:
    try:
        target.generate(spec.program, options)
    except refusal:
        return True
    return False


def narrowed(program: Program, name: str) -> Program:
    """The program with one behaviour of its root module and what that needs."""
    from vibee_compiler.ir import expr as x
    from vibee_compiler.ir.walk import walk

    root = program.root
    by_name = {b.name: b for b in root.behaviours}
    todo, kept = [name], set[str]()
    while todo:
        one = by_name.get(todo.pop())
        if one is None or one.name in kept:
            continue
        kept.add(one.name)
        roots = [one.body, *(c.expr for c in (*one.requires, *one.ensures))]
        roots += [rows.constraint.expr for rows in one.properties]
        roots += [arg for example in one.examples for arg in example.args]
        for tree in roots:
            for node in walk(tree) if tree is not None else ():
                if isinstance(node, x.Call | x.FnRef) and node.module == root.name:
                    todo.append(node.name)
    behaviours = tuple(b for b in root.behaviours if b.name in kept)
    return Program((*program.modules[:-1], replace(root, behaviours=behaviours)))
