"""Nothing that stands in a file gives a traceback."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibee_compiler.diagnostics import render
from vibee_compiler.frontend.load import read_text

ROOT = Path(__file__).resolve().parents[2]
SPECS = sorted((ROOT / "specs" / "examples").glob("*.vibee"))
BITS = [
    b"\0", b"\xff", b"\t", b"\r", b"\n", b": ", b" #", b"- ", b"? ", b"[", b"]", b"{", b"}", b"&a ",
    b"*a", b"!x ", b"!!int ", b"|", b">", b"'", b'"', b"\\", b"<<: ", b"---\n", b"...\n", b"~",
    b"null", b"=", b"<", b"(", b",", "é日\u2028".encode(), b"\xef\xbb\xbf", b"types:", b"name:",
    b"behaviors:", b"variants:", b"fields:", b"default:", b"9" * 5000, b"params:",
]  # fmt: skip


def survives(data: bytes) -> None:
    source, _, found = read_text("dir/fuzz.vibee", data)
    for one in found:
        assert one.span is not None
        assert 0 <= one.span.start.offset <= one.span.end.offset <= len(source.text)
        render.text(one, lambda _: source.text)
    render.json_lines(found)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.binary(max_size=80))
def test_any_bytes(data: bytes) -> None:
    survives(data)


@settings(derandomize=True, deadline=None, max_examples=250)
@given(st.lists(st.sampled_from(BITS), max_size=12))
def test_any_words_of_yaml(bits: list[bytes]) -> None:
    survives(b"".join(bits))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_mutated_specs(path: Path) -> None:
    rng = random.Random(path.stem)  # noqa: S311 (no secret)
    whole = path.read_bytes()
    for _ in range(25):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 4)):
            at = rng.randrange(len(data))
            cut = at + rng.choice((0, 0, 1, 5, 40))
            data[at:cut] = rng.choice((b"", rng.choice(BITS), whole[at : at + 30]))
        survives(bytes(data))


NODES: st.SearchStrategy[str] = st.recursive(
    st.sampled_from(
        ["", "~", "5", "x", "true", "Int = 1", "'a b'", "List<Int", "1.5", "Null", "=", "a:b"]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(items) + "]"),
        st.lists(
            st.tuples(
                st.sampled_from(
                    [
                        "name",
                        "types",
                        "type",
                        "fields",
                        "enum",
                        "variants",
                        "alias",
                        "generic",
                        "constraints",
                        "value",
                        "default",
                        "behaviors",
                        "given",
                        "params",
                        "returns",
                        "errors",
                        "requires",
                        "body",
                        "examples",
                        "input",
                        "expected",
                        "raises",
                        "tolerance",
                        "internal",
                        "implementation",
                        "imports",
                        "path",
                        "constants",
                        "x",
                        "data",
                        "scenario",
                        "description",
                        "vibee",
                        "test_cases",
                        "properties",
                    ]
                ),
                inner,
            ),
            max_size=4,
        ).map(lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"),
    ),
    max_leaves=14,
)


@settings(derandomize=True, deadline=None, max_examples=400)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["types", "behaviors", "constants", "imports", "test_cases", "name"]),
            NODES,
        ),
        max_size=5,
    )
)
def test_any_shape_under_any_key(pairs: list[tuple[str, str]]) -> None:
    survives("\n".join(f"{key}: {value}" for key, value in pairs).encode())
