"""Constant patterns of RE2 as regular expressions of JavaScript, with explicit classes."""

from __future__ import annotations

from vibee_compiler.ir.regex import syntax as r
from vibee_compiler.ir.regex.classes import ANY

_PLACES = {
    "text_start": "^",
    "text_end": "$",
    "line_start": r"(?<![^\n])",
    "line_end": r"(?![^\n])",
    "word": r"(?:(?<=[0-9A-Z_a-z])(?![0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?=[0-9A-Z_a-z]))",
    "no_word": r"(?:(?<=[0-9A-Z_a-z])(?=[0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?![0-9A-Z_a-z]))",
}
_SPECIAL = frozenset("\\^$.*+?()[]{}|/")


def translated(pattern: str) -> str:
    """A literal that means the same as RE2's pattern, in JavaScript's Unicode mode if need be."""
    body = _tree(r.parse(pattern))
    wide = any(mark in body for mark in ("\\u", "[^]"))
    return f"/{body or '(?:)'}/{'u' if wide else ''}"


def _char(code: int, *, inside: bool) -> str:
    char = chr(code)
    if " " <= char <= "~":
        special = char in ("\\", "]", "^", "-") if inside else char in _SPECIAL
        return f"\\{char}" if special else char
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{{{code:x}}}"


def _set(ranges: tuple[tuple[int, int], ...]) -> str:
    dash = (ord("-"), ord("-"))
    parts = []
    for low, high in (one for one in ranges if one != dash):
        start = _char(low, inside=True)
        if low == high:
            parts.append(start)
        else:
            parts.append(f"{start}{'-' if high > low + 1 else ''}{_char(high, inside=True)}")
    return "".join(parts) + ("-" if dash in ranges else "")


def _tree(tree: r.Tree) -> str:
    match tree:
        case r.Chars(ranges):
            if not ranges:
                return "[]"
            if ranges == ANY:
                return r"[\u{0}-\u{10ffff}]"
            if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
                return _char(ranges[0][0], inside=False)
            return f"[{_set(ranges)}]"
        case r.Assert(kind):
            return _PLACES[kind]
        case r.Sequence(items):
            return "".join(
                f"(?:{_tree(item)})" if isinstance(item, r.Choice) else _tree(item)
                for item in items
            )
        case r.Choice(items):
            return "|".join(map(_tree, items))
        case r.Repeat(item, least, most):
            return _atom(item) + _count(least, most)


def _atom(tree: r.Tree) -> str:
    made = _tree(tree)
    return made if isinstance(tree, r.Chars) else f"(?:{made})"


def _count(least: int, most: int | None) -> str:
    short = {(0, None): "*", (1, None): "+", (0, 1): "?"}.get((least, most))
    if short is not None:
        return short
    if most is None:
        return f"{{{least},}}"
    return f"{{{least}}}" if least == most else f"{{{least},{most}}}"
