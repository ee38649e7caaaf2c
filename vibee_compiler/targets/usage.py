"""Who returns a type and who raises an error: what documentation says where a spec is silent."""

from __future__ import annotations

from collections.abc import Iterator

from vibee_compiler.caches import per_value
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Behaviour, Module, Program
from vibee_compiler.ir.walk import walk


def mentioned(type_: t.Type) -> Iterator[t.Named | t.Alias | t.Opaque]:
    """The declared types that a type is written with, from left to right."""
    if isinstance(type_, t.Named | t.Opaque):
        yield type_
    if isinstance(type_, t.Alias):
        yield type_
        for arg in type_.args:
            yield from mentioned(arg)
        return
    for child in t.children(type_):
        yield from mentioned(child)


def opaque_names(module: Module) -> list[str]:
    """The names that the module uses as types and nobody declares, sorted."""
    return list(_opaque_names(module))


@per_value
def _opaque_names(module: Module) -> list[str]:
    found: set[str] = set()
    for type_ in all_types(module):
        if type(type_) is not t.Prim:
            found.update(one.name for one in mentioned(type_) if isinstance(one, t.Opaque))
    return sorted(found)


def all_types(module: Module) -> Iterator[t.Type]:
    """Every declared type that the module writes: of fields, aliases, constants, signatures."""
    from vibee_compiler.ir.module import AliasDecl, Record, Sum

    for decl in module.types:
        match decl:
            case Record():
                yield from (field.type for field in decl.fields)
            case Sum():
                for variant in decl.variants:
                    yield from (field.type for field in variant.fields)
            case AliasDecl():
                yield decl.target
            case _:
                pass
    yield from (constant.type for constant in module.constants)
    for behaviour in module.behaviours:
        yield from (param.type for param in behaviour.params)
        yield behaviour.returns


def _bare(type_: t.Type) -> t.Type:
    """A type without the option, result or alias around it."""
    while True:
        match type_:
            case t.OptionT(elem):
                type_ = elem
            case t.ResultT(ok, _):
                type_ = ok
            case _:
                return type_


def returned_by(program: Program, module: str, name: str) -> list[Behaviour]:
    """The public behaviours of the module whose result is that type (perhaps as an option)."""
    return list(_returning(program.module(module)).get(name, ()))


@per_value
def _returning(module: Module) -> dict[str, list[Behaviour]]:
    """The public behaviours that return a type of their module, by that type's name."""
    found: dict[str, list[Behaviour]] = {}
    for behaviour in module.behaviours:
        of = _bare(behaviour.returns)
        own = isinstance(of, t.Named | t.Alias) and of.module == module.name
        if own and not behaviour.internal:
            found.setdefault(of.name, []).append(behaviour)  # type: ignore[union-attr]
    return found


def raised_by(program: Program, error: str) -> list[tuple[Module, Behaviour]]:
    """The behaviours that raise that error themselves, public ones before internal ones.

    Where no body does, those that declare it.
    """
    failing: list[tuple[Module, Behaviour]] = []
    declaring: list[tuple[Module, Behaviour]] = []
    for module in program.modules:
        for behaviour in module.behaviours:
            if any(declared.name == error for declared in behaviour.errors):
                declaring.append((module, behaviour))
            body = behaviour.body
            if body is not None and any(
                isinstance(node, x.Fail) and node.error == error for node in walk(body)
            ):
                failing.append((module, behaviour))
    return sorted(failing or declaring, key=lambda pair: pair[1].internal)


def error_description(program: Program, error: str) -> str | None:
    """What the first behaviour that describes the error says of it."""
    for module in program.modules:
        for behaviour in module.behaviours:
            for declared in behaviour.errors:
                if declared.name == error and declared.description:
                    return declared.description
    return None


BUILT_IN_ERRORS: dict[str, str] = {
    "ContractViolation": "A constraint, precondition or postcondition does not hold",
    "DivisionByZero": "An integer is divided by zero",
    "EmptyList": "A list without elements has no first, last, least or greatest one",
    "IndexOutOfBounds": "An index lies outside its list or text",
    "InvalidArgument": "An argument is outside of what a function takes",
    "InvalidNumber": "A text is no number",
    "InvalidTime": "A text is no time, span or zone",
    "NoSuchKey": "A map has no such key",
    "NoValue": "An option is empty",
    "Overflow": "A number leaves the range of its type",
}
"""Every built-in error with a sentence for its documentation."""
