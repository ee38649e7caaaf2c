"""Where the compiler of TypeScript takes a value for more, or for less, than its type says.

It narrows what it sees: after `const c = "blue"` a comparison with `"red"` is an error. And it
infers what it is not told: `[[], "zz"]` is an array, not a pair. Both are told the declared type.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vibee_plugins.typescript import syntax as js
from vibee_plugins.typescript import values as v
from vibee_plugins.typescript.syntax import Node

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Sum
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import everything

if TYPE_CHECKING:
    from vibee_plugins.typescript.world import World

Tags = frozenset[Any]
"""What a value is known to be: a literal, a member, a variant, present or absent."""

_PASSING = frozenset(
    """option.value option.orValue list.at list.first list.last list.get map.at map.get
    tuple.at string.fromEnum string.fromString int.fromInt bool.fromBool double.fromInt
    double.fromFloat string.concat string.fromInt""".split()
)
_MADE = {"optional.none": "none", "optional.of": "some", "result.ok": "ok", "result.err": "err"}
_INFERRING = frozenset(
    """option.value option.orValue list.at list.first list.last list.slice list.min list.max
    list.minBy list.maxBy list.concat list.zip list.distinct list.groupBy list.get map.at map.get
    map.entries map.keys map.values map.put map.remove set.toList set.put list.toSet""".split()
)
"""Built-ins whose type arguments are inferred from what they are given."""
_COMPARING = frozenset(("int.eq", "float.eq", "string.eq", "enum.eq", "bool.eq", "ne"))


def tags(node: Any, world: World, certain: Mapping[int, Tags]) -> Tags | None:
    """What a value is at most, None if that is anything of its type."""
    match node:
        case x.Literal(value):
            return frozenset((repr(value),))
        case x.EnumValue():
            return frozenset((node.member,))
        case x.VariantLit():
            return frozenset((node.variant,))
        case x.ConstRef(module, name):
            return tags(world.constants.get((module, name)), world, certain)
        case x.Local(var) | s.Take(var) | s.View(var):
            return certain.get(var.uid)
        case x.Fail():
            return frozenset()
        case s.Unwrap(subject) | x.Store(subject):
            return tags(subject, world, certain)
        case x.FieldGet(x.RecordLit(fields), name):
            given = dict(fields)
            return tags(given[name], world, certain) if name in given else None
        case x.If(x.Op("int.eq" | "string.eq" | "enum.eq", (a, b)), then, other) if then == a:
            return _joined((b, other), world, certain)
        case x.If(_, then, other):
            return _joined((then, other), world, certain)
        case x.ListLit(items) | x.TupleLit(items) if items:
            return _joined(items, world, certain)
        case x.Op(name) if name in _MADE:
            return frozenset((_MADE[name],))
        case x.Op("tuple.at", (x.TupleLit(items),), _, place):
            return tags(items[int(place or 0)], world, certain)
        case x.Op(name, args) if name in _PASSING:
            made: Any = args[0]
            whole: tuple[Any, ...] = (*made.args, *args[1:]) if _is_some(made) else args
            return _joined(whole, world, certain)
    return None


def _is_some(node: Any) -> bool:
    return isinstance(node, x.Op) and node.id in ("optional.of", "optional.none")


def _joined(nodes: Any, world: World, certain: Mapping[int, Tags]) -> Tags | None:
    every = [tags(node, world, certain) for node in nodes]
    return None if None in every else frozenset[Any]().union(*filter(None, every))


def _all_tags(type_: t.Type, world: World) -> Tags | None:
    """Every tag that a type has, if they can be counted."""
    match type_:
        case t.OptionT():
            return frozenset(("none", "some"))
        case t.ResultT():
            return frozenset(("ok", "err"))
        case t.Prim("Bool"):
            return frozenset(("True", "False"))
    decl: Any = world.decl(type_)
    if isinstance(decl, Sum):
        return frozenset(one.name for one in decl.variants)
    return frozenset(decl.members) if world.is_enum(type_) else None


def is_partial(node: Any, world: World, certain: Mapping[int, Tags]) -> bool:
    """Whether a value is seen to be less than its type allows."""
    found = tags(node, world, certain)
    return found is not None and found != _all_tags(t.erase(node.type), world)


def is_union(type_: t.Type, world: World) -> bool:
    """Whether an assignment narrows a variable of the type, although it has been declared."""
    return _all_tags(t.erase(type_), world) is not None


def always_partial(uid: int, first: Any, whole: Any, world: World) -> bool:
    """Whether a variable that changes never becomes all that its type allows."""
    values = [] if first is None else [first]
    dead: set[int] = set()
    for node in everything(whole):
        if isinstance(node, s.IfStmt) and (known := v.truth(node.cond, set())) is not None:
            dead |= set(map(id, everything(node.other if known else node.then)))
        if isinstance(node, s.AddLate) and uid in (node.var.uid, node.flag.uid):
            return False
        if isinstance(node, s.Assign) and node.var.uid == uid and id(node) not in dead:
            values.append(node.value)
    if not values or not is_union(values[0].type, world):
        return False
    found = _joined(values, world, {})
    return found is not None and found != _all_tags(t.erase(values[0].type), world)


def is_compared(uid: int, whole: Any) -> bool:
    """Whether a variable is compared with anything, or chosen by."""
    for node in everything(whole):
        match node:
            case s.Switch(subject):
                sides: tuple[Any, ...] = (subject,)
            case x.Op(name, args) if name in _COMPARING:
                sides = args
            case _:
                continue
        if any(
            isinstance(side, x.Local | s.Take | s.View) and side.var.uid == uid for side in sides
        ):
            return True
    return False


def is_loose(node: Any) -> bool:
    """Whether what is inferred for a value may not be its type."""
    match node:
        case x.TupleLit() | x.VariantLit() | x.EnumValue() | x.Fail():
            return True
        case x.Op("optional.none"):
            return True
        case x.ListLit(items):
            return not items or any(map(_is_untold, items))
        case x.SetLit(items):
            return any(map(_is_untold, items))
        case s.Unwrap(subject) | x.Store(subject):
            return is_loose(subject)
        case x.If(_, then, other):
            return _any_loose((then, other))
        case x.Op("optional.of" | "result.ok" | "result.err", (item,)):
            return _is_untold(item)
        case x.Op("option.orValue", args):
            return _any_loose(args)
        case x.Op(name, args) if name in _INFERRING:
            return any(map(is_loose, args))
    return False


def _any_loose(nodes: tuple[Any, ...]) -> bool:
    """Whether one of several values is loose; nothing adds nothing to their common type."""
    told = [node for node in nodes if not _is_nothing(node)]
    return not told or any(map(is_loose, told))


def _is_nothing(node: Any) -> bool:
    return isinstance(node, x.Fail) or (isinstance(node, x.Op) and node.id == "optional.none")


def _is_untold(node: Any) -> bool:
    """Whether the same holds of a part, where empty collections have no type of their own."""
    empty = (isinstance(node, x.MapLit) and not node.entries) or (
        isinstance(node, x.SetLit) and not node.items
    )
    return empty or is_loose(node)


# trees


def chosen(test: Node, then: Node, other: Node) -> Node:
    """`test ? then : other`, but for a test that is a constant."""
    if test == js.Name("true"):
        return then
    return other if test == js.Name("false") else js.Cond(test, then, other)


def otherwise(left: Node, right: Node) -> Node:
    """`left ?? right`; only one of them where the left side is seen to be there, or absent."""
    match left:
        case js.Name("undefined"):
            return right
        case js.Cond(test, then, other) if _presence(then) is not None or _presence(other):
            return js.Cond(test, otherwise(then, right), otherwise(other, right))
    return left if _presence(left) else js.Binary("??", left, right)


def _presence(node: Node) -> bool | None:
    """Whether the compiler sees that a value is there, or that it is not."""
    match node:
        case js.Name("undefined"):
            return False
        case js.Lit() | js.Items() | js.Object() | js.Template() | js.Arrow():
            return True
        case js.Name("true" | "false" | "NaN" | "Infinity"):
            return True
        case js.Unary(symbol):
            return symbol in ("!", "-")
        case js.Binary(symbol):
            return True if symbol not in js.LOGICAL else None
        case js.As(value):
            return _presence(value)
        case js.Call(made=True):
            return True
        case js.Cond(_, then, other):
            sides = (_presence(then), _presence(other))
            return sides[0] if sides[0] == sides[1] else None
    return None
