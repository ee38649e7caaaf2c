"""Which uses of a time zone need a target's data on named zones, and which an offset alone.

UTC and fixed offsets are part of every target; names such as `Europe/Paris` are a feature. A zone
that is not written where it is used counts as named, unless every text that it can be is known and
none of them is a name: a target without the data would raise where the language gives a value.
"""

from __future__ import annotations

from collections.abc import Mapping

from vibee_compiler.ir import expr as x
from vibee_compiler.ir.module import Program
from vibee_compiler.ir.walk import walk

FEATURE = "named_zones"

Texts = frozenset[str]
Constants = Mapping[tuple[str, str], x.Expr]


def constants_of(program: Program) -> Constants:
    """The values of all constants, by module and name."""
    return {(m.name, c.name): c.value for m in program.modules for c in m.constants}


def offsets_alone(root: x.Expr, constants: Constants) -> frozenset[int]:
    """The identities of the operations in a body that take a zone and never see a named one."""
    zoned = [n for n in walk(root) if isinstance(n, x.Op) and _takes_zone(n)]
    if not zoned:
        return frozenset()
    lets = {
        n.pattern.var: n.value
        for n in walk(root)
        if isinstance(n, x.Let) and isinstance(n.pattern, x.PBind)
    }
    found = set()
    for node in zoned:
        texts = _texts(node.args[1], lets, constants)
        if texts is not None and all(map(_no_name, texts)):
            found.add(id(node))
    return frozenset(found)


def _takes_zone(node: x.Op) -> bool:
    from vibee_compiler.ir.signatures import table

    return table()[node.id].feature == FEATURE


def _no_name(text: str) -> bool:
    """UTC, an offset, or what is no zone anywhere: names have letters."""
    return text == "UTC" or not any(map(str.isalpha, text))


def _texts(node: x.Expr, lets: Mapping[x.Var, x.Expr], constants: Constants) -> Texts | None:
    """Every text that an expression can be, None where that is not known."""

    def joined(*nodes: x.Expr) -> Texts | None:
        made: Texts = frozenset()
        for one in nodes:
            texts = _texts(one, lets, constants)
            if texts is None:
                return None
            made |= texts
        return made

    match node:
        case x.Literal(value=str() as text):
            return frozenset({text})
        case x.ConstRef():
            value = constants.get((node.module, node.name))
            return None if value is None else joined(value)
        case x.Local() if node.var in lets:
            return joined(lets[node.var])
        case x.If():
            return joined(node.then, node.other)
        case x.Match():
            return joined(*(arm.body for arm in node.arms))
        case x.Let():
            return joined(node.body)
        case x.Store():
            return joined(node.value)
        case x.Fail():
            return frozenset()
        case _:
            return None
