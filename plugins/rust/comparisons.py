"""Comparisons and logic: native operators, ranges, De Morgan."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from vibee_plugins.rust import inference, literals
from vibee_plugins.rust.values import AND, COMPARE, OR, Form, Out, inner, unary, unsized, value

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.targets.layout import Doc, concat

if TYPE_CHECKING:
    from vibee_plugins.rust.printer import RustPrinter

_EQ = (
    "int bool float string enum record list map set option result tuple variant carried bytes "
    "duration timestamp"
).split()
_LT = "int float string enum list tuple bytes duration timestamp".split()
_SIZES = ("list.size", "map.size", "set.size", "bytes.size", "string.size")
OPERATORS = {
    **{f"{name}.eq": "==" for name in _EQ},
    **{f"{name}.lt": "<" for name in _LT},
    "ne": "!=",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def _partial(type_: t.Type) -> bool:
    return type_ == t.FLOAT or any(_partial(child) for child in t.children(type_))


def compare(p: RustPrinter, op: x.Op, symbol: str) -> Out:
    """A comparison with this operator."""
    left, right = op.args
    if (made := _emptiness(p, left, right, symbol)) is not None:
        return made
    if symbol in ("==", "!=") and (made := _starts(p, left, right, symbol)) is not None:
        return made
    if left.type == t.BOOL and (made := _of_bools(p, left, right, symbol)) is not None:
        return made
    if p.types.has_float(left.type):
        p.crate.allow("float_cmp")
    both = inference.is_open(left) and inference.is_open(right)
    with p.opened(left) if both else nullcontext():
        if left.type == t.STRING and symbol not in ("==", "!="):
            p.crate.allow("manual_range_contains")
            if getattr(right, "value", None) == "" or getattr(left, "value", None) == "":
                p.crate.allow("comparison_to_empty")
        a, b = _sides(p, left, right, ordering=symbol not in ("==", "!="))
    head, tail = inner(a, COMPARE + 1), inner(b, COMPARE + 1)
    if head == tail:
        p.crate.allow("eq_op")
        if left.type == t.FLOAT and symbol in ("==", "!="):
            made = p.receiver(left).then(".is_nan()", type_=t.BOOL)
            return made if symbol == "!=" else unary("!", made, Form.VALUE)
    return value(p.binary(head, symbol, tail), op.type, COMPARE)


def _emptiness(p: RustPrinter, left: Any, right: Any, symbol: str) -> Out | None:
    if symbol not in ("==", "!="):
        return None
    match (left, right):
        case (x.Op(id=size, args=(items,)), x.Literal(value=0)) if size in _SIZES:
            subject = items
        case (_, x.Literal(value="") | x.ListLit(items=()) | x.MapLit(entries=())):
            subject = left
        case (_, x.Op(id="map.empty")):
            subject = left
        case (x.Op(id="optional.none"), x.Op(id="optional.of")):
            return _emptiness(p, right, left, symbol)
        case (x.Literal(value="") | x.ListLit(items=()) | x.MapLit(entries=()), _):
            return _emptiness(p, right, left, symbol)
        case (_, x.Op(id="optional.none")):
            test = ".is_none()" if symbol == "==" else ".is_some()"
            return p.receiver(left).then(test, type_=t.BOOL)
        case _:
            return None
    made = p.receiver(subject).then(".is_empty()", type_=t.BOOL)
    return made if symbol == "==" else unary("!", made, Form.VALUE)


def _of_bools(p: RustPrinter, left: Any, right: Any, symbol: str) -> Out | None:
    for one, other in ((right, left), (left, right)):
        if isinstance(one, x.Literal) and symbol in ("==", "!="):
            plain = one.value == (symbol == "==")
            return p.own(other) if plain else negated(p, other)
    if symbol in ("==", "!="):
        return None
    a, b = p.own(left), p.own(right)
    not_a, not_b = unary("!", a, Form.VALUE), unary("!", b, Form.VALUE)
    pair, logic = {
        "<": ((not_a, b), "&"),
        ">": ((a, not_b), "&"),
        "<=": ((not_a, b), "|"),
        ">=": ((a, not_b), "|"),
    }[symbol]
    prec = 65 if logic == "&" else 55
    doc = p.binary(inner(pair[0], prec), logic, inner(pair[1], prec + 1))
    return value(doc, t.BOOL, prec)


def _sides(p: RustPrinter, left: Any, right: Any, *, ordering: bool) -> tuple[Out, Out]:
    a, b = p.out(left), p.out(right)
    if left.type == t.BYTES and a.literal:
        # Literals of octets are arrays, each of its own size.
        a = replace(a.then(".as_slice()", form=Form.VIEW, type_=a.type), literal=True)
    if Form.CHAR in (a.form, b.form):
        made = _characters(p, a, b, left, right)
        if made is not None:
            return made
        pairs = ((a, b), (b, a))
        a, b = (_beside(p, one, other) if one.form is Form.CHAR else one for one, other in pairs)
    if p.coerce.is_copy(left.type):
        return p.coerce.own(a), p.coerce.own(b)
    if isinstance(left.type, t.OptionT):
        if a.form is b.form and a.form is not Form.PAIR:
            return a, b
        return p.coerce.view(a), p.coerce.view(b)
    if ordering and unsized(left.type):
        return p.coerce.view(a, strict=True), p.coerce.view(b, strict=True)
    a, b = (p.coerce.own(one) if one.form is Form.PAIR else one for one in (a, b))
    free = left.type == t.STRING
    borrowed = [one.form in (Form.REF, Form.VIEW) and not (one.literal and free) for one in (a, b)]
    if borrowed[0] == borrowed[1] or (free and {a.form, b.form} == {Form.VIEW}):
        return a, b
    return p.coerce.place(a), p.coerce.place(b)


def _beside(p: RustPrinter, char: Out, other: Out) -> Out:
    """A char as a text of the kind that the other side is."""
    return p.coerce.view(char) if other.form is Form.VIEW else _as_place(char)


def _as_place(char: Out) -> Out:
    """A char as the text that it is."""
    encoded = char.then(".encode_utf8(&mut [0; 4])", type_=char.type)
    return unary("*", encoded, Form.PLACE)


def _characters(p: RustPrinter, a: Out, b: Out, left: Any, right: Any) -> tuple[Out, Out] | None:
    def one(out: Out, node: Any) -> Out | None:
        if out.form is Form.CHAR:
            return out
        if isinstance(node, x.Literal) and isinstance(node.value, str) and len(node.value) == 1:
            return value(literals.char(node.value), out.type)
        return None

    made = one(a, left), one(b, right)
    if made[0] is None or made[1] is None:
        return None
    return made[0], made[1]


def _comparison(symbol: str) -> Callable[[RustPrinter, x.Op], Out]:
    def spell(p: RustPrinter, op: x.Op) -> Out:
        return compare(p, op, symbol)

    return spell


def negated(p: RustPrinter, node: Any) -> Out:
    """The opposite of a condition, without a `!` in front of parentheses where that can be."""
    match node:
        case x.Literal(value=bool() as known):
            return value("false" if known else "true", t.BOOL)
        case x.Op(id="bool.not", args=(arg,)):
            return p.own(arg)
        case x.Op(id="bool.and") if (made := contained(p, node)) is not None:
            return unary("!", made, Form.VALUE)
        case x.Op(id="bool.and", args=(left, right)) if _flips(left) and _flips(right):
            return _logic(p, "||", OR, negated(p, left), negated(p, right))
        case x.Op(id="bool.or") if (made := _outside(p, node)) is not None:
            return made
        case x.Op(id="bool.or", args=(left, right)) if _flips(left) and _flips(right):
            return _logic(p, "&&", AND, negated(p, left), negated(p, right))
        case x.Op(id=name) if name in OPERATORS and _flips(node):
            return compare(p, node, _OPPOSITE[OPERATORS[name]])
        case x.Op(id="bool.lt"):
            return unary("!", p.own(node), Form.VALUE)
        case x.Op(id="option.hasValue", args=(arg,)):
            return p.receiver(arg).then(".is_none()", type_=t.BOOL)
        case _:
            if isinstance(node, x.Op) and _partial(node.args[0].type if node.args else t.BOOL):
                p.crate.allow("neg_cmp_op_on_partial_ord")
            return unary("!", p.own(node), Form.VALUE)


def _flips(node: Any) -> bool:
    """Whether the opposite of a condition needs no parentheses."""
    match node:
        case x.Op(id="bool.not" | "option.hasValue"):
            return True
        case x.Op(id="bool.and" | "bool.or", args=(left, right)):
            return _flips(left) and _flips(right)
        case x.Op(id=name, args=(left, _)) if name in OPERATORS:
            return OPERATORS[name] in ("==", "!=") or not _partial(left.type)
        case x.Local() | x.FieldGet():
            return True
        case _:
            return False


def _logic(p: RustPrinter, symbol: str, prec: int, left: Out, right: Out) -> Out:
    doc = p.binary(inner(left, prec), symbol, inner(right, prec + 1))
    return value(doc, t.BOOL, prec)


def _not(p: RustPrinter, op: x.Op) -> Out:
    return negated(p, op.args[0])


@dataclass(frozen=True, slots=True)
class Limit:
    """One end of a range: a number, or a constant of that value."""

    value: int | float
    node: Any


def _limit(p: RustPrinter, node: Any) -> Limit | None:
    match node:
        case x.Literal(value=int() | float() as number) if not isinstance(number, bool):
            return Limit(number, node)
        case x.ConstRef(module, name):
            literal = p.crate.constant_value(module, name)
            found = getattr(literal, "value", None)
            plain = isinstance(found, int | float) and not isinstance(found, bool)
            return Limit(found, node) if plain and found is not None else None
        case _:
            return None


def _bound(p: RustPrinter, node: Any) -> tuple[Any, str, Limit] | None:
    """`x >= 1` as (x, ">=", 1), whichever way it is written."""
    if not isinstance(node, x.Op) or node.id not in OPERATORS or len(node.args) != 2:
        return None
    left, right = node.args
    symbol = OPERATORS[node.id]
    places = (x.Local, x.FieldGet)
    if isinstance(left, places) and (limit := _limit(p, right)) is not None:
        return left, symbol, limit
    if isinstance(right, places) and (limit := _limit(p, left)) is not None:
        turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
        return right, turned.get(symbol, ""), limit
    return None


_CLASSES = {
    ("0", "9"): ".is_ascii_digit()",
    ("a", "z"): ".is_ascii_lowercase()",
    ("A", "Z"): ".is_ascii_uppercase()",
}
"""Ranges of characters that have a name."""


def _letter_bound(node: Any) -> tuple[Any, str, str] | None:
    """`c >= "a"` as (c, ">=", "a"), whichever way it is written."""
    if not isinstance(node, x.Op) or node.id not in OPERATORS or len(node.args) != 2:
        return None
    symbol = OPERATORS[node.id]
    for subject, limit, turned in (
        (*node.args, symbol),
        (*node.args[::-1], {"<=": ">=", ">=": "<="}.get(symbol, "")),
    ):
        if isinstance(limit, x.Literal) and isinstance(limit.value, str) and len(limit.value) == 1:
            return subject, turned, limit.value
    return None


def _letter_range(p: RustPrinter, node: x.Op) -> Out | None:
    """`c.is_ascii_digit()` for `c >= "0" && c <= "9"`, for the first character of a text too."""
    low, high = (_letter_bound(arg) for arg in node.args)
    if low is None or high is None or low[0] != high[0]:
        return None
    if low[1] == "<=":
        low, high = high, low
    if (low[1], high[1]) != (">=", "<=") or low[2] > high[2]:
        return None
    named = _CLASSES.get((low[2], high[2]))
    ends = "..=".join(map(literals.char, (low[2], high[2])))

    def test(name: str, amp: str) -> str:
        return f"{name}{named}" if named else f"({ends}).contains({amp}{name})"

    if (text_ := first_of(low[0])) is not None:
        closure = f".starts_with(|c: char| {test('c', '&')})"
        return p.receiver(text_).then(closure, type_=t.BOOL)
    binding = p.frame.bindings.get(low[0].var.uid) if isinstance(low[0], x.Local) else None
    if binding is None or binding.form is not Form.CHAR:
        return None
    return value(test(binding.name, "&"), t.BOOL)


def first_of(node: Any) -> Any | None:
    """The text whose first character an expression is, nothing of an empty one."""
    match node:
        case x.Op(id="string.charAt", args=(subject, x.Literal(value=0)), errors=errors):
            return None if errors else subject
        case _:
            return None


def _starts(p: RustPrinter, left: Any, right: Any, symbol: str) -> Out | None:
    """`text.starts_with('x')` for the first character of a text."""
    for one, other in ((left, right), (right, left)):
        subject, said = first_of(one), getattr(other, "value", None)
        if subject is None or not isinstance(said, str) or len(said) != 1:
            continue
        call = f".starts_with({literals.char(said)})"
        made = p.receiver(subject).then(call, type_=t.BOOL)
        return made if symbol == "==" else unary("!", made, Form.VALUE)
    return None


def contained(p: RustPrinter, node: x.Op) -> Out | None:
    """`(a..=b).contains(&x)` for `x >= a && x <= b`."""
    if (made := _letter_range(p, node)) is not None:
        return made
    low, high = (_bound(p, arg) for arg in node.args)
    if low is None or high is None or low[0] != high[0]:
        return None
    if low[1] in ("<", "<="):
        low, high = high, low
    if low[1] != ">=" or high[1] not in ("<", "<=") or low[2].value > high[2].value:
        return None
    type_ = low[0].type
    ends: list[Doc] = [p.own(end[2].node).doc for end in (low, high)]
    dots = "..=" if high[1] == "<=" else ".."
    subject = p.ref(low[0])
    doc = concat("(", ends[0], dots, ends[1], ").contains(", subject.doc, ")")
    return value(doc, t.BOOL) if type_ in (t.INT, t.FLOAT) else None


def _and(p: RustPrinter, op: x.Op) -> Out:
    from vibee_plugins.rust import lookups

    if (made := contained(p, op)) is not None:
        return made
    if (split := lookups.split(p, op)) is not None:
        before, found = split
        return found if before is None else _logic(p, "&&", AND, p.own(before), found)
    left, right = op.args
    # `a && x >= 0 && x < 9` nests to the left: the last two may still be a range.
    if isinstance(left, x.Op) and left.id == "bool.and":
        pair = x.Op("bool.and", (left.args[1], right), t.BOOL)
        if (made := contained(p, pair)) is not None:
            return _logic(p, "&&", AND, p.own(left.args[0]), made)
    return _logic(p, "&&", AND, p.own(left), p.own(right))


def _terms(node: Any) -> list[Any]:
    """The conditions that an expression of `&&` and `||` is made of."""
    if isinstance(node, x.Op) and node.id in ("bool.and", "bool.or"):
        return [term for arg in node.args for term in _terms(arg)]
    return [node]


def _note_opposites(p: RustPrinter, op: x.Op) -> None:
    """Clippy would have `a && x || !a` simplified."""
    terms = [term for term in _terms(op) if isinstance(term, x.Op) and len(term.args) == 2]
    for index, one in enumerate(terms):
        for other in terms[:index]:
            opposite = _OPPOSITE.get(OPERATORS.get(one.id, ""))
            if one.args == other.args and opposite == OPERATORS.get(other.id):
                p.crate.allow("nonminimal_bool")


def _or(p: RustPrinter, op: x.Op) -> Out:
    left, right = op.args
    _note_opposites(p, op)
    if (made := _outside(p, op)) is not None:
        return unary("!", made, Form.VALUE)
    return _logic(p, "||", OR, p.own(left), p.own(right))


def _outside(p: RustPrinter, op: x.Op) -> Out | None:
    """The range whose outside `x < a || x > b` is."""
    left, right = map(_turned, op.args)
    if left is None or right is None:
        return None
    return contained(p, x.Op("bool.and", (left, right), t.BOOL))


def _turned(node: Any) -> Any:
    """The opposite comparison as a node."""
    if isinstance(node, x.Op) and len(node.args) == 2 and not _partial(node.args[0].type):
        symbol = _OPPOSITE.get(OPERATORS.get(node.id, ""), "")
        names = {"<": f"{node.id.partition('.')[0]}.lt", "<=": "le", ">": "gt", ">=": "ge"}
        if symbol == "<":
            return x.Op("int.lt", node.args, t.BOOL)
        if symbol in names:
            return x.Op(names[symbol], node.args, t.BOOL)
    return None


SPELLINGS: dict[str, Callable[[RustPrinter, x.Op], Out]] = {
    **{name: _comparison(symbol) for name, symbol in OPERATORS.items()},
    "bool.lt": _comparison("<"),
    "bool.not": _not,
    "bool.and": _and,
    "bool.or": _or,
}
"""How comparisons and logic are written."""
