"""A whole spec: from the document to a module of the IR."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from vibee_compiler.diagnostics.model import Diagnostic, Severity
from vibee_compiler.diagnostics.names import did_you_mean
from vibee_compiler.frontend.check.behaviours import BehaviourChecker, mentions_of
from vibee_compiler.frontend.check.declare import TypeDeclarations
from vibee_compiler.frontend.check.environment import Env
from vibee_compiler.frontend.check.parsing import type_expression
from vibee_compiler.frontend.check.sink import Sink, name_of
from vibee_compiler.frontend.check.typeexprs import TypeReader
from vibee_compiler.frontend.check.values import ValueReader, guess_type
from vibee_compiler.frontend.document import (
    DocConstant,
    DocExample,
    SpecDoc,
    YMap,
    YNode,
    YScalar,
    YSeq,
)
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Constant, Module
from vibee_compiler.ir.signatures import table
from vibee_compiler.records import dataclass


@dataclass(frozen=True, slots=True)
class Checked:
    """A module, or None when there are errors, and all findings in the order of discovery."""

    module: Module | None
    diagnostics: tuple[Diagnostic, ...]


def check_module(
    doc: SpecDoc, imports: tuple[str, ...], program: Mapping[str, Module], source: str
) -> Checked:
    """Resolve and type-check a spec.

    `imports` are the names of its direct imports, `program` all modules that are finished,
    `source` the path as the user wrote it. Everything is looked at, whatever errors there are.
    """
    name = name_of(doc.name)
    env = Env(name, program)
    env.use_imports(imports)
    sink = Sink()
    lenient = all(one.body is None for one in doc.behaviours)
    types = TypeDeclarations(env, sink, lenient=lenient)
    types.declare(doc.types)
    constants = _constants(env, sink, doc.constants)
    behaviours = _declare(env, sink, doc)
    declared_types = types.finish()
    for one in behaviours:
        one.check_body()
    errors = _error_names(behaviours, program)
    cases = _cases(sink, doc, {one.name for one in behaviours})
    finished = tuple(one.finish(cases, errors) for one in behaviours)
    _stubs(sink, behaviours)
    if any(found.severity is Severity.ERROR for found in sink.diagnostics):
        return Checked(None, tuple(sink.diagnostics))
    module = Module(
        name=name,
        source=source,
        version=doc.version,
        description=doc.description,
        language=doc.language,
        output_name=doc.module,
        human_language=doc.human_language,
        imports=imports,
        constants=constants,
        types=declared_types,
        behaviours=finished,
        extensions=_extensions(doc),
    )
    return Checked(module, tuple(sink.diagnostics))


def _constants(env: Env, sink: Sink, docs: tuple[DocConstant, ...]) -> tuple[Constant, ...]:
    found: dict[str, Constant] = {}
    for doc in docs:
        name = name_of(doc.name)
        if name in found:
            message = f"the constant `{name}` is declared twice"
            sink.report("VB0424", message, doc.name.span())
            continue
        type_ = _constant_type(env, sink, doc)
        value = None if type_ is None else ValueReader(env, sink).stored(doc.value, type_)
        if type_ is not None and value is not None:
            found[name] = Constant(name, type_, value, doc.description, doc.span)
            env.constants.local[name] = found[name]
    return tuple(found.values())


def _constant_type(env: Env, sink: Sink, doc: DocConstant) -> t.Type | None:
    if doc.type is None:
        type_ = guess_type(doc.value)
        if type_ is None:
            message = f"the type of `{name_of(doc.name)}` cannot be told from its value"
            hint = "write `{type: ..., value: ...}`"
            sink.report("VB0524", message, doc.value.span, hint=hint)
        return type_
    tree = type_expression(doc.type, sink.diagnostics)
    return None if tree is None else TypeReader(env, sink.of(doc.type)).read(tree)


def _declare(env: Env, sink: Sink, doc: SpecDoc) -> list[BehaviourChecker]:
    chain: list[str] = []
    found: dict[str, BehaviourChecker] = {}
    mentions = cache(lambda: mentions_of(env))
    for one in doc.behaviours:
        checker = BehaviourChecker(env, sink, one, chain, mentions)
        if checker.name in found:
            message = f"the behaviour `{checker.name}` is declared twice"
            sink.report("VB0424", message, one.name.span())
            continue
        found[checker.name] = checker
        env.behaviours.local[checker.name] = checker.signature
    for checker in found.values():
        checker.declare()
    return list(found.values())


def _error_names(
    behaviours: list[BehaviourChecker], program: Mapping[str, Module]
) -> frozenset[str]:
    """The errors that an example may name: built in, declared or raised anywhere."""
    names = set(table().built_in_errors) | {"ContractViolation"}
    for one in behaviours:
        names.update(name_of(error.name) for error in one.doc.errors)
        names.update(one.fails)
    for module in program.values():
        for behaviour in module.behaviours:
            names.update(error.name for error in behaviour.errors)
    return frozenset(names)


def _cases(sink: Sink, doc: SpecDoc, names: set[str]) -> dict[str, list[DocExample]]:
    """The module's own test cases, by behaviour."""
    found: dict[str, list[DocExample]] = {}
    for case in doc.test_cases:
        name = None if case.behavior is None else name_of(case.behavior)
        if name is None or name not in names:
            span = case.span if case.behavior is None else case.behavior.span()
            message = (
                "this case names no behaviour"
                if name is None
                else (f"no behaviour is called `{name}`")
            )
            hint = None if name is None else did_you_mean(name, names)
            sink.report("VB0706", message, span, hint=hint)
            continue
        found.setdefault(name, []).append(case)
    return found


def _stubs(sink: Sink, behaviours: list[BehaviourChecker]) -> None:
    for one in behaviours:
        if not one.compiled:
            message = f"`{one.name}` has no body: the output is a stub"
            sink.report("VB0712", message, one.doc.name.span())


def _extensions(doc: SpecDoc) -> str:
    """The keys that the language does not know, as JSON text."""
    data = {key: _plain(node) for key, node in doc.extensions}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _plain(node: YNode) -> object:
    match node:
        case YScalar(kind="float", value=float() as value):
            finite = value == value and abs(value) != float("inf")
            return value if finite else node.fragment.text
        case YScalar():
            return node.value
        case YSeq(items):
            return [_plain(item) for item in items]
        case YMap(entries):
            return {key.fragment.text: _plain(value) for key, value in entries}
