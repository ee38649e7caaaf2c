"""Types as the author of a spec would write them, for messages."""

from __future__ import annotations

from vibee_compiler.ir import types as t


def show(type_: t.Type) -> str:
    """`type_` in the notation of the language; `_` for what is open."""
    match type_:
        case t.Prim(name) | t.Sized(name) | t.Opaque(name):
            return name
        case t.TypeVar(name):
            return "_" if name.startswith("?") else name
        case t.ListT(elem):
            return f"List<{show(elem)}>"
        case t.ArrayT(size, elem):
            return f"[{size}]{show(elem)}"
        case t.SetT(elem):
            return f"Set<{show(elem)}>"
        case t.OptionT(elem):
            inner = show(elem)
            return f"Option<{inner}>" if isinstance(elem, t.OptionT | t.FnT) else f"{inner}?"
        case t.MapT(key, value):
            return f"Map<{show(key)}, {show(value)}>"
        case t.ResultT(ok, err):
            return f"Result<{show(ok)}, {show(err)}>"
        case t.TupleT(items):
            return f"({', '.join(map(show, items))})"
        case t.FnT(params, result):
            return f"Fn({', '.join(map(show, params))}) -> {show(result)}"
        case t.Named(_, name, args) | t.Alias(_, name, args):
            return f"{name}<{', '.join(map(show, args))}>" if args else name


def pattern_text(type_: t.Type) -> str:
    """A type of the signature table: its variables stay letters."""
    if isinstance(type_, t.TypeVar) and type_.name == "Tuple":
        return "(A, B, ...)"
    return show(type_)


def count(number: int, one: str) -> str:
    """`1 argument`, `2 arguments`."""
    return f"{number} {one}" if number == 1 else f"{number} {one}s"
