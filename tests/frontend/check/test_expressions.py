from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.frontend.check.declared import MODULE, PROGRAM, VARIABLES
from vibee_compiler.diagnostics.model import Severity
from vibee_compiler.frontend.check.definitions import check_expression
from vibee_compiler.frontend.check.habits import all_hints
from vibee_compiler.frontend.check.show import show
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.signatures import table
from vibee_compiler.ir.verify import verify_expression
from vibee_compiler.ir.walk import walk

FREE = [x.Var(name, uid, t.erase(type_)) for uid, (name, type_) in enumerate(VARIABLES.items(), 1)]


def checked(text: str) -> tuple[x.Expr | None, list[str]]:
    found, diagnostics = check_expression(text, VARIABLES, MODULE)
    return found, [one.code for one in diagnostics if one.severity > Severity.INFO]


GOOD = [
    # literals, names, let
    ("1", "Int"),
    ("-9223372036854775808", "Int"),
    ("1.5e3", "Float"),
    ("b'\\xff'", "Bytes"),
    ("let (q, r) = (1, 'a'); r", "String"),
    ("let x: Float = 1.0; x", "Float"),
    ("let x = 1; let x = 'a'; x", "String"),
    ("let _ = 1; 2", "Int"),
    ("LIMIT + 1", "Int"),
    ("demo.LIMIT", "Int"),
    ("let LIMIT = 'shadows'; LIMIT", "String"),
    ("let LIMIT = 'shadows'; .LIMIT", "Int"),
    ("let demo = 'shadows'; .demo.LIMIT", "Int"),
    # operators that wait for their operands
    ("[].map(x, x + 1)", "List<Int>"),
    ("[].map(x, x + 1.0)", "List<Float>"),
    ("[].map(x, x + x)", "List<Int>"),
    ("[].fold(acc, x, 0.0, acc + x)", "Float"),
    ("[].map(x, -x)", "List<Int>"),
    ("[].map(x, string(x))", "List<String>"),
    ("[] + [1.0]", "List<Float>"),
    ("[]", "List<Int>"),
    ("{}", "Map<Int, Int>"),
    ("optional.none()", "Int?"),
    ("optional.of(optional.of(1))", "Option<Int?>"),
    ("[[], ['a']]", "List<List<String>>"),
    ("{'a': []}.put('b', [1.0])", "Map<String, List<Float>>"),
    ("b ? [] : [1.0]", "List<Float>"),
    ("if b { optional.none() } else { optional.of(s) }", "String?"),
    ("[].sum()", "Int"),
    ("[1.0].sum()", "Float"),
    ("math.greatest(1)", "Int"),
    ("math.greatest([1.0])", "Float"),
    ("math.least(1.0, 2.0, f)", "Float"),
    ("ts - ts", "Duration"),
    ("ts - d", "Timestamp"),
    ("d + ts", "Timestamp"),
    ("1 == 1 && 'a' < 'b' || !b", "Bool"),
    ("(1, 'a') < (2, 'b')", "Bool"),
    ("[1] <= [2]", "Bool"),
    ("l < Level.high", "Bool"),
    ("p == Point{x: 1, y: 2}", "Bool"),
    ("bag.any == bag.any", "Bool"),
    ("i in xs && s in m && i in st && !(1 in [])", "Bool"),
    # access
    ("p.x", "Int"),
    ("p.note", "String?"),
    ("p.?note", "String?"),
    ("has(p.note)", "Bool"),
    ("m.key", "Int"),
    ("m.?key", "Int?"),
    ("has(m.key)", "Bool"),
    ("op.x", "Int?"),
    ("op.?note", "String?"),
    ("m['a']", "Int"),
    ("m[?'a']", "Int?"),
    ("xs[?0]", "Int?"),
    ("pair[1]", "String"),
    ("optional.of([1])[0]", "Int?"),
    ("optional.of({'a': 1}).a", "Int?"),
    ("page.items", "List<Int>"),
    # records, variants, enums
    ("Point{x: 1, y: 2}", "Point"),
    ("Point{...p, x: 3}.x", "Int"),
    ("demo.Point{x: 1, y: 2}.y", "Int"),
    ("Page{items: ['a'], next: optional.none()}", "Page<String>"),
    ("Page{items: []}", "Page<Int>"),
    ("Shape.Circle{radius: 1.0}", "Shape"),
    ("demo.Shape.Empty", "Shape"),
    ("Tree.Leaf", "Tree<Int>"),
    ("Tree.Node{value: 'a', rest: [Tree.Leaf]}", "Tree<String>"),
    ("demo.Level.mid", "Level"),
    ("result.ok(1) == r", "Bool"),
    ("Gauge{value: i}.value", "Int"),
    # macros
    ("[(1, 'a')].map((n, t), t)", "List<String>"),
    ("xs.fold((lo, hi), x, (0, 0.5), (x, hi))", "(Int, Float)"),
    ("m.map(k, k)", "List<String>"),
    ("m.exists(k, v, v > 1)", "Bool"),
    ("m.transformMap(k, v, string(v))", "Map<String, String>"),
    ("xs.transformMapEntry(i, v, {v: 'a'})", "Map<Int, String>"),
    ("st.map(x, x > 1)", "List<Bool>"),
    ("st.filter(x, x > 1)", "Set<Int>"),
    ("xs.map(x, x > 0, 'a')", "List<String>"),
    ("cel.bind(x, 1.0, x + x)", "Float"),
    ("o.optMap(x, 'a')", "String?"),
    ("xs.groupBy(x, l)", "Map<Level, List<Int>>"),
    ("[[[1]], [[2]]].flatten(2)", "List<Int>"),
    ("[[1], [2]].flatten(9)", "List<Int>"),
    ("[[1]].flatten()", "List<Int>"),
    ("[?o, 1]", "List<Int>"),
    ("{?'a': o, 'b': 2}", "Map<String, Int>"),
    ("[o].unwrapOpt()", "List<Int>"),
    # format, matches
    ("'%d of %s, %.2f%%'.format([1, [s], 2.5])", "String"),
    ("'%s'.format([l])", "String"),
    ("'%x'.format([b'a'])", "String"),
    ("''.format([])", "String"),
    ("s.matches('^a(b|c)*$')", "Bool"),
    ("s.matches(PATTERN)", "Bool"),
    ("s.matches(s)", "Bool"),
    # match
    ("match o { optional.of(x) => x, optional.none() => 0 }", "Int"),
    ("match l { low => 1, Level.mid => 2, demo.Level.high => 3 }", "Int"),
    ("match sh { Circle{radius} => radius, Shape.Dots{count: n} => double(n), Empty => 0.0 }",
     "Float"),
    ("match xs { [] => 0, [a] => a, [a, _, ...rest] => a + rest.size() }", "Int"),
    ("match pair { (1, t) => t, (_, t) => t }", "String"),
    ("match (l, o) { (low, optional.of(n)) => n, (_, optional.none()) => 0, (x, _) => 1 }", "Int"),
    ("match r { result.ok(v) => string(v), result.err(e) => e }", "String"),
    ("match i { 1 => 'a', n if n > 2 => 'b', _ => 'c' }", "String"),
    ("match b { true => 1, false => 0 }", "Int"),
    ("match Tree.Leaf { Node{value} => value, Leaf => 1.0 }", "Float"),
    ("match optional.none() { optional.of(x) => x + 1, optional.none() => 0 }", "Int"),
    # calls
    ("inc(1) + demo.inc(2)", "Int"),
    ("half(i)", "Int"),
    ("apply(inc, 2)", "Int"),
    ("apply(fn, fn(1))", "Int"),
    ("apply(b ? inc : fn, 2)", "Int"),
    ("size(xs) + xs.size()", "Int"),
    ("b ? fail Unused('x') : 1", "Int"),
    ("let optional = 1; optional.of(2)", "Int?"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "type_"), GOOD)
