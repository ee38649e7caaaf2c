"""What Rust comes out: lines of small specs, each for one decision."""

from __future__ import annotations

import pytest

from tests.targets.rust.conftest import package, text_of

CASES = {
    "checked arithmetic is chained": (
        "{name: f, params: {a: Int, b: Int}, returns: Int, body: a * b + 1}",
        "a.checked_mul(b) .and_then(|n| n.checked_add(1)) .ok_or(Error::Overflow)",
    ),
    "empty arms tell their type": (
        "{name: f, params: {n: Int}, returns: Int, "
        'body: "let m = match n { 1 => {7: []}, _ => {8: []} }; m.values()[0].size()"}',
        "let m: BTreeMap<i64, Vec<i64>> = match n {",
    ),
    "an empty receiver tells its type": (
        '{name: f, params: {n: Int}, returns: Bool, body: "{}.remove(n).size() > 0"}',
        "without_key(BTreeMap::<i64, i64>::new(), &n)",
    ),
    "an absent argument is written as it is": (
        "{name: f, params: {n: Int, s: String?}, returns: String?, requires: [n < 9], "
        'body: "n <= 0 ? s : f(n - 1, optional.none())"}',
        "f(n - 1, None)",
    ),
    "a choice beside values with a type stays untyped": (
        "{name: f, params: {n: Int, s: String?}, returns: Int, "
        'body: "let o = match n { 1 => optional.none(), _ => s }; o.hasValue() ? 1 : 0"}',
        "let o = match n {",
    ),
    "characters that helpers are given are chars": (
        '{name: f, params: {s: String}, returns: Bool, body: "s.chars().all(c, low(c))"}\n  - '
        "{name: low, internal: true, params: {c: String}, returns: Bool, "
        "body: \"c >= 'a' && c <= 'z' || c == '_'\"}",
        "fn low(c: char) -> bool { c.is_ascii_lowercase() || c == '_'",
    ),
    "a helper that gets longer texts too takes texts": (
        "{name: f, params: {s: String}, returns: Bool, "
        "body: \"s.chars().all(c, low(c)) && low('ab')\"}\n  - "
        "{name: low, internal: true, params: {c: String}, returns: Bool, body: \"c >= 'a'\"}",
        "fn low(c: &str) -> bool {",
    ),
    "an example of a longer text counts": (
        '{name: f, params: {s: String}, returns: Bool, body: "s.chars().all(c, low(c))"}\n  - '
        "{name: low, internal: true, params: {c: String}, returns: Bool, body: \"c >= 'a'\", "
        "examples: [{input: [ab], expected: true}]}",
        "fn low(c: &str) -> bool {",
    ),
    "the first character of a text is looked at": (
        "{name: f, params: {s: String}, returns: Bool, "
        "body: \"s.charAt(0) >= '0' && s.charAt(0) <= '9'\"}",
        "s.starts_with(|c: char| c.is_ascii_digit())",
    ),
    "what is handed on grows in place": (
        "{name: f, params: {n: Int}, returns: List<Int>, requires: [n < 9], "
        'body: "g(n, [n])"}\n  - '
        "{name: g, internal: true, params: {n: Int, found: List<Int>}, returns: List<Int>, "
        'body: "n <= 0 ? found + [0] : g(n - 1, found + [n])"}',
        "fn g(n: i64, mut found: Vec<i64>) -> Vec<i64> { if n <= 0 { found.push(0); found } "
        "else { g(n - 1, appended(found, [n])) }",
    ),
    "a list behind another is a slice": (
        '{name: f, params: {xs: List<Int>}, returns: List<Int>, body: "xs + [1]"}',
        "[xs, &[1]].concat()",
    ),
    "a guard has its condition negated": (
        '{name: f, params: {a: Int}, returns: Int, requires: ["a >= 0 && a < 9"], body: a}',
        "if !(0..9).contains(&a) {\n        return Err(Error::ContractViolation",
    ),
    "texts are borrowed and formatted": (
        "{name: f, params: {s: String, n: Int}, returns: String, "
        "body: \"'n{' + s + '}' + string(n)\"}",
        'pub fn f(s: &str, n: i64) -> String {\n    format!("n{{{s}}}{n}")',
    ),
    "a class of characters is a loop": (
        "{name: f, params: {s: String}, returns: Bool, body: \"s.matches('^[a-z_]+$')\"}",
        "!s.is_empty() && s.chars().all(|c| matches!(c, '_' | 'a'..='z'))",
    ),
    "another pattern is a table": (
        "{name: f, params: {s: String}, returns: Bool, body: \"s.matches('a|b+')\"}",
        "PATTERN_1.is_match(s)",
    ),
    "maps are updated in place": (
        "{name: f, params: {xs: List<Int>}, returns: 'Map<Int, Int>', "
        'body: "xs.fold(m, x, {}, m.put(x, m[?x].orValue(0) + x))"}',
        "let value = m.entry(x).or_insert(0);",
    ),
    "a key is looked up once": (
        "{name: f, params: {m: 'Map<String, Int>', k: String}, returns: Int, errors: [Gone], "
        "body: \"k in m ? m[k] : fail Gone('no ' + k)\"}",
        'm.get(k) .copied() .ok_or_else(|| Error::Gone(format!("no {k}")))',
    ),
    "an entry that is used gets a name": (
        "{name: f, params: {m: 'Map<String, Int>', k: String}, returns: Int, "
        'requires: ["k in m"], body: "m[k] * 2"}',
        "let Some(&value) = m.get(k) else {",
    ),
    "an entry that is tested": (
        "{name: f, params: {m: 'Map<String, Int>', k: String}, returns: Bool, "
        'body: "k in m && m[k] > 1"}',
        "m.get(k).is_some_and(|&value| value > 1)",
    ),
    "a chain of conditions that read what they test": (
        "{name: f, params: {m: 'Map<Int, Map<Int, Int>>', k: Int}, returns: Bool, "
        'body: "k > 0 && k in m && 1 in m[k] && m[k][1] > 1"}',
        "m .get(&k) .is_some_and(|value| value.get(&1).is_some_and(|&value_2| value_2 > 1)",
    ),
    "an option that is tested and opened": (
        "{name: f, params: {o: Int?}, returns: Int, "
        "body: 'o.hasValue() ? 10 / (o.value() + 1) : 0'}",
        "if let Some(value) = o {",
    ),
    "what is looked up keeps the author's name": (
        "{name: f, params: {m: 'Map<String, Int>', k: String}, returns: Int, errors: [Gone], "
        'body: "if !(k in m) { fail Gone(k) } else { let found = m[k]; found % 7 }"}',
        "let Some(&found) = m.get(k) else {",
    ),
    "what is in bounds is indexed": (
        '{name: f, params: {xs: List<Int>}, returns: Int, body: "xs.size() > 0 ? xs.first() : 0"}',
        "xs[0]",
    ),
    "a sort whose key may fail": (
        "{name: f, params: {xs: List<Int>}, returns: List<Int>, body: 'xs.sortBy(x, -x)'}",
        ".try_sorted_by_key(|&&x| x.checked_neg().ok_or(Error::Overflow))?",
    ),
    "a part of what is walked": (
        "{name: f, params: {xs: List<Int>}, returns: List<Int>, "
        "body: 'xs.sortBy(x, x % 7).take(2)'}",
        ".into_iter() .take(2)",
    ),
    "the least of a list that may be empty": (
        "{name: f, params: {xs: List<Int>}, returns: Int?, "
        "body: 'xs.size() == 0 ? optional.none() : optional.of(xs.min())'}",
        "xs.iter().min().copied()",
    ),
    "the values of a map": (
        "{name: f, params: {m: 'Map<String, Int>'}, returns: List<Int>, "
        "body: 'm.entries().map((k, v), v)'}",
        "m.values().copied().collect()",
    ),
    "characters that are only walked stay characters": (
        "{name: f, params: {s: String}, returns: Int, "
        'body: "let cs = s.chars(); '
        "cs.indexed().fold(n, (i, c), 0, c == 'a' ? i : n) + cs.size()\"}",
        "let cs = s.chars().collect::<Vec<_>>();",
    ),
    "a place is counted beside what is walked": (
        "{name: f, params: {xs: List<Int>}, returns: Int, "
        'body: "xs.indexed().fold(n, (i, x), 0, x + i > 9 ? x : n)"}',
        "for (i, &x) in (0_i64..).zip(xs) {",
    ),
    "a set that is only looked into has no order": (
        '{name: f, params: {xs: List<Int>}, returns: Int, body: "xs.fold((n, seen), x, '
        '(0, [].toSet()), x in seen ? (x, seen) : (n, seen.put(x)))[0]"}',
        "let mut seen = std::collections::HashSet::<i64>::new();",
    ),
    "a text that is added to": (
        "{name: f, params: {s: String}, returns: String, "
        "body: \"s.chars().fold(t, c, '', c in ['a', 'b'] ? '' : t + c)\"}",
        "if matches!(c, 'a' | 'b') { t.clear(); } else { t.push(c); }",
    ),
    "an option that is chosen": (
        "{name: f, params: {a: Int}, returns: Int?, "
        'body: "a > 1 ? optional.of(a) : optional.none()"}',
        "(a > 1).then_some(a)",
    ),
    "a stub says so": (
        "{name: f, given: nothing, when: asked, then: Returns all, params: {a: Int}, returns: Int}",
        '#[expect(unused_variables, reason = "not implemented")]\n'
        'pub fn f(a: i64) -> i64 {\n    unimplemented!("f")',
    ),
    "a function value that cannot fail": (
        "{name: f, params: {g: 'Fn(Int) -> Int', a: Int}, returns: Int, body: g(a)}",
        "g: &dyn Fn(i64) -> i64",
    ),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_code(name: str) -> None:
    behaviour, expected = CASES[name]
    made = text_of(package(f"name: demo\nbehaviors:\n  - {behaviour}\n"), "src/lib.rs")
    flat = " ".join(made.split())
    assert " ".join(expected.split()) in flat, made


def test_recursive_types_are_boxed() -> None:
    spec = """
name: demo
types:
  Tree: {variants: [Leaf, {Node: {left: Tree, right: Tree}}]}
  Chain: {fields: {next: Chain?, all: List<Chain>}}
"""
    made = text_of(package(spec), "src/lib.rs")
    assert "left: Box<Tree>," in made
    assert "next: Option<Box<Chain>>," in made
    assert "all: Vec<Chain>," in made


def test_a_crate_that_cannot_fail_has_no_error() -> None:
    spec = "name: demo\nbehaviors:\n  - {name: f, params: {a: Int}, returns: Int, body: a}\n"
    made = text_of(package(spec), "src/lib.rs")
    assert "Error" not in made
    assert "use " not in made


def test_a_computed_pattern_is_a_stub_and_a_finding() -> None:
    spec = (
        "name: demo\nbehaviors:\n"
        "  - {name: f, params: {s: String, r: String}, returns: Bool, body: s.matches(r)}\n"
    )
    made = package(spec)
    assert made.stubs == ("f",)
    assert any(d.severity.name != "INFO" for d in made.diagnostics)


def test_native_bodies_have_a_file_of_their_own() -> None:
    spec = """
name: demo
behaviors:
  - name: f
    params: {a: Int}
    returns: Int
    implementation: {rust: "pub fn f(a: i64) -> i64 { a }"}
"""
    made = package(spec, allow_native=True)
    assert text_of(made, "src/native.rs") == "pub fn f(a: i64) -> i64 { a }\n"
    assert "native::f(a)" in text_of(made, "src/lib.rs")
    assert package(spec).stubs == ("f",)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a [b](c) <i>", r"a \[b\](c) \<i\>"),
        ("snake_case and _it_", r"snake_case and \_it\_"),
        ("see https://x.org/a_b.", "see <https://x.org/a_b>."),
        ("# no title", r"\# no title"),
        ("1. no list", r"1\. no list"),
        ("`code_x` and [y]", r"`code_x` and \[y\]"),
        ("an ` open one", r"an \` open one"),
    ],
)
def test_prose_is_shown_as_it_is_written(text: str, shown: str) -> None:
    from vibee_plugins.rust.docs import escaped

    assert escaped(text) == shown
