"""Macros over lists, sets and maps: what binds names and goes through elements.

A macro is one row of a table: where its elements come from (`SOURCES`) and what is done with
them. Sets give their elements, maps their keys; two-variable forms get pairs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir import walk
from vibee_compiler.ir.interp.budget import OBJECT, Raised
from vibee_compiler.ir.interp.compiler import Code, ExprCompiler, Frame
from vibee_compiler.ir.interp.ops.lists import pick_by, sort_by
from vibee_compiler.ir.interp.registry import form
from vibee_compiler.ir.value_maps import MapValue, SetValue
from vibee_compiler.ir.values import NOTHING, Some, concat, plain

Part = Callable[[Frame, Any], Any]


def elements(c: ExprCompiler, node: x.Expr) -> Code:
    """What gives the elements of a list, of a set, or the keys of a map."""
    code = c.compile(node)
    if isinstance(node.type, t.SetT):
        return lambda env: code(env).items()
    if isinstance(node.type, t.MapT):
        return lambda env: code(env).keys()
    return lambda env: plain(code(env))


def pairs(c: ExprCompiler, node: x.Expr) -> Code:
    """What gives the pairs of index and element, or key and value."""
    code = c.compile(node)
    if isinstance(node.type, t.MapT):
        return lambda env: code(env).items()
    return lambda env: enumerate(plain(code(env)))


def source(c: ExprCompiler, e: x.Op) -> tuple[Code, list[Part]]:
    """The elements of a macro and its parts, each a function of the frame and an element."""
    lambdas = [arg for arg in e.args[1:] if isinstance(arg, x.Lambda)]
    if len(lambdas[0].params) == 1:
        return elements(c, e.args[0]), [c.lambda1(one) for one in lambdas]
    parts: list[Part] = []
    for one in lambdas:
        both = c.lambda2(one)
        parts.append(lambda env, pair, both=both: both(env, *pair))  # type: ignore[misc]
    return pairs(c, e.args[0]), parts


def uses(node: x.Expr, uid: int) -> int:
    """How often a variable is used on one path at most; more than once under a macro."""
    match node:
        case x.Local(var):
            return int(var.uid == uid)
        case x.If(cond, then, other):
            return uses(cond, uid) + max(uses(then, uid), uses(other, uid))
        case x.Match(subject, arms):
            guards = sum(uses(arm.guard, uid) for arm in arms if arm.guard is not None)
            return uses(subject, uid) + guards + max(uses(arm.body, uid) for arm in arms)
        case x.Lambda(_, body):
            return 2 * uses(body, uid)
    return sum(uses(child, uid) for child in walk.children(node))


@form("list.fold", "set.fold")
def fold(c: ExprCompiler, e: x.Op) -> Code:
    """The state after every element."""
    items, init, part = elements(c, e.args[0]), c.compile(e.args[1]), e.args[2]
    assert isinstance(part, x.Lambda)
    texts = [var for var in walk.pattern_vars(part.params[0]) if var.type == t.STRING]
    c.linear |= {var.uid for var in texts if uses(part.body, var.uid) <= 1}
    runtime = c.runtime
    acc, elem = part.params
    if isinstance(acc, x.PBind) and isinstance(elem, x.PBind):
        first, second = c.slot(acc.var), c.slot(elem.var)
        body, _ = c.compile_body(part)

        def run(env: Frame) -> Any:
            given = items(env)
            state = init(env)
            runtime.build(_text_size(state))
            for one in given:
                runtime.steps -= 1
                if runtime.steps < 0:
                    runtime.tick()
                env[first] = state
                env[second] = one
                state = body(env)
            return state

        return run
    step = c.lambda2(part)

    def run_patterns(env: Frame) -> Any:
        given = items(env)
        state = init(env)
        runtime.build(_text_size(state))
        for one in given:
            state = step(env, state, one)
        return state

    return run_patterns


def _text_size(state: Any) -> int:
    """What texts of a first state count, since growing them counts what is added only."""
    if type(state) is tuple:
        return sum(_text_size(one) for one in state if type(one) in (str, tuple))
    return len(state) if type(state) is str else 0


@form("list.scan")
def scan(c: ExprCompiler, e: x.Op) -> Code:
    """The states after each element."""
    items, init, step, runtime = (
        elements(c, e.args[0]),
        c.compile(e.args[1]),
        c.lambda2(e.args[2]),
        c.runtime,
    )

    def run(env: Frame) -> Any:
        given = items(env)
        state = init(env)
        runtime.items(len(given))
        out = []
        for one in given:
            state = step(env, state, one)
            out.append(state)
        return tuple(out)

    return run


@form("list.all", "list.all2", "map.all", "map.all2", "set.all")
def every(c: ExprCompiler, e: x.Op) -> Code:
    """Ends at the first for which it does not hold."""
    items, (part,) = source(c, e)

    def run(env: Frame) -> bool:
        # A generator in all() would put a C frame between two calls of the language.
        for one in items(env):  # noqa: SIM110
            if not part(env, one):
                return False
        return True

    return run


@form("list.exists", "list.exists2", "map.exists", "map.exists2", "set.exists")
def some(c: ExprCompiler, e: x.Op) -> Code:
    """Ends at the first for which it holds."""
    items, (part,) = source(c, e)

    def run(env: Frame) -> bool:
        for one in items(env):  # noqa: SIM110
            if part(env, one):
                return True
        return False

    return run


@form("list.existsOne", "list.existsOne2", "map.existsOne", "map.existsOne2", "set.existsOne")
def one_only(c: ExprCompiler, e: x.Op) -> Code:
    """Looks at every element."""
    items, (part,) = source(c, e)

    def run(env: Frame) -> bool:
        return [bool(part(env, one)) for one in items(env)].count(True) == 1

    return run


@form("list.count", "set.count")
def count(c: ExprCompiler, e: x.Op) -> Code:
    """For how many it holds."""
    items, (part,) = source(c, e)
    return lambda env: [bool(part(env, one)) for one in items(env)].count(True)


@form("list.find", "set.find")
def find(c: ExprCompiler, e: x.Op) -> Code:
    """The first for which it holds."""
    items, (part,) = source(c, e)

    def run(env: Frame) -> Any:
        for one in items(env):
            if part(env, one):
                return Some(one)
        return NOTHING

    return run


@form("list.filter", "map.filter", "set.filter")
def keep(c: ExprCompiler, e: x.Op) -> Code:
    """Those for which it holds, as a list, or as a set of a set."""
    items, (part,) = source(c, e)
    runtime, of_set = c.runtime, isinstance(e.type, t.SetT)

    def run(env: Frame) -> Any:
        given = items(env)
        runtime.items(len(given))
        kept = [one for one in given if part(env, one)]
        return SetValue.of(kept) if of_set else tuple(kept)

    return run


@form("list.map", "list.transformList", "map.map", "map.transformList", "set.map")
def transform(c: ExprCompiler, e: x.Op) -> Code:
    """The values for every element."""
    items, (part,) = source(c, e)
    runtime = c.runtime

    def run(env: Frame) -> Any:
        given = items(env)
        values = [part(env, one) for one in given]
        runtime.items(len(values))
        return tuple(values)

    return run


@form("list.map3", "list.transformList4", "map.map3", "map.transformList4", "set.map3")
def transform_some(c: ExprCompiler, e: x.Op) -> Code:
    """The values for those for which it holds."""
    items, (test, part) = source(c, e)
    runtime = c.runtime

    def run(env: Frame) -> Any:
        values = [part(env, one) for one in items(env) if test(env, one)]
        runtime.items(len(values))
        return tuple(values)

    return run


@form("list.flatMap")
def flat_map(c: ExprCompiler, e: x.Op) -> Code:
    """The lists for every element, one after the other."""
    items, (part,) = source(c, e)
    runtime = c.runtime

    def run(env: Frame) -> Any:
        out: Any = ()
        for one in items(env):
            more = part(env, one)
            runtime.build(8 * len(more))
            out = concat(out, more)
        return out

    return run


@form("list.takeWhile", "list.dropWhile")
def split_while(c: ExprCompiler, e: x.Op) -> Code:
    """The elements before the first for which it does not hold, or those from it on."""
    items, (part,) = source(c, e)
    runtime, take = c.runtime, e.id == "list.takeWhile"

    def run(env: Frame) -> Any:
        given = items(env)
        place = 0
        while place < len(given) and part(env, given[place]):
            place += 1
        runtime.build(OBJECT + 8 * (place if take else len(given) - place))
        return given[:place] if take else given[place:]

    return run


@form("list.groupBy")
def group_by(c: ExprCompiler, e: x.Op) -> Code:
    """The elements by key."""
    items, (part,) = source(c, e)
    runtime = c.runtime

    def run(env: Frame) -> Any:
        groups: dict[Any, list[Any]] = {}
        for one in items(env):
            runtime.build(OBJECT)
            groups.setdefault(part(env, one), []).append(one)
        return MapValue({key: tuple(group) for key, group in groups.items()})

    return run


def _keyed(c: ExprCompiler, e: x.Op, by: Callable[[Any, Any], Any]) -> Code:
    items, (part,) = source(c, e)

    def run(env: Frame) -> Any:
        given = items(env)
        return by(given, [part(env, one) for one in given])

    return run


@form("list.sortBy")
def sorted_by(c: ExprCompiler, e: x.Op) -> Code:
    """Ascending by key, stable; all keys are computed before anything is compared."""
    return _keyed(c, e, sort_by(c, e.args[1].type))


@form("list.minBy")
def least_by(c: ExprCompiler, e: x.Op) -> Code:
    """The first with the least key."""
    return _keyed(c, e, pick_by(c, e.args[1].type, up=False))


@form("list.maxBy")
def greatest_by(c: ExprCompiler, e: x.Op) -> Code:
    """The first with the greatest key."""
    return _keyed(c, e, pick_by(c, e.args[1].type, up=True))


@form("list.transformMap", "map.transformMap", "list.transformMap4", "map.transformMap4")
def transform_map(c: ExprCompiler, e: x.Op) -> Code:
    """Index or key to value, where the condition holds if there is one."""
    items, parts = source(c, e)
    test, part = parts if len(parts) == 2 else (None, parts[0])
    runtime = c.runtime

    def run(env: Frame) -> Any:
        data: dict[Any, Any] = {}
        for pair in items(env):
            if test is None or test(env, pair):
                runtime.build(OBJECT)
                data[pair[0]] = part(env, pair)
        return MapValue(data)

    return run


@form("list.transformMapEntry", "map.transformMapEntry")
@form("list.transformMapEntry4", "map.transformMapEntry4")
def transform_entries(c: ExprCompiler, e: x.Op) -> Code:
    """The entries of the maps for every element; a key that comes twice is an error."""
    items, parts = source(c, e)
    test, part = parts if len(parts) == 2 else (None, parts[0])
    runtime = c.runtime

    def run(env: Frame) -> Any:
        data: dict[Any, Any] = {}
        for pair in items(env):
            if test is not None and not test(env, pair):
                continue
            for key, value in part(env, pair).items():
                runtime.build(OBJECT)
                if key in data:
                    raise Raised("InvalidArgument", "a key comes twice")
                data[key] = value
        return MapValue(data)

    return run
