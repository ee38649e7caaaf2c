"""Other names in the same domain, by a table of synonyms, in code and prose alike.

Names are cut into words, words are exchanged, and the words of prose with them. What a program can
see of its names stays: values of enums (their text is their name), variants, errors, what comes
from imports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from vibee_compiler.corpus.synth.chance import Chance
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import module as m
from vibee_compiler.ir import types as t

SHARE: Final = 0.7
"""Of the words that have synonyms, those that are exchanged."""

_WORDS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^A-Za-z\d]+")
_ARTICLE: Final = re.compile(r"\b(An?|an?) (\w+)")
_PROSE: Final = frozenset({"description", "given", "when", "then"})
_OWN: Final = (m.Record, m.Enum, m.Sum, m.AliasDecl, m.Field, m.Behaviour, m.Constant, x.Var)
_USES: Final = (t.Named, t.Alias, x.Call, x.FnRef, x.ConstRef, x.FieldGet)
_PAIRED: Final = (x.RecordLit, x.RecordUpdate, x.VariantLit, x.PVariant)
"""Nodes whose `fields` are pairs of a name and a part."""


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """The synonyms of each word, from `synonyms.yaml`; each group holds for all of its words."""
    import yaml

    text = Path(__file__).with_name("synonyms.yaml").read_text(encoding="utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for group in yaml.safe_load(text):
        for word in group:
            found[word] = tuple(other for other in group if other != word)
    return found


def rename(program: m.Program, chance: Chance) -> m.Program | None:
    """The program with words exchanged; None where no word has a synonym or names would clash."""
    root = program.root
    names = sorted(set(_names(root)))
    words = sorted({word.lower() for name in names for word in _WORDS.findall(name)})
    known = {_singular(word) for word in words}
    chosen: dict[str, str] = {}
    for word in words:
        # A plural goes with its singular.
        one = _singular(word)
        if one in chosen or one not in synonyms() or not chance.chance(SHARE):
            continue
        free = [s for s in synonyms()[one] if s not in known and s not in chosen.values()]
        if free:
            chosen[one] = chance.pick(free)
    new = {name: _exchanged(name, chosen) for name in names}
    if all(name == made for name, made in new.items()) or len(set(new.values())) < len(new):
        return None
    renamed = _Renamer(root.name, new, chosen).value(root)
    return replace(program, modules=(*program.modules[:-1], renamed))


def _names(root: m.Module) -> Iterator[str]:
    """The names that the module declares."""
    for node in _nodes(root):
        if isinstance(node, _OWN):
            yield node.name


def _nodes(value: Any) -> Iterator[Any]:
    """Every dataclass inside a value, itself included."""
    stack = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(node)
        elif is_dataclass(node):
            yield node
            stack.extend(getattr(node, one.name) for one in fields(node))


def _singular(word: str) -> str:
    if word in synonyms():
        return word
    for ending, instead in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and f"{word.removesuffix(ending)}{instead}" in synonyms():
            return f"{word.removesuffix(ending)}{instead}"
    return word


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


def _exchanged(text: str, chosen: dict[str, str]) -> str:
    """A name or a sentence with words exchanged, capitals as they were."""

    def exchange(found: re.Match[str]) -> str:
        word = found[0]
        lower = word.lower()
        one = _singular(lower)
        if one not in chosen:
            return word
        new = chosen[one] if lower == one else _plural(chosen[one])
        if word.isupper() and len(word) > 1:
            return new.upper()
        return new.capitalize() if word[:1].isupper() else new

    return _WORDS.sub(exchange, text)


def _with_articles(text: str, chosen: dict[str, str]) -> str:
    """English prose whose articles fit the words that have come."""

    def fit(found: re.Match[str]) -> str:
        article, word = found[1], found[2]
        if word.lower() not in chosen.values():
            return found[0]
        return f"{article[0]}{'n' if word[0].lower() in 'aeio' else ''} {word}"

    return _ARTICLE.sub(fit, text)


class _Renamer:
    """Rebuilds a module with new names."""

    def __init__(self, module: str, names: dict[str, str], words: dict[str, str]) -> None:
        self._module = module
        self._names = names
        self._words = words

    def value(self, value: Any) -> Any:
        """The same value with new names."""
        if isinstance(value, tuple):
            return tuple(map(self.value, value))
        if not is_dataclass(value) or isinstance(value, type):
            return value
        changed: dict[str, Any] = {}
        for one in fields(value):
            before = getattr(value, one.name)
            after = self._field(value, one.name, before)
            if after is not before:
                changed[one.name] = after
        made: Any = replace(value, **changed) if changed else value
        return self._said(made) if isinstance(made, m.Constraint) else made

    def _field(self, node: Any, name: str, value: Any) -> Any:
        if name == "name" and self._is_own(node):
            return self._names.get(value, value)
        if name == "fields" and isinstance(node, _PAIRED):
            return tuple((self._names.get(key, key), self.value(part)) for key, part in value)
        if name == "extra" and isinstance(node, x.Op) and isinstance(value, str):
            return self._names.get(value, value) if "field" in node.id.lower() else value
        if name in _PROSE and isinstance(value, str):
            return _with_articles(_exchanged(value, self._words), self._words)
        if name == "span":
            return value
        return self.value(value)

    def _is_own(self, node: Any) -> bool:
        if isinstance(node, _OWN):
            return True
        return isinstance(node, _USES) and getattr(node, "module", self._module) == self._module

    def _said(self, one: m.Constraint) -> m.Constraint:
        """The text of a condition follows its expression; prose follows the words."""
        if one.expr is None:
            return replace(one, text=_exchanged(one.text, self._words))
        return replace(one, text=condition_text(one.expr, self._module))


def condition_text(expr: x.Expr, module: str) -> str:
    """An expression as a spec would write it."""
    from vibee_compiler.frontend.ast_print import expression_text
    from vibee_compiler.frontend.unparse import Unparser

    return expression_text(Unparser(module).expr(expr))
