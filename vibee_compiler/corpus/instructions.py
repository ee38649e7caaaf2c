"""Instructions: how a person asks for the code of a spec, in the spec's human language."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

DEFAULT: Final = "en"
"""The language of instructions for specs whose own is unknown."""


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """The phrases by human language (ISO 639-1), from `instructions.yaml`."""
    import yaml

    text = Path(__file__).with_name("instructions.yaml").read_text(encoding="utf-8")
    return {language: tuple(made) for language, made in yaml.safe_load(text).items()}


def instruction(language: str, spec_text: str, human_language: str | None, seed: str) -> str:
    """What a person says who wants `spec_text` in the programming language named `language`.

    Which of the phrases is taken follows from `seed` alone. A human language without phrases
    gives English.
    """
    among = phrases().get(human_language or DEFAULT) or phrases()[DEFAULT]
    place = int.from_bytes(hashlib.sha256(seed.encode("utf-8")).digest()[:4]) % len(among)
    # One pass, since a spec may hold the very words that stand for the other.
    before, _, rest = among[place].partition("{language}")
    between, _, after = rest.partition("{spec}")
    return f"{before}{language}{between}{spec_text}{after}"
