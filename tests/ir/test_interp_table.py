"""The interpreter against the signature table: examples, and definitions against natives."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, product
from typing import Any

import pytest

from tests.ir.declarations import LEVEL, MODULE, PROGRAM
from vibee_compiler.frontend.check.definitions import check_expression
from vibee_compiler.frontend.check.expand import Definitions
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir import walk
from vibee_compiler.ir.interp import Budget, Interpreter, OutOfBudget, Raised
from vibee_compiler.ir.interp.registry import known_ops
from vibee_compiler.ir.signatures import Entry, table
from vibee_compiler.ir.value_maps import MapValue, SetValue
from vibee_compiler.ir.values import NOTHING, Err, Ok, Some, enum_members, same

ENTRIES = list(table().entries.values())
NODES_OF_THEIR_OWN = {
    "enum.value", "list.new", "record.new", "record.update", "tuple.new", "variant.new",
}  # fmt: skip
DEFINITIONS = Definitions(PROGRAM)
SMALL = Budget(steps=100_000, depth=5_000, memory=10_000_000)


def checked(text: str, variables: dict[str, t.Type], want: t.Type | None = None) -> x.Expr:
    built, problems = check_expression(text, variables, MODULE, want, internal=True)
    assert built is not None, (text, [problem.message for problem in problems])
    return built


def outcome(run: Interpreter, node: x.Expr, env: dict[x.Var, Any]) -> tuple[str, Any]:
    try:
        return "value", run.evaluate(node, env)
    except Raised as raised:
        return "error", raised.name


def alike(one: tuple[str, Any], two: tuple[str, Any]) -> bool:
    return one[0] == two[0] and (one[1] == two[1] if one[0] == "error" else same(one[1], two[1]))


class _Expanded(walk.Rewriter):
    """Each derived operation by its definition, one step down."""

    def __init__(self) -> None:
        self.numbers = count(100_000)
        self.ids: set[str] = set()

    def expr(self, node: x.Expr) -> x.Expr:
        built = self.rebuild(node)
        if not isinstance(built, x.Op) or table()[built.id].primitive:
            return built
        self.ids.add(built.id)
        return DEFINITIONS.expand(built, lambda: next(self.numbers))


def test_every_entry_can_be_evaluated() -> None:
    assert {entry.id for entry in ENTRIES} - known_ops() == NODES_OF_THEIR_OWN
    assert known_ops() <= {entry.id for entry in ENTRIES}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_examples(entry: Entry) -> None:
    run = Interpreter(PROGRAM)
    assert entry.examples
    for example in entry.examples:
        text, _, wanted = example.rpartition(" -> ")
        node = checked(text, {})
        got = outcome(run, node, {})
        if wanted.startswith("!"):
            assert got == ("error", wanted[1:]), example
        else:
            expected = run.evaluate(checked(wanted, {}, node.type))
            assert alike(got, ("value", expected)), (example, got)
        assert alike(outcome(run, _Expanded().expr(node), {}), got), example


@dataclass(frozen=True)
class Use:
    """A use of an entry over variables: its text, their types."""

    entry: Entry
    text: str
    variables: dict[str, t.Type]

    def __str__(self) -> str:
        kinds = ",".join(str(type_.name if isinstance(type_, t.Prim) else type(type_).__name__)
                         for type_ in self.variables.values())  # fmt: skip
        return f"{self.entry.id}-{kinds}"


_CHOICES: dict[str, tuple[t.Type, ...]] = {
    "numeric": (t.INT, t.FLOAT),
    "summable": (t.INT, t.FLOAT),
    "key": (t.INT, t.STRING, LEVEL),
    "ordered": (t.INT, t.FLOAT, t.ListT(t.FLOAT)),
    "equatable": (t.INT, t.FLOAT, t.ListT(t.STRING)),
    "zero": (t.INT, t.FLOAT, t.BOOL, t.STRING, t.BYTES, t.DURATION, t.ListT(t.INT)),
}
_FIXED = {"L": (t.INT,), "K": (t.INT, t.STRING, LEVEL), "E": (LEVEL,)}
_BY_ENTRY = {"format.b": (t.INT, t.BOOL)}
_BODIES: dict[t.Type, dict[str, str]] = {
    t.INT: {"Bool": "6 / {0} > 1", "": "12 / {0}"},
    t.FLOAT: {"Bool": "{0} > 0.5", "": "{0} / 3.0"},
    t.STRING: {"Bool": '{0} < "b"', "": '{0} + "!"'},
}


def _body(part_type: t.Type, names: list[str], types: list[t.Type]) -> str:
    """A text of a part under binders."""
    at = 0 if names[0] == "acc" and types[0] != types[-1] else -1
    name, type_ = names[at], types[at]
    bodies = _BODIES.get(type_, {"Bool": f"{name} == {name}", "": name})
    key = names[0] if isinstance(types[0], t.Prim) and types[0] != t.FLOAT else "1"
    if part_type == t.BOOL:
        return bodies["Bool"].format(name)
    value = bodies[""].format(name)
    if isinstance(part_type, t.ListT):
        return f"[{value}, {value}]"
    if isinstance(part_type, t.OptionT):
        return f"[{value}][?0]"
    if isinstance(part_type, t.MapT):
        return f"{{{key}: {value}}}"
    return value


def _variables(type_: t.Type) -> Iterator[str]:
    if isinstance(type_, t.TypeVar):
        yield type_.name
    for part in t.children(type_):
        yield from _variables(part)


def uses(entry: Entry) -> Iterator[Use]:
    """Uses of an entry at several types."""
    constraints = dict(entry.constraints)
    names = sorted({n for part in entry.parts for n in _variables(part.type) if not part.binders})
    options = [
        _BY_ENTRY.get(entry.id)
        or _FIXED.get(name)
        or _CHOICES.get(constraints.get(name, ""), (t.INT, t.STRING))
        for name in names
    ]
    for choice in product(*options):
        by = dict(zip(names, choice, strict=True))
        text = entry.spelling
        variables: dict[str, t.Type] = {}
        for part in entry.parts:
            if not part.binders:
                variables[part.name] = t.substitute(part.type, by)
                continue
            binders = [b for b, _ in part.binders]
            types = [t.substitute(of, by) for _, of in part.binders]
            body = _body(t.substitute(part.type, by), binders, types)
            text = text.replace(f" {part.name}", f" {body}", 1)
        yield Use(entry, text, variables)


def _usable(entry: Entry) -> bool:
    literal = any(spelling.kind == "literal" for spelling in entry.spellings)
    return not (entry.primitive or entry.schematic or literal or entry.id == "cond")


USES = [use for entry in ENTRIES if _usable(entry) for use in uses(entry)]


class Values:
    """Values of a type, the edges more often than not."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)  # noqa: S311 (test data)

    def of(self, type_: t.Type) -> Any:
        pick = self.random
        match type_:
            case t.Prim(name):
                return pick.choice(_POOLS[name])
            case t.Named():
                return pick.choice(
                    list(enum_members("demo", "Level", ("low", "mid", "high")).values())
                )
            case t.ListT(elem):
                return tuple(self.of(elem) for _ in range(pick.choice((0, 1, 2, 3, 5))))
            case t.SetT(elem):
                return SetValue.of(self.of(elem) for _ in range(pick.choice((0, 1, 3))))
            case t.MapT(key, value):
                pairs = [(self.of(key), self.of(value)) for _ in range(pick.choice((0, 1, 3)))]
                return MapValue.of(pairs)
            case t.OptionT(elem):
                return NOTHING if pick.random() < 0.3 else Some(self.of(elem))
            case t.TupleT(items):
                return tuple(self.of(item) for item in items)
            case t.ResultT(ok, err):
                return Ok(self.of(ok)) if pick.random() < 0.5 else Err(self.of(err))
        raise AssertionError(type_)


