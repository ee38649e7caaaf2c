"""The human language that a spec's prose is written in, found offline by py3langid.

What its author says counts; otherwise the prose is looked at without code, names and numbers,
which are English in the specs of all nations. Too little prose, or none in one of the twenty
languages, gives no language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from vibee_compiler.ir import module as m

if TYPE_CHECKING:
    import re

LANGUAGES: Final = "ar bn de en es fa fr hi id it ja ko nl pl pt ru tr uk vi zh".split()
"""The twenty languages of specs, as ISO 639-1 has them."""

LEAST: Final = 4
"""Letters that a prose has at least to be judged."""

ENOUGH: Final = 600
"""Characters that are looked at, the first ones."""


class DetectorMissing(Exception):
    """py3langid is not installed."""


def detect(program: m.Program) -> str | None:
    """The language of a program's root module: what its author says, else what its prose shows.

    Raises:
        DetectorMissing: when the author does not say it and py3langid is not installed.
    """
    return program.root.human_language or of_text("\n".join(_prose(program.root)))


def filled(program: m.Program) -> m.Program:
    """The program with `human_language` set where its author left it open and it can be told."""
    if program.root.human_language is not None:
        return program
    found = detect(program)
    if found is None:
        return program
    root = replace(program.root, human_language=found)
    return replace(program, modules=(*program.modules[:-1], root))


def of_text(prose: str) -> str | None:
    """The language of a text, None where there is too little of it.

    Raises:
        DetectorMissing: when py3langid is not installed.
    """
    words = _noise().sub(" ", prose[: 4 * ENOUGH])[:ENOUGH]
    script = _script(words)
    if script is None:
        return None
    among = _BY_SCRIPT[script]
    if len(among) == 1:
        return among[0]
    return str(_identifier(script).classify(words.lower())[0])


def _prose(module: m.Module) -> Iterator[str]:
    """Every sentence that people read."""
    yield module.description or ""
    for decl in module.types:
        yield decl.description or ""
        for one in getattr(decl, "fields", ()):
            yield one.description or ""
    for constant in module.constants:
        yield constant.description or ""
    for one in module.behaviours:
        yield one.description or ""
        yield from (text for text in (one.prose.given, one.prose.when, one.prose.then) if text)
        yield from (error.description or "" for error in one.errors)


_BY_SCRIPT: Final = {
    "cyrillic": ("ru", "uk"),
    "arabic": ("ar", "fa"),
    "devanagari": ("hi",),
    "bengali": ("bn",),
    "hangul": ("ko",),
    "kana": ("ja",),
    "han": ("zh", "ja"),
    "latin": tuple("de en es fr id it nl pl pt tr vi".split()),
}
_RANGES: Final = (
    ("kana", 0x3040, 0x30FF),
    ("hangul", 0xAC00, 0xD7A3),
    ("hangul", 0x1100, 0x11FF),
    ("han", 0x3400, 0x9FFF),
    ("cyrillic", 0x0400, 0x052F),
    ("arabic", 0x0600, 0x06FF),
    ("devanagari", 0x0900, 0x097F),
    ("bengali", 0x0980, 0x09FF),
)
_WEIGHT: Final = {"han": 2, "kana": 3, "hangul": 2}
"""Letters of these scripts say more than one of an alphabet does."""


_NO_LETTERS: Final = {code: None for code in range(128) if not chr(code).isalpha()}


def _script(text: str) -> str | None:
    """The script that most of a text is in; None where there are too few letters."""
    if text.isascii():  # most are, and a loop over letters takes longer than all the rest
        return "latin" if len(text.translate(_NO_LETTERS)) >= LEAST else None
    counts: dict[str, int] = {}
    for char in text:
        if not char.isalpha():
            continue
        code = ord(char)
        found = "latin"
        if code >= 0x400:
            found = next((name for name, low, high in _RANGES if low <= code <= high), "latin")
        counts[found] = counts.get(found, 0) + _WEIGHT.get(found, 1)
    if counts.get("kana"):  # Japanese mixes kana with Chinese characters
        counts["kana"] += counts.pop("han", 0)
    if sum(counts.values()) < LEAST:
        return None
    return max(counts, key=lambda name: (counts[name], name))


@cache
def _noise() -> re.Pattern[str]:
    """What is no prose: code in backticks, names with `_`, `.` or inner capitals, numbers."""
    import re

    return re.compile(r"`[^`]*`|\b\w*(?:[_.]\w|[a-z][A-Z])\w*\b|\b\w*\d\w*\b|\b[A-Z]{2,}\b")


@cache
def _identifier(script: str) -> Any:
    """An identifier of the languages of a script; the model's tables are shared."""
    from copy import copy

    found = copy(_model())
    found.set_languages(_BY_SCRIPT[script])
    return found


@cache
def _model() -> Any:
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier
    except ImportError:
        message = "py3langid is not installed: pip install 'vibee-compiler[corpus]'"
        raise DetectorMissing(message) from None
    return LanguageIdentifier.from_model_file(MODEL_FILE)
