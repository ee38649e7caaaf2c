"""RE2 patterns in the syntax of Python's `re`, meaning the same.

A pattern of plain parts stays as it is written; every other one is parsed as RE2 reads it and
printed anew, with classes spelled out, so that no flag or shorthand of `re` can differ.
"""

from __future__ import annotations

import re
from functools import lru_cache

from vibee_plugins.python import literals

from vibee_compiler.ir.regex import syntax as syntax
from vibee_compiler.targets.literals import hidden

_PLAIN = re.compile(
    r"(?:[A-Za-z0-9 ._@,;:=<>%&~#!'/-]|\\[.+*?()|\[\]{}^$\\-]|\[\^?(?:[A-Za-z0-9_ .@,;:+*?()|{}=<>%&~#!/'\"$]"  # noqa: E501
    r"|[A-Za-z0-9]-[A-Za-z0-9]|\\[\]\[\\^-])+\]|[()|+*?]|\{\d+(?:,\d*)?\})*"
)
_ASSERTS = {
    "text_start": r"\A",
    "text_end": r"\Z",
    "line_start": r"(?:\A|(?<=\n))",
    "line_end": r"(?=\n|\Z)",
    "word": r"(?:(?<![0-9A-Za-z_])(?=[0-9A-Za-z_])|(?<=[0-9A-Za-z_])(?![0-9A-Za-z_]))",
    "no_word": r"(?:(?<![0-9A-Za-z_])(?![0-9A-Za-z_])|(?<=[0-9A-Za-z_])(?=[0-9A-Za-z_]))",
}
_SPECIAL = frozenset(r"\.^$*+?{}[]|()")
_IN_CLASS = frozenset("\\]^-[&~|")
_LAST = 0x10FFFF


@lru_cache(maxsize=256)
def translated(pattern: str) -> tuple[str, str]:
    """The function of `re` and the literal of the pattern.

    `^x$` is a full match of x: `$` of `re` would also stand before a last line break.
    """
    tree = syntax.parse(pattern)
    body = pattern
    how = "search"
    # `^a|b$` is a choice of two anchored parts, not an anchored choice.
    free = "|" not in _outside_groups(pattern)
    if free and body.startswith("^") and body.endswith("$") and not body.endswith("\\$"):
        how, body = "fullmatch", body[1:-1]
    elif free and body.startswith("^"):
        how, body = "match", body[1:]
    if _PLAIN.fullmatch(body) and "[[:" not in body and "(?" not in body:
        return how, _literal(body)
    return "search", _literal(_text(tree, 0))


def _outside_groups(pattern: str) -> str:
    out, depth, skip, in_class = "", 0, False, False
    for char in pattern:
        if skip:
            skip = False
            continue
        if char == "\\":
            skip = True
        elif in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif depth == 0:
            out += char
    return out


def _literal(body: str) -> str:
    clean = not any(hidden(c) or c == '"' for c in body)
    if clean and not body.endswith("\\"):
        return f'r"{body}"'
    return literals.string(body)


def _char(code: int, special: frozenset[str]) -> str:
    char = chr(code)
    if char in special:
        return f"\\{char}"
    if hidden(char):
        if code < 0x100:
            return f"\\x{code:02x}"
        return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return char


def _class(ranges: tuple[tuple[int, int], ...]) -> str:
    if not ranges:
        return "(?!)"
    if ranges == ((0, _LAST),):
        return r"[\x00-\U0010ffff]"
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return _char(ranges[0][0], _SPECIAL)
    parts = []
    for low, high in ranges:
        first, last = _char(low, _IN_CLASS), _char(high, _IN_CLASS)
        parts.append(first if low == high else f"{first}-{last}")
    return f"[{''.join(parts)}]"


def _text(tree: syntax.Tree, outer: int) -> str:
    """`outer`: 0 in a choice, 1 in a sequence, 2 under a repetition."""
    match tree:
        case syntax.Chars(ranges):
            return _class(ranges)
        case syntax.Assert(kind):
            return _ASSERTS[kind] if outer < 2 else f"(?:{_ASSERTS[kind]})"
        case syntax.Sequence(items):
            made = "".join(_text(item, 1) for item in items)
            return made if outer < 2 else f"(?:{made})"
        case syntax.Choice(items):
            made = "|".join(_text(item, 0) for item in items)
            return made if outer == 0 else f"(?:{made})"
        case syntax.Repeat(item, least, most):
            made = _text(item, 2) + _count(least, most)
            return made if outer < 2 else f"(?:{made})"
    raise TypeError(f"no regular expression: {tree!r}")


def _count(least: int, most: int | None) -> str:
    known = {(0, None): "*", (1, None): "+", (0, 1): "?"}
    if (least, most) in known:
        return known[least, most]
    if least == most:
        return f"{{{least}}}"
    return f"{{{least},{'' if most is None else most}}}"
