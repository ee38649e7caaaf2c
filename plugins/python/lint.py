"""Rules of ruff that the output ignores, each with its reason; some only where they apply."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

RULES: dict[str, str] = {
    "ANN401": "sort keys are of any type",
    "ARG001": "parameters stand as specified",
    "C901": "the specification's cases stay together",
    "COM812": "the formatter's business",
    "CPY": "the spec names no owner",
    "D105": "__post_init__ is described by its class",
    "D205": "a first sentence may be long",
    "E501": "long texts stay whole",
    "EM": "messages stand where they are raised",
    "FBT": "parameters stand as specified",
    "FURB157": "a Decimal is made of its text",
    "N801": "a name that Python has gets an underscore",
    "N818": "errors keep the names of the spec",
    "PLR0911": "the specification's cases stay together",
    "PLR0912": "as PLR0911",
    "PLR0913": "parameters stand as specified",
    "PLR0915": "as PLR0911",
    "PLR0124": "NaN is unequal to itself",
    "PLR0133": "the specification asks what is plain",
    "PLR2004": "limits stand where they are checked",
    "RUF001": "texts are the specification's",
    "RUF002": "as RUF001",
    "SIM108": "branches stand apart as the specification has them",
    "S105": "a name with a word like secret is none",
    "S106": "as S105",
    "S107": "as S105",
    "TRY003": "as EM",
}
TEXTS = ("D205", "E501", "RUF001", "RUF002")
"""What depends on prose and texts alone: always ignored, so that these do not decide the file."""

ALWAYS = ("COM812", "CPY", "D105", "EM", "N818", "PLR2004", "TRY003", *TEXTS)
TESTS = ("D100", "D103", "INP001", "S101")


def _parameters(text: str) -> bool:
    heads = re.findall(r"^def \w+\((.*?)\) -> ", text, re.MULTILINE | re.DOTALL)
    return any(len(re.findall(r"\b\w+: ", head)) > 5 for head in heads)


@lru_cache(maxsize=1)
def _bodies(text: str) -> list[str]:
    """The functions of the text, from behind `def` to the next one; several rules ask."""
    return re.split(r"^def ", text, flags=re.MULTILINE)[1:]


def _branches(text: str, least: int) -> bool:
    return _count(text, r"^ +(?:if|elif|for|case|while) ", least)


def _count(text: str, pattern: str, least: int) -> bool:
    counted = re.compile(pattern, re.MULTILINE)
    return any(
        body.count("\n") >= least and len(counted.findall(body)) >= least for body in _bodies(text)
    )


_SECRET = re.compile(r"(?:pass|pwd|secret|token)\w* ?(?::.*)?=")


@lru_cache(maxsize=1)
def _secret(text: str) -> bool:
    return _SECRET.search(text.lower()) is not None


_FLAG_TYPE = re.compile(r"\w: bool\b")
_MAYBE_FLAG = re.compile(r"[( ](?:True|False)[,)]")
_FLAG = re.compile(r"\((?:.*, )?(?:True|False)[,)]")


def _flag(text: str) -> bool:
    if _FLAG_TYPE.search(text) is not None:
        return True
    return _MAYBE_FLAG.search(text) is not None and _FLAG.search(text) is not None


_TWO_WAYS = re.compile(
    r"^( +)if [^\n]*:\n\1    (\w+) = [^\n]*\n\1else:\n\1    \2 = [^\n]*\n(?!\1    )", re.MULTILINE
)
"""An `if` and `else` that each give one variable a value."""


def _unused_parameter(text: str) -> bool:
    found = re.findall(
        r"^def \w+\(([^\n]*?|\n.*?\n)\) -> [^\n]*:\n((?:(?:    [^\n]*)?\n)*)", text, re.M | re.S
    )
    for head, body in found:
        code = re.sub(r'r?""".*?"""', "", body, flags=re.DOTALL)
        if "raise NotImplementedError" in code:
            continue
        if any(not re.search(rf"\b{n}\b", code) for n in re.findall(r"(\w+): ", head)):
            return True
    return False


WHEN: dict[str, Callable[[str], bool]] = {
    "ANN401": lambda text: "-> Any:" in text,
    "ARG001": _unused_parameter,
    "C901": lambda text: _branches(text, 6),
    "FBT": _flag,
    "N801": lambda text: re.search(r"^class \w+_\b", text, re.MULTILINE) is not None,
    "SIM108": lambda text: _TWO_WAYS.search(text) is not None,
    "PLR0911": lambda text: _count(text, r"^ +return ", 7),
    "PLR0912": lambda text: _branches(text, 10),
    "PLR0913": _parameters,
    "FURB157": lambda text: re.search(r"Decimal\(\"-?\d+\"\)", text) is not None,
    "PLR0133": lambda text: "None is not None" in text,
    "PLR0124": lambda text: re.search(r"\b(\w+) [!=]= \1\b", text) is not None,
    "PLR0915": lambda text: _count(text, r"^ +\S", 45),
    "S105": _secret,
    "S106": _secret,
    "S107": _secret,
}


def wanted_rules(sources: list[str]) -> list[str]:
    """The rules that these files ignore, sorted."""
    text = "\n".join(sources)
    found = set(ALWAYS) | {rule for rule, applies in WHEN.items() if applies(text)}
    return sorted(found)
