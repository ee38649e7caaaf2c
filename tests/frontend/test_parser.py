"""Expressions and types as text: what is read, as what, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cel.textproto import parse as read_textproto
from vibee_compiler.frontend import ast as a
from vibee_compiler.frontend.parser import (
    ParseError,
    parse_expression,
    parse_expression_text,
    parse_type_text,
)
from vibee_compiler.frontend.source import Fragment, SourceFile
from vibee_compiler.frontend.syntax.driver import MAX_LENGTH


def show(node: Any) -> str:
    """A tree in short: class names with their fields, without positions and what is unset."""
    if isinstance(node, tuple):
        return f"({' '.join(map(show, node))})"
    if not hasattr(node, "__slots__"):
        return repr(node)
    names = [n for n in node.__slots__ if n not in ("at", "op_at", "name_at")]
    parts = [show(getattr(node, n)) for n in names if getattr(node, n) not in (False, None)]
    if isinstance(node, a.Ident) and not (node.quoted or node.root):
        return node.name
    if isinstance(node, a.IntLit | a.BoolLit | a.StringLit | a.FloatLit | a.BytesLit):
        return repr(node.value)
    return f"{type(node).__name__}[{' '.join(parts)}]"


EXPRESSIONS = [
    # literals
    ("0x1F", "31"),
    ("-0xff", "-255"),
    ("-9223372036854775808", "-9223372036854775808"),
    ("- 5", "-5"),
    ("-0", "0"),
    ("-0.0", "-0.0"),
    (".5e-3", "0.0005"),
    ("1e3", "1000.0"),
    ("7u", "UintLit[7]"),
    ("null", "NullLit[]"),
    ("true", "True"),
    (r"'a\'b' + " + r'"\""', "Binary['+' \"a'b\" '\"']"),
    (r"'\x41\u0042\U00000043\104\n\?\`'", "'ABCD\\n?`'"),
    (r"r'\d' + R" + r'"\\"', "Binary['+' '\\\\d' '\\\\\\\\']"),
    ("'''a'b\nc'''", '"a\'b\\nc"'),
    ('r"""a"b"""', "'a\"b'"),
    (r"b'\377\xfFaÿ'", repr(b"\xff\xffa\xc3\xbf")),
    (r"br'\n'", repr(b"\\n")),
    # a minus belongs to a number unless an operand ends before it
    ("a - 1", "Binary['-' a 1]"),
    ("a -1", "Binary['-' a 1]"),
    ("(a) -1", "Binary['-' a 1]"),
    ("a.in -1", "Binary['-' Select[a 'in'] 1]"),
    ("a.?in -1", "Binary['-' Select[a 'in' True] 1]"),
    ("1 in -1", "Binary['in' 1 -1]"),
    ("--5", "Unary['-' -5]"),
    ("-(5)", "Unary['-' 5]"),
    ("-5.abs()", "CallExpr[-5 'abs' ()]"),
    ("-x.y", "Unary['-' Select[x 'y']]"),
    ("-1u", "Unary['-' UintLit[1]]"),
    # precedence
    ("a || b && c == d + e * !f", "Binary['||' a Binary['&&' b Binary['==' c "
     "Binary['+' d Binary['*' e Unary['!' f]]]]]]"),
    ("a - b - c", "Binary['-' Binary['-' a b] c]"),
    ("a < b in c", "Binary['in' Binary['<' a b] c]"),
    ("a ? b : c ? d : e", "Ternary[a b Ternary[c d e]]"),
    ("a ? b ? c : d : e", "Ternary[a Ternary[b c d] e]"),
    ("-a * b", "Binary['*' Unary['-' a] b]"),
    # members
    ("a.b.c(d)[0]", "Index[CallExpr[Select[a 'b'] 'c' (d)] 0]"),
    ("a.?b[?0]", "Index[Select[a 'b' True] 0 True]"),
    (".a.b", "Select[Ident['a' True] 'b']"),
    (".f(1)", "CallExpr['f' (1) True]"),
    (".a.B{}", "RecordExpr[(Ident['a' True] B) ()]"),
    ("a.match.if(1)", "CallExpr[Select[a 'match'] 'if' (1)]"),
    ("`a b`.`c d`(`let`)", "CallExpr[Ident['a b' True] 'c d' (Ident['let' True]) True]"),
    ("f(a, b,)", "CallExpr['f' (a b)]"),
    # braces and brackets
    ("[1, ?a, 2,]", "ListExpr[((1 False) (a True) (2 False))]"),
    ("{'k': 1, ?b: c,}", "MapExpr[(('k' 1 False) (b c True))]"),
    ("[]", "ListExpr[()]"),
    ("{}", "MapExpr[()]"),
    ("U{...u, a: 1, ?b: c,}", "RecordExpr[(U) u (FieldInit['a' 1] FieldInit['b' c True])]"),
    ("m.U{in: 1}", "RecordExpr[(m U) (FieldInit['in' 1])]"),
    ("(a, b)", "TupleExpr[(a b)]"),
    ("((a))", "a"),
    # ours
    ("let x = 1; x", "LetExpr[NamePat[(x)] 1 x]"),
    ("let (a, (_, b)) = p; a", "LetExpr[TuplePat[(NamePat[(a)] TuplePat[(WildPat[] NamePat[(b)])])]"
     " p a]"),
    ("let x: List<Int>= y; x", "LetExpr[NamePat[(x)] NameType[(List) (NameType[(Int) ()])] y x]"),
    ("c ? let x = 1; x : let y = 2; y", "Ternary[c LetExpr[NamePat[(x)] 1 x]"
     " LetExpr[NamePat[(y)] 2 y]]"),
    ("if a { b } else if c { d } else { e }", "IfExpr[a b IfExpr[c d e]]"),
    ("if a { b } else { c }.d", "Select[IfExpr[a b c] 'd']"),
    ("if (U{a: 1}).a { {} } else { U{} }", "IfExpr[Select[RecordExpr[(U) (FieldInit['a' 1])] 'a']"
     " MapExpr[()] RecordExpr[(U) ()]]"),
    ("if f({1: 2}) { a } else { b }", "IfExpr[CallExpr['f' (MapExpr[((1 2 False))])] a b]"),
    ("fail E('m' + n)", "FailExpr[E Binary['+' 'm' n]]"),
    ("match x { a if U{} == x => 1, _ => 2, }", "MatchExpr[x (ArmExpr[NamePat[(a)]"
     " Binary['==' RecordExpr[(U) ()] x] 1] ArmExpr[WildPat[] 2])]"),
    ("match x { m.A{b, c: d} => 1 }", "MatchExpr[x (ArmExpr[RecordPat[(m A) ((b None)"
     " (c NamePat[(d)]))] 1])]"),
    ("match x { [a, ...r] => 1, [..._] => 2, [] => 3 }", "MatchExpr[x (ArmExpr[ListPat["
     "(NamePat[(a)]) NamePat[(r)]] 1] ArmExpr[ListPat[() WildPat[]] 2] ArmExpr[ListPat[()] 3])]"),
    ("match x { optional.of(-1) => 1, (a, 'b') => 2 }", "MatchExpr[x (ArmExpr[CallPat["
     "(optional of) (LiteralPat[-1])] 1] ArmExpr[TuplePat[(NamePat[(a)] LiteralPat['b'])] 2])]"),
    # names
    ("имя + ñ", "Binary['+' имя ñ]"),
    ("e\u0301", "\u00e9"),
    ("हिन्दी", "हिन्दी"),
    ("a // b\n + c // d", "Binary['+' a c]"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree"), EXPRESSIONS)
def test_expression(text: str, tree: str) -> None:
    assert show(parse_expression_text(text)) == tree


TYPES = [
    ("Int", "NameType[(Int) ()]"),
    ("string", "NameType[(string) ()]"),
    ("m.T<A, B?>", "NameType[(m T) (NameType[(A) ()] OptionType[NameType[(B) ()]])]"),
    ("List<List<Int>>", "NameType[(List) (NameType[(List) (NameType[(Int) ()])])]"),
    ("[3]Int?", "ArrayType[3 OptionType[NameType[(Int) ()]]]"),
    ("([3]Int)?", "OptionType[ArrayType[3 NameType[(Int) ()]]]"),
    ("(A, B)", "TupleType[(NameType[(A) ()] NameType[(B) ()])]"),
    ("Fn() -> A?", "FnType[() OptionType[NameType[(A) ()]]]"),
    ("fn(A,B)->C", "FnType[(NameType[(A) ()] NameType[(B) ()]) NameType[(C) ()]]"),
    ("`a b`", "NameType[(Ident['a b' True]) ()]"),
]


@pytest.mark.parametrize(("text", "tree"), TYPES)
def test_type(text: str, tree: str) -> None:
    assert show(parse_type_text(text)) == tree


def test_positions_count_code_points_and_leave_parentheses_out() -> None:
    tree = parse_expression_text("('🙂') + (é.b)")
    assert isinstance(tree, a.Binary)
    assert (tree.at, tree.op_at) == ((0, 13), (6, 7))
    assert tree.left.at == (1, 4)
    assert isinstance(tree.right, a.Select)
    assert (tree.right.at, tree.right.name_at) == ((9, 12), (11, 12))


# Text, stretch that is marked, and a part of the message or the hint.
REFUSED = [
    ("a and b", "and", "&&"),
    ("not x", "not", "`!`"),
    ("a = b", "=", "`==` compares"),
    ("a === b", "===", "written `==`"),
    ("if a then b else c", "then", "if c { a } else { b }"),
    ("if a { b }", "}", "no `else`"),
    ("if a { b } elif c { d } else { e }", "elif", "else if"),
    ("let x = 1\nx", "1", "`;` is missing"),
    ("let x = 1", "1", "without a body"),
    ("let x = 1;", ";", "without a body"),
    ("1 + let x = 1; x", "let", "parentheses"),
    ("f(a: let x = 1; x)", ":", "no name"),
    ("match x { a -> 1 }", "->", "`=>`"),
    ("match x {\n a => 1\n b => 2 }", "1", "`,` is missing"),
    ("match x {}", "{}", "at least one arm"),
    ("match x { a => { b } }", "{ b }", "make a map"),
    ("'abc", "'abc", "not closed"),
    ('"""abc', '"""abc', "never closed"),
    ("xs.map(x => x)", "=>", "no lambdas"),
    ("xs.map(|x| x)", "|", "no lambdas"),
    ("xs.map(lambda x: x)", "lambda", "no lambdas"),
    ("x ** 2", "**", "math.pow"),
    ("x++", "++", "do not change"),
    ("x += 1", "+=", "do not change"),
    ("a & b", "&", "`&&`"),
    ("a;", ";", "leave it out"),
    ("return x", "return", "last expression"),
    ("for x in xs { x }", "for", "no loops"),
    ("[x for x in xs]", "for", "xs.map"),
    ("f'{x}'", "f'{x}'", "joined with `+`"),
    ("a ?? b", "??", "orValue"),
    ("a?.b", "?.", "a.?b"),
    ("xs[1:2]", ":", "slice"),
    ("User{id = 1}", "=", "written `:`"),
    ("User{id: 1, ...u}", "...", "comes first"),
    ("if U{a: 1} == u { 1 } else { 2 }", ":", "put a record in parentheses"),
    ("(f)(x)", "(", "only names"),
    ("x.y[0].z{a: 1}", "x.y[0].z", "name of a type"),
    ("1_000", "1_000", "no number"),
    ("1.", "1.", "1.0"),
    ("p.0", ".0", "p[0]"),
    ("0..10", "..10", "lists.range"),
    ("in + 1", "in", "backticks"),
    ("fail('x')", "fail", "name of an error"),
    ("（a）", "（", "only looks like"),
    ("a ≥ b", "≥", "`>=`"),
    ("a # b", "#", "`//`"),
    ("a\u00a0+ b", "\u00a0", "invisible"),
    ("a b", "b", "missing between"),
    ("f(1, 2", "(", "never closed"),
    ("f(1]", "]", "does not close"),
    (")", ")", "nothing is open"),
    ("a +", "+", "ends after"),
    ("()", ")", "two parts"),
    ("(a,)", ")", "two parts"),
    ("let [a] = x; a", "[", "bound by `let`"),
    ("match x { C{if} => 1 }", "if", "reserved"),
    ("9223372036854775808", "9223372036854775808", "does not fit"),
    ("1e999", "1e999", "does not fit"),
    ("9" * 5000, "9" * 5000, "does not fit"),
    (r"'\q'", r"\q", "no escape"),
    (r"'\ud83d'", r"\ud83d", "surrogate"),
    (r"'\U00110000'", r"\U00110000", "beyond"),
    (r"b'\U00000041'", r"\U00000041", "no meaning in Bytes"),
    (r"'\400'", r"\4", "no escape"),
    ("'\ud800'", "\ud800", "surrogate"),
    ("", "", "no expression"),
    ("// only this", "// only this", "no expression"),
]


@pytest.mark.parametrize(("text", "marked", "said"), REFUSED, ids=[r[0][:30] for r in REFUSED])
def test_refused(text: str, marked: str, said: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_expression_text(text)
    first = caught.value.problems[0]
    assert text[slice(*first.at)] == marked
    assert said in f"{first.message} {first.hint}"


@pytest.mark.parametrize(
    ("text", "marked", "said"),
    [
        ("Option[T]", "[", "Name<T>"),
        ("T[]", "[", "List<T>"),
        ("[]T", "[]", "size"),
        ("?T", "?", "T?"),
        ("A | B", "|", "sum type"),
        ("{a: Int}", "{", "declare"),
        ("Int = 3", "=", "default"),
        ("array of Int", "of", "backticks"),
        ("Foo(A)", ")", "Name<T>"),
        ("Foo(A) -> B", "Foo", "only `Fn`"),
        ("List<Int", "Int", "ends after"),
        ("[-1]Int", "-1", "negative"),
        ("", "", "no type"),
    ],
)
def test_type_refused(text: str, marked: str, said: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_type_text(text)
    first = caught.value.problems[0]
    assert text[slice(*first.at)] == marked
    assert said in f"{first.message} {first.hint}"


def test_slips_do_not_hide_each_other() -> None:
    with pytest.raises(ParseError) as caught:
        parse_expression_text("a and b or '\\q' == c = d;")
    found = [(p.code, p.at) for p in sorted(caught.value.problems, key=lambda p: p.at)]
    assert [code for code, _ in found] == ["VB0301", "VB0301", "VB0305", "VB0301", "VB0301"]


def test_no_flood() -> None:
    with pytest.raises(ParseError) as caught:
        parse_expression_text(" and ".join("a" * 1 for _ in range(500)))
    assert len(caught.value.problems) == 20


def test_diagnostics_stand_in_the_file() -> None:
    source = SourceFile.of("s.vibee", "body: |\n  a\n  and b\n")
    fragment = Fragment("a\nand b\n", source, ((0, 10), (2, 14)))
    tree, found = parse_expression(fragment)
    assert tree is None
    assert len(found) == 1
    assert found[0].span is not None
    assert found[0].span.start.line == 3
    assert (found[0].span.start.column, found[0].span.end.column) == (3, 6)


DEEP = {
    "parentheses": ("(" * 3000 + "1" + ")" * 3000, True),
    "plus": ("1" + " + 1" * 500, True),
    "fields": ("a" + ".f" * 500, True),
    "calls": ("a" + ".f()" * 500, True),
    "else if": ("if a { 1 } " + "else if b { 2 } " * 500 + "else { 3 }", True),
    "lets": ("let x = 1; " * 500 + "x", True),
    "lists": ("[" * 250 + "]" * 250, True),
    "ternaries": ("a ? 1 : " * 500 + "2", True),
    "many items": ("[" + "1, " * 20_000 + "]", True),
    "too many signs": ("-" * 2000 + "x", False),
    "too deep lists": ("[" * 2000 + "]" * 2000, False),
    "unclosed": ("(" * 60_000, False),
    "strange": ("\u2603" * 60_000, False),
    "quotes": ("\"'''" * 20_000, False),
    "too long": ("a" * 1_000_000, False),
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_and_long(name: str) -> None:
    text, fine = DEEP[name]
    if fine:
        parse_expression_text(text)
        return
    with pytest.raises(ParseError):
        parse_expression_text(text)


def test_the_limit_is_exact() -> None:
    parse_expression_text("a" * MAX_LENGTH)
    with pytest.raises(ParseError):
        parse_expression_text("a" * (MAX_LENGTH + 1))


def test_cel_cases_parse(shared: Path) -> None:
    """Every expression of the conformance files; none of them is there to be refused."""
    count = 0
    for path in sorted((shared / "cel").glob("*.textproto")):
        document = read_textproto(path.read_text(encoding="utf-8"))
        for section in document["section"]:
            for test in section["test"]:
                parse_expression_text(test["expr"][0].decode())
                count += 1
    assert count > 1000


def test_signatures_parse() -> None:
    root = Path(__file__).resolve().parents[2]
    paths = sorted((root / "vibee_compiler" / "ir").rglob("signatures.yaml"))
    assert paths
    entries = yaml.load(paths[0].read_text(encoding="utf-8"), yaml.CSafeLoader)["entries"]
    for entry in entries:
        definition = entry.get("definition", "")
        for text in definition.values() if isinstance(definition, dict) else [definition]:
            if text:
                parse_expression_text(text)
        for example in entry["examples"]:
            for text in re.split(r" -> (?!.* -> )", example):
                if not text.startswith("!"):
                    parse_expression_text(text)


def test_exemplar_parses(shared: Path) -> None:
    text = (shared / "design" / "exemplars" / "shop.vibee").read_text(encoding="utf-8")
    behaviours = yaml.load(text, yaml.CSafeLoader)["behaviors"]
    assert [parse_expression_text(b["body"]) for b in behaviours if "body" in b]
