from __future__ import annotations

import itertools
import json

import pytest

from tests.frontend.check.declared import MODULE, PROGRAM, VARIABLES
from vibee_compiler.frontend.check.definitions import check_expression
from vibee_compiler.frontend.check.depth import deep_recursion
from vibee_compiler.frontend.check.expand import Definitions, expanded, instantiate_definition
from vibee_compiler.frontend.check.expand_literals import expand_literal
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.interp import Interpreter, Raised
from vibee_compiler.ir.module import Field, Module, Program, Record
from vibee_compiler.ir.signatures import COMPACT, Entry, table
from vibee_compiler.ir.verify import verify_expression
from vibee_compiler.ir.walk import Rewriter, walk

# The table's examples use these types; Parcel is the only one that the tests' module lacks.
PARCEL = Record(
    "Parcel",
    (
        Field("weight", t.DECIMAL, default=x.Literal("1.0", t.DECIMAL)),
        Field("limit", t.DECIMAL, default=x.Literal("1.00", t.DECIMAL)),
        Field("first", t.ANY, default=x.Literal(1, t.ANY)),
        Field("second", t.ANY, default=x.Literal("1", t.ANY)),
    ),
)
SIGNATURES = Module("demo", "demo", types=(*MODULE.types, PARCEL))
PROGRAM_OF_TABLE = Program((SIGNATURES,))
DEFINITIONS = Definitions(PROGRAM_OF_TABLE)
FREE = [x.Var(name, uid, t.erase(type_)) for uid, (name, type_) in enumerate(VARIABLES.items(), 1)]


def test_types_of_the_table_are_declared() -> None:
    names = {decl.name for decl in SIGNATURES.types}
    assert set(json.loads(COMPACT.read_text(encoding="utf-8"))["types"]) <= names


def parts_of(example: str) -> list[str]:
    left, _, right = example.rpartition(" -> ")
    return [left] if right.startswith("!") else [left, right]


@pytest.mark.parametrize("entry", table().entries.values(), ids=lambda entry: entry.id)
def test_examples_and_definition(entry: Entry) -> None:
    """Examples type-check, use the entry, and stay well-formed when all is expanded."""
    seen: set[str] = set()
    for text in itertools.chain.from_iterable(map(parts_of, entry.examples)):
        found, diagnostics = check_expression(text, module=SIGNATURES, internal=True)
        assert diagnostics == []
        assert found is not None
        assert verify_expression(found, PROGRAM_OF_TABLE) == []
        seen.update(node.id for node in walk(found) if isinstance(node, x.Op))
        uids = itertools.count(1_000_000)
        with deep_recursion():
            whole = expanded(found, DEFINITIONS, lambda: next(uids))  # noqa: B023 (used at once)
            assert verify_expression(whole, PROGRAM_OF_TABLE) == []
        left = {node.id for node in walk(whole) if isinstance(node, x.Op)}
        assert all(table()[one].primitive or table()[one].recursive for one in left)
    literal = {spelling.kind for spelling in entry.spellings} <= {"literal"}
    assert entry.id in seen or literal or entry.id in ("cond", "record.field")


def expand(text: str) -> x.Expr:
    found, diagnostics = check_expression(text, VARIABLES, MODULE)
    assert diagnostics == []
    assert isinstance(found, x.Op)
    uids = itertools.count(1000)
    definitions = Definitions(PROGRAM)
    result = instantiate_definition(
        found.id, found.args, found.extra, found.type, lambda: next(uids), definitions, found.errors
    )
    assert verify_expression(result, PROGRAM, FREE) == []
    return result


def test_parts_are_evaluated_once_in_order() -> None:
    found = expand("s.trim().substring(inc(1))")
    names = []
    while isinstance(found, x.Let) and isinstance(found.pattern, x.PBind):
        names.append(found.pattern.var.name)
        found = found.body
    assert names == ["s", "i"]


def test_atoms_need_no_let() -> None:
    assert isinstance(expand("s.take(3)"), x.Op)


def test_lazy_parts_stay_where_they_stand() -> None:
    found = expand("(i > 0) && (1 / i == 0)")
    assert isinstance(found, x.Let)
    assert isinstance(found.body, x.If)
    assert isinstance(found.body.then, x.Op)


