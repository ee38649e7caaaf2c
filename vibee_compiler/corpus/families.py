"""Families of specs: what splits are made by, so that no shape is on both sides.

Two programs are of one family when their IR is the same once names, literals, prose and examples
are gone: types by structure, behaviours by parameters, result, conditions and body, with names
numbered in the order in which they are met. Which of several types or behaviours comes first does
not matter. Specs of strangers repeat a lot: 22,771 files of one repository hold 14,097 shapes
(counted there by the authors of the design), so a split by file would test on what was trained on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields
from functools import cache
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import module as m
from vibee_compiler.ir import types as t
from vibee_compiler.ir.deep import deeply

LENGTH = 16
"""Hexadecimal digits of a family: with 64 bits, a million families clash once in 37 million."""


def family(program: m.Program) -> str:
    """The family of a program: `LENGTH` hexadecimal digits.

    Imported modules are not looked at beyond the shapes of what is used of them.
    """
    parts = deeply(lambda: [_Shape(program).declared(one) for one in _declarations(program.root)])
    text = "\n".join(sorted(parts))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:LENGTH]


def _declarations(module: m.Module) -> Iterable[m.TypeDecl | m.Constant | m.Behaviour]:
    return (*module.types, *module.constants, *module.behaviours)


_ERASED = frozenset(
    {"span", "description", "prose", "examples", "implementation", "internal", "text", "errors"}
)
"""Fields that say nothing of the shape, in any class."""
_NAMES = frozenset({"name", "module", "member", "variant", "error", "uid"})
"""Fields that hold names; the places of the same name are what counts."""


@cache
def _fields(cls: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(cls) if one.name not in _ERASED)


class _Shape:
    """The shape of one declaration as text."""

    def __init__(self, program: m.Program) -> None:
        self._program = program
        self._slots: dict[str, int] = {}

    def declared(self, one: m.TypeDecl | m.Constant | m.Behaviour) -> str:
        return self._text(one)

    def _text(self, value: Any) -> str:
        if value is None:
            return "-"
        if isinstance(value, tuple | frozenset):
            items = sorted(value) if isinstance(value, frozenset) else value
            return f"[{' '.join(map(self._text, items))}]"
        if isinstance(value, str):
            return self._slot(value)
        if isinstance(value, bool | int | float | bytes):
            return type(value).__name__
        if isinstance(value, t.Prim):
            return value.name
        if isinstance(value, x.Literal | x.PLiteral):
            return f"({type(value).__name__} {self._text(value.type)})"
        if isinstance(value, x.Op):
            # An operator's `extra` may be a pattern or a format: a literal.
            return f"({value.id} {' '.join(map(self._text, value.args))})"
        if isinstance(value, t.Sized):
            return value.name
        return self._node(value)

    def _node(self, value: Any) -> str:
        cls: Any = type(value)
        inside = []
        for name in _fields(cls):
            part = getattr(value, name)
            if name == "type" and cls is not m.Param and cls is not m.Field:
                continue  # follows from what the node is made of
            if name in _NAMES:
                inside.append(self._slot(f"{name}:{part}"))
            else:
                inside.append(self._text(part))
        return f"({cls.__name__} {' '.join(inside)})"

    def _slot(self, name: str) -> str:
        return f"#{self._slots.setdefault(name, len(self._slots))}"
