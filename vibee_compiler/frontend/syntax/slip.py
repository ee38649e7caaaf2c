"""The form of an explained slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from vibee_compiler.frontend.ast import At


@dataclass(frozen=True, slots=True)
class Found:
    """What a slip is, and what to read in its place: (tokens to replace, names of new ones)."""

    message: str
    hint: str | None = None
    at: At | None = None
    repair: tuple[int, tuple[str, ...]] | None = None
    code: str = "VB0301"
    say_expected: bool = False
