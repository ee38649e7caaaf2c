"""The verifier's rules for patterns."""

from __future__ import annotations

from typing import Protocol

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Enum, Sum, TypeDecl


class Faults(Protocol):
    """What the rules need of the verifier."""

    def wrong(self, message: str, node: object = None) -> None:
        """Note a fault."""

    def decl(self, type_: t.Type, node: object) -> TypeDecl | None:
        """The declaration of a named type."""


def check_pattern(v: Faults, p: x.Pattern, type_: t.Type, total: bool) -> None:
    """See that a pattern fits a type; a `total` one fits every value of it."""
    if p.type != type_:
        v.wrong(f"the pattern is for {p.type}, not {type_}", p)
        return
    if total and not isinstance(p, x.PWild | x.PBind | x.PTuple):
        v.wrong("the pattern can fail", p)
    match p:
        case x.PBind(var):
            if var.type != type_:
                v.wrong(f"the variable {var.name} is {var.type}, not {type_}", p)
        case x.PTuple(items):
            parts = type_.items if isinstance(type_, t.TupleT) else ()
            _each(v, items, parts, p, total)
        case x.PLiteral(value):
            wanted = {int: t.INT, bool: t.BOOL, str: t.STRING, bytes: t.BYTES}[type(value)]
            if wanted != type_:
                v.wrong(f"{value!r} is no value of {type_}", p)
        case x.PEnum(member):
            decl = v.decl(type_, p)
            if not isinstance(decl, Enum) or member not in decl.members:
                v.wrong(f"no value {member}", p)
        case x.PVariant():
            _variant(v, p, type_)
        case x.PList(items, rest):
            elem = type_.elem if isinstance(type_, t.ListT) else t.VOID
            _each(v, items, (elem,) * len(items), p, False)
            if rest is not None:
                check_pattern(v, rest, type_, True)
        case x.PSome(inner) | x.POk(inner) | x.PErr(inner):
            _each(v, (inner,), _inside(p, type_), p, False)
        case x.PNone() if not isinstance(type_, t.OptionT):
            v.wrong(f"none of {type_}", p)


def _inside(p: x.Pattern, type_: t.Type) -> tuple[t.Type, ...]:
    """The type of what an option or result holds."""
    match p, type_:
        case x.PSome(), t.OptionT(elem):
            return (elem,)
        case x.POk(), t.ResultT(ok):
            return (ok,)
        case x.PErr(), t.ResultT(_, err):
            return (err,)
        case _:
            return ()


def _each(
    v: Faults, items: tuple[x.Pattern, ...], types: tuple[t.Type, ...], p: x.Pattern, total: bool
) -> None:
    if len(items) != len(types):
        v.wrong(f"{len(items)} parts for {p.type}", p)
    for item, type_ in zip(items, types, strict=False):
        check_pattern(v, item, type_, total)


def _variant(v: Faults, p: x.PVariant, type_: t.Type) -> None:
    decl = v.decl(type_, p)
    variants = decl.variants if isinstance(decl, Sum) else ()
    variant = next((one for one in variants if one.name == p.variant), None)
    if variant is None or not isinstance(decl, Sum) or not isinstance(type_, t.Named):
        v.wrong(f"no variant {p.variant}", p)
        return
    by = dict(zip(decl.params, type_.args, strict=False))
    types = {one.name: t.erase(t.substitute(one.type, by)) for one in variant.fields}
    for name, inner in p.fields:
        if name not in types:
            v.wrong(f"no field {name}", p)
        else:
            check_pattern(v, inner, types[name], False)
