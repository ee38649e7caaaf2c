"""From the names of a spec to identifiers of a target: one rule set for all.

A name is split into words (at separators, and where the case changes), transliterated where the
target's identifiers are ASCII, put into the case style of its position, kept off reserved
words, and made unique in its scope. All of it is deterministic: the same declarations in the
same order give the same identifiers.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import field
from functools import lru_cache

from vibee_compiler.records import dataclass
from vibee_compiler.targets.text import Ident

SYMBOLS = {
    "+": "plus",
    "-": "minus",
    "*": "times",
    "/": "over",
    "%": "percent",
    "=": "equals",
    "<": "less",
    ">": "greater",
    "!": "not",
    "&": "and",
    "|": "or",
    "^": "caret",
    "~": "tilde",
    "?": "question",
    "@": "at",
    "#": "hash",
    "$": "dollar",
    ".": "dot",
    ",": "comma",
    ":": "colon",
    ";": "semicolon",
    "'": "quote",
    '"': "quote",
    "(": "paren",
    "[": "bracket",
    "{": "brace",
    "\\": "backslash",
    "€": "euro",
    "£": "pound",
    "°": "degree",
    "∞": "infinity",
    "≤": "at_most",
    "≥": "at_least",
    "≠": "differs",
    "→": "to",
}
"""Words for names that are symbols only (`+`, `>=`); elsewhere symbols separate words."""


def _boundary(before: str, char: str, after: str) -> bool:
    """Whether a new word starts at `char`: `fooBar`, `HTTPServer` (at S); digits stay attached."""
    if not char.isupper():
        return False
    if before.islower() or before.isdigit():
        return True
    return before.isupper() and after.islower()


_ASCII_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+")
"""`_boundary` and the separators for names in ASCII, which most are."""


def _split(name: str) -> Iterator[str]:
    if name.isascii():
        yield from filter(None, _ASCII_BOUNDARY.split(name))
        return
    word = ""
    for i, char in enumerate(name):
        if not (char.isalnum() or unicodedata.category(char).startswith("M")):
            if word:
                yield word
            word = ""
            continue
        after = name[i + 1] if i + 1 < len(name) else ""
        if word and _boundary(word[-1], char, after):
            yield word
            word = ""
        word += char
    if word:
        yield word


def _to_ascii(name: str) -> str:
    if name.isascii():
        return name
    from anyascii import anyascii

    return anyascii(name)


@lru_cache(maxsize=4096)
def words(name: str, ascii_only: bool = True) -> tuple[str, ...]:
    """The lower-case words of a name; a name with nothing left gets a stable one.

    Each word of an ASCII name matches `[a-z0-9]+`.
    """
    if not name.isascii():
        name = unicodedata.normalize("NFC", name)
    found = list(_split(name))
    if ascii_only and not name.isascii():
        found = [w for word in found for w in _split(_to_ascii(word))]
        found = ["".join(c for c in w if c.isascii() and c.isalnum()) for w in found]
    found = [w.lower() for w in found if w]
    if not found:
        symbols = [SYMBOLS[c] for c in name if c in SYMBOLS]
        found = [w for symbol in symbols for w in symbol.split("_")]
    if not found:
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        found = ["name", digest]
    return tuple(found)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _humps(parts: tuple[str, ...], first: Callable[[str], str]) -> str:
    out = first(parts[0])
    for part in parts[1:]:
        # Two digits that meet would change the name's words: `v1_2` is not `v12`.
        glue = "_" if out[-1:].isdigit() and part[:1].isdigit() else ""
        out += glue + _capital(part)
    return out


CASES: dict[str, Callable[[tuple[str, ...]], str]] = {
    "snake": "_".join,
    "kebab": "-".join,
    "screaming": lambda parts: "_".join(parts).upper(),
    "flat": "".join,
    "camel": lambda parts: _humps(parts, str),
    "pascal": lambda parts: _humps(parts, _capital),
}
"""Case styles by name."""


SNAKE_CASES = {
    "type": "pascal",
    "function": "snake",
    "variable": "snake",
    "constant": "screaming",
    "field": "snake",
    "parameter": "snake",
    "enum_member": "pascal",
    "variant": "pascal",
    "error": "pascal",
    "module": "snake",
    "test": "snake",
    "file": "snake",
    "type_parameter": "pascal",
}
"""Styles by position, as most languages that write `snake_case` have them."""

_MAX_MANGLED = 4096


@dataclass(frozen=True, slots=True)
class NameRules:
    """How a target writes names.

    cases: position -> case style; positions are type, function, variable, constant, field,
        parameter, enum_member, variant, error, module, test, file, type_parameter.
    reserved: words that are no identifiers; `reserved_at` adds words for single positions.
    avoid: names of the prelude that a declaration had better not hide.
    suffix: what is put behind a reserved or avoided name.
    digit_prefix: what is put before a name that starts with a digit.
    ascii_only: transliterate; else letters of all scripts stay.
    fold_case: whether names that differ only in case clash.
    variants_beside_types: whether a sum type's variants share the module's namespace.
    errors_beside_types: whether errors share it too; an error then yields to a type.
    """

    cases: dict[str, str]
    reserved: frozenset[str] = frozenset()
    reserved_at: dict[str, frozenset[str]] = field(default_factory=dict)
    avoid: frozenset[str] = frozenset()
    suffix: str = "_"
    digit_prefix: str = "n"
    ascii_only: bool = True
    fold_case: bool = False
    variants_beside_types: bool = False
    errors_beside_types: bool = False
    _mangled: dict[tuple[str, str], str] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def mangle(self, name: str, position: str) -> str:
        """The identifier for a name, clashes aside."""
        made = self._mangled.get((name, position))
        if made is None:
            if len(self._mangled) >= _MAX_MANGLED:
                self._mangled.clear()
            made = self._mangled[name, position] = self._mangle(name, position)
        return made

    def _mangle(self, name: str, position: str) -> str:
        parts = words(name, self.ascii_only)
        if parts[0][:1].isdigit():
            parts = (self.digit_prefix + parts[0], *parts[1:])
        made = CASES[self.cases[position]](parts)
        return made + self.suffix if self.taken(made, position) else made

    def taken(self, made: str, position: str) -> bool:
        """Whether the language has the word for itself."""
        return (
            made in self.reserved
            or made in self.avoid
            or made in self.reserved_at.get(position, frozenset())
        )


@dataclass(frozen=True, slots=True)
class Rename:
    """A name that had to give way to another in its scope: reported to the user."""

    name: str
    wanted: str
    given: str


class Scope:
    """A set of identifiers that must differ; a child's also differ from its parents'.

    `key` identifies what is named (a variable's uid, `("type", module, name)`, ...). First come,
    first served: declare what must not yield (public names) first.
    """

    def __init__(self, rules: NameRules, parent: Scope | None = None) -> None:
        self.rules = rules
        self.parent = parent
        self.names: dict[Hashable, Ident] = {}
        self.used: set[str] = set()
        self.renames: list[Rename] = parent.renames if parent is not None else []

    def child(self) -> Scope:
        """A scope inside this one."""
        return Scope(self.rules, self)

    def _fold(self, made: str) -> str:
        return made.casefold() if self.rules.fold_case else made

    def _is_used(self, made: str) -> bool:
        folded = made.casefold() if self.rules.fold_case else made
        scope: Scope | None = self
        while scope is not None:
            if folded in scope.used:
                return True
            scope = scope.parent
        return False

    def reserve(self, names: Iterable[str]) -> None:
        """Keeps finished identifiers (imports, helpers) from being given out."""
        self.used.update(map(self._fold, names) if self.rules.fold_case else names)

    def declare(self, key: Hashable, name: str, position: str) -> Ident:
        """Names `key`; a key that has a name in this scope keeps it."""
        known = self.names.get(key)
        if known is not None:
            return known
        wanted = self.rules.mangle(name, position)
        given, n = wanted, 2
        while self._is_used(given) or (given != wanted and self.rules.taken(given, position)):
            glue = "_" if "_" in wanted or self.rules.cases[position] != "camel" else ""
            if self.rules.cases[position] == "pascal" and not wanted[-1:].isdigit():
                glue = ""
            given = f"{wanted}{glue}{n}"
            n += 1
        if given != wanted:
            self.renames.append(Rename(name, wanted, given))
        self.used.add(given.casefold() if self.rules.fold_case else given)
        made = self.names[key] = Ident(given)
        return made

    def __getitem__(self, key: Hashable) -> Ident:
        scope: Scope | None = self
        while scope is not None:
            found = scope.names.get(key)
            if found is not None:
                return found
            scope = scope.parent
        raise KeyError(key)

    def __contains__(self, key: Hashable) -> bool:
        scope: Scope | None = self
        while scope is not None:
            if key in scope.names:
                return True
            scope = scope.parent
        return False
