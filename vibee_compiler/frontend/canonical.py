"""Canonical text: a module of the IR as a `.vibee` file that reads back to the same IR.

Everything is written in one way: English keys in a fixed order, canonical spellings, values in
flow style, bodies on lines of their own. Strings are plain where no reader could take them for
anything else, JSON strings otherwise (which YAML reads alike).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING

from vibee_compiler import LANGUAGE_EDITION
from vibee_compiler.frontend.literal_data import literal_data
from vibee_compiler.frontend.unparse import Unparser, bare_variants, inferred_only, type_expr
from vibee_compiler.ir import module as m
from vibee_compiler.ir import types as t

if TYPE_CHECKING:
    from vibee_compiler.ir.expr import Expr

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?: [A-Za-z0-9_]+)*")
_HIDDEN = re.compile(
    r"[^ -~\u00a1-\u200d\u2010-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd"
    r"\U00010000-\U0010ffff]"
)
"""What YAML forbids, and what would hide or turn the text around it."""

_WORDS = {"null", "true", "false", "yes", "no", "on", "off"}


def _numbered(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def scalar(value: object) -> str:
    """A scalar in flow style."""
    if isinstance(value, str):
        if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
            return value
        return _HIDDEN.sub(_numbered, json.dumps(value, ensure_ascii=False))
    if isinstance(value, float):
        if value != value:
            return ".nan"
        if value in (float("inf"), float("-inf")):
            return ".inf" if value > 0 else "-.inf"
    return json.dumps(value, ensure_ascii=False)


def flow(value: object) -> str:
    """Any plain data in flow style."""
    match value:
        case dict():
            inside = ", ".join(f"{scalar(k)}: {flow(v)}" for k, v in value.items())
            return "{" + inside + "}"
        case list() | tuple():
            return "[" + ", ".join(map(flow, value)) + "]"
        case _:
            return scalar(value)


@lru_cache(maxsize=2048)
def _type_text(type_: t.Type, module: str) -> str:
    from vibee_compiler.frontend.ast_print import type_text

    return type_text(type_expr(type_, module))


class _Writer:
    """Lines of one module."""

    def __init__(self, module: m.Module, others: Iterable[m.Module]) -> None:
        self.module = module
        self.bare = bare_variants([*others, module])
        self.out: list[str] = []

    def line(self, level: int, text: str) -> None:
        self.out.append("  " * level + text)

    def pair(self, level: int, key: str, value: object) -> None:
        """`key: value`, left out where there is none."""
        if value is not None and value != () and value != {}:
            self.line(level, f"{key}: {flow(value)}")

    def type(self, type_: t.Type) -> str:
        # What is no use of a declared type reads alike in every module.
        return _type_text(type_, "" if isinstance(type_, t.Prim) else self.module.name)

    def code(self, expr: Expr) -> str:
        from vibee_compiler.frontend.ast_print import expression_text

        return expression_text(Unparser(self.module.name, self.bare).expr(expr))

    def conditions(self, level: int, key: str, found: tuple[m.Constraint, ...]) -> None:
        if found:
            self.line(level, f"{key}:")
            for one in found:
                self.line(level + 1, f"- {scalar(one.text)}")

    def field(self, level: int, field: m.Field) -> None:
        if field.description is None and field.default is None and not field.constraints:
            self.line(level, f"{scalar(field.name)}: {scalar(self.type(field.type))}")
            return
        self.line(level, f"{scalar(field.name)}:")
        self.pair(level + 1, "type", self.type(field.type))
        self.pair(level + 1, "description", field.description)
        if field.default is not None:
            self.line(level + 1, f"default: {flow(literal_data(field.default))}")
        self.conditions(level + 1, "constraints", field.constraints)

    def fields(self, level: int, fields: tuple[m.Field, ...]) -> None:
        if not fields:
            self.line(level, "fields: {}")
            return
        self.line(level, "fields:")
        for field in fields:
            self.field(level + 1, field)

    def declaration(self, decl: m.TypeDecl) -> None:
        self.line(1, f"{scalar(decl.name)}:")
        self.pair(2, "description", decl.description)
        if not isinstance(decl, m.Enum):
            self.pair(2, "generic", decl.params)
        match decl:
            case m.Record(fields=fields):
                self.fields(2, fields)
            case m.Enum(members=members):
                self.pair(2, "enum", members)
            case m.AliasDecl(target=target):
                self.pair(2, "alias", self.type(target))
            case m.Sum(variants=variants):
                self.line(2, "variants:")
                for variant in variants:
                    self.variant(variant)
        if not isinstance(decl, m.Enum):
            self.conditions(2, "constraints", decl.constraints)

    def variant(self, variant: m.Variant) -> None:
        if not variant.fields and variant.description is None:
            self.line(3, f"- {scalar(variant.name)}")
            return
        self.line(3, f"- name: {scalar(variant.name)}")
        self.pair(4, "description", variant.description)
        self.fields(4, variant.fields)

    def behaviour(self, behaviour: m.Behaviour) -> None:
        self.line(1, f"- name: {scalar(behaviour.name)}")
        prose = behaviour.prose
        self.pair(2, "description", behaviour.description)
        self.pair(2, "given", prose.given)
        self.pair(2, "when", prose.when)
        self.pair(2, "then", prose.then)
        self.params(behaviour.params)
        if behaviour.body is None or not inferred_only(behaviour.returns):
            self.pair(2, "returns", self.type(behaviour.returns))
        if behaviour.errors:
            self.pair(2, "errors", {e.name: e.description or "" for e in behaviour.errors})
        self.conditions(2, "requires", behaviour.requires)
        self.conditions(2, "ensures", behaviour.ensures)
        if behaviour.body is not None:
            self.block(2, "body", self.code(behaviour.body))
        self.examples(behaviour)
        self.conditions(2, "properties", tuple(p.constraint for p in behaviour.properties))
        self.pair(2, "implementation", dict(behaviour.implementation))
        if behaviour.internal:
            self.line(2, "internal: true")

    def params(self, params: tuple[m.Param, ...]) -> None:
        self.line(2, "params:" if params else "params: {}")
        for param in params:
            if param.description is None and param.default is None:
                self.line(3, f"{scalar(param.var.name)}: {scalar(self.type(param.type))}")
                continue
            self.line(3, f"{scalar(param.var.name)}:")
            self.pair(4, "type", self.type(param.type))
            self.pair(4, "description", param.description)
            if param.default is not None:
                self.line(4, f"default: {flow(literal_data(param.default))}")

    def block(self, level: int, key: str, text: str) -> None:
        self.line(level, f"{key}: |-")
        for line in text.split("\n"):
            self.line(level + 1, line)

    def examples(self, behaviour: m.Behaviour) -> None:
        if behaviour.examples:
            self.line(2, "examples:")
        for example in behaviour.examples:
            data = {
                param.var.name: literal_data(arg)
                for param, arg in zip(behaviour.params, example.args, strict=True)
            }
            self.line(3, f"- input: {flow(data)}")
            self.pair(4, "name", example.name)
            if example.expected is not None:
                self.line(4, f"expected: {flow(literal_data(example.expected))}")
            self.pair(4, "raises", example.raises)
            self.pair(4, "tolerance", example.tolerance)

    def constant(self, constant: m.Constant) -> None:
        self.line(1, f"{scalar(constant.name)}:")
        self.pair(2, "type", self.type(constant.type))
        self.line(2, f"value: {flow(literal_data(constant.value))}")
        self.pair(2, "description", constant.description)

    def write(self, imports: tuple[str, ...]) -> str:
        module = self.module
        self.pair(0, "vibee", LANGUAGE_EDITION)
        self.pair(0, "name", module.name)
        self.pair(0, "version", module.version)
        self.pair(0, "description", module.description)
        self.pair(0, "language", module.language)
        self.pair(0, "module", module.output_name)
        self.pair(0, "human_language", module.human_language)
        self.pair(0, "imports", imports)
        if module.constants:
            self.out += ["", "constants:"]
        for constant in module.constants:
            self.constant(constant)
        if module.types:
            self.out += ["", "types:"]
        for decl in module.types:
            self.declaration(decl)
        if module.behaviours:
            self.out += ["", "behaviors:"]
        for behaviour in module.behaviours:
            self.behaviour(behaviour)
        for key, value in json.loads(module.extensions).items():
            self.out += ["", f"{scalar(key)}: {flow(value)}"]
        return "\n".join(self.out) + "\n"


def canonical_text(
    module: m.Module, imports: tuple[str, ...] = (), others: Iterable[m.Module] = ()
) -> str:
    """The canonical text of a module.

    `imports` are the paths that its imports are read from, `others` these modules.
    """
    return _Writer(module, others).write(imports)


def program_text(program: m.Program) -> str:
    """The canonical text of a program's root, with the paths that its imports are read from."""
    root = program.root
    folder = PurePath(root.source).parent
    paths = (os.path.relpath(program.module(name).source, folder) for name in root.imports)
    imports = tuple([PurePath(path).as_posix() for path in paths])
    return canonical_text(root, imports, program.modules[:-1])
