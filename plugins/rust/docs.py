"""Documentation comments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vibee_plugins.rust.crate import Crate

from vibee_compiler.lowering import sir as s
from vibee_compiler.targets import prose

CONTRACT = "ContractViolation"
_SPECIAL = re.compile(r"[\[\]<>`*_\\]")


def escaped(text: str) -> str:
    """Prose that rustdoc shows as it is written: no links, no markup, no HTML."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], prose.clean(text))


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
        return []
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