def test_binders_keep_the_author_s_names() -> None:
    found = expand("[(1, 'a')].filter((number, text), text == string(number))")
    names = {node.var.name for node in walk(found) if isinstance(node, x.Local)}
    assert {"number", "text"} <= names
    single = expand("xs.map(apple, apple + 1)")
    assert "apple" in {node.var.name for node in walk(single) if isinstance(node, x.Local)}


def test_wild_binders_bind_nothing() -> None:
    found = expand("xs.map(_, 1)")
    lets = [node for node in walk(found) if isinstance(node, x.Let)]
    assert all(isinstance(node.pattern, x.PWild) for node in lets)


def test_errors_stay_within_the_use_s() -> None:
    found = expand("s.charAt(i)")
    raised = set().union(*(n.errors for n in walk(found) if isinstance(n, x.Op)))
    assert raised <= {"IndexOutOfBounds"}


def test_variadic() -> None:
    assert expand("math.least(i)") == x.Local(FREE[0], t.INT)
    found = expand("math.least(1, i, 2)")
    inner = [node for node in walk(found) if isinstance(node, x.Op) and node.id == "math.least"]
    assert [len(node.args) for node in inner] == [2]


def test_primitive_has_no_definition() -> None:
    with pytest.raises(ValueError, match="primitive"):
        expand("1 + 2")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Point{...Point{x: 1, y: 2}, x: 7} == Point{x: 7, y: 2}", True),
        ("Gauge{...Gauge{value: 1}, value: i}.value", 5),
        ("{'b': 1, 'a': 2}.keys() == ['a', 'b']", True),
        ("{s: 1, 'a': 2}.size()", 2),
        ("{s: 1, s: 2}", "InvalidArgument"),
        ("{?'a': optional.of(1), ?'b': optional.none(), 'c': 2}.size()", 2),
        ("{?s: optional.of(1), s + '': 2}", "InvalidArgument"),
        ("[?optional.none(), 1, ?optional.of(2)] == [1, 2]", True),
        ("[?[1][?3]].size()", 0),
        ("{'a': 1 / 0, 'b': int('x')}.size()", "DivisionByZero"),
    ],
)
def test_derived_literals(text: str, value: object) -> None:
    given = {"i": t.INT, "s": t.STRING}
    found, diagnostics = check_expression(text, given, MODULE)
    assert diagnostics == []
    assert found is not None
    uids = itertools.count(1000)
    definitions = Definitions(PROGRAM)

    class Expander(Rewriter):
        def expr(self, node: x.Expr) -> x.Expr:
            once = expand_literal(node, definitions, lambda: next(uids))
            return self.rebuild(once)

    free = [x.Var("i", 1, t.INT), x.Var("s", 2, t.STRING)]
    for form in (found, Expander().expr(found)):
        assert verify_expression(form, PROGRAM, free) == []
        assert outcome(form, PROGRAM, dict(zip(free, (5, "t"), strict=True))) == value


def outcome(node: x.Expr, program: Program, env: dict[x.Var, object] | None = None) -> object:
    """The value of an expression, or the name of the error that it raises."""
    try:
        return Interpreter(program).evaluate(node, env)
    except Raised as raised:
        return raised.name


@pytest.mark.parametrize("entry", table().entries.values(), ids=lambda entry: entry.id)
def test_definition_means_the_same(entry: Entry) -> None:
    """The interpreter's own form, the expanded definition and the example agree."""
    for example in entry.examples:
        left, _, right = example.rpartition(" -> ")
        found, _ = check_expression(left, module=SIGNATURES, internal=True)
        assert found is not None
        uids = itertools.count(1_000_000)
        with deep_recursion():
            whole = expanded(found, DEFINITIONS, lambda: next(uids))  # noqa: B023 (used at once)
        if right.startswith("!"):
            wanted: object = right[1:]
        else:
            value, _ = check_expression(right, module=SIGNATURES, internal=True)
            assert value is not None
            wanted = outcome(value, PROGRAM_OF_TABLE)
        assert repr(outcome(found, PROGRAM_OF_TABLE)) == repr(wanted)
        assert repr(outcome(whole, PROGRAM_OF_TABLE)) == repr(wanted)
