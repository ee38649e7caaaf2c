"""Markdown from text that is data: escaping, code spans, fences, tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from vibee_compiler.targets.prose import KEPT, clean
from vibee_compiler.targets.text import Markdown

_SPECIAL = re.compile(r"[\\`*<>\[\]|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|\$(?=[\d{])")
_LEADING = re.compile(r"^(#{1,6}(?= |$)|[-+](?= |$)|=+$|-+$|\d+(?=[.)]( |$)))")
_RUN = re.compile(r"`+")
_EMPTY_CELL = re.compile(r"\|\s+(?=\|)")


@lru_cache(maxsize=KEPT)
def escape(text: str) -> str:
    """Prose on one line, with what Markdown or HTML would take for markup escaped."""
    text = _SPECIAL.sub(lambda m: "&amp;" if m[0] == "&" else f"\\{m[0]}", clean(text))
    lead = _LEADING.match(text)
    if lead is None:
        return text
    # A number keeps its digits: the dot behind it is what would start a list.
    at = lead.end() if text[0].isdigit() else 0
    return f"{text[:at]}\\{text[at:]}"


def _longest_run(text: str) -> int:
    return max(map(len, _RUN.findall(text))) if "`" in text else 0


def code(text: str, *, table: bool = False) -> str:
    """A code span; in a table a bar inside is escaped, as GitHub's tables want it."""
    text = clean(text)
    if not text:
        return ""
    if "`" not in text:
        made = f"`{text}`"
    else:
        ticks = "`" * (_longest_run(text) + 1)
        pad = " " if text.startswith("`") or text.endswith("`") else ""
        made = f"{ticks}{pad}{text}{pad}{ticks}"
    return made.replace("|", "\\|") if table else made


def fence(language: str, text: str) -> str:
    """A fenced block; the fence is longer than any run of backticks inside."""
    ticks = "`" * max(3, _longest_run(text) + 1)
    return f"{ticks}{language}\n{text.rstrip()}\n{ticks}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, padded: bool = True) -> Markdown:
    """A table of finished cells; `padded` lines the columns up, as prettier does."""
    lines = [list(head), ["---"] * len(head), *map(list, rows)]
    if padded:
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        lines[1] = ["-" * width for width in widths]
        text = [f"| {' | '.join(map(str.ljust, line, widths))} |" for line in lines]
    else:
        text = ["| " + " | ".join(line).replace("|  |", "| |") + " |" for line in lines]
        text = [_EMPTY_CELL.sub("| ", line) if "|  " in line else line for line in text]
    return Markdown("\n".join(text))
