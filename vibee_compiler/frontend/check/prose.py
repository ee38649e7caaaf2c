"""The signature of a behaviour that has only prose.

A modest rule, the same in every human language, since declared names are what it looks for:

- each declared type that `given` mentions is a parameter, in the order of mention, named after
  the type; a plural (`Users`, `orders`) is a list. Names match whatever their case, also as
  separate words (`OrderLine` as "order line").
- `two numbers` and the like (English: a, one, two, three; number, integer, text, string, flag)
  are that many parameters.
- the first declared type that `then` mentions is the result; `true`, `false`, `whether` or a
  leading `if` make it Bool; with scalar parameters of one type only, "Returns ..." gives that
  type; otherwise nothing is returned (Void).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from vibee_compiler.ir import types as t

_WORD = re.compile(r"\w+")
_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\dA-Z_]+|\d+|[^\W_]")
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_NOUNS: Mapping[str, tuple[str, t.Type]] = {
    "number": ("n", t.INT),
    "integer": ("n", t.INT),
    "text": ("text", t.STRING),
    "string": ("text", t.STRING),
    "flag": ("flag", t.BOOL),
}
_TRUTH = frozenset({"true", "false", "whether", "boolean"})
_LETTERS = "abcdefgh"

Param = tuple[str, t.Type]


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case: `OrderLine`, `order_line` and `order line` alike."""
    return tuple(word.casefold() for word in _HUMP.findall(name))


class Mentions:
    """The ways to mention each declared type in prose; `types` are the declared ones by name."""

    def __init__(self, types: Mapping[str, t.Type]) -> None:
        self._forms = _forms(types)
        self._longest: dict[str, int] = {}
        for words in self._forms:
            self._longest[words[0]] = max(self._longest.get(words[0], 0), len(words))

    def params(self, given: str | None) -> tuple[Param, ...]:
        """The parameters that `given` speaks of."""
        found: list[Param] = []
        words = [word.casefold() for word in _WORD.findall(given or "")]
        at = 0
        while at < len(words):
            mention = self._mention(words, at)
            if mention is not None:
                name, type_, length = mention
                found.append((name, type_))
                at += length
                continue
            if words[at] in _COUNTS:
                found.extend(_counted(words, at))
            at += 1
        return _distinct(found)

    def result(self, then: str | None, params: Iterable[Param]) -> t.Type:
        """What `then` says is returned."""
        words = [word.casefold() for word in _WORD.findall(then or "")]
        for at in range(len(words)):
            mention = self._mention(words, at)
            if mention is not None:
                return mention[1]
        if not _TRUTH.isdisjoint(words) or words[:2] == ["returns", "if"]:
            return t.BOOL
        scalars = {type_ for _, type_ in params}
        if words[:1] in (["returns"], ["return"]) and len(scalars) == 1:
            only = scalars.pop()
            if isinstance(only, t.Prim):
                return only
        return t.VOID

    def _mention(self, words: list[str], at: int) -> tuple[str, t.Type, int] | None:
        """The longest mention of a type at a word."""
        longest = self._longest.get(words[at], 0)
        for length in range(min(longest, len(words) - at), 0, -1):
            hit = self._forms.get(tuple(words[at : at + length]))
            if hit is not None:
                return (*hit, length)
        return None


def _forms(types: Mapping[str, t.Type]) -> dict[tuple[str, ...], tuple[str, t.Type]]:
    """The ways to mention each type, as words, with the parameter's name and type."""
    found: dict[tuple[str, ...], tuple[str, t.Type]] = {}
    named = [(words, type_) for name, type_ in types.items() if (words := words_of(name))]
    for words, type_ in named:
        one = "_".join(words)
        many = (one + "s", t.ListT(type_))
        for ending in ("s", "es"):
            plural = (*words[:-1], words[-1] + ending)
            found.setdefault(plural, many)
            found.setdefault(("".join(plural),), many)
    for words, type_ in named:
        found[words] = found["".join(words),] = ("_".join(words), type_)
    return found


def _counted(words: list[str], at: int) -> list[Param]:
    count = _COUNTS.get(words[at], 0)
    following = words[at + 1].removesuffix("s") if at + 1 < len(words) else ""
    if not count or following not in _NOUNS:
        return []
    name, type_ = _NOUNS[following]
    if count == 1:
        return [(name, type_)]
    return [(_LETTERS[i], type_) for i in range(count)]


def _distinct(found: list[Param]) -> tuple[Param, ...]:
    """Parameters with names that differ; one type mentioned again is the same one."""
    seen: dict[str, t.Type] = {}
    for name, type_ in found:
        seen.setdefault(name, type_)
    return tuple(seen.items())
