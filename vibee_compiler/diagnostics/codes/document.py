"""VB02xx: the document and its keys."""

from __future__ import annotations

from vibee_compiler.diagnostics.code import Code
from vibee_compiler.diagnostics.model import Severity

CODES: dict[str, Code] = {
    "VB0201": Code(
        "Name missing",
        Severity.ERROR,
        "A spec, and each item of a list of types, constants, behaviours, fields or errors, has "
        "a `name`. Write one.",
        "name: shop\nbehaviors:\n  - given: An order\n    then: Returns its total\n",
    ),
    "VB0202": Code(
        "Not a spec",
        Severity.ERROR,
        "The document is a list or a single text. A spec is a mapping with at least a `name`. "
        "Put each item into a spec of its own, or under `behaviors:`.",
        "- shop\n- bank\n",
    ),
    "VB0203": Code(
        "Wrong shape",
        Severity.ERROR,
        "A list, a mapping or a text stands where another of the three is due; the message says "
        "which. Only this item is left out; the rest of the file is read.",
        "name: shop\ntypes:\n  Line: {fields: 5}\n",
    ),
    "VB0204": Code(
        "Nearly a known key",
        Severity.WARNING,
        "The key is unknown, but one letter away from a known one. What stands there is kept as "
        "data and otherwise not used.",
        "name: shop\nbehavoirs:\n  - {name: total, given: An order}\n",
    ),
    "VB0205": Code(
        "Other spelling of a key",
        Severity.WARNING,
        "The key is understood, but not written as the language has it: another case (`When`), an "
        "old name (`functions`) or singular for plural.",
        "name: shop\nfunctions:\n  - {name: total, given: An order}\n",
    ),
    "VB0206": Code(
        "Not a text",
        Severity.WARNING,
        "YAML reads a number, a truth value, `null`, a list or a mapping where a text is due. Its "
        "source text is used. Quotes make it a text.",
        "name: shop\nlanguage: 999\n",
    ),
    "VB0207": Code(
        "Contradiction",
        Severity.ERROR,
        "Two entries exclude each other: `fields` and `enum` in one type, or two defaults of one "
        "field. Keep one of them.",
        "name: shop\ntypes:\n  Status: {enum: [open, closed], fields: {since: Int}}\n",
    ),
    "VB0208": Code(
        "Edition of the language",
        Severity.ERROR,
        "`vibee:` names an edition of the language that this compiler does not read. This one "
        "reads edition 1; a newer compiler may read more.",
        "vibee: 7\nname: shop\n",
    ),
    "VB0209": Code(
        "Nothing there",
        Severity.WARNING,
        "The key has no value. It is read as if it were not written: give it one, or leave it out.",
        "name: shop\nbehaviors:\n  - name: total\n    given: An order\n    body:\n",
    ),
    "VB0210": Code(
        "Unknown key",
        Severity.INFO,
        "The language has no such key here. What stands there is kept as data (`extensions`).",
        "name: shop\nmetadata: {team: sales}\n",
    ),
    "VB0211": Code(
        "Text cut at a comma",
        Severity.ERROR,
        "Inside `[...]` and `{...}`, YAML ends a text without quotes at a comma, even within "
        "parentheses or angle brackets. Quotes keep it together.",
        "name: shop\ntypes:\n  Page: {fields: {prices: Map<String, Int>}}\n",
    ),
    "VB0212": Code(
        "Text cut at a comment",
        Severity.ERROR,
        "In a text without quotes, YAML takes ` #` and what follows for a comment, even within "
        "quotes of the expression. Write the expression as a block (`body: |`). A warning in a "
        "condition, which may be prose.",
        "name: shop\nbehaviors:\n  - name: tag\n    params: {x: String}\n"
        "    body: x.replace(' #', '')\n",
    ),
    "VB0213": Code(
        "Quotes taken by YAML",
        Severity.INFO,
        "The whole body is in quotes, which belong to YAML, so that the body is a name and not a "
        "text. For a text write both kinds of quotes: `'\"hello\"'`.",
        'name: shop\nconstants: {hello: 1}\nbehaviors:\n  - {name: greet, body: "hello"}\n',
    ),
    "VB0214": Code(
        "Short form",
        Severity.WARNING,
        "The meaning is clear, but the language has another form for it: `Cents: {alias: Int}` "
        "instead of `Cents: Int`, `{enum: [a, b]}` instead of `[a, b]`, `{name: add}` for `add`.",
        "name: shop\ntypes:\n  Cents: Int\n",
    ),
}
