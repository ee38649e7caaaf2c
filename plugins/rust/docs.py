"""Documentation comments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vibee_plugins.rust.crate import Crate

from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Behaviour
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets import prose

CONTRACT = "ContractViolation"
_URL = re.compile(r"\bhttps?://[^\s<>\[\]()`]+[^\s<>\[\]()`.,;:!?'\"]")
_SPECIAL = re.compile(r"[\[\]<>*\\]|(?<![^\W_])_|_(?![^\W_])")
_LEADING = re.compile(r"(?:[#>+=-]|\d+[.)])(?=\s|$)|[-=#]{2,}|~{3,}")


def escaped(text: str) -> str:
    """A paragraph of prose that rustdoc shows as it is written: no links, markup or HTML.

    Addresses become links, which rustdoc asks for; code in balanced backticks stays code.
    """
    parts = prose.clean(text).split("`")
    if len(parts) % 2 == 0 or "" in parts[1:-1]:
        made = "\\`".join(map(_plain, parts))
    else:
        made = "`".join(part if i % 2 else _plain(part) for i, part in enumerate(parts))
    found = _LEADING.match(made)
    if found is None:
        return made
    # The dot of `1.` is what makes a list of it, elsewhere the first character.
    at = found.end() - 1 if made[0].isdigit() else 0
    return f"{made[:at]}\\{made[at:]}"


def _plain(text: str) -> str:
    out: list[str] = []
    at = 0
    for url in _URL.finditer(text):
        out += [_SPECIAL.sub(r"\\\g<0>", text[at : url.start()]), f"<{url[0]}>"]
        at = url.end()
    return "".join([*out, _SPECIAL.sub(r"\\\g<0>", text[at:])])


def paragraphs(text: str | None) -> list[str]:
    """The paragraphs of a description, the first one a sentence, escaped."""
    found = prose.paragraphs(text)
    return [escaped(prose.sentence(p) if i == 0 else p) for i, p in enumerate(found)]


def behaviour(one: Behaviour) -> list[str]:
    """What documents a behaviour, escaped."""
    return [escaped(paragraph) for paragraph in prose.about(one)]


def comment(paragraphs: Sequence[str]) -> list[str]:
    """The lines of a doc comment; headings and lists are ours, all else is prose."""
    lines: list[str] = []
    for index, paragraph in enumerate(paragraphs):
        if index:
            lines.append("///")
        for line in paragraph.split("\n"):
            lines.append(f"/// {line}".rstrip())
    return lines


def errors(crate: Crate, function: s.Function) -> list[str]:
    """The section on errors."""
    if not function.raises:
        result = isinstance(t.erase(function.returns), t.ResultT)
        return ["# Errors", "An `Err` is what the specification gives back."] if result else []
    conditions = contracts(function)
    items = []
    for name in sorted(function.raises):
        variant = crate.names.error(name)
        unless = f" unless {conditions}" if name == CONTRACT and conditions else ""
        items.append(f"- [`Error::{variant}`]{unless}")
    return ["# Errors", "\n".join(items)]


def contracts(function: s.Function) -> str:
    """What a function requires, as the author wrote it."""
    if function.behaviour is None:
        return ""
    texts = [prose.clean(one.text) for one in function.behaviour.requires if one.expr is not None]
    return prose.enumeration([f"`{text}`" for text in texts if "`" not in text])
