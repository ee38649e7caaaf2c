"""Texts of files: imports in order, modules inside modules, the manifest's values."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable

from vibee_plugins.rust.profile import PROFILE

from vibee_compiler.targets import prose
from vibee_compiler.targets.layout import Doc, render
from vibee_compiler.targets.text import Code


def code(doc: Doc) -> Code:
    """A printed item, laid out."""
    return Code(render(doc, width=PROFILE.width, indent=PROFILE.indent))


def use_lines(paths: Iterable[str], public: str = "") -> list[str]:
    """`use` declarations in rustfmt's order, std and the crate apart; `public` is one of these."""
    heads: dict[str, set[str]] = {}
    for path in set(paths):
        head, _, name = path.rpartition("::")
        heads.setdefault(head, set()).add(name)
    blocks = []
    for is_crate in (False, True):
        lines = []
        for head, names in heads.items():
            if head.startswith("crate") == is_crate:
                listed = sorted(names, key=_use_key)
                lines.append(use(head, listed))
        lines += [public] * bool(public and is_crate)
        if lines:
            blocks.append("\n".join(sorted(lines, key=_use_line_key)))
    return blocks


def use(head: str, names: list[str]) -> str:
    """One `use`, wrapped as rustfmt wraps it."""
    what = names[0] if len(names) == 1 else f"{{{', '.join(names)}}}"
    line = f"use {head}::{what};"
    if len(line) <= PROFILE.width:
        return line
    filled = textwrap.wrap(
        ", ".join(names) + ",",
        PROFILE.width,
        initial_indent="    ",
        subsequent_indent="    ",
        break_long_words=False,
    )
    return "\n".join([f"use {head}::{{", *filled, "};"])


def mod_name(line: str) -> str:
    """What a declaration of a module is sorted by."""
    return line.rpartition("mod ")[2]


def _use_line_key(line: str) -> str:
    return "".join(line.partition("use ")[2].split()).rstrip(";")


def toml(value: str) -> str:
    """A basic string of TOML: the escapes of JSON."""
    return json.dumps(prose.clean(value), ensure_ascii=False)


def version(version: str | None) -> str:
    """A version of three numbers, as cargo wants it."""
    found = re.match(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?([-+][0-9A-Za-z.+-]+)?$", version or "")
    if found is None:
        return "0.1.0"
    numbers = [str(int(part or 0)) for part in found.groups()[:3]]
    return ".".join(numbers) + (found[4] or "")


def _use_key(name: str) -> tuple[int, str]:
    # rustfmt's style of 2024 sorts constants, types and functions by their version order.
    rank = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return rank, name


def inlined(text_: str, name: str, inside: str) -> str:
    """A file with the file of one of its modules put in where it is declared."""
    lines = inside.rstrip("\n").split("\n")
    # The notice on the first line is the file's.
    body = "\n".join(lines[1:]).strip("\n")
    return re.sub(
        rf"(?m)^((?:pub )?mod {name});$",
        lambda found: f"{found[1]} {{\n{indented(body)}\n}}",
        text_,
        count=1,
    )


def indented(code: str) -> str:
    """The code a level deeper."""
    return "\n".join(f"    {line}" if line else "" for line in code.split("\n"))


def for_tests(code: str) -> str:
    """Items that are there for tests only."""
    blocks = code.split("\n\n")
    tagged = [
        block if block.startswith((" ", "}")) else f"#[cfg(test)]\n{block}" for block in blocks
    ]
    return "\n\n".join(tagged)
