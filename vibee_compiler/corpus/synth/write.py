"""The text of a spec: YAML as a person lays it out."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

_WORD = re.compile(r"[A-Za-zÀ-ɏЀ-ӿ一-鿿][A-Za-z0-9À-ɏЀ-ӿ一-鿿_ .+/()'%-]*\Z")
_SPECIAL = frozenset("true false null yes no on off y n nan inf".split())
_PLAIN_TEXT = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=~0-9.+][^\n]*\Z")


def flow(value: Any) -> str:
    """Plain data in one line."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return word(value)
        case list() | tuple():
            return f"[{', '.join(map(flow, value))}]"
        case dict():
            inside = ", ".join(f"{word(str(k))}: {flow(v)}" for k, v in value.items())
            return f"{{{inside}}}"
    raise TypeError(type(value).__name__)


def word(text: str) -> str:
    """A text inside a flow collection, quoted where it has to be."""
    plain = _WORD.match(text) and text.lower() not in _SPECIAL and text == text.strip()
    return text if plain and ": " not in text else json.dumps(text, ensure_ascii=False)


def line(text: str) -> str:
    """A text as the whole rest of a line, quoted where it has to be."""
    plain = _PLAIN_TEXT.match(text) and ": " not in text and " #" not in text
    plain = plain and not text.endswith((":", " ")) and text.lower() not in _SPECIAL
    return text if plain else json.dumps(text, ensure_ascii=False)


def body_lines(body: str, indent: str) -> list[str]:
    """A body: in the line where YAML allows it, else as a block."""
    single = "\n" not in body and len(body) <= 88
    if single and _PLAIN_TEXT.match(body) and ": " not in body and " #" not in body:
        return [f"{indent}body: {body}"]
    return [f"{indent}body: |", *(f"{indent}  {one}" for one in body.split("\n"))]


def layout(body: str) -> str:
    """A body with lines of a length that reads well."""
    return "\n".join(part for one in body.split("\n") for part in _broken(one))


def _broken(text: str) -> list[str]:
    if len(text) <= 88:
        return [text]
    indent = text[: len(text) - len(text.lstrip())]
    for marks in ((" ? ", " : "), (" || ",), (" && ",), (" - ", " + "), (".",)):
        places = [at for at in _tops(text) if text.startswith(marks, at)]
        if marks == (".",):
            places = [at for at in places if re.match(r"\.\w+\(", text[at:])]
        if places:
            cuts = [0, *places, len(text)]
            pieces = [text[a:b].strip() for a, b in pairwise(cuts)]
            lines = [indent + pieces[0], *(f"{indent}  {one}" for one in pieces[1:])]
            return [part for one in lines for part in (_broken(one) if one != text else [one])]
    return [text]


def _tops(text: str) -> list[int]:
    """The places outside of brackets and texts, the indentation left out."""
    found, depth, quoted = [], 0, False
    for at, sign in enumerate(text):
        if sign == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        elif depth == 0 and at > len(text) - len(text.lstrip()):
            found.append(at)
    return found


def type_in_flow(type_: str) -> str:
    """A type expression inside a flow mapping."""
    return f'"{type_}"' if re.search(r"[,?(\[]", type_) else type_
