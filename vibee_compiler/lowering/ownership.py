"""Which parameters a function takes over from its callers rather than looks at them.

A function that nobody outside of the package calls takes a parameter over where its body moves
the value (or a field of it) somewhere, and where each of its callers gives a value up: one that
was just made, or a variable at its last use. Functions hand values on to each other, so the
greatest set that fits is sought: all that might be, less what does not hold, until nothing goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.context import Context
from vibee_compiler.lowering.moves import COPIED, marked, taken_from
from vibee_compiler.lowering.walk import everything, pieces

Key = tuple[str, str]
Slot = tuple[str, str, int]
"""A parameter: module, function, place."""

_MADE = (x.RecordLit, x.RecordUpdate, x.VariantLit, x.TupleLit, x.ListLit, x.SetLit, x.MapLit,
         x.Call, x.CallVar, s.Freeze)  # fmt: skip
_MAKING = frozenset(
    """list.concat list.map list.filter list.map3 list.flatMap list.sort list.sortBy list.reverse
    list.distinct list.flatten map.put map.remove set.put set.remove set.union set.intersection
    set.difference set.toList map.keys map.values map.entries string.concat string.chars
    list.join list.joinWith string.replace string.lowerAscii string.upperAscii optional.of
    optional.none result.ok result.err string.fromInt string.fromFloat list.toSet
    """.split()
)
"""Built-ins whose result is a value of its own, which no argument holds or shares."""


def ownership(program: s.LoweredProgram, ctx: Context) -> s.LoweredProgram:
    """The pass; it does nothing where the profile has no moves."""
    if not ctx.profile.moves:
        return program
    functions = dict(all_functions(program))
    taken = {
        (*key, place)
        for key, one in inner_functions(functions)
        for place, param in enumerate(one.params)
        if param.var.type not in COPIED and not isinstance(param.var.type, t.FnT)
    }
    while taken:
        kept = taken & _moved(functions, taken)
        if kept == taken:
            break
        taken = kept
    return _noted(program, taken)


def all_functions(program: s.LoweredProgram) -> Iterator[tuple[Key, s.Function]]:
    """Behaviours and helpers, by module and name."""
    for module in program.modules:
        name = module.module.name
        for lowered in module.behaviours:
            yield (name, lowered.function.name), lowered.function
        for helper in module.helpers:
            yield (name, helper.name), helper


def inner_functions(functions: Mapping[Key, s.Function]) -> Iterator[tuple[Key, s.Function]]:
    """Those whose parameters can be passed in another way than others': all calls are known."""
    named = _named(functions)
    return ((key, one) for key, one in functions.items() if _is_inner(one) and key not in named)


def _is_inner(one: s.Function) -> bool:
    """Whether only the package itself calls a function, by the signature that it is given here."""
    if one.block is None:
        return False
    return one.behaviour is None or (one.behaviour.internal and not one.behaviour.implementation)


def _named(functions: Mapping[Key, s.Function]) -> set[Key]:
    """Functions that are used as values: their type says how parameters are passed."""
    found = everything(tuple(one.block for one in functions.values() if one.block))
    return {(one.module, one.name) for one in found if isinstance(one, x.FnRef)}


def _moved(functions: Mapping[Key, s.Function], taken: set[Slot]) -> set[Slot]:
    """The parameters that the bodies move and all calls give up, if `taken` are taken over."""
    moved: set[Slot] = set()
    handed: set[tuple[Slot, Slot]] = set()
    lent: set[Slot] = set()
    for key, one in functions.items():
        if one.block is None:
            continue
        own = {
            param.var.uid: (*key, place)
            for place, param in enumerate(one.params)
            if (*key, place) in taken
        }
        block = marked(one, frozenset(own)).block
        assert block is not None
        for node in everything(block):
            if isinstance(node, x.Call):
                slots = [(node.module, node.name, i) for i in range(len(node.args))]
                given = zip(slots, node.args, strict=True)
                lent |= {slot for slot, arg in given if not gives_up(arg)}
        for uid, to in _moves(block):
            if uid in own and to is None:
                moved.add(own[uid])
            elif uid in own and to is not None:
                handed.add((own[uid], to))
    # What is only handed round in a circle comes to rest nowhere.
    while more := {slot for slot, to in handed if to in moved & taken} - moved:
        moved |= more
    return moved - lent


def _moves(root: Any) -> Iterator[tuple[int, Slot | None]]:
    """The variables that are moved inside, and to which parameter; None for another place."""
    for node in everything(root):
        if isinstance(node, x.Call):
            for place, arg in enumerate(node.args):
                var = taken_from(arg)
                if var is not None:
                    yield var.uid, (node.module, node.name, place)
        elif not isinstance(node, x.CallVar) and not _only_reads(node):
            for piece in pieces(node):
                if type(piece) is not x.Var and (var := taken_from(piece)) is not None:
                    yield var.uid, None


def _only_reads(node: Any) -> bool:
    """Whether a place where values are moved to only copies out of them."""
    if isinstance(node, x.FieldGet):
        return True
    return isinstance(node, s.Change) and node.op in ("string.append", "map.remove", "set.remove")


def gives_up(node: Any) -> bool:
    """Whether an argument is a value that nobody else has."""
    match node:
        case x.If(_, then, other):
            return gives_up(then) and gives_up(other)
        case x.Store(value) | x.Let(_, _, value):
            return gives_up(value)
        case x.Literal(value=value, type=type_):
            return type_ == t.STRING and value == ""
        case x.Op(id=name):
            return name in _MAKING
        case _:
            return isinstance(node, _MADE) or taken_from(node) is not None


def _noted(program: s.LoweredProgram, taken: set[Slot]) -> s.LoweredProgram:
    """The program whose functions say what they take over."""

    def note(module: str, one: s.Function) -> s.Function:
        uids = (p.var.uid for i, p in enumerate(one.params) if (module, one.name, i) in taken)
        found = frozenset(uids)
        return replace(one, consumes=found) if found else one

    modules = []
    for module in program.modules:
        name = module.module.name
        behaviours = tuple(replace(b, function=note(name, b.function)) for b in module.behaviours)
        helpers = tuple(note(name, one) for one in module.helpers)
        modules.append(replace(module, behaviours=behaviours, helpers=helpers))
    return replace(program, modules=tuple(modules)) if taken else program
