"""Pydantic models of the IR's JSON form, derived from the IR's classes.

Apart from `json_form` because importing pydantic and building the models takes a while. Models
refer to each other by name, and this module's names are seen first, so it has none that the IR
has too.
"""

from __future__ import annotations

import typing
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, get_args, get_origin

import pydantic

from vibee_compiler.ir import module as m
from vibee_compiler.ir.json_form import field_types, is_node, members

_CONFIG = pydantic.ConfigDict(extra="forbid")
_FLOAT = float | typing.Literal["NaN", "Infinity", "-Infinity"]


class _Builder:
    """Models by class; fields of a class are set once all classes have a model."""

    def __init__(self) -> None:
        self.classes: dict[str, type] = {}

    def collect(self, hint: Any) -> None:
        """Find every class that is reached from a type hint."""
        for one in members(hint):
            if is_node(one):
                if one.__name__ not in self.classes:
                    self.classes[one.__name__] = one
                    for inner in field_types(one).values():
                        self.collect(inner)
            elif get_origin(one) is not None:
                for inner in get_args(one):
                    self.collect(inner)

    def model(self, cls: type) -> type[pydantic.BaseModel]:
        """The model of a class; other classes stand in it by name."""
        parts: dict[str, Any] = {"kind": (typing.Literal[cls.__name__], ...)}
        defaults = {f.name: f.default for f in fields(cls)}
        for name, hint in field_types(cls).items():
            default = ... if defaults[name] is MISSING else None
            parts[name] = (self.hint(hint), pydantic.Field(default=default))
        return pydantic.create_model(cls.__name__, __config__=_CONFIG, __doc__=cls.__doc__, **parts)

    def hint(self, hint: Any) -> Any:
        """A type hint of a class as one of a model."""
        if hint is object:
            return Any
        options = members(hint)
        classes = [one.__name__ for one in options if is_node(one)]
        parts = [self.part(one) for one in options if not is_node(one)]
        if len(classes) > 1:
            tagged = typing.Union[tuple(classes)]  # type: ignore[valid-type]  # noqa: UP007
            parts.append(typing.Annotated[tagged, pydantic.Field(discriminator="kind")])
        elif classes:
            parts.append(typing.ForwardRef(classes[0]))
        return parts[0] if len(parts) == 1 else typing.Union[tuple(parts)]  # noqa: UP007

    def part(self, hint: Any) -> Any:
        """A type hint that is no class of the IR."""
        origin, args = get_origin(hint), get_args(hint)
        if origin is tuple and len(args) == 2 and args[1] is Ellipsis:
            return list[self.hint(args[0])]  # type: ignore[misc]
        if origin is tuple:
            return tuple[tuple(self.hint(one) for one in args)]  # type: ignore[misc]
        if origin is frozenset:
            return list[self.hint(args[0])]  # type: ignore[misc]
        if hint is float:
            return _FLOAT
        return None if hint is type(None) else hint


@cache
def model() -> type[pydantic.BaseModel]:
    """The model of a program."""
    builder = _Builder()
    builder.collect(m.Program)
    models = {name: builder.model(cls) for name, cls in builder.classes.items()}
    for one in models.values():
        one.model_rebuild(_types_namespace=models)
    return models["Program"]
