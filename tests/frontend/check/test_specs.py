from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibee_compiler.diagnostics.model import Severity
from vibee_compiler.frontend import compile_spec
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Module, Record, Sum
from vibee_compiler.ir.verify import verify
from vibee_compiler.kit.contract import PROSE_ONLY


def module(text: str) -> Module:
    result = compile_spec("demo.vibee", dedent(text))
    assert result.program is not None, result.diagnostics
    assert verify(result.program) == []
    return result.program.root


def codes(text: str, *, least: Severity = Severity.WARNING) -> list[str]:
    found = compile_spec("demo.vibee", dedent(text)).diagnostics
    return [one.code for one in found if one.severity >= least]


def test_exemplar(shared: Path) -> None:
    path = shared / "design" / "exemplars" / "shop.vibee"
    result = compile_spec(path)
    assert result.program is not None
    assert verify(result.program) == []
    assert [one.code for one in result.diagnostics] == ["VB0712"]
    shop = result.program.root
    assert [len(one.examples) for one in shop.behaviours] == [2, 3, 5, 3, 3, 1, 2, 2, 2, 0]
    page = shop.behaviours[7].returns
    assert page == t.Named("shop", "Page", (t.Named("shop", "Product"),))


def test_user_service() -> None:
    found = module(PROSE_ONLY["user_service"])
    (create,) = found.behaviours
    user = t.Named("user_service", "User")
    assert create.is_stub
    assert [(param.var.name, param.type) for param in create.params] == [("user", user)]
    assert create.returns == user


def test_calculator() -> None:
    found = module(PROSE_ONLY["calculator"])
    (add,) = found.behaviours
    assert [(param.var.name, param.type) for param in add.params] == [("a", t.INT), ("b", t.INT)]
    assert add.returns == t.INT


def test_types() -> None:
    found = module("""\
        name: demo
        types:
          Line:
            fields:
              sku: {type: string, constraints: ["value != ''", unique, must be unique]}
              qty: {type: UInt8, default: 1, constraints: ["value >= 1"]}
              tags: List<String> = [a, b]
              parent: Line?
            constraints: ["self.qty > 0 || self.tags.size() == 0"]
          Cents: {alias: Int, constraints: ["value >= 0"]}
          Prices: {alias: "Map<Level, List<Cents>>"}
          Level: {enum: [low, high]}
          Tree: {generic: [T], variants: [Leaf, {Node: {value: T, rest: "List<Tree<T>>"}}]}
        """)
    line, cents, prices, _, tree = found.types
    assert isinstance(line, Record)
    assert [one.type for one in line.fields] == [
        t.STRING,
        t.Sized("UInt8"),
        t.ListT(t.STRING),
        t.OptionT(t.Named("demo", "Line")),
    ]
    sku, qty, tags, _ = line.fields
    assert [one.expr is None for one in sku.constraints] == [False, True, True]
    assert isinstance(qty.default, x.Store)
    assert qty.default.errors == frozenset()
    assert isinstance(tags.default, x.ListLit)
    assert line.constraints[0].var == x.Var(
        "self",
        line.constraints[0].var.uid if line.constraints[0].var else 0,
        t.Named("demo", "Line"),
    )
    alias = t.Alias("demo", "Cents", (), t.INT)
    assert getattr(prices, "target", None) == t.MapT(t.Named("demo", "Level"), t.ListT(alias))
    assert getattr(cents, "target", None) == t.INT
    assert isinstance(tree, Sum)
    inner = tree.variants[1].fields[1].type
    assert inner == t.ListT(t.Named("demo", "Tree", (t.TypeVar("T"),)))


