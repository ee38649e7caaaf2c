"""Types of the language as types of TypeScript, and how their values are ordered."""

from __future__ import annotations

from collections.abc import Callable

from vibee_plugins.typescript import syntax as js
from vibee_plugins.typescript.syntax import Node
from vibee_plugins.typescript.world import World

from vibee_compiler.ir import types as t

_SCALARS = {
    "Int": "number",
    "Float": "number",
    "Bool": "boolean",
    "String": "string",
    "Bytes": "Uint8Array",
    "Timestamp": "bigint",
    "Duration": "bigint",
    "Void": "undefined",
    "Decimal": "string",
    "UUID": "string",
    "Any": "unknown",
}


class Types:
    """Writes types for one module.

    refer: called with the module and name of each declared type or value that is mentioned, gives
    the identifier to write; need: called with each support part.
    """

    def __init__(
        self,
        world: World,
        refer: Callable[[str, str, bool], str],
        need: Callable[[str], str],
        module: str,
    ) -> None:
        self.module = module
        self.world = world
        self.refer = refer
        self.need = need

    def text(self, type_: t.Type) -> str:
        """The type."""
        match type_:
            case t.Prim(name):
                return "bigint" if name == "Int" and self.world.big else _SCALARS[name]
            case t.Sized(name):
                return "bigint" if self.world.big and "Int" in name else "number"
            case t.ListT(elem) | t.ArrayT(_, elem):
                return f"readonly {self._item(elem)}[]"
            case t.SetT(elem):
                return f"ReadonlySet<{self.text(elem)}>"
            case t.MapT(key, value):
                return f"ReadonlyMap<{self.text(key)}, {self.text(value)}>"
            case t.OptionT(elem):
                inner = self.text(elem)
                if isinstance(elem, t.TypeVar) and self.world.nests_options:
                    return f"{self.need('Option')}<{inner}>"
                if self.world.boxed(type_):
                    return f"{{ readonly some: {inner} }} | undefined"
                inner = f"({inner})" if inner.startswith("(") and "=>" in inner else inner
                return f"{inner} | undefined"
            case t.ResultT(ok, err):
                return f"{self.need('Result')}<{self.text(ok)}, {self.text(err)}>"
            case t.TupleT(items):
                return f"readonly [{', '.join(map(self.text, items))}]"
            case t.FnT(params, result):
                args = ", ".join(f"a{i}: {self.text(p)}" for i, p in enumerate(params))
                return f"({args}) => {self.text(result)}"
            case t.Named(module, name, args) | t.Alias(module, name, args, _):
                own = self.refer(module, self.world.names[module].type(name).text, True)
                return f"{own}<{', '.join(map(self.text, args))}>" if args else own
            case t.TypeVar(name):
                return self.world.names.rules.mangle(name, "type_parameter")
            case t.Opaque(name):
                return self.refer("", self.world.opaque(self.module, name), True)

    def _item(self, elem: t.Type) -> str:
        made = self.text(elem)
        loose = " | " in made or "=>" in made or made.startswith("readonly ")
        return f"({made})" if loose else made

    def mutable(self, type_: t.Type) -> str:
        """The type of a builder."""
        match type_:
            case t.ListT(elem):
                return f"{self._item(elem)}[]"
            case t.MapT(key, value):
                return f"Map<{self.text(key)}, {self.text(value)}>"
            case t.SetT(elem):
                return f"Set<{self.text(elem)}>"
            case _:
                return self.text(type_)

    def values(self, type_: t.Named) -> str:
        """The array of an enum's values."""
        return self.refer(type_.module, self.world.values(type_.module, type_.name), False)

    def comparator(self, type_: t.Type) -> Node:
        """A function that compares two values of an ordered type."""
        match type_:
            case t.Prim("Int" | "Float") if type_ == t.FLOAT or not self.world.big:
                return js.Name(self.need("compareNumbers"))
            case t.Prim("String"):
                return js.Name(self.need("compareStrings"))
            case t.Prim("Bytes"):
                return js.call(self.need("compareLists"), js.Name(self.need("compareNumbers")))
            case t.Prim():
                return js.Name(self.need("compareValues"))
            case t.ListT(elem):
                return js.call(self.need("compareLists"), self.comparator(elem))
            case t.TupleT(items):
                parts = js.Items(tuple(map(self.comparator, items)))
                return js.call(self.need("compareTuples"), parts, types=(self.text(type_),))
            case t.Named():
                return js.call(self.need("compareIn"), js.Name(self.values(type_)))
            case _:
                raise TypeError(f"no order for {type_}")
