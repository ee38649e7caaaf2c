"""Memory that a loop uses again: buffers that take turns, room behind what grows.

A list that every round makes anew from the one before needs two buffers, if nothing but its
elements leaves the round. A text or list that is set to itself with something behind it, and to
other things at times, keeps room behind it: nobody else has that room, so values that were taken
before are not disturbed.
"""

from __future__ import annotations

from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.growth import READS
from vibee_compiler.lowering.walk import everything, pieces, used

_WALKED = frozenset({"list.indexed", "list.zip"})
_JOINS = frozenset({"list.concat", "string.concat", "bytes.concat"})


def self_appended(stmt: Any) -> Any | None:
    """What an assignment puts behind the old value of its own variable."""
    if not isinstance(stmt, s.Assign) or not isinstance(stmt.value, x.Op):
        return None
    op = stmt.value
    if op.id not in _JOINS or len(op.args) != 2:
        return None
    first, rest = op.args
    own = isinstance(first, x.Local) and first.var == stmt.var
    return rest if own and all(var != stmt.var for var in used((rest,))) else None


def grown(root: object) -> set[int]:
    """The variables that a loop makes longer."""
    declared = {
        one.var.uid
        for one in everything(root)
        if isinstance(one, s.Declare) and one.mutable and not one.builder
    }
    loops = tuple(one for one in everything(root) if isinstance(one, s.ForEach | s.While))
    inside = {
        one.var.uid
        for loop in loops
        for one in everything(loop.block)
        if self_appended(one) is not None
    }
    return declared & inside


def collected(block: s.Block, char: x.Var) -> bool:
    """Whether a loop over a text puts its characters behind one another."""
    appended = (self_appended(one) for one in everything(block))
    return any(isinstance(one, x.Local) and one.var == char for one in appended)


def turning(block: s.Block) -> dict[int, t.Type]:
    """The lists that a round of a loop makes and hands to the next one, by number.

    Each is the whole new value of a variable from outside, of which a round reads elements only.
    """
    if _goes_on(block):
        # A round that ends early hands nothing on, and the buffers must not take turns.
        return {}
    own = {one.var.uid for one in everything(block) if isinstance(one, s.Declare)}
    found: dict[int, t.Type] = {}
    for stmt in block:
        if not isinstance(stmt, s.Assign) or not isinstance(stmt.value, s.Freeze | s.View):
            continue
        made, state = stmt.value.var, stmt.var
        if state.uid in own or made.uid not in own or not isinstance(made.type, t.ListT):
            continue
        once = sum(isinstance(n, s.Assign) and n.var == state for n in everything(block)) == 1
        rest = tuple(one for one in block if one is not stmt)
        if once and made.type == state.type and _only_read(rest, state) and _only_read(rest, made):
            found[made.uid] = made.type.elem
    return found


def _goes_on(block: s.Block) -> bool:
    """Whether a statement goes on with the next round of the loop that has this block."""
    for stmt in block:
        match stmt:
            case s.Continue():
                return True
            case s.IfStmt(_, then, other):
                if _goes_on(then) or _goes_on(other):
                    return True
            case s.Switch(_, cases, default):
                blocks = [*(case.block for case in cases), default or ()]
                if any(map(_goes_on, blocks)):
                    return True
            case _:
                pass
    return False


def _only_read(nodes: tuple[Any, ...], var: x.Var) -> bool:
    """Whether nothing but elements of a list is taken."""
    return all(_reads(node, var) for node in nodes)


def _is(node: Any, var: x.Var) -> bool:
    return isinstance(node, x.Local | s.View | s.Freeze) and node.var == var


def _reads(node: Any, var: x.Var) -> bool:
    if _is(node, var):
        return False
    for piece in pieces(node):
        if type(piece) is x.Var:
            continue
        if _is(piece, var):
            looked = isinstance(node, x.Op) and node.id in READS
            if not looked and not isinstance(node, s.ForEach):
                return False
        elif isinstance(node, s.ForEach) and piece is node.items:
            if not _walks(piece, var):
                return False
        elif not _reads(piece, var):
            return False
    return True


def _walks(items: Any, var: x.Var) -> bool:
    if isinstance(items, x.Op) and items.id in _WALKED:
        return all(_is(arg, var) or _reads(arg, var) for arg in items.args)
    return _reads(items, var)
