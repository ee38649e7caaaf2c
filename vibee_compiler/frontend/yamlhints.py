"""What to do about a YAML syntax error: libyaml's report, and the line it points to."""

from __future__ import annotations

import re

from vibee_compiler.records import dataclass


@dataclass(frozen=True, slots=True)
class SyntaxReport:
    """A syntax error in our words."""

    code: str
    message: str
    expected: str | None
    hint: str | None


# libyaml's problem: what we say, and what would have been right.
_MESSAGES: tuple[tuple[str, str, str | None], ...] = (
    ("mapping values are not allowed", "a `: ` stands where no key can stand", None),
    ("could not find expected ':'", "this line has no colon", "`key: value`"),
    ("did not find expected key", "this does not belong to the mapping around it", "a key"),
    ("did not find expected ',' or '}'", "the mapping in braces goes wrong here", "`,` or `}`"),
    ("did not find expected ',' or ']'", "the list in brackets goes wrong here", "`,` or `]`"),
    ("did not find expected '-'", "this does not belong to the list around it", "`- `"),
    ("cannot start any token", "no value can start with this character", None),
    ("found unexpected end of stream", "a quoted text has no end", "the closing quote"),
    ("found unknown escape character", "an escape that YAML does not have", None),
    ("alphabetic or numeric", "`&` and `*` start an anchor or alias, which needs a name", None),
    ("block sequence entries are not allowed", "a list cannot start here", "a new line"),
    ("block mapping", "a mapping cannot start here", None),
)

_QUOTE_OR_BLOCK = "write the text in quotes, or as a block: `key: |` and the text below, indented"

# A pattern of the line (up to its end), and the hint for it; the first that fits counts.
_LINE_HINTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r":\s+[^'\"|>{\[#]*\?[^'\"]*\s:\s"),
        "`a ? b : c` has a `: ` in it: write the body in quotes or as a block (`body: |`)",
    ),
    (
        re.compile(r"[{,]\s*[^:{}]+:\s*\[\d+\]\s*\w"),
        'a type such as `[9]Int` needs quotes here: `"[9]Int"`',
    ),
    (
        re.compile(r"[:-]\s+\[[^\]]*\]\s*[^\s,#\]}]"),
        "a text that starts with `[` needs quotes, or a block (`body: |`)",
    ),
    (
        re.compile(r"[:-]\s+(?:\"{3}|'{3})"),
        "YAML has no triple quotes: write a block (`key: |`, and the text below, indented)",
    ),
    (
        re.compile(r"[:-]\s+\"(?:[^\"\\]|\\.)*\"\s*[^\s,#\]}:]"),
        "YAML ends a text that starts with a double quote at the next one: "
        "write a block (`body: |`), or put the whole text in single quotes",
    ),
    (
        re.compile(r"[:-]\s+'(?:[^']|'')*'\s*[^\s,#\]}:]"),
        "YAML ends a text that starts with a single quote at the next one: "
        "write a block (`body: |`), or put the whole text in double quotes",
    ),
    (
        re.compile(r"[:-]\s+`"),
        "a text that starts with a backtick needs quotes, or a block (`body: |`)",
    ),
    (re.compile(r"[:-]\s+[!&*%@|>]"), _QUOTE_OR_BLOCK),
    (re.compile(r":\s.*:\s"), _QUOTE_OR_BLOCK),
)


def describe(problem: str, lines: tuple[str, ...], tab: bool) -> SyntaxReport:
    """A report for libyaml's problem; `lines` are those it names, the likeliest culprit first.

    `tab` says that the error stands at a tab in front of a line's text.
    """
    if tab:
        return SyntaxReport(
            "VB0109", "a tab is used as indentation", "spaces", "indent with two spaces a level"
        )
    if "<document start>" in problem:
        return SyntaxReport(
            "VB0108", "a second document starts here", None, "one file holds one spec"
        )
    message, expected = problem, None
    for fragment, text, due in _MESSAGES:
        if fragment in problem:
            message, expected = text, due
            break
    return SyntaxReport("VB0107", message, expected, _hint(lines))


def _hint(lines: tuple[str, ...]) -> str | None:
    for line in lines:
        for pattern, hint in _LINE_HINTS:
            if pattern.search(line):
                return hint
    return None
