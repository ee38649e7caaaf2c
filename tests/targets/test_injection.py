"""Hostile text in every place of a spec that takes text: it stays data.

A spec is made twice, with harmless and with hostile text in the same places; the syntax trees of
what a target makes of both have the same shape, and no grammar finds a fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from vibee_compiler.check.syntax import SyntaxGate, Unparsed
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.targets import registry
from vibee_compiler.targets.package import File, Options

HARMLESS = "plain text"

HOSTILE = {
    "quotes": "a\"b'c`d\"\"\"e'''f",
    "backslashes": "a\\b\\\\c\\",
    "line ends": "a\nb\r\nc\rd\u2028e\u2029f\x85g",
    "comment ends": "a */ b --> c ]] d --- e {- f -} g #| h |# (* i *)",
    "comment starts": "/* // # <!-- -- ; % rem",
    "interpolation": "${a} #{b} {c} {{d}} %s %d $e @f \\(g) {% h %} {# i #}",
    "format": "{} {0} {:?} %n %1$s",
    "doc markup": "</code> <script>x</script> [x](y) | a | `b` ``` {@link x}",
    "bidi": "a\u202eb\u2066c\u2069d\u200fe",
    "control": "a\x01b\x1bc\x7fd\u0080e",
    "wide": "日本 😀 e\u0301 \ufeff \U0010ffff",
    "code": "\"); import os; os.system('true') #",
    "blanks": "  a \t b  ",
}

SPEC = """\
name: demo
version: {text}
description: {text}
constants:
  GREETING: {{type: String, value: {text}, description: {text}}}
types:
  Colour: {{description: {text}, enum: [red, green]}}
  Item:
    description: {text}
    fields:
      name: {{type: String, description: {text}, default: {text}}}
      count: {{type: Int, constraints: ["value >= 0"]}}
  Shape:
    description: {text}
    variants:
      - name: Circle
        description: {text}
        fields: {{label: {{type: String, description: {text}}}}}
      - Empty
behaviors:
  - name: tell
    description: {text}
    given: {text}
    when: {text}
    then: {text}
    params: {{item: {{type: Item, description: {text}}}, mark: String}}
    returns: String
    errors: {{Odd: {text}}}
    requires: ["mark != {literal}"]
    body: "item.count % 2 == 1 ? fail Odd({literal}) : item.name + {literal} + mark"
    examples:
      - name: {text}
        input: {{item: {{name: {text}, count: 2}}, mark: x}}
        expected: {joined}
      - name: {text} again
        input: {{item: {{name: {text}, count: 1}}, mark: {marked}}}
        raises: Odd
  - name: draw
    description: {text}
    then: {text}
    params: {{shape: Shape}}
    returns: String
    body: "match shape {{ Circle{{label}} => label, Empty => {literal} }}"
    examples:
      - input: {{shape: {{Circle: {{label: {text}}}}}}}
        expected: {text}
  - name: later
    description: {text}
    given: {text}
    when: {text}
    then: {text}
    params: {{shape: Shape}}
    returns: List<String>
"""


def numbered(text: str) -> str:
    """Every character that is no ASCII letter or digit by its number."""
    return "".join(c if c.isascii() and c.isalnum() else f"\\U{ord(c):08x}" for c in text)


def quoted(text: str) -> str:
    """A YAML double-quoted scalar."""
    return f'"{numbered(text)}"'


def spec(text: str) -> str:
    literal = "'" + numbered(text).replace("\\", "\\\\") + "'"
    return SPEC.format(
        text=quoted(text),
        literal=literal,
        joined=quoted(text + text + "x"),
        marked=quoted(text + "!"),
    ).replace('" again', ' again"')


def files(target: str, text: str) -> dict[str, File]:
    result = compile_spec("demo.vibee", spec(text))
    assert result.program is not None, [d.message for d in result.diagnostics]
    package = registry.load(target).generate(result.program, Options())
    return {file.path: file for file in package.files if file.grammar is not None}


@pytest.fixture(scope="module")
def gate() -> Iterator[SyntaxGate]:
    with SyntaxGate() as opened:
        yield opened


OPAQUE = frozenset(
    {
        "paragraph", "inline", "pipe_table_cell", "comment", "line_comment",
        "STRINGLITERALSINGLE",
    }
)  # fmt: skip
"""Kinds whose inside is prose, or pieces of one text: how it divides does not matter, that it
stays inside does."""


def shape(nodes: Iterable[tuple[int, str]]) -> list[str]:
    """The kinds of nodes, without pieces of texts and commas behind a last item."""
    return [kind for _, kind in nodes if kind not in PIECES]


PIECES = frozenset({"string_content", "string_fragment", "escape_sequence", ","})


@pytest.mark.parametrize("name", sorted(HOSTILE))
@pytest.mark.parametrize("target", sorted(registry.installed()))
def test_the_tree_keeps_its_shape(target: str, name: str, gate: SyntaxGate) -> None:
    plain, hostile = files(target, HARMLESS), files(target, HOSTILE[name])
    assert sorted(plain) == sorted(hostile)
    items = [(f.path, f.grammar, f.text) for f in hostile.values() if f.grammar is not None]
    faults = {path: found for path, found in gate.check(items) if found}
    assert faults == {}
    for path, file in plain.items():
        if file.grammar is None or file.role == "docs":
            continue
        before = gate.node_kinds(file.text, file.grammar, OPAQUE)
        after = gate.node_kinds(hostile[path].text, file.grammar, OPAQUE)
        assert not isinstance(before, Unparsed)
        assert not isinstance(after, Unparsed)
        assert shape(after) == shape(before), path
