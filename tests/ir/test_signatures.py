from __future__ import annotations

import pytest

from vibee_compiler.ir import signature_build
from vibee_compiler.ir.signature_types import parse_type
from vibee_compiler.ir.signatures import COMPACT, table
from vibee_compiler.ir.types import (
    BOOL,
    INT,
    STRING,
    FnT,
    ListT,
    MapT,
    OptionT,
    TupleT,
    Type,
    TypeVar,
)

TABLE = table()


def test_compact_form_is_current() -> None:
    source = signature_build.SOURCE.read_text(encoding="utf-8")
    text = COMPACT.read_text(encoding="utf-8")
    assert signature_build.build(source) == text, "run python -m vibee_compiler.ir.signature_build"


def test_counts() -> None:
    entries = TABLE.entries.values()
    assert len(entries) == 300
    assert sum(entry.primitive for entry in entries) == 60
    assert all((entry.definition is None) == entry.primitive for entry in entries)
    assert all(entry.examples for entry in entries)


@pytest.mark.parametrize(
    ("kind", "name", "argc", "ids"),
    [
        ("operator", "!", 1, ["bool.not"]),
        ("operator", "-", 1, ["int.neg", "float.neg"]),
        ("operator", "in", 2, ["list.in", "map.in", "set.in"]),
        ("method", "sum", 0, ["list.sum"]),
        ("method", "join", 1, ["list.joinWith"]),
        ("function", "size", 1, ["string.size", "list.size", "map.size", "set.size", "bytes.size"]),
        ("function", "math.least", 1, ["math.leastOf", "math.least"]),
        ("function", "math.least", 5, ["math.least"]),
        ("index?", "", 1, ["list.get", "map.get", "option.getKey", "option.getAt"]),
        ("format", "b", 1, ["format.b"]),
        ("method", "nothing", 0, []),
    ],
)
def test_lookup(kind: str, name: str, argc: int, ids: list[str]) -> None:
    assert [entry.id for entry, _ in TABLE.spelled(kind, name, argc)] == ids


def test_macro_layout() -> None:
    fold = TABLE["list.fold"]
    assert [(part.name, part.binders) for part in fold.parts] == [
        ("xs", ()),
        ("init", ()),
        ("e", (("acc", TypeVar("A")), ("x", TypeVar("T")))),
    ]
    assert fold.spellings[0].layout == (-1, -2, 1, 2)
    assert TABLE["cel.bind"].spellings[0].layout == (-1, 0, 1)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Int", INT),
        ("List<(K, V)>", ListT(TupleT((TypeVar("K"), TypeVar("V"))))),
        ("Option<Map<String, V>>", OptionT(MapT(STRING, TypeVar("V")))),
        ("(A, B, ...)", TypeVar("Tuple")),
        ("Bool", BOOL),
    ],
)
def test_type_notation(text: str, type_: Type) -> None:
    assert parse_type(text) == type_


@pytest.mark.parametrize("text", ["", "List<", "Map<K>", "Int Int", "Foo<Int>"])
def test_type_notation_refuses(text: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        parse_type(text)


def test_no_functions_in_the_table() -> None:
    assert not any(isinstance(p.type, FnT) for e in TABLE.entries.values() for p in e.parts)
