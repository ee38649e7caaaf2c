"""The mutation operators: a table of small faults over typed expressions.

Each takes a node and gives nodes that may stand in its place: the same type, no variable bound
anew, no part used twice. What they must not touch (messages, patterns of regular expressions) is
known to `places`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import module as m
from vibee_compiler.ir import types as t
from vibee_compiler.ir.signatures import table
from vibee_compiler.ir.walk import pattern_vars, walk
from vibee_compiler.mutants import siblings
from vibee_compiler.records import dataclass

_LEAST, _GREATEST = -(2**63), 2**63 - 1
_SECOND = 10**9
OVERFLOW = frozenset({"Overflow"})


class World:
    """What operators know besides the node: declarations, parameters, names of errors."""

    def __init__(self, program: m.Program, behaviour: m.Behaviour) -> None:
        self._decls = {(one.name, d.name): d for one in program.modules for d in one.types}
        self.params = tuple(param.var for param in behaviour.params)
        declared = [e.name for one in program.modules for b in one.behaviours for e in b.errors]
        self.errors = (*dict.fromkeys(declared), "InvalidArgument", "NoValue")

    def declaration(self, type_: t.Type) -> m.TypeDecl | None:
        """The declaration of a named type."""
        return self._decls.get((type_.module, type_.name)) if isinstance(type_, t.Named) else None


Apply = Callable[[Any, World], Iterator[x.Expr]]


@dataclass(frozen=True, slots=True)
class Operator:
    """One kind of fault: `apply` gives the replacements of a node of one of the classes `on`."""

    id: str
    doc: str
    on: tuple[type, ...]
    apply: Apply


def errors_of(node: x.Op) -> frozenset[str]:
    """The errors that the table gives for an operation on parts of these types."""
    entry = table()[node.id]
    by: dict[str, t.Type] = {}
    for part, arg in zip(entry.parts, node.args, strict=False):
        _bind(part.type, arg.type, by)
    return frozenset(
        name
        for name in entry.errors
        if all(by.get(v) == want for v, want in entry.errors_for.get(name, {}).items())
    )


def _bind(scheme: t.Type, type_: t.Type, by: dict[str, t.Type]) -> None:
    if isinstance(scheme, t.TypeVar):
        by.setdefault(scheme.name, type_)
    for inner, other in zip(t.children(scheme), t.children(type_), strict=False):
        _bind(inner, other, by)


def _as(node: x.Op, entry_id: str) -> x.Op:
    made = replace(node, id=entry_id)
    return replace(made, errors=errors_of(made))


def _negated(node: x.Expr) -> x.Op:
    return x.Op("bool.not", (node,), t.BOOL, span=node.span)


def _sibling(node: x.Op, world: World) -> Iterator[x.Expr]:
    for other in siblings.SIBLINGS.get(node.id, ()):
        yield _as(node, other)


def _comparison(node: x.Op, world: World) -> Iterator[x.Expr]:
    if siblings.comparison(node.id) and len(node.args) == 2:
        of = node.args[0].type
        prefix = siblings.head(of, world.declaration(of))
        for other in siblings.other_comparisons(node.id, prefix):
            if other in table().entries:
                yield _as(node, other)


def _negation(node: Any, world: World) -> Iterator[x.Expr]:
    if node.type != t.BOOL:
        return
    if not isinstance(node, x.Op):
        yield _negated(node)
    elif node.id == "bool.not":
        yield node.args[0]
    elif node.id not in ("bool.and", "bool.or") and not siblings.comparison(node.id):
        yield _negated(node)


def _branch(node: x.If, world: World) -> Iterator[x.Expr]:
    for only in (node.then, node.other):
        if not isinstance(only, x.Fail):
            yield only


def _logic(node: x.Op, world: World) -> Iterator[x.Expr]:
    if node.id in ("bool.and", "bool.or"):
        yield from node.args


def _int(value: int) -> Iterator[object]:
    if value < _GREATEST:
        yield value + 1
    if value > _LEAST:
        yield value - 1


def _float(value: float) -> Iterator[object]:
    if value == value and abs(value) < 1e15:
        yield value + 1.0
        yield -value if value else 0.5
    else:
        yield 0.0


def _time(value: int) -> Iterator[object]:
    yield value + _SECOND


def _text(value: str) -> Iterator[object]:
    yield "" if value else "?"
    if value:
        yield value + "?"


_CONSTANTS: Mapping[str, Callable[[Any], Iterator[object]]] = {
    "Int": _int,
    "Float": _float,
    "Bool": lambda value: iter([not value]),
    "String": _text,
    "Bytes": lambda value: iter([b"" if value else b"?"]),
    "Timestamp": _time,
    "Duration": _time,
}


def _constant(node: x.Literal, world: World) -> Iterator[x.Expr]:
    if isinstance(node.type, t.Prim) and node.type.name in _CONSTANTS:
        for value in _CONSTANTS[node.type.name](node.value):
            yield replace(node, value=value)


def _enum(node: x.EnumValue, world: World) -> Iterator[x.Expr]:
    decl = world.declaration(node.type)
    if isinstance(decl, m.Enum) and len(decl.members) > 1:
        at = decl.members.index(node.member)
        yield replace(node, member=decl.members[(at + 1) % len(decl.members)])


def _variant(node: x.VariantLit, world: World) -> Iterator[x.Expr]:
    """The next variant with fields of the same types."""
    decl = world.declaration(node.type)
    if not isinstance(decl, m.Sum):
        return
    own = next(v for v in decl.variants if v.name == node.variant)
    for other in decl.variants:
        if other is not own and [f.type for f in other.fields] == [f.type for f in own.fields]:
            if not any(f.constraints for f in (*own.fields, *other.fields)):
                places = [f.name for f in own.fields]
                fields = tuple(
                    (other.fields[places.index(name)].name, value) for name, value in node.fields
                )
                yield replace(node, variant=other.name, fields=fields)
            return


def _operands(node: x.Op | x.Call, world: World) -> Iterator[x.Expr]:
    """Neighbours of one type, the other way round."""
    if isinstance(node, x.Op):
        if node.id in siblings.COMMUTATIVE or siblings.comparison(node.id) == "eq":
            return
        if node.id in ("string.matches", "string.format", "timestamp.inZone"):
            return
    for i in range(len(node.args) - 1):
        left, right = node.args[i : i + 2]
        if isinstance(left, x.Lambda) or isinstance(right, x.Lambda) or left == right:
            continue
        if left.type == right.type and type(left) is not x.Store and type(right) is not x.Store:
            swapped = (*node.args[:i], right, left, *node.args[i + 2 :])
            yield replace(node, args=swapped)


def _left_out(node: x.Op | x.Call, world: World) -> Iterator[x.Expr]:
    """A part of the result's type instead of the whole: the step is forgotten."""
    if isinstance(node, x.Op) and (siblings.comparison(node.id) or node.id.startswith("bool.")):
        return
    for arg in node.args:
        if arg.type == node.type and not isinstance(arg, x.Lambda | x.Literal):
            yield arg.value if isinstance(arg, x.Store) else arg
            return
    if isinstance(node, x.Op) and node.id in ("list.fold", "map.fold", "set.fold"):
        yield node.args[1]


