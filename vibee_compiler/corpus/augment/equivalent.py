"""Bodies written in another way that means the same: a table of equivalences over the IR.

Operands change places only where they are plain (variables, fields, literals and sums of them), so
that which error comes first stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from vibee_compiler.corpus.synth.chance import Chance
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import module as m
from vibee_compiler.ir import types as t
from vibee_compiler.ir.walk import walk
from vibee_compiler.mutants.places import places, with_node

MOST: Final = 3
"""Changes in one body."""

_PLAIN: Final = (x.Local, x.ConstRef, x.Literal, x.FieldGet, x.EnumValue, x.Store)
_PLAIN_OPS: Final = frozenset(
    {"int.add", "int.sub", "int.mul", "float.add", "float.sub", "float.mul", "list.size",
     "string.size", "double.fromInt"}
)  # fmt: skip
_COMMUTATIVE: Final = frozenset({"int.add", "int.mul", "float.add", "float.mul"})
_MIRROR: Final = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le"}
_NEGATED: Final = {"lt": "ge", "ge": "lt", "gt": "le", "le": "gt"}
_EQUAL: Final = frozenset({"int.eq", "string.eq", "enum.eq", "bool.eq"})
_ORDERED: Final = frozenset({"int.lt", "float.lt", "string.lt", "enum.lt", "bool.lt"})


def equivalent(program: m.Program, chance: Chance) -> m.Program | None:
    """The program with up to `MOST` places changed in each body."""
    behaviours = []
    for one in program.root.behaviours:
        body = one.body
        if body is not None:
            body = _changed(body, chance)
            one = replace(one, body=body)
        behaviours.append(one)
    root = replace(program.root, behaviours=tuple(behaviours))
    if root == program.root:
        return None
    return replace(program, modules=(*program.modules[:-1], root))


def _changed(body: x.Expr, chance: Chance) -> x.Expr:
    found = [(path, new) for path, node in places(body) for new in _others(node)]
    done: list[tuple[str | int, ...]] = []
    for path, new in chance.some(found, len(found)):
        if len(done) == MOST:
            break
        # What lies above or below a place that has changed is no longer what it was.
        if any(path[: len(old)] == old or old[: len(path)] == path for old in done):
            continue
        changed = with_node(body, path, new)
        if changed is not None:
            body = changed
            done.append(path)
    return body


def _others(node: x.Expr) -> Iterator[x.Expr]:
    for rule in _RULES:
        made = rule(node)
        if made is not None:
            yield made


def _plain(node: x.Expr) -> bool:
    """Whether nothing in it can raise but an overflow, or take long."""
    return all(
        isinstance(one, _PLAIN) or (isinstance(one, x.Op) and one.id in _PLAIN_OPS)
        for one in walk(node)
        if not isinstance(one, x.Var)
    )


def _swapped(node: x.Expr) -> x.Expr | None:
    """`a + b` as `b + a`."""
    if isinstance(node, x.Op) and node.id in _COMMUTATIVE and all(map(_plain, node.args)):
        first, second = node.args
        return None if first == second else replace(node, args=(second, first))
    return None


def _mirrored(node: x.Expr) -> x.Expr | None:
    """`a < b` as `b > a`."""
    order = _order(node)
    if order is None or not isinstance(node, x.Op) or not all(map(_plain, node.args)):
        return None
    return _ordered(_MIRROR[order], (node.args[1], node.args[0]), node)


def _unnegated(node: x.Expr) -> x.Expr | None:
    """`!(a < b)` as `a >= b`, and the like; not of Floats, where NaN is neither."""
    if not (isinstance(node, x.Op) and node.id == "bool.not"):
        return None
    inner = node.args[0]
    if isinstance(inner, x.Op) and inner.id in _EQUAL:
        return x.Op("ne", inner.args, t.BOOL, span=node.span)
    order = _order(inner)
    if order is None or not isinstance(inner, x.Op) or inner.args[0].type == t.FLOAT:
        return None
    return _ordered(_NEGATED[order], inner.args, inner)


def _branches(node: x.Expr) -> x.Expr | None:
    """`c ? a : b` as `!c ? b : a`, the condition turned round where it is a comparison."""
    if not isinstance(node, x.If):
        return None
    if isinstance(node.other, x.If):  # a ladder reads from the top
        return None
    negated: x.Expr = x.Op("bool.not", (node.cond,), t.BOOL, span=node.cond.span)
    if isinstance(node.cond, x.Op) and node.cond.id == "bool.not":
        negated = node.cond.args[0]
    else:
        negated = _unnegated(negated) or negated
    return replace(node, cond=negated, then=node.other, other=node.then)


def _form(node: x.Expr) -> x.Expr | None:
    """`c ? a : b` as `if c { a } else { b }`, and back where the parts are small."""
    if not isinstance(node, x.If) or isinstance(node.other, x.If):
        return None
    if not node.ternary and any(
        isinstance(one, x.Let | x.Match | x.If) for part in (node.then, node.other)
        for one in walk(part)
    ):  # fmt: skip
        return None
    return replace(node, ternary=not node.ternary)


def _quantified(node: x.Expr) -> x.Expr | None:
    """`!xs.exists(x, p)` as `xs.all(x, !p)`, and `!xs.all(x, p)` as `xs.exists(x, !p)`."""
    if not (isinstance(node, x.Op) and node.id == "bool.not"):
        return None
    inner = node.args[0]
    other = {"list.exists": "list.all", "list.all": "list.exists"}
    if not isinstance(inner, x.Op) or inner.id not in other:
        return None
    items, test = inner.args
    if not isinstance(test, x.Lambda):
        return None
    negated: x.Expr = x.Op("bool.not", (test.body,), t.BOOL, span=test.span)
    if isinstance(test.body, x.Op) and test.body.id == "bool.not":
        negated = test.body.args[0]
    else:
        negated = _unnegated(negated) or negated
    return replace(inner, id=other[inner.id], args=(items, replace(test, body=negated)))


def _counted(node: x.Expr) -> x.Expr | None:
    """`xs.filter(x, p).size()` as `xs.count(x, p)`, and back."""
    if not isinstance(node, x.Op):
        return None
    if node.id == "list.size":
        inner = node.args[0]
        if isinstance(inner, x.Op) and inner.id == "list.filter":
            return replace(node, id="list.count", args=inner.args)
    if node.id == "list.count":
        kept = x.Op("list.filter", node.args, node.args[0].type, span=node.span)
        return x.Op("list.size", (kept,), t.INT, span=node.span)
    return None


def _order(node: x.Expr) -> str | None:
    """lt, le, gt or ge, where a node is an order of two values."""
    if not isinstance(node, x.Op) or len(node.args) != 2:
        return None
    if node.id in _ORDERED:
        return "lt"
    return node.id if node.id in _MIRROR else None


def _ordered(order: str, args: tuple[x.Expr, ...], node: x.Op) -> x.Expr | None:
    kinds: dict[Any, str] = {t.INT: "int", t.FLOAT: "float", t.STRING: "string"}
    kind = kinds.get(args[0].type)
    if kind is None:
        return None
    return replace(node, id=f"{kind}.lt" if order == "lt" else order, args=args)


_RULES: Final[tuple[Callable[[x.Expr], x.Expr | None], ...]] = (
    _swapped, _mirrored, _unnegated, _branches, _form, _quantified, _counted,
)  # fmt: skip
