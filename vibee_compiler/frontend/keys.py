"""From a key as somebody wrote it to the canonical key."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from vibee_compiler.diagnostics.names import near
from vibee_compiler.frontend.key_table import CONTEXTS, LEGACY, SPELLINGS, SYNONYMS, WEAK
from vibee_compiler.records import dataclass

# White space, `_`, `-`, quotes and the joiners of Persian and Hindi separate words, or do not.
_IGNORED = dict.fromkeys(map(ord, " \t_-'’‘ʼ,\u200c\u200d\u00a0"))


@dataclass(frozen=True, slots=True)
class Key:
    """A known key; `documented` unless it is a case variant or a legacy spelling.

    A weak spelling is also an everyday English word: a key only if no other spelling of it is
    there.
    """

    canonical: str
    documented: bool
    weak: bool = False


def fold(text: str) -> str:
    """What is compared: NFC, without case and without what separates words."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).translate(
        _IGNORED
    )


def documented_spellings(canonical: str) -> tuple[str, ...]:
    """All documented spellings of a key, its own first."""
    spellings = [canonical, *filter(None, (SYNONYMS.get(canonical),))]
    for words in SPELLINGS.get(canonical, {}).values():
        spellings.extend(words.split("|"))
    return tuple(dict.fromkeys(spellings))


@dataclass(frozen=True, slots=True)
class _Table:
    exact: dict[str, str]
    folded: dict[str, str]


@cache
def _table(context: str) -> _Table:
    exact: dict[str, str] = {}
    folded: dict[str, str] = {}
    for canonical in CONTEXTS[context]:
        for spelling in documented_spellings(canonical):
            for form in (spelling, spelling.replace(" ", "_")):
                exact.setdefault(unicodedata.normalize("NFC", form), canonical)
            folded.setdefault(fold(spelling), canonical)
    for canonical, words in LEGACY[context].items():
        for spelling in words.split("|"):
            folded.setdefault(fold(spelling), canonical)
    return _Table(exact, folded)


@lru_cache(maxsize=8192)
def lookup(context: str, written: str) -> Key | None:
    """The key that a spelling stands for in a kind of mapping (see CONTEXTS), or None."""
    table = _table(context)
    text = unicodedata.normalize("NFC", written.strip())
    canonical = table.exact.get(text)
    if canonical is not None:
        return Key(canonical, True, weak=text in WEAK)
    folded = fold(text)
    canonical = table.folded.get(folded)
    if canonical is None:
        return None
    return Key(canonical, False, weak=folded in WEAK)


def _near_spellings(canonical: str, english: bool) -> tuple[str, ...]:
    """An English word is compared with English ones only, or `state` is nearly Polish `stałe`."""
    if english:
        return tuple(filter(None, (canonical, SYNONYMS.get(canonical))))
    return tuple(one for one in documented_spellings(canonical) if not one.isascii())


@lru_cache(maxsize=2048)
def nearest(context: str, written: str) -> str | None:
    """The documented spelling that a key nearly is, or None.

    Short words are near to everything; below four characters nothing is near.
    """
    text = fold(written)
    if len(text) < 4:
        return None
    candidates: dict[str, str] = {}
    for canonical in CONTEXTS[context]:
        for spelling in _near_spellings(canonical, text.isascii()):
            folded = fold(spelling)
            if len(folded) >= 4 and folded[0] == text[0] and abs(len(folded) - len(text)) <= 2:
                candidates.setdefault(folded, spelling)
    for candidate in near(text, candidates, 1):
        # One slip in a word of up to seven characters, two in a longer one.
        if abs(len(candidate) - len(text)) <= (1 if len(text) < 8 else 2):
            return candidates[candidate]
    return None