VALUES = [
    ("Int", "5", x.Literal(5, t.INT)),
    ("Float", "5", x.Literal(5.0, t.FLOAT)),
    ("Float", ".inf", x.Literal(float("inf"), t.FLOAT)),
    ("Float", "'-Infinity'", x.Literal(float("-inf"), t.FLOAT)),
    ("Bytes", "aGk=", x.Literal(b"hi", t.BYTES)),
    ("Timestamp", "'1970-01-01T00:00:01Z'", x.Literal(10**9, t.TIMESTAMP)),
    ("Duration", "1.5s", x.Literal(1_500_000_000, t.DURATION)),
    ("Decimal", "1.10", x.Literal("1.10", t.DECIMAL)),
    ("Any", "{a: [1, null]}", x.Literal(("object", (("a", (1, None)),)), t.ANY)),
    ("Int?", "null", x.Op("optional.none", (), t.OptionT(t.INT))),
    ("Int?", "5", x.Op("optional.of", (x.Literal(5, t.INT),), t.OptionT(t.INT))),
    ("Level", "high", x.EnumValue("high", t.Named("demo", "Level"))),
    ("Set<Int>", "[3, 1]",
     x.SetLit((x.Literal(1, t.INT), x.Literal(3, t.INT)), t.SetT(t.INT))),
    ("Set<Level>", "[high, low]",
     x.SetLit((x.EnumValue("low", t.Named("demo", "Level")),
               x.EnumValue("high", t.Named("demo", "Level"))),
              t.SetT(t.Named("demo", "Level")))),
    ("(Int, String)", "[1, a]",
     x.TupleLit((x.Literal(1, t.INT), x.Literal("a", t.STRING)), t.TupleT((t.INT, t.STRING)))),
    ("Map<Int, Bool>", "{'1': true}",
     x.MapLit(((x.Literal(1, t.INT), x.Literal(True, t.BOOL)),), (False,),
              t.MapT(t.INT, t.BOOL))),
    ("Result<Int, String>", "{err: no}",
     x.Op("result.err", (x.Literal("no", t.STRING),), t.ResultT(t.INT, t.STRING))),
    ("Shape", "Empty", x.VariantLit("Empty", (), t.Named("demo", "Shape"))),
    ("Shape", "{Circle: {radius: 1}}",
     x.VariantLit("Circle", (("radius", x.Literal(1.0, t.FLOAT)),), t.Named("demo", "Shape"))),
    ("Point", "{y: 2}",
     x.RecordLit((("y", x.Literal(2, t.INT)), ("x", x.Literal(7, t.INT)),
                  ("note", x.Op("optional.none", (), t.OptionT(t.STRING)))),
                 t.Named("demo", "Point"))),
    ("[2]Int", "[1, 2]",
     x.Store(x.ListLit((x.Literal(1, t.INT), x.Literal(2, t.INT)), (False, False),
                       t.ListT(t.INT)),
             t.ArrayT(2, t.INT), t.ListT(t.INT), frozenset({"ContractViolation"}))),
]  # fmt: skip

DECLARED = """\
name: demo
types:
  Level: {enum: [low, high]}
  Shape: {variants: [{Circle: {radius: Float}}, Empty]}
  Point: {fields: {x: {type: Int, default: 7}, y: Int, note: String?}}
"""


@pytest.mark.parametrize(("type_", "value", "expected"), VALUES)
def test_values(type_: str, value: str, expected: x.Expr) -> None:
    text = f'{DECLARED}constants:\n  C: {{type: "{type_}", value: {value}}}\n'
    assert module(text).constants[0].value == expected