def test_types(text: str, type_: str) -> None:
    found, codes = checked(text)
    assert codes == []
    assert found is not None
    assert show(found.type) == type_
    assert verify_expression(found, PROGRAM, FREE) == []


BAD = [
    ("y", "VB0420"),
    ("low", "VB0420"),
    ("foo(1)", "VB0421"),
    ("sizes(xs)", "VB0421"),
    ("math.cos(f)", "VB0421"),
    ("demo.nothing(1)", "VB0421"),
    ("core.inZone(ts, 'UTC')", "VB0421"),
    ("let inc = 2; let f = 1; f(2)", "VB0421"),
    ("Level.hgih", "VB0425"),
    ("Shape.Square", "VB0425"),
    ("demo.NONE", "VB0425"),
    ("p.z", "VB0428"),
    ("pair.first", "VB0428"),
    ("sh.radius", "VB0428"),
    ("Point{x: 1, y: 2, z: 3}", "VB0428"),
    ("s.upper()", "VB0429"),
    ("i.size()", "VB0429"),
    ("xs.inc()", "VB0429"),
    ("let x: Float = 1; x", "VB0501"),
    ("[1, 'a']", "VB0501"),
    ("[1, 2.0]", "VB0501"),
    ("{'a': 1, 'b': 'c'}", "VB0501"),
    ("b ? 1 : 'a'", "VB0501"),
    ("if i { 1 } else { 2 }", "VB0501"),
    ("inc('a')", "VB0501"),
    ("inc(o)", "VB0501"),
    ("xs.filter(x, x)", "VB0501"),
    ("fail Unused(1)", "VB0501"),
    ("o.orValue('a')", "VB0501"),
    ("Point{x: 1.0, y: 2}", "VB0501"),
    ("i + f", "VB0502"),
    ("i == f", "VB0502"),
    ("o == 1", "VB0502"),
    ("fn == fn", "VB0502"),
    ("p < p", "VB0502"),
    ("!i", "VB0502"),
    ("s && b", "VB0502"),
    ("1 in 2", "VB0502"),
    ("s[0]", "VB0502"),
    ("xs['a']", "VB0502"),
    ("string(xs)", "VB0502"),
    ("math.abs(s)", "VB0502"),
    ("xs.slice(1)", "VB0503"),
    ("inc()", "VB0503"),
    ("math.pow(1, 2, 3)", "VB0503"),
    ("xs.map(x)", "VB0503"),
    ("fn(1, 2)", "VB0503"),
    ("[].map(x, x.size())", "VB0504"),
    ("[].map(x, x.name)", "VB0504"),
    ("[].map(x, x[0])", "VB0504"),
    ("[p].sort()", "VB0505"),
    ("{1.5: 2}", "VB0505"),
    ("xs.groupBy(x, f)", "VB0505"),
    ("ss.sum()", "VB0505"),
    ("[f].toSet()", "VB0505"),
    ("null", "VB0506"),
    ("1u", "VB0507"),
    ("let x: Int8 = 200; x", "VB0508"),
    ("let x: List<UInt8> = [1, -1]; x", "VB0508"),
    ("let x: [3]Int = [1, 2]; x", "VB0508"),
    ("half(1000)", "VB0508"),
    ("Shape.Dots{count: 256}", "VB0508"),
    ("let x: Option<Option<Int>> = optional.none(); 1", "VB0509"),
    ("let x: Map<Float, Int> = {}; 1", "VB0509"),
    ("let x: Page = Page{items: []}; 1", "VB0509"),
    ("let x: Void = 1; 1", "VB0509"),
    ("Point{x: 1}", "VB0510"),
    ("Shape.Circle", "VB0510"),
    ("Point{x: 1, x: 2, y: 3}", "VB0511"),
    ("Shape.Circle{...sh, radius: 1.0}", "VB0511"),
    ("todo(1)", "VB0513"),
    ("apply(todo, 1)", "VB0513"),
    ("s.format([1])", "VB0514"),
    ("'%d'.format([s])", "VB0514"),
    ("'%d %d'.format([1])", "VB0514"),
    ("'%q'.format([1])", "VB0514"),
    ("'%.2d'.format([1])", "VB0514"),
    ("'%s'.format(xs)", "VB0514"),
    ("'%s'.format([p])", "VB0514"),
    ("s.matches('(a')", "VB0515"),
    ("s.matches('(?=a)')", "VB0515"),
    ("{'a': 1, 'a': 2}", "VB0516"),
    ("{Level.low: 1, Level.low: 2}", "VB0516"),
    ("has(p.x)", "VB0517"),
    ("p.?x", "VB0517"),
    ("has(p)", "VB0517"),
    ("let g = inc; 1", "VB0518"),
    ("[inc]", "VB0518"),
    ("let g: Fn(Int) -> Int = inc; 1", "VB0518"),
    ("pair[2]", "VB0519"),
    ("pair[i]", "VB0519"),
    ("[[1]].flatten(i)", "VB0519"),
    ("[[1]].flatten(-1)", "VB0519"),
    ("[" * 120 + "1" + "]" * 120, "VB0521"),
    ("(1, " * 120 + "1" + ")" * 120, "VB0521"),
    ("optional.of(" * 120 + "1" + ")" * 120, "VB0521"),
    ("Point", "VB0522"),
    ("demo", "VB0522"),
    ("Shape{radius: 1.0}", "VB0522"),
    ("Level{x: 1}", "VB0522"),
    ("xs.map(x + 1, x)", "VB0523"),
    ("xs.map(1, x)", "VB0523"),
    ("let x: Plan = 1; 1", "VB0525"),
    ("match l { low => 1, mid => 2 }", "VB0601"),
    ("match i { 1 => 2 }", "VB0601"),
    ("match xs { [] => 0, [a] => 1 }", "VB0601"),
    ("match o { optional.of(x) if x > 0 => x, optional.none() => 0 }", "VB0601"),
    ("match i { _ => 1, 2 => 3 }", "VB0602"),
    ("match o { optional.of(_) => 1, optional.none() => 2, _ => 3 }", "VB0602"),
    ("match i { 'a' => 1, _ => 2 }", "VB0603"),
    ("match i { optional.of(x) => 1, _ => 2 }", "VB0603"),
    ("match pair { (a, b, c) => 1 }", "VB0603"),
    ("let (a, b, c) = pair; a", "VB0603"),
    ("let (a, b) = i; a", "VB0603"),
    ("match l { low => 1, other => 2 }", "VB0604"),
    ("let (a, a) = pair; a", "VB0605"),
    ("match pair { (a, a) => a, _ => 1 }", "VB0605"),
    ("match sh { Circle => 1, _ => 2 }", "VB0606"),
    ("match [l] { [hihg] => 1, _ => 2 }", "VB0607"),
    ("match f { 1.0 => 1, _ => 2 }", "VB0608"),
]