_INDEX_PARTS = frozenset({"i", "j", "n"})


def _index(node: x.Op, world: World) -> Iterator[x.Expr]:
    """One beside a computed index or count."""
    parts = table()[node.id].parts
    if node.id.startswith("math."):
        return
    for i, (part, arg) in enumerate(zip(parts, node.args, strict=False)):
        if part.name not in _INDEX_PARTS or arg.type != t.INT or isinstance(arg, x.Literal):
            continue
        one = x.Literal(1, t.INT)
        for step in ("int.add", "int.sub"):
            moved = x.Op(step, (arg, one), t.INT, errors=OVERFLOW, span=arg.span)
            yield replace(node, args=(*node.args[:i], moved, *node.args[i + 1 :]))


def _elements(node: x.ListLit, world: World) -> Iterator[x.Expr]:
    places = dict.fromkeys((0, len(node.items) - 1)) if node.items else {}
    for i in places:
        yield replace(
            node,
            items=(*node.items[:i], *node.items[i + 1 :]),
            optional=(*node.optional[:i], *node.optional[i + 1 :]),
        )


def _entries(node: x.MapLit, world: World) -> Iterator[x.Expr]:
    places = dict.fromkeys((0, len(node.entries) - 1)) if node.entries else {}
    for i in places:
        yield replace(
            node,
            entries=(*node.entries[:i], *node.entries[i + 1 :]),
            optional=(*node.optional[:i], *node.optional[i + 1 :]),
        )


def _option(node: x.Op, world: World) -> Iterator[x.Expr]:
    """A value for none, and the other half of a result where both have one type."""
    if node.id == "optional.of":
        yield x.Op("optional.none", (), node.type, span=node.span)
    elif isinstance(node.type, t.ResultT) and node.type.ok == node.type.err:
        other = {"result.ok": "result.err", "result.err": "result.ok"}.get(node.id)
        if other is not None:
            yield replace(node, id=other)


def _error(node: x.Fail, world: World) -> Iterator[x.Expr]:
    others = [name for name in world.errors if name != node.error]
    yield replace(node, error=others[0])