@pytest.mark.parametrize(
    ("type_", "value", "code"),
    [
        ("Int", "1.5", "VB0520"),
        ("Int", "'1'", "VB0520"),
        ("Int", "9223372036854775808", "VB0508"),
        ("Int8", "128", "VB0508"),
        ("List<UInt8>", "[-1]", "VB0508"),
        ("[3]Int", "[1]", "VB0508"),
        ("Float", "9007199254740993", "VB0520"),
        ("Float", "one", "VB0520"),
        ("String", "5", "VB0520"),
        ("Bool", "'true'", "VB0520"),
        ("Bytes", "'%%'", "VB0520"),
        ("Timestamp", "yesterday", "VB0520"),
        ("Duration", "1d", "VB0520"),
        ("UUID", "abc", "VB0520"),
        ("Level", "mid", "VB0520"),
        ("Set<Int>", "[1, 1]", "VB0520"),
        ("Map<Int, Int>", "{one: 1}", "VB0520"),
        ("(Int, Int)", "[1]", "VB0520"),
        ("Result<Int, Int>", "{good: 1}", "VB0520"),
        ("Shape", "Circle", "VB0520"),
        ("Shape", "{Square: {}}", "VB0520"),
        ("Point", "{x: 1}", "VB0520"),
        ("Point", "{y: 1, z: 2}", "VB0520"),
        ("Point", "[1, 2]", "VB0520"),
    ],
)
def test_values_that_do_not_fit(type_: str, value: str, code: str) -> None:
    text = f'{DECLARED}constants:\n  C: {{type: "{type_}", value: {value}}}\n'
    assert codes(text) == [code]


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        ("1", t.INT),
        ("1.5", t.FLOAT),
        ("a", t.STRING),
        ("[1, 2]", t.ListT(t.INT)),
        ("{a: true}", t.MapT(t.STRING, t.BOOL)),
    ],
)
def test_constants_without_a_type(value: str, type_: t.Type) -> None:
    assert module(f"name: demo\nconstants: {{C: {value}}}").constants[0].type == type_


