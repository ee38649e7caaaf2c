"""Inputs on which a behaviour and its mutants are compared.

The examples first, then inputs near them (one literal moved, one element fewer), constants of the
body and their neighbours in the place of parameters, edges of the types, and random values of
growing size. All of it follows from the program alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest

from vibee_compiler.frontend.properties.generate import (
    Bounds,
    CannotGenerate,
    Generator,
    Source,
    bounds_of,
)
from vibee_compiler.frontend.properties.shrink import smaller
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import module as m
from vibee_compiler.ir import types as t
from vibee_compiler.ir.visit import map_children
from vibee_compiler.ir.walk import children, walk

Row = tuple[x.Expr, ...]

MOST = 240
"""Inputs of one behaviour."""
RANDOM = 120
NEAR = 120
_LEAST, _GREATEST = -(2**63), 2**63 - 1


def rows(program: m.Program, module: m.Module, behaviour: m.Behaviour, bits: int) -> list[Row]:
    """Inputs of a behaviour, the most telling first; an empty list for one without parameters."""
    given = [example.args for example in behaviour.examples]
    found = dict.fromkeys(given)
    if not behaviour.params:
        return list(found) or [()]
    made = _made_up(program, module, behaviour, bits)
    near = _limited(_near(given), NEAR)
    known = _limited(_constants(behaviour, [*given, *made[:3]]), NEAR)
    for group in zip_longest(near, known, made):
        for row in group:
            if row is not None:
                found[row] = None
        if len(found) >= MOST:
            break
    return list(found)


def _limited(items: Iterable[Row], most: int) -> list[Row]:
    found: dict[Row, None] = {}
    for item in items:
        found[item] = None
        if len(found) == most:
            break
    return list(found)


def _near(given: list[Row]) -> Iterator[Row]:
    """Rows one step from an example, a step of each example in turn."""
    streams = [_neighbours_of_row(row) for row in given]
    while streams:
        alive = []
        for stream in streams:
            row = next(stream, None)
            if row is not None:
                yield row
                alive.append(stream)
        streams = alive


def _neighbours_of_row(row: Row) -> Iterator[Row]:
    streams = [(i, neighbours(value)) for i, value in enumerate(row)]
    while streams:
        alive = []
        for i, stream in streams:
            value = next(stream, None)
            if value is not None:
                yield (*row[:i], value, *row[i + 1 :])
                alive.append((i, stream))
        streams = alive


def neighbours(node: x.Expr) -> Iterator[x.Expr]:
    """Values of the same type that differ in one place."""
    yield from _moved(node)
    if isinstance(node, x.ListLit) and len(node.items) > 1:
        yield replace(node, items=node.items[::-1], optional=node.optional[::-1])
    if isinstance(node, x.ListLit) and node.items:
        yield replace(
            node, items=(*node.items, node.items[0]), optional=(*node.optional, node.optional[0])
        )
    parts = list(children(node))
    for i, part in enumerate(parts):
        if isinstance(node, x.MapLit) and i % 2 == 0:
            continue  # keys stay, so that they do not repeat
        for other in neighbours(part):
            yield _with_part(node, i, other)
    yield from (made for made in smaller(node) if made != node)


def _with_part(node: x.Expr, place: int, new: x.Expr) -> x.Expr:
    count = -1

    def one(part: x.Expr) -> x.Expr:
        nonlocal count
        count += 1
        return new if count == place else part

    return map_children(node, one)


def _moved(node: x.Expr) -> Iterator[x.Expr]:
    if not isinstance(node, x.Literal):
        return
    match node.value:
        case bool():
            yield replace(node, value=not node.value)
        case int() as n if node.type == t.INT:
            for other in (n + 1, n - 1, -n, 2 * n):
                if other != n and _LEAST <= other <= _GREATEST:
                    yield replace(node, value=other)
        case int() as n if node.type in (t.TIMESTAMP, t.DURATION):
            yield replace(node, value=n + 10**9)
            yield replace(node, value=n + 86_400 * 10**9)
        case float() as f if f == f and abs(f) < 1e300:
            for moved in (f + 1.0, f - 1.0, f + 0.5, -f, 2.0 * f):
                if moved != f:
                    yield replace(node, value=moved)
        case str() as text if node.type == t.STRING:
            for changed in (text + "a", text[1:], " " + text, text.swapcase(), text[::-1]):
                if changed != text:
                    yield replace(node, value=changed)


def _constants(behaviour: m.Behaviour, given: list[Row]) -> Iterator[Row]:
    """Rows in which a literal of the body, or a neighbour of it, stands for a parameter."""
    if behaviour.body is None or not given:
        return
    conditions = [c.expr for c in behaviour.requires if c.expr is not None]
    literals: dict[t.Type, dict[x.Expr, None]] = {}
    for part in (behaviour.body, *conditions):
        for node in walk(part):
            if isinstance(node, x.Literal):
                own = literals.setdefault(node.type, {})
                for value in (replace(node, span=None), *_moved(replace(node, span=None))):
                    own[value] = None
    for row in given:
        for i, value in enumerate(row):
            yield from _put_in(row, i, value, literals)


def _put_in(
    row: Row, place: int, value: x.Expr, literals: dict[t.Type, dict[x.Expr, None]]
) -> Iterator[Row]:
    for inner, rebuild in _scalars(value):
        for literal in literals.get(inner.type, ()):
            if literal != inner:
                yield (*row[:place], rebuild(literal), *row[place + 1 :])


def _scalars(node: x.Expr, depth: int = 3):  # type: ignore[no-untyped-def]
    """The scalars inside a value, each with what puts another one there."""
    if isinstance(node, x.Literal):
        yield node, lambda new: new
        return
    if depth == 0 or isinstance(node, x.MapLit | x.SetLit):
        return
    for i, part in enumerate(children(node)):
        for inner, rebuild in _scalars(part, depth - 1):
            yield inner, lambda new, i=i, rebuild=rebuild: _with_part(node, i, rebuild(new))


def _made_up(program: m.Program, module: m.Module, behaviour: m.Behaviour, bits: int) -> list[Row]:
    """Edges and random rows; none where a type has no values that can be made up."""
    source = Source(f"{module.name}\0{behaviour.name}\0mutants\0{bits}")
    generator = Generator(program, source, bits)
    known = [_bounds(behaviour, param.var) for param in behaviour.params]
    columns = list(zip(behaviour.params, known, strict=True))
    found: list[Row] = []
    try:
        edges = [generator.edges(param.type, bounds) for param, bounds in columns]
        for i in range(max(map(len, edges), default=0)):
            found.append(
                tuple(
                    edge[i % len(edge)] if edge else generator.value(param.type, 2, bounds)
                    for edge, (param, bounds) in zip(edges, columns, strict=True)
                )
            )
        for i in range(RANDOM):
            size = 1 + i // 12
            found.append(tuple(generator.value(p.type, size, bounds) for p, bounds in columns))
    except CannotGenerate:
        pass
    return found


def _bounds(behaviour: m.Behaviour, var: x.Var) -> Bounds:
    known = Bounds()
    sized = var.type not in (t.INT, t.FLOAT)
    for one in behaviour.requires:
        if one.expr is not None:
            known = known.narrowed(bounds_of(one.expr, var, sized=sized))
    return known
