"""The YAML reader: trees, positions, limits."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibee_compiler.frontend.document import YMap, YNode, YScalar, YSeq
from vibee_compiler.frontend.fragments import piece, stripped
from vibee_compiler.frontend.yamldoc import read_bytes, read_fragment


def read(text: str) -> YNode:
    _, node, found = read_bytes("a.vibee", text.encode())
    assert node is not None
    assert not found
    return node


def problems(data: bytes | str) -> list[tuple[str, int, int]]:
    if isinstance(data, str):
        data = data.encode()
    _, _, found = read_bytes("a.vibee", data)
    places = [(one.code, one.span) for one in found]
    return [(code, span.start.line, span.start.column) for code, span in places if span]


def scalar(text: str) -> YScalar:
    """The value of the only key of a document."""
    node = read(text)
    assert isinstance(node, YMap)
    ((_, value),) = node.entries
    assert isinstance(value, YScalar)
    return value


def plain(node: YNode) -> object:
    if isinstance(node, YScalar):
        return node.value
    if isinstance(node, YSeq):
        return [plain(item) for item in node.items]
    return {key.fragment.text: plain(value) for key, value in node.entries}


def test_tree() -> None:
    text = "a: 1\nb: [x, {y: null}]\nc:\n- 0x10\n- '0x10'\nd: !!str 5\n"
    assert plain(read(text)) == {"a": 1, "b": ["x", {"y": None}], "c": [16, "0x10"], "d": "5"}


def test_spans_end_with_their_text() -> None:
    text = "a:\n  b: [1,\n   2]\n  c: x # note\n\n\nd: |\n  text\n\n\ne: 1\n"
    node = read(text)
    assert isinstance(node, YMap)
    shown = {key.fragment.text: value.span for key, value in node.entries}
    cut = {key: text[span.start.offset : span.end.offset] for key, span in shown.items()}
    assert cut == {"a": "b: [1,\n   2]\n  c: x", "d": "|\n  text", "e": "1"}


def test_aliases_repeat_their_anchor() -> None:
    assert plain(read("a: &x {b: 1}\nc: *x\nd: &x 2\ne: *x\n")) == {
        "a": {"b": 1}, "c": {"b": 1}, "d": 2, "e": 2,
    }  # fmt: skip


def test_line_breaks_of_yaml_1_1_are_plain_characters() -> None:
    assert scalar('a: "x\u2028y\x85z\u2029"').value == "x\u2028y\x85z\u2029"
    assert scalar("a: x\u2028y").value == "x\u2028y"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a: \xff", [("VB0101", 1, 4)]),
        ("é: 1\nb: caf".encode() + b"\xe9\n", [("VB0101", 2, 7)]),
        ("a: 1".encode("utf-16"), [("VB0101", 1, 1)]),
        (b"\xef\xbb\xbfa: 1", [("VB0102", 1, 1)]),
        (b"\x7fELF\x02\x01\x01" + bytes(50), [("VB0103", 1, 1)]),
        (b"a: b\0c\nd: \x1b", [("VB0104", 1, 5), ("VB0104", 2, 4)]),
        (b"#" * (4 * 1024 * 1024 + 1), [("VB0105", 1, 1)]),
        (b"", [("VB0106", 1, 1)]),
        (b"# nothing\n---\n...\n", []),
        (b"# nothing\n", [("VB0106", 1, 1)]),
        ("a: b: c", [("VB0107", 1, 5)]),
        ("a: 1\nb\n\n# c\nd: 1", [("VB0107", 2, 1)]),
        ("a: 1\r\r\nb: *c", [("VB0112", 2, 4)]),
        ("a: 1\n---\nb: 1\n", [("VB0108", 2, 1)]),
        ("a: 1\n...\nb: 1\n", [("VB0108", 3, 1)]),
        ("a:\n\tb: 1\n", [("VB0109", 2, 1)]),
        ("a:\n  b: 1\n\t c: 1\n", [("VB0109", 3, 1)]),
        ("a: 1\nb: 2\na: 3\nb: 4", [("VB0110", 3, 1), ("VB0110", 4, 1)]),
        ("{é: 1, e\u0301: 2}", [("VB0110", 1, 8)]),
        ("a: *b\nc: *d", [("VB0112", 1, 4), ("VB0112", 2, 4)]),
        ("a: &x [*x]", [("VB0113", 1, 8)]),
        ("a: &x\n  b: {c: *x}", [("VB0113", 2, 10)]),
        ("a: !foo b\nc: !bar [1]", [("VB0115", 1, 4), ("VB0115", 2, 4)]),
        ("[a]: 1\n{b: 1}: 2\n", [("VB0116", 1, 1), ("VB0116", 2, 1)]),
        ("a: &x {b: 1}\nc: {<<: *x}", [("VB0117", 2, 5)]),
        ("a: !!int x\nb: !!bool 1", [("VB0118", 1, 4), ("VB0118", 2, 4)]),
    ],
)  # fmt: skip
def test_problems(data: bytes | str, expected: list[tuple[str, int, int]]) -> None:
    assert problems(data) == expected


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[{a: "])
def test_depth_is_bounded_before_any_stack_overflows(opening: str) -> None:
    assert [code for code, _, _ in problems(opening * 200_000)] == ["VB0111"]


def test_a_hundred_levels_are_legal() -> None:
    assert problems("[" * 100 + "]" * 100) == []
    assert [code for code, _, _ in problems("[" * 101 + "]" * 101)] == ["VB0111"]


def test_depth_counts_through_aliases() -> None:
    deep = "a: &a " + "[" * 60 + "]" * 60 + "\nb: " + "[" * 60 + "*a" + "]" * 60
    assert [code for code, _, _ in problems(deep)] == ["VB0111"]


def test_aliases_do_not_explode() -> None:
    lines = ["a0: &a0 [1,1,1,1,1,1,1,1,1,1]"]
    for n in range(1, 30):
        lines.append(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]")
    assert [code for code, _, _ in problems("\n".join(lines))] == ["VB0114"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("body: a ? b : c", "body: |"),
        ("body: `x`(1)", "backtick"),
        ("body: [a, b].size()", "starts with `[`"),
        ('body: "a" + b', "double quote"),
        ("body: 'a' + b", "single quote"),
        ("body: !a && b", "in quotes"),
        ("t: {board: [9]Int}", '"[9]Int"'),
        ("body: *x + 1", "in quotes"),
        ('body: """\n  a\n  """', "triple quotes"),
    ],
)
def test_hints_for_traps_that_are_no_yaml(text: str, hint: str) -> None:
    _, _, found = read_bytes("a.vibee", text.encode())
    assert any(hint in (one.hint or "") for one in found)


def check_places(value: YScalar, source: str, escapes: str = "") -> None:
    """Each character of a scalar stands where its fragment says, and in order."""
    text = value.fragment.text
    before = -1
    for index, char in enumerate(text):
        there = value.fragment.file_offset(index)
        assert there > before
        before = there
        same = source[there] == char or (source[there] == "\r" and char == "\n")
        folded = char == " " and source[there] in "\r\n"
        escaped = source[there] in escapes
        assert same or folded or escaped, (index, char, source[there], source)


LETTERS = st.text("abcé日😀#:x", min_size=1, max_size=4)
BLOCK_LINE = st.sampled_from(
    ["", "a", "bc d", "  e", "é日😀", "\tf", " ", "   ", "g ", "# h", "- i"]
)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    st.sampled_from("|>"),
    st.sampled_from(["", "-", "+", "1", "2", "2-", "+1", " # note"]),
    st.lists(BLOCK_LINE, max_size=7),
    st.sampled_from(["\n", "\r\n"]),
)
def test_places_in_blocks(style: str, header: str, lines: list[str], end: str) -> None:
    body = end.join("    " + line if line else line for line in lines)
    text = f"k:{end}  b: {style}{header}{end}{body}{end}"
    source, node, found = read_bytes("a.vibee", text.encode())
    if found or not isinstance(node, YMap):
        return
    inner = node.entries[0][1]
    assert isinstance(inner, YMap)
    value = inner.entries[0][1]
    assert isinstance(value, YScalar)
    check_places(value, source.text)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    st.lists(
        st.one_of(
            LETTERS,
            st.sampled_from(
                [" ", "\t", "\n  ", " \n\n \t ", "\\\n  ", "\\\n\n  ", "\\n", "\\t", "\\x41",
                 "\\u00e9", "\\U0001F600", '\\"', "\\\\", "\\ ", "'", "\r\n "]
            ),
        ),
        max_size=8,
    )
)  # fmt: skip
def test_places_in_double_quotes(parts: list[str]) -> None:
    text = 'k: "' + "".join(parts) + '"'
    check_places(scalar(text), text, escapes="\\")


@settings(derandomize=True, deadline=None, max_examples=200)
@given(
    st.lists(
        st.one_of(
            LETTERS, st.sampled_from([" ", "\t", "\n  ", " \n\n ", "''", '"', "\\", "\r\n "])
        ),
        max_size=8,
    )
)
def test_places_in_single_quotes(parts: list[str]) -> None:
    text = "k: '" + "".join(parts) + "'"
    check_places(scalar(text), text)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(
    st.lists(st.text("abcé日😀x", min_size=1, max_size=4), min_size=1, max_size=6),
    st.lists(st.sampled_from([" ", "  ", "\n  ", " \n\n  ", "\t\n ", "\r\n "]), min_size=6),
)
def test_places_in_plain_text(words: list[str], gaps: list[str]) -> None:
    text = "k: " + "".join(word + gap for word, gap in zip(words, gaps, strict=False)).rstrip()
    check_places(scalar(text), text)


def test_places_behind_a_tag_and_an_anchor() -> None:
    text = "k: &a !!str # note\n  value\n"
    value = scalar(text)
    assert value.fragment.file_offset(0) == text.index("value")


@settings(derandomize=True, deadline=None, max_examples=150)
@given(
    st.lists(
        st.sampled_from(["a", " ", "\\n", "\n ", "é", "=", "\\u0041"]), min_size=1, max_size=9
    ),
    st.data(),
)
def test_places_in_pieces(parts: list[str], data: st.DataObject) -> None:
    fragment = scalar('k: "' + "".join(parts) + '"').fragment
    size = len(fragment.text)
    start = data.draw(st.integers(0, size))
    end = data.draw(st.integers(start, size))
    part = piece(fragment, start, end)
    assert part.text == fragment.text[start:end]
    for index in range(end - start):
        assert part.file_offset(index) == fragment.file_offset(start + index)
    assert stripped(part).text == part.text.strip()


def test_a_value_inside_a_scalar_keeps_its_place() -> None:
    text = "k: \"List<String> =\n  [a\\u0020b, 'c']\"\n"
    fragment = scalar(text).fragment
    at = fragment.text.index("=") + 1
    node, found = read_fragment(piece(fragment, at, len(fragment.text)))
    assert not found
    assert plain(node) == ["a b", "c"] if node else False
    assert isinstance(node, YSeq)
    first, second = node.items
    assert first.span.start.offset == text.index("a\\u")
    assert second.span.start.offset == text.index("'c'")
    assert isinstance(second, YScalar)
    assert text[second.fragment.file_offset(0)] == "c"
    assert text[node.span.end.offset - 1] == "]"