@pytest.mark.parametrize(("text", "code"), BAD)
def test_one_mistake_one_message(text: str, code: str) -> None:
    _, codes = checked(text)
    assert codes == [code]


@pytest.mark.parametrize(
    ("text", "witness"),
    [
        ("match l { low => 1, high => 2 }", "mid"),
        ("match (b, o) { (true, _) => 1, (_, optional.none()) => 2 }", "(false, optional.of(_))"),
        ("match sh { Circle{radius} => 1, Empty => 2 }", "Dots{}"),
        ("match xs { [] => 0, [_, _, ...r] => 1 }", "[_]"),
        ("match xs { [1, ..._] => 0, [] => 1 }", "[_]"),
        ("match op { optional.none() => 1, optional.of(x) if b => 2 }", "optional.of(_)"),
        ("match s { 'a' => 1 }", "_"),
        ("match (l, l) { (low, _) => 1, (_, low) => 2, (mid, mid) => 3 }", "(high, mid)"),
    ],
)
def test_missing_case_is_named(text: str, witness: str) -> None:
    _, diagnostics = check_expression(text, VARIABLES, MODULE)
    assert [one.code for one in diagnostics] == ["VB0601"]
    assert f"`{witness}`" in diagnostics[0].message


def test_several_mistakes_several_messages() -> None:
    _, codes = checked("let a = y; let c = a + nothing(1); (i + f) == (s - s)")
    assert codes == ["VB0420", "VB0421", "VB0502", "VB0502"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("i + f", "double("),
        ("sizes(xs)", "`size`"),
        ("Level.hgih", "`high`"),
        ("low", "`Level.low`"),
        ("null", "optional.none()"),
        ("inc(o)", "orValue"),
        ("let x: Int? = 1; x", "optional.of"),
        ("Circle{radius: 1.0}", "Shape.Circle"),
        ("xs.length", ".size()"),
        ("xs.size", "`.size()`"),
        ("s.toUpperCase()", "upperAscii"),
        ("xs.contains(1)", "v in xs"),
        ("xs.push(1)", "xs + [x]"),
        ("xs.reduce(a, b, 0, a)", "fold"),
        ("o.unwrap()", "o.value()"),
        ("i.to_string()", "string(x)"),
        ("i.abs()", "`math.abs(x)`"),
        ("len(xs)", "size(x)"),
        ("println(s)", "print nothing"),
        ("now()", "parameter"),
        ("type(i)", "CEL's `type` is left out"),
        ("dict(i)", "`{k: v}`"),
        ("None", "optional.none()"),
        ("NaN", "0.0 / 0.0"),
        ("'a' in s", "s.contains(t)"),
        ("s * 3", "s.repeat(n)"),
        ("xs + 1", "xs + [x]"),
    ],
)
def test_hints(text: str, hint: str) -> None:
    _, diagnostics = check_expression(text, VARIABLES, MODULE)
    assert hint in (diagnostics[0].hint or "")