BAD = [
    ("types: {A: {fields: {b: B}}, B: {fields: {a: A}}}", ["VB0509", "VB0509"]),
    ("types: {A: {fields: {b: '(Int, A)'}}}", ["VB0509"]),
    ("types: {A: {alias: B}, B: {alias: A}}", ["VB0509"]),
    ("types: {A: {fields: {b: List<A>, c: A?, d: 'Map<Int, A>'}}}", []),
    ("types: {A: {variants: [{B: {a: A}}, C]}}", []),
    ("types: {A: {fields: {b: Nope}}}", ["VB0422"]),
    ("types: {A: {fields: {b: 'Map<Float, Int>'}}}", ["VB0509"]),
    ("types: {A: {fields: {b: Void}}}", ["VB0509"]),
    ("types: {A: {fields: {b: 'Fn(Int) -> Int'}}}", ["VB0518"]),
    ("types: {A: {enum: [a, b, a]}}", ["VB0424"]),
    ("types: {A: {fields: {n: {type: Int, constraints: ['value > nothing']}}}}", ["VB0420"]),
    ("types: {A: {fields: {n: {type: Int, constraints: ['value + 1']}}}}", ["VB0501"]),
    ("types: {A: {fields: {n: {type: Int, constraints: ['a in range']}}}}", ["VB0420", "VB0420"]),
    ("types: {A: {fields: {n: {type: Int8, default: 300}}}}", ["VB0508"]),
    ("types: {A: {fields: {n: {type: Int, default: 0, constraints: ['value > 0']}}}}", ["VB0710"]),
    ("types: {A: {fields: {a: {type: 'B', default: {}}}}, B: {fields: {b: {type: A?}}}}", []),
    ("constants: {A: [1, a]}", ["VB0524"]),
    ("behaviors: [{name: f, body: f()}]", ["VB0512"]),
    ("behaviors: [{name: f, body: g()}, {name: g, body: f()}]", ["VB0512"]),
    ("behaviors: [{name: f, body: g() + 1}, {name: g, body: h()}, {name: h, body: '2'}]", []),
    ("behaviors: [{name: f, params: {n: Int}, returns: Int, body: 'n < 1 ? 0 : f(n - 1)'}]", []),
    ("behaviors: [{name: f, params: {n: Int, m: Plan}, body: n}]", ["VB0525"]),
    ("behaviors: [{name: f, params: {n: T}, body: '1'}]", ["VB0714"]),
    ("behaviors: [{name: f, params: [n], body: '1'}]", ["VB0524"]),
    ("behaviors: [{name: f, params: {n: Int}, returns: Void, body: '1'}]", ["VB0509"]),
    ("behaviors: [{name: f, params: {n: Int}, returns: String, body: n}]", ["VB0501"]),
    ("behaviors: [{name: f, params: {n: Int}, returns: 'Fn(Int) -> Int', body: f}]", ["VB0518"]),
    ("behaviors: [{name: f, params: {n: Int}, requires: [n > 0, n], body: n}]", []),
    ("behaviors: [{name: f, params: {n: Int}, requires: ['m > 0'], body: n}]", ["VB0420"]),
    ("behaviors: [{name: f, params: {n: Int}, ensures: ['result > n'], body: n + 1}]", []),
    ("behaviors: [{name: f, params: {n: Int}, body: 'fail E(\"x\")', returns: Int}]", ["VB0702"]),
    ("behaviors: [{name: f, errors: [E], returns: Int, body: 'fail E(\"x\")'}]", []),
    ("behaviors: [{name: f, returns: Int, body: 'fail Overflow(\"x\")'}]", []),
    ("behaviors: [{name: f, params: {n: Int}, body: n, properties: ['f(n) == n', 'm == n']}]",
     ["VB0707"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), BAD)
def test_findings(text: str, expected: list[str]) -> None:
    assert codes("name: demo\n" + text) == expected


EXAMPLES = [
    ("{input: {n: 1}, expected: 2}", []),
    ("{input: [1], expected: 2}", []),
    ("{input: [1, 5], expected: 6}", []),
    ("{input: {n: 200}, raises: Overflow}", []),
    ("{input: {n: 1}, expected: {error: Overflow}}", ["VB0709"]),
    ("{input: {n: 1}, expected: 3}", ["VB0709"]),
    ("{input: {n: 1, m: 9223372036854775807}, raises: Overflow}", []),
    ("{input: {n: 1, m: 9223372036854775808}, raises: Overflow}", ["VB0508"]),
    ("{input: {}, expected: 1}", ["VB0703"]),
    ("{input: {n: 1, o: 1}, expected: 1}", ["VB0703"]),
    ("{input: [1, 2, 3], expected: 1}", ["VB0703"]),
    ("{input: {n: one}, expected: 1}", ["VB0704"]),
    ("{input: {n: 1}, expected: one}", ["VB0704"]),
    ("{input: {n: 1}}", ["VB0708"]),
    ("{input: {n: 1}, expected: 2, raises: Overflow}", ["VB0708"]),
    ("{input: {n: 1}, raises: Nonsense}", ["VB0709", "VB0705"]),
    ("{input: {n: 1}, expected: 2, tolerance: -1}", ["VB0711"]),
]


@pytest.mark.parametrize(("example", "expected"), EXAMPLES)
def test_examples(example: str, expected: list[str]) -> None:
    text = f"""\
name: demo
behaviors:
  - name: f
    params: [{{name: n, type: Int8}}, {{name: m, type: Int, default: 1}}]
    body: n + m
    examples:
      - {example}
"""
    assert codes(text) == expected


def test_examples_of_stubs_are_left_out() -> None:
    text = """\
        name: demo
        behaviors:
          - name: f
            params: {n: Int}
            returns: Int
            given: n
            examples:
              - {input: {n: 1}, expected: 2}
              - {input: {n: one}, expected: 2}
        test_cases:
          - {behavior: f, input: {n: 3}, expected: 4}
        """
    assert codes(text) == ["VB0713"]
    assert len(module(text).behaviours[0].examples) == 2


def test_all_errors_of_a_file() -> None:
    found = codes("""\
        name: demo
        types:
          A: {fields: {n: Intt}}
        behaviors:
          - {name: f, params: {n: Int}, body: n + x}
          - {name: g, params: {n: Int}, body: n +}
          - {name: h, params: {n: Int}, body: f(n) + k(n)}
        """)
    assert sorted(found) == ["VB0301", "VB0420", "VB0421", "VB0422"]


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.vibee").write_text(dedent(text), encoding="utf-8")
    return folder / "demo.vibee"


def test_imports(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        demo="""\
            name: demo
            imports: [money.vibee, other.vibee]
            constants: {LIMIT: 1}
            behaviors:
              - {name: f, params: {c: money.Coin}, body: "Coin{...c, cents: double_of(c.cents)}"}
              - {name: g, body: LIMIT + money.LIMIT + other.LIMIT + money.double_of(2)}
              - name: k
                params: {c: Coin}
                body: c.metal == Metal.gold || c.metal < money.Metal.tin
            """,
        money="""\
            name: money
            imports: [base.vibee]
            constants: {LIMIT: 10}
            types:
              Coin: {fields: {cents: Int, metal: Metal}, constraints: ["self.cents > 0"]}
              Metal: {enum: [gold, tin]}
            behaviors:
              - {name: double_of, params: {n: Int}, body: n * 2}
            """,
        other="""\
            name: other
            constants: {LIMIT: 20}
            """,
        base="""\
            name: base
            behaviors: [{name: deep, params: {n: Int}, body: n}]
            """,
    )
    result = compile_spec(path)
    assert [one for one in result.diagnostics if one.severity > Severity.INFO] == []
    assert result.program is not None
    assert [one.name for one in result.program.modules] == ["base", "money", "other", "demo"]
    assert verify(result.program) == []
    body = result.program.root.behaviours[0].body
    assert isinstance(body, x.RecordUpdate)
    assert body.errors == {"ContractViolation"}


def test_what_imports_do_not_give(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        demo="""\
            name: demo
            imports: [a.vibee, b.vibee]
            behaviors:
              - {name: f, body: LIMIT}
              - {name: g, params: {n: Thing}, body: "1"}
              - {name: h, body: deep(1)}
              - {name: k, body: a.NOTHING}
            """,
        a="""\
            name: a
            imports: [c.vibee]
            constants: {LIMIT: 1}
            types: {Thing: {enum: [x]}}
            """,
        b="""\
            name: b
            constants: {LIMIT: 2}
            types: {Thing: {enum: [y]}}
            """,
        c="""\
            name: c
            behaviors: [{name: deep, params: {n: Int}, body: n}]
            """,
    )
    found = [one.code for one in compile_spec(path).diagnostics if one.severity > Severity.INFO]
    assert found == ["VB0423", "VB0423", "VB0421", "VB0425"]


def test_spec_with_a_broken_import(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        demo="name: demo\nimports: [a.vibee]\nbehaviors: [{name: f, body: g()}]\n",
        a="name: a\nbehaviors: [{name: g, body: x}]\n",
    )
    result = compile_spec(path)
    assert result.program is None
    assert [one.code for one in result.diagnostics] == ["VB0420"]


def test_strict() -> None:
    text = "name: demo\ntypes: {A: {fields: {b: Nope}}}\n"
    assert compile_spec("demo.vibee", text).program is not None
    assert compile_spec("demo.vibee", text, strict=True).program is None


def test_extensions() -> None:
    found = module("name: demo\ncreation_pattern: {source: A, weights: [1, 2.5, null]}\n")
    assert found.extensions == '{"creation_pattern":{"source":"A","weights":[1,2.5,null]}}'


LINES = st.sampled_from(
    """\
name: demo|types:|  A: {fields: {n: Int, m: 'A?'}}|  B: {enum: [x, y]}|  C: {alias: A}
  D: {variants: [{E: {n: C}}, F]}|  G: {generic: [T], fields: {xs: List<T>}}|constants:
  K: 1|  L: {type: A, value: {n: 2}}|behaviors:|  - name: f|    params: {a: A, b: B}
    body: a.n + K|    body: match b { x => 1, y => f(a, b) }|    returns: Int|    given: an A
    examples: [{input: {a: {n: 1}, b: x}, expected: 2}]|    requires: [a.n > 0]|  - name: g
    body: "D.E{n: L}"|    properties: ["f(a, b) == 1"]|    errors: [Bad]|    then: Returns b
    params: [a, b]|    body: fail Bad('x')|    params: {g: 'Fn(Int) -> Int'}""".replace(
        "\n", "|"
    ).split("|")
)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.lists(LINES, max_size=14))
def test_any_order_of_lines_gives_a_result(lines: list[str]) -> None:
    result = compile_spec("demo.vibee", "\n".join(lines) + "\n")
    if result.program is not None:
        assert verify(result.program) == []
    else:
        assert any(one.severity is Severity.ERROR for one in result.diagnostics)
