"""Declarations of a source file in any language, through its tree-sitter grammar.

Grammars differ in the names of their nodes, but nearly all call the identifier that is declared
the field `name` of its declaration (older ones say what it names), and words like `function` or
`struct` stand in the names of the nodes. That is enough for shares; it is no index of symbols.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

_FIELDS: Final = frozenset(
    {"name", "function", "parameter", "field_member", "variable_type_function"}
)
"""What the field of the identifier is called."""
_USES: Final = re.compile(r"call|invocation|expr|Expr|access|import")
"""Nodes that name something without declaring it."""

_POSITIONS: Final = (
    ("type_parameter", re.compile(r"type_param|generic")),
    ("parameter", re.compile(r"[pP]aram")),
    ("enum_member", re.compile(r"enum_?(?:member|constant|variant|assignment)")),
    ("function", re.compile(r"function|method|^fn_|_fn_|FnProto|func_|procedure|subroutine|defun")),
    (
        "type",
        re.compile(r"class|struct|interface|enum|type_(?:alias|item|decl|def)|record|trait|union"),
    ),
    ("field", re.compile(r"[fF]ield|property")),
    ("variable", re.compile(r"variable|let_decl|VarDecl|assignment|binding|local")),
)
"""Positions of names by what their declaration's node is called; the first that fits."""

_COMMENT: Final = re.compile(r"comment")
_WRAPPERS: Final = re.compile(r"^(?:export_statement|decorated_definition|Decl|declaration)$")
"""Nodes that do nothing but hold a declaration."""
_ANNOTATIONS: Final = re.compile(r"attribute|decorator|annotation|modifier|visibility")
_STRING: Final = re.compile(r"string")
_BODY: Final = re.compile(r"block|body|suite")


@dataclass(frozen=True, slots=True)
class Declared:
    """A name that is declared: its `position` as in `NameRules.cases`, whether it is documented.

    documented: None for what needs no comment of its own (fields, parameters, variables).
    """

    name: str
    position: str
    documented: bool | None
    line: int


def declarations(tree: Tree) -> Iterator[Declared]:
    """The declarations of a tree, in order."""
    cursor = tree.walk()
    while True:
        if cursor.field_name in _FIELDS:
            found = _declared(cursor.node)
            if found is not None:
                yield found
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def _declared(name: Node | None) -> Declared | None:
    parent = name.parent if name is not None else None
    if name is None or parent is None or name.text is None or name.child_count:
        return None
    kind = parent.type
    if _USES.search(kind):
        return None
    position = next((found for found, pattern in _POSITIONS if pattern.search(kind)), None)
    if position is None:
        return None
    documented = None
    if position in ("function", "type"):
        documented = _has_comment(parent) or _has_docstring(parent)
    text = name.text.decode("utf-8", "replace")
    return Declared(text, position, documented, name.start_point.row + 1)


def _has_comment(node: Node) -> bool:
    """Whether a comment ends on the line before a declaration or its annotations."""
    while node.parent is not None and _WRAPPERS.match(node.parent.type):
        node = node.parent
    inside = node.children[0] if node.children else None
    if inside is not None and _COMMENT.search(inside.type):
        return True
    before = node.prev_sibling
    row = node.start_point.row
    while before is not None and (not before.is_named or _ANNOTATIONS.search(before.type)):
        if before.end_point.row < row - 1:
            return False
        row = before.start_point.row
        before = before.prev_sibling
    # Some grammars end a line comment at the start of the next line.
    return before is not None and bool(_COMMENT.search(before.type)) and row - _end(before) <= 1


def _end(node: Node) -> int:
    row, column = node.end_point
    return row - 1 if column == 0 and row > node.start_point.row else row


def _has_docstring(node: Node) -> bool:
    """Whether the body of a declaration starts with a text."""
    body = node.child_by_field_name("body")
    if body is None or not _BODY.search(body.type) or not body.named_children:
        return False
    first = body.named_children[0]
    while first.named_child_count == 1 and not _STRING.search(first.type):
        first = first.named_children[0]
    return bool(_STRING.search(first.type))
