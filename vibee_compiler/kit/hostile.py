"""Hostile text in every place of a spec that takes text: it stays data.

A spec is made with harmless and with hostile text in the same places; the syntax trees of what a
target makes of both have the same shape, and no grammar finds a fault. Since a target may lay code
out by the length of a text (a long argument becomes a variable), the shape may be that of any
harmless text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from vibee_compiler.check.syntax import SyntaxGate, Unparsed
from vibee_compiler.kit.specs import KitSpec, compiled
from vibee_compiler.targets.hookspecs import Target
from vibee_compiler.targets.package import File, Options

HARMLESS = tuple("plain text".ljust(n, "x") for n in (10, *range(12, 120, 4)))
"""Harmless texts of many lengths."""

HOSTILE = {
    "quotes": "a\"b'c`d\"\"\"e'''f",
    "backslashes": "a\\b\\\\c\\",
    "line ends": "a\nb\r\nc\rd\u2028e\u2029f\x85g",
    "comment ends": "a */ b --> c ]] d --- e {- f -} g #| h |# (* i *)",
    "comment starts": "/* // # <!-- -- ; % rem",
    "long brackets": "[[ ]] [==[ ]==] --[[ --]] a]",
    "interpolation": "${a} #{b} {c} {{d}} %s %d $e @f \\(g) {% h %} {# i #}",
    "format": "{} {0} {:?} %n %1$s",
    "doc markup": "</code> <script>x</script> [x](y) | a | `b` ``` {@link x}",
    "bidi": "a\u202eb\u2066c\u2069d\u200fe",
    "control": "a\x01b\x1bc\x7fd\u0080e",
    "wide": "日本 😀 e\u0301 \ufeff \U0010ffff",
    "code": "\"); import os; os.system('true') #",
    "blanks": "  a \t b  ",
}
"""Texts by what is hostile in them."""

_SPEC = """\
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
      - name: {again}
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

_OPAQUE = frozenset(
    {
        "paragraph", "inline", "pipe_table_cell", "comment", "line_comment",
        "STRINGLITERALSINGLE",
    }
)  # fmt: skip
"""Kinds whose inside is prose, or pieces of one text: how it divides does not matter, that it
stays inside does."""

_PIECES = frozenset({"string_content", "string_fragment", "escape_sequence", ","})


def _numbered(text: str) -> str:
    """Every character that is no ASCII letter or digit by its number."""
    return "".join(c if c.isascii() and c.isalnum() else f"\\U{ord(c):08x}" for c in text)


def _quoted(text: str) -> str:
    """A YAML double-quoted scalar."""
    return f'"{_numbered(text)}"'


@cache
def spec(text: str) -> KitSpec:
    """The spec with this text in every place that takes text."""
    made = _SPEC.format(
        text=_quoted(text),
        literal="'" + _numbered(text).replace("\\", "\\\\") + "'",
        joined=_quoted(text + text + "x"),
        marked=_quoted(text + "!"),
        again=_quoted(text + " again"),
    )
    return compiled("demo", "demo.vibee", made)


def _files(target: Target, text: str) -> dict[str, File]:
    package = target.generate(spec(text).program, Options())
    return {file.path: file for file in package.files if file.grammar is not None}


def _shape(nodes: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    """The kinds of nodes, without pieces of texts, last commas, and more lines of a comment."""
    made: list[str] = []
    for _, kind in nodes:
        again = made and made[-1] == kind and kind in _OPAQUE
        if kind not in _PIECES and not again:
            made.append(kind)
    return tuple(made)


class _Shapes:
    """The shapes of the files that a target makes of harmless texts, made as they are asked for."""

    def __init__(self, target: Target, gate: SyntaxGate) -> None:
        self.gate = gate
        self.made = (_files(target, text) for text in HARMLESS)
        self.seen: list[dict[str, File]] = []

    def files(self) -> Iterator[dict[str, File]]:
        """The files of each harmless text."""
        yield from self.seen
        for one in self.made:
            self.seen.append(one)
            yield one

    def has(self, path: str, file: File) -> bool:
        """Whether a file has the shape of the same file with a harmless text."""
        assert file.grammar is not None
        wanted = self.of(file)
        return any(path in one and self.of(one[path]) == wanted for one in self.files())

    def of(self, file: File) -> tuple[str, ...] | None:
        """The shape of a file; None where the grammar gives no tree."""
        assert file.grammar is not None
        nodes = self.gate.node_kinds(file.text, file.grammar, _OPAQUE)
        return None if isinstance(nodes, Unparsed) else _shape(nodes)


def problems(target: Target, name: str, gate: SyntaxGate) -> list[str]:
    """Where a text of `HOSTILE` changes the shape of the output, or breaks its syntax."""
    hostile = _files(target, HOSTILE[name])
    shapes = _Shapes(target, gate)
    if sorted(next(shapes.files())) != sorted(hostile):
        return [f"{name}: the package has other files"]
    items = [(f.path, f.grammar, f.text) for f in hostile.values() if f.grammar is not None]
    found = [f"{name}: {path}: {faults}" for path, faults in gate.check(items) if faults]
    if found:
        return found
    for path, file in hostile.items():
        if file.role == "docs":
            continue
        if shapes.of(file) is None:
            found.append(f"{name}: {path}: the grammar gives no tree")
        elif not shapes.has(path, file):
            found.append(f"{name}: {path}: the syntax tree has another shape")
    return found
