"""Builds `signatures.json` from `signatures.yaml`.

    python -m vibee_compiler.ir.signature_build [--check]

Reads each entry's spelling and type, so that what uses the table needs no text of either. With
`--check` it writes nothing and exits with 1 when the file is stale.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from vibee_compiler.ir.signature_types import TUPLE_VARIABLE, parse_type
from vibee_compiler.ir.signatures import COMPACT

SOURCE = Path(__file__).with_name("signatures.yaml")
_CLASS_OF = {"E": "enum", "R": "record", "S": "sum", "C": "carried", TUPLE_VARIABLE: "tuple"}
"""Variables that always stand for types of one class."""

_NAME = r"[A-Za-z_]\w*"
_INFIX = re.compile(r"(?P<a>.+?) (?P<op>\|\||&&|==|!=|<=|>=|<|>|in|[-+*/%]) (?P<b>.+)")
_PREFIX = re.compile(r"(?P<op>[-!])(?P<a>\w+)")
_TERNARY = re.compile(r"(?P<c>.+) \? (?P<a>.+) : (?P<b>.+)")
_INDEX = re.compile(r"(?P<a>.+)\[(?P<q>\??)(?P<i>[^\[]+)\]")
_FORMAT = re.compile(r'"%[.\d]*(?P<letter>\w)"\.format\(\[(?P<a>.+)\]\)')
_HAS = re.compile(rf"has\((?P<a>.+)\.(?P<f>{_NAME})\)")
_FIELD = re.compile(rf"(?P<a>[\w<>, ]+)\.(?P<q>\??)(?P<f>{_NAME})")
_CALL = re.compile(rf"(?:(?P<a>[^(]*|\(.*\))\.)?(?P<name>{_NAME})\((?P<args>.*)\)", re.DOTALL)
_COPIED = [
    "level",
    "needs",
    "form",
    "definition",
    "native",
    "recursive",
    "schematic",
    "schema",
    "feature",
    "feature_note",
    "internal",
    "doc",
    "cel",
    "cel_note",
    "type_note",
    "examples",
    "errors",
    "errors_for",
    "binders",
    "tuple_binders",
]


def split(text: str) -> list[str]:
    """`text` at its commas outside brackets."""
    parts: list[str] = []
    depth = 0
    start = 0
    for i, char in enumerate(text):
        depth += (char in "([{<") - (char in ")]}" or (char == ">" and text[i - 1] not in "-="))
        if char == "," and depth == 0:
            parts.append(text[start:i].strip())
            start = i + 1
    last = text[start:].strip()
    return [*parts, last] if last else parts


def compact_entry(entry: dict[str, Any]) -> dict[str, Any]:
    """The compact form of an entry of the YAML file; ValueError where it makes no sense."""
    names, kind, spelled = _spelled(entry)
    row: dict[str, Any] = {key: entry[key] for key in ("id", "kind", "spelling", "type")}
    left, _, result = entry["type"].rpartition(" -> ")
    row["parts"] = _parts(entry, left, kind, names)
    if _is_type(result):
        row["result"] = result.strip()
    if kind == "function" and left.endswith(", ...)"):
        row["variadic"] = True
    part_names = [part[0] for part in row["parts"]]
    others = [_spelled({**entry, "spelling": text})[2] for text in entry.get("also", ())]
    row["spellings"] = [
        [k, n, argc, _layout(args, part_names, entry)] for k, n, argc, args in (spelled, *others)
    ]
    row["constraints"] = _constraints(entry, row["parts"])
    for key in _COPIED:
        value = entry.get(key)
        if value not in (None, {}, [], False):
            row[key] = value
    if "native" in row:
        row["native"] = True
    if "schema" in row:
        row["schema"] = {str(key): str(value) for key, value in row["schema"].items()}
    return row


def _is_type(text: str) -> bool:
    try:
        parse_type(text.strip())
    except ValueError:
        return False
    return True


Spelled = tuple[str, str, int, list[str]]
"""Kind, name, number of arguments, and the names in the parentheses."""


def _spelled(entry: dict[str, Any]) -> tuple[list[str], str, Spelled]:
    """The names of the parts in order, binders included, and the spelling taken apart."""
    text: str = entry["spelling"]
    if found := _FORMAT.fullmatch(text):
        return [found["a"]], "format", ("format", found["letter"], 1, [])
    if found := _HAS.fullmatch(text):
        return [found["a"]], "has", ("has", "", 1, [])
    if (found := _CALL.fullmatch(text)) and not text.startswith(("(", '"')):
        return _spelled_call(entry, found)
    if found := _TERNARY.fullmatch(text):
        return [found["c"], found["a"], found["b"]], "operator", ("operator", "?:", 3, [])
    if entry["kind"] == "constructor" or text.startswith('"'):
        return [], "literal", ("literal", entry["id"], 0, [])
    if found := _INFIX.fullmatch(text):
        names = [found["a"], found["b"]]
        return names, "operator", ("operator", found["op"], 2, names)
    if found := _PREFIX.fullmatch(text):
        return [found["a"]], "operator", ("operator", found["op"], 1, [found["a"]])
    if found := _INDEX.fullmatch(text):
        names = [found["a"]] if entry.get("schematic") else [found["a"], found["i"]]
        return names, "index", ("index" + found["q"], "", 1, names[1:])
    if found := _FIELD.fullmatch(text):
        return [found["a"]], "field", ("field" + found["q"], "", 1, [])
    raise ValueError(f"{entry['id']}: no known spelling: {text}")


def _spelled_call(entry: dict[str, Any], found: re.Match[str]) -> tuple[list[str], str, Spelled]:
    args = split(found["args"])
    receiver, name = found["a"], found["name"]
    if receiver is None:
        return args, "function", ("function", name, len(args), args)
    if entry["type"].startswith(receiver + "."):
        return args, "function", ("function", f"{receiver}.{name}", len(args), args)
    return [receiver, *args], "method", ("method", name, len(args), args)


def _layout(args: list[str], parts: list[str], entry: dict[str, Any]) -> list[int]:
    binders: list[str] = entry.get("binders", [])
    return [-1 - binders.index(arg) if arg in binders else parts.index(arg) for arg in args]


def _parts(entry: dict[str, Any], left: str, kind: str, names: list[str]) -> list[list[Any]]:
    """The parts as [name, type, binders, lazy]."""
    lazy = entry.get("lazy", ())
    binders = entry.get("binders", ())
    types = _part_types(left, kind, entry)
    wanted = [name for name in names if name not in binders]
    if len(types) != len(wanted):
        raise ValueError(f"{entry['id']}: {len(wanted)} parts, but types for {len(types)}")
    rows: list[list[Any]] = []
    for name, (written, text, under) in zip(wanted, types, strict=True):
        if written not in ("", name):
            raise ValueError(f"{entry['id']}: {name} is {written} in the type")
        if not _is_type(text):
            raise ValueError(f"{entry['id']}: not a type: {text}")
        rows.append([name, text, under, name in lazy])
    return rows


PartType = tuple[str, str, list[list[str]]]
"""A part's name as the type writes it, or none; its type; its binders with theirs."""


