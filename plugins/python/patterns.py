"""Patterns of `match` statements."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vibee_plugins.python import literals
from vibee_plugins.python.values import Form

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Sum
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets.layout import Doc, concat, text

if TYPE_CHECKING:
    from vibee_plugins.python.printer import PythonPrinter


def pattern(p: PythonPrinter, node: Any) -> Doc:
    """A pattern as a `case` takes it; its variables are declared on the way."""
    match node:
        case x.PWild():
            return text("_")
        case x.PBind(var):
            return text(p.frame.declare(var))
        case x.PLiteral(value):
            return _constant(value)
        case x.PEnum(member, type_):
            return p.out(x.EnumValue(member, type_)).doc
        case x.PVariant():
            return _variant(p, node)
        case x.PList(items, rest):
            return _list(p, items, rest)
        case x.PTuple(items):
            docs = [pattern(p, item) for item in items]
            return concat("(", docs[0], ",)") if len(docs) == 1 else p.brackets("(", docs, ")")
        case x.PNone():
            return text("None")
        case x.PSome(inner, type_):
            if p.types.wrapped(type_):
                return concat(p.support("Some"), "(", pattern(p, inner), ")")
            if isinstance(inner, x.PBind | x.PWild) and isinstance(type_, t.OptionT):
                return _present(p, inner, type_.elem)
            return pattern(p, inner)
        case x.POk(inner):
            return concat(p.support("Ok"), "(", pattern(p, inner), ")")
        case x.PErr(inner):
            return concat(p.support("Err"), "(", pattern(p, inner), ")")
    raise TypeError(f"no pattern: {node!r}")


def _constant(value: int | bool | str | bytes) -> Doc:
    match value:
        case bool():
            return text("True" if value else "False")
        case int():
            return text(literals.integer(value))
        case bytes():
            return text(literals.octets(value))
        case _:
            return text(literals.string(value))


_CLASSES = {
    "Int": "int()",
    "Float": "int() | float()",
    "Bool": "bool()",
    "String": "str()",
    "Bytes": "bytes()",
}


def _present(p: PythonPrinter, inner: Any, elem: t.Type) -> Doc:
    """A pattern for any value but None: its class."""
    classes = _classes(p, elem)
    if isinstance(inner, x.PWild):
        return text(classes)
    return text(f"{classes} as {p.frame.declare(inner.var)}")


def _classes(p: PythonPrinter, elem: t.Type) -> str:
    match elem:
        case t.Prim(name):
            return _CLASSES.get(name) or f"{p.texts.text(elem)}()"
        case t.ListT() | t.TupleT():
            return "tuple()"
        case t.MapT():
            return "dict()"
        case t.SetT():
            return "frozenset()"
        case t.ResultT():
            return f"{p.support('Ok')}() | {p.support('Err')}()"
        case t.Named(module, name):
            decl = p.types.decl(elem)
            if isinstance(decl, Sum):
                paths = [p.texts.variant_path(module, name, v.name) for v in decl.variants]
                return " | ".join(f"{path}()" for path in paths)
            return f"{p.texts.path(module, name)}()"
        case _:
            return "object()"


def _variant(p: PythonPrinter, node: x.PVariant) -> Doc:
    assert isinstance(node.type, t.Named)
    path = p.texts.variant_path(node.type.module, node.type.name, node.variant)
    names = p.package.names[node.type.module]
    order = p.package.variant_fields(node.type, node.variant)
    by_name = dict(node.fields)
    if all(name in by_name for name in order):
        return p.brackets(f"{path}(", [pattern(p, by_name[name]) for name in order], ")")
    docs = [
        concat(
            f"{names.variant_field(node.type.name, node.variant, name)}=",
            pattern(p, by_name[name]),
        )
        for name in order
        if name in by_name and not isinstance(by_name[name], x.PWild)
    ]
    return p.brackets(f"{path}(", docs, ")")


def _list(p: PythonPrinter, items: tuple[Any, ...], rest: Any) -> Doc:
    docs = [pattern(p, item) for item in items]
    if isinstance(rest, x.PBind):
        docs.append(text(f"*{p.frame.declare(rest.var, Form.SEQUENCE)}"))
    elif rest is not None:
        docs.append(text("*_"))
    return p.brackets("[", docs, "]")


def covers(node: Any) -> bool:
    """Whether a type checker sees that a list of such patterns is exhaustive: flat ones."""
    match node:
        case x.PWild() | x.PBind() | x.PEnum() | x.PNone():
            return True
        case x.PVariant(_, fields):
            return all(isinstance(inner, x.PWild | x.PBind) for _, inner in fields)
        case x.PLiteral(value):
            return isinstance(value, bool)
        case x.POk(inner) | x.PErr(inner) | x.PSome(inner):
            return isinstance(inner, x.PWild | x.PBind)
        case _:
            return False


def holds(node: Any) -> Any | None:
    """`o == "a"` for an option that is there and whose value is that: None equals no text."""
    if not isinstance(node, x.Op) or node.id != "bool.and":
        return None
    there: Any
    equal: Any
    there, equal = node.args
    if not isinstance(there, s.IsSome) or getattr(equal, "id", "") != "string.eq":
        return None
    value, other = equal.args
    if isinstance(value, s.Unwrap) and isinstance(other, x.Literal):
        if value.subject == there.subject:
            return replace(equal, args=(value.subject, other))
    return None
