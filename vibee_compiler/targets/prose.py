"""Prose of a spec as documentation: cleaned, made sentences, wrapped.

Prose is data: every text goes through `clean` first, which leaves nothing that could end a line,
hide, or turn the direction of what follows; the target's comment escapes come after.
"""

from __future__ import annotations

import textwrap
import unicodedata
from functools import lru_cache

from vibee_compiler.ir.module import Behaviour
from vibee_compiler.targets.profile import CommentSyntax
from vibee_compiler.targets.text import Comment

KEPT = 4096
"""Texts that are kept with what was made of them: each is asked for by every target and page."""

_DROPPED = frozenset({"Cc", "Cs", "Co", "Cn"})
_BIDI = frozenset([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])


def _kept(char: str) -> bool:
    if char.isspace():  # also control characters: they part words
        return True
    return ord(char) not in _BIDI and unicodedata.category(char) not in _DROPPED


@lru_cache(maxsize=KEPT)
def clean(text: str) -> str:
    """The text on one line: white space runs are one blank, what cannot be shown is left out."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join("".join(filter(_kept, text)).split())


def paragraphs(text: str | None) -> list[str]:
    """The cleaned paragraphs of a text: they are separated by empty lines."""
    return list(_paragraphs(text)) if text else []


@lru_cache(maxsize=KEPT)
def _paragraphs(text: str) -> tuple[str, ...]:
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return tuple([made for block in blocks if (made := clean(" ".join(block)))])


_ENDS = (".", "!", "?", ":", "…", "。", "！", "？", "।", "؟", "۔")


@lru_cache(maxsize=KEPT)
def sentence(text: str) -> str:
    """A cleaned text that starts with a capital and ends with a full stop."""
    text = clean(text)
    if not text:
        return ""
    head = text[0].upper() if len(text[0].upper()) == 1 else text[0]
    text = head + text[1:]
    return text if text.endswith(_ENDS) else f"{text}."


@lru_cache(maxsize=KEPT)
def clause(text: str) -> str:
    """A cleaned text as a part of a sentence: lower case at the start, no full stop at the end.

    A first word with a second capital (`HTTP`) or of one letter other than `A` keeps its case.
    """
    text = clean(text)
    text = text[:-1] if text.endswith((".", "。")) and not text.endswith("..") else text
    word = text.split(" ", 1)[0]
    plain = word[1:] == word[1:].lower() and (len(word) > 1 or word == "A")
    if plain and word[:1].isupper() and len(word[0].lower()) == 1:
        return text[0].lower() + text[1:]
    return text


def fragment(text: str) -> str:
    """A cleaned text as the entry of a table: as written, without a full stop at the end."""
    text = clean(text)
    single = text.endswith((".", "。")) and not text.endswith("..") and ". " not in text
    return text[:-1] if single else text


def about(behaviour: Behaviour) -> list[str]:
    """The paragraphs that document a behaviour: its description, then what comes of it."""
    made = [sentence(p) if i == 0 else p for i, p in enumerate(paragraphs(behaviour.description))]
    if behaviour.prose.then and (then := sentence(behaviour.prose.then)):
        made.append(then)
    return made or [sentence(p) for p in (behaviour.prose.when, behaviour.prose.given) if p][:1]


def enumeration(items: list[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def wrap(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Lines of at most `width` characters, words whole; `first` and `rest` stand before them."""
    if len(text) + len(first) <= max(width, 20) and text.isprintable() and "  " not in text:
        return [first + text if text else first.rstrip()]
    return textwrap.wrap(
        text,
        max(width, 20),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first.rstrip()]


def escaped(text: str, syntax: CommentSyntax) -> str:
    """A cleaned text that is safe inside the language's comments."""
    text = clean(text)
    for before, after in syntax.escapes:
        text = text.replace(before, after)
    return text


def comment(text: str, syntax: CommentSyntax) -> Comment:
    """A whole line comment (or block comment, where the language has no other) with this text."""
    body = escaped(text, syntax)
    if syntax.line is not None:
        return Comment(f"{syntax.line} {body}")
    if syntax.block is None:
        raise ValueError("a comment syntax has neither line nor block")
    left, right = syntax.block
    return Comment(f"{left} {body} {right}")
