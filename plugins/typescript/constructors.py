"""Literals, constructors, functions and stored values as TypeScript."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vibee_plugins.typescript import literals
from vibee_plugins.typescript import syntax as js
from vibee_plugins.typescript.syntax import Node
from vibee_plugins.typescript.types import Types

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import count_uses, everything

_INFERRED = (t.INT, t.FLOAT, t.BOOL, t.STRING, t.BYTES, t.TIMESTAMP, t.DURATION)
_AS_ITEMS = ("list.filter", "list.sort", "list.sortBy", "list.slice", "list.reverse", "list.drop")


def binders(pattern: Any) -> set[int]:
    """The variables that a pattern binds."""
    return {node.uid for node in everything(pattern) if isinstance(node, x.Var)}


def is_open(node: Any) -> bool:
    """Whether TypeScript would infer another type for a value than the language has."""
    if node.type in _INFERRED:
        return False
    match node:
        case x.Local() | x.FieldGet() | x.Call() | x.ConstRef() | s.VariantField() | s.Unwrap():
            return False
        case x.RecordLit() | x.RecordUpdate():
            return False
        case x.Op(name) if name in _AS_ITEMS:
            return is_open(node.args[0])
    return True


@dataclass(frozen=True, slots=True)
class _InOrder:
    """A value whose order a caller sees."""

    value: Any
    type: t.Type


class Constructors:
    """Prints what makes values."""

    if TYPE_CHECKING:
        world: Any
        types: Types
        names: dict[int, str]
        facts: set[Any]
        parameters: set[int]
        locals: Any
        support: Any
        refer: Any

        def part(self, part: str, *args: Node) -> js.Call:
            """See `TypeScriptPrinter`."""

        def node(self, node: Any) -> Node:
            """See `TypeScriptPrinter`."""

        all: Any
        argument: Any
        scope: Any
        bind: Any

    def __init__(self) -> None:
        super().__init__()
        self.sides: dict[str, dict[int, str]] = {}
        self.loose_maps = False
        self.told = False

    def print_Literal(self, node: x.Literal) -> Node:  # noqa: N802
        value: Any = node.value
        match node.type:
            case t.Prim("Int") if self.world.big:
                return literals.signed(literals.big(value), "bigint")
            case t.Prim("Int"):
                made = literals.whole(value)
                return self.part("safeInt", made) if isinstance(made, js.Call) else made
            case t.Prim("Float"):
                return literals.signed(literals.number(value))
            case t.Prim("Bool"):
                return js.Name("true" if value else "false")
            case t.Prim("Bytes"):
                return literals.octets(value)
            case t.Prim("Timestamp" | "Duration"):
                return literals.signed(literals.big(value), "bigint")
            case t.Prim("Any"):
                return literals.data(value)
            case _:
                return literals.string(value)

    def print_EnumValue(self, node: x.EnumValue) -> Node:  # noqa: N802
        return literals.string(node.member)

    def print_TupleLit(self, node: x.TupleLit) -> Node:  # noqa: N802
        return js.Items(tuple(map(self.kept, node.items)))

    def print_ListLit(self, node: x.ListLit) -> Node:  # noqa: N802
        return js.Items(
            tuple(
                self._spliced(item) if optional else self.kept(item)
                for item, optional in zip(node.items, node.optional, strict=True)
            )
        )

    def _spliced(self, item: Any) -> Node:
        return js.spread(self._options(item))

    def _options(self, item: Any) -> Node:
        """An option as a list of at most one."""
        boxed = self.world.boxed(item.type)
        return self.part("optionalBoxed" if boxed else "optional", self.argument(item))

    def print_SetLit(self, node: x.SetLit) -> Node:  # noqa: N802
        assert isinstance(node.type, t.SetT)
        if not node.items:
            return js.make("Set", types=self._told(node.type.elem))
        items = js.Items(tuple(self.all(node.items)))
        if self.loose_maps or len(node.items) == 1 or self._ascending(list(node.items)):
            return js.make("Set", items)
        return self.part("sortedSet", items, self.types.comparator(node.type.elem))

    def print_MapLit(self, node: x.MapLit) -> Node:  # noqa: N802
        assert isinstance(node.type, t.MapT)
        if not node.entries:
            return js.make("Map", types=self._told(node.type.key, node.type.value))
        listed = self.entries_of(node)
        types = (node.type.key, node.type.value)
        if self.in_order(node) or (self.loose_maps and self._is_plain(node)):
            plain = all(one in _INFERRED for one in types)
            return js.make("Map", listed, types=() if plain else tuple(map(self.types.text, types)))
        part = self.support("uniqueMap" if node.errors else "inOrder")
        compare = self.types.comparator(node.type.key)
        return js.call(part, listed, compare, types=tuple(map(self.types.text, types)))

    def _told(self, *types: t.Type) -> tuple[str, ...]:
        """Type arguments of an empty collection, where nothing around it tells them."""
        return () if self.told else tuple(map(self.types.text, types))

    def kept(self, node: Any) -> Node:
        """A value that a caller will see: maps and sets of parameters are put in order first."""
        if isinstance(node, x.If) and isinstance(node.type, t.MapT | t.SetT):
            both = (_InOrder(node.then, node.type), _InOrder(node.other, node.type))
            return self.node(x.If(node.cond, both[0], both[1], node.type))  # type: ignore[arg-type]
        return self.print__InOrder(_InOrder(node, node.type))

    def print__InOrder(self, node: _InOrder) -> Node:  # noqa: N802
        value, type_ = node.value, node.type
        made = self.typed(value)
        if not isinstance(type_, t.MapT | t.SetT) or not self._is_of_parameter(value):
            return made
        is_map = isinstance(type_, t.MapT)
        order = self.types.comparator(type_.key if is_map else type_.elem)  # type: ignore[union-attr]
        return self.part("inOrder" if is_map else "sortedSet", made, order)

    def _is_of_parameter(self, node: Any) -> bool:
        while isinstance(node, x.FieldGet):
            node = node.base
        return isinstance(node, x.Local) and node.var.uid in self.parameters

    def typed(self, node: Any) -> Node:
        """A value where its declared type stands beside it."""
        if not isinstance(node, x.MapLit | x.SetLit):
            return self.node(node)
        self.told = True
        made = self.node(node)
        self.told = False
        return made

    def _is_plain(self, node: x.MapLit) -> bool:
        return not node.errors and not any(node.optional)

    def entries_of(self, node: x.MapLit) -> js.Items:
        """The entries of a literal as they are written."""
        pairs: list[Node] = []
        for (key, item), optional in zip(node.entries, node.optional, strict=True):
            if optional:
                made = self.part("optionalEntry", self.node(key), self._options(item))
                pairs.append(js.spread(made))
            else:
                pairs.append(js.Items((self.node(key), self.node(item))))
        return js.Items(tuple(pairs))

    def in_order(self, node: x.MapLit) -> bool:
        """Whether the constant keys of a literal are written in order."""
        if any(node.optional) or node.errors:
            return False
        keys: list[Any] = [key for key, _ in node.entries]
        return len(keys) == 1 or self._ascending(keys)

    def _ascending(self, keys: list[Any]) -> bool:
        """Whether constant keys are written in order."""
        if all(isinstance(key, x.Literal) for key in keys):
            found = [key.value for key in keys]
            return found == sorted(found)
        if all(isinstance(key, x.EnumValue) for key in keys):
            members = self.world.decl(keys[0].type).members
            places = [members.index(key.member) for key in keys]
            return places == sorted(places)
        return False

    # records

    def print_RecordLit(self, node: x.RecordLit) -> Node:  # noqa: N802
        return self._record(node, ())

    def print_RecordUpdate(self, node: x.RecordUpdate) -> Node:  # noqa: N802
        return self._record(node, (("", js.spread(self.node(node.base))),))

    def _record(self, node: Any, first: tuple[tuple[str, Node], ...]) -> Node:
        names = self.world.names[node.type.module]
        fields = [
            (names.field(node.type.name, name).text, value)
            for name, value in node.fields
            if not (isinstance(node, x.RecordLit) and self._goes_without_saying(node, name, value))
        ]
        made = js.Object((*first, *((name, self.kept(value)) for name, value in fields)))
        if not self.world.is_checked(node):
            return made
        type_: t.Named = node.type
        name = self.refer(type_.module, self.world.names[type_.module].type(type_.name).text, False)
        if first:
            self.world.spread.add(name)
        return js.make(name, made, types=tuple(map(self.types.text, type_.args)))

    def _goes_without_saying(self, node: x.RecordLit, name: str, value: Any) -> bool:
        """Whether a constructor gives a field that value by itself."""
        if not self.world.is_checked(node):
            return False
        decl: Any = self.world.decl(node.type)
        field = next(one for one in decl.fields if one.name == name)
        if field.default is not None:
            return bool(field.default == value)
        return isinstance(value, x.Op) and value.id == "optional.none"

    def print_VariantLit(self, node: x.VariantLit) -> Node:  # noqa: N802
        type_ = node.type
        assert isinstance(type_, t.Named)
        fields = [
            (
                self.world.variant_field(type_.module, type_.name, node.variant, name),
                self.kept(value),
            )
            for name, value in node.fields
        ]
        if self.world.is_checked(node):
            name = self.world.checker_name(type_.module, type_.name, node.variant)
            return js.call(self.refer(type_.module, name, False), js.Object(tuple(fields)))
        kind = literals.string(self.world.kind(type_.module, type_.name, node.variant))
        return js.Object((("kind", kind), *fields))

    # functions

    def function_of(self: Any, lam: Any) -> Node:
        """A macro's part as a function: a behaviour by name, else an arrow function."""
        match lam:
            case x.Lambda((x.PBind(var),), x.Call(module, name, (x.Local(used),))) if used == var:
                function = self.world.functions[module, name]
                if len(function.params) == 1:
                    made: Node = self.print_FnRef(x.FnRef(module, name, lam.type))
                    return made
        with self.scope():
            params = self._parameters(lam)
            typed = self.types.text(lam.body.type) if is_open(lam.body) else ""
            return js.Arrow(params, self.node(lam.body), typed)

    def _parameters(self: Any, lam: Any) -> str:
        """The binders of a function; unused ones at the end are left out."""
        used = {node.uid for node in everything(lam.body) if isinstance(node, x.Var)}
        params = list(lam.params)
        while params and not (binders(params[-1]) & used):
            params.pop()
        return ", ".join(self.pattern(param, lam.body) for param in params)

    def pattern(self: Any, pattern: Any, body: Any, suffix: str = "") -> str:
        """A binder; one of several sides has a suffix, and its names in `sides`."""
        if suffix and pattern is not None:
            self.sides.setdefault(suffix, {})
        match pattern:
            case x.PBind(var):
                if not suffix:
                    return str(self.bind(var))
                name: str = self.locals.fresh(f"{var.name}_{suffix}").text
                self.sides[suffix][var.uid] = name
                return name
            case x.PTuple(items):
                parts = []
                for item in items:
                    unused = isinstance(item, x.PWild) or (
                        isinstance(item, x.PBind) and not count_uses(body, item.var.uid)
                    )
                    parts.append("" if unused else self.pattern(item, body, suffix))
                while parts and not parts[-1]:
                    parts.pop()
                return f"[{', '.join(parts)}]"
            case _:
                return f"_{suffix}"

    # stored values

    def print_Store(self, node: x.Store) -> Node:  # noqa: N802
        made: Node = self.node(node.value)
        if not node.errors and not _rounds(node.to):
            return made
        return self.fit(made, node.to)

    def fit(self, made: Node, to: t.Type, depth: int = 0) -> Node:
        """A value made fit for a declared type, part by part."""
        name = f"item{depth or ''}"
        match to:
            case t.Sized("Float32"):
                return js.method(js.Name("Math"), "fround", made)
            case t.Sized(size):
                return self._within(made, size)
            case t.Alias(module, alias, _, target):
                inner = self.fit(made, target, depth) if _checks(target) else made
                if (module, alias, None) not in self.world.checkers:
                    return inner
                check = self.world.checker_name(module, alias, None)
                return js.call(self.refer(module, check, False), inner)
            case t.ArrayT(size, elem):
                inner = self.fit(made, t.ListT(elem), depth)
                return self.part("sized", inner, js.number(size))
            case t.ListT(elem) if _checks(elem):
                return js.method(made, "map", self._each(elem, name, depth))
            case t.OptionT(elem) if _checks(elem):
                return self.part("mapOption", made, self._each(elem, name, depth))
            case t.MapT(key, item) if _checks(key) or _checks(item):
                keyed = self.fit(js.Name("k"), key, depth + 1)
                pair = js.Items((keyed, self.fit(js.Name(name), item, depth + 1)))
                arrow = js.Arrow(f"[k, {name}]", js.As(pair, "const"))
                return js.make("Map", js.method(js.copied(made), "map", arrow))
            case t.SetT(elem) if _checks(elem):
                mapped = js.method(js.copied(made), "map", self._each(elem, name, depth))
                return js.make("Set", mapped)
            case t.TupleT(items) if _checks(to):
                return self._tuple(made, items, depth)
        return made

    def _within(self, made: Node, size: str) -> Node:
        low, high = t.SIZED_RANGES[size]
        if self.world.big:
            wide = (max(low, -(2**63)), min(high, 2**63 - 1))
            ends = (literals.signed(literals.big(n), "bigint") for n in wide)
            return self.part("bigInRange", made, *ends)
        bounds = (max(low, -literals.MAX_SAFE), min(high, literals.MAX_SAFE))
        return self.part("inRange", made, *map(literals.whole, bounds))

    def _each(self, elem: t.Type, name: str, depth: int) -> Node:
        return js.Arrow(name, self.fit(js.Name(name), elem, depth + 1))

    def _tuple(self, made: Node, items: tuple[t.Type, ...], depth: int) -> Node:
        names = [f"item{depth or ''}{chr(97 + i)}" for i in range(len(items))]
        typed = f"readonly [{', '.join(self.types.text(t.erase(one)) for one in items)}]"
        parts = [self.fit(js.Name(n), one, depth + 1) for n, one in zip(names, items, strict=True)]
        arrow = js.Arrow(f"[{', '.join(names)}]: {typed}", js.Items(tuple(parts)), typed)
        return js.call(arrow, made)


def _rounds(to: t.Type) -> bool:
    return to == t.Sized("Float32") or any(map(_rounds, t.children(to)))


def _checks(to: t.Type) -> bool:
    if isinstance(to, t.Sized | t.ArrayT | t.Alias):
        return True
    return not isinstance(to, t.Named) and any(map(_checks, t.children(to)))