def _part_types(left: str, kind: str, entry: dict[str, Any]) -> list[PartType]:
    if kind == "literal":
        return []
    if kind in ("function", "method"):
        found = _CALL.fullmatch(left)
        if found is None:
            raise ValueError(f"{entry['id']}: not a call: {left}")
        first: list[PartType] = [("", found["a"], [])] if kind == "method" else []
        return first + _argument_types(split(found["args"]))
    pattern = {"format": _FORMAT, "has": _HAS, "index": _INDEX, "field": _FIELD}.get(kind)
    if pattern is None:
        pattern = next(p for p in (_TERNARY, _INFIX, _PREFIX) if p.fullmatch(left))
    groups = pattern.fullmatch(left)
    if groups is None:
        raise ValueError(f"{entry['id']}: the type does not fit the spelling: {left}")
    keys = [key for key in ("c", "a", "b", "i") if groups.groupdict().get(key)]
    if entry.get("schematic"):
        keys = [key for key in keys if key != "i"]
    return [("", groups[key], []) for key in keys]


def _argument_types(args: list[str]) -> list[PartType]:
    """`init: A`, `(acc: A, x: T) => e: A`: after an arrow all parts are under the binders."""
    under: list[list[str]] = []
    found: list[PartType] = []
    for arg in args:
        if arg == "...":
            continue
        if "=>" in arg:
            head, _, arg = arg.partition("=>")
            inside = head.strip()
            inside = inside[1:-1] if inside.startswith("(") else inside
            under = [[part.strip() for part in one.split(":", 1)] for one in split(inside)]
        name, _, text = arg.partition(":")
        found.append((name.strip(), text.strip(), under))
    return found


def _constraints(entry: dict[str, Any], parts: list[list[Any]]) -> list[list[str]]:
    written = [[var, name] for var, name in entry.get("constraints", {}).items()]
    text = " ".join(part[1] for part in parts).replace("(A, B, ...)", TUPLE_VARIABLE)
    classes = [[v, name] for v, name in _CLASS_OF.items() if re.search(rf"\b{v}\b", text)]
    if [TUPLE_VARIABLE, "tuple"] in classes:
        written = [[TUPLE_VARIABLE, name] for name in dict.fromkeys(name for _, name in written)]
    return classes + written


def build(source: str) -> str:
    """The text of `signatures.json` for the text of `signatures.yaml`."""
    import yaml

    data = yaml.load(source, Loader=yaml.CSafeLoader)
    document = {
        "edition": data["edition"],
        "constraints": data["constraints"],
        "features": data["features"],
        "types": data["types"],
        "entries": [compact_entry(entry) for entry in data["entries"]],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Writes the file, or checks it; the exit status."""
    text = build(SOURCE.read_text(encoding="utf-8"))
    current = COMPACT.read_text(encoding="utf-8") if COMPACT.exists() else None
    if "--check" in arguments:
        return int(text != current)
    if text != current:
        COMPACT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
