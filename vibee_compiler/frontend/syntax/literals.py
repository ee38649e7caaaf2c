"""Values of literals: CEL's numbers, strings and bytes (language definition, "Values")."""

from __future__ import annotations

import re
from math import isinf
from typing import TYPE_CHECKING

from vibee_compiler.frontend.syntax.problem import Problem

if TYPE_CHECKING:
    from vibee_compiler.frontend.ast import At

INT_MIN, INT_MAX = -(2**63), 2**63 - 1

_SIMPLE = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", "?": "?", '"': '"', "'": "'", "`": "`",
}  # fmt: skip
_ESCAPE = re.compile(
    r"\\(?:([abfnrtv\\?\"'`])|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})"
    r"|([0-3][0-7]{2})|([\s\S]))"
)
_MAX_DIGITS = 400  # far beyond any range, and below what `int` refuses


def int_value(text: str, at: At, problems: list[Problem]) -> int:
    """The value of an Int literal, its sign included; out of range is a problem."""
    negative = text.startswith("-")
    digits = text[1:].lstrip() if negative else text
    base = 16 if digits[:2] in ("0x", "0X") else 10
    value = int(digits[: _MAX_DIGITS + 2], base)
    value = -value if negative else value
    if not INT_MIN <= value <= INT_MAX:
        problems.append(
            Problem(
                "VB0306",
                at,
                "this integer does not fit into Int",
                expected=f"a value from {INT_MIN} to {INT_MAX}",
                hint="write it as a Float (with `.0`) if it need not be exact",
            )
        )
        return 0
    return value


def uint_value(text: str) -> int:
    """The value of CEL's `1u`; its range is of no interest, since there is no such type."""
    digits = text[:-1][: _MAX_DIGITS + 2]
    return int(digits, 16 if digits[:2] in ("0x", "0X") else 10)


def float_value(text: str, at: At, problems: list[Problem]) -> float:
    """The value of a Float literal, its sign included."""
    value = float(text.replace("-", "", 1).strip()) if text[0] == "-" else float(text)
    if isinf(value):
        problems.append(
            Problem(
                "VB0306",
                at,
                "this number does not fit into Float",
                expected="a value below 1.7976931348623157e308",
                hint="infinity is `1.0 / 0.0`",
            )
        )
    return -value if text[0] == "-" else value


def _content(text: str, start: int) -> tuple[str, int]:
    """What is between the quotes that open at `start`, and its own start."""
    width = 3 if text.startswith(('"""', "'''"), start) else 1
    return text[start + width : -width], start + width


def _surrogates(content: str, start: int, problems: list[Problem]) -> bool:
    if content.isascii():
        return False
    for i, char in enumerate(content):
        if "\ud800" <= char <= "\udfff":
            problems.append(
                Problem("VB0305", (start + i, start + i + 1), "a lone surrogate is no character")
            )
            return True
    return False


def string_value(text: str, at: At, problems: list[Problem], *, raw: bool = False) -> str:
    """The value of a String literal; a bad escape is a problem at its own place."""
    content, start = _content(text, 1 if raw else 0)
    start += at[0]
    if _surrogates(content, start, problems):
        return ""
    if raw or "\\" not in content:
        return content

    def resolve(match: re.Match[str]) -> str:
        simple, octet, short, long, octal, _ = match.groups()
        if simple is not None:
            return _SIMPLE[simple]
        code = -1
        if octal is not None:
            code = int(octal, 8)
        elif (digits := octet or short or long) is not None:
            code = int(digits, 16)
        if 0 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
            return chr(code)
        problems.append(_bad_escape(match, start))
        return ""

    return _ESCAPE.sub(resolve, content)


def bytes_value(text: str, at: At, problems: list[Problem], *, raw: bool = False) -> bytes:
    """The octets of a Bytes literal: UTF-8, but `\\x` and octal escapes are single octets."""
    content, start = _content(text, 2 if raw else 1)
    start += at[0]
    if _surrogates(content, start, problems):
        return b""
    if raw or "\\" not in content:
        return content.encode()

    parts: list[bytes] = []
    place = 0
    for match in _ESCAPE.finditer(content):
        parts.append(content[place : match.start()].encode())
        place = match.end()
        simple, octet, short, _, octal, _ = match.groups()
        if simple is not None:
            parts.append(_SIMPLE[simple].encode())
        elif octet is not None:
            parts.append(bytes((int(octet, 16),)))
        elif octal is not None:
            parts.append(bytes((int(octal, 8),)))
        elif short is not None and not 0xD800 <= int(short, 16) <= 0xDFFF:
            parts.append(chr(int(short, 16)).encode())
        else:
            problems.append(_bad_escape(match, start))
    parts.append(content[place:].encode())
    return b"".join(parts)


_ESCAPE_FORMS = (
    "one of \\\\ \\' \\\" \\` \\? \\a \\b \\f \\n \\r \\t \\v, "
    "\\xHH, \\uHHHH, \\UHHHHHHHH or three octal digits"
)


def _bad_escape(match: re.Match[str], start: int) -> Problem:
    at = (start + match.start(), start + match.end())
    escape = match.group()
    if match.group(3) or match.group(4):
        code = int(match.group(3) or match.group(4), 16)
        if 0xD800 <= code <= 0xDFFF:
            return Problem(
                "VB0305",
                at,
                f"`{escape}` is half of a surrogate pair, not a character",
                hint="write the character itself, or \\U and its eight hexadecimal digits",
            )
        if code <= 0x10FFFF:
            return Problem("VB0305", at, f"`{escape}` has no meaning in Bytes", _ESCAPE_FORMS)
        return Problem("VB0305", at, f"`{escape}` is beyond the last character, U+10FFFF")
    return Problem(
        "VB0305",
        at,
        f"`{escape}` is no escape",
        expected=_ESCAPE_FORMS,
        hint="write `\\\\` for a backslash, or put `r` before the string to keep all of them",
    )
