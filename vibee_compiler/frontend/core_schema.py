"""Plain scalars by the YAML 1.2 core schema (YAML 1.2.2, section 10.3)."""

from __future__ import annotations

import re

Value = str | int | float | bool | None

_CONSTANTS: dict[str, tuple[str, Value]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), ("null", None)),
    **dict.fromkeys(("true", "True", "TRUE"), ("bool", True)),
    **dict.fromkeys(("false", "False", "FALSE"), ("bool", False)),
    **dict.fromkeys(
        (sign + word for sign in ("", "+") for word in (".inf", ".Inf", ".INF")),
        ("float", float("inf")),
    ),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), ("float", float("-inf"))),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), ("float", float("nan"))),
}
_NUMBER = re.compile(
    r"""(?P<int> [-+]?[0-9]+ )
      | (?P<oct> 0o[0-7]+ )
      | (?P<hex> 0x[0-9a-fA-F]+ )
      | (?P<float> [-+]? (?: \.[0-9]+ | [0-9]+ (?: \.[0-9]* )? ) (?: [eE][-+]?[0-9]+ )? )""",
    re.VERBOSE,
)
_MAY_START_NUMBER = frozenset("+-.0123456789")

# Python neither reads nor prints integers of more than 4300 digits. Nothing in the language holds
# one either, so that a huge integer only has to stay huge.
_HUGE_DIGITS = 4000
_HUGE: int = 10**_HUGE_DIGITS


def resolve(text: str) -> tuple[str, Value]:
    """The kind (str int float bool null) and the value of a plain scalar's text."""
    known = _CONSTANTS.get(text)
    if known is not None:
        return known
    if text[0] not in _MAY_START_NUMBER:
        return "str", text
    match = _NUMBER.fullmatch(text)
    if match is None:
        return "str", text
    if match["int"] is not None:
        return "int", _decimal(text)
    if match["oct"] is not None:
        return "int", _clamp(int(text[2:], 8))
    if match["hex"] is not None:
        return "int", _clamp(int(text[2:], 16))
    return "float", float(text)


def _decimal(text: str) -> int:
    digits = text.lstrip("+-").lstrip("0") or "0"
    size = _HUGE if len(digits) > _HUGE_DIGITS else int(digits)
    return -size if text[0] == "-" else size


def _clamp(value: int) -> int:
    return min(value, _HUGE)
