"""Canonical text of expressions: it reads back to the same tree."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from vibee_compiler.frontend.ast_print import expression_text, type_text
from vibee_compiler.frontend.parser import parse_expression_text, parse_type_text
from vibee_compiler.ir.signatures import table

ROOT = Path(__file__).resolve().parents[2]


def bare(node: Any) -> Any:
    """A tree without its positions."""
    if isinstance(node, tuple):
        return tuple(map(bare, node))
    if not hasattr(node, "__slots__"):
        return repr(node) if isinstance(node, float) else node
    names = [n for n in node.__slots__ if n not in ("at", "op_at", "name_at")]
    return (type(node).__name__, *(bare(getattr(node, n)) for n in names))


def bodies() -> list[str]:
    found = []
    for path in sorted((ROOT / "specs").rglob("*.vibee")):
        document = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for behaviour in document.get("behaviors", []):
            if "body" in behaviour:
                found.append(str(behaviour["body"]))
    for entry in table().entries.values():
        found += [re.split(r" -> ", example)[0] for example in entry.examples]
    return found


@pytest.mark.parametrize("text", bodies())
def test_reads_back(text: str) -> None:
    tree = parse_expression_text(text)
    printed = expression_text(tree)
    assert bare(parse_expression_text(printed)) == bare(tree)
    assert expression_text(parse_expression_text(printed)) == printed


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("((1))+2*3", "1 + 2 * 3"),
        ("(1+2)*3", "(1 + 2) * 3"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("- 5", "-5"),
        ("-(5)", "-(5)"),
        ("-x", "-x"),
        ("a?b:c?d:e", "a ? b : c ? d : e"),
        ("(a?b:c)?d:e", "(a ? b : c) ? d : e"),
        ('"it\'s"', "'it\\'s'"),
        ("(let x = 1; x) + 1", "(let x = 1; x) + 1"),
        ("if (U{a:1}).b { 1 } else { {} }", "if (U{a: 1}).b { 1 } else { {} }"),
        ("1e3", "1000.0"),
        ("a.`b c`(`in`)", "a.`b c`(`in`)"),
        ("{(a ? b : c): 1}", "{(a ? b : c): 1}"),
        ("xs.map((k, v), v)", "xs.map((k, v), v)"),
        (
            "match m { [a, ...r] if a > 0 => r, _ => [] }",
            "match m { [a, ...r] if a > 0 => r, _ => [] }",
        ),
    ],
)
def test_canonical(text: str, canonical: str) -> None:
    assert expression_text(parse_expression_text(text)) == canonical


@pytest.mark.parametrize(
    "text",
    ["Int", "List<List<Int>>", "[3]Int?", "([3]Int)?", "(A, B?)", "Fn(Int) -> Map<String, m.T>"],
)
def test_types_read_back(text: str) -> None:
    tree = parse_type_text(text)
    assert type_text(tree) == text
    assert bare(parse_type_text(type_text(tree))) == bare(tree)
