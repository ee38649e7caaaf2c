"""Equality and order as Zig, and reads of builders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vibee_plugins.zig.indices import SIZES
from vibee_plugins.zig.literals import character, quoted
from vibee_plugins.zig.spellings import COMPARE, PREFIX
from vibee_plugins.zig.values import listed

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets.layout import LINE, concat, group, nest, text
from vibee_compiler.targets.printer import ATOM, Printed

Special = Callable[[Any, x.Op], Printed]

_SYMBOLS = {"ne": "!=", "le": "<=", "gt": ">", "ge": ">="}
_ORDERS = {"lt": ("==", ".lt"), "le": ("!=", ".gt"), "gt": ("==", ".gt"), "ge": ("!=", ".lt")}


_LENGTHS = {"list.size": ".len", "bytes.size": ".len", "set.size": ".items.len"}


def _length(p: Any, node: Any, other: Any) -> Any:
    """The length as Zig counts it, where it is compared with a number that has its type."""
    literal = isinstance(other, x.Literal) and isinstance(other.value, int)
    # Integers of both kinds compare by their values; a literal takes the type of the other side.
    number = other.value >= 0 if literal else not p.needs_type(other)
    if not number or not isinstance(node, x.Op) or node.id not in _LENGTHS:
        return None
    if node.id == "set.size" and p.is_builder(node):
        return None
    return concat(p.bare(node.args[0], ATOM), _LENGTHS[node.id])


def length_of(p: Any, node: Any) -> Any:
    """A length as Zig counts it; None for other numbers."""
    if not isinstance(node, x.Op) or node.id not in SIZES:
        return None
    return concat(p.bare(node.args[0], ATOM), ".len")


def is_place(p: Any, node: Any) -> bool:
    """Whether a number is a place of a loop, in Zig's own type of indices."""
    return isinstance(node, x.Local) and node.var.uid in p.frame.places


def as_index(p: Any, node: Any, outer: int) -> Any:
    """A number that is not below zero as an index."""
    if (length := length_of(p, node)) is not None:
        return length
    if isinstance(node, x.Literal) or is_place(p, node):
        return p.typed(node, outer)
    return p.arguments("@as", ["usize", p.arguments("@intCast", [p.placed(node)])])


def _native(p: Any, op: x.Op, symbol: str) -> Printed:
    left, right = op.args
    if is_place(p, left) or is_place(p, right):
        parts = [as_index(p, one, COMPARE + 1) for one in (left, right)]
        return Printed(concat(parts[0], f" {symbol} ", parts[1]), COMPARE)
    both = _length(p, left, right), _length(p, right, left)
    if both[0] is not None and both[1] is not None:
        return Printed(concat(both[0], f" {symbol} ", both[1]), COMPARE)
    if (length := both[0]) is not None:
        return Printed(concat(length, f" {symbol} ", p.typed(right, COMPARE + 1)), COMPARE)
    if (length := both[1]) is not None:
        return Printed(concat(p.typed(left, COMPARE + 1), f" {symbol} ", length), COMPARE)
    alone = p.needs_type(left) and p.needs_type(right)
    head = p.bare(left, COMPARE + 1) if alone else p.typed(left, COMPARE + 1)
    tail = concat(LINE, p.typed(right, COMPARE + 1))
    return Printed(group(concat(head, f" {symbol}", nest(tail))), COMPARE)


def _letter(node: Any) -> str | None:
    """The character literal of a text of one ASCII character."""
    if not isinstance(node, x.Literal) or not isinstance(node.value, str):
        return None
    return character(node.value) if len(node.value) == 1 and node.value.isascii() else None


def is_char(p: Any, node: Any) -> bool:
    """Whether a text is known to be one code point at most."""
    match node:
        case x.Local(var):
            return var.uid in p.frame.chars
        case x.Op(id="string.charAt"):
            return True
        case x.Op(id="list.at" | "list.get" | "list.first" | "list.last", args=(x.Local(of), *_)):
            return of.uid in p.frame.char_lists
        case _:
            return False


