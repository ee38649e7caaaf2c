"""Parameters that are only ever given one character: a `char` for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.ownership import Key, all_functions, inner_functions
from vibee_compiler.lowering.walk import everything

Letters = frozenset[tuple[str, str, int]]
"""Parameters: module, function, number of the variable."""

_WALKS = frozenset(
    """list.map list.filter list.flatMap list.all list.exists list.existsOne list.count
    list.find list.takeWhile list.dropWhile""".split()
)
"""Macros that bind the characters of a text as such."""


def letters(program: s.LoweredProgram) -> Letters:
    """The parameters of inner functions that every call, tests included, gives one character."""
    functions = dict(all_functions(program))
    found = {
        (*key, param.var.uid)
        for key, one in inner_functions(functions)
        for param in one.params
        if param.var.type == t.STRING and param.var.uid not in one.consumes
    }
    while found:
        kept = found - _others(program, functions, found)
        if kept == found:
            break
        found = kept
    return frozenset(found & _called(functions))


def _called(functions: Mapping[Key, s.Function]) -> set[tuple[str, str, int]]:
    """The parameters that some function gives a value: nothing is known of those that none does."""
    found: set[tuple[str, str, int]] = set()
    for one in functions.values():
        for call in _calls(one.block, functions):
            found |= {(call.module, call.name, p.var.uid) for p in _target(call, functions).params}
    return found


def _calls(root: Any, functions: Mapping[Key, s.Function]) -> Iterator[x.Call]:
    for node in everything((root,) if root else ()):
        if isinstance(node, x.Call) and (node.module, node.name) in functions:
            yield node


def _target(call: x.Call, functions: Mapping[Key, s.Function]) -> s.Function:
    return functions[call.module, call.name]


def _others(
    program: s.LoweredProgram,
    functions: Mapping[Key, s.Function],
    letters: set[tuple[str, str, int]],
) -> set[tuple[str, str, int]]:
    """The parameters that some call gives what may be no single character."""
    wrong: set[tuple[str, str, int]] = set()

    def given(key: Key, args: tuple[Any, ...], known: set[int]) -> None:
        for param, arg in zip(functions[key].params, args, strict=True):
            if not _is_letter(arg, known):
                wrong.add((*key, param.var.uid))

    for key, one in functions.items():
        own = {uid for module, name, uid in letters if (module, name) == key}
        known = own | set(_walked(one.block))
        for call in _calls(one.block, functions):
            given((call.module, call.name), call.args, known)
    for module in program.modules:
        for lowered in module.behaviours:
            key = (module.module.name, lowered.function.name)
            for example in lowered.examples:
                given(key, example.args, set())
            roots = (
                *((one.setup, one.expected) for one in lowered.examples),
                *((rows.setup, rows.check) for rows in lowered.properties),
            )
            for setup, value in roots:
                for call in (*_calls(setup, functions), *_calls(value, functions)):
                    given((call.module, call.name), call.args, set())
    return wrong


def _walked(root: Any) -> Iterator[int]:
    """The variables that walks over the characters of a text bind."""
    for node in everything((root,) if root else ()):
        match node:
            case s.ForEach(x.PBind(var), x.Op(id="string.chars")):
                yield var.uid
            case s.ForEach(
                x.PTuple((_, x.PBind(var))),
                x.Op(id="list.indexed", args=(x.Op(id="string.chars"),)),
            ):
                yield var.uid
            case x.Op(id=name, args=(x.Op(id="string.chars"), x.Lambda((x.PBind(var),)))) if (
                name in _WALKS
            ):
                yield var.uid


def _is_letter(node: Any, known: set[int]) -> bool:
    if isinstance(node, x.Literal):
        return isinstance(node.value, str) and len(node.value) == 1
    return isinstance(node, x.Local) and node.var.uid in known
