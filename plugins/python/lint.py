"""Rules of ruff that the output ignores, each with its reason; some only where they apply."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from vibee_compiler.targets.text import Code, Comment

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


_PARAMETER = re.compile(r"\b\w+: ")


def _parameters(text: str) -> bool:
    heads = [body.partition(") -> ")[0] for body in _bodies(text)]
    return any(head.count(": ") > 5 and len(_PARAMETER.findall(head)) > 5 for head in heads)


@lru_cache(maxsize=1)
def _bodies(text: str) -> list[str]:
    """The functions of the text, from behind `def` to the next one; several rules ask."""
    return f"\n{text}".split("\ndef ")[1:]


_BRANCHES = re.compile(r"^ +(?:if|elif|for|case|while) ", re.MULTILINE)
_RETURNS = re.compile(r"^ +return ", re.MULTILINE)
_STATEMENTS = re.compile(r"^ +\S", re.MULTILINE)


def _branches(text: str, least: int) -> bool:
    few = sum(map(text.count, (" if ", " elif ", " for ", " case ", " while "))) < least
    return not few and _count(text, _BRANCHES, least)


def _returns(text: str, least: int) -> bool:
    return text.count(" return ") >= least and _count(text, _RETURNS, least)


def _count(text: str, counted: re.Pattern[str], least: int) -> bool:
    return any(
        body.count("\n") >= least and len(counted.findall(body)) >= least for body in _bodies(text)
    )


_SECRET = re.compile(r"(?:pass|pwd|secret|token)\w* ?(?::.*)?=")


@lru_cache(maxsize=1)
def _secret(text: str) -> bool:
    lower = text.lower()
    known = any(word in lower for word in ("pass", "pwd", "secret", "token"))
    return known and _SECRET.search(lower) is not None


_FLAG_TYPE = re.compile(r"(?<=\w): bool\b")
_MAYBE_FLAG = re.compile(r"[( ](?:True|False)[,)]")
_FLAG = re.compile(r"\((?:.*, )?(?:True|False)[,)]")


def _flag(text: str) -> bool:
    if _FLAG_TYPE.search(text) is not None:
        return True
    if "True" not in text and "False" not in text:
        return False
    return _MAYBE_FLAG.search(text) is not None and _FLAG.search(text) is not None


_TWO_WAYS = re.compile(
    r"^( +)if [^\n]*:\n\1    (\w+) = [^\n]*\n\1else:\n\1    \2 = [^\n]*\n(?!\1    )", re.MULTILINE
)
"""An `if` and `else` that each give one variable a value."""


def _two_ways(text: str) -> bool:
    return " else:" in text and _TWO_WAYS.search(text) is not None


def _unequal_to_itself(text: str) -> bool:
    return (" == " in text or " != " in text) and _ITSELF.search(text) is not None


_ITSELF = re.compile(r"\b(\w+) [!=]= \1\b")
_TRAILING_UNDERSCORE = re.compile(r"\nclass \w+_\b")
_FUNCTION = re.compile(
    r"\w+\(([^\n]*?|\n.*?\n)\) -> [^\n]*:\n((?:(?:    [^\n]*)?\n)*)", re.MULTILINE | re.DOTALL
)
_DOCSTRING = re.compile(r'r?""".*?"""', re.DOTALL)


def _unused_parameter(text: str) -> bool:
    for found in filter(None, map(_FUNCTION.match, _bodies(text))):
        head, body = found.groups()
        if not head:
            continue
        code = _DOCSTRING.sub("", body)
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
    "N801": lambda text: _TRAILING_UNDERSCORE.search(text) is not None,
    "SIM108": _two_ways,
    "PLR0911": lambda text: _returns(text, 7),
    "PLR0912": lambda text: _branches(text, 10),
    "PLR0913": _parameters,
    "FURB157": lambda text: re.search(r"Decimal\(\"-?\d+\"\)", text) is not None,
    "PLR0133": lambda text: "None is not None" in text,
    "PLR0124": _unequal_to_itself,
    "PLR0915": lambda text: _count(text, _STATEMENTS, 45),
    "S105": _secret,
    "S106": _secret,
    "S107": _secret,
}


def wanted_rules(sources: list[str]) -> list[str]:
    """The rules that these files ignore, sorted."""
    text = "\n".join(sources)
    found = set(ALWAYS) | {rule for rule, applies in WHEN.items() if applies(text)}
    return sorted(found)


@lru_cache(maxsize=64)
def ignored(rules: tuple[str, ...]) -> list[dict[str, Code | Comment]]:
    """The lines of the manifest for the linter's rules, which few sets make up."""
    widest = max(map(len, rules))
    return [
        {
            "code": Code(f'"{rule}",'),
            "gap": Code(" " * (widest - len(rule))),
            "reason": Comment(RULES[rule]),
        }
        for rule in rules
    ]