def _same_text(p: Any, left: Any, right: Any) -> Any:
    """The comparison of two texts; short ones are not worth the call of `std.mem.eql`."""
    for one, other in ((left, right), (right, left)):
        if (letter := _letter(other)) is not None:
            return p.arguments(p.note("support.isChar"), [p.typed(one), text(letter)])
    args = [p.typed(left), p.typed(right)]
    if is_char(p, left) or is_char(p, right):
        return p.arguments(p.note("support.sameChars"), args)
    return p.arguments(p.note("std.mem.eql"), [text("u8"), *args])


def _bounds(node: Any, low: str, high: str) -> tuple[Any, Any] | None:
    """The text and the character that a comparison of the kind `low` or, turned, `high` has."""
    if not isinstance(node, x.Op) or node.id not in (low, high) or node.args[0].type != t.STRING:
        return None
    one, other = node.args if node.id == low else reversed(node.args)
    return (one, other) if _letter(other) is not None else None


def between(p: Any, op: x.Op) -> Printed | None:
    """`c >= 'a' && c <= 'z'`."""
    least = _bounds(op.args[0], "ge", "le")
    most = _bounds(op.args[1], "le", "ge")
    if least is None or most is None or least[0] != most[0]:
        return None
    letters = [text(str(_letter(side[1]))) for side in (least, most)]
    return Printed(p.arguments(p.note("support.isBetween"), [p.typed(least[0]), *letters]))


def one_of(p: Any, op: x.Op) -> Printed | None:
    """A text among texts of one character."""
    items = op.args[1]
    if not isinstance(items, x.ListLit) or any(items.optional) or len(items.items) < 2:
        return None
    if items.type != t.ListT(t.STRING) or any(_letter(item) is None for item in items.items):
        return None
    letters = quoted("".join(str(getattr(item, "value", "")) for item in items.items))
    return Printed(p.arguments(p.note("support.isOneOf"), [p.typed(op.args[0]), text(letters)]))


def _is_empty_text(node: Any) -> bool:
    return isinstance(node, x.Literal) and node.value in ("", b"")


def equal(p: Any, op: x.Op) -> Printed:
    """`a == b`, or `a != b` for `ne`."""
    left, right = op.args
    type_ = left.type
    negated = op.id == "ne"
    if type_ == t.FLOAT and left == right and isinstance(left, x.Local):
        made = p.arguments(p.note("math.isNan"), [p.typed(left)])
        return Printed(made) if negated else Printed(concat("!", made), PREFIX)
    if p.world.types.is_plain(type_):
        return _native(p, op, "!=" if negated else "==")
    for one, other in ((left, right), (right, left)):
        if isinstance(other, x.Op) and other.id == "optional.none" and not p.needs_type(one):
            return Printed(
                concat(p.bare(one, COMPARE + 1), f" {'!=' if negated else '=='} null"), COMPARE
            )
    if type_ in (t.STRING, t.BYTES):
        if _is_empty_text(right):
            symbol = "!=" if negated else "=="
            return Printed(concat(p.bare(left, ATOM), f".len {symbol} 0"), COMPARE)
        made = _same_text(p, left, right)
    else:
        args = [text(p.type(type_)), p.typed(left), p.typed(right)]
        made = p.arguments(p.note("support.eql"), args)
    return Printed(concat("!", made), PREFIX) if negated else Printed(made)


def less(p: Any, op: x.Op) -> Printed:
    """`<`, `<=`, `>` and `>=`."""
    kind = op.id if op.id in _ORDERS else "lt"
    type_ = op.args[0].type
    if type_ in (t.INT, t.FLOAT):
        return _native(p, op, _SYMBOLS.get(kind, "<"))
    symbol, order = _ORDERS[kind]
    args = [text(p.type(type_)), p.typed(op.args[0]), p.typed(op.args[1])]
    if type_ in (t.STRING, t.BYTES):
        made = p.arguments(p.note("std.mem.order"), [text("u8"), *args[1:]])
        return Printed(concat(made, f" {symbol} {order}"), COMPARE)
    made = p.arguments(p.note("support.order"), args)
    if _partial(type_):
        made = p.arguments(p.note("support.compare"), args)
        # NaN makes every comparison false.
        orders = {"lt": ".lt", "le": ".le", "gt": ".gt", "ge": ".ge"}
        return Printed(p.arguments(p.note("support.holds"), [made, text(orders[kind])]))
    return Printed(concat(made, f" {symbol} {order}"), COMPARE)