def _field(node: x.FieldGet, world: World) -> Iterator[x.Expr]:
    """The next field of the same type."""
    decl = world.declaration(node.base.type)
    if not isinstance(decl, m.Record) or decl.params:
        return
    names = [f.name for f in decl.fields if t.erase(f.type) == node.type]
    if len(names) > 1:
        yield replace(node, name=names[(names.index(node.name) + 1) % len(names)])


def _tuple(node: x.Op, world: World) -> Iterator[x.Expr]:
    of = node.args[0].type if node.args else None
    if node.id == "tuple.at" and isinstance(of, t.TupleT):
        same = [i for i, item in enumerate(of.items) if item == node.type]
        if len(same) > 1 and isinstance(node.extra, int):
            yield replace(node, extra=same[(same.index(node.extra) + 1) % len(same)])


def _update(node: x.RecordUpdate, world: World) -> Iterator[x.Expr]:
    yield node.base
    if len(node.fields) > 1:
        for i in range(len(node.fields)):
            yield replace(node, fields=(*node.fields[:i], *node.fields[i + 1 :]))


def _parameter(node: x.Local, world: World) -> Iterator[x.Expr]:
    """The next parameter of the same type."""
    same = [var for var in world.params if var.type == node.type]
    if node.var in same and len(same) > 1:
        yield replace(node, var=same[(same.index(node.var) + 1) % len(same)])


def _free_of(body: x.Expr, pattern: x.Pattern) -> bool:
    bound = {var.uid for var in pattern_vars(pattern)}
    return not any(isinstance(n, x.Local | x.CallVar) and n.var.uid in bound for n in walk(body))


def _arms(node: x.Match, world: World) -> Iterator[x.Expr]:
    """The bodies of two arms exchanged, a guard forgotten."""
    for i, arm in enumerate(node.arms):
        if arm.guard is not None:
            yield replace(node, arms=_with(node.arms, i, replace(arm, guard=None)))
        if i + 1 == len(node.arms):
            continue
        after = node.arms[i + 1]
        free = _free_of(arm.body, arm.pattern) and _free_of(after.body, after.pattern)
        if free and arm.body != after.body:
            arms = _with(node.arms, i, replace(arm, body=after.body))
            yield replace(node, arms=_with(arms, i + 1, replace(after, body=arm.body)))


def _with(arms: tuple[x.Arm, ...], i: int, arm: x.Arm) -> tuple[x.Arm, ...]:
    return (*arms[:i], arm, *arms[i + 1 :])


_BOOLS = (x.Local, x.FieldGet, x.Call, x.CallVar, x.ConstRef, x.Op)

OPERATORS: tuple[Operator, ...] = (
    Operator("sibling", "a built-in for another of the same signature", (x.Op,), _sibling),
    Operator("comparison", "a comparison for its neighbour or opposite", (x.Op,), _comparison),
    Operator("negation", "a truth value for its opposite", _BOOLS, _negation),
    Operator("logic", "one side of `&&` or `||` alone", (x.Op,), _logic),
    Operator("branch", "one branch whatever the condition", (x.If,), _branch),
    Operator("constant", "a literal one off, negated, flipped or empty", (x.Literal,), _constant),
    Operator("enum", "the next value of an enum", (x.EnumValue,), _enum),
    Operator("variant", "another variant with the same fields", (x.VariantLit,), _variant),
    Operator("operands", "two arguments exchanged", (x.Op, x.Call), _operands),
    Operator("left out", "an operand instead of the operation", (x.Op, x.Call), _left_out),
    Operator("index", "an index or count one off", (x.Op,), _index),
    Operator("element", "a list without an element", (x.ListLit,), _elements),
    Operator("entry", "a map without an entry", (x.MapLit,), _entries),
    Operator("option", "none for a value, err for ok", (x.Op,), _option),
    Operator("error", "another error", (x.Fail,), _error),
    Operator("field", "another field of the same type", (x.FieldGet,), _field),
    Operator("tuple", "another place of a tuple", (x.Op,), _tuple),
    Operator("update", "a record not updated, or less of it", (x.RecordUpdate,), _update),
    Operator("parameter", "another parameter of the same type", (x.Local,), _parameter),
    Operator("arm", "arms exchanged, a guard forgotten", (x.Match,), _arms),
)


def replacements(node: x.Expr, world: World) -> Iterator[tuple[str, x.Expr]]:
    """What may stand in a node's place, each with the operator's id."""
    for operator in OPERATORS:
        if isinstance(node, operator.on):
            for made in operator.apply(node, world):
                yield operator.id, made