def test_only_near_forms_are_expected() -> None:
    _, (one,) = check_expression("i == f", VARIABLES, MODULE)
    assert one.expected == "Int == Int, Float == Float"


def test_hints_name_what_there_is() -> None:
    """What the tables say to write is a function of the signature table."""
    kinds = ("function", "method")
    names = {name.rpartition(".")[2] for kind in kinds for name in table().names(kind)}
    names |= {"fail", "Name", "groupBy", "optMap", "optFlatMap", "format"}
    for hint in all_hints():
        for called in re.findall(r"(\w+)\(", hint):
            assert called in names, hint


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("i + 1", {"Overflow"}),
        ("f + 1.0", set()),
        ("xs.sum()", {"Overflow"}),
        ("[f].sum()", set()),
        ("s.matches('a')", set()),
        ("s.matches(s)", {"InvalidArgument"}),
        ("m['a']", {"NoSuchKey"}),
        ("{s: 1, 'a': 2}", {"InvalidArgument"}),
        ("{'a': 1}", set()),
        ("Gauge{value: 1}", {"ContractViolation"}),
        ("Point{x: 1, y: 1}", set()),
    ],
)
def test_errors_of_a_step(text: str, errors: set[str]) -> None:
    found, _ = checked(text)
    assert getattr(found, "errors", None) == errors


