"""Codes of expressions and types as text: VB03xx."""

from __future__ import annotations

from vibee_compiler.diagnostics.code import Code
from vibee_compiler.diagnostics.model import Severity

_ERROR = Severity.ERROR


def _body(text: str) -> str:
    """A spec with one body in single quotes."""
    return f"""\
name: demo
behaviors:
  - name: f
    params: {{x: Int}}
    returns: Int
    body: '{text}'
"""


CODES: dict[str, Code] = {
    "VB0301": Code(
        "Syntax error",
        _ERROR,
        "An expression or a type has a word or sign where it does not fit. The message says what "
        "could stand there, and the hint what was probably meant.",
        _body("x + "),
    ),
    "VB0302": Code(
        "Nothing here",
        _ERROR,
        "An expression or a type is expected, and the text is empty or only a comment. Without "
        "the key, the behaviour is a stub.",
        _body("// later"),
    ),
    "VB0303": Code(
        "Stray character",
        _ERROR,
        "A character that is part of no word, number, text or sign of the expression language.",
        _body("x # 1"),
    ),
    "VB0304": Code(
        "Text is not closed",
        _ERROR,
        "A string has no closing quote. In single quotes it ends on its line; a text over several "
        "lines stands in three quotes.",
        _body('size("abc)'),
    ),
    "VB0305": Code(
        "Bad escape",
        _ERROR,
        "A backslash in a text is followed by something that is no escape of the language. The "
        "escapes are those of CEL.",
        _body('size("\\q")'),
    ),
    "VB0306": Code(
        "Number out of range",
        _ERROR,
        "A literal is larger than its type can hold: an Int has 64 bits. Very large numbers may "
        "be Floats, such as `1e30`.",
        _body("x + 9223372036854775808"),
    ),
    "VB0307": Code(
        "Record literal of something that has no name",
        _ERROR,
        "A `{` behind an expression makes a record, so the name of a type must stand before it. "
        "A map literal stands alone or after an operator, bracket or comma.",
        _body("x.y[0].z{a: 1}"),
    ),
    "VB0309": Code(
        "Too long or too deep",
        _ERROR,
        "A body may have 131,072 characters and 1,000 levels of nesting. Split it into several "
        "behaviours.",
        _body("1" + " + 1" * 1200),
    ),
}