_SECOND = 10**9
_POOLS: dict[str, tuple[Any, ...]] = {
    "Int": (0, 1, -1, 2, 3, 4, -3, 5, 0, 1, 2, 3, 7, 31, 62, 63, 64,
            2**63 - 1, -(2**63), 12345, -(2**40)),
    "Float": (0.0, -0.0, 1.0, -1.5, 0.5, 2.5, 1e300, math.inf, -math.inf, math.nan, 3.0, 1e-7),
    "Bool": (True, False),
    "String": ("", "a", "ab", "aab", "abab", "a", "ab", "b", "ß", "\U0001f431", " a ", "a,b",
               "-12", "+7", "x1",
               "true", "0", "99999999999999999999", "A\u0085", ",", "\\\"\n", "UTC", "-02:30"),
    "Bytes": (b"", b"a", b"\xff\xfe", b"a\xe2\x82", "ß🐱".encode(), b"\xed\xa0\x80", b"ab"),
    "Duration": (0, 1, -1, _SECOND, -_SECOND // 2, 90 * _SECOND, 2**63 - 1, -(2**63),
                 3_600_000 * _SECOND),
    "Timestamp": (0, -1, 86_400 * _SECOND, 1_700_000_000 * _SECOND + 500_000_000,
                  -62_135_596_800 * _SECOND, 253_402_300_800 * _SECOND - 1, 951_782_400 * _SECOND),
}  # fmt: skip


@pytest.mark.parametrize("use", USES, ids=str)
def test_definitions_mean_what_natives_do(use: Use) -> None:
    node = checked(use.text, use.variables)
    expander = _Expanded()
    definition = expander.expr(node)
    assert use.entry.id in expander.ids
    run = Interpreter(PROGRAM, budget=SMALL)
    places = [x.Var(name, uid, of) for uid, (name, of) in enumerate(use.variables.items(), 1)]
    values = Values(str(use))
    compared = 0
    for _ in range(120):
        env = {var: values.of(var.type) for var in places}
        try:
            by_definition = outcome(run, definition, env)
        except OutOfBudget:
            continue
        native = outcome(run, node, env)
        assert alike(native, by_definition), (use.text, env, native, by_definition)
        compared += 1
    assert compared > 0