def test_stores() -> None:
    found, _ = checked("(let x: Cents = i; x, half(i), half(3), Gauge{value: i})")
    assert found is not None
    stores = [(n.to, sorted(n.errors)) for n in walk(found) if isinstance(n, x.Store)]
    assert stores == [
        (t.Alias("demo", "Cents", (), t.INT), ["ContractViolation"]),
        (t.Sized("Int8"), ["Overflow"]),
        (t.Sized("Int8"), []),
        (t.Sized("Int8"), ["Overflow"]),
    ]


def test_deep_trees() -> None:
    found, codes = checked("1" + " + 1" * 900)
    assert found is not None
    assert codes == []


VOCABULARY = """
    1 2.5 'a' xs m o p l sh pair f i fn ( ) [ ] { } , . : ; => + - * / % == < && || ! ? in if else
    match let = fail size map fold filter x y _ optional.of optional.none() Point Level Shape Circle
    {} [] null 1u .map( .fold( .format( has( '%s' .size() .x .?x [?0] ...
"""
WORDS = st.sampled_from(VOCABULARY.split())


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.lists(WORDS, max_size=14))
def test_anything_gives_a_tree_or_a_diagnostic(words: list[str]) -> None:
    found, diagnostics = check_expression(" ".join(words), VARIABLES, MODULE)
    assert found is not None or any(one.severity is Severity.ERROR for one in diagnostics)


def exprs(depth: int) -> st.SearchStrategy[str]:
    leaves = st.sampled_from(
        ["1", "2.5", "'a'", "xs", "m", "o", "p", "l", "sh", "pair", "fn", "inc", "[]", "{}", "x"]
    )
    if depth == 0:
        return leaves
    inner = exprs(depth - 1)
    forms = st.sampled_from(
        [
            "({} + {})", "({} == {})", "[{}, {}]", "({}, {})", "{}.map(x, {})", "({} ? {} : {})",
            "let x = {}; {}", "{}.fold(acc, x, {}, {})", "match {} {{ [] => {}, _ => {} }}",
            "{}[{}]", "{}[?{}]", "{}.x", "has({}.note)", "optional.of({})", "{}.orValue({})",
            "{{'k': {}}}", "Point{{x: {}, y: {}}}", "inc({})", "'%s'.format([{}])", "-{}", "!{}",
            "if {} {{ {} }} else {{ {} }}", "fail E({})", "{}.sortBy(x, {})", "size({})",
            "match {} {{ optional.of(x) => {}, optional.none() => {} }}",
        ]
    )  # fmt: skip

    def fill(pair: tuple[str, list[str]]) -> str:
        form, parts = pair
        return form.format(*parts)

    return st.one_of(leaves, st.tuples(forms, st.lists(inner, min_size=3, max_size=3)).map(fill))


@settings(derandomize=True, deadline=None, max_examples=200)
@given(exprs(3))
def test_what_is_typed_is_well_formed(text: str) -> None:
    found, diagnostics = check_expression(text, VARIABLES, MODULE)
    if found is None:
        assert any(one.severity is Severity.ERROR for one in diagnostics)
    else:
        assert verify_expression(found, PROGRAM, FREE) == []