def _partial(type_: t.Type) -> bool:
    return type_ == t.FLOAT or any(map(_partial, t.children(type_)))


def _extreme(builtin: str, of_float: str) -> Special:
    def spell(p: Any, op: x.Op) -> Printed:
        if len(op.args) == 1:
            made: Printed = p.printed(op.args[0])
            return made
        args = [p.typed(arg) for arg in op.args]
        if op.type == t.INT:
            return Printed(p.arguments(builtin, args))
        doc = args[0]
        for arg in args[1:]:
            doc = p.arguments(p.note(f"support.{of_float}"), [doc, arg])
        return Printed(doc)

    return spell


def _parts(op: x.Op) -> list[Any]:
    """The operands of a chain of concatenations."""
    made: list[Any] = []
    for arg in op.args:
        if isinstance(arg, x.Op) and arg.id == op.id:
            made += _parts(arg)
        else:
            made.append(arg)
    return made


def joined(p: Any, op: x.Op) -> Printed:
    """A chain of concatenations at once; items in it need no list of their own."""
    elem = p.type(op.type.elem) if isinstance(op.type, t.ListT) else "u8"
    docs = []
    for part in _parts(op):
        plain = isinstance(part, x.ListLit) and part.items and not any(part.optional)
        docs.append(listed([p.typed(item) for item in part.items]) if plain else p.typed(part))
    args = [text(p.arena()), text(elem), listed(docs)]
    return Printed(concat("try ", p.arguments(p.note("std.mem.concat"), args)), PREFIX)


def sort_by_key(p: Any, op: x.Op) -> Printed:
    """Pairs sorted by their first part: in place where nobody else holds them."""
    source = op.args[0]
    assert isinstance(source.type, t.ListT)
    args = [text(p.type(source.type.elem)), p.typed(source)]
    if isinstance(source, s.Freeze) and p.frame.is_list(source.var):
        return Printed(p.arguments(p.note("support.sortPairs"), args))
    args.insert(1, text(p.arena()))
    return Printed(concat("try ", p.arguments(p.note("support.sortByKey"), args)), PREFIX)


_EQUALITIES = """ne int.eq float.eq string.eq bytes.eq list.eq record.eq map.eq set.eq option.eq
    result.eq tuple.eq variant.eq carried.eq enum.eq duration.eq timestamp.eq""".split()
_LESS = """le gt ge int.lt enum.lt bool.lt bytes.lt duration.lt timestamp.lt list.lt
    tuple.lt""".split()

SPECIAL: dict[str, Special] = {
    **dict.fromkeys(_EQUALITIES, equal),
    **dict.fromkeys(_LESS, less),
    "math.greatest": _extreme("@max", "greatest"),
    "math.least": _extreme("@min", "least"),
    "list.sortBy": sort_by_key,
    **dict.fromkeys(("list.concat", "string.concat", "bytes.concat"), joined),
}

ON_BUILDERS: dict[str, tuple[int, str]] = {
    "map.get": (0, "get"),
    "map.in": (1, "contains"),
    "map.at": (0, "get"),
    "map.size": (0, "count"),
    "set.in": (1, "contains"),
    "set.size": (0, "count"),
}
"""Reads that a builder answers itself: which argument it is, and its method."""


def on_builder(p: Any, op: x.Op) -> Printed:
    """A read of a builder."""
    at, method = ON_BUILDERS[op.id]
    view: Any = op.args[at]
    rest = [p.typed(arg) for i, arg in enumerate(op.args) if i != at]
    made = p.arguments(f"{p.frame.name(view.var)}.{method}", rest)
    if method == "count":
        return Printed(concat("@as(i64, @intCast(", made, "))"))
    if op.id == "map.at":
        tail = "orelse return error.NoSuchKey" if op.errors else ".?"
        return Printed(concat(made, " " if op.errors else "", tail), 0 if op.errors else ATOM)
    return Printed(made)
