"""Types as the annotations of the Lua language server write them."""

from __future__ import annotations

from vibee_compiler.ir import types as t
from vibee_lua.world import World

_SCALARS = {
    "Int": "integer",
    "Float": "number",
    "Bool": "boolean",
    "String": "string",
    "Bytes": "string",
    "Timestamp": "Timestamp",
    "Duration": "integer",
    "Void": "nil",
    "Decimal": "string",
    "UUID": "string",
    "Any": "any",
}


def type_text(world: World, type_: t.Type) -> str:
    """The type."""
    match type_:
        case t.Prim(name):
            return _SCALARS[name]
        case t.Sized(name):
            return "number" if name == "Float32" else "integer"
        case t.ListT(elem) | t.ArrayT(_, elem):
            return f"{_item(world, elem)}[]"
        case t.SetT(elem):
            return f"Set<{type_text(world, elem)}>"
        case t.MapT(key, value):
            return f"Map<{type_text(world, key)}, {type_text(world, value)}>"
        case t.OptionT(elem):
            inner = type_text(world, elem)
            return f"{{some: {inner}}}|None" if world.boxed(type_) else f"{inner}|None"
        case t.ResultT(ok, err):
            return f"Result<{type_text(world, ok)}, {type_text(world, err)}>"
        case t.TupleT(items):
            return f"[{', '.join(type_text(world, item) for item in items)}]"
        case t.FnT(params, result):
            args = ", ".join(f"a{i}: {type_text(world, p)}" for i, p in enumerate(params))
            return f"fun({args}): {type_text(world, result)}"
        case t.Named(module, name, args) | t.Alias(module, name, args, _):
            own = world.names[module].type(name).text
            shown = ", ".join(type_text(world, arg) for arg in args)
            return f"{own}<{shown}>" if args else own
        case t.TypeVar(name) | t.Opaque(name):
            return world.names.rules.mangle(name, "type")


def _item(world: World, elem: t.Type) -> str:
    made = type_text(world, elem)
    return f"({made})" if "|" in made or made.startswith("fun(") else made
